//! Plain form posts: they work before, and without, the program in the browser.

use super::{
    cookies::{DEVICE_LIFE, cookie, cookie_name, cookie_value, device_name, token, with_cookie},
    knocks::Outcome,
    rights::allowed,
    server::{
        answers::{failed, http_encoded},
        client, plain,
        web::Web,
    },
};
use crate::{
    access::{
        self,
        commands::{Entered, Knock},
        model::SignedIn,
    },
    imports::{
        commands::{NewUpload, room_to_keep, upload_import as keep},
        model::{FILES_LIMIT, FOLDER_LIMIT_MIB},
        rules::ImportFile,
    },
    platform::{
        command::{self, Actor},
        failure::Failure,
    },
    ui::paths,
    vocabulary::{failure::ApiError, refusal::Refusal, texts::texts},
};
use axum::{
    Extension, Form,
    extract::{ConnectInfo, Multipart},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::{collections::HashSet, net::SocketAddr, sync::Arc};

/// What the sign-in form sends.
#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    key: String,
}

/// Signs in, with a new session and its cookie, and one by which the browser is known from now on;
/// or back to the form with the reason.
pub async fn sign_in(
    Extension(web): Extension<Arc<Web>>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let address = peer
        .map(|Extension(ConnectInfo(peer))| client::place(web.proxies.client(peer.ip(), &headers)))
        .unwrap_or_default();
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let next = local(&form.next);
    let back = |error: &str| {
        Redirect::to(&format!("/sign-in?error={error}&next={}", http_encoded(next))).into_response()
    };
    let device = cookie_value(&headers, device_name(web.https));
    let (email, password) = (form.email.clone(), form.password.clone());
    match web
        .knocks
        .knock(&web.database, &form.key, Knock { email, password, address, agent, device })
        .await
    {
        Outcome::Entered(Entered { token, device }) => {
            let session = with_cookie(
                Redirect::to(next).into_response(),
                &cookie(cookie_name(web.https), &token, web.https, None),
            );
            with_cookie(
                session,
                &cookie(device_name(web.https), &device, web.https, Some(DEVICE_LIFE)),
            )
        }
        Outcome::Refused(Refusal::SignInSlowedDown) => back("slowed_down"),
        Outcome::Refused(_) => back("failed"),
        Outcome::Crowded => plain::page(
            StatusCode::TOO_MANY_REQUESTS,
            texts().sign_in_busy,
            ("/sign-in", texts().plain_again),
        ),
        Outcome::Failed(ApiError::Fault(reference)) => {
            Redirect::to(&format!("/sign-in?error=fault&reference={reference}")).into_response()
        }
        Outcome::Failed(error) => failed("/sign-in", &error),
    }
}

/// Ends the session on the server and takes the cookie back.
pub async fn sign_out(
    Extension(web): Extension<Arc<Web>>,
    who: Option<Extension<SignedIn>>,
    headers: HeaderMap,
) -> Response {
    if let (Some(Extension(who)), Some(token)) = (who, token(&headers, web.https))
        && let Err(failure) = access::commands::sign_out(&web.database, &who, &token).await
    {
        tracing::error!("sign-out: {failure}");
    }
    with_cookie(
        Redirect::to("/sign-in").into_response(),
        &cookie(cookie_name(web.https), "", web.https, Some(0)),
    )
}

/// What the hidden fields of our forms say, as calls say it in headers.
#[derive(Default)]
struct Marks {
    page: String,
    key: String,
}

impl Marks {
    /// Takes a part of the form that is one of them; it comes before the files.
    fn take(&mut self, name: &str, text: String) {
        match name {
            "page" => self.page = text,
            "key" => self.key = text,
            _ => {}
        }
    }

    /// Lets the form in, as the gate lets a call in; else the reason, as the address of the page
    /// says it.
    fn admit(&self, who: &SignedIn, function: &str) -> Result<(), &'static str> {
        access::rules::admit(who, (function, allowed(function)), Some(&self.page), Some(&self.key))
            .map_err(|error| match error {
                ApiError::Refused(Refusal::PageOfAnother { .. }) => "another",
                _ => "incomplete",
            })
    }
}

/// Keeps uploaded files to be looked at; then to their page. Memory for them is found before they
/// are read. Too many bytes are read to their end, within reason, so that the browser listens to
/// the answer.
pub async fn upload_import(
    Extension(web): Extension<Arc<Web>>,
    Extension(who): Extension<SignedIn>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok())
        .unwrap_or(usize::MAX);
    let room = room_to_keep(announced.min(folder_limit())).await;
    let _room = match room {
        Ok(room) => room,
        Err(busy) => return failed(paths::IMPORT, &busy.into()),
    };
    let back =
        |error: &str| Redirect::to(&format!("{}?error={error}", paths::IMPORT)).into_response();
    let (files, marks) = match read_files(form).await {
        Ok(read) => read,
        Err(error) => return back(error),
    };
    if let Err(error) = marks.admit(&who, "upload_import") {
        return back(error);
    }
    let actor = Actor { company: who.company_id, person: Some(who.person_id) };
    match command::run(
        &web.database,
        actor,
        "upload_import",
        Some(marks.key.into()),
        NewUpload::of(files),
        |tx, new| Box::pin(keep(tx, new)),
    )
    .await
    {
        Ok(upload) => Redirect::to(&paths::import(upload)).into_response(),
        Err(Failure::Refused(Refusal::RequestKeyReused)) => back("reused"),
        Err(failure) if failure.is_passing() => failed(paths::IMPORT, &failure.into()),
        Err(failure) => {
            tracing::error!("upload: {failure}");
            back("fault")
        }
    }
}

fn folder_limit() -> usize {
    usize::try_from(FOLDER_LIMIT_MIB).unwrap_or(usize::MAX).saturating_mul(1 << 20)
}

/// How many times too much is read to its end.
const PATIENCE: usize = 4;

/// The files of a form, each name once, and its marks; or the word for what is wrong with them.
async fn read_files(mut form: Multipart) -> Result<(Vec<ImportFile>, Marks), &'static str> {
    let (limit, most) = (folder_limit(), usize::try_from(FILES_LIMIT).unwrap_or(usize::MAX));
    let mut files: Vec<ImportFile> = Vec::new();
    let (mut names, mut marks) = (HashSet::new(), Marks::default());
    let (mut bytes, mut fields, mut parts) = (0_usize, 0_usize, 0_usize);
    while let Some(mut field) = form.next_field().await.map_err(|_| "broken")? {
        let is_file = field.file_name().is_some();
        fields += usize::from(is_file);
        parts += 1;
        let name = field
            .file_name()
            .unwrap_or_default()
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect::<String>();
        let mut content = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|_| "broken")? {
            bytes = bytes.saturating_add(chunk.len());
            if bytes <= limit && fields <= most {
                content.extend_from_slice(&chunk);
            }
        }
        if bytes > limit.saturating_mul(PATIENCE) {
            return Err("too_large");
        }
        if parts > most.saturating_mul(PATIENCE) {
            return Err("too_many");
        }
        if !is_file {
            marks.take(
                field.name().unwrap_or_default(),
                String::from_utf8_lossy(&content).into_owned(),
            );
        }
        if fields <= most && !name.is_empty() && names.insert(name.clone()) {
            files.push(ImportFile { name, content: content.into() });
        }
    }
    match () {
        () if bytes > limit => Err("too_large"),
        () if fields > most => Err("too_many"),
        () if files.is_empty() => Err("no_files"),
        () => Ok((files, marks)),
    }
}

/// Only addresses of our own: `/…`, never `//…`.
fn local(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(char::is_control);
    if own { next } else { "/" }
}

//! Plain form posts: they work before, and without, the program in the browser.

use super::server::{Web, http_encoded};
use crate::{
    access::{self, model::SignedIn},
    imports::{
        commands::{NewUpload, upload_import as keep},
        model::FOLDER_LIMIT_MIB,
        rules::ImportFile,
    },
    platform::{
        command::{self, Actor},
        failure::Failure,
    },
    vocabulary::{failure::ApiError, refusal::Refusal},
};
use axum::{
    Extension, Form,
    extract::{ConnectInfo, Multipart},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::{net::SocketAddr, sync::Arc};

/// What the sign-in form sends.
#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs in, with a new session and its cookie; or back to the form with the reason.
pub async fn sign_in(Extension(web): Extension<Arc<Web>>, address: Option<Extension<ConnectInfo<SocketAddr>>>, Form(form): Form<SignIn>) -> Response {
    let address = address.map(|Extension(ConnectInfo(address))| address.ip().to_string()).unwrap_or_default();
    let next = local(&form.next);
    let back = |error: &str| Redirect::to(&format!("/sign-in?error={error}&next={}", http_encoded(next))).into_response();
    match access::commands::sign_in(&web.database, &form.email, &form.password, &address).await {
        Ok(token) => with_cookie(Redirect::to(next).into_response(), &cookie(&token, web.https, None)),
        Err(Failure::Refused(Refusal::SignInSlowedDown)) => back("slowed_down"),
        Err(Failure::Refused(_)) => back("failed"),
        Err(failure) => {
            let ApiError::Fault(reference) = failure.into() else { return Redirect::to("/sign-in?error=fault").into_response() };
            Redirect::to(&format!("/sign-in?error=fault&reference={reference}")).into_response()
        }
    }
}

/// Ends the session on the server and takes the cookie back.
pub async fn sign_out(Extension(web): Extension<Arc<Web>>, who: Option<Extension<SignedIn>>, headers: HeaderMap) -> Response {
    if let (Some(Extension(who)), Some(token)) = (who, token(&headers, web.https))
        && let Err(failure) = access::commands::sign_out(&web.database, &who, &token).await
    {
        tracing::error!("sign-out: {failure}");
    }
    with_cookie(Redirect::to("/sign-in").into_response(), &cookie("", web.https, Some(0)))
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

    /// Lets the form in, as the gate lets a call in; else the reason, as the address of the page says it.
    fn admit(&self, who: &SignedIn, function: &str) -> Result<(), &'static str> {
        access::rules::admit(who, function, Some(&self.page), Some(&self.key)).map_err(|error| match error {
            ApiError::Refused(Refusal::PageOfAnother { .. }) => "another",
            _ => "incomplete",
        })
    }
}

/// Keeps uploaded files to be looked at; then to their page. Too many bytes are read to their end, so that the
/// browser listens to the answer.
pub async fn upload_import(Extension(web): Extension<Arc<Web>>, Extension(who): Extension<SignedIn>, mut form: Multipart) -> Response {
    let limit = usize::try_from(FOLDER_LIMIT_MIB).unwrap_or(usize::MAX).saturating_mul(1 << 20);
    let mut files: Vec<ImportFile> = Vec::new();
    let (mut bytes, mut marks) = (0_usize, Marks::default());
    while let Ok(Some(mut field)) = form.next_field().await {
        let name = field.file_name().unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default().chars().take(200).collect::<String>();
        let mut content = Vec::new();
        while let Ok(Some(chunk)) = field.chunk().await {
            bytes = bytes.saturating_add(chunk.len());
            if bytes <= limit {
                content.extend_from_slice(&chunk);
            }
        }
        if field.file_name().is_none() {
            marks.take(field.name().unwrap_or_default(), String::from_utf8_lossy(&content).into_owned());
        }
        if !name.is_empty() && !files.iter().any(|f| f.name == name) {
            files.push(ImportFile { name, content: content.into() });
        }
    }
    let back = |error: &str| Redirect::to(&format!("/settings/import?error={error}")).into_response();
    if bytes > limit {
        return back("too_large");
    }
    if files.is_empty() {
        return back("no_files");
    }
    if let Err(error) = marks.admit(&who, "upload_import") {
        return back(error);
    }
    let actor = Actor { company: who.company_id, person: Some(who.person_id) };
    match command::run(&web.database, actor, "upload_import", Some(marks.key), NewUpload::of(files), |tx, new| Box::pin(keep(tx, new))).await {
        Ok(upload) => Redirect::to(&format!("/settings/import/{upload}")).into_response(),
        Err(Failure::Refused(Refusal::RequestKeyReused)) => back("reused"),
        Err(failure) => {
            tracing::error!("upload: {failure}");
            back("fault")
        }
    }
}

/// The session token in the request's cookies.
pub fn token(headers: &HeaderMap, https: bool) -> Option<String> {
    let name = cookie_name(https);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, value)| *n == name && value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(|(_, value)| value.to_owned())
}

fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-billwright" } else { "billwright" }
}

fn cookie(token: &str, https: bool, max_age: Option<u32>) -> String {
    let secure = if https { "; Secure" } else { "" };
    let max_age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}", cookie_name(https))
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// Only addresses of our own: `/…`, never `//…`.
fn local(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.contains(char::is_control);
    if own { next } else { "/" }
}

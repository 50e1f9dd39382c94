//! How a page calls the server: the one protocol of every server function. To each call it adds whose
//! page it is, to each write the key of the act, and a write whose answer was lost is sent once
//! more under the same key.
//!
//! What differs from function to function is what is written and what is read; all between is one
//! future, the same for every call, behind a pointer, and in the program once.

use super::{busy::Busy, request_key, session, version};
use crate::vocabulary::{
    call::{KEY_HEADER, LEFT_HEADER, PAGE_HEADER, PageOf, only_looks},
    failure::{ApiError, Json, JsonText},
};
use futures::{channel::oneshot, future::BoxFuture};
use http::Method;
use leptos::{
    prelude::{document, set_timeout},
    server_fn::{
        Bytes, ContentType, Decodes, Encodes, Protocol,
        client::{Client, browser::BrowserClient},
        codec::{FromReq, IntoRes},
        error::{FromServerFnError, ServerFnErrorErr},
        request::{ClientReq, browser::BrowserRequest},
        response::{ClientRes, browser::BrowserResponse},
        server::Server,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use std::time::Duration;

/// The attribute of the document's root that says who was signed in when the server drew it.
pub const WHO_ATTRIBUTE: &str = "data-who";
/// How long to wait before a write is sent again whose answer was lost.
const PAUSE: Duration = Duration::from_millis(700);

/// The protocol of every server function.
pub struct Calls;

impl<I, O, C, S> Protocol<I, O, C, S, ApiError> for Calls
where
    I: Serialize + FromReq<Json, S::Request, ApiError> + Send,
    O: DeserializeOwned + IntoRes<Json, S::Response, ApiError> + Send,
    C: Client<ApiError>,
    S: Server<ApiError>,
{
    const METHOD: Method = Method::POST;

    async fn run_server<F, Fut>(request: S::Request, answer: F) -> Result<S::Response, ApiError>
    where
        F: Fn(I) -> Fut + Send,
        Fut: Future<Output = Result<O, ApiError>> + Send,
    {
        let input = I::from_req(request).await?;
        let output = answer(input).await?;
        output.into_res().await
    }

    async fn run_client(path: &str, input: I) -> Result<O, ApiError> {
        let body = JsonText::encode(&input).map_err(|error| unwritten(&error))?;
        let answer = send(Call { path: path.to_owned(), body }).await?;
        JsonText::decode(answer).map_err(|error| unread(&error))
    }
}

fn unwritten(error: &serde_json::Error) -> ApiError {
    ApiError::from_server_fn_error(ServerFnErrorErr::Serialization(error.to_string()))
}

fn unread(error: &serde_json::Error) -> ApiError {
    ApiError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string()))
}

/// A call, kept whole so that it can be sent again.
struct Call {
    path: String,
    body: Bytes,
}

/// An answer that has come to its end.
struct Answer {
    status: u16,
    body: Bytes,
}

/// Sends a call, a write once more where its answer was lost; answers what was answered.
fn send(call: Call) -> BoxFuture<'static, Result<Bytes, ApiError>> {
    Box::pin(async move {
        let writes = !only_looks(call.path.rsplit('/').next().unwrap_or_default());
        let key = writes.then(|| request_key::of(&call.path, &call.body)).flatten();
        let mut answer = attempt(&call, key.as_deref()).await;
        if let Some(key) = key {
            if answer.is_err() {
                pause().await;
                answer = attempt(&call, Some(&key)).await;
            }
            match answer {
                Ok(_) => request_key::answered(&key),
                Err(_) => request_key::lost(key),
            }
        }
        let Answer { status, body } = answer?;
        if status >= 400 { Err(ApiError::de(body)) } else { Ok(body) }
    })
}

/// Sends a call once. An error means that no answer came: what came of the call is unknown.
async fn attempt(call: &Call, key: Option<&str>) -> Result<Answer, ApiError> {
    let request = <BrowserRequest as ClientReq<ApiError>>::try_new_post_bytes(
        &call.path,
        Json::CONTENT_TYPE,
        Json::CONTENT_TYPE,
        call.body.clone(),
    )?;
    let headers = request.headers();
    if let Some(page) = page_of() {
        headers.set(PAGE_HEADER, &page.to_string());
    }
    if let Some(key) = key {
        headers.set(KEY_HEADER, key);
    }
    let _busy = Busy::begin();
    let sent = session::now();
    let response = <BrowserClient as Client<ApiError>>::send(request).await?;
    let headers = response.generate_headers();
    version::heard(headers.get(version::HEADER).and_then(|build| build.to_str().ok()));
    let left = headers
        .get(LEFT_HEADER)
        .and_then(|left| left.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    let answer = Answer::read(response).await?;
    // What stands between us and the server answers for it when it is away, in words of its own.
    let error = (answer.status >= 400)
        .then(|| serde_json::from_slice::<ApiError>(&answer.body).ok())
        .flatten();
    if answer.status >= 500 && error.is_none() {
        return Err(ApiError::Unreachable);
    }
    session::heard(sent, error.as_ref(), left);
    Ok(answer)
}

/// Whose page this is, as the server drew it.
fn page_of() -> Option<PageOf> {
    serde_json::from_str(&document().document_element()?.get_attribute(WHO_ATTRIBUTE)?).ok()
}

async fn pause() {
    let (over, waiting) = oneshot::channel::<()>();
    set_timeout(move || drop(over), PAUSE);
    // It ends by being dropped.
    let _ = waiting.await;
}

impl Answer {
    /// To its end: one that breaks off is none.
    async fn read(response: BrowserResponse) -> Result<Self, ApiError> {
        let status = ClientRes::<ApiError>::status(&response);
        let body = ClientRes::<ApiError>::try_into_bytes(response)
            .await
            .map_err(|_| ApiError::Unreachable)?;
        Ok(Self { status, body })
    }
}

//! How a page calls the server: the one client of every server function. To each call it adds whose
//! page it is, to each write the key of the act, and a write whose answer was lost is sent once
//! more under the same key.

pub use crate::vocabulary::failure::Json;

use super::{busy::Busy, request_key, session, version};
use crate::vocabulary::{
    call::{KEY_HEADER, LEFT_HEADER, PAGE_HEADER, PageOf, only_looks},
    failure::ApiError,
};
use futures::{Sink, Stream, channel::oneshot};
use http::Method;
use leptos::{
    prelude::{document, set_timeout},
    server_fn::{
        Bytes,
        client::{Client, browser::BrowserClient},
        error::{FromServerFnError, ServerFnErrorErr},
        request::{ClientReq, browser::BrowserRequest},
        response::{ClientRes, browser::BrowserResponse},
    },
};
use std::time::Duration;

/// The attribute of the document's root that says who was signed in when the server drew it.
pub const WHO_ATTRIBUTE: &str = "data-who";
/// How long to wait before a write is sent again whose answer was lost.
const PAUSE: Duration = Duration::from_millis(700);

/// The client of every server function.
pub struct PageClient;

/// A call, kept whole so that it can be sent again.
#[derive(Clone)]
pub struct Call {
    path: String,
    content_type: String,
    accepts: String,
    body: Bytes,
}

/// An answer that has come to its end.
pub struct Answer {
    status: u16,
    status_text: String,
    location: String,
    has_redirect: bool,
    body: Bytes,
}

impl<I: FromServerFnError, O: FromServerFnError> Client<ApiError, I, O> for PageClient {
    type Request = Call;
    type Response = Answer;

    async fn send(call: Call) -> Result<Answer, ApiError> {
        let writes = !only_looks(call.path.rsplit('/').next().unwrap_or_default());
        let Some(key) = writes.then(|| request_key::of(&call.path, &call.body)).flatten() else {
            return attempt(&call, None).await;
        };
        let mut answer = attempt(&call, Some(&key)).await;
        if answer.is_err() {
            pause().await;
            answer = attempt(&call, Some(&key)).await;
        }
        match answer {
            Ok(_) => request_key::answered(&key),
            Err(_) => request_key::lost(key),
        }
        answer
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (
                impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static,
                impl Sink<Bytes> + Send + 'static,
            ),
            ApiError,
        >,
    > + Send {
        <BrowserClient as Client<ApiError, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<ApiError, I, O>>::spawn(future);
    }
}

/// Sends a call once. An error means that no answer came: what came of the call is unknown.
async fn attempt(call: &Call, key: Option<&str>) -> Result<Answer, ApiError> {
    let request = <BrowserRequest as ClientReq<ApiError>>::try_new_post_bytes(
        &call.path,
        &call.content_type,
        &call.accepts,
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
        let (status, status_text) = (
            ClientRes::<ApiError>::status(&response),
            ClientRes::<ApiError>::status_text(&response),
        );
        let (location, has_redirect) = (
            ClientRes::<ApiError>::location(&response),
            ClientRes::<ApiError>::has_redirect(&response),
        );
        let body = ClientRes::<ApiError>::try_into_bytes(response)
            .await
            .map_err(|_| ApiError::Unreachable)?;
        Ok(Self { status, status_text, location, has_redirect, body })
    }
}

impl<E: FromServerFnError> ClientRes<E> for Answer {
    async fn try_into_string(self) -> Result<String, E> {
        Ok(String::from_utf8_lossy(&self.body).into_owned())
    }

    async fn try_into_bytes(self) -> Result<Bytes, E> {
        Ok(self.body)
    }

    fn try_into_stream(
        self,
    ) -> Result<impl Stream<Item = Result<Bytes, Bytes>> + Send + Sync + 'static, E> {
        Ok(futures::stream::iter([Ok(self.body)]))
    }

    fn status(&self) -> u16 {
        self.status
    }

    fn status_text(&self) -> String {
        self.status_text.clone()
    }

    fn location(&self) -> String {
        self.location.clone()
    }

    fn has_redirect(&self) -> bool {
        self.has_redirect
    }
}

/// Calls are posted as bytes (JSON); nothing else has a key.
fn unsupported<E: FromServerFnError>(method: &Method) -> Result<Call, E> {
    Err(E::from_server_fn_error(ServerFnErrorErr::UnsupportedRequestMethod(method.to_string())))
}

impl<E: FromServerFnError> ClientReq<E> for Call {
    type FormData = ();

    fn try_new_req_bytes(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: Bytes,
        method: Method,
    ) -> Result<Self, E> {
        if method != Method::POST {
            return unsupported(&method);
        }
        Ok(Self {
            path: path.to_owned(),
            content_type: content_type.to_owned(),
            accepts: accepts.to_owned(),
            body,
        })
    }

    fn try_new_req_text(
        path: &str,
        content_type: &str,
        accepts: &str,
        body: String,
        method: Method,
    ) -> Result<Self, E> {
        <Self as ClientReq<E>>::try_new_req_bytes(path, content_type, accepts, body.into(), method)
    }

    fn try_new_req_query(_: &str, _: &str, _: &str, _: &str, method: Method) -> Result<Self, E> {
        unsupported(&method)
    }

    fn try_new_req_form_data(_: &str, _: &str, _: &str, (): (), method: Method) -> Result<Self, E> {
        unsupported(&method)
    }

    fn try_new_req_multipart(_: &str, _: &str, (): (), method: Method) -> Result<Self, E> {
        unsupported(&method)
    }

    fn try_new_req_streaming(
        _: &str,
        _: &str,
        _: &str,
        _: impl Stream<Item = Bytes> + Send + 'static,
        method: Method,
    ) -> Result<Self, E> {
        unsupported(&method)
    }
}

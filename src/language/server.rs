//! Each request is answered in its reader's language, and each language that is offered has its
//! texts in a file for the browser.

use super::{
    model::{Language, chosen},
    reader::{reading, reading_now},
    table::{file, written},
};
use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::Request,
    http::header,
    middleware::Next,
    response::Response,
    routing::get,
};
use hyper::body::{Frame, SizeHint};
use sha2::{Digest, Sha256};
use std::{
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll},
};

/// The cookie that says which language somebody chose.
const COOKIE: &str = "language";

/// Answers in the language of whoever asks.
pub async fn in_theirs(request: Request, next: Next) -> Response {
    let asked =
        request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = chosen(written(), choice(&request), asked);
    reading(language, next.run(request)).await.map(|body| Body::new(Spoken { body, language }))
}

/// What the cookie says.
fn choice(request: &Request) -> Option<&str> {
    let cookies =
        request.headers().get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, tag)| tag)
}

/// A body that is written while it is sent: in the language of its request to its end.
struct Spoken {
    body: Body,
    language: Language,
}

impl HttpBody for Spoken {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let language = self.language;
        reading_now(language, || Pin::new(&mut self.body).poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A file of texts, under a name that follows its content.
struct File {
    address: String,
    content: String,
}

static FILES: LazyLock<Vec<(Language, File)>> =
    LazyLock::new(|| written().iter().map(|language| (*language, made(*language))).collect());

fn made(language: Language) -> File {
    let content = file(language);
    let hash: String =
        Sha256::digest(&content).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    File { address: format!("/pkg/texts-{}.{hash}.txt", language.tag()), content }
}

/// Where the browser finds the texts of a language that is offered.
pub fn address(language: Language) -> &'static str {
    let of = |wanted| FILES.iter().find(|(offered, _)| *offered == wanted);
    of(language)
        .or_else(|| of(Language::English))
        .map(|(_, file)| file.address.as_str())
        .unwrap_or_default()
}

/// The files.
pub fn files<S: Clone + Send + Sync + 'static>() -> Router<S> {
    FILES.iter().fold(Router::new(), |router, (_, File { address, content })| {
        router.route(
            address,
            get(move || async move {
                ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], content.as_str())
            }),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::reader::current;
    use futures::stream;

    #[tokio::test]
    async fn what_is_written_while_it_is_sent_is_in_the_language_of_its_request() {
        let mut parts = 0;
        let written = stream::poll_fn(move |_| {
            parts += 1;
            Poll::Ready((parts <= 2).then(|| Ok::<_, std::convert::Infallible>(current().tag())))
        });
        let body =
            Body::new(Spoken { body: Body::from_stream(written), language: Language::Nederlands });
        assert_eq!(axum::body::to_bytes(body, 100).await.expect("a body"), "nlnl");
        assert_eq!(current(), Language::English, "and nothing after it");
    }

    #[test]
    fn the_cookie_of_that_name_says_what_was_chosen() {
        for (cookies, said) in [
            (&["language=de"][..], Some("de")),
            (&["billwright=0; language=nl ; a=b"], Some("nl")),
            (&["a=b", "language=nb"], Some("nb")),
            (&["languages=de; language"], None),
            (&[], None),
        ] {
            let request = cookies.iter().fold(Request::builder(), |request, cookie| {
                request.header(header::COOKIE, *cookie)
            });
            assert_eq!(
                choice(&request.body(Body::empty()).expect("a request")),
                said,
                "{cookies:?}"
            );
        }
    }
}

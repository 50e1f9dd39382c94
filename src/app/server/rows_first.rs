//! What a page shows stands in it, not behind it. Its list is read before anything of it is sent,
//! but whether the rows then go to their place or follow behind the page, for a script to put there,
//! depends on which of two tasks is quicker. Here what follows is put where it belongs, before the
//! page is sent: only for what waits under *loading*; totals may follow.

use crate::ui::in_place::put_in_place;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use futures::{Stream, StreamExt, stream};

/// What stands where rows will be (`ui::page::loading`).
const WAITS: &str = "class=\"grid-loading\"";

/// Holds a page until its rows are in their place.
pub async fn rows_first(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind: &HeaderValue| kind.as_bytes().starts_with(b"text/html"));
    if !is_page {
        return response;
    }
    let (parts, body) = response.into_parts();
    Response::from_parts(parts, Body::from_stream(held(body.into_data_stream().fuse())))
}

/// Of an answer, as it comes.
pub type Part = Result<Bytes, axum::Error>;

/// The page as one part, until nothing waits in it; then the rest as it comes.
pub fn held(parts: impl Stream<Item = Part> + Send + Unpin) -> impl Stream<Item = Part> + Send {
    stream::unfold((parts, false), |(mut parts, is_whole)| async move {
        if is_whole {
            return parts.next().await.map(|part| (part, (parts, true)));
        }
        let mut page = String::new();
        loop {
            match parts.next().await {
                None if page.is_empty() => return None,
                None => return Some((Ok(page.into()), (parts, true))),
                Some(Err(error)) => return Some((Err(error), (parts, true))),
                Some(Ok(part)) => match str::from_utf8(&part) {
                    Ok(text) => page.push_str(text),
                    // Not a page as we write them: it goes as it is.
                    Err(_) => {
                        let all = [page.as_bytes(), &part].concat();
                        return Some((Ok(all.into()), (parts, true)));
                    }
                },
            }
            put_in_place(&mut page);
            if !page.contains(WAITS) {
                return Some((Ok(page.into()), (parts, true)));
            }
        }
    })
    .fuse()
}

//! What a page shows stands in it, not behind it. Its list is read before anything of it is sent,
//! but whether the rows then go to their place or follow behind the page, for a script to put there,
//! depends on which of two tasks is quicker. Here what follows is put where it belongs, before the
//! page is sent: only for what waits under *loading*; totals may follow.

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

type Part = Result<Bytes, axum::Error>;

/// The page as one part, until nothing waits in it; then the rest as it comes.
fn held(parts: impl Stream<Item = Part> + Send + Unpin) -> impl Stream<Item = Part> + Send {
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

/// What follows behind a page.
struct Following<'a> {
    /// From where to where it stands, with its script.
    whole: std::ops::Range<usize>,
    /// Its place.
    id: &'a str,
    /// What belongs there; none: what stands there stays.
    content: Option<&'a str>,
}

/// The first of what follows from there on, if all of it is here.
fn following(page: &str, from: usize) -> Option<Following<'_>> {
    const BEGIN: &str = "<template id=\"";
    const END: &str = "</template><script";
    let start = from + page.get(from..)?.find(BEGIN)?;
    let rest = page.get(start + BEGIN.len()..)?;
    let (id, rest) = rest.split_once("f\">")?;
    let (content, rest) = rest.split_once(END)?;
    let (script, rest) = rest.split_once("</script>")?;
    let content = script.contains("deleteContents").then_some(content);
    Some(Following { whole: start..page.len() - rest.len(), id, content })
}

/// Puts what follows behind the page where it belongs, as its scripts would.
fn put_in_place(page: &mut String) {
    let mut from = 0;
    while let Some(next) = following(page, from) {
        let (open, close) = (format!("<!--s-{}o-->", next.id), format!("<!--s-{}c-->", next.id));
        let before = page.get(..next.whole.start).unwrap_or_default();
        let place =
            before.find(&open).and_then(|at| Some((at, at + before.get(at..)?.find(&close)?)));
        let Some((at, until)) = place else {
            from = next.whole.end;
            continue;
        };
        let stays = before.get(at + open.len()..until).unwrap_or_default();
        let filled = [
            before.get(..at).unwrap_or_default(),
            next.content.unwrap_or(stays),
            before.get(until + close.len()..).unwrap_or_default(),
            page.get(next.whole.end..).unwrap_or_default(),
        ]
        .concat();
        *page = filled;
        from = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(id: &str, content: &str, does: &str) -> String {
        format!(
            "<template id=\"{id}f\">{content}</template><script nonce=\"n\">(function() {{ let id = \"{id}\";{does}}})()</script>"
        )
    }

    const REPLACES: &str = "range.deleteContents(); let tpl";

    async fn sent(parts: &[&str]) -> Vec<String> {
        let parts: Vec<Part> =
            parts.iter().map(|part| Ok(Bytes::copy_from_slice(part.as_bytes()))).collect();
        held(stream::iter(parts).fuse())
            .map(|part| String::from_utf8(part.expect("a part").to_vec()).expect("text"))
            .collect()
            .await
    }

    #[tokio::test]
    async fn rows_go_to_their_place_and_totals_may_follow() {
        let rows = "<!--s-1-o--><div class=\"grid-loading\"></div><!--s-1-c-->";
        let total = "<!--s-2-o-->…<!--s-2-c-->";
        let page = format!("<p>{total}</p><main>{rows}</main>");
        let (first, second) = (behind("1-", "<b>row</b>", REPLACES), behind("2-", "9", REPLACES));
        assert_eq!(
            sent(&[&page, &first[..30], &first[30..], &second]).await,
            [format!("<p>{total}</p><main><b>row</b></main>"), second.clone()],
            "held until the rows are whole; what comes later goes as it comes"
        );
        assert_eq!(
            sent(&[&page, &second, &first]).await,
            ["<p>9</p><main><b>row</b></main>"],
            "what is there before the rows is in its place too"
        );
        assert_eq!(sent(&[&page]).await, [page.clone()], "what never comes holds nothing back");
        let nested = behind("1-", "<i><!--s-1-0-o-->?<!--s-1-0-c--></i>", REPLACES);
        let inner = behind("1-0-", "!", REPLACES);
        assert_eq!(
            sent(&[&page, &format!("{nested}{inner}")]).await,
            [format!("<p>{total}</p><main><i>!</i></main>")]
        );
        let stays = behind("1-", "", "close.remove();open.remove();");
        assert_eq!(
            sent(&[&page, &stays, "end"]).await,
            [format!("<p>{total}</p><main><div class=\"grid-loading\"></div></main>end")]
        );
        assert_eq!(sent(&["<p>ready</p>", &first]).await, ["<p>ready</p>".to_owned(), first]);
        assert_eq!(sent(&[]).await, [String::new(); 0]);
    }
}

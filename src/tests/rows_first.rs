//! Rows come in the page, never behind it.

use crate::app::server::rows_first::{Part, held};
use axum::body::Bytes;
use futures::{StreamExt, stream};

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
    assert_eq!(
        sent(&[&page]).await,
        std::slice::from_ref(&page),
        "what never comes holds nothing back"
    );
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
    assert_eq!(sent(&[]).await, Vec::<String>::new());
}

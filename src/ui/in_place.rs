//! What the framework sends behind a page, for a script to put in its place.

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
pub fn put_in_place(page: &mut String) {
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

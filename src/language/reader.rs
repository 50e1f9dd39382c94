//! Whose language it is. On the server that of the request, as the task that answers it knows it;
//! what the framework does for a page in tasks of its own knows it by the page's context. Where
//! nobody asks, English. In the browser that of the document.

use super::model::Language;

#[cfg(feature = "ssr")]
tokio::task_local! {
    static READER: Language;
}

/// The language of whoever reads what is said here.
#[cfg(feature = "ssr")]
pub fn current() -> Language {
    READER
        .try_with(|language| *language)
        .ok()
        .or_else(leptos::prelude::use_context)
        .unwrap_or(Language::English)
}

/// The language of whoever reads what is said here.
#[cfg(not(feature = "ssr"))]
pub fn current() -> Language {
    super::table::language()
}

/// Work for somebody who reads this language. A task of its own does not know it: hand on
/// `current()`.
#[cfg(feature = "ssr")]
pub fn reading<F: Future>(language: Language, work: F) -> impl Future<Output = F::Output> {
    READER.scope(language, work)
}

/// The same for what is done at once.
#[cfg(feature = "ssr")]
pub fn reading_now<T>(language: Language, work: impl FnOnce() -> T) -> T {
    READER.sync_scope(language, work)
}

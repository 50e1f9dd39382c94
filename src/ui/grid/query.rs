//! The list's state in the URL: reading it, and the addresses that change one thing of it.

use super::Chosen;
use crate::{
    ui::wait::{Awaiting, awaited, awaited_first},
    vocabulary::{
        failure::ApiError,
        paging::{ListQuery, Page, Totals},
    },
};
use leptos::prelude::*;
use leptos_router::{
    hooks::{use_location, use_query_map},
    location::Url,
    params::ParamsMap,
};
use serde::{Serialize, de::DeserializeOwned};

/// Names that are not filters.
const RESERVED: &[&str] =
    &["sort", "desc", "after", "before", "size", "columns", "tab", "group", "list", "open"];

/// A list without filters, in its own order, where an address names one.
pub const WHOLE_LIST: &str = "all";

/// A list's place in the URL.
#[derive(Clone, Copy)]
pub struct GridState {
    /// What to ask the server for.
    pub query: Memo<ListQuery>,
    /// The same without place and order: what totals depend on.
    pub filters: Memo<ListQuery>,
    /// Columns chosen, as written in the URL.
    pub columns: Memo<Option<String>>,
    /// The address without its query.
    pub path: Memo<String>,
    /// The rows that are unfolded, by their ids.
    pub open: Memo<Vec<i64>>,
    /// The rows chosen; none any more once an act has changed the list.
    pub chosen: RwSignal<Chosen>,
    params: Memo<ParamsMap>,
}

/// Reads the list's state from the URL; `fixed` filters come from the page, not the reader, and
/// `usual` ones hold until the reader says otherwise.
pub fn grid_state(
    fixed: Signal<Vec<(&'static str, String)>>,
    usual: &'static [(&'static str, &'static str)],
) -> GridState {
    let params = use_query_map();
    let path = use_location().pathname;
    let query = Memo::new(move |_| list_query(&params.read(), &fixed.get(), usual));
    let filters =
        Memo::new(move |_| ListQuery { filters: query.get().filters, ..ListQuery::default() });
    let columns = Memo::new(move |_| params.read().get("columns"));
    let open = Memo::new(move |_| {
        let said = params.read().get("open").unwrap_or_default();
        said.split(',').filter_map(|id| id.parse().ok()).collect()
    });
    let chosen = RwSignal::new(Chosen::default());
    GridState { query, filters, columns, path, open, chosen, params }
}

fn list_query(
    params: &ParamsMap,
    fixed: &[(&'static str, String)],
    usual: &[(&'static str, &'static str)],
) -> ListQuery {
    let mut query = ListQuery::default();
    for (name, value) in usual {
        query.filters.insert((*name).to_owned(), (*value).to_owned());
    }
    for (name, value) in params.clone() {
        if !RESERVED.contains(&name.as_ref()) {
            query.filters.insert(name.into_owned(), value);
        }
    }
    query.filters.retain(|_, value| !value.trim().is_empty());
    for (name, value) in fixed {
        query.filters.insert((*name).to_owned(), value.clone());
    }
    query.sort = params.get("sort");
    query.descending = params.get("desc").is_some();
    query.after = params.get("after");
    query.before = params.get("before");
    query.size = params.get("size").and_then(|size| size.parse().ok()).unwrap_or_default();
    query
}

/// The columns to show: those the URL names, else the usual ones.
pub fn shown_columns(
    chosen: &Option<String>,
    columns: &[(&'static str, bool)],
) -> Vec<&'static str> {
    let names: Vec<&str> =
        chosen.as_deref().map(|text| text.split(',').collect()).unwrap_or_default();
    let known: Vec<&'static str> =
        columns.iter().filter(|(name, _)| names.contains(name)).map(|(name, _)| *name).collect();
    if known.is_empty() {
        columns.iter().filter(|(_, is_shown)| *is_shown).map(|(name, _)| *name).collect()
    } else {
        known
    }
}

impl GridState {
    /// The address of the same list with some parameters changed (`None`: taken away). The place is
    /// left unless given: another order or filter begins at the first page. Reactive: call it in a
    /// closure.
    pub fn address(&self, changes: &[(&str, Option<String>)]) -> String {
        let mut kept: Vec<(String, String)> = self
            .params
            .get()
            .into_iter()
            .map(|(name, value)| (name.into_owned(), value))
            .filter(|(name, value)| {
                name != "after"
                    && name != "before"
                    && !value.is_empty()
                    && !changes.iter().any(|(changed, _)| *changed == name.as_str())
            })
            .collect();
        kept.extend(
            changes
                .iter()
                .filter_map(|(name, value)| value.clone().map(|value| ((*name).to_owned(), value))),
        );
        let text: Vec<String> = kept
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let path = self.path.get();
        if text.is_empty() { path } else { format!("{path}?{}", text.join("&")) }
    }
}

impl GridState {
    /// The address of the same page with one row unfolded, or folded again. Reactive.
    pub fn unfolding(&self, id: i64) -> String {
        let mut open = self.open.get();
        match open.iter().position(|open| *open == id) {
            Some(at) => {
                open.remove(at);
            }
            None => open.push(id),
        }
        let said: Vec<String> = open.iter().map(i64::to_string).collect();
        let ListQuery { after, before, .. } = self.query.get();
        let open = (!said.is_empty()).then(|| said.join(","));
        self.address(&[("open", open), ("after", after), ("before", before)])
    }

    /// What the list shows and in which order, without its place, as a page that is opened from it
    /// says in its address. Reactive.
    pub fn list(&self) -> String {
        let ListQuery { filters, sort, descending, .. } = self.query.get();
        let order = [sort.map(|sort| ("sort", sort)), descending.then(|| ("desc", "1".to_owned()))];
        let said: Vec<String> = filters
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .chain(order.into_iter().flatten())
            .map(|(name, value)| format!("{}={}", encode(name), encode(&value)))
            .collect();
        if said.is_empty() { WHOLE_LIST.to_owned() } else { said.join("&") }
    }
}

/// The list that a page was opened from, as its address says (`GridState::list`).
pub fn list_of(said: &str) -> ListQuery {
    let params: ParamsMap = said
        .split('&')
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| (Url::unescape(name), Url::unescape(value)))
        .collect();
    list_query(&params, &[], &[])
}

/// As a query value.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b',' | b':') {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// A list's page, as it comes.
pub type PageOf<R> = Awaiting<Result<Page<R>, ApiError>>;
/// What a whole list comes to, as it comes.
pub type TotalsOf = Awaiting<Result<Totals, ApiError>>;

/// The two questions of a list: its page, which the first answer waits for, and what all of it
/// comes to, which it doesn't.
pub fn listed<R, L, LF, T, TF>(
    state: GridState,
    reload: RwSignal<u32>,
    list: L,
    total: T,
) -> (PageOf<R>, TotalsOf)
where
    R: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    L: Fn(ListQuery) -> LF + Send + Sync + 'static,
    LF: Future<Output = Result<Page<R>, ApiError>> + Send + 'static,
    T: Fn(ListQuery) -> TF + Send + Sync + 'static,
    TF: Future<Output = Result<Totals, ApiError>> + Send + 'static,
{
    Effect::new(move |before: Option<u32>| {
        let now = reload.get();
        if before.is_some_and(|before| before != now) {
            state.chosen.set(Chosen::default());
        }
        now
    });
    let rows =
        awaited_first(move || (state.query.get(), reload.get()), move |(query, _)| list(query));
    let totals =
        awaited(move || (state.filters.get(), reload.get()), move |(query, _)| total(query));
    (rows, totals)
}

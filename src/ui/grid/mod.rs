//! The one list of the product: filter, sort, choose columns, select rows, the page or all
//! matching, page both ways, totals; all of it in the URL, rendered on the server, live after
//! hydration.

mod bar;
mod bulk;
mod edit;
mod query;
mod selection;
mod spec;
mod table;

pub use bar::{hint, ready_bar, total_text};
pub use bulk::Bulk;
pub use edit::{Edits, NotSaved, Save};
pub use query::{GridState, WHOLE_LIST, encode, grid_state, list_of, listed};
pub use selection::{Chosen, SeenRow};
pub use spec::{BulkBar, CellEdit, CellInput, Column, FilterField, GridSpec, Input, Unfold};

use crate::{
    ui::wait::{Awaited, Awaiting},
    vocabulary::{
        failure::ApiError,
        paging::{Page, Totals},
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// A list.
#[component]
pub fn Grid<R>(
    /// What it is.
    spec: GridSpec<R>,
    /// What the URL says.
    state: GridState,
    /// Its page.
    rows: Awaiting<Result<Page<R>, ApiError>>,
    /// What all of it comes to.
    totals: Awaiting<Result<Totals, ApiError>>,
    /// Saves what is typed into cells; none: they are only read.
    #[prop(optional_no_strip)]
    edits: Option<Edits<R>>,
    /// What rows unfold into; none: they don't.
    #[prop(optional_no_strip)]
    unfold: Option<Unfold<R>>,
) -> impl IntoView
where
    R: Clone + Send + Sync + 'static,
{
    let mut spec = spec;
    if !super::allowed::may(spec.bulk_function) {
        spec.bulk = None;
    }
    let spec = Arc::new(spec);
    let chosen = state.chosen;
    // Other filters, other rows: what was chosen before no longer shows.
    Effect::new(move |before: Option<_>| {
        let filters = state.query.get().filters;
        if before.is_some_and(|before| before != filters) {
            chosen.set(Chosen::default());
        }
        filters
    });
    let shown = {
        let spec = spec.clone();
        Memo::new(move |_| {
            query::shown_columns(
                &state.columns.get(),
                &spec.columns.iter().map(|c| (c.name, c.is_shown)).collect::<Vec<_>>(),
            )
        })
    };
    let caption = spec.caption;
    let filters = bar::filters(&spec, state, shown);
    let summary = bar::summary(&spec, state, totals, chosen);
    view! {
        <section class="grid" aria-label=caption>
            {filters}
            {summary}
            <Awaited fallback=super::page::loading>
                {
                    let spec = spec.clone();
                    move || {
                        let (spec, edits) = (spec.clone(), edits.clone());
                        let unfold = unfold.clone();
                        Suspend::new(async move {
                            match rows.await {
                                Ok(page) => {
                                    let of = table::Of {
                                        spec,
                                        state,
                                        totals,
                                        chosen,
                                        shown,
                                        edits,
                                        unfold,
                                    };
                                    table::table(of, page).into_any()
                                }
                                Err(error) => view! { <super::notice::Failed error /> }.into_any(),
                            }
                        })
                    }
                }
            </Awaited>
        </section>
    }
}

//! What an expense is counted in.

use crate::{
    pick::pieces::{LookupField, Search},
    prices::api::find_units,
    vocabulary::{choices::Choices, failure::ApiError, ids::CategoryId, refusal::Field},
};
use leptos::{prelude::*, task::spawn_local};

/// The units that a category has prices in; where there is one, it is the one. Others may be
/// written too.
#[component]
pub fn UnitField(
    /// The key of the category.
    category: RwSignal<String>,
    /// The unit.
    value: RwSignal<String>,
    /// The last answer; shown here if it is about this field.
    #[prop(into)]
    error: Signal<Option<ApiError>>,
) -> impl IntoView {
    let units = move |typed: String| async move {
        match category.get_untracked().parse::<CategoryId>() {
            Ok(category) => find_units(category, typed).await,
            Err(_) => Ok(Choices::default()),
        }
    };
    Effect::new(move |_| {
        let of = category.get();
        if of.is_empty() || !value.with_untracked(|unit| unit.trim().is_empty()) {
            return;
        }
        spawn_local(async move {
            // Without an answer it is written by hand.
            let found = units(String::new()).await.unwrap_or_default();
            let is_still =
                category.try_get_untracked() == Some(of) && value.with_untracked(String::is_empty);
            if let [(only, _)] = found.offered.as_slice()
                && is_still
            {
                value.set(only.clone());
            }
        });
    });
    view! { <LookupField field=Field::Unit value error search=Search::by(units) /> }
}

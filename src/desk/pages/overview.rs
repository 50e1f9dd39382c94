//! The first page: what waits for whom, each number a link to its rows.

use crate::{
    approvals::api::total_entries,
    desk::api::total_open,
    invoicing::api::total_invoices,
    ui::{allowed::may, format, page::PageHead, paths},
    vocabulary::{
        failure::ApiError,
        paging::{ListQuery, Totals},
        texts::{count, texts},
    },
};
use leptos::prelude::*;

type Asked = Resource<Option<Result<Totals, ApiError>>>;

/// The page.
pub struct Overview;

crate::part!(Overview, part_overview);

impl Overview {
    fn page() -> AnyView {
        let t = texts();
        let submitted =
            ask("list_entries", || total_entries(ListQuery::default().with("state", "submitted")));
        let not_ready = ask("total_open", || total_open(false));
        let ready = ask("total_open", || total_open(true));
        let drafts =
            ask("list_invoices", || total_invoices(ListQuery::default().with("state", "draft")));
        let confirmed = ask("list_invoices", || {
            total_invoices(ListQuery::default().with("state", "confirmed"))
        });
        view! {
            <PageHead title=t.nav_overview />
            <ol class="steps">
                {tile(
                    t.overview_submitted,
                    format!("{}?state=submitted", paths::APPROVALS),
                    submitted,
                )} {tile(t.word_not_ready, format!("{}?has=not_ready", paths::HUB), not_ready)}
                {tile(t.word_ready, format!("{}?has=ready", paths::HUB), ready)}
                {tile(t.overview_drafts, format!("{}?state=draft", paths::INVOICES), drafts)}
                {tile(
                    t.overview_confirmed,
                    format!("{}?state=confirmed", paths::INVOICES),
                    confirmed,
                )}
            </ol>
            <p class="quiet-text">{t.overview_hint}</p>
        }
        .into_any()
    }
}

/// Asks only what the roles may see.
fn ask<F: Future<Output = Result<Totals, ApiError>> + Send + 'static>(
    function: &'static str,
    question: impl Fn() -> F + Send + Sync + 'static,
) -> Asked {
    let allowed = may(function);
    Resource::new_blocking(
        || (),
        move |()| {
            let asked = allowed.then(&question);
            async move {
                match asked {
                    Some(asked) => Some(asked.await),
                    None => None,
                }
            }
        },
    )
}

fn tile(label: &'static str, href: String, asked: Asked) -> AnyView {
    let t = texts();
    view! {
        <Transition fallback=move || {
            view! {
                <li class="tile" aria-busy="true">
                    <span>{label}</span>
                </li>
            }
        }>
            {move || {
                let href = href.clone();
                Suspend::new(async move {
                    let answer = asked.await?;
                    let inner = match answer {
                        Ok(totals) => {
                            view! {
                                <strong>
                                    {count(t.count_rows, totals.count)
                                        .replace(
                                            &totals.count.to_string(),
                                            &format::count(totals.count),
                                        )}
                                </strong>
                                {totals
                                    .amounts
                                    .iter()
                                    .map(|(currency, amount)| {
                                        view! { <small>{format::money(*amount, *currency)}</small> }
                                    })
                                    .collect_view()}
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! { <small class="refusal">{error.sentence(t)}</small> }.into_any()
                        }
                    };
                    Some(
                        view! {
                            <li>
                                <a class="tile" href=href>
                                    <span>{label}</span>
                                    {inner}
                                </a>
                            </li>
                        },
                    )
                })
            }}
        </Transition>
    }
    .into_any()
}

//! The company: what it is called, and where it is (which day is today).

use crate::{
    access::{
        api::{edit_company, read_company},
        model::{CompanyEdit, CompanyPage},
    },
    ui::{
        field::{PickField, field_of},
        format,
        notice::{Failed, Notice, NoticeBox},
        page::PageHead,
        unsaved::guard,
    },
    vocabulary::{
        failure::ApiError,
        refusal::Field,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Company;

struct Parts {
    company: Resource<Result<CompanyPage, ApiError>>,
    reload: RwSignal<u32>,
}

crate::part!(Company, part_company, "read_company");

impl Company {
    fn page() -> AnyView {
        let Parts { company, reload } = parts();
        let notice = RwSignal::new(None);
        let done = move || {
            notice.set(Some(Notice::done(texts().notice_saved)));
            reload.update(|n| *n += 1);
        };
        view! {
            <PageHead title=texts().company_title />
            <NoticeBox notice />
            <Transition fallback=|| {
                view! { <div class="grid-loading" aria-busy="true"></div> }
            }>
                {move || Suspend::new(async move {
                    match company.await {
                        Ok(company) => view! { <CompanyForm company done /> }.into_any(),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Transition>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let reload = RwSignal::new(0);
    Parts { company: Resource::new_blocking(move || reload.get(), |_| read_company()), reload }
}

#[component]
fn CompanyForm(
    company: CompanyPage,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let time_zone = RwSignal::new(company.time_zone.clone());
    let choices: Vec<(String, String)> =
        company.time_zones.into_iter().map(|name| (name.clone(), name)).collect();
    let answer = RwSignal::new(None::<ApiError>);
    let seen = StoredValue::new(company.time_zone);
    guard(Signal::derive(move || time_zone.get_untracked() != seen.get_value()));
    let save = Action::new(move |(): &()| {
        let call = edit_company(CompanyEdit {
            seen_time_zone: seen.get_value(),
            time_zone: time_zone.get_untracked(),
        });
        async move {
            match call.await {
                Ok(()) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <dl class="facts">
            <div>
                <dt>{t.field_name}</dt>
                <dd>{company.name}</dd>
            </div>
            <div>
                <dt>{t.company_currency}</dt>
                <dd>{company.currency.to_string()}</dd>
            </div>
        </dl>
        <form
            class="card"
            on:submit=move |e| {
                e.prevent_default();
                save.dispatch(());
            }
        >
            <PickField
                field=Field::TimeZone
                value=time_zone
                choices=Signal::stored(choices)
                error=answer
            />
            <p>{fill(t.company_today, &[("day", &format::day(company.today))])}</p>
            <p class="quiet-text">{t.company_time_zone_hint}</p>
            {move || {
                answer
                    .get()
                    .filter(|error| field_of(error).is_none())
                    .map(|error| view! { <Failed error /> })
            }}
            <footer>
                <button type="submit" class="primary" disabled=move || save.pending().get()>
                    {t.action_save}
                </button>
            </footer>
        </form>
    }
}

//! The company: what it is called, and where it is (which day is today).

use crate::{
    access::{
        api::{edit_batch_setting, edit_company, read_batch_setting, read_company},
        model::{CompanyEdit, CompanyPage},
    },
    pick::pieces::PickField,
    ui::{
        facts::fact,
        form::{other_error, sends, submit_footer},
        format,
        notice::{Failed, Notice, NoticeBox},
        page::{PageHead, loading},
        setting::number_setting,
        unsaved::guard,
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        choices::Choices,
        failure::ApiError,
        refusal::Field,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Company;

struct Parts {
    company: Awaiting<Result<CompanyPage, ApiError>>,
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
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match company.await {
                        Ok(company) => {
                            view! {
                                <CompanyForm company done />
                                {number_setting(
                                    Field::BackgroundAbove,
                                    texts().batches_setting_hint,
                                    read_batch_setting,
                                    edit_batch_setting,
                                )}
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let reload = RwSignal::new(0);
    Parts { company: awaited_first(move || reload.get(), |_| read_company()), reload }
}

#[component]
fn CompanyForm(
    company: CompanyPage,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let time_zone = RwSignal::new(company.time_zone.clone());
    let choices = Choices::all(company.time_zones.into_iter().map(|name| (name.clone(), name)));
    let answer = RwSignal::new(None::<ApiError>);
    let seen = StoredValue::new(company.time_zone);
    guard(Signal::derive(move || time_zone.get_untracked() != seen.get_value()));
    // What was refused is another value than the one that stands there now.
    Effect::new(move |_| {
        time_zone.track();
        answer.set(None);
    });
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
            {fact(t.field_name, company.name)}
            {fact(t.company_currency, company.currency.to_string())}
        </dl>
        <form class="card" on:submit=sends(save)>
            <PickField
                field=Field::TimeZone
                value=time_zone
                choices=Signal::stored(choices)
                error=answer
            />
            <p>{fill(t.company_today, &[("day", &format::day(company.today))])}</p>
            <p class="quiet-text">{t.company_time_zone_hint}</p>
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

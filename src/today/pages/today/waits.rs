//! What waits for the reader: to be decided, to be checked, to be written down.

use crate::{
    today::{
        api::{read_drafts, read_own_work, read_to_decide},
        model::{Counted, Drafts, List, OwnWeek, OwnWork, ToDecide},
        pieces::{address, amounts, line, lines},
    },
    ui::{
        allowed::may,
        format,
        notice::Failed,
        paths,
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        texts::{count, fill, texts},
        words::EntryState,
    },
};
use leptos::prelude::*;

/// One block of three questions: which of them are asked depends on the roles.
pub(super) fn block() -> AnyView {
    let t = texts();
    let decides = may("read_to_decide").then(|| ask(read_to_decide));
    let drafts = may("read_drafts").then(|| ask(read_drafts));
    let own = may("read_own_work").then(|| ask(read_own_work));
    view! {
        <section class="card wide" data-block="waits" aria-labelledby="today-waits">
            <h2 id="today-waits">{t.today_waits}</h2>
            <Awaited fallback=crate::ui::page::loading>
                {move || Suspend::new(async move {
                    let mut found = Vec::new();
                    let mut failed = Vec::new();
                    found.extend(told(decides, to_decide, &mut failed).await);
                    found.extend(told(drafts, to_check, &mut failed).await);
                    found.extend(told(own, to_write, &mut failed).await);
                    view! {
                        {failed.into_iter().map(|error| view! { <Failed error /> }).collect_view()}
                        {lines(found, t.today_nothing_waits)}
                    }
                })}
            </Awaited>
        </section>
    }
    .into_any()
}

type Asked<T> = Awaiting<Result<T, ApiError>>;

/// What is short and found along an index stands in the page from the first.
fn ask<T, F>(question: fn() -> F) -> Asked<T>
where
    T: Clone + Send + Sync + serde::Serialize + serde::de::DeserializeOwned + 'static,
    F: Future<Output = Result<T, ApiError>> + Send + 'static,
{
    awaited_first(|| (), move |()| question())
}

async fn told<T: Clone + Send + Sync + 'static>(
    asked: Option<Asked<T>>,
    shown: fn(&T) -> Vec<AnyView>,
    failed: &mut Vec<ApiError>,
) -> Vec<AnyView> {
    let Some(asked) = asked else { return Vec::new() };
    match asked.await {
        Ok(answer) => shown(&answer),
        Err(error) => {
            failed.push(error);
            Vec::new()
        }
    }
}

/// A line for what there is some of.
fn some(
    counted: &Counted,
    text: &'static str,
    beside: impl IntoIterator<Item = String>,
) -> Option<AnyView> {
    (counted.count > 0).then(|| line(address(counted), count(text, counted.count), beside))
}

fn oldest(days: Option<i64>) -> String {
    days.map(|days| count(texts().today_oldest, days)).unwrap_or_default()
}

fn to_decide(found: &ToDecide) -> Vec<AnyView> {
    let t = texts();
    let hours = fill(t.today_hours, &[("hours", &format::quantity(found.submitted.quantity))]);
    [
        some(&found.submitted, t.today_to_approve, [oldest(found.oldest_days), hours]),
        some(&found.recalls, t.today_recalls, []),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn to_check(found: &Drafts) -> Vec<AnyView> {
    let t = texts();
    [
        some(&found.drafts, t.today_drafts, [oldest(found.oldest_days), amounts(&found.drafts)]),
        some(&found.in_review, t.today_in_review, [amounts(&found.in_review)]),
        some(&found.scheduled, t.today_scheduled, [amounts(&found.scheduled)]),
        some(&found.failed, t.today_failed, [amounts(&found.failed)]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn to_write(found: &OwnWork) -> Vec<AnyView> {
    let weeks = found.weeks.iter().map(week);
    let others = found.others.iter().filter_map(|counted| some(counted, other(counted), []));
    weeks.chain(others).collect()
}

fn other(counted: &Counted) -> &'static str {
    let t = texts();
    let is_returned = counted.filters.iter().any(|(_, text)| text == EntryState::Returned.word());
    match (counted.list == List::Expenses, is_returned) {
        (true, false) => t.today_expenses_draft,
        (true, true) => t.today_expenses_returned,
        (false, false) => t.today_material_draft,
        (false, true) => t.today_material_returned,
    }
}

fn week(week: &OwnWeek) -> AnyView {
    let t = texts();
    let days = i64::try_from(week.missing.len()).unwrap_or(i64::MAX);
    let said = [
        (t.today_week_missing, days),
        (t.today_week_returned, week.returned),
        (t.today_week_drafts, week.drafts),
    ];
    line(
        format!("{}?week={}", paths::TIME, week.monday),
        fill(t.today_week, &[("day", &format::day(week.monday))]),
        said.into_iter().filter(|(_, n)| *n > 0).map(|(text, n)| count(text, n)),
    )
}

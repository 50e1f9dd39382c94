//! What Month's End says of a month, as far as a reader's roles see it.

pub use super::store::{CONTRACTS, TIME_SHEETS};

use super::{
    model::{Closing, Lack, Month, MonthContract, Stage, TimeSheet},
    rules::{self, month_asked, old_draft_days, work_days},
    store,
};
use crate::{
    access::{
        model::SignedIn,
        rules::{SEES_ENTRIES, may},
    },
    desk::commands::HUB,
    entries,
    platform::{
        failure::Failure,
        list::{ALL, unknown},
        scope::Scope,
    },
    today::{
        commands::{Team, team_named},
        model::Counted,
    },
    vocabulary::{
        paging::{ListQuery, Page, Totals},
        words::EntryState,
    },
};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// A page of contracts at a month's end.
pub async fn list_month_contracts(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<MonthContract>, Failure> {
    let (query, month) = contracts_asked(scope, query).await?;
    store::contract_list(scope, &query, month).await
}

/// How many they are.
pub async fn total_month_contracts(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Totals, Failure> {
    let (query, month) = contracts_asked(scope, query).await?;
    Ok(Totals { count: store::contract_count(scope, &query, month).await?, ..Totals::default() })
}

/// What the list is asked, when a page asks for a month and what there is in it.
async fn contracts_asked(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<(ListQuery, Month), Failure> {
    let month = read_month_shown(scope, query).await?;
    let mut asked = query.clone();
    asked.filters.remove("month");
    asked.filters.remove("days");
    if let Some(has) = asked.filters.remove("has").filter(|has| !has.trim().is_empty()) {
        let value = match has.as_str() {
            "confirmed" => month.first.to_string(),
            "failed" => has.clone(),
            "left" | "not_ready" | "ready" | "held" | "on_draft" => month.last.to_string(),
            _ => return Err(unknown(&has).into()),
        };
        asked.filters.insert(has, value);
    }
    Ok((asked, month))
}

/// The month that a page shows: the one that it names, or that is closed about now.
pub async fn read_month_shown(scope: &mut Scope, query: &ListQuery) -> Result<Month, Failure> {
    Ok(month_asked(query.filter("month"), scope.today().await?)?)
}

/// A page of people with their time of a month.
pub async fn list_time_sheets(
    scope: &mut Scope,
    who: &SignedIn,
    query: &ListQuery,
) -> Result<Page<TimeSheet>, Failure> {
    let today = scope.today().await?;
    let month = month_asked(query.filter("month"), today)?;
    let days = work_days(month, today);
    let query = sheets_asked(query, month, &days)?;
    let asker = entries::commands::asker(scope, Some(who.person_id)).await?;
    store::time_sheet_list(scope, &query, month, &days, asker.sees()).await
}

/// How many they are.
pub async fn total_time_sheets(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let today = scope.today().await?;
    let month = month_asked(query.filter("month"), today)?;
    let query = sheets_asked(query, month, &work_days(month, today))?;
    Ok(Totals { count: TIME_SHEETS.count(scope, &query, ALL).await?, ..Totals::default() })
}

fn sheets_asked(query: &ListQuery, month: Month, days: &[NaiveDate]) -> Result<ListQuery, Failure> {
    let mut asked = query.clone();
    asked.filters.remove("month");
    match asked.filters.remove("has").as_deref().map(str::trim) {
        None | Some("") => {}
        // Before the first working day is over nothing is missing.
        Some("missing") => match days.last() {
            Some(last) => asked = asked.with("missing", last.to_string()),
            None => asked.rows = Some(Vec::new()),
        },
        Some("waiting") => asked = asked.with("waiting", month.first.to_string()),
        Some(other) => return Err(unknown(other).into()),
    }
    Ok(asked.with("of", month.first.to_string()))
}

/// What a month comes to, and what is missing before it can be closed; of a team where one is named.
pub async fn read_closing(
    scope: &mut Scope,
    who: &SignedIn,
    query: &ListQuery,
) -> Result<Closing, Failure> {
    let today = scope.today().await?;
    let month = month_asked(query.filter("month"), today)?;
    let old_days = old_draft_days(query.filter("days"))?;
    let team = match query.filter("team") {
        Some(name) => team_named(scope, name).await?,
        None => Team::default(),
    };
    let old_since = today.checked_sub_days(Days::new(old_days)).unwrap_or(today);
    let mut lacks = Lacks { month, old_since, team: &team, found: BTreeMap::new() };
    if may(&who.roles, SEES_ENTRIES) {
        entries_missing(scope, who, &mut lacks).await?;
    }
    billing_missing(scope, &mut lacks).await?;
    let lacks = lacks.found.into_iter().filter(|(_, counted)| counted.count > 0).collect();
    Ok(Closing { month, stages: stages(scope, month, &team).await?, lacks })
}

/// What there is of each stage on each list.
async fn stages(
    scope: &mut Scope,
    month: Month,
    team: &Team,
) -> Result<Vec<(Stage, Counted)>, Failure> {
    let mut stages: Vec<(Stage, Counted)> = Vec::new();
    let mut found = store::figures(scope, team.contracts.as_deref(), month).await?;
    found.extend(store::agreed(scope, team.contracts.as_deref(), month).await?);
    let mut found: Vec<_> = found.iter().filter_map(store::Found::figure).collect();
    found.sort_by_key(|figure| figure.stage);
    for figure in found {
        let at = stages
            .iter()
            .position(|(stage, counted)| (*stage, counted.list) == (figure.stage, figure.list));
        let place = match at.and_then(|at| stages.get_mut(at)) {
            Some((_, counted)) => counted,
            None => {
                let of = rules::counted(figure.stage, figure.list, month, None);
                stages.push((figure.stage, of.of_team(team.name.as_deref())));
                let Some((_, counted)) = stages.last_mut() else { continue };
                counted
            }
        };
        place.add(figure.count, figure.currency, figure.amount);
    }
    Ok(stages)
}

/// What is missing, as it is found.
struct Lacks<'a> {
    month: Month,
    old_since: NaiveDate,
    team: &'a Team,
    found: BTreeMap<Lack, Counted>,
}

impl Lacks<'_> {
    fn of(&mut self, lack: Lack) -> &mut Counted {
        let (month, old_since, team) = (self.month, self.old_since, self.team);
        self.found.entry(lack).or_insert_with(|| {
            let of = rules::lacking(lack, month, old_since);
            // People belong to no team of projects.
            if lack == Lack::WithoutTime { of } else { of.of_team(team.name.as_deref()) }
        })
    }
}

async fn entries_missing(
    scope: &mut Scope,
    who: &SignedIn,
    lacks: &mut Lacks<'_>,
) -> Result<(), Failure> {
    let people = lacks.of(Lack::WithoutTime).query();
    lacks.of(Lack::WithoutTime).count = total_time_sheets(scope, &people).await?.count;
    let asker = entries::commands::asker(scope, Some(who.person_id)).await?;
    let found = store::entries(scope, lacks.month.last, asker.sees(), lacks.team).await?;
    for (state, count, hours) in found {
        let lack = match state {
            EntryState::Draft => Lack::NotSubmitted,
            EntryState::Returned => Lack::Returned,
            EntryState::Submitted => Lack::NotApproved,
            EntryState::RecallRequested => Lack::RecallAsked,
            EntryState::Approved => continue,
        };
        let counted = lacks.of(lack);
        (counted.count, counted.quantity) = (count, hours);
    }
    Ok(())
}

async fn billing_missing(scope: &mut Scope, lacks: &mut Lacks<'_>) -> Result<(), Failure> {
    let (last, team) = (lacks.month.last, lacks.team);
    for held in store::held(scope, last, team).await? {
        let lack = match held.status.as_str() {
            "failed" => Lack::OverLimit,
            "not_evaluated" => Lack::NotEvaluated,
            _ => Lack::WithoutPrice,
        };
        lacks.of(lack).add(held.count, held.currency, held.amount);
    }
    let (not_run, failed) = store::schedules(scope, last, team).await?;
    lacks.of(Lack::NotRun).count = not_run;
    lacks.of(Lack::RunFailed).count = failed;
    for drafts in store::drafts(scope, lacks.old_since, team).await? {
        for (lack, count, amount) in [
            (Lack::OldDrafts, drafts.old, drafts.old_amount),
            (Lack::NotConfirmed, drafts.failed, drafts.failed_amount),
        ] {
            if count > 0 {
                lacks.of(lack).add(count, drafts.currency, amount);
            }
        }
    }
    let off = lacks.of(Lack::MilestonesOff).query();
    lacks.of(Lack::MilestonesOff).count = HUB.count(scope, &off, ALL).await?;
    Ok(())
}

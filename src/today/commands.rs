//! What Today says to somebody, block by block: each as far as their roles see it, and kept to
//! their team's projects where their lists open so.

use crate::{
    access::{
        model::SignedIn,
        rules::{ADMINISTRATORS, SEES_ENTRIES, may, opens_on_own_projects},
    },
    backlog::commands::BACKLOG,
    book,
    desk::commands::{HUB, limits_used},
    entries,
    platform::{failure::Failure, list::ALL, scope::Scope},
    today::{
        model::{
            Age, Blocked, Confirmed, ConfirmedEdit, Counted, Drafts, List, Look, Looks, Month,
            OwnWeek, OwnWork, Recent, Runs, ToDecide, Unbilled, UnbilledCell, UnbilledKind,
            WhyBlocked,
        },
        rules::{
            Facts, MISSING_DAYS, age, days_of, days_since, missing, months, needs_a_look,
            of_contracts_in_force, pressing,
        },
        store::{self, billing},
    },
    vocabulary::{
        dates::week_start,
        paging::ListQuery,
        words::{BillingStatus, BillingType, EntryState, Role, TransactionClass},
    },
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashSet};

pub use super::store::Team;

/// How many contracts, records or batches a block shows.
const SHOWN: usize = 8;
/// The same for a statement.
const SHOWN_ROWS: i64 = 8;
/// Among how many of somebody's last commands their records are looked for.
const LAST_COMMANDS: i64 = 300;
/// For how many days a batch that refused something is told.
const REFUSED_DAYS: u64 = 7;
/// From how many percent on a changed price is an exception.
const EXCEPTION: Decimal = Decimal::TEN;

async fn team(scope: &mut Scope, who: &SignedIn) -> Result<Team, Failure> {
    if !opens_on_own_projects(&who.roles) {
        return Ok(Team::default());
    }
    team_named(scope, &who.person_name).await
}

/// What a name stands for in the lists' filter by team.
pub async fn team_named(scope: &mut Scope, name: &str) -> Result<Team, Failure> {
    let query = ListQuery::default().with("team", name);
    let named = |mut query: ListQuery| query.named.remove("team");
    Ok(Team {
        name: Some(name.to_owned()),
        projects: named(BACKLOG.names(scope, &query).await?),
        contracts: named(HUB.names(scope, &query).await?),
    })
}

/// What waits for an approver.
pub async fn read_to_decide(scope: &mut Scope, who: &SignedIn) -> Result<ToDecide, Failure> {
    let team = team(scope, who).await?;
    let asker = entries::commands::asker(scope, Some(who.person_id)).await?;
    let found = store::waiting(scope, asker.sees(), &team).await?;
    let today = scope.today().await?;
    let of = |state: EntryState| {
        let filters = [("state", state.word().to_owned())];
        let mut counted = Counted::of(List::Approvals, &filters).of_team(team.name.as_deref());
        if let Some(waiting) = found.iter().find(|waiting| waiting.state == state) {
            (counted.count, counted.quantity) = (waiting.count, waiting.hours);
        }
        counted
    };
    let oldest = found.iter().find(|waiting| waiting.state == EntryState::Submitted);
    Ok(ToDecide {
        submitted: of(EntryState::Submitted),
        oldest_days: oldest.and_then(|waiting| waiting.oldest_on).map(|day| days_since(day, today)),
        recalls: of(EntryState::RecallRequested),
    })
}

/// Drafts of invoices by where they are.
pub async fn read_drafts(scope: &mut Scope, who: &SignedIn) -> Result<Drafts, Failure> {
    let team = team(scope, who).await?;
    let found = billing::drafts(scope, &team).await?;
    let of = |state: &str| {
        Counted::of(List::Invoices, &[("state", state.to_owned())]).of_team(team.name.as_deref())
    };
    let (mut drafts, mut in_review) = (of("draft"), of("in_review"));
    let (mut scheduled, mut failed) = (of("scheduled"), of("failed"));
    for row in &found {
        let place = if row.is_in_review { &mut in_review } else { &mut drafts };
        place.add(row.count, row.currency, row.amount);
        for (place, count, amount) in [
            (&mut scheduled, row.scheduled, row.scheduled_amount),
            (&mut failed, row.failed, row.failed_amount),
        ] {
            if count > 0 {
                place.add(count, row.currency, amount);
            }
        }
    }
    let oldest: Option<DateTime<Utc>> =
        found.iter().filter(|row| !row.is_in_review).filter_map(|row| row.oldest_at).min();
    let now = scope.now();
    let oldest_days = oldest.map(|at| now.signed_duration_since(at).num_days());
    Ok(Drafts { drafts, oldest_days, in_review, scheduled, failed })
}

/// What of their own somebody has to do: drafts and returned entries, and weekdays without time.
pub async fn read_own_work(scope: &mut Scope, who: &SignedIn) -> Result<OwnWork, Failure> {
    let own = book::commands::resources_of(scope, who.person_id).await?;
    // Whoever only manages need not record anything; whoever works begins with an empty week.
    if own.is_empty() && !who.roles.contains(&Role::Resource) {
        return Ok(OwnWork { weeks: Vec::new(), others: Vec::new() });
    }
    let today = scope.today().await?;
    let found = store::own(scope, &own).await?;
    let from = today.checked_sub_days(Days::new(MISSING_DAYS));
    let with_time = store::days_with_time(scope, &own, from.unwrap_or(today)).await?;
    let mut weeks: BTreeMap<NaiveDate, OwnWeek> = BTreeMap::new();
    let mut others: Vec<Counted> = Vec::new();
    for row in &found {
        let list = match row.transaction_class {
            TransactionClass::Expense => List::Expenses,
            TransactionClass::Material => List::Material,
            _ => {
                let week = week_of(&mut weeks, row.work_on);
                match row.state {
                    EntryState::Returned => week.returned += row.count,
                    _ => week.drafts += row.count,
                }
                continue;
            }
        };
        let filters = [("state", row.state.word().to_owned())];
        let counted = Counted::of(list, &filters);
        let known = others
            .iter()
            .position(|other| other.list == list && other.filters == counted.filters)
            .unwrap_or_else(|| {
                others.push(counted);
                others.len() - 1
            });
        if let Some(counted) = others.get_mut(known) {
            counted.count += row.count;
        }
    }
    for day in missing(today, &with_time) {
        week_of(&mut weeks, day).missing.push(day);
    }
    let mut weeks: Vec<OwnWeek> = weeks.into_values().rev().collect();
    weeks.iter_mut().for_each(|week| week.missing.sort_unstable());
    Ok(OwnWork { weeks, others })
}

fn week_of(weeks: &mut BTreeMap<NaiveDate, OwnWeek>, day: NaiveDate) -> &mut OwnWeek {
    let monday = week_start(day);
    weeks.entry(monday).or_insert_with(|| OwnWeek {
        monday,
        drafts: 0,
        returned: 0,
        missing: Vec::new(),
    })
}

/// Unbilled work by status, kind and age, and what holds some of it up.
pub async fn read_unbilled(scope: &mut Scope, who: &SignedIn) -> Result<Unbilled, Failure> {
    let team = team(scope, who).await?;
    let today = scope.today().await?;
    let mut cells: BTreeMap<(u8, UnbilledKind, Age), UnbilledCell> = BTreeMap::new();
    let mut found = billing::unbilled_work(scope, &team).await?;
    found.extend(billing::unbilled_agreed(scope, today, &team).await?);
    for row in found {
        let (Some(kind), Some(status)) =
            (UnbilledKind::from_word(&row.kind), BillingStatus::from_word(&row.status))
        else {
            continue;
        };
        let age = age(row.work_on, today);
        let place = match status {
            BillingStatus::NotReady => 0,
            BillingStatus::Ready => 1,
            _ => 2,
        };
        cells
            .entry((place, kind, age))
            .or_insert_with(|| {
                let counted = cell(status, kind, age, today).of_team(team.name.as_deref());
                UnbilledCell { status, kind, age, counted }
            })
            .counted
            .add(row.count, row.currency, row.amount);
    }
    let blocked = blocked(scope, &team).await?;
    Ok(Unbilled { cells: cells.into_values().collect(), blocked })
}

/// The list of what there is of one status, kind and age.
fn cell(status: BillingStatus, kind: UnbilledKind, age: Age, today: NaiveDate) -> Counted {
    let list = match kind {
        UnbilledKind::Milestone => List::Milestones,
        UnbilledKind::Product => List::ProductLines,
        UnbilledKind::Retainer => List::Retainers,
        UnbilledKind::Time | UnbilledKind::Expense | UnbilledKind::Material | UnbilledKind::Fee => {
            List::Backlog
        }
    };
    let mut filters = vec![("status", status.word().to_owned())];
    if list == List::Backlog {
        filters.push(("class", kind.word().to_owned()));
        filters.push(("billing_type", BillingType::Chargeable.word().to_owned()));
    } else if status != BillingStatus::OnDraft {
        // What a draft holds is there whatever became of its contract.
        filters.push(of_contracts_in_force());
    }
    let (from, to) = days_of(age, today);
    // What is agreed and not yet due is no unbilled work, unless somebody made it Ready.
    let is_due_only = list != List::Backlog && status == BillingStatus::NotReady;
    let to = to.or(is_due_only.then_some(today));
    filters.extend(from.map(|day| ("from", day.to_string())));
    filters.extend(to.map(|day| ("to", day.to_string())));
    Counted::of(list, &filters)
}

async fn blocked(scope: &mut Scope, team: &Team) -> Result<Vec<Blocked>, Failure> {
    let of = |status: &str| {
        Counted::of(List::Backlog, &[("status", status.to_owned())]).of_team(team.name.as_deref())
    };
    let (mut failed, mut not_evaluated) = (of("failed"), of("not_evaluated"));
    let mut no_price = of("no_price");
    for held in billing::held(scope, team).await? {
        for (place, count, amount) in [
            (&mut failed, held.failed, held.failed_amount),
            (&mut not_evaluated, held.not_evaluated, held.not_evaluated_amount),
            (&mut no_price, held.no_price, Decimal::ZERO),
        ] {
            if count > 0 {
                place.add(count, held.currency, amount);
            }
        }
    }
    let filters = [("has", "milestones_off".to_owned())];
    let mut milestones = Counted::of(List::Hub, &filters).of_team(team.name.as_deref());
    milestones.count = HUB.count(scope, &milestones.query(), ALL).await?;
    Ok([
        (WhyBlocked::OverLimit, failed),
        (WhyBlocked::NotEvaluated, not_evaluated),
        (WhyBlocked::WithoutPrice, no_price),
        (WhyBlocked::MilestonesOff, milestones),
    ]
    .into_iter()
    .filter(|(_, counted)| counted.count > 0)
    .map(|(why, counted)| Blocked { why, counted })
    .collect())
}

/// What this month has come to so far, beside the one before.
pub async fn read_month(scope: &mut Scope, who: &SignedIn) -> Result<Month, Failure> {
    let team = team(scope, who).await?;
    let today = scope.today().await?;
    let [before, first, next] = months(today);
    let last_of = |next: NaiveDate| next.pred_opt().unwrap_or(next);
    let of = |from: NaiveDate, to: NaiveDate| {
        let filters =
            [("state", "confirmed".to_owned()), ("from", from.to_string()), ("to", to.to_string())];
        Counted::of(List::Invoices, &filters).of_team(team.name.as_deref())
    };
    let (mut invoices, mut invoices_before) =
        (of(first, last_of(next)), of(before, last_of(first)));
    for (is_now, currency, count, amount) in
        billing::invoiced(scope, [before, first, next], &team).await?
    {
        let place = if is_now { &mut invoices } else { &mut invoices_before };
        place.add(count, currency, amount);
    }
    let mut not_charged = Vec::new();
    if may(&who.roles, SEES_ENTRIES) {
        let days = (first, last_of(next));
        let asker = entries::commands::asker(scope, Some(who.person_id)).await?;
        for (billing_type, count, hours) in
            store::not_charged(scope, days, asker.sees(), &team).await?
        {
            let filters = [
                ("state", EntryState::Approved.word().to_owned()),
                ("class", TransactionClass::Time.word().to_owned()),
                ("billing_type", billing_type.word().to_owned()),
                ("from", days.0.to_string()),
                ("to", days.1.to_string()),
            ];
            let counted = Counted::of(List::Approvals, &filters).of_team(team.name.as_deref());
            not_charged.push((billing_type, Counted { count, quantity: hours, ..counted }));
        }
    }
    Ok(Month { first, invoices, before: invoices_before, not_charged })
}

/// Contracts that need a look, the most pressing first.
pub async fn read_looks(scope: &mut Scope, who: &SignedIn) -> Result<Looks, Failure> {
    let team = team(scope, who).await?;
    let today = scope.today().await?;
    let limited = billing::limited(scope).await?;
    let candidates = billing::candidates(scope, today, &team, &limited).await?;
    let limited: HashSet<i64> = limited.into_iter().collect();
    let of: Vec<i64> =
        candidates.iter().map(|c| c.contract_id.0).filter(|id| limited.contains(id)).collect();
    let used = limits_used(scope, &of).await?;
    let mut looks: Vec<Look> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let facts = Facts {
                limit_used: used.get(&candidate.contract_id).copied(),
                milestone_on: candidate.milestone_on,
                invoiced_on: candidate.invoiced_on,
                has_unbilled: candidate.has_unbilled,
                retainer_on: candidate.retainer_on,
            };
            let why = needs_a_look(&facts, today)?;
            Some(Look { contract_id: candidate.contract_id, number: candidate.number, why })
        })
        .collect();
    looks.sort_by(|one, other| {
        pressing(&one.why).cmp(&pressing(&other.why)).then_with(|| one.number.cmp(&other.number))
    });
    let more = i64::try_from(looks.len().saturating_sub(SHOWN)).unwrap_or(i64::MAX);
    looks.truncate(SHOWN);
    Ok(Looks { contracts: looks, more })
}

/// What the reader worked on last.
pub async fn read_recent(scope: &mut Scope, who: &SignedIn) -> Result<Vec<Recent>, Failure> {
    store::recent(scope, who.person_id, LAST_COMMANDS, SHOWN_ROWS).await
}

/// What went wrong in the background, and what goes on; the company's for whoever administers it.
pub async fn read_runs(scope: &mut Scope, who: &SignedIn) -> Result<Runs, Failure> {
    let days = Days::new(REFUSED_DAYS);
    let since = scope.now().checked_sub_days(days).unwrap_or(DateTime::<Utc>::MIN_UTC);
    let (refused, in_all) = store::refused_batches(scope, who.person_id, since, SHOWN_ROWS).await?;
    let more = in_all - i64::try_from(refused.len()).unwrap_or(in_all);
    let mut all = Vec::new();
    if may(&who.roles, ADMINISTRATORS) {
        let today = scope.today().await?;
        let from = today.checked_sub_days(days).unwrap_or(today);
        let counts = store::batches(scope, from).await?;
        for (state, count) in ["waiting", "running", "done_with_refusals"].into_iter().zip(counts) {
            let filters = [("state", state.to_owned()), ("from", from.to_string())];
            if count > 0 {
                all.push(Counted { count, ..Counted::of(List::Batches, &filters) });
            }
        }
    }
    Ok(Runs { refused, more, all })
}

/// What was confirmed since yesterday, what was edited on it, and which prices are exceptions.
pub async fn read_confirmed(scope: &mut Scope) -> Result<Confirmed, Failure> {
    let today = scope.today().await?;
    let from = today.checked_sub_signed(TimeDelta::days(1)).unwrap_or(today);
    let filters = [("state", "confirmed".to_owned()), ("confirmed_from", from.to_string())];
    let mut invoices = Counted::of(List::Invoices, &filters);
    for (currency, count, amount) in store::confirmed_since(scope, from).await? {
        invoices.add(count, currency, amount);
    }
    let edited = store::edited_since(scope, from).await?;
    let (exceptions, in_all) = store::exceptions_since(scope, from, EXCEPTION, SHOWN_ROWS).await?;
    let more = in_all - i64::try_from(exceptions.len()).unwrap_or(in_all);
    let edited = edited
        .into_iter()
        .map(|(currency, details, change)| ConfirmedEdit { currency, details, change })
        .collect();
    Ok(Confirmed { invoices, edited, exceptions, more })
}

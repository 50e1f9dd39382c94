//! Which month is meant, which days of it miss time, and what an address may say: as tables.

use super::{
    model::{Lack, Month, Stage},
    rules::{
        beside, counted, lacking, month_asked, month_of, month_text, old_draft_days, work_days,
    },
};
use crate::{
    today::model::List,
    vocabulary::{
        ids::ContractId,
        refusal::{Field, Refusal},
    },
};
use chrono::NaiveDate;

fn on(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn month(first: &str, last: &str) -> Month {
    Month { first: on(first), last: on(last) }
}

#[test]
fn a_month_is_closed_until_the_middle_of_the_next() {
    let asked = |today: &str| month_text(month_asked(None, on(today)).expect("a month"));
    assert_eq!(asked("2026-03-31"), "2026-03");
    assert_eq!(asked("2026-04-01"), "2026-03");
    assert_eq!(asked("2026-04-15"), "2026-03");
    assert_eq!(asked("2026-04-16"), "2026-04");
    assert_eq!(asked("2026-01-02"), "2025-12");
    let named = |text: &str| month_asked(Some(text), on("2026-03-31"));
    assert_eq!(named("2028-02"), Ok(month("2028-02-01", "2028-02-29")));
    for slip in ["2026-13", "2026", "2026-2", "February", "1026-02", "2026-02-01", "-"] {
        assert_eq!(named(slip), Err(Refusal::FieldNotADate(Field::Date)), "{slip}");
    }
}

#[test]
fn months_stand_side_by_side() {
    let [before, after] = beside(month_of(on("2026-01-17")));
    assert_eq!((month_text(before), month_text(after)), ("2025-12".into(), "2026-02".into()));
    let [before, after] = beside(month_of(on("2027-12-31")));
    assert_eq!((month_text(before), month_text(after)), ("2027-11".into(), "2028-01".into()));
}

#[test]
fn days_without_time_are_working_days_that_are_over() {
    let march = month_of(on("2026-03-01"));
    let days = |today: &str| work_days(march, on(today)).len();
    assert_eq!(days("2026-04-10"), 22);
    assert_eq!(days("2026-03-31"), 21, "today is not over");
    assert_eq!(days("2026-03-02"), 0, "the first was a Sunday");
    assert_eq!(days("2026-02-10"), 0, "it has not begun");
}

#[test]
fn a_figure_counts_the_rows_of_its_list() {
    let march = month_of(on("2026-03-01"));
    let of = |stage, list, contract| {
        let found = counted(stage, list, march, contract);
        assert_eq!(found.list, list);
        let said = found.filters.iter().map(|(name, text)| format!("{name}={text}"));
        said.collect::<Vec<_>>().join("&")
    };
    assert_eq!(
        of(Stage::Ready, List::Backlog, Some(ContractId(7))),
        "status=ready&billing_type=chargeable&to=2026-03-31&contract_id=7"
    );
    assert_eq!(
        of(Stage::Held, List::Backlog, None),
        "status=failed&billing_type=chargeable&to=2026-03-31"
    );
    assert_eq!(
        of(Stage::NotReady, List::Milestones, None),
        "status=not_ready&contract_state=confirmed&to=2026-03-31"
    );
    assert_eq!(of(Stage::OnDraft, List::Milestones, None), "status=on_draft&to=2026-03-31");
    assert_eq!(of(Stage::Failed, List::Invoices, None), "state=failed");
    assert_eq!(
        of(Stage::Confirmed, List::Invoices, None),
        "state=confirmed&from=2026-03-01&to=2026-03-31"
    );
    let drafts = lacking(Lack::OldDrafts, march, on("2026-03-24"));
    assert_eq!(
        drafts.filters,
        [
            ("state".to_owned(), "open".to_owned()),
            ("created_to".to_owned(), "2026-03-24".to_owned())
        ]
    );
    let days = lacking(Lack::NotRun, march, on("2026-03-24"));
    assert_eq!(
        days.filters,
        [
            ("status".to_owned(), "not_run".to_owned()),
            ("contract_state".to_owned(), "confirmed".to_owned()),
            ("to".to_owned(), "2026-03-31".to_owned())
        ]
    );
}

#[test]
fn a_draft_is_old_after_days_that_can_be_chosen() {
    assert_eq!(old_draft_days(None), Ok(7));
    assert_eq!(old_draft_days(Some("30")), Ok(30));
    for slip in ["0", "8", "-7", "many", "7 "] {
        assert_eq!(
            old_draft_days(Some(slip)),
            Err(Refusal::UnknownListOption(slip.to_owned())),
            "{slip}"
        );
    }
}

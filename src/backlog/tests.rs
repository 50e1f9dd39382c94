//! Rules as tables: marking, and not-to-exceed limits.

use super::{
    model::{Evaluated, Limit, LimitRow, ReleasePlan, Usage},
    rules::{
        Event, Hold, Limits, add_up, evaluate, levels, may_release, next, open_row, raise,
        reevaluate, release, short, stopped_by, suggest,
    },
};
use crate::{
    actuals::model::Actual,
    contracts::model::LimitLevel,
    vocabulary::{
        ids::{ActualId, ContractId, ContractLineId, CustomerId, ProjectId},
        refusal::Refusal,
        words::{
            BillingStatus, BillingType, LimitKind, NteStatus, TransactionClass, TransactionType,
        },
    },
};
use rust_decimal::Decimal;

#[test]
fn a_row_moves_only_as_drawn() {
    // R-SM-17 to R-SM-19: every billing status with every limit status and every event
    use {BillingStatus::*, Event::*, NteStatus::*};
    let over = Refusal::LimitFailed(LimitKind::ContractLine);
    let drafted = Refusal::OnDraftInvoice("Portal".into());
    let billed = Refusal::OnConfirmedInvoice("Portal".into());
    let table: Vec<(BillingStatus, NteStatus, Event, Result<BillingStatus, Refusal>)> = vec![
        (NotReady, Committed, MarkReady, Ok(Ready)),
        (NotReady, NotApplicable, MarkReady, Ok(Ready)),
        (NotReady, Failed, MarkReady, Err(over.clone())),
        (NotReady, NotEvaluated, MarkReady, Err(Refusal::LimitNotEvaluated)),
        (Ready, Committed, MarkReady, Ok(Ready)),
        (Ready, NotApplicable, MarkReady, Ok(Ready)),
        (Ready, Failed, MarkReady, Err(over)),
        (Ready, NotEvaluated, MarkReady, Err(Refusal::LimitNotEvaluated)),
        (NotReady, Committed, MarkNotReady, Ok(NotReady)),
        (NotReady, NotApplicable, MarkNotReady, Ok(NotReady)),
        (NotReady, Failed, MarkNotReady, Ok(NotReady)),
        (NotReady, NotEvaluated, MarkNotReady, Ok(NotReady)),
        (Ready, Committed, MarkNotReady, Ok(NotReady)),
        (Ready, NotApplicable, MarkNotReady, Ok(NotReady)),
        (Ready, Failed, MarkNotReady, Ok(NotReady)),
        (Ready, NotEvaluated, MarkNotReady, Ok(NotReady)),
    ];
    for (status, nte, event, expected) in &table {
        assert_eq!(
            &next(
                *status,
                Hold { nte: *nte, nte_detail: Some(LimitKind::ContractLine), lacks_price: false },
                "Portal",
                *event
            ),
            expected,
            "{status:?} {nte:?} {event:?}"
        );
    }
    let within = |nte| Hold { nte, nte_detail: None, lacks_price: false };
    for nte in NteStatus::ALL {
        let unpriced = Hold { lacks_price: true, ..within(*nte) };
        assert_eq!(
            next(NotReady, unpriced, "", MarkReady),
            Err(Refusal::NoPrice),
            "R-PRC-2: nothing prices it, {nte:?}"
        );
        assert_eq!(next(NotReady, unpriced, "", MarkNotReady), Ok(NotReady));
        for event in [MarkReady, MarkNotReady] {
            assert_eq!(
                next(OnDraft, within(*nte), "Portal", event),
                Err(drafted.clone()),
                "on a draft, {nte:?} {event:?}"
            );
            assert_eq!(
                next(Posted, within(*nte), "Portal", event),
                Err(billed.clone()),
                "billed, {nte:?} {event:?}"
            );
            assert_eq!(
                next(Canceled, within(*nte), "", event),
                Err(Refusal::NotInBacklog),
                "taken back, {nte:?} {event:?}"
            );
        }
    }
    assert_eq!(
        table.len() + 3 * 2 * NteStatus::ALL.len(),
        BillingStatus::ALL.len() * NteStatus::ALL.len() * 2
    );
}

const CONTRACT: ContractId = ContractId(7);
const LINE: ContractLineId = ContractLineId(1);
const CUSTOMER: CustomerId = CustomerId(2);
/// Another line of the contract, another customer of the line.
const LINE_B: ContractLineId = ContractLineId(11);
const CUSTOMER_B: CustomerId = CustomerId(12);

fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Limits of line customer, line, contract customer and contract as `limit/used`, `-` where a level
/// has none.
fn limits(text: &str) -> Limits {
    let all = levels(CONTRACT, LINE, CUSTOMER);
    let texts: Vec<&str> = text.split_whitespace().collect();
    assert_eq!(texts.len(), all.len(), "{text}");
    let pairs = all.into_iter().zip(texts);
    pairs
        .filter_map(|(level, text)| {
            text.split_once('/')
                .map(|(limit, used)| (level, Limit { limit: dec(limit), used: dec(used) }))
        })
        .collect()
}

/// What is used of those levels.
fn used(limits: &Limits) -> String {
    levels(CONTRACT, LINE, CUSTOMER)
        .map(|level| {
            limits.get(&level).map(|l| l.used.normalize().to_string()).unwrap_or_else(|| "-".into())
        })
        .join(" ")
}

fn row(id: i64, amount: &str, nte_status: NteStatus) -> LimitRow {
    LimitRow {
        actual_id: ActualId(id),
        contract_id: CONTRACT,
        contract_line_id: LINE,
        customer_id: CUSTOMER,
        net_amount: dec(amount),
        nte_status,
    }
}

/// What evaluations say: `1 committed 2 failed(contract)`.
fn told(evaluated: &[Evaluated]) -> String {
    let level = |row: &Evaluated| {
        row.level.map(|level| format!("({})", level.kind().word())).unwrap_or_default()
    };
    evaluated
        .iter()
        .map(|row| format!("{} {}{}", row.actual_id, row.nte_status.word(), level(row)))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_record_passes_every_level_or_none() {
    // R-NTE-1 to R-NTE-4: equality passes, all-or-nothing, four levels, innermost first; then what
    // is used of each
    use {BillingType::*, NteStatus::*};
    for (levels_of, billing_type, amount, expected, after) in [
        ("- 3000/0 - -", Chargeable, "3000", "committed", "- 3000 - -"),
        ("- 3000/0 - -", Chargeable, "3000.01", "failed(contract_line)", "- 0 - -"),
        ("- 3000/1000 - -", Chargeable, "2000", "committed", "- 3000 - -"),
        ("- 3000/1000 - -", Chargeable, "2000.01", "failed(contract_line)", "- 1000 - -"),
        ("- - 3000/1000 -", Chargeable, "2000", "committed", "- - 3000 -"),
        ("- - 3000/1000 -", Chargeable, "2000.01", "failed(contract_customer)", "- - 1000 -"),
        ("- - - 3000/1000", Chargeable, "2000", "committed", "- - - 3000"),
        ("- - - 3000/1000", Chargeable, "2000.01", "failed(contract)", "- - - 1000"),
        ("3000/1000 - - -", Chargeable, "2000", "committed", "3000 - - -"),
        ("3000/1000 - - -", Chargeable, "2000.01", "failed(contract_line_customer)", "1000 - - -"),
        ("- 0/0 - -", Chargeable, "0", "committed", "- 0 - -"),
        ("- 0/0 - -", Chargeable, "0.01", "failed(contract_line)", "- 0 - -"),
        ("100/0 200/0 300/0 400/0", Chargeable, "100", "committed", "100 100 100 100"),
        ("100/0 200/0 300/0 400/0", Chargeable, "101", "failed(contract_line_customer)", "0 0 0 0"),
        (
            "900/0 200/150 300/250 400/350",
            Chargeable,
            "100",
            "failed(contract_line)",
            "0 150 250 350",
        ),
        (
            "900/0 900/150 300/250 400/350",
            Chargeable,
            "100",
            "failed(contract_customer)",
            "0 150 250 350",
        ),
        ("900/0 900/150 900/250 400/350", Chargeable, "100", "failed(contract)", "0 150 250 350"),
        ("- - - -", Chargeable, "9999999", "not_applicable", "- - - -"),
        ("- 3000/0 - 1/0", NonChargeable, "9999", "not_applicable", "- 0 - 0"),
        ("- 3000/0 - 1/0", Complimentary, "9999", "not_applicable", "- 0 - 0"),
        ("- 3000/0 - 1/0", NotAvailable, "9999", "not_applicable", "- 0 - 0"),
        ("- 3000/3100 - -", Chargeable, "0.01", "failed(contract_line)", "- 3100 - -"),
        ("- 3000/2900 - -", Chargeable, "-200", "committed", "- 2700 - -"),
    ] {
        let mut limits = limits(levels_of);
        let (status, level) =
            evaluate(&mut limits, &levels(CONTRACT, LINE, CUSTOMER), billing_type, dec(amount));
        let said = format!(
            "{}{}",
            status.word(),
            level.map(|level| format!("({})", level.kind().word())).unwrap_or_default()
        );
        assert_eq!(
            (said.as_str(), used(&limits).as_str()),
            (expected, after),
            "{levels_of} {billing_type:?} {amount}"
        );
        assert_eq!(status == Failed, level.is_some());
    }
}

#[test]
fn the_worked_example_comes_out_at_every_level() {
    // R-NTE-8: limit 3,000, invoiced 1,000; A is 1,600, B is 1,200
    for (at, name) in ["contract_line_customer", "contract_line", "contract_customer", "contract"]
        .into_iter()
        .enumerate()
    {
        let book = |text: &str| {
            limits(&(0..4).map(|n| if n == at { text } else { "-" }).collect::<Vec<_>>().join(" "))
        };
        let failed = |id: i64| format!("{id} failed({name})");
        let mut limit = book("3000/1000");
        let both = reevaluate(
            &mut limit,
            &[row(1, "1600", NteStatus::NotEvaluated), row(2, "1200", NteStatus::NotEvaluated)],
        );
        assert_eq!(
            told(&both),
            format!("1 committed {}", failed(2)),
            "A: 2,600 used; B: 3,800 > 3,000"
        );
        // A reset: used 1,000 again
        let mut limit = book("3000/1000");
        assert_eq!(
            told(&reevaluate(&mut limit, &[row(2, "1200", NteStatus::Failed)])),
            "2 committed",
            "B: 2,200"
        );
        assert_eq!(
            told(&reevaluate(&mut limit, &[row(1, "1600", NteStatus::NotEvaluated)])),
            failed(1),
            "A: 3,800 > 3,000"
        );
        // the limit raised to 3,800
        let mut limit = book("3800/2200");
        assert_eq!(
            told(&reevaluate(&mut limit, &[row(1, "1600", NteStatus::Failed)])),
            "1 committed",
            "A: 3,800 of 3,800"
        );
    }
}

#[test]
fn only_levels_that_apply_are_asked() {
    // R-NTE-2: another line's, customer's or contract's limit is none of a record's business
    let mut book = limits("1000/1000 - - -");
    let other_customer = levels(CONTRACT, LINE, CUSTOMER_B);
    assert_eq!(
        evaluate(&mut book, &other_customer, BillingType::Chargeable, dec("500")).0,
        NteStatus::NotApplicable
    );
    assert_eq!(
        evaluate(
            &mut book,
            &levels(CONTRACT, LINE_B, CUSTOMER),
            BillingType::Chargeable,
            dec("500")
        )
        .0,
        NteStatus::NotApplicable
    );
    let mut book = limits("- - 1000/1000 -");
    assert_eq!(
        evaluate(&mut book, &levels(CONTRACT, LINE_B, CUSTOMER), BillingType::Chargeable, dec("1"))
            .0,
        NteStatus::Failed,
        "all lines of the customer"
    );
    assert_eq!(
        evaluate(&mut book, &other_customer, BillingType::Chargeable, dec("1")).0,
        NteStatus::NotApplicable
    );
    let mut book = limits("- - - 1000/1000");
    assert_eq!(
        evaluate(
            &mut book,
            &levels(CONTRACT, LINE_B, CUSTOMER_B),
            BillingType::Chargeable,
            dec("1")
        )
        .0,
        NteStatus::Failed,
        "all of the contract"
    );
    assert_eq!(
        evaluate(
            &mut book,
            &levels(ContractId(8), LINE, CUSTOMER),
            BillingType::Chargeable,
            dec("1")
        )
        .0,
        NteStatus::NotApplicable
    );
}

#[test]
fn what_is_used_is_added_up_at_every_level() {
    // R-NTE-3: invoiced, on drafts and committed; the contract's own levels over all its lines
    let usage = |line, customer, invoiced: &str, on_drafts: &str, committed: &str| Usage {
        contract_id: CONTRACT,
        contract_line_id: line,
        customer_id: customer,
        invoiced: dec(invoiced),
        on_drafts: dec(on_drafts),
        committed: dec(committed),
    };
    let usages = [
        usage(LINE, CUSTOMER, "1000", "100", "10"),
        usage(LINE, CUSTOMER_B, "2000", "200", "20"),
        usage(LINE_B, CUSTOMER, "4000", "400", "-40"), // more was reversed than committed
        Usage { contract_id: ContractId(8), ..usage(ContractLineId(99), CUSTOMER, "9", "9", "9") },
    ];
    let set: Vec<(LimitLevel, Decimal)> =
        levels(CONTRACT, LINE, CUSTOMER).into_iter().map(|level| (level, dec("8000"))).collect();
    let rooms = add_up(&set, &usages);
    let told: Vec<String> = levels(CONTRACT, LINE, CUSTOMER)
        .iter()
        .map(|level| {
            rooms
                .get(level)
                .map(|r| {
                    format!(
                        "{} {} {} used {} left {}",
                        r.invoiced,
                        r.on_drafts,
                        r.committed,
                        r.used(),
                        r.left()
                    )
                })
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(
        told,
        [
            "1000 100 10 used 1110 left 6890",
            "3000 300 30 used 3330 left 4670",
            "5000 500 -30 used 5470 left 2530",
            "7000 700 -10 used 7690 left 310"
        ]
    );
}

#[test]
fn reevaluating_gives_up_first_and_asks_in_order() {
    // R-NTE-3, R-NTE-6: what the chosen rows hold is free before the first is asked; others keep
    // theirs
    for (levels_of, rows, expected, after) in [
        (
            "- 3000/3000 - -",
            vec![row(1, "2000", NteStatus::Failed), row(2, "2000", NteStatus::Committed)],
            "1 committed 2 failed(contract_line)",
            "- 3000 - -",
        ),
        (
            "- 3000/2000 - -",
            vec![row(1, "2000", NteStatus::Committed)],
            "1 committed",
            "- 2000 - -",
        ),
        (
            "- 1000/2000 - -",
            vec![row(1, "2000", NteStatus::Committed)],
            "1 failed(contract_line)",
            "- 0 - -",
        ),
        (
            "- 3000/500 - -",
            vec![row(1, "500", NteStatus::NotApplicable)],
            "1 committed",
            "- 500 - -",
        ),
        (
            "- - - -",
            vec![row(1, "500", NteStatus::Committed), row(2, "5", NteStatus::Failed)],
            "1 not_applicable 2 not_applicable",
            "- - - -",
        ),
        (
            "- 3000/3000 - -",
            vec![row(1, "-500", NteStatus::NotEvaluated), row(2, "500", NteStatus::Failed)],
            "1 committed 2 committed",
            "- 3000 - -",
        ),
    ] {
        let mut book = limits(levels_of);
        let evaluated = reevaluate(&mut book, &rows);
        assert_eq!(
            (told(&evaluated).as_str(), used(&book).as_str()),
            (expected, after),
            "{levels_of}"
        );
    }
}

#[test]
fn a_release_is_told_before_it_is_done() {
    // W-8, R-NTE-6, R-NTE-7: the row first, then the released ones in their order
    let failed = row(9, "1200", NteStatus::Failed);
    for (released, expected) in [
        (vec![], "9 failed(contract_line)"),
        (vec![row(1, "700", NteStatus::Committed)], "9 failed(contract_line) 1 committed"),
        (vec![row(1, "1600", NteStatus::Committed)], "9 committed 1 failed(contract_line)"),
        (
            vec![row(1, "700", NteStatus::Committed), row(2, "200", NteStatus::Committed)],
            "9 committed 1 failed(contract_line) 2 failed(contract_line)",
        ),
        (
            vec![
                row(1, "700", NteStatus::Committed),
                row(2, "200", NteStatus::Committed),
                row(3, "100", NteStatus::NotApplicable),
            ],
            "9 committed 1 failed(contract_line) 2 committed 3 failed(contract_line)",
        ),
    ] {
        let plan = release(&mut limits("- 3000/2600 - -"), &failed, &released);
        let all: Vec<Evaluated> =
            [plan.row].into_iter().chain(plan.released.iter().copied()).collect();
        assert_eq!(told(&all), expected, "{released:?}");
    }
    let plan =
        release(&mut limits("- 3000/2600 - -"), &failed, &[row(1, "1600", NteStatus::Committed)]);
    assert_eq!(may_release(&plan, &plan), Ok(()));
    let other = ReleasePlan { released: vec![], ..plan.clone() };
    assert_eq!(may_release(&plan, &other), Err(Refusal::Outdated), "not as it was shown");
    let no_room = release(&mut limits("- 3000/2600 - -"), &failed, &[]);
    assert_eq!(may_release(&no_room, &no_room), Err(Refusal::LimitFailed(LimitKind::ContractLine)));
}

#[test]
fn a_raise_counts_as_a_sum_at_every_level() {
    // R-NTE-9: what one detail gains another may have lost; a refused one uses nothing
    let at = |line, customer, delta: &str| (CONTRACT, line, customer, dec(delta));
    for (levels_of, deltas, expected, after) in [
        ("- 3000/2900 - -", vec![at(LINE, CUSTOMER, "100")], "ok", "- 3000 - -"),
        ("- 3000/2900 - -", vec![at(LINE, CUSTOMER, "100.01")], "contract_line", "- 2900 - -"),
        (
            "- 3000/3000 - -",
            vec![at(LINE, CUSTOMER, "100"), at(LINE, CUSTOMER_B, "-100")],
            "ok",
            "- 3000 - -",
        ),
        (
            "3000/3000 9000/0 - -",
            vec![at(LINE, CUSTOMER, "100"), at(LINE, CUSTOMER_B, "-100")],
            "contract_line_customer",
            "3000 0 - -",
        ),
        (
            "- - 3000/3000 -",
            vec![at(LINE, CUSTOMER, "100"), at(LINE_B, CUSTOMER, "-50")],
            "contract_customer",
            "- - 3000 -",
        ),
        (
            "- - 3000/3000 -",
            vec![at(LINE, CUSTOMER, "100"), at(LINE_B, CUSTOMER, "-100")],
            "ok",
            "- - 3000 -",
        ),
        ("- - - 3000/3000", vec![at(LINE_B, CUSTOMER_B, "1")], "contract", "- - - 3000"),
        ("- 3000/4000 - -", vec![at(LINE, CUSTOMER, "-1")], "ok", "- 3999 - -"),
        ("- 3000/4000 - -", vec![at(LINE_B, CUSTOMER, "5")], "ok", "- 4000 - -"),
    ] {
        let mut book = limits(levels_of);
        let said = raise(&mut book, &deltas).map_or_else(|level| level.kind().word(), |()| "ok");
        assert_eq!((said, used(&book).as_str()), (expected, after), "{levels_of} {deltas:?}");
    }
}

/// A sale as a correction would write it: it replaces another.
fn sale(amount: &str) -> Actual {
    Actual {
        id: ActualId(5),
        transaction_type: TransactionType::UnbilledSales,
        transaction_class: TransactionClass::Time,
        billing_type: BillingType::Chargeable,
        work_on: "2026-03-02".parse().unwrap_or_default(),
        accounted_on: "2026-03-02".parse().unwrap_or_default(),
        contract_id: Some(CONTRACT),
        contract_line_id: Some(LINE),
        customer_id: Some(CUSTOMER),
        project_id: Some(ProjectId(1)),
        resource_id: None,
        role_id: None,
        entry_id: None,
        retainer_id: None,
        journal_opening_id: None,
        added_detail_id: None,
        quantity: dec("1"),
        unit_price: dec(amount),
        amount: dec(amount),
        discount_and_fee: crate::vocabulary::money::DiscountAndFee::NONE,
        tax: Decimal::ZERO,
        currency: "EUR".parse().unwrap_or_else(|_| panic!("no euro")),
        has_price: true,
        cost_actual_id: None,
        reverses_actual_id: None,
        replaces_actual_id: Some(ActualId(4)),
        bills_actual_id: None,
        invoice_id: None,
        invoice_detail_id: None,
    }
}

#[test]
fn a_new_sale_is_evaluated_wherever_it_comes_from() {
    // R-NTE-10: what a correction writes is not committed by itself
    let mut book = limits("- - - 1000/900");
    let open = |amount: &str, book: &mut Limits| {
        open_row(&sale(amount), book).map(|row| (row.nte_status, row.nte_detail, row.is_ready))
    };
    assert_eq!(open("101", &mut book), Some((NteStatus::Failed, Some(LimitKind::Contract), false)));
    assert_eq!(open("100", &mut book), Some((NteStatus::Committed, None, false)));
    assert_eq!(open("1", &mut limits("- - - -")), Some((NteStatus::NotApplicable, None, false)));
    assert_eq!(open_row(&Actual { contract_id: None, ..sale("1") }, &mut book), None);
}

#[test]
fn the_fewest_and_smallest_rows_are_suggested() {
    // W-8
    let committed = |amounts: &[&str]| {
        (1_i64..)
            .zip(amounts)
            .map(|(id, amount)| row(id, amount, NteStatus::Committed))
            .collect::<Vec<_>>()
    };
    let ids = |suggestion: Option<Vec<ActualId>>| {
        suggestion.map(|mut ids| {
            ids.sort();
            ids.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" ")
        })
    };
    let at_line = |lack: &str| vec![(LimitLevel::Line(LINE), dec(lack))];
    for (lack, amounts, expected) in [
        ("100", vec!["1000", "120", "99"], Some("2")),
        ("100", vec!["60", "50", "30", "45"], Some("1 4")),
        ("110", vec!["60", "50", "30", "45"], Some("1 2")),
        ("200", vec!["60", "50", "30", "45"], None),
        ("185", vec!["60", "50", "30", "45"], Some("1 2 3 4")),
        ("1", vec![], None),
        ("5", vec!["-10", "0"], None),
    ] {
        let expected = expected.map(|text| {
            ids(Some(text.split(' ').map(|id| ActualId(id.parse().unwrap_or_default())).collect()))
                .unwrap_or_default()
        });
        assert_eq!(
            ids(suggest(&at_line(lack), &committed(&amounts))),
            expected,
            "{lack} of {amounts:?}"
        );
    }
    assert_eq!(suggest(&[], &committed(&["5"])), Some(vec![]), "nothing short: nothing released");
    let mut crossing = committed(&["100", "100", "100"]);
    crossing[0].customer_id = CUSTOMER_B;
    crossing[1].contract_line_id = LINE_B;
    let both = [
        (LimitLevel::Line(LINE), dec("80")),
        (LimitLevel::ContractCustomer(CONTRACT, CUSTOMER), dec("80")),
    ];
    assert_eq!(ids(suggest(&both, &crossing)).as_deref(), Some("3"), "one that is in both");
    let failed = [row(1, "50", NteStatus::Failed), row(2, "50", NteStatus::NotEvaluated)];
    assert_eq!(suggest(&at_line("50"), &failed), None, "these hold no room");
}

#[test]
fn no_smaller_choice_does_than_the_one_suggested() {
    // W-8: against every choice there is, where levels lie within each other
    let mut seed = 20_261_120_u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for case in 0..400 {
        let rows: Vec<LimitRow> = (1..=8)
            .map(|id| {
                let mut row = row(id, &next(90).to_string(), NteStatus::Committed);
                row.contract_line_id = if next(2) == 0 { LINE } else { LINE_B };
                row
            })
            .collect();
        let short = [
            (LimitLevel::Line(LINE), Decimal::from(next(150))),
            (LimitLevel::Contract(CONTRACT), Decimal::from(next(300))),
        ];
        let does = |chosen: &[&LimitRow]| {
            short.iter().all(|(level, lack)| {
                chosen
                    .iter()
                    .filter(|row| row.levels().contains(level))
                    .map(|row| row.net_amount)
                    .sum::<Decimal>()
                    >= *lack
            })
        };
        let fewest = (0..1_u32 << rows.len())
            .filter_map(|mask| {
                let chosen: Vec<&LimitRow> = rows
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| mask & (1 << at) != 0)
                    .map(|(_, row)| row)
                    .collect();
                does(&chosen).then_some(chosen.len())
            })
            .min();
        let suggested = suggest(&short, &rows);
        assert_eq!(suggested.as_ref().map(Vec::len), fewest, "case {case}: {short:?} {rows:?}");
        if let Some(ids) = suggested {
            assert!(
                does(&rows.iter().filter(|row| ids.contains(&row.actual_id)).collect::<Vec<_>>()),
                "case {case}"
            );
        }
    }
}

#[test]
fn what_a_row_lacks_is_told_level_by_level() {
    let book = limits("1000/900 3000/2000 - 5000/4950");
    let needs = row(1, "200", NteStatus::Failed);
    let told: Vec<String> = short(&book, &needs)
        .into_iter()
        .map(|(level, lack)| format!("{} {lack}", level.kind().word()))
        .collect();
    assert_eq!(told, ["contract_line_customer 100", "contract 150"]);
    assert_eq!(
        stopped_by(&book, &needs.levels(), needs.net_amount),
        Some(LimitLevel::LineCustomer(LINE, CUSTOMER))
    );
    assert_eq!(stopped_by(&book, &needs.levels(), dec("50")), None);
    assert_eq!(short(&book, &row(1, "50", NteStatus::Failed)), vec![]);
}

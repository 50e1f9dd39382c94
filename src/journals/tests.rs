//! What journals take, as tables.

use super::rules::{journal_allows, on_contract};
use crate::{
    entries::model::{JournalWork, Work},
    tests::samples::{currency, day, dec, line, of},
    vocabulary::{
        ids::ProjectId,
        refusal::{Field, Refusal},
        words::{BillingMethod, TransactionClass, TransactionType},
    },
};

#[test]
fn a_journal_s_price_is_meant_in_its_contract_s_currency() {
    // R-APP-14, R-PRC-9: a fee is an amount, so it has no more decimals than the currency; a price
    // may have four
    let work = |class: TransactionClass, price: &str| JournalWork {
        transaction_type: TransactionType::UnbilledSales,
        work: Work {
            transaction_class: class,
            project_id: ProjectId(7),
            task_id: None,
            dimension: of(class).dimension,
            work_on: day("2026-03-02"),
            quantity: dec("1"),
            unit: String::new(),
            unit_cost: None,
            notes: String::new(),
        },
        resource_id: None,
        unit_price: Some(dec(price)),
        price_currency: None,
    };
    use TransactionClass::{Fee, Time};
    let too_precise = |decimals| Err(Refusal::FieldTooPrecise(Field::UnitPrice, decimals));
    for (class, price, code, expected) in [
        (Fee, "100.5", "JPY", too_precise(0)),
        (Fee, "100.00", "JPY", Ok(())),
        (Fee, "100.5", "EUR", Ok(())),
        (Fee, "100.555", "EUR", too_precise(2)),
        (Fee, "100.555", "BHD", Ok(())),
        (Time, "100.5555", "JPY", Ok(())),
    ] {
        let terms = line(BillingMethod::TimeAndMaterial, code, "100r");
        let read = on_contract(work(class, price), Some(&terms));
        assert_eq!(
            read.map(|line| assert_eq!(line.price_currency, Some(currency(code)))),
            expected,
            "{class:?} {price} {code}"
        );
    }
    assert_eq!(on_contract(work(Time, "1"), None).err(), Some(Refusal::JournalClassNotAllowed));
}

#[test]
fn a_journal_takes_what_its_contract_line_takes() {
    // R-APP-14, its table: every type, billing method and class
    for written in TransactionType::ALL {
        for method in [None, Some(BillingMethod::TimeAndMaterial), Some(BillingMethod::FixedPrice)]
        {
            for class in TransactionClass::ALL {
                use TransactionClass::{Expense, Fee, Material, Milestone, Retainer, Time};
                let expected = match written {
                    TransactionType::Cost => [Time, Expense, Material].contains(class),
                    TransactionType::UnbilledSales => {
                        (method.is_some() && *class == Retainer)
                            || (method == Some(BillingMethod::TimeAndMaterial)
                                && [Time, Expense, Material, Fee].contains(class))
                    }
                    TransactionType::BilledSales => {
                        method == Some(BillingMethod::FixedPrice)
                            && [Milestone, Retainer].contains(class)
                    }
                };
                assert_eq!(
                    journal_allows(*written, method, *class),
                    expected,
                    "{written:?} {method:?} {class:?}"
                );
            }
        }
    }
}

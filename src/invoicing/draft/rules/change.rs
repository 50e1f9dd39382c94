//! Details edited many at once, undone, put back as they came. Pure.

use super::edit_detail;
use crate::{
    invoicing::draft::model::{
        Change, DetailEdit, DetailRow, DetailTerms, DetailWas, DetailsEdited,
    },
    vocabulary::{
        money::{amount, round},
        paging::BulkOutcome,
        refusal::{Field, Refusal},
        typed::number,
        words::BillingType,
    },
};
use rust_decimal::Decimal;

/// Percent that a price may go up by at once.
const MOST_PERCENT: Decimal = Decimal::ONE_THOUSAND;

/// A detail that is about to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// As it is.
    pub row: DetailRow,
    /// What it says then.
    pub terms: DetailTerms,
}

impl Write {
    /// Whether it is edited then: says otherwise than it came.
    pub fn is_edited(&self) -> bool {
        !self.row.is_added && self.terms != as_it_came(&self.row)
    }
}

/// One detail under a change of many: the same rule as of one alone (R-EDIT-5, R-EDIT-6, R-EDIT-10,
/// R-EDIT-11).
pub fn change(row: &DetailRow, change: &Change) -> Result<DetailTerms, Refusal> {
    edit_detail(&row.before(), &as_edit(row, change)?)
}

/// A change as an edit of one detail, everything else as it is.
pub fn as_edit(row: &DetailRow, change: &Change) -> Result<DetailEdit, Refusal> {
    let as_is = row.as_edit();
    Ok(match change {
        Change::BillingType(billing_type) => DetailEdit { billing_type: *billing_type, ..as_is },
        Change::Quantity(typed) => DetailEdit { quantity: typed.clone(), ..as_is },
        Change::UnitPrice(typed) => DetailEdit { unit_price: typed.clone(), ..as_is },
        Change::PriceBy(typed) => {
            let percent = percent(typed)?;
            DetailEdit { unit_price: price_by(row, percent).to_string(), ..as_is }
        }
        Change::Description(typed) => DetailEdit { description: typed.clone(), ..as_is },
        Change::ExternalDescription(typed) => {
            DetailEdit { external_description: typed.clone(), ..as_is }
        }
        Change::Tax(typed) => DetailEdit { tax: typed.clone(), ..as_is },
    })
}

/// Whether a change can be read at all, whatever it is done to: asked before any row is looked at.
pub fn readable(change: &Change) -> Result<(), Refusal> {
    match change {
        Change::PriceBy(typed) => percent(typed).map(drop),
        Change::Quantity(typed) => number(typed, Field::Quantity).map(drop),
        Change::UnitPrice(typed) if typed.trim().is_empty() => {
            Err(Refusal::FieldMissing(Field::UnitPrice))
        }
        Change::BillingType(BillingType::NotAvailable) => Err(Refusal::InputUnreadable),
        Change::UnitPrice(_)
        | Change::Tax(_)
        | Change::BillingType(_)
        | Change::Description(_)
        | Change::ExternalDescription(_) => Ok(()),
    }
}

fn percent(typed: &str) -> Result<Decimal, Refusal> {
    let typed = typed.trim().trim_end_matches('%').trim().trim_start_matches('+');
    let percent = number(typed, Field::UnitPrice)?;
    if percent < -Decimal::ONE_HUNDRED || percent > MOST_PERCENT {
        return Err(Refusal::FieldOutOfRange(Field::UnitPrice));
    }
    Ok(percent)
}

/// A price by so many percent, as precise as it was and as its currency is at least.
fn price_by(row: &DetailRow, percent: Decimal) -> Decimal {
    let decimals = row.unit_price.normalize().scale().max(row.currency.decimals());
    let factor = Decimal::ONE + percent / Decimal::ONE_HUNDRED;
    round(row.unit_price.saturating_mul(factor), decimals).normalize()
}

/// What a detail said when it came: its source's word. What was written by hand came with what it
/// says.
pub fn as_it_came(row: &DetailRow) -> DetailTerms {
    if row.is_added {
        return row.terms();
    }
    DetailTerms {
        quantity: row.source_quantity,
        unit_price: row.source_unit_price,
        amount: amount(row.source_quantity, row.source_unit_price, row.currency),
        tax: row.source_tax,
        billing_type: row.source_billing_type,
        description: String::new(),
        external_description: row.source_external_description.clone(),
    }
}

/// R-EDIT-15: what a detail said before an act, checked as if it were typed; whoever edited it since
/// wins.
pub fn as_it_was(row: &DetailRow, was: &DetailWas) -> Result<DetailTerms, Refusal> {
    if row.version != was.version {
        return Err(Refusal::Outdated);
    }
    let terms = &was.terms;
    let edit = DetailEdit {
        quantity: terms.quantity.normalize().to_string(),
        unit_price: terms.unit_price.normalize().to_string(),
        tax: terms.tax.normalize().to_string(),
        billing_type: terms.billing_type,
        description: terms.description.clone(),
        external_description: terms.external_description.clone(),
        ..row.as_edit()
    };
    // Its tax is what it was: it follows nothing.
    let mut before = row.before();
    (before.quantity, before.unit_price, before.tax) =
        (terms.quantity, terms.unit_price, terms.tax);
    edit_detail(&before, &edit)
}

/// Decides about every row; what changes is to be written, the rest is counted with its reason.
pub fn decide(
    rows: Vec<DetailRow>,
    wanted: impl Fn(&DetailRow) -> Result<DetailTerms, Refusal>,
    told: &mut DetailsEdited,
) -> Vec<Write> {
    let mut outcome =
        BulkOutcome { refused: std::mem::take(&mut told.refused), ..BulkOutcome::default() };
    let mut writes = Vec::with_capacity(rows.len());
    for row in rows {
        let counted = row.counts().0;
        told.currency = Some(row.currency);
        told.before += counted;
        match wanted(&row) {
            Ok(terms) if terms == row.terms() => {
                told.same += 1;
                told.after += counted;
            }
            Ok(terms) => {
                told.changed += 1;
                if terms.billing_type == BillingType::Chargeable {
                    let net =
                        row.discount_and_fee.net(terms.billing_type, terms.amount, row.currency);
                    told.after += net - row.credited_amount;
                }
                writes.push(Write { row, terms });
            }
            Err(refusal) => {
                told.after += counted;
                outcome.refuse(refusal, row.invoice_detail_id.0);
            }
        }
    }
    told.refused = outcome.refused;
    writes
}

//! What confirming would write, shown beforehand.

use super::{Decision, Standing, raises};
use crate::{
    actuals::model::Actual,
    invoicing::{
        self,
        commands::CHUNK,
        confirm::{
            model::{OpenDetail, Preview, Source, ToldBefore},
            rules,
            store::{self, open},
        },
        model::UseOfRetainer,
    },
    platform::{failure::Failure, scope::Scope},
    retainers::commands::read_sources,
    vocabulary::{
        ids::{ActualId, InvoiceId},
        refusal::Refusal,
        words::{BillingType, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Details on a page of the preview.
const PREVIEW_DETAILS: i64 = 100;

/// The rows that confirming would write, a page at a time, those of retainers with the last; and
/// why it would be refused, if it would: decided by what confirms (`Standing`), of the same facts.
/// What could not be written is a fault here as there.
pub async fn preview_confirmation(
    scope: &mut Scope,
    invoice: InvoiceId,
    after: i64,
    today: NaiveDate,
) -> Result<Preview, Failure> {
    let open = invoicing::store::invoice_open(scope, &[invoice.0]).await?;
    let head = open.first().cloned().ok_or(Refusal::NotFound)?;
    let raises = raises(scope, &open).await?;
    let mut standing = Standing::read(scope, open, raises).await?;
    let refusal = match standing.decide(invoice, None) {
        Ok(Decision::Go(_)) => None,
        Ok(Decision::Already(_)) => Some(Refusal::ConfirmedInvoiceIsFrozen),
        Err(refusal) => Some(refusal),
    };
    let (unbilled_milestones, recalls) = store::told_before(scope, invoice).await?;
    let accounted_on = head.accounted_on.unwrap_or(today);
    let mut preview = Preview {
        version: head.version,
        count: 0,
        billed_amount: Decimal::ZERO,
        reversed_amount: Decimal::ZERO,
        credited_amount: Decimal::ZERO,
        returned: (0, Decimal::ZERO),
        edited_count: 0,
        rows: Vec::new(),
        next: None,
        told: ToldBefore { at_price_zero: 0, unbilled_milestones, recalls },
        refusal,
    };
    if head.invoice_number.is_some() {
        return Ok(preview); // its rows are in the ledger; nothing more is written
    }
    of_details(scope, invoice, after, accounted_on, &mut preview).await?;

    let rows = of_retainers(scope, &standing.uses, accounted_on, preview.count).await?;
    count(&mut preview, &rows);
    if preview.next.is_none() {
        preview.rows.extend(rows);
    }
    Ok(preview)
}

async fn of_details(
    scope: &mut Scope,
    invoice: InvoiceId,
    after: i64,
    accounted_on: NaiveDate,
    preview: &mut Preview,
) -> Result<(), Failure> {
    let (mut shown, mut cursor) = (0, 0);
    loop {
        let details = open::open_details(scope, &[invoice.0], cursor, CHUNK).await?;
        let Some(last) = details.last() else { break };
        cursor = last.invoice_detail_id.0;
        for detail in &details {
            let mut places = (preview.count + 1..).map(|n: i64| ActualId(-n));
            let rows = rules::confirm_detail(detail, accounted_on, &mut places)
                .ok_or_else(|| Failure::Fault("fewer keys than rows".into()))?;
            count(preview, &rows);
            returned(preview, detail, &rows);
            preview.edited_count += i64::from(match &detail.source {
                Source::Sale(_) => rows.len() > 2,
                Source::Billed(..) => !rows.is_empty(),
                Source::Agreed(_) | Source::Added(_) => false,
            });
            preview.told.at_price_zero += i64::from(rules::is_for_nothing(detail));
            if detail.invoice_detail_id.0 > after {
                if shown < PREVIEW_DETAILS {
                    preview.rows.extend(rows);
                    preview.next = Some(detail.invoice_detail_id.0);
                }
                shown += 1;
            }
        }
    }
    preview.next = preview.next.filter(|_| shown > PREVIEW_DETAILS);
    Ok(())
}

async fn of_retainers(
    scope: &mut Scope,
    uses: &[UseOfRetainer],
    accounted_on: NaiveDate,
    place: i64,
) -> Result<Vec<Actual>, Failure> {
    let ids: Vec<i64> = uses.iter().map(|u| u.retainer_id.0).collect();
    let mut sources = invoicing::retainers::commands::by_id(read_sources(scope, &ids).await?);
    let accounted = uses.iter().map(|u| (u.invoice_id, accounted_on)).collect();
    let mut places = (place + 1..).map(|n| ActualId(-n));
    invoicing::retainers::commands::rows(uses, &mut sources, &accounted, &mut places)
        .ok_or_else(invoicing::retainers::commands::beyond_what_is_owed)
}

/// What a correction gives back to the backlog; its amount is of what is chargeable, as everywhere.
fn returned(preview: &mut Preview, detail: &OpenDetail, rows: &[Actual]) {
    let mut settled = rules::Settled::default();
    rules::settled(detail, rows, &mut settled);
    for row in settled.returned {
        preview.returned.0 += 1;
        if row.billing_type == BillingType::Chargeable {
            preview.returned.1 += row.net_amount();
        }
    }
    for (_, _, kept) in settled.milestones {
        let credited: Decimal = rows
            .iter()
            .filter(|row| row.reverses_actual_id.is_some())
            .map(|row| -row.net_amount())
            .sum();
        preview.returned.0 += 1;
        preview.returned.1 += credited - kept;
    }
}

fn count(preview: &mut Preview, rows: &[Actual]) {
    preview.count += i64::try_from(rows.len()).unwrap_or(0);
    for row in rows.iter().filter(|r| r.billing_type == BillingType::Chargeable) {
        match (row.transaction_type, row.transaction_class) {
            (TransactionType::BilledSales, _) if row.reverses_actual_id.is_some() => {
                preview.credited_amount -= row.net_amount();
            }
            (TransactionType::BilledSales, _) => preview.billed_amount += row.net_amount(),
            // What is owed of a retainer moves, but nothing unbilled is taken back.
            (
                TransactionType::UnbilledSales | TransactionType::Cost,
                TransactionClass::Retainer,
            ) => {}
            (TransactionType::UnbilledSales | TransactionType::Cost, _) => {
                preview.reversed_amount += row.net_amount()
            }
        }
    }
}

//! What confirming would write, shown beforehand.

use super::{CHUNK, retainers, store};
use crate::{
    actuals::model::Actual,
    invoicing::{model::Preview, rules},
    platform::failure::Failure,
    retainers::{commands::read_sources, rules::rows_of_use},
    vocabulary::{
        ids::{ActualId, CompanyId, InvoiceId},
        words::{BillingType, TransactionClass, TransactionType},
    },
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgConnection;

/// Details on a page of the preview.
const PREVIEW_DETAILS: i64 = 100;

/// The rows that confirming would write, by the same rules, a page at a time; those of retainers come with the last.
pub async fn preview_confirmation(conn: &mut PgConnection, company: CompanyId, invoice: InvoiceId, after: i64, today: NaiveDate) -> Result<Preview, Failure> {
    let page = store::invoice_page(conn, company.0, invoice).await?;
    let refusal = rules::may_confirm(page.header.state, &page.bill_to_name, page.header.detail_count).err();
    let accounted_on = page.accounted_on.unwrap_or(today);
    let mut preview = Preview {
        version: page.version,
        count: 0,
        billed_amount: Decimal::ZERO,
        reversed_amount: Decimal::ZERO,
        edited_count: 0,
        rows: Vec::new(),
        next: None,
        refusal,
    };
    let mut shown = 0;
    let mut cursor = 0;
    loop {
        let details = store::open::open_details(conn, company.0, &[invoice.0], cursor, CHUNK).await?;
        let Some(last) = details.last() else { break };
        cursor = last.invoice_detail_id.0;
        for detail in &details {
            let mut places = (preview.count + 1..).map(|n: i64| ActualId(-n));
            let rows = rules::confirm_detail(detail, accounted_on, &mut places).unwrap_or_default();
            count(&mut preview, &rows);
            preview.edited_count += i64::from(rows.len() > 2);
            if detail.invoice_detail_id.0 > after {
                if shown < PREVIEW_DETAILS {
                    preview.rows.extend(rows);
                    shown += 1;
                    preview.next = Some(detail.invoice_detail_id.0);
                } else if shown == PREVIEW_DETAILS {
                    shown += 1;
                }
            }
        }
    }
    preview.next = preview.next.filter(|_| shown > PREVIEW_DETAILS);

    let rows = of_retainers(conn, company, invoice, accounted_on, preview.count).await?;
    count(&mut preview, &rows);
    if preview.next.is_none() {
        preview.rows.extend(rows);
    }
    Ok(preview)
}

async fn of_retainers(conn: &mut PgConnection, company: CompanyId, invoice: InvoiceId, accounted_on: NaiveDate, place: i64) -> Result<Vec<Actual>, Failure> {
    let uses = store::retainers::uses(conn, company.0, &[invoice.0]).await?;
    let ids: Vec<i64> = uses.iter().map(|u| u.retainer_id.0).collect();
    let mut sources = retainers::by_id(read_sources(conn, company, &ids).await?);
    let last = place + i64::try_from(uses.iter().map(|u| rows_of_use(u.retainer_use)).sum::<usize>()).unwrap_or(0);
    let mut places = (place + 1..=last).map(|n| ActualId(-n));
    Ok(retainers::rows(&uses, &mut sources, &[(invoice, accounted_on)].into(), &mut places).unwrap_or_default())
}

fn count(preview: &mut Preview, rows: &[Actual]) {
    preview.count += i64::try_from(rows.len()).unwrap_or(0);
    for row in rows.iter().filter(|r| r.billing_type == BillingType::Chargeable) {
        match (row.transaction_type, row.transaction_class) {
            (TransactionType::BilledSales, _) => preview.billed_amount += row.amount,
            // What is owed of a retainer moves, but nothing unbilled is taken back.
            (TransactionType::UnbilledSales | TransactionType::Cost, TransactionClass::Retainer) => {}
            (TransactionType::UnbilledSales | TransactionType::Cost, _) => preview.reversed_amount += row.amount,
        }
    }
}

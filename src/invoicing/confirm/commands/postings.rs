//! The ledger rows of what is confirmed.

use super::Standing;
use crate::{
    actuals::{self, model::Actual},
    invoicing::confirm::{
        model::Source,
        rules::{self, Settled},
        store::{Final, open},
    },
    platform::{command::Tx, failure::Failure},
    vocabulary::ids::InvoiceId,
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Details whose rows are written by one statement: more than most chunks of a batch have.
const AT_ONCE: i64 = 20_000;

/// Writes the ledger rows of every detail; answers what corrections leave to be done, and the rows
/// that bill what was agreed instead: that is cut first. Drafts that nobody worked on, most of what
/// there is, the ledger bills by itself (R-CONF-1 a); the rest is worked out here.
pub async fn write_postings(
    tx: &mut Tx,
    finals: &[Final],
    standing: &Standing,
) -> Result<(Settled, Vec<Actual>), Failure> {
    let ids: Vec<i64> = finals.iter().map(|f| f.invoice_id.0).collect();
    let worked_on = open::worked_on(tx, &ids).await?;
    let (worked_on, untouched): (Vec<&Final>, Vec<&Final>) =
        finals.iter().partition(|f| worked_on.contains(&f.invoice_id));
    let count = untouched.iter().filter_map(|f| standing.sums.get(&f.invoice_id));
    let count = count.map(|(details, ..)| *details).sum();
    let untouched: Vec<_> = untouched.iter().map(|f| (f.invoice_id, f.accounted_on)).collect();
    bill_untouched(tx, &untouched, count, AT_ONCE).await?;
    work_out(tx, &worked_on).await
}

/// Has the ledger bill these invoices, so many details in all, as they stand; a statement bills no
/// more than some of them at once.
pub async fn bill_untouched(
    tx: &mut Tx,
    invoices: &[(InvoiceId, NaiveDate)],
    details: i64,
    at_once: i64,
) -> Result<(), Failure> {
    if invoices.is_empty() {
        return Ok(());
    }
    let mut cuts = Vec::new();
    if details > at_once {
        let ids: Vec<i64> = invoices.iter().map(|(invoice, _)| invoice.0).collect();
        cuts = open::cuts(tx, &ids, at_once).await?;
    }
    let (mut billed, mut after) = (0, 0);
    for up_to in cuts.into_iter().chain([i64::MAX]) {
        billed += actuals::commands::bill(tx, invoices, (after, up_to)).await?;
        after = up_to;
    }
    if i64::try_from(billed) == Ok(details) {
        Ok(())
    } else {
        Err(Failure::Fault(format!("{billed} of {details} details that nobody edited stand")))
    }
}

/// Works out the ledger rows of invoices, detail by detail, and writes them.
async fn work_out(tx: &mut Tx, finals: &[&Final]) -> Result<(Settled, Vec<Actual>), Failure> {
    let (mut settled, mut cut) = (Settled::default(), Vec::new());
    let days: HashMap<InvoiceId, NaiveDate> =
        finals.iter().map(|f| (f.invoice_id, f.accounted_on)).collect();
    let ids: Vec<i64> = finals.iter().map(|f| f.invoice_id.0).collect();
    let mut after = if ids.is_empty() { None } else { Some(0) };
    while let Some(place) = after {
        let details = open::open_details(tx, &ids, place, AT_ONCE).await?;
        let is_all = i64::try_from(details.len()).is_ok_and(|count| count < AT_ONCE);
        after = details.last().filter(|_| !is_all).map(|last| last.invoice_detail_id.0);
        let count = details.iter().map(rules::rows_of).sum();
        let mut keys = actuals::commands::draw_ids(tx, count).await?.into_iter();
        let mut rows = Vec::with_capacity(count);
        for detail in &details {
            let accounted_on = days
                .get(&detail.invoice_id)
                .copied()
                .ok_or_else(|| Failure::Fault("a detail of another invoice".into()))?;
            let written = rules::confirm_detail(detail, accounted_on, &mut keys)
                .ok_or_else(|| Failure::Fault("fewer keys than rows".into()))?;
            rules::settled(detail, &written, &mut settled);
            let waits = |row: &Actual| {
                matches!(&detail.source, Source::Billed(_, Some(_)))
                    && row.reverses_actual_id.is_none()
            };
            let (later, now): (Vec<_>, Vec<_>) = written.into_iter().partition(waits);
            cut.extend(later);
            rows.extend(now);
        }
        actuals::commands::post(tx, &rows).await?;
    }
    Ok((settled, cut))
}

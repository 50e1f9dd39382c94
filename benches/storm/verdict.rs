//! What stands when the storm is over: every invariant, and all that was ever acknowledged.

use crate::{journal::Journal, stage::Stage};
use billwright::app::audit;
use serde_json::Value;
use sqlx::PgConnection;
use std::{
    collections::HashMap,
    io::{Error, Result},
};

/// Asks every invariant; what does not hold is a violation.
pub async fn invariants(stage: &Stage, journal: &Journal) -> Result<()> {
    let (findings, is_compared) =
        audit::audit_whole(&stage.owner_url()?).await.map_err(Error::other)?;
    let broken: Vec<_> = findings.iter().filter(|finding| finding.count > 0).collect();
    for finding in &broken {
        journal.violation(format!(
            "{}: {} rows, {}",
            finding.name,
            finding.count,
            finding.first.join(", ")
        ));
    }
    if !is_compared {
        journal.violation("the walls could not be compared with how they were built".to_owned());
    }
    println!("{} invariants asked, {} broken", findings.len(), broken.len());
    Ok(())
}

/// I12, I13: what was acknowledged is there, under its key, with the answer that was given; and a
/// number that somebody was told is on the invoice that it was told of.
pub async fn acknowledged(stage: &Stage, journal: &Journal) -> Result<()> {
    let mut owner = stage.owner().await?;
    let kept: HashMap<String, (String, Option<Value>)> =
        sqlx::query_as::<_, (String, String, Option<Value>)>(
            "select request_key, command, answer from command_request",
        )
        .fetch_all(&mut owner)
        .await
        .map_err(Error::other)?
        .into_iter()
        .map(|(key, command, answer)| (key, (command, answer)))
        .collect();
    let numbers = numbers(&mut owner).await?;
    let acts = journal.acts();
    for act in &acts {
        let told: Value = serde_json::from_str(&act.answer).unwrap_or_default();
        match kept.get(&act.key) {
            None => journal.violation(format!(
                "{} was acknowledged and is not there: {}",
                act.function, act.answer
            )),
            Some((command, answer))
                if command != act.function || answer.as_ref() != Some(&told) =>
            {
                journal.violation(format!(
                    "{} was answered with {told}, and is kept as {command} {answer:?}",
                    act.function
                ));
            }
            Some(_) => {}
        }
        if act.function == "confirm_invoices" {
            for one in told.as_array().into_iter().flatten() {
                let (invoice, number) = (one["invoice_id"].as_i64(), one["outcome"]["Ok"].as_i64());
                if let (Some(invoice), Some(number)) = (invoice, number)
                    && numbers.get(&invoice) != Some(&number)
                {
                    journal.violation(format!(
                        "invoice {invoice} was confirmed as number {number}, and has {:?}",
                        numbers.get(&invoice)
                    ));
                }
            }
        }
    }
    println!(
        "{} acts were acknowledged, {} requests are kept, {} invoices confirmed",
        acts.len(),
        kept.len(),
        numbers.len()
    );
    if acts.is_empty() || numbers.is_empty() {
        journal.violation("nothing happened: a storm without an invoice proves nothing".to_owned());
    }
    Ok(())
}

async fn numbers(owner: &mut PgConnection) -> Result<HashMap<i64, i64>> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "select invoice_id, invoice_number from invoice where invoice_number is not null",
    )
    .fetch_all(owner)
    .await
    .map_err(Error::other)?;
    Ok(rows.into_iter().collect())
}

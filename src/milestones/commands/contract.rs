//! What a change of the contract as a whole does to its milestones.

use crate::{
    contracts::{self, model::setup::ContractForm},
    milestones::{
        model::{FixedPriceLine, PartTerms},
        rules, store,
    },
    platform::{command::Tx, failure::Failure},
    vocabulary::{
        ids::{ContractId, MilestoneId},
        refusal::Refusal,
    },
};

/// Saves a contract as typed. Milestones of a draft's lines are split anew where customers, shares, project or schedule
/// changed (R-MS-5), Not Ready; where they no longer sum to what is contracted, none stays Ready (R-MS-4).
pub async fn save_contract(tx: &mut Tx, form: &ContractForm) -> Result<ContractId, Failure> {
    let company = tx.company();
    let before = match form.contract_id {
        Some(contract) => {
            contracts::commands::lock(tx, &[contract.0]).await?;
            store::lines(tx.connection(), company, Some(contract), None).await?
        }
        None => Vec::new(),
    };
    let contract = contracts::commands::save_contract(tx, form).await?;
    if before.is_empty() {
        return Ok(contract);
    }

    let after = store::lines(tx.connection(), company, Some(contract), None).await?;
    let known: Vec<i64> = before.iter().map(|line| line.contract_line_id.0).collect();
    let milestones = store::milestones(tx.connection(), company, &known).await?;
    let mut anew: Vec<(MilestoneId, PartTerms)> = Vec::new();
    for (line, milestone) in &milestones {
        // Lines that went took their milestones with them; this one bills by what is done from now on.
        let line = after.iter().find(|found| found.contract_line_id == *line).ok_or(Refusal::MilestoneIsForFixedPrice)?;
        if before.iter().any(|old| old.contract_line_id == line.contract_line_id && rules::splits_otherwise(old, line)) {
            rules::may_delete(milestone)?;
            let parts = rules::parts_of(&milestone.terms, &line.customers, line.currency);
            anew.extend(parts.into_iter().map(|part| (milestone.milestone_id, part)));
        }
    }

    store::write::split_anew(tx.connection(), company, &anew).await?;
    let lines: Vec<i64> = after.iter().map(|line| line.contract_line_id.0).collect();
    super::keep_marks_honest(tx, &lines).await?;
    Ok(contract)
}

/// R-SM-3: what is on no invoice of a contract that was lost is Not Ready. It is locked already.
pub async fn unmark_contract(tx: &mut Tx, contract: ContractId) -> Result<(), Failure> {
    let company = tx.company();
    let lines: Vec<FixedPriceLine> = store::lines(tx.connection(), company, Some(contract), None).await?;
    let lines: Vec<i64> = lines.iter().map(|line| line.contract_line_id.0).collect();
    store::write::lines_unmark(tx.connection(), company, &lines).await
}

//! What a change of the contract as a whole does to its milestones.

use crate::{
    contracts,
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

/// Lines of a contract that is about to be saved as they are, with the contract locked; none of a
/// new one.
pub async fn hold_lines(
    tx: &mut Tx,
    contract: Option<ContractId>,
) -> Result<Vec<FixedPriceLine>, Failure> {
    let Some(contract) = contract else { return Ok(Vec::new()) };
    contracts::commands::lock(tx, &[contract.0]).await?;
    store::lines(tx, Some(contract), None).await
}

/// After a contract was saved: milestones of a draft's lines are split anew where customers,
/// shares, project or schedule changed (R-MS-5), Not Ready; where they no longer sum to what is
/// contracted, none stays Ready (R-MS-4).
pub async fn split_anew(
    tx: &mut Tx,
    contract: ContractId,
    before: &[FixedPriceLine],
) -> Result<(), Failure> {
    if before.is_empty() {
        return Ok(());
    }
    let after = store::lines(tx, Some(contract), None).await?;
    let known: Vec<i64> = before.iter().map(|line| line.contract_line_id.0).collect();
    let milestones = store::milestones(tx, &known).await?;
    let mut anew: Vec<(MilestoneId, PartTerms)> = Vec::new();
    for (line, milestone) in &milestones {
        // Lines that went took their milestones with them; this one bills by what is done from now
        // on.
        let line = after
            .iter()
            .find(|found| found.contract_line_id == *line)
            .ok_or(Refusal::MilestoneIsForFixedPrice)?;
        if before.iter().any(|old| {
            old.contract_line_id == line.contract_line_id && rules::splits_otherwise(old, line)
        }) {
            rules::may_delete(milestone)?;
            let parts = rules::parts_of(&milestone.terms, &line.customers, line.currency);
            anew.extend(parts.into_iter().map(|part| (milestone.milestone_id, part)));
        }
    }

    store::write::split_anew(tx, &anew).await?;
    let lines: Vec<i64> = after.iter().map(|line| line.contract_line_id.0).collect();
    super::keep_marks_honest(tx, &lines).await
}

/// R-SM-3: what is on no invoice of contracts that were lost is Not Ready. They are held already.
pub async fn unmark_contracts(tx: &mut Tx, contracts: &[i64]) -> Result<(), Failure> {
    store::write::contracts_unmark(tx, contracts).await
}

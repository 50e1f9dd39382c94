//! SQL that writes milestones.

use crate::{
    milestones::model::{FixedPriceLine, MilestoneTerms, PartTerms, Rearranged},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{MilestoneId, MilestoneSplitId},
        refusal::Refusal,
    },
};
use rust_decimal::Decimal;

/// Writes milestones of one line with their parts.
pub async fn milestone_insert(
    scope: &mut Scope,
    line: &FixedPriceLine,
    new: &[(MilestoneTerms, Vec<PartTerms>)],
) -> Result<Vec<MilestoneId>, Failure> {
    let count = i64::try_from(new.len()).map_err(|error| Failure::Fault(error.to_string()))?;
    let ids = sqlx::query_scalar!(
        r#"select nextval('milestone_id_seq') as "id!" from generate_series(1, $1::bigint)"#,
        count
    )
    .fetch_all(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into milestone (
            company_id, milestone_id, contract_line_id, name, milestone_on, amount, tax, task
        )
        select $1, r.id, $2, r.name, r.milestone_on, r.amount, r.tax, r.task
        from unnest(
            $3::bigint[], $4::text[], $5::date[], $6::numeric[], $7::numeric[], $8::text[]
        ) r (id, name, milestone_on, amount, tax, task)
        ",
        scope.company(),
        line.contract_line_id.0,
        &ids,
        &new.iter().map(|(t, _)| t.name.clone()).collect::<Vec<_>>(),
        &new.iter().map(|(t, _)| t.milestone_on).collect::<Vec<_>>(),
        &new.iter().map(|(t, _)| t.amount).collect::<Vec<_>>(),
        &new.iter().map(|(t, _)| t.tax).collect::<Vec<_>>(),
        &new.iter().map(|(t, _)| t.task.clone()).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    let parts: Vec<(i64, PartTerms)> = ids
        .iter()
        .zip(new)
        .flat_map(|(id, (_, parts))| parts.iter().map(move |part| (*id, *part)))
        .collect();
    split_insert(scope, &parts).await?;
    Ok(ids.into_iter().map(MilestoneId).collect())
}

/// Writes parts; what they mirror is read off their milestone and its line.
async fn split_insert(scope: &mut Scope, parts: &[(i64, PartTerms)]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        insert into milestone_split (
            company_id, milestone_id, contract_id, contract_line_id, customer_id, project_id,
            milestone_on, currency, amount, tax, is_ready
        )
        select $1, m.milestone_id, l.contract_id, l.contract_line_id, r.customer_id, l.project_id,
            m.milestone_on, c.currency, r.amount, r.tax, r.is_ready
        from unnest(
            $2::bigint[], $3::bigint[], $4::numeric[], $5::numeric[], $6::boolean[]
        ) with ordinality r (milestone_id, customer_id, amount, tax, is_ready, place)
        join milestone m on m.company_id = $1 and m.milestone_id = r.milestone_id
        join contract_line l on l.company_id = $1 and l.contract_line_id = m.contract_line_id
        join contract c on c.company_id = $1 and c.contract_id = l.contract_id
        order by r.place
        ",
        scope.company(),
        &parts.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        &parts.iter().map(|(_, p)| p.customer_id.0).collect::<Vec<_>>(),
        &parts.iter().map(|(_, p)| p.amount).collect::<Vec<_>>(),
        &parts.iter().map(|(_, p)| p.tax).collect::<Vec<_>>(),
        &parts.iter().map(|(_, p)| p.is_ready).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Writes what a milestone is about, if its version is still the one seen. Parts follow its day
/// only where it changed: what an invoice has claimed is not touched.
pub async fn milestone_update(
    scope: &mut Scope,
    milestone: MilestoneId,
    version: i32,
    terms: &MilestoneTerms,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update milestone
        set name = $4, milestone_on = $5, amount = $6, tax = $7, task = $8, version = version + 1
        where company_id = $1 and milestone_id = $2 and version = $3
        ",
        scope.company(),
        milestone.0,
        version,
        terms.name,
        terms.milestone_on,
        terms.amount,
        terms.tax,
        terms.task
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done != 1 {
        return Err(Refusal::Outdated.into());
    }
    sqlx::query!(
        r"
        update milestone_split
        set milestone_on = $3
        where company_id = $1 and milestone_id = $2 and milestone_on <> $3
        ",
        scope.company(),
        milestone.0,
        terms.milestone_on
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Rearranges the open parts of a milestone.
pub async fn split_rearrange(
    scope: &mut Scope,
    milestone: MilestoneId,
    to: &Rearranged,
) -> Result<(), Failure> {
    sqlx::query!(
        "delete from milestone_split where company_id = $1 and milestone_split_id = any($2)",
        scope.company(),
        &to.gone.iter().map(|id| id.0).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        update milestone_split s
        set amount = r.amount, tax = r.tax, is_ready = r.is_ready
        from unnest(
            $2::bigint[], $3::numeric[], $4::numeric[], $5::boolean[]
        ) r (id, amount, tax, is_ready)
        where s.company_id = $1 and s.milestone_split_id = r.id
            and (s.amount, s.tax, s.is_ready) is distinct from (r.amount, r.tax, r.is_ready)
        ",
        scope.company(),
        &to.changed.iter().map(|(id, _)| id.0).collect::<Vec<_>>(),
        &to.changed.iter().map(|(_, p)| p.amount).collect::<Vec<_>>(),
        &to.changed.iter().map(|(_, p)| p.tax).collect::<Vec<_>>(),
        &to.changed.iter().map(|(_, p)| p.is_ready).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    split_insert(scope, &to.added.iter().map(|part| (milestone.0, *part)).collect::<Vec<_>>()).await
}

/// Says that a milestone changed, if its version is still the one seen.
pub async fn milestone_touch(
    scope: &mut Scope,
    milestone: MilestoneId,
    version: i32,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update milestone
        set version = version + 1
        where company_id = $1 and milestone_id = $2 and version = $3
        ",
        scope.company(),
        milestone.0,
        version
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Removes milestones with their parts.
pub async fn milestone_delete(
    scope: &mut Scope,
    milestones: &[MilestoneId],
) -> Result<(), Failure> {
    sqlx::query!(
        "delete from milestone where company_id = $1 and milestone_id = any($2)",
        scope.company(),
        &milestones.iter().map(|id| id.0).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Puts these parts in the place of all that their milestones had; none of those is on an invoice.
pub async fn split_anew(
    scope: &mut Scope,
    parts: &[(MilestoneId, PartTerms)],
) -> Result<(), Failure> {
    if parts.is_empty() {
        return Ok(());
    }
    let milestones: Vec<i64> = parts.iter().map(|(id, _)| id.0).collect();
    sqlx::query!(
        "delete from milestone_split where company_id = $1 and milestone_id = any($2)",
        scope.company(),
        &milestones
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        r"
        update milestone set version = version + 1 where company_id = $1 and milestone_id = any($2)
        ",
        scope.company(),
        &milestones
    )
    .execute(scope.connection())
    .await?;
    split_insert(scope, &parts.iter().map(|(id, part)| (id.0, *part)).collect::<Vec<_>>()).await
}

/// Marks parts that no invoice has claimed, locked in key order; answers those it changed, each
/// with its milestone's version.
pub async fn split_mark(
    scope: &mut Scope,
    splits: &[i64],
    ready: bool,
) -> Result<Vec<(i64, i32)>, Failure> {
    let marked = sqlx::query!(
        r"
        update milestone_split s
        set is_ready = $3
        from (
            select milestone_split_id
            from milestone_split
            where company_id = $1 and milestone_split_id = any($2) and is_ready <> $3
            order by milestone_split_id
            for update
        ) chosen,
            milestone m
        where s.company_id = $1 and s.milestone_split_id = chosen.milestone_split_id
            and m.company_id = $1 and m.milestone_id = s.milestone_id
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_milestone_split_id = s.milestone_split_id
            )
        returning s.milestone_split_id, m.version
        ",
        scope.company(),
        splits,
        ready
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(marked.into_iter().map(|row| (row.milestone_split_id, row.version)).collect())
}

/// Says of parts that they were billed before Billwright, or that they were not after all: then
/// they are Not Ready.
pub async fn split_bill_before(
    scope: &mut Scope,
    splits: &[i64],
    billed: bool,
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update milestone_split s
        set is_billed_before = $3, is_ready = false
        from (
            select milestone_split_id
            from milestone_split
            where company_id = $1 and milestone_split_id = any($2)
            order by milestone_split_id
            for update
        ) chosen
        where s.company_id = $1 and s.milestone_split_id = chosen.milestone_split_id
        ",
        scope.company(),
        splits,
        billed
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Takes the mark off every open part of these lines.
pub async fn lines_unmark(scope: &mut Scope, lines: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update milestone_split s
        set is_ready = false
        from (
            select milestone_split_id
            from milestone_split
            where company_id = $1 and contract_line_id = any($2) and is_ready
            order by milestone_split_id
            for update
        ) chosen
        where s.company_id = $1 and s.milestone_split_id = chosen.milestone_split_id
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_milestone_split_id = s.milestone_split_id
            )
        ",
        scope.company(),
        lines
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// The same of contracts.
pub async fn contracts_unmark(scope: &mut Scope, contracts: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        r"
        update milestone_split s
        set is_ready = false
        from (
            select milestone_split_id
            from milestone_split
            where company_id = $1 and contract_id = any($2) and is_ready
            order by milestone_split_id
            for update
        ) chosen
        where s.company_id = $1 and s.milestone_split_id = chosen.milestone_split_id
            and not exists (
                select
                from claim d
                where d.company_id = $1 and d.source_milestone_split_id = s.milestone_split_id
            )
        ",
        scope.company(),
        contracts
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

/// Cuts parts: so much stays, with its share of the tax, and the rest is a new part, Not Ready.
pub async fn split_cut(
    scope: &mut Scope,
    parts: &[(MilestoneSplitId, Decimal)],
) -> Result<(), Failure> {
    sqlx::query!(
        r"
        with cut as materialized (
            select s.milestone_split_id, s.amount - r.kept as amount,
                s.tax - round(s.tax * r.kept / s.amount, currency_decimals(s.currency)) as tax
            from unnest($2::bigint[], $3::numeric[]) r (part, kept)
            join milestone_split s on s.company_id = $1 and s.milestone_split_id = r.part
            where r.kept < s.amount
        ),
        stays as (
            update milestone_split s
            set amount = s.amount - c.amount, tax = s.tax - c.tax
            from cut c
            where s.company_id = $1 and s.milestone_split_id = c.milestone_split_id
            returning s.*, c.amount as rest, c.tax as rest_tax
        )
        insert into milestone_split (
            company_id, milestone_id, contract_id, contract_line_id, customer_id, project_id,
            milestone_on, currency, amount, tax
        )
        select company_id, milestone_id, contract_id, contract_line_id, customer_id, project_id,
            milestone_on, currency, rest, rest_tax
        from stays
        order by milestone_split_id
        ",
        scope.company(),
        &parts.iter().map(|p| p.0.0).collect::<Vec<_>>(),
        &parts.iter().map(|p| p.1).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

//! SQL of milestones.

pub mod take;
pub mod write;

use super::model::{FixedPriceLine, Milestone, MilestonePart, MilestoneRow, MilestoneTerms, Payer};
use crate::{
    contracts::commands::BY_STATE,
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::{
            ContractId, ContractLineId, CustomerId, InvoiceId, MilestoneId, MilestoneSplitId,
            ProjectId,
        },
        paging::{ListQuery, Page, Selection, Totals},
        split::Share,
        words::{ContractState, InvoicingStatus, ScheduleType},
    },
};
use rust_decimal::Decimal;
use sqlx::QueryBuilder;
use std::collections::HashMap;

/// The list of milestones; `t` is one customer's part of one.
pub const MILESTONES: ListSpec = ListSpec {
    name: "milestones",
    rows: Rows::In("milestone_split t"),
    of: "",
    is_short: false,
    company: "t.company_id",
    columns: "t.*",
    shown: r"
        p.milestone_split_id, m.version, m.name, p.milestone_on, p.contract_id,
            c.number as contract_number, l.name as line_name, cu.name as customer_name,
            pr.label as project_code, m.task, p.amount, p.tax, p.currency,
            (
                select case
                    when not bool_or(s.is_ready or s.is_billed_before) then 'not_started'
                    when bool_and(
                        s.is_billed_before or (s.amount = 0 and s.is_ready)
                        or exists (
                            select
                            from claim d
                            where d.company_id = s.company_id
                                and d.source_milestone_split_id = s.milestone_split_id
                                and d.is_final
                        )
                    ) then 'completed'
                    else 'in_progress'
                end
                from milestone_split s
                where s.company_id = p.company_id and s.milestone_id = p.milestone_id
                    and (
                        s.amount <> 0
                        or not exists (
                            select
                            from milestone_split z
                            where z.company_id = s.company_id and z.milestone_id = s.milestone_id
                                and z.amount <> 0
                        )
                    )
            )::text as progress,
            cl.invoice_id, cl.label as invoice,
            coalesce(
                cl.status,
                case
                    when p.is_ready then 'ready'
                    when p.is_billed_before then 'billed_before'
                    else 'not_ready'
                end
            ) as status
    ",
    named: r"
        join milestone m on m.company_id = p.company_id and m.milestone_id = p.milestone_id
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        join contract_line l on l.company_id = p.company_id
            and l.contract_line_id = p.contract_line_id
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
        join project pr on pr.company_id = p.company_id and pr.project_id = p.project_id
        left join claim cl on cl.company_id = p.company_id
            and cl.source_milestone_split_id = p.milestone_split_id
    ",
    filters: &[
        ("status", Filter::Choice(STATUSES)),
        ("contract_state", BY_STATE),
        ("progress", Filter::Word(PROGRESS, "text", &["not_started", "in_progress", "completed"])),
        ("contract_id", Filter::Id("t.contract_id")),
        ("customer_id", Filter::Id("t.customer_id")),
        ("line", Filter::Id("t.contract_line_id")),
        (
            "contract",
            Filter::Named(
                "t.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        (
            "customer",
            Filter::Named(
                "t.customer_id",
                "select f.customer_id from customer f where f.name ilike ",
            ),
        ),
        (
            "project",
            Filter::Named(
                "t.project_id",
                "select f.project_id from project f where (f.label || ' ' || f.name) ilike ",
            ),
        ),
        (
            "team",
            Filter::Named(
                "t.project_id",
                "select f.project_id from project_team_name f where f.name ilike ",
            ),
        ),
        ("from", Filter::From("t.milestone_on")),
        ("to", Filter::To("t.milestone_on")),
    ],
    sorts: &[
        Sort::own("date", "t.milestone_on", "date"),
        Sort::by(
            "contract",
            "s.number",
            "contract s",
            "s.company_id = t.company_id and s.contract_id = t.contract_id",
        ),
        Sort::by(
            "customer",
            "s.name",
            "customer s",
            "s.company_id = t.company_id and s.customer_id = t.customer_id",
        ),
        Sort::by(
            "project",
            "s.code",
            "project s",
            "s.company_id = t.company_id and s.project_id = t.project_id",
        ),
    ],
    descending: false,
    id: "t.milestone_split_id",
};

/// The statuses by which the list can be filtered, as conditions.
const STATUSES: &[(&str, &str)] = &[
    ("not_ready", "not t.is_ready and not t.is_billed_before"),
    (
        "ready",
        "t.is_ready and not exists (select from claim d where d.company_id = t.company_id and d.source_milestone_split_id = t.milestone_split_id)",
    ),
    (
        "on_draft",
        r"
        exists (
            select
            from claim d
            where d.company_id = t.company_id and d.source_milestone_split_id = t.milestone_split_id
                and d.is_on_draft
        )
        ",
    ),
    (
        "posted",
        r"
        exists (
            select
            from claim d
            where d.company_id = t.company_id and d.source_milestone_split_id = t.milestone_split_id
                and d.is_final
        )
        ",
    ),
    ("billed_before", "t.is_billed_before"),
    (
        "open",
        "not t.is_billed_before and not exists (select from claim d where d.company_id = t.company_id and d.source_milestone_split_id = t.milestone_split_id)",
    ),
];

/// `rules::progress` of the milestone that the part `t` belongs to: a part that is claimed is Ready
/// too, and parts of 0 count only where there is no other.
const PROGRESS: &str = r"
    (
        select case
            when not bool_or(s.is_ready or s.is_billed_before) then 'not_started'
            when bool_and(
                s.is_billed_before or (s.amount = 0 and s.is_ready)
                or exists (
                    select
                    from claim d
                    where d.company_id = s.company_id
                        and d.source_milestone_split_id = s.milestone_split_id and d.is_final
                )
            ) then 'completed'
            else 'in_progress'
        end
        from milestone_split s
        where s.company_id = t.company_id and s.milestone_id = t.milestone_id
            and (
                s.amount <> 0
                or not exists (
                    select
                    from milestone_split z
                    where z.company_id = s.company_id and z.milestone_id = s.milestone_id
                        and z.amount <> 0
                )
            )
    )
";

/// The claim on a part `p`, as status and invoice.
const CLAIM: &str = r"
    left join claim cl on cl.company_id = p.company_id
        and cl.source_milestone_split_id = p.milestone_split_id
";

/// A page of milestones, one row per customer.
pub async fn list_milestones(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<MilestoneRow>, Failure> {
    MILESTONES.page(scope, query, ALL).await
}

/// Count and amounts of everything the filters let through; hints count every status under the
/// other filters.
pub async fn total_milestones(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let sums = Sums {
        columns: "t.currency, count(*), 0::numeric, coalesce(sum(t.amount), 0)",
        joins: "",
        by: "t.currency",
    };
    let mut totals = crate::platform::list::totals(MILESTONES.sums(scope, query, ALL, sums).await?);
    if totals.count == 0 {
        totals.hints = MILESTONES.counts(scope, query, "status", ALL).await?;
    }
    Ok(totals)
}

/// The contracts that a selection touches, in key order.
pub async fn selected_contracts(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<Vec<i64>, Failure> {
    let selection = &MILESTONES.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        "select distinct t.contract_id from milestone_split t where t.company_id = ",
    );
    sql.push_bind(scope.company());
    MILESTONES.push_selection(selection, &mut sql)?;
    sql.push(" order by 1");
    Ok(sql.build_query_scalar().fetch_all(scope.connection()).await?)
}

/// A selected part, for marking.
#[derive(sqlx::FromRow)]
pub struct Selected {
    /// Its key.
    pub milestone_split_id: i64,
    /// Of its milestone.
    pub version: i32,
    /// Its line: the sum rule.
    pub contract_line_id: i64,
    /// Of its contract: what is lost is marked no more.
    pub contract_state: ContractState,
    /// Whole, or by percentage.
    pub schedule_type: ScheduleType,
    /// Where it stands.
    pub status: InvoicingStatus,
    /// The invoice it is on.
    pub invoice: Option<String>,
}

/// Selected parts, locked in key order, of these contracts, which are held already: rows that
/// appear on others meanwhile are not this command's business.
pub async fn selected(
    scope: &mut Scope,
    selection: &Selection,
    contracts: &[i64],
) -> Result<Vec<Selected>, Failure> {
    let selection = &MILESTONES.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        r"
        select p.milestone_split_id, m.version, p.contract_line_id, c.state as contract_state,
            l.schedule_type,
            coalesce(
                cl.status,
                case
                    when p.is_ready then 'ready'
                    when p.is_billed_before then 'billed_before'
                    else 'not_ready'
                end
            ) as status,
            cl.label as invoice
        from (select t.* from milestone_split t where t.company_id =
        ",
    );
    sql.push_bind(scope.company())
        .push(" and t.contract_id = any(")
        .push_bind(contracts.to_vec())
        .push(")");
    MILESTONES.push_selection(selection, &mut sql)?;
    sql.push(
        r"
        order by t.milestone_split_id
        for update of t) p
        join contract_line l on l.company_id = p.company_id
            and l.contract_line_id = p.contract_line_id
        join milestone m on m.company_id = p.company_id and m.milestone_id = p.milestone_id
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        ",
    );
    sql.push(CLAIM).push(" order by p.milestone_split_id");
    Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
}

/// What the sum rule asks of lines: contracted amount, estimated tax, currency, and what their
/// milestones come to.
pub async fn line_sums(
    scope: &mut Scope,
    lines: &[i64],
) -> Result<Vec<(i64, Option<Decimal>, Decimal, Currency, Decimal, Decimal)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select l.contract_line_id, l.contracted_amount, l.estimated_tax,
            c.currency, coalesce(sum(m.amount), 0) as "amount!",
            coalesce(sum(m.tax), 0) as "tax!"
        from contract_line l
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        left join milestone m on m.company_id = l.company_id
            and m.contract_line_id = l.contract_line_id
        where l.company_id = $1 and l.contract_line_id = any($2)
        group by l.contract_line_id, l.contracted_amount, l.estimated_tax, c.currency
        "#,
        scope.company(),
        lines
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| {
            (r.contract_line_id, r.contracted_amount, r.estimated_tax, r.currency, r.amount, r.tax)
        })
        .collect())
}

/// Which of these parts are nobody's, or another company's.
pub async fn not_here(scope: &mut Scope, splits: &[i64]) -> Result<Vec<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct id as "id!"
        from unnest($2::bigint[]) id
        where not exists (
            select from milestone_split s where s.company_id = $1 and s.milestone_split_id = id
        )
        order by 1
        "#,
        scope.company(),
        splits
    )
    .fetch_all(scope.connection())
    .await?)
}

/// The fixed-price lines of a contract, or one line of any kind; in order.
pub async fn lines(
    scope: &mut Scope,
    contract: Option<ContractId>,
    line: Option<ContractLineId>,
) -> Result<Vec<FixedPriceLine>, Failure> {
    let found = sqlx::query!(
        r#"
        select c.contract_id, c.state, l.contract_line_id, l.line_number,
            l.name, l.billing_method, l.project_id, c.currency, l.schedule_type,
            l.contracted_amount, l.estimated_tax, coalesce(l.billing_start_on, c.start_on) as "billing_start_on!",
            c.requested_delivery_on, f.frequency as "invoice_frequency?"
        from contract_line l
        join contract c on c.company_id = l.company_id and c.contract_id = l.contract_id
        left join invoice_frequency f on (f.company_id, f.invoice_frequency_id) = (l.company_id, l.invoice_frequency_id)
        where l.company_id = $1
            and (
                l.contract_line_id = $3 or (l.contract_id = $2 and l.billing_method = 'fixed_price')
            )
        order by l.line_number
        "#,
        scope.company(),
        contract.map(|id| id.0),
        line.map(|id| id.0)
    )
    .fetch_all(scope.connection())
    .await?;
    let mut payers: HashMap<i64, Vec<Payer>> = HashMap::new();
    for p in sqlx::query!(
        r"
        select lc.contract_line_id, lc.customer_id, cu.name, lc.billing_split_percent,
            lc.is_rounding
        from contract_line_customer lc
        join customer cu on cu.company_id = lc.company_id and cu.customer_id = lc.customer_id
        where lc.company_id = $1 and lc.contract_line_id = any($2) and lc.billing_split_percent > 0
        order by lc.contract_line_id, lc.position
        ",
        scope.company(),
        &found.iter().map(|l| l.contract_line_id).collect::<Vec<_>>()
    )
    .fetch_all(scope.connection())
    .await?
    {
        let share = Share { percent: p.billing_split_percent, is_rounding: p.is_rounding };
        payers.entry(p.contract_line_id).or_default().push(Payer {
            customer_id: CustomerId(p.customer_id),
            name: p.name,
            share,
        });
    }
    Ok(found
        .into_iter()
        .map(|l| FixedPriceLine {
            contract_id: ContractId(l.contract_id),
            state: l.state,
            contract_line_id: ContractLineId(l.contract_line_id),
            line_number: l.line_number,
            name: l.name,
            billing_method: l.billing_method,
            project_id: ProjectId(l.project_id),
            currency: l.currency,
            schedule_type: l.schedule_type,
            contracted_amount: l.contracted_amount,
            estimated_tax: l.estimated_tax,
            billing_start_on: l.billing_start_on,
            requested_delivery_on: l.requested_delivery_on,
            invoice_frequency: l.invoice_frequency,
            customers: payers.remove(&l.contract_line_id).unwrap_or_default(),
        })
        .collect())
}

/// The contract of a line.
pub async fn contract_of_line(
    scope: &mut Scope,
    line: ContractLineId,
) -> Result<Option<i64>, Failure> {
    Ok(sqlx::query_scalar!(
        "select contract_id from contract_line where company_id = $1 and contract_line_id = $2",
        scope.company(),
        line.0
    )
    .fetch_optional(scope.connection())
    .await?)
}

/// The line of a milestone.
pub async fn line_of_milestone(
    scope: &mut Scope,
    milestone: MilestoneId,
) -> Result<Option<ContractLineId>, Failure> {
    let line = sqlx::query_scalar!(
        "select contract_line_id from milestone where company_id = $1 and milestone_id = $2",
        scope.company(),
        milestone.0
    )
    .fetch_optional(scope.connection())
    .await?;
    Ok(line.map(ContractLineId))
}

/// The milestones of these lines with their parts: by date, customers in order of allotment.
pub async fn milestones(
    scope: &mut Scope,
    lines: &[i64],
) -> Result<Vec<(ContractLineId, Milestone)>, Failure> {
    let rows = sqlx::query!(
        r#"
        select m.contract_line_id, m.milestone_id, m.version, m.name, m.milestone_on, m.amount,
            m.tax, m.task, p.milestone_split_id, p.customer_id, cu.name as customer_name,
            p.amount as part_amount, p.tax as part_tax, cl.invoice_id as "invoice_id?",
            coalesce(
                cl.status,
                case
                    when p.is_ready then 'ready'
                    when p.is_billed_before then 'billed_before'
                    else 'not_ready'
                end
            ) as "status!: InvoicingStatus",
            cl.label as "invoice?",
            exists (
                select
                from credited_claim k
                where k.company_id = p.company_id
                    and k.source_milestone_split_id = p.milestone_split_id
            ) as "was_billed!"
        from milestone m
        join milestone_split p on p.company_id = m.company_id and p.milestone_id = m.milestone_id
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
        left join contract_line_customer lc on lc.company_id = p.company_id
            and lc.contract_line_id = p.contract_line_id and lc.customer_id = p.customer_id
        left join claim cl on cl.company_id = p.company_id
            and cl.source_milestone_split_id = p.milestone_split_id
        where m.company_id = $1 and m.contract_line_id = any($2)
        order by m.milestone_on, m.milestone_id, lc.position, p.milestone_split_id
        "#,
        scope.company(),
        lines
    )
    .fetch_all(scope.connection())
    .await?;
    let mut milestones: Vec<(ContractLineId, Milestone)> = Vec::new();
    for r in rows {
        let milestone_id = MilestoneId(r.milestone_id);
        if milestones.last().is_none_or(|(_, m)| m.milestone_id != milestone_id) {
            let terms = MilestoneTerms {
                name: r.name,
                milestone_on: r.milestone_on,
                amount: r.amount,
                tax: r.tax,
                task: r.task,
            };
            milestones.push((
                ContractLineId(r.contract_line_id),
                Milestone { milestone_id, version: r.version, terms, parts: Vec::new() },
            ));
        }
        if let Some((_, milestone)) = milestones.last_mut() {
            milestone.parts.push(MilestonePart {
                milestone_split_id: MilestoneSplitId(r.milestone_split_id),
                customer_id: CustomerId(r.customer_id),
                customer_name: r.customer_name,
                amount: r.part_amount,
                tax: r.part_tax,
                status: r.status,
                invoice: r.invoice_id.map(InvoiceId).zip(r.invoice),
                was_billed: r.was_billed,
            });
        }
    }
    Ok(milestones)
}

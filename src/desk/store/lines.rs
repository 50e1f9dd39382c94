//! SQL of the lines of contracts on the hub, and of what invoicing contracts would make.

use crate::{
    desk::model::{HubClasses, HubLine, ToDraft},
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ContractId, ContractLineId, InvoiceId},
        words::{BillingMethod, ScheduleType},
    },
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A line as it is read.
struct Line {
    contract_id: i64,
    contract_line_id: i64,
    line_number: i32,
    name: String,
    project_code: String,
    customers: Option<String>,
    billing_method: BillingMethod,
    schedule_type: ScheduleType,
    milestones: Decimal,
    products: Decimal,
    time: Decimal,
    expense: Decimal,
    material: Decimal,
    fee: Decimal,
    ready: Decimal,
    not_ready: Decimal,
    held: Decimal,
    draft: Decimal,
    invoiced: Decimal,
}

impl Line {
    fn line(self) -> HubLine {
        let (time, expense, material, fee) = (self.time, self.expense, self.material, self.fee);
        HubLine {
            contract_line_id: ContractLineId(self.contract_line_id),
            line_number: self.line_number,
            name: self.name,
            project_code: self.project_code,
            customers: self.customers.unwrap_or_default(),
            billing_method: self.billing_method,
            schedule_type: (self.billing_method == BillingMethod::FixedPrice)
                .then_some(self.schedule_type),
            milestone_amount: self.milestones,
            product_amount: self.products,
            classes: HubClasses { time, expense, material, fee },
            ready_amount: self.ready,
            not_ready_amount: self.not_ready,
            held_amount: self.held,
            draft_amount: self.draft,
            invoiced_amount: self.invoiced,
        }
    }
}

/// The lines of these contracts with their amounts, by contract.
pub async fn hub_lines(
    scope: &mut Scope,
    contracts: &[i64],
) -> Result<Vec<(ContractId, Vec<HubLine>)>, Failure> {
    let rows = sqlx::query_as!(
        Line,
        r#"
        with open as (
            select b.contract_line_id, b.is_ready, b.transaction_class, b.nte_status,
                sum(b.amount) as amount
            from backlog_sum b
            where b.company_id = $1 and b.contract_id = any($2) and b.billing_type = 'chargeable'
            group by 1, 2, 3, 4
        ),
            taken as (
                select d.contract_line_id,
                    coalesce(
                        sum(d.net_amount - d.credited_amount) filter (where i.is_open), 0
                    ) as draft,
                    coalesce(
                        sum(d.net_amount - d.credited_amount) filter (where not i.is_open), 0
                    ) as invoiced
                from invoice i
                join invoice_detail d on d.company_id = i.company_id and d.invoice_id = i.invoice_id
                where i.company_id = $1 and i.contract_id = any($2)
                    and d.billing_type = 'chargeable'
                group by 1
            ),
            amounts as (
                select contract_line_id,
                    coalesce(sum(amount) filter (where transaction_class = 'time'), 0) as time,
                    coalesce(
                        sum(amount) filter (where transaction_class = 'expense'), 0
                    ) as expense,
                    coalesce(
                        sum(amount) filter (where transaction_class = 'material'), 0
                    ) as material,
                    coalesce(sum(amount) filter (where transaction_class = 'fee'), 0) as fee,
                    coalesce(sum(amount) filter (where is_ready), 0) as ready,
                    coalesce(sum(amount) filter (where not is_ready), 0) as not_ready,
                    coalesce(sum(amount) filter (where nte_status = 'failed'), 0) as held
                from open
                group by 1
            ),
            agreed as (
                select contract_line_id,
                    coalesce(sum(amount) filter (where kind = 'milestone'), 0) as milestones,
                    coalesce(sum(amount) filter (where kind = 'product'), 0) as products,
                    coalesce(sum(amount) filter (where is_ready), 0) as ready,
                    coalesce(sum(amount) filter (where not is_ready), 0) as not_ready
                from agreed_open
                where company_id = $1 and contract_id = any($2)
                group by 1
            )
        select l.contract_id, l.contract_line_id, l.line_number, l.name, p.label as project_code,
            (
                select string_agg(cu.name, ', ' order by lc.position)
                from contract_line_customer lc
                join customer cu on cu.company_id = lc.company_id
                    and cu.customer_id = lc.customer_id
                where lc.company_id = l.company_id and lc.contract_line_id = l.contract_line_id
            ) as customers,
            l.billing_method, l.schedule_type,
            coalesce(g.milestones, 0) as "milestones!", coalesce(g.products, 0) as "products!",
            coalesce(a.time, 0) as "time!", coalesce(a.expense, 0) as "expense!",
            coalesce(a.material, 0) as "material!", coalesce(a.fee, 0) as "fee!",
            coalesce(a.ready, 0) + coalesce(g.ready, 0) as "ready!",
            coalesce(a.not_ready, 0) + coalesce(g.not_ready, 0) as "not_ready!",
            coalesce(a.held, 0) as "held!",
            coalesce(t.draft, 0) as "draft!",
            coalesce(t.invoiced, 0) + coalesce(
                (
                    select o.amount
                    from billed_before o
                    where o.company_id = l.company_id and o.contract_id = l.contract_id
                        and o.contract_line_id = l.contract_line_id
                ),
                0
            ) as "invoiced!"
        from contract_line l
        join project p on p.company_id = l.company_id and p.project_id = l.project_id
        left join amounts a on a.contract_line_id = l.contract_line_id
        left join agreed g on g.contract_line_id = l.contract_line_id
        left join taken t on t.contract_line_id = l.contract_line_id
        where l.company_id = $1 and l.contract_id = any($2)
        order by l.contract_id, l.line_number
        "#,
        scope.company(),
        contracts
    )
    .fetch_all(scope.connection())
    .await?;
    let mut lines: BTreeMap<ContractId, Vec<HubLine>> = BTreeMap::new();
    for row in rows {
        lines.entry(ContractId(row.contract_id)).or_default().push(row.line());
    }
    Ok(lines.into_iter().collect())
}

/// What drafts come to, by contract and who is billed.
pub async fn to_drafts(scope: &mut Scope, invoices: &[InvoiceId]) -> Result<Vec<ToDraft>, Failure> {
    let invoices: Vec<i64> = invoices.iter().map(|id| id.0).collect();
    Ok(sqlx::query_as!(
        ToDraft,
        r#"
        select c.number as contract, n.name as customer, t.amount as "amount!", i.currency
        from invoice i
        join contract c on c.company_id = i.company_id and c.contract_id = i.contract_id
        join customer n on n.company_id = i.company_id and n.customer_id = i.customer_id
        join invoice_total t on t.company_id = i.company_id and t.invoice_id = i.invoice_id
        where i.company_id = $1 and i.invoice_id = any($2)
        order by c.number, n.name, i.invoice_id
        "#,
        scope.company(),
        &invoices
    )
    .fetch_all(scope.connection())
    .await?)
}

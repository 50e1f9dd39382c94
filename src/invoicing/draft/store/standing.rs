//! SQL of what an invoice is, of what its details come to by what they have in common, and of what
//! its contract is worth.

use crate::{
    invoicing::{
        draft::model::{Group, GroupBy, GroupQuery, InvoiceHead},
        store::INVOICES,
    },
    platform::{failure::Failure, scope::Scope},
    vocabulary::{
        ids::{ContractId, ContractLineId, CustomerId, InvoiceId},
        paging::{ListQuery, Neighbours},
        refusal::Refusal,
    },
};
use rust_decimal::Decimal;
use sqlx::{Postgres, QueryBuilder};

/// What details are grouped by: key, name, what is joined for them, and their order.
fn parts(by: GroupBy) -> (&'static str, &'static str, &'static str) {
    match by {
        GroupBy::Line => (
            "d.contract_line_id::text",
            "l.name",
            r"
            join invoice_line l on l.company_id = d.company_id and l.invoice_id = d.invoice_id
                and l.contract_line_id = d.contract_line_id
            ",
        ),
        GroupBy::Class => (
            r"
            coalesce(
                a.transaction_class, d.added_class,
                case
                    when d.source_product_line_id is null then 'milestone'::transaction_class
                    else 'material'
                end
            )::text
            ",
            "''",
            "",
        ),
        GroupBy::Person => (
            "coalesce(coalesce(a.resource_id, d.added_resource_id)::text, '')",
            "coalesce(n.name, '')",
            r"
            left join resource n on n.company_id = d.company_id
                and n.resource_id = coalesce(a.resource_id, d.added_resource_id)
            ",
        ),
        GroupBy::Task => (
            "coalesce(n.task_id::text, '')",
            "coalesce(n.name, '')",
            r"
            left join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
            left join added_work w on w.company_id = d.company_id
                and w.added_detail_id = coalesce(
                    a.added_detail_id, case when d.added_class is not null then d.invoice_detail_id end
                )
            left join task n on n.company_id = d.company_id
                and n.task_id = coalesce(e.task_id, w.task_id)
            ",
        ),
        GroupBy::Month => ("to_char(d.work_on, 'YYYY-MM')", "''", ""),
    }
}

/// What the groups of an invoice come to, each once per billing type (R-INV-5).
pub async fn total_groups(scope: &mut Scope, query: &GroupQuery) -> Result<Vec<Group>, Failure> {
    let (key, name, joins) = parts(query.by);
    let mut sql = sqlx::QueryBuilder::new("select ");
    sql.push(key)
        .push(" as key, ")
        .push(name)
        .push(
            r"
             as name, d.billing_type, count(*) as count,
                coalesce(
                    sum(d.quantity) filter (
                        where coalesce(a.transaction_class, d.added_class) = 'time'
                    ), 0
                ) as quantity,
                coalesce(sum(d.net_amount - d.credited_amount), 0) as amount
            from invoice_detail d
            left join actual a on a.company_id = d.company_id
                and a.actual_id = d.original_actual_id
            ",
        )
        .push(joins)
        .push(" where d.company_id = ")
        .push_bind(scope.company())
        .push(" and d.invoice_id = ")
        .push_bind(query.invoice_id.0)
        .push(" group by 1, 2, 3 order by 2, 1, 3");
    Ok(sql.build_query_as().fetch_all(scope.connection()).await?)
}

/// What the lines of a contract are worth together; none where none of them says.
pub async fn contract_value(
    scope: &mut Scope,
    contract: ContractId,
) -> Result<Option<Decimal>, Failure> {
    Ok(sqlx::query_scalar!(
        r"
        select sum(contracted_amount)
        from contract_line
        where company_id = $1 and contract_id = $2
        ",
        scope.company(),
        contract.0
    )
    .fetch_one(scope.connection())
    .await?)
}

/// The lines of an invoice by name.
pub async fn lines(
    scope: &mut Scope,
    invoice: InvoiceId,
) -> Result<Vec<(ContractLineId, String)>, Failure> {
    let rows = sqlx::query!(
        "select contract_line_id, name from invoice_line where company_id = $1 and invoice_id = $2",
        scope.company(),
        invoice.0
    )
    .fetch_all(scope.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (ContractLineId(row.contract_line_id), row.name)).collect())
}

/// What an invoice is, without anything that is added up: in the same time however much is on it.
pub async fn read_head(scope: &mut Scope, invoice: InvoiceId) -> Result<InvoiceHead, Failure> {
    let head = sqlx::query_as!(
        InvoiceHead,
        r#"
        select i.invoice_id as "invoice_id: InvoiceId", i.invoice_number, i.name,
            i.state, i.kind,
            i.contract_id as "contract_id: ContractId",
            c.number as contract_number, i.customer_id as "customer_id: CustomerId",
            coalesce(i.customer_name, cu.name) as "customer_name!", i.invoice_on,
            i.currency, i.version
        from invoice i
        join contract c on c.company_id = i.company_id and c.contract_id = i.contract_id
        join customer cu on cu.company_id = i.company_id and cu.customer_id = i.customer_id
        where i.company_id = $1 and i.invoice_id = $2
        "#,
        scope.company(),
        invoice.0
    )
    .fetch_optional(scope.connection())
    .await?;
    head.ok_or(Refusal::NotFound.into())
}

/// Which drafts are beside one, among those of a list of invoices.
pub async fn read_neighbours(
    scope: &mut Scope,
    invoice: InvoiceId,
    list: &ListQuery,
) -> Result<Neighbours, Failure> {
    let open = &|sql: &mut QueryBuilder<Postgres>| {
        sql.push(" and i.is_open");
    };
    INVOICES.neighbours(scope, list, open, invoice.0).await
}

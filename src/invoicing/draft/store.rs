//! SQL of a draft: its details and its head.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

mod added;
mod classes;
mod history;
mod many;
mod pending;
mod standing;
mod taken_off;

pub use added::{Added, addable_lines, added_insert};
pub use history::{entries, first_and_last};
pub use many::{details_update, header_before, line_name, rows};
pub use pending::{PENDING, list_pending, pending_chosen, pending_rows, total_pending};
pub use standing::{contract_value, lines, read_head, read_neighbours, total_groups};
pub use taken_off::{detail_delete, milestone_delete, product_delete, sourceless_delete};

use super::model::{DetailRow, HeaderEdit};
use crate::{
    invoicing::rules::Transition,
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        ids::{ContractLineId, InvoiceId},
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
        words::InvoiceState,
    },
};
use chrono::NaiveDate;
use classes::{OF_EXPENSES, OF_FEES, OF_MATERIAL_OR_PRODUCTS, OF_MILESTONES, OF_PRODUCTS, OF_TIME};

/// The details of an invoice.
pub const DETAILS: ListSpec = ListSpec {
    name: "invoice details",
    rows: Rows::In("invoice_detail d"),
    of: "invoice_id",
    is_short: false,
    company: "d.company_id",
    columns: r"
        d.company_id, d.invoice_id, d.invoice_detail_id, d.contract_line_id, d.source_actual_id,
            d.source_milestone_split_id, d.source_product_line_id, d.work_on, d.billing_type,
            d.quantity, d.unit_price, d.amount, d.discount_percent, d.fee_percent, d.tax,
            d.currency, d.description, d.external_description, d.version, d.corrects_actual_id, d.original_actual_id,
            d.credited_amount, d.credited_tax, d.edited_at, d.edited_by as edited_by_id,
            d.added_class is not null as is_added, d.added_class
    ",
    shown: r"
        p.*, l.name as line_name, a.entry_id, re.name as resource_name,
            coalesce(
                ro.name,
                (
                    select n.name
                    from category n
                    where n.company_id = p.company_id
                        and n.category_id = coalesce(e.category_id, w.category_id)
                ),
                (
                    select n.name
                    from product n
                    where n.company_id = p.company_id
                        and n.product_id = coalesce(e.product_id, w.product_id)
                )
            ) as role_name,
            coalesce(e.notes, m.name, om.name, g.name, og.name, w.notes) as notes,
            case
                when p.is_added then p.quantity
                else coalesce(a.quantity, f.quantity, 1)
            end as source_quantity,
            case
                when p.is_added then p.unit_price
                else coalesce(a.unit_price, f.unit_price, s.amount)
            end as source_unit_price,
            case
                when p.is_added then p.billing_type
                else coalesce(a.billing_type, 'chargeable')
            end as source_billing_type,
            coalesce(a.has_price, true) as source_has_price,
            coalesce(
                a.transaction_class, p.added_class,
                case
                    when f.product_line_id is not null then 'material'::transaction_class
                    else 'milestone'
                end
            ) as transaction_class,
            coalesce(f.product_line_id, fo.product_line_id) is not null as is_product,
            case
                when p.is_added then p.tax
                when p.corrects_actual_id is null then coalesce(s.tax, f.tax, 0)
                else a.tax
            end as source_tax,
            case
                when p.is_added then p.external_description
                else coalesce(e.external_comment, '')
            end as source_external_description, by.name as edited_by
    ",
    named: r"
        join invoice_line l on l.company_id = p.company_id and l.invoice_id = p.invoice_id
            and l.contract_line_id = p.contract_line_id
        left join actual a on a.company_id = p.company_id
            and a.actual_id = p.original_actual_id
        left join invoice_detail o on o.company_id = a.company_id
            and o.invoice_detail_id = a.invoice_detail_id and p.corrects_actual_id is not null
        left join milestone_split s on s.company_id = p.company_id
            and s.milestone_split_id = p.source_milestone_split_id
        left join milestone_split os on os.company_id = o.company_id
            and os.milestone_split_id = o.source_milestone_split_id
        left join milestone om on om.company_id = os.company_id
            and om.milestone_id = os.milestone_id
        left join milestone m on m.company_id = s.company_id and m.milestone_id = s.milestone_id
        left join product_line f on f.company_id = p.company_id
            and f.product_line_id = p.source_product_line_id
        left join product g on g.company_id = f.company_id and g.product_id = f.product_id
        left join product_line fo on fo.company_id = o.company_id
            and fo.product_line_id = o.source_product_line_id
        left join product og on og.company_id = fo.company_id and og.product_id = fo.product_id
        left join added_work w on w.company_id = p.company_id
            and w.added_detail_id = case
                when p.is_added then p.invoice_detail_id
                else a.added_detail_id
            end
        left join resource re on re.company_id = p.company_id
            and re.resource_id = case
                when p.is_added then w.resource_id
                else a.resource_id
            end
        left join role ro on ro.company_id = p.company_id
            and ro.role_id = case
                when p.is_added then w.role_id
                else a.role_id
            end
        left join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
        left join person by on by.company_id = p.company_id and by.person_id = p.edited_by_id
    ",
    filters: &[
        ("invoice_id", Filter::Id("d.invoice_id")),
        ("detail", Filter::Id("d.invoice_detail_id")),
        ("line", Filter::Id("d.contract_line_id")),
        ("edited", Filter::Choice(&[("yes", "d.edited_at is not null")])),
        ("charged", Filter::Choice(&[("no", "d.billing_type <> 'chargeable'")])),
        ("products", Filter::Choice(&[("yes", OF_PRODUCTS)])),
        (
            "class",
            Filter::Choice(&[
                ("time", OF_TIME),
                ("expense", OF_EXPENSES),
                ("material", OF_MATERIAL_OR_PRODUCTS),
                ("fee", OF_FEES),
                ("milestone", OF_MILESTONES),
            ]),
        ),
        (
            "person_id",
            Filter::IdWithin(
                r"
                exists (
                    select
                    from (
                        select d.added_resource_id as resource_id
                        union all select fa.resource_id
                        from actual fa
                        where fa.company_id = d.company_id
                            and fa.actual_id = d.original_actual_id
                    ) f
                    where f.resource_id =
                ",
                ")",
            ),
        ),
        (
            "task_id",
            Filter::IdWithin(
                r"
                exists (
                    select
                    from (
                        select d.added_task_id as task_id
                        union all select fe.task_id
                        from actual fa
                        join entry fe on fe.company_id = fa.company_id
                            and fe.entry_id = fa.entry_id
                        where fa.company_id = d.company_id
                            and fa.actual_id = d.original_actual_id
                    ) f
                    where f.task_id =
                ",
                ")",
            ),
        ),
        (
            "billing_type",
            Filter::Word(
                "d.billing_type",
                "billing_type",
                &["chargeable", "non_chargeable", "complimentary"],
            ),
        ),
        (
            "person",
            Filter::NamedWithin(
                r"
                (
                    select fa.resource_id
                    from actual fa
                    where fa.company_id = d.company_id
                        and fa.actual_id = d.original_actual_id
                ) = any(
                ",
                ")",
                "select f.resource_id from resource f where f.name ilike ",
            ),
        ),
        ("from", Filter::From("d.work_on")),
        ("to", Filter::To("d.work_on")),
    ],
    sorts: &[
        Sort::own(
            "group",
            "(d.contract_line_id * 10000000 + (d.work_on - date '1900-01-01'))",
            "bigint",
        ),
        Sort::own("date", "d.work_on", "date"),
        Sort::own("amount", "d.net_amount", "numeric"),
        Sort::own("quantity", "d.quantity", "numeric"),
    ],
    descending: false,
    id: "d.invoice_detail_id",
};

/// Count, hours and chargeable amount.
const AMOUNTS: Sums = Sums {
    columns: r"
        d.currency, count(*),
            coalesce(
                sum(d.quantity) filter (
                    where coalesce(a.transaction_class, d.added_class) = 'time'
                ), 0
            ),
            coalesce(
                sum(d.net_amount - d.credited_amount) filter (where d.billing_type = 'chargeable'), 0
            )
    ",
    joins: r"
        left join actual a on a.company_id = d.company_id
            and a.actual_id = d.original_actual_id
    ",
    by: "d.currency",
};

/// A page of an invoice's details.
pub async fn list_details(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<DetailRow>, Failure> {
    DETAILS.page(scope, query, ALL).await
}

/// Count, hours and chargeable amount of the filtered details.
pub async fn total_details(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(crate::platform::list::totals(DETAILS.sums(scope, query, ALL, AMOUNTS).await?))
}

/// Writes a changed header, if its version is still the one seen. What it would say by itself goes
/// on following its customer.
pub async fn invoice_update(
    scope: &mut Scope,
    edit: &HeaderEdit,
    accounted_on: Option<NaiveDate>,
    transition: Transition,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update invoice i
        set name = $4, description = $5, bill_to_name = nullif($6, b.default_name),
            bill_to_contact = nullif($7, b.default_contact),
            bill_to_address = nullif($8, b.default_address), accounted_on = $9, state = $10,
            version = i.version + 1
        from invoice_bill_to b
        where b.company_id = $1 and b.invoice_id = $2 and i.company_id = $1 and i.invoice_id = $2
            and i.version = $3 and i.state = $11
        ",
        scope.company(),
        edit.invoice_id.0,
        edit.version,
        edit.name,
        edit.description,
        edit.bill_to_name,
        edit.bill_to_contact,
        edit.bill_to_address,
        accounted_on,
        transition.to() as InvoiceState,
        transition.from() as InvoiceState
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::Outdated.into()) }
}

/// Renames a line.
pub async fn line_update(
    scope: &mut Scope,
    invoice: InvoiceId,
    line: ContractLineId,
    name: &str,
) -> Result<(), Failure> {
    let done = sqlx::query!(
        r"
        update invoice_line
        set name = $4
        where company_id = $1 and invoice_id = $2 and contract_line_id = $3
        ",
        scope.company(),
        invoice.0,
        line.0,
        name
    )
    .execute(scope.connection())
    .await?
    .rows_affected();
    if done == 1 { Ok(()) } else { Err(Refusal::NotFound.into()) }
}

/// The chosen details of an invoice, in key order: rows that were picked, or all that the filters
/// let through.
pub async fn chosen(
    scope: &mut Scope,
    invoice: InvoiceId,
    selection: &Selection,
) -> Result<Vec<i64>, Failure> {
    let of_invoice = match selection {
        Selection::Matching(query) => {
            Selection::Matching(query.clone().with("invoice_id", invoice.to_string()))
        }
        other => other.clone(),
    };
    let ids = DETAILS.chosen(scope, &of_invoice, ALL, "invoice_detail d").await?;
    if ids.is_empty() { Err(Refusal::NothingSelected.into()) } else { Ok(ids) }
}

/// Removes an empty draft.
pub async fn invoice_delete(scope: &mut Scope, invoices: &[i64]) -> Result<(), Failure> {
    sqlx::query!(
        "delete from invoice_line where company_id = $1 and invoice_id = any($2)",
        scope.company(),
        invoices
    )
    .execute(scope.connection())
    .await?;
    sqlx::query!(
        "delete from invoice where company_id = $1 and invoice_id = any($2)",
        scope.company(),
        invoices
    )
    .execute(scope.connection())
    .await?;
    Ok(())
}

//! SQL of what could be billed and is not on a draft.

use crate::{
    invoicing::draft::model::PendingRow,
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Source, Sums},
        scope::Scope,
    },
    vocabulary::{
        ids::InvoiceId,
        paging::{ListQuery, Page, Selection, Totals},
        refusal::Refusal,
    },
};

/// What is on no invoice, and what other drafts have, of one contract and customer: sales, and
/// customers' parts of milestones, whose keys are negative here so that one list has both.
pub const PENDING: ListSpec = ListSpec {
    name: "pending transactions",
    rows: Rows::By(sources),
    of: "invoice_id",
    is_short: false,
    company: "t.company_id",
    columns: r"
        t.company_id, t.pending_id, t.source_actual_id, t.source_milestone_split_id,
            t.contract_line_id, t.work_on, t.currency, t.net_amount, t.quantity, t.billing_type,
            t.is_ready, t.has_price, t.nte_status, t.nte_detail, t.invoice_id
    ",
    shown: r"
        p.*, l.name as line_name, i.label as invoice_label,
            coalesce(a.transaction_class, 'milestone') as transaction_class,
            re.name as resource_name, coalesce(e.notes, m.name, w.notes) as notes
    ",
    named: r"
        join contract_line l on l.company_id = p.company_id
            and l.contract_line_id = p.contract_line_id
        left join invoice_label i on i.company_id = p.company_id and i.invoice_id = p.invoice_id
        left join actual a on a.company_id = p.company_id and a.actual_id = p.source_actual_id
        left join milestone_split s on s.company_id = p.company_id
            and s.milestone_split_id = p.source_milestone_split_id
        left join milestone m on m.company_id = s.company_id and m.milestone_id = s.milestone_id
        left join resource re on re.company_id = a.company_id and re.resource_id = a.resource_id
        left join entry e on e.company_id = a.company_id and e.entry_id = a.entry_id
        left join added_work w on w.company_id = a.company_id
            and w.added_detail_id = a.added_detail_id
    ",
    filters: &[
        // Of the contract and of the customer of a draft, and not on it.
        (
            "invoice_id",
            Filter::IdWithin(
                "t.contract_id = (select x.contract_id from invoice x where x.invoice_id = ",
                ")",
            ),
        ),
        (
            "payer_of",
            Filter::IdWithin(
                "t.customer_id = (select x.customer_id from invoice x where x.invoice_id = ",
                ")",
            ),
        ),
        ("not_on", Filter::IdWithin("t.invoice_id is distinct from ", "")),
        ("line", Filter::Id("t.contract_line_id")),
        ("from", Filter::From("t.work_on")),
        ("to", Filter::To("t.work_on")),
    ],
    sorts: &[Sort::own("date", "t.work_on", "date")],
    descending: false,
    id: "t.pending_id",
};

const SALES: &str = r"
    (
        select b.company_id, b.actual_id as pending_id, b.actual_id as source_actual_id,
            null::bigint as source_milestone_split_id, b.contract_id, b.contract_line_id,
            b.customer_id, b.work_on, b.currency, b.net_amount, b.quantity, b.billing_type, b.is_ready,
            b.has_price, b.nte_status, b.nte_detail, null::bigint as invoice_id
        from backlog b
    ) t
";

const MILESTONES: &str = r"
    (
        select s.company_id, - s.milestone_split_id as pending_id,
            null::bigint as source_actual_id, s.milestone_split_id as source_milestone_split_id,
            s.contract_id, s.contract_line_id, s.customer_id, s.milestone_on as work_on,
            s.currency, s.amount as net_amount, 1::numeric as quantity, 'chargeable'::billing_type as billing_type,
            s.is_ready, true as has_price, 'not_applicable'::nte_status as nte_status,
            null::text as nte_detail, null::bigint as invoice_id
        from milestone_split s
        where not s.is_billed_before and s.amount <> 0
            and not exists (
                select
                from claim c
                where c.company_id = s.company_id
                    and c.source_milestone_split_id = s.milestone_split_id
            )
    ) t
";

/// The invoice's own key is asked, so that one draft with all its details is left out at once.
const ON_DRAFTS: &str = r"
    (
        select i.company_id,
            coalesce(d.source_actual_id, - d.source_milestone_split_id) as pending_id,
            d.source_actual_id, d.source_milestone_split_id, i.contract_id, d.contract_line_id,
            i.customer_id, d.work_on, d.currency, d.net_amount, d.quantity, d.billing_type,
            true as is_ready, true as has_price, d.nte_status, null::text as nte_detail,
            i.invoice_id
        from invoice i, invoice_detail d
        where i.is_open and d.company_id = i.company_id and d.invoice_id = i.invoice_id
            and num_nonnulls(d.source_actual_id, d.source_milestone_split_id) = 1
    ) t
";

fn sources(_: &ListQuery) -> Result<Vec<Source>, Refusal> {
    Ok(vec![Source::all(SALES), Source::all(MILESTONES), Source::gathered(ON_DRAFTS, None)])
}

/// How much waits, and what it comes to.
const AMOUNTS: Sums = Sums {
    columns: r"
        t.currency, count(*), 0::numeric,
            coalesce(sum(t.net_amount) filter (where t.billing_type = 'chargeable'), 0)
    ",
    joins: "",
    by: "t.currency",
};

/// A page of what waits.
pub async fn list_pending(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<PendingRow>, Failure> {
    PENDING.page(scope, query, ALL).await
}

/// What all of it comes to.
pub async fn total_pending(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    Ok(crate::platform::list::totals(PENDING.sums(scope, query, ALL, AMOUNTS).await?))
}

/// The list of a draft, whatever else is asked.
fn beside(query: ListQuery, draft: InvoiceId) -> ListQuery {
    let id = draft.to_string();
    query.with("invoice_id", &*id).with("payer_of", &*id).with("not_on", id)
}

/// The keys of what is chosen beside a draft, of each kind once.
pub async fn pending_chosen(
    scope: &mut Scope,
    draft: InvoiceId,
    selection: &Selection,
) -> Result<Vec<i64>, Failure> {
    let selection = &match selection {
        Selection::Matching(query) => Selection::Matching(beside(query.clone(), draft)),
        other => other.clone(),
    };
    let mut ids = PENDING.chosen(scope, selection, ALL, SALES).await?;
    ids.extend(PENDING.chosen(scope, selection, ALL, MILESTONES).await?);
    ids.extend(PENDING.chosen(scope, selection, ALL, ON_DRAFTS).await?);
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() { Err(Refusal::NothingSelected.into()) } else { Ok(ids) }
}

/// These rows, as far as they are of a draft's contract and customer, as they are now.
pub async fn pending_rows(
    scope: &mut Scope,
    draft: InvoiceId,
    ids: &[i64],
) -> Result<Vec<PendingRow>, Failure> {
    let query = beside(ListQuery { rows: Some(ids.to_vec()), ..ListQuery::default() }, draft);
    let mut rows = Vec::with_capacity(ids.len());
    PENDING.each(scope, &query, ALL, |row: PendingRow| rows.push(row)).await?;
    Ok(rows)
}

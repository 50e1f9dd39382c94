//! Where rows of the backlog are: open, on drafts, posted; each in the same shape.

use crate::{
    platform::list::{Found, Holders, Source, unknown},
    vocabulary::{paging::ListQuery, refusal::Refusal},
};

/// What is posted is in no order of projects and people.
fn shows_posted(query: &ListQuery) -> bool {
    matches!(query.filter("status"), Some("posted" | "all"))
}

/// Rows of projects: what is open, and on the invoices of their contracts.
pub(super) const ROWS_OF_PROJECTS: Found = Found {
    before: "with n as (select unnest(",
    after: "::bigint[]) as id) \
        select x.actual_id from n cross join lateral (select b.actual_id from backlog b \
        where b.company_id = (select current_company()) and b.project_id = n.id offset 0) x \
        union all select x.actual_id from (select distinct l.contract_id, n.id from n join contract_line l on l.project_id = n.id \
        where l.company_id = (select current_company())) d \
        cross join lateral (select a.actual_id from claim c join actual a on a.company_id = c.company_id and a.actual_id = c.source_actual_id \
        where c.company_id = (select current_company()) and c.contract_id = d.contract_id and a.project_id = d.id offset 0) x",
    when: shows_posted,
};

/// Sales of people's entries that stand: whose an entry is never changes.
pub(super) const ROWS_OF_PEOPLE: Found = Found {
    before: "with n as (select unnest(",
    after: "::bigint[]) as id) \
        select a.actual_id from n join entry_work e on e.resource_id = n.id \
        join actual a on a.company_id = e.company_id and a.entry_id = e.entry_id and a.reverses_actual_id is null and a.bills_actual_id is null \
        where e.company_id = (select current_company()) and a.transaction_type = 'unbilled_sales'",
    when: shows_posted,
};

/// Open rows.
pub(super) const OPEN: &str =
    "(select b.*, null::bigint as invoice_id, false as is_posted from backlog b) t";

/// The unit that a sale, `a`, is measured in: of what was recorded, or written by hand on a draft.
macro_rules! unit {
    () => {
        r"
            case when a.transaction_class <> 'time' then coalesce(
                (
                    select e.unit from entry_work e
                    where e.company_id = a.company_id and e.entry_id = a.entry_id
                ),
                (
                    select w.unit from added_work w
                    where w.company_id = a.company_id and w.added_detail_id = a.added_detail_id
                ),
                ''
            ) end as unit
        "
    };
}

/// Rows on open invoices, in the shape of the backlog. What only the sale says is joined so that
/// PostgreSQL leaves it out where nothing asks for it.
pub(super) const ON_DRAFT: &str = concat!(
    r"
    (
        select d.company_id, d.source_actual_id as actual_id, d.contract_id, d.contract_line_id,
            d.customer_id, a.project_id, a.resource_id, d.work_on, a.billing_type,
            a.transaction_class, d.currency, a.quantity, a.net_amount, a.has_price, true as is_ready,
            d.nte_status, null::text as nte_detail, d.invoice_id, false as is_posted,",
    unit!(),
    r"
        from claim d
        left join actual a on a.company_id = d.company_id and a.actual_id = d.source_actual_id
        where d.is_on_draft and d.source_actual_id is not null
    ) t
",
);

/// The invoices that hold them.
const OPEN_INVOICES: Holders = Holders {
    from: "invoice h where h.is_open and h.company_id = ",
    key: "h.invoice_id",
    of_row: "t.invoice_id",
    first: ("h.first_work_on", "h.first_actual_id"),
    beyond: "'infinity'::date",
};

/// Rows on confirmed invoices, in the same shape; by far the most of an old company, so they come
/// only when asked for (R-BL-1). They are walked along the ledger's own indexes, and each finds its
/// invoice by its claim: the comma leaves the order of the three to PostgreSQL, which reads
/// explicit joins as they are written.
pub(super) const POSTED: &str = concat!(
    r"
    (
        select a.company_id, a.actual_id, d.contract_id, d.contract_line_id, d.customer_id,
            a.project_id, a.resource_id, a.work_on, a.billing_type, a.transaction_class, a.currency,
            a.quantity, a.net_amount, a.has_price, true as is_ready, d.nte_status,
            null::text as nte_detail, d.invoice_id, true as is_posted,",
    unit!(),
    r"
        from actual a, claim d
        where d.company_id = a.company_id and d.source_actual_id = a.actual_id
            and a.transaction_type = 'unbilled_sales' and a.reverses_actual_id is null
            and d.is_final
    ) t
",
);

/// Where the rows are: what is open, on drafts, and posted are found each by itself.
pub(super) fn sources(query: &ListQuery) -> Result<Vec<Source>, Refusal> {
    let open = |condition| vec![Source::those(OPEN, condition)];
    // No index has what drafts hold in the order of anything but each draft's own rows by date.
    let on_draft = Source::gathered(ON_DRAFT, Some(OPEN_INVOICES));
    Ok(match query.filter("status") {
        None => vec![Source::all(OPEN), on_draft],
        Some("all") => vec![Source::all(OPEN), on_draft, Source::all(POSTED)],
        Some("open") => open(""),
        Some("ready") => open(" and t.is_ready"),
        Some("not_ready") => open(" and not t.is_ready"),
        Some("failed") => open(" and t.nte_status = 'failed'"),
        Some("not_evaluated") => open(" and t.nte_status = 'not_evaluated'"),
        Some("no_price") => open(" and not t.has_price and t.billing_type = 'chargeable'"),
        Some("on_draft") => vec![on_draft],
        Some("posted") => vec![Source::all(POSTED)],
        Some(other) => return Err(unknown(other)),
    })
}

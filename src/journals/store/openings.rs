//! SQL of what was billed before Billwright.
#![allow(
    clippy::as_conversions,
    reason = "in sqlx's macros `as` names a parameter's type; nothing is converted"
)]

use crate::{
    journals::model::{Billed, Opening, OpeningRow, OpeningUse, Planned},
    platform::{
        failure::Failure,
        list::{ALL, Filter, ListSpec, Rows, Sort, Sums},
        scope::Scope,
    },
    vocabulary::{
        currency::Currency,
        ids::{
            ContractId, ContractLineId, CustomerId, EntryJournalId, JournalOpeningId,
            MilestoneSplitId, ProjectId, RetainerId,
        },
        paging::{ListQuery, Page, Selection, Totals},
        words::{BillingMethod, InvoicingStatus, TransactionType},
    },
};
use chrono::NaiveDate;
use sqlx::QueryBuilder;

/// Keys, apart.
pub fn keys(billed: &[Billed]) -> (Vec<i64>, Vec<i64>) {
    let milestones = billed.iter().filter_map(|b| b.milestone()).map(|id| id.0).collect();
    let retainers = billed.iter().filter_map(|b| b.retainer()).map(|id| id.0).collect();
    (milestones, retainers)
}

/// Parts of milestones and retainers as they stand: these, and all of a contract; by day.
pub async fn planned(
    scope: &mut Scope,
    billed: &[Billed],
    contract: Option<ContractId>,
) -> Result<Vec<Planned>, Failure> {
    let (milestones, retainers) = keys(billed);
    let rows = sqlx::query!(
        r#"
        select x.milestone_split_id, x.retainer_id, x.contract_id as "contract_id!",
            c.state, x.contract_line_id, x.project_id,
            x.customer_id as "customer_id!", cu.name as customer_name,
            x.description as "description!", x.billed_on as "billed_on!", x.amount as "amount!",
            x.tax as "tax!", x.currency as "currency!: Currency",
            coalesce(
                i.status, case when x.is_billed_before then 'billed_before' else 'not_ready' end
            ) as "status!: InvoicingStatus",
            i.label as "invoice?",
            array(
                select distinct l.billing_method
                from contract_line l
                where l.company_id = c.company_id and l.contract_id = c.contract_id
            ) as "methods!: Vec<BillingMethod>"
        from (
            select s.milestone_split_id, null::bigint as retainer_id, s.contract_id,
                s.contract_line_id, s.project_id, s.customer_id, m.name as description,
                s.milestone_on as billed_on, s.amount, s.tax, s.currency, s.is_billed_before,
                (
                    select d.invoice_id
                    from claim d
                    where d.company_id = s.company_id
                        and d.source_milestone_split_id = s.milestone_split_id
                ) as invoice_id
            from milestone_split s
            join milestone m on m.company_id = s.company_id and m.milestone_id = s.milestone_id
            where s.company_id = $1 and (s.milestone_split_id = any($2) or s.contract_id = $4)
            union all select null, r.retainer_id, r.contract_id, null, null, r.customer_id,
                r.description, r.invoice_on, r.amount, 0, r.currency, r.is_billed_before,
                (
                    select u.invoice_id
                    from retainer_claim u
                    where u.company_id = r.company_id and u.retainer_id = r.retainer_id
                        and u.retainer_use = 'billed'
                )
            from retainer r
            where r.company_id = $1 and (r.retainer_id = any($3) or r.contract_id = $4)
        ) x
        join contract c on c.company_id = $1 and c.contract_id = x.contract_id
        join customer cu on cu.company_id = $1 and cu.customer_id = x.customer_id
        left join invoice_label i on i.company_id = $1 and i.invoice_id = x.invoice_id
        order by x.billed_on, x.milestone_split_id, x.retainer_id
        "#,
        scope.company(),
        &milestones,
        &retainers,
        contract.map(|id| id.0)
    )
    .fetch_all(scope.connection())
    .await?;
    let billed = |milestone: Option<i64>, retainer: Option<i64>| {
        milestone
            .map(|id| Billed::Milestone(MilestoneSplitId(id)))
            .or(retainer.map(|id| Billed::Retainer(RetainerId(id))))
    };
    Ok(rows
        .into_iter()
        .filter_map(|r| {
            Some(Planned {
                billed: billed(r.milestone_split_id, r.retainer_id)?,
                contract_id: ContractId(r.contract_id),
                contract_state: r.state,
                methods: r.methods,
                contract_line_id: r.contract_line_id.map(ContractLineId),
                project_id: r.project_id.map(ProjectId),
                customer_id: CustomerId(r.customer_id),
                customer_name: r.customer_name,
                description: r.description,
                billed_on: r.billed_on,
                amount: r.amount,
                tax: r.tax,
                currency: r.currency,
                status: r.status,
                invoice: r.invoice,
            })
        })
        .collect())
}

/// Writes openings of a journal; answers their keys in order.
pub async fn opening_insert(
    scope: &mut Scope,
    journal: EntryJournalId,
    new: &[Opening],
) -> Result<Vec<JournalOpeningId>, Failure> {
    let count = i64::try_from(new.len()).map_err(|error| Failure::Fault(error.to_string()))?;
    let ids = sqlx::query_scalar!(
        r#"select nextval('journal_opening_id_seq') as "id!" from generate_series(1, $1::bigint)"#,
        count
    )
    .fetch_all(scope.connection())
    .await?;
    sqlx::query!(
        r"
        insert into journal_opening (
            company_id, journal_opening_id, entry_journal_id, journal_type, milestone_split_id,
            retainer_id, contract_id, customer_id, description, billed_on, amount, tax, available,
            currency
        )
        select $1, r.id, $2, r.written, r.milestone_split_id, r.retainer_id, r.contract_id,
            r.customer_id, r.description, r.billed_on, r.amount, r.tax, r.available, r.currency
        from unnest(
            $3::bigint[], $4::transaction_type[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::text[], $10::date[], $11::numeric[], $12::numeric[], $13::numeric[],
            $14::text[]
        ) r (
            id, written, milestone_split_id, retainer_id, contract_id, customer_id, description,
            billed_on, amount, tax, available, currency
        )
        ",
        scope.company(),
        journal.0,
        &ids,
        new.iter().map(|o| o.transaction_type).collect::<Vec<_>>() as Vec<TransactionType>,
        &new.iter().map(|o| o.billed.milestone().map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
        &new.iter().map(|o| o.billed.retainer().map(|id| id.0)).collect::<Vec<_>>()
            as &[Option<i64>],
        &new.iter().map(|o| o.contract_id.0).collect::<Vec<_>>(),
        &new.iter().map(|o| o.customer_id.0).collect::<Vec<_>>(),
        &new.iter().map(|o| o.description.clone()).collect::<Vec<_>>(),
        &new.iter().map(|o| o.billed_on).collect::<Vec<NaiveDate>>(),
        &new.iter().map(|o| o.amount).collect::<Vec<_>>(),
        &new.iter().map(|o| o.tax).collect::<Vec<_>>(),
        &new.iter().map(|o| o.available).collect::<Vec<_>>(),
        &new.iter().map(|o| o.currency.to_string()).collect::<Vec<_>>()
    )
    .execute(scope.connection())
    .await?;
    Ok(ids.into_iter().map(JournalOpeningId).collect())
}

/// The list of openings.
pub const OPENINGS: ListSpec = ListSpec {
    name: "openings",
    rows: Rows::In("journal_opening o"),
    of: "",
    is_short: false,
    company: "o.company_id",
    columns: r"
        o.company_id, o.journal_opening_id, o.entry_journal_id,
            case
                when o.retainer_id is null then 'milestone'
                else 'retainer'
            end::transaction_class as transaction_class,
            o.description, o.contract_id, o.customer_id, o.billed_on, o.amount, o.available,
            o.currency
    ",
    shown: r"
        p.*, j.posted_at, c.number as contract_number, cu.name as customer_name,
            exists (
                select
                from standing_opening s
                where s.company_id = p.company_id and s.journal_opening_id = p.journal_opening_id
            ) as is_standing
    ",
    named: r"
        join entry_journal j on j.company_id = p.company_id
            and j.entry_journal_id = p.entry_journal_id
        join contract c on c.company_id = p.company_id and c.contract_id = p.contract_id
        join customer cu on cu.company_id = p.company_id and cu.customer_id = p.customer_id
    ",
    filters: &[
        ("state", Filter::Choice(&[("standing", STANDING), ("canceled", CANCELED)])),
        (
            "class",
            Filter::Choice(&[
                ("milestone", "o.retainer_id is null"),
                ("retainer", "o.retainer_id is not null"),
            ]),
        ),
        ("journal_id", Filter::Id("o.entry_journal_id")),
        ("contract_id", Filter::Id("o.contract_id")),
        (
            "contract",
            Filter::Named(
                "o.contract_id",
                "select f.contract_id from contract f where (f.number || ' ' || f.name) ilike ",
            ),
        ),
        (
            "customer",
            Filter::Named(
                "o.customer_id",
                "select f.customer_id from customer f where f.name ilike ",
            ),
        ),
    ],
    sorts: &[
        Sort::own("id", "o.journal_opening_id", "bigint"),
        Sort::own("date", "o.billed_on", "date"),
    ],
    descending: true,
    id: "o.journal_opening_id",
};

/// Whether an opening `o` stands.
const STANDING: &str = r"
    exists (
        select
        from standing_opening s
        where s.company_id = o.company_id and s.journal_opening_id = o.journal_opening_id
    )
";
/// Whether it was taken back.
const CANCELED: &str = r"
    not exists (
        select
        from standing_opening s
        where s.company_id = o.company_id and s.journal_opening_id = o.journal_opening_id
    )
";

/// A page of openings.
pub async fn opening_list(
    scope: &mut Scope,
    query: &ListQuery,
) -> Result<Page<OpeningRow>, Failure> {
    OPENINGS.page(scope, query, ALL).await
}

/// How many openings, and what they billed per currency.
pub async fn opening_totals(scope: &mut Scope, query: &ListQuery) -> Result<Totals, Failure> {
    let sums = Sums {
        columns: "o.currency, count(*), 0::numeric, coalesce(sum(o.amount), 0)",
        joins: "",
        by: "o.currency",
    };
    Ok(crate::platform::list::totals(OPENINGS.sums(scope, query, ALL, sums).await?))
}

/// The contracts that a selection touches, in key order.
pub async fn selected_contracts(
    scope: &mut Scope,
    selection: &Selection,
) -> Result<Vec<i64>, Failure> {
    let selection = &OPENINGS.resolve_selection(scope, selection).await?;
    let mut sql = QueryBuilder::new(
        "select distinct o.contract_id from journal_opening o where o.company_id = ",
    );
    sql.push_bind(scope.company());
    OPENINGS.push_selection(selection, &mut sql)?;
    sql.push(" order by 1");
    Ok(sql.build_query_scalar().fetch_all(scope.connection()).await?)
}

/// Selected openings of these contracts, which are locked already, with the invoices that use what
/// they left.
pub async fn selected(
    scope: &mut Scope,
    selection: &Selection,
    contracts: &[i64],
) -> Result<Vec<OpeningUse>, Failure> {
    let selection = &OPENINGS.resolve_selection(scope, selection).await?;
    let mut sql =
        QueryBuilder::new("select o.journal_opening_id, o.milestone_split_id, o.retainer_id, ");
    sql.push(STANDING).push(
        " as is_standing, u.used_on, u.draft from journal_opening o cross join lateral (\
         select min(n.label) filter (where n.is_final) as used_on, min(n.label) filter (where n.is_on_draft) as draft from retainer_claim n \
         where n.company_id = o.company_id and n.retainer_id = o.retainer_id) u where o.company_id = ",
    );
    sql.push_bind(scope.company())
        .push(" and o.contract_id = any(")
        .push_bind(contracts.to_vec())
        .push(")");
    OPENINGS.push_selection(selection, &mut sql)?;
    sql.push(" order by o.journal_opening_id");
    let rows: Vec<Selected> = sql.build_query_as().fetch_all(scope.connection()).await?;
    Ok(rows.into_iter().filter_map(Selected::read).collect())
}

/// A selected opening, as it is stored.
#[derive(sqlx::FromRow)]
struct Selected {
    journal_opening_id: JournalOpeningId,
    milestone_split_id: Option<MilestoneSplitId>,
    retainer_id: Option<RetainerId>,
    is_standing: bool,
    used_on: Option<String>,
    draft: Option<String>,
}

impl Selected {
    fn read(self) -> Option<OpeningUse> {
        let Self {
            journal_opening_id,
            milestone_split_id,
            retainer_id,
            is_standing,
            used_on,
            draft,
        } = self;
        let billed =
            milestone_split_id.map(Billed::Milestone).or(retainer_id.map(Billed::Retainer))?;
        Some(OpeningUse { journal_opening_id, billed, is_standing, used_on, draft })
    }
}

//! The small world: two companies, people, the small contract book, and every verb as one short
//! call. Commands run as the app role, as they do in production; only questions are asked as the
//! owner.

use super::sheets::{Work, book, sheet, stages};
use crate::{
    app::audit,
    approvals::{self, model::EntryEdit},
    backlog::{self, model::Mark},
    contracts::{
        self,
        model::{LimitEdit, LimitLevel},
    },
    entries::model::{Decide, Decided, Decision},
    imports::{
        commands::{RunImport, run_import},
        model::{ImportOptions, ImportReport},
        rules::ImportFile,
    },
    invoicing::{
        self,
        confirm::model::{Confirm, Confirmed},
        create::model::{Create, Created, Draft},
        draft::model::{DetailEdit, DetailRemoval, DetailRow},
    },
    lifecycle,
    milestones::{
        self,
        model::{LineMilestones, MilestoneEdit},
    },
    platform::{
        clock::Clock,
        command::{self, Act, Actor},
        database::{Database, prepare},
        failure::Failure,
        jobs,
        scope::Scope,
    },
    retainers::{self, model::RetainerEdit},
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::{
            CompanyId, ContractId, ContractLineId, CustomerId, EntryId, InvoiceDetailId, InvoiceId,
            MilestoneId, PersonId, RetainerId,
        },
        paging::{BulkOutcome, ListQuery, Page, Selection},
        refusal::Refusal,
        time_zone::TimeZone,
        words::{BillingType, Role},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use rust_decimal::Decimal;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    AssertSqlSafe, Executor, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::time::Duration;

/// The instant that stands still in the small world.
pub const NOW: &str = "2026-03-31T12:00:00Z";
/// Its day.
pub const TODAY: &str = "2026-03-31";

/// Two companies in a database, and on whose behalf things happen there.
pub struct World {
    /// The owner's pool: asks, and founds companies; row-level security does not hold it.
    pub owner: PgPool,
    /// What commands run on: the app role's pool.
    pub database: Database,
    /// The project manager of Kestrel Consulting.
    pub actor: Actor,
    /// The project manager of Rival Works.
    pub stranger: Actor,
}

/// A number as tests write it.
#[track_caller]
pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A day as tests write it.
#[track_caller]
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A currency as tests write it.
#[track_caller]
pub fn currency(code: &str) -> Currency {
    code.parse().unwrap_or_else(|error| panic!("{code}: {error}"))
}

/// The business no that something ended with.
#[track_caller]
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Failure>) -> Refusal {
    match answer {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// A pool of the app role beside the owner's, as `Database::connect` makes it.
pub async fn app_pool(options: PgConnectOptions, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .after_connect(|connection, _| {
            Box::pin(async move {
                prepare(connection, true, Duration::from_secs(20)).await?;
                connection.execute("set plan_cache_mode = force_custom_plan").await?;
                Ok(())
            })
        })
        .connect_with(options.options([("deadlock_timeout", "100ms")]))
        .await
        .expect("the app role connects")
}

/// How many wait for what somebody else holds.
pub const WAITING: &str = r"
    select count(*)
    from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'
";

/// Until a count comes to so many.
pub async fn until(world: &World, sql: &str, count: i64) {
    while world.ask(sql).await != count {
        tokio::task::yield_now().await;
    }
}

impl World {
    /// Two companies without contracts.
    pub async fn bare(owner: PgPool) -> Self {
        // What a database forbids as a whole is not copied with it.
        owner.execute("call mend_walls()").await.expect("walls stand");
        let pool = app_pool(owner.connect_options().as_ref().clone(), 4).await;
        let now: DateTime<Utc> = NOW.parse().expect("an instant");
        let database = Database::from_pool(pool, Clock::Fixed(now));
        let actor = found(&owner, "Kestrel Consulting").await;
        let stranger = found(&owner, "Rival Works").await;
        Self { owner, database, actor, stranger }
    }

    /// Two companies, the first with the small book.
    pub async fn new(owner: PgPool) -> Self {
        let world = Self::bare(owner).await;
        world.import(book()).await.expect("the small book is good");
        world
    }

    /// The small book with the staged delivery: a fixed-price line that three customers share.
    pub async fn staged(owner: PgPool) -> Self {
        let world = Self::new(owner).await;
        world.import(stages()).await.expect("the staged delivery is good");
        world
    }

    /// With a place for jobs, which the library makes; most tests do without.
    pub async fn with_jobs(self) -> Self {
        jobs::migrate(&self.owner).await.expect("a place for jobs");
        self
    }

    /// The same world seen by the other company, which has the small book too.
    pub async fn rival(&self) -> Self {
        let rival = Self {
            owner: self.owner.clone(),
            database: self.database.clone(),
            actor: self.stranger,
            stranger: self.actor,
        };
        rival.import(book()).await.expect("the small book is good");
        rival
    }

    /// The company's key.
    pub fn company(&self) -> i64 {
        self.actor.company.0
    }

    /// Runs a command without a key.
    pub async fn run<I, T>(&self, input: I, act: Act<I, T>) -> Result<T, Failure>
    where
        I: Serialize + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        self.run_as("test", input, act).await
    }

    /// The same under the name that the command has, which the trail tells it by.
    pub async fn run_as<I, T>(
        &self,
        name: &'static str,
        input: I,
        act: Act<I, T>,
    ) -> Result<T, Failure>
    where
        I: Serialize + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        command::run(&self.database, self.actor, name, None, input, act).await
    }

    /// The version of an invoice as a page would show it now; 0 of one that is not there.
    pub async fn invoice_version(&self, invoice: InvoiceId) -> i32 {
        let sql = format!(
            "select coalesce((select version from invoice where invoice_id = {invoice}), 0)::bigint"
        );
        i32::try_from(self.ask(&sql).await).expect("a version")
    }

    /// The version of an entry as a page would show it now.
    pub async fn entry_version(&self, entry: EntryId) -> i32 {
        let sql = format!(
            "select coalesce((select version from entry where entry_id = {entry}), 0)::bigint"
        );
        i32::try_from(self.ask(&sql).await).expect("a version")
    }

    /// Reads as the app role in the company.
    pub async fn read<T, F>(&self, read: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Scope) -> BoxFuture<'a, Result<T, Failure>> + Send + 'static,
    {
        self.database.read(self.actor, read).await
    }

    /// Imports without approving.
    pub async fn import(&self, files: Vec<ImportFile>) -> Result<ImportReport, Failure> {
        self.import_and(files, false).await
    }

    /// Imports, approving what Harvest calls approved if asked.
    pub async fn import_and(
        &self,
        files: Vec<ImportFile>,
        approve: bool,
    ) -> Result<ImportReport, Failure> {
        let names = files.iter().map(|f| f.name.clone()).collect();
        let run =
            RunImport { files, names, upload: None, approve, options: ImportOptions::default() };
        command::run(&self.database, self.actor, "run_import", None, run, |tx, run| {
            Box::pin(run_import(tx, run))
        })
        .await
    }

    /// Adds submitted entries, each a row of its own; answers them in order.
    pub async fn entries(&self, rows: &[Work]) -> Vec<EntryId> {
        let before: i64 = self.ask("select coalesce(max(entry_id), 0) from entry").await;
        let base: i64 = self.ask("select count(*) from entry").await;
        let rows: Vec<Work> = rows
            .iter()
            .zip(base..)
            .map(|(row, n)| {
                if row.notes.is_empty() {
                    row.clone().noted(format!("piece {n}"))
                } else {
                    row.clone()
                }
            })
            .collect();
        self.import(vec![sheet(&rows)]).await.expect("the time sheet is good");
        let ids: Vec<i64> = sqlx::query_scalar(
            "select entry_id from entry where company_id = $1 and entry_id > $2 order by entry_id",
        )
        .bind(self.company())
        .bind(before)
        .fetch_all(&self.owner)
        .await
        .expect("entries");
        assert_eq!(ids.len(), rows.len(), "every row became an entry");
        ids.into_iter().map(EntryId).collect()
    }

    /// Decides entries.
    pub async fn decide(
        &self,
        selection: Selection,
        decision: Decision,
    ) -> Result<Decided, Failure> {
        let decide = Decide { selection, decision, comment: String::new(), after: EntryId(0) };
        command::run(&self.database, self.actor, "decide_entries", None, decide, |tx, decide| {
            Box::pin(approvals::commands::decide_entries(tx, decide))
        })
        .await
    }

    /// Approves entries.
    pub async fn approve(&self, ids: &[EntryId]) -> Decided {
        let decided = self
            .decide(Selection::Rows(ids.iter().map(|id| id.0).collect()), Decision::Approve)
            .await
            .expect("approved");
        assert!(decided.outcome.refused.is_empty(), "{decided:?}");
        decided
    }

    /// Adds entries and approves them; answers their unbilled sales, by key.
    pub async fn approved(&self, rows: &[Work]) -> Vec<i64> {
        let before: i64 = self.ask("select coalesce(max(actual_id), 0) from actual").await;
        let ids = self.entries(rows).await;
        self.approve(&ids).await;
        sqlx::query_scalar(
            r"
            select actual_id
            from actual
            where company_id = $1 and actual_id > $2 and transaction_type = 'unbilled_sales'
            order by actual_id
            ",
        )
        .bind(self.company())
        .bind(before)
        .fetch_all(&self.owner)
        .await
        .expect("actuals")
    }

    /// What the approver changes on a submitted entry.
    pub async fn edit_entry(
        &self,
        entry_id: EntryId,
        billable: &str,
        billing_type: BillingType,
    ) -> Result<(), Failure> {
        let version = self.entry_version(entry_id).await;
        let edit = EntryEdit {
            entry_id,
            version,
            billable_quantity: billable.into(),
            billing_type,
            external_comment: String::new(),
        };
        self.run(edit, |tx, edit| Box::pin(approvals::commands::edit_entry(tx, edit))).await
    }

    /// Marks rows.
    pub async fn mark(&self, selection: Selection, ready: bool) -> Result<BulkOutcome, Failure> {
        self.run(Mark { selection, ready }, |tx, mark| {
            Box::pin(backlog::commands::mark_backlog(tx, mark))
        })
        .await
    }

    /// Sets a not-to-exceed limit, or takes it away with nothing.
    pub async fn set_limit(&self, level: LimitLevel, amount: &str) -> Result<i32, Failure> {
        let id = match level {
            LimitLevel::LineCustomer(line, _) | LimitLevel::Line(line) => {
                format!("(select contract_id from contract_line where contract_line_id = {line})")
            }
            LimitLevel::ContractCustomer(contract, _) | LimitLevel::Contract(contract) => {
                contract.to_string()
            }
        };
        let version = self
            .ask(&format!(
                "select coalesce(max(version), 1)::bigint from contract where contract_id = {id}"
            ))
            .await;
        let edit = LimitEdit {
            level,
            amount: amount.into(),
            version: i32::try_from(version).unwrap_or_default(),
        };
        command::run(&self.database, self.actor, "set_limit", None, edit, |tx, edit| {
            Box::pin(contracts::commands::set_limit(tx, edit))
        })
        .await
    }

    /// The four levels that the first customer of a contract's first line counts at.
    pub async fn levels(&self, contract: &str) -> [LimitLevel; 4] {
        let id = self.contract(contract).await;
        let line = self
            .ask(&format!(
                "select min(contract_line_id) from contract_line where contract_id = {id}"
            ))
            .await;
        let customer = self
            .ask(&format!(
                r"
                select customer_id
                from contract_line_customer
                where contract_line_id = {line} and position = 1
                "
            ))
            .await;
        backlog::rules::levels(id, ContractLineId(line), CustomerId(customer))
    }

    /// Marks everything open Ready; rows over a limit stay.
    pub async fn mark_all(&self) -> BulkOutcome {
        self.mark(Selection::Matching(ListQuery::default().with("status", "open")), true)
            .await
            .expect("marked")
    }

    /// Adds, approves and marks.
    pub async fn ready(&self, rows: &[Work]) -> Vec<i64> {
        let sales = self.approved(rows).await;
        let outcome = self.mark(Selection::Rows(sales.clone()), true).await.expect("marked");
        assert!(outcome.refused.is_empty(), "{outcome:?}");
        sales
    }

    /// Creates drafts on contracts, dated today.
    pub async fn create(&self, contracts: &[&str]) -> Vec<Told> {
        self.create_on(contracts, None).await.expect("created")
    }

    /// Creates drafts on contracts as of a day.
    pub async fn create_on(
        &self,
        contracts: &[&str],
        invoice_on: Option<NaiveDate>,
    ) -> Result<Vec<Told>, Failure> {
        let created = self.created(contracts, invoice_on).await?;
        let drafts = |made: Vec<Draft>| made.into_iter().map(|draft| draft.invoice_id).collect();
        Ok(created
            .into_iter()
            .map(|one| Told {
                contract_id: one.contract_id,
                outcome: no_fault(one.outcome).map(drafts),
            })
            .collect())
    }

    /// The same, with all that is told.
    pub async fn created(
        &self,
        contracts: &[&str],
        invoice_on: Option<NaiveDate>,
    ) -> Result<Vec<Created>, Failure> {
        let mut ids = Vec::new();
        for number in contracts {
            ids.push(self.contract(number).await);
        }
        let create = Create { contracts: ids, invoice_on, seen: None };
        command::run(&self.database, self.actor, "create_invoices", None, create, |tx, create| {
            Box::pin(invoicing::create::commands::create_invoices(tx, create))
        })
        .await
    }

    /// The one draft that creating on a contract makes.
    pub async fn draft(&self, contract: &str) -> InvoiceId {
        match self.create(&[contract]).await.remove(0).outcome {
            Ok(drafts) if drafts.len() == 1 => drafts[0],
            other => panic!("one draft expected on {contract}: {other:?}"),
        }
    }

    /// An invoice's details, in their order.
    pub async fn details(&self, invoice: InvoiceId) -> Vec<DetailRow> {
        let query =
            ListQuery { size: 200, ..ListQuery::default().with("invoice_id", invoice.to_string()) };
        let page: Page<DetailRow> = self
            .read(move |scope| {
                Box::pin(
                    async move { invoicing::draft::commands::list_details(scope, &query).await },
                )
            })
            .await
            .expect("details");
        page.rows
    }

    /// Changes a detail.
    pub async fn edit(&self, edit: DetailEdit) -> Result<(), Failure> {
        self.run_as("edit_detail", edit, |tx, edit| {
            Box::pin(invoicing::draft::commands::edit_detail(tx, edit))
        })
        .await
        .map(drop)
    }

    /// Takes details off a draft.
    pub async fn delete_details(
        &self,
        invoice_id: InvoiceId,
        details: Vec<InvoiceDetailId>,
        hold_back: bool,
    ) -> Result<i64, Failure> {
        let version = self.invoice_version(invoice_id).await;
        let removal = DetailRemoval {
            invoice_id,
            version,
            selection: Selection::Rows(details.iter().map(|detail| detail.0).collect()),
            hold_back,
        };
        Ok(self
            .run_as("delete_details", removal, |tx, delete| {
                Box::pin(invoicing::draft::commands::delete_details(tx, delete))
            })
            .await?
            .details)
    }

    /// Deletes a draft.
    pub async fn delete_invoice(&self, invoice: InvoiceId) -> Result<i64, Failure> {
        let version = self.invoice_version(invoice).await;
        self.run((invoice, version), |tx, seen| {
            Box::pin(invoicing::draft::commands::delete_invoice(tx, seen))
        })
        .await
    }

    /// Confirms invoices, whatever version they have.
    pub async fn confirm(&self, invoices: &[InvoiceId]) -> Result<Vec<ToldInvoice>, Failure> {
        let confirm = Confirm { invoices: invoices.iter().map(|id| (*id, None)).collect() };
        confirm_invoices(&self.database, self.actor, confirm).await
    }

    /// Confirms one invoice; answers its number.
    pub async fn confirmed(&self, invoice: InvoiceId) -> i64 {
        self.confirm(&[invoice]).await.expect("confirmed").remove(0).outcome.expect("a number")
    }

    /// A contract's fixed-price lines with their milestones.
    pub async fn milestones(&self, contract: &str) -> Vec<LineMilestones> {
        let id = self.contract(contract).await;
        self.read(move |scope| {
            Box::pin(async move { milestones::commands::read_milestones(scope, id).await })
        })
        .await
        .expect("milestones")
    }

    /// The key of a contract's first line.
    pub async fn line(&self, contract: &str) -> ContractLineId {
        let contract = self.contract(contract).await;
        ContractLineId(
            self.ask(&format!(
                r"
                select contract_line_id
                from contract_line
                where contract_id = {contract} and line_number = 1
                "
            ))
            .await,
        )
    }

    /// Creates a milestone on a contract's first line.
    pub async fn milestone(
        &self,
        contract: &str,
        name: &str,
        on: &str,
        amount: &str,
    ) -> MilestoneId {
        let edit = MilestoneEdit {
            contract_line_id: self.line(contract).await,
            milestone_id: None,
            version: 0,
            name: name.into(),
            milestone_on: on.into(),
            amount: amount.into(),
            tax: String::new(),
            task: String::new(),
        };
        self.save_milestone(edit).await.expect("a milestone")
    }

    /// Creates a milestone, or changes one.
    pub async fn save_milestone(&self, edit: MilestoneEdit) -> Result<MilestoneId, Failure> {
        self.run(edit, |tx, edit| Box::pin(milestones::commands::save_milestone(tx, edit))).await
    }

    /// Marks customers' parts of milestones.
    pub async fn mark_milestones(
        &self,
        selection: Selection,
        ready: bool,
    ) -> Result<BulkOutcome, Failure> {
        self.run(milestones::model::Mark { selection, ready }, |tx, mark| {
            Box::pin(milestones::commands::mark_milestones(tx, mark))
        })
        .await
    }

    /// Marks all milestones of a contract Ready.
    pub async fn milestones_ready(&self, contract: &str) {
        let outcome = self
            .mark_milestones(
                Selection::Matching(
                    ListQuery::default().with("contract", contract).with("status", "open"),
                ),
                true,
            )
            .await
            .expect("marked");
        assert!(outcome.refused.is_empty(), "{outcome:?}");
    }

    /// Plans a retainer of a contract's customer.
    pub async fn retainer(
        &self,
        contract: &str,
        customer: &str,
        on: &str,
        amount: &str,
    ) -> RetainerId {
        let customer = self
            .ask(&format!(
                "select customer_id from customer where company_id = {} and name = '{customer}'",
                self.company()
            ))
            .await;
        let edit = RetainerEdit {
            contract_id: self.contract(contract).await,
            retainer_id: None,
            version: 0,
            customer_id: Some(CustomerId(customer)),
            description: format!("Advance of {on}"),
            invoice_on: on.into(),
            amount: amount.into(),
        };
        self.run(edit, |tx, edit| Box::pin(retainers::commands::save_retainer(tx, edit)))
            .await
            .expect("a retainer")
    }

    /// Marks retainers Ready to Invoice, or not.
    pub async fn mark_retainers(&self, ids: &[RetainerId], ready: bool) -> BulkOutcome {
        let mark = retainers::model::Mark {
            selection: Selection::Rows(ids.iter().map(|id| id.0).collect()),
            ready,
        };
        self.run(mark, |tx, mark| Box::pin(retainers::commands::mark_retainers(tx, mark)))
            .await
            .expect("marked")
    }

    /// From work to a confirmed invoice.
    pub async fn billed(&self, contract: &str, rows: &[Work]) -> InvoiceId {
        self.ready(rows).await;
        let draft = self.draft(contract).await;
        self.confirmed(draft).await;
        draft
    }

    /// A contract's key by its number.
    pub async fn contract(&self, number: &str) -> ContractId {
        let id: Option<i64> = sqlx::query_scalar(
            "select contract_id from contract where company_id = $1 and number = $2",
        )
        .bind(self.company())
        .bind(number)
        .fetch_optional(&self.owner)
        .await
        .expect("contracts");
        ContractId(id.unwrap_or_else(|| panic!("no contract {number}")))
    }

    /// Closes a contract as lost.
    pub async fn close_as_lost(&self, contract: &str) {
        let id = self.contract(contract).await;
        let version = self
            .ask(&format!("select version::bigint from contract where contract_id = {id}"))
            .await;
        let seen = (id, i32::try_from(version).expect("a version"));
        self.run(seen, |tx, seen| Box::pin(lifecycle::commands::close_contract(tx, seen)))
            .await
            .expect("lost");
    }

    /// A number, asked as the owner.
    pub async fn ask(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&self.owner)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Texts, asked as the owner: one per row, nulls as `-`.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let rows: Vec<Option<String>> = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_all(&self.owner)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.into_iter().map(|text| text.unwrap_or_else(|| "-".into())).collect()
    }

    /// Does something as the owner, past every command.
    pub async fn force(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&self.owner)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Changes lines of confirmed contracts as the owner, past the wall that keeps them: for terms
    /// that no sheet brings.
    pub async fn force_terms(&self, sql: &str) {
        let tables = [
            "contract_line",
            "contract_line_class",
            "contract_line_customer",
            "contract_line_chargeability",
        ];
        let walls = |word: &str| {
            tables.map(|table| format!("alter table {table} {word} trigger user;")).join(" ")
        };
        self.force(&format!("begin; {} {sql}; {} commit", walls("disable"), walls("enable"))).await;
    }

    /// Cuts what waits of the company's batches into chunks of so many, as if they had been planned
    /// so; what belongs together stays so.
    pub async fn cut_batches(&self, most: u32) {
        let waits = format!("not is_settled and parts is null and company_id = {}", self.company());
        self.force(&format!(
            r"
            with old as (select * from batch_chunk where {waits}),
                cut as (
                    update batch_chunk set items = items[1:{most}] where {waits}
                ) insert into batch_chunk (company_id, batch_id, place, items)
            select company_id, batch_id, place + n - 1, items[n : n + {most} - 1]
            from old
            cross join generate_series({most} + 1, cardinality(items), {most}) n
            "
        ))
        .await;
    }

    /// The same, for a statement made on the spot.
    pub async fn force_owned(&self, sql: String) {
        self.force(&sql).await;
    }

    /// The same past the walls, too: what others did meanwhile, where it takes a statement to say
    /// it.
    pub async fn force_past_walls(&self, sql: &str) {
        self.force(&format!("begin; set local session_replication_role = replica; {sql}; commit"))
            .await;
    }

    /// The company's ledger, a line per row: `2 unbilled_sales chargeable 8 x 200 = 1600 EUR, cost
    /// 1`. Rows are numbered from 1 in order of their keys, and name each other by those numbers.
    pub async fn ledger(&self) -> Vec<String> {
        let sql = format!(
            r"
            with n as (
                select *, row_number() over (order by actual_id) as place
                from actual
                where company_id = {}
            )
            select a.place || ' ' || a.transaction_type || ' ' || a.billing_type || ' ' || trim_scale(a.quantity) || ' x ' || trim_scale(
                a.unit_price
            ) || ' = ' || trim_scale(a.amount) || ' ' || a.currency || coalesce(
                ', cost ' || c.place, ''
            ) || coalesce(
                ', reverses ' || r.place, ''
            ) || coalesce(
                ', replaces ' || p.place, ''
            ) || coalesce(', bills ' || b.place, '') || case
                when a.tax <> 0 then ', tax ' || trim_scale(a.tax)
                else ''
            end || case
                when a.net_amount <> a.amount then ', net ' || trim_scale(a.net_amount)
                else ''
            end
            from n a
            left join n c on c.actual_id = a.cost_actual_id
            left join n r on r.actual_id = a.reverses_actual_id
            left join n p on p.actual_id = a.replaces_actual_id
            left join n b on b.actual_id = a.bills_actual_id
            order by a.place
            ",
            self.company()
        );
        self.texts(&sql).await
    }

    /// The company's backlog, a line per row: number, day, customer, quantity, ready or not, limit.
    pub async fn backlog(&self) -> Vec<String> {
        let sql = format!(
            r"
            select c.number || ' ' || b.work_on || ' ' || cu.name || ' ' || b.billing_type || ' ' || trim_scale(b.quantity) || ' = ' || trim_scale(b.net_amount) || ' ' || case
                when b.is_ready then 'ready'
                else 'not ready'
            end || ' ' || b.nte_status || coalesce(' (' || b.nte_detail || ')', '')
            from backlog b
            join contract c using (company_id, contract_id)
            join customer cu using (company_id, customer_id)
            where b.company_id = {}
            order by b.actual_id
            ",
            self.company()
        );
        self.texts(&sql).await
    }

    /// Every invariant holds.
    pub async fn audit_clean(&self) {
        let (lines, holds) = self.audit().await;
        assert!(holds, "\n{lines}");
    }

    /// Every invariant, and whether all hold.
    pub async fn audit(&self) -> (String, bool) {
        let mut owner = self.owner.acquire().await.expect("a connection");
        audit::report(&audit::audit(&mut owner).await.expect("the audit runs"))
    }

    /// Somebody of the company who can call functions: a session's token for them.
    pub async fn session(&self, email: &str, roles: &[Role]) -> String {
        let person = person(&self.owner, self.actor.company, email, roles).await;
        let token = format!("{:064x}", person.0);
        sqlx::query(
            r"
            insert into session (company_id, token_hash, person_id)
            values ($1, convert_to(encode(sha256(convert_to($2, 'UTF8')), 'hex'), 'UTF8'), $3)
            ",
        )
        .bind(self.company())
        .bind(&token)
        .bind(person.0)
        .execute(&self.owner)
        .await
        .expect("a session");
        token
    }
}

/// Confirms on a database that may be shared with others at the same moment.
pub async fn confirm_invoices(
    database: &Database,
    actor: Actor,
    confirm: Confirm,
) -> Result<Vec<ToldInvoice>, Failure> {
    let confirmed: Vec<Confirmed> =
        command::run(database, actor, "confirm_invoices", None, confirm, |tx, confirm| {
            Box::pin(invoicing::confirm::commands::confirm_invoices(tx, confirm))
        })
        .await?;
    Ok(confirmed
        .into_iter()
        .map(|one| ToldInvoice { invoice_id: one.invoice_id, outcome: no_fault(one.outcome) })
        .collect())
}

/// What creating told of one contract: its drafts, or the business no. A fault fails the test.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The contract.
    pub contract_id: ContractId,
    /// That.
    pub outcome: Result<Vec<InvoiceId>, Refusal>,
}

/// What confirming told of one invoice: its number, or the business no. A fault fails the test.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldInvoice {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// That.
    pub outcome: Result<i64, Refusal>,
}

fn no_fault<T: std::fmt::Debug>(outcome: Result<T, ApiError>) -> Result<T, Refusal> {
    match outcome {
        Ok(done) => Ok(done),
        Err(ApiError::Refused(refusal)) => Err(refusal),
        Err(fault) => panic!("{fault:?}"),
    }
}

/// A change of a detail that changes nothing yet.
pub fn unchanged(invoice_id: InvoiceId, detail: &DetailRow) -> DetailEdit {
    DetailEdit {
        invoice_id,
        invoice_detail_id: detail.invoice_detail_id,
        version: detail.version,
        quantity: detail.quantity.to_string(),
        unit_price: detail.unit_price.to_string(),
        tax: detail.tax.to_string(),
        billing_type: detail.billing_type,
        description: detail.description.clone(),
        external_description: detail.external_description.clone(),
    }
}

/// Walks a list page by page, forwards and backwards, by every sort in both directions, and
/// compares with the whole; then asks it what it does not know. The list must hold more than six
/// rows and fewer than two hundred.
pub async fn check_list<R, F, Fut>(sorts: &[&str], list: F)
where
    R: PartialEq + std::fmt::Debug + Clone,
    F: Fn(ListQuery) -> Fut,
    Fut: Future<Output = Result<Page<R>, Failure>>,
{
    let own_order = std::iter::once(None);
    for sort in own_order.chain(sorts.iter().map(|name| Some((*name).to_owned()))) {
        let mut orders = Vec::new();
        for descending in [false, true] {
            let query =
                ListQuery { sort: sort.clone(), descending, size: 200, ..ListQuery::default() };
            let whole =
                list(query.clone()).await.unwrap_or_else(|error| panic!("{sort:?}: {error}"));
            assert!(
                whole.rows.len() > 6,
                "{sort:?}: {} rows show nothing about pages",
                whole.rows.len()
            );
            assert_eq!(
                (&whole.next, &whole.previous),
                (&None, &None),
                "{sort:?}: the whole list has no neighbours"
            );
            let walked = walk(&list, &query).await;
            assert_eq!(walked.0, whole.rows, "{sort:?} descending {descending}, forwards");
            assert_eq!(walked.1, whole.rows, "{sort:?} descending {descending}, backwards");
            orders.push(whole.rows);
        }
        let upside_down: Vec<R> = orders[1].iter().rev().cloned().collect();
        assert_eq!(
            orders[0], upside_down,
            "{sort:?}: descending is ascending upside down, ties included"
        );
    }
    let query = ListQuery::default();
    for (query, expected) in [
        (query.clone().with("nonsense", "x"), Refusal::UnknownListOption("nonsense".into())),
        (query.clone().with("nonsense", ""), Refusal::UnknownListOption("nonsense".into())),
        (
            query.clone().with("'; drop table actual; --", "x"),
            Refusal::UnknownListOption("'; drop table actual; --".into()),
        ),
        (
            ListQuery { sort: Some("nonsense".into()), ..query.clone() },
            Refusal::UnknownListOption("nonsense".into()),
        ),
        (ListQuery { after: Some(String::new()), ..query.clone() }, Refusal::InputUnreadable),
        (ListQuery { after: Some("1".into()), ..query.clone() }, Refusal::InputUnreadable),
        (ListQuery { after: Some("x:y".into()), ..query.clone() }, Refusal::InputUnreadable),
        (
            ListQuery { before: Some("99999999999999999999:1".into()), ..query.clone() },
            Refusal::InputUnreadable,
        ),
        (ListQuery { before: Some("1:\0".into()), ..query.clone() }, Refusal::InputUnreadable),
    ] {
        assert_eq!(refusal(list(query.clone()).await), expected, "{query:?}");
    }
    assert!(
        list(ListQuery { size: u16::MAX, ..query }).await.is_ok(),
        "too large a page is cut, not refused"
    );
}

/// A list read from its first page on, and from its last page back, three rows at a time.
async fn walk<R, F, Fut>(list: &F, query: &ListQuery) -> (Vec<R>, Vec<R>)
where
    R: Clone,
    F: Fn(ListQuery) -> Fut,
    Fut: Future<Output = Result<Page<R>, Failure>>,
{
    let mut forwards = Vec::new();
    let mut page = list(ListQuery { size: 3, ..query.clone() }).await.expect("the first page");
    assert!(page.previous.is_none(), "nothing comes before the first page");
    forwards.extend(page.rows.clone());
    while let Some(after) = page.next {
        page = list(ListQuery { size: 3, after: Some(after), ..query.clone() })
            .await
            .expect("the next page");
        assert!(page.previous.is_some() && !page.rows.is_empty() && page.rows.len() <= 3);
        forwards.extend(page.rows.clone());
    }
    let mut backwards = page.rows.clone();
    while let Some(before) = page.previous {
        page = list(ListQuery { size: 3, before: Some(before), ..query.clone() })
            .await
            .expect("the page before");
        assert!(page.next.is_some() && !page.rows.is_empty() && page.rows.len() <= 3);
        backwards.splice(0..0, page.rows.clone());
    }
    (forwards, backwards)
}

/// Founds a company with a project manager, as the owner.
pub async fn found(owner: &PgPool, name: &str) -> Actor {
    let mut connection = owner.acquire().await.expect("a connection");
    let company = crate::access::commands::found_company(
        &mut connection,
        name,
        currency("EUR"),
        TimeZone::UTC,
    )
    .await
    .expect("founded");
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    let person = person(owner, company, &email, &[Role::ProjectManager]).await;
    Actor { company, person: Some(person) }
}

/// Somebody who never signs in by password: hashing takes its time.
pub async fn person(owner: &PgPool, company: CompanyId, email: &str, roles: &[Role]) -> PersonId {
    let id: i64 = sqlx::query_scalar(
        r"
        insert into person (company_id, name, email, password_hash)
        values ($1, $2, $2, 'none')
        returning person_id
        ",
    )
    .bind(company.0)
    .bind(email)
    .fetch_one(owner)
    .await
    .expect("a person");
    for role in roles {
        sqlx::query("insert into person_role (company_id, person_id, role) values ($1, $2, $3)")
            .bind(company.0)
            .bind(id)
            .bind(role.word())
            .execute(owner)
            .await
            .expect("a role");
    }
    PersonId(id)
}

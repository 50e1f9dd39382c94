//! Strikes in the middle of one act: a server is killed, or the database stopped where it stands,
//! at a random moment of creation, confirmation and correction. What was acknowledged is there
//! whole; of what was not, all or nothing; and under its key it is done once.

use crate::{client::Client, journal::Journal, stage::Stage, wire::Answer};
use billwright::{
    backlog::{self, model::Mark},
    contracts::model::ContractPage,
    invoicing::{
        confirm::model::{Confirm, Confirmed},
        create::model::{Create, Created},
        model::InvoicePage,
        revise::model::{Chosen, Revise, Revised},
    },
    vocabulary::{
        ids::{ContractId, InvoiceId},
        paging::{ListQuery, Selection, Sight, Totals},
    },
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;
use std::{
    collections::HashMap,
    io::{Error, Result},
    sync::Arc,
    time::{Duration, Instant},
};

/// Details on the invoice that is struck: enough for an act to have a middle.
const DETAILS: usize = 150;
/// How long a session that a killed server left may take to end, and a server to come back.
const SETTLED_LIMIT: Duration = Duration::from_secs(120);

/// What is struck, in the order in which each leads to the next, and the last to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Act {
    Create,
    Confirm,
    Revise,
    Credit,
}

/// By what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strike {
    KilledServer,
    StoppedDatabase,
}

/// How much of an act is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum There {
    Nothing,
    All,
    Part,
}

/// How strikes ended.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    struck: u32,
    acknowledged: u32,
    kept_untold: u32,
    absent: u32,
}

/// Strikes every act so many times by each.
pub async fn strike(
    stage: &mut Stage,
    journal: &Arc<Journal>,
    seed: u64,
    times: u32,
) -> Result<()> {
    if times == 0 {
        return Ok(());
    }
    stage.import(stage.company, crate::book::struck(DETAILS)).await?;
    let mut struck = Struck::of(stage, journal, seed).await?;
    // Once in peace: how long each takes says when to strike.
    struck.round(stage, None).await?;
    for _ in 0..times {
        for by in [Strike::KilledServer, Strike::StoppedDatabase] {
            struck.round(stage, Some(by)).await?;
        }
    }
    for (act, by, ends) in &struck.ends {
        println!(
            "{act:?} struck {} times by a {by:?}: {} acknowledged, {} done and not told, {} absent",
            ends.struck, ends.acknowledged, ends.kept_untold, ends.absent
        );
    }
    Ok(())
}

struct Struck {
    client: Client,
    journal: Arc<Journal>,
    rng: StdRng,
    contract: ContractId,
    /// The invoice of this round, and what corrects it.
    invoice: InvoiceId,
    correction: InvoiceId,
    /// How long each act took last, undisturbed.
    took: HashMap<Act, Duration>,
    ends: Vec<(Act, Strike, Ends)>,
}

impl Struck {
    async fn of(stage: &Stage, journal: &Arc<Journal>, seed: u64) -> Result<Self> {
        let mut owner = stage.owner().await?;
        let contract: i64 = sqlx::query_scalar(
            "select contract_id from contract where company_id = $1 and number = 'W-9'",
        )
        .bind(stage.company.0)
        .fetch_one(&mut owner)
        .await
        .map_err(Error::other)?;
        let person = stage.people[0].clone();
        let client = Client::new(1_000, seed, person, stage.addresses(), journal.clone());
        Ok(Self {
            client,
            journal: journal.clone(),
            rng: StdRng::seed_from_u64(seed ^ 0x5712_1CE5),
            contract: ContractId(contract),
            invoice: InvoiceId(0),
            correction: InvoiceId(0),
            took: HashMap::new(),
            ends: Vec::new(),
        })
    }

    /// From Ready work to an invoice, its confirmation, its correction, and back to the backlog.
    async fn round(&mut self, stage: &mut Stage, by: Option<Strike>) -> Result<()> {
        let query = ListQuery::default()
            .with("contract_id", self.contract.to_string())
            .with("status", "open");
        let mark = Mark { selection: Selection::Matching(query), ready: true };
        stage
            .run(stage.company, "mark_backlog", mark, |tx, mark| {
                Box::pin(backlog::commands::mark_backlog(tx, mark))
            })
            .await?;
        for act in [Act::Create, Act::Confirm, Act::Revise, Act::Credit] {
            self.ready().await?;
            let (function, body) = self.asked(act).await?;
            let key = self.client.key();
            let answer = match by {
                Some(by) => self.struck(stage, act, by, (function, &key, &body)).await?,
                None => {
                    let begun = Instant::now();
                    let answer = self.client.once(function, &key, &body).await;
                    self.took.insert(act, begun.elapsed());
                    answer.ok().filter(|answer| answer.status == 200)
                }
            };
            // Again under its key: the same answer, and one effect.
            let told: Value =
                self.client.call_under(&key, function, &body).await.ok_or_else(|| {
                    Error::other(format!("{act:?} was refused when it came again"))
                })?;
            let first = answer.and_then(|answer| serde_json::from_str::<Value>(&answer.body).ok());
            if let Some(first) = first.filter(|first| *first != told) {
                self.journal.violation(format!("{act:?} was answered {first}, and again {told}"));
            }
            self.learn(act, told)?;
            if self.there(stage, act).await? != There::All {
                self.journal.violation(format!("{act:?} was done again, and is not there whole"));
            }
        }
        Ok(())
    }

    /// Waits until the server that is struck answers: a blow on one that is not there is none.
    async fn ready(&mut self) -> Result<()> {
        let body = serde_json::json!({ "contract": self.contract }).to_string();
        let begun = Instant::now();
        while begun.elapsed() < SETTLED_LIMIT {
            let key = self.client.key();
            let answer = self.client.once("read_contract", &key, &body).await;
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Error::other("the server does not come back"))
    }

    /// The call of an act, as things are.
    async fn asked(&mut self, act: Act) -> Result<(&'static str, String)> {
        let lost = || Error::other("what is struck can't be read");
        Ok(match act {
            Act::Create => {
                let page: ContractPage = self
                    .client
                    .call("read_contract", "contract", &self.contract)
                    .await
                    .ok_or_else(lost)?;
                let ready = Totals {
                    count: page.header.ready_count,
                    amounts: vec![(page.header.currency, page.header.ready_amount)],
                    ..Totals::default()
                };
                let create = Create {
                    contracts: vec![self.contract],
                    invoice_on: None,
                    seen: Some(Sight::of(&ready)),
                };
                ("create_invoices", serde_json::json!({ "create": create }).to_string())
            }
            Act::Revise => {
                let revise = Revise { invoice_id: self.invoice, chosen: Chosen::All, draft: None };
                ("revise_invoice", serde_json::json!({ "revise": revise }).to_string())
            }
            Act::Confirm | Act::Credit => {
                let invoice = if act == Act::Confirm { self.invoice } else { self.correction };
                let page: InvoicePage =
                    self.client.call("read_invoice", "invoice", &invoice).await.ok_or_else(lost)?;
                let confirm = Confirm { invoices: vec![(invoice, Some(page.version))] };
                ("confirm_invoices", serde_json::json!({ "confirm": confirm }).to_string())
            }
        })
    }

    /// Does it, strikes in the middle, and looks what is there; answers what was acknowledged.
    async fn struck(
        &mut self,
        stage: &mut Stage,
        act: Act,
        by: Strike,
        (function, key, body): (&'static str, &str, &str),
    ) -> Result<Option<Answer>> {
        let longest = self.took.get(&act).map_or(0, Duration::as_micros);
        let longest = u64::try_from(longest).unwrap_or(0);
        let moment = Duration::from_micros(self.rng.random_range(0..=longest + longest / 5));
        let call = self.client.once(function, key, body);
        let blow = async {
            tokio::time::sleep(moment).await;
            match by {
                Strike::KilledServer => stage.kill_server(0),
                Strike::StoppedDatabase => stage.crash_database().await,
            }
        };
        let (answer, blow) = tokio::join!(call, blow);
        blow?;
        let answer = answer.ok().filter(|answer| answer.status == 200);
        stage.look_after_servers(&self.journal)?;
        settled(stage).await?;

        let there = self.there(stage, act).await?;
        let kept = kept(stage, key).await?;
        let is_right = match (&answer, kept, there) {
            (Some(_), true, There::All)
            | (None, true, There::All)
            | (None, false, There::Nothing) => true,
            (Some(_) | None, _, _) => false,
        };
        if !is_right {
            self.journal.violation(format!(
                "{act:?} struck after {moment:?} by a {by:?}: acknowledged {}, its key kept {kept}, there {there:?}",
                answer.is_some()
            ));
        }
        if let Some(answer) = &answer {
            self.journal.acknowledged(key, function, &answer.body);
        }
        self.count(act, by, (answer.is_some(), kept));
        Ok(answer)
    }

    fn count(&mut self, act: Act, by: Strike, (is_acknowledged, is_kept): (bool, bool)) {
        let known = self.ends.iter().position(|(a, b, _)| (*a, *b) == (act, by));
        let at = known.unwrap_or_else(|| {
            self.ends.push((act, by, Ends::default()));
            self.ends.len() - 1
        });
        let ends = &mut self.ends[at].2;
        ends.struck += 1;
        match (is_acknowledged, is_kept) {
            (true, _) => ends.acknowledged += 1,
            (false, true) => ends.kept_untold += 1,
            (false, false) => ends.absent += 1,
        }
    }

    /// What the next act is done on.
    fn learn(&mut self, act: Act, told: Value) -> Result<()> {
        let read = |error: serde_json::Error| Error::other(format!("{act:?}: {error}"));
        match act {
            Act::Create => {
                let created: Vec<Created> = serde_json::from_value(told).map_err(read)?;
                let drafts = created.into_iter().next().and_then(|one| one.outcome.ok());
                let draft = drafts.and_then(|drafts| drafts.into_iter().next());
                self.invoice = draft.ok_or_else(|| Error::other("no draft"))?.invoice_id;
            }
            Act::Revise => {
                self.correction = serde_json::from_value::<Revised>(told).map_err(read)?.invoice_id;
            }
            Act::Confirm | Act::Credit => {
                let told: Vec<Confirmed> = serde_json::from_value(told).map_err(read)?;
                if told.iter().any(|one| one.outcome.is_err()) {
                    return Err(Error::other(format!("{act:?} was refused: {told:?}")));
                }
            }
        }
        Ok(())
    }

    /// How much of an act is there, by what the tables say: every row that it writes, or none.
    async fn there(&self, stage: &Stage, act: Act) -> Result<There> {
        let details = i64::try_from(DETAILS).map_err(Error::other)?;
        let whole: i64 = match act {
            // Each a detail on a draft, and out of the backlog.
            Act::Create => details * 2,
            // Numbered; each taken out and billed.
            Act::Confirm => details * 2 + 1,
            // Each on a corrective draft.
            Act::Revise => details,
            // Numbered; each taken back, open again, in the backlog, and said to be credited.
            Act::Credit => details * 4 + 1,
        };
        let sql = match act {
            Act::Create => {
                r"
                select (
                    select count(*)
                    from invoice_detail d
                    join invoice i using (company_id, invoice_id)
                    where i.company_id = $1 and i.contract_id = $2 and i.is_open
                ) + $5 - (
                    select count(*)
                    from backlog b
                    where b.company_id = $1 and b.contract_id = $2
                ) + $3 * 0 + $4 * 0
                "
            }
            Act::Confirm => {
                r"
                select (
                    select count(*)
                    from actual
                    where company_id = $1 and contract_id = $2 and invoice_id = $3
                ) + (
                    select count(*)
                    from invoice
                    where company_id = $1 and invoice_id = $3 and state = 'confirmed'
                        and invoice_number is not null
                ) + $4 * 0 + $5 * 0
                "
            }
            Act::Revise => {
                r"
                select count(*) + $4 * 0 + $5 * 0
                from invoice_detail d
                join invoice i using (company_id, invoice_id)
                where d.company_id = $1 and i.contract_id = $2 and i.kind = 'corrective'
                    and d.original_invoice_id = $3
                "
            }
            Act::Credit => {
                r"
                select (
                    select count(*)
                    from actual
                    where company_id = $1 and invoice_id = $4
                ) + (
                    select count(*)
                    from invoice
                    where company_id = $1 and invoice_id = $4 and state = 'confirmed'
                        and invoice_number is not null
                ) + (
                    select count(*)
                    from backlog
                    where company_id = $1 and contract_id = $2
                ) + (
                    select count(*)
                    from invoice_detail
                    where company_id = $1 and invoice_id = $3 and credited_by_invoice_id = $4
                ) + $5 * 0
                "
            }
        };
        let found: i64 = sqlx::query_scalar(sql)
            .bind(stage.company.0)
            .bind(self.contract.0)
            .bind(self.invoice.0)
            .bind(self.correction.0)
            .bind(details)
            .fetch_one(&mut stage.owner().await?)
            .await
            .map_err(Error::other)?;
        Ok(match found {
            0 => There::Nothing,
            found if found == whole => There::All,
            _ => There::Part,
        })
    }
}

/// Whether the act of a key was kept.
async fn kept(stage: &Stage, key: &str) -> Result<bool> {
    sqlx::query_scalar(
        r"
        select exists (
            select
            from command_request
            where company_id = $1 and request_key = $2 and answer is not null
        )
        ",
    )
    .bind(stage.company.0)
    .bind(key)
    .fetch_one(&mut stage.owner().await?)
    .await
    .map_err(Error::other)
}

/// Waits until no transaction of a server runs any more: one that was killed may have left a commit
/// on its way.
pub async fn settled(stage: &Stage) -> Result<()> {
    let (mut owner, begun) = (stage.owner().await?, Instant::now());
    loop {
        let running: i64 = sqlx::query_scalar(
            r"
            select count(*)
            from pg_stat_activity
            where usename = 'billwright_app' and xact_start is not null
            ",
        )
        .fetch_one(&mut owner)
        .await
        .map_err(Error::other)?;
        if running == 0 {
            return Ok(());
        }
        if begun.elapsed() > SETTLED_LIMIT {
            return Err(Error::other("a transaction of a killed server does not end"));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

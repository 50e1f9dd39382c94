//! Strikes in the middle of bulk creation and bulk confirmation: companies that are filled alike are
//! billed each with one act, in the background; the first in peace, in the others servers are killed
//! and the database is stopped where it stands while it goes on. Whoever takes it up again comes to
//! the same end: invoice for invoice, number for number, row for row.

mod company;
pub mod jobs;
mod state;

use crate::{client::Client, journal::Journal, stage::Stage, strikes::settled};
use billwright::{
    batches::{
        model::BatchRow,
        words::{BatchKind, BatchState},
    },
    desk::model::ChosenContracts,
    vocabulary::{
        ids::CompanyId,
        paging::{ListQuery, Page, Selection, Sight, Totals},
    },
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;
use state::State;
use std::{
    io::{Error, Result},
    sync::Arc,
    time::{Duration, Instant},
};

/// What comes over an act, one after another.
const BLOWS: [Blow; 3] = [Blow::KilledServer, Blow::StoppedDatabase, Blow::KilledServer];
/// How long a batch may stand still after a blow.
const STANDS_STILL: Duration = Duration::from_secs(120);
/// No round is begun after so long.
const LONGEST: Duration = Duration::from_secs(840);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(25);

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub struct Bulk {
    /// How many companies are billed under blows.
    pub rounds: u32,
    /// Over so many contracts, and eight.
    pub contracts: u32,
}

/// What is done to many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Create,
    Confirm,
}

/// By what it is struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blow {
    KilledServer,
    StoppedDatabase,
}

/// How blows ended.
#[derive(Debug, Default)]
struct Ends {
    blows: u32,
    /// Of those before its end: after how long the next chunk was done.
    went_on: Vec<Duration>,
}

/// A company that was billed.
struct Billed {
    company: CompanyId,
    state: State,
    /// How long each act took.
    took: [Duration; 2],
}

struct Strikes<'a> {
    stage: &'a mut Stage,
    journal: Arc<Journal>,
    rng: StdRng,
    seed: u64,
    contracts: u32,
    ends: Vec<(Act, Blow, Ends)>,
}

/// Bills one company in peace, and others under blows.
pub async fn strike(
    stage: &mut Stage,
    journal: &Arc<Journal>,
    seed: u64,
    bulk: Bulk,
) -> Result<()> {
    if bulk.rounds == 0 {
        return Ok(());
    }
    let rng = StdRng::seed_from_u64(seed ^ 0x00B1_711A);
    let (journal, contracts) = (journal.clone(), bulk.contracts);
    let mut strikes = Strikes { stage, journal, rng, seed, contracts, ends: Vec::new() };
    let begun = Instant::now();
    let peace = strikes.bill(0, None).await?;
    println!("in peace: {}; {:?}", peace.state.whole.join("; "), peace.took);
    let mut rounds = 0;
    for n in 1..=bulk.rounds {
        if begun.elapsed() > LONGEST {
            break;
        }
        // A long one says how far it has come.
        if bulk.rounds > 1 {
            println!("round {n} of {} after {:.0?}", bulk.rounds, begun.elapsed());
        }
        let billed = strikes.bill(n, Some(&peace)).await?;
        let there = (peace.company, &peace.state);
        for told in state::differs(strikes.stage, (billed.company, &billed.state), there).await? {
            strikes.journal.violation(format!("bulk, round {n}: {told}"));
        }
        rounds += 1;
    }
    strikes.print();
    println!(
        "{rounds} companies of {} contracts were billed under blows and compared with one in peace, in {:.0?}",
        bulk.contracts + 8,
        begun.elapsed()
    );
    Ok(())
}

impl Strikes<'_> {
    /// Founds a company and bills it: all that is Ready, then every draft.
    async fn bill(&mut self, n: u32, peace: Option<&Billed>) -> Result<Billed> {
        let name = format!("monthend-{n}");
        let (company, person) = company::found(self.stage, &name, self.contracts).await?;
        let number = 2_000 + u64::from(n);
        let addresses = self.stage.addresses();
        let mut client = Client::new(number, self.seed, person, addresses, self.journal.clone());
        let mut took = [Duration::ZERO; 2];
        for (at, act) in [Act::Create, Act::Confirm].into_iter().enumerate() {
            let blows: &[Blow] = if peace.is_some() { &BLOWS } else { &[] };
            let longest = peace.map(|peace| peace.took[at]).unwrap_or_default();
            took[at] = self.act(&mut client, company, act, (blows, longest)).await?;
        }
        settled(self.stage).await?;
        // A job whose server was killed after its last chunk is done again, and finds nothing.
        let ended = Instant::now();
        while jobs::left(self.stage).await? > 0 {
            if ended.elapsed() > STANDS_STILL {
                self.journal.violation(format!("bulk, round {n}: a job is left"));
                break;
            }
            jobs::silence_the_dead(self.stage).await?;
            tokio::time::sleep(LOOK).await;
        }
        self.told(&mut client, n).await?;
        Ok(Billed { company, state: state::of(self.stage, company).await?, took })
    }

    /// Begins an act, strikes at random moments from its first word on, and sees it to its end;
    /// answers how long it took.
    async fn act(
        &mut self,
        client: &mut Client,
        company: CompanyId,
        act: Act,
        (blows, longest): (&[Blow], Duration),
    ) -> Result<Duration> {
        let (function, body) = asked(client, act).await?;
        let (key, begun) = (client.key(), Instant::now());
        let call = client.call_under::<Value>(&key, function, &body);
        let struck = async {
            for blow in blows {
                let left = match jobs::waiting(self.stage, company, act.kind()).await? {
                    Some(of_all) => share(longest, of_all),
                    None => longest,
                };
                tokio::time::sleep(left.mul_f64(self.rng.random())).await;
                self.blow(company, act, *blow).await?;
            }
            Ok::<_, Error>(())
        };
        let (told, struck) = tokio::join!(call, struck);
        struck?;
        let told = told.ok_or_else(|| Error::other(format!("{act:?} of many was refused")))?;
        if told["outcome"]["begun"]["batch_id"].as_i64().is_none() {
            return Err(Error::other(format!("{act:?} was not begun: {told}")));
        }
        self.goes_on(company, act, 0).await?;
        Ok(begun.elapsed())
    }

    /// Strikes, and sees that what waits goes on.
    async fn blow(&mut self, company: CompanyId, act: Act, blow: Blow) -> Result<()> {
        match blow {
            Blow::KilledServer => {
                // Whoever has it in hand; before anybody has, one of the two.
                let hands = jobs::hands(self.stage, company).await?;
                let at = hands.unwrap_or_else(|| self.rng.random_range(0..2));
                self.stage.kill_server(at)?;
                jobs::silence_the_dead(self.stage).await?;
            }
            Blow::StoppedDatabase => self.stage.crash_database().await?,
        }
        let begun = Instant::now();
        let waits = jobs::waiting(self.stage, company, act.kind()).await?;
        let mut went_on = None;
        if let Some((waiting, _)) = waits.filter(|(waiting, _)| *waiting > 0) {
            self.goes_on(company, act, waiting - 1).await?;
            went_on = Some(begun.elapsed());
        }
        let known = self.ends.iter().position(|(a, b, _)| (*a, *b) == (act, blow));
        let at = known.unwrap_or_else(|| {
            self.ends.push((act, blow, Ends::default()));
            self.ends.len() - 1
        });
        self.ends[at].2.blows += 1;
        self.ends[at].2.went_on.extend(went_on);
        Ok(())
    }

    /// Waits until no more than so many rows wait. Nobody helps: a batch that stands still is a
    /// fault.
    async fn goes_on(&mut self, company: CompanyId, act: Act, most: i64) -> Result<()> {
        let (mut last, mut since) = (None, Instant::now());
        loop {
            self.stage.look_after_servers(&self.journal)?;
            let now = jobs::waiting(self.stage, company, act.kind()).await?;
            if now.is_some_and(|(waiting, _)| waiting <= most) {
                return Ok(());
            }
            if now != last {
                (last, since) = (now, Instant::now());
            }
            if since.elapsed() > STANDS_STILL {
                self.journal.violation(format!("{act:?} of many stands still at {now:?}"));
                return Err(Error::other("nobody goes on"));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What whoever began them is told: both are done.
    async fn told(&mut self, client: &mut Client, n: u32) -> Result<()> {
        let query = ListQuery { size: 200, ..ListQuery::default() };
        let page: Page<BatchRow> = client
            .call("list_batches", "query", &query)
            .await
            .ok_or_else(|| Error::other("nobody is told what goes on"))?;
        for act in [Act::Create, Act::Confirm] {
            let mut rows = page.rows.iter().filter(|row| row.kind.word() == act.kind());
            let (row, more) = (rows.next(), rows.count());
            let is_done = row.is_some_and(|row| {
                matches!(row.state(), BatchState::Done | BatchState::DoneWithRefusals)
            });
            if !is_done || more > 0 {
                self.journal.violation(format!("bulk, round {n}: {act:?} is told as {row:?}"));
            }
        }
        Ok(())
    }

    fn print(&mut self) {
        for (act, blow, ends) in &mut self.ends {
            ends.went_on.sort();
            let at = |n: usize| ends.went_on.get(n).copied().unwrap_or_default();
            println!(
                "{act:?} of many struck {} times by a {blow:?}, {} of them before its end; its next chunk was done after {:.1?}, {:.1?} at most",
                ends.blows,
                ends.went_on.len(),
                at(ends.went_on.len() / 2),
                at(ends.went_on.len().saturating_sub(1)),
            );
        }
    }
}

impl Act {
    fn kind(self) -> &'static str {
        match self {
            Self::Create => BatchKind::CreateInvoices.word(),
            Self::Confirm => BatchKind::ConfirmInvoices.word(),
        }
    }
}

/// The call of an act on all that there is, as it was seen.
async fn asked(client: &mut Client, act: Act) -> Result<(&'static str, String)> {
    let (totals, query, function) = match act {
        Act::Create => ("total_hub", ListQuery::default(), "invoice_contracts"),
        Act::Confirm => {
            ("total_invoices", ListQuery::default().with("state", "draft"), "confirm_drafts")
        }
    };
    let seen: Totals = client
        .call(totals, "query", &query)
        .await
        .ok_or_else(|| Error::other("nobody sees what there is"))?;
    let all = Selection::Seen(Box::new(Selection::Matching(query)), Sight::of(&seen));
    let input = match act {
        Act::Create => {
            serde_json::json!({ "chosen": ChosenContracts { selection: all, invoice_on: None } })
        }
        Act::Confirm => serde_json::json!({ "selection": all }),
    };
    Ok((function, input.to_string()))
}

/// What a part of all takes, where all takes so long.
fn share(longest: Duration, (part, all): (i64, i64)) -> Duration {
    let (part, all) = (u32::try_from(part).unwrap_or(0), u32::try_from(all).unwrap_or(1));
    longest.saturating_mul(part).checked_div(all).unwrap_or(longest)
}

//! The one wrapper of every write: a task that outlives the request, one transaction, company and
//! actor on it, the idempotency key, retries of conflicts, the audit row, the commit.

pub use super::scope::Actor;

use super::{
    database::{Answer, Database, closed, in_task, opened},
    failure::Failure,
    scope::Scope,
};
use crate::vocabulary::refusal::Refusal;
use futures::{FutureExt, future::BoxFuture};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    ops::{Deref, DerefMut},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::Duration,
};
use uuid::Uuid;

/// A transaction that may write. Nobody but `run` makes one.
pub struct Tx {
    scope: Scope,
    before: Option<serde_json::Value>,
    after: Option<serde_json::Value>,
    /// What the audit row is about.
    about: BTreeSet<(&'static str, i64)>,
}

impl Deref for Tx {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.scope
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Scope {
        &mut self.scope
    }
}

impl Tx {
    fn new(scope: Scope) -> Self {
        Self { scope, before: None, after: None, about: BTreeSet::new() }
    }

    /// Does a part that stands or falls by itself: where it fails, what it wrote is undone and
    /// nothing else, and where it panics too. Walls that wait for the end of the transaction are
    /// asked at the end of the part. What passes by itself (a conflict, a database that is away) is
    /// the command's own failure: the whole of it is tried again.
    pub async fn attempt<I, T>(
        &mut self,
        input: &I,
        part: Act<I, T>,
    ) -> Result<Result<T, Failure>, Failure> {
        sqlx::raw_sql("savepoint part").execute(self.connection()).await?;
        // What is undone below is all that it may have left half done: nothing else holds its state.
        let done = AssertUnwindSafe(async { part(self, input).await }).catch_unwind().await;
        let failure = match done.unwrap_or_else(|panic| Err(Failure::of_panic(&*panic))) {
            Ok(done) => {
                match sqlx::raw_sql("set constraints all immediate; set constraints all deferred; release savepoint part").execute(self.connection()).await {
                    Ok(_) => return Ok(Ok(done)),
                    Err(error) => Failure::from(error),
                }
            }
            Err(failure) => failure,
        };
        if failure.is_passing() {
            return Err(failure);
        }
        sqlx::raw_sql("rollback to savepoint part; release savepoint part")
            .execute(self.connection())
            .await?;
        Ok(Err(failure))
    }

    /// What the audit row is about: the history of these records shows it.
    pub fn concerns(&mut self, subject: &'static str, ids: impl IntoIterator<Item = i64>) {
        self.about.extend(ids.into_iter().map(|id| (subject, id)));
    }

    /// What the audit row says is after, part by part.
    pub fn note_each(&mut self, done: impl Serialize) {
        let (Ok(serde_json::Value::Array(done)), after) = (json(done), self.after.take()) else {
            return;
        };
        let mut noted = match after {
            Some(serde_json::Value::Array(noted)) => noted,
            _ => Vec::new(),
        };
        noted.extend(done);
        self.after = Some(serde_json::Value::Array(noted));
    }

    /// What the audit row says was before and is after.
    pub fn note(&mut self, before: impl Serialize, after: impl Serialize) {
        self.before = json(before).ok();
        self.after = json(after).ok();
    }
}

/// What a command's body looks like: given a transaction and its input, it answers or refuses.
pub type Act<I, T> = for<'a> fn(&'a mut Tx, &'a I) -> BoxFuture<'a, Result<T, Failure>>;

/// The key of an act. A seal stands for what the input says and nobody may write down (a password):
/// the same key with another is another act, and from what is kept it is found no sooner than from
/// the password's own hash (`access::commands`).
#[derive(Clone, Debug)]
pub struct Key {
    text: String,
    seal: Vec<u8>,
}

impl Key {
    /// With the seal of what the input leaves out.
    pub fn sealed(text: String, seal: Vec<u8>) -> Self {
        Self { text, seal }
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self { text, seal: Vec::new() }
    }
}

/// Tries in all, where transactions collide.
const TRIES: u32 = 4;

/// Runs a command. With a `key`, the same key and input of the same person give the first answer
/// again and one effect; the same key with other input is refused. What was refused is not kept: it
/// can be tried again under its key.
pub async fn run<I, T>(
    database: &Database,
    actor: Actor,
    name: &'static str,
    key: Option<Key>,
    input: I,
    act: Act<I, T>,
) -> Result<T, Failure>
where
    I: Serialize + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + 'static,
{
    let call = Call { actor, name, key, request: Uuid::new_v4(), input: json(&input)? };
    let input = Arc::new(input);
    let act = any_act(move |tx| {
        let input = Arc::clone(&input);
        Box::pin(async move {
            let answer = act(tx, &input).await?;
            Ok((json(&answer)?, closed(answer)))
        })
    });
    match run_any(database.clone(), call, act).await? {
        Outcome::Now(answer) => opened(answer),
        Outcome::Before(answer) => {
            serde_json::from_value(answer).map_err(|error| Failure::Fault(error.to_string()))
        }
    }
}

/// A command as it is called, whatever it takes.
struct Call {
    actor: Actor,
    name: &'static str,
    key: Option<Key>,
    request: Uuid,
    input: serde_json::Value,
}

/// What it does, whatever it answers: as the audit trail holds it, and as it is.
type AnyAct = Box<
    dyn for<'a> Fn(&'a mut Tx) -> BoxFuture<'a, Result<(serde_json::Value, Answer), Failure>>
        + Send
        + Sync,
>;

fn any_act(
    act: impl for<'a> Fn(&'a mut Tx) -> BoxFuture<'a, Result<(serde_json::Value, Answer), Failure>>
    + Send
    + Sync
    + 'static,
) -> AnyAct {
    Box::new(act)
}

/// What came of it.
enum Outcome {
    /// It was done, and answers this.
    Now(Answer),
    /// It was done before under the same key, and answered this.
    Before(serde_json::Value),
}

/// Runs a command, whatever it takes and answers.
async fn run_any(database: Database, call: Call, act: AnyAct) -> Result<Outcome, Failure> {
    in_task(async move {
        tried(&database, call.name, || Box::pin(attempt(&database, &call, &act))).await
    })
    .await
}

/// Does it, and where transactions collide does it again.
async fn tried<'a, T>(
    database: &Database,
    name: &'static str,
    attempt: impl Fn() -> BoxFuture<'a, Result<T, Failure>>,
) -> Result<T, Failure> {
    let mut tries = 0;
    loop {
        tries += 1;
        match attempt().await {
            Err(failure)
                if tries < TRIES
                    && (failure.is_conflict() || database.is_patient() && failure.is_held()) =>
            {
                tracing::info!(name, tries, "conflict, trying again");
                tokio::time::sleep(pause(tries)).await;
            }
            answer => return answer,
        }
    }
}

/// Runs a command and takes back all that it wrote: what it would answer. No key, no audit row. It
/// holds what it looks at like the command itself, so it collides and is tried again like it.
pub async fn rehearse<I, T>(
    database: &Database,
    actor: Actor,
    input: I,
    act: Act<I, T>,
) -> Result<T, Failure>
where
    I: Send + Sync + 'static,
    T: Send + 'static,
{
    let database = database.clone();
    in_task(async move {
        tried(&database, "a rehearsal", || {
            Box::pin(async {
                let mut tx = Tx::new(database.begin(actor).await?);
                let answer = act(&mut tx, &input).await?;
                tx.scope.roll_back().await?;
                Ok(answer)
            })
        })
        .await
    })
    .await
}

/// How long to stand back before another try: whoever was in the way gets through meanwhile.
/// Without it the loser of a deadlock takes its first row again before the winner wakes, and the
/// same two meet in the same place.
fn pause(tries: u32) -> Duration {
    Duration::from_millis(u64::from(tries * 20) + u64::from(rand::random::<u8>() % 20))
}

async fn attempt(database: &Database, call: &Call, act: &AnyAct) -> Result<Outcome, Failure> {
    let Call { actor, name, key, request, input } = call;
    let mut tx = Tx::new(database.begin(*actor).await?);
    if let Some(key) = key
        && let Some(answer) = first_answer(&mut tx, key, name, input).await?
    {
        return Ok(Outcome::Before(answer));
    }
    let (answer_json, answer) = act(&mut tx).await?;
    if let Some(key) = key {
        sqlx::query!(
            "update command_request set answer = $3 where company_id = $1 and request_key = $2",
            actor.company.0,
            key.text,
            answer_json
        )
        .execute(tx.connection())
        .await?;
    }
    let after = tx.after.take().unwrap_or(answer_json);
    let about = std::mem::take(&mut tx.about);
    let (subjects, ids): (Vec<String>, Vec<i64>) =
        about.into_iter().map(|(subject, id)| (subject.to_owned(), id)).unzip();
    sqlx::query!(
        r"
        with written as (
            insert into audit_entry (
                company_id, happened_at, person_id, request_id, command, input, before, after
            )
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            returning audit_entry_id
        )
        insert into audit_subject (company_id, subject, subject_id, audit_entry_id)
        select $1, s.subject, s.subject_id, written.audit_entry_id
        from written, unnest($9::text[], $10::bigint[]) s (subject, subject_id)
        ",
        actor.company.0,
        tx.now(),
        actor.person.map(|p| p.0),
        *request,
        *name,
        input,
        tx.before.take(),
        after,
        &subjects,
        &ids
    )
    .execute(tx.connection())
    .await?;
    tx.scope.commit().await?;
    Ok(Outcome::Now(answer))
}

/// As the audit trail holds it: without null characters, which jsonb can't.
fn json(value: impl Serialize) -> Result<serde_json::Value, Failure> {
    let mut value =
        serde_json::to_value(value).map_err(|error| Failure::Fault(error.to_string()))?;
    strip_nulls(&mut value);
    Ok(value)
}

fn strip_nulls(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => text.retain(|c| c != '\0'),
        serde_json::Value::Array(items) => items.iter_mut().for_each(strip_nulls),
        serde_json::Value::Object(fields) => {
            *fields = std::mem::take(fields)
                .into_iter()
                .map(|(name, value)| (name.replace('\0', ""), value))
                .collect();
            fields.values_mut().for_each(strip_nulls);
        }
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

/// Takes the key, or finds what it gave the first time. Waits while the first still runs.
async fn first_answer(
    tx: &mut Tx,
    key: &Key,
    name: &str,
    input: &serde_json::Value,
) -> Result<Option<serde_json::Value>, Failure> {
    let company = tx.company();
    let hash = Sha256::new_with_prefix(format!("{:?} {input}", tx.actor().person))
        .chain_update(&key.seal)
        .finalize()
        .to_vec();
    let taken = sqlx::query!(
        r"
        insert into command_request (company_id, request_key, command, input_hash)
        values ($1, $2, $3, $4)
        on conflict do nothing
        ",
        company,
        key.text,
        name,
        hash
    )
    .execute(tx.connection())
    .await?
    .rows_affected();
    if taken == 1 {
        return Ok(None);
    }
    let first = sqlx::query!(
        r"
        select command, input_hash, answer
        from command_request
        where company_id = $1 and request_key = $2
        ",
        company,
        key.text
    )
    .fetch_one(tx.connection())
    .await?;
    if first.command != name || first.input_hash != hash {
        return Err(Refusal::RequestKeyReused.into());
    }
    Ok(first.answer)
}

/// Writes that are no business of anybody's (a session was seen): the same transaction, no audit
/// row.
pub async fn touch<F>(database: &Database, actor: Actor, act: F) -> Result<(), Failure>
where
    F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<(), Failure>> + Send + 'static,
{
    let database = database.for_sessions();
    in_task(async move {
        let mut tx = Tx::new(database.begin(actor).await?);
        act(&mut tx).await?;
        tx.scope.commit().await
    })
    .await
}

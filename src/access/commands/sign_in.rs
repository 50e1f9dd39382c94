//! Signing in and out. An attempt takes its place among the failures before its password is looked
//! at, so that many at once are not all tried; a browser that signed in before is counted for
//! itself, whatever others try.

use super::hashing::{self, Line};
use crate::{
    access::{
        model::SignedIn,
        rules::{SIGN_IN_FAILURES, SIGN_IN_FAILURES_PER_ADDRESS},
        store::{self, Candidate},
    },
    platform::{
        command::{self, Actor, Tx},
        database::Database,
        failure::Failure,
    },
    vocabulary::refusal::Refusal,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What somebody at the door brings.
#[derive(Clone, Debug, Default)]
pub struct Knock {
    /// As typed.
    pub email: String,
    /// As typed.
    pub password: String,
    /// Where they come from.
    pub address: String,
    /// What their browser says that it is.
    pub agent: String,
    /// The token of a browser that signed in before.
    pub device: Option<String>,
}

/// What they get: both tokens are known to their browser alone.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Of the session.
    pub token: String,
    /// Of the browser, from now on.
    pub device: String,
}

/// For the audit trail: from where.
#[derive(Clone, Debug, Serialize)]
struct From {
    address: String,
    agent: String,
}

/// A session to be opened.
#[derive(Debug, Serialize)]
struct Opening {
    #[serde(flatten)]
    from: From,
    #[serde(skip)]
    attempt: Uuid,
    #[serde(skip)]
    subject: Vec<u8>,
    #[serde(skip)]
    token: String,
    #[serde(skip)]
    devices: [Vec<u8>; 2],
}

/// Signs in: answers a new session's token. Every failure takes the same time and says the same.
pub async fn sign_in(database: &Database, knock: Knock) -> Result<Entered, Failure> {
    let database = database.for_sessions();
    let email = knock.email.trim().replace('\0', " ").to_lowercase(); // PostgreSQL can't hold null characters; nobody's e-mail has a blank
    let device = knock.device.as_deref().map(hash).unwrap_or_default();
    let attempt = Uuid::new_v4();
    let (lookup, known_by) = (email.clone(), device.clone());
    let asked = Subjects {
        account: account_tries(&email),
        address: hash(&format!("address:{}", knock.address)),
        device: hash_of(&device, &email),
    };
    let (candidates, subjects, place) = database
        .without_company(move |conn| {
            Box::pin(async move {
                let candidates = store::candidates(conn, &lookup, &known_by).await?;
                let subjects = asked.of(&candidates);
                let place = store::sign_in_begin(conn, attempt, &subjects).await?;
                Ok((candidates, subjects, place))
            })
        })
        .await?;
    let from = From {
        address: knock.address.chars().take(100).collect(),
        agent: knock.agent.replace('\0', "").chars().take(200).collect(),
    };
    let Some(place) = place else {
        tracing::warn!(address = from.address, "a sign-in has to wait: too many failed");
        return Err(Refusal::SignInSlowedDown.into());
    };

    let line = if subjects.known { Line::Known } else { Line::Strangers };
    let turn = match hashing::turn(line).await {
        Ok(turn) => turn,
        Err(busy) => {
            database
                .without_company(move |conn| {
                    Box::pin(async move { store::sign_in_release(conn, attempt).await })
                })
                .await?;
            return Err(busy);
        }
    };
    let hashes = candidates.iter().map(|candidate| candidate.password_hash.clone()).collect();
    let Some(person) =
        hashing::find_match(turn, knock.password, hashes).await?.and_then(|at| candidates.get(at))
    else {
        record_failure(&database, &candidates, &from, place).await?;
        return Err(Refusal::SignInFailed.into());
    };

    let entered = Entered { token: draw(), device: draw() };
    let devices = [device, hash(&entered.device)];
    let opening =
        Opening { from, attempt, subject: subjects.first, token: entered.token.clone(), devices };
    let actor = Actor { company: person.company_id, person: Some(person.person_id) };
    command::run(&database, actor, "sign_in", None, opening, |tx, opening| {
        Box::pin(open_session(tx, opening))
    })
    .await?;
    Ok(entered)
}

/// Whose failures an attempt may count among.
struct Subjects {
    account: Vec<u8>,
    address: Vec<u8>,
    device: Vec<u8>,
}

/// Whose it does count among: hash and limit of each, the one that is forgiven first.
struct Counted {
    known: bool,
    first: Vec<u8>,
    all: Vec<(Vec<u8>, i64)>,
}

impl std::ops::Deref for Counted {
    type Target = [(Vec<u8>, i64)];

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl Subjects {
    fn of(self, candidates: &[Candidate]) -> Counted {
        let known = candidates.iter().any(|candidate| candidate.knows_device);
        let all = if known {
            vec![(self.device, SIGN_IN_FAILURES)]
        } else {
            vec![(self.account, SIGN_IN_FAILURES), (self.address, SIGN_IN_FAILURES_PER_ADDRESS)]
        };
        Counted {
            known,
            first: all.first().map(|(subject, _)| subject.clone()).unwrap_or_default(),
            all,
        }
    }
}

/// A failure is in the audit trail of every company in which the e-mail is somebody's; the one that
/// locks the account says so. An e-mail that is nobody's belongs to no company: it is in the log,
/// without what was typed, which may be a password.
async fn record_failure(
    database: &Database,
    candidates: &[Candidate],
    from: &From,
    place: i64,
) -> Result<(), Failure> {
    tracing::info!(address = from.address, known = !candidates.is_empty(), "a sign-in failed");
    for candidate in candidates {
        let actor = Actor { company: candidate.company_id, person: Some(candidate.person_id) };
        command::run(database, actor, "sign_in_failed", None, from.clone(), nothing_but_the_record)
            .await?;
        if place >= SIGN_IN_FAILURES {
            command::run(
                database,
                actor,
                "sign_in_locked_out",
                None,
                from.clone(),
                nothing_but_the_record,
            )
            .await?;
        }
    }
    Ok(())
}

fn nothing_but_the_record<'a>(
    _: &'a mut Tx,
    _: &'a From,
) -> futures::future::BoxFuture<'a, Result<(), Failure>> {
    Box::pin(async { Ok(()) })
}

async fn open_session(tx: &mut Tx, opening: &Opening) -> Result<(), Failure> {
    let person = tx.actor().person.ok_or(Refusal::SignInFailed)?;
    store::sign_in_release(tx.connection(), opening.attempt).await?;
    store::sign_in_forget(tx.connection(), &opening.subject).await?;
    store::sign_in_remember(tx, person, &opening.devices).await?;
    let from = (opening.from.address.as_str(), opening.from.agent.as_str());
    store::session_insert(tx, person, hex_hash(&opening.token).as_bytes(), from).await
}

/// Ends a session, here and everywhere.
pub async fn sign_out(database: &Database, who: &SignedIn, token: &str) -> Result<(), Failure> {
    let actor = Actor { company: who.company_id, person: Some(who.person_id) };
    command::run(
        &database.for_sessions(),
        actor,
        "sign_out",
        None,
        hex_hash(token),
        |tx, token_hash| {
            Box::pin(async move { store::session_delete(tx, token_hash.as_bytes()).await })
        },
    )
    .await
}

/// Whose token this is, if its session lives.
pub async fn session(database: &Database, token: &str) -> Result<Option<SignedIn>, Failure> {
    let token_hash = hex_hash(token);
    let looked_up = token_hash.clone();
    let found = database
        .without_company(move |conn| {
            Box::pin(async move { store::session_find(conn, looked_up.as_bytes()).await })
        })
        .await?;
    let Some((who, stale)) = found else { return Ok(None) };
    if stale {
        let actor = Actor { company: who.company_id, person: None };
        command::touch(database, actor, move |tx| {
            Box::pin(async move { store::session_touch(tx, token_hash.as_bytes()).await })
        })
        .await?;
    }
    Ok(Some(who))
}

/// Among which failed sign-ins with an e-mail count, from wherever they come.
pub(super) fn account_tries(email: &str) -> Vec<u8> {
    hash(&format!("account:{email}"))
}

/// A token that nobody guesses: 256 bits.
fn draw() -> String {
    rand::random::<[u8; 32]>().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hash(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

fn hash_of(device: &[u8], email: &str) -> Vec<u8> {
    Sha256::new_with_prefix(b"device:")
        .chain_update(device)
        .chain_update(email.as_bytes())
        .finalize()
        .to_vec()
}

fn hex_hash(text: &str) -> String {
    hash(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Hashing of passwords, bounded: a hash takes 19 MiB, so few run at once, few wait, and whoever comes then is told to come again.
//! The memory is kept and used again: given back, the allocator would keep it anyway, and more of it each time.

use crate::platform::failure::Failure;
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hashes at once for whoever comes.
const HANDS: usize = 2;
/// How many of those may wait: as many as get their turn within a second or two.
const QUEUE: usize = 40;
/// What an unknown account is checked against, so that it takes as long as a known one.
pub const UNKNOWN_ACCOUNT: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$6Xr4bWnjzN1cfTWqgsGhDhDRGjLXZhzVdgYvHfvTNvw";

/// Who may wait in which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Anybody at the door.
    Strangers,
    /// Whoever signed in before, in this browser or now: they have a line of their own, which strangers can't fill.
    Known,
}

/// So many at once, so many waiting.
#[derive(Debug)]
pub struct Lane {
    places: Arc<Semaphore>,
    hands: Arc<Semaphore>,
}

/// A turn to hash; the next in line has theirs when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _hand: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

static STRANGERS: LazyLock<Lane> = LazyLock::new(|| Lane::new(HANDS, QUEUE));
static KNOWN: LazyLock<Lane> = LazyLock::new(|| Lane::new(1, QUEUE));
/// The memory of hashes, at most as many as there are hands.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

impl Lane {
    /// A lane.
    pub fn new(hands: usize, queue: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(hands + queue)), hands: Arc::new(Semaphore::new(hands)) }
    }

    /// Waits for a turn; busy when too many wait already.
    pub async fn turn(&self) -> Result<Turn, Failure> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Failure::Busy("too many sign in at once"))?;
        let hand = self.hands.clone().acquire_owned().await.map_err(|error| Failure::Fault(error.to_string()))?;
        Ok(Turn { _hand: hand, _place: place })
    }
}

/// Waits for a turn in a line.
pub async fn turn(line: Line) -> Result<Turn, Failure> {
    match line {
        Line::Strangers => STRANGERS.turn().await,
        Line::Known => KNOWN.turn().await,
    }
}

/// Which of these hashes a password belongs to, by position. Takes as long whether there are any or not.
pub async fn find_match(turn: Turn, password: String, hashes: Vec<String>) -> Result<Option<usize>, Failure> {
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        if hashes.is_empty() {
            verify(&password, UNKNOWN_ACCOUNT);
        }
        hashes.iter().position(|hash| verify(&password, hash))
    })
    .await
    .map_err(|error| Failure::Fault(error.to_string()))
}

/// A new hash: argon2id with the crate's defaults (19 MiB, two passes), off the async threads.
pub async fn hash_password(password: String) -> Result<String, Failure> {
    let turn = turn(Line::Known).await?;
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let (params, salt) = (Params::DEFAULT, rand::random::<[u8; 16]>());
        let output = hash_into(&params, password.as_bytes(), &salt, Params::DEFAULT_OUTPUT_LEN)?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(fault)?,
            salt: Some(Salt::new(&salt).map_err(fault)?),
            hash: Some(output),
        };
        Ok(hash.to_string())
    })
    .await
    .map_err(fault)?
}

fn verify(password: &str, stored: &str) -> bool {
    let computed = || {
        let hash = PasswordHash::new(stored).ok()?;
        if hash.algorithm != Algorithm::Argon2id.ident() || hash.version != Some(Version::V0x13.into()) {
            return None;
        }
        let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
        let params = Params::try_from(&hash).ok()?;
        let output = hash_into(&params, password.as_bytes(), salt, expected.len()).ok()?;
        Some(output == *expected) // compares in constant time
    };
    computed().unwrap_or(false)
}

fn hash_into(params: &Params, password: &[u8], salt: &[u8], length: usize) -> Result<Output, Failure> {
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let mut bytes = [0_u8; Output::MAX_LENGTH];
    let out = bytes.get_mut(..length).ok_or_else(|| Failure::Fault("a hash of that length".into()))?;
    let blocks = memory.get_mut(..params.block_count()).unwrap_or_default();
    let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone()).hash_password_into_with_memory(password, salt, out, blocks);
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
    hashed.map_err(fault)?;
    Output::new(out).map_err(fault)
}

/// How many hashes' memory is held.
#[cfg(test)]
pub fn memories() -> usize {
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner).len()
}

fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::Fault(error.to_string())
}

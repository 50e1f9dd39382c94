//! Hashing of passwords, bounded: a hash takes 19 MiB, so few run at once, few wait, and whoever
//! comes then is told to come again. While anybody hashes or waits, their memory is used again;
//! with the last of them it is given back to the machine.

use crate::platform::failure::Failure;
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hashes at once for whoever comes.
const HANDS: usize = 2;
/// How many of those may wait: as many as get their turn within a second or two.
const QUEUE: usize = 40;
/// What each hash's memory reserves, of which it touches only what it needs. The allocator (glibc)
/// counts a freed block of less than 32 MiB as a size that will be asked for again: from then on it
/// takes such blocks from its heaps and keeps them. From 32 MiB on every block is mapped for
/// itself, whatever was freed before (DEFAULT_MMAP_THRESHOLD_MAX), and freeing it unmaps it.
const RESERVED: usize = 33 << 20;
/// What an unknown account is checked against, so that it takes as long as a known one.
pub const UNKNOWN_ACCOUNT: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$6Xr4bWnjzN1cfTWqgsGhDhDRGjLXZhzVdgYvHfvTNvw";

/// Who may wait in which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Anybody at the door.
    Strangers,
    /// Whoever signed in before, in this browser or now: they have a line of their own, which
    /// strangers can't fill.
    Known,
}

/// So many at once, so many waiting.
#[derive(Debug)]
pub struct Lane {
    places: Arc<Semaphore>,
    hands: Arc<Semaphore>,
    memory: &'static Memory,
}

/// A turn to hash; the next in line has theirs when it is dropped.
#[derive(Debug)]
pub struct Turn {
    _hand: OwnedSemaphorePermit,
    place: Place,
}

/// A place in a line, with a hand or without: as long as there is one, the memory of hashes is
/// kept.
#[derive(Debug)]
struct Place {
    _permit: OwnedSemaphorePermit,
    memory: &'static Memory,
}

/// The memory of hashes, of all lanes that share it.
#[derive(Debug)]
struct Memory(Mutex<Blocks>);

#[derive(Debug)]
struct Blocks {
    places: usize,
    free: Vec<Vec<Block>>,
    lent: usize,
    /// The most there ever were at once.
    peak: usize,
}

static STRANGERS: LazyLock<Lane> = LazyLock::new(|| Lane::sharing(HANDS, QUEUE, &MEMORY));
static KNOWN: LazyLock<Lane> = LazyLock::new(|| Lane::sharing(1, QUEUE, &MEMORY));
static MEMORY: Memory = Memory::none();

impl Memory {
    const fn none() -> Self {
        Self(Mutex::new(Blocks { places: 0, free: Vec::new(), lent: 0, peak: 0 }))
    }

    fn blocks(&self) -> MutexGuard<'_, Blocks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For a hash: some that was used before, or new.
    fn lend(&self, count: usize) -> Vec<Block> {
        let used = {
            let mut blocks = self.blocks();
            let used = blocks.free.pop();
            blocks.lent += 1;
            blocks.peak = blocks.peak.max(blocks.lent + blocks.free.len());
            used
        };
        let mut lent = used.unwrap_or_else(|| Vec::with_capacity(RESERVED / size_of::<Block>()));
        if lent.len() < count {
            lent.resize(count, Block::default());
        }
        lent
    }

    fn take_back(&self, lent: Vec<Block>) {
        let mut blocks = self.blocks();
        blocks.lent -= 1;
        blocks.free.push(lent);
    }

    /// For how many hashes there is memory now, and for how many there ever was at once.
    #[cfg(test)]
    fn count(&self) -> (usize, usize) {
        let blocks = self.blocks();
        (blocks.lent + blocks.free.len(), blocks.peak)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let given_back = {
            let mut blocks = self.memory.blocks();
            blocks.places -= 1;
            if blocks.places == 0 { std::mem::take(&mut blocks.free) } else { Vec::new() }
        };
        drop(given_back); // unmapping takes a moment, for which nobody else waits
    }
}

impl Lane {
    /// A lane that shares memory with others.
    fn sharing(hands: usize, queue: usize, memory: &'static Memory) -> Self {
        Self {
            places: Arc::new(Semaphore::new(hands + queue)),
            hands: Arc::new(Semaphore::new(hands)),
            memory,
        }
    }

    /// Waits for a turn; busy when too many wait already.
    pub async fn turn(&self) -> Result<Turn, Failure> {
        let permit = self
            .places
            .clone()
            .try_acquire_owned()
            .map_err(|_| Failure::Busy("too many sign in at once"))?;
        self.memory.blocks().places += 1;
        let place = Place { _permit: permit, memory: self.memory };
        let hand = self
            .hands
            .clone()
            .acquire_owned()
            .await
            .map_err(|error| Failure::Fault(error.to_string()))?;
        Ok(Turn { _hand: hand, place })
    }
}

impl Turn {
    fn verify(&self, password: &str, stored: &str) -> bool {
        let computed = || {
            let hash = PasswordHash::new(stored).ok()?;
            if hash.algorithm != Algorithm::Argon2id.ident()
                || hash.version != Some(Version::V0x13.into())
            {
                return None;
            }
            let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
            let params = Params::try_from(&hash).ok()?;
            let output = self.hash(&params, password.as_bytes(), salt, expected.len()).ok()?;
            Some(output == *expected) // compares in constant time
        };
        computed().unwrap_or(false)
    }

    fn hash(
        &self,
        params: &Params,
        password: &[u8],
        salt: &[u8],
        length: usize,
    ) -> Result<Output, Failure> {
        let mut bytes = [0_u8; Output::MAX_LENGTH];
        let out = bytes
            .get_mut(..length)
            .ok_or_else(|| Failure::Fault("a hash of that length".into()))?;
        let mut memory = self.place.memory.lend(params.block_count());
        let blocks = memory.get_mut(..params.block_count()).unwrap_or_default();
        let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
            .hash_password_into_with_memory(password, salt, out, blocks);
        self.place.memory.take_back(memory);
        hashed.map_err(fault)?;
        Output::new(out).map_err(fault)
    }
}

/// Waits for a turn in a line.
pub async fn turn(line: Line) -> Result<Turn, Failure> {
    match line {
        Line::Strangers => STRANGERS.turn().await,
        Line::Known => KNOWN.turn().await,
    }
}

/// Which of these hashes a password belongs to, by position. Takes as long whether there are any or
/// not.
pub async fn find_match(
    turn: Turn,
    password: String,
    hashes: Vec<String>,
) -> Result<Option<usize>, Failure> {
    tokio::task::spawn_blocking(move || {
        if hashes.is_empty() {
            turn.verify(&password, UNKNOWN_ACCOUNT);
        }
        hashes.iter().position(|hash| turn.verify(&password, hash))
    })
    .await
    .map_err(|error| Failure::Fault(error.to_string()))
}

/// A new hash: argon2id with the crate's defaults (19 MiB, two passes), off the async threads.
pub async fn hash_password(password: String) -> Result<String, Failure> {
    let turn = turn(Line::Known).await?;
    tokio::task::spawn_blocking(move || {
        let (params, salt) = (Params::DEFAULT, rand::random::<[u8; 16]>());
        let output = turn.hash(&params, password.as_bytes(), &salt, Params::DEFAULT_OUTPUT_LEN)?;
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

/// What stands for passwords in what is kept of a request: the same for the same key and passwords,
/// on every server.
pub async fn seal(key: &str, passwords: &[&str]) -> Result<Vec<u8>, Failure> {
    let sealed = serde_json::to_vec(passwords).map_err(fault)?; // each ends where it ends
    let salt = Sha256::digest(format!("request:{key}").as_bytes());
    let turn = turn(Line::Known).await?;
    tokio::task::spawn_blocking(move || {
        Ok(turn
            .hash(&Params::DEFAULT, &sealed, &salt, Params::DEFAULT_OUTPUT_LEN)?
            .as_bytes()
            .to_vec())
    })
    .await
    .map_err(fault)?
}

/// For how many hashes there was memory at once, at most.
#[cfg(test)]
pub fn memories() -> usize {
    MEMORY.count().1
}

fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::Fault(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What all sign-ins at once may take, hashing and waiting.
    const MOST: usize = 96 << 20;
    /// A form that waits for its turn is held whole (`app/server.rs`).
    const FORM: usize = 64 << 10;

    #[test]
    fn whoever_comes_at_once_takes_so_much_memory_and_no_more() {
        // G28: without this, 150 at once took 4.2 GB; 512 MB is what a server may take in all
        let hands = HANDS + 1;
        let hash = Params::DEFAULT.block_count() * size_of::<Block>();
        assert_eq!(hash, 19 << 20);
        assert!(
            hands * hash + (hands + 2 * QUEUE) * FORM <= MOST,
            "hands and queues by construction"
        );
        assert_eq!(
            (STRANGERS.places.available_permits(), STRANGERS.hands.available_permits()),
            (HANDS + QUEUE, HANDS)
        );
        assert_eq!(
            (KNOWN.places.available_permits(), KNOWN.hands.available_permits()),
            (1 + QUEUE, 1)
        );
        const { assert!(RESERVED > 32 << 20, "mapped for itself, and unmapped") };
        assert!(hash <= RESERVED, "what is reserved is enough, so nothing is moved");
    }

    #[tokio::test]
    async fn so_many_hash_at_once_so_many_wait_and_the_next_is_told_to_come_again() {
        // G28: bounded by places, not by time
        static SHARED: Memory = Memory::none();
        let lane = Lane::sharing(2, 3, &SHARED);
        let (one, two) = (lane.turn().await.unwrap(), lane.turn().await.unwrap());
        let mut waiting: Vec<_> = (0..3).map(|_| Box::pin(lane.turn())).collect();
        for turn in &mut waiting {
            assert!(futures::poll!(turn).is_pending(), "both hands are busy");
        }
        assert!(matches!(lane.turn().await, Err(Failure::Busy(_))), "and the queue is full");
        drop(one);
        let third = waiting.remove(0).await.unwrap();
        assert!(futures::poll!(&mut waiting[0]).is_pending());
        drop((two, third));
        for turn in waiting {
            turn.await.unwrap();
        }
        lane.turn().await.unwrap();
    }

    #[tokio::test]
    async fn memory_goes_from_hand_to_hand_and_back_to_the_machine_with_the_last() {
        static SHARED: Memory = Memory::none();
        let lanes = [Lane::sharing(2, 10, &SHARED), Lane::sharing(1, 10, &SHARED)];
        let hashed = |lane: &'static str, turn: Turn| {
            tokio::task::spawn_blocking(move || {
                turn.hash(&Params::DEFAULT, lane.as_bytes(), b"some salt", 32)
                    .map(|_| turn)
                    .unwrap()
            })
        };
        let known = hashed("known", lanes[1].turn().await.unwrap()).await.unwrap();
        assert_eq!(SHARED.count(), (1, 1));
        let stranger = hashed("a stranger", lanes[0].turn().await.unwrap()).await.unwrap();
        assert_eq!(SHARED.count(), (1, 1), "used again, whoever had it before");
        drop(known);
        assert_eq!(SHARED.count(), (1, 1), "kept while anybody has a place");
        drop(stranger);
        assert_eq!(SHARED.count(), (0, 1), "and given back with the last of them");
        let crowd = (0..12).map(|_| async {
            hashed("of a crowd", lanes[0].turn().await.unwrap()).await.map(drop).unwrap()
        });
        futures::future::join_all(crowd).await;
        let (now, peak) = SHARED.count();
        assert!(now == 0 && peak <= 2, "{now} {peak}: as many as there are hands, whoever comes");
    }

    #[tokio::test]
    async fn a_seal_tells_passwords_apart_and_nothing_else() {
        let key = "0123456789abcdef";
        let one = seal(key, &["old one", "new one"]).await.unwrap();
        assert_eq!(
            one,
            seal(key, &["old one", "new one"]).await.unwrap(),
            "the same on every server"
        );
        for other in [&["old one", "new two"][..], &["old onenew", " one"], &["old one"], &[]] {
            assert_ne!(one, seal(key, other).await.unwrap(), "{other:?}");
        }
        assert_ne!(one, seal("another key of it", &["old one", "new one"]).await.unwrap());
    }
}

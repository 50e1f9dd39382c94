//! The sign-in form sent twice: a button pressed again, or a browser that tries again when the
//! first answer was lost. It is one knock, which counts once and opens one session; both get its
//! answer. That is kept for moments, in this server's memory alone.

use crate::{
    access::{
        self,
        commands::{Entered, Knock},
    },
    platform::{database::Database, failure::Failure},
    vocabulary::{call::is_key, failure::ApiError, refusal::Refusal},
};
use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use sha2::{Digest, Sha256};
use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a form that is sent again is the same knock.
const HELD: Duration = Duration::from_secs(15);
/// How many are kept; whoever comes then is not known again.
const MOST: usize = 1_000;

/// What came of a knock.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Signed in.
    Entered(Entered),
    /// Not.
    Refused(Refusal),
    /// Too many at once: the same will do in a moment.
    Crowded,
    /// Ours.
    Failed(ApiError),
}

/// Knocks of the last moments.
pub struct Knocks {
    /// So that what is kept of a password says nothing to whoever should get to see it.
    secret: [u8; 32],
    known: Mutex<Vec<Known>>,
}

impl fmt::Debug for Knocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Knocks")
    }
}

struct Known {
    print: [u8; 32],
    at: Instant,
    outcome: Shared<BoxFuture<'static, Outcome>>,
}

impl Default for Knocks {
    fn default() -> Self {
        Self { secret: rand::random(), known: Mutex::default() }
    }
}

impl Knocks {
    /// Knocks, or waits for what came of it when the same form was sent before. Runs in a task of
    /// its own: a browser that sends a form again hangs up on the first.
    pub async fn knock(&self, database: &Database, key: &str, knock: Knock) -> Outcome {
        let print = self.print(key, &knock);
        let outcome = self.known_or_begun(is_key(key).then_some(print), database, knock);
        let came = outcome.await;
        if matches!(came, Outcome::Crowded | Outcome::Failed(_)) {
            self.all().retain(|known| known.print != print); // worth another try
        }
        came
    }

    fn all(&self) -> MutexGuard<'_, Vec<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was begun before, or begins now, under one lock: of two that come together one begins.
    /// A form without a key is nobody's second.
    fn known_or_begun(
        &self,
        print: Option<[u8; 32]>,
        database: &Database,
        knock: Knock,
    ) -> Shared<BoxFuture<'static, Outcome>> {
        let mut all = self.all();
        all.retain(|known| known.at.elapsed() < HELD);
        if let Some(known) = all.iter().find(|known| Some(known.print) == print) {
            return known.outcome.clone();
        }
        let database = database.clone();
        let task = tokio::spawn(async move { access::commands::sign_in(&database, knock).await });
        let outcome = task
            .map(|ended| {
                outcome_of(ended.unwrap_or_else(|error| Err(Failure::Fault(error.to_string()))))
            })
            .boxed()
            .shared();
        if let Some(print) = print.filter(|_| all.len() < MOST) {
            all.push(Known { print, at: Instant::now(), outcome: outcome.clone() });
        }
        outcome
    }

    /// Of all that makes a knock the same: the form, what was typed in it, and from where it comes.
    fn print(&self, key: &str, knock: &Knock) -> [u8; 32] {
        let parts = [
            key,
            &knock.email,
            &knock.password,
            &knock.address,
            knock.device.as_deref().unwrap_or_default(),
        ];
        let mut digest = Sha256::new_with_prefix(self.secret);
        for part in parts {
            digest.update(part.len().to_be_bytes()); // each ends where it ends
            digest.update(part);
        }
        digest.finalize().into()
    }
}

fn outcome_of(answer: Result<Entered, Failure>) -> Outcome {
    match answer {
        Ok(entered) => Outcome::Entered(entered),
        Err(Failure::Refused(refusal)) => Outcome::Refused(refusal),
        Err(Failure::Busy(_)) => Outcome::Crowded,
        Err(failure) => Outcome::Failed(failure.into()),
    }
}

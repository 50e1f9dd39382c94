//! What goes on, as it moves: no more is said than that something has. One connection per process
//! listens to PostgreSQL, while somebody follows; nobody asks the database again and again.

use crate::{
    platform::{batch, database::Database, failure::Failure},
    vocabulary::ids::{BatchId, CompanyId},
};
use futures::{Stream, stream::unfold};
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, sleep, sleep_until},
};

/// The channel that `batch_moved` notifies.
const CHANNEL: &str = "batch";
/// Words kept for a client that is slow; one that is slower looks again.
const KEPT: usize = 256;
/// The least time between two events: chunks may be quicker than anybody reads.
const PACE: Duration = Duration::from_millis(250);
/// How long to stand back when the database can't be listened to.
const AWAY: Duration = Duration::from_secs(2);

/// Something moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moved {
    /// Of this batch so much waits still.
    Batch(CompanyId, BatchId, i64),
    /// The line was gone: nobody knows.
    Unknown,
}

impl Moved {
    /// As `batch_moved` says it; what can't be read may be anything.
    fn read(payload: &str) -> Self {
        let mut numbers = payload.split(' ').map(str::parse::<i64>);
        match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(company)), Some(Ok(batch)), Some(Ok(waiting))) => {
                Self::Batch(CompanyId(company), BatchId(batch), waiting)
            }
            _ => Self::Unknown,
        }
    }
}

/// Who listens to the database on behalf of everybody, and when the server stops.
#[derive(Debug)]
pub struct Live {
    line: Mutex<Option<broadcast::Sender<Moved>>>,
    stop: watch::Receiver<bool>,
}

impl Live {
    /// Until the server stops.
    pub fn until(stop: watch::Receiver<bool>) -> Self {
        Self { line: Mutex::default(), stop }
    }

    /// Something at once, then whenever something of a company moves, for so long; it ends with the
    /// last batch that is under way, or with the server.
    pub fn moves(
        &self,
        database: &Database,
        company: CompanyId,
        lasts: Duration,
    ) -> impl Stream<Item = ()> + use<> {
        let follower = Follower {
            moved: self.follow(database),
            database: database.clone(),
            stop: self.stop.clone(),
            company,
            until: Instant::now() + lasts,
            open: None,
            has_ended: false,
        };
        unfold(follower, |mut follower| async move {
            let says_so = follower.next().await;
            says_so.then_some(((), follower))
        })
    }

    /// What moves from now on. The first who follows begins to listen, with the last it ends.
    fn follow(&self, database: &Database) -> broadcast::Receiver<Moved> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = line.as_ref().filter(|sender| sender.receiver_count() > 0) {
            return sender.subscribe();
        }
        let (sender, receiver) = broadcast::channel(KEPT);
        *line = Some(sender.clone());
        tokio::spawn(listen(database.clone(), sender));
        receiver
    }
}

/// Passes on what the database says, as long as somebody follows.
async fn listen(database: Database, followers: broadcast::Sender<Moved>) {
    while followers.receiver_count() > 0 {
        if let Err(failure) = pass_on(&database, &followers).await {
            tracing::info!("nobody hears what goes on in the background: {failure}");
            sleep(AWAY).await;
        }
    }
}

async fn pass_on(database: &Database, followers: &broadcast::Sender<Moved>) -> Result<(), Failure> {
    let mut listener = database.listen(CHANNEL).await?;
    // What moved before anybody listened is asked for once.
    let _ = followers.send(Moved::Unknown);
    loop {
        let word = tokio::select! {
            word = listener.try_recv() => word?,
            () = followers.closed() => return Ok(()),
        };
        let moved = word.map_or(Moved::Unknown, |word| Moved::read(word.payload()));
        // Nobody follows any more: the loop around ends.
        if followers.send(moved).is_err() {
            return Ok(());
        }
    }
}

/// One who follows.
struct Follower {
    moved: broadcast::Receiver<Moved>,
    database: Database,
    stop: watch::Receiver<bool>,
    company: CompanyId,
    until: Instant,
    /// What is under way; none: it is to be asked for.
    open: Option<HashSet<BatchId>>,
    has_ended: bool,
}

impl Follower {
    /// Waits until something has moved; answers whether to say so.
    async fn next(&mut self) -> bool {
        if self.has_ended {
            return false;
        }
        if self.open.is_some() && !self.hears().await {
            return false;
        }
        if self.open.is_none() {
            let open = self
                .database
                .read(self.company, |scope| Box::pin(async move { batch::open(scope).await }))
                .await;
            // While the database is away there is nothing to say; the page asks by itself.
            let Ok(open) = open else { return false };
            self.open = Some(open);
        }
        self.has_ended = self.open.as_ref().is_none_or(HashSet::is_empty);
        true
    }

    /// Something of the company has moved, and nothing else for a moment; no: it has ended.
    async fn hears(&mut self) -> bool {
        let mut quiet: Option<Instant> = None;
        loop {
            let deadline = quiet.unwrap_or(self.until).min(self.until);
            tokio::select! {
                word = self.moved.recv() => {
                    if self.takes_in(word) && quiet.is_none() {
                        quiet = Some(Instant::now() + PACE);
                    }
                }
                () = sleep_until(deadline) => return quiet.is_some(),
                () = stopped(&mut self.stop) => return false,
            }
        }
    }

    /// Whether it is of the company.
    fn takes_in(&mut self, word: Result<Moved, broadcast::error::RecvError>) -> bool {
        match word {
            Ok(Moved::Batch(company, ..)) if company != self.company => return false,
            Ok(Moved::Batch(_, batch, waiting)) => {
                if let Some(open) = &mut self.open {
                    if waiting > 0 {
                        open.insert(batch)
                    } else {
                        open.remove(&batch)
                    };
                }
            }
            Ok(Moved::Unknown) | Err(_) => self.open = None,
        }
        true
    }
}

/// The server stops; never, where nobody can say so.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_says_is_read_and_anything_else_may_be_anything() {
        let moved = Moved::Batch(CompanyId(1), BatchId(22), 3);
        for (payload, expected) in [
            ("1 22 3", moved),
            ("", Moved::Unknown),
            ("1 22", Moved::Unknown),
            ("1 x 3", Moved::Unknown),
        ] {
            assert_eq!(Moved::read(payload), expected, "{payload:?}");
        }
    }
}

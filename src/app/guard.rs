//! The private PostgreSQL kept alive: when it dies it is started again, and the program goes on as
//! after any short absence of a database; when it dies again and again, the program ends and says
//! so, for whoever watches over it to act.

use crate::platform::{
    failure::Failure,
    private_postgres::{PrivatePostgres, Settings},
};
use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How often to look.
const EVERY: Duration = Duration::from_millis(500);
/// So many deaths...
const MOST: usize = 5;
/// ...within this time are too many.
const WITHIN: Duration = Duration::from_secs(600);

/// A private PostgreSQL and how it is started.
#[derive(Clone, Debug)]
pub struct Guarded {
    settings: Settings,
    server: Arc<Mutex<Option<PrivatePostgres>>>,
}

impl Guarded {
    /// Starts it.
    pub fn start(settings: Settings) -> Result<Self, Failure> {
        let server = PrivatePostgres::start(&settings).map_err(fault)?;
        Ok(Self { settings, server: Arc::new(Mutex::new(Some(server))) })
    }

    /// The address of a database on it, the same however often it was started.
    pub fn url(&self, user: &str, database: &str) -> String {
        self.ask(|server| server.url(user, database)).unwrap_or_default()
    }

    /// The directory with its programs.
    pub fn bin(&self) -> Option<PathBuf> {
        self.ask(|server| server.bin().to_owned())
    }

    /// Where its files are.
    pub fn data_directory(&self) -> Option<PathBuf> {
        self.ask(|server| server.data_directory().to_owned())
    }

    fn ask<T>(&self, question: impl FnOnce(&PrivatePostgres) -> T) -> Option<T> {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(question)
    }

    /// Stops it for good.
    pub fn stop(&self) -> Result<(), Failure> {
        match self.server.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(server) => server.stop().map_err(fault),
            None => Ok(()),
        }
    }

    /// Starts it again if it is gone; whether it was.
    pub fn revive(&self) -> Result<bool, Failure> {
        let mut held = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(server) = held.as_mut() else { return Ok(false) };
        if !server.has_ended().map_err(fault)? {
            return Ok(false);
        }
        tracing::error!("the private PostgreSQL is gone; it is started again");
        *held = Some(PrivatePostgres::start(&self.settings).map_err(fault)?);
        tracing::warn!("the private PostgreSQL is back");
        Ok(true)
    }

    /// Looks after it until it can't be kept alive; ends with why.
    pub async fn guard(&self) -> Failure {
        let mut deaths = Deaths::default();
        loop {
            tokio::time::sleep(EVERY).await;
            let this = self.clone();
            match tokio::task::spawn_blocking(move || this.revive()).await {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) if deaths.may_go_on(Instant::now()) => {}
                Ok(Ok(true)) => {
                    return Failure::Fault(format!(
                        "the private PostgreSQL ended {MOST} times within {} minutes; see its log in the home directory",
                        WITHIN.as_secs() / 60
                    ));
                }
                Ok(Err(failure)) => return failure,
                Err(error) => return fault(error),
            }
        }
    }
}

/// When it died of late.
#[derive(Debug, Default)]
struct Deaths(VecDeque<Instant>);

impl Deaths {
    /// Counts one; whether that is bearable.
    fn may_go_on(&mut self, now: Instant) -> bool {
        self.0.push_back(now);
        while self.0.front().is_some_and(|first| now.duration_since(*first) > WITHIN) {
            self.0.pop_front();
        }
        self.0.len() < MOST
    }
}

fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::Fault(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{database::Database, private_postgres::OWNER};
    use std::process::Command;

    #[test]
    fn it_may_die_now_and_then_but_not_again_and_again() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut deaths = Deaths::default();
        assert!((0..4).all(|n| deaths.may_go_on(at(n))));
        assert!(!deaths.may_go_on(at(5)), "five within ten minutes");
        let mut deaths = Deaths::default();
        assert!((0..50).all(|n| deaths.may_go_on(at(n * 200))), "every few minutes is bearable");
    }

    /// Its process, at once.
    fn kill(guarded: &Guarded) {
        let pid = std::fs::read_to_string(guarded.data_directory().unwrap().join("postmaster.pid"))
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .to_owned();
        assert!(
            Command::new("/bin/sh")
                .args(["-c", "kill -KILL \"$0\"", &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    #[tokio::test]
    async fn one_that_can_t_be_started_again_is_the_end_and_nothing_is_made_in_its_place() {
        // G2: nothing is made where books were
        for (destroyed, said) in
            [("global/pg_control", "did not start"), ("PG_VERSION", "are gone")]
        {
            let home =
                std::env::temp_dir().join(format!("billwright-guard-end-{}", std::process::id()));
            let guarded = Guarded::start(Settings {
                home: home.clone(),
                durable: false,
                max_connections: 10,
            })
            .unwrap();
            let data = guarded.data_directory().unwrap();
            std::fs::remove_file(data.join(destroyed)).unwrap();
            kill(&guarded);
            let end = tokio::time::timeout(Duration::from_secs(90), guarded.guard())
                .await
                .expect("in time");
            assert!(end.to_string().contains(said), "{destroyed}: {end}");
            assert!(!data.join(destroyed).exists(), "{destroyed}: what is gone is not made anew");
            guarded.stop().unwrap();
            std::fs::remove_dir_all(home).unwrap();
        }
    }

    #[tokio::test]
    async fn a_private_postgresql_that_is_killed_comes_back_at_the_same_address() {
        // G2: 503 for ever no longer
        let home = std::env::temp_dir().join(format!("billwright-guard-{}", std::process::id()));
        let guarded =
            Guarded::start(Settings { home: home.clone(), durable: false, max_connections: 10 })
                .unwrap();
        let url = guarded.url(OWNER, "postgres");
        let answers = || async {
            sqlx::Connection::close(<sqlx::PgConnection as sqlx::Connection>::connect(&url).await?)
                .await
        };
        answers().await.unwrap();
        let guest = PrivatePostgres::start(&Settings {
            home: home.clone(),
            durable: false,
            max_connections: 10,
        })
        .unwrap();
        assert!(guest.is_guest());
        assert!(!guarded.revive().unwrap(), "it lives");
        kill(&guarded);
        let guard = guarded.clone();
        tokio::time::timeout(
            Duration::from_secs(90),
            tokio::task::spawn_blocking(move || while !guard.revive().unwrap() {}),
        )
        .await
        .expect("in time")
        .unwrap();
        answers().await.expect("the same address");
        assert_eq!(guarded.url(OWNER, "postgres"), url);
        drop(guest);
        guarded.stop().unwrap();
        assert!(!guarded.revive().unwrap(), "stopped is stopped");
        assert!(Database::connect(&url, None, 1).await.is_err());
        std::fs::remove_dir_all(home).unwrap();
    }
}

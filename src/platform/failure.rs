//! Failures on the server: a refusal travels on as it is, a fault is logged and becomes a
//! reference.

use crate::{
    language::{model::Language, table::in_language},
    vocabulary::{failure::ApiError, refusal::Refusal},
};
use std::{any::Any, fmt};

/// How a command or a read did not end well.
#[derive(Debug)]
pub enum Failure {
    /// A business no.
    Refused(Refusal),
    /// The database said something we did not foresee.
    Database(sqlx::Error),
    /// Too much at once: the same will do a moment later. Why, for the log.
    Busy(&'static str),
    /// What has to come before is not done, and nobody is at it.
    OutOfTurn,
    /// Anything else of ours.
    Fault(String),
}

impl Failure {
    /// A panic, with what it said: nobody foresaw it, so it is a fault.
    pub fn of_panic(panic: &(dyn Any + Send)) -> Self {
        let said = panic
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self::Fault(format!("a panic: {}", said.unwrap_or("without a word")))
    }

    /// A conflict between transactions: worth another try (at most three).
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::OutOfTurn => true,
            Self::Database(sqlx::Error::Database(error)) => {
                matches!(error.code().as_deref(), Some("40001" | "40P01"))
            }
            Self::Refused(_) | Self::Database(_) | Self::Busy(_) | Self::Fault(_) => false,
        }
    }

    /// Somebody else holds a row for longer than we wait.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.code().as_deref() == Some("55P03"))
    }

    /// Ours, but nothing is wrong with what was asked: the database is away, full, stopping or
    /// somebody holds what is needed. The same will do a moment later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Fault(_) => false,
            Self::Busy(_) | Self::OutOfTurn => true,
            Self::Database(sqlx::Error::Database(error)) => {
                let code = error.code().unwrap_or_default();
                // 25P02: the transaction before this one on the connection was cut off; the
                // connection is rid of it now.
                self.is_conflict()
                    || self.is_held()
                    || code == "25P02"
                    || ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
            }
            Self::Database(error) => matches!(
                error,
                sqlx::Error::Io(_)
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::BeginFailed
            ),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let refusal =
            error.as_database_error().and_then(|e| e.constraint()).and_then(Refusal::of_constraint);
        refusal.map(Self::Refused).unwrap_or(Self::Database(error))
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            failure if failure.is_passing() => {
                tracing::warn!("busy: {failure}");
                Self::Busy
            }
            Failure::Database(_) | Failure::Busy(_) | Failure::OutOfTurn | Failure::Fault(_) => {
                let reference =
                    uuid::Uuid::new_v4().simple().to_string().chars().take(8).collect::<String>();
                tracing::error!(reference, "{failure}");
                Self::Fault(reference)
            }
        }
    }
}

/// For logs, which have no reader of their own.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => {
                f.write_str(&refusal.sentence(in_language(Language::English)))
            }
            Self::Database(error) => error.fmt(f),
            Self::Busy(why) => f.write_str(why),
            Self::OutOfTurn => f.write_str("what comes before is not done"),
            Self::Fault(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Failure {}

//! One transaction in one company: what every store function works in, and what says on whose
//! behalf and when.

use super::{clock::Clock, failure::Failure};
use crate::vocabulary::{
    ids::{CompanyId, PersonId},
    time_zone::TimeZone,
};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{PgConnection, Postgres, Transaction};

/// On whose behalf.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    /// The company everything happens in.
    pub company: CompanyId,
    /// Who; nobody for the command line.
    pub person: Option<PersonId>,
}

impl From<CompanyId> for Actor {
    fn from(company: CompanyId) -> Self {
        Self { company, person: None }
    }
}

/// A transaction whose company is set: rows of others are not there. `Database::read` opens one that
/// only looks, `command::run` one that writes.
pub struct Scope {
    transaction: Transaction<'static, Postgres>,
    actor: Actor,
    clock: Clock,
    now: DateTime<Utc>,
    /// Once somebody has asked.
    today: Option<NaiveDate>,
}

impl Scope {
    pub(super) fn new(
        transaction: Transaction<'static, Postgres>,
        actor: Actor,
        clock: Clock,
    ) -> Self {
        Self { transaction, actor, clock, now: clock.now(), today: None }
    }

    pub(super) async fn commit(self) -> Result<(), Failure> {
        Ok(self.transaction.commit().await?)
    }

    pub(super) async fn roll_back(self) -> Result<(), Failure> {
        Ok(self.transaction.rollback().await?)
    }

    /// The connection, inside its transaction.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    /// From here on plans are kept, or made for each statement's values again, as they are in a
    /// transaction that writes. References of very many new rows are looked up one by one, and
    /// making a plan for each takes much longer than looking it up.
    pub async fn keep_plans(&mut self, keep: bool) -> Result<(), Failure> {
        let mode = if keep {
            "set local plan_cache_mode = auto"
        } else {
            "set local plan_cache_mode = force_custom_plan"
        };
        sqlx::raw_sql(mode).execute(self.connection()).await?;
        Ok(())
    }

    /// On whose behalf.
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// The company everything happens in, as SQL takes it.
    pub fn company(&self) -> i64 {
        self.actor.company.0
    }

    /// The company everything happens in.
    pub fn company_id(&self) -> CompanyId {
        self.actor.company
    }

    /// Who reads or acts; nobody for the command line and for jobs.
    pub fn person(&self) -> Option<PersonId> {
        self.actor.person
    }

    /// When this began.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The day this began, in the company's time zone.
    pub async fn today(&mut self) -> Result<NaiveDate, Failure> {
        if let Some(day) = self.today {
            return Ok(day);
        }
        let day = self.time_zone().await?.day_of(self.now);
        self.today = Some(day);
        Ok(day)
    }

    /// Where the company is.
    pub async fn time_zone(&mut self) -> Result<TimeZone, Failure> {
        let zone = sqlx::query_scalar!(
            r#"
            select time_zone as "time_zone!" from company_time_zone where company_id = $1
            "#,
            self.company()
        )
        .fetch_one(self.connection())
        .await?;
        zone.parse()
            .map_err(|_| Failure::Fault(format!("the company's time zone {zone} is unknown here")))
    }

    /// This instant: later than `now`, where the transaction has waited.
    pub fn instant(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

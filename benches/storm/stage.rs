//! What the storm rages over: a PostgreSQL of its own, a company with eight contracts, and two
//! servers. All of it can be killed and comes back.

use crate::{book, client::Person, journal::Journal};
use billwright::{
    access::{self, model::NewPerson},
    contracts::{
        self,
        model::setup::{ContractForm, LineForm, SplitForm},
    },
    imports::{
        commands::{RunImport, run_import},
        model::ImportOptions,
        rules::ImportFile,
    },
    lifecycle,
    platform::{
        command::{self, Act, Actor},
        database::Database,
        migrations,
        private_postgres::{OWNER, PrivatePostgres, Settings},
    },
    vocabulary::{
        ids::CompanyId,
        words::{BillingMethod, Role},
    },
};
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Connection, Executor, PgConnection};
use std::{
    fs,
    io::{Error, Result},
    net::{SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Name of the database.
const DATABASE: &str = "storm";
/// Of everybody.
const PASSWORD: &str = "gale-force-ten-over-dogger";
/// How long after a crash of the database a server that was just starting may end of it.
const EXCUSED: Duration = Duration::from_secs(15);
/// How long a killed PostgreSQL may take to be gone: a process that waits for its disk can't be
/// killed before the disk is done, and after a large build that has been half a minute.
pub const GONE_LIMIT: Duration = Duration::from_secs(120);

/// Everything there is.
pub struct Stage {
    home: PathBuf,
    postgres: Option<PrivatePostgres>,
    servers: Vec<Server>,
    /// When the database was stopped last.
    crashed_at: Option<Instant>,
    /// The company that everybody works in.
    pub company: CompanyId,
    /// Who signs in.
    pub people: Vec<Person>,
}

struct Server {
    addr: SocketAddr,
    child: Child,
}

impl Stage {
    /// Builds it in a folder of its own.
    pub async fn build() -> Result<Self> {
        let home = std::env::temp_dir().join(format!("billwright-storm-{}", std::process::id()));
        fs::create_dir_all(&home)?;
        // PostgreSQL's account passes through it when root runs the storm.
        fs::set_permissions(&home, fs::Permissions::from_mode(0o755))?;
        let postgres = start_postgres(&home).await?;
        let mut cluster =
            PgConnection::connect(&postgres.url(OWNER, "postgres")).await.map_err(Error::other)?;
        cluster
            .execute(sqlx::AssertSqlSafe(format!("create database {DATABASE}")))
            .await
            .map_err(Error::other)?;
        let mut stage = Self {
            home,
            postgres: Some(postgres),
            servers: Vec::new(),
            crashed_at: None,
            company: CompanyId(0),
            people: Vec::new(),
        };
        migrations::migrate(&stage.owner_url()?).await.map_err(Error::other)?;
        stage.settle_in().await?;
        for _ in 0..2 {
            let addr = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
            let child = stage.start_server(addr)?;
            stage.servers.push(Server { addr, child });
        }
        Ok(stage)
    }

    /// A company, its people, its book.
    async fn settle_in(&mut self) -> Result<()> {
        let names = ["Nora Squall", "Piet Gale", "Rui Breeze", "Zoe Calm"];
        (self.company, self.people) = self.found("weatherly", &names).await?;
        self.import(self.company, book::files()).await?;
        self.sell_goods().await
    }

    /// A company and its people, who may do everything.
    pub async fn found(&self, name: &str, people: &[&str]) -> Result<(CompanyId, Vec<Person>)> {
        let mut owner = self.owner().await?;
        let currency = "EUR".parse().map_err(|_| Error::other("no euro"))?;
        let time_zone = "Europe/Lisbon".parse().map_err(|_| Error::other("no Lisbon"))?;
        let company = access::commands::found_company(&mut owner, name, currency, time_zone)
            .await
            .map_err(Error::other)?;
        let mut added = Vec::new();
        for person in people {
            let email = format!("{}@{name}.example", person.to_lowercase().replace(' ', "."));
            let roles = vec![
                Role::Resource,
                Role::ProjectApprover,
                Role::ProjectManager,
                Role::BillingAdministrator,
                Role::Administrator,
            ];
            let new = NewPerson {
                name: (*person).to_owned(),
                email: email.clone(),
                password: PASSWORD.to_owned(),
                roles,
            };
            let hashed = access::commands::hashed(&new).await.map_err(Error::other)?.for_good();
            let id = self
                .run(company, "add_person", hashed, |tx, new| {
                    Box::pin(access::commands::add_person(tx, new))
                })
                .await?;
            added.push(Person {
                email,
                password: PASSWORD.to_owned(),
                page: format!("{}.{}", company.0, id.0),
            });
        }
        Ok((company, added))
    }

    /// Imports files, and approves what they say was approved.
    pub async fn import(&self, company: CompanyId, files: Vec<ImportFile>) -> Result<()> {
        let names = files.iter().map(|file| file.name.clone()).collect();
        let options = ImportOptions::default();
        let run = RunImport { files, names, upload: None, options, approve: true };
        let report =
            self.run(company, "run_import", run, |tx, run| Box::pin(run_import(tx, run))).await?;
        if report.error_count > 0 {
            Err(Error::other(format!("the files are not good: {:?}", report.problems)))
        } else {
            Ok(())
        }
    }

    /// Runs a command past the servers, as the program itself does.
    pub async fn run<I, T>(
        &self,
        company: CompanyId,
        name: &'static str,
        input: I,
        act: Act<I, T>,
    ) -> Result<T>
    where
        I: Serialize + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let database =
            Database::connect(&self.owner_url()?, None, 2).await.map_err(Error::other)?;
        let actor = Actor { company, person: None };
        let done = command::run(&database, actor, name, None, input, act).await;
        database.close().await;
        done.map_err(Error::other)
    }

    /// A contract that sells goods, which no file can say.
    async fn sell_goods(&self) -> Result<()> {
        let setup = self
            .run(self.company, "read", (), |tx, ()| {
                Box::pin(contracts::commands::read_contract_setup(tx, None))
            })
            .await?;
        let customer = setup.customers.first().map(|(id, _)| *id);
        let share = || {
            vec![SplitForm {
                customer,
                percent: "100".into(),
                is_rounding: true,
                ..SplitForm::default()
            }]
        };
        let form = ContractForm {
            number: "GOODS".into(),
            name: "Goods".into(),
            primary_customer: customer,
            currency: "EUR".into(),
            start_on: "2020-01-01".into(),
            customers: share(),
            lines: vec![LineForm {
                name: "Goods".into(),
                billing_method: BillingMethod::Product,
                project: setup.projects.first().map(|(id, _)| *id),
                splits: share(),
                classes: Vec::new(),
                ..LineForm::default()
            }],
            ..ContractForm::default()
        };
        let contract = self
            .run(self.company, "save_contract", form, |tx, form| {
                Box::pin(lifecycle::commands::save_contract(tx, form))
            })
            .await?;
        self.run(self.company, "confirm_contract", (contract, 1), |tx, input| {
            Box::pin(lifecycle::commands::confirm_contract(tx, input))
        })
        .await
        .map(drop)
    }

    /// Where the servers listen.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.servers.iter().map(|server| server.addr).collect()
    }

    /// The servers' processes.
    pub fn processes(&self) -> Vec<i64> {
        self.servers.iter().map(|server| server.child.id().into()).collect()
    }

    /// The database's address, as its owner.
    pub fn owner_url(&self) -> Result<String> {
        self.postgres
            .as_ref()
            .map(|postgres| postgres.url(OWNER, DATABASE))
            .ok_or_else(|| Error::other("the database is down"))
    }

    /// A connection of the owner.
    pub async fn owner(&self) -> Result<PgConnection> {
        PgConnection::connect(&self.owner_url()?).await.map_err(Error::other)
    }

    fn start_server(&self, addr: SocketAddr) -> Result<Child> {
        let postgres =
            self.postgres.as_ref().ok_or_else(|| Error::other("the database is down"))?;
        let log = fs::File::options().create(true).append(true).open(self.log(addr))?;
        Command::new(env!("CARGO_BIN_EXE_billwright"))
            .arg("serve")
            .current_dir(&self.home)
            .env("BILLWRIGHT_HOME", &self.home)
            .env("BILLWRIGHT_ADDR", addr.to_string())
            .env("BILLWRIGHT_DEMO", "false")
            .env("DATABASE_URL", postgres.url(OWNER, DATABASE))
            .env("DATABASE_APP_URL", postgres.url("billwright_app", DATABASE))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
    }

    fn log(&self, addr: SocketAddr) -> PathBuf {
        self.home.join(format!("server-{}.log", addr.port()))
    }

    /// `kill -9` of a server, and another one in its place.
    pub fn kill_server(&mut self, at: usize) -> Result<()> {
        let addr = self.servers[at].addr;
        self.servers[at].child.kill()?;
        self.servers[at].child.wait()?;
        let child = self.start_server(addr)?;
        self.servers[at] = Server { addr, child };
        Ok(())
    }

    /// Stops PostgreSQL where it stands, as a machine does that loses its power, and starts it
    /// again.
    pub async fn crash_database(&mut self) -> Result<()> {
        let Some(postgres) = self.postgres.take() else { return Ok(()) };
        let file = postgres.data_directory().join("postmaster.pid");
        let process =
            fs::read_to_string(&file)?.lines().next().unwrap_or_default().trim().to_owned();
        signal("QUIT", &process)?;
        let begun = Instant::now();
        while Path::new("/proc").join(&process).join("cwd").read_link().is_ok() {
            if begun.elapsed() > GONE_LIMIT {
                return Err(Error::other("PostgreSQL does not stop at once"));
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        drop(postgres);
        self.postgres = Some(start_postgres(&self.home).await?);
        self.crashed_at = Some(Instant::now());
        Ok(())
    }

    /// Ends some sessions of the servers in the database.
    pub async fn cut_sessions(&self, most: i32) -> Result<i64> {
        let mut owner = self.owner().await?;
        sqlx::query_scalar(
            r"
            select count(pg_terminate_backend(pid))
            from (
                select pid
                from pg_stat_activity
                where usename = 'billwright_app'
                order by random()
                limit $1
            ) x
            ",
        )
        .bind(most)
        .fetch_one(&mut owner)
        .await
        .map_err(Error::other)
    }

    /// Starts servers again that ended because the database was away when they started; any other
    /// end is a fault.
    pub fn look_after_servers(&mut self, journal: &Journal) -> Result<()> {
        for at in 0..self.servers.len() {
            let Some(status) = self.servers[at].child.try_wait()? else { continue };
            let addr = self.servers[at].addr;
            if self.crashed_at.is_none_or(|crash| crash.elapsed() > EXCUSED) {
                journal.violation(format!(
                    "a server ended by itself ({status}); its log ends:\n{}",
                    self.log_end(addr)
                ));
            }
            let child = self.start_server(addr)?;
            self.servers[at] = Server { addr, child };
        }
        Ok(())
    }

    /// Stops the servers as an operator does, and says what their logs tell of faults.
    pub fn stop_servers(&mut self, journal: &Journal) -> Result<()> {
        let mut retried = 0;
        for server in &mut self.servers {
            signal("TERM", &server.child.id().to_string())?;
            let status = server.child.wait()?;
            if !status.success() {
                journal.violation(format!("a server that was told to stop ended with {status}"));
            }
        }
        for addr in self.addresses() {
            let log = fs::read_to_string(self.log(addr)).unwrap_or_default();
            for line in log.lines().filter(|line| line.contains("panicked at")) {
                journal.violation(format!("a server panicked: {line}"));
            }
            // Tried again it is nobody's business; somebody who is told to wait has seen it.
            for line in log.lines().filter(|line| {
                (line.contains("busy:") || line.contains("ERROR"))
                    && (line.contains("deadlock") || line.contains("could not serialize"))
            }) {
                journal.violation(format!("somebody saw a deadlock: {line}"));
            }
            retried += log.lines().filter(|line| line.contains("conflict, trying again")).count();
        }
        println!("{retried} conflicts were tried again");
        Ok(())
    }

    fn log_end(&self, addr: SocketAddr) -> String {
        let log = fs::read_to_string(self.log(addr)).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(12)).copied().collect::<Vec<_>>().join("\n")
    }

    /// Removes everything. After violations the folder is kept to be looked at.
    pub fn tear_down(mut self, keep: bool) -> Result<()> {
        let cluster = self
            .postgres
            .as_ref()
            .and_then(|postgres| postgres.data_directory().parent().map(Path::to_owned));
        if let Some(postgres) = self.postgres.take() {
            postgres.stop()?;
        }
        if keep {
            println!(
                "kept to be looked at: {} and {}",
                self.home.display(),
                cluster.unwrap_or_default().display()
            );
            return Ok(());
        }
        for folder in [cluster, Some(self.home.clone())]
            .into_iter()
            .flatten()
            .filter(|folder| folder.exists())
        {
            fs::remove_dir_all(folder)?;
        }
        Ok(())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for server in &mut self.servers {
            // One that has ended can't be killed, and need not be.
            let _ = server.child.kill();
            let _ = server.child.wait();
        }
    }
}

async fn start_postgres(home: &Path) -> Result<PrivatePostgres> {
    let settings = Settings { home: home.to_owned(), durable: true, max_connections: 100 };
    tokio::task::spawn_blocking(move || PrivatePostgres::start(&settings))
        .await
        .map_err(Error::other)?
}

/// The shell's own `kill`: the program of that name is not on every machine.
fn signal(name: &str, process: &str) -> Result<()> {
    let status =
        Command::new("/bin/sh").args(["-c", "kill -s \"$0\" \"$1\"", name, process]).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::other(format!("process {process} can't be told {name}")))
    }
}

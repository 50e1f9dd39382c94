//! Somebody at a browser, as far as the server can tell: signs in by the form, calls server
//! functions with what our page sends with them, tries again when told that the server is busy or
//! when no answer came, and keeps a journal.

use crate::{
    journal::Journal,
    stage::GONE_LIMIT,
    wire::{Answer, post},
};
use billwright::vocabulary::call::{KEY_HEADER, PAGE_HEADER, only_looks};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long an act is tried, while servers and database come and go: longer than either may take.
const KEEPS_TRYING: Duration = Duration::from_secs(GONE_LIMIT.as_secs() + 30);
/// Between them.
const PAUSE: Duration = Duration::from_millis(250);

/// Who they are.
#[derive(Clone, Debug)]
pub struct Person {
    /// They sign in with it.
    pub email: String,
    /// And with this.
    pub password: String,
    /// Whose page they look at, as its calls say it.
    pub page: String,
}

/// One of many clients.
pub struct Client {
    /// What they choose by.
    pub rng: StdRng,
    /// What they were told.
    pub journal: Arc<Journal>,
    person: Person,
    servers: Vec<SocketAddr>,
    token: String,
}

impl Client {
    /// The client of that number.
    pub fn new(
        number: u64,
        seed: u64,
        person: Person,
        servers: Vec<SocketAddr>,
        journal: Arc<Journal>,
    ) -> Self {
        let rng = StdRng::seed_from_u64(seed.wrapping_mul(1_000_003).wrapping_add(number));
        Self { rng, journal, person, servers, token: String::new() }
    }

    /// Signs in while nothing is in the way yet. Whether it did.
    pub async fn arrive(&mut self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < KEEPS_TRYING {
            if self.sign_in().await {
                return true;
            }
            tokio::time::sleep(PAUSE).await;
        }
        false
    }

    /// A number below `n`, which is at least one.
    pub fn below(&mut self, n: usize) -> usize {
        self.rng.random_range(0..n.max(1))
    }

    /// One of these, if there are any.
    pub fn one<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        let at = self.below(of.len());
        of.get(at).cloned()
    }

    /// A few of these, in their order.
    pub fn some<T: Clone>(&mut self, of: &[T], most: usize) -> Vec<T> {
        let start = self.below(of.len());
        let count = 1 + self.below(most);
        of.iter().skip(start).take(count).cloned().collect()
    }

    /// Calls a function with one argument. None: it was refused, or nobody answered in all that
    /// time.
    pub async fn call<I: Serialize, T: DeserializeOwned>(
        &mut self,
        function: &'static str,
        argument: &str,
        input: &I,
    ) -> Option<T> {
        let body = serde_json::json!({ argument: input }).to_string();
        self.call_with(function, &body).await
    }

    /// Calls a function with a body. The key is drawn once per act, whatever becomes of its tries.
    pub async fn call_with<T: DeserializeOwned>(
        &mut self,
        function: &'static str,
        body: &str,
    ) -> Option<T> {
        let key = self.key();
        self.call_under(&key, function, body).await
    }

    /// The same under a key that was drawn before.
    pub async fn call_under<T: DeserializeOwned>(
        &mut self,
        key: &str,
        function: &'static str,
        body: &str,
    ) -> Option<T> {
        let begun = Instant::now();
        while begun.elapsed() < KEEPS_TRYING {
            if self.token.is_empty() && !self.sign_in().await {
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let Ok(answer) = self.send(function, key, body).await else {
                self.journal.count(function, "no answer");
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            match answer.status {
                200 => return self.answered(function, key, &answer, begun),
                // Busy, or not there for the moment: the same act again.
                503 => {
                    self.journal.count(function, "busy");
                    tokio::time::sleep(PAUSE).await;
                }
                // The session may be gone, never somebody else's.
                401 => self.token.clear(),
                403 | 404 | 409 | 422 => {
                    self.journal.count(function, "refused");
                    self.journal.took(begun.elapsed());
                    if answer.body.contains("RequestKeyReused")
                        || answer.body.contains("PageOfAnother")
                    {
                        self.journal
                            .violation(format!("{function}: {} {}", answer.status, answer.body));
                    }
                    return None;
                }
                status => {
                    self.journal.violation(format!(
                        "{function} was answered with {status}: {}\n  sent: {body}",
                        answer.body
                    ));
                    return None;
                }
            }
        }
        self.journal.count(function, "given up");
        None
    }

    fn answered<T: DeserializeOwned>(
        &self,
        function: &'static str,
        key: &str,
        answer: &Answer,
        begun: Instant,
    ) -> Option<T> {
        self.journal.count(function, "done");
        self.journal.took(begun.elapsed());
        if !only_looks(function) {
            self.journal.acknowledged(key, function, &answer.body);
        }
        match serde_json::from_str(&answer.body) {
            Ok(read) => Some(read),
            Err(error) => {
                self.journal.violation(format!(
                    "{function} answered what can't be read ({error}): {}",
                    answer.body
                ));
                None
            }
        }
    }

    /// What a page of ours sends with every call. Now to the one server, now to the other.
    async fn send(&mut self, function: &str, key: &str, body: &str) -> std::io::Result<Answer> {
        let to = self.server();
        let cookie = format!("billwright={}", self.token);
        let page = self.person.page.clone();
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/json"),
            ("cookie", cookie.as_str()),
            (PAGE_HEADER, page.as_str()),
            (KEY_HEADER, key),
        ];
        let path = format!("/api/{function}");
        if self.below(40) == 0 {
            // A lost packet: the request is cut off somewhere, perhaps after it was done.
            let patience = Duration::from_millis(self.rng.random_range(0..30));
            let cut = tokio::time::timeout(patience, post(to, &path, &headers, body)).await;
            return cut.unwrap_or_else(|_| {
                Err(std::io::Error::new(std::io::ErrorKind::ConnectionAborted, "hung up"))
            });
        }
        post(to, &path, &headers, body).await
    }

    /// Draws the key of an act.
    pub fn key(&mut self) -> String {
        uuid::Uuid::from_u128(self.rng.random()).simple().to_string()
    }

    /// Calls a function of the first server, once, whatever becomes of it. Signs in before.
    pub async fn once(&mut self, function: &str, key: &str, body: &str) -> std::io::Result<Answer> {
        while self.token.is_empty() && !self.sign_in().await {
            tokio::time::sleep(PAUSE).await;
        }
        let cookie = format!("billwright={}", self.token);
        let page = self.person.page.clone();
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/json"),
            ("cookie", cookie.as_str()),
            (PAGE_HEADER, page.as_str()),
            (KEY_HEADER, key),
        ];
        post(self.servers[0], &format!("/api/{function}"), &headers, body).await
    }

    async fn sign_in(&mut self) -> bool {
        let form = format!(
            "email={}&password={}",
            self.person.email.replace('@', "%40"),
            self.person.password
        );
        let to = self.server();
        let Ok(answer) =
            post(to, "/sign-in", &[("content-type", "application/x-www-form-urlencoded")], &form)
                .await
        else {
            return false;
        };
        if answer.status == 500 {
            self.journal.violation(format!("sign-in was answered with 500: {}", answer.body));
        }
        let cookie = answer
            .header("set-cookie")
            .and_then(|cookie| cookie.split(';').next())
            .and_then(|pair| pair.strip_prefix("billwright="));
        self.token = cookie.unwrap_or_default().to_owned();
        self.journal.count("sign_in", if self.token.is_empty() { "refused" } else { "done" });
        !self.token.is_empty()
    }

    fn server(&mut self) -> SocketAddr {
        let at = self.below(self.servers.len());
        self.servers[at]
    }
}

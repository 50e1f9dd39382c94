//! What clients were told: every act that a server acknowledged, how acts ended and how long they
//! took, and whatever should never have been answered. It lies in this process, which nobody kills.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// An act that was acknowledged.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    /// The key it was sent under.
    pub key: String,
    /// What was done.
    pub function: &'static str,
    /// As it was answered.
    pub answer: String,
}

/// The journal of all clients.
#[derive(Default)]
pub struct Journal {
    acts: Mutex<Vec<Acknowledged>>,
    counts: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
    times: Mutex<Vec<Duration>>,
    violations: Mutex<Vec<String>>,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// An act was acknowledged.
    pub fn acknowledged(&self, key: &str, function: &'static str, answer: &str) {
        held(&self.acts).push(Acknowledged {
            key: key.to_owned(),
            function,
            answer: answer.to_owned(),
        });
    }

    /// How an act, or a try of one, ended.
    pub fn count(&self, function: &'static str, end: &'static str) {
        *held(&self.counts).entry((function, end)).or_default() += 1;
    }

    /// How long somebody waited for an answer, all tries together.
    pub fn took(&self, time: Duration) {
        held(&self.times).push(time);
    }

    /// Something that must not be.
    pub fn violation(&self, what: String) {
        eprintln!("VIOLATION {what}");
        held(&self.violations).push(what);
    }

    /// Every act that was acknowledged.
    pub fn acts(&self) -> Vec<Acknowledged> {
        held(&self.acts).clone()
    }

    /// Everything that must not be.
    pub fn violations(&self) -> Vec<String> {
        held(&self.violations).clone()
    }

    /// What happened, function by function.
    pub fn print(&self) {
        let counts = held(&self.counts);
        let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
        let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for ((function, end), count) in counts.iter() {
            *ends.entry(end).or_default() += count;
            rows.entry(function).or_default().push(format!("{count} {end}"));
        }
        for (function, ends) in rows {
            println!("  {function:<24} {}", ends.join(", "));
        }
        println!(
            "in all: {}",
            ends.iter().map(|(end, count)| format!("{count} {end}")).collect::<Vec<_>>().join(", ")
        );
        let mut times = held(&self.times);
        times.sort();
        let at = |permille: usize| {
            times.get(times.len().saturating_sub(1) * permille / 1000).copied().unwrap_or_default()
        };
        println!(
            "answers after: half {:?}, p99 {:?}, the slowest {:?} (with the pauses of whoever was told to try again)",
            at(500),
            at(990),
            at(1000)
        );
    }
}

//! Says what is being done, and how long it took.

use anyhow::Result;
use std::time::{Duration, Instant};

/// Does a part of a build, and prints its time when it took long enough to notice.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let begin = Instant::now();
    let outcome = work()?;
    let spent = begin.elapsed();
    if spent > Duration::from_millis(100) {
        eprintln!("xtask: {:>6.1} s  {name}", spent.as_secs_f64());
    }
    Ok(outcome)
}

/// The times of the steps of a test run, for its closing table.
#[derive(Default)]
pub struct Report {
    steps: Vec<(&'static str, Duration, bool)>,
}

impl Report {
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        eprintln!("\n=== {name}");
        let begin = Instant::now();
        let outcome = work();
        self.steps.push((name, begin.elapsed(), outcome.is_ok()));
        outcome
    }

    pub fn print(&self) {
        eprintln!();
        for (name, spent, passed) in &self.steps {
            let mark = if *passed { "ok" } else { "FAILED" };
            eprintln!("{:>8.1} s  {name:<36} {mark}", spent.as_secs_f64());
        }
        let total: Duration = self.steps.iter().map(|(_, spent, _)| *spent).sum();
        eprintln!("{:>8.1} s  in all", total.as_secs_f64());
    }
}

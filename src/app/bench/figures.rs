//! Times beside the floor's.

use crate::platform::failure::Failure;
use std::time::{Duration, Instant};

pub async fn timed(work: impl Future<Output = Result<(), Failure>>) -> Result<Duration, Failure> {
    let start = Instant::now();
    work.await?;
    Ok(start.elapsed())
}

pub fn row(what: &str, contracts: u32, took: Duration, floor: Duration) {
    let rate = |took: Duration| u128::from(contracts) * 100 * 1_000 / took.as_millis().max(1);
    println!(
        "{what:<14} ours {:>7} ms ({:>6}/s)   floor {:>7} ms ({:>6}/s)   ours/floor {}",
        took.as_millis(),
        rate(took),
        floor.as_millis(),
        rate(floor),
        ratio(took, floor)
    );
}

/// Two decimals, by integers.
pub fn ratio(took: Duration, floor: Duration) -> String {
    let hundredths = took.as_micros() * 100 / floor.as_micros().max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

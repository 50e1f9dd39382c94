//! Memory for files: all uploads and looks under way share so much, and whoever comes when it is
//! taken waits a little, then is told to come again.

use crate::platform::failure::Failure;
use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// All the memory, in KiB: 256 MiB.
const ALL: u32 = 256 << 10;
/// How long to wait for it.
const WAIT: Duration = Duration::from_secs(10);
/// Bytes of memory for each byte that is kept: as it came, and as it goes to the database.
const TO_KEEP: usize = 2;
/// Bytes of memory for each byte that is looked at: the text, its cells, what they would become.
const TO_LOOK_AT: usize = 8;

static MEMORY: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(usize::try_from(ALL).unwrap_or(0))));

/// Memory that is taken until this is dropped.
#[derive(Debug)]
pub struct Room(#[allow(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

/// Room to keep an upload of so many bytes.
pub async fn room_to_keep(bytes: usize) -> Result<Room, Failure> {
    room(bytes.saturating_mul(TO_KEEP), WAIT).await
}

/// Room to look at so many bytes, and to import them.
pub async fn room_to_look_at(bytes: usize) -> Result<Room, Failure> {
    room(bytes.saturating_mul(TO_LOOK_AT), WAIT).await
}

async fn room(bytes: usize, wait: Duration) -> Result<Room, Failure> {
    // What takes more than all has all to itself.
    let kib = u32::try_from(bytes.div_ceil(1 << 10)).unwrap_or(ALL).clamp(1, ALL);
    match tokio::time::timeout(wait, MEMORY.clone().acquire_many_owned(kib)).await {
        Ok(Ok(permit)) => Ok(Room(permit)),
        Ok(Err(error)) => Err(Failure::Fault(error.to_string())),
        Err(_) => Err(Failure::Busy("the memory for files is in use")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_share_so_much_memory_and_the_next_is_told_to_come_again() {
        // G19: 256 MiB in all, however many look at however much
        const LARGEST: usize = 32 << 20;
        let one = room_to_look_at(LARGEST).await.unwrap();
        assert!(
            matches!(room(1, Duration::ZERO).await, Err(Failure::Busy(_))),
            "one look at the largest folder takes all"
        );
        drop(one);
        let mut kept = Vec::new();
        for _ in 0..4 {
            kept.push(room_to_keep(LARGEST).await.unwrap());
        }
        assert!(
            matches!(room(1, Duration::ZERO).await, Err(Failure::Busy(_))),
            "or four that come in"
        );
        kept.pop();
        room(1, Duration::ZERO).await.unwrap();
        drop(kept);
        room(usize::MAX, Duration::ZERO).await.expect("nothing is too large to be looked at alone");
    }
}

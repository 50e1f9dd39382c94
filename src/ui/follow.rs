//! Following what goes on without the reader: asked again and again, until it has come to an end.

use leptos::{
    prelude::*,
    server_fn::serde::{Serialize, de::DeserializeOwned},
};
use std::time::Duration;

/// How long to wait before asking again.
pub const PAUSE: Duration = Duration::from_secs(1);

/// Asks again after a pause, for as long as the answer says that something goes on. Nothing is
/// asked once the page is left.
pub fn follow<T>(
    answer: Resource<T>,
    goes_on: impl Fn(&T) -> bool + Send + Sync + 'static,
    pause: Duration,
) where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    Effect::new(move |_| {
        if !answer.get().is_some_and(|answer| goes_on(&answer)) {
            return;
        }
        if let Ok(timer) = set_timeout_with_handle(move || answer.refetch(), pause) {
            on_cleanup(move || timer.clear());
        }
    });
}

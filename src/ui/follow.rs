//! Following what goes on without the reader. The server says that something has moved, and the
//! page asks what: one stream for all of a window, open only while something goes on and somebody
//! looks. Where no word comes (a proxy keeps it, the line is gone), the page asks by itself, if less
//! often.

use super::wait::Awaiting;
use leptos::{
    prelude::*,
    server_fn::serde::{Serialize, de::DeserializeOwned},
};
use std::time::Duration;

/// How long to wait for word before asking without it.
const PAUSE: Duration = Duration::from_secs(5);

/// What is known of what goes on; the app provides it once.
#[derive(Clone, Copy)]
pub struct Live {
    /// Raised whenever something has moved.
    moved: RwSignal<u32>,
    /// How many on the page follow something.
    followers: RwSignal<u32>,
}

/// Provides it, and listens while somebody follows.
pub fn provide_live() {
    let live = Live { moved: RwSignal::new(0), followers: RwSignal::new(0) };
    provide_context(live);
    let is_followed = Memo::new(move |_| live.followers.get() > 0);
    Effect::new(move |_| is_followed.get().then(|| browser::listen(live)));
}

/// What is known of what goes on. Call it while a component is made.
pub fn use_live() -> Live {
    use_context().unwrap_or_else(|| Live { moved: RwSignal::new(0), followers: RwSignal::new(0) })
}

impl Live {
    /// Raised whenever something has moved.
    pub fn moved(self) -> u32 {
        self.moved.get()
    }

    /// Something was begun here, or has been looked at: whoever follows asks at once.
    pub fn nudge(self) {
        self.moved.update(|n| *n = n.wrapping_add(1));
    }

    /// Counts as one who follows, for as long as something goes on.
    pub fn while_it_goes_on(self, goes_on: impl Fn() -> bool + Send + Sync + 'static) {
        let goes_on = Memo::new(move |_| goes_on());
        Effect::new(move |_| {
            if !goes_on.get() {
                return;
            }
            self.followers.update(|n| *n = n.saturating_add(1));
            let timer = set_interval_with_handle(move || self.nudge(), PAUSE).ok();
            on_cleanup(move || {
                // The page may be gone, and what it knew with it.
                let _ = self.followers.try_update(|n| *n = n.saturating_sub(1));
                if let Some(timer) = timer {
                    timer.clear();
                }
            });
        });
    }
}

/// Asks again whenever something has moved, for as long as the answer says that something goes on.
/// Nothing is asked once the page is left.
pub fn follow<T>(answer: Awaiting<T>, goes_on: impl Fn(&T) -> bool + Send + Sync + 'static)
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let live = use_live();
    let is_going_on = RwSignal::new(false);
    // In an effect: a resource is read in none but those, or where its page waits for it.
    Effect::new(move |_| {
        if let Some(answer) = answer.get() {
            is_going_on.set(goes_on(&answer));
        }
    });
    live.while_it_goes_on(move || is_going_on.get());
    Effect::new(move |before: Option<u32>| {
        let now = live.moved();
        if before.is_some_and(|before| before != now) && is_going_on.get_untracked() {
            answer.refetch();
        }
        now
    });
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::Live;
    use crate::ui::paths;
    use leptos::wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::EventSource;

    /// An open stream; closed when it is dropped.
    pub struct Stream {
        source: Option<EventSource>,
        _heard: Closure<dyn FnMut()>,
    }

    /// Opens the stream; where there is none, the page asks by itself.
    pub fn listen(live: Live) -> Stream {
        let heard = Closure::<dyn FnMut()>::new(move || live.nudge());
        let source = EventSource::new(paths::LIVE).ok();
        if let Some(source) = &source {
            source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        }
        Stream { source, _heard: heard }
    }

    impl Drop for Stream {
        fn drop(&mut self) {
            if let Some(source) = &self.source {
                source.set_onmessage(None);
                source.close();
            }
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::Live;

    /// On the server nobody listens.
    pub fn listen(_: Live) {}
}

//! Pages are parts of the program, loaded when first visited. A part that doesn't come (the network
//! is gone, or a newer version has other parts) is no end: the page it was for is asked of the
//! server as a whole, and comes with the program that fits it.

use super::{allowed::may, busy::Busy, page::forbidden};
use leptos::{prelude::*, wasm_split::SplitLoaderError};
use leptos_router::ChooseView;
use std::pin::Pin;

/// A part of the program did not come.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

impl From<SplitLoaderError> for NotLoaded {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// A page in a part of its own; `part!` makes it from the page's `page()`.
pub trait Part: Send + Sync + 'static {
    /// The function that whoever sees the page must be allowed; none: everybody's.
    const FUNCTION: Option<&'static str>;

    /// Has the part loaded, unless it is there already.
    fn load() -> impl Future<Output = Result<(), NotLoaded>>;

    /// The page.
    fn view() -> impl Future<Output = Result<AnyView, NotLoaded>>;
}

/// Cuts a page off into a part of its own: the page, the name of its part (once in the program),
/// and the function that whoever sees it must be allowed, unless it is everybody's. Nothing else
/// may call the page's `page()`: what is called from elsewhere stays in the program's first part.
#[macro_export]
macro_rules! part {
    ($page:ident, $part:ident $(, $function:literal)?) => {
        impl $crate::ui::part::Part for $page {
            const FUNCTION: Option<&'static str> = {
                let named: &[&'static str] = &[$($function)?];
                if named.is_empty() { None } else { Some(named[0]) }
            };

            async fn load() -> Result<(), $crate::ui::part::NotLoaded> {
                Ok($part::load().await?)
            }

            async fn view() -> Result<::leptos::prelude::AnyView, $crate::ui::part::NotLoaded> {
                #[cfg(feature = "ssr")]
                ::leptos::prefetch_lazy_fn_on_server(stringify!($part));
                $part::view().await
            }
        }

        mod $part {
            #[::leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible, preload(load))]
            pub fn view() -> Result<::leptos::prelude::AnyView, $crate::ui::part::NotLoaded> {
                Ok(super::$page::page())
            }
        }
    };
}

type Coming<T> = Pin<Box<dyn Future<Output = Result<T, NotLoaded>>>>;

/// A route's page in its part. One type for all pages: the router is compiled once, not once for
/// each.
#[derive(Clone, Copy, Debug)]
pub struct Loaded {
    function: Option<&'static str>,
    load: fn() -> Coming<()>,
    view: fn() -> Coming<AnyView>,
}

impl Loaded {
    /// Of this page.
    pub fn of<T: Part>() -> Self {
        Self { function: T::FUNCTION, load: || Box::pin(T::load()), view: || Box::pin(T::view()) }
    }
}

impl ChooseView for Loaded {
    async fn choose(self) -> AnyView {
        if !self.function.is_none_or(may) {
            return forbidden();
        }
        let to = browser::address();
        match (self.view)().await {
            Ok(view) => view,
            Err(NotLoaded) => browser::load_in_full(to).await,
        }
    }

    async fn preload(&self) {
        if !self.function.is_none_or(may) {
            return;
        }
        let to = browser::address();
        let busy = Busy::begin();
        let loaded = (self.load)().await;
        drop(busy);
        match loaded {
            Ok(()) => browser::came(),
            // The old page stays until the new one is there.
            Err(NotLoaded) => drop(browser::load_in_full(to).await),
        }
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::ui::stopped;
    use leptos::prelude::*;
    use leptos_router::hooks::use_location;

    /// Where the window remembers what it asked for in full.
    const ASKED: &str = "billwright-in-full";

    /// Where the router is going, as the server knows it.
    pub fn address() -> String {
        let to = use_location();
        let (path, search) = (to.pathname.get_untracked(), to.search.get_untracked());
        if search.is_empty() { path } else { format!("{path}?{search}") }
    }

    /// A part came: the next one that doesn't is a new misfortune.
    pub fn came() {
        if let Ok(Some(memory)) = window().session_storage() {
            // What can't be forgotten is asked for once less; nothing worse.
            let _ = memory.remove_item(ASKED);
        }
    }

    /// Asks the server for the whole page. Where that was done just now and the part still doesn't
    /// come, a person decides.
    pub async fn load_in_full(to: String) -> AnyView {
        let memory = window().session_storage().ok().flatten();
        let asked = memory.as_ref().and_then(|memory| memory.get_item(ASKED).ok().flatten());
        if asked.as_ref() == Some(&to) {
            stopped::show();
        } else {
            if let Some(memory) = memory {
                // A window without memory might ask for ever; it is told instead.
                if memory.set_item(ASKED, &to).is_err() {
                    stopped::show();
                }
            }
            let location = window().location();
            let here =
                location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
            // Nothing more can be done from here if the browser refuses; the page says so when it
            // is used.
            let _ = if here == to { location.reload() } else { location.assign(&to) };
        }
        std::future::pending().await
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use leptos::prelude::AnyView;

    pub fn address() -> String {
        String::new()
    }

    pub fn came() {}

    pub async fn load_in_full(_: String) -> AnyView {
        std::future::pending().await
    }
}

//! A room's server functions, a line each. What every call has in common is done here, once: who
//! calls (the session's person), whether they may (the row that stands beside the function), the
//! key of the act, and how it is answered. Which page a call comes from, and that a write has a
//! key, the gate asks before anything is decoded (`app/server.rs`).
//!
//! ```text
//! calls! {
//!     /// A page of retainers.
//!     read list_retainers(query: ListQuery) -> Page<RetainerRow>, for SEES_BILLING
//!         => |scope| store::list_retainers(scope, &query);
//!     /// Deletes a retainer.
//!     write delete_retainer(removal: RetainerRemoval) -> (), for BILLERS;
//! }
//! ```
//!
//! `read` looks, in one transaction of one moment; with `|scope, who|` it knows who is reading.
//! `write` hands over to the command of the same name, `commands::delete_retainer(tx, &removal)`;
//! several arguments go as a tuple. `call` has something to do before its transaction begins (hash
//! a password, find room in memory) and is given the caller.

/// Server functions, and `ACCESS`, their rows of the access table.
macro_rules! calls {
    ($(
        $(#[$doc:meta])*
        $kind:ident $name:ident($($arg:ident: $ty:ty),* $(,)?) -> $out:ty, for $roles:expr
            $(=> |$($var:ident),+| $body:expr)?;
    )+) => {
        /// Who may call which function of this room.
        pub const ACCESS: &[$crate::access::rules::Right] = &[$((stringify!($name), $roles)),+];

        $(
            $(#[$doc])*
            #[leptos::server(prefix = "/api", protocol = $crate::ui::calls::Calls)]
            pub async fn $name(
                $($arg: $ty),*
            ) -> Result<$out, $crate::vocabulary::failure::ApiError> {
                let caller = $crate::access::commands::enter($roles)?;
                $crate::access::calls::answer!(
                    $kind, caller, $name, ($($arg),*) $(, |$($var),+| $body)?
                )
            }
        )+
    };
}

/// How a call of each kind is answered.
#[cfg(feature = "ssr")]
macro_rules! answer {
    (read, $caller:ident, $name:ident, $args:tt, |$scope:ident| $body:expr) => {
        $caller.read(move |$scope| Box::pin(async move { $body.await })).await
    };
    (read, $caller:ident, $name:ident, $args:tt, |$scope:ident, $who:ident| $body:expr) => {{
        let $who = $caller.who.clone();
        $caller.read(move |$scope| Box::pin(async move { $body.await })).await
    }};
    (write, $caller:ident, $name:ident, ($arg:ident)) => {
        $caller.run(stringify!($name), $arg, |tx, input| Box::pin(commands::$name(tx, input))).await
    };
    (write, $caller:ident, $name:ident, $args:tt) => {
        $caller
            .run(stringify!($name), $args, |tx, input| Box::pin(commands::$name(tx, input)))
            .await
    };
    (call, $caller:ident, $name:ident, $args:tt, |$by:ident| $body:expr) => {{
        let $by = $caller;
        $body.await
    }};
}

#[cfg(feature = "ssr")]
pub(crate) use answer;
pub(crate) use calls;

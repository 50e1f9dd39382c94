//! Signed out while a page is open: said over the page, with the way back in. What was typed stays, and what was not done can
//! be done again; somebody else's page is loaded anew.

use crate::{
    access::rules::SESSION_IDLE_MINUTES,
    ui::{
        dialog::Dialog,
        grid::encode,
        notice::Failed,
        paths,
        session::{Interruption, watch},
    },
    vocabulary::{failure::ApiError, texts::texts},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How long before its end somebody is warned; the server notes only once a minute that a session goes on.
const WARNED_MINUTES: i64 = 3;

/// Over every page of somebody who is signed in.
#[component]
pub fn SessionDialog() -> impl IntoView {
    let t = texts();
    let interruption = RwSignal::new(None::<Interruption>);
    let open = RwSignal::new(false);
    Effect::new(move |_| watch(interruption, Duration::from_secs(u64::try_from((SESSION_IDLE_MINUTES - WARNED_MINUTES) * 60).unwrap_or(u64::MAX))));
    Effect::new(move |_| {
        let is_told = interruption.get().is_some();
        if open.get_untracked() != is_told {
            open.set(is_told);
        }
    });
    // Closed by its reader, it is said again when it matters again.
    Effect::new(move |_| {
        if !open.get() && interruption.get_untracked().is_some() {
            interruption.set(None);
        }
    });
    let title = Signal::derive(move || {
        match interruption.get() {
            Some(Interruption::Ending) => t.session_ending,
            Some(Interruption::OfAnother) => t.session_of_another,
            Some(Interruption::SignedOut) | None => t.session_signed_out,
        }
        .to_owned()
    });
    view! {
        <Dialog open title>
            {move || interruption.get().map(|why| match why {
                Interruption::Ending => ending(interruption),
                Interruption::SignedOut => view! { <SignInAgain interruption/> }.into_any(),
                Interruption::OfAnother => of_another(),
            })}
        </Dialog>
    }
}

fn ending(interruption: RwSignal<Option<Interruption>>) -> AnyView {
    let t = texts();
    let stay = move |_| {
        spawn_local(async move { interruption.set(if door::stay().await { None } else { Some(Interruption::SignedOut) }) });
    };
    view! {
        <p>{t.session_ending_explained}</p>
        <footer><button type="button" class="primary" on:click=stay>{t.session_stay}</button></footer>
    }
    .into_any()
}

fn of_another() -> AnyView {
    let t = texts();
    view! {
        <p>{t.session_of_another_explained}</p>
        <footer><button type="button" class="primary" on:click=|_| reload()>{t.action_reload}</button></footer>
    }
    .into_any()
}

fn reload() {
    // A page that can't be loaded anew stays; its reader can do it by hand.
    let _ = window().location().reload();
}

/// The form of the sign-in page, over this one.
#[component]
fn SignInAgain(interruption: RwSignal<Option<Interruption>>) -> impl IntoView {
    let t = texts();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let answer = RwSignal::new(None::<ApiError>);
    let pending = RwSignal::new(false);
    let send = move || {
        let form = format!("email={}&password={}&next=/robots.txt", encode(&email.get_untracked()), encode(&password.get_untracked()));
        pending.set(true);
        spawn_local(async move {
            let outcome = door::sign_in(form).await;
            pending.set(false);
            match outcome {
                Ok(()) => interruption.set(None),
                Err(error) => answer.set(Some(error)),
            }
        });
    };
    let elsewhere = move || format!("{}?next={}", paths::SIGN_IN, encode(&door::here()));
    view! {
        <p>{t.session_signed_out_explained}</p>
        {move || answer.get().map(|error| view! { <Failed error/> })}
        <form on:submit=move |e| { e.prevent_default(); send(); }>
            <label class="field"><span>{t.field_email}</span><input type="email" autocomplete="username" required maxlength="200" autofocus prop:value=move || email.get() on:input=move |e| email.set(event_target_value(&e))/></label>
            <label class="field"><span>{t.field_password}</span><input type="password" autocomplete="current-password" required maxlength="200" prop:value=move || password.get() on:input=move |e| password.set(event_target_value(&e))/></label>
            <footer>
                <button type="submit" class="primary" disabled=move || pending.get()>{t.sign_in}</button>
                <a class="button plain" href=elsewhere>{t.session_sign_in_page}</a>
            </footer>
        </form>
    }
}

/// The server's front door, as a form posts to it.
#[cfg(feature = "hydrate")]
mod door {
    use super::{ApiError, paths};
    use crate::vocabulary::refusal::Refusal;
    use leptos::{prelude::*, server_fn::request::browser::Request};

    /// Signs in: where the form leads to says how it went.
    pub async fn sign_in(form: String) -> Result<(), ApiError> {
        let request = Request::post(paths::SIGN_IN).header("Content-Type", "application/x-www-form-urlencoded").body(form);
        let response = request.map_err(|_| ApiError::Unreachable)?.send().await.map_err(|_| ApiError::Unreachable)?;
        let url = response.url();
        match url.split_once("error=").map(|(_, rest)| rest.split('&').next().unwrap_or_default()) {
            Some("failed") => Err(Refusal::SignInFailed.into()),
            Some("slowed_down") => Err(Refusal::SignInSlowedDown.into()),
            Some(_) => Err(ApiError::Unreachable),
            None if response.ok() => Ok(()),
            None => Err(ApiError::Unreachable),
        }
    }

    /// Shows the server that somebody is still here; whether they are still signed in.
    pub async fn stay() -> bool {
        let answer = Request::get(paths::HOME).send().await;
        let alive = answer.is_ok_and(|response| response.ok() && !response.url().contains(paths::SIGN_IN));
        if alive {
            crate::ui::session::alive();
        }
        alive
    }

    /// Where this page is.
    pub fn here() -> String {
        let location = window().location();
        format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default())
    }
}

/// On the server nobody presses a button.
#[cfg(not(feature = "hydrate"))]
mod door {
    use super::ApiError;

    pub async fn sign_in(_: String) -> Result<(), ApiError> {
        Err(ApiError::Unreachable)
    }

    pub async fn stay() -> bool {
        false
    }

    pub fn here() -> String {
        String::new()
    }
}

//! Signed out while a page is open: said over the page, with the way back in. What was typed stays,
//! and what was not done can be done again; somebody else's page is loaded anew.

use super::who::who;
use crate::{
    access::rules::{SESSION_IDLE_MINUTES, SESSION_LIFE_HOURS},
    ui::{
        dialog::Dialog,
        grid::encode,
        notice::Failed,
        paths, request_key,
        session::{Interruption, watch},
        unsaved::Unsaved,
    },
    vocabulary::{
        failure::ApiError,
        texts::{fill, texts},
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// Over every page of somebody who is signed in.
#[component]
pub fn SessionDialog() -> impl IntoView {
    let t = texts();
    let interruption = RwSignal::new(None::<Interruption>);
    let open = RwSignal::new(false);
    let ask = Callback::new(move |()| spawn_local(go_on(interruption)));
    Effect::new(move |_| {
        watch(
            interruption,
            minutes(SESSION_IDLE_MINUTES),
            Duration::from_secs(who().map_or(0, |who| who.session_left)),
            ask,
        )
    });
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
            Some(Interruption::Ending | Interruption::EndingForGood) => t.session_ending,
            Some(Interruption::OfAnother) => t.session_of_another,
            Some(Interruption::SignedOut) | None => t.session_signed_out,
        }
        .to_owned()
    });
    view! {
        <Dialog open title>
            {move || {
                interruption
                    .get()
                    .map(|why| match why {
                        Interruption::Ending => ending(interruption),
                        Interruption::EndingForGood => {
                            let why = fill(
                                t.session_ending_for_good_explained,
                                &[("hours", &SESSION_LIFE_HOURS.to_string())],
                            );
                            view! { <SignInAgain why interruption /> }.into_any()
                        }
                        Interruption::SignedOut => {
                            view! {
                                <SignInAgain
                                    why=t.session_signed_out_explained.to_owned()
                                    interruption
                                />
                            }
                                .into_any()
                        }
                        Interruption::OfAnother => of_another(),
                    })
            }}
        </Dialog>
    }
}

fn minutes(count: i64) -> Duration {
    Duration::from_secs(u64::try_from(count * 60).unwrap_or_default())
}

/// Shows the server that somebody is here, and says what it answers. Where it can't be reached,
/// what is said stands.
async fn go_on(interruption: RwSignal<Option<Interruption>>) {
    match door::stay().await {
        Some(true) => interruption.set(None),
        Some(false) => interruption.set(Some(Interruption::SignedOut)),
        None => {}
    }
}

fn ending(interruption: RwSignal<Option<Interruption>>) -> AnyView {
    let t = texts();
    let stay = move |_| spawn_local(go_on(interruption));
    view! {
        <p>{t.session_ending_explained}</p>
        <footer>
            <button type="button" class="primary" on:click=stay>
                {t.session_stay}
            </button>
        </footer>
    }
    .into_any()
}

fn of_another() -> AnyView {
    let t = texts();
    view! {
        <p>{t.session_of_another_explained}</p>
        <footer>
            <button type="button" class="primary" on:click=|_| reload()>
                {t.action_reload}
            </button>
        </footer>
    }
    .into_any()
}

fn reload() {
    // A page that can't be loaded anew stays; its reader can do it by hand.
    let _ = window().location().reload();
}

/// The form of the sign-in page, over this one: a new session takes the place of the one that ends,
/// or has ended.
#[component]
fn SignInAgain(
    /// Why.
    why: String,
    /// What is said, until it is done.
    interruption: RwSignal<Option<Interruption>>,
) -> impl IntoView {
    let t = texts();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let answer = RwSignal::new(None::<ApiError>);
    let pending = RwSignal::new(false);
    // Where nothing is typed, what could not be read is read by loading the page anew. Asked now:
    // this form counts as typed, too.
    let unsaved = use_context::<Unsaved>();
    let starts_anew = interruption.get_untracked() == Some(Interruption::SignedOut)
        && unsaved.is_some_and(|unsaved| !unsaved.is_any());
    // Until its answer has come, a form that is sent again is the same one.
    let key = StoredValue::new(request_key::draw().unwrap_or_default());
    let send = move || {
        let typed = (encode(&email.get_untracked()), encode(&password.get_untracked()));
        let form = format!(
            "email={}&password={}&key={}&next=/robots.txt",
            typed.0,
            typed.1,
            key.get_value()
        );
        pending.set(true);
        spawn_local(async move {
            let outcome = door::sign_in(form).await;
            pending.set(false);
            match outcome {
                Ok(()) if starts_anew => {
                    if let Some(unsaved) = unsaved {
                        unsaved.give_up();
                    }
                    reload();
                }
                Ok(()) => interruption.set(None),
                Err(error) => {
                    if error != ApiError::Unreachable {
                        key.set_value(request_key::draw().unwrap_or_default());
                    }
                    answer.set(Some(error));
                }
            }
        });
    };
    let elsewhere = move || format!("{}?next={}", paths::SIGN_IN, encode(&door::here()));
    view! {
        <p>{why}</p>
        {move || answer.get().map(|error| view! { <Failed error /> })}
        <form on:submit=move |e| {
            e.prevent_default();
            send();
        }>
            <label class="field">
                <span>{t.field_email}</span>
                <input
                    type="email"
                    autocomplete="username"
                    required
                    maxlength="200"
                    autofocus
                    prop:value=move || email.get()
                    on:input=move |e| email.set(event_target_value(&e))
                />
            </label>
            <label class="field">
                <span>{t.field_password}</span>
                <input
                    type="password"
                    autocomplete="current-password"
                    required
                    maxlength="200"
                    prop:value=move || password.get()
                    on:input=move |e| password.set(event_target_value(&e))
                />
            </label>
            <footer>
                <button type="submit" class="primary" disabled=move || pending.get()>
                    {t.sign_in}
                </button>
                <a class="button plain" href=elsewhere>
                    {t.session_sign_in_page}
                </a>
            </footer>
        </form>
    }
}

/// The server's front door, as a form posts to it.
#[cfg(feature = "hydrate")]
mod door {
    use super::{ApiError, SESSION_LIFE_HOURS, minutes, paths};
    use crate::{
        ui::session::{alive, now},
        vocabulary::{call::LEFT_HEADER, refusal::Refusal},
    };
    use leptos::{prelude::*, server_fn::request::browser::Request};
    use std::time::Duration;

    /// Signs in: where the form leads to says how it went. A session that begins has all its life
    /// before it.
    pub async fn sign_in(form: String) -> Result<(), ApiError> {
        let sent = now();
        let request = Request::post(paths::SIGN_IN)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form);
        let response = request
            .map_err(|_| ApiError::Unreachable)?
            .send()
            .await
            .map_err(|_| ApiError::Unreachable)?;
        let url = response.url();
        match url.split_once("error=").map(|(_, rest)| rest.split('&').next().unwrap_or_default()) {
            Some("failed") => Err(Refusal::SignInFailed.into()),
            Some("slowed_down") => Err(Refusal::SignInSlowedDown.into()),
            Some(_) => Err(ApiError::Unreachable),
            None if response.ok() => {
                alive(sent, Some(minutes(SESSION_LIFE_HOURS * 60)));
                Ok(())
            }
            None => Err(ApiError::Unreachable),
        }
    }

    /// Shows the server that somebody is still here; whether they are still signed in. Nothing,
    /// where it did not answer.
    pub async fn stay() -> Option<bool> {
        let sent = now();
        let response = Request::get(paths::HOME).send().await.ok()?;
        if response.status() >= 500 {
            return None;
        }
        let is_in = response.ok() && !response.url().contains(paths::SIGN_IN);
        if is_in {
            alive(
                sent,
                response
                    .headers()
                    .get(LEFT_HEADER)
                    .and_then(|left| left.parse().ok())
                    .map(Duration::from_secs),
            );
        }
        Some(is_in)
    }

    /// Where this page is.
    pub fn here() -> String {
        let location = window().location();
        format!(
            "{}{}",
            location.pathname().unwrap_or_default(),
            location.search().unwrap_or_default()
        )
    }
}

/// On the server nobody presses a button.
#[cfg(not(feature = "hydrate"))]
mod door {
    use super::ApiError;

    pub async fn sign_in(_: String) -> Result<(), ApiError> {
        Err(ApiError::Unreachable)
    }

    pub async fn stay() -> Option<bool> {
        None
    }

    pub fn here() -> String {
        String::new()
    }
}

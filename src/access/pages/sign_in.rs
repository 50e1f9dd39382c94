//! Sign in: a plain form, which works before and without the program in the browser.

use crate::{
    ui::{notice::Failed, paths, request_key},
    vocabulary::{failure::ApiError, refusal::Refusal, texts::texts},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn SignIn() -> impl IntoView {
    let t = texts();
    let query = use_query_map();
    let next = move || query.read().get("next").unwrap_or_else(|| paths::HOME.to_owned());
    let error = move || {
        query.read().get("error").map(|error| match error.as_str() {
            "failed" => ApiError::Refused(Refusal::SignInFailed),
            "slowed_down" => ApiError::Refused(Refusal::SignInSlowedDown),
            _ => ApiError::Fault(
                query
                    .read()
                    .get("reference")
                    .unwrap_or_default()
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .take(8)
                    .collect(),
            ),
        })
    };
    view! {
        <Title text=t.sign_in />
        <div class="sign-in card">
            <h1>
                <img src="/favicon.svg" alt="" width="24" height="24" />
                "Billwright"
            </h1>
            <p class="quiet-text">{t.sign_in_tagline}</p>
            {move || error().map(|error| view! { <Failed error /> })}
            <form method="post" action=paths::SIGN_IN>
                <input type="hidden" name="next" value=next />
                <input type="hidden" name="key" value=request_key::draw() />
                <label class="field">
                    <span>{t.field_email}</span>
                    <input
                        type="email"
                        name="email"
                        autocomplete="username"
                        required
                        maxlength="200"
                        autofocus
                    />
                </label>
                <label class="field">
                    <span>{t.field_password}</span>
                    <input
                        type="password"
                        name="password"
                        autocomplete="current-password"
                        required
                        maxlength="200"
                    />
                </label>
                <footer>
                    <button type="submit" class="primary">
                        {t.sign_in}
                    </button>
                </footer>
            </form>
        </div>
    }
}

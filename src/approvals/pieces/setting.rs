//! What a company allows its approvers (R-SEC-1).

use crate::{
    approvals::api::{
        edit_approval_setting, edit_entry_setting, read_approval_setting, read_entry_setting,
    },
    ui::{
        field::TextField,
        form::{other_error, sends},
        notice::Failed,
        unsaved::guard,
    },
    vocabulary::{
        failure::ApiError,
        refusal::{Field, Refusal},
        texts::texts,
    },
};
use leptos::prelude::*;

/// Whether people may approve what they did themselves: a box, kept as it is ticked.
#[component]
pub fn OwnWorkSetting() -> impl IntoView {
    let said = Resource::new(|| (), |()| read_entry_setting());
    let answer = RwSignal::new(None::<ApiError>);
    let save = Action::new(move |allowed: &bool| {
        let call = edit_entry_setting(*allowed, !*allowed);
        async move {
            answer.set(call.await.err());
            said.refetch();
        }
    });
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match said.await {
                    Ok(allowed) => {
                        view! {
                            <label class="check-line">
                                <input
                                    type="checkbox"
                                    checked=allowed
                                    prop:checked=allowed
                                    disabled=move || save.pending().get()
                                    on:change=move |e| {
                                        save.dispatch(event_target_checked(&e));
                                    }
                                />
                                " "
                                {texts().entries_own_work_allowed}
                            </label>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failed error /> }.into_any(),
                }
            })}
        </Transition>
        {move || answer.get().map(|error| view! { <Failed error /> })}
    }
}

/// From how many entries on approval runs in the background (R-APP-13): a number, kept by a button.
#[component]
pub fn BackgroundSetting() -> impl IntoView {
    let t = texts();
    let said = Resource::new(|| (), |()| read_approval_setting());
    let value = RwSignal::new(String::new());
    let kept = RwSignal::new(String::new());
    guard(Signal::derive(move || value.get_untracked() != kept.get_untracked()));
    let answer = RwSignal::new(None::<Result<(), ApiError>>);
    let seen = RwSignal::new(0);
    let save = Action::new(move |(): &()| {
        let typed = value.get_untracked();
        let call = edit_approval_setting(typed.clone(), seen.get_untracked());
        async move {
            let outcome = call.await;
            if outcome.is_ok() {
                kept.set(typed);
            }
            // Kept, or somebody else was first: then what they set is shown.
            if matches!(outcome, Ok(()) | Err(ApiError::Refused(Refusal::Outdated))) {
                said.refetch();
            }
            answer.set(Some(outcome));
        }
    });
    let error = Signal::derive(move || answer.get().and_then(Result::err));
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match said.await {
                    Ok(from) => {
                        value.set(from.to_string());
                        kept.set(from.to_string());
                        seen.set(from);
                        view! {
                            <form class="setting" on:submit=sends(save)>
                                <TextField field=Field::BackgroundFrom value error decimal=true />
                                <button type="submit" disabled=move || save.pending().get()>
                                    {t.action_save}
                                </button>
                                <small class="quiet-text">{t.sets_hint}</small>
                            </form>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failed error /> }.into_any(),
                }
            })}
        </Transition>
        <p role="status" aria-live="polite" class="quiet-text">
            {move || answer.get().and_then(Result::ok).map(|()| t.sets_saved)}
        </p>
        {other_error(error)}
    }
}

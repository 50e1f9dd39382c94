//! A number that a company sets: one field, kept by a button.

use super::{
    field::TextField,
    form::{other_error, sends},
    notice::Failed,
    unsaved::guard,
    wait::{Awaited, awaited},
};
use crate::vocabulary::{
    failure::ApiError,
    refusal::{Field, Refusal},
    texts::texts,
};
use leptos::prelude::*;

/// The field with what is set; it is saved as typed, with what was seen of it.
pub fn number_setting<Read, Reads, Save, Saves>(
    field: Field,
    hint: &'static str,
    read: Read,
    save: Save,
) -> AnyView
where
    Read: Fn() -> Reads + Copy + Send + Sync + 'static,
    Reads: Future<Output = Result<i32, ApiError>> + Send + 'static,
    Save: Fn(String, i32) -> Saves + Copy + Send + Sync + 'static,
    Saves: Future<Output = Result<(), ApiError>> + Send + 'static,
{
    let t = texts();
    let said = awaited(|| (), move |()| read());
    let value = RwSignal::new(String::new());
    let kept = RwSignal::new(String::new());
    guard(Signal::derive(move || value.get_untracked() != kept.get_untracked()));
    let answer = RwSignal::new(None::<Result<(), ApiError>>);
    let seen = RwSignal::new(0);
    let save = Action::new(move |(): &()| {
        let typed = value.get_untracked();
        let call = save(typed.clone(), seen.get_untracked());
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
        <Awaited>
            {move || Suspend::new(async move {
                match said.await {
                    Ok(set) => {
                        value.set(set.to_string());
                        kept.set(set.to_string());
                        seen.set(set);
                        view! {
                            <form class="setting" on:submit=sends(save)>
                                <TextField field value error decimal=true />
                                <button type="submit" disabled=move || save.pending().get()>
                                    {t.action_save}
                                </button>
                                <small class="quiet-text">{hint}</small>
                            </form>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failed error /> }.into_any(),
                }
            })}
        </Awaited>
        <p role="status" aria-live="polite" class="quiet-text">
            {move || answer.get().and_then(Result::ok).map(|()| t.sets_saved)}
        </p>
        {other_error(error)}
    }
    .into_any()
}

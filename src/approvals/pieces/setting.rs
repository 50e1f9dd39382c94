//! What a company allows its approvers (R-SEC-1).

use crate::{
    approvals::api::{
        edit_approval_setting, edit_entry_setting, read_approval_setting, read_entry_setting,
    },
    ui::{
        notice::Failed,
        setting::number_setting,
        wait::{Awaited, awaited},
    },
    vocabulary::{failure::ApiError, refusal::Field, texts::texts},
};
use leptos::prelude::*;

/// Whether people may approve what they did themselves: a box, kept as it is ticked.
#[component]
pub fn OwnWorkSetting() -> impl IntoView {
    let said = awaited(|| (), |()| read_entry_setting());
    let answer = RwSignal::new(None::<ApiError>);
    let save = Action::new(move |allowed: &bool| {
        let call = edit_entry_setting(*allowed, !*allowed);
        async move {
            answer.set(call.await.err());
            said.refetch();
        }
    });
    view! {
        <Awaited>
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
        </Awaited>
        {move || answer.get().map(|error| view! { <Failed error /> })}
    }
}

/// From how many entries on approval runs in the background (R-APP-13).
#[component]
pub fn BackgroundSetting() -> impl IntoView {
    number_setting(
        Field::BackgroundFrom,
        texts().sets_hint,
        read_approval_setting,
        edit_approval_setting,
    )
}

//! Who of the files is who signs in: what decides what is somebody's own work (R-SEC-1).

use crate::{
    book::{
        api::{list_identities, save_identity},
        model::people::{Identities, IdentityForm, ResourceRow},
    },
    pick::pieces::PickField,
    ui::{
        notice::{Failed, Notice, NoticeBox},
        page::loading,
        row_button::RowButton,
        table::{Head, small_table},
        wait::{Awaited, awaited},
    },
    vocabulary::{
        choices::Choices,
        failure::ApiError,
        ids::PersonId,
        refusal::Field,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

/// The list, with a choice for each.
#[component]
pub fn IdentityList() -> impl IntoView {
    let t = texts();
    let reload = RwSignal::new(0_u32);
    let asked = awaited(move || reload.get(), |_| list_identities());
    let notice = RwSignal::new(None);
    let save = Action::new(move |form: &IdentityForm| {
        let call = save_identity(*form);
        async move {
            notice.set(Some(match call.await {
                Ok(()) => Notice::done(t.notice_saved),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    view! {
        <section class="identities">
            <h2>{t.identities_title}</h2>
            <p class="quiet-text">{t.identities_explained}</p>
            <NoticeBox notice />
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match asked.await {
                        Ok(all) => table(all, save),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        </section>
    }
}

fn table(all: Identities, save: Action<IdentityForm, ()>) -> AnyView {
    let t = texts();
    if all.resources.is_empty() {
        return view! { <p class="empty">{t.identities_empty}</p> }.into_any();
    }
    let people = People {
        is_many: all.people.len() * all.resources.len() > LISTS,
        choices: Signal::stored(Choices::all(all.people)),
    };
    small_table(
        t.identities_title,
        &[t.column_person, t.identities_is, t.column_state].map(Head::Text),
        all.resources.into_iter().map(|row| line(row, people, save)).collect_view(),
    )
}

/// A list each for so many people and resources together is much.
const LISTS: usize = 1_000;

/// Everybody who signs in, and nobody.
fn person_choice(people: People, value: RwSignal<String>, label: String) -> AnyView {
    let t = texts();
    let error = RwSignal::new(None::<ApiError>);
    view! {
        <PickField
            field=Field::Resource
            label
            value
            choices=people.choices
            error
            blank=t.identities_nobody
            is_many=people.is_many
        />
    }
    .into_any()
}

/// Who signs in.
#[derive(Clone, Copy)]
struct People {
    choices: Signal<Choices>,
    is_many: bool,
}

fn line(row: ResourceRow, people: People, save: Action<IdentityForm, ()>) -> AnyView {
    let t = texts();
    let ResourceRow { resource_id, name, identity, alike } = row;
    let value = RwSignal::new(identity.person_id.map(|id| id.to_string()).unwrap_or_default());
    let name_of = |id: &PersonId| {
        people.choices.with_untracked(|all| all.name_of(&id.to_string()).map(str::to_owned))
    };
    let proposals = || alike.iter().filter_map(name_of).collect::<Vec<_>>().join(", ");
    let said = match (identity.person_id, identity.is_said) {
        (_, true) => t.identities_said.to_owned(),
        (Some(_), false) => t.identities_by_name.to_owned(),
        (None, false) if alike.is_empty() => String::new(),
        (None, false) => fill(t.identities_alike, &[("names", &proposals())]),
    };
    let is_open = !alike.is_empty();
    let act = move || {
        save.dispatch(IdentityForm {
            resource_id,
            seen: identity,
            person_id: value.get_untracked().parse().ok(),
        });
    };
    let label = format!("{}: {name}", t.identities_is);
    view! {
        <tr>
            <th scope="row" data-label=t.column_person>
                {name.clone()}
            </th>
            <td data-label=t
                .identities_is>
                {person_choice(people, value, label)} " "
                <RowButton label=t.action_save busy=save.pending() act />
            </td>
            <td data-label=t.column_state class:refusal=is_open>
                {said}
            </td>
        </tr>
    }
    .into_any()
}

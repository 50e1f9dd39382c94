//! The team of a project: who manages it, who works on it, who approves there (§14).

use crate::{
    book::{
        api::{read_team, save_team},
        model::team::{ProjectTeam, Team, TeamForm, TeamPerson},
    },
    pick::pieces::PickField,
    ui::{
        field::field_of,
        form::sends,
        notice::Failed,
        page::loading,
        wait::{Awaited, awaited},
    },
    vocabulary::{
        choices::Choices,
        failure::ApiError,
        ids::{PersonId, ProjectId},
        refusal::{Field, Refusal},
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

/// The form of one project's team, as it is now; `done` is told when it is saved.
#[component]
pub fn TeamFields(
    /// Whose.
    project: ProjectId,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let asked = awaited(|| (), move |()| read_team(project));
    view! {
        <Awaited fallback=loading>
            {move || Suspend::new(async move {
                match asked.await {
                    Ok(team) => view! { <TeamOf team done /> }.into_any(),
                    Err(error) => view! { <Failed error /> }.into_any(),
                }
            })}
        </Awaited>
    }
}

/// Who is on the team as it is ticked.
type Marks = RwSignal<Vec<(PersonId, bool)>>;

#[component]
fn TeamOf(team: ProjectTeam, done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let t = texts();
    let ProjectTeam { project_id, team: seen, people, may_change, .. } = team;
    let manager = RwSignal::new(seen.manager.map(|id| id.to_string()).unwrap_or_default());
    let members: Marks = RwSignal::new(seen.members.clone());
    let answer = RwSignal::new(None::<ApiError>);
    let save = Action::new(move |(): &()| {
        let team = Team {
            manager: manager.get_untracked().parse().ok(),
            members: members.get_untracked(),
        };
        let call = save_team(TeamForm { project_id, seen: seen.clone(), team });
        async move {
            match call.await {
                Ok(()) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let managers =
        Choices::all(people.iter().filter(|p| p.may_manage).map(|p| (p.person_id, p.name.clone())));
    view! {
        <form on:submit=sends(save)>
            <p class="quiet-text">{t.projects_team_explained}</p>
            {(!may_change)
                .then(|| view! { <Failed error=ApiError::Refused(Refusal::NotProjectManager) /> })}
            <fieldset class="plain" disabled=!may_change>
                <PickField
                    field=Field::ProjectManager
                    value=manager
                    error=answer
                    choices=Signal::stored(managers)
                />
                <table class="team">
                    <thead>
                        <tr>
                            <th scope="col">{t.field_name}</th>
                            <th scope="col">{t.projects_on_team}</th>
                            <th scope="col">{t.field_approvers}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {people
                            .into_iter()
                            .map(|person| member_row(person, members))
                            .collect_view()}
                    </tbody>
                </table>
            </fieldset>
            {move || {
                answer
                    .get()
                    .filter(|e| field_of(e) != Some(Field::ProjectManager))
                    .map(|error| view! { <Failed error /> })
            }}
            <footer>
                <button
                    type="submit"
                    class="primary"
                    disabled=move || !may_change || save.pending().get()
                >
                    {t.action_save}
                </button>
            </footer>
        </form>
    }
}

/// Somebody with two boxes: on the team, and approver; whoever approves is on it.
fn member_row(person: TeamPerson, members: Marks) -> AnyView {
    let t = texts();
    let TeamPerson { person_id, name, may_approve, .. } = person;
    let mark = move || {
        members
            .get()
            .into_iter()
            .find(|(id, _)| *id == person_id)
            .map(|(_, is_approver)| is_approver)
    };
    let set = move |on: Option<bool>| {
        members.update(|all| {
            all.retain(|(id, _)| *id != person_id);
            all.extend(on.map(|is_approver| (person_id, is_approver)));
            all.sort_unstable();
        });
    };
    let label = |of: &str| format!("{of}: {name}");
    let (on_team, approver) = (label(t.projects_on_team), label(t.field_approvers));
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td>
                <input
                    type="checkbox"
                    aria-label=on_team
                    prop:checked=move || mark().is_some()
                    on:change=move |e| set(event_target_checked(&e).then_some(false))
                />
            </td>
            <td>
                <input
                    type="checkbox"
                    aria-label=approver
                    disabled=!may_approve
                    prop:checked=move || mark() == Some(true)
                    on:change=move |e| set(Some(event_target_checked(&e)))
                />
            </td>
        </tr>
    }
    .into_any()
}

/// The head of its dialog.
pub fn title(project: &str) -> String {
    fill(texts().projects_team_of, &[("project", project)])
}

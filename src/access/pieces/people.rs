//! People: who signs in, and what they may do.

use crate::{
    access::{
        api::{add_person, edit_person, list_people, reset_password},
        model::{PasswordReset, PersonEdit, PersonRow, SignedIn},
        rules::suggested_password,
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        field::{TextField, field_of},
        form::{sends, submit_footer},
        format::Label,
        notice::{Failed, Notice, NoticeBox},
        page::{PageHead, loading},
        request_key::drawn,
        row_button::RowButton,
        table::{Head, small_table},
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        refusal::Field,
        texts::{fill, of, texts},
        words::Role,
    },
};
use leptos::prelude::*;

struct Parts {
    people: Awaiting<Result<Vec<PersonRow>, ApiError>>,
    reload: RwSignal<u32>,
}

/// Everybody who signs in; the page around it is the app's, which knows who does the work.
pub fn people() -> AnyView {
    let t = texts();
    let Parts { people, reload } = parts();
    let notice = RwSignal::new(None);
    let adding = RwSignal::new(false);
    let done = move || {
        notice.set(Some(Notice::done(t.notice_saved)));
        reload.update(|n| *n += 1);
    };
    view! {
        <PageHead title=t
            .people_title>
            {may("add_person")
                .then(|| {
                    view! {
                        <button type="button" class="primary" on:click=move |_| adding.set(true)>
                            {t.people_add}
                        </button>
                    }
                })}
        </PageHead>
        <NoticeBox notice />
        <Dialog open=adding title=t.people_add>
            <AddPerson done=move || {
                adding.set(false);
                done();
            } />
        </Dialog>
        <Awaited fallback=loading>
            {move || Suspend::new(async move {
                match people.await {
                    Ok(rows) => people_table(rows, notice, reload),
                    Err(error) => view! { <Failed error /> }.into_any(),
                }
            })}
        </Awaited>
    }
    .into_any()
}

/// What the page asks.
fn parts() -> Parts {
    let reload = RwSignal::new(0);
    Parts { people: awaited_first(move || reload.get(), |_| list_people()), reload }
}

/// Whom a dialog is about.
#[derive(Clone, Copy)]
struct About {
    row: RwSignal<Option<PersonRow>>,
    open: RwSignal<bool>,
}

impl About {
    fn nobody() -> Self {
        Self { row: RwSignal::new(None), open: RwSignal::new(false) }
    }

    fn show(self, row: &PersonRow) {
        self.row.set(Some(row.clone()));
        self.open.set(true);
    }
}

fn people_table(
    rows: Vec<PersonRow>,
    notice: RwSignal<Option<Notice>>,
    reload: RwSignal<u32>,
) -> AnyView {
    let t = texts();
    let (editing, resetting) = (About::nobody(), About::nobody());
    let done = move || {
        editing.open.set(false);
        notice.set(Some(Notice::done(t.notice_saved)));
        reload.update(|n| *n += 1);
    };
    let reset_done = move |name: &str| {
        resetting.open.set(false);
        notice.set(Some(Notice::done(fill(t.people_reset_done, &[("name", name)]))));
        reload.update(|n| *n += 1);
    };
    let reset_title = Signal::derive(move || {
        resetting
            .row
            .get()
            .map(|row| fill(t.people_reset_title, &[("name", &row.name)]))
            .unwrap_or_default()
    });
    let me = use_context::<SignedIn>().map(|who| who.person_id);
    let row = move |p: PersonRow| {
        let is_me = me == Some(p.person_id);
        person_row(p, is_me, editing, resetting)
    };
    view! {
        {small_table(
            t.people_title,
            &[t.field_name, t.field_email, t.field_roles, t.people_active, t.column_edit]
                .map(Head::Text),
            rows.into_iter().map(row).collect_view(),
        )}
        <Dialog open=editing.open title=t.people_edit>
            {move || editing.row.get().map(|row| view! { <EditPerson row done /> })}
        </Dialog>
        <Dialog open=resetting.open title=reset_title>
            {move || resetting.row.get().map(|row| view! { <ResetPassword row done=reset_done /> })}
        </Dialog>
    }
    .into_any()
}

fn person_row(p: PersonRow, is_me: bool, editing: About, resetting: About) -> AnyView {
    let t = texts();
    let roles = p.roles.iter().map(|r| r.label()).collect::<Vec<_>>().join(", ");
    let reset = (may("reset_password") && !is_me).then(|| reset_button(p.clone(), resetting));
    let edited = p.clone();
    view! {
        <tr>
            <td data-label=t.field_name>{p.name}</td>
            <td data-label=t.field_email>{p.email}</td>
            <td data-label=t.field_roles>{roles}</td>
            <td data-label=t.people_active>{if p.is_active { t.word_yes } else { t.word_no }}</td>
            <td data-label=t.column_edit>
                <RowButton label=t.action_edit act=move || editing.show(&edited) />
                {reset}
            </td>
        </tr>
    }
    .into_any()
}

/// One's own password is changed on one's own account: there is a button for everybody else.
fn reset_button(row: PersonRow, resetting: About) -> AnyView {
    let name = of(texts().people_reset, &row.name);
    view! { <RowButton label=texts().people_reset name act=move || resetting.show(&row) /> }
        .into_any()
}

/// A new password for somebody, typed or suggested; shown, since whoever gives it has to pass it
/// on.
#[component]
fn ResetPassword(
    row: PersonRow,
    done: impl Fn(&str) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let password = RwSignal::new(String::new());
    let answer = RwSignal::new(None::<ApiError>);
    let (person_id, version, name) =
        (row.person_id, row.version, StoredValue::new(row.name.clone()));
    let save = Action::new(move |(): &()| {
        let call = reset_password(PasswordReset {
            person_id,
            version,
            password: password.get_untracked(),
        });
        async move {
            match call.await {
                Ok(()) => name.with_value(|name| done(name)),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <form on:submit=sends(save)>
            <p>{row.name.clone()}" · "{row.email}</p>
            <TextField
                field=Field::Password
                label=t.account_new_password
                value=password
                error=answer
            />
            <p>
                <button
                    type="button"
                    class="plain"
                    on:click=move |_| {
                        if let Some(drawn) = drawn() {
                            password.set(suggested_password(drawn));
                        }
                    }
                >
                    {t.people_reset_suggest}
                </button>
            </p>
            {other_error(answer)}
            <p class="quiet-text">{fill(t.people_reset_explained, &[("name", &row.name)])}</p>
            {submit_footer(t.people_reset_act, save.pending())}
        </form>
    }
}

fn role_boxes(roles: RwSignal<Vec<Role>>) -> AnyView {
    view! {
        <fieldset>
            <legend>{texts().field_roles}</legend>
            {Role::ALL
                .iter()
                .copied()
                .map(|role| {
                    view! {
                        <label class="check-line">
                            <input
                                type="checkbox"
                                prop:checked=move || roles.get().contains(&role)
                                on:change=move |e| {
                                    roles
                                        .update(|all| {
                                            all.retain(|r| *r != role);
                                            if event_target_checked(&e) {
                                                all.push(role);
                                            }
                                        })
                                }
                            />
                            " "
                            {role.label()}
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
    .into_any()
}

fn other_error(answer: RwSignal<Option<ApiError>>) -> impl IntoView {
    move || {
        answer
            .get()
            .filter(|e| field_of(e).is_none() || field_of(e) == Some(Field::Roles))
            .map(|error| view! { <Failed error /> })
    }
}

#[component]
fn AddPerson(done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let t = texts();
    let (name, email, password) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let roles = RwSignal::new(vec![Role::ProjectManager]);
    let answer = RwSignal::new(None::<ApiError>);
    let save = Action::new(move |(): &()| {
        let call = add_person(
            name.get_untracked(),
            email.get_untracked(),
            password.get_untracked(),
            roles.get_untracked(),
        );
        async move {
            match call.await {
                Ok(_) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <form on:submit=sends(save)>
            <TextField field=Field::Name value=name error=answer />
            <TextField field=Field::Email value=email error=answer kind="email" />
            <TextField field=Field::Password value=password error=answer kind="password" />
            {role_boxes(roles)}
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

#[component]
fn EditPerson(row: PersonRow, done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let t = texts();
    let is_active = RwSignal::new(row.is_active);
    let roles = RwSignal::new(row.roles.clone());
    let answer = RwSignal::new(None::<ApiError>);
    let (person_id, version) = (row.person_id, row.version);
    let save = Action::new(move |(): &()| {
        let call = edit_person(PersonEdit {
            person_id,
            version,
            is_active: is_active.get_untracked(),
            roles: roles.get_untracked(),
        });
        async move {
            match call.await {
                Ok(()) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <form on:submit=sends(save)>
            <p>{row.name}" · "{row.email}</p>
            <label class="check-line">
                <input
                    type="checkbox"
                    prop:checked=move || is_active.get()
                    on:change=move |e| is_active.set(event_target_checked(&e))
                />
                " "
                {t.people_active}
            </label>
            {role_boxes(roles)}
            {other_error(answer)}
            <p class="quiet-text">{t.people_sessions_end}</p>
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

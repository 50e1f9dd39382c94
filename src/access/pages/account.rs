//! My account: one's own password, and where one is signed in.

use crate::{
    access::{
        api::{change_password, end_sessions, read_account},
        model::{Account, PasswordChange, SessionRow},
    },
    ui::{
        field::{TextField, field_of},
        format,
        notice::{Failed, Notice, NoticeBox},
        page::PageHead,
        paths,
    },
    vocabulary::{failure::ApiError, ids::SessionId, refusal::Field, texts::texts},
};
use leptos::prelude::*;

/// The page.
pub struct MyAccount;

struct Parts {
    account: Resource<Result<Account, ApiError>>,
    reload: RwSignal<u32>,
}

crate::part!(MyAccount, part_my_account, "read_account");

impl MyAccount {
    fn page() -> AnyView {
        let t = texts();
        let Parts { account, reload } = parts();
        let notice = RwSignal::new(None);
        view! {
            <PageHead title=t.account_title />
            <NoticeBox notice />
            <section class="card">
                <h2>{t.account_password}</h2>
                <ChangePassword done=move || {
                    notice.set(Some(Notice::done(t.account_changed)));
                    reload.update(|n| *n += 1);
                } />
            </section>
            <Transition fallback=|| {
                view! { <div class="grid-loading" aria-busy="true"></div> }
            }>
                {move || Suspend::new(async move {
                    match account.await {
                        Ok(account) => sessions_table(account, notice, reload),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Transition>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let reload = RwSignal::new(0);
    Parts { account: Resource::new_blocking(move || reload.get(), |_| read_account()), reload }
}

#[component]
fn ChangePassword(done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let t = texts();
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let answer = RwSignal::new(None::<ApiError>);
    let must = use_context::<MustChange>().is_some_and(|must| must.0);
    let save = Action::new(move |(): &()| {
        let call =
            change_password(PasswordChange { old: old.get_untracked(), new: new.get_untracked() });
        async move {
            match call.await {
                // What was closed is open now: the whole page begins anew.
                Ok(()) if must => leave_for(paths::HOME),
                Ok(()) => {
                    old.set(String::new());
                    new.set(String::new());
                    answer.set(None);
                    done();
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        {must
            .then(|| {
                view! {
                    <p class="notice" role="status">
                        {t.account_must_change}
                    </p>
                }
            })}
        <form on:submit=move |e| {
            e.prevent_default();
            save.dispatch(());
        }>
            <TextField
                field=Field::OldPassword
                value=old
                error=answer
                kind="password"
                autocomplete="current-password"
            />
            <TextField
                field=Field::Password
                label=t.account_new_password
                value=new
                error=answer
                kind="password"
                autocomplete="new-password"
            />
            {move || {
                answer
                    .get()
                    .filter(|error| field_of(error).is_none())
                    .map(|error| view! { <Failed error /> })
            }}
            <footer>
                <button type="submit" class="primary" disabled=move || save.pending().get()>
                    {t.account_change}
                </button>
            </footer>
        </form>
    }
}

/// Whether whoever is signed in has to change their password; provided by the app.
#[derive(Clone, Copy, Debug)]
pub struct MustChange(pub bool);

fn leave_for(path: &str) {
    // Where there is no browser nobody pressed the button.
    #[cfg(feature = "hydrate")]
    if let Err(error) = window().location().set_href(path) {
        leptos::logging::error!("{error:?}");
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = path;
}

fn sessions_table(
    account: Account,
    notice: RwSignal<Option<Notice>>,
    reload: RwSignal<u32>,
) -> AnyView {
    let t = texts();
    let end = Action::new(move |sessions: &Vec<SessionId>| {
        let call = end_sessions(sessions.clone());
        async move {
            notice.set(Some(match call.await {
                Ok(_) => Notice::done(t.account_ended),
                Err(error) => Notice::refused(&error),
            }));
            reload.update(|n| *n += 1);
        }
    });
    let others: Vec<SessionId> =
        account.sessions.iter().filter(|s| !s.is_this).map(|s| s.session_id).collect();
    let row = move |s: SessionRow| {
        let id = s.session_id;
        let act = if s.is_this {
            t.account_this.into_any()
        } else {
            view! {
                <button
                    type="button"
                    class="plain"
                    disabled=move || end.pending().get()
                    on:click=move |_| {
                        end.dispatch(vec![id]);
                    }
                >
                    {t.account_end}
                </button>
            }
            .into_any()
        };
        view! {
            <tr>
                <td data-label=t.account_agent>{s.agent}</td>
                <td data-label=t.account_address>{s.address}</td>
                <td data-label=t.account_since>{format::instant(s.created_at)}</td>
                <td data-label=t.account_seen>{format::instant(s.seen_at)}</td>
                <td data-label=t.column_edit>{act}</td>
            </tr>
        }
    };
    view! {
        <h2>{t.account_sessions}</h2>
        <p class="quiet-text">{account.email}</p>
        <div class="grid-scroll" tabindex="0" role="group" aria-label=t.account_sessions>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t.account_agent}</th>
                        <th scope="col">{t.account_address}</th>
                        <th scope="col">{t.account_since}</th>
                        <th scope="col">{t.account_seen}</th>
                        <th scope="col">{t.column_edit}</th>
                    </tr>
                </thead>
                <tbody>{account.sessions.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {(others.len() > 1)
            .then(|| {
                view! {
                    <p>
                        <button
                            type="button"
                            disabled=move || end.pending().get()
                            on:click=move |_| {
                                end.dispatch(others.clone());
                            }
                        >
                            {t.account_end_others}
                        </button>
                    </p>
                }
            })}
    }
    .into_any()
}

//! My account: one's own password, and where one is signed in.

use crate::{
    access::{
        api::{change_password, end_sessions, read_account},
        model::{Account, PasswordChange, SessionRow},
    },
    ui::{
        field::TextField,
        form::{other_error, sends, submit_footer},
        format,
        notice::{Failed, Notice, NoticeBox},
        page::{PageHead, loading},
        paths,
        row_button::RowButton,
        table::{Head, small_table},
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{failure::ApiError, ids::SessionId, refusal::Field, texts::texts},
};
use leptos::prelude::*;

/// The page.
pub struct MyAccount;

struct Parts {
    account: Awaiting<Result<Account, ApiError>>,
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
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match account.await {
                        Ok(account) => sessions_table(account, notice, reload),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let reload = RwSignal::new(0);
    Parts { account: awaited_first(move || reload.get(), |_| read_account()), reload }
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
        <form on:submit=sends(save)>
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
            {other_error(answer)}
            {submit_footer(t.account_change, save.pending())}
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
    view! {
        <h2>{t.account_sessions}</h2>
        <p class="quiet-text">{account.email}</p>
        {small_table(
            t.account_sessions,
            &[t.account_agent, t.account_address, t.account_since, t.account_seen, t.column_edit]
                .map(Head::Text),
            account.sessions.into_iter().map(|session| session_row(session, end)).collect_view(),
        )}
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

/// A session; another than this one can be ended.
fn session_row(s: SessionRow, end: Action<Vec<SessionId>, ()>) -> AnyView {
    let t = texts();
    let id = s.session_id;
    let act = if s.is_this {
        t.account_this.into_any()
    } else {
        let act = move || {
            end.dispatch(vec![id]);
        };
        view! { <RowButton label=t.account_end busy=end.pending() act /> }.into_any()
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
    .into_any()
}

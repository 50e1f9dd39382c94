//! Settings › Projects: what is worked on, and its tasks.

use super::team::{self, TeamFields};
use crate::{
    book::{
        api::{list_projects, save_project, total_projects},
        model::{ProjectForm, ProjectRow},
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        field::TextField,
        form::{other_error, sends, submit_footer},
        grid::{Column, FilterField, Grid, GridSpec, GridState, Input, grid_state, listed},
        notice::{Notice, NoticeBox},
        page::PageHead,
        row_button::RowButton,
        wait::Awaiting,
    },
    vocabulary::{
        failure::ApiError,
        ids::{ProjectId, TaskId},
        paging::{Page, Totals},
        refusal::Field,
        texts::{of, texts},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Projects;

struct Parts {
    state: GridState,
    rows: Awaiting<Result<Page<ProjectRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
    reload: RwSignal<u32>,
}

/// Which project is being changed; a cell's button sets it.
#[derive(Clone, Copy)]
struct Editing {
    form: RwSignal<ProjectForm>,
    open: RwSignal<bool>,
    team: RwSignal<Option<(ProjectId, String)>>,
    team_open: RwSignal<bool>,
}

crate::part!(Projects, part_projects, "list_projects");

impl Projects {
    fn page() -> AnyView {
        let t = texts();
        let Parts { state, rows, totals, reload } = parts();
        let notice = RwSignal::new(None);
        let editing = Editing {
            form: RwSignal::new(ProjectForm::default()),
            open: RwSignal::new(false),
            team: RwSignal::new(None),
            team_open: RwSignal::new(false),
        };
        provide_context(editing);
        let done = move || {
            editing.open.set(false);
            editing.team_open.set(false);
            notice.set(Some(Notice::done(t.notice_saved)));
            reload.update(|n| *n += 1);
        };
        let add = move |_| {
            editing.form.set(ProjectForm::default());
            editing.open.set(true);
        };
        view! {
            <PageHead title=t
                .projects_title>
                {may("save_project")
                    .then(|| {
                        view! {
                            <button type="button" class="primary" on:click=add>
                                {t.projects_add}
                            </button>
                        }
                    })}
            </PageHead>
            <NoticeBox notice />
            <Dialog
                open=editing.open
                title=Signal::derive(move || {
                    if editing.form.get().project_id.is_some() {
                        t.projects_edit
                    } else {
                        t.projects_add
                    }
                        .to_owned()
                })
            >
                <ProjectFields form=editing.form.get_untracked() done />
            </Dialog>
            <Dialog
                open=editing.team_open
                title=Signal::derive(move || {
                    editing.team.get().map(|(_, code)| team::title(&code)).unwrap_or_default()
                })
            >
                {move || {
                    editing.team.get().map(|(project, _)| view! { <TeamFields project done /> })
                }}
            </Dialog>
            <Grid spec=spec() state rows totals />
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_projects, total_projects);
    Parts { state, rows, totals, reload }
}

fn spec() -> GridSpec<ProjectRow> {
    let t = texts();
    GridSpec {
        caption: t.projects_title,
        columns: vec![
            Column::text("code", t.field_code, |r: &ProjectRow| r.code.clone().into_any())
                .sorted("code"),
            Column::text("client", t.projects_client, |r: &ProjectRow| r.client.clone().into_any()),
            Column::text("name", t.field_name, |r: &ProjectRow| r.name.clone().into_any()),
            Column::text("tasks", t.field_tasks, |r: &ProjectRow| {
                let all = r.task_names.join(", ");
                view! { <span class="clip" title=all.clone()>{all.clone()}</span> }.into_any()
            }),
            Column::text("manager", t.field_project_manager, |r: &ProjectRow| {
                r.manager_name
                    .clone()
                    .unwrap_or_else(|| texts().projects_no_manager.to_owned())
                    .into_any()
            }),
            Column::text("approvers", t.field_approvers, |r: &ProjectRow| {
                let all = r.approver_names.join(", ");
                view! { <span class="clip" title=all.clone()>{all.clone()}</span> }.into_any()
            }),
            Column::text("edit", t.column_edit, edit_cell),
        ],
        filters: vec![FilterField::new("project", t.column_project, Input::Text)],
        id: |r| r.project_id.0,
        amount: |_| None,
        version: None,
        empty: |_| texts().projects_empty.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

fn edit_cell(row: &ProjectRow) -> AnyView {
    if !may("save_project") {
        return ().into_any();
    }
    let label = of(texts().action_edit, &row.code);
    let team_label = of(texts().projects_team, &row.code);
    let (row, editing) = (row.clone(), use_context::<Editing>());
    let (project_id, code) = (row.project_id, row.code.clone());
    let team = move || {
        if let Some(editing) = editing {
            editing.team.set(Some((project_id, code.clone())));
            editing.team_open.set(true);
        }
    };
    let act = move || {
        if let Some(editing) = editing {
            let row = row.clone();
            let tasks =
                row.task_ids.into_iter().map(|id| Some(TaskId(id))).zip(row.task_names).collect();
            editing.form.set(ProjectForm {
                project_id: Some(row.project_id),
                version: row.version,
                code: row.code,
                name: row.name,
                client: row.client,
                tasks,
            });
            editing.open.set(true);
        }
    };
    let team = may("save_team").then(|| {
        view! { <RowButton label=texts().projects_team name=team_label act=team /> }
    });
    view! {
        <RowButton label=texts().action_edit name=label act />
        {team}
    }
    .into_any()
}

#[component]
fn ProjectFields(
    form: ProjectForm,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let (project_id, version) = (form.project_id, form.version);
    let known = StoredValue::new(form.tasks.iter().map(|(id, _)| *id).collect::<Vec<_>>());
    let (code, name, client) =
        (RwSignal::new(form.code), RwSignal::new(form.name), RwSignal::new(form.client));
    let tasks = RwSignal::new(
        form.tasks.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>().join("\n"),
    );
    let answer = RwSignal::new(None::<ApiError>);
    let save = Action::new(move |(): &()| {
        let typed = tasks.get_untracked();
        let mut ids = known.get_value().into_iter();
        let tasks = typed.lines().map(|line| (ids.next().flatten(), line.to_owned())).collect();
        let (code, name, client) =
            (code.get_untracked(), name.get_untracked(), client.get_untracked());
        let call = save_project(ProjectForm { project_id, version, code, name, client, tasks });
        async move {
            match call.await {
                Ok(_) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <form on:submit=sends(save)>
            <fieldset class="plain" disabled=project_id.is_some()>
                <TextField field=Field::Code value=code error=answer />
            </fieldset>
            <TextField field=Field::Name value=name error=answer />
            <TextField field=Field::Customer value=client error=answer />
            <TextField field=Field::Tasks value=tasks error=answer multiline=true />
            <p class="quiet-text">{t.projects_tasks_explained}</p>
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

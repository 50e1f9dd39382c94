//! What prices are for: roles, expense categories, products.

use crate::{
    book::{
        api::save_name,
        model::{NameKind, NamedForm, NamedRow},
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        field::{CheckLine, ChoiceField, TextField},
        form::{other_error, sends, submit_footer},
        row_button::RowButton,
        table::{Head, small_table},
    },
    vocabulary::{
        failure::ApiError,
        refusal::Field,
        texts::{of, texts},
    },
};
use leptos::prelude::*;

fn kind_label(kind: NameKind) -> &'static str {
    let t = texts();
    match kind {
        NameKind::Role => t.word_role,
        NameKind::Category => t.word_category,
        NameKind::Product => t.word_product,
    }
}

/// The table, and the dialog that adds and changes.
pub fn names_table(
    names: Vec<NamedRow>,
    done: impl Fn(&'static str) + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = texts();
    let (form, open) = (RwSignal::new(fresh()), RwSignal::new(false));
    let can_edit = may("save_name");
    let show = move |edited: NamedForm| {
        form.set(edited);
        open.set(true);
    };
    let row = move |n: NamedRow| name_row(n, can_edit.then_some(show));
    let add = move |_| show(fresh());
    view! {
        {small_table(
            t.prices_names,
            &[
                t.field_dimension,
                t.field_name,
                t.contract_task_chargeable,
                t.field_unit,
                t.column_edit,
            ]
                .map(Head::Text),
            names.into_iter().map(row).collect_view(),
        )}
        {can_edit
            .then(|| {
                view! {
                    <p>
                        <button type="button" on:click=add>
                            {t.prices_add_name}
                        </button>
                    </p>
                }
            })}
        <Dialog
            open
            title=Signal::derive(move || {
                if form.get().id.is_some() { t.prices_edit_name } else { t.prices_add_name }
                    .to_owned()
            })
        >
            <NameFields
                form=form.get_untracked()
                done=move || {
                    open.set(false);
                    done(t.notice_saved);
                }
            />
        </Dialog>
    }
    .into_any()
}

/// A new one.
fn fresh() -> NamedForm {
    NamedForm {
        kind: NameKind::Role,
        id: None,
        version: 0,
        name: String::new(),
        is_chargeable: true,
        unit: String::new(),
    }
}

/// A name; `show` opens the dialog that changes it.
fn name_row(n: NamedRow, show: Option<impl Fn(NamedForm) + 'static>) -> AnyView {
    let t = texts();
    let edited = NamedForm {
        kind: n.kind,
        id: Some(n.id),
        version: n.version,
        name: n.name.clone(),
        is_chargeable: n.is_chargeable,
        unit: n.unit.clone(),
    };
    let name = of(t.action_edit, &n.name);
    let edit = show.map(|show| {
        view! { <RowButton label=t.action_edit name act=move || show(edited.clone()) /> }
    });
    let pays = if n.is_chargeable { t.word_yes } else { t.word_no };
    view! {
        <tr data-row=format!("{}-{}", n.kind.word(), n.id)>
            <td data-label=t.field_dimension>{kind_label(n.kind)}</td>
            <td data-label=t.field_name>{n.name}</td>
            <td data-label=t.contract_task_chargeable>{pays}</td>
            <td data-label=t.field_unit>{n.unit}</td>
            <td data-label=t.column_edit>{edit}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn NameFields(form: NamedForm, done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let t = texts();
    let (id, version) = (form.id, form.version);
    let kind = RwSignal::new(form.kind.word().to_owned());
    let (name, unit, is_chargeable) =
        (RwSignal::new(form.name), RwSignal::new(form.unit), RwSignal::new(form.is_chargeable));
    let kind_of = move || NameKind::from_word(&kind.get()).unwrap_or(NameKind::Role);
    let answer = RwSignal::new(None::<ApiError>);
    let save = Action::new(move |(): &()| {
        let kind = NameKind::from_word(&kind.get_untracked()).unwrap_or(NameKind::Role);
        let call = save_name(NamedForm {
            kind,
            id,
            version,
            name: name.get_untracked(),
            is_chargeable: is_chargeable.get_untracked(),
            unit: unit.get_untracked(),
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
            <fieldset class="plain" disabled=id.is_some()>
                <ChoiceField
                    label=t.field_dimension
                    value=kind
                    choices=NameKind::ALL.iter().map(|k| (k.word(), kind_label(*k))).collect()
                />
            </fieldset>
            <TextField field=Field::Name value=name error=answer />
            {move || {
                if kind_of() == NameKind::Product {
                    view! { <TextField field=Field::Unit value=unit error=answer /> }.into_any()
                } else {
                    view! {
                        <CheckLine
                            label=t.contract_task_chargeable
                            checked=is_chargeable
                            change=move |on| is_chargeable.set(on)
                        />
                    }
                        .into_any()
                }
            }}
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

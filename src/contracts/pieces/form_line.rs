//! A contract line while it is typed.

use super::{
    splits::{splits, whole},
    typed::{Said, Typed, TypedLine},
};
use crate::{
    contracts::{model::setup::Place, rules::setup::LINE_CLASSES},
    ui::{
        field::{CheckLine, ChoiceField, PickField, TextField},
        format::Label,
        frequency::FrequencyField,
        row_button::RowButton,
    },
    vocabulary::{
        ids::TaskId,
        refusal::Field,
        texts::texts,
        words::{BillingMethod, ScheduleType, TransactionClass},
    },
};
use leptos::prelude::*;

/// The fields whose refusals stand beside them; others are said below.
const SHOWN: &[Field] = &[
    Field::Name,
    Field::Project,
    Field::ContractedAmount,
    Field::EstimatedTax,
    Field::NotToExceed,
    Field::CustomerBudget,
    Field::BillingStart,
];

/// A line with its customers.
pub fn line_card(typed: Typed, line: TypedLine, said: Said, is_open: bool) -> AnyView {
    let t = texts();
    let at = move || typed.lines.get().iter().position(|l| l.key == line.key);
    let here = move || at().map(Place::Line);
    let is_fixed = Memo::new(move |_| line.method.get() == BillingMethod::FixedPrice.word());
    let heading = move || format!("{}. {}", at().map_or(0, |at| at + 1), line.name.get());
    let remove = move || typed.lines.update(|lines| lines.retain(|l| l.key != line.key));
    view! {
        <section class="card" data-line=move || at().map(|at| (at + 1).to_string())>
            <header class="card-head">
                <h3>{heading}</h3>
                {is_open.then(|| view! { <RowButton label=t.contract_remove_line act=remove /> })}
            </header>
            {fields_of_any_state(line, said, here, is_fixed)}
            {invoice_schedule(line)}
            <fieldset class="plain" disabled=!is_open>
                <div class="fields">
                    <ChoiceField
                        label=t.column_billing_method
                        value=line.method
                        choices=BillingMethod::ALL.iter().map(|m| (m.word(), m.label())).collect()
                    />
                    <PickField
                        field=Field::Project
                        value=line.project
                        choices=typed.projects_there()
                        error=said.about(here, Field::Project)
                    />
                    {move || is_fixed.get().then(|| fixed_price_fields(line, said, here))}
                </div>
                {covers(typed, line)}
                {chargeability(typed, line)}
            </fieldset>
            {whole(said.of_all(here, SHOWN))}
            <h4>{t.column_split}</h4>
            {move || splits(
                typed,
                line.splits,
                said,
                move |split| at().map(|at| Place::LineCustomer(at, split)),
                is_open,
                (!is_fixed.get(), false),
            )}
        </section>
    }
    .into_any()
}

/// What can change as long as the contract lives.
fn fields_of_any_state(
    line: TypedLine,
    said: Said,
    here: impl Fn() -> Option<Place> + Copy + Send + Sync + 'static,
    is_fixed: Memo<bool>,
) -> AnyView {
    let limit = move || {
        view! {
            <TextField
                field=Field::NotToExceed
                value=line.not_to_exceed
                error=said.about(here, Field::NotToExceed)
                decimal=true
            />
        }
    };
    view! {
        <div class="fields">
            <TextField field=Field::Name value=line.name error=said.about(here, Field::Name) />
            <TextField
                field=Field::CustomerBudget
                value=line.customer_budget
                error=said.about(here, Field::CustomerBudget)
                decimal=true
            />
            <TextField
                field=Field::BillingStart
                value=line.billing_start_on
                error=said.about(here, Field::BillingStart)
                kind="date"
            />
            {move || (!is_fixed.get()).then(limit)}
        </div>
    }
    .into_any()
}

/// Whether the line is invoiced on a schedule, and on which.
fn invoice_schedule(line: TypedLine) -> AnyView {
    let has_schedule = Memo::new(move |_| !line.invoice_frequency.get().is_empty());
    view! {
        <CheckLine
            label=texts().contract_on_schedule
            checked=has_schedule
            change=move |on| {
                line.invoice_frequency.set(if on { "monthly 31".to_owned() } else { String::new() })
            }
        />
        {move || {
            has_schedule.get().then(|| view! { <FrequencyField value=line.invoice_frequency /> })
        }}
    }
    .into_any()
}

/// How it is billed, and what for.
fn fixed_price_fields(
    line: TypedLine,
    said: Said,
    here: impl Fn() -> Option<Place> + Copy + Send + Sync + 'static,
) -> AnyView {
    view! {
        <ChoiceField
            label=texts().column_schedule_type
            value=line.schedule
            choices=ScheduleType::ALL.iter().map(|s| (s.word(), s.label())).collect()
        />
        <TextField
            field=Field::ContractedAmount
            value=line.contracted_amount
            error=said.about(here, Field::ContractedAmount)
            decimal=true
        />
        <TextField
            field=Field::EstimatedTax
            value=line.estimated_tax
            error=said.about(here, Field::EstimatedTax)
            decimal=true
        />
    }
    .into_any()
}

/// Which kinds of work, and which tasks of the project.
fn covers(typed: Typed, line: TypedLine) -> AnyView {
    let t = texts();
    let tasks = Memo::new(move |_| {
        let project = line.project.get();
        typed
            .setup()
            .tasks
            .into_iter()
            .filter(|(_, of, _)| of.to_string() == project)
            .map(|(id, _, name)| (id, name))
            .collect::<Vec<_>>()
    });
    let class_line = move |class: TransactionClass| {
        let checked = Signal::derive(move || line.classes.get().contains(&class));
        let change = move |on| {
            line.classes.update(|all| {
                all.retain(|c| *c != class);
                if on {
                    all.push(class);
                }
            })
        };
        view! { <CheckLine label=class.label() checked change /> }
    };
    let task_lines = move || {
        view! {
            {tasks
                .get()
                .is_empty()
                .then(|| view! { <p class="quiet-text">{t.contract_no_tasks}</p> })}
            <For each=move || tasks.get() key=|(id, _)| *id let((id, name))>
                {task_line(line, id, name)}
            </For>
        }
    };
    view! {
        <fieldset class="checks">
            <legend>{t.column_classes}</legend>
            {LINE_CLASSES.into_iter().map(class_line).collect_view()}
        </fieldset>
        <fieldset class="checks">
            <legend>{t.field_tasks}</legend>
            <CheckLine
                label=t.contract_selected_tasks
                checked=line.has_selected_tasks
                change=move |on| line.has_selected_tasks.set(on)
            />
            {move || line.has_selected_tasks.get().then(task_lines)}
        </fieldset>
    }
    .into_any()
}

/// Whether the line covers a task, and then whether it is charged.
fn task_line(line: TypedLine, id: TaskId, name: String) -> AnyView {
    let checked = Signal::derive(move || line.tasks.get().iter().any(|(task, _)| *task == id));
    let change = move |on| {
        line.tasks.update(|all| {
            all.retain(|(task, _)| *task != id);
            if on {
                all.push((id, true));
            }
        })
    };
    let charge = move |on| {
        line.tasks.update(|all| {
            all.iter_mut().filter(|(task, _)| *task == id).for_each(|(_, pays)| *pays = on)
        })
    };
    let pays = move || line.tasks.get().iter().find(|(task, _)| *task == id).map(|(_, pays)| *pays);
    view! {
        <div class="check-pair">
            <CheckLine label=name checked change />
            {move || {
                pays()
                    .map(|pays| {
                        view! {
                            <CheckLine
                                label=texts().contract_task_chargeable
                                checked=Signal::stored(pays)
                                change=charge
                            />
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// R-APP-3: roles and categories that this line takes otherwise than their own word.
fn chargeability(typed: Typed, line: TypedLine) -> AnyView {
    let t = texts();
    let setup = typed.setup();
    let roles = setup.roles.into_iter().map(|(id, name, own)| {
        let checked = Signal::derive(move || {
            line.roles.get().iter().find(|(role, _)| *role == id).map_or(own, |(_, pays)| *pays)
        });
        let change = move |on: bool| {
            line.roles.update(|all| {
                all.retain(|(role, _)| *role != id);
                if on != own {
                    all.push((id, on));
                }
            });
        };
        view! { <CheckLine label=name checked change /> }
    });
    let categories = setup.categories.into_iter().map(|(id, name, own)| {
        let checked = Signal::derive(move || {
            line.categories
                .get()
                .iter()
                .find(|(category, _)| *category == id)
                .map_or(own, |(_, pays)| *pays)
        });
        let change = move |on: bool| {
            line.categories.update(|all| {
                all.retain(|(category, _)| *category != id);
                if on != own {
                    all.push((id, on));
                }
            });
        };
        view! { <CheckLine label=name checked change /> }
    });
    view! {
        <details>
            <summary>{t.contract_chargeability}</summary>
            <p class="quiet-text">{t.contract_chargeability_explained}</p>
            <fieldset class="checks">
                <legend>{t.contract_roles}</legend>
                {roles.collect_view()}
            </fieldset>
            <fieldset class="checks">
                <legend>{t.contract_categories}</legend>
                {categories.collect_view()}
            </fieldset>
        </details>
    }
    .into_any()
}

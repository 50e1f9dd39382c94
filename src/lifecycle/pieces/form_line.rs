//! A contract line while it is typed.

use super::{
    said::Said,
    splits::{splits, whole},
    typed::{Typed, TypedLine},
};
use crate::{
    book::{api::find_choices, model::WorkPart},
    contracts::{model::setup::Place, rules::setup::LINE_CLASSES},
    pick::pieces::{PickField, Search},
    ui::{
        field::{CheckLine, ChoiceField, TextField},
        format::Label,
        row_button::RowButton,
    },
    vocabulary::{
        choices::{Choices, NOTHING},
        failure::ApiError,
        ids::{ProjectId, TaskId},
        refusal::Field,
        texts::{of, texts},
        words::{BillingMethod, ScheduleType, TransactionClass},
    },
};
use leptos::prelude::*;
use std::{collections::HashSet, hash::Hash, str::FromStr};

/// The fields whose refusals stand beside them; others are said below.
const SHOWN: &[Field] = &[
    Field::Name,
    Field::Project,
    Field::ContractedAmount,
    Field::EstimatedTax,
    Field::NotToExceed,
    Field::CustomerBudget,
    Field::BillingStart,
    Field::InvoiceFrequency,
    Field::DiscountPercent,
    Field::FeePercent,
];

/// A line with its customers.
pub fn line_card(typed: Typed, line: TypedLine, said: Said, is_open: bool) -> AnyView {
    let t = texts();
    let at = move || typed.lines.get().iter().position(|l| l.key == line.key);
    let here = move || at().map(Place::Line);
    let is_by = move |method: BillingMethod| Memo::new(move |_| line.method.get() == method.word());
    let is_fixed = is_by(BillingMethod::FixedPrice);
    let is_limited = is_by(BillingMethod::TimeAndMaterial);
    let is_product = is_by(BillingMethod::Product);
    let heading = move || format!("{}. {}", at().map_or(0, |at| at + 1), line.name.get());
    // Tasks are of their project: with another one they are chosen again.
    Effect::new(move |before: Option<String>| {
        let now = line.project.get();
        if before.is_some_and(|before| before != now) {
            line.tasks.set(Vec::new());
        }
        typed.know_project(&now);
        now
    });
    let remove = move || typed.lines.update(|lines| lines.retain(|l| l.key != line.key));
    view! {
        <section class="card" data-line=move || at().map(|at| (at + 1).to_string())>
            <header class="card-head">
                <h3>{heading}</h3>
                {is_open.then(|| view! { <RowButton label=t.contract_remove_line act=remove /> })}
            </header>
            {fields_of_any_state((typed, line), said, here, is_limited)}
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
                        named=line.project_named
                        choices=typed.projects_there()
                        error=said.about(here, Field::Project)
                        search=Search::by(move |text| find_choices(WorkPart::Project, text))
                        is_many=untrack(|| typed.is_many())
                    />
                    {move || is_fixed.get().then(|| fixed_price_fields(line, said, here))}
                    {move || is_limited.get().then(|| discount_and_fee(line, said, here))}
                </div>
                {move || {
                    (!is_product.get())
                        .then(|| {
                            view! {
                                {covers(typed, line)}
                                {chargeability(typed, line)}
                            }
                        })
                }}
            </fieldset>
            {whole(said.of_all(here, SHOWN))}
            {move || {
                if is_product.get() {
                    view! { <p class="quiet-text">{t.contract_products_explained}</p> }.into_any()
                } else {
                    shares(typed, line, said, at, (is_open, is_limited.get()))
                }
            }}
        </section>
    }
    .into_any()
}

/// Who pays how much of the line.
fn shares(
    typed: Typed,
    line: TypedLine,
    said: Said,
    at: impl Fn() -> Option<usize> + Copy + Send + Sync + 'static,
    (is_open, is_limited): (bool, bool),
) -> AnyView {
    let place = move |split| at().map(|at| Place::LineCustomer(at, split));
    view! {
        <h4>{texts().column_split}</h4>
        {splits(typed, line.splits, said, place, is_open, (is_limited, false))}
    }
    .into_any()
}

/// What can change as long as the contract lives.
fn fields_of_any_state(
    (typed, line): (Typed, TypedLine),
    said: Said,
    here: impl Fn() -> Option<Place> + Copy + Send + Sync + 'static,
    is_limited: Memo<bool>,
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
            <PickField
                field=Field::InvoiceFrequency
                value=line.invoice_frequency
                choices=Signal::derive(move || {
                    Choices::all(typed.known(|known| known.frequencies.clone()))
                })
                error=said.about(here, Field::InvoiceFrequency)
                blank=texts().contract_by_hand
            />
            {move || is_limited.get().then(limit)}
        </div>
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

/// What is taken off each sale of the line, and added to it (R-PRC-4).
fn discount_and_fee(
    line: TypedLine,
    said: Said,
    here: impl Fn() -> Option<Place> + Copy + Send + Sync + 'static,
) -> AnyView {
    view! {
        <TextField
            field=Field::DiscountPercent
            value=line.discount_percent
            error=said.about(here, Field::DiscountPercent)
            decimal=true
        />
        <TextField
            field=Field::FeePercent
            value=line.fee_percent
            error=said.about(here, Field::FeePercent)
            decimal=true
        />
    }
    .into_any()
}

/// Which kinds of work, and which tasks of the project.
fn covers(typed: Typed, line: TypedLine) -> AnyView {
    let t = texts();
    let tasks = Memo::new(move |_| typed.tasks_of(line));
    let has_more = Memo::new(move |_| typed.has_more_tasks(line));
    let project = move || line.project.get_untracked().parse::<ProjectId>().ok();
    let search = Search::by(move |text| find_choices(WorkPart::Task(project()), text));
    let add = move |id: TaskId, name: String| {
        typed.learn(|known| known.tasks.extend(project().map(|of| (id, of, name))));
        line.tasks.update(|all| {
            all.retain(|(task, _)| *task != id);
            all.push((id, true));
        });
    };
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
            {(tasks.get().is_empty() && !has_more.get())
                .then(|| view! { <p class="quiet-text">{t.contract_no_tasks}</p> })}
            <For each=move || tasks.get() key=|(id, _)| *id let((id, name))>
                {task_line(line, id, name)}
            </For>
            {move || has_more.get().then(|| add_field(Field::Task, search, add))}
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

/// Looks one up and adds it, then the next.
fn add_field<I: FromStr + 'static>(
    field: Field,
    search: Search,
    add: impl Fn(I, String) + Copy + Send + Sync + 'static,
) -> AnyView {
    let (value, named) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        let key = value.get();
        if key != NOTHING
            && let Ok(id) = key.parse()
        {
            add(id, named.get_untracked());
            value.set(String::new());
        }
    });
    let choices = Choices { has_more: true, ..Choices::default() };
    view! {
        <PickField
            field
            value
            named
            search
            choices=Signal::stored(choices)
            error=RwSignal::new(None::<ApiError>)
        />
    }
    .into_any()
}

/// R-APP-3: roles and categories that this line takes otherwise than their own word. There may be
/// many of them at many lines: they are shown once somebody looks.
fn chargeability(typed: Typed, line: TypedLine) -> AnyView {
    let t = texts();
    let is_open = RwSignal::new(false);
    let inside = move || {
        let learn_role = move |id, name| typed.learn(|known| known.roles.push((id, name, true)));
        let learn_category =
            move |id, name| typed.learn(|known| known.categories.push((id, name, true)));
        let setup = typed.setup();
        view! {
            <p class="quiet-text">{t.contract_chargeability_explained}</p>
            {exceptions(
                (t.contract_roles, WorkPart::Role),
                Signal::derive(move || typed.known(|known| known.roles.clone())),
                setup.looked.roles,
                line.roles,
                learn_role,
            )}
            {exceptions(
                (t.contract_categories, WorkPart::Category),
                Signal::derive(move || typed.known(|known| known.categories.clone())),
                setup.looked.categories,
                line.categories,
                learn_category,
            )}
        }
    };
    view! {
        <details on:toggle=move |_| is_open.set(true)>
            <summary>{t.contract_chargeability}</summary>
            {move || is_open.get().then(inside)}
        </details>
    }
    .into_any()
}

/// All of them, or, where there are many, those that the line says something of, and one more.
fn exceptions<I>(
    (legend, part): (&'static str, WorkPart),
    known: Signal<Vec<(I, String, bool)>>,
    is_looked_up: bool,
    list: RwSignal<Vec<(I, bool)>>,
    learn: impl Fn(I, String) + Copy + Send + Sync + 'static,
) -> AnyView
where
    I: Copy + Eq + Hash + FromStr + Send + Sync + 'static,
{
    let rows = move || {
        let said = move |id: I| list.with(|all| all.iter().any(|(one, _)| *one == id));
        let mut seen = HashSet::new();
        let all = known.get().into_iter().filter(move |(id, ..)| seen.insert(*id));
        all.filter(|(id, ..)| !is_looked_up || said(*id)).collect::<Vec<_>>()
    };
    let row = move |(id, name, own): (I, String, bool)| {
        let pays = Signal::derive(move || {
            list.get().iter().find(|(one, _)| *one == id).map_or(own, |(_, pays)| *pays)
        });
        let set = move |said: Option<bool>| {
            list.update(|all| {
                all.retain(|(one, _)| *one != id);
                all.extend(said.map(|on| (id, on)));
            });
        };
        let change = move |on: bool| set((is_looked_up || on != own).then_some(on));
        let remove = is_looked_up.then(|| {
            let label = texts().action_remove;
            let name = of(label, &name);
            view! { <RowButton label name act=move || set(None) /> }
        });
        view! {
            <div class="check-pair">
                <CheckLine label=name checked=pays change />
                {remove}
            </div>
        }
    };
    let add = move |id: I, name: String| {
        learn(id, name);
        list.update(|all| {
            all.retain(|(one, _)| *one != id);
            all.push((id, false)); // what is looked up is to be otherwise, mostly: not charged
        });
    };
    let search = Search::by(move |text| find_choices(part, text));
    view! {
        <fieldset class="checks">
            <legend>{legend}</legend>
            <For each=rows key=|(id, ..)| *id let(one)>
                {row(one)}
            </For>
            {is_looked_up.then(|| add_field(part.field(), search, add))}
        </fieldset>
    }
    .into_any()
}

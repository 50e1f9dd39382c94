//! Settings › Prices: roles, expense categories, products, and what each costs the customer when.

use crate::{
    book::{
        api::{list_names, save_name},
        model::{NameKind, NamedForm, NamedRow},
    },
    contracts::api::find_contracts,
    prices::{
        api::{delete_price, list_prices, save_price, total_prices},
        model::{PriceForm, PriceRow},
        rules::priced_by,
    },
    ui::{
        allowed::may,
        ask::use_ask,
        dialog::Dialog,
        field::{CheckLine, ChoiceField, PickField, TextField, field_of},
        format::{self, Label},
        grid::{Column, FilterField, Grid, GridSpec, GridState, Input, grid_state, listed},
        lookup::{Found, LookupField, searched},
        notice::{Failed, Notice, NoticeBox},
        page::PageHead,
    },
    vocabulary::{
        failure::ApiError,
        paging::{Page, Totals},
        refusal::Field,
        texts::{fill, of, texts},
        words::{Pricing, TransactionClass},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Prices;

const CLASSES: [TransactionClass; 4] = [
    TransactionClass::Time,
    TransactionClass::Expense,
    TransactionClass::Material,
    TransactionClass::Fee,
];

struct Parts {
    state: GridState,
    rows: Resource<Result<Page<PriceRow>, ApiError>>,
    totals: Resource<Result<Totals, ApiError>>,
    names: Resource<Result<Vec<NamedRow>, ApiError>>,
    reload: RwSignal<u32>,
}

/// Which price is being changed; a cell's button sets it.
#[derive(Clone, Copy)]
struct Editing {
    row: RwSignal<Option<PriceRow>>,
    open: RwSignal<bool>,
}

crate::part!(Prices, part_prices, "list_prices");

impl Prices {
    fn page() -> AnyView {
        let t = texts();
        let Parts { state, rows, totals, names, reload } = parts();
        let notice = RwSignal::new(None);
        let editing = Editing { row: RwSignal::new(None), open: RwSignal::new(false) };
        provide_context(editing);
        let done = move |text: &'static str| {
            editing.open.set(false);
            notice.set(Some(Notice::done(text)));
            reload.update(|n| *n += 1);
        };
        let add = move |_| {
            editing.row.set(None);
            editing.open.set(true);
        };
        view! {
            <PageHead title=t
                .prices_title>
                {may("save_price")
                    .then(|| {
                        view! {
                            <button type="button" class="primary" on:click=add>
                                {t.prices_add}
                            </button>
                        }
                    })}
            </PageHead>
            <NoticeBox notice />
            <Transition>
                {move || Suspend::new(async move {
                    match names.await {
                        Ok(names) => {
                            view! {
                                <Dialog
                                    open=editing.open
                                    title=Signal::derive(move || {
                                        if editing.row.get().is_some() {
                                            t.prices_edit
                                        } else {
                                            t.prices_add
                                        }
                                            .to_owned()
                                    })
                                >
                                    <PriceFields
                                        row=editing.row.get_untracked()
                                        names=names.clone()
                                        done
                                    />
                                </Dialog>
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Transition>
            <Grid spec=spec() state rows totals />
            <h2>{t.prices_names}</h2>
            <Transition>
                {move || Suspend::new(async move {
                    names.await.ok().map(|names| names_table(names, done))
                })}
            </Transition>
        }
        .into_any()
    }
}

/// What the page asks.
fn parts() -> Parts {
    let state = grid_state(Signal::stored(Vec::new()), &[]);
    let reload = RwSignal::new(0);
    let (rows, totals) = listed(state, reload, list_prices, total_prices);
    Parts {
        state,
        rows,
        totals,
        names: Resource::new_blocking(move || reload.get(), |_| list_names()),
        reload,
    }
}

fn spec() -> GridSpec<PriceRow> {
    let t = texts();
    GridSpec {
        caption: t.prices_title,
        columns: vec![
            Column::text("class", t.column_classes, |r: &PriceRow| {
                r.transaction_class.label().into_any()
            }),
            Column::text("name", t.field_name, |r: &PriceRow| r.name.clone().into_any())
                .sorted("name"),
            Column::text("contract", t.column_contract, |r: &PriceRow| {
                r.contract_number
                    .clone()
                    .unwrap_or_else(|| texts().prices_company.to_owned())
                    .into_any()
            }),
            Column::text("pricing", t.column_pricing, |r: &PriceRow| r.pricing.label().into_any()),
            Column::number("price", t.field_unit_price, |r: &PriceRow| {
                let number = if r.pricing == Pricing::AtCost {
                    String::new()
                } else {
                    format::number(r.unit_price, 2)
                };
                number.into_any()
            })
            .sorted("price"),
            Column::text("currency", t.column_currency, |r: &PriceRow| {
                r.currency.to_string().into_any()
            }),
            Column::text("unit", t.field_unit, |r: &PriceRow| r.unit.clone().into_any()),
            Column::text("valid", t.column_valid, |r: &PriceRow| {
                format!(
                    "{} – {}",
                    format::day(r.valid_from),
                    r.valid_to.map(format::day).unwrap_or_default()
                )
                .into_any()
            })
            .sorted("valid_from"),
            Column::text("edit", t.column_edit, edit_cell),
        ],
        filters: vec![
            FilterField::new("name", t.field_name, Input::Text),
            FilterField::new(
                "class",
                t.column_classes,
                Input::Choice(CLASSES.iter().map(|c| (c.word(), c.label())).collect()),
            ),
            FilterField::new("currency", t.column_currency, Input::Text),
            FilterField::new("contract", t.column_contract, Input::Text),
            FilterField::new("contract_id", t.filter_one_contract, Input::Link),
        ],
        id: |r| r.price_id,
        amount: |_| None,
        version: None,
        empty: |_| texts().prices_empty.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

fn edit_cell(row: &PriceRow) -> AnyView {
    if !may("save_price") {
        return ().into_any();
    }
    let (row, editing) = (row.clone(), use_context::<Editing>());
    let name = format!(
        "{}, {}, {}",
        row.name,
        row.contract_number.clone().unwrap_or_else(|| texts().prices_company.to_owned()),
        format::day(row.valid_from)
    );
    let act = move |_| {
        if let Some(editing) = editing {
            editing.row.set(Some(row.clone()));
            editing.open.set(true);
        }
    };
    view! {
        <button type="button" class="plain" aria-label=of(texts().action_edit, &name) on:click=act>
            {texts().action_edit}
        </button>
    }
    .into_any()
}

/// What a price is, for the question before it goes.
fn named(row: &PriceRow) -> String {
    let contract = row.contract_number.clone().unwrap_or_else(|| texts().prices_company.to_owned());
    let price = format!("{} {} / {}", format::number(row.unit_price, 2), row.currency, row.unit);
    let until = row.valid_to.map_or_else(|| texts().prices_further_notice.to_owned(), format::day);
    fill(
        texts().prices_delete_explained,
        &[
            ("name", &row.name),
            ("contract", &contract),
            ("price", &price),
            ("from", &format::day(row.valid_from)),
            ("to", &until),
        ],
    )
}

/// A price: what it is for is chosen once; number and period change.
#[component]
fn PriceFields(
    row: Option<PriceRow>,
    names: Vec<NamedRow>,
    done: impl Fn(&'static str) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let price_id = row.as_ref().map(|r| r.price_id);
    let version = row.as_ref().map(|r| r.version).unwrap_or_default();
    let text =
        |get: fn(&PriceRow) -> String| RwSignal::new(row.as_ref().map(get).unwrap_or_default());
    let class = RwSignal::new(
        row.as_ref().map_or(TransactionClass::Time, |r| r.transaction_class).word().to_owned(),
    );
    let pricing =
        RwSignal::new(row.as_ref().map_or(Pricing::PerUnit, |r| r.pricing).word().to_owned());
    let contract = text(|r| r.contract_number.clone().unwrap_or_default());
    let currency = text(|r| r.currency.to_string());
    let unit = RwSignal::new(row.as_ref().map_or_else(|| "hour".to_owned(), |r| r.unit.clone()));
    let (unit_price, from, to) = (
        text(|r| r.unit_price.normalize().to_string()),
        text(|r| r.valid_from.to_string()),
        text(|r| r.valid_to.map(|day| day.to_string()).unwrap_or_default()),
    );
    let of_row = row
        .as_ref()
        .and_then(|r| {
            names
                .iter()
                .find(|n| n.name == r.name && Some(n.kind) == priced_by(r.transaction_class))
        })
        .map(|n| n.id);
    let dimension = RwSignal::new(of_row.map(|id| id.to_string()).unwrap_or_default());
    let class_of =
        move || TransactionClass::from_word(&class.get()).unwrap_or(TransactionClass::Time);
    let named = row.as_ref().map(named).unwrap_or_default();
    let ask = use_ask();
    let products: Vec<(String, String)> = names
        .iter()
        .filter(|n| n.kind == NameKind::Product)
        .map(|n| (n.id.to_string(), n.unit.clone()))
        .collect();
    // What a new price is per, unless somebody says otherwise: time by the hour, material by its
    // product's unit.
    Effect::new(move |_| match class_of() {
        _ if price_id.is_some() => {}
        TransactionClass::Material => unit.set(
            products
                .iter()
                .find(|(id, _)| *id == dimension.get())
                .map(|(_, unit)| unit.clone())
                .unwrap_or_default(),
        ),
        TransactionClass::Time => unit.set("hour".to_owned()),
        TransactionClass::Expense
        | TransactionClass::Fee
        | TransactionClass::Milestone
        | TransactionClass::Retainer => unit.set("each".to_owned()),
    });
    let choices = Signal::derive(move || {
        names
            .iter()
            .filter(|n| Some(n.kind) == priced_by(class_of()))
            .map(|n| (n.id.to_string(), n.name.clone()))
            .collect::<Vec<_>>()
    });
    let contracts: RwSignal<Found> = searched(contract, find_contracts);
    let answer = RwSignal::new(None::<ApiError>);
    let tell = move |outcome: Result<(), ApiError>, text: &'static str| match outcome {
        Ok(()) => done(text),
        Err(error) => answer.set(Some(error)),
    };
    let save = Action::new(move |(): &()| {
        let call = save_price(PriceForm {
            price_id,
            version,
            contract: contract.get_untracked(),
            currency: currency.get_untracked(),
            transaction_class: TransactionClass::from_word(&class.get_untracked())
                .unwrap_or(TransactionClass::Time),
            dimension: dimension.get_untracked().parse().ok(),
            unit: unit.get_untracked(),
            pricing: Pricing::from_word(&pricing.get_untracked()).unwrap_or(Pricing::PerUnit),
            unit_price: unit_price.get_untracked(),
            valid_from: from.get_untracked(),
            valid_to: to.get_untracked(),
        });
        async move { tell(call.await, t.notice_saved) }
    });
    let delete = Action::new(move |id: &i64| {
        let call = delete_price(*id, version);
        async move { tell(call.await, t.prices_deleted) }
    });
    view! {
        <form on:submit=move |e| {
            e.prevent_default();
            save.dispatch(());
        }>
            <fieldset class="plain" disabled=price_id.is_some()>
                <ChoiceField
                    label=t.column_classes
                    value=class
                    choices=CLASSES.iter().map(|c| (c.word(), c.label())).collect()
                />
                <PickField field=Field::Dimension value=dimension choices error=answer />
                <TextField field=Field::Currency value=currency error=answer />
                <LookupField
                    field=Field::Contract
                    value=contract
                    error=answer
                    found=contracts
                    id="price-contracts".to_owned()
                />
            </fieldset>
            {price_id
                .is_none()
                .then(|| view! { <p class="quiet-text">{t.prices_contract_hint}</p> })}
            {move || {
                (class_of() == TransactionClass::Expense)
                    .then(|| {
                        view! {
                            <ChoiceField
                                label=t.column_pricing
                                value=pricing
                                choices=Pricing::ALL.iter().map(|p| (p.word(), p.label())).collect()
                            />
                        }
                    })
            }}
            <TextField field=Field::UnitPrice value=unit_price error=answer decimal=true />
            <TextField field=Field::Unit value=unit error=answer />
            <div class="fields">
                <TextField field=Field::ValidFrom value=from error=answer kind="date" />
                <TextField field=Field::ValidTo value=to error=answer kind="date" />
            </div>
            {move || {
                answer
                    .get()
                    .filter(|e| field_of(e).is_none())
                    .map(|error| view! { <Failed error /> })
            }}
            <footer>
                <button type="submit" class="primary" disabled=move || save.pending().get()>
                    {t.action_save}
                </button>
                {price_id
                    .map(|id| {
                        let act = move |_| {
                            ask.ask(
                                t.prices_delete,
                                named.clone(),
                                t.prices_delete,
                                move || {
                                    delete.dispatch(id);
                                },
                            )
                        };
                        view! {
                            <button
                                type="button"
                                disabled=move || delete.pending().get()
                                on:click=act
                            >
                                {t.prices_delete}
                            </button>
                        }
                    })}
            </footer>
        </form>
    }
}

fn kind_label(kind: NameKind) -> &'static str {
    let t = texts();
    match kind {
        NameKind::Role => t.word_role,
        NameKind::Category => t.word_category,
        NameKind::Product => t.word_product,
    }
}

fn names_table(
    names: Vec<NamedRow>,
    done: impl Fn(&'static str) + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = texts();
    let fresh = || NamedForm {
        kind: NameKind::Role,
        id: None,
        version: 0,
        name: String::new(),
        is_chargeable: true,
        unit: String::new(),
    };
    let (form, open) = (RwSignal::new(fresh()), RwSignal::new(false));
    let can_edit = may("save_name");
    let row = move |n: NamedRow| {
        let edited = NamedForm {
            kind: n.kind,
            id: Some(n.id),
            version: n.version,
            name: n.name.clone(),
            is_chargeable: n.is_chargeable,
            unit: n.unit.clone(),
        };
        let act = move |_| {
            form.set(edited.clone());
            open.set(true);
        };
        let label = of(t.action_edit, &n.name);
        let pays = if n.is_chargeable { t.word_yes } else { t.word_no };
        view! {
            <tr data-row=format!("{}-{}", n.kind.word(), n.id)>
                <td data-label=t.field_dimension>{kind_label(n.kind)}</td>
                <td data-label=t.field_name>{n.name}</td>
                <td data-label=t.contract_task_chargeable>{pays}</td>
                <td data-label=t.field_unit>{n.unit}</td>
                <td data-label=t
                    .column_edit>
                    {can_edit
                        .then(|| {
                            view! {
                                <button type="button" class="plain" aria-label=label on:click=act>
                                    {t.action_edit}
                                </button>
                            }
                        })}
                </td>
            </tr>
        }
    };
    let add = move |_| {
        form.set(fresh());
        open.set(true);
    };
    view! {
        <div class="grid-scroll" tabindex="0" role="group" aria-label=t.prices_names>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t.field_dimension}</th>
                        <th scope="col">{t.field_name}</th>
                        <th scope="col">{t.contract_task_chargeable}</th>
                        <th scope="col">{t.field_unit}</th>
                        <th scope="col">{t.column_edit}</th>
                    </tr>
                </thead>
                <tbody>{names.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
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
        <form on:submit=move |e| {
            e.prevent_default();
            save.dispatch(());
        }>
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
            {move || {
                answer
                    .get()
                    .filter(|e| field_of(e).is_none())
                    .map(|error| view! { <Failed error /> })
            }}
            <footer>
                <button type="submit" class="primary" disabled=move || save.pending().get()>
                    {t.action_save}
                </button>
            </footer>
        </form>
    }
}

//! Settings › Prices: roles, expense categories, products, and what each costs the customer when.

use super::{
    form::{CLASSES, PriceFields},
    names::names_table,
};
use crate::{
    book::{api::list_names, model::NamedRow},
    prices::{
        api::{list_prices, total_prices},
        model::PriceRow,
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        format::{self, Label},
        grid::{Column, FilterField, Grid, GridSpec, GridState, Input, grid_state, listed},
        notice::{Failed, Notice, NoticeBox},
        page::PageHead,
        row_button::RowButton,
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        paging::{Page, Totals},
        texts::{of, texts},
        words::Pricing,
    },
};
use leptos::prelude::*;

/// The page.
pub struct Prices;

struct Parts {
    state: GridState,
    rows: Awaiting<Result<Page<PriceRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
    names: Awaiting<Result<Vec<NamedRow>, ApiError>>,
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
            <Awaited>
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
            </Awaited>
            <Grid spec=spec() state rows totals />
            <h2>{t.prices_names}</h2>
            <Awaited>
                {move || Suspend::new(async move {
                    names.await.ok().map(|names| names_table(names, done))
                })}
            </Awaited>
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
        names: awaited_first(move || reload.get(), |_| list_names()),
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
    let act = move || {
        if let Some(editing) = editing {
            editing.row.set(Some(row.clone()));
            editing.open.set(true);
        }
    };
    view! { <RowButton label=texts().action_edit name=of(texts().action_edit, &name) act /> }
        .into_any()
}

//! Settings › Customers: who can be billed.

use crate::{
    book::{
        api::{list_customers, save_customer, total_customers},
        model::{CustomerForm, CustomerRow},
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
        paging::{Page, Totals},
        refusal::Field,
        texts::{of, texts},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Customers;

struct Parts {
    state: GridState,
    rows: Awaiting<Result<Page<CustomerRow>, ApiError>>,
    totals: Awaiting<Result<Totals, ApiError>>,
    reload: RwSignal<u32>,
}

/// Which customer is being changed; a cell's button sets it.
#[derive(Clone, Copy)]
struct Editing {
    form: RwSignal<CustomerForm>,
    open: RwSignal<bool>,
}

crate::part!(Customers, part_customers, "list_customers");

impl Customers {
    fn page() -> AnyView {
        let t = texts();
        let Parts { state, rows, totals, reload } = parts();
        let notice = RwSignal::new(None);
        let editing =
            Editing { form: RwSignal::new(CustomerForm::default()), open: RwSignal::new(false) };
        provide_context(editing);
        let done = move || {
            editing.open.set(false);
            notice.set(Some(Notice::done(t.notice_saved)));
            reload.update(|n| *n += 1);
        };
        let add = move |_| {
            editing
                .form
                .set(CustomerForm { payment_terms_days: "30".into(), ..CustomerForm::default() });
            editing.open.set(true);
        };
        view! {
            <PageHead title=t
                .customers_title>
                {may("save_customer")
                    .then(|| {
                        view! {
                            <button type="button" class="primary" on:click=add>
                                {t.customers_add}
                            </button>
                        }
                    })}
            </PageHead>
            <NoticeBox notice />
            <Dialog
                open=editing.open
                title=Signal::derive(move || {
                    if editing.form.get().customer_id.is_some() {
                        t.customers_edit
                    } else {
                        t.customers_add
                    }
                        .to_owned()
                })
            >
                <CustomerFields form=editing.form.get_untracked() done />
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
    let (rows, totals) = listed(state, reload, list_customers, total_customers);
    Parts { state, rows, totals, reload }
}

fn spec() -> GridSpec<CustomerRow> {
    let t = texts();
    GridSpec {
        caption: t.customers_title,
        columns: vec![
            Column::text("name", t.field_name, |r: &CustomerRow| r.name.clone().into_any())
                .sorted("name"),
            Column::text("city", t.field_city, |r: &CustomerRow| {
                format!("{} {}", r.postcode, r.city).trim().to_owned().into_any()
            }),
            Column::text("country", t.field_country, |r: &CustomerRow| {
                r.country.clone().into_any()
            }),
            Column::text("language", t.field_language, |r: &CustomerRow| {
                r.language.clone().into_any()
            }),
            Column::text("vat_id", t.field_vat_id, |r: &CustomerRow| {
                r.vat_id.clone().unwrap_or_default().into_any()
            }),
            Column::number("terms", t.field_payment_terms, |r: &CustomerRow| {
                r.payment_terms_days.to_string().into_any()
            }),
            Column::text("edit", t.column_edit, edit_cell),
        ],
        filters: vec![FilterField::new("name", t.field_name, Input::Text)],
        id: |r| r.customer_id.0,
        amount: |_| None,
        version: None,
        empty: |_| texts().customers_empty.to_owned(),
        bulk: None,
        bulk_function: "",
    }
}

fn edit_cell(row: &CustomerRow) -> AnyView {
    if !may("save_customer") {
        return ().into_any();
    }
    let (row, editing, name) = (row.clone(), use_context::<Editing>(), row.name.clone());
    let act = move || {
        if let Some(editing) = editing {
            let row = row.clone();
            editing.form.set(CustomerForm {
                customer_id: Some(row.customer_id),
                version: row.version,
                name: row.name,
                street: row.street,
                postcode: row.postcode,
                city: row.city,
                country: row.country,
                language: row.language,
                vat_id: row.vat_id.unwrap_or_default(),
                payment_terms_days: row.payment_terms_days.to_string(),
            });
            editing.open.set(true);
        }
    };
    view! { <RowButton label=texts().action_edit name=of(texts().action_edit, &name) act /> }
        .into_any()
}

#[component]
fn CustomerFields(
    form: CustomerForm,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let (customer_id, version) = (form.customer_id, form.version);
    let (name, country, language) =
        (RwSignal::new(form.name), RwSignal::new(form.country), RwSignal::new(form.language));
    let (street, postcode, city) =
        (RwSignal::new(form.street), RwSignal::new(form.postcode), RwSignal::new(form.city));
    let (vat_id, terms) = (RwSignal::new(form.vat_id), RwSignal::new(form.payment_terms_days));
    let answer = RwSignal::new(None::<ApiError>);
    let save = Action::new(move |(): &()| {
        let call = save_customer(CustomerForm {
            customer_id,
            version,
            name: name.get_untracked(),
            street: street.get_untracked(),
            postcode: postcode.get_untracked(),
            city: city.get_untracked(),
            country: country.get_untracked(),
            language: language.get_untracked(),
            vat_id: vat_id.get_untracked(),
            payment_terms_days: terms.get_untracked(),
        });
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
            <TextField field=Field::Street value=street error=answer />
            <TextField field=Field::Postcode value=postcode error=answer />
            <TextField field=Field::City value=city error=answer />
            <TextField field=Field::Country value=country error=answer />
            <TextField field=Field::Language value=language error=answer />
            <TextField field=Field::VatId value=vat_id error=answer />
            <TextField field=Field::PaymentTerms value=terms error=answer decimal=true />
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

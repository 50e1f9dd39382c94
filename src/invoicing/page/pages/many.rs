//! Many details changed at once: what would happen is shown first, then one act does it.

use super::{
    cells::billing_types,
    on::On,
    told::{stays, take_back, told},
};
use crate::{
    invoicing::draft::{
        api::{edit_details, preview_edit_details, restore_details},
        model::{Change, DetailsEdit, DetailsEdited, DetailsRestore, DetailsUndo},
    },
    ui::{
        dialog::Dialog,
        field::{ChoiceField, TextField},
        form::{other_error, sends},
        format,
        grid::Bulk,
        notice::Notice,
    },
    vocabulary::{
        failure::ApiError,
        paging::Selection,
        refusal::Field,
        texts::{count, fill, texts},
        words::BillingType,
    },
};
use leptos::prelude::*;

/// What of many can be changed, by its word.
const WHAT: &[&str] = &["billing_type", "price_by", "price", "quantity", "description", "external"];

fn label_of(what: &str) -> &'static str {
    let t = texts();
    match what {
        "billing_type" => t.column_billing_type,
        "price_by" => t.details_price_by,
        "price" => t.field_unit_price,
        "quantity" => t.field_quantity,
        "description" => t.field_description,
        _ => t.field_external_description,
    }
}

fn labels() -> Vec<(&'static str, &'static str)> {
    WHAT.iter().map(|word| (*word, label_of(word))).collect()
}

/// The field that a change is typed into.
fn field_of(what: &str) -> Field {
    match what {
        "price_by" | "price" => Field::UnitPrice,
        "quantity" => Field::Quantity,
        "description" => Field::Description,
        _ => Field::ExternalDescription,
    }
}

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    open: RwSignal<bool>,
    selection: RwSignal<Option<Selection>>,
    what: RwSignal<String>,
    typed: RwSignal<String>,
    billing_type: RwSignal<String>,
    answer: RwSignal<Option<ApiError>>,
    preview: RwSignal<Option<(DetailsEdit, DetailsEdited)>>,
}

impl Form {
    fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            selection: RwSignal::new(None),
            what: RwSignal::new("billing_type".to_owned()),
            typed: RwSignal::new(String::new()),
            billing_type: RwSignal::new(BillingType::NonChargeable.word().to_owned()),
            answer: RwSignal::new(None),
            preview: RwSignal::new(None),
        }
    }

    fn change(self) -> Change {
        let typed = self.typed.get_untracked();
        match self.what.get_untracked().as_str() {
            "price_by" => Change::PriceBy(typed),
            "price" => Change::UnitPrice(typed),
            "quantity" => Change::Quantity(typed),
            "description" => Change::Description(typed),
            "external" => Change::ExternalDescription(typed),
            _ => Change::BillingType(
                BillingType::from_word(&self.billing_type.get_untracked())
                    .unwrap_or(BillingType::NonChargeable),
            ),
        }
    }

    fn edit(self, on: On) -> Option<DetailsEdit> {
        let (invoice_id, version) = on.seen.get_untracked()?;
        let selection = self.selection.get_untracked()?;
        Some(DetailsEdit { invoice_id, version, selection, change: self.change() })
    }
}

/// The button of the bar, and its dialog.
pub fn change_many(bulk: Bulk, on: On) -> AnyView {
    let t = texts();
    let form = Form::new();
    let begin = move |_| {
        form.selection.set(bulk.selection.get_untracked());
        form.preview.set(None);
        form.answer.set(None);
        form.open.set(true);
    };
    // Whatever is typed anew is looked at anew.
    Effect::new(move |_| {
        form.what.track();
        form.typed.track();
        form.billing_type.track();
        form.preview.set(None);
        form.answer.set(None);
    });
    view! {
        <button
            type="button"
            class="primary"
            disabled=move || on.seen.get().is_none()
            on:click=begin
        >
            {t.details_change}
        </button>
        <Dialog open=form.open title=t.details_change_many>
            {change_form(form, on)}
        </Dialog>
    }
    .into_any()
}

fn change_form(form: Form, on: On) -> AnyView {
    let t = texts();
    let look = Action::new(move |(): &()| {
        let edit = form.edit(on);
        async move {
            let Some(edit) = edit else { return };
            match preview_edit_details(edit.clone()).await {
                Ok(told) => form.preview.set(Some((edit, told))),
                Err(error) => form.answer.set(Some(error)),
            }
        }
    });
    let act = Action::new(move |edit: &DetailsEdit| {
        let edit = edit.clone();
        async move {
            let invoice_id = edit.invoice_id;
            match edit_details(edit).await {
                Ok(done) => {
                    form.open.set(false);
                    on.shared.notice.set(Some(done_notice(on, invoice_id, done)));
                    on.shared.reload.update(|n| *n += 1);
                }
                Err(error) => {
                    form.preview.set(None);
                    form.answer.set(Some(error));
                }
            }
        }
    });
    let input = move || {
        let what = form.what.get();
        if what == "billing_type" {
            let (value, choices) = (form.billing_type, billing_types());
            view! { <ChoiceField label=t.column_billing_type value choices /> }.into_any()
        } else {
            let decimal = matches!(what.as_str(), "price" | "price_by" | "quantity");
            view! {
                <TextField
                    field=field_of(&what)
                    value=form.typed
                    error=form.answer
                    decimal=decimal
                    label=label_of(&what)
                />
            }
            .into_any()
        }
    };
    view! {
        <form on:submit=sends(look)>
            <ChoiceField label=t.details_what value=form.what choices=labels() />
            {input}
            {other_error(form.answer)}
            {move || form.preview.get().map(|(edit, told)| preview(edit, &told, act))}
            <footer>
                <button type="submit" disabled=move || look.pending().get()>
                    {t.details_look}
                </button>
            </footer>
        </form>
    }
    .into_any()
}

/// How many change, what they come to before and after, and what stays with why.
fn preview(edit: DetailsEdit, told: &DetailsEdited, act: Action<DetailsEdit, ()>) -> AnyView {
    let t = texts();
    let money = |amount| match told.currency {
        Some(currency) => format::money(amount, currency),
        None => String::new(),
    };
    let amounts = fill(
        t.details_before_after,
        &[("before", &money(told.before)), ("after", &money(told.after))],
    );
    let refused: Vec<String> =
        told.refused.iter().map(|(refusal, rows, _)| stays(refusal, *rows)).collect();
    let (changed, same) = (told.changed, told.same);
    let run = move |_| {
        act.dispatch(edit.clone());
    };
    view! {
        <div class="preview" role="status">
            <p>
                <strong>{count(t.details_would_change, changed)}</strong>
                " "
                {amounts}
            </p>
            {(same != 0).then(|| view! { <p class="quiet-text">{count(t.details_same, same)}</p> })}
            {refused
                .into_iter()
                .map(|text| view! { <p class="refusal">{text}</p> })
                .collect_view()}
            <button
                type="button"
                class="primary"
                disabled=move || act.pending().get() || changed == 0
                on:click=run
            >
                {count(t.details_change_now, changed)}
            </button>
        </div>
    }
    .into_any()
}

/// What was done, with the way back where it is known what each detail was.
fn done_notice(
    on: On,
    invoice_id: crate::vocabulary::ids::InvoiceId,
    done: DetailsEdited,
) -> Notice {
    let notice = told(texts().details_changed, &done);
    if done.was.is_empty() {
        return notice;
    }
    let undo = take_back(on, DetailsUndo { invoice_id, was: done.was });
    Notice { undo: Some(undo), ..notice }
}

/// Puts edited details back as they came.
pub fn restore_many(bulk: Bulk, on: On) -> AnyView {
    let t = texts();
    let restore = Action::new(move |selection: &Selection| {
        let (selection, seen) = (selection.clone(), on.seen.get_untracked());
        async move {
            let Some((invoice_id, version)) = seen else { return };
            let restore = DetailsRestore { invoice_id, version, selection };
            on.shared.notice.set(Some(match restore_details(restore).await {
                Ok(done) => told(t.details_restored, &done),
                Err(error) => Notice::refused(&error),
            }));
            on.shared.reload.update(|n| *n += 1);
        }
    });
    let question = move |_: &Selection, _: bool| Some(t.details_restore_would.to_owned());
    bulk.asking(t.details_restore, "", restore.pending(), question, move |selection| {
        restore.dispatch(selection);
    })
}

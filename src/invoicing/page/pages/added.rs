//! A detail written by hand (R-EDIT-13): the button, and its dialog.

use super::{cells::billing_types, on::On, tabs::takes_new};
use crate::{
    book::{
        api::read_choices,
        model::{WorkChoices, WorkPart},
        pieces::{TaskField, WorkField},
    },
    invoicing::draft::{
        api::{add_detail, read_addable},
        model::{Addable, AddableLine, DetailAdd, DetailAdded},
    },
    pick::pieces::PickField,
    prices::pieces::UnitField,
    ui::{
        allowed::may,
        dialog::Dialog,
        field::{ChoiceField, TextField},
        form::{other_error, sends, submit_footer},
        format::Label,
        notice::{Failed, Notice},
        page::loading,
        wait::{Awaited, awaited},
    },
    vocabulary::{
        choices::Choices,
        failure::ApiError,
        ids::InvoiceId,
        refusal::Field,
        texts::texts,
        words::{BillingType, TransactionClass},
    },
};
use leptos::prelude::*;

/// What the form holds.
#[derive(Clone, Copy)]
struct Form {
    open: RwSignal<bool>,
    line: RwSignal<String>,
    class: RwSignal<String>,
    project: RwSignal<String>,
    task: RwSignal<String>,
    what: RwSignal<String>,
    resource: RwSignal<String>,
    work_on: RwSignal<String>,
    quantity: RwSignal<String>,
    unit: RwSignal<String>,
    unit_price: RwSignal<String>,
    tax: RwSignal<String>,
    billing_type: RwSignal<String>,
    description: RwSignal<String>,
    external_description: RwSignal<String>,
    answer: RwSignal<Option<ApiError>>,
}

impl Form {
    fn new() -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            open: RwSignal::new(false),
            line: text(""),
            class: text(""),
            project: text(""),
            task: text(""),
            what: text(""),
            resource: text(""),
            work_on: text(""),
            quantity: text(""),
            unit: text(""),
            unit_price: text(""),
            tax: text(""),
            billing_type: text(BillingType::Chargeable.word()),
            description: text(""),
            external_description: text(""),
            answer: RwSignal::new(None),
        }
    }

    /// Opens it blank, but for the line, the class and the day that were written last.
    fn begin(self) {
        let blank = [
            self.task,
            self.what,
            self.resource,
            self.quantity,
            self.unit,
            self.unit_price,
            self.tax,
            self.description,
            self.external_description,
        ];
        blank.into_iter().for_each(|field| field.set(String::new()));
        self.answer.set(None);
        self.open.set(true);
    }

    fn class_now(self) -> TransactionClass {
        TransactionClass::from_word(&self.class.get()).unwrap_or(TransactionClass::Time)
    }

    fn add(self, invoice_id: InvoiceId) -> Option<DetailAdd> {
        Some(DetailAdd {
            invoice_id,
            contract_line_id: self.line.get_untracked().parse().ok()?,
            transaction_class: TransactionClass::from_word(&self.class.get_untracked())?,
            work_on: self.work_on.get_untracked(),
            task_id: self.task.get_untracked().parse().ok(),
            priced_by: self.what.get_untracked().parse().ok(),
            resource_id: self.resource.get_untracked().parse().ok(),
            unit: self.unit.get_untracked(),
            quantity: self.quantity.get_untracked(),
            unit_price: self.unit_price.get_untracked(),
            tax: self.tax.get_untracked(),
            billing_type: BillingType::from_word(&self.billing_type.get_untracked())?,
            description: self.description.get_untracked(),
            external_description: self.external_description.get_untracked(),
        })
    }
}

/// The button and its dialog, on what takes something new (R-VOC-19).
pub fn add_button(on: On) -> AnyView {
    let form = Form::new();
    let shown = move || {
        Suspend::new(async move {
            let head = on.head.await.ok()?;
            (takes_new(&head) && may("add_detail")).then(|| button(form))
        })
    };
    view! {
        <Awaited>{shown}</Awaited>
        <Dialog open=form.open title=texts().added_title>
            {read_form(form, on)}
        </Dialog>
    }
    .into_any()
}

fn button(form: Form) -> AnyView {
    let t = texts();
    view! {
        <p class="tab-acts">
            <span class="quiet-text">{t.added_explained}</span>
            <button type="button" on:click=move |_| form.begin()>
                {t.added_act}
            </button>
        </p>
    }
    .into_any()
}

/// The form, once it is known what there is to choose.
fn read_form(form: Form, on: On) -> AnyView {
    let asked = awaited(
        move || on.id.get(),
        |id| async move {
            let Some(id) = id else { return Err(ApiError::Forbidden) };
            let addable = read_addable(id).await?;
            Ok((id, addable, read_choices().await?))
        },
    );
    let whole = move || {
        Suspend::new(async move {
            match asked.await {
                Ok((_, addable, _)) if addable.lines.is_empty() => {
                    view! { <p class="empty">{texts().added_nowhere}</p> }.into_any()
                }
                Ok((id, addable, choices)) => fields(form, on, id, addable, choices),
                Err(error) => view! { <Failed error /> }.into_any(),
            }
        })
    };
    view! { <Awaited fallback=loading>{whole}</Awaited> }.into_any()
}

fn fields(
    form: Form,
    on: On,
    invoice: InvoiceId,
    addable: Addable,
    choices: WorkChoices,
) -> AnyView {
    let t = texts();
    let save = Action::new(move |(): &()| {
        let add = form.add(invoice);
        async move {
            let Some(add) = add else { return };
            match add_detail(add).await {
                Ok(done) => {
                    form.open.set(false);
                    on.shared.notice.set(Some(told(done)));
                    on.shared.reload.update(|n| *n += 1);
                }
                Err(error) => form.answer.set(Some(error)),
            }
        }
    });
    let choices = StoredValue::new(choices);
    let error = Signal::derive(move || form.answer.get());
    view! {
        <form on:submit=sends(save)>
            {line_and_class(form, addable.lines, error)}
            <TextField field=Field::Date value=form.work_on error kind="date" />
            <TaskField project=form.project value=form.task error blank=t.added_no_task />
            {work_fields(form, choices, error)}
            <TextField field=Field::Quantity value=form.quantity error decimal=true />
            <TextField
                field=Field::UnitPrice
                value=form.unit_price
                error
                decimal=true
                label=t.added_price
            />
            <TextField field=Field::Tax value=form.tax error decimal=true />
            <ChoiceField
                label=t.column_billing_type
                value=form.billing_type
                choices=billing_types()
            />
            <TextField field=Field::Description value=form.description error />
            <TextField field=Field::ExternalDescription value=form.external_description error />
            {other_error(form.answer)}
            {submit_footer(t.added_act, save.pending())}
        </form>
    }
    .into_any()
}

/// The line, and the classes that it includes.
fn line_and_class(form: Form, lines: Vec<AddableLine>, error: Signal<Option<ApiError>>) -> AnyView {
    let t = texts();
    let named = Choices::all(lines.iter().map(|line| (line.contract_line_id, line.name.clone())));
    if let Some(first) = lines.first()
        && form.line.with_untracked(String::is_empty)
    {
        form.line.set(first.contract_line_id.to_string());
    }
    let chosen = Memo::new(move |_| {
        let key = form.line.get();
        lines.iter().find(|line| line.contract_line_id.to_string() == key).cloned()
    });
    Effect::new(move |_| {
        let Some(line) = chosen.get() else { return };
        form.project.set(line.project_id.to_string());
        let classes = line.classes();
        let is_one = form
            .class
            .with_untracked(|word| classes.iter().any(|class| class.word() == word.as_str()));
        if let Some(first) = classes.first().filter(|_| !is_one) {
            form.class.set(first.word().to_owned());
        }
    });
    let classes = move || {
        let choices = chosen.get().map(|line| line.classes()).unwrap_or_default();
        let choices = choices.into_iter().map(|class| (class.word(), class.label())).collect();
        view! { <ChoiceField label=t.column_class value=form.class choices /> }
    };
    view! {
        <PickField
            field=Field::Project
            label=t.column_line
            value=form.line
            choices=Signal::stored(named)
            error
        />
        {classes}
    }
    .into_any()
}

/// As what, or for what; who; and in which unit.
fn work_fields(
    form: Form,
    choices: StoredValue<WorkChoices>,
    error: Signal<Option<ApiError>>,
) -> AnyView {
    let t = texts();
    let part = Memo::new(move |_| match form.class_now() {
        TransactionClass::Time => WorkPart::Role,
        TransactionClass::Material => WorkPart::Product,
        TransactionClass::Expense
        | TransactionClass::Fee
        | TransactionClass::Milestone
        | TransactionClass::Retainer => WorkPart::Category,
    });
    // What a time's role was chosen by says nothing of an expense.
    Effect::new(move |before: Option<WorkPart>| {
        if before.is_some_and(|before| before != part.get()) {
            form.what.set(String::new());
        }
        part.get()
    });
    view! {
        {move || {
            view! { <WorkField part=part.get() value=form.what error choices /> }
        }}
        <WorkField
            part=WorkPart::Resource
            value=form.resource
            error
            choices
            blank=t.added_nobody
        />
        {move || {
            (part.get() == WorkPart::Category)
                .then(|| view! { <UnitField category=form.what value=form.unit error /> })
        }}
    }
    .into_any()
}

/// That it is there; and that nothing prices it.
fn told(done: DetailAdded) -> Notice {
    let t = texts();
    let mut notice = Notice::done(t.added_done.to_owned());
    if !done.has_price {
        notice.refused.push(t.added_without_price.to_owned());
    }
    notice
}

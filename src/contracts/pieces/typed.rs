//! A contract's form while it is typed: a signal per field, so that typing in one leaves the others
//! alone.

use crate::{
    contracts::model::setup::{ContractForm, ContractSetup, LineForm, Place, Problem, SplitForm},
    ui::field::field_of,
    vocabulary::{
        failure::ApiError,
        ids::{CategoryId, ContractLineId, RoleId, TaskId},
        refusal::{Field, Refusal},
        words::{BillingMethod, ScheduleType, TransactionClass},
    },
};
use leptos::prelude::*;

/// A customer's share while it is typed.
#[derive(Clone, Copy, Debug)]
pub struct TypedSplit {
    /// Tells it from its neighbours.
    pub key: usize,
    /// Id of the customer, as text.
    pub customer: RwSignal<String>,
    /// How much of a hundred.
    pub percent: RwSignal<String>,
    /// Takes what rounding leaves.
    pub is_rounding: RwSignal<bool>,
    /// Limit.
    pub not_to_exceed: RwSignal<String>,
    /// Whom invoices name.
    pub bill_to_name: RwSignal<String>,
    /// For whose attention.
    pub bill_to_contact: RwSignal<String>,
    /// Where invoices go.
    pub bill_to_address: RwSignal<String>,
    /// Days to pay.
    pub payment_terms_days: RwSignal<String>,
}

/// A line while it is typed.
#[derive(Clone, Copy, Debug)]
pub struct TypedLine {
    /// Tells it from its neighbours.
    pub key: usize,
    /// None: a new one.
    pub id: Option<ContractLineId>,
    /// What it is.
    pub name: RwSignal<String>,
    /// How it bills, as a word.
    pub method: RwSignal<String>,
    /// By whole milestones or by progress, as a word.
    pub schedule: RwSignal<String>,
    /// Id of the project, as text.
    pub project: RwSignal<String>,
    /// Kinds of work.
    pub classes: RwSignal<Vec<TransactionClass>>,
    /// Only some tasks.
    pub has_selected_tasks: RwSignal<bool>,
    /// Those tasks.
    pub tasks: RwSignal<Vec<(TaskId, bool)>>,
    /// Roles taken otherwise.
    pub roles: RwSignal<Vec<(RoleId, bool)>>,
    /// Categories taken otherwise.
    pub categories: RwSignal<Vec<(CategoryId, bool)>>,
    /// Fixed price.
    pub contracted_amount: RwSignal<String>,
    /// Tax on it.
    pub estimated_tax: RwSignal<String>,
    /// Limit.
    pub not_to_exceed: RwSignal<String>,
    /// What the customer set aside.
    pub customer_budget: RwSignal<String>,
    /// First day of its schedule.
    pub billing_start_on: RwSignal<String>,
    /// How often it is invoiced.
    pub invoice_frequency: RwSignal<String>,
    /// Who pays.
    pub splits: RwSignal<Vec<TypedSplit>>,
}

/// A contract while it is typed.
#[derive(Clone, Copy, Debug)]
pub struct Typed {
    next_key: StoredValue<usize>,
    given: StoredValue<ContractSetup>,
    /// Unique in the company.
    pub number: RwSignal<String>,
    /// What it is about.
    pub name: RwSignal<String>,
    /// Id of the primary customer, as text.
    pub primary_customer: RwSignal<String>,
    /// Of its sales.
    pub currency: RwSignal<String>,
    /// From when.
    pub start_on: RwSignal<String>,
    /// End of its schedules.
    pub requested_delivery_on: RwSignal<String>,
    /// Limit over all lines.
    pub not_to_exceed: RwSignal<String>,
    /// Defaults of new lines.
    pub customers: RwSignal<Vec<TypedSplit>>,
    /// In order.
    pub lines: RwSignal<Vec<TypedLine>>,
    /// Somebody tried to save: what is still blank is a problem from now on.
    pub is_tried: RwSignal<bool>,
}

fn text<I: ToString>(id: Option<I>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn named<I: ToString>(all: Vec<(I, String)>) -> Vec<(String, String)> {
    all.into_iter().map(|(id, name)| (id.to_string(), name)).collect()
}

impl Typed {
    /// The form as it stands.
    pub fn new(setup: ContractSetup) -> Self {
        let form = setup.form.clone();
        let typed = Self {
            next_key: StoredValue::new(0),
            given: StoredValue::new(setup),
            number: RwSignal::new(form.number),
            name: RwSignal::new(form.name),
            primary_customer: RwSignal::new(text(form.primary_customer)),
            currency: RwSignal::new(form.currency),
            start_on: RwSignal::new(form.start_on),
            requested_delivery_on: RwSignal::new(form.requested_delivery_on),
            not_to_exceed: RwSignal::new(form.not_to_exceed),
            customers: RwSignal::new(Vec::new()),
            lines: RwSignal::new(Vec::new()),
            is_tried: RwSignal::new(false),
        };
        typed.customers.set(form.customers.into_iter().map(|split| typed.split(split)).collect());
        typed.lines.set(form.lines.into_iter().map(|line| typed.line(line)).collect());
        typed
    }

    fn key(self) -> usize {
        self.next_key.update_value(|key| *key += 1);
        self.next_key.get_value()
    }

    /// A share to type in.
    pub fn split(self, form: SplitForm) -> TypedSplit {
        TypedSplit {
            key: self.key(),
            customer: RwSignal::new(text(form.customer)),
            percent: RwSignal::new(form.percent),
            is_rounding: RwSignal::new(form.is_rounding),
            not_to_exceed: RwSignal::new(form.not_to_exceed),
            bill_to_name: RwSignal::new(form.bill_to_name),
            bill_to_contact: RwSignal::new(form.bill_to_contact),
            bill_to_address: RwSignal::new(form.bill_to_address),
            payment_terms_days: RwSignal::new(form.payment_terms_days),
        }
    }

    /// A line to type in.
    pub fn line(self, form: LineForm) -> TypedLine {
        TypedLine {
            key: self.key(),
            id: form.contract_line_id,
            name: RwSignal::new(form.name),
            method: RwSignal::new(form.billing_method.word().to_owned()),
            schedule: RwSignal::new(form.schedule_type.word().to_owned()),
            project: RwSignal::new(text(form.project)),
            classes: RwSignal::new(form.classes),
            has_selected_tasks: RwSignal::new(form.has_selected_tasks),
            tasks: RwSignal::new(form.tasks),
            roles: RwSignal::new(form.roles),
            categories: RwSignal::new(form.categories),
            contracted_amount: RwSignal::new(form.contracted_amount),
            estimated_tax: RwSignal::new(form.estimated_tax),
            not_to_exceed: RwSignal::new(form.not_to_exceed),
            customer_budget: RwSignal::new(form.customer_budget),
            billing_start_on: RwSignal::new(form.billing_start_on),
            invoice_frequency: RwSignal::new(form.invoice_frequency),
            splits: RwSignal::new(form.splits.into_iter().map(|split| self.split(split)).collect()),
        }
    }

    /// R-VOC-4: a new line begins with the contract's customers.
    pub fn new_line(self) -> TypedLine {
        let share = |s: SplitForm| SplitForm {
            customer: s.customer,
            percent: s.percent,
            is_rounding: s.is_rounding,
            ..SplitForm::default()
        };
        let splits = self.customers.get_untracked().into_iter().map(|c| share(split_form(c, true)));
        self.line(LineForm { splits: splits.collect(), ..LineForm::default() })
    }

    /// What there is to choose from.
    pub fn setup(self) -> ContractSetup {
        self.given.get_value()
    }

    /// Customers to choose from.
    pub fn customers_there(self) -> Signal<Vec<(String, String)>> {
        Signal::derive(move || named(self.setup().customers))
    }

    /// Projects to choose from.
    pub fn projects_there(self) -> Signal<Vec<(String, String)>> {
        Signal::derive(move || named(self.setup().projects))
    }

    /// As it stands now.
    pub fn form(self) -> ContractForm {
        let before = self.given.get_value().form;
        ContractForm {
            contract_id: before.contract_id,
            version: before.version,
            number: self.number.get(),
            name: self.name.get(),
            primary_customer: self.primary_customer.get().parse().ok(),
            currency: self.currency.get().trim().to_uppercase(),
            start_on: self.start_on.get(),
            requested_delivery_on: self.requested_delivery_on.get(),
            not_to_exceed: self.not_to_exceed.get(),
            customers: self
                .customers
                .get()
                .into_iter()
                .map(|split| split_form(split, false))
                .collect(),
            lines: self.lines.get().into_iter().map(line_form).collect(),
        }
    }
}

fn split_form(split: TypedSplit, is_copy: bool) -> SplitForm {
    let get =
        |signal: RwSignal<String>| if is_copy { signal.get_untracked() } else { signal.get() };
    SplitForm {
        customer: get(split.customer).parse().ok(),
        percent: get(split.percent),
        is_rounding: if is_copy {
            split.is_rounding.get_untracked()
        } else {
            split.is_rounding.get()
        },
        not_to_exceed: get(split.not_to_exceed),
        bill_to_name: get(split.bill_to_name),
        bill_to_contact: get(split.bill_to_contact),
        bill_to_address: get(split.bill_to_address),
        payment_terms_days: get(split.payment_terms_days),
    }
}

fn line_form(line: TypedLine) -> LineForm {
    let is_fixed = line.method.get() == BillingMethod::FixedPrice.word();
    // What the page hides for a billing method is not sent with it.
    let when =
        |shown: bool, signal: RwSignal<String>| if shown { signal.get() } else { String::new() };
    LineForm {
        contract_line_id: line.id,
        name: line.name.get(),
        billing_method: if is_fixed {
            BillingMethod::FixedPrice
        } else {
            BillingMethod::TimeAndMaterial
        },
        schedule_type: ScheduleType::from_word(&line.schedule.get())
            .unwrap_or(ScheduleType::CompletedMilestones),
        project: line.project.get().parse().ok(),
        classes: line.classes.get(),
        has_selected_tasks: line.has_selected_tasks.get(),
        tasks: if line.has_selected_tasks.get() { line.tasks.get() } else { Vec::new() },
        roles: line.roles.get(),
        categories: line.categories.get(),
        contracted_amount: when(is_fixed, line.contracted_amount),
        estimated_tax: when(is_fixed, line.estimated_tax),
        not_to_exceed: when(!is_fixed, line.not_to_exceed),
        customer_budget: line.customer_budget.get(),
        billing_start_on: line.billing_start_on.get(),
        invoice_frequency: line.invoice_frequency.get(),
        splits: line
            .splits
            .get()
            .into_iter()
            .map(|s| SplitForm {
                not_to_exceed: when(!is_fixed, s.not_to_exceed),
                ..split_form(s, false)
            })
            .collect(),
    }
}

/// The problems of a form, and what of them is said: blank fields not before somebody tries to
/// save.
#[derive(Clone, Copy)]
pub struct Said {
    /// All of them.
    pub problems: Signal<Vec<Problem>>,
    /// Whether blank fields are among them.
    pub is_tried: RwSignal<bool>,
}

impl Said {
    fn at(self, place: Place) -> Vec<Refusal> {
        let is_tried = self.is_tried.get();
        let said = |refusal: &Refusal| is_tried || !matches!(refusal, Refusal::FieldMissing(_));
        self.problems
            .get()
            .into_iter()
            .filter(|p| p.place == place && said(&p.refusal))
            .map(|p| p.refusal)
            .collect()
    }

    /// What a field at a place is told.
    pub fn about(
        self,
        place: impl Fn() -> Option<Place> + Send + Sync + 'static,
        field: Field,
    ) -> Signal<Option<ApiError>> {
        Signal::derive(move || {
            self.at(place()?)
                .into_iter()
                .map(ApiError::Refused)
                .find(|e| field_of(e) == Some(field))
        })
    }

    /// What concerns a place as a whole, or fields that it does not show.
    pub fn of_all(
        self,
        place: impl Fn() -> Option<Place> + Send + Sync + 'static,
        fields: &'static [Field],
    ) -> Signal<Vec<Refusal>> {
        Signal::derive(move || {
            let Some(place) = place() else { return Vec::new() };
            let is_shown = |refusal: &Refusal| {
                field_of(&ApiError::Refused(refusal.clone()))
                    .is_some_and(|field| fields.contains(&field))
            };
            self.at(place).into_iter().filter(|refusal| !is_shown(refusal)).collect()
        })
    }
}

//! A contract's form while it is typed: a signal per field, so that typing in one leaves the others
//! alone.

use crate::{
    contracts::{
        api::read_project_setup,
        model::setup::{ContractForm, ContractSetup, LineForm, Problem, SplitForm},
        rules::setup::check,
    },
    vocabulary::{
        choices::{Choices, NOTHING},
        ids::{CategoryId, ContractLineId, CustomerId, ProjectId, RoleId, TaskId},
        words::{BillingMethod, ScheduleType, TransactionClass},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// Options of all lists of customers and projects together that are not yet much.
const OPTIONS: usize = 500;

/// A customer's share while it is typed.
#[derive(Clone, Copy, Debug)]
pub struct TypedSplit {
    /// Tells it from its neighbours.
    pub key: usize,
    /// Id of the customer, as text.
    pub customer: RwSignal<String>,
    /// Their name.
    pub customer_named: RwSignal<String>,
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
    /// Its name.
    pub project_named: RwSignal<String>,
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
    /// Taken off each sale.
    pub discount_percent: RwSignal<String>,
    /// Added to each sale.
    pub fee_percent: RwSignal<String>,
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
    given: RwSignal<ContractSetup>,
    /// Projects whose tasks and covers are known, or on their way.
    asked: StoredValue<Vec<ProjectId>>,
    /// Unique in the company.
    pub number: RwSignal<String>,
    /// What it is about.
    pub name: RwSignal<String>,
    /// Id of the primary customer, as text.
    pub primary_customer: RwSignal<String>,
    /// Their name.
    pub primary_named: RwSignal<String>,
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

/// What there is, where that is all.
fn listed<I: ToString + Clone>(all: &[(I, String)], is_looked_up: bool) -> Choices {
    if is_looked_up {
        Choices { has_more: true, ..Choices::default() }
    } else {
        Choices::all(all.iter().cloned())
    }
}

impl Typed {
    /// The form as it stands.
    pub fn new(setup: ContractSetup) -> Self {
        let form = setup.form.clone();
        let asked = form.lines.iter().filter_map(|line| line.project).collect();
        let typed = Self {
            next_key: StoredValue::new(0),
            given: RwSignal::new(setup),
            asked: StoredValue::new(asked),
            number: RwSignal::new(form.number),
            name: RwSignal::new(form.name),
            primary_named: RwSignal::new(String::new()),
            primary_customer: RwSignal::new(text(form.primary_customer)),
            currency: RwSignal::new(form.currency),
            start_on: RwSignal::new(form.start_on),
            requested_delivery_on: RwSignal::new(form.requested_delivery_on),
            not_to_exceed: RwSignal::new(form.not_to_exceed),
            customers: RwSignal::new(Vec::new()),
            lines: RwSignal::new(Vec::new()),
            is_tried: RwSignal::new(false),
        };
        typed.primary_named.set(typed.customer_name(form.primary_customer));
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
            customer_named: RwSignal::new(self.customer_name(form.customer)),
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
            project_named: RwSignal::new(self.project_name(form.project)),
            classes: RwSignal::new(form.classes),
            has_selected_tasks: RwSignal::new(form.has_selected_tasks),
            tasks: RwSignal::new(form.tasks),
            roles: RwSignal::new(form.roles),
            categories: RwSignal::new(form.categories),
            contracted_amount: RwSignal::new(form.contracted_amount),
            estimated_tax: RwSignal::new(form.estimated_tax),
            not_to_exceed: RwSignal::new(form.not_to_exceed),
            customer_budget: RwSignal::new(form.customer_budget),
            discount_percent: RwSignal::new(form.discount_percent),
            fee_percent: RwSignal::new(form.fee_percent),
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

    /// What the form is filled from and checked against.
    pub fn setup(self) -> ContractSetup {
        self.given.get_untracked()
    }

    /// What can't stay on the form as it is. What was looked up is known to be there.
    pub fn problems(self) -> Vec<Problem> {
        let (form, mut known) = (self.form(), self.given.get());
        let is_there = |id: i64| id.to_string() != NOTHING;
        let splits = form.customers.iter().chain(form.lines.iter().flat_map(|l| &l.splits));
        let customers = splits.filter_map(|s| s.customer).chain(form.primary_customer);
        known.customers.extend(customers.filter(|id| is_there(id.0)).map(|id| (id, String::new())));
        for line in &form.lines {
            let project = line.project.filter(|id| is_there(id.0));
            known.projects.extend(project.map(|id| (id, String::new())));
            let roles = line.roles.iter().filter(|(id, _)| is_there(id.0));
            known.roles.extend(roles.map(|(id, pays)| (*id, String::new(), *pays)));
            let categories = line.categories.iter().filter(|(id, _)| is_there(id.0));
            known.categories.extend(categories.map(|(id, pays)| (*id, String::new(), *pays)));
            let tasks =
                line.tasks.iter().filter(|(id, _)| is_there(id.0)).zip(project.iter().cycle());
            known.tasks.extend(tasks.map(|((id, _), project)| (*id, *project, String::new())));
        }
        check(&form, &known).err().unwrap_or_default()
    }

    /// Part of what the form is checked against.
    pub fn known<T>(self, part: impl FnOnce(&ContractSetup) -> T) -> T {
        self.given.with(part)
    }

    /// Something of it was looked up.
    pub fn learn(self, more: impl FnOnce(&mut ContractSetup)) {
        self.given.update(more);
    }

    /// Whether the project of a line has more tasks than are listed.
    pub fn has_more_tasks(self, line: TypedLine) -> bool {
        let project = line.project.get();
        self.given.with(|given| given.looked.tasks.iter().any(|of| of.to_string() == project))
    }

    /// The tasks of its project; where they are many, those that it covers.
    pub fn tasks_of(self, line: TypedLine) -> Vec<(TaskId, String)> {
        let (project, has_more) = (line.project.get(), self.has_more_tasks(line));
        let covered = |id: TaskId| line.tasks.with(|all| all.iter().any(|(task, _)| *task == id));
        self.given.with(|given| {
            let of_project = given.tasks.iter().filter(|(_, of, _)| of.to_string() == project);
            let shown = of_project.filter(|(id, ..)| !has_more || covered(*id));
            shown.map(|(id, _, name)| (*id, name.clone())).collect()
        })
    }

    /// The name of a customer that the form has. Not to be asked while the list of its customers
    /// changes, unless for nobody.
    fn customer_name(self, id: Option<CustomerId>) -> String {
        let Some(id) = id else { return String::new() };
        let given = self.given.with_untracked(|given| {
            given.customers.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone())
        });
        let typed = || {
            let all = self.customers.get_untracked();
            let of = all.iter().find(|s| s.customer.get_untracked() == id.to_string());
            of.map(|s| s.customer_named.get_untracked())
        };
        given.or_else(typed).unwrap_or_default()
    }

    fn project_name(self, id: Option<ProjectId>) -> String {
        let id = text(id);
        self.given
            .with_untracked(|given| {
                let mut known = given.projects.iter();
                known.find(|(known, _)| known.to_string() == id).map(|(_, n)| n.clone())
            })
            .unwrap_or_default()
    }

    /// Customers to choose from.
    pub fn customers_there(self) -> Signal<Choices> {
        Signal::stored(
            self.given.with_untracked(|given| listed(&given.customers, given.looked.customers)),
        )
    }

    /// Projects to choose from.
    pub fn projects_there(self) -> Signal<Choices> {
        Signal::stored(
            self.given.with_untracked(|given| listed(&given.projects, given.looked.projects)),
        )
    }

    /// Whether a list at each line and each customer would be much.
    pub fn is_many(self) -> bool {
        let fields = self
            .lines
            .with(|lines| lines.iter().map(|line| 1 + line.splits.with(Vec::len)).sum::<usize>());
        let offered =
            self.given.with_untracked(|given| given.customers.len().max(given.projects.len()));
        (fields + self.customers.with(Vec::len)) * offered > OPTIONS
    }

    /// A line is of a project now: its tasks, and what others cover there, are asked for.
    pub fn know_project(self, key: &str) {
        let Ok(project) = key.parse::<ProjectId>() else { return };
        let is_known = self.asked.with_value(|asked| asked.contains(&project));
        if is_known || key == NOTHING {
            return;
        }
        self.asked.update_value(|asked| asked.push(project));
        let contract = self.given.with_untracked(|given| given.form.contract_id);
        spawn_local(async move {
            // Without an answer the server says it when the form is saved.
            let Ok(found) = read_project_setup(contract, project).await else { return };
            let _ = self.given.try_update(|given| {
                given.tasks.retain(|(_, of, _)| *of != project);
                given.tasks.extend(found.tasks);
                given.covered.extend(found.covered);
                if found.has_more_tasks {
                    given.looked.tasks.push(project);
                }
            });
        });
    }

    /// As it stands now.
    pub fn form(self) -> ContractForm {
        let (contract_id, version) =
            self.given.with_untracked(|given| (given.form.contract_id, given.form.version));
        ContractForm {
            contract_id,
            version,
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
            lines: self.lines.get().into_iter().map(|line| self.line_form(line)).collect(),
        }
    }

    /// A line as it stands; one of products covers no work, and is the primary customer's alone
    /// (R-INV-9).
    fn line_form(self, line: TypedLine) -> LineForm {
        let form = line_form(line);
        if form.billing_method != BillingMethod::Product {
            return form;
        }
        let primary = SplitForm {
            customer: self.primary_customer.get().parse().ok(),
            percent: "100".to_owned(),
            is_rounding: true,
            ..SplitForm::default()
        };
        LineForm {
            classes: Vec::new(),
            has_selected_tasks: false,
            tasks: Vec::new(),
            roles: Vec::new(),
            categories: Vec::new(),
            splits: vec![primary],
            ..form
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
    let method =
        BillingMethod::from_word(&line.method.get()).unwrap_or(BillingMethod::TimeAndMaterial);
    let is_fixed = method == BillingMethod::FixedPrice;
    let is_limited = method == BillingMethod::TimeAndMaterial;
    // What the page hides for a billing method is not sent with it.
    let when = |shown: bool, s: RwSignal<String>| if shown { s.get() } else { String::new() };
    let split = |s: TypedSplit| SplitForm {
        not_to_exceed: when(is_limited, s.not_to_exceed),
        ..split_form(s, false)
    };
    LineForm {
        contract_line_id: line.id,
        name: line.name.get(),
        billing_method: method,
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
        not_to_exceed: when(is_limited, line.not_to_exceed),
        customer_budget: line.customer_budget.get(),
        discount_percent: when(is_limited, line.discount_percent),
        fee_percent: when(is_limited, line.fee_percent),
        billing_start_on: line.billing_start_on.get(),
        invoice_frequency: line.invoice_frequency.get(),
        splits: line.splits.get().into_iter().map(split).collect(),
    }
}

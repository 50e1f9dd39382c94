//! What is in the book already, by name: for telling new from known.

use crate::{
    contracts::model::Period,
    vocabulary::{
        currency::Currency,
        ids::ProjectId,
        names::fold,
        words::{BillingMethod, TransactionClass},
    },
};
use std::collections::{HashMap, HashSet};

/// A price that is in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPrice {
    /// Of which currency.
    pub currency: Currency,
    /// For which kind of work.
    pub transaction_class: TransactionClass,
    /// Name of the role, category or product.
    pub name: String,
    /// Of which unit.
    pub unit: String,
    /// When it holds.
    pub period: Period,
}

/// Names of one kind. One is found however it is written, and by what it was called before.
#[derive(Clone, Debug, Default)]
pub struct KnownNames {
    exact: HashSet<String>,
    by_key: HashMap<String, String>,
    former: HashMap<String, String>,
}

impl KnownNames {
    /// Adds a name; the first of those that fold alike is the one that is found.
    pub fn add(&mut self, name: &str) {
        self.exact.insert(name.to_owned());
        self.by_key.entry(fold(name)).or_insert_with(|| name.to_owned());
    }

    /// Adds what a name was called before, folded.
    pub fn add_former(&mut self, key: String, name: &str) {
        self.former.insert(key, name.to_owned());
    }

    /// As it is written here: that very name, else one that folds alike, else one that was called
    /// so.
    pub fn find(&self, name: &str) -> Option<&str> {
        let key = || fold(name);
        self.exact
            .get(name)
            .or_else(|| self.by_key.get(&key()))
            .or_else(|| self.former.get(&key()))
            .map(String::as_str)
    }

    /// Every name.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.exact.iter().map(String::as_str)
    }
}

impl<T: AsRef<str>> FromIterator<T> for KnownNames {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        let mut known = Self::default();
        names.into_iter().for_each(|name| known.add(name.as_ref()));
        known
    }
}

/// A project that is here.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownProject {
    /// Its key.
    pub project_id: ProjectId,
    /// Its client's name; empty: internal, or nobody said.
    pub client: String,
    /// What it is called among its client's.
    pub code: String,
    /// In words.
    pub name: String,
    /// Whoever signed or pays for a contract that bills it.
    pub payers: Vec<String>,
    /// Clients it belonged to before, folded.
    pub former_clients: Vec<String>,
}

/// What a line of a contract covers of a project and class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The contract's number.
    pub contract: String,
    /// One of the project's tasks, folded; none: the whole project.
    pub task: Option<String>,
    /// How the line bills.
    pub billing_method: BillingMethod,
    /// The contract's time.
    pub period: Period,
}

/// What is in the book already.
#[derive(Clone, Debug, Default)]
pub struct KnownBook {
    /// Customers.
    pub customers: KnownNames,
    /// People.
    pub resources: KnownNames,
    /// Roles.
    pub roles: KnownNames,
    /// Categories of expenses and fees.
    pub categories: KnownNames,
    /// Products.
    pub products: KnownNames,
    /// Units of products, by name.
    pub product_units: HashMap<String, String>,
    /// Projects.
    pub projects: Vec<KnownProject>,
    /// Contract number → currency.
    pub contracts: HashMap<String, Currency>,
    /// (project, class) → what covers it, each in its time; lost contracts cover nothing.
    pub project_classes: HashMap<(ProjectId, TransactionClass), Vec<Covered>>,
    /// The company's prices.
    pub prices: Vec<KnownPrice>,
}

impl KnownBook {
    /// The names that a class of work is priced by.
    pub fn priced_by(&self, class: TransactionClass) -> &KnownNames {
        match class {
            TransactionClass::Expense | TransactionClass::Fee => &self.categories,
            TransactionClass::Material => &self.products,
            TransactionClass::Time | TransactionClass::Milestone | TransactionClass::Retainer => {
                &self.roles
            }
        }
    }
}

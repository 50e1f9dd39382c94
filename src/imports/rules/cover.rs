//! What contracts cover of a project's time (R-APP-2), here already or in this folder.

use crate::{
    book::model::WhichProject,
    contracts::model::Period,
    imports::model::{Known, Plan},
    vocabulary::{currency::Currency, names::fold, words::TransactionClass},
};
use chrono::NaiveDate;
use std::collections::HashMap;

struct Line {
    /// The contract's time.
    period: Period,
    currency: Currency,
    /// One of the project's tasks, folded; none: the whole project.
    task: Option<String>,
}

/// Project → the lines that bill its time.
pub struct Cover(HashMap<WhichProject, Vec<Line>>);

impl Cover {
    /// What is here, and what the plan adds.
    pub fn of(known: &Known, plan: &Plan) -> Self {
        let mut lines: HashMap<WhichProject, Vec<Line>> = HashMap::new();
        for ((project, class), covered) in &known.book.project_classes {
            for by in covered.iter().filter(|_| *class == TransactionClass::Time) {
                if let Some(currency) = known.book.contracts.get(&by.contract) {
                    lines.entry(WhichProject::Known(*project)).or_default().push(Line {
                        period: by.period,
                        currency: *currency,
                        task: by.task.clone(),
                    });
                }
            }
        }
        for contract in &plan.contracts {
            let period = Period { from: contract.start_on, to: contract.requested_delivery_on };
            for line in
                contract.lines.iter().filter(|l| l.classes.contains(&TransactionClass::Time))
            {
                lines.entry(line.project).or_default().push(Line {
                    period,
                    currency: contract.currency,
                    task: None,
                });
            }
        }
        Self(lines)
    }

    /// Whether a line bills anything of the project.
    pub fn is_covered(&self, project: WhichProject) -> bool {
        self.0.contains_key(&project)
    }

    /// Whether lines bill work on a task of it, on whatever day.
    pub fn is_task_covered(&self, project: WhichProject, task: &str) -> bool {
        let task = fold(task);
        self.0.get(&project).is_some_and(|lines| {
            lines.iter().any(|line| line.task.as_ref().is_none_or(|own| *own == task))
        })
    }

    /// In which currency a day's work on a task of it is billed; none: no line covers that.
    pub fn currency(&self, project: WhichProject, task: &str, day: NaiveDate) -> Option<Currency> {
        let task = fold(task);
        let on_day =
            || self.0.get(&project).into_iter().flatten().filter(|line| line.period.holds(day));
        let own = on_day().find(|line| line.task.as_deref() == Some(task.as_str()));
        own.or_else(|| on_day().find(|line| line.task.is_none())).map(|line| line.currency)
    }
}

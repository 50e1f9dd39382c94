//! What the state of a contract no longer lets change (R-SM-2).

use crate::{
    contracts::model::setup::{ContractForm, ContractSetup, LineForm, Place, Problem, SplitForm},
    vocabulary::{refusal::Refusal, typed::readable, words::ContractState},
};

/// R-SM-2: of a confirmed contract only names, limits, the end date and schedules change; of a lost
/// one nothing.
pub(super) fn frozen(form: &ContractForm, known: &ContractSetup) -> Vec<Problem> {
    let before = &known.form;
    let mut problems = Vec::new();
    let mut refuse = |place, is_changed: bool| {
        if is_changed {
            problems.push(Problem { place, refusal: Refusal::ContractIsReadOnly });
        }
    };
    match known.state {
        None => {}
        // R-VOC-1: the currency is frozen after the first save.
        Some(ContractState::Draft) => {
            refuse(Place::Header, form.currency.trim() != before.currency)
        }
        Some(ContractState::Lost) => refuse(Place::Header, true),
        Some(ContractState::Confirmed) => {
            let header = |f: &ContractForm| {
                (
                    f.number.trim().to_owned(),
                    f.primary_customer,
                    f.currency.trim().to_owned(),
                    f.start_on.trim().to_owned(),
                )
            };
            let shares = |splits: &[SplitForm]| {
                splits
                    .iter()
                    .map(|s| (s.customer, readable(&s.percent), s.is_rounding))
                    .collect::<Vec<_>>()
            };
            let is_changed = header(form) != header(before)
                || shares(&form.customers) != shares(&before.customers);
            refuse(Place::Header, is_changed || form.lines.len() != before.lines.len());
            for (at, (line, was)) in form.lines.iter().zip(&before.lines).enumerate() {
                let splits = |l: &LineForm| shares(&l.splits);
                let terms = |l: &LineForm| {
                    (
                        l.contract_line_id,
                        l.billing_method,
                        l.schedule_type,
                        l.project,
                        l.classes.clone(),
                        l.has_selected_tasks,
                    )
                };
                let tables =
                    |l: &LineForm| (l.tasks.clone(), l.roles.clone(), l.categories.clone());
                let amounts = |l: &LineForm| {
                    (
                        readable(&l.contracted_amount),
                        [&l.estimated_tax, &l.discount_percent, &l.fee_percent]
                            .map(|typed| readable(typed).unwrap_or_default()),
                    )
                };
                let is_changed = terms(line) != terms(was)
                    || tables(line) != tables(was)
                    || amounts(line) != amounts(was)
                    || splits(line) != splits(was);
                refuse(Place::Line(at), is_changed);
            }
        }
    }
    problems
}

//! The results of creation one by one.

use crate::{
    invoicing::{create::model::Became, pieces::number_or_draft},
    ui::{notice::Notice, paths},
    vocabulary::{
        ids::InvoiceId,
        texts::{fill, texts},
    },
};

/// Results that a notice names, of each kind.
const NAMED: usize = 20;

/// The results one by one (R-INV-17): a link to each draft, a reason for each that there is none
/// of.
pub fn with_results(notice: Notice, became: &[Became]) -> Notice {
    let t = texts();
    let name = |one: &Became| {
        if one.customer.is_empty() {
            one.contract.clone()
        } else {
            fill(t.create_payer, &[("contract", &one.contract), ("customer", &one.customer)])
        }
    };
    let open = |one: &Became, draft: InvoiceId| {
        fill(
            t.create_became,
            &[
                ("draft", &number_or_draft(None, draft)),
                ("contract", &one.contract),
                ("customer", &one.customer),
            ],
        )
    };
    let failed: Vec<String> = became
        .iter()
        .filter_map(|one| {
            one.outcome.as_ref().err().map(|error| {
                fill(
                    t.create_became_not,
                    &[("contract", &name(one)), ("reason", &error.sentence(t))],
                )
            })
        })
        .collect();
    let links: Vec<(String, String)> = became
        .iter()
        .filter_map(|one| one.outcome.as_ref().ok().map(|id| (paths::invoice(*id), open(one, *id))))
        .collect();
    let more = |all: usize| {
        (all > NAMED).then(|| fill(t.create_more, &[("count", &(all - NAMED).to_string())]))
    };
    let (failures, drafts) =
        (more(failed.len()), more(links.len()).map(|text| (paths::INVOICES.to_owned(), text)));
    Notice {
        refused: notice
            .refused
            .into_iter()
            .chain(failed.into_iter().take(NAMED))
            .chain(failures)
            .collect(),
        links: links.into_iter().take(NAMED).chain(drafts).collect(),
        ..notice
    }
}

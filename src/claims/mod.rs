//! Claims: what an invoice holds, as the rooms below may see it. A source is free, on a draft, or
//! posted: a draft lets it go again, a confirmed invoice never. Made where invoices are (the views
//! `claim`, `retainer_claim`, `invoice_label`); here are the words. Holds: actual_on_one_invoice,
//! milestone_split_on_one_invoice, retainer_on_one_invoice.

pub mod model;
pub mod rules;
#[cfg(test)]
mod tests;

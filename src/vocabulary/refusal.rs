//! Every business no, as a sentence. Named constraints of the database end here too, under the same names.

use super::texts::{Texts, fill};
use serde::{Deserialize, Serialize};

/// A field that a refusal names, as the page labels it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Field {
    /// Hours or units.
    Quantity,
    /// Hours the approver lets through.
    BillableQuantity,
    /// Sales price per unit.
    UnitPrice,
    /// Tax amount of a detail.
    Tax,
    /// A name.
    Name,
    /// Free text for us.
    Description,
    /// Free text for the customer.
    ExternalDescription,
    /// The approver's word to the author.
    Comment,
    /// Who is billed, as printed.
    BillToName,
    /// Whom to write to.
    BillToContact,
    /// Where to write to.
    BillToAddress,
    /// The day it counts in the books.
    AccountingDate,
    /// The day on the invoice.
    InvoiceDate,
    /// A date filter.
    Date,
    /// Sign-in name.
    Email,
    /// Secret.
    Password,
    /// What the person may do.
    Roles,
    /// An uploaded file.
    File,
    /// A piece of work.
    Project,
    /// A part of it.
    Task,
    /// What time is priced by.
    Role,
    /// What expenses and fees are priced by.
    Category,
    /// What material is priced by.
    Product,
    /// Who did the work.
    Resource,
    /// Of a quantity.
    Unit,
    /// What a unit cost us.
    UnitCost,
    /// What was done, in words.
    Notes,
    /// Why somebody asks for something.
    Reason,
}

/// A business no. Order within a room is precedence: the first that applies is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Refusal {
    /// The request itself can't be read.
    InputUnreadable,
    /// Nothing of that id here (nor elsewhere, for all you can see).
    NotFound,
    /// Somebody else was first; reload.
    Outdated,
    /// The same key came with other input.
    RequestKeyReused,
    /// A bulk command needs rows.
    NothingSelected,
    /// A list was asked for a filter or column it does not have.
    UnknownListOption(String),
    /// Left blank.
    FieldMissing(Field),
    /// Longer than the field holds.
    FieldTooLong(Field, u32),
    /// Not a plain number.
    FieldNotANumber(Field),
    /// Below zero, above the limit or too many decimals.
    FieldOutOfRange(Field),
    /// More decimals than the currency has.
    FieldTooPrecise(Field, u32),
    /// Zero, or below.
    FieldNotPositive(Field),
    /// Not a date of this world.
    FieldNotADate(Field),
    /// Not one of the choices.
    FieldNotAChoice(Field),
    /// Sign-in: says nothing about which half was wrong.
    SignInFailed,
    /// Sign-in: too many tries.
    SignInSlowedDown,
    /// Too easy to guess.
    PasswordTooShort,
    /// Another person of the company has this e-mail.
    EmailTaken,
    /// A company must keep one who can manage people.
    LastAdministrator,
    /// An upload is larger than we take.
    FileTooLarge(u32),
    /// The plan has errors; nothing was written.
    ImportHasErrors(i64),
    /// This upload is done.
    AlreadyImported,
    /// R-SM-38, R-SM-39: only submitted entries are decided.
    EntryNotSubmitted,
    /// R-SM-36: only drafts and returned entries are submitted.
    EntryNotDraft,
    /// It is history, or already in the ledger.
    EntryFrozen,
    /// R-SM-40, R-SM-43: only what is approved can be asked back or cancelled.
    EntryNotApproved,
    /// R-SM-41, R-SM-42: nobody asked for it back.
    RecallNotRequested,
    /// Its author can change it only while it is with them.
    EntryNotYours,
    /// It counted once: the ledger points at it.
    EntryCountedOnce,
    /// A journal's line: it can only be cancelled.
    JournalLineOnlyCancels,
    /// R-APP-14: this kind of line is not for this contract line.
    JournalClassNotAllowed,
    /// R-APP-14: a journal's line that says why.
    JournalLine(i64, Box<Refusal>),
    /// R-APP-14: nothing is different.
    NothingToCorrect,
    /// R-SEC-1.
    OwnWork,
    /// R-SM-17: over a limit; which level.
    LimitFailed(String),
    /// R-SM-17: a limit applies and has not been checked.
    LimitNotEvaluated,
    /// It is on a draft: its number or name.
    OnDraftInvoice(String),
    /// It is on a confirmed invoice.
    OnConfirmedInvoice(String),
    /// It is no longer in the backlog.
    NotInBacklog,
    /// R-SM-5.
    ContractNotConfirmed,
    /// R-INV-8, with why: ready but dated later, not ready, already on drafts.
    NothingToInvoice {
        /// Ready, but dated after the invoice date.
        later: i64,
        /// Ready, but not chargeable.
        not_chargeable: i64,
        /// In the backlog, not marked.
        not_ready: i64,
        /// Already on a draft.
        on_draft: i64,
    },
    /// R-SM-28, R-SM-32: one-way.
    ConfirmedInvoiceIsFrozen,
    /// Nothing on it.
    InvoiceEmpty,
    /// R-CONF-5: nobody to bill.
    BillToMissing,
    /// R-EDIT-10.
    TaxOnNonChargeable,
    /// R-NTE-9: the raised amount breaks a limit.
    RaisedOverLimit(String),
}

impl Refusal {
    /// What the user reads.
    pub fn sentence(&self, t: &Texts) -> String {
        let field = |template: &str, field: &Field| fill(template, &[("field", field.label(t))]);
        match self {
            Self::InputUnreadable => t.refusal_input_unreadable.to_owned(),
            Self::NotFound => t.refusal_not_found.to_owned(),
            Self::Outdated => t.refusal_outdated.to_owned(),
            Self::RequestKeyReused => t.refusal_request_key_reused.to_owned(),
            Self::NothingSelected => t.refusal_nothing_selected.to_owned(),
            Self::UnknownListOption(option) => fill(t.refusal_unknown_list_option, &[("option", option)]),
            Self::FieldMissing(f) => field(t.refusal_field_missing, f),
            Self::FieldTooLong(f, limit) => fill(t.refusal_field_too_long, &[("field", f.label(t)), ("limit", &limit.to_string())]),
            Self::FieldNotANumber(f) => field(t.refusal_field_not_a_number, f),
            Self::FieldOutOfRange(f) => field(t.refusal_field_out_of_range, f),
            Self::FieldTooPrecise(f, decimals) => fill(t.refusal_field_too_precise, &[("field", f.label(t)), ("decimals", &decimals.to_string())]),
            Self::FieldNotPositive(f) => field(t.refusal_field_not_positive, f),
            Self::FieldNotADate(f) => field(t.refusal_field_not_a_date, f),
            Self::FieldNotAChoice(f) => field(t.refusal_field_not_a_choice, f),
            Self::SignInFailed => t.refusal_sign_in_failed.to_owned(),
            Self::SignInSlowedDown => t.refusal_sign_in_slowed_down.to_owned(),
            Self::PasswordTooShort => t.refusal_password_too_short.to_owned(),
            Self::EmailTaken => t.refusal_email_taken.to_owned(),
            Self::LastAdministrator => t.refusal_last_administrator.to_owned(),
            Self::FileTooLarge(mib) => fill(t.refusal_file_too_large, &[("limit", &mib.to_string())]),
            Self::ImportHasErrors(count) => fill(t.refusal_import_has_errors, &[("count", &count.to_string())]),
            Self::AlreadyImported => t.refusal_already_imported.to_owned(),
            Self::EntryNotSubmitted => t.refusal_entry_not_submitted.to_owned(),
            Self::EntryNotDraft => t.refusal_entry_not_draft.to_owned(),
            Self::EntryFrozen => t.refusal_entry_frozen.to_owned(),
            Self::EntryNotApproved => t.refusal_entry_not_approved.to_owned(),
            Self::RecallNotRequested => t.refusal_recall_not_requested.to_owned(),
            Self::EntryNotYours => t.refusal_entry_not_yours.to_owned(),
            Self::EntryCountedOnce => t.refusal_entry_counted_once.to_owned(),
            Self::JournalLineOnlyCancels => t.refusal_journal_line_only_cancels.to_owned(),
            Self::JournalClassNotAllowed => t.refusal_journal_class_not_allowed.to_owned(),
            Self::JournalLine(line, reason) => fill(t.refusal_journal_line, &[("line", &line.to_string()), ("reason", &reason.sentence(t))]),
            Self::NothingToCorrect => t.refusal_nothing_to_correct.to_owned(),
            Self::OwnWork => t.refusal_own_work.to_owned(),
            Self::LimitFailed(level) => fill(t.refusal_limit_failed, &[("level", level)]),
            Self::LimitNotEvaluated => t.refusal_limit_not_evaluated.to_owned(),
            Self::OnDraftInvoice(invoice) => fill(t.refusal_on_draft_invoice, &[("invoice", invoice)]),
            Self::OnConfirmedInvoice(invoice) => fill(t.refusal_on_confirmed_invoice, &[("invoice", invoice)]),
            Self::NotInBacklog => t.refusal_not_in_backlog.to_owned(),
            Self::ContractNotConfirmed => t.refusal_contract_not_confirmed.to_owned(),
            Self::NothingToInvoice { later, not_chargeable, not_ready, on_draft } => fill(
                t.refusal_nothing_to_invoice,
                &[
                    ("later", &later.to_string()),
                    ("not_chargeable", &not_chargeable.to_string()),
                    ("not_ready", &not_ready.to_string()),
                    ("on_draft", &on_draft.to_string()),
                ],
            ),
            Self::ConfirmedInvoiceIsFrozen => t.refusal_confirmed_invoice_is_frozen.to_owned(),
            Self::InvoiceEmpty => t.refusal_invoice_empty.to_owned(),
            Self::BillToMissing => t.refusal_bill_to_missing.to_owned(),
            Self::TaxOnNonChargeable => t.refusal_tax_on_non_chargeable.to_owned(),
            Self::RaisedOverLimit(level) => fill(t.refusal_raised_over_limit, &[("level", level)]),
        }
    }

    /// The refusal that a named constraint of the database stands for, if users can run into it.
    pub fn of_constraint(name: &str) -> Option<Self> {
        match name {
            "confirmed_invoice_is_frozen" => Some(Self::ConfirmedInvoiceIsFrozen),
            "actual_on_one_invoice"
            | "claimed_actual_leaves_the_backlog"
            | "backlog_holds_only_what_is_open"
            | "invoice_state_moves_forward"
            | "entry_state_moves_as_drawn"
            | "contract_state_moves_forward" => Some(Self::Outdated),
            "approved_entry_is_frozen" => Some(Self::EntryFrozen),
            "submitted_entry_keeps_its_work" => Some(Self::Outdated),
            "entry_that_counted_stays" => Some(Self::EntryCountedOnce),
            "failed_limit_is_never_ready" => Some(Self::LimitNotEvaluated),
            "person_email_is_unique" => Some(Self::EmailTaken),
            "invoice_detail_tax_is_for_chargeable" => Some(Self::TaxOnNonChargeable),
            _ => None,
        }
    }
}

impl Field {
    /// As the page labels it.
    pub fn label(self, t: &Texts) -> &'static str {
        match self {
            Self::Quantity => t.field_quantity,
            Self::BillableQuantity => t.field_billable_quantity,
            Self::UnitPrice => t.field_unit_price,
            Self::Tax => t.field_tax,
            Self::Name => t.field_name,
            Self::Description => t.field_description,
            Self::ExternalDescription => t.field_external_description,
            Self::Comment => t.field_comment,
            Self::BillToName => t.field_bill_to_name,
            Self::BillToContact => t.field_bill_to_contact,
            Self::BillToAddress => t.field_bill_to_address,
            Self::AccountingDate => t.field_accounting_date,
            Self::InvoiceDate => t.field_invoice_date,
            Self::Date => t.field_date,
            Self::Email => t.field_email,
            Self::Password => t.field_password,
            Self::Roles => t.field_roles,
            Self::File => t.field_file,
            Self::Project => t.column_project,
            Self::Task => t.column_task,
            Self::Role => t.column_role,
            Self::Category => t.column_category,
            Self::Product => t.column_product,
            Self::Resource => t.column_person,
            Self::Unit => t.column_unit,
            Self::UnitCost => t.field_unit_cost,
            Self::Notes => t.column_notes,
            Self::Reason => t.field_reason,
        }
    }
}

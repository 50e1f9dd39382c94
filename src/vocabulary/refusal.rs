//! Every business no, as a sentence. Named constraints of the database end here too, under the same
//! names.

mod constraint;
mod field;

pub use field::Field;

use super::{
    currency::Currency,
    left_behind::LeftBehind,
    sight::Sight,
    texts::{Texts, count, fill},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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
    /// A call that says neither whose page it comes from nor, for a write, under which key.
    CallIncomplete,
    /// The page was opened by somebody else, or in another company, than the session that its call
    /// came with.
    PageOfAnother {
        /// Who is signed in now.
        person: String,
        /// Where.
        company: String,
    },
    /// What was chosen has become another number of rows, hours or money than was seen.
    SelectionChanged {
        /// As it was on the screen.
        seen: Box<Sight>,
        /// As it is.
        now: Box<Sight>,
    },
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
    /// A number to one reader, a thousandth of it to another: both.
    FieldReadTwoWays(Field, Decimal, Decimal),
    /// Below zero, above the limit or too many decimals.
    FieldOutOfRange(Field),
    /// More decimals than the currency has.
    FieldTooPrecise(Field, u32),
    /// Not a whole number between these two.
    FieldNotWithin(Field, u32, u32),
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
    /// Among what is tried first.
    PasswordCommon,
    /// The new password is the old one.
    PasswordUnchanged,
    /// Not the password so far.
    OldPasswordWrong,
    /// Somebody else chose it: nothing else is allowed before.
    PasswordMustChange,
    /// One's own password is changed on one's own account, where the one so far is asked for.
    OwnPassword,
    /// Characters that can't be seen, or alphabets mixed.
    EmailNotPlain,
    /// It looks like another person's of the company.
    EmailLooksTaken,
    /// Another person of the company has this e-mail.
    EmailTaken,
    /// A company must keep one who can manage people.
    LastAdministrator,
    /// An upload is larger than we take.
    FileTooLarge(u32),
    /// A folder has more files than we take.
    TooManyFiles(u32),
    /// Its end never came.
    UploadBroken,
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
    /// R-APP-15: several of a day are told apart by their notes.
    SameWork,
    /// R-SM-40, R-SM-43: only what is approved can be asked back or cancelled.
    EntryNotApproved,
    /// R-SM-41, R-SM-42: nobody asked for it back.
    RecallNotRequested,
    /// Its author can change it only while it is with them.
    EntryNotYours,
    /// Its author changed it themselves, elsewhere.
    ChangedInAnotherWindow,
    /// It counted once: the ledger points at it.
    EntryCountedOnce,
    /// A journal's line: it can only be cancelled.
    JournalLineOnlyCancels,
    /// R-APP-14: this kind of line is not for this contract line.
    JournalClassNotAllowed,
    /// R-APP-14: a journal's line that says why.
    JournalLine(i64, Box<Refusal>),
    /// R-APP-14: a journal says that it was billed before.
    BilledBefore,
    /// R-APP-14: which retainers and milestones a journal takes.
    OpeningNotAllowed,
    /// R-APP-14: cancelled already, or another company's.
    OpeningGone,
    /// R-APP-14: named by two lines of one journal.
    OpenedTwice,
    /// R-APP-14: nothing is different.
    NothingToCorrect,
    /// Marked up, it costs more than a row holds.
    PriceTooLarge,
    /// §14: not marked on the project's team.
    NotProjectApprover,
    /// R-SM-36: its author has not submitted it.
    DraftIsItsAuthors,
    /// R-SEC-1.
    OwnWork,
    /// R-SEC-1: somebody of a like name did it, and nobody said who that is.
    MayBeOwnWork,
    /// §14: teams are named by the project's manager, or an administrator.
    NotProjectManager,
    /// R-APP-13: it waits in an open approval set.
    WaitsInApprovalSet,
    /// R-APP-13: its author changed it after somebody asked for its approval.
    EntryChangedMeanwhile,
    /// R-APP-13: whoever asked was deactivated, or lost the role.
    AskerMayNotApprove,
    /// R-APP-13: nothing that failed is still submitted.
    NothingToRetry,
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
    /// It has to be marked Ready to Invoice first.
    NotMarkedReady,
    /// R-INV-4: the day on the invoice.
    DatedAfterInvoice(chrono::NaiveDate),
    /// R-INV-8: an invoice needs something chargeable.
    NothingChargeable,
    /// One day before another.
    FieldBefore(Field, Field),
    /// R-APP-7: shares that don't total 100.
    SplitNotWhole(String),
    /// R-VOC-4: exactly one takes what rounding leaves.
    RoundingCustomerMissing,
    /// R-APP-7: at 0 % nobody takes what rounding leaves.
    RoundingWithoutShare,
    /// R-SM-2: moved only away from somebody who can't take it.
    RoundingStays,
    /// R-VOC-4: set to 0 % instead.
    LineCustomerHasActuals,
    /// R-VOC-4: named once.
    CustomerTwice,
    /// A share outside 0 to 100.
    PercentOutOfRange,
    /// R-VOC-4: the primary customer is one of the contract's customers.
    PrimaryCustomerMissing,
    /// R-APP-2: covered already; by which contract or line.
    ProjectClassTaken(String),
    /// R-VOC-2: limits are for time and material.
    LimitOnFixedPrice,
    /// R-SM-2: confirmed, or lost.
    ContractIsReadOnly,
    /// R-SM-4: the ledger points at it.
    ContractInUse,
    /// Nothing to confirm.
    ContractHasNoLines,
    /// R-SM-2: confirmed or lost already.
    ContractNotDraft,
    /// Unique in the company.
    NameTaken(Field),
    /// R-PRC-2: nothing prices it.
    NoPrice,
    /// It needs no new price.
    HasPrice,
    /// The price of a day would be charged for each of its hours.
    TimeIsByTheHour,
    /// What the product is counted in.
    ProductHasUnit(String),
    /// R-PRC-1: one price a day.
    PricesOverlap,
    /// R-INV-8, with why: what there is, and what holds it back from an invoice of that day.
    NothingToInvoice(LeftBehind, chrono::NaiveDate),
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
    /// R-MS-1.
    MilestoneIsForFixedPrice,
    /// R-SM-3: nothing more is billed on it.
    ContractIsLost,
    /// R-MS-5: nobody to split it among.
    LineHasNoCustomers,
    /// R-MS-2.
    MilestoneTaxNeedsAnAmount,
    /// R-MS-4: by how much the milestones of the line miss its contracted amount and its estimated
    /// tax.
    MilestonesOffSum {
        /// Sum of amounts less the contracted amount.
        amount: Decimal,
        /// Sum of taxes less the estimated tax.
        tax: Decimal,
        /// Of both.
        currency: Currency,
    },
    /// R-MS-3: invoiced milestones leave nothing to make periodic ones of.
    NothingLeftForMilestones,
    /// R-MS-3: no run of the frequency lies in the period.
    NoMilestoneDates,
    /// R-MS-7: what is billed next is said by percentage or amount.
    MilestoneIsProgressBased,
    /// R-MS-7: only progress-based lines are billed by percentage.
    MilestoneIsBilledWhole,
    /// R-MS-7: more than what remains; how much that is.
    MoreThanRemains(Decimal, Currency),
    /// R-MS-7: percentages lie above 0 and within 100.
    NextPercentOutOfRange,
    /// R-EDIT-6.
    MilestoneAmountIsFixed,
    /// It was deleted meanwhile.
    MilestoneGone,
    /// R-RET-3: nothing was prepaid yet.
    RetainerIsNotBilled,
    /// R-RET-8: nothing is left to be used or refunded.
    NothingAvailable,
    /// R-RET-8: changes only through a revision.
    RetainerIsRefunded,
    /// R-RET-8: what is to be refunded is not applied.
    RetainerIsToBeRefunded,
    /// R-APP-14: how much of it was prepaid.
    MoreThanPrepaid(Decimal, Currency),
    /// R-RET-4: how much is available.
    MoreThanAvailable(Decimal, Currency),
    /// R-RET-4: how much of the invoice is left to be paid.
    MoreThanChargeable(Decimal, Currency),
    /// A contract's customer who is asked for a retainer stays.
    CustomerHasRetainers,
    /// R-RET-2: how many retainers a schedule makes, at most.
    ScheduleLength(u32),
    /// R-RET-2: spread over the instalments, nothing is left for each.
    TotalTooSmall,
    /// It was deleted meanwhile.
    RetainerGone,
    /// The ledger points at it.
    RetainerCountedOnce,
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
            Self::CallIncomplete => t.refusal_call_incomplete.to_owned(),
            Self::PageOfAnother { person, company } => {
                fill(t.refusal_page_of_another, &[("person", person), ("company", company)])
            }
            Self::SelectionChanged { seen, now } => fill(
                t.refusal_selection_changed,
                &[("seen", &sight(seen, t)), ("now", &sight(now, t))],
            ),
            Self::NothingSelected => t.refusal_nothing_selected.to_owned(),
            Self::UnknownListOption(option) => {
                fill(t.refusal_unknown_list_option, &[("option", option)])
            }
            Self::FieldMissing(f) => field(t.refusal_field_missing, f),
            Self::FieldTooLong(f, limit) => fill(
                t.refusal_field_too_long,
                &[("field", f.label(t)), ("limit", &limit.to_string())],
            ),
            Self::FieldNotANumber(f) => field(t.refusal_field_not_a_number, f),
            Self::FieldReadTwoWays(f, one, other) => fill(
                t.refusal_field_read_two_ways,
                &[("field", f.label(t)), ("one", &one.to_string()), ("other", &other.to_string())],
            ),
            Self::FieldOutOfRange(f) => field(t.refusal_field_out_of_range, f),
            Self::FieldTooPrecise(f, decimals) => fill(
                t.refusal_field_too_precise,
                &[("field", f.label(t)), ("decimals", &decimals.to_string())],
            ),
            Self::FieldNotWithin(f, least, most) => fill(
                t.refusal_field_not_within,
                &[
                    ("field", f.label(t)),
                    ("least", &least.to_string()),
                    ("most", &most.to_string()),
                ],
            ),
            Self::FieldNotPositive(f) => field(t.refusal_field_not_positive, f),
            Self::FieldNotADate(f) => field(t.refusal_field_not_a_date, f),
            Self::FieldNotAChoice(f) => field(t.refusal_field_not_a_choice, f),
            Self::SignInFailed => t.refusal_sign_in_failed.to_owned(),
            Self::SignInSlowedDown => t.refusal_sign_in_slowed_down.to_owned(),
            Self::PasswordTooShort => t.refusal_password_too_short.to_owned(),
            Self::PasswordCommon => t.refusal_password_common.to_owned(),
            Self::PasswordUnchanged => t.refusal_password_unchanged.to_owned(),
            Self::OldPasswordWrong => t.refusal_old_password_wrong.to_owned(),
            Self::OwnPassword => t.refusal_own_password.to_owned(),
            Self::PasswordMustChange => t.refusal_password_must_change.to_owned(),
            Self::EmailNotPlain => t.refusal_email_not_plain.to_owned(),
            Self::EmailLooksTaken => t.refusal_email_looks_taken.to_owned(),
            Self::EmailTaken => t.refusal_email_taken.to_owned(),
            Self::LastAdministrator => t.refusal_last_administrator.to_owned(),
            Self::FileTooLarge(mib) => {
                fill(t.refusal_file_too_large, &[("limit", &mib.to_string())])
            }
            Self::TooManyFiles(files) => {
                fill(t.refusal_too_many_files, &[("limit", &files.to_string())])
            }
            Self::UploadBroken => t.refusal_upload_broken.to_owned(),
            Self::ImportHasErrors(count) => {
                fill(t.refusal_import_has_errors, &[("count", &count.to_string())])
            }
            Self::AlreadyImported => t.refusal_already_imported.to_owned(),
            Self::EntryNotSubmitted => t.refusal_entry_not_submitted.to_owned(),
            Self::EntryNotDraft => t.refusal_entry_not_draft.to_owned(),
            Self::EntryFrozen => t.refusal_entry_frozen.to_owned(),
            Self::SameWork => t.refusal_same_work.to_owned(),
            Self::EntryNotApproved => t.refusal_entry_not_approved.to_owned(),
            Self::RecallNotRequested => t.refusal_recall_not_requested.to_owned(),
            Self::EntryNotYours => t.refusal_entry_not_yours.to_owned(),
            Self::ChangedInAnotherWindow => t.refusal_changed_in_another_window.to_owned(),
            Self::EntryCountedOnce => t.refusal_entry_counted_once.to_owned(),
            Self::JournalLineOnlyCancels => t.refusal_journal_line_only_cancels.to_owned(),
            Self::JournalClassNotAllowed => t.refusal_journal_class_not_allowed.to_owned(),
            Self::JournalLine(line, reason) => fill(
                t.refusal_journal_line,
                &[("line", &line.to_string()), ("reason", &reason.sentence(t))],
            ),
            Self::NothingToCorrect => t.refusal_nothing_to_correct.to_owned(),
            Self::NotProjectApprover => t.refusal_not_project_approver.to_owned(),
            Self::DraftIsItsAuthors => t.refusal_draft_is_its_authors.to_owned(),
            Self::MayBeOwnWork => t.refusal_may_be_own_work.to_owned(),
            Self::OwnWork => t.refusal_own_work.to_owned(),
            Self::NotProjectManager => t.refusal_not_project_manager.to_owned(),
            Self::WaitsInApprovalSet => t.refusal_waits_in_approval_set.to_owned(),
            Self::EntryChangedMeanwhile => t.refusal_entry_changed_meanwhile.to_owned(),
            Self::AskerMayNotApprove => t.refusal_asker_may_not_approve.to_owned(),
            Self::NothingToRetry => t.refusal_nothing_to_retry.to_owned(),
            Self::LimitFailed(level) => fill(t.refusal_limit_failed, &[("level", level)]),
            Self::LimitNotEvaluated => t.refusal_limit_not_evaluated.to_owned(),
            Self::OnDraftInvoice(invoice) => {
                fill(t.refusal_on_draft_invoice, &[("invoice", invoice)])
            }
            Self::OnConfirmedInvoice(invoice) => {
                fill(t.refusal_on_confirmed_invoice, &[("invoice", invoice)])
            }
            Self::NotInBacklog => t.refusal_not_in_backlog.to_owned(),
            Self::ContractNotConfirmed => t.refusal_contract_not_confirmed.to_owned(),
            Self::NotMarkedReady => t.refusal_not_marked_ready.to_owned(),
            Self::DatedAfterInvoice(day) => {
                fill(t.refusal_dated_after_invoice, &[("day", &day.to_string())])
            }
            Self::NothingChargeable => t.refusal_nothing_chargeable.to_owned(),
            Self::FieldBefore(f, other) => {
                fill(t.refusal_field_before, &[("field", f.label(t)), ("other", other.label(t))])
            }
            Self::SplitNotWhole(total) => fill(t.refusal_split_not_whole, &[("total", total)]),
            Self::RoundingCustomerMissing => t.refusal_rounding_customer_missing.to_owned(),
            Self::RoundingWithoutShare => t.refusal_rounding_without_share.to_owned(),
            Self::RoundingStays => t.refusal_rounding_stays.to_owned(),
            Self::LineCustomerHasActuals => t.refusal_line_customer_has_actuals.to_owned(),
            Self::CustomerTwice => t.refusal_customer_twice.to_owned(),
            Self::PercentOutOfRange => t.refusal_percent_out_of_range.to_owned(),
            Self::PrimaryCustomerMissing => t.refusal_primary_customer_missing.to_owned(),
            Self::ProjectClassTaken(whose) => {
                fill(t.refusal_project_class_taken, &[("whose", whose)])
            }
            Self::LimitOnFixedPrice => t.refusal_limit_on_fixed_price.to_owned(),
            Self::ContractIsReadOnly => t.refusal_contract_is_read_only.to_owned(),
            Self::ContractInUse => t.refusal_contract_in_use.to_owned(),
            Self::ContractHasNoLines => t.refusal_contract_has_no_lines.to_owned(),
            Self::ContractNotDraft => t.refusal_contract_not_draft.to_owned(),
            Self::NameTaken(f) => field(t.refusal_name_taken, f),
            Self::NoPrice => t.refusal_no_price.to_owned(),
            Self::HasPrice => t.refusal_has_price.to_owned(),
            Self::TimeIsByTheHour => t.refusal_time_is_by_the_hour.to_owned(),
            Self::ProductHasUnit(unit) => fill(t.refusal_product_has_unit, &[("unit", unit)]),
            Self::PricesOverlap => t.refusal_prices_overlap.to_owned(),
            Self::NothingToInvoice(left, invoice_on) => left.sentence(t, *invoice_on),
            Self::ConfirmedInvoiceIsFrozen => t.refusal_confirmed_invoice_is_frozen.to_owned(),
            Self::InvoiceEmpty => t.refusal_invoice_empty.to_owned(),
            Self::BillToMissing => t.refusal_bill_to_missing.to_owned(),
            Self::TaxOnNonChargeable => t.refusal_tax_on_non_chargeable.to_owned(),
            Self::RaisedOverLimit(level) => fill(t.refusal_raised_over_limit, &[("level", level)]),
            Self::MilestoneIsForFixedPrice => t.refusal_milestone_is_for_fixed_price.to_owned(),
            Self::ContractIsLost => t.refusal_contract_is_lost.to_owned(),
            Self::LineHasNoCustomers => t.refusal_line_has_no_customers.to_owned(),
            Self::MilestoneTaxNeedsAnAmount => t.refusal_milestone_tax_needs_an_amount.to_owned(),
            Self::MilestonesOffSum { amount, tax, currency } => fill(
                t.refusal_milestones_off_sum,
                &[("amount", &signed(*amount, *currency)), ("tax", &signed(*tax, *currency))],
            ),
            Self::NothingLeftForMilestones => t.refusal_nothing_left_for_milestones.to_owned(),
            Self::NoMilestoneDates => t.refusal_no_milestone_dates.to_owned(),
            Self::MilestoneIsProgressBased => t.refusal_milestone_is_progress_based.to_owned(),
            Self::MilestoneIsBilledWhole => t.refusal_milestone_is_billed_whole.to_owned(),
            Self::MoreThanRemains(rest, currency) => {
                fill(t.refusal_more_than_remains, &[("rest", &signed(*rest, *currency))])
            }
            Self::NextPercentOutOfRange => t.refusal_next_percent_out_of_range.to_owned(),
            Self::MilestoneAmountIsFixed => t.refusal_milestone_amount_is_fixed.to_owned(),
            Self::MilestoneGone => t.refusal_milestone_gone.to_owned(),
            Self::RetainerIsNotBilled => t.refusal_retainer_is_not_billed.to_owned(),
            Self::NothingAvailable => t.refusal_nothing_available.to_owned(),
            Self::RetainerIsRefunded => t.refusal_retainer_is_refunded.to_owned(),
            Self::RetainerIsToBeRefunded => t.refusal_retainer_is_to_be_refunded.to_owned(),
            Self::MoreThanPrepaid(amount, currency) => {
                fill(t.refusal_more_than_prepaid, &[("amount", &signed(*amount, *currency))])
            }
            Self::MoreThanAvailable(available, currency) => fill(
                t.refusal_more_than_available,
                &[("available", &signed(*available, *currency))],
            ),
            Self::MoreThanChargeable(left, currency) => {
                fill(t.refusal_more_than_chargeable, &[("left", &signed(*left, *currency))])
            }
            Self::CustomerHasRetainers => t.refusal_customer_has_retainers.to_owned(),
            Self::ScheduleLength(most) => {
                fill(t.refusal_schedule_length, &[("most", &most.to_string())])
            }
            Self::TotalTooSmall => t.refusal_total_too_small.to_owned(),
            Self::RetainerGone => t.refusal_retainer_gone.to_owned(),
            Self::RetainerCountedOnce => t.refusal_retainer_counted_once.to_owned(),
            Self::PriceTooLarge => t.refusal_price_too_large.to_owned(),
            Self::BilledBefore => t.refusal_billed_before.to_owned(),
            Self::OpeningNotAllowed => t.refusal_opening_not_allowed.to_owned(),
            Self::OpeningGone => t.refusal_opening_gone.to_owned(),
            Self::OpenedTwice => t.refusal_opened_twice.to_owned(),
        }
    }
}

/// An amount with its sign and currency.
fn signed(amount: Decimal, currency: Currency) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < currency.decimals() {
        amount.rescale(currency.decimals());
    }
    format!("{amount}\u{a0}{currency}")
}

/// "20 rows, 160 h, 1234.50 EUR"
fn sight(sight: &Sight, t: &Texts) -> String {
    let quantity = sight
        .quantity
        .filter(|quantity| !quantity.is_zero())
        .map(|quantity| fill(t.grid_hours, &[("hours", &quantity.to_string())]));
    let amounts = sight.amounts.iter().flatten().map(|(currency, amount)| {
        format!("{amount:.*} {currency}", usize::try_from(currency.decimals()).unwrap_or(2))
    });
    std::iter::once(count(t.count_rows, sight.count))
        .chain(quantity)
        .chain(amounts)
        .collect::<Vec<_>>()
        .join(", ")
}

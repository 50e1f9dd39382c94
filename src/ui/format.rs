//! Numbers, money and dates as the language writes them.

use crate::vocabulary::{
    currency::Currency,
    money::DiscountAndFee,
    texts::{fill, texts},
    words::{
        AdjustmentStatus, BillingMethod, BillingStatus, BillingType, ContractState, EntryState,
        InvoiceState, InvoicingStatus, LimitKind, MilestoneProgress, NteStatus, NteValidation,
        Pricing, RefundStatus, RetainerUse, Role, ScheduleType, TransactionClass, TransactionType,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// A number with grouped thousands and at least so many decimals.
pub fn number(value: Decimal, at_least: u32) -> String {
    let mut value = value.normalize();
    if value.scale() < at_least {
        value.rescale(at_least);
    }
    let plain = value.abs().to_string();
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits: Vec<char> = whole.chars().collect();
    let groups: Vec<String> = digits.rchunks(3).rev().map(|group| group.iter().collect()).collect();
    let sign = if value.is_sign_negative() && !value.is_zero() { "\u{2212}" } else { "" };
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{decimals}", groups.join(","))
}

/// Hours or units: two decimals, more where there are more.
pub fn quantity(value: Decimal) -> String {
    number(value, 2)
}

/// A count.
pub fn count(value: i64) -> String {
    number(Decimal::from(value), 0)
}

/// An amount with its currency, for running text.
pub fn money(value: Decimal, currency: Currency) -> String {
    format!("{}\u{a0}{currency}", number(value, currency.decimals()))
}

/// An amount that there may be, for running text.
pub fn money_or_none(value: Option<Decimal>, currency: Currency) -> String {
    value.map_or_else(|| texts().word_none.to_owned(), |value| money(value, currency))
}

/// A day.
pub fn day(value: NaiveDate) -> String {
    value.format("%Y-%m-%d").to_string()
}

/// An instant, in UTC.
pub fn instant(value: DateTime<Utc>) -> String {
    value.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// An amount in a column: the number, then the currency in small.
#[component]
pub fn Money(
    /// How much.
    value: Decimal,
    /// Of what.
    currency: Currency,
) -> impl IntoView {
    view! {
        <span class="money" class:negative=value.is_sign_negative() && !value.is_zero()>
            {number(value, currency.decimals())}
            <small>{currency.to_string()}</small>
        </span>
    }
}

/// What a sale comes to (R-PRC-4), and beneath it, in one line, what its discount and fee were taken
/// of: rows of a list stay low. What each came to is said to whoever points at it.
pub fn net_amount(
    terms: DiscountAndFee,
    billing_type: BillingType,
    amount: Decimal,
    currency: Currency,
) -> AnyView {
    let parts = Parts::of(terms, billing_type, amount, currency);
    let t = texts();
    let mut said = vec![parts.before.clone()];
    for (text, part) in [(t.amount_less, &parts.discount), (t.amount_and, &parts.fee)] {
        said.extend(part.as_ref().map(|(percent, _)| fill(text, &[("percent", percent)])));
    }
    let beneath = (said.len() > 1).then(|| {
        let all = parts.in_words().join(" ");
        view! {
            <small class="beneath" title=all>
                {said.join(" ")}
            </small>
        }
    });
    view! {
        <Money value=parts.net currency />
        {beneath}
    }
    .into_any()
}

/// The same with a line for each, where there is room for them.
pub fn net_amount_in_parts(
    terms: DiscountAndFee,
    billing_type: BillingType,
    amount: Decimal,
    currency: Currency,
) -> AnyView {
    let parts = Parts::of(terms, billing_type, amount, currency);
    let lines = parts.in_words();
    let is_split = lines.len() > 1;
    let beneath = |line: String| view! { <small class="beneath">{line}</small> };
    view! {
        <Money value=parts.net currency />
        {is_split.then(|| lines.into_iter().map(beneath).collect_view())}
    }
    .into_any()
}

/// What an amount is made of, as it is written.
struct Parts {
    net: Decimal,
    before: String,
    /// In per cent, and what it comes to; none where that is nothing.
    discount: Option<(String, String)>,
    fee: Option<(String, String)>,
}

impl Parts {
    fn of(
        terms: DiscountAndFee,
        billing_type: BillingType,
        amount: Decimal,
        currency: Currency,
    ) -> Self {
        let (discount, fee) = terms.of(billing_type, amount, currency);
        let written = |value| number(value, currency.decimals());
        let part = |percent: Decimal, value: Decimal| {
            (!value.is_zero()).then(|| (percent.normalize().to_string(), written(value)))
        };
        Self {
            net: amount - discount + fee,
            before: written(amount),
            discount: part(terms.discount_percent, discount),
            fee: part(terms.fee_percent, fee),
        }
    }

    /// What it was before, and what was taken off and added.
    fn in_words(&self) -> Vec<String> {
        let t = texts();
        let mut said = vec![self.before.clone()];
        for (text, part) in
            [(t.amount_less_discount, &self.discount), (t.amount_with_fee, &self.fee)]
        {
            said.extend(
                part.as_ref().map(|(percent, amount)| {
                    fill(text, &[("percent", percent), ("amount", amount)])
                }),
            );
        }
        said
    }
}

/// What a column adds up, with the way to its rows; nothing is a dash, and leads nowhere.
pub fn sum(value: Decimal, currency: Currency, href: Option<String>) -> AnyView {
    match href {
        _ if value.is_zero() => "–".into_any(),
        Some(href) => view! {
            <a href=href>
                <Money value currency />
            </a>
        }
        .into_any(),
        None => view! { <Money value currency /> }.into_any(),
    }
}

/// How many rows, with the way to them; none is a dash.
pub fn counted(rows: i64, href: Option<String>) -> AnyView {
    match href {
        _ if rows == 0 => "–".into_any(),
        Some(href) => view! { <a href=href>{count(rows)}</a> }.into_any(),
        None => count(rows).into_any(),
    }
}

/// Amounts of several currencies, side by side.
pub fn amounts(values: &[(Currency, Decimal)]) -> String {
    values.iter().map(|(currency, value)| money(*value, *currency)).collect::<Vec<_>>().join(" · ")
}

/// How a word of the field is written for people (§17).
pub trait Label {
    /// Its text.
    fn label(self) -> &'static str;
}

macro_rules! labels {
    ($($ty:ident { $($variant:ident => $key:ident),+ $(,)? })+) => {$(
        impl Label for $ty {
            fn label(self) -> &'static str {
                let t = texts();
                match self { $($ty::$variant => t.$key),+ }
            }
        }
    )+};
}

labels! {
    TransactionType { Cost => word_cost, UnbilledSales => word_unbilled_sales, BilledSales => word_billed_sales }
    TransactionClass { Time => word_time, Expense => word_expense, Material => word_material, Fee => word_fee, Milestone => word_milestone, Retainer => word_retainer }
    BillingType { Chargeable => word_chargeable, NonChargeable => word_non_chargeable, Complimentary => word_complimentary, NotAvailable => word_not_available }
    BillingMethod { TimeAndMaterial => word_time_and_material, FixedPrice => word_fixed_price, Product => column_product }
    Pricing { PerUnit => word_per_unit, AtCost => word_at_cost, Markup => word_markup }
    ScheduleType { CompletedMilestones => word_completed_milestones, ProgressBased => word_progress_based }
    LimitKind { ContractLineCustomer => limit_line_customer, ContractLine => limit_line, ContractCustomer => limit_contract_customer, Contract => limit_contract }
    ContractState { Draft => word_draft, Confirmed => word_confirmed, Lost => word_lost }
    EntryState { Draft => word_draft, Submitted => word_submitted, Approved => word_approved, Returned => word_returned, RecallRequested => word_recall_requested }
    NteStatus { NotEvaluated => word_not_evaluated, Committed => word_committed, Failed => word_failed, NotApplicable => word_not_applicable }
    NteValidation { Success => word_success, Failed => word_failed, NotApplicable => word_not_applicable }
    InvoiceState { Draft => word_draft, InReview => word_in_review, Confirmed => word_confirmed, Posted => word_posted }
    BillingStatus { NotReady => word_not_ready, Ready => word_ready, OnDraft => word_on_draft, Posted => word_invoice_posted, Canceled => word_canceled }
    InvoicingStatus { NotReady => word_not_ready, Ready => word_ready, OnDraft => word_on_draft, Posted => word_invoice_posted,
                      BilledBefore => word_billed_before }
    RetainerUse { Billed => word_billed, Applied => word_applied, Refunded => word_refunded }
    RefundStatus { None => word_none, Ready => word_ready_to_refund, Refunded => word_refunded }
    MilestoneProgress { NotStarted => word_not_started, InProgress => word_in_progress, Completed => word_completed }
    AdjustmentStatus { None => word_none, Adjusted => word_adjusted, Unadjustable => word_unadjustable }
    Role { Resource => role_resource, ProjectApprover => role_project_approver, ProjectManager => role_project_manager, BillingAdministrator => role_billing_administrator,
           ProjectAccountant => role_project_accountant, PracticeManager => role_practice_manager, Administrator => role_administrator }
}

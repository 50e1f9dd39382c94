//! The fields that refusals name.

use crate::vocabulary::texts::Texts;
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
    /// The secret so far.
    OldPassword,
    /// What the person may do.
    Roles,
    /// An uploaded file.
    File,
    /// A contract's number.
    ContractNumber,
    /// The contract that something is for.
    Contract,
    /// Who signed.
    PrimaryCustomer,
    /// Of its sales.
    Currency,
    /// First day.
    StartDate,
    /// Last day of schedules.
    DeliveryDate,
    /// A limit.
    NotToExceed,
    /// Who pays.
    Customer,
    /// A share.
    SplitPercent,
    /// What is worked on.
    Project,
    /// Kinds of work.
    Classes,
    /// Parts of a project.
    Tasks,
    /// A fixed price.
    ContractedAmount,
    /// Tax on it.
    EstimatedTax,
    /// Taken off each sale.
    DiscountPercent,
    /// Added to each sale.
    FeePercent,
    /// What the customer set aside.
    CustomerBudget,
    /// First day of a schedule.
    BillingStart,
    /// The day on which something is invoiced by itself.
    InvoiceRunDate,
    /// Up to and including which day work counts.
    CutOffDate,
    /// When a job runs.
    RunTime,
    /// How often it is invoiced.
    InvoiceFrequency,
    /// A project's code.
    Code,
    /// Which day it is where the company is.
    TimeZone,
    /// Where a customer is.
    Street,
    /// Where a customer is.
    Postcode,
    /// Where a customer is.
    City,
    /// Where a customer is.
    Country,
    /// Of a customer's invoices.
    Language,
    /// A customer's tax number.
    VatId,
    /// Days to pay.
    PaymentTerms,
    /// What is counted.
    Unit,
    /// First day of a price.
    ValidFrom,
    /// Last day of a price.
    ValidTo,
    /// What a price is for.
    Dimension,
    /// Of money.
    Amount,
    /// Part of a whole, in hundredths.
    Percent,
    /// A task of the project, as information.
    Task,
    /// First day of a period.
    From,
    /// Last day of a period.
    To,
    /// What time is priced by.
    Role,
    /// What expenses and fees are priced by.
    Category,
    /// What material is priced by.
    Product,
    /// Who did the work.
    Resource,
    /// What a unit cost us.
    UnitCost,
    /// What was done, in words.
    Notes,
    /// Why somebody asks for something.
    Reason,
    /// How many.
    Number,
    /// Of several amounts.
    Total,
    /// A customer's part of a milestone.
    Milestone,
    /// A prepayment.
    Retainer,
    /// What is left of it.
    Available,
    /// Who manages a project.
    ProjectManager,
    /// Who decides about the work on it.
    Approvers,
    /// From how many entries on approval runs in the background.
    BackgroundFrom,
    /// Above how many rows an act runs in the background.
    BackgroundAbove,
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
            Self::OldPassword => t.field_old_password,
            Self::Roles => t.field_roles,
            Self::File => t.field_file,
            Self::ContractNumber => t.field_contract_number,
            Self::Contract => t.column_contract,
            Self::PrimaryCustomer => t.column_primary_customer,
            Self::Currency => t.column_currency,
            Self::StartDate => t.contract_start,
            Self::DeliveryDate => t.contract_requested_delivery,
            Self::NotToExceed => t.column_limit,
            Self::Customer => t.column_customer,
            Self::SplitPercent => t.column_split,
            Self::Project => t.column_project,
            Self::Classes => t.column_classes,
            Self::Tasks => t.field_tasks,
            Self::ContractedAmount => t.column_contracted,
            Self::EstimatedTax => t.field_estimated_tax,
            Self::DiscountPercent => t.field_discount_percent,
            Self::FeePercent => t.field_fee_percent,
            Self::CustomerBudget => t.field_customer_budget,
            Self::BillingStart => t.field_billing_start,
            Self::InvoiceRunDate => t.column_run_date,
            Self::CutOffDate => t.column_cut_off,
            Self::RunTime => t.field_run_time,
            Self::InvoiceFrequency => t.field_invoice_frequency,
            Self::Code => t.field_code,
            Self::TimeZone => t.field_time_zone,
            Self::Street => t.field_street,
            Self::Postcode => t.field_postcode,
            Self::City => t.field_city,
            Self::Country => t.field_country,
            Self::Language => t.field_language,
            Self::VatId => t.field_vat_id,
            Self::PaymentTerms => t.field_payment_terms,
            Self::Unit => t.field_unit,
            Self::ValidFrom => t.field_valid_from,
            Self::ValidTo => t.field_valid_to,
            Self::Dimension => t.field_dimension,
            Self::Amount => t.column_amount,
            Self::Percent => t.field_percent,
            Self::Task => t.column_task,
            Self::From => t.filter_from,
            Self::To => t.filter_to,
            Self::Role => t.column_role,
            Self::Category => t.column_category,
            Self::Product => t.column_product,
            Self::Resource => t.column_person,
            Self::UnitCost => t.field_unit_cost,
            Self::Notes => t.column_notes,
            Self::Reason => t.field_reason,
            Self::Number => t.field_number,
            Self::Total => t.field_total,
            Self::Milestone => t.word_milestone,
            Self::Retainer => t.word_retainer,
            Self::Available => t.field_still_available,
            Self::ProjectManager => t.field_project_manager,
            Self::Approvers => t.field_approvers,
            Self::BackgroundFrom => t.field_background_from,
            Self::BackgroundAbove => t.field_background_above,
        }
    }
}

//! Texts: words of the field, fields and what failures say.

texts! {
    // Failures and refusals: what happened, and the way out.
    failure_signed_out {
        en: "You are signed out. Sign in again; nothing was saved.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    failure_forbidden {
        en: "Your role does not allow this. Ask an administrator of your company.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    failure_busy {
        en: "Others are changing the same rows, or the database is away for a moment. Wait a few seconds, then try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    failure_fault {
        en: "Something went wrong on our side; nothing was saved. Try again, and if it stays, tell your administrator the reference {reference}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    failure_unreachable {
        en: "The server did not answer. Check the connection and try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    refusal_nothing_to_invoice {
        en: "Nothing to invoice: {why}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    refusal_nothing_waits {
        en: "Nothing to invoice: nothing on this contract waits to be billed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_later {
        en: "{count} is dated after {day}|{count} are dated after {day}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_later_way {
        en: "Choose a later invoice date.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_without_price {
        en: "{count} has no price|{count} have no price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_without_price_way {
        en: "Add the price under Settings, then evaluate again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_at_limit {
        en: "{count} is over a not-to-exceed limit|{count} are over a not-to-exceed limit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_at_limit_way {
        en: "Make room on the contract's limits, or have the limit raised.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_not_evaluated {
        en: "{count} has a limit that is not evaluated|{count} have a limit that is not evaluated",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_not_evaluated_way {
        en: "Reevaluate them in the backlog.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_not_ready {
        en: "{count} is not marked Ready to Invoice|{count} are not marked Ready to Invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_not_ready_way {
        en: "Mark what is to be billed first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_not_chargeable {
        en: "{count} is Ready but not chargeable|{count} are Ready but not chargeable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_not_chargeable_way {
        en: "An invoice needs something chargeable.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_on_draft {
        en: "{count} is on a draft already|{count} are on drafts already",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    left_on_draft_way {
        en: "Look at the contract's drafts.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Fields.
    field_quantity {
        en: "Quantity",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_billable_quantity {
        en: "Billable quantity",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_unit_price {
        en: "Price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_tax {
        en: "Tax",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_name {
        en: "Name",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_description {
        en: "Description",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_external_description {
        en: "External description",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_time_zone {
        en: "Time zone",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_street {
        en: "Street",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_postcode {
        en: "Postcode",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_city {
        en: "City",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_background_from {
        en: "Approve in the background from so many entries on",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_comment {
        en: "Comment",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_bill_to_name {
        en: "Bill-to name",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_bill_to_contact {
        en: "Bill-to contact",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_bill_to_address {
        en: "Bill-to address",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_accounting_date {
        en: "Accounting date",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_invoice_date {
        en: "Invoice date",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_date {
        en: "Date",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_email {
        en: "E-mail",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_password {
        en: "Password",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_old_password {
        en: "Password so far",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_roles {
        en: "Roles",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_file {
        en: "Files",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_contract_number {
        en: "Number",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_tasks {
        en: "Tasks",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_estimated_tax {
        en: "Estimated tax",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    amount_less {
        en: "− {percent} %",
        de: "− {percent} %", nl: "− {percent} %", nb: "− {percent} %",
    }
    amount_and {
        en: "+ {percent} %",
        de: "+ {percent} %", nl: "+ {percent} %", nb: "+ {percent} %",
    }
    amount_less_discount {
        en: "− {percent} % discount {amount}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    amount_with_fee {
        en: "+ {percent} % fee {amount}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_discount {
        en: "Discount",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_discount_percent {
        en: "Discount %",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_fee_percent {
        en: "Fee %",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_customer_budget {
        en: "Customer budget",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_billing_start {
        en: "Billing start",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_run_time {
        en: "Time of day",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_run_date {
        en: "Invoice run date",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_cut_off {
        en: "Transaction cut-off date",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_invoice_frequency {
        en: "Invoice frequency",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_code {
        en: "Code",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_country {
        en: "Country",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_language {
        en: "Language",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_vat_id {
        en: "VAT number",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_payment_terms {
        en: "Payment terms (days)",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_unit {
        en: "Unit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_valid_from {
        en: "Valid from",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_valid_to {
        en: "Valid to",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_dimension {
        en: "Role, category or product",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_percent {
        en: "Next invoice %",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_unit_cost {
        en: "Cost per unit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_reason {
        en: "Reason",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_number {
        en: "Number of retainers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_total {
        en: "Total amount",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_still_available {
        en: "Still available",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Counts: one | many.
    count_rows {
        en: "{count} row|{count} rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Words of the field (§17).
    word_milestone {
        en: "Milestone",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    word_retainer {
        en: "Retainer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Columns and filters.
    column_amount {
        en: "Amount",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_category {
        en: "Category",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_classes {
        en: "Transaction classes",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_contract {
        en: "Contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_contracted {
        en: "Contracted amount",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_currency {
        en: "Currency",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_customer {
        en: "Customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_limit {
        en: "Not-to-Exceed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_notes {
        en: "Notes",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_person {
        en: "Person",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_primary_customer {
        en: "Primary customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_project {
        en: "Project",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_product {
        en: "Product",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_role {
        en: "Role",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_split {
        en: "Billing split",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_task {
        en: "Task",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_from {
        en: "From",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_to {
        en: "To",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Lists.
    grid_hours {
        en: "{hours} h",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Contracts.
    contract_start {
        en: "Start",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_requested_delivery {
        en: "Requested delivery",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_project_manager {
        en: "Project manager",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_approvers {
        en: "Approvers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Of which level a limit is: where a language has a genitive, in it.
    limit_of_line_customer {
        en: "the contract line customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limit_of_line {
        en: "the contract line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limit_of_contract_customer {
        en: "the contract customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limit_of_contract {
        en: "the contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    field_background_above {
        en: "Do acts in the background above so many rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

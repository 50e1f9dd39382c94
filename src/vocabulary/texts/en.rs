//! English: the reference. A key here is a key everywhere.

macro_rules! texts {
    ($($key:ident: $text:literal,)+) => {
        /// Every text of the product in one language, by key.
        #[derive(Debug)]
        pub struct Texts {
            $(#[doc = $text] pub $key: &'static str,)+
        }

        /// English.
        pub static EN: Texts = Texts { $($key: $text,)+ };
    };
}

texts! {
    // Failures and refusals: what happened, and the way out.
    failure_signed_out: "You are signed out. Sign in again; nothing was saved.",
    failure_forbidden: "Your role does not allow this. Ask an administrator of your company.",
    failure_fault: "Something went wrong on our side; nothing was saved. Try again, and if it stays, tell your administrator the reference {reference}.",
    failure_unreachable: "The server did not answer. Check the connection and try again.",
    refusal_input_unreadable: "That request could not be read. Reload the page and try again.",
    refusal_not_found: "There is nothing here under that address. It may have been deleted.",
    refusal_outdated: "Somebody else changed this in the meantime. Reload to see it as it is now, then try again.",
    refusal_request_key_reused: "This request was already used for something else. Reload the page and try again.",
    refusal_nothing_selected: "Select at least one row.",
    refusal_unknown_list_option: "This list has no filter or column “{option}”. Remove it from the address.",
    refusal_field_missing: "{field} is missing.",
    refusal_field_too_long: "{field} is longer than {limit} characters. Shorten it.",
    refusal_field_not_a_number: "{field} is not a number. Write it like 1234.56.",
    refusal_field_out_of_range: "{field} is out of range: zero or more, below a million for quantities and ten thousand million for amounts, at most four decimals.",
    refusal_field_too_precise: "{field} has more decimals than its currency, which has {decimals}.",
    refusal_field_not_a_date: "{field} is not a date. Write it like 2026-11-20, between 1990 and 2199.",
    refusal_field_not_a_choice: "{field} is not one of the choices.",
    refusal_sign_in_failed: "E-mail and password do not match. Check both and try again.",
    refusal_sign_in_slowed_down: "Too many failed tries. Wait five minutes, then try again.",
    refusal_password_too_short: "The password needs at least 10 characters. Any characters do.",
    refusal_email_taken: "Somebody in your company already signs in with this e-mail.",
    refusal_last_administrator: "A company needs at least one active administrator. Make somebody else one first.",
    refusal_file_too_large: "The files are larger than {limit} MB together. Split the time sheets, by year for example, and import them one after the other.",
    refusal_import_has_errors: "Nothing was imported: {count} rows have errors. Mend them in the file and upload it again.",
    refusal_already_imported: "This upload was imported already.",
    refusal_entry_not_submitted: "Only submitted entries can be approved or returned.",
    refusal_entry_not_draft: "It is submitted already.",
    refusal_entry_frozen: "It is approved, or was invoiced before Billwright, and stands as it is.",
    refusal_own_work: "Nobody approves their own work. Ask another approver.",
    refusal_limit_failed: "It would exceed the not-to-exceed limit of the {level}.",
    refusal_limit_not_evaluated: "Its not-to-exceed limit has not been evaluated yet.",
    refusal_on_draft_invoice: "It is on the draft invoice “{invoice}”. Take it off there first.",
    refusal_on_confirmed_invoice: "It is billed with {invoice}, which is confirmed. Only a corrective invoice can change that.",
    refusal_not_in_backlog: "It is no longer in the backlog.",
    refusal_contract_not_confirmed: "The contract is not confirmed. Only confirmed contracts can be invoiced.",
    refusal_nothing_to_invoice: "Nothing to invoice. Ready but dated later: {later}. Ready but not chargeable: {not_chargeable}. Not marked Ready to Invoice: {not_ready}. Already on drafts: {on_draft}.",
    refusal_confirmed_invoice_is_frozen: "This invoice is confirmed and can no longer be changed.",
    refusal_invoice_empty: "There is nothing on this invoice. Delete the draft instead.",
    refusal_bill_to_missing: "Bill-to name is missing. Fill it in on the invoice's header.",
    refusal_tax_on_non_chargeable: "What is not chargeable carries no tax. Set tax to 0.",
    refusal_raised_over_limit: "Raised amounts on this invoice would exceed the not-to-exceed limit of the {level}. Lower them, or have the limit raised.",

    // What an import complains about.
    import_nothing_to_import: "None of these files is one we read. Bring customers.csv, contracts.csv, contract_lines.csv, contract_line_customers.csv, prices.csv, or a time sheet in Harvest's export format.",
    import_empty_file: "The file has no rows.",
    import_file_missing: "{value} is missing: new contracts need it beside contracts.csv.",
    import_column_missing: "The column “{value}” is missing.",
    import_cell_count: "The row has {found} cells, the header has {wanted}. Put texts that hold the separator in quotes.",
    import_blank: "The cell is blank.",
    import_too_long: "Longer than {value} characters.",
    import_not_a_date: "Not a date. Write it like 2026-11-20, between 1990 and 2199.",
    import_not_a_number: "Not a number. Write it like 1234.56.",
    import_out_of_range: "Out of range: negative, too large, or more than four decimals.",
    import_not_a_choice: "Not one of: {value}.",
    import_unknown_currency: "Not a currency of ISO 4217.",
    import_unknown_customer: "The customer “{value}” is neither in customers.csv nor in the company.",
    import_unknown_contract: "The contract “{value}” is not in contracts.csv.",
    import_unknown_line: "The contract line {value} is not in contract_lines.csv.",
    import_duplicate: "The same once more; it was in a row above.",
    import_split_not_whole: "The customers of a line must share 100 %, and exactly one takes the rounding. Here it is {value} rounding.",
    import_line_without_customers: "The line has no customers in contract_line_customers.csv.",
    import_contract_without_lines: "The contract has no lines in contract_lines.csv.",
    import_project_taken: "The project is already billed for this class by a line of contract {value}.",
    import_limit_on_fixed_price: "Only Time and Material lines have a not-to-exceed limit.",
    import_period_backwards: "The last day is before the first.",
    import_price_overlaps: "Another price of the same role covers some of these days.",
    import_rate_currency: "The rate is in another currency than the contract, which is in {value}.",
    import_over_a_day: "More than 24 hours in one entry.",
    import_zero_hours: "No hours; the row is skipped.",
    import_several_roles: "Several roles; “{value}” is taken.",
    import_not_covered: "No contract line covers the project {value}: approving its entries writes cost only.",
    import_no_price: "No price for {value}: the hours would be billed at 0.",
    import_read_as: "Read as {value}, since it is not UTF-8.",
    import_ignored: "Not a file we read; ignored.",

    // Fields.
    field_quantity: "Quantity",
    field_billable_quantity: "Billable quantity",
    field_unit_price: "Price",
    field_tax: "Tax",
    field_name: "Name",
    field_description: "Description",
    field_external_description: "External description",
    field_comment: "Comment",
    field_bill_to_name: "Bill-to name",
    field_bill_to_contact: "Bill-to contact",
    field_bill_to_address: "Bill-to address",
    field_accounting_date: "Accounting date",
    field_invoice_date: "Invoice date",
    field_date: "Date",
    field_email: "E-mail",
    field_password: "Password",
    field_roles: "Roles",
    field_file: "Files",
}

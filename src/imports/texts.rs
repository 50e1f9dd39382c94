//! Texts: uploads.

texts! {
    // What an import complains about.
    import_nothing_to_import {
        en: "None of these files is one we read. Bring customers.csv, contracts.csv, contract_lines.csv, contract_line_customers.csv, prices.csv, or a time sheet of your time tracker (Harvest, Clockify, Toggl and others).",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_empty_file {
        en: "The file has no rows.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_file_missing {
        en: "{value} is missing: new contracts need it beside contracts.csv.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_column_missing {
        en: "The column “{value}” is missing.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_cell_count {
        en: "The row has {found} cells, the header has {wanted}. Put texts that hold the separator in quotes.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_blank {
        en: "The cell is blank.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_too_long {
        en: "Longer than {value} characters.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_not_a_date {
        en: "Not a date, or not in the order of the file's other days. Write it like 2026-11-20, between 1990 and 2199.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_not_a_number {
        en: "Not a number. Write it like 1234.56.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_two_numbers {
        en: "This can be {one} or {other}, and no other cell of the file decides. Say which decimal mark it has.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_two_days {
        en: "This can be {one} or {other}, and no other cell of the file decides. Say in which order it writes days.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_rate_without_currency {
        en: "Nobody says in which currency this rate is: it is left out, and the price list decides.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_several_clients {
        en: "Several clients have a project of this code: {value}. Name the row's client.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_changed_there {
        en: "Changed in its source: {changes}. Say whether to take what is there or to keep what is here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_changed_after_invoice {
        en: "Changed in its source: {changes}. It is on {value}: correct or credit that invoice, or keep what is here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_changed_history {
        en: "Changed in its source: {changes}. It was invoiced before Billwright: keep what is here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_rate_is_approved {
        en: "Changed in its source: {changes}. It is approved, and what is approved keeps its rate: cancel its approval first, or keep what is here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_hours {
        en: "{here} h here, {there} h there",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_role {
        en: "role {here} here, {there} there",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_task {
        en: "task {here} here, {there} there",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_billable {
        en: "{here} here, {there} there",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_is_billable {
        en: "billable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_is_not_billable {
        en: "not billable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_rate {
        en: "rate {here} here, {there} there",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_no_rate {
        en: "of the price list",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_cost {
        en: "cost rate {here} here, {there} there",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_part_notes {
        en: "other notes",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_task_not_covered {
        en: "Lines bill the project {project}, but none of its task {task}: approving these entries writes cost only.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_same_name {
        en: "Written otherwise, this is “{value}”, which is there already; the row is left out.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_looks_like {
        en: "“{name}” is new, and looks like “{other}”. If they are one, write both alike.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_client_is_no_customer {
        en: "“{client}” is no customer here; the project {project} is billed to the customers of its contract.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_approved_there {
        en: "Approved in its source, and a draft here until now: submitted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_invoiced_there {
        en: "Invoiced in its source, and on no invoice here: it is history now, and is not billed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_invoiced_here_too {
        en: "Invoiced in its source, and here on {value}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_change_taken {
        en: "Changed in its source, which is taken: {changes}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_change_kept {
        en: "Changed in its source, and kept as it is here: {changes}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_bills_otherwise {
        en: "The file bills {there}, Billwright would bill {here}: {because}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_not_covered {
        en: "no contract line covers the work",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_outside_dates {
        en: "the day is outside the contract's dates",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_fixed_price {
        en: "the contract line bills a fixed price",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_not_chargeable {
        en: "the work is not chargeable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_no_price {
        en: "there is no price for it",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_currency {
        en: "the contract is in {currency}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_rounding {
        en: "each rounds in its own way",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_hours {
        en: "{there} hours there, {here} here",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_because_price {
        en: "{there} an hour there, {here} here",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_bills_of {
        en: "{file}: {bills}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_bills_agree {
        en: "The file bills {there} for {rows}, and so would Billwright.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_bills_differ {
        en: "The file bills {there} for {rows}, Billwright would bill {here}; {differing}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_bills_elsewhere {
        en: "For rows that the file bills in another currency, Billwright would bill {here}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_bills_rows {
        en: "{count} row|{count} rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_bills_differing {
        en: "{count} row differs|{count} rows differ",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_amount_unread {
        en: "What the file bills here is no amount, or one that can be read two ways; it isn't compared with what Billwright would bill.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_negative_hours {
        en: "Negative hours can't be billed. Change the entry that this row corrects where it was recorded, and bring the file again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_time_sheet_lacks {
        en: "It looks like a time sheet, but these columns are missing: {value}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_notes_cut {
        en: "The notes are longer than {value} characters; the rest is left out.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_no_role {
        en: "Rows without a role come in as “{value}”, and have no price unless the file says their rate. Choose a role for them, or give this one a price.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_lines_left_out {
        en: "Not part of the table, and left out: line {value}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_not_a_time_sheet {
        en: "Not imported: it is none of the files of a contract book, and not a time sheet we know, whose columns {value} are missing.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_decimal_point {
        en: "decimal mark: point",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_decimal_comma {
        en: "decimal mark: comma",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_dates_year_first {
        en: "days: year-month-day",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_dates_day_first {
        en: "days: day/month/year",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_dates_month_first {
        en: "days: month/day/year",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_out_of_range {
        en: "Out of range: negative, too large, or more than four decimals.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_not_a_choice {
        en: "Not one of: {value}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_unknown_currency {
        en: "Not a currency of ISO 4217.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_unknown_customer {
        en: "The customer “{value}” is neither in customers.csv nor in the company.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_unknown_contract {
        en: "The contract “{value}” is not in contracts.csv.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_unknown_line {
        en: "The contract line {value} is not in contract_lines.csv.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_duplicate {
        en: "The same once more; it was in a row above.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_split_not_whole {
        en: "The customers of a line must share 100 %, and exactly one takes the rounding. Here it is {value} rounding.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_line_without_customers {
        en: "The line has no customers in contract_line_customers.csv.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_contract_without_lines {
        en: "The contract has no lines in contract_lines.csv.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_project_taken {
        en: "The project is already billed for this class, at that time, by a line of contract {value}. A contract that renews another starts after its requested delivery date.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_rounding_without_share {
        en: "The customer who takes what rounding leaves has a share of 0 %. Let one with a share take it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_limit_on_fixed_price {
        en: "Only Time and Material lines have a not-to-exceed limit.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_period_backwards {
        en: "The last day is before the first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_price_overlaps {
        en: "Another price of the same role covers some of these days.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_rate_currency {
        en: "The rate is in another currency than the contract, which is in {value}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_over_a_day {
        en: "More than 24 hours in one entry.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_zero_hours {
        en: "No hours; the row is skipped.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_several_roles {
        en: "Several roles; “{value}” is taken.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_not_covered {
        en: "No contract line covers the project {value}: approving its entries writes cost only.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_outside_dates {
        en: "Outside the dates of the contract that covers the project {value}: approving it writes cost only.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_no_price {
        en: "No price for {value}: the hours can't be invoiced before there is one.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_read_as {
        en: "Read as {value}, since it is not UTF-8.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_ignored {
        en: "Not a file we read; ignored.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Columns and filters.
    column_column {
        en: "Column",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_kind {
        en: "Kind",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_reason {
        en: "Reason",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_rows {
        en: "Rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_when {
        en: "When",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_who {
        en: "Who",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Import.
    import_title {
        en: "Import",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_explained {
        en: "Choose the files of a contract book (customers.csv, contracts.csv, contract_lines.csv, contract_line_customers.csv, prices.csv) and time sheets as your time tracker exports them (Harvest, Clockify, Toggl and others), {limit} MB and {files} files at most. You see first what they would add; nothing is written until you say so. What nobody imports is thrown away after {days} days.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_look {
        en: "Look at these files",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_recent {
        en: "Recent uploads",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_none_yet {
        en: "Nothing was uploaded yet.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_looked_at {
        en: "looked at, not imported",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_imported {
        en: "Imported",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_report {
        en: "What these files would add",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_new {
        en: "New",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_known {
        en: "Here already",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_read_so {
        en: "Read so",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_found_from_files {
        en: "as found from the files",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_order_of_days {
        en: "Order of days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_decimal_mark {
        en: "Decimal mark",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_role_instead {
        en: "Role of rows without one",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_changed {
        en: "Changed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_changed_rows {
        en: "Rows changed in their source",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_changed_stop {
        en: "import nothing before I decide",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_changed_take {
        en: "take what is there",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_changed_keep {
        en: "keep what is here",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_skip_bad_rows {
        en: "Leave out the {rows} rows that have errors, and import the others",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_approve {
        en: "Approve rows marked Approved on the way (otherwise they come in as submitted)",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_run {
        en: "Import",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_running {
        en: "Importing…",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_discard {
        en: "Throw away",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_discard_would {
        en: "What was uploaded and its report go: {files}. Nothing of it was imported.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_done {
        en: "Imported {count} row;|Imported {count} rows;",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_done_approved {
        en: "{count} entry approved.|{count} entries approved.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_to_approvals {
        en: "Go to Approvals",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_no_problems {
        en: "No problems found.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_error {
        en: "Error",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_warning {
        en: "Warning",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_errors {
        en: "{count} error|{count} errors",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_warnings {
        en: "{count} warning|{count} warnings",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    import_first_shown {
        en: "The first {shown} are shown.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

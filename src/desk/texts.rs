//! Texts: hub and ledger.

texts! {
    follow_title {
        en: "What became of it",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_sum {
        en: "{amount} in all: {parts}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_nothing {
        en: "nothing of it is billed or waits",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_billed {
        en: "{amount} billed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_on_drafts {
        en: "{amount} on drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_ready {
        en: "{amount} in the backlog, Ready",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_not_ready {
        en: "{amount} in the backlog, Not Ready",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_not_charged {
        en: "{amount} not charged",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_approved {
        en: "Approved",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_taken_back {
        en: "Taken back",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_retyped {
        en: "Written anew",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_step_billed {
        en: "Billed by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_corrected {
        en: "Corrected by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_waits {
        en: "Waits in the backlog",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_on_draft {
        en: "On the draft",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_on {
        en: "Counts on {day}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    follow_edited {
        en: "Edited by {person}, {at}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_contracts {
        en: "{count} contract with something Ready to Invoice|{count} contracts with something Ready to Invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_without {
        en: "{count} chosen contract has nothing Ready: it gets no draft, and says why.|{count} chosen contracts have nothing Ready: they get no draft, and say why.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_customers {
        en: "{count} customer|{count} customers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_rows {
        en: "{count} actual, milestone, product line or retainer|{count} actuals, milestones, product lines and retainers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_nothing {
        en: "Nothing is Ready to Invoice on what is chosen. Mark it Ready first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_steps {
        en: "What happens",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_takes {
        en: "Everything Ready that is dated by {day} is taken, a draft for each contract and customer.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_alone {
        en: "Each contract stands or falls by itself: one that can't be invoiced says why, the others are done.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_at_once {
        en: "It is done at once, and leads to the drafts.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_background {
        en: "It may take a while: it goes on in the background, also when you leave this page or sign out. In the background shows how far it has come, and leads to the drafts.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_drafts {
        en: "The drafts are under Sales › Billing › Invoices, to be checked and confirmed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_retype_hint {
        en: "The unbilled sales are taken back and written anew under the new type, Not Ready, linked to what they were. Rows on invoices stay as they are.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_retyped {
        en: "Set the billing type of {count} row.|Set the billing type of {count} rows.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    // Words of the field (§17).
    word_milestones {
        en: "Milestones",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Acts.
    action_add_to_invoice {
        en: "Add to Invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Columns and filters.
    column_actual {
        en: "Actual",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_advances {
        en: "Advances",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_available_advances {
        en: "Available advances",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_ready_rows {
        en: "Ready rows",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_one_invoice {
        en: "One invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_one_retainer {
        en: "One retainer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    hub_milestones_off {
        en: "Milestones that don’t come to what is contracted",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Backlog.
    backlog_price_anew {
        en: "Price anew",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    backlog_priced_anew {
        en: "{count} entries priced anew.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Invoices.
    create_none {
        en: "No draft was created.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    picked_done {
        en: "{count} row is on drafts now.|{count} rows are on drafts now.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_title {
        en: "Billing Hub",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_has {
        en: "Has something",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_empty {
        en: "No contract matches. Clear the filters to see all of them.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Ledger.
    ledger_title {
        en: "Ledger",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    ledger_hint {
        en: "Every row stands as it was written. An entry's link shows all that came of it; an invoice's, what its confirmation wrote. Of sales, what is chargeable is added up.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    ledger_empty {
        en: "No row matches.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    ledger_entry {
        en: "#{id}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    link_reversed_by {
        en: "reversed by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    link_billed_by {
        en: "billed by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    link_cost {
        en: "cost",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    month_end_title {
        en: "Month's End",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    time_sheets_title {
        en: "Time Sheets",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_pages {
        en: "Hub and month's end",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_unfold {
        en: "Lines of {contract}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_held {
        en: "Held by limits",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_due_by {
        en: "Due by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_limit_used {
        en: "Limit used",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_last_invoice {
        en: "Last invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    hub_other_customers {
        en: "+{count}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_create {
        en: "Create {count} draft|Create {count} drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_would {
        en: "{count} draft dated {day} would be created|{count} drafts dated {day} would be created",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_more {
        en: "and {count} more|and {count} more",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_left_none {
        en: "No row is left out.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_not {
        en: "{contract}: {reason}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    to_invoice_none {
        en: "No draft would be created.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

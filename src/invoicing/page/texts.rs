//! Texts: the page of an invoice.

texts! {
    filter_created_to {
        en: "Created up to",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_open {
        en: "Draft or In Review",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_confirmed_from {
        en: "Confirmed from",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    revise_act {
        en: "Revise",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    count_details {
        en: "{count} detail|{count} details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    count_days {
        en: "{count} day|{count} days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_rename {
        en: "Rename",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    retainer_net {
        en: "Retainers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_titled {
        en: "{draft} · {customer}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_payment_terms {
        en: "Payment terms",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_on_confirmation {
        en: "the day it is confirmed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_created {
        en: "Created",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_total_tax {
        en: "Total tax",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_billed_before {
        en: "Billed on the contract besides",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_line_empty {
        en: "Nothing on this line; it will not be printed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_line_name {
        en: "Name of the line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_not_in_total {
        en: "not in the total",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_edit_header {
        en: "Edit header",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_delete_explained {
        en: "Its {count} detail goes back to the billing backlog, Ready to Invoice.|Its {count} details go back to the billing backlog, Ready to Invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_title {
        en: "Details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_empty {
        en: "No detail matches.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_remove {
        en: "Back to backlog",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_remove_all {
        en: "Take {what} off the draft? All that match go, on every page of the list.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_remove_for_good {
        en: "Take {what} off the draft? Some of it can't be put back by one click: milestones, rows that were edited here or that other pages of the list show, and what retainers paid.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_put_back {
        en: "{count} detail is on the draft again.|{count} details are on the draft again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_hold_back {
        en: "Back to backlog, Not Ready",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_removed {
        en: "{count} detail went back to the backlog.|{count} details went back to the backlog.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_follows_customer {
        en: "Until it is confirmed, it follows its customer: name, address, VAT id, country and language, and of the bill-to what nobody wrote here, are as contract and customer say now.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_follows_in_part {
        en: "Until it is confirmed, the customer's name, address, VAT id, country and language are as they are now; the bill-to was written here.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_keeps_customer {
        en: "Issued to this customer, as it was when the invoice was confirmed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_tabs {
        en: "What of the invoice is shown",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_tab_edited {
        en: "Edited",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_tab_not_charged {
        en: "Not charged",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_tab_pending {
        en: "Pending",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_tab_products {
        en: "Products",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_no_products {
        en: "No products on this invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_products_open {
        en: "Products of this contract that are on no invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    drafts_of_list {
        en: "Drafts of the list",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    drafts_place {
        en: "{place} of {count} draft|{place} of {count} drafts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    drafts_left {
        en: "{count} draft left|{count} drafts left",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    drafts_previous {
        en: "Previous draft",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    drafts_next {
        en: "Next draft",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_tab_history {
        en: "History",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_without_address {
        en: "no address",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_due {
        en: "Due",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_contract_value {
        en: "Contract value",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_this {
        en: "This invoice",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_remaining {
        en: "Remaining",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_limit {
        en: "Not-to-exceed limit",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_no_limit {
        en: "none",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_limit_line_customer {
        en: "Room for this customer on {line}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_limit_line {
        en: "Room on {line}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_limit_contract_customer {
        en: "Room for this customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_limit_contract {
        en: "Room on the contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_limit_left {
        en: "{left} of {limit}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_more {
        en: "Bill-to, dates and lines",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_none_edited {
        en: "No detail was edited: all of them say what was approved.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_all_charged {
        en: "The customer pays for every detail.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_group_by {
        en: "Group by",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_groups {
        en: "Groups of details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_edited {
        en: "Edited",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_month {
        en: "Month",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_one_person {
        en: "One person",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    filter_one_task {
        en: "One task",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    detail_saved {
        en: "Saved: {person}, {day}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_undone {
        en: "{count} detail says again what it said before.|{count} details say again what they said before.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_change {
        en: "Change",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_change_many {
        en: "Change the selected details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_what {
        en: "What to change",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_price_by {
        en: "Price by percent",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_look {
        en: "Preview",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_would_change {
        en: "{count} detail changes.|{count} details change.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_same {
        en: "{count} detail says so already.|{count} details say so already.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_before_after {
        en: "Amount before {before}, after {after}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_change_now {
        en: "Change {count} detail|Change {count} details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_changed {
        en: "{count} detail was changed.|{count} details were changed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_restore {
        en: "Put back as approved",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_restore_would {
        en: "Put {what} back as approved? Quantity, price, billing type, tax and both descriptions say again what they said when the details came on the draft.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    details_restored {
        en: "{count} detail is as approved again.|{count} details are as approved again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_explained {
        en: "Billable for this contract and customer, and not on this draft.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_refresh {
        en: "Refresh Invoice Line Transactions",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_nothing_new {
        en: "Nothing new is Ready up to the invoice date.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_added {
        en: "{count} transaction came on the draft.|{count} transactions came on the draft.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_add {
        en: "Add to this draft",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_why {
        en: "Why it is not here",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_on_draft {
        en: "On another draft, {draft}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_is_ready {
        en: "Ready: can be added",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_not_ready {
        en: "Not marked Ready: adding it marks it",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    pending_empty {
        en: "Nothing waits: everything billable of this contract and customer is on this draft, or billed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_older {
        en: "Older",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_nobody {
        en: "Billwright",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_created {
        en: "Created the draft.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_confirmed {
        en: "Confirmed it as {number}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_edited_somehow {
        en: "Edited a detail.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_edited_many {
        en: "{count} detail was changed:|{count} details were changed:",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_held_back {
        en: "{count} detail went back to the backlog, Not Ready.|{count} details went back to the backlog, Not Ready.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_refreshed {
        en: "Refreshed: {count} transaction came on the draft.|Refreshed: {count} transactions came on the draft.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_header {
        en: "Changed the header.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_changed {
        en: "{what}: {from} → {to}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_set {
        en: "{what} → {to}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_retainer_applied {
        en: "Retainer applied: {amount}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_retainer_billed {
        en: "Retainer billed: {amount}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_written {
        en: "Written by hand: {day}, {quantity} × {price} = {amount}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_retainer_refunded {
        en: "Retainer refunded: {amount}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    history_retainer_off {
        en: "Retainer taken off: {amount}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // A detail written by hand.
    added_act {
        en: "Add detail",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    added_title {
        en: "Add a detail by hand",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    added_explained {
        en: "What nobody recorded can be written here by hand. It goes to the ledger when the invoice is confirmed.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    added_nowhere {
        en: "No line of this contract bills this customer for work. Include a class on one of its lines first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    added_no_task {
        en: "the whole project",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    added_nobody {
        en: "nobody",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    added_price {
        en: "Unit price (blank: price list)",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    added_done {
        en: "The detail is on the invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    added_without_price {
        en: "No price list prices it: it is on the invoice at 0. Type a price, or take it off.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

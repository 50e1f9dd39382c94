//! Texts: editing drafts.

texts! {
    // Counts: one | many.
    count_details {
        en: "{count} detail|{count} details",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    count_days {
        en: "{count} day|{count} days",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Acts.
    action_rename {
        en: "Rename",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Retainers.
    retainer_net {
        en: "Retainers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Invoices.
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
    invoice_detail_amount {
        en: "Detail amount",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_total_tax {
        en: "Total tax",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    invoice_total {
        en: "Total amount",
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
    invoice_delete {
        en: "Delete draft",
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
    revise_act {
        en: "Revise",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    detail_edit {
        en: "Edit detail",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    detail_approved {
        en: "As approved: quantity {quantity} at {price}, {billing_type}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    detail_milestone {
        en: "A milestone of {amount}; quantity and price are fixed",
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
}

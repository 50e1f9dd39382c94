//! Texts: contracts.

texts! {
    // Acts.
    action_cancel {
        en: "Cancel",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    action_remove {
        en: "Remove",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Columns and filters.
    column_billed {
        en: "Billed",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    column_rounding {
        en: "Takes the rounding",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Not-to-exceed limits.
    limit_level {
        en: "Level",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limit_change {
        en: "Limit of {level}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limit_explained {
        en: "The most that may be billed at this level, tax excluded. Blank means no limit. What is committed already stays so; what failed fits only after Reevaluate Not-to-Exceed Status.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    limits_link {
        en: "What uses these limits",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // Contracts.
    filter_contract_state {
        en: "Contract status",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contracts_title {
        en: "Project Contracts",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contracts_empty {
        en: "No contract matches. Clear the filters, or import a contract book under Settings › Import.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_customers {
        en: "Customers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_lines {
        en: "Contract lines",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_new {
        en: "New contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_trail {
        en: "Contract",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_is_confirmed {
        en: "This contract is confirmed: names, limits, the end date and schedules can still change.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_customers_explained {
        en: "New lines begin with these customers and shares. Who pays is said on each line. Bill-to and payment terms that are filled in here win over the customer's own, also on drafts there are.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_counts {
        en: "Ready and not ready count everything on no invoice: work in the backlog, milestones, products and retainers, chargeable only.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_add_customer {
        en: "Add a customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_distribute {
        en: "Evenly Distribute",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_split_total {
        en: "Total {total} %",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_add_line {
        en: "Add a line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_remove_line {
        en: "Remove line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_by_hand {
        en: "by hand",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_selected_tasks {
        en: "Selected Project Tasks Only",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_no_tasks {
        en: "This project has no tasks. Add them under Settings › Projects.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_task_chargeable {
        en: "Chargeable",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_chargeability {
        en: "Chargeability",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_products_explained {
        en: "What is sold here is billed to the primary customer. Products are added on the contract's page.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_chargeability_explained {
        en: "Ticked: customers of this line pay for it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_roles {
        en: "Roles",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_categories {
        en: "Expense categories",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    contract_has_problems {
        en: "Some fields need your attention; see the remarks beside them. Nothing was saved.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    prices_of_contract {
        en: "Prices",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

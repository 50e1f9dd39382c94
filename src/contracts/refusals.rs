//! Refusals: contracts.

refusals! {
    /// R-APP-7: shares that don't total 100.
    SplitNotWhole(total: String) {
        en: "The shares total {total} %, not 100 %.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-VOC-4: exactly one takes what rounding leaves.
    RoundingCustomerMissing {
        en: "Exactly one customer takes what rounding leaves. Choose one.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-7: at 0 % nobody takes what rounding leaves.
    RoundingWithoutShare {
        en: "The customer who takes what rounding leaves has a share of 0 %, and would get nothing of it. Let a customer with a share take it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-2: moved only away from somebody who can't take it.
    RoundingStays {
        en: "The rounding is with a customer who has a share, and the contract is confirmed: it stays there.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-VOC-4: set to 0 % instead.
    LineCustomerHasActuals {
        en: "A customer of a line who has something in the ledger stays on it. Set the share to 0 % instead.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-VOC-4: named once.
    CustomerTwice at Customer {
        en: "This customer is named twice. Leave one of them out.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A share outside 0 to 100.
    PercentOutOfRange at SplitPercent {
        en: "A share lies between 0 and 100 %, with at most four decimals.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-VOC-4: the primary customer is one of the contract's customers.
    PrimaryCustomerMissing {
        en: "The primary customer must be among the contract's customers; 0 % will do.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-2: covered already; by which contract or line.
    ProjectClassTaken(whose: String) {
        en: "“{whose}” bills this project and class already at that time. A project and class belong on one line, or on several with different tasks. To renew a contract, let the new one start after the old one's requested delivery date.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-VOC-2: limits are for time and material.
    LimitOnFixedPrice at NotToExceed {
        en: "Only time and material has a not-to-exceed limit. Clear it, or bill by time and material.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-PRC-4: so are discount and fee.
    DiscountIsForTimeAndMaterial at DiscountPercent {
        en: "Only time and material has a discount and a fee. Clear them, or bill by time and material.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-INV-9: products are billed to nobody else.
    ProductsAreForThePrimaryCustomer {
        en: "A line of products is billed to the primary customer: give it 100 % there, and no other customer.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-VOC-3.
    ProductsCoverNoWork {
        en: "A line of products covers no work. Take the kinds of work and the tasks off it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-2: confirmed, or lost.
    ContractIsReadOnly {
        en: "This can no longer be changed: the currency after the first save, all but names, limits, end date and schedules after confirmation, nothing once lost.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-4: the ledger points at it.
    ContractInUse {
        en: "There are actuals on it, so it stays. Close the contract as lost instead.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Nothing to confirm.
    ContractHasNoLines {
        en: "The contract has no lines yet. Add what is to be billed first.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-2: confirmed or lost already.
    ContractNotDraft {
        en: "The contract is no longer a draft.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-SM-3: nothing more is billed on it.
    ContractIsLost {
        en: "The contract is closed as lost. Nothing more is billed on it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "contract_number_is_unique" => NameTaken(Field::ContractNumber),
    "rounding_customer_has_a_share"
    | "contract_rounding_customer_has_a_share" => RoundingWithoutShare,
    "line_customer_with_actuals_stays" => LineCustomerHasActuals,
    "confirmed_contract_is_read_only" | "contract_currency_is_frozen" => ContractIsReadOnly,
    "contract_line_with_actuals_stays" => ContractInUse,
    "contract_line_customer_limit_is_for_time_and_material" => LimitOnFixedPrice,
    "product_based_line_is_for_the_primary_customer" => ProductsAreForThePrimaryCustomer,
    "project_class_is_on_one_line"
    | "whole_project_excludes_its_tasks"
    | "contract_state_moves_forward" => Outdated,
}

//! Refusals: product lines.

refusals! {
    /// R-VOC-3.
    ProductIsForProductLines {
        en: "Products are sold on lines of billing method Product only.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-PRC-2: nothing prices it on its day.
    ProductHasNoPrice at UnitPrice {
        en: "The product price list has no price for it on this day. Type a price, or add one under Settings › Prices.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Nothing to tax.
    ProductTaxNeedsAnAmount at Tax {
        en: "A product line of 0 carries no tax. Set tax to 0, or give it a price.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// What was billed once is never gone: the ledger leads back to it.
    ProductLineWasBilled {
        en: "It was billed once and credited since: the ledger leads back to it, so it stays. Mark it Not Ready, and it comes on no invoice.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// It was deleted meanwhile.
    ProductLineGone {
        en: "This product line was deleted or changed in the meantime. Reload to see it as it is now.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "product_line_is_of_a_product_based_line" => ProductIsForProductLines,
    "product_line_tax_needs_an_amount" => ProductTaxNeedsAnAmount,
    "invoiced_product_line_is_frozen" => ProductLineWasBilled,
}

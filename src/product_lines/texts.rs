//! Texts: product lines.

texts! {
    products_title {
        en: "Product Billing Backlog",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    products_empty {
        en: "Nothing here. With these filters but any status: {ready} ready, {not_ready} not ready, {on_draft} on drafts, {posted} posted. Products are sold on the contract's page.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    products_of_contract {
        en: "Products",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    products_none {
        en: "No products yet.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    product_line_new {
        en: "New Product Line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    product_line_delete {
        en: "Delete Product Line",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    product_line_delete_explained {
        en: "It is on no invoice. It goes from the contract and from the backlog.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    product_line_deleted {
        en: "Product line deleted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    product_line_price_explained {
        en: "Leave the price blank to take it from the product price list on that day.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

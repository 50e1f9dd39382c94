//! Refusals: the book.

refusals! {
    /// §14: teams are named by the project's manager, or an administrator.
    NotProjectManager {
        en: "Only the project's manager or an administrator says who is on its team.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "customer_name_is_unique"
    | "role_name_is_unique"
    | "category_name_is_unique"
    | "product_name_is_unique"
    | "task_name_is_unique" => NameTaken(Field::Name),
    "project_code_is_unique" => NameTaken(Field::Code),
}

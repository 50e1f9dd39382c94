//! Texts: the book.

texts! {
    // Contracts.
    customers_title {
        en: "Customers",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    customers_add {
        en: "Add a customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    customers_edit {
        en: "Edit customer",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    customers_empty {
        en: "No customer matches.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_title {
        en: "Projects",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_add {
        en: "Add a project",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_edit {
        en: "Edit project",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_empty {
        en: "No project matches.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_team {
        en: "Team",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_team_of {
        en: "Team of {project}",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_team_explained {
        en: "Approvers decide about the work on this project, and nobody else does but administrators; its manager counts as one.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_no_manager {
        en: "nobody",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_on_team {
        en: "On the team",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_client {
        en: "Client",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    projects_tasks_explained {
        en: "One task per line. What is renamed here keeps its work; a new line is a new task.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    // People.
    identities_title {
        en: "Who is who",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    identities_explained {
        en: "Names of files beside the people who sign in. Nobody approves their own work, so who did it must be known: equal names are one person; where names are only alike, say who it is, or that it is nobody who signs in.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    identities_empty {
        en: "Nobody has worked yet.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    identities_is {
        en: "Signs in as",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    identities_nobody {
        en: "nobody who signs in",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    identities_said {
        en: "said by an administrator",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    identities_by_name {
        en: "the same name",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    identities_alike {
        en: "May be {names}: say who it is",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

//! Texts: cells that are edited where they stand.

texts! {
    grid_cell_changed {
        en: "Somebody else changed this row while you typed {mine} as {column}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_cell_theirs {
        en: "It is now",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_cell_keep_theirs {
        en: "Keep theirs",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
    grid_cell_save_mine {
        en: "Save mine",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

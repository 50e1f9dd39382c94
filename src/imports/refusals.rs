//! Refusals: uploads.

refusals! {
    /// An upload is larger than we take.
    FileTooLarge(limit: u32) {
        en: "The files are larger than {limit} MB together. Split the time sheets, by year for example, and import them one after the other.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A folder has more files than we take.
    TooManyFiles(limit: u32) {
        en: "There are more than {limit} files. Leave out what is not for this import, or put time sheets together, by year for example.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Its end never came.
    UploadBroken {
        en: "The files did not arrive whole. Nothing was kept. Upload them again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// The plan has errors; nothing was written.
    ImportHasErrors(count: i64) {
        en: "Nothing was imported: {count} rows have errors. Mend them in the file and upload it again; rows of time sheets can also be left out.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// This upload is done.
    AlreadyImported {
        en: "This upload was imported already.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

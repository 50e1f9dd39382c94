//! Refusals: the wrapper of every write.

refusals! {
    /// The same key came with other input.
    RequestKeyReused {
        en: "This request was already used for something else. Reload the page and try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Many at once: nothing of it waits any more.
    BatchIsDone {
        en: "It is done: nothing of it waits any more.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Many at once: a job works on it, or will.
    BatchIsUnderWay {
        en: "It is under way, or will go on by itself in a moment. It can be started again once it has stopped.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Many at once: whoever began it was deactivated, or lost the role.
    BeginnerMayNot {
        en: "Whoever began this may not do it any more. Somebody who may can do it for what is left.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "batch_chunk_is_settled_once" => Outdated,
}

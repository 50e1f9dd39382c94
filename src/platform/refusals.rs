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
        en: "It is under way, or will go on by itself in a moment. Wait until it is done, or cancel it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Many at once: somebody cancelled it before the turn of this row had come.
    BatchCancelled {
        en: "Cancelled before its turn.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Many at once: what it refused is tried again already, or was.
    BatchIsRetried {
        en: "What it refused is tried again already: see the newer one.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Many at once: nothing of it was refused.
    BatchRefusedNothing {
        en: "Nothing of it was refused: there is nothing to try again.",
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
    "batch_is_retried_once" => BatchIsRetried,
}

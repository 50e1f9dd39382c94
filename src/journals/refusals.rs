//! Refusals: journals and corrections.

refusals! {
    /// R-APP-14: this kind of line is not for this contract line.
    JournalClassNotAllowed {
        en: "No contract line takes it: sales of time, expenses, material and fees need a confirmed Time and Material line that includes the class; only time, expenses and material have a cost.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-14: a journal's line that says why.
    JournalLine(line: i64, reason: Box<Refusal>) {
        en: "Line {line}: {reason} Nothing was posted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-14: which retainers and milestones a journal takes.
    OpeningNotAllowed {
        en: "Not on this contract: what is left of a retainer is unbilled sales, on any contract; a milestone, or a retainer that is used up, is billed sales, on a contract with a fixed-price line.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-14: cancelled already, or another company's.
    OpeningGone {
        en: "It is cancelled already.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-14: named by two lines of one journal.
    OpenedTwice {
        en: "Another line of this journal names it too.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-14: nothing is different.
    NothingToCorrect {
        en: "Nothing would change. Choose what is to be different.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// R-APP-14: how much of it was prepaid.
    MoreThanPrepaid(amount: Decimal, currency: Currency) at Available {
        en: "Still available is more than the whole retainer, which is {amount}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

constraints! {
    "billed_before_has_its_opening" => Outdated,
}

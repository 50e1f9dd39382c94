//! Refusals: what any room may have to refuse.

refusals! {
    /// The request itself can't be read.
    InputUnreadable {
        en: "That request could not be read. Reload the page and try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Nothing of that id here (nor elsewhere, for all you can see).
    NotFound {
        en: "There is nothing here under that address. It may have been deleted.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Somebody else was first; reload.
    Outdated {
        en: "Somebody else changed this in the meantime. Reload to see it as it is now, then try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A call that says neither whose page it comes from nor, for a write, under which key.
    CallIncomplete {
        en: "This request does not say which page it comes from. Reload the page and try again.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// The page was opened by somebody else, or in another company, than the session that its call
    /// came with.
    PageOfAnother {
        /// Who is signed in now.
        person: String,
        /// Where.
        company: String,
    } {
        en: "This page was opened before {person} of {company} signed in. Nothing was done. Reload it to go on as {person}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// What was chosen has become another number of rows, hours or money than was seen.
    SelectionChanged {
        /// As it was on the screen.
        seen: Box<Sight>,
        /// As it is.
        now: Box<Sight>,
    } {
        en: "What you selected has changed: it was {seen}, and is {now} now. Nothing was done. Look at it again, then repeat.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A bulk command needs rows.
    NothingSelected {
        en: "Select at least one row.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A list was asked for a filter or column it does not have.
    UnknownListOption(option: String) {
        en: "This list has no filter or column “{option}”. Remove it from the address.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Left blank.
    FieldMissing(field: Field) {
        en: "{field} is missing.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Longer than the field holds.
    FieldTooLong(field: Field, limit: u32) {
        en: "{field} is longer than {limit} characters. Shorten it.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Not a plain number.
    FieldNotANumber(field: Field) {
        en: "{field} is not a number. Write it like 1234.56.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// A number to one reader, a thousandth of it to another: both.
    FieldReadTwoWays(field: Field, one: Decimal, other: Decimal) {
        en: "{field} can be read in two ways. Write {one} or {other}, whichever you mean.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Below 0, above 100 or too many decimals.
    FieldNotAPercentage(field: Field) {
        en: "{field} lies between 0 and 100 %, with at most four decimals.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Below zero, above the limit or too many decimals.
    FieldOutOfRange(field: Field) {
        en: "{field} is out of range: zero or more, below a million for quantities and ten thousand million for amounts, at most four decimals.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// More decimals than the currency has.
    FieldTooPrecise(field: Field, decimals: u32) {
        en: "{field} has more decimals than its currency, which has {decimals}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Not a whole number between these two.
    FieldNotWithin(field: Field, least: u32, most: u32) {
        en: "{field} must be a whole number from {least} to {most}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Zero, or below.
    FieldNotPositive(field: Field) {
        en: "{field} must be more than zero.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Not a date of this world.
    FieldNotADate(field: Field) {
        en: "{field} is not a date. Write it like 2026-11-20, between 1990 and 2199.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Not one of the choices.
    FieldNotAChoice(field: Field) {
        en: "{field} is not one of the choices.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// One day before another.
    FieldBefore(field: Field, other: Field) {
        en: "{field} is before {other}.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }

    /// Unique in the company.
    NameTaken(field: Field) {
        en: "{field} is taken already. Choose another.",
        de: untranslated, nl: untranslated, nb: untranslated,
    }
}

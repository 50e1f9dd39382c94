//! Rules as tables: rounding, numbers and dates as typed, currencies, splits, texts.

use super::{
    currency::Currency,
    dates::{DateOrder, parse_date, parse_date_as, week_start},
    frequency::Frequency,
    left_behind::LeftBehind,
    money::{
        DecimalMark, NumberProblem, amount, is_price, is_quantity, parse_decimal, parse_marked,
        parse_number, round,
    },
    paging::{ListQuery, PAGE_SIZE, PAGE_SIZE_LIMIT, Sight},
    refusal::{Field, Refusal},
    split::{Share, split_quantity},
    texts::{EN, count, fill},
    words::{
        BillingStatus, BillingType, EntryState, InvoiceState, InvoicingStatus, LimitKind,
        MilestoneProgress, NteStatus, RefundStatus, RetainerUse, Role, TransactionClass,
        TransactionType,
    },
};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn currency(code: &str) -> Currency {
    code.parse().unwrap_or_else(|error| panic!("{code}: {error}"))
}

#[test]
fn halves_round_away_from_zero() {
    // R-PRC-9
    for (value, decimals, rounded) in [
        ("0.005", 2, "0.01"),
        ("0.015", 2, "0.02"),
        ("0.025", 2, "0.03"),
        ("-0.005", 2, "-0.01"),
        ("-0.025", 2, "-0.03"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("1.00049999", 3, "1.000"),
        ("1.0005", 3, "1.001"),
        ("0.00005", 4, "0.0001"),
        ("7", 2, "7"),
    ] {
        assert_eq!(round(dec(value), decimals), dec(rounded), "{value} to {decimals} decimals");
    }
}

#[test]
fn an_amount_is_quantity_times_price_in_the_currency_s_decimals() {
    // R-APP-8, R-EDIT-10, R-PRC-9
    for (quantity, price, code, expected) in [
        ("8", "200", "EUR", "1600.00"),
        ("2.67", "200", "EUR", "534.00"),
        ("0.25", "10001", "JPY", "2500"),
        ("0.5", "10001", "JPY", "5001"),
        ("-0.5", "10001", "JPY", "-5001"),
        ("0.5", "12.3455", "BHD", "6.173"),
        ("0.0001", "0.5", "CLF", "0.0001"),
        ("0.0001", "0.4999", "CLF", "0.0000"),
        ("0", "200", "EUR", "0"),
        ("999999.9999", "9999999999.9999", "EUR", "9999999998999900.00"),
    ] {
        assert_eq!(
            amount(dec(quantity), dec(price), currency(code)),
            dec(expected),
            "{quantity} × {price} {code}"
        );
    }
}

#[test]
fn decimals_follow_iso_4217() {
    // R-PRC-9
    for (code, decimals) in [
        ("EUR", 2),
        ("GBP", 2),
        ("USD", 2),
        ("NOK", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("ISK", 0),
        ("BHD", 3),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
        ("UYW", 4),
        ("HUF", 2),
        ("MGA", 2),
    ] {
        assert_eq!(currency(code).decimals(), decimals, "{code}");
    }
    assert!(Currency::all().count() > 150);
}

#[test]
fn only_codes_of_iso_4217_are_currencies() {
    for bad in ["", "eur", "EU", "EURO", "XXX", "XAU", "ZZZ", "E R", "€UR", " EUR", "DEM"] {
        assert!(bad.parse::<Currency>().is_err(), "{bad:?}");
        assert!(
            serde_json::from_value::<Currency>(serde_json::json!(bad)).is_err(),
            "{bad:?} in JSON"
        );
    }
    for code in Currency::all() {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
}

#[test]
fn numbers_are_read_as_people_type_them_and_nothing_else_is() {
    for (typed, read) in [
        ("8", "8"),
        (" 8.5 ", "8.5"),
        ("8,5", "8.5"),
        ("-3", "-3"),
        ("007.10", "7.10"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0", "0"),
        ("999999999999999999999999", "999999999999999999999999"),
    ] {
        assert_eq!(parse_decimal(typed), Some(dec(read)), "{typed:?}");
    }
    let bad = [
        "",
        " ",
        "-",
        ".",
        ",",
        "NaN",
        "nan",
        "inf",
        "Infinity",
        "1e18",
        "1E3",
        "+5",
        "--5",
        "5-",
        "1.2.3",
        "1,2,3",
        "1,234.56",
        "1.234,56",
        "1 000",
        "1_000",
        "0x10",
        "٣",
        "５",
        "½",
        "8h",
        "€8",
        "1\u{a0}000",
        "1\0",
        "9999999999999999999999999",
    ];
    for typed in bad {
        assert_eq!(parse_decimal(typed), None, "{typed:?}");
    }
}

#[test]
fn a_number_is_read_by_its_readers_decimal_mark_and_never_guessed() {
    use DecimalMark::{Comma, Point};
    use NumberProblem::{Ambiguous, NotANumber};
    // text, to a reader of points, to a reader of commas
    type Read = Result<&'static str, NumberProblem>;
    let table: &[(&str, Read, Read)] = &[
        ("8", Ok("8"), Ok("8")),
        (" 7.5 ", Ok("7.5"), Ok("7.5")),
        ("7,5", Ok("7.5"), Ok("7.5")),
        ("-3", Ok("-3"), Ok("-3")),
        ("\u{2212}3,25", Ok("-3.25"), Ok("-3.25")),
        (".5", Ok("0.5"), Ok("0.5")),
        ("5.", Ok("5"), Ok("5")),
        // one mark, three digits: believed if it is the reader's own, asked about if not
        ("1,200", Err(Ambiguous), Ok("1.200")),
        ("12,500", Err(Ambiguous), Ok("12.500")),
        ("1.200", Ok("1.200"), Err(Ambiguous)),
        ("0,125", Ok("0.125"), Ok("0.125")),
        ("1,2345", Ok("1.2345"), Ok("1.2345")),
        ("1234,500", Ok("1234.500"), Ok("1234.500")),
        // two kinds of marks, or one several times: one way only
        ("1,234.50", Ok("1234.50"), Ok("1234.50")),
        ("1.234,50", Ok("1234.50"), Ok("1234.50")),
        ("1,234,567", Ok("1234567"), Ok("1234567")),
        ("12.345.678", Ok("12345678"), Ok("12345678")),
        ("1 234,50", Ok("1234.50"), Ok("1234.50")),
        ("1\u{a0}234,50", Ok("1234.50"), Ok("1234.50")),
        ("1\u{202f}234,50", Ok("1234.50"), Ok("1234.50")),
        ("1'234.50", Ok("1234.50"), Ok("1234.50")),
        ("1’234’567.5", Ok("1234567.5"), Ok("1234567.5")),
        ("1 000", Ok("1000"), Ok("1000")),
        ("1,23,456", Err(NotANumber), Err(NotANumber)),
        ("1,234 567", Err(NotANumber), Err(NotANumber)),
        ("1.234.50", Err(NotANumber), Err(NotANumber)),
        ("1,234,50", Err(NotANumber), Err(NotANumber)),
        ("1  000", Err(NotANumber), Err(NotANumber)),
        ("", Err(NotANumber), Err(NotANumber)),
        ("-", Err(NotANumber), Err(NotANumber)),
        (",", Err(NotANumber), Err(NotANumber)),
        ("1e3", Err(NotANumber), Err(NotANumber)),
        ("8h", Err(NotANumber), Err(NotANumber)),
        ("+5", Err(NotANumber), Err(NotANumber)),
        ("5-", Err(NotANumber), Err(NotANumber)),
        ("٣", Err(NotANumber), Err(NotANumber)),
        ("1234567890123456789012345", Err(NotANumber), Err(NotANumber)),
    ];
    for (text, points, commas) in table {
        assert_eq!(parse_number(text, Point), points.map(dec), "{text:?} to a reader of points");
        assert_eq!(parse_number(text, Comma), commas.map(dec), "{text:?} to a reader of commas");
    }
    // with the mark known, nothing is asked about
    assert_eq!(parse_marked("1,200", Point), Some(dec("1200")));
    assert_eq!(parse_marked("1,200", Comma), Some(dec("1.2")));
    assert_eq!(parse_marked("1,2", Point), None);
}

#[test]
fn a_day_is_read_in_the_order_of_its_file() {
    use DateOrder::{DayFirst, MonthFirst, YearFirst};
    for (text, orders) in [
        ("2026-03-31", vec![(YearFirst, "2026-03-31")]),
        ("2026/03/02 09:15", vec![(YearFirst, "2026-03-02")]),
        ("2026-03-02T09:15:00Z", vec![(YearFirst, "2026-03-02")]),
        ("02/03/2026", vec![(DayFirst, "2026-03-02"), (MonthFirst, "2026-02-03")]),
        ("13/03/2026", vec![(DayFirst, "2026-03-13")]),
        ("03/31/2026", vec![(MonthFirst, "2026-03-31")]),
        ("26.01.2026", vec![(DayFirst, "2026-01-26")]),
        ("1.2.26", vec![(DayFirst, "2026-02-01"), (MonthFirst, "2026-01-02")]),
        (
            "2-Mar-2026",
            vec![(YearFirst, "2026-03-02"), (DayFirst, "2026-03-02"), (MonthFirst, "2026-03-02")],
        ),
        (
            "Mon, Mar 2, 2026",
            vec![(YearFirst, "2026-03-02"), (DayFirst, "2026-03-02"), (MonthFirst, "2026-03-02")],
        ),
        ("02/Mar/26 9:00 AM", vec![(DayFirst, "2026-03-02"), (MonthFirst, "2026-03-02")]),
        ("30.02.2026", vec![]),
        ("1989-12-31", vec![]),
        ("26-03-02-01", vec![]),
        ("yesterday", vec![]),
        ("", vec![]),
    ] {
        let read: Vec<_> = DateOrder::ALL
            .into_iter()
            .filter_map(|order| parse_date_as(text, order).map(|day| (order, day.to_string())))
            .collect();
        assert_eq!(
            read,
            orders.into_iter().map(|(order, day)| (order, day.to_owned())).collect::<Vec<_>>(),
            "{text:?}"
        );
    }
}

#[cfg(feature = "ssr")]
#[test]
fn names_are_one_when_they_fold_alike_and_look_alike_when_their_rest_does() {
    use super::names::{fold, likeness};
    for (one, other) in [
        ("Café Alder", "Cafe\u{301} Alder"),
        ("Café Alder", "café  alder "),
        ("Café Alder", "Café\u{a0}Alder"),
        ("STRASSE", "straße"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("ﬁx", "FIX"),
    ] {
        assert_eq!(fold(one), fold(other), "{one:?} {other:?}");
    }
    for (one, other) in [
        ("Café Alder", "Cafe Alder"),
        ("Alder Print", "Alder-Print Ltd."),
        ("Nora Quill", "Quill, Nora"),
        ("Harbour & Vale", "Harbour and Vale GmbH"),
        ("Tromsø Shipping AS", "Tromso Shipping"),
        ("O'Brien", "OBrien"),
    ] {
        assert_ne!(fold(one), fold(other), "{one:?} {other:?}");
        assert_eq!(likeness(one), likeness(other), "{one:?} {other:?}");
    }
    for (one, other) in
        [("Alder Print", "Alder Prints"), ("Phase 1", "Phase 2"), ("AG", "AS"), ("A", "B")]
    {
        assert_ne!(likeness(one), likeness(other), "{one:?} {other:?}");
    }
}

#[test]
fn quantities_and_prices_stay_within_what_a_row_holds() {
    for (value, quantity, price) in [
        ("0", true, true),
        ("0.0001", true, true),
        ("0.00010", true, true),
        ("0.00001", false, false),
        ("-0.01", false, false),
        ("999999.9999", true, true),
        ("1000000", false, true),
        ("9999999999.9999", false, true),
        ("10000000000", false, false),
        ("1000000000000000000", false, false),
    ] {
        assert_eq!(is_quantity(dec(value)), quantity, "{value} as a quantity");
        assert_eq!(is_price(dec(value)), price, "{value} as a price");
    }
}

#[test]
fn days_are_written_year_month_day() {
    for good in ["2026-11-20", "1990-01-01", "2199-12-31", "2024-02-29", " 2026-11-20 "] {
        assert_eq!(parse_date(good).map(|day| day.to_string()).as_deref(), Some(good.trim()));
    }
    let bad = [
        "",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-11-31",
        "20.11.2026",
        "11/20/2026",
        "2026-1-2",
        "26-11-20",
        "1989-12-31",
        "2200-01-01",
        "0000-01-01",
        "9999-12-31",
        "2026-11-20T10:00",
        "+026-11-20",
        "2026–11–20",
        "٢٠٢٦-11-20",
        "2026-11-2 ",
    ];
    for typed in bad {
        assert_eq!(parse_date(typed), None, "{typed:?}");
    }
    for (day, monday) in [
        ("2026-11-20", "2026-11-16"),
        ("2026-11-16", "2026-11-16"),
        ("2026-11-22", "2026-11-16"),
        ("2024-03-01", "2024-02-26"),
    ] {
        assert_eq!(parse_date(day).map(week_start), parse_date(monday), "{day}");
    }
}

/// Shares written `60 40r`: `r` takes the rounding.
fn shares(text: &str) -> Vec<Share> {
    text.split_whitespace()
        .map(|word| Share {
            percent: dec(word.trim_end_matches('r')),
            is_rounding: word.ends_with('r'),
        })
        .collect()
}

fn check_split(quantity: &str, split: &str, parts: &str) {
    let expected: Vec<Decimal> = parts.split_whitespace().map(dec).collect();
    assert_eq!(split_quantity(dec(quantity), &shares(split)), expected, "{quantity} among {split}");
}

#[test]
fn a_split_that_nobody_rounds_loses_nothing() {
    // R-APP-8: quantity is conserved, also where the rounding is with somebody at 0 %
    check_split("1", "33.33 33.33 33.34 0r", "0.33 0.33 0.34 0");
    check_split("0.02", "33.33 33.33 33.34 0r", "0.01 0 0.01 0");
    check_split("1", "33.33 33.33 33.34", "0.33 0.33 0.34");
    check_split("500.01", "50 50 0r", "250.01 250 0");
}

#[test]
fn a_quantity_is_shared_out_by_the_rule() {
    // R-APP-8, with its own examples first
    check_split("8", "33.33 33.33 33.34r", "2.67 2.67 2.66");
    check_split("8", "60 40r", "4.8 3.2");
    check_split("0.02", "25 25 25 25r", "0.01 0.01 0 0");
    // the rounding customer may stand anywhere
    check_split("8", "33.34r 33.33 33.33", "2.66 2.67 2.67");
    check_split("1", "100r", "1");
    check_split("0.0001", "100r", "0.0001");
    // what is finer than a hundredth goes with the rest
    check_split("0.0101", "50 50r", "0.01 0.0001");
    // halves of a hundredth round away from zero
    check_split("0.01", "50 50r", "0.01 0");
    check_split("0.03", "50 50r", "0.02 0.01");
    // a share of nothing, and nothing to share
    check_split("8", "0 100r", "0 8");
    check_split("0", "60 40r", "0 0");
    check_split("0.01", "25 25 25 25r", "0 0 0 0.01");
    // the rest would be negative: largest remainder, ties in order
    check_split("0.02", "26 26 26 22r", "0.01 0.01 0 0");
    check_split("0.03", "25 25 25 25r", "0.01 0.01 0.01 0");
    check_split("0.03", "20 20 20 20 20r", "0.01 0.01 0.01 0 0");
    check_split("0.03", "17 17 17 17 32r", "0.01 0.01 0 0 0.01");
    check_split("0.0201", "25 25 25 25r", "0.01 0.01 0.0001 0");
    check_split("999999.9999", "33.33 33.33 33.34r", "333300 333300 333399.9999");
}

prop_compose! {
    /// Two to eight shares that total 100 %, in ten-thousandths of a percent, one of them rounding.
    fn any_shares()(cuts in prop::collection::vec(1_i64..1_000_000, 1..7), rounding in any::<prop::sample::Index>()) -> Vec<Share> {
        let mut cuts = cuts;
        cuts.push(1_000_000);
        cuts.sort_unstable();
        let mut from = 0;
        let mut shares: Vec<Share> = cuts.iter().map(|cut| {
            let percent = Decimal::new(cut - from, 4);
            from = *cut;
            Share { percent, is_rounding: false }
        }).collect();
        let at = rounding.index(shares.len());
        shares[at].is_rounding = true;
        shares
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// I4 fair split. R-APP-8: all but the rounding customer are within half a hundredth of their
    /// share; that one takes their roundings, so it may be off by as many half hundredths; by
    /// largest remainder nobody is off by more than one.
    #[test]
    fn a_split_conserves_the_quantity_and_is_fair(units in 0_i64..10_000_000, shares in any_shares()) {
        let quantity = Decimal::new(units, 2);
        let parts = split_quantity(quantity, &shares);
        prop_assert_eq!(parts.len(), shares.len());
        prop_assert_eq!(parts.iter().sum::<Decimal>(), quantity);
        let others = Decimal::from(shares.len() - 1);
        let exact = |share: &Share| quantity * share.percent / Decimal::ONE_HUNDRED;
        let rounded: Decimal = shares.iter().filter(|s| !s.is_rounding).map(|s| round(exact(s), 2)).sum();
        for (part, share) in parts.iter().zip(&shares) {
            prop_assert!(!part.is_sign_negative() || part.is_zero(), "{part}");
            prop_assert!(part.normalize().scale() <= 2, "{part}");
            let off = (part - exact(share)).abs();
            let bound = match (rounded > quantity, share.is_rounding) {
                (true, _) => Decimal::new(1, 2),
                (false, true) => Decimal::new(5, 3) * others,
                (false, false) => Decimal::new(5, 3),
            };
            prop_assert!(off <= bound, "{part} is off by {off}");
        }
        prop_assert_eq!(split_quantity(quantity, &shares), parts, "the same input gives the same result");
    }
}

fn check_dates(frequency: &str, start: &str, end: &str, expected: &str) {
    let parsed: Frequency =
        frequency.parse().unwrap_or_else(|error| panic!("{frequency}: {error}"));
    assert_eq!(parsed.to_string(), frequency, "as it is stored");
    assert_eq!(serde_json::to_value(&parsed).ok(), Some(serde_json::json!(frequency)));
    let day = |text: &str| parse_date(text).unwrap_or_else(|| panic!("{text}"));
    let dates: Vec<String> =
        parsed.dates(day(start), day(end)).iter().map(ToString::to_string).collect();
    assert_eq!(dates.join(" "), expected, "{frequency} from {start} to {end}");
}

#[test]
fn a_frequency_gives_its_days_from_start_to_end() {
    // R-RUN-10, R-RUN-11; 2026-01-01 is a Thursday
    for (frequency, start, end, expected) in [
        // weekly: both ends included
        ("weekly mon", "2026-01-05", "2026-01-19", "2026-01-05 2026-01-12 2026-01-19"),
        ("weekly thu", "2026-01-01", "2026-01-15", "2026-01-01 2026-01-08 2026-01-15"),
        ("weekly wed", "2026-01-01", "2026-01-14", "2026-01-07 2026-01-14"),
        ("weekly sun", "2026-01-01", "2026-01-11", "2026-01-04 2026-01-11"),
        // a closing run on the end, if the last one is before it
        ("weekly mon", "2026-01-05", "2026-01-21", "2026-01-05 2026-01-12 2026-01-19 2026-01-21"),
        ("weekly mon", "2026-01-06", "2026-01-08", "2026-01-08"),
        ("monthly 15", "2026-01-16", "2026-01-16", "2026-01-16"),
        ("weekly mon", "2026-01-06", "2026-01-05", ""),
        // biweekly: the first period begins on the Monday of the week of the start
        ("biweekly 1-wed", "2026-01-01", "2026-01-28", "2026-01-14 2026-01-28"),
        ("biweekly 1-fri", "2026-01-01", "2026-01-30", "2026-01-02 2026-01-16 2026-01-30"),
        ("biweekly 2-wed", "2026-01-01", "2026-02-04", "2026-01-07 2026-01-21 2026-02-04"),
        ("biweekly 1", "2026-01-01", "2026-01-26", "2026-01-12 2026-01-26"),
        ("biweekly 9", "2026-01-01", "2026-01-20", "2026-01-06 2026-01-20"),
        ("biweekly 14", "2026-01-01", "2026-01-25", "2026-01-11 2026-01-25"),
        // monthly: calendar days, the last day of short months, each day once
        ("monthly 1", "2026-01-01", "2026-03-01", "2026-01-01 2026-02-01 2026-03-01"),
        ("monthly 31", "2026-01-31", "2026-04-30", "2026-01-31 2026-02-28 2026-03-31 2026-04-30"),
        ("monthly 29", "2028-02-01", "2028-03-29", "2028-02-29 2028-03-29"),
        ("monthly 30", "2027-12-31", "2028-02-29", "2028-01-30 2028-02-29"),
        ("monthly 28,29,30,31", "2026-02-01", "2026-02-28", "2026-02-28"),
        ("monthly 15,1", "2026-01-02", "2026-02-15", "2026-01-15 2026-02-01 2026-02-15"),
        // monthly: occurrences of weekdays
        ("monthly first-mon", "2026-01-01", "2026-03-02", "2026-01-05 2026-02-02 2026-03-02"),
        ("monthly last-fri", "2026-01-01", "2026-02-27", "2026-01-30 2026-02-27"),
        ("monthly last-sat", "2026-01-01", "2026-02-28", "2026-01-31 2026-02-28"),
        ("monthly second-tue,fourth-tue", "2026-01-01", "2026-01-27", "2026-01-13 2026-01-27"),
        (
            "monthly third-wed,1,last-sun",
            "2026-01-01",
            "2026-01-25",
            "2026-01-01 2026-01-21 2026-01-25",
        ),
    ] {
        check_dates(frequency, start, end, expected);
    }
}

#[test]
fn what_is_no_frequency_is_not_read() {
    for bad in [
        "",
        "weekly",
        "weekly ",
        "weekly monday",
        "weekly mon,tue",
        "weekly 1",
        "biweekly mon",
        "biweekly 0",
        "biweekly 15",
        "biweekly 3-mon",
        "biweekly 1-xyz",
        "monthly ",
        "monthly 0",
        "monthly 32",
        "monthly 1,1",
        "monthly 1,2,3,4,5",
        "monthly fifth-mon",
        "monthly first",
        "monthly last-",
        "monthly 1;2",
        "yearly 1",
        "Weekly mon",
        "monthly -1",
        "monthly 256",
    ] {
        assert!(bad.parse::<Frequency>().is_err(), "{bad:?}");
    }
    assert_eq!(
        " monthly 1, 15 ".parse::<Frequency>().map(|f| f.to_string()),
        Ok("monthly 1,15".to_owned())
    );
}

#[test]
fn words_are_one_to_one() {
    fn check<T: Copy + PartialEq + std::fmt::Debug + serde::Serialize>(
        all: &[T],
        word: fn(T) -> &'static str,
        from: fn(&str) -> Option<T>,
    ) {
        for variant in all {
            assert_eq!(from(word(*variant)), Some(*variant));
            assert_eq!(serde_json::to_value(variant).ok(), Some(serde_json::json!(word(*variant))));
        }
        for bad in ["", "Draft", "confirmed ", "nonsense"] {
            assert_eq!(from(bad), None);
        }
    }
    check(TransactionType::ALL, TransactionType::word, TransactionType::from_word);
    check(TransactionClass::ALL, TransactionClass::word, TransactionClass::from_word);
    check(BillingType::ALL, BillingType::word, BillingType::from_word);
    check(EntryState::ALL, EntryState::word, EntryState::from_word);
    check(NteStatus::ALL, NteStatus::word, NteStatus::from_word);
    check(InvoiceState::ALL, InvoiceState::word, InvoiceState::from_word);
    check(InvoicingStatus::ALL, InvoicingStatus::word, InvoicingStatus::from_word);
    check(RetainerUse::ALL, RetainerUse::word, RetainerUse::from_word);
    check(RefundStatus::ALL, RefundStatus::word, RefundStatus::from_word);
    check(MilestoneProgress::ALL, MilestoneProgress::word, MilestoneProgress::from_word);
    check(BillingStatus::ALL, BillingStatus::word, BillingStatus::from_word);
    check(Role::ALL, Role::word, Role::from_word);
}

#[test]
fn a_page_is_never_larger_than_the_limit() {
    for (asked, given) in [
        (0, PAGE_SIZE),
        (1, 1),
        (PAGE_SIZE_LIMIT, PAGE_SIZE_LIMIT),
        (PAGE_SIZE_LIMIT + 1, PAGE_SIZE_LIMIT),
        (u16::MAX, PAGE_SIZE_LIMIT),
    ] {
        assert_eq!(ListQuery { size: asked, ..ListQuery::default() }.page_size(), given);
    }
    let blank = ListQuery::default().with("contract", "  ");
    assert_eq!(blank.filter("contract"), None, "a blank filter is none");
}

/// A refusal of every kind; the match makes a new kind fail to compile until it is added here.
fn every_refusal() -> Vec<Refusal> {
    use Refusal::*;
    let instant = "2026-10-05T02:00:00Z".parse().unwrap();
    let all = vec![
        InputUnreadable,
        NotFound,
        Outdated,
        RequestKeyReused,
        CallIncomplete,
        SelectionChanged {
            seen: Box::new(Sight {
                count: 19,
                quantity: Some(dec("152")),
                amounts: Some(vec![(currency("EUR"), dec("15200"))]),
                versions: vec![],
            }),
            now: Box::new(Sight { count: 20, ..Sight::default() }),
        },
        PageOfAnother { person: "Anna".into(), company: "Kestrel".into() },
        NothingSelected,
        UnknownListOption("x".into()),
        FieldMissing(Field::Quantity),
        FieldTooLong(Field::Description, 1_000),
        FieldNotANumber(Field::UnitPrice),
        FieldReadTwoWays(Field::UnitPrice, Decimal::from(1_500), Decimal::new(15, 1)),
        FieldNotAPercentage(Field::FeePercent),
        FieldOutOfRange(Field::Tax),
        FieldTooPrecise(Field::Tax, 2),
        FieldNotADate(Field::AccountingDate),
        FieldNotAChoice(Field::Email),
        SignInFailed,
        SignInSlowedDown,
        PasswordTooShort,
        PasswordCommon,
        PasswordUnchanged,
        OldPasswordWrong,
        PasswordMustChange,
        OwnPassword,
        EmailNotPlain,
        EmailLooksTaken,
        EmailTaken,
        LastAdministrator,
        FileTooLarge(32),
        TooManyFiles(200),
        UploadBroken,
        ImportHasErrors(3),
        AlreadyImported,
        EntryNotSubmitted,
        EntryNotDraft,
        EntryFrozen,
        FieldNotPositive(Field::Quantity),
        EntryNotApproved,
        RecallNotRequested,
        EntryNotYours,
        ChangedInAnotherWindow,
        EntryCountedOnce,
        JournalLineOnlyCancels,
        JournalClassNotAllowed,
        JournalLine(2, Box::new(FieldMissing(Field::Category))),
        NothingToCorrect,
        NotProjectApprover,
        DraftIsItsAuthors,
        OwnWork,
        MayBeOwnWork,
        NotProjectManager,
        FieldNotWithin(Field::BackgroundFrom, 0, 1_000_000),
        WaitsInApprovalSet,
        EntryChangedMeanwhile,
        AskerMayNotApprove,
        NothingToRetry,
        LimitFailed(LimitKind::ContractLine),
        BatchIsDone,
        BatchIsUnderWay,
        BeginnerMayNot,
        BatchCancelled,
        BatchIsRetried,
        BatchRefusedNothing,
        ConfirmationIsScheduled,
        LimitNotEvaluated,
        OnDraftInvoice("Portal".into()),
        OnConfirmedInvoice("INV-000001".into()),
        NotInBacklog,
        ContractNotConfirmed,
        NotMarkedReady,
        DatedAfterInvoice(chrono::NaiveDate::default()),
        NothingChargeable,
        FieldBefore(Field::DeliveryDate, Field::StartDate),
        SplitNotWhole("99.99".into()),
        RoundingCustomerMissing,
        SameWork,
        RoundingWithoutShare,
        RoundingStays,
        LineCustomerHasActuals,
        NoPrice,
        HasPrice,
        TimeIsByTheHour,
        ProductHasUnit("m".into()),
        CustomerTwice,
        PercentOutOfRange,
        PrimaryCustomerMissing,
        ProjectClassTaken("K-1".into()),
        LimitOnFixedPrice,
        DiscountIsForTimeAndMaterial,
        ContractIsReadOnly,
        ContractInUse,
        ContractHasNoLines,
        ContractNotDraft,
        NameTaken(Field::Name),
        PricesOverlap,
        NothingToInvoice(
            LeftBehind {
                later: 1,
                without_price: 2,
                at_limit: 3,
                not_evaluated: 4,
                not_ready: 5,
                not_chargeable: 6,
                on_draft: 7,
            },
            chrono::NaiveDate::default(),
        ),
        ConfirmedInvoiceIsFrozen,
        InvoiceEmpty,
        BillToMissing,
        TaxOnNonChargeable,
        RaisedOverLimit(LimitKind::ContractLine),
        MilestoneIsForFixedPrice,
        ProductsAreForThePrimaryCustomer,
        ProductsCoverNoWork,
        ProductIsForProductLines,
        ProductHasNoPrice,
        ProductTaxNeedsAnAmount,
        ProductLineGone,
        ProductLineWasBilled,
        ProductIsReadOnly,
        ProductIsCorrectedDownwards,
        ContractIsLost,
        LineHasNoCustomers,
        MilestoneTaxNeedsAnAmount,
        MilestonesOffSum { amount: dec("-100"), tax: dec("0"), currency: currency("EUR") },
        NothingLeftForMilestones,
        CreditedMilestonesStay(dec("5000"), currency("EUR")),
        NoMilestoneDates,
        MilestoneIsProgressBased,
        MilestoneIsBilledWhole,
        MoreThanRemains(dec("800"), currency("EUR")),
        NextPercentOutOfRange,
        MilestoneAmountIsFixed,
        MilestoneWasBilled,
        MilestoneGone,
        RetainerIsNotBilled,
        NothingAvailable,
        RetainerIsRefunded,
        RetainerIsToBeRefunded,
        MoreThanAvailable(dec("400"), currency("EUR")),
        MoreThanChargeable(dec("600"), currency("EUR")),
        CustomerHasRetainers,
        ScheduleLength(520),
        TotalTooSmall,
        RetainerGone,
        RetainerCountedOnce,
        PriceTooLarge,
        BilledBefore,
        OpeningNotAllowed,
        OpeningGone,
        OpenedTwice,
        MoreThanPrepaid(dec("1000"), currency("EUR")),
        CorrectionChangesNothing,
        RetainerIsUsed("INV-000002".into()),
        CreditBeyondInvoice,
        CorrectionKeepsItsBillingType,
        MilestoneIsCorrectedDownwards,
        OnlyConfirmedIsRevised,
        NothingToRevise,
        CorrectedAlready("INV-000002".into()),
        NotItsCorrectiveDraft,
        RetainerIsCreditedWhole,
        MoreThanCorrected(dec("400"), currency("EUR")),
        CorrectiveOnlyCorrects,
        OnlyConfirmedIsPaid,
        HasThatBillingType,
        OnAnotherDraft("#7 March".into()),
        LineExcludesClass,
        LineHasItsTasks,
        LineBillsAnother,
        FrequencyNameIsTaken,
        FrequencyIsUsed,
        ScheduleIsForTimeAndMaterial,
        LineHasNoFrequency,
        ScheduleEndsBeforeItStarts,
        NoScheduleDays,
        ScheduleIsTooLong(10_001),
        CutOffAfterRun,
        ScheduleDayIsTaken,
        ScheduleHasRun,
        NotATimeOfDay,
        JobTypeIsTaken,
        JobRunsAlready(instant),
        JobDoesNotRun,
        JobIsNotActive,
        RunIsUnderWay(instant),
        JobHasRun,
    ];
    for refusal in &all {
        match refusal {
            InputUnreadable
            | NotFound
            | Outdated
            | OnAnotherDraft(_)
            | LineExcludesClass
            | LineHasItsTasks
            | LineBillsAnother
            | RequestKeyReused
            | CallIncomplete
            | SelectionChanged { .. }
            | PageOfAnother { .. }
            | NothingSelected
            | UnknownListOption(_)
            | FieldMissing(_)
            | FieldTooLong(..)
            | FieldNotANumber(_)
            | FieldReadTwoWays(..)
            | FieldNotAPercentage(_)
            | FieldOutOfRange(_)
            | FieldTooPrecise(..)
            | FieldNotADate(_)
            | FieldNotAChoice(_)
            | SignInFailed
            | SignInSlowedDown
            | PasswordTooShort
            | PasswordCommon
            | PasswordUnchanged
            | OldPasswordWrong
            | PasswordMustChange
            | OwnPassword
            | EmailNotPlain
            | EmailLooksTaken
            | EmailTaken
            | LastAdministrator
            | FileTooLarge(_)
            | TooManyFiles(_)
            | UploadBroken
            | ImportHasErrors(_)
            | AlreadyImported
            | EntryNotSubmitted
            | EntryNotDraft
            | EntryFrozen
            | FieldNotPositive(_)
            | EntryNotApproved
            | RecallNotRequested
            | EntryNotYours
            | ChangedInAnotherWindow
            | EntryCountedOnce
            | JournalLineOnlyCancels
            | JournalClassNotAllowed
            | JournalLine(..)
            | NothingToCorrect
            | NotProjectApprover
            | DraftIsItsAuthors
            | OwnWork
            | MayBeOwnWork
            | NotProjectManager
            | FieldNotWithin(..)
            | WaitsInApprovalSet
            | EntryChangedMeanwhile
            | AskerMayNotApprove
            | NothingToRetry
            | BatchIsDone
            | BatchIsUnderWay
            | BeginnerMayNot
            | BatchCancelled
            | BatchIsRetried
            | BatchRefusedNothing
            | ConfirmationIsScheduled
            | LimitFailed(_)
            | LimitNotEvaluated
            | OnDraftInvoice(_)
            | OnConfirmedInvoice(_)
            | NotInBacklog
            | ContractNotConfirmed
            | NotMarkedReady
            | DatedAfterInvoice(_)
            | NothingChargeable
            | FieldBefore(..)
            | SplitNotWhole(_)
            | RoundingCustomerMissing
            | SameWork
            | RoundingWithoutShare
            | RoundingStays
            | LineCustomerHasActuals
            | NoPrice
            | HasPrice
            | TimeIsByTheHour
            | ProductHasUnit(_)
            | CustomerTwice
            | PercentOutOfRange
            | PrimaryCustomerMissing
            | ProjectClassTaken(_)
            | LimitOnFixedPrice
            | DiscountIsForTimeAndMaterial
            | ContractIsReadOnly
            | ContractInUse
            | ContractHasNoLines
            | ContractNotDraft
            | NameTaken(_)
            | PricesOverlap
            | NothingToInvoice(..)
            | ConfirmedInvoiceIsFrozen
            | InvoiceEmpty
            | BillToMissing
            | TaxOnNonChargeable
            | RaisedOverLimit(_)
            | MilestoneIsForFixedPrice
            | ProductsAreForThePrimaryCustomer
            | ProductsCoverNoWork
            | ProductIsForProductLines
            | ProductHasNoPrice
            | ProductTaxNeedsAnAmount
            | ProductLineGone
            | ProductLineWasBilled
            | ProductIsReadOnly
            | ProductIsCorrectedDownwards
            | ContractIsLost
            | LineHasNoCustomers
            | MilestoneTaxNeedsAnAmount
            | MilestonesOffSum { .. }
            | NothingLeftForMilestones
            | CreditedMilestonesStay(..)
            | NoMilestoneDates
            | MilestoneIsProgressBased
            | MilestoneIsBilledWhole
            | MoreThanRemains(..)
            | NextPercentOutOfRange
            | MilestoneAmountIsFixed
            | MilestoneWasBilled
            | MilestoneGone
            | FrequencyNameIsTaken
            | FrequencyIsUsed
            | ScheduleIsForTimeAndMaterial
            | LineHasNoFrequency
            | ScheduleEndsBeforeItStarts
            | NoScheduleDays
            | ScheduleIsTooLong(_)
            | CutOffAfterRun
            | ScheduleDayIsTaken
            | ScheduleHasRun
            | NotATimeOfDay
            | JobTypeIsTaken
            | JobRunsAlready(_)
            | JobDoesNotRun
            | JobIsNotActive
            | RunIsUnderWay(_)
            | JobHasRun
            | RetainerIsNotBilled
            | NothingAvailable
            | RetainerIsRefunded
            | RetainerIsToBeRefunded
            | MoreThanAvailable(..)
            | MoreThanChargeable(..)
            | CustomerHasRetainers
            | ScheduleLength(_)
            | TotalTooSmall
            | RetainerGone
            | RetainerCountedOnce
            | PriceTooLarge
            | BilledBefore
            | OpeningNotAllowed
            | OpeningGone
            | OpenedTwice
            | MoreThanPrepaid(..)
            | CorrectionChangesNothing
            | RetainerIsUsed(_)
            | CreditBeyondInvoice
            | CorrectionKeepsItsBillingType
            | MilestoneIsCorrectedDownwards
            | OnlyConfirmedIsRevised
            | NothingToRevise
            | CorrectedAlready(_)
            | NotItsCorrectiveDraft
            | RetainerIsCreditedWhole
            | MoreThanCorrected(..)
            | CorrectiveOnlyCorrects
            | OnlyConfirmedIsPaid
            | HasThatBillingType => {}
        }
    }
    all
}

#[test]
fn every_refusal_is_a_sentence_with_all_its_blanks_filled_in_and_travels_typed() {
    for refusal in every_refusal() {
        let sentence = refusal.sentence(&EN);
        assert!(sentence.ends_with('.'), "{refusal:?}: {sentence}");
        assert!(!sentence.contains('{') && !sentence.contains('}'), "{refusal:?}: {sentence}");
        let sent = serde_json::to_string(&refusal).unwrap();
        assert_eq!(serde_json::from_str::<Refusal>(&sent).unwrap(), refusal);
    }
}

#[test]
fn a_refusal_says_which_field_it_is_about() {
    for (refusal, field) in [
        (Refusal::FieldBefore(Field::To, Field::From), Some(Field::To)),
        (Refusal::FieldTooLong(Field::Notes, 9), Some(Field::Notes)),
        (Refusal::NameTaken(Field::Code), Some(Field::Code)),
        (Refusal::EmailTaken, Some(Field::Email)),
        (Refusal::PercentOutOfRange, Some(Field::SplitPercent)),
        (Refusal::ScheduleLength(9), Some(Field::Number)),
        (Refusal::MoreThanPrepaid(dec("1"), currency("EUR")), Some(Field::Available)),
        (Refusal::NotFound, None),
        (Refusal::JournalLine(1, Box::new(Refusal::FieldMissing(Field::Notes))), None),
    ] {
        assert_eq!(refusal.field(), field, "{refusal:?}");
    }
}

#[test]
fn texts_are_filled_in_and_counted() {
    assert_eq!(fill("{a} and {b}, {a}", &[("a", "1"), ("b", "2")]), "1 and 2, 1");
    assert_eq!(count("{count} entry|{count} entries", 1), "1 entry");
    assert_eq!(count("{count} entry|{count} entries", 0), "0 entries");
    assert_eq!(count("{count} ready", 7), "7 ready");
}

#[test]
fn a_typed_number_is_asked_about_where_it_can_be_read_in_two_ways() {
    // R-PRC-9: what is a thousand to one reader is one to another; nothing of it reaches the ledger
    use super::typed::{money, number, number_in, whole};
    let (field, euro, yen) =
        (Field::UnitPrice, "EUR".parse().expect("a currency"), "JPY".parse().expect("a currency"));
    let two_ways =
        |own: &str, other: &str| Err(Refusal::FieldReadTwoWays(field, dec(own), dec(other)));
    for (typed, read) in [
        ("1,500", two_ways("1500", "1.5")),
        (" 12,750 ", two_ways("12750", "12.75")),
        ("1,234.50", Ok(dec("1234.50"))),
        ("1,5", Ok(dec("1.5"))),
        ("0,250", Ok(dec("0.250"))),
        ("1,500,000", Ok(dec("1500000"))),
        ("", Err(Refusal::FieldMissing(field))),
        ("1e3", Err(Refusal::FieldNotANumber(field))),
    ] {
        assert_eq!(number(typed, field), read, "{typed:?}");
        assert_eq!(money(typed, field, euro), read, "{typed:?}");
    }
    let said =
        Refusal::FieldReadTwoWays(field, dec("1500"), dec("1.5")).sentence(super::texts::texts());
    assert!(said.contains("1500 or 1.5"), "{said}");
    assert_eq!(
        number_in("1,500", field, yen),
        Ok(dec("1500")),
        "yen have no decimals: as they are printed"
    );
    assert_eq!(number_in("1.5", field, yen), Ok(dec("1.5")), "but a price per unit may");
    for (typed, read) in [
        ("1,000", Some("1000")),
        ("1000", Some("1000")),
        ("1.000", Some("1")),
        ("1.5", None),
        ("x", None),
        ("", None),
    ] {
        assert_eq!(whole(typed), read.map(dec), "{typed:?}");
    }
}

proptest! {
    #[test]
    fn what_the_pages_print_is_read_back(mantissa in -9_999_999_999_999_i64..=9_999_999_999_999, scale in 0_u32..=4, at in 0_usize..150) {
        // in lists and in running text, whatever currency; and what a form is filled with
        use super::typed::{number, number_in};
        use crate::ui::format;
        let value = Decimal::new(mantissa, scale);
        prop_assert_eq!(number(&format::quantity(value), Field::Quantity), Ok(value));
        prop_assert_eq!(number(&value.normalize().to_string(), Field::Quantity), Ok(value));
        let all: Vec<Currency> = Currency::all().collect();
        let currency = all[at % all.len()];
        let amount = round(value, currency.decimals());
        prop_assert_eq!(number_in(&format::number(amount, currency.decimals()), Field::Amount, currency), Ok(amount));
    }
}

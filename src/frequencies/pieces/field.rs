//! An invoice frequency, chosen: every week, every two weeks, or one to four times a month
//! (R-RUN-10).

use crate::{
    ui::field::option,
    vocabulary::{
        frequency::{Frequency, MONTHLY_RUNS, OCCURRENCES, WEEKDAYS},
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

type Choices = Vec<(String, String)>;

/// The choices; `value` is the frequency as `vocabulary/frequency.rs` writes it.
#[component]
pub fn FrequencyField(
    /// What is chosen.
    value: RwSignal<String>,
) -> impl IntoView {
    let t = texts();
    let period = Memo::new(move |_| {
        value.read().split_once(' ').map(|(period, _)| period.to_owned()).unwrap_or_default()
    });
    let periods = vec![
        ("weekly", t.frequency_weekly),
        ("biweekly", t.frequency_biweekly),
        ("monthly", t.frequency_monthly),
    ];
    let change = move |e| {
        value.set(
            match event_target_value(&e).as_str() {
                "weekly" => "weekly mon",
                "biweekly" => "biweekly 1-mon",
                _ => "monthly 31",
            }
            .to_owned(),
        );
    };
    let day = move |at, choices, can_be_none| {
        view! { <Day value at label=t.frequency_day choices can_be_none /> }.into_any()
    };
    view! {
        <div class="fields">
            <label class="field">
                <span>{t.field_invoice_frequency}</span>
                <select on:change=change prop:value=move || period.get()>
                    {periods
                        .into_iter()
                        .map(|(word, text)| option(word, text, move || period.get()))
                        .collect_view()}
                </select>
            </label>
            {move || match period.get().as_str() {
                "weekly" => day(0, weekdays(), false),
                "biweekly" => day(0, fortnight(), false),
                _ => (0..MONTHLY_RUNS).map(|at| day(at, month(), at != 0)).collect_view().into_any(),
            }}
        </div>
    }
}

/// One of the days; a day that can't be chosen beside the others is not taken.
#[component]
fn Day(
    value: RwSignal<String>,
    at: usize,
    label: &'static str,
    choices: Choices,
    can_be_none: bool,
) -> impl IntoView {
    let chosen = Memo::new(move |_| days(&value.read()).get(at).cloned().unwrap_or_default());
    let change = move |e| {
        let mut all = days(&value.get_untracked());
        let day = event_target_value(&e);
        if at < all.len() {
            all.remove(at);
        }
        if !day.is_empty() {
            all.insert(at.min(all.len()), day);
        }
        let period = value
            .get_untracked()
            .split_once(' ')
            .map(|(period, _)| period.to_owned())
            .unwrap_or_default();
        let text = format!("{period} {}", all.join(","));
        if text.parse::<Frequency>().is_ok() {
            value.set(text);
        } else {
            value.notify();
        }
    };
    view! {
        <label class="field">
            <span>
                {if at == 0 {
                    label.to_owned()
                } else {
                    fill(texts().frequency_next_day, &[("n", &(at + 1).to_string())])
                }}
            </span>
            <select on:change=change prop:value=move || chosen.get()>
                {can_be_none.then(|| option("", texts().word_none, move || chosen.get()))}
                {choices
                    .into_iter()
                    .map(|(word, text)| option(word, text, move || chosen.get()))
                    .collect_view()}
            </select>
        </label>
    }
}

fn days(text: &str) -> Vec<String> {
    text.split_once(' ')
        .map(|(_, days)| days.split(',').map(|day| day.trim().to_owned()).collect())
        .unwrap_or_default()
}

/// A frequency in words: its period, and its days.
pub fn said(frequency: &str) -> String {
    let t = texts();
    let (period, choices) = match frequency.split_once(' ').map(|(period, _)| period) {
        Some("weekly") => (t.frequency_weekly, weekdays()),
        Some("biweekly") => (t.frequency_biweekly, fortnight()),
        _ => (t.frequency_monthly, month()),
    };
    let named: Vec<String> = days(frequency)
        .into_iter()
        .map(|day| {
            choices.iter().find(|(word, _)| *word == day).map_or(day, |(_, name)| name.clone())
        })
        .collect();
    format!("{period}: {}", named.join(", "))
}

fn weekday_names() -> [&'static str; 7] {
    let t = texts();
    [
        t.weekday_monday,
        t.weekday_tuesday,
        t.weekday_wednesday,
        t.weekday_thursday,
        t.weekday_friday,
        t.weekday_saturday,
        t.weekday_sunday,
    ]
}

fn weekdays() -> Choices {
    WEEKDAYS
        .iter()
        .zip(weekday_names())
        .map(|((_, word), name)| ((*word).to_owned(), name.to_owned()))
        .collect()
}

/// Weekdays of the two weeks, then the days of the period by number.
fn fortnight() -> Choices {
    let t = texts();
    let weeks = [("1", t.frequency_first_week), ("2", t.frequency_second_week)];
    let named = weeks.iter().flat_map(|(week, template)| {
        weekdays()
            .into_iter()
            .map(move |(word, name)| (format!("{week}-{word}"), fill(template, &[("day", &name)])))
    });
    let numbered = (1..=14).map(|day| {
        (day.to_string(), fill(t.frequency_day_of_period, &[("day", &day.to_string())]))
    });
    named.chain(numbered).collect()
}

/// Days of the month by number, then occurrences of weekdays.
fn month() -> Choices {
    let t = texts();
    let numbered = (1..=31)
        .map(|day| (day.to_string(), fill(t.frequency_day_of_month, &[("day", &day.to_string())])));
    let templates = [
        t.frequency_first,
        t.frequency_second,
        t.frequency_third,
        t.frequency_fourth,
        t.frequency_last,
    ];
    let named = OCCURRENCES.iter().zip(templates).flat_map(|((_, occurrence), template)| {
        weekdays().into_iter().map(move |(word, name)| {
            (format!("{occurrence}-{word}"), fill(template, &[("day", &name)]))
        })
    });
    numbered.chain(named).collect()
}

//! What is said where files can be read in several ways: order of days, decimal mark, the role of
//! rows without, bad rows.

use crate::{
    imports::model::{Changed, ImportOptions, ImportReport},
    ui::{
        field::{CheckLine, ChoiceField},
        format,
    },
    vocabulary::{
        dates::DateOrder,
        money::DecimalMark,
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

/// What is chosen on the page.
#[derive(Clone, Copy)]
pub struct Choices {
    dates: RwSignal<String>,
    decimal: RwSignal<String>,
    changed: RwSignal<String>,
    skip_bad_rows: RwSignal<bool>,
    /// As it is typed, and as it was when the field was left.
    role: RwSignal<String>,
}

impl Choices {
    /// Nothing chosen: found from the files.
    pub fn new() -> Self {
        Self {
            dates: RwSignal::default(),
            decimal: RwSignal::default(),
            changed: RwSignal::default(),
            skip_bad_rows: RwSignal::new(false),
            role: RwSignal::default(),
        }
    }

    /// What they come to; asks for it again when one changes.
    pub fn options(self) -> ImportOptions {
        let dates = match self.dates.get().as_str() {
            "ymd" => Some(DateOrder::YearFirst),
            "dmy" => Some(DateOrder::DayFirst),
            "mdy" => Some(DateOrder::MonthFirst),
            _ => None,
        };
        let decimal = match self.decimal.get().as_str() {
            "point" => Some(DecimalMark::Point),
            "comma" => Some(DecimalMark::Comma),
            _ => None,
        };
        let changed = Changed::from_word(&self.changed.get()).unwrap_or_default();
        ImportOptions {
            dates,
            decimal,
            skip_bad_rows: self.skip_bad_rows.get(),
            changed,
            role: self.role.get(),
        }
    }
}

/// The fields. Bad rows can be left out when nothing else is wrong.
pub fn reading_view(choices: Choices, report: &ImportReport) -> AnyView {
    let t = texts();
    let days = vec![
        ("", t.import_found_from_files),
        ("ymd", t.import_dates_year_first),
        ("dmy", t.import_dates_day_first),
        ("mdy", t.import_dates_month_first),
    ];
    let marks = vec![
        ("", t.import_found_from_files),
        ("point", t.import_decimal_point),
        ("comma", t.import_decimal_comma),
    ];
    let changed = report.files.iter().any(|f| f.changed > 0).then(|| {
        let words = vec![
            ("stop", t.import_changed_stop),
            ("take", t.import_changed_take),
            ("keep", t.import_changed_keep),
        ];
        view! { <ChoiceField label=t.import_changed_rows value=choices.changed choices=words /> }
    });
    let skipping = (report.only_rows_are_bad || choices.skip_bad_rows.get_untracked()).then(|| {
        let label = fill(t.import_skip_bad_rows, &[("rows", &format::count(report.bad_rows))]);
        view! {
            <CheckLine
                label
                checked=choices.skip_bad_rows
                change=move |on| choices.skip_bad_rows.set(on)
            />
        }
    });
    view! {
        <div class="card">
            <div class="fields">
                <ChoiceField label=t.import_order_of_days value=choices.dates choices=days />
                <ChoiceField label=t.import_decimal_mark value=choices.decimal choices=marks />
                {changed}
                <label class="field">
                    <span>{t.import_role_instead}</span>
                    <input
                        type="text"
                        autocomplete="off"
                        value=choices.role.get_untracked()
                        prop:value=move || choices.role.get()
                        on:change=move |e| choices.role.set(event_target_value(&e))
                    />
                </label>
            </div>
            {skipping}
        </div>
    }
    .into_any()
}

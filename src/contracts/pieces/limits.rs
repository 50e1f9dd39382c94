//! A contract's not-to-exceed limits at every level, and the dialog that sets one (R-NTE-2).

use crate::{
    contracts::{
        api::set_limit,
        model::{ContractRow, LimitBefore, LimitEdit, LimitLevel, LimitSetting},
        rules::{self, may_set_limit},
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        field::TextField,
        form::{other_error, sends, submit_footer},
        format::{self, Label},
        paths,
        row_button::RowButton,
        table::{Head, small_table},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        refusal::Field,
        texts::{fill, texts},
        words::BillingMethod,
    },
};
use leptos::prelude::*;

/// The section of the contract's page.
pub fn limits_section(
    header: &ContractRow,
    version: i32,
    limits: Vec<LimitSetting>,
    reload: RwSignal<u32>,
) -> AnyView {
    let t = texts();
    let (contract, currency, state) = (header.contract_id, header.currency, header.state);
    let editable = may("set_limit") && may_set_limit(state, None).is_ok();
    let open = RwSignal::new(false);
    let editing = RwSignal::new(None::<LimitSetting>);
    let change = move |setting: &LimitSetting| {
        editing.set(Some(setting.clone()));
        open.set(true);
    };
    let row = move |setting| level_row(setting, currency, editable.then_some(change));
    let title = Signal::derive(move || {
        editing
            .get()
            .map(|setting| fill(t.limit_change, &[("level", &name_of(&setting))]))
            .unwrap_or_default()
    });
    let before = move |setting: &LimitSetting| LimitBefore {
        state,
        currency,
        version,
        billing_method: method_of(setting.level),
        amount: setting.amount,
    };
    view! {
        <h2 id="limits">{t.column_limit}</h2>
        <p>
            <a href=paths::limits_of_contract(contract)>{t.limits_link}</a>
        </p>
        {small_table(
            t.column_limit,
            &[Head::Text(t.limit_level), Head::Number(t.column_limit), Head::Heard(t.column_edit)],
            limits.into_iter().map(row).collect_view(),
        )}
        <Dialog open title>
            {move || {
                editing
                    .get()
                    .map(|setting| {
                        let before = before(&setting);
                        view! {
                            <LimitForm
                                setting
                                before
                                done=move || {
                                    open.set(false);
                                    reload.update(|n| *n += 1);
                                }
                            />
                        }
                    })
            }}
        </Dialog>
    }
    .into_any()
}

/// A level with its limit; `change` opens the dialog that sets it.
fn level_row(
    setting: LimitSetting,
    currency: Currency,
    change: Option<impl Fn(&LimitSetting) + 'static>,
) -> AnyView {
    let t = texts();
    let amount = format::money_or_none(setting.amount, currency);
    let level = name_of(&setting);
    let name = fill(t.limit_change, &[("level", &level)]);
    let button = change.map(|change| {
        view! { <RowButton label=t.action_edit name act=move || change(&setting) /> }
    });
    view! {
        <tr>
            <td data-label=t.limit_level>{level}</td>
            <td data-label=t.column_limit class="number">
                {amount}
            </td>
            <td class="number">{button}</td>
        </tr>
    }
    .into_any()
}

/// The level with the names of its line and customer.
pub fn name_of(setting: &LimitSetting) -> String {
    let names = [setting.line_name.as_deref(), setting.customer_name.as_deref()];
    let names: Vec<&str> = names.into_iter().flatten().collect();
    if names.is_empty() {
        setting.level.kind().label().to_owned()
    } else {
        format!("{}: {}", setting.level.kind().label(), names.join(", "))
    }
}

/// Only Time and Material lines are listed here.
fn method_of(level: LimitLevel) -> Option<BillingMethod> {
    match level {
        LimitLevel::LineCustomer(..) | LimitLevel::Line(_) => Some(BillingMethod::TimeAndMaterial),
        LimitLevel::ContractCustomer(..) | LimitLevel::Contract(_) => None,
    }
}

#[component]
fn LimitForm(
    /// Which level.
    setting: LimitSetting,
    /// What stands behind it.
    before: LimitBefore,
    /// Told when it is saved.
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let t = texts();
    let amount =
        RwSignal::new(setting.amount.map(|a| a.normalize().to_string()).unwrap_or_default());
    let answer = RwSignal::new(None::<ApiError>);
    let (level, version) = (setting.level, before.version);
    let edit = move || LimitEdit { level, amount: amount.get(), version };
    let error = {
        let before = before.clone();
        Signal::derive(move || {
            rules::set_limit(&before, &edit()).err().map(ApiError::from).or_else(|| answer.get())
        })
    };
    let save = Action::new(move |(): &()| {
        let edit = untrack(edit);
        async move {
            match set_limit(edit).await {
                Ok(_) => done(),
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        <form on:submit=sends(save)>
            <p>{t.limit_explained}</p>
            <TextField field=Field::NotToExceed value=amount error decimal=true />
            {other_error(answer)}
            {submit_footer(t.action_save, save.pending())}
        </form>
    }
}

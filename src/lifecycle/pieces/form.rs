//! Setting a contract up: header, customers, lines. What can't stay is said beside its field while
//! somebody types, by the rules that the server asks again.

use super::{
    form_line::line_card,
    said::Said,
    splits::{splits, whole},
    typed::Typed,
};
use crate::{
    book::api::find_customers,
    contracts::{
        api::read_contract_setup,
        model::setup::{ContractSetup, Place},
    },
    lifecycle::api::save_contract,
    pick::pieces::{PickField, Search},
    ui::{
        field::TextField,
        form::sends,
        notice::Failed,
        page::{Missing, PageHead, answered, lead, loading},
        paths,
        unsaved::guard,
        wait::{Awaited, Awaiting, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        ids::ContractId,
        refusal::{Field, Refusal},
        texts::texts,
        words::ContractState,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

struct Parts {
    id: Signal<Option<ContractId>>,
    setup: Awaiting<Result<ContractSetup, ApiError>>,
}

/// The page: a new contract, or one that is there.
pub fn contract_form() -> AnyView {
    let Parts { id, setup } = parts();
    view! {
        <Awaited fallback=loading>
            {move || Suspend::new(async move {
                match setup.await {
                    Ok(setup) => form_view(setup, id),
                    Err(error) => view! { <Missing error /> }.into_any(),
                }
            })}
        </Awaited>
    }
    .into_any()
}

/// What the page asks.
fn parts() -> Parts {
    let params = use_params_map();
    let typed = Signal::derive(move || params.read().get("id"));
    let id = Signal::derive(move || typed.get().and_then(|id| id.parse().ok()));
    let setup = awaited_first(
        move || (typed.get().is_some(), id.get()),
        |(is_named, id)| {
            answered(async move {
                if is_named && id.is_none() {
                    return Err(ApiError::Refused(Refusal::NotFound));
                }
                read_contract_setup(id).await
            })
        },
    );
    Parts { id, setup }
}

fn form_view(setup: ContractSetup, id: Signal<Option<ContractId>>) -> AnyView {
    let t = texts();
    let is_open = matches!(setup.state, None | Some(ContractState::Draft));
    let head = page_head(&setup, id);
    let typed = Typed::new(setup);
    let before = untrack(|| typed.form()); // tracked, whatever is typed would draw the form anew
    let is_saved = RwSignal::new(false);
    guard(Signal::derive(move || !is_saved.get_untracked() && untrack(|| typed.form()) != before));
    let problems = Memo::new(move |_| typed.problems());
    let said = Said { problems: problems.into(), is_tried: typed.is_tried };
    let answer = RwSignal::new(None::<ApiError>);
    let onward = lead();
    let act = Action::new(move |(): &()| {
        typed.is_tried.set(true);
        let saved = save_contract(typed.form());
        let is_ready = problems.get_untracked().is_empty();
        async move {
            if !is_ready {
                return;
            }
            match saved.await {
                Ok(id) => {
                    is_saved.set(true);
                    onward.set(Some(paths::contract(id)));
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    view! {
        {head}
        {(!is_open).then(|| view! { <p class="notice">{t.contract_is_confirmed}</p> })}
        <form class="setup" on:submit=sends(act)>
            {header(typed, said, is_open)}
            {customers(typed, said)}
            {lines(typed, said, is_open)}
            {move || answer.get().map(|error| view! { <Failed error /> })}
            {move || (typed.is_tried.get() && !problems.get().is_empty()).then(has_problems)}
            {foot(id, act.pending())}
        </form>
    }
    .into_any()
}

/// What is set up, and where it stands.
fn page_head(setup: &ContractSetup, id: Signal<Option<ContractId>>) -> AnyView {
    let t = texts();
    let title = if setup.state.is_none() {
        t.contract_new.to_owned()
    } else {
        format!("{} {}", setup.form.number, setup.form.name)
    };
    let trail = id.get_untracked().map(|id| (paths::contract(id), t.contract_trail.to_owned()));
    let trail: Vec<_> =
        std::iter::once((paths::CONTRACTS.to_owned(), t.contracts_title.to_owned()))
            .chain(trail)
            .collect();
    view! { <PageHead title trail /> }.into_any()
}

/// Who pays, unless a line says otherwise.
fn customers(typed: Typed, said: Said) -> AnyView {
    let t = texts();
    let place = |at| Some(Place::Customer(at));
    view! {
        <section class="card">
            <h2>{t.contract_customers}</h2>
            <p class="quiet-text">{t.contract_customers_explained}</p>
            {splits(typed, typed.customers, said, place, true, (true, true))}
            {whole(said.of_all(|| Some(Place::Customers), &[]))}
        </section>
    }
    .into_any()
}

fn lines(typed: Typed, said: Said, is_open: bool) -> AnyView {
    let t = texts();
    let add = move |_| typed.lines.update(|lines| lines.push(typed.new_line()));
    view! {
        <h2>{t.contract_lines}</h2>
        <For each=move || typed.lines.get() key=|line| line.key let(line)>
            {line_card(typed, line, said, is_open)}
        </For>
        {is_open
            .then(|| {
                view! {
                    <p>
                        <button type="button" on:click=add>
                            {t.contract_add_line}
                        </button>
                    </p>
                }
            })}
    }
    .into_any()
}

/// Said at the foot, where somebody tried to save: what it is stands beside its field.
fn has_problems() -> AnyView {
    view! {
        <p class="refusal" role="alert">
            {texts().contract_has_problems}
        </p>
    }
    .into_any()
}

/// Save, or back to where it began.
fn foot(id: Signal<Option<ContractId>>, is_saving: Memo<bool>) -> AnyView {
    let t = texts();
    let back = move || id.get().map_or_else(|| paths::CONTRACTS.to_owned(), paths::contract);
    view! {
        <footer>
            <button type="submit" class="primary" disabled=move || is_saving.get()>
                {t.action_save}
            </button>
            <a class="button" href=back>
                {t.action_cancel}
            </a>
        </footer>
    }
    .into_any()
}

fn header(typed: Typed, said: Said, is_open: bool) -> AnyView {
    let at = || Some(Place::Header);
    let is_new = typed.setup().state.is_none();
    const SHOWN: &[Field] = &[
        Field::ContractNumber,
        Field::Name,
        Field::PrimaryCustomer,
        Field::Currency,
        Field::StartDate,
        Field::DeliveryDate,
        Field::NotToExceed,
    ];
    view! {
        <section class="card">
            <fieldset class="plain" disabled=!is_open>
                <div class="fields">
                    <TextField
                        field=Field::ContractNumber
                        value=typed.number
                        error=said.about(at, Field::ContractNumber)
                    />
                    <PickField
                        field=Field::PrimaryCustomer
                        value=typed.primary_customer
                        named=typed.primary_named
                        choices=typed.customers_there()
                        error=said.about(at, Field::PrimaryCustomer)
                        search=Search::by(find_customers)
                    />
                    <fieldset class="plain" disabled=!is_new>
                        <TextField
                            field=Field::Currency
                            value=typed.currency
                            error=said.about(at, Field::Currency)
                        />
                    </fieldset>
                    <TextField
                        field=Field::StartDate
                        value=typed.start_on
                        error=said.about(at, Field::StartDate)
                        kind="date"
                    />
                </div>
            </fieldset>
            <div class="fields">
                <TextField field=Field::Name value=typed.name error=said.about(at, Field::Name) />
                <TextField
                    field=Field::DeliveryDate
                    value=typed.requested_delivery_on
                    error=said.about(at, Field::DeliveryDate)
                    kind="date"
                />
                <TextField
                    field=Field::NotToExceed
                    value=typed.not_to_exceed
                    error=said.about(at, Field::NotToExceed)
                    decimal=true
                />
            </div>
            {whole(said.of_all(at, SHOWN))}
        </section>
    }
    .into_any()
}

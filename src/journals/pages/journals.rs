//! Journals: fees, and what was done before Billwright, straight to the ledger (R-APP-14).

use super::{
    draft::Draft,
    openings::{Openings, opening_fields},
};
use crate::{
    book::{
        api::read_choices,
        model::{WorkChoices, WorkPart},
        pieces::{TaskField, WorkField},
    },
    journals::{
        api::post_journal,
        model::{Journal, Posted},
        rules::journal_allows,
    },
    prices::pieces::UnitField,
    ui::{
        allowed::may,
        field::{ChoiceField, TextField, field_of},
        form::sends,
        format::Label,
        notice::{Failed, Notice, NoticeBox},
        page::{PageHead, loading},
        paths,
        unsaved::guard,
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        failure::ApiError,
        refusal::{Field, Refusal},
        texts::{count, fill, texts},
        words::{BillingMethod, TransactionClass, TransactionType},
    },
};
use leptos::prelude::*;

/// The page.
pub struct Journals;

crate::part!(Journals, part_journals, "post_journal");

impl Journals {
    fn page() -> AnyView {
        let t = texts();
        let asked = awaited_first(|| (), |()| read_choices());
        let notice = RwSignal::new(None);
        let posted = RwSignal::new(0);
        view! {
            <PageHead title=t.journals_title />
            <p class="quiet-text">{t.journals_hint}</p>
            <NoticeBox notice />
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match asked.await {
                        Ok(_) if !may("post_journal") => {
                            view! { <Failed error=ApiError::Forbidden /> }.into_any()
                        }
                        Ok(choices) => {
                            view! {
                                <JournalForm choices notice posted />
                                <Openings posted />
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

#[component]
fn JournalForm(
    choices: WorkChoices,
    notice: RwSignal<Option<Notice>>,
    posted: RwSignal<u32>,
) -> impl IntoView {
    let t = texts();
    let choices = StoredValue::new(choices);
    let description = RwSignal::new(String::new());
    let lines = RwSignal::new(vec![Draft::new()]);
    let answer = RwSignal::new(None::<ApiError>);
    let blank = Draft::new().line();
    guard(Signal::derive(move || {
        let lines = lines.get_untracked();
        !description.with_untracked(String::is_empty)
            || lines.len() > 1
            || lines.into_iter().any(|draft| draft.line() != blank)
    }));
    // A second click, or one after an answer that got lost, finds what the first one did.
    let post = Action::new(move |(): &()| {
        let journal = Journal {
            description: description.get_untracked(),
            lines: lines.get_untracked().into_iter().map(Draft::line).collect(),
        };
        async move {
            match post_journal(journal).await {
                Ok(done) => {
                    answer.set(None);
                    description.set(String::new());
                    lines.set(vec![Draft::new()]);
                    posted.update(|n| *n += 1);
                    let said = told(&done);
                    notice.set(Some(said));
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let whole = move || answer.get().filter(|e| field_of(e).is_none());
    view! {
        <form class="journal" on:submit=sends(post)>
            <TextField field=Field::Description value=description error=answer />
            <For
                each=move || lines.get().into_iter().zip(1_i64..)
                key=|(draft, _)| draft.written
                let((draft, place))
            >
                {line_fields(draft, place, choices, answer)}
            </For>
            {move || whole().map(|error| view! { <Failed error /> })}
            <footer class="week-acts">
                <button type="button" on:click=move |_| lines.update(|all| all.push(Draft::new()))>
                    {t.journals_add_line}
                </button>
                <button
                    type="button"
                    class="plain"
                    disabled=move || lines.get().len() < 2
                    on:click=move |_| {
                        lines
                            .update(|all| {
                                all.pop();
                            })
                    }
                >
                    {t.journals_remove_line}
                </button>
                <button type="submit" class="primary" disabled=move || post.pending().get()>
                    {t.journals_post}
                </button>
            </footer>
        </form>
    }
}

/// What was posted, and where it can be seen.
fn told(posted: &Posted) -> Notice {
    let (t, journal) = (texts(), posted.entry_journal_id);
    let mut said =
        Notice::done(fill(&count(t.journals_posted, posted.rows), &[("id", &journal.to_string())]));
    if posted.without_price > 0 {
        said.refused.push(count(t.entries_without_price, posted.without_price));
    }
    if posted.entries > 0 {
        said.links.push((
            format!("{}?state=&journal_id={journal}", paths::APPROVALS),
            t.journals_open.to_owned(),
        ));
    }
    said.links
        .push((format!("{}?journal_id={journal}", paths::LEDGER), t.journals_ledger.to_owned()));
    said
}

/// R-APP-14: the classes that a type can have on some contract, as the rule has them.
fn classes(written: &str) -> Vec<TransactionClass> {
    let written = TransactionType::from_word(written).unwrap_or(TransactionType::UnbilledSales);
    let first = [TransactionClass::Fee, TransactionClass::Time];
    let all = first
        .into_iter()
        .chain(TransactionClass::ALL.iter().copied().filter(|class| !first.contains(class)));
    all.filter(|class| {
        BillingMethod::ALL.iter().any(|method| journal_allows(written, Some(*method), *class))
    })
    .collect()
}

/// One line; a refusal of it stands beside its field.
fn line_fields(
    draft: Draft,
    place: i64,
    choices: StoredValue<WorkChoices>,
    answer: RwSignal<Option<ApiError>>,
) -> AnyView {
    let t = texts();
    let error = Signal::derive(move || match answer.get() {
        Some(ApiError::Refused(Refusal::JournalLine(line, reason))) if line == place => {
            Some(ApiError::Refused(*reason))
        }
        _ => None,
    });
    let types =
        [TransactionType::UnbilledSales, TransactionType::Cost, TransactionType::BilledSales]
            .map(|w| (w.word(), w.label()))
            .to_vec();
    Effect::new(move |_| {
        let allowed = classes(&draft.written.get());
        if !allowed.contains(&draft.class.with_untracked(|word| {
            TransactionClass::from_word(word).unwrap_or(TransactionClass::Fee)
        })) {
            draft
                .class
                .set(allowed.first().map(|class| class.word().to_owned()).unwrap_or_default());
        }
    });
    let of_type = move || {
        let choices = classes(&draft.written.get())
            .into_iter()
            .map(|class| (class.word(), class.label()))
            .collect();
        view! { <ChoiceField label=t.column_class value=draft.class choices /> }
    };
    let is_opening = Memo::new(move |_| {
        matches!(draft.class_now(), TransactionClass::Milestone | TransactionClass::Retainer)
    });
    view! {
        <fieldset class="journal-line">
            <legend>{t.column_line}" "{place}</legend>
            <ChoiceField label=t.column_type value=draft.written choices=types />
            {of_type}
            {move || {
                if is_opening.get() {
                    opening_fields(draft, error)
                } else {
                    work_fields(draft, choices, error)
                }
            }}
        </fieldset>
    }
    .into_any()
}

/// The fields of work and fees.
fn work_fields(
    draft: Draft,
    choices: StoredValue<WorkChoices>,
    error: Signal<Option<ApiError>>,
) -> AnyView {
    let is_fee = move || draft.class_now() == TransactionClass::Fee;
    let price = move || {
        let field = if draft.written.get() == TransactionType::Cost.word() {
            Field::UnitCost
        } else {
            Field::UnitPrice
        };
        view! { <TextField field value=draft.unit_price error decimal=true /> }
    };
    let whose_and_how_much = move || {
        view! {
            <WorkField part=WorkPart::Resource value=draft.resource error choices />
            <TextField field=Field::Quantity value=draft.quantity error decimal=true />
        }
    };
    let part = Memo::new(move |_| match draft.class_now() {
        TransactionClass::Time => WorkPart::Role,
        TransactionClass::Material => WorkPart::Product,
        _ => WorkPart::Category,
    });
    // What a time's role was chosen by says nothing of an expense.
    Effect::new(move |before: Option<WorkPart>| {
        if before.is_some_and(|before| before != part.get()) {
            draft.what.set(String::new());
        }
        part.get()
    });
    view! {
        <WorkField part=WorkPart::Project value=draft.project error choices />
        <TaskField project=draft.project value=draft.task error />
        {move || {
            view! { <WorkField part=part.get() value=draft.what error choices /> }
        }}
        {move || (!is_fee()).then(whose_and_how_much)}
        {unit_field(draft, error)}
        <TextField field=Field::Date value=draft.work_on error kind="date" />
        {price}
        <TextField field=Field::Notes value=draft.notes error />
    }
    .into_any()
}

/// As where expenses are written down. Nothing for other classes.
fn unit_field(draft: Draft, error: Signal<Option<ApiError>>) -> AnyView {
    let is_expense = Memo::new(move |_| draft.class_now() == TransactionClass::Expense);
    let field = move || {
        view! { <UnitField category=draft.what value=draft.unit error /> }
    };
    (move || is_expense.get().then(field)).into_any()
}

//! Journals: fees, and what was done before Billwright, straight to the ledger (R-APP-14).

use super::pick::{Choice, PickField, priced_by, projects, tasks};
use crate::{
    contracts::model::WorkChoices,
    entries::{
        api::{post_journal, read_choices},
        model::{Journal, JournalLine},
    },
    ui::{
        allowed::may,
        field::{ChoiceField, TextField, field_of},
        format::Label,
        notice::{Failed, Notice, NoticeBox},
        page::PageHead,
        paths, request_key,
    },
    vocabulary::{
        failure::ApiError,
        refusal::{Field, Refusal},
        texts::{count, fill, texts},
        words::{TransactionClass, TransactionType},
    },
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// The page.
pub struct Journals;

#[lazy_route]
impl LazyRoute for Journals {
    fn data() -> Self {
        Self
    }

    fn view(_page: Self) -> AnyView {
        let t = texts();
        let asked = Resource::new_blocking(|| (), |()| read_choices());
        let notice = RwSignal::new(None);
        view! {
            <PageHead title=t.journals_title/>
            <p class="quiet-text">{t.journals_hint}</p>
            <NoticeBox notice/>
            <Transition fallback=|| view! { <div class="grid-loading" aria-busy="true"></div> }>
                {move || Suspend::new(async move {
                    match asked.await {
                        Ok(_) if !may("post_journal") => view! { <Failed error=ApiError::Forbidden/> }.into_any(),
                        Ok(choices) => view! { <JournalForm choices notice/> }.into_any(),
                        Err(error) => view! { <Failed error/> }.into_any(),
                    }
                })}
            </Transition>
        }
        .into_any()
    }
}

/// A line as it is typed.
#[derive(Clone, Copy)]
struct Draft {
    written: RwSignal<String>,
    class: RwSignal<String>,
    project: RwSignal<String>,
    task: RwSignal<String>,
    what: RwSignal<String>,
    resource: RwSignal<String>,
    work_on: RwSignal<String>,
    quantity: RwSignal<String>,
    unit_price: RwSignal<String>,
    notes: RwSignal<String>,
}

impl Draft {
    fn new() -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            written: text(TransactionType::UnbilledSales.word()),
            class: text(TransactionClass::Fee.word()),
            project: text(""),
            task: text(""),
            what: text(""),
            resource: text(""),
            work_on: text(""),
            quantity: text("1"),
            unit_price: text(""),
            notes: text(""),
        }
    }

    fn class_now(self) -> TransactionClass {
        TransactionClass::from_word(&self.class.get()).unwrap_or(TransactionClass::Fee)
    }

    fn line(self) -> JournalLine {
        JournalLine {
            transaction_type: TransactionType::from_word(&self.written.get_untracked()).unwrap_or(TransactionType::UnbilledSales),
            transaction_class: TransactionClass::from_word(&self.class.get_untracked()).unwrap_or(TransactionClass::Fee),
            project_id: self.project.get_untracked().parse().ok(),
            task_id: self.task.get_untracked().parse().ok(),
            priced_by: self.what.get_untracked().parse().ok(),
            resource_id: self.resource.get_untracked().parse().ok(),
            work_on: self.work_on.get_untracked(),
            quantity: self.quantity.get_untracked(),
            unit_price: self.unit_price.get_untracked(),
            notes: self.notes.get_untracked(),
        }
    }
}

#[component]
fn JournalForm(choices: WorkChoices, notice: RwSignal<Option<Notice>>) -> impl IntoView {
    let t = texts();
    let choices = StoredValue::new(choices);
    let description = RwSignal::new(String::new());
    let lines = RwSignal::new(vec![Draft::new()]);
    let answer = RwSignal::new(None::<ApiError>);
    // A second click, or one after an answer that got lost, finds what the first one did.
    let key = StoredValue::new(request_key::draw());
    let post = Action::new(move |(): &()| {
        let journal = Journal { description: description.get_untracked(), lines: lines.get_untracked().into_iter().map(Draft::line).collect() };
        async move {
            match post_journal(key.get_value(), journal).await {
                Ok(posted) => {
                    key.set_value(request_key::draw());
                    answer.set(None);
                    description.set(String::new());
                    lines.set(vec![Draft::new()]);
                    let mut said = Notice::done(fill(t.journals_posted, &[("id", &posted.entry_journal_id.to_string()), ("count", &posted.rows.to_string())]));
                    if posted.without_price > 0 {
                        said.refused.push(count(t.entries_without_price, posted.without_price));
                    }
                    said.links.push((format!("{}?state=&journal_id={}", paths::APPROVALS, posted.entry_journal_id), t.journals_open.to_owned()));
                    notice.set(Some(said));
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let whole = move || answer.get().filter(|e| field_of(e).is_none());
    view! {
        <form class="journal" on:submit=move |e| { e.prevent_default(); post.dispatch(()); }>
            <TextField field=Field::Description value=description error=answer/>
            {move || lines.get().into_iter().zip(1_i64..).map(|(draft, place)| line_fields(draft, place, choices, answer)).collect_view()}
            {move || whole().map(|error| view! { <Failed error/> })}
            <footer class="week-acts">
                <button type="button" on:click=move |_| lines.update(|all| all.push(Draft::new()))>{t.journals_add_line}</button>
                <button type="button" class="plain" disabled=move || lines.get().len() < 2 on:click=move |_| lines.update(|all| { all.pop(); })>{t.journals_remove_line}</button>
                <button type="submit" class="primary" disabled=move || post.pending().get()>{t.journals_post}</button>
            </footer>
        </form>
    }
}

/// One line; a refusal of it stands beside its field.
fn line_fields(draft: Draft, place: i64, choices: StoredValue<WorkChoices>, answer: RwSignal<Option<ApiError>>) -> AnyView {
    let t = texts();
    let error = Signal::derive(move || match answer.get() {
        Some(ApiError::Refused(Refusal::JournalLine(line, reason))) if line == place => Some(ApiError::Refused(*reason)),
        _ => None,
    });
    let of = move |pick: fn(&WorkChoices) -> Vec<Choice>| Signal::derive(move || choices.with_value(pick));
    let types = [TransactionType::UnbilledSales, TransactionType::Cost].map(|w| (w.word(), w.label())).to_vec();
    let classes =
        [TransactionClass::Fee, TransactionClass::Time, TransactionClass::Expense, TransactionClass::Material].map(|w| (w.word(), w.label())).to_vec();
    let is_fee = move || draft.class_now() == TransactionClass::Fee;
    let what = move || {
        let field = match draft.class_now() {
            TransactionClass::Time => Field::Role,
            TransactionClass::Material => Field::Product,
            _ => Field::Category,
        };
        view! { <PickField field value=draft.what error choices=Signal::derive(move || choices.with_value(|all| priced_by(all, draft.class_now())))/> }
    };
    view! {
        <fieldset class="journal-line"><legend>{t.column_line}" "{place}</legend>
            <ChoiceField label=t.column_type value=draft.written choices=types/>
            <ChoiceField label=t.column_class value=draft.class choices=classes/>
            <PickField field=Field::Project value=draft.project error choices=of(projects)/>
            <PickField field=Field::Task value=draft.task error choices=Signal::derive(move || choices.with_value(|all| tasks(all, &draft.project.get())))/>
            {what}
            {move || (!is_fee()).then(|| view! {
                <PickField field=Field::Resource value=draft.resource error choices=of(|all| all.resources.iter().map(|(key, name)| (key.to_string(), name.clone())).collect())/>
                <TextField field=Field::Quantity value=draft.quantity error decimal=true/>
            })}
            <TextField field=Field::Date value=draft.work_on error kind="date"/>
            {move || {
                let field = if draft.written.get() == TransactionType::Cost.word() { Field::UnitCost } else { Field::UnitPrice };
                view! { <TextField field value=draft.unit_price error decimal=true/> }
            }}
            <TextField field=Field::Notes value=draft.notes error/>
        </fieldset>
    }
    .into_any()
}

//! A contract's fixed-price lines on its page: their milestones with header status, made by hand or
//! periodically, billed by percentage, and whether they sum to what is contracted.

use super::{edit::MilestoneForm, generate::GenerateForm, progress::ProgressForm};
use crate::{
    milestones::{
        api::{delete_milestone, read_milestones},
        model::{FixedPriceLine, LineMilestones, Mark, Milestone, MilestonePart, MilestoneRemoval},
        pages::{marked, progress_badge, status},
        rules,
    },
    ui::{
        allowed::may,
        dialog::Dialog,
        facts::fact,
        form::danger_footer,
        format::{self, Label, Money},
        notice::{Failed, Notice, NoticeBox},
        page::loading,
        paths,
        row_button::RowButton,
        table::{Head, small_table_as},
        wait::{Awaited, awaited_first},
    },
    vocabulary::{
        currency::Currency,
        failure::ApiError,
        ids::ContractId,
        paging::Selection,
        texts::{count, fill, of, texts},
        words::{InvoicingStatus, ScheduleType},
    },
};
use leptos::prelude::*;
use rust_decimal::Decimal;

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Shared {
    reload: RwSignal<u32>,
    notice: RwSignal<Option<Notice>>,
    dialog: RwSignal<Option<Open>>,
    open: RwSignal<bool>,
}

/// What the dialog is about.
#[derive(Clone)]
enum Open {
    Edit(LineMilestones, Option<Milestone>),
    Delete(Milestone),
    Generate(LineMilestones),
    Progress(Currency, Milestone),
}

impl Shared {
    fn show(self, what: Open) {
        self.notice.set(None);
        self.dialog.set(Some(what));
        self.open.set(true);
    }

    fn done(self, notice: Notice) {
        self.open.set(false);
        self.notice.set(Some(notice));
        self.reload.update(|n| *n += 1);
    }
}

/// The section; nothing for contracts without fixed-price lines.
#[component]
pub fn ContractMilestones(
    /// Which contract.
    #[prop(into)]
    id: Signal<Option<ContractId>>,
    /// Raised by every act on the page, here and beside: milestones are read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let shared = Shared {
        reload,
        notice: RwSignal::new(None),
        dialog: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    let lines = awaited_first(
        move || (id.get(), shared.reload.get()),
        |(id, _)| async move {
            match id {
                Some(id) => read_milestones(id).await,
                None => Ok(Vec::new()),
            }
        },
    );
    view! {
        <Awaited fallback=loading>
            {move || Suspend::new(async move {
                match lines.await {
                    Ok(lines) if lines.is_empty() => ().into_any(),
                    Ok(lines) => {
                        view! {
                            <h2>{texts().milestones_title}</h2>
                            <NoticeBox notice=shared.notice />
                            {lines.into_iter().map(|line| line_view(line, shared)).collect_view()}
                        }
                            .into_any()
                    }
                    Err(ApiError::Refused(crate::vocabulary::refusal::Refusal::NotFound)) => {
                        ().into_any()
                    }
                    Err(error) => {
                        // Whether there is such a contract, the page itself says.
                        view! { <Failed error /> }
                            .into_any()
                    }
                }
            })}
        </Awaited>
        <Dialog
            open=shared.open
            title=Signal::derive(move || {
                shared.dialog.get().map(|what| title(&what)).unwrap_or_default()
            })
        >
            {move || shared.dialog.get().map(|what| dialog_view(what, shared))}
        </Dialog>
    }
}

fn title(what: &Open) -> String {
    let t = texts();
    match what {
        Open::Edit(_, None) => t.milestone_new.to_owned(),
        Open::Edit(_, Some(milestone)) | Open::Delete(milestone) | Open::Progress(_, milestone) => {
            milestone.terms.name.clone()
        }
        Open::Generate(_) => t.milestones_generate.to_owned(),
    }
}

fn dialog_view(what: Open, shared: Shared) -> AnyView {
    let t = texts();
    let saved = move || shared.done(Notice::done(t.notice_saved));
    match what {
        Open::Edit(line, milestone) => {
            view! { <MilestoneForm line milestone done=saved /> }.into_any()
        }
        Open::Delete(milestone) => delete_view(milestone, shared),
        Open::Generate(line) => view! {
            <GenerateForm
                line
                done=move |made| shared.done(Notice::done(count(t.milestones_made, made)))
            />
        }
        .into_any(),
        Open::Progress(currency, milestone) => view! {
            <ProgressForm
                currency
                milestone
                done=move || {
                    shared.done(Notice::done(fill(t.backlog_marked_ready, &[("count", "1")])))
                }
            />
        }
        .into_any(),
    }
}

fn delete_view(milestone: Milestone, shared: Shared) -> AnyView {
    let t = texts();
    let removal =
        MilestoneRemoval { milestone_id: milestone.milestone_id, version: milestone.version };
    let delete = Action::new(move |(): &()| {
        let removal = removal.clone();
        async move {
            match delete_milestone(removal).await {
                Ok(()) => shared.done(Notice::done(t.milestone_deleted)),
                Err(error) => shared.done(Notice::refused(&error)),
            }
        }
    });
    view! {
        <p>{t.milestone_delete_explained}</p>
        {danger_footer(t.milestone_delete, delete, shared.open)}
    }
    .into_any()
}

fn line_view(line: LineMilestones, shared: Shared) -> AnyView {
    let t = texts();
    let LineMilestones { line: terms, milestones } = line.clone();
    let currency = terms.currency;
    let sum = milestones
        .iter()
        .fold((Decimal::ZERO, Decimal::ZERO), |(a, t), m| (a + m.terms.amount, t + m.terms.tax));
    let off = rules::check_sum(
        terms.contracted_amount,
        terms.estimated_tax,
        currency,
        std::iter::once(sum),
    )
    .err();
    let barred = rules::may_change_line(&terms).err();
    let may_save = may("save_milestone") && barred.is_none();
    let is_progress = terms.schedule_type == ScheduleType::ProgressBased;
    let heading = format!("{}. {}", terms.line_number, terms.name);
    view! {
        <section class="card" aria-label=heading.clone()>
            <h3>{heading.clone()}</h3>
            {line_facts(&terms, sum)}
            {off
                .map(|refusal| {
                    view! {
                        <p class="refusal" data-testid="milestones-off">
                            {refusal.sentence(t)}
                        </p>
                    }
                })}
            {barred.map(|refusal| view! { <p class="refusal">{refusal.sentence(t)}</p> })}
            {if milestones.is_empty() {
                view! { <p class="quiet-text">{t.milestones_none}</p> }.into_any()
            } else {
                table(&heading, milestones, &line, is_progress, shared)
            }}
            {may_save.then(|| planning_buttons(line.clone(), shared))}
        </section>
    }
    .into_any()
}

/// What is contracted, and what its milestones and their tax sum to.
fn line_facts(terms: &FixedPriceLine, (amount, tax): (Decimal, Decimal)) -> AnyView {
    let t = texts();
    let currency = terms.currency;
    let is_taxed = !tax.is_zero() || !terms.estimated_tax.is_zero();
    view! {
        <dl class="facts">
            {fact(t.column_schedule_type, terms.schedule_type.label())}
            {fact(t.column_contracted, format::money_or_none(terms.contracted_amount, currency))}
            {fact(t.milestones_sum, format::money(amount, currency))}
            {is_taxed
                .then(|| fact(
                    t.column_estimated_tax,
                    format::money(terms.estimated_tax, currency),
                ))} {is_taxed.then(|| fact(t.milestones_tax_sum, format::money(tax, currency)))}
        </dl>
    }
    .into_any()
}

/// One more milestone, or many at once.
fn planning_buttons(line: LineMilestones, shared: Shared) -> AnyView {
    let t = texts();
    let new = line.clone();
    view! {
        <footer>
            <button type="button" on:click=move |_| shared.show(Open::Edit(new.clone(), None))>
                {t.milestone_new}
            </button>
            <button type="button" on:click=move |_| shared.show(Open::Generate(line.clone()))>
                {t.milestones_generate}
            </button>
        </footer>
    }
    .into_any()
}

fn table(
    heading: &str,
    milestones: Vec<Milestone>,
    line: &LineMilestones,
    is_progress: bool,
    shared: Shared,
) -> AnyView {
    let t = texts();
    let currency = line.line.currency;
    let before =
        [Head::Text(t.column_date), Head::Text(t.field_name), Head::Number(t.column_amount)];
    let invoiced = is_progress.then_some(Head::Number(t.milestone_invoiced));
    let after = [t.column_state, t.column_customer, t.column_edit].map(Head::Text);
    let heads: Vec<Head> = before.into_iter().chain(invoiced).chain(after).collect();
    let rows = milestones
        .into_iter()
        .map(|milestone| row(milestone, currency, line, is_progress, shared))
        .collect_view();
    let label = format!("{heading}: {}", t.milestones_title);
    small_table_as("grid-scroll milestones", label, &heads, rows)
}

fn row(
    milestone: Milestone,
    currency: Currency,
    line: &LineMilestones,
    is_progress: bool,
    shared: Shared,
) -> AnyView {
    let t = texts();
    let (billed, _) = rules::invoiced(&milestone);
    let share = if milestone.terms.amount.is_zero() {
        Decimal::ZERO
    } else {
        (billed * Decimal::ONE_HUNDRED / milestone.terms.amount).round_dp(2)
    };
    let progress = rules::progress(milestone.parts.iter().map(|part| (part.status, part.amount)));
    let acts = acts(&milestone, line, is_progress, shared);
    view! {
        <tr data-row=milestone.milestone_id.to_string() data-milestone=milestone.terms.name.clone()>
            <td data-label=t.column_date>{format::day(milestone.terms.milestone_on)}</td>
            <td data-label=t
                .field_name>
                {milestone.terms.name.clone()}
                {(!milestone.terms.task.is_empty())
                    .then(|| {
                        view! {
                            " "
                            <small>{milestone.terms.task.clone()}</small>
                        }
                    })}
            </td>
            <td data-label=t.column_amount class="number">
                <Money value=milestone.terms.amount currency=currency />
            </td>
            {is_progress
                .then(|| {
                    view! {
                        <td data-label=t.milestone_invoiced class="number">
                            {format::money(billed, currency)}
                            " · "
                            {format::number(share, 0)}
                            " %"
                        </td>
                    }
                })}
            <td data-label=t.column_state>{progress_badge(progress)}</td>
            <td data-label=t.column_customer>
                <ul class="milestone-parts">
                    {milestone.parts.iter().map(|part| part_view(part, currency)).collect_view()}
                </ul>
            </td>
            <td data-label=t.column_edit>{acts}</td>
        </tr>
    }
    .into_any()
}

fn part_view(part: &MilestonePart, currency: Currency) -> AnyView {
    let invoice = part.invoice.clone().map(|(id, name)| (paths::invoice(id), name));
    view! {
        <li>
            {part.customer_name.clone()}" "{format::money(part.amount, currency)}" "
            {status(part.status, invoice)}
        </li>
    }
    .into_any()
}

/// What can be done with a milestone as it stands.
fn acts(
    milestone: &Milestone,
    line: &LineMilestones,
    is_progress: bool,
    shared: Shared,
) -> AnyView {
    let t = texts();
    let currency = line.line.currency;
    let alive = rules::may_change_line(&line.line).is_ok();
    let ids = |status: InvoicingStatus| {
        milestone
            .parts
            .iter()
            .filter(|p| p.status == status)
            .map(|p| p.milestone_split_id.0)
            .collect::<Vec<i64>>()
    };
    let version = milestone.version;
    let (not_ready, ready) = (ids(InvoicingStatus::NotReady), ids(InvoicingStatus::Ready));
    let mark = Action::new(move |mark: &Mark| {
        let mark = mark.clone();
        marked(mark, move |said| shared.done(said))
    });
    let name = milestone.terms.name.clone();
    let (edit_name, delete_name) = (of(t.action_edit, &name), of(t.milestone_delete, &name));
    let button = move |rows: Vec<i64>, ready: bool, label: &'static str| {
        let act = move || {
            mark.dispatch(Mark {
                selection: Selection::versioned(rows.iter().map(|row| (*row, version))),
                ready,
            });
        };
        view! { <RowButton label name=of(label, &name) busy=mark.pending() act /> }
    };
    let may_delete = may("delete_milestone") && rules::may_delete(milestone).is_ok();
    let remains = !rules::open_parts(milestone).is_empty();
    let (edited, deleted, billed, whole) =
        (milestone.clone(), milestone.clone(), milestone.clone(), line.clone());
    view! {
        {(may("mark_milestones") && !is_progress && !not_ready.is_empty())
            .then(|| button(not_ready.clone(), true, t.word_ready))}
        {(may("mark_milestones") && !ready.is_empty())
            .then(|| button(ready.clone(), false, t.word_not_ready))}
        {(may("bill_progress") && alive && is_progress && remains)
            .then(|| {
                let act = move || shared.show(Open::Progress(currency, billed.clone()));
                view! { <RowButton label=t.milestone_bill_next act /> }
            })}
        {(may("save_milestone") && alive)
            .then(|| {
                let act = move || shared.show(Open::Edit(whole.clone(), Some(edited.clone())));
                view! { <RowButton label=t.action_edit name=edit_name act /> }
            })}
        {may_delete
            .then(|| {
                let act = move || shared.show(Open::Delete(deleted.clone()));
                view! { <RowButton label=t.milestone_delete name=delete_name act /> }
            })}
    }
    .into_any()
}

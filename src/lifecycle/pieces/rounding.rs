//! Lets another customer of a line take what rounding leaves, where whoever has it has no share. It
//! stands here because what was approved is split anew.

use crate::{
    contracts::model::{ContractLine, ContractPage, RoundingMove},
    lifecycle::api::move_rounding,
    pick::pieces::PickField,
    ui::{
        allowed::may,
        dialog::Dialog,
        form::{other_error, sends, submit_footer},
    },
    vocabulary::{
        choices::Choices,
        failure::ApiError,
        refusal::{Field, Refusal},
        texts::{fill, texts},
    },
};
use leptos::prelude::*;

/// A button per line whose rounding nobody takes; nothing where all is well. `changed` is told when
/// one is mended.
pub fn rounding_buttons(
    page: &ContractPage,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    if !may("move_rounding") {
        return ().into_any();
    }
    let version = page.version;
    let open = page.lines.iter().filter(|line| !line.rounding_choices.is_empty());
    open.map(|line| button(line, version, changed)).collect_view().into_any()
}

fn button(
    line: &ContractLine,
    version: i32,
    changed: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = texts();
    let contract_line_id = line.contract_line_id;
    let name = format!("{}. {}", line.line_number, line.name);
    let choices = Choices::all(line.rounding_choices.iter().map(|(id, name)| (*id, name.clone())));
    let choices = Signal::stored(choices);
    let explained = StoredValue::new(fill(t.contract_move_rounding_explained, &[("line", &name)]));
    let (open, taker) = (RwSignal::new(false), RwSignal::new(String::new()));
    let answer = RwSignal::new(None::<ApiError>);
    let act = Action::new(move |(): &()| {
        let customer = taker.get_untracked().parse().ok();
        async move {
            let Some(customer_id) = customer else {
                return answer.set(Some(Refusal::FieldMissing(Field::Customer).into()));
            };
            match move_rounding(RoundingMove { contract_line_id, customer_id, version }).await {
                Ok(_) => {
                    open.set(false);
                    changed();
                }
                Err(error) => answer.set(Some(error)),
            }
        }
    });
    let title = t.contract_move_rounding;
    view! {
        <button
            type="button"
            on:click=move |_| {
                answer.set(None);
                open.set(true);
            }
        >
            {title}
        </button>
        <Dialog open title>
            <form on:submit=sends(act)>
                <p>{explained.get_value()}</p>
                <PickField field=Field::Customer value=taker error=answer choices />
                {other_error(answer)}
                {submit_footer(title, act.pending())}
            </form>
        </Dialog>
    }
    .into_any()
}

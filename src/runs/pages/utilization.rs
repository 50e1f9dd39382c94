//! Role utilization: billable hours of what is available, per role and month (UpdateRoleUtilization).

use crate::{
    runs::{api::list_utilization, model::UtilizationRow, rules::utilization},
    ui::{
        format,
        notice::Failed,
        page::{PageHead, loading},
        paths,
        table::{Head, small_table},
        wait::{Awaited, awaited_first},
    },
    vocabulary::texts::texts,
};
use leptos::prelude::*;

/// The page.
pub struct Utilization;

crate::part!(Utilization, part_utilization, "list_utilization");

impl Utilization {
    fn page() -> AnyView {
        let t = texts();
        let rows = awaited_first(|| (), |()| list_utilization());
        let trail = vec![(paths::JOBS.to_owned(), t.jobs_title.to_owned())];
        view! {
            <PageHead title=t.utilization_title trail />
            <p class="quiet-text">{t.utilization_explained}</p>
            <Awaited fallback=loading>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(rows) => table(rows),
                        Err(error) => view! { <Failed error /> }.into_any(),
                    }
                })}
            </Awaited>
        }
        .into_any()
    }
}

fn table(rows: Vec<UtilizationRow>) -> AnyView {
    let t = texts();
    let Some(updated_at) = rows.iter().map(|row| row.updated_at).max() else {
        return view! { <p class="quiet-text">{t.utilization_none}</p> }.into_any();
    };
    let heads = [
        Head::Text(t.utilization_month),
        Head::Text(t.column_role),
        Head::Number(t.utilization_billable),
        Head::Number(t.utilization_available),
        Head::Number(t.utilization_percent),
    ];
    let row = |row: UtilizationRow| {
        let percent = utilization(row.billable_hours, row.available_hours);
        view! {
            <tr>
                <td data-label=t.utilization_month>{row.month.format("%Y-%m").to_string()}</td>
                <td data-label=t.column_role>{row.role_name}</td>
                <td data-label=t.utilization_billable class="number">
                    {format::quantity(row.billable_hours)}
                </td>
                <td data-label=t.utilization_available class="number">
                    {format::quantity(row.available_hours)}
                </td>
                <td data-label=t.utilization_percent class="number">
                    {percent.map(|percent| format!("{percent}\u{a0}%"))}
                </td>
            </tr>
        }
    };
    view! {
        {small_table(t.utilization_title, &heads, rows.into_iter().map(row).collect_view())}
        <p class="quiet-text">{t.utilization_updated} " " {format::instant(updated_at)}</p>
    }
    .into_any()
}

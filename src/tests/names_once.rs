//! A command looks the names that a list is filtered by up once, where it begins: what it works on
//! can't be two things, and no statement asks again.

use super::{
    fixtures::{World, app_pool},
    one_by_one::counted,
    sheets::work,
};
use crate::{
    approvals::commands::decide_entries,
    backlog::{
        self,
        commands::{mark_backlog, reevaluate_limits, reset_limits},
        model::Mark,
    },
    entries,
    entries::model::{Decide, Decision},
    invoicing::create::commands::{add_to_invoice, invoice_rows},
    milestones,
    platform::{database::Database, failure::Failure},
    retainers,
    vocabulary::{
        ids::EntryId,
        paging::{ListQuery, Selection, Sight, Totals},
    },
};
use sqlx::PgPool;

/// One record, by its name or by its key.
fn one((filter, key): (&'static str, i64), is_named: bool) -> ListQuery {
    if is_named {
        ListQuery::default().with(filter, "PAIR")
    } else if key == 0 {
        ListQuery::default().with("from", "2020-01-01") // entries have no filter by a key
    } else {
        ListQuery::default().with(&format!("{filter}_id"), key.to_string())
    }
}

/// All that match, as a page shows it.
fn all(query: &ListQuery, totals: &Totals) -> Selection {
    Selection::Seen(Box::new(Selection::Matching(query.clone())), Sight::of(totals))
}

/// Statements that an act takes, filtered by a name and by a key.
macro_rules! takes {
    ($world:ident, $of:ident, $total:path, |$selection:ident| $input:expr, $act:path) => {{
        let mut counts = Vec::new();
        for is_named in [false, true, false, true] {
            let query = one($of, is_named);
            let asked = query.clone();
            let totals: Result<Totals, Failure> = $world
                .read(move |scope| Box::pin(async move { $total(scope, &asked).await }))
                .await;
            let $selection = all(&query, &totals.expect("totals"));
            let (came, count) =
                counted($world.run($input, |tx, input| Box::pin($act(tx, input)))).await;
            if let Err(failure) = came {
                assert!(matches!(failure, Failure::Refused(_)), "{failure:?}");
            }
            counts.push(count);
        }
        // The second time round; the first looks up types, and may find more to do.
        let (by_key, by_name) = (counts[2], counts[3]);
        assert!(by_key > 0);
        assert_eq!(by_name, by_key + 1, "{}: {counts:?}", stringify!($act));
    }};
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn names_are_looked_up_once(owner: PgPool) {
    let mut world = World::staged(owner).await;
    world.approved(&[work("PAIR", "2026-03-02", "8"), work("PAIR", "2026-03-03", "8")]).await;
    world.entries(&[work("PAIR", "2026-03-04", "8")]).await;
    world.database = Database::from_pool(
        app_pool(world.owner.connect_options().as_ref().clone(), 1).await,
        world.database.clock,
    );
    let contract = ("contract", world.contract("PAIR").await.0);
    let project = ("project", 0);
    let backlog = backlog::commands::total_backlog;
    takes!(world, contract, backlog, |selection| Mark { selection, ready: false }, mark_backlog);
    takes!(world, contract, backlog, |selection| Mark { selection, ready: true }, mark_backlog);
    takes!(world, contract, backlog, |selection| selection, reset_limits);
    takes!(world, contract, backlog, |selection| selection, reevaluate_limits);
    takes!(
        world,
        contract,
        milestones::commands::total_milestones,
        |selection| milestones::model::Mark { selection, ready: false },
        milestones::commands::mark_milestones
    );
    takes!(
        world,
        contract,
        retainers::commands::total_retainers,
        |selection| retainers::model::Mark { selection, ready: false },
        retainers::commands::mark_retainers
    );
    let submitted = async |scope: &mut crate::platform::scope::Scope, query: &ListQuery| {
        entries::commands::entry_totals(scope, query, entries::commands::Whose::Of(None)).await
    };
    takes!(
        world,
        project,
        submitted,
        |selection| Decide {
            selection,
            decision: Decision::Return,
            comment: String::new(),
            after: EntryId(0),
        },
        decide_entries
    );
    takes!(world, contract, backlog, |selection| selection, invoice_rows);
    takes!(world, contract, backlog, |selection| selection, add_to_invoice);
}

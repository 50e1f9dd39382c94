//! Steps that correct what was billed, and what corrections meet: payments, billing types, goods,
//! fees, details that come off a draft and go on again.

use super::{DAYS, PRICES, keys, pick, rows};
use crate::{
    invoicing::{
        commands::mark_paid,
        draft::{
            commands::{delete_details, put_back},
            model::{DetailEdit, DetailRemoval, DetailReturn, DetailRow},
        },
        model::Payment,
        retainers::{commands::correct_retainer, model::RetainerCorrection},
        revise::{
            commands::{read_revisable, revise_invoice},
            model::{Chosen, Revise},
        },
    },
    lifecycle::{commands::set_billing_type, model::Retype},
    platform::failure::Failure,
    product_lines::{
        commands::delete_product_line,
        model::{ProductLineEdit, ProductLineRemoval},
    },
    tests::{
        fixtures::{World, unchanged},
        samples::{fee, post_journal},
    },
    vocabulary::{
        ids::{ActualId, InvoiceDetailId, InvoiceId, ProductLineId},
        paging::{ListQuery, Selection},
        words::BillingType,
    },
};
use proptest::prelude::*;

/// What is typed instead of what was billed.
const INSTEAD: &[&str] = &["0", "1", "2.5", "6", "8", "10", "12.3456", "0.3333", "-1", "a lot"];
/// Of a retainer; none: it comes off.
const STAYS: &[Option<&str>] =
    &[Some("0"), Some("100"), Some("400"), Some("600"), Some("1000"), Some("-1"), None];
/// How many are sold.
const SOLD: &[&str] = &["5", "0.0625", "3", "1.3333", "12", "7.5", "-2", "x"];
/// Fees.
const FEES: &[&str] = &["300", "0.01", "999.99", "0", "-5"];

/// A step; numbers choose among what is there at that moment.
#[derive(Clone, Debug)]
pub enum Correcting {
    /// Revises an invoice: all of it or a few sales and retainers; on a new corrective draft, or on
    /// one that is there.
    Revise { invoice: usize, few: Option<usize>, onto: Option<usize> },
    /// Says what a correction bills instead.
    Instead { detail: usize, quantity: usize, price: usize },
    /// Says how much of what was done with a retainer stays.
    Stays { which: usize, amount: usize },
    /// Confirms a corrective draft.
    ConfirmCorrection { draft: usize },
    /// Marks an invoice as paid, or as not.
    Pay { invoice: usize, is_paid: bool },
    /// Sets the billing type of an open row, or of all.
    Retype { row: Option<usize>, to: usize },
    /// Takes a detail off a draft and puts it on again.
    Return { detail: usize, held_back: bool },
    /// Sells goods, or changes what is sold.
    Sell { line: Option<usize>, quantity: usize, day: usize },
    /// Deletes a product line.
    Unsell { line: usize },
    /// Marks a product line, or all.
    MarkSold { line: Option<usize>, ready: bool },
    /// Posts a fee.
    Fee { amount: usize },
}

pub fn correcting() -> impl Strategy<Value = Correcting> {
    let n = 0_usize..1_000;
    let one_or_all = || prop_oneof![3 => (0_usize..1_000).prop_map(Some), 1 => Just(None)];
    prop_oneof![
        5 => (n.clone(), one_or_all(), prop_oneof![1 => (0_usize..1_000).prop_map(Some), 2 => Just(None)])
            .prop_map(|(invoice, few, onto)| Correcting::Revise { invoice, few, onto }),
        5 => (n.clone(), n.clone(), n.clone())
            .prop_map(|(detail, quantity, price)| Correcting::Instead { detail, quantity, price }),
        2 => (n.clone(), n.clone()).prop_map(|(which, amount)| Correcting::Stays { which, amount }),
        5 => n.clone().prop_map(|draft| Correcting::ConfirmCorrection { draft }),
        1 => (n.clone(), any::<bool>())
            .prop_map(|(invoice, is_paid)| Correcting::Pay { invoice, is_paid }),
        2 => (one_or_all(), n.clone()).prop_map(|(row, to)| Correcting::Retype { row, to }),
        1 => (n.clone(), any::<bool>())
            .prop_map(|(detail, held_back)| Correcting::Return { detail, held_back }),
        3 => (prop_oneof![1 => (0_usize..1_000).prop_map(Some), 2 => Just(None)], n.clone(), n.clone())
            .prop_map(|(line, quantity, day)| Correcting::Sell { line, quantity, day }),
        2 => n.clone().prop_map(|line| Correcting::Unsell { line }),
        2 => (one_or_all(), prop::bool::weighted(0.8))
            .prop_map(|(line, ready)| Correcting::MarkSold { line, ready }),
        1 => n.prop_map(|amount| Correcting::Fee { amount }),
    ]
}

async fn confirmed(world: &World) -> Vec<i64> {
    keys(
        world,
        r"
        select invoice_id
        from invoice
        where company_id = $1 and state not in ('draft', 'in_review')
        order by 1
        ",
    )
    .await
}

async fn corrective_drafts(world: &World) -> Vec<i64> {
    keys(
        world,
        r"
        select invoice_id
        from invoice
        where company_id = $1 and kind = 'corrective' and state in ('draft', 'in_review')
        order by 1
        ",
    )
    .await
}

async fn version(world: &World, table: &str, id: i64) -> i32 {
    let asked =
        format!("select version::bigint from {table} where company_id = $1 and {table}_id = {id}");
    let found = keys(world, &asked).await;
    found.first().and_then(|version| i32::try_from(*version).ok()).unwrap_or_default()
}

/// Does a step. Nothing there to do it on: nothing happens.
pub async fn take(world: &World, step: &Correcting) -> Result<(), Failure> {
    match *step {
        Correcting::Revise { invoice, few, onto } => revise(world, invoice, few, onto).await,
        Correcting::Instead { detail, quantity, price } => {
            instead(world, detail, INSTEAD[quantity % INSTEAD.len()], price).await
        }
        Correcting::Stays { which, amount } => {
            stays(world, which, STAYS[amount % STAYS.len()]).await
        }
        Correcting::ConfirmCorrection { draft } => {
            match pick(&corrective_drafts(world).await, draft) {
                Some(draft) => confirm(world, InvoiceId(draft)).await,
                None => Ok(()),
            }
        }
        Correcting::Pay { invoice, is_paid } => {
            let Some(id) = pick(&confirmed(world).await, invoice) else { return Ok(()) };
            let version = version(world, "invoice", id).await;
            let payment = Payment { invoice_id: InvoiceId(id), version, is_paid };
            world.run(payment, |tx, payment| Box::pin(mark_paid(tx, payment))).await
        }
        Correcting::Retype { row, to } => {
            let Some(selection) = rows(world, row).await else { return Ok(()) };
            let billing_type = BillingType::ALL[to % BillingType::ALL.len()];
            let retype = Retype { selection, billing_type, reason: "agreed".into() };
            world.run(retype, |tx, retype| Box::pin(set_billing_type(tx, retype))).await.map(drop)
        }
        Correcting::Return { detail, held_back } => there_and_back(world, detail, held_back).await,
        Correcting::Sell { line, quantity, day } => {
            sell(world, line, SOLD[quantity % SOLD.len()], DAYS[day % DAYS.len()]).await
        }
        Correcting::Unsell { line } => match pick(&product_lines(world).await, line) {
            Some(id) => {
                let version = version(world, "product_line", id).await;
                let removal = ProductLineRemoval { product_line_id: ProductLineId(id), version };
                world.run(removal, |tx, removal| Box::pin(delete_product_line(tx, removal))).await
            }
            None => Ok(()),
        },
        Correcting::MarkSold { line, ready } => {
            let all = product_lines(world).await;
            let selection = match line.map(|n| pick(&all, n)) {
                None => Selection::Matching(ListQuery::default()),
                Some(Some(id)) => Selection::Rows(vec![id]),
                Some(None) => return Ok(()),
            };
            world.mark_product_lines(selection, ready).await.map(drop)
        }
        Correcting::Fee { amount } => {
            let line = fee(world, "FEES", FEES[amount % FEES.len()]).await;
            post_journal(world, vec![line]).await.map(drop)
        }
    }
}

/// Confirms one; that it can't be is a refusal like any other.
async fn confirm(world: &World, draft: InvoiceId) -> Result<(), Failure> {
    let told = world.confirm(&[draft]).await?;
    told.into_iter().try_for_each(|one| one.outcome.map(drop)).map_err(Failure::Refused)
}

async fn revise(
    world: &World,
    invoice: usize,
    few: Option<usize>,
    onto: Option<usize>,
) -> Result<(), Failure> {
    let Some(id) = pick(&confirmed(world).await, invoice) else { return Ok(()) };
    let invoice_id = InvoiceId(id);
    let chosen = match few {
        None => Chosen::All,
        Some(n) => {
            let sales = keys(
                world,
                &format!(
                    r"
                    select actual_id
                    from actual
                    where company_id = $1 and invoice_id = {id} and retainer_id is null
                        and transaction_type = 'billed_sales'
                    order by 1
                    "
                ),
            )
            .await;
            let uses =
                world.read(move |scope| Box::pin(read_revisable(scope, invoice_id))).await?.uses;
            let is_odd = n % 2 == 1;
            let retainers: Vec<ActualId> =
                uses.iter().map(|of| of.actual_id).filter(|of| (of.0 % 2 == 1) == is_odd).collect();
            let few = sales.iter().copied().skip(n % sales.len().max(1)).take(1 + n % 2).collect();
            Chosen::Some { sales: Some(Selection::Rows(few)), retainers }
        }
    };
    let draft = match onto {
        Some(n) => pick(&corrective_drafts(world).await, n).map(InvoiceId),
        None => None,
    };
    let revise = Revise { invoice_id, chosen, draft };
    world.run(revise, |tx, revise| Box::pin(revise_invoice(tx, revise))).await.map(drop)
}

/// A detail of an open invoice, chosen among those that `which` lets through.
async fn open_detail(world: &World, which: &str, n: usize) -> Option<DetailRow> {
    let asked = format!(
        r"
        select d.invoice_detail_id
        from invoice_detail d
        join invoice i using (company_id, invoice_id)
        where d.company_id = $1 and i.state in ('draft', 'in_review') and {which}
        order by 1
        "
    );
    let id = pick(&keys(world, &asked).await, n)?;
    let of = format!(
        "select invoice_id from invoice_detail where company_id = $1 and invoice_detail_id = {id}"
    );
    // It may be gone meanwhile, when many work at once.
    let invoice = InvoiceId(*keys(world, &of).await.first()?);
    let details = world.details(invoice).await;
    details.into_iter().find(|row| row.invoice_detail_id == InvoiceDetailId(id))
}

async fn instead(world: &World, n: usize, quantity: &str, price: usize) -> Result<(), Failure> {
    let Some(row) = open_detail(world, "d.corrects_actual_id is not null", n).await else {
        return Ok(());
    };
    // Mostly at the price that was billed; at half of it, which a milestone takes too; or another.
    let unit_price = match price % 8 {
        0..5 => row.source_unit_price.normalize().to_string(),
        5 => (row.source_unit_price / rust_decimal::Decimal::TWO).round_dp(2).to_string(),
        other => PRICES[other * price % PRICES.len()].to_owned(),
    };
    let edit =
        DetailEdit { quantity: quantity.into(), unit_price, ..unchanged(row.invoice_id, &row) };
    world.edit(edit).await
}

async fn stays(world: &World, n: usize, amount: Option<&str>) -> Result<(), Failure> {
    let open: Vec<(i64, i64)> = sqlx::query_as(
        r"
        select u.invoice_id, u.corrects_actual_id
        from invoice_retainer u
        join invoice i using (company_id, invoice_id)
        where u.company_id = $1 and i.state in ('draft', 'in_review') and u.corrects_actual_id <> 0
        order by 1, 2
        ",
    )
    .bind(world.company())
    .fetch_all(&world.owner)
    .await
    .expect("asked");
    let Some((invoice, corrects)) = pick(&open, n) else { return Ok(()) };
    let correction = RetainerCorrection {
        invoice_id: InvoiceId(invoice),
        version: version(world, "invoice", invoice).await,
        corrects_actual_id: ActualId(corrects),
        amount: amount.map(str::to_owned),
    };
    world.run(correction, |tx, correction| Box::pin(correct_retainer(tx, correction))).await
}

async fn there_and_back(world: &World, n: usize, held_back: bool) -> Result<(), Failure> {
    let Some(row) = open_detail(world, "d.source_actual_id is not null", n).await else {
        return Ok(());
    };
    let invoice_id = row.invoice_id;
    let removal = DetailRemoval {
        invoice_id,
        version: version(world, "invoice", invoice_id.0).await,
        selection: Selection::Rows(vec![row.invoice_detail_id.0]),
        hold_back: held_back,
    };
    let off = world.run(removal, |tx, off| Box::pin(delete_details(tx, off))).await?;
    let sales = off.sales.iter().map(|sale| sale.0).collect();
    let back = DetailReturn { invoice_id, selection: Selection::Rows(sales), held_back };
    world.run(back, |tx, back| Box::pin(put_back(tx, back))).await.map(drop)
}

async fn product_lines(world: &World) -> Vec<i64> {
    keys(world, "select product_line_id from product_line where company_id = $1 order by 1").await
}

async fn sell(
    world: &World,
    line: Option<usize>,
    quantity: &str,
    day: &str,
) -> Result<(), Failure> {
    let known = match line {
        Some(n) => pick(&product_lines(world).await, n),
        None => None,
    };
    let edit = ProductLineEdit {
        product_line_id: known.map(ProductLineId),
        version: match known {
            Some(id) => version(world, "product_line", id).await,
            None => 0,
        },
        sold_on: day.into(),
        ..world.new_product_line(quantity).await
    };
    world.save_product_line(edit).await.map(drop)
}

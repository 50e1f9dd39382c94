//! The story: ten years of a software house's real time sheets are imported, approved, marked,
//! invoiced and confirmed, and every customer is billed what `expected-billing.csv` says, to the
//! cent.

use super::{
    fixtures::{World, dec},
    sheets::{Work, book, sheet, work},
};
use crate::{
    app::rehearse::{Billed, bill_everything, billed},
    imports::{commands::read_folder, rules::ImportFile},
};
use sqlx::PgPool;
use std::path::PathBuf;

/// What the story begins with and must end with.
struct Story {
    files: Vec<ImportFile>,
    expected: Vec<Billed>,
    entries: i64,
}

/// The real folder lies beside the repository, where it does.
async fn real() -> Option<Story> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/sip");
    let expected = std::fs::read_to_string(folder.join("expected-billing.csv")).ok()?;
    let mut files = read_folder(&folder).await.expect("the folder can be read");
    files.retain(|f| f.name != "expected-billing.csv");
    println!("billing the real time sheets in {}", folder.display());
    Some(Story { files, expected: read_expected(&expected), entries: 12_089 })
}

/// A small folder of our own, worked out by hand: three months, every way of splitting, odd
/// currencies, a limit.
fn small() -> Story {
    println!("the real time sheets are not beside the repository: billing a small folder instead");
    let mut rows: Vec<Work> = Vec::new();
    for month in ["01", "02", "03"] {
        for project in ["SOLO", "PAIR", "THIRDS", "YEN", "DINAR"] {
            rows.push(work(project, &format!("2026-{month}-05"), "8"));
            rows.push(work(project, &format!("2026-{month}-06"), "0.25"));
        }
        rows.push(work("CAP", &format!("2026-{month}-05"), "7"));
    }
    rows.push(Work { invoiced: "Yes", ..work("SOLO", "2026-01-07", "8") });
    rows.push(Work { approved: "No", ..work("SOLO", "2026-01-08", "8") });
    rows.push(Work { billable: "No", ..work("SOLO", "2026-01-09", "8") });
    rows.push(work("DRAFT", "2026-01-05", "8"));
    rows.push(work("FIXED", "2026-01-05", "8"));
    let entries = i64::try_from(rows.len()).expect("a few");
    let mut files = book();
    files.push(sheet(&rows));
    // 8.25 h a month: 60/40 of 8 and of 0.25; thirds of 8 as in R-APP-8, of 0.25 as 0.08, 0.08,
    // 0.09. CAP takes two of its three.
    let expected = "contract,customer,currency,actuals,hours,amount
CAP,Nordlicht Energie,EUR,2,14,2800
DINAR,Nordlicht Energie,BHD,6,24.75,305.550
PAIR,Nordlicht Energie,EUR,6,14.85,2970
PAIR,Tromsø Shipping,EUR,6,9.90,1980
SOLO,\"Harbour & Vale, Architects\",GBP,6,24.75,4950
THIRDS,\"Harbour & Vale, Architects\",EUR,6,8.25,1650
THIRDS,Nordlicht Energie,EUR,6,8.25,1650
THIRDS,Tromsø Shipping,EUR,6,8.25,1650
YEN,Nordlicht Energie,JPY,6,24.75,247524
";
    Story { files, expected: read_expected(expected), entries }
}

fn read_expected(text: &str) -> Vec<Billed> {
    let mut expected: Vec<Billed> = csv::Reader::from_reader(text.as_bytes())
        .records()
        .map(|record| {
            let record = record.expect("a row");
            Billed {
                contract: record[0].into(),
                customer: record[1].into(),
                currency: record[2].parse().expect("a currency"),
                actuals: record[3].parse().expect("a count"),
                hours: dec(&record[4]),
                amount: dec(&record[5]),
            }
        })
        .collect();
    expected.sort();
    expected
}

async fn tell(owner: PgPool, story: Story) {
    let world = World::bare(owner).await;
    let mut connection = world.owner.acquire().await.expect("a connection");
    bill_everything(
        &world.database,
        &mut connection,
        world.actor.company,
        story.files,
        crate::imports::model::ImportOptions::default(),
    )
    .await
    .expect("billed");
    let found = billed(&mut connection, world.actor.company).await.expect("read back");
    drop(connection);
    assert_eq!(found, story.expected);
    assert_eq!(world.ask("select count(*) from entry").await, story.entries);
    assert_eq!(
        usize::try_from(world.ask("select count(*) from invoice where state = 'confirmed'").await),
        Ok(story.expected.len()),
        "R-INV-3: one per contract and customer"
    );
    let in_total = world
        .texts(
            r"
            select currency || ' ' || trim_scale(sum(amount))
            from invoice
            group by currency
            order by 1
            ",
        )
        .await;
    let mut expected: std::collections::BTreeMap<String, rust_decimal::Decimal> =
        std::collections::BTreeMap::new();
    for billed in &story.expected {
        *expected.entry(billed.currency.to_string()).or_default() += billed.amount;
    }
    assert_eq!(
        in_total,
        expected
            .into_iter()
            .map(|(currency, amount)| format!("{currency} {}", amount.normalize()))
            .collect::<Vec<_>>(),
        "the invoices say the same as the ledger"
    );
    world.audit_clean().await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn everybody_is_billed_to_the_cent(owner: PgPool) {
    // R-APP-8, R-CONF-1, I1 to I6
    let story = match real().await {
        Some(story) => story,
        None => small(),
    };
    tell(owner, story).await;
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn the_small_folder_is_billed_to_the_cent_too(owner: PgPool) {
    // what stands in for the real folder must itself be right
    tell(owner, small()).await;
}

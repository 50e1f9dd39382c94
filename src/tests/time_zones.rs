//! Today is the day where the company is, whatever day it is in Greenwich: on invoices, in the
//! books, in the week, in lists.

use super::{
    fixtures::{World, day, refusal},
    sheets::work,
};
use crate::{
    access::{
        self,
        model::{CompanyEdit, CompanyPage},
    },
    entries,
    platform::clock::Clock,
    vocabulary::{
        failure::ApiError,
        paging::ListQuery,
        refusal::{Field, Refusal},
        time_zone::TimeZone,
    },
};
use sqlx::PgPool;

/// The day it is somewhere at an instant.
#[track_caller]
fn day_in(zone: &str, instant: &str) -> String {
    let zone: TimeZone = zone.parse().unwrap_or_else(|refusal| panic!("{zone}: {refusal:?}"));
    zone.day_of(instant.parse().unwrap_or_else(|error| panic!("{instant}: {error}"))).to_string()
}

#[test]
fn a_day_begins_at_midnight_where_the_company_is() {
    // architecture §3: before midnight, after it, and on both sides of both changes of the clock
    for (zone, instant, expected) in [
        // UTC+12, from the last Sunday of September UTC+13
        ("Pacific/Auckland", "2026-09-26T11:59:59Z", "2026-09-26"),
        ("Pacific/Auckland", "2026-09-26T12:00:00Z", "2026-09-27"), // the day the clock goes forward begins in winter time
        ("Pacific/Auckland", "2026-09-27T10:59:59Z", "2026-09-27"), // and ends an hour early
        ("Pacific/Auckland", "2026-09-27T11:00:00Z", "2026-09-28"),
        ("Pacific/Auckland", "2026-04-04T10:59:59Z", "2026-04-04"),
        ("Pacific/Auckland", "2026-04-04T11:00:00Z", "2026-04-05"), // the day it goes back
        ("Pacific/Auckland", "2026-04-05T11:59:59Z", "2026-04-05"), // has 25 hours
        ("Pacific/Auckland", "2026-04-05T12:00:00Z", "2026-04-06"),
        ("Pacific/Auckland", "2026-11-25T17:37:00Z", "2026-11-26"),
        // UTC+1, in summer UTC+2
        ("Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28"),
        ("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29"),
        ("Europe/Berlin", "2026-03-29T21:59:59Z", "2026-03-29"),
        ("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30"),
        ("Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25"),
        ("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25"),
        ("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26"),
        // UTC-8, in summer UTC-7: yesterday for Greenwich
        ("America/Los_Angeles", "2026-03-08T07:59:59Z", "2026-03-07"),
        ("America/Los_Angeles", "2026-03-08T08:00:00Z", "2026-03-08"),
        ("America/Los_Angeles", "2026-03-09T06:59:59Z", "2026-03-08"),
        ("America/Los_Angeles", "2026-03-09T07:00:00Z", "2026-03-09"),
        ("America/Los_Angeles", "2026-11-02T07:59:59Z", "2026-11-01"),
        ("America/Los_Angeles", "2026-11-02T08:00:00Z", "2026-11-02"),
        ("UTC", "2026-11-25T23:59:59Z", "2026-11-25"),
    ] {
        assert_eq!(day_in(zone, instant), expected, "{zone} {instant}");
    }
}

#[test]
fn a_time_zone_is_named_by_a_place() {
    for wrong in [
        "Berlin",
        "europe/berlin",
        "CET",
        "GMT+2",
        "Etc/GMT+5",
        "+02:00",
        "Mars/Olympus",
        "Europe/Berlin'; --",
    ] {
        assert_eq!(
            wrong.parse::<TimeZone>(),
            Err(Refusal::FieldNotAChoice(Field::TimeZone)),
            "{wrong}"
        );
    }
    assert_eq!(" ".parse::<TimeZone>(), Err(Refusal::FieldMissing(Field::TimeZone)));
    let names: Vec<&str> = TimeZone::names().collect();
    assert!(
        names.len() > 300
            && names
                .iter()
                .all(|name| name.parse::<TimeZone>().is_ok_and(|zone| zone.to_string() == *name))
    );
    assert!(
        ["UTC", "Europe/Oslo", "Europe/Amsterdam", "Asia/Kolkata"]
            .iter()
            .all(|name| names.contains(name))
    );
}

impl World {
    /// The same world at another instant, its company somewhere else.
    async fn at(&mut self, instant: &str, zone: &str) {
        self.database.clock = Clock::Fixed(instant.parse().expect("an instant"));
        let seen_time_zone = self.company_page().await.time_zone;
        self.edit_company(&seen_time_zone, zone).await.expect("a time zone");
    }

    async fn edit_company(
        &self,
        seen: &str,
        zone: &str,
    ) -> Result<(), crate::platform::failure::Failure> {
        let edit = CompanyEdit { seen_time_zone: seen.into(), time_zone: zone.into() };
        self.run(edit, |tx, edit| Box::pin(access::commands::edit_company(tx, edit))).await
    }

    async fn company_page(&self) -> CompanyPage {
        self.read(move |scope| Box::pin(access::commands::read_company(scope)))
            .await
            .expect("the company")
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn an_invoice_of_an_auckland_morning_is_dated_there_and_takes_today_s_work(owner: PgPool) {
    // 26 November 06:37 in Auckland is 25 November 17:37 in Greenwich
    let mut world = World::new(owner).await;
    world.at("2026-11-25T17:37:00Z", "Pacific/Auckland").await;
    world.ready(&[work("SOLO", "2026-11-24", "2"), work("SOLO", "2026-11-26", "3")]).await;

    let draft = world.draft("SOLO").await;

    assert_eq!(world.details(draft).await.len(), 2, "the work of the 26th is not left behind");
    assert_eq!(world.texts("select invoice_on::text from invoice").await, ["2026-11-26"]);
    let today = world.database.today(world.actor.company).await.unwrap();
    let preview = world
        .read(move |scope| {
            Box::pin(crate::invoicing::confirm::commands::preview_confirmation(
                scope, draft, 0, today,
            ))
        })
        .await
        .unwrap();
    assert!(
        preview.rows.iter().all(|row| row.accounted_on == day("2026-11-26")),
        "what Confirm shows: {preview:?}"
    );
    world.confirmed(draft).await;
    assert_eq!(
        world
            .texts(
                r"
                select distinct accounted_on::text
                from actual
                union select accounted_on::text
                from invoice
                "
            )
            .await,
        ["2026-11-26"],
        "approval and confirmation count in the books there (R-CONF-4)"
    );
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn where_it_is_still_yesterday_tomorrow_s_work_waits(owner: PgPool) {
    // R-INV-4: 30 June 20:00 in Los Angeles, already July in Greenwich: another month's end
    let mut world = World::new(owner).await;
    world.at("2026-07-01T03:00:00Z", "America/Los_Angeles").await;
    let sales =
        world.ready(&[work("SOLO", "2026-06-30", "2"), work("SOLO", "2026-07-01", "3")]).await;

    let picked = world
        .run(crate::vocabulary::paging::Selection::Rows(sales), |tx, rows| {
            Box::pin(crate::invoicing::create::commands::invoice_rows(tx, rows))
        })
        .await
        .unwrap();

    assert_eq!(picked.outcome.changed, 1);
    assert_eq!(
        picked.outcome.refused.first().map(|(refusal, count, _)| (refusal.clone(), *count)),
        Some((Refusal::DatedAfterInvoice(day("2026-06-30")), 1))
    );
    assert_eq!(world.texts("select distinct accounted_on::text from actual").await, ["2026-06-30"]);
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn week_and_filters_follow_the_company_and_a_rival_keeps_its_own_day(owner: PgPool) {
    // Monday 00:30 in Auckland, Sunday noon in Greenwich
    let mut world = World::new(owner).await.with_jobs().await;
    let rival = world.rival().await;
    world.at("2026-11-22T11:30:00Z", "Pacific/Auckland").await;
    let today = world.database.today(world.actor.company).await.unwrap();
    assert_eq!(
        (today, world.database.today(rival.actor.company).await.unwrap()),
        (day("2026-11-23"), day("2026-11-22"))
    );
    let person = world.actor.person.unwrap();
    let week = world
        .read(move |scope| {
            Box::pin(async move { entries::commands::read_week(scope, person, "").await })
        })
        .await
        .unwrap();
    assert_eq!(week.monday, day("2026-11-23"));

    let asked = r"
        insert into batch (company_id, kind, input, person_id, begun_at)
        select company_id, 'approve_set', '{}', min(person_id), '2026-11-22T11:30:00Z'
        from person
        group by company_id; insert into approval_set (
            company_id, approval_set_id, project_id, comment, hours
        )
        select b.company_id, b.batch_id, min(p.project_id), '', 8
        from batch b
        join project p using (company_id)
        group by 1, 2
    ";
    world.force(asked).await;
    for (from, found) in [("2026-11-23", [1, 0]), ("2026-11-22", [1, 1])] {
        for (who, expected) in [world.actor.company, rival.actor.company].into_iter().zip(found) {
            let query = ListQuery::default().with("from", from);
            let page = world
                .database
                .read(who, move |scope| {
                    Box::pin(async move {
                        crate::batches::commands::list_batches(scope, None, &query).await
                    })
                })
                .await
                .unwrap();
            assert_eq!(page.rows.len(), expected, "from {from}");
        }
    }
}

#[sqlx::test(migrator = "crate::platform::migrations::MIGRATIONS")]
async fn a_company_moves_and_a_name_that_is_none_is_refused(owner: PgPool) {
    let mut world = World::bare(owner).await;
    assert_eq!(world.company_page().await.time_zone, "UTC");
    world.at("2026-11-25T17:37:00Z", "Pacific/Auckland").await;
    let page = world.company_page().await;
    assert_eq!((page.time_zone.as_str(), page.today), ("Pacific/Auckland", day("2026-11-26")));
    assert_eq!(
        world
            .texts(
                r"
                select before #>> '{}' || ' ' || (after #>> '{}')
                from audit_entry
                order by audit_entry_id desc
                limit 1
                "
            )
            .await,
        ["UTC Pacific/Auckland"],
        "the audit trail has both"
    );

    assert_eq!(
        refusal(world.edit_company("UTC", "Europe/Oslo").await),
        Refusal::Outdated,
        "somebody else was first"
    );
    assert_eq!(
        refusal(world.edit_company("Pacific/Auckland", "Oslo").await),
        Refusal::FieldNotAChoice(Field::TimeZone)
    );
    assert_eq!(
        refusal(world.edit_company("Pacific/Auckland", "").await),
        Refusal::FieldMissing(Field::TimeZone)
    );
    let error = sqlx::query("update company set time_zone = 'Oslo'")
        .execute(&world.owner)
        .await
        .expect_err("company_time_zone_is_known");
    let failure: ApiError = crate::platform::failure::Failure::from(error).into();
    assert_eq!(
        failure,
        ApiError::Refused(Refusal::FieldNotAChoice(Field::TimeZone)),
        "by hand too"
    );
    let missing: i64 = {
        let names: Vec<String> = TimeZone::names().map(str::to_owned).collect();
        sqlx::query_scalar(
            r"
            select count(*)
            from unnest($1::text[]) n
            where not exists (select from pg_timezone_names z where z.name = n)
            ",
        )
        .bind(names)
        .fetch_one(&world.owner)
        .await
        .unwrap()
    };
    assert_eq!(missing, 0, "what is offered, the database knows");
}

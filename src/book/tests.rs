//! Teams and names, as tables.

use super::{
    model::team::{Team, TeamPerson},
    rules::{
        people,
        team::{may_change_team, team},
    },
};
use crate::vocabulary::{
    ids::PersonId,
    refusal::{Field, Refusal},
    words::Role,
};

#[test]
fn a_team_names_people_whose_roles_suit() {
    // §14
    let person = |id: i64, may_approve: bool, may_manage: bool| TeamPerson {
        person_id: PersonId(id),
        name: format!("{id}"),
        may_approve,
        may_manage,
    };
    let people = [person(1, true, true), person(2, true, false), person(3, false, false)];
    let said = |manager: Option<i64>, members: &[(i64, bool)]| Team {
        manager: manager.map(PersonId),
        members: members.iter().map(|(id, is_approver)| (PersonId(*id), *is_approver)).collect(),
    };
    for (manager, members, expected) in [
        (None, &[][..], Ok(())),
        (Some(1), &[(3, false), (2, true)], Ok(())),
        (Some(2), &[], Err(Refusal::FieldNotAChoice(Field::ProjectManager))),
        (Some(9), &[], Err(Refusal::FieldNotAChoice(Field::ProjectManager))),
        (None, &[(3, true)], Err(Refusal::FieldNotAChoice(Field::Approvers))),
        (None, &[(9, false)], Err(Refusal::FieldNotAChoice(Field::Approvers))),
        (None, &[(2, true), (2, false)], Err(Refusal::FieldNotAChoice(Field::Approvers))),
    ] {
        let checked = team(&said(manager, members), &people);
        assert_eq!(
            checked.as_ref().map(|_| ()).map_err(Clone::clone),
            expected,
            "{manager:?} {members:?}"
        );
        if let Ok(team) = checked {
            assert!(team.members.is_sorted(), "in one order, so that two who look see the same");
        }
    }
}

#[test]
fn a_project_s_manager_and_administrators_name_its_team() {
    // §14: whoever could name themselves approver of any project would approve them all
    use Role::{Administrator, BillingAdministrator, ProjectApprover, ProjectManager};
    let (ann, bob) = (Some(PersonId(1)), Some(PersonId(2)));
    for (roles, person, manager, may) in [
        (&[ProjectManager][..], ann, ann, true),
        (&[ProjectManager], ann, bob, false),
        (&[ProjectManager], ann, None, false),
        (&[ProjectApprover], ann, ann, false),
        (&[BillingAdministrator], ann, bob, false),
        (&[Administrator], ann, bob, true),
        (&[Administrator], ann, None, true),
        (&[], None, None, true),
    ] {
        assert_eq!(
            may_change_team(roles, person, manager),
            may,
            "{roles:?} {person:?} {manager:?}"
        );
    }
}

#[cfg(feature = "ssr")]
#[test]
fn names_that_may_be_one_person_s_are_asked_about() {
    // R-SEC-1: unknown and alike is refused, so what is alike must not be everybody
    use people::is_alike;
    for (one, other) in [
        ("Maria Winter", "maria  winter"),
        ("Maria Winter", "Winter, Maria"),
        ("Maria Winter", "María Winter"),
        ("Maria Winter", "M. Winter"),
        ("Maria Winter", "Winter M."),
        ("Maria Anna Winter", "Maria Winter"),
        ("Maria A. Winter", "Maria Anna Winter"),
        ("Maria", "maria"),
    ] {
        assert!(is_alike(one, other) && is_alike(other, one), "{one:?} {other:?}");
    }
    for (one, other) in [
        ("Maria Winter", "Martin Winter"),
        ("Maria Winter", "Maria Sommer"),
        ("Maria Winter", "Maria"),
        ("Maria Winter", "M. W."),
        ("Maria Winter", "T. Winter"),
        ("Maria Winter", "Maria Maria"),
        ("maria@example.org", "Maria Winter"),
        ("", ""),
        ("Maria Winter", ""),
    ] {
        assert!(!is_alike(one, other) && !is_alike(other, one), "{one:?} {other:?}");
    }
}

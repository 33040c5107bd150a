//! The rules of accounts, sessions, invitations and devices, on a database in memory.

use std::time::Duration;

use protocol::{Timestamp, entities::Role};

use super::*;
use crate::config::{INVITATION_LIFE, SESSION_LIFE, TOKEN_LIFE};

fn accounts(demo: bool) -> Accounts {
    Accounts::open(Path::new(":memory:"), demo).unwrap()
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn ana(demo: bool) -> Account {
    Account {
        id: "u-ana".into(),
        email: "ana@livedeck.test".to_owned(),
        name: "Ana".to_owned(),
        roles: vec![Role::Dispatcher],
        area: "Nord depot".to_owned(),
        demo,
    }
}

#[test]
fn a_session_slides_while_it_is_used_and_ends_when_it_is_not() {
    let accounts = accounts(true);
    accounts.keep(&[ana(true)], None).unwrap();
    let (secret, session) = accounts.start_session(&ana(true), at(0)).unwrap();
    let later = at(0) + SESSION_LIFE - Duration::from_secs(1);

    assert_eq!(session.expires, at(0) + SESSION_LIFE);
    let used = accounts.session(secret.hash(), later).unwrap().unwrap();
    assert_eq!(used.expires, later + SESSION_LIFE);
    assert_eq!(used.account, ana(true));
    assert_eq!(accounts.session(secret.hash(), used.expires).unwrap(), None);
}

#[test]
fn ht17_the_session_of_a_token_does_not_slide() {
    let accounts = accounts(true);
    accounts.keep(&[ana(true)], None).unwrap();
    let (secret, session) = accounts.start_token(&ana(true), at(0)).unwrap();
    let later = at(0) + TOKEN_LIFE - Duration::from_secs(1);

    let used = accounts.session(secret.hash(), later).unwrap().unwrap();
    assert_eq!(used.expires, session.expires);
    assert_eq!(accounts.session(secret.hash(), at(0) + TOKEN_LIFE).unwrap(), None);
}

#[test]
fn an_ended_session_is_nobodys() {
    let accounts = accounts(true);
    accounts.keep(&[ana(true)], None).unwrap();
    let (secret, _) = accounts.start_session(&ana(true), at(0)).unwrap();

    assert!(accounts.end_session(secret.hash()).unwrap());

    assert_eq!(accounts.session(secret.hash(), at(1)).unwrap(), None);
    assert!(!accounts.end_session(secret.hash()).unwrap());
}

#[test]
fn ht15_demo_accounts_sleep_while_the_demo_is_off() {
    let accounts = accounts(false);
    accounts.keep(&[ana(true)], None).unwrap();
    let (secret, _) = accounts.start_session(&ana(true), at(0)).unwrap();

    assert!(accounts.by_email("ana@livedeck.test").unwrap().is_none());
    assert!(accounts.session(secret.hash(), at(1)).unwrap().is_none());
    assert!(accounts.all().unwrap().is_empty());
}

#[test]
fn e_mails_are_found_however_they_are_typed() {
    let accounts = accounts(true);
    accounts.keep(&[ana(false)], None).unwrap();

    assert!(accounts.by_email("  Ana@Livedeck.TEST ").unwrap().is_some());
}

#[test]
fn a_password_survives_the_next_start() {
    let accounts = accounts(true);
    let chosen = PasswordHash::stored("chosen".to_owned());
    accounts.keep(&[ana(true)], Some(&chosen)).unwrap();

    accounts
        .keep(&[ana(true)], Some(&PasswordHash::stored("other".to_owned())))
        .unwrap();

    let (_, password) = accounts.by_email("ana@livedeck.test").unwrap().unwrap();
    assert_eq!(password.unwrap().as_str(), "chosen");
}

#[test]
fn another_company_takes_over_the_demo_e_mails() {
    let accounts = accounts(true);
    accounts.keep(&[ana(true)], None).unwrap();
    let bea = Account {
        id: "u-bea".into(),
        ..ana(true)
    };

    accounts.keep(std::slice::from_ref(&bea), None).unwrap();

    assert_eq!(accounts.all().unwrap(), [bea]);
}

#[test]
fn the_first_admin_chooses_a_password_with_a_link_that_works_once() {
    let accounts = accounts(false);
    let lost = accounts.invite_first_admin(at(0)).unwrap().unwrap();
    let link = accounts.invite_first_admin(at(1)).unwrap().unwrap();
    let password = PasswordHash::stored("chosen".to_owned());

    assert!(accounts.accept(lost.hash(), &password, at(2)).unwrap().is_none());
    assert!(!accounts.is_invited(link.hash(), at(1) + INVITATION_LIFE).unwrap());
    assert!(accounts.is_invited(link.hash(), at(2)).unwrap());
    let admin = accounts.accept(link.hash(), &password, at(2)).unwrap().unwrap();
    assert_eq!(admin.roles, [Role::Admin]);
    assert!(accounts.accept(link.hash(), &password, at(2)).unwrap().is_none());
    assert!(accounts.invite_first_admin(at(3)).unwrap().is_none());
}

#[test]
fn a_device_key_is_worth_one_vehicle_until_it_is_deleted() {
    let accounts = accounts(false);
    let (key, device) = accounts.create_device("Ana's phone", at(0)).unwrap();

    assert_eq!(device.vehicle.as_str(), "phone-ana-s-phone");
    assert_eq!(accounts.device(key.hash()).unwrap().as_ref(), Some(&device));
    assert!(matches!(
        accounts.create_device("ana s PHONE", at(0)),
        Err(DeviceError::Taken)
    ));
    assert!(matches!(
        accounts.create_device("…", at(0)),
        Err(DeviceError::Name)
    ));
    assert!(accounts.delete_device(&device.vehicle).unwrap());
    assert_eq!(accounts.device(key.hash()).unwrap(), None);
    assert!(accounts.devices().unwrap().is_empty());
}

/// DI16: whatever is changed in the audit is found, at the line where it was changed.
#[test]
fn di16_a_changed_line_of_the_audit_is_found() {
    let tampered = |sql: &str| {
        let accounts = accounts(true);
        for n in 1..=5 {
            accounts
                .audit(&"ana".into(), &format!("read {n}"), Timestamp::from_millis(n))
                .unwrap();
        }
        assert_eq!(accounts.audit_fault().unwrap(), None);
        // Somebody with the file in their hands.
        accounts
            .db()
            .execute_batch(&format!(
                "DROP TRIGGER audit_stays; DROP TRIGGER audit_is_kept; {sql}"
            ))
            .unwrap();
        accounts.audit_fault().unwrap()
    };
    assert_eq!(tampered(""), None);
    assert_eq!(tampered("UPDATE audit SET who = 'ben' WHERE n = 3"), Some(3));
    assert_eq!(tampered("UPDATE audit SET what = '' WHERE n = 1"), Some(1));
    assert_eq!(tampered("UPDATE audit SET at = 9 WHERE n = 5"), Some(5));
    assert_eq!(tampered("DELETE FROM audit WHERE n = 2"), Some(3));
    assert_eq!(
        tampered("UPDATE audit SET hash = (SELECT hash FROM audit WHERE n = 1) WHERE n = 2"),
        Some(2)
    );
}

#[test]
fn wp2_a_subscription_goes_with_its_session_and_with_the_right_to_be_told() {
    let accounts = accounts(true);
    let driver = Account {
        roles: vec![Role::Driver],
        ..ana(true)
    };
    accounts.keep(std::slice::from_ref(&driver), None).unwrap();
    let (_, session) = accounts.start_session(&driver, at(0)).unwrap();
    let subscription = Subscription {
        endpoint: "https://fcm.googleapis.com/a".to_owned(),
        p256dh: vec![4; 65],
        auth: vec![7; 16],
        language: "fr".to_owned(),
    };
    assert_eq!(format!("{subscription:?}"), "Subscription(…)");
    let told = |now| accounts.subscriptions(&driver.id, now).unwrap();
    assert!(accounts.subscribe(&session, &subscription, at(1)).unwrap());
    assert_eq!(told(at(2)), std::slice::from_ref(&subscription));
    assert_eq!(told(at(0) + SESSION_LIFE), [], "the session is over");

    accounts.keep(&[ana(true)], None).unwrap();
    assert_eq!(told(at(3)), [], "a dispatcher by now");
    assert!(
        !accounts.is_subscribed(session.hash).unwrap(),
        "it does not begin anew with the right"
    );

    accounts.keep(std::slice::from_ref(&driver), None).unwrap();
    assert!(accounts.subscribe(&session, &subscription, at(4)).unwrap());
    accounts.end_session(session.hash).unwrap();
    assert_eq!(told(at(5)), [], "signed out");
    assert!(!accounts.subscribe(&session, &subscription, at(6)).unwrap());
}

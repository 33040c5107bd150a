//! What the browser keeps of the rows: whole topics of one person, or nothing.

use std::time::Duration;

use livedeck::{
    cache::Cache,
    platform::{database::Database, storage, timer::sleep},
};
use protocol::UserInfo;
use sync::CacheRecord;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fixture::{member, members, record},
    stage::until,
};

#[wasm_bindgen_test]
fn what_is_stored_is_restored_at_the_next_start() {
    let cache = cache_of(&ana());
    let stored = record(&[member("a", "Ana"), member("b", "Ben")]);
    cache.store(&stored);

    let (user, records) = Cache::open().restore();

    assert_eq!(user, Some(ana()));
    assert_eq!(json(&records), json(&[stored]));
    assert!(cache.entries()[0].kept);
    empty();
}

#[wasm_bindgen_test]
fn a_topic_replaces_what_was_kept_of_it() {
    let cache = cache_of(&ana());
    cache.store(&record(&[member("a", "Ana")]));

    let newer = record(&[member("b", "Ben")]);
    cache.store(&newer);

    assert_eq!(json(&Cache::open().restore().1), json(&[newer]));
    assert_eq!(cache.entries().len(), 1);
    empty();
}

#[wasm_bindgen_test]
fn nothing_is_left_for_another_person() {
    let cache = cache_of(&ana());
    cache.store(&record(&[member("a", "Ana")]));

    Cache::open().belongs_to(&ben());

    let (user, records) = Cache::open().restore();
    assert_eq!((user, records.len()), (Some(ben()), 0));
    assert!(storage::keys(ROWS).is_empty());
    empty();
}

#[wasm_bindgen_test]
fn the_same_person_keeps_everything() {
    let cache = cache_of(&ana());
    cache.store(&record(&[member("a", "Ana")]));

    cache.belongs_to(&UserInfo {
        name: "Ana O.".to_owned(),
        ..ana()
    });

    let (user, records) = Cache::open().restore();
    assert_eq!(user.map(|it| it.name).as_deref(), Some("Ana O."));
    assert_eq!(records.len(), 1);
    empty();
}

#[wasm_bindgen_test]
fn an_e_mail_address_is_kept_for_who_is_here_and_goes_with_them() {
    let cache = cache_of(&ana());

    cache.know_email("ana@livedeck.test");
    assert_eq!(cache.email().as_deref(), Some("ana@livedeck.test"));

    cache.belongs_to(&ben());
    assert_eq!(cache.email(), None);
    empty();
}

/// A write that was on its way when somebody else signed in.
#[wasm_bindgen_test]
fn rows_of_another_person_are_not_taken() {
    let cache = cache_of(&ben());

    cache.store(&record(&[member("a", "Ana")]));

    assert!(storage::keys(ROWS).is_empty());
    empty();
}

#[wasm_bindgen_test]
fn signing_out_leaves_nothing() {
    let cache = cache_of(&ana());
    cache.store(&record(&[member("a", "Ana")]));

    cache.forget_all();

    assert!(storage::keys("livedeck:1:rows:").is_empty());
    assert_eq!(storage::read(USER), None);
    assert!(cache.entries().is_empty());
}

#[wasm_bindgen_test]
fn a_forgotten_topic_is_gone() {
    let cache = cache_of(&ana());
    cache.store(&record(&[member("a", "Ana")]));

    cache.forget(&members());

    assert!(storage::keys(ROWS).is_empty());
    assert!(Cache::open().restore().1.is_empty());
    empty();
}

#[wasm_bindgen_test]
fn what_cannot_be_read_is_removed() {
    for text in ["", "{", "[]", "{\"user\":\"u4\"}"] {
        cache_of(&ana());
        storage::write(&key(), text).unwrap();

        let (user, records) = Cache::open().restore();

        assert_eq!((user, records.len()), (Some(ana()), 0), "{text}");
        assert!(storage::keys(ROWS).is_empty(), "{text}");
    }
    empty();
}

/// Rows under another topic's name would be shown as that topic's.
#[wasm_bindgen_test]
fn rows_under_a_wrong_name_are_removed() {
    cache_of(&ana());
    let text = serde_json::to_string(&record(&[member("a", "Ana")])).unwrap();
    storage::write(&(ROWS.to_owned() + "fleet/vehicles"), &text).unwrap();

    let (_, records) = Cache::open().restore();

    assert!(records.is_empty());
    assert!(storage::keys(ROWS).is_empty());
    empty();
}

#[wasm_bindgen_test]
fn without_a_readable_person_nothing_is_shown() {
    let cache = cache_of(&ana());
    cache.store(&record(&[member("a", "Ana")]));
    storage::write(USER, "{").unwrap();

    let (user, records) = Cache::open().restore();

    assert_eq!((user, records.len()), (None, 0));
    assert!(storage::keys(ROWS).is_empty());
}

#[wasm_bindgen_test]
async fn a_large_topic_is_kept_too() {
    let cache = cache_of(&ana());
    let stored = large_record("Ana");
    cache.store(&record(&[member("a", "Ana")]));

    cache.store(&stored);

    until("the rows are kept", || cache.entries()[0].kept).await;
    assert!(
        storage::keys(ROWS).is_empty(),
        "not where it would delay the first paint"
    );
    let again = Cache::open();
    assert!(again.has_large());
    assert_eq!((again.entries().len(), again.entries()[0].kept), (1, true));
    assert!(again.restore().1.is_empty());
    assert_eq!(json(&again.restore_large().await), json(&[stored]));
    empty();
}

#[wasm_bindgen_test]
async fn a_topic_that_finds_no_room_goes_where_there_is_some() {
    let cache = cache_of(&ana());
    storage::write("test:ballast", &"x".repeat(5_000_000)).unwrap();
    let stored = record(&[member("a", &"x".repeat(400_000))]);

    cache.store(&stored);

    until("the rows are kept", || cache.entries()[0].kept).await;
    storage::remove("test:ballast");
    assert!(storage::keys(ROWS).is_empty());
    assert_eq!(json(&Cache::open().restore_large().await), json(&[stored]));
    empty();
}

#[wasm_bindgen_test]
async fn a_topic_that_became_small_lies_in_one_place() {
    let cache = cache_of(&ana());
    cache.store(&large_record("Ana"));
    until("the rows are kept", || cache.entries()[0].kept).await;

    let stored = record(&[member("a", "Ana")]);
    cache.store(&stored);

    assert!(!Cache::open().has_large());
    assert_eq!(json(&Cache::open().restore().1), json(&[stored]));
    until_database_is_empty().await;
    empty();
}

#[wasm_bindgen_test]
async fn signing_out_leaves_nothing_large() {
    let cache = cache_of(&ana());
    cache.store(&large_record("Ana"));
    until("the rows are kept", || cache.entries()[0].kept).await;

    cache.forget_all();

    assert!(!Cache::open().has_large());
    until_database_is_empty().await;
}

/// Read while somebody else signed in.
#[wasm_bindgen_test]
async fn large_rows_of_another_person_are_not_shown() {
    let cache = cache_of(&ana());
    cache.store(&large_record("Ana"));
    until("the rows are kept", || cache.entries()[0].kept).await;
    let theirs = Cache::open();
    storage::write(USER, &serde_json::to_string(&ben()).unwrap()).unwrap();

    assert!(theirs.restore_large().await.is_empty());

    cache.forget_all();
}

#[wasm_bindgen_test]
fn a_topic_that_is_too_large_is_not_kept_and_says_so() {
    let cache = cache_of(&ana());
    cache.store(&record(&[member("a", "Ana")]));

    cache.store(&record(&[member("a", &"x".repeat(21_000_000))]));

    let entry = cache.entries().remove(0);
    assert_eq!((entry.topic.as_str(), entry.kept), ("team/members", false));
    assert!(entry.bytes > 21_000_000);
    assert!(storage::keys(ROWS).is_empty(), "nor are its older rows");
    assert!(!cache.has_large());
    empty();
}

/// More than fits beside the other topics.
fn large_record(name: &str) -> CacheRecord {
    record(&[member("a", &name.repeat(200_000))])
}

async fn until_database_is_empty() {
    let database = Database::open("livedeck-rows").await.unwrap();
    while !database.all().await.unwrap().is_empty() {
        sleep(Duration::from_millis(10)).await;
    }
}

/// An empty cache that belongs to somebody.
fn cache_of(user: &UserInfo) -> Cache {
    empty();
    let cache = Cache::open();
    cache.belongs_to(user);
    cache
}

fn empty() {
    for key in storage::keys("livedeck:1:") {
        storage::remove(&key);
    }
}

fn json(records: &[CacheRecord]) -> serde_json::Value {
    serde_json::to_value(records).unwrap()
}

fn key() -> String {
    ROWS.to_owned() + &members().to_string()
}

fn ana() -> UserInfo {
    UserInfo {
        id: "u4".into(),
        name: "Ana".to_owned(),
        roles: vec!["dispatcher".to_owned()],
        sees: Vec::new(),
    }
}

fn ben() -> UserInfo {
    UserInfo {
        id: "u5".into(),
        name: "Ben".to_owned(),
        roles: Vec::new(),
        sees: Vec::new(),
    }
}

const ROWS: &str = "livedeck:1:rows:";

const USER: &str = "livedeck:1:user";

//! Photos, signatures and half-written words on the disk: each driver finds their own, and is told what the disk refuses.

use std::{cell::RefCell, rc::Rc, time::Duration};

use livedeck::{
    platform::{clock, storage, timer::sleep},
    shift::{
        self,
        proof::{
            File, FileKind, Part, Words,
            disk::{FileDisk, Found},
        },
    },
};
use protocol::{RowId, UserId};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::until;

/// What was told of each name, in order.
type Told = Rc<RefCell<Vec<(String, bool)>>>;

fn disk(user: &str) -> (FileDisk, Told) {
    let told = Told::default();
    let hears = Rc::clone(&told);
    let kept = Rc::new(move |name: &str, is_kept| hears.borrow_mut().push((name.to_owned(), is_kept)));
    (FileDisk::of(UserId::from(user), kept), told)
}

async fn found(user: &str) -> Found {
    disk(user).0.open().await
}

fn photo(shipment: &str) -> File {
    let data = "data:image/jpeg;base64,TGl2ZWRlY2s=".to_owned();
    File {
        is_draft: true,
        ..File::new(RowId::from(shipment), FileKind::Photo, data)
    }
}

fn words(shipment: &str, note: &str) -> Words {
    let mut words = Words::about(RowId::from(shipment));
    words.write(Part::Recipient, "J. Brenner".to_owned());
    words.write(Part::Note, note.to_owned());
    words.signature = vec![vec![(1.0, 2.5), (3.0, 4.0)]];
    words
}

/// Has every write fail as it does where there is no room, or every opening as where nothing may be kept; until dropped.
struct Refusal(&'static str);

impl Refusal {
    fn of(what: &'static str) -> Self {
        run(&format!(
            "const it = {what}; globalThis.was = it.prototype[{0}]; it.prototype[{0}] = () => {{ throw new DOMException('no', 'QuotaExceededError') }};",
            method(what)
        ));
        Self(what)
    }
}

impl Drop for Refusal {
    fn drop(&mut self) {
        let what = self.0;
        run(&format!("{what}.prototype[{}] = globalThis.was;", method(what)));
    }
}

fn method(what: &str) -> &'static str {
    if what == "IDBFactory" { "'open'" } else { "'put'" }
}

fn run(script: &str) {
    js_sys::Function::new_no_args(script)
        .call0(&JsValue::NULL)
        .unwrap();
}

/// One test: what lies on the disk is shared by all of them.
#[wasm_bindgen_test]
async fn pp5_what_was_taken_and_written_is_there_for_its_driver_until_it_is_removed_and_what_is_refused_is_told()
 {
    let (ana, told) = disk("ana");
    let (one, two) = (photo("s-1"), photo("s-1"));
    // Before it was looked at: it waits.
    ana.keep(&one);
    assert!(!ana.is_settled());
    assert_eq!(ana.open().await, Found::default());
    ana.keep(&two);
    ana.keep_words(&words("s-1", "Gate A"));
    ana.keep_words(&words("s-1", "Gate B"));
    let (ben, _) = disk("ben");
    ben.open().await;
    ben.keep_words(&words("s-1", "of somebody else"));
    until("all of it is on the disk", || {
        ana.is_settled() && ben.is_settled()
    })
    .await;
    let name = Words::name(&"s-1".into());
    assert!(told.borrow().iter().all(|it| it.1), "{:?}", told.borrow());
    for name in [one.id.as_str(), two.id.as_str(), &name] {
        assert!(told.borrow().iter().any(|it| it.0 == name), "{name}");
    }

    // A second page of the same driver: as it was, in the order of names, and nothing of anybody else's.
    let mut there = found("ana").await;
    there.files.sort_by_key(|it| it.id == two.id);
    assert_eq!(there.files, [one.clone(), two.clone()]);
    assert_eq!(there.words, [words("s-1", "Gate B")]);
    assert_eq!(found("ben").await.words, [words("s-1", "of somebody else")]);

    ana.remove(&one.id);
    ana.remove_words(&"s-1".into());
    until("they are gone", || ana.is_settled()).await;
    assert_eq!(
        (found("ana").await.files, found("ana").await.words),
        (vec![two.clone()], vec![])
    );
    assert_eq!(found("ben").await.words.len(), 1);

    // No room: told by name, and nothing of what is there is lost. Once there is room it is kept.
    told.borrow_mut().clear();
    let refusal = Refusal::of("IDBObjectStore");
    ana.keep(&one);
    ana.keep_words(&words("s-2", "Gate C"));
    until("both are told", || told.borrow().len() == 2).await;
    drop(refusal);
    let second = Words::name(&"s-2".into());
    assert_eq!(
        *told.borrow(),
        [(one.id.to_string(), false), (second.clone(), false)]
    );
    assert_eq!(found("ana").await.files, [two]);
    ana.keep(&one);
    until("it is kept", || {
        told.borrow().contains(&(one.id.to_string(), true))
    })
    .await;
    assert_eq!(found("ana").await.files.len(), 2);

    // No database at all: told as well, and one that comes back is used.
    let refusal = Refusal::of("IDBFactory");
    let (late, told) = disk("late");
    assert_eq!(late.open().await, Found::default());
    late.keep_words(&words("s-3", "Gate D"));
    until("it is told", || !told.borrow().is_empty()).await;
    drop(refusal);
    assert_eq!(*told.borrow(), [(Words::name(&"s-3".into()), false)]);
    late.keep_words(&words("s-3", "Gate D"));
    until("it is kept", || told.borrow().len() == 2).await;
    assert_eq!(found("late").await.words, [words("s-3", "Gate D")]);

    // Who signs out leaves nothing, whosever it is.
    shift::forget_all();
    let begun = clock::elapsed();
    while !(found("ana").await == Found::default() && found("ben").await == Found::default()) {
        assert!(clock::elapsed() - begun < 5_000.0, "something stays");
        sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(found("late").await, Found::default());
    assert!(storage::read("livedeck:1:proof").is_none());
}

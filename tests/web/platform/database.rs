//! The database keeps what it was given, in order, all of a write or nothing.

use livedeck::platform::database::{Database, Write};
use wasm_bindgen_test::wasm_bindgen_test;

fn put(name: &str, text: &str) -> Write {
    Write::Put(name.to_owned(), text.to_owned())
}

#[wasm_bindgen_test]
async fn what_is_written_is_there_for_whoever_opens_it_next() {
    let name = "test-of-the-database";
    let database = Database::open(name).await.unwrap();
    database
        .write(&[put("b", "2"), put("a", "1"), put("c", "3")])
        .await
        .unwrap();
    database
        .write(&[
            put("a", "one"),
            Write::Remove("c".to_owned()),
            Write::Remove("never there".to_owned()),
        ])
        .await
        .unwrap();
    drop(database);

    let again = Database::open(name).await.unwrap();

    assert_eq!(again.all().await.unwrap(), ["one", "2"]);
    let all = [Write::Remove("a".to_owned()), Write::Remove("b".to_owned())];
    again.write(&all).await.unwrap();
    assert!(again.all().await.unwrap().is_empty());
}

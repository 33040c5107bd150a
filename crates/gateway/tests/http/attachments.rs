//! Photos and signatures come in parts and are read by whoever may see the shipment: over a real port, with a real disk.

use rusqlite::Connection;
use serde_json::json;

use crate::{
    gateway::{Answer, Remote, TestGateway, now},
    positions::change,
};

/// A shipment that the demo's driver has.
async fn shipment(gateway: &Remote, id: &str) -> String {
    let dispatcher = gateway.sign_in("dispatcher").await;
    let stop = |name: &str| json!({"name": name, "lat": 55.5, "lng": 4.5});
    let order = json!({
        "id": id, "reference": id, "goods": "sand", "weight_t": 6.0, "stops": [stop("a"), stop("b")],
        "due": now().as_millis() + 3_600_000,
    });
    change(
        gateway,
        &dispatcher,
        &format!("make-{id}"),
        "shipment.create",
        order,
    )
    .await;
    let assign = json!({"id": id, "to": "u-driver", "from": []});
    change(
        gateway,
        &dispatcher,
        &format!("give-{id}"),
        "shipment.assign",
        assign,
    )
    .await;
    gateway.sign_in("driver").await
}

/// A JPEG as far as anybody looks, of so many bytes.
fn photo(size: usize) -> Vec<u8> {
    let start = [0xff, 0xd8, 0xff, 0xe0];
    let rest = (0..size).map(|it| u8::try_from(it % 251).unwrap());
    start.into_iter().chain(rest).take(size).collect()
}

async fn put(gateway: &Remote, cookie: &str, address: &str, body: &[u8]) -> Answer {
    let origin = gateway.origin();
    let headers = [
        ("origin", origin.as_str()),
        ("cookie", cookie),
        ("x-livedeck", "1"),
    ];
    gateway
        .send_bytes("PUT", &format!("/api/v1/attachments/{address}"), &headers, body)
        .await
}

fn address(id: &str, size: usize, offset: usize) -> String {
    format!("{id}?shipment=sh-a&size={size}&type=image/jpeg&offset={offset}&kind=photo")
}

async fn read(gateway: &Remote, cookie: &str, path: &str) -> Answer {
    let path = format!("/api/v1/attachments{path}");
    gateway.send("GET", &path, &[("cookie", cookie)], "").await
}

#[tokio::test]
async fn at1_a_part_is_there_once_it_is_answered_and_goes_on_where_it_ended() {
    let mut gateway = TestGateway::demo().await;
    let cookie = shipment(&gateway, "sh-a").await;
    let bytes = photo(300_000);
    let (first, rest) = bytes.split_at(200_000);

    let answer = put(&gateway, &cookie, &address("photo-one", 300_000, 0), first).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.json()["received"], 200_000);
    assert_eq!(answer.json()["complete"], false);

    gateway.restart().await;
    let status = read(&gateway, &cookie, "/photo-one/status").await;
    assert_eq!(status.json()["received"], 200_000);
    let head = gateway
        .send(
            "HEAD",
            "/api/v1/attachments/photo-one/status",
            &[("cookie", &cookie)],
            "",
        )
        .await;
    assert_eq!(
        (head.header("upload-offset"), head.header("upload-length")),
        (Some("200000"), Some("300000"))
    );
    assert_eq!(read(&gateway, &cookie, "/photo-one").await.code(), "unfinished");

    let answer = put(&gateway, &cookie, &address("photo-one", 300_000, 200_000), rest).await;
    assert_eq!(answer.json()["complete"], true, "{answer:?}");
    assert_eq!(read(&gateway, &cookie, "/photo-one").await.body, bytes);
    assert_eq!(gateway.metric("livedeck_attached_bytes_total").await, 100_000);
    assert_eq!(gateway.metric("livedeck_attached_total").await, 1);
}

#[tokio::test]
async fn at2_the_same_part_again_changes_nothing_and_a_wrong_offset_is_told_the_right_one() {
    let gateway = TestGateway::demo().await;
    let cookie = shipment(&gateway, "sh-a").await;
    let bytes = photo(3_000);

    let early = put(
        &gateway,
        &cookie,
        &address("photo-one", 3_000, 1_000),
        &bytes[1_000..],
    )
    .await;
    assert_eq!((early.status, early.json()["received"].clone()), (409, json!(0)));
    for _ in 0..2 {
        let answer = put(
            &gateway,
            &cookie,
            &address("photo-one", 3_000, 0),
            &bytes[..1_000],
        )
        .await;
        assert_eq!(
            (answer.status, answer.json()["received"].clone()),
            (200, json!(1_000))
        );
    }
    for (offset, body) in [
        (0, &bytes[1..1_001]),
        (500, &bytes[500..900]),
        (2_000, &bytes[2_000..]),
    ] {
        let wrong = put(&gateway, &cookie, &address("photo-one", 3_000, offset), body).await;
        assert_eq!(
            (wrong.status, wrong.code().as_str()),
            (409, "offset"),
            "{wrong:?}"
        );
        assert_eq!(wrong.json()["received"], 1_000);
        assert_eq!(wrong.header("x-livedeck"), Some("1"));
    }
    for _ in 0..2 {
        let last = put(
            &gateway,
            &cookie,
            &address("photo-one", 3_000, 1_000),
            &bytes[1_000..],
        )
        .await;
        assert_eq!(last.json()["complete"], true);
    }
    let other = put(&gateway, &cookie, &address("photo-one", 9_000, 3_000), &bytes).await;
    assert_eq!((other.status, other.code().as_str()), (409, "taken"));
    assert_eq!(read(&gateway, &cookie, "/photo-one").await.body, bytes);
    assert_eq!(
        gateway.metric("livedeck_attached_bytes_total").await,
        3_000,
        "counted once"
    );
}

#[tokio::test]
async fn at3_what_it_is_stands_in_its_first_bytes() {
    let gateway = TestGateway::demo().await;
    let cookie = shipment(&gateway, "sh-a").await;
    let as_type =
        |id: &str, kind: &str, size: usize| format!("{id}?shipment=sh-a&size={size}&type={kind}&offset=0");
    for (id, kind, start) in [
        ("file-png", "image/png", &b"\x89PNG\r\n\x1a\n...."[..]),
        ("file-jpeg", "image/jpeg", b"\xff\xd8\xff\xe0"),
        ("file-webp", "image/webp", b"RIFF....WEBPVP8 "),
        ("file-pdf", "application/pdf", b"%PDF-1.7"),
    ] {
        let answer = put(&gateway, &cookie, &as_type(id, kind, start.len()), start).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    for (kind, start) in [
        ("image/png", &b"<html><script>"[..]),
        ("image/jpeg", b"\x89PNG\r\n\x1a\n...."),
        ("image/svg%2Bxml", b"<svg></svg>"),
        ("text/html", b"\xff\xd8\xff\xe0"),
    ] {
        let answer = put(&gateway, &cookie, &as_type("file-bad", kind, start.len()), start).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (415, "wrong_type"),
            "{answer:?}"
        );
    }
    assert_eq!(read(&gateway, &cookie, "/file-bad/status").await.status, 404);
    let line = "livedeck_attachments_refused_total{reason=\"wrong_type\"}";
    assert_eq!(gateway.metric(line).await, 4);
}

#[tokio::test]
async fn at4_only_its_driver_adds_and_only_who_sees_the_shipment_reads() {
    let gateway = TestGateway::demo().await;
    let cookie = shipment(&gateway, "sh-a").await;
    let bytes = photo(2_000);
    let at = address("photo-one", 2_000, 0);
    for (role, status) in [
        ("dispatcher", 403),
        ("admin", 403),
        ("agent", 403),
        ("buyer", 403),
    ] {
        let cookie = gateway.sign_in(role).await;
        let answer = put(&gateway, &cookie, &at, &bytes).await;
        assert_eq!(answer.status, status, "{role} {answer:?}");
    }
    let anybody = put(&gateway, "", &at, &bytes).await;
    assert_eq!(anybody.status, 401);
    let unmarked = gateway
        .send_bytes(
            "PUT",
            &format!("/api/v1/attachments/{at}"),
            &[("cookie", &cookie)],
            &bytes,
        )
        .await;
    assert_eq!((unmarked.status, unmarked.code().as_str()), (403, "forbidden"));
    let headers = [
        ("cookie", cookie.as_str()),
        ("x-livedeck", "1"),
        ("x-livedeck-user", "u-else"),
    ];
    let else_ = gateway
        .send_bytes("PUT", &format!("/api/v1/attachments/{at}"), &headers, &bytes)
        .await;
    assert_eq!((else_.status, else_.code().as_str()), (401, "somebody_else"));
    let nowhere = at.replace("sh-a", "sh-none");
    assert_eq!(put(&gateway, &cookie, &nowhere, &bytes).await.status, 404);

    // Also once it was handed over: the photo comes after the word, where the network was away.
    for (id, step) in [("s-1", "accepted"), ("s-2", "picked_up"), ("s-3", "in_transit")] {
        change(
            &gateway,
            &cookie,
            id,
            "shipment.step",
            json!({"id": "sh-a", "step": step}),
        )
        .await;
    }
    let proof = json!({"recipient": "J. Brenner", "photos": ["photo-one"]});
    change(
        &gateway,
        &cookie,
        "s-4",
        "shipment.deliver",
        json!({"id": "sh-a", "proof": proof}),
    )
    .await;
    assert_eq!(put(&gateway, &cookie, &at, &bytes).await.status, 200);

    for (role, status) in [
        ("dispatcher", 200),
        ("agent", 200),
        ("driver", 200),
        ("buyer", 404),
        ("member", 404),
    ] {
        let cookie = gateway.sign_in(role).await;
        for path in ["/photo-one", "/photo-one/status"] {
            assert_eq!(
                read(&gateway, &cookie, path).await.status,
                status,
                "{role} {path}"
            );
        }
        let list = read(&gateway, &cookie, "?shipment=sh-a").await;
        assert_eq!(list.status == 200, status == 200, "{role} {list:?}");
    }
    let list = read(&gateway, &cookie, "?shipment=sh-a").await.json();
    let it = &list["attachments"][0];
    assert_eq!(
        (&it["id"], &it["kind"], &it["type"], &it["size"], &it["complete"]),
        (
            &json!("photo-one"),
            &json!("photo"),
            &json!("image/jpeg"),
            &json!(2_000),
            &json!(true)
        )
    );
    assert!(it["at"].as_u64().is_some_and(|it| it > 0));

    // Given to somebody else it is not theirs any more.
    shipment(&gateway, "sh-b").await;
    let dispatcher = gateway.sign_in("dispatcher").await;
    let back = json!({"id": "sh-b", "from": ["u-driver"]});
    change(&gateway, &dispatcher, "back", "shipment.assign", back).await;
    let gone = address("photo-two", 2_000, 0).replace("sh-a", "sh-b");
    assert_eq!(put(&gateway, &cookie, &gone, &bytes).await.status, 404);
    let line = "livedeck_attachments_refused_total{reason=\"forbidden\"}";
    assert_eq!(gateway.metric(line).await, 6);
}

#[tokio::test]
async fn at5_a_file_is_sent_so_that_nothing_in_it_can_act() {
    let gateway = TestGateway::demo().await;
    let cookie = shipment(&gateway, "sh-a").await;
    let bytes = photo(2_000);
    assert_eq!(
        put(&gateway, &cookie, &address("photo-one", 2_000, 0), &bytes)
            .await
            .status,
        200
    );

    let answer = read(&gateway, &cookie, "/photo-one").await;

    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-disposition", "attachment; filename=\"photo-one.jpg\""),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "private, no-cache"),
        ("x-livedeck", "1"),
    ] {
        assert_eq!(answer.headers(name), [value], "{name}");
    }
    let status = read(&gateway, &cookie, "/photo-one/status").await;
    let policy = status.header("content-security-policy").unwrap();
    assert!(policy.contains("require-trusted-types-for"), "{policy}");
}

#[tokio::test]
async fn at6_there_is_an_end_to_how_much() {
    let gateway = TestGateway::demo().await;
    let cookie = shipment(&gateway, "sh-a").await;
    let bytes = photo(2_000);
    let huge = 10 * 1024 * 1024 + 1;
    let big = put(&gateway, &cookie, &address("photo-one", huge, 0), &bytes).await;
    assert_eq!((big.status, big.code().as_str()), (413, "too_large"));
    let long = photo(256 * 1024 + 1);
    let long = put(&gateway, &cookie, &address("photo-one", 300_000, 0), &long).await;
    assert_eq!(
        (long.status, long.code().as_str()),
        (413, "too_large"),
        "{long:?}"
    );
    for (at, body) in [
        (address("photo-one", 1_000, 0), &bytes[..]),
        (address("photo-one", 2_000, 0), b""),
        (address("photo_one", 2_000, 0), &bytes),
        (address("short", 2_000, 0), &bytes),
        ("photo-one?shipment=sh-a".to_owned(), &bytes),
        (
            address("photo-one", 2_000, 0).replace("kind=photo", "kind=song"),
            &bytes,
        ),
    ] {
        let answer = put(&gateway, &cookie, &at, body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "malformed"),
            "{at} {answer:?}"
        );
    }
    for nth in 0..20 {
        let at = address(&format!("photo-{nth:03}"), 2_000, 0);
        assert_eq!(put(&gateway, &cookie, &at, &bytes[..1_000]).await.status, 200);
    }
    let full = put(&gateway, &cookie, &address("photo-one", 2_000, 0), &bytes).await;
    assert_eq!((full.status, full.code().as_str()), (422, "full"));
    let begun = put(
        &gateway,
        &cookie,
        &address("photo-000", 2_000, 1_000),
        &bytes[1_000..],
    )
    .await;
    assert_eq!(begun.json()["complete"], true, "what was begun may end");

    let mut last = begun;
    for _ in 0..240 {
        last = put(
            &gateway,
            &cookie,
            &address("photo-000", 2_000, 1_000),
            &bytes[1_000..],
        )
        .await;
        if last.status != 200 {
            break;
        }
    }
    assert_eq!((last.status, last.code().as_str()), (429, "busy"));
    assert!(last.header("retry-after").is_some());
}

/// AT7: what nobody finished goes after a week, what is complete after sixty days; a photo that comes is what removes it.
#[tokio::test]
async fn at7_what_nobody_finished_goes_after_a_week() {
    let gateway = TestGateway::demo().await;
    let cookie = shipment(&gateway, "sh-a").await;
    let bytes = photo(2_000);
    for id in ["half-old", "half-new"] {
        assert_eq!(
            put(&gateway, &cookie, &address(id, 2_000, 0), &bytes[..1_000])
                .await
                .status,
            200
        );
    }
    for id in ["full-old", "full-very-old"] {
        assert_eq!(
            put(&gateway, &cookie, &address(id, 2_000, 0), &bytes)
                .await
                .status,
            200
        );
    }
    let db = Connection::open(&gateway.config.database).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    for (days, id) in [
        (8, "half-old"),
        (6, "half-new"),
        (8, "full-old"),
        (61, "full-very-old"),
    ] {
        let then = now().as_millis() - days * 24 * 3_600_000;
        let set = "UPDATE attachments SET touched = ?1 WHERE id = ?2";
        assert_eq!(db.execute(set, (i64::try_from(then).unwrap(), id)).unwrap(), 1);
    }

    assert_eq!(
        put(&gateway, &cookie, &address("photo-one", 2_000, 0), &bytes)
            .await
            .status,
        200
    );

    for (id, status) in [
        ("half-old", 404),
        ("half-new", 200),
        ("full-old", 200),
        ("full-very-old", 404),
    ] {
        assert_eq!(
            read(&gateway, &cookie, &format!("/{id}/status")).await.status,
            status,
            "{id}"
        );
    }
    let left: i64 = db
        .query_row(
            "SELECT count(*) FROM attachment_parts WHERE attachment LIKE '%-old'",
            [],
            |it| it.get(0),
        )
        .unwrap();
    assert_eq!(left, 1, "their bytes too");
}

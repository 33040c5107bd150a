//! A driver's phone reports, and whoever may reads where they were: over a real port, with a real disk.

use protocol::{ClientFrame, Mut};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    client::hello,
    gateway::{Answer, Remote, TestGateway, now},
};

/// One asks for a change over HTTP; whether it took effect.
pub async fn change(gateway: &Remote, cookie: &str, id: &str, name: &str, args: Value) {
    let asked: [ClientFrame; 2] = [
        hello(None, vec![]).into(),
        Mut {
            id: id.into(),
            name: name.to_owned(),
            args,
            after: vec![],
            only_if: Default::default(),
        }
        .into(),
    ];
    let body = serde_json::to_string(&asked).unwrap();
    let answer = gateway.send_as(cookie, "POST", "/api/v1/sync", &body).await;
    assert!(answer.text().contains("\"ack\""), "{answer:?}");
}

async fn on_shift(gateway: &Remote, duty: &str) -> String {
    let cookie = gateway.sign_in("driver").await;
    let args = json!({"id": "u-driver", "duty": duty});
    change(gateway, &cookie, &format!("duty-{duty}"), "duty.set", args).await;
    cookie
}

async fn report(gateway: &Remote, cookie: &str, driver: &str, fixes: &[Value]) -> Answer {
    let body = json!({"driver": driver, "fixes": fixes}).to_string();
    gateway.send_as(cookie, "POST", "/api/v1/positions", &body).await
}

/// So many positions, five seconds apart, the last one now; each a few metres on.
fn way(count: u64) -> Vec<Value> {
    let now = now().as_millis();
    let at = |nth: u64| now - (count - 1 - nth) * 5_000;
    (0..count)
        .map(|nth| {
            json!([
                at(nth),
                (555_000 + nth) as f64 / 1e4,
                4.5,
                12.0,
                40.0,
                if nth % 2 == 0 { json!(90.0) } else { json!(null) }
            ])
        })
        .collect()
}

#[tokio::test]
async fn di12_a_phone_is_told_what_is_kept_once_it_is() {
    let mut gateway = TestGateway::demo().await;
    let cookie = on_shift(&gateway, "on_shift").await;
    // From now on the phone is believed and not the tracker, whoever sits in the vehicle at this time of day.
    let first = json!([now().as_millis() - 600_000, 55.4, 4.5, 12.0, 40.0, null]);
    assert_eq!(report(&gateway, &cookie, "u-driver", &[first]).await.status, 200);
    let fixes = way(10);
    let last = fixes[9][0].clone();

    let first = report(&gateway, &cookie, "u-driver", &fixes).await;
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!(first.json(), json!({"kept": 10, "last": last}));
    let again = report(&gateway, &cookie, "u-driver", &fixes).await;
    assert_eq!(
        again.json(),
        json!({"kept": 0, "last": last}),
        "known by their moment"
    );

    gateway.restart().await;
    let cookie = gateway.sign_in("driver").await;
    let again = report(&gateway, &cookie, "u-driver", &fixes).await;
    assert_eq!(again.json()["kept"], 0);
    let rows = gateway.topic(&cookie, "dispatch/positions").await;
    assert_eq!(rows.len(), 1, "a driver sees themself only");
    assert_eq!(rows[0]["id"], "u-driver");
    assert!(rows[0]["at"].as_u64() >= last.as_u64());
    assert_eq!(gateway.topic(&cookie, "dispatch/drivers").await.len(), 1);
    let dispatcher = gateway.sign_in("dispatcher").await;
    assert_eq!(gateway.topic(&dispatcher, "dispatch/drivers").await.len(), 5);
    let track = gateway.topic(&dispatcher, "dispatch/tracks/u-driver").await;
    let told = |fix: &Value| track.iter().any(|it| it["at"] == fix[0]);
    assert!(fixes.iter().all(told), "complete");
}

#[tokio::test]
async fn di12_what_cannot_be_kept_is_refused_for_what_it_is() {
    let gateway = TestGateway::demo().await;
    let cookie = on_shift(&gateway, "on_shift").await;
    let dispatcher = gateway.sign_in("dispatcher").await;
    let at = now().as_millis();
    let fix = |at: u64| json!([at, 55.5, 4.5, 12.0, 40.0, null]);
    let day = 25 * 3_600_000;
    let many: Vec<_> = (0..721).map(|it| fix(at - it)).collect();
    for (cookie, driver, fixes, status, code) in [
        (&cookie, "d-else", vec![fix(at)], 403, "forbidden"),
        (&dispatcher, "u-driver", vec![fix(at)], 403, "forbidden"),
        (&dispatcher, "u-dispatcher", vec![fix(at)], 403, "forbidden"),
        (&cookie, "u-driver", vec![fix(at - day)], 422, "stale"),
        (&cookie, "u-driver", vec![fix(at + 300_000)], 422, "future"),
        (
            &cookie,
            "u-driver",
            vec![json!([at, 95.0, 4.5, 12.0, 40.0, null])],
            400,
            "malformed",
        ),
        (&cookie, "u-driver", vec![json!([at, 55.0])], 400, "malformed"),
        (&cookie, "u-driver", many, 400, "malformed"),
    ] {
        let answer = report(&gateway, cookie, driver, &fixes).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (status, code),
            "{answer:?}"
        );
    }
    let mixed = report(&gateway, &cookie, "u-driver", &[fix(at - day), fix(at)]).await;
    assert_eq!(
        mixed.json()["kept"],
        1,
        "one that is too old does not take the others along"
    );
    let anybody = gateway
        .send(
            "POST",
            "/api/v1/positions",
            &[("content-type", "application/json")],
            "{}",
        )
        .await;
    assert_eq!(anybody.status, 401);

    let cookie = on_shift(&gateway, "off").await;
    let off = report(&gateway, &cookie, "u-driver", &[fix(now().as_millis() + 1_000)]).await;
    assert_eq!((off.status, off.code().as_str()), (409, "off_shift"), "{off:?}");
    assert!(gateway.topic(&cookie, "dispatch/positions").await.is_empty());

    let mut statuses = Vec::new();
    for _ in 0..62 {
        statuses.push(report(&gateway, &cookie, "u-driver", &[]).await);
    }
    let last = statuses.last().unwrap();
    assert_eq!((last.status, last.code().as_str()), (429, "busy"));
    assert!(last.header("retry-after").is_some());
    for (reason, count) in [("forbidden", 3), ("stale", 1), ("future", 1), ("malformed", 2)] {
        let line = format!("livedeck_positions_refused_total{{reason=\"{reason}\"}}");
        assert_eq!(gateway.metric(&line).await, count, "{reason}");
    }
    assert_eq!(gateway.metric("livedeck_positions_kept_total").await, 1);
}

#[tokio::test]
async fn di11_older_positions_are_read_by_whoever_may_in_the_formats_of_maps() {
    let gateway = TestGateway::demo().await;
    let cookie = on_shift(&gateway, "on_shift").await;
    let fixes = way(6);
    assert_eq!(report(&gateway, &cookie, "u-driver", &fixes).await.status, 200);
    let (from, to) = (&fixes[1][0], &fixes[4][0]);
    let path = format!("/api/v1/tracks/u-driver?from={from}&to={to}");
    let read = async |cookie: &str, path: &str| gateway.send("GET", path, &[("cookie", cookie)], "").await;

    let answer = read(&cookie, &path).await;

    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    assert_eq!(body["driver"], "u-driver");
    let points = body["points"].as_array().unwrap();
    for fix in &fixes[1..=4] {
        let point = points
            .iter()
            .find(|it| it[0] == fix[0])
            .unwrap_or_else(|| panic!("{fix} {body}"));
        assert_eq!(
            point.as_array().unwrap()[..6],
            fix.as_array().unwrap()[..],
            "{body}"
        );
    }
    assert!(
        points
            .iter()
            .all(|it| it[0].as_u64() >= from.as_u64() && it[0].as_u64() <= to.as_u64())
    );

    let dispatcher = gateway.sign_in("dispatcher").await;
    let gpx = read(&dispatcher, &format!("{path}&format=gpx")).await;
    assert_eq!(gpx.header("content-type"), Some("application/gpx+xml"));
    let text = gpx.text();
    assert!(
        text.contains("<trkpt lat=\"55.5001\" lon=\"4.5\">") && text.ends_with("</gpx>\n"),
        "{text}"
    );
    let headers = [
        ("cookie", dispatcher.as_str()),
        ("accept", "application/geo+json"),
    ];
    let geo = gateway.send("GET", &path, &headers, "").await;
    assert_eq!(geo.header("content-type"), Some("application/geo+json"));
    let feature = &geo.json()["features"][0];
    assert_eq!(feature["geometry"]["type"], "MultiLineString");
    let line = feature["geometry"]["coordinates"][0].as_array().unwrap();
    assert!(line.contains(&json!([4.5, 55.5001])), "{line:?}");

    for (cookie, path, status) in [
        (&dispatcher, "/api/v1/tracks/nobody", 404),
        (&dispatcher, "/api/v1/tracks/u-driver?from=2&to=1", 400),
        (&dispatcher, "/api/v1/tracks/u-driver?from=x", 400),
        (&dispatcher, "/api/v1/tracks/u-driver?format=kml", 400),
    ] {
        assert_eq!(read(cookie, path).await.status, status, "{path}");
    }
    let others = gateway.topic(&dispatcher, "dispatch/drivers").await;
    let other = others.iter().find(|it| it["id"] != "u-driver").unwrap();
    let other = format!("/api/v1/tracks/{}", other["id"].as_str().unwrap());
    assert_eq!(read(&dispatcher, &other).await.status, 200);
    assert_eq!(read(&cookie, &other).await.status, 403);
    assert_eq!(read(&gateway.sign_in("agent").await, &path).await.status, 403);
    assert_eq!(gateway.get(&path).await.status, 401);
}

/// DI16: every reading is written down before it is answered, and a line that was changed is found.
#[tokio::test]
async fn di16_reading_tracks_is_audited() {
    let gateway = TestGateway::demo().await;
    let dispatcher = gateway.sign_in("dispatcher").await;
    for _ in 0..2 {
        let path = format!("/api/v1/tracks/u-driver?from={}", now().as_millis() - 60_000);
        let answer = gateway.send("GET", &path, &[("cookie", &dispatcher)], "").await;
        assert_eq!(answer.status, 200);
    }
    let driver = gateway.sign_in("driver").await;
    let refused = gateway
        .send("GET", "/api/v1/tracks/d-else", &[("cookie", &driver)], "")
        .await;
    assert_ne!(refused.status, 200);

    let db = Connection::open(&gateway.config.database).unwrap();
    let mut lines = db.prepare("SELECT who, what FROM audit ORDER BY n").unwrap();
    let lines: Vec<(String, String)> = lines
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0].0, "u-dispatcher");
    assert!(
        lines[0].1.starts_with("read track of u-driver from 2"),
        "{lines:?}"
    );
    db.execute("DELETE FROM audit", []).unwrap_err();
    db.execute("UPDATE audit SET who = 'ben'", []).unwrap_err();
}

#[tokio::test]
async fn hi1_who_assigned_a_shipment_is_told() {
    let gateway = TestGateway::demo().await;
    let dispatcher = gateway.sign_in("dispatcher").await;
    let stop = |name: &str| json!({"name": name, "lat": 55.5, "lng": 4.5});
    let order = json!({
        "id": "sh-new", "reference": "SH-1", "goods": "sand", "weight_t": 6.0, "stops": [stop("a"), stop("b")],
        "due": now().as_millis() + 3_600_000,
    });
    change(&gateway, &dispatcher, "m-1", "shipment.create", order).await;
    let assign = json!({"id": "sh-new", "to": "u-driver", "to_name": "somebody else", "from": []});
    change(&gateway, &dispatcher, "m-2", "shipment.assign", assign).await;

    let path = "/api/v1/history?topic=dispatch/shipments&id=sh-new";
    let told = gateway.send("GET", path, &[("cookie", &dispatcher)], "").await;

    let changes = told.json();
    let deed = &changes["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["action"] == "shipment.assign")
        .unwrap()
        .clone();
    assert_eq!(
        (&deed["by"]["id"], &deed["mutation"]),
        (&json!("u-dispatcher"), &json!("m-2"))
    );
    assert_eq!(deed["changed"]["driver"], "u-driver");
    let driver = gateway.sign_in("driver").await;
    let theirs = gateway.topic(&driver, "dispatch/shipments").await;
    assert!(
        theirs
            .iter()
            .any(|it| it["id"] == "sh-new" && it["driver_name"] != "somebody else")
    );
}

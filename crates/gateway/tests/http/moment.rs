//! DI17: the desk at a moment of the past, over a real port, with a real disk.

use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    gateway::{Answer, Remote, TestGateway, now},
    positions::change,
};

async fn past(gateway: &Remote, cookie: &str, at: u64) -> Answer {
    let path = format!("/api/v1/tracks?at={at}");
    gateway.send("GET", &path, &[("cookie", cookie)], "").await
}

/// A moment that nothing else happens in.
async fn moment() -> u64 {
    let at = now().as_millis() + 2;
    while now().as_millis() <= at {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    at
}

/// Orders a shipment and gives it to the driver; the moments after each.
async fn give_work(gateway: &Remote, dispatcher: &str) -> (u64, u64) {
    let stop = |name: &str| json!({"name": name, "lat": 55.5, "lng": 4.5});
    let order = json!({
        "id": "sh-new", "reference": "SH-1", "goods": "sand", "weight_t": 6.0, "stops": [stop("a"), stop("b")],
        "due": now().as_millis() + 3_600_000,
    });
    change(gateway, dispatcher, "m-1", "shipment.create", order).await;
    let created = moment().await;
    let assign = json!({"id": "sh-new", "to": "u-driver", "to_name": "", "from": []});
    change(gateway, dispatcher, "m-2", "shipment.assign", assign).await;
    (created, moment().await)
}

fn row<'a>(answer: &'a Value, of: &str, id: &str) -> Option<&'a Value> {
    answer[of].as_array()?.iter().find(|it| it["id"] == id)
}

fn position<'a>(answer: &'a Value, driver: &str) -> Option<&'a Value> {
    answer["positions"].as_array()?.iter().find(|it| it[0] == driver)
}

#[tokio::test]
async fn di17_the_desk_is_read_as_it_was() {
    let mut gateway = TestGateway::demo().await;
    let dispatcher = gateway.sign_in("dispatcher").await;
    let driver = gateway.sign_in("driver").await;
    let duty = |duty: &str| json!({"id": "u-driver", "duty": duty});
    change(&gateway, &driver, "duty-1", "duty.set", duty("on_shift")).await;
    let first = moment().await;
    let fix = |at: u64, lat: f64| json!([at, lat, 4.5, 12.0, 40.0, null]);
    let body =
        json!({"driver": "u-driver", "fixes": [fix(first, 55.5), fix(first + 5_000, 55.501)]}).to_string();
    let kept = gateway.send_as(&driver, "POST", "/api/v1/positions", &body).await;
    assert_eq!(kept.json()["kept"], 2, "{kept:?}");
    let (created, assigned) = give_work(&gateway, &dispatcher).await;
    let step = json!({"id": "sh-new", "step": "accepted"});
    change(&gateway, &driver, "m-3", "shipment.step", step).await;
    change(&gateway, &driver, "duty-2", "duty.set", duty("off")).await;
    let over = moment().await;

    for _ in 0..2 {
        let then = past(&gateway, &dispatcher, first).await;
        assert_eq!(
            (then.status, then.header("x-livedeck")),
            (200, Some("1")),
            "{then:?}"
        );
        let then = then.json();
        assert_eq!(
            position(&then, "u-driver").unwrap().as_array().unwrap()[1..4],
            json!([first, 55.5, 4.5]).as_array().unwrap()[..]
        );
        assert_eq!(row(&then, "drivers", "u-driver").unwrap()["duty"], "on_shift");
        assert_eq!(row(&then, "shipments", "sh-new"), None, "nobody had ordered it");
        for (at, status, driver, n_jobs) in [
            (created, "created", None, 0),
            (assigned, "assigned", Some("u-driver"), 1),
        ] {
            let then = past(&gateway, &dispatcher, at).await.json();
            let shipment = row(&then, "shipments", "sh-new").unwrap();
            assert_eq!(
                (shipment["status"].as_str(), shipment["driver"].as_str()),
                (Some(status), driver)
            );
            assert!(shipment.get("accepted_at").is_none() && shipment.get("eta").is_none());
            let jobs = then["shipments"].as_array().unwrap();
            let is_theirs = |it: &&Value| {
                it["driver"] == "u-driver"
                    && ["assigned", "accepted", "picked_up", "in_transit"]
                        .contains(&it["status"].as_str().unwrap())
            };
            let counted = jobs.iter().filter(is_theirs).count();
            assert!(counted >= n_jobs);
            assert_eq!(row(&then, "drivers", "u-driver").unwrap()["jobs"], counted);
        }
        let off = past(&gateway, &dispatcher, over).await.json();
        assert_eq!(row(&off, "drivers", "u-driver").unwrap()["duty"], "off");
        assert_eq!(position(&off, "u-driver"), None, "off shift nobody is watched");
        gateway.restart().await;
    }
    // What a field held before is the gateway's own.
    let path = "/api/v1/history?topic=dispatch/shipments&id=sh-new";
    let told = gateway.send("GET", path, &[("cookie", &dispatcher)], "").await;
    assert!(told.text().contains("changed") && !told.text().contains("\"was\""));
}

#[tokio::test]
async fn di17_rights_hold_for_the_past_and_it_is_written_down() {
    let gateway = TestGateway::demo().await;
    let dispatcher = gateway.sign_in("dispatcher").await;
    let driver = gateway.sign_in("driver").await;
    let (created, assigned) = give_work(&gateway, &dispatcher).await;

    let theirs = past(&gateway, &driver, assigned).await.json();
    let ids = |of: &str, answer: &Value| -> Vec<String> {
        let rows = answer[of].as_array().unwrap().iter();
        rows.map(|it| it["id"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert!(ids("drivers", &theirs).iter().all(|it| it == "u-driver"));
    assert!(
        theirs["shipments"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["driver"] == "u-driver")
    );
    assert!(row(&theirs, "shipments", "sh-new").is_some());
    let before = past(&gateway, &driver, created).await.json();
    assert_eq!(
        row(&before, "shipments", "sh-new"),
        None,
        "it was not theirs then"
    );
    let all = past(&gateway, &dispatcher, assigned).await.json();
    let n_known = ids("drivers", &all).len() as u64 + all["unknown"]["drivers"].as_u64().unwrap();
    assert_eq!(n_known, 5);

    let at = now().as_millis();
    let day = 24 * 3_600_000;
    for (cookie, query, status, code) in [
        (&dispatcher, format!("at={}", at + 60_000), 422, "future"),
        (&dispatcher, format!("at={}", at - 8 * day), 422, "too_old"),
        (&dispatcher, "at=noon".to_owned(), 400, "malformed"),
        (&dispatcher, String::new(), 400, "malformed"),
        (
            &gateway.sign_in("agent").await,
            format!("at={at}"),
            403,
            "forbidden",
        ),
    ] {
        let path = format!("/api/v1/tracks?{query}");
        let answer = gateway.send("GET", &path, &[("cookie", cookie)], "").await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{query}");
    }
    assert_eq!(gateway.get(&format!("/api/v1/tracks?at={at}")).await.status, 401);

    let db = Connection::open(&gateway.config.database).unwrap();
    let mut lines = db.prepare("SELECT who, what FROM audit ORDER BY n").unwrap();
    let lines: Vec<(String, String)> = lines
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(lines.len(), 3, "what was refused was not read: {lines:?}");
    assert!(
        lines[2].1.starts_with("read where 5 drivers were at 2"),
        "{lines:?}"
    );
}

//! Files, pages, errors, and the headers on all of them.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::gateway::{Answer, TestGateway};

fn check_headers(answer: &Answer) {
    let csp = answer.header("content-security-policy").expect("a policy");
    for directive in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval' 'sha256-",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types default",
        "report-uri /api/v1/csp-report",
    ] {
        assert!(csp.contains(directive), "{directive} is not in {csp}");
    }
    assert!(!csp.contains("unsafe-inline"));
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name} of {answer:?}");
    }
    assert!(answer.header("permissions-policy").is_some());
    assert!(answer.header("cache-control").is_some());
}

/// HT1: every response carries the headers, errors too.
#[tokio::test]
async fn ht1_every_response_carries_the_headers() {
    let gateway = TestGateway::demo().await;
    let large = "x".repeat(100_000);

    for (method, path, body, status) in [
        ("GET", "/", "", 200),
        ("GET", "/fleet/vehicles/kv-4821", "", 200),
        ("GET", "/app-0123456789abcdef.js", "", 200),
        ("GET", "/missing.js", "", 404),
        ("POST", "/fleet", "", 405),
        ("GET", "/api/v1/session", "", 401),
        ("GET", "/api/v1/nothing", "", 404),
        ("GET", "/api/v2/session", "", 404),
        ("PUT", "/api/v1/session", "", 405),
        ("POST", "/api/v1/session", "{}", 415),
        ("GET", "/api/v1/socket", "", 426),
        ("POST", "/api/v1/csp-report", &large, 413),
        ("GET", "/api/health/socket", "", 200),
        ("GET", "/metrics", "", 200),
        ("GET", "/ingest/osmand", "", 400),
    ] {
        let answer = gateway.send(method, path, &[], body).await;
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        check_headers(&answer);
        let is_json = answer
            .header("content-type")
            .is_some_and(|it| it.starts_with("application/json"));
        assert_eq!(answer.header("x-livedeck").is_some(), is_json, "{path}");
    }
}

#[tokio::test]
async fn ht13_errors_of_the_api_are_json_with_a_code() {
    let gateway = TestGateway::demo().await;

    for (path, code) in [
        ("/api/v1/session", "signed_out"),
        ("/api/v1/nothing", "not_found"),
        ("/api/nothing", "not_found"),
        ("/api/v1/topics/fleet/vehicles", "signed_out"),
    ] {
        let answer = gateway.get(path).await;
        assert_eq!(answer.code(), code, "{path}");
        assert_eq!(answer.header("x-livedeck"), Some("1"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn ht14_files_are_served_as_small_and_as_long_lived_as_possible() {
    let gateway = TestGateway::demo().await;
    let file = "/app-0123456789abcdef.js";

    let brotli = gateway
        .send("GET", file, &[("accept-encoding", "gzip, br")], "")
        .await;
    assert_eq!(brotli.text(), "brotli");
    assert_eq!(brotli.header("content-encoding"), Some("br"));
    assert_eq!(
        brotli.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    assert_eq!(
        brotli.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    let gzip = gateway
        .send("GET", file, &[("accept-encoding", "gzip")], "")
        .await;
    assert_eq!(gzip.text(), "gzip");
    let plain = gateway.get(file).await;
    assert_eq!(plain.text(), "console.log('plain')");
    assert_eq!(plain.header("vary"), Some("accept-encoding"));
    let tag = plain.header("etag").unwrap();
    let known = gateway.send("GET", file, &[("if-none-match", tag)], "").await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    let wasm = gateway.get("/app-0123456789abcdef_bg.wasm").await;
    assert_eq!(wasm.header("content-type"), Some("application/wasm"));
}

#[tokio::test]
async fn ht14_every_address_of_the_app_is_its_page() {
    let gateway = TestGateway::demo().await;

    for path in ["/", "/fleet", "/fleet/vehicles/kv-4821", "/welcome"] {
        let answer = gateway.get(path).await;
        assert!(answer.text().contains("<title>Livedeck"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
    }
    for path in [
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "/app-0123456789abcdef.js.br",
    ] {
        assert_eq!(gateway.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn what_the_policy_stops_is_counted() {
    let gateway = TestGateway::demo().await;

    let answer = gateway
        .send(
            "POST",
            "/api/v1/csp-report",
            &[("content-type", "application/csp-report")],
            "{}",
        )
        .await;

    assert_eq!(answer.status, 204);
    assert_eq!(gateway.metric("livedeck_csp_reports_total").await, 1);
}

#[tokio::test]
async fn health_and_about_need_no_session() {
    let gateway = TestGateway::demo().await;

    let health = gateway.get("/api/health/socket").await.json();
    assert_eq!(health["status"], "ok");
    assert_eq!(health["connections"], 0);
    assert!(health["uptime"].is_u64());
    assert_eq!(gateway.get("/api/v1/about").await.json()["demo"], true);
}

/// HT10: whoever is too slow to ask is not waited for.
#[tokio::test]
async fn ht10_a_header_that_never_ends_is_cut_off() {
    let gateway = TestGateway::demo().await;
    let mut stream = tokio::net::TcpStream::connect(gateway.address()).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let mut answer = Vec::new();

    let cut = tokio::time::timeout(Duration::from_secs(15), stream.read_to_end(&mut answer)).await;

    assert!(cut.is_ok(), "still open after 15 s");
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
}

/// HT23: the ground of the map is told, and the policy lets its hosts through and no others.
#[tokio::test]
async fn ht23_the_ground_of_the_map_is_told_and_let_through() {
    let plain = TestGateway::demo().await;
    assert_eq!(
        plain.get("/config.json").await.json(),
        serde_json::json!({ "map": null })
    );
    let csp = |answer: &Answer| answer.header("content-security-policy").unwrap().to_owned();
    assert!(!csp(&plain.get("/").await).contains("https://"));

    let gateway = TestGateway::with(|config| {
        config.vehicles = 5;
        config.map.source = Some("https://tiles.example/{z}/{x}/{y}.png".parse().unwrap());
        config.map.attribution = "© Somebody".to_owned();
        config.map.others = vec!["https://glyphs.example".parse().unwrap()];
    })
    .await;

    let told = gateway.get("/config.json").await;
    check_headers(&told);
    let map = &told.json()["map"];
    assert_eq!(
        (&map["kind"], &map["attribution"]),
        (&"tiles".into(), &"© Somebody".into())
    );
    assert_eq!(
        map["origins"],
        serde_json::json!(["https://tiles.example", "https://glyphs.example"])
    );
    let policy = csp(&gateway.get("/dispatch").await);
    for directive in ["img-src 'self' data: blob:", "connect-src 'self'"] {
        let allowed = format!("{directive} https://tiles.example https://glyphs.example;");
        assert!(policy.contains(&allowed), "{policy}");
    }
    assert!(
        !policy.contains("script-src 'self' 'wasm-unsafe-eval' https"),
        "{policy}"
    );
}

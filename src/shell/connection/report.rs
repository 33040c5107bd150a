//! The connection as text, for a message to whoever runs the gateway.

use crate::{
    format::NARROW,
    link::Link,
    platform::{clock, page},
    shell::chip::Standing,
};

/// Holds no row and no secret.
pub(super) fn link_report(link: Link) -> String {
    use std::fmt::Write as _;

    let mut report = format!(
        "Livedeck {} · {} · {}\n",
        env!("CARGO_PKG_VERSION"),
        page::origin(),
        page::user_agent()
    );
    link.read(|engine| {
        let stats = engine.stats();
        let number = |it: Option<u32>| it.map_or_else(|| "-".to_owned(), |it| it.to_string());
        // Writing into a `String` cannot fail.
        let _ = writeln!(
            report,
            "{} · p50 {} ms · p95 {} ms · reconnects {} · gaps {} · malformed {}",
            Standing::of(*engine.connection(), engine.paused()).as_str(),
            number(stats.latency(50)),
            number(stats.latency(95)),
            stats.reconnects,
            stats.gaps,
            stats.malformed,
        );
        for topic in engine.topics() {
            let age = topic.confirmed_at.map(|it| clock::now().since(it).as_secs());
            let _ = writeln!(
                report,
                "{} · {} rows · age {}{NARROW}s",
                topic.topic,
                topic.rows,
                age.map_or_else(|| "-".to_owned(), |it| it.to_string()),
            );
        }
    });
    report
}

//! Tells of new critical violations wherever one is: aloud, and with a tone for who wants it.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{FleetSummary, StreamKind},
};

use super::announcer::use_announcer;
use crate::{
    link::{use_link, use_now},
    platform::sound,
    repositories::use_rows,
    settings::{Announcements, use_settings},
    texts::{shell, use_texts},
};

/// Watches the fleet's figures for as long as the calling component lives.
pub(super) fn watch_the_fleet() {
    let (texts, settings, announcer, now) = (use_texts(), use_settings(), use_announcer(), use_now());
    let summary = use_rows::<FleetSummary>().watch(Signal::stored(FleetSummary::ID.into()));
    let link = use_link();
    let sees = Memo::new(move |_| link.sees(StreamKind::Violation));
    let critical = Memo::new(move |_| {
        let critical = summary.with(|it| it.as_ref().map(|it| it.critical_violations));
        critical.filter(|_| sees.get())
    });
    let last_alarm = StoredValue::new(Timestamp::default());
    Effect::new(move |before: Option<Option<u32>>| {
        let after = critical.get();
        let more = before
            .flatten()
            .zip(after)
            .map_or(0, |(before, after)| after.saturating_sub(before));
        let at = now.get_untracked();
        if more > 0 && at.since(last_alarm.get_value()) >= ALARM_PAUSE {
            last_alarm.set_value(at);
            if settings.choice_untracked(|it| it.announcements) != Announcements::Off {
                announcer.alarm(shell::new_critical(
                    texts.language(),
                    more,
                    after.unwrap_or_default(),
                ));
            }
            if settings.choice_untracked(|it| it.sound) {
                sound::chime();
            }
        }
        after
    });
    let last_digest = StoredValue::new(now.get_untracked());
    Effect::new(move |_| {
        let at = now.get();
        let wants = settings.choice(|it| it.announcements) == Announcements::Digest;
        if wants && at.since(last_digest.get_value()) >= DIGEST {
            last_digest.set_value(at);
            if let Some(summary) = summary.get_untracked().filter(|_| sees.get_untracked()) {
                announcer.say(shell::digest(texts.language(), &summary));
            }
        }
    });
}

/// Between two alarms.
const ALARM_PAUSE: Duration = Duration::from_secs(3);

/// Between two digests.
const DIGEST: Duration = Duration::from_secs(30);

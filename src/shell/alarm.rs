//! Tells of new critical violations wherever one is: aloud, and with a tone for who wants it.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{FleetSummary, StreamKind},
};

use super::announcer::use_announcer;
use crate::{
    dispatch::{Fault, RowEvent, use_dispatcher},
    link::{use_link, use_now},
    platform::sound,
    repositories::use_rows,
    settings::{Announcements, use_settings},
    texts::{shell, use_texts},
};

/// Watches the fleet's figures for as long as the calling component lives.
pub(super) fn watch_the_fleet() {
    let (texts, settings, announcer, now) = (use_texts(), use_settings(), use_announcer(), use_now());
    let rows = use_rows::<FleetSummary>();
    let link = use_link();
    let sees = Memo::new(move |_| link.sees(StreamKind::Violation));
    let dispatcher = use_dispatcher();
    let alarms = Alarms::new(now, sees);
    dispatcher.on("alarm", rows, move |event| {
        let wants = settings.choice_untracked(|it| it.announcements) != Announcements::Off;
        if let Some((more, all)) = alarms.of(event).filter(|_| wants) {
            announcer.alarm(shell::new_critical(untrack(|| texts.language()), more, all));
        }
        Ok(())
    });
    let chimes = Alarms::new(now, sees);
    dispatcher.on("chime", rows, move |event| {
        let wants = settings.choice_untracked(|it| it.sound);
        match chimes.of(event).filter(|_| wants) {
            Some(_) => sound::chime().map_err(Fault),
            None => Ok(()),
        }
    });
    let summary = rows.watch(Signal::stored(FleetSummary::ID.into()));
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

/// When there is something to tell: more critical violations than before, and not a moment after the last time.
#[derive(Clone, Copy)]
struct Alarms {
    last: StoredValue<Timestamp>,
    now: Signal<Timestamp>,
    sees: Memo<bool>,
}

impl Alarms {
    fn new(now: Signal<Timestamp>, sees: Memo<bool>) -> Self {
        let last = StoredValue::new(Timestamp::default());
        Self { last, now, sees }
    }

    /// How many are new, and how many there are.
    fn of(self, event: &RowEvent<FleetSummary>) -> Option<(u32, u32)> {
        let RowEvent::Updated { before, after } = event else {
            return None;
        };
        let all = after.critical_violations?;
        let more = all.checked_sub(before.critical_violations?)?;
        let at = self.now.get_untracked();
        let is_due = at.since(self.last.get_value()) >= ALARM_PAUSE;
        if more == 0 || !is_due || !self.sees.get_untracked() {
            return None;
        }
        self.last.set_value(at);
        Some((more, all))
    }
}

/// Between two alarms.
const ALARM_PAUSE: Duration = Duration::from_secs(3);

/// Between two digests.
const DIGEST: Duration = Duration::from_secs(30);

//! One topic as this client follows it: readers, rows, and what the gateway still owes.

use std::time::Duration;

use mutants::mutant;
use protocol::{Persistence, Position, Sub, SubId, Timestamp, Topic};
use serde::{Deserialize, Serialize};

use crate::{
    assembly::Assembly,
    cache::path,
    following::{Asking, Following},
    output::Resync,
    phase::{Phase, Refusal},
    presence::Presence,
    replica::Replica,
};

/// How long a topic is followed after its last reader left.
pub(crate) const GRACE: Duration = Duration::from_secs(5);
/// How long it is kept in memory after that.
pub(crate) const GC: Duration = Duration::from_mins(10);
/// A quiet topic compares digests with the gateway this often.
pub(crate) const COMPARE_AFTER: Duration = Duration::from_mins(1);
/// A topic that was asked for and not answered is asked for again after this, then after twice as long …
const ANSWER_FIRST: Duration = Duration::from_secs(10);
const ANSWER_MAX: Duration = Duration::from_secs(80);
/// A topic that was refused is asked for again this often: rights may come back, and nobody says so.
const REFUSED_RETRY: Duration = Duration::from_secs(30);
/// A topic is written to disk at most this often, and more seldom the more rows it has.
const STORE_EVERY: Duration = Duration::from_secs(5);
const STORE_PER_ROW: Duration = Duration::from_millis(5);

/// One topic as this client follows it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Subscription {
    pub(crate) s: SubId,
    pub(crate) readers: Readers,
    #[serde(skip)]
    pub(crate) replica: Replica,
    pub(crate) following: Following,
    /// The parts of a snapshot so far.
    #[serde(skip)]
    pub(crate) assembly: Option<Assembly>,
    pub(crate) refusal: Option<(Refusal, String)>,
    /// Whether somebody here says that they look at it.
    #[serde(default)]
    pub(crate) presence: Presence,
    /// The phase people were last told.
    pub(crate) told: Phase,
    #[serde(with = "path")]
    pub(crate) topic: Topic,
    /// When the rows were last known to be current; while they are, every sign of life counts instead.
    confirmed_at: Option<Timestamp>,
    trust: Trust,
    quiet_since: Timestamp,
    /// When somebody last wanted to know whether it is current.
    #[serde(default)]
    pub(crate) refreshed_at: Option<Timestamp>,
    /// As of when what is seen of it stands still, while it does.
    #[serde(default)]
    pub(crate) still_since: Option<Timestamp>,
    /// When to ask again for what was refused.
    retry_at: Option<Timestamp>,
    unanswered: u32,
    disk: Disk,
}

/// Who reads the topic.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Readers {
    /// So many; never 0.
    Some(usize),
    /// Nobody; still followed until then, in case somebody comes back.
    Leaving { until: Timestamp },
    /// Nobody; no longer followed, kept in memory until then.
    Gone { until: Timestamp },
}

/// Whether rows from before the present connection are trusted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Trust {
    /// For the stream's stale time after they were last confirmed.
    Earned,
    /// No: they come from disk.
    None,
}

/// What disk holds of it.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
struct Disk {
    /// Whether rows changed since.
    behind: bool,
    /// When it was last written.
    at: Option<Timestamp>,
    /// When the rows there were last known to be current.
    confirmed_at: Option<Timestamp>,
}

impl Disk {
    const EMPTY: Self = Self {
        behind: false,
        at: None,
        confirmed_at: None,
    };
}

impl Subscription {
    pub(crate) fn new(topic: Topic, s: SubId, now: Timestamp) -> Self {
        Self {
            s,
            readers: Readers::Gone { until: now + GC },
            replica: Replica::default(),
            following: Following::Idle,
            assembly: None,
            refusal: None,
            presence: Presence::default(),
            told: Phase::Loading,
            topic,
            confirmed_at: None,
            trust: Trust::Earned,
            quiet_since: now,
            refreshed_at: None,
            still_since: None,
            retry_at: None,
            unanswered: 0,
            disk: Disk::EMPTY,
        }
    }

    /// The same, as if it had no rows and nothing were being fetched.
    pub(crate) fn without_rows(&self) -> Self {
        Self {
            replica: Replica::default(),
            assembly: None,
            following: self.following.clone(),
            refusal: self.refusal.clone(),
            presence: self.presence.clone(),
            told: self.told.clone(),
            topic: self.topic.clone(),
            ..*self
        }
    }

    /// Rows from disk: shown, not trusted.
    pub(crate) fn restore(&mut self, replica: Replica, confirmed_at: Timestamp, now: Timestamp) {
        self.replica = replica;
        self.confirmed_at = Some(confirmed_at);
        self.trust = if mutant!(TrustDisk) {
            Trust::Earned
        } else {
            Trust::None
        };
        self.disk = Disk {
            behind: false,
            at: Some(now),
            confirmed_at: Some(confirmed_at),
        };
    }

    pub(crate) const fn is_wanted(&self) -> bool {
        matches!(self.readers, Readers::Some(_) | Readers::Leaving { .. })
    }

    pub(crate) const fn is_current(&self) -> bool {
        matches!(
            self.following,
            Following::Current
                | Following::Asked {
                    why: Asking::Compare | Asking::Poll,
                    ..
                }
        )
    }

    /// Whether the gateway owes rows that people wait for.
    pub(crate) const fn is_behind(&self) -> bool {
        matches!(
            self.following,
            Following::Asked {
                why: Asking::Start | Asking::Again(_),
                ..
            }
        )
    }

    /// Whether rows that people look at may not be there yet.
    pub(crate) const fn awaits_rows(&self) -> bool {
        self.is_wanted() && !self.is_current() && self.refusal.is_none()
    }

    pub(crate) fn phase(&self, now: Timestamp) -> Phase {
        if let Some((refusal, message)) = &self.refusal {
            return Phase::Refused(*refusal, message.clone());
        }
        if self.replica.position().is_none() {
            Phase::Loading
        } else if self.is_current() || self.stale_at().is_some_and(|it| now < it) {
            Phase::Fresh
        } else {
            Phase::Stale
        }
    }

    /// When the rows were last known to be current, given when we last heard from the gateway.
    pub(crate) fn confirmed_at(&self, heard: Timestamp) -> Option<Timestamp> {
        // Rows that never came are of no age.
        self.replica.position()?;
        if self.is_current() {
            Some(heard)
        } else {
            self.confirmed_at
        }
    }

    /// When rows that are no longer confirmed stop to be trusted.
    pub(crate) fn stale_at(&self) -> Option<Timestamp> {
        let since = self
            .confirmed_at
            .filter(|_| self.trust == Trust::Earned && !self.is_current())?;
        Some(since + self.topic.kind.stale_time())
    }

    pub(crate) fn answer_by(&self) -> Option<Timestamp> {
        match &self.following {
            Following::Asked { .. } if mutant!(NeverAskAgain) => None,
            // Every request asks again.
            Following::Current
            | Following::Asked {
                why: Asking::Poll, ..
            } => None,
            Following::Asked { deadline, .. } => Some(*deadline),
            Following::Idle if mutant!(NeverRetryRefused) => None,
            Following::Idle => self.retry_at,
        }
    }

    pub(crate) fn compare_at(&self) -> Option<Timestamp> {
        (matches!(self.following, Following::Current) && !mutant!(NeverCompare))
            .then(|| self.quiet_since + COMPARE_AFTER)
    }

    pub(crate) fn store_at(&self) -> Option<Timestamp> {
        let every =
            STORE_EVERY + STORE_PER_ROW * u32::try_from(self.replica.view().len()).unwrap_or(u32::MAX);
        self.is_storable()
            .then(|| self.disk.at.map_or(self.quiet_since, |it| it + every))
            .filter(|_| self.disk.behind)
    }

    /// Whether it may be on disk at all.
    pub(crate) fn is_storable(&self) -> bool {
        self.topic.kind.persistence() == Persistence::All && self.replica.position().is_some()
    }

    /// Whether disk is behind, or could say that the rows were current much later.
    pub(crate) fn is_worth_storing(&self, heard: Timestamp, by: Duration) -> bool {
        let later = self.confirmed_at(heard) > self.disk.confirmed_at.map(|it| it + by);
        self.is_storable() && (self.disk.behind || later)
    }

    pub(crate) fn stored(&mut self, confirmed_at: Timestamp, now: Timestamp) {
        self.disk = Disk {
            behind: false,
            at: Some(now),
            confirmed_at: Some(confirmed_at),
        };
    }

    /// The frame that asks for the topic from where we stand.
    pub(crate) fn ask(&mut self, why: Asking, now: Timestamp) -> Sub {
        let from = self.replica.position().cloned();
        self.send(why, from, now)
    }

    /// The frame that asks for the topic from nothing, which is always right.
    pub(crate) fn ask_afresh(&mut self, why: Asking, now: Timestamp) -> Sub {
        self.send(why, None, now)
    }

    fn send(&mut self, why: Asking, from: Option<Position>, now: Timestamp) -> Sub {
        match why {
            Asking::Compare => self.presence.doubt(),
            Asking::Poll => {}
            _ if self.is_current() => self.confirmed_at = Some(now),
            _ => {}
        }
        let patience = ANSWER_FIRST * 2_u32.pow(self.unanswered.min(3));
        self.following = Following::Asked {
            why,
            from: from.clone(),
            deadline: now + patience.min(ANSWER_MAX),
        };
        self.assembly.take_if(|_| mutant!(CutSnapshot));
        Sub {
            s: self.s,
            topic: self.topic.to_string(),
            sum: (from.is_some() && !mutant!(ResumeWithoutDigest)).then(|| self.replica.digest()),
            at: from,
            hz: None,
        }
    }

    /// Nobody answered in time, or what was refused is tried again.
    pub(crate) fn ask_again(&mut self, now: Timestamp) -> Sub {
        if self.refusal.is_some() {
            return self.ask_afresh(Asking::Start, now);
        }
        self.unanswered = self.unanswered.saturating_add(1);
        self.ask_afresh(Asking::Again(Resync::Unanswered), now)
    }

    /// It was refused, and it is not time to try again.
    pub(crate) const fn is_refused_for_now(&self) -> bool {
        self.refusal.is_some() && self.retry_at.is_some() && matches!(self.following, Following::Idle)
    }

    /// The gateway no longer tells us of changes.
    pub(crate) fn leave(&mut self, heard: Timestamp) {
        if self.is_current() {
            self.confirmed_at = Some(heard);
            self.trust = Trust::Earned;
            // What changed between the last sign of life and the pause nobody has told.
            self.still_since = self.still_since.map(|it| it.min(heard));
        }
        self.following = Following::Idle;
        self.presence.forget();
        self.assembly = None;
        self.retry_at = None;
        self.unanswered = 0;
    }

    /// Nothing of it may be kept.
    pub(crate) fn purge(&mut self) {
        self.replica = Replica::default();
        self.still_since = None;
        self.confirmed_at = None;
        self.trust = Trust::Earned;
        self.disk = Disk::EMPTY;
    }

    /// The gateway has answered and sends every change from now on.
    pub(crate) fn become_current(&mut self, now: Timestamp) {
        self.following = Following::Current;
        self.trust = Trust::Earned;
        self.unanswered = 0;
        self.refusal = None;
        self.quiet_since = now;
    }

    /// Confirmed rows or the position moved.
    pub(crate) fn moved(&mut self, now: Timestamp) {
        self.disk.behind = true;
        self.quiet_since = now;
    }

    /// More of a long answer has come; the rest may take as long again.
    pub(crate) fn be_patient(&mut self, now: Timestamp) {
        if let Following::Asked { deadline, .. } = &mut self.following {
            *deadline = (*deadline).max(now + ANSWER_FIRST);
        }
    }

    /// The gateway does not let us have it; the rows go. `false` if that was known.
    pub(crate) fn refuse(&mut self, refusal: Refusal, message: String, now: Timestamp) -> bool {
        if !mutant!(KeepRevokedRows) {
            self.purge();
        }
        self.following = Following::Idle;
        self.presence.forget();
        self.assembly = None;
        self.retry_at = Some(now + REFUSED_RETRY);
        self.unanswered = 0;
        let before = self.refusal.replace((refusal, message));
        self.refusal != before
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        match &mut self.readers {
            Readers::Some(_) => {}
            Readers::Leaving { until } | Readers::Gone { until } => *until = *until - by,
        }
        if let Following::Asked { deadline, .. } = &mut self.following {
            *deadline = *deadline - by;
        }
        self.confirmed_at = self.confirmed_at.map(|it| it - by);
        self.quiet_since = self.quiet_since - by;
        self.refreshed_at = self.refreshed_at.map(|it| it - by);
        self.still_since = self.still_since.map(|it| it - by);
        self.disk.at = self.disk.at.map(|it| it - by);
        self.retry_at = self.retry_at.map(|it| it - by);
    }
}

//! Things that must happen sometimes: a simulation in which they never do proves nothing about them.

use std::collections::BTreeMap;

/// Something worth having been seen.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Sometimes {
    /// A connection was welcomed.
    Welcomed,
    /// A connection was welcomed after the first.
    Reconnected,
    /// A delta did not continue.
    GapHealed,
    /// A delta had been seen.
    DuplicateDelta,
    /// A snapshot came for rows that were there.
    ResyncedByPosition,
    /// Digests differed.
    ResyncedByMismatch,
    /// "The same" saved a snapshot.
    Same,
    /// A snapshot came in parts.
    Parts,
    /// A mutation took effect.
    Acked,
    /// A mutation was refused.
    Nacked,
    /// A mutation was put off.
    PutOff,
    /// A mutation arrived more than once.
    MutationRepeated,
    /// A mutation was sent more than once and took effect.
    AckedAfterRepeat,
    /// A ping stayed unanswered.
    DeclaredDead,
    /// A topic was revoked.
    Revoked,
    /// A topic was refused.
    Refused,
    /// The gateway restarted with a transaction under way that was durable.
    CrashAfterCommit,
    /// The gateway restarted with a transaction under way that was lost.
    CrashBeforeCommit,
    /// The store refused a transaction.
    CommitFailed,
    /// The store lost everything.
    EpochLost,
    /// A message was garbled.
    Garbled,
    /// A page resumed from its cache.
    ResumedFromCache,
    /// A damaged cache came back.
    CorruptCache,
    /// A clock went forward.
    ClockForward,
    /// A clock went back.
    ClockBack,
    /// A device woke up.
    Woke,
    /// A page was shown again.
    Shown,
    /// The browser said that there is no network.
    WentOffline,
    /// A view was paused and resumed.
    Paused,
    /// A gateway sent its clients away.
    SentAway,
    /// A session ended and was renewed.
    SessionRenewed,
    /// Somebody had to sign in again.
    SignedInAgain,
    /// The same device connected while its older connection was still open.
    Superseded,
    /// A connection was left because it did not drain.
    Stalled,
    /// A connection could not be opened.
    Unreachable,
    /// A topic was left and followed again.
    Followed,
    /// A mutation was undone.
    Undone,
    /// Rows were shown as stale.
    WentStale,
    /// A topic was written to disk.
    Stored,
    /// A transaction carried several topics.
    ManyTopics,
    /// A mutation waited for the one before it on its row.
    Ordered,
    /// A message vanished on the way.
    Lost,
    /// A message came again after others.
    CameAgain,
    /// Somebody insisted on a connection.
    Insisted,
    /// More was to be sent than the gateway takes at a time.
    WindowFull,
    /// A network let no socket through.
    Blocked,
    /// Requests did the work of a socket.
    Polled,
    /// A mutation got its verdict by a request.
    SettledByRequest,
    /// A socket took over from requests.
    HandedBack,
    /// A tab spoke to the gateway through another.
    WentThroughLeader,
    /// A tab that led handed over to the others.
    HandedOver,
    /// A tab that led and stood still was replaced.
    LeaderReplaced,
    /// A tab took the lead with actions that had no verdict.
    LedWithPending,
    /// Words between tabs took long.
    WordLate,
    /// Somebody had topics compared with the gateway's.
    Compared,
    /// An action was due and stayed, because somebody was changing it.
    HeldBack,
    /// A page was welcomed while somebody was changing an action, and that stayed.
    HeldAcross,
    /// An action left once somebody was done with it.
    LeftAfterHold,
    /// An action took effect in other words.
    Reworded,
    /// An action that never left was given up.
    GaveUp,
    /// Other words took the place of an action in one step.
    RewordedAtOnce,
    /// An action was given up by one tab that another had read from the disk.
    GivenUpElsewhere,
    /// An action waited because somebody was changing it in another tab.
    HeldElsewhere,
    /// A shift was begun without a connection.
    ShiftBegunOffline,
    /// A position of somebody on shift was kept.
    PositionKept,
    /// A position of somebody off shift was refused.
    PositionRefused,
    /// Of two who gave a shipment to somebody one was refused.
    AssignmentRaced,
    /// A driver declined a shipment.
    Declined,
    /// A shipment was taken from a driver who had no connection.
    ReassignedOffline,
    /// A refused action was tried again.
    TriedAgain,
    /// A page was loaded anew while somebody was changing an action.
    FormLost,
    /// A topic was opened on a paused page.
    OpenedWhilePaused,
    /// Somebody wanted to know, and rows were missing.
    HealedByDoubt,
    /// A page saw that somebody else was at the desk.
    ColleagueHere,
    /// A page saw that somebody else was writing there.
    ColleagueEdits,
    /// Changes of the same fields were told together.
    ToldAlike,
    /// A page that reads no changes told together was told one by one.
    ToldSingly,
}

impl Sometimes {
    /// All of them.
    pub const ALL: [Self; 77] = [
        Self::Welcomed,
        Self::Reconnected,
        Self::GapHealed,
        Self::DuplicateDelta,
        Self::ResyncedByPosition,
        Self::ResyncedByMismatch,
        Self::Same,
        Self::Parts,
        Self::Acked,
        Self::Nacked,
        Self::PutOff,
        Self::MutationRepeated,
        Self::AckedAfterRepeat,
        Self::DeclaredDead,
        Self::Revoked,
        Self::Refused,
        Self::CrashAfterCommit,
        Self::CrashBeforeCommit,
        Self::CommitFailed,
        Self::EpochLost,
        Self::Garbled,
        Self::ResumedFromCache,
        Self::CorruptCache,
        Self::ClockForward,
        Self::ClockBack,
        Self::Woke,
        Self::Shown,
        Self::WentOffline,
        Self::Paused,
        Self::SentAway,
        Self::SessionRenewed,
        Self::SignedInAgain,
        Self::Superseded,
        Self::Stalled,
        Self::Unreachable,
        Self::Followed,
        Self::Undone,
        Self::WentStale,
        Self::Stored,
        Self::ManyTopics,
        Self::Ordered,
        Self::Lost,
        Self::CameAgain,
        Self::Insisted,
        Self::WindowFull,
        Self::Blocked,
        Self::Polled,
        Self::SettledByRequest,
        Self::HandedBack,
        Self::WentThroughLeader,
        Self::HandedOver,
        Self::LeaderReplaced,
        Self::LedWithPending,
        Self::WordLate,
        Self::Compared,
        Self::HeldBack,
        Self::HeldAcross,
        Self::LeftAfterHold,
        Self::Reworded,
        Self::GaveUp,
        Self::RewordedAtOnce,
        Self::GivenUpElsewhere,
        Self::HeldElsewhere,
        Self::ShiftBegunOffline,
        Self::PositionKept,
        Self::PositionRefused,
        Self::AssignmentRaced,
        Self::Declined,
        Self::ReassignedOffline,
        Self::TriedAgain,
        Self::FormLost,
        Self::OpenedWhilePaused,
        Self::HealedByDoubt,
        Self::ColleagueHere,
        Self::ColleagueEdits,
        Self::ToldAlike,
        Self::ToldSingly,
    ];
}

/// How often each was seen.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    counts: BTreeMap<Sometimes, u64>,
}

impl Tally {
    /// It was seen.
    pub fn saw(&mut self, what: Sometimes) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// How often it was seen.
    pub fn count(&self, what: Sometimes) -> u64 {
        self.counts.get(&what).copied().unwrap_or_default()
    }

    /// Together with another run's.
    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.counts {
            *self.counts.entry(*what).or_default() += count;
        }
    }

    /// What was never seen.
    pub fn missing(&self) -> Vec<Sometimes> {
        Sometimes::ALL
            .into_iter()
            .filter(|it| self.count(*it) == 0)
            .collect()
    }
}

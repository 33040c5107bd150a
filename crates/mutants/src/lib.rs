//! Bugs planted on purpose, one at a time, to see that the simulation catches each of them.
//!
//! The code asks [`mutant!`] at the place where somebody could once have been careless. Without the feature `planted`
//! the answer is `false` at compile time, and nothing of this is left in the program.

/// Whether this bug is planted on the present thread.
///
/// ```
/// use livedeck_mutants::mutant;
///
/// let seen = |to: u64, own: u64| to <= own && !mutant!(IgnoreGap);
/// assert!(seen(1, 2));
/// ```
#[macro_export]
macro_rules! mutant {
    ($name:ident) => {
        $crate::is_planted($crate::Mutant::$name)
    };
}

macro_rules! mutants {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// A bug that somebody could make.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub enum Mutant {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Mutant {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What is wrong with it, in a sentence.
            pub const fn what(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+),)+
                }
            }
        }
    };
}

mutants! {
    // The engine: what it asks for.
    /// Asks again for a delta that it has seen.
    AskDuplicatesAgain,
    /// Never compares digests while a topic is quiet.
    NeverCompare,
    /// Does not say its digest when it resumes.
    ResumeWithoutDigest,
    /// Never asks again for a topic that was not answered.
    NeverAskAgain,
    /// Takes a refusal for the last word.
    NeverRetryRefused,
    // The engine: what it makes of answers.
    /// Applies a delta although something before it is missing.
    IgnoreGap,
    /// Puts an older snapshot in place of newer rows.
    AcceptOlderSnapshot,
    /// Shows a snapshot before its last part is there.
    ShowPartsEarly,
    /// Drops what has come of a snapshot when it asks again.
    CutSnapshot,
    /// Forgets to take a removed row out of the digest.
    KeepDigestOfRemoved,
    /// Says on the first connection only who is here.
    SayPresenceOnce,
    /// Keeps the rows of a topic that was revoked.
    KeepRevokedRows,
    /// Takes rows from disk for current.
    TrustDisk,
    // The engine: mutations.
    /// Drops a mutation at its ack, though its rows are still on their way.
    DropBeforeRows,
    /// Still shows a mutation that was refused.
    ShowRefused,
    /// Does not name the mutation before it on the same row.
    ForgetAfter,
    /// Does not send a mutation again on the next connection, but much later.
    ResendLate,
    /// Does not wait as long as it was asked to before it sends a mutation again.
    ResendAtOnce,
    /// Waits for a verdict that was lost for ever.
    WaitForLostVerdict,
    /// Sends a mutation again under another id.
    ResendUnderAnotherId,
    /// Sends more mutations at a time than the gateway takes.
    IgnoreWindow,
    /// Sends an action while somebody is changing it.
    IgnoreHold,
    /// Sends an action while somebody is changing it in another tab.
    IgnoreHoldElsewhere,
    /// Sends what follows on a row before the action that somebody is changing.
    OvertakeHeld,
    /// Keeps an action back after whoever changed it is done.
    HoldForEver,
    /// Leaves an action on disk that was given up.
    KeepGivenUp,
    /// Keeps an action that another tab gave up.
    KeepGivenUpElsewhere,
    // Dispatch.
    /// Tells a driver what others bring.
    TellEverybodysShipments,
    /// Tells a driver where others are.
    TellEverybodysPositions,
    /// Tells with a refusal what is another's.
    TellRefusedRow,
    /// Leaves somebody on the map whose shift has ended.
    StayOnTheMap,
    /// Shows where somebody is off shift.
    CollectOffShift,
    // The engine: what people want of it.
    /// Says that topics are compared with the gateway's, and asks nobody.
    CompareNothing,
    /// Lets what is opened while paused stand still before it is there.
    FreezeWhatLoads,
    /// Does not say which rows changed behind a paused view.
    ResumeSilently,
    // The engine: the link.
    /// Connects as often as people and browsers insist.
    ConnectWithoutLimit,
    /// Believes in a connection whatever stays unanswered.
    NeverGiveUp,
    /// Leaves its deadlines where they are when the clock goes back.
    KeepDeadlines,
    // The recorder: what can be gone through again.
    /// Does not write down what was taken from chance.
    ForgetDraws,
    /// Begins a part without the snapshot of which parts are missing.
    ForgetHalfSnapshot,
    /// Begins a part without the actions that have no verdict.
    ForgetActions,
    // The tabs: what the one that leads does for the others.
    /// Goes on as one with a subscription wherever that stands.
    JoinApart,
    /// Calls a new subscription of a tab as one that it left was called.
    ReuseNames,
    /// Keeps the verdicts that other tabs wait for.
    KeepVerdicts,
    /// Brings what the gateway says to one of the tabs that read it, not to all.
    TellFirstReader,
    /// Never takes the place of a leader that stands still.
    FollowFrozenLeader,
    /// Hears of its connection through another tab what concerns an earlier one.
    HearOfEarlierConnection,
    // The hub: what it tells.
    /// Tells a verdict before the rows it speaks about.
    OvertakeRows,
    /// Answers with a shared snapshot that is older than what the client has.
    ShareOldSnapshot,
    /// Says "the same" without looking at the digest.
    VouchUnseen,
    /// Loses a step of the log when a client resumes.
    SkipLogStep,
    /// Leaves the question unanswered whether somebody has what they have been told.
    IgnoreComparison,
    /// Does not take a row out of the view of somebody who lost it.
    LeaveRowInView,
    /// Leaves out the last of the changes that are told together.
    LoseAlike,
    /// Tells changes together to who cannot read that.
    TellAlikeUnasked,
    /// Does not tell followers that something changed.
    ForgetFollowers,
    /// Leaves somebody at a place who may not be there any more.
    LeavePresence,
    /// Goes on telling rows after the right to see them was taken.
    IgnoreLostRights,
    // The hub: what it decides and keeps.
    /// Forgets what it decided about a mutation.
    ForgetVerdict,
    /// Decides a mutation before the one it follows.
    IgnoreAfter,
    /// Assigns over whomever somebody else has assigned meanwhile.
    OverwriteUnseen,
    /// Shows a transaction that the store refused.
    ShowFailedCommit,
    /// Drops its own changes when the store refuses them.
    DropFailedWrites,
}

impl Mutant {
    /// Whether it spoils recordings, and nothing else: only who goes through them again meets it.
    pub const fn is_in_recorder(self) -> bool {
        matches!(
            self,
            Self::ForgetDraws | Self::ForgetHalfSnapshot | Self::ForgetActions
        )
    }
}

#[cfg(feature = "planted")]
mod planting {
    use std::cell::Cell;

    use super::Mutant;

    thread_local! {
        static PLANTED: Cell<Option<Mutant>> = const { Cell::new(None) };
    }

    /// Whether this bug is planted on the present thread.
    pub fn is_planted(mutant: Mutant) -> bool {
        PLANTED.get() == Some(mutant)
    }

    /// Runs something with a bug planted on this thread, and takes it out again, also after a panic.
    pub fn with<T>(mutant: Mutant, run: impl FnOnce() -> T) -> T {
        struct Pulled;
        impl Drop for Pulled {
            fn drop(&mut self) {
                PLANTED.set(None);
            }
        }
        let _pulled = Pulled;
        PLANTED.set(Some(mutant));
        run()
    }
}

#[cfg(feature = "planted")]
pub use planting::{is_planted, with};

/// Whether this bug is planted: never, in this build.
#[cfg(not(feature = "planted"))]
pub const fn is_planted(_: Mutant) -> bool {
    false
}

#[cfg(all(test, not(feature = "planted")))]
const _: () = assert!(!is_planted(Mutant::IgnoreGap), "known at compile time");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_and_each_says_what_is_wrong() {
        assert!(Mutant::ALL.len() >= 20);
        assert!(Mutant::ALL.iter().all(|it| it.what().ends_with('.')));
    }

    #[cfg(feature = "planted")]
    #[test]
    fn a_bug_is_planted_for_one_run_only() {
        assert!(with(Mutant::IgnoreGap, || mutant!(IgnoreGap) && !mutant!(ShowRefused)));
        assert!(!mutant!(IgnoreGap));
    }
}

//! Everything that may go wrong.

use std::fmt;

use crate::streams::below;

/// A kind of misfortune.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Fault {
    /// A connection breaks, and both sides are told sooner or later.
    Disconnect,
    /// A connection goes silent, and nobody is told.
    HalfOpen,
    /// Messages take long.
    Delay,
    /// What a client said on a connection it left still arrives, after it said it again on the next.
    LateArrival,
    /// Connections cannot be opened.
    Refuse,
    /// The gateway ends at any moment and starts again from its store.
    Restart,
    /// The gateway starts again with an empty store.
    EpochLoss,
    /// The store refuses to commit.
    StoreError,
    /// A client's clock jumps.
    ClockJump,
    /// A device sleeps.
    Sleep,
    /// A page is hidden and shown.
    Hide,
    /// The browser says that there is no network, rightly or not.
    Offline,
    /// A message arrives garbled.
    Garble,
    /// Messages with rows and verdicts vanish on the way, and the connection goes on: no network does that, but a broken
    /// proxy or a bug may.
    Loss,
    /// The same messages arrive twice, the second time perhaps much later.
    Repeat,
    /// A page is loaded anew, from its cache.
    Reload,
    /// The cache comes back damaged.
    Corruption,
    /// A client does not drain its socket.
    Stall,
    /// Rights are taken and given back.
    Rights,
    /// The gateway sends its clients away.
    GoAway,
    /// Sessions end.
    Expiry,
    /// Somebody insists on a connection, again and again.
    Impatience,
    /// A network lets no socket through, only requests.
    Blocked,
    /// What tabs say to each other takes long.
    LateWords,
}

impl Fault {
    /// All of them that strike any page; [`Self::LateWords`] needs several tabs.
    pub const ALL: [Self; 23] = [
        Self::Disconnect,
        Self::HalfOpen,
        Self::Delay,
        Self::LateArrival,
        Self::Refuse,
        Self::Restart,
        Self::EpochLoss,
        Self::StoreError,
        Self::ClockJump,
        Self::Sleep,
        Self::Hide,
        Self::Offline,
        Self::Garble,
        Self::Loss,
        Self::Repeat,
        Self::Reload,
        Self::Corruption,
        Self::Stall,
        Self::Rights,
        Self::GoAway,
        Self::Expiry,
        Self::Impatience,
        Self::Blocked,
    ];
}

/// The faults that are switched on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Faults {
    on: Vec<Fault>,
}

impl Faults {
    /// A random half.
    pub fn half(random: &mut fastrand::Rng) -> Self {
        let on = Fault::ALL.into_iter().filter(|_| random.bool()).collect();
        Self { on }
    }

    /// Exactly these.
    pub fn only(on: impl Into<Vec<Fault>>) -> Self {
        Self { on: on.into() }
    }

    /// This one too.
    pub(crate) fn add(&mut self, fault: Fault) {
        self.on.push(fault);
    }

    /// Whether the fault is switched on.
    pub fn has(&self, fault: Fault) -> bool {
        self.on.contains(&fault)
    }

    /// Nothing goes wrong any more.
    pub(crate) fn heal(&mut self) {
        self.on.clear();
    }

    /// One that strikes now.
    pub(crate) fn pick(&self, random: &mut fastrand::Rng) -> Option<Fault> {
        if self.on.is_empty() {
            return None;
        }
        self.on.get(below(random, self.on.len())).copied()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.on).finish()
    }
}

//! One browser: what its tabs have in common, and which of them has the lock that makes it lead.

use std::collections::{BTreeMap, VecDeque};

use protocol::{MutationId, Topic};
use sync::{CacheRecord, OutboxRecord};

use crate::{client::Client, people::Person, streams::below};

/// A browser with its tabs; most have one.
#[derive(Debug, Default)]
pub(crate) struct Browser {
    /// Its tabs, by their numbers among all pages.
    pub(crate) tabs: Vec<usize>,
    pub(crate) disk: BTreeMap<Topic, CacheRecord>,
    /// The outbox on its disk.
    pub(crate) actions: BTreeMap<MutationId, OutboxRecord>,
    pub(crate) lead: Lead,
    /// When the last word of a tab to another arrives, on the channel of all or on its own: channels keep their order.
    pub(crate) arrivals: BTreeMap<(usize, usize, bool), u64>,
}

impl Browser {
    /// Whether its tabs share a connection.
    pub(crate) const fn is_shared(&self) -> bool {
        self.tabs.len() > 1
    }
}

/// So many browsers; in every third world the first one has tabs, and perhaps the second.
pub(crate) fn pages(seed: u64, n_browsers: usize, random: &mut fastrand::Rng) -> (Vec<Browser>, Vec<Client>) {
    let has_tabs = random.u32(0..3) == 0;
    let n_browsers = if has_tabs { n_browsers.min(2) } else { n_browsers };
    let first = if has_tabs {
        below(random, Person::ALL.len())
    } else {
        0
    };
    let mut browsers: Vec<Browser> = Vec::new();
    let mut clients: Vec<Client> = Vec::new();
    for browser in 0..n_browsers {
        let n_tabs = match browser {
            0 if has_tabs => 2 + below(random, 2),
            1 if has_tabs => 1 + below(random, 2),
            _ => 1,
        };
        let tabs: Vec<_> = (clients.len()..clients.len() + n_tabs).collect();
        let person = Person::ALL[(first + browser) % Person::ALL.len()];
        clients.extend(tabs.iter().map(|it| Client::new(*it, browser, person, seed)));
        browsers.push(Browser {
            tabs,
            ..Browser::default()
        });
    }
    (browsers, clients)
}

/// The lock of the lead, as browsers keep it.
#[derive(Debug, Default)]
pub(crate) struct Lead {
    held: Option<Claim>,
    queue: VecDeque<Claim>,
    n_claims: u64,
}

/// A tab's claim to the lock, for one connection of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Claim {
    pub(crate) tab: usize,
    /// Number of the connection.
    pub(crate) socket: u64,
    number: u64,
}

impl Lead {
    pub(crate) const fn claim(&mut self, tab: usize, socket: u64) -> Claim {
        self.n_claims += 1;
        Claim {
            tab,
            socket,
            number: self.n_claims,
        }
    }

    /// Asks for the lock; whether it is granted at once.
    pub(crate) fn ask(&mut self, claim: Claim) -> bool {
        self.queue.push_back(claim);
        self.next() == Some(claim)
    }

    /// Takes the lock, from whoever has it: that one is given back.
    pub(crate) const fn steal(&mut self, claim: Claim) -> Option<Claim> {
        self.held.replace(claim)
    }

    pub(crate) fn is_held(&self, claim: Claim) -> bool {
        self.held == Some(claim)
    }

    /// Lets go of the lock, or of the place in the queue; gives who has the lock now for the first time.
    pub(crate) fn release(&mut self, claim: Claim) -> Option<Claim> {
        self.release_if(|it| it == claim)
    }

    /// A tab is no more.
    pub(crate) fn vanish(&mut self, tab: usize) -> Option<Claim> {
        self.release_if(|it| it.tab == tab)
    }

    fn release_if(&mut self, is_over: impl Fn(Claim) -> bool) -> Option<Claim> {
        self.queue.retain(|it| !is_over(*it));
        self.held = self.held.filter(|it| !is_over(*it));
        self.next()
    }

    fn next(&mut self) -> Option<Claim> {
        if self.held.is_some() {
            return None;
        }
        self.held = self.queue.pop_front();
        self.held
    }
}

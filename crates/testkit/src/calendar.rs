//! What is going to happen, and in which order.

use std::{cmp::Reverse, collections::BinaryHeap, fmt};

use gateway::hub::ConnId;
use protocol::{ClientFrame, CloseCode, DeviceId, GatewayFrame, MutationId};

use crate::{browser::Claim, people::Person};

/// Everything that is going to happen; what is due at the same moment happens in the order in which it was planned.
#[derive(Debug, Default)]
pub(crate) struct Calendar {
    entries: BinaryHeap<Reverse<Scheduled>>,
    count: u64,
}

impl Calendar {
    pub(crate) fn add(&mut self, at: u64, what: Happening) {
        self.count += 1;
        let number = self.count;
        self.entries.push(Reverse(Scheduled { at, number, what }));
    }

    pub(crate) fn next_at(&self) -> Option<u64> {
        self.entries.peek().map(|Reverse(it)| it.at)
    }

    pub(crate) fn pop(&mut self) -> Option<Happening> {
        self.entries.pop().map(|Reverse(it)| it.what)
    }
}

#[derive(Debug)]
struct Scheduled {
    at: u64,
    number: u64,
    what: Happening,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.number) == (other.at, other.number)
    }
}

impl Eq for Scheduled {}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

/// Something that is going to happen.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    HubOpened(ConnId),
    ClientOpened(ConnId),
    ToHub(ConnId, Vec<ClientFrame>),
    ToClient(ConnId, Vec<GatewayFrame>, usize),
    /// The same once more, after others.
    Again(ConnId, Vec<GatewayFrame>, usize),
    Garbled(ConnId),
    HubClosed(ConnId),
    ClientClosed(ConnId, CloseCode),
    Unreachable(usize, ConnId),
    /// A request reaches the gateway; its page waits so long for news.
    Asked(ConnId, Vec<ClientFrame>, u64),
    Patience(ConnId),
    Answer(ConnId, Vec<GatewayFrame>, usize),
    Authenticated(ConnId, Person),
    Answered(usize),
    SignIn(usize),
    Written(u64),
    GatewayUp,
    Wake(usize),
    Show(usize),
    Online(usize),
    Restored(Person),
    Resume(usize),
    Insist(usize),
    /// Somebody is done with changing an action.
    FormDone(usize, MutationId),
    /// Everybody wants to know whether all is current.
    Doubt,
    /// And knows by now.
    Reassured,
    /// A hidden tab has left the lead to others for long enough.
    AskForLead(usize, u64),
    LeadGranted(Claim),
    LeadLost(usize),
    /// A tab looks after the one that leads.
    Look(usize, u64),
    /// A tab hears that another is there no more.
    Gone(usize, DeviceId),
    /// A word of one tab reaches another, if that is still the page of this name.
    Word(usize, DeviceId, String),
    Work,
    Strike,
    Heal,
}

/// A happening in a line, without rows.
pub(crate) struct Brief<'a>(pub(crate) &'a Happening);

impl fmt::Debug for Brief<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Happening::ToClient(conn, frames, _) | Happening::Answer(conn, frames, _) => {
                write!(f, "ToClient({}", conn.0)?;
                for it in frames {
                    match it {
                        GatewayFrame::Delta(it) => write!(f, " delta {} {}→{}", it.s, it.from, it.to)?,
                        GatewayFrame::Snap(it) => {
                            write!(
                                f,
                                " snap {} {} {}/{} {}",
                                it.s, it.at.offset, it.part, it.parts, it.same
                            )?;
                        }
                        other => write!(f, " {}", other.kind())?,
                    }
                }
                f.write_str(")")
            }
            other => write!(f, "{other:?}"),
        }
    }
}

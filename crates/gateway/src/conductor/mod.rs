//! The one task that owns the truth: everything else asks it, and it never waits for anybody.
//!
//! Sockets, requests and devices put messages into its inbox, which is bounded: whoever is too fast waits there. What
//! it says to a socket goes into that socket's [`Line`], whose length the hub limits. Transactions are written by a
//! thread of their own, so a slow disk delays verdicts but no ping.

mod ended;
mod ledger;
mod line;
mod promised;
mod task;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use protocol::{
    ClientFrame, Encoding, RawRow, RowId, SubErr, Timestamp, Topic,
    telemetry::{DriverFix, Telemetry},
};
use tokio::sync::{mpsc, oneshot};

pub use line::{Line, LineEnd, Outgoing};
pub use task::{Parts, start};

use crate::{
    accounts::{SecretHash, Session},
    config::INBOX_MAX,
    dispatch::{Heard, NotCollected},
    hub::{ConnId, HubStats, NoPast, Past, Reading},
    policy::Principal,
    store::Deed,
};

/// The way to the conductor; cheap to clone.
#[derive(Clone, Debug)]
pub struct Conductor {
    inbox: mpsc::Sender<Message>,
    conns: Arc<AtomicU64>,
}

/// How the core feels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vitals {
    /// What the hub counted.
    pub stats: HubStats,
    /// Whether the last transaction was written.
    pub is_durable: bool,
}

/// What the conductor is told and asked.
#[derive(Debug)]
enum Message {
    Opened {
        caller: line::Caller,
        principal: Option<Principal>,
        session: Option<SecretHash>,
        encoding: Encoding,
    },
    Frames(ConnId, Vec<ClientFrame>),
    Malformed(ConnId, String),
    TooLarge(ConnId),
    /// Bytes have left the line.
    Written(ConnId),
    Closed(ConnId),
    Authenticated(ConnId, Option<(Principal, SecretHash)>),
    SessionEnded(SecretHash),
    Telemetry(Vec<Telemetry>),
    Positions(RowId, Vec<DriverFix>, oneshot::Sender<Positions>),
    Topics(Principal, oneshot::Sender<Vec<Topic>>),
    Read(Principal, String, oneshot::Sender<Result<Reading, SubErr>>),
    Find(Principal, String, RowId, oneshot::Sender<Found>),
    History(
        HistoryQuestion,
        oneshot::Sender<Result<Option<Vec<Deed>>, SubErr>>,
    ),
    Past(Principal, Timestamp, oneshot::Sender<Result<Past, NoPast>>),
    Vitals(oneshot::Sender<Vitals>),
    Stop(oneshot::Sender<()>),
}

/// What became of a phone's positions; told once what is kept of them is durable.
pub type Positions = Result<Heard, NotCollected>;

/// A row, if there is one for whoever asks.
pub type Found = Result<Option<Arc<RawRow>>, SubErr>;

/// Whose last changes somebody wants to know.
#[derive(Clone, Debug)]
pub struct HistoryQuestion {
    /// Who asks.
    pub principal: Principal,
    /// The row's topic.
    pub topic: String,
    /// The row.
    pub id: RowId,
    /// How many of them.
    pub limit: usize,
}

impl Conductor {
    fn new() -> (Self, mpsc::Receiver<Message>) {
        let (inbox, messages) = mpsc::channel(INBOX_MAX);
        let conns = Arc::new(AtomicU64::new(1));
        (Self { inbox, conns }, messages)
    }

    /// A socket was accepted: its two ends, unless the gateway stops.
    pub async fn open(&self, session: Option<&Session>, encoding: Encoding) -> Option<(Line, LineEnd)> {
        let conn = ConnId(self.conns.fetch_add(1, Relaxed));
        let (line, end, caller) = line::line(conn, self.clone());
        let opened = Message::Opened {
            caller,
            principal: session.map(Session::principal),
            session: session.map(|it| it.hash),
            encoding,
        };
        self.send(opened).await.then_some((line, end))
    }

    /// A session ended: its sockets end too.
    pub async fn end_session(&self, session: SecretHash) {
        // A conductor that has stopped has no sockets left.
        self.send(Message::SessionEnded(session)).await;
    }

    /// Devices reported; `false`: the gateway stops and has not heard it.
    pub async fn report(&self, telemetry: Vec<Telemetry>) -> bool {
        self.send(Message::Telemetry(telemetry)).await
    }

    /// A driver's own phone reported; answered once that is durable, so that the phone may forget it. `None`: the gateway
    /// stops.
    pub async fn positions(&self, driver: RowId, fixes: Vec<DriverFix>) -> Option<Positions> {
        self.ask(|answer| Message::Positions(driver, fixes, answer)).await
    }

    /// Topics that somebody may read; `None`: the gateway stops.
    pub async fn topics(&self, principal: Principal) -> Option<Vec<Topic>> {
        self.ask(|answer| Message::Topics(principal, answer)).await
    }

    /// A topic as somebody may see it; `None`: the gateway stops.
    pub async fn read(&self, principal: Principal, topic: String) -> Option<Result<Reading, SubErr>> {
        self.ask(|answer| Message::Read(principal, topic, answer)).await
    }

    /// A row as somebody may see it; `None`: the gateway stops.
    pub async fn find(&self, principal: Principal, topic: String, id: RowId) -> Option<Found> {
        self.ask(|answer| Message::Find(principal, topic, id, answer))
            .await
    }

    /// The last changes of a row, if there is such a row for them; `None`: the gateway stops.
    pub async fn history(&self, question: HistoryQuestion) -> Option<Result<Option<Vec<Deed>>, SubErr>> {
        self.ask(|answer| Message::History(question, answer)).await
    }

    /// How drivers and shipments stood at a moment, as far as somebody may see them; `None`: the gateway stops.
    pub async fn past(&self, principal: Principal, at: Timestamp) -> Option<Result<Past, NoPast>> {
        self.ask(|answer| Message::Past(principal, at, answer)).await
    }

    /// How the core feels; `None`: it stops.
    pub async fn vitals(&self) -> Option<Vitals> {
        self.ask(Message::Vitals).await
    }

    /// Sends everybody away, writes what is planned, and ends.
    pub async fn stop(&self) {
        self.ask(Message::Stop).await;
    }

    /// Waits until there is no conductor any more.
    pub async fn ended(&self) {
        self.inbox.closed().await;
    }

    async fn send(&self, message: Message) -> bool {
        self.inbox.send(message).await.is_ok()
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        self.send(message(answer)).await.then_some(())?;
        answered.await.ok()
    }
}

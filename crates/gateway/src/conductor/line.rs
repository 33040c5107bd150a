//! What lies between the conductor and one socket: a queue that never makes the conductor wait.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::AcqRel, Ordering::Acquire},
};

use bytes::Bytes;
use protocol::{ClientFrame, CloseCode};
use tokio::sync::{Notify, mpsc};

use super::{Conductor, Message};
use crate::hub::ConnId;

/// What a socket is told.
#[derive(Debug)]
pub enum Outgoing {
    /// One whole message.
    Message(Bytes),
    /// Say goodbye; nothing follows.
    Close(CloseCode, &'static str),
}

/// The socket's way to the conductor.
#[derive(Debug)]
pub struct Line {
    conn: ConnId,
    conductor: Conductor,
}

/// Where the conductor's words come out.
#[derive(Debug)]
pub struct LineEnd {
    conn: ConnId,
    conductor: Conductor,
    words: mpsc::UnboundedReceiver<Outgoing>,
    shared: Arc<Shared>,
    /// Bytes written since the conductor last heard of it.
    unsaid: usize,
}

/// The conductor's way to the socket. Unbounded, because the hub stops to produce for a line that is full.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) conn: ConnId,
    words: mpsc::UnboundedSender<Outgoing>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Bytes said and not yet written.
    queued: AtomicUsize,
    /// Told once the conductor has hung up, whether or not anybody still listens.
    hung_up: Arc<Notify>,
}

/// A new line: the socket's two ends and the conductor's one.
pub(super) fn line(conn: ConnId, conductor: Conductor) -> (Line, LineEnd, Caller) {
    let (sender, words) = mpsc::unbounded_channel();
    let shared = Arc::new(Shared::default());
    let caller = Caller {
        conn,
        words: sender,
        shared: Arc::clone(&shared),
    };
    let line = Line {
        conn,
        conductor: conductor.clone(),
    };
    let end = LineEnd {
        conn,
        conductor,
        words,
        shared,
        unsaid: 0,
    };
    (line, end, caller)
}

impl Line {
    /// The connection's name.
    pub const fn conn(&self) -> ConnId {
        self.conn
    }

    /// A message arrived.
    pub async fn message(&self, frames: Vec<ClientFrame>) {
        self.conductor.send(Message::Frames(self.conn, frames)).await;
    }

    /// Something arrived that is no message.
    pub async fn malformed(&self, why: String) {
        self.conductor.send(Message::Malformed(self.conn, why)).await;
    }

    /// A message over the limit arrived.
    pub async fn too_large(&self) {
        self.conductor.send(Message::TooLarge(self.conn)).await;
    }

    /// The socket is gone.
    pub async fn close(self) {
        self.conductor.send(Message::Closed(self.conn)).await;
    }
}

impl LineEnd {
    /// The next thing to say; `None` after the conductor has ended.
    pub async fn next(&mut self) -> Option<Outgoing> {
        self.words.recv().await
    }

    /// Whether nothing waits behind a message of this size.
    pub fn is_drained(&self, size: usize) -> bool {
        self.shared.queued.load(Acquire) <= size
    }

    /// A message of this size was handed to the system. The conductor hears of it when the line is empty, and now and
    /// then before.
    pub async fn written(&mut self, size: usize) {
        let before = self.shared.queued.fetch_sub(size, AcqRel);
        self.unsaid += size;
        if before <= size || self.unsaid >= TELL_EVERY {
            self.unsaid = 0;
            self.conductor.send(Message::Written(self.conn)).await;
        }
    }

    /// Told when the conductor has hung up.
    pub fn hung_up(&self) -> Arc<Notify> {
        Arc::clone(&self.shared.hung_up)
    }
}

impl Caller {
    pub(super) fn say(&self, bytes: Bytes) {
        self.shared.queued.fetch_add(bytes.len(), AcqRel);
        // A socket that is gone says so itself.
        let _ = self.words.send(Outgoing::Message(bytes));
    }

    pub(super) fn hang_up(&self, code: CloseCode, why: &'static str) {
        let _ = self.words.send(Outgoing::Close(code, why));
        self.shared.hung_up.notify_one();
    }

    pub(super) fn queued(&self) -> usize {
        self.shared.queued.load(Acquire)
    }
}

/// Bytes after which the conductor hears of a line that is not empty.
const TELL_EVERY: usize = 64 * 1024;

//! The thread that makes transactions durable, one after the other.

use std::{
    sync::{Arc, mpsc as thread_channel},
    thread,
    time::Instant,
};

use tokio::sync::mpsc;

use crate::{
    metrics::Metrics,
    store::{Commit, CommitId, Store, StoreError},
};

/// Writes in a thread of its own: a disk may be slow, and SQLite's calls block.
#[derive(Debug)]
pub(super) struct Ledger {
    commits: Option<thread_channel::Sender<Commit>>,
    written: mpsc::UnboundedReceiver<(CommitId, Result<(), StoreError>)>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Ledger {
    /// Takes the store over.
    pub(super) fn open(mut store: Box<dyn Store>, metrics: Arc<Metrics>) -> std::io::Result<Self> {
        let (commits, waiting) = thread_channel::channel::<Commit>();
        let (done, written) = mpsc::unbounded_channel();
        let thread = thread::Builder::new().name("ledger".to_owned()).spawn(move || {
            for commit in waiting {
                let started = Instant::now();
                let result = store.commit(&commit);
                metrics.time_commit(started.elapsed());
                if done.send((commit.id, result)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self {
            commits: Some(commits),
            written,
            thread: Some(thread),
        })
    }

    /// Begins to write; the hub has only one transaction under way.
    pub(super) fn write(&self, commit: Commit) {
        // The thread ends only after `close`, or by a panic of the store, which `written` tells.
        if let Some(commits) = &self.commits {
            let _ = commits.send(commit);
        }
    }

    /// The next transaction that was written, or was not. `None`: nothing will ever be written again.
    pub(super) async fn written(&mut self) -> Option<(CommitId, Result<(), StoreError>)> {
        self.written.recv().await
    }

    /// Waits for the disk and ends the thread.
    pub(super) async fn close(mut self) {
        self.commits = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has been told already.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }
}

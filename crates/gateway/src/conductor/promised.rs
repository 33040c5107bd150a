//! Answers that wait for the disk: a phone forgets what it is told is kept.

use tokio::sync::oneshot;

use super::Positions;

/// Answers to phones.
#[derive(Debug, Default)]
pub(super) struct Promised {
    /// For the next transaction.
    waiting: Vec<Promise>,
    /// For the one under way.
    begun: Vec<Promise>,
}

#[derive(Debug)]
struct Promise {
    positions: Positions,
    answer: oneshot::Sender<Positions>,
}

impl Promised {
    /// To be told once it is durable; a refusal at once. Whoever asked and went away needs no answer.
    pub(super) fn promise(&mut self, positions: Positions, answer: oneshot::Sender<Positions>) {
        match positions {
            Ok(_) => self.waiting.push(Promise { positions, answer }),
            Err(_) => {
                let _ = answer.send(positions);
            }
        }
    }

    /// A transaction with all that was handed in is being written.
    pub(super) fn begin(&mut self) {
        self.begun.append(&mut self.waiting);
    }

    /// It is durable.
    pub(super) fn keep(&mut self) {
        for Promise { positions, answer } in self.begun.drain(..) {
            {
                let _ = answer.send(positions);
            };
        }
    }

    /// It was not written; all of it comes again with the next one.
    pub(super) fn wait_again(&mut self) {
        self.begun.append(&mut self.waiting);
        std::mem::swap(&mut self.begun, &mut self.waiting);
    }
}

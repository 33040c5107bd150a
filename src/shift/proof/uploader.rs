//! Which bytes of which file leave next, and when it is tried again.
//!
//! Sans-IO like the engine: `handle_*` brings in what happened, `poll_*` takes out what is to be done, time is handed in.

use std::time::Duration;

use protocol::{RowId, Timestamp};

/// What is to be done next; exactly one answer to it is expected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Step {
    /// Ask how many bytes of it are there.
    Ask(RowId),
    /// Send so many bytes from there on.
    Send { id: RowId, from: u64, length: u64 },
}

/// What became of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    /// So many bytes are there.
    There(u64),
    /// The gateway has too much to do, and says how long to wait.
    Busy(Duration),
    /// The session is over.
    SignInNeeded,
    /// It will not have this file, by its code.
    Refused(String),
    /// Nobody answered, or not the gateway.
    Unreachable,
}

/// A file that waits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Entry {
    pub(super) id: RowId,
    pub(super) size: u64,
    /// Bytes that are there; `None`: the gateway must be asked.
    pub(super) sent: Option<u64>,
    pub(super) refusal: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Turn {
    Now,
    NotBefore(Timestamp),
    AfterSignIn,
}

/// The files of one driver that dispatch has not had yet.
#[derive(Clone, Debug)]
pub(super) struct Uploader {
    /// In the order in which they leave.
    files: Vec<Entry>,
    on_its_way: Option<RowId>,
    turn: Turn,
    n_failed: u32,
    is_online: bool,
    /// 0 to 1: phones that lost one network together do not come back together.
    jitter: f64,
}

impl Uploader {
    /// Nothing waits. `jitter`: chance from 0 to 1.
    pub(super) const fn new(jitter: f64) -> Self {
        Self {
            files: Vec::new(),
            on_its_way: None,
            turn: Turn::Now,
            n_failed: 0,
            is_online: true,
            jitter,
        }
    }

    /// One more. `sent`: `None` if an earlier page may have begun it.
    pub(super) fn add(&mut self, id: RowId, size: u64, sent: Option<u64>) {
        if !self.files.iter().any(|it| it.id == id) {
            self.files.push(Entry {
                id,
                size,
                sent,
                refusal: None,
            });
        }
    }

    /// One less.
    pub(super) fn discard(&mut self, id: &RowId) {
        self.files.retain(|it| it.id != *id);
    }

    /// What was refused is tried again.
    pub(super) fn retry(&mut self, id: &RowId) {
        for it in self.files.iter_mut().filter(|it| it.id == *id) {
            (it.refusal, it.sent) = (None, None);
        }
    }

    /// Whether the browser believes in a network.
    pub(super) const fn handle_network(&mut self, is_online: bool) {
        self.is_online = is_online;
    }

    /// The gateway was reached by other means: waiting out a silence would be in vain.
    pub(super) fn handle_reached(&mut self) {
        if self.n_failed > 0 {
            (self.n_failed, self.turn) = (0, Turn::Now);
        }
    }

    /// Somebody is signed in.
    pub(super) fn handle_signed_in(&mut self) {
        if self.turn == Turn::AfterSignIn {
            self.turn = Turn::Now;
        }
    }

    /// The answer to the last step; a file that is there as a whole by now has left the queue, and is named.
    pub(super) fn handle_answer(&mut self, answer: Answer, now: Timestamp) -> Option<RowId> {
        let id = self.on_its_way.take()?;
        let file = self.files.iter_mut().find(|it| it.id == id);
        match answer {
            Answer::There(bytes) => {
                (self.n_failed, self.turn) = (0, Turn::Now);
                let file = file?;
                file.sent = Some(bytes);
                if bytes < file.size {
                    return None;
                }
                self.discard(&id);
                return Some(id);
            }
            // The others need not wait for it.
            Answer::Refused(code) => {
                if let Some(file) = file {
                    file.refusal = Some(code);
                }
            }
            Answer::Busy(pause) => self.turn = Turn::NotBefore(now + pause.clamp(WAIT_MIN, BUSY_MAX)),
            Answer::SignInNeeded => self.turn = Turn::AfterSignIn,
            Answer::Unreachable => {
                // What became of the part is not known. The first one is simply sent again: it is known by its bytes.
                if let Some(file) = file {
                    file.sent = file.sent.filter(|it| *it == 0);
                }
                let doubled = WAIT_MIN * 2_u32.saturating_pow(self.n_failed.min(16));
                self.n_failed += 1;
                let pause = doubled
                    .min(WAIT_MAX)
                    .mul_f64(0.5 + self.jitter.clamp(0.0, 1.0) / 2.0);
                self.turn = Turn::NotBefore(now + pause);
            }
        }
        None
    }

    /// What is to be done next, if anything is due.
    pub(super) fn poll_step(&mut self, now: Timestamp) -> Option<Step> {
        let is_due = match self.turn {
            Turn::Now => true,
            Turn::NotBefore(at) => now >= at,
            Turn::AfterSignIn => false,
        };
        if !self.is_online || !is_due || self.on_its_way.is_some() {
            return None;
        }
        let file = self.files.iter().find(|it| it.refusal.is_none())?;
        self.on_its_way = Some(file.id.clone());
        Some(match file.sent {
            None => Step::Ask(file.id.clone()),
            Some(from) => Step::Send {
                id: file.id.clone(),
                from,
                length: PART.min(file.size.saturating_sub(from)),
            },
        })
    }

    /// What waits.
    pub(super) fn files(&self) -> &[Entry] {
        &self.files
    }
}

/// So small that it comes through within the gateway's patience wherever anything does; divisible by three.
const PART: u64 = 49_152;

const WAIT_MIN: Duration = Duration::from_secs(2);
const WAIT_MAX: Duration = Duration::from_secs(60);
const BUSY_MAX: Duration = Duration::from_secs(300);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn send(id: &str, from: u64, length: u64) -> Option<Step> {
        let id = id.into();
        Some(Step::Send { id, from, length })
    }

    fn with(files: &[(&str, u64, Option<u64>)]) -> Uploader {
        let mut uploader = Uploader::new(1.0);
        for (id, size, sent) in files {
            uploader.add((*id).into(), *size, *sent);
        }
        uploader
    }

    #[test]
    fn pp1_files_leave_in_parts_one_after_the_other_and_go_when_they_are_there() {
        let mut it = with(&[("a", 50_000, Some(0)), ("b", 10, Some(0))]);

        assert_eq!(it.poll_step(at(0)), send("a", 0, 49_152));
        assert_eq!(it.poll_step(at(0)), None, "one at a time");
        assert_eq!(it.handle_answer(Answer::There(49_152), at(1)), None);
        assert_eq!(it.poll_step(at(1)), send("a", 49_152, 848));
        assert_eq!(it.handle_answer(Answer::There(50_000), at(2)), Some("a".into()));
        assert_eq!(it.poll_step(at(2)), send("b", 0, 10));
        assert_eq!(it.files().len(), 1);
        assert_eq!(it.handle_answer(Answer::There(10), at(3)), Some("b".into()));
        assert_eq!(it.poll_step(at(3)), None);
    }

    #[test]
    fn pp2_what_was_begun_is_asked_about_and_goes_on_where_it_ended() {
        let mut it = with(&[("a", 100_000, None)]);
        assert_eq!(it.poll_step(at(0)), Some(Step::Ask("a".into())));
        it.handle_answer(Answer::There(60_000), at(0));
        assert_eq!(it.poll_step(at(0)), send("a", 60_000, 40_000));
        // The part may have arrived, and its answer not.
        it.handle_answer(Answer::Unreachable, at(0));
        assert_eq!(it.poll_step(at(9)), Some(Step::Ask("a".into())));
        assert_eq!(it.handle_answer(Answer::There(100_000), at(9)), Some("a".into()));
    }

    #[test]
    fn pp3_what_fails_is_tried_again_ever_more_seldom_and_at_once_when_the_gateway_is_back() {
        let mut it = with(&[("a", 10, Some(0))]);
        let mut now = 0;
        let mut pauses = Vec::new();
        for _ in 0..7 {
            let from = now;
            while it.poll_step(at(now)).is_none() {
                now += 1;
            }
            pauses.push(now - from);
            it.handle_answer(Answer::Unreachable, at(now));
        }
        assert_eq!(pauses, [0, 2, 4, 8, 16, 32, 60]);
        assert_eq!(it.poll_step(at(now)), None);
        it.handle_reached();
        assert!(it.poll_step(at(now)).is_some());
        it.handle_answer(Answer::Busy(Duration::from_secs(20)), at(now));
        assert_eq!(
            (it.poll_step(at(now + 19)), it.poll_step(at(now + 20)).is_some()),
            (None, true)
        );
        it.handle_answer(Answer::SignInNeeded, at(now));
        assert_eq!(it.poll_step(at(now + 900)), None);
        it.handle_signed_in();
        it.handle_network(false);
        assert_eq!(it.poll_step(at(now + 900)), None);
        it.handle_network(true);
        assert!(it.poll_step(at(now + 900)).is_some());
    }

    #[test]
    fn pp4_what_is_refused_waits_for_its_driver_and_holds_up_nothing() {
        let mut it = with(&[("a", 10, Some(0)), ("b", 10, Some(0))]);
        it.poll_step(at(0));
        it.handle_answer(Answer::Refused("forbidden".to_owned()), at(0));
        assert_eq!(it.files()[0].refusal.as_deref(), Some("forbidden"));
        assert_eq!(it.poll_step(at(0)), send("b", 0, 10));
        it.handle_answer(Answer::There(10), at(0));
        assert_eq!(it.poll_step(at(0)), None);
        it.retry(&"a".into());
        assert_eq!(it.poll_step(at(0)), Some(Step::Ask("a".into())));
        it.discard(&"a".into());
        assert_eq!(
            it.handle_answer(Answer::There(0), at(0)),
            None,
            "nobody waits for it any more"
        );
        assert!(it.files().is_empty());
    }
}

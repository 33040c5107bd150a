//! What of this phone's positions waits to be told to dispatch, and when it is tried again.
//!
//! Sans-IO like the engine: `handle_*` brings in what happened, `poll_*` takes out what is to be done, time is handed in.

use std::{collections::VecDeque, time::Duration};

use protocol::Timestamp;

use super::{Fix, thin};

/// What the disk should do, so that a killed browser loses nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Write {
    /// Keeps a position.
    Keep(Fix),
    /// Forgets the one captured then: it was told, or nobody misses it.
    Drop(Timestamp),
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// Dispatch has them.
    Kept,
    /// The gateway knows of no shift: nothing is collected.
    OffShift,
    /// This person may not report for that driver.
    Forbidden,
    /// Something in it is older than the gateway takes, or nothing that it takes at all.
    Stale,
    /// Something in it has not happened yet by the gateway's clock.
    Future,
    /// The gateway has too much to do, and says how long to wait.
    Busy(Duration),
    /// The session is over.
    SignInNeeded,
    /// Nobody answered, or not the gateway.
    Unreachable,
}

/// When the next batch may leave.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Turn {
    Now,
    NotBefore(Timestamp),
    /// Once somebody has signed in.
    AfterSignIn,
}

/// The positions of one driver that dispatch has not had yet.
#[derive(Clone, Debug)]
pub struct Reporter {
    /// Since when is collected; `None`: off shift, nothing is.
    shift: Option<Timestamp>,
    /// Oldest first.
    waiting: VecDeque<Fix>,
    /// So many of the oldest were thinned already.
    n_thinned: usize,
    /// The latest that was taken, told or not.
    last: Option<Fix>,
    /// Capture time of the last one of the batch that is on its way.
    on_its_way: Option<Timestamp>,
    turn: Turn,
    n_failed: u32,
    is_online: bool,
    /// 0 to 1: phones that lost one network together do not come back together.
    jitter: f64,
    writes: Vec<Write>,
}

impl Reporter {
    /// Nothing collected yet. `jitter`: chance from 0 to 1.
    pub const fn new(jitter: f64) -> Self {
        Self {
            shift: None,
            waiting: VecDeque::new(),
            n_thinned: 0,
            last: None,
            on_its_way: None,
            turn: Turn::Now,
            n_failed: 0,
            is_online: true,
            jitter,
            writes: Vec::new(),
        }
    }

    /// What an earlier page left on the disk.
    pub fn handle_restored(&mut self, mut fixes: Vec<Fix>, now: Timestamp) {
        fixes.extend(self.waiting.drain(..));
        fixes.sort_by_key(|it| it.at);
        fixes.dedup_by_key(|it| it.at);
        self.waiting = fixes.into();
        self.n_thinned = 0;
        if let Some(last) = self.waiting.back().copied() {
            self.handle_elsewhere(last);
        }
        self.forget_old(now);
        self.thin_out();
    }

    /// Another tab took a position: what is captured here keeps its distance from it.
    pub fn handle_elsewhere(&mut self, fix: Fix) {
        if self.last.is_none_or(|last| last.at < fix.at) {
            self.last = Some(fix);
        }
    }

    /// Another tab goes on with what waits: it lies on the disk, and nothing of it is this one's any more.
    pub fn hand_over(&mut self) {
        self.waiting.clear();
        self.writes.clear();
        self.on_its_way = None;
        (self.n_thinned, self.n_failed, self.turn) = (0, 0, Turn::Now);
    }

    /// A shift goes on since then.
    pub const fn begin(&mut self, since: Timestamp) {
        self.shift = Some(since);
    }

    /// No shift goes on: from here on nothing is taken. What was captured before is still told.
    pub const fn end(&mut self) {
        self.shift = None;
    }

    /// A position was captured. Says whether it was taken: on shift, not before it began, and not within 5 s of the last.
    pub fn handle_fix(&mut self, fix: Fix, now: Timestamp) -> bool {
        let is_due = self
            .last
            .is_none_or(|last| fix.at > last.at && fix.at.since(last.at) >= EVERY);
        if self.shift.is_none_or(|since| fix.at < since) || !is_due {
            return false;
        }
        self.waiting.push_back(fix);
        self.last = Some(fix);
        self.writes.push(Write::Keep(fix));
        self.forget_old(now);
        self.thin_out();
        true
    }

    /// Whether the browser believes in a network.
    pub const fn handle_network(&mut self, is_online: bool) {
        self.is_online = is_online;
    }

    /// The gateway was reached by other means: waiting out a silence would be in vain.
    pub fn handle_reached(&mut self) {
        if self.n_failed > 0 {
            self.n_failed = 0;
            self.turn = Turn::Now;
        }
    }

    /// Somebody is signed in.
    pub fn handle_signed_in(&mut self) {
        if self.turn == Turn::AfterSignIn {
            self.turn = Turn::Now;
        }
    }

    /// The answer to the last batch.
    pub fn handle_answer(&mut self, answer: Answer, now: Timestamp) {
        let Some(until) = self.on_its_way.take() else {
            return;
        };
        match answer {
            Answer::Kept => {
                self.settle(until);
                (self.n_failed, self.turn) = (0, Turn::Now);
            }
            // The shift's beginning may still be on its way.
            Answer::OffShift if self.shift.is_some() => self.wait(now, OFF_SHIFT_MAX),
            Answer::OffShift => self.settle(until),
            Answer::Forbidden => self.turn = Turn::NotBefore(now + FORBIDDEN),
            Answer::Stale => {
                let before = self.waiting.len();
                self.forget_old(now + MARGIN);
                // The gateway's clock is right. Without this, one bad moment would hold up all later ones.
                if self.waiting.len() == before {
                    self.drop_front();
                }
            }
            Answer::Future => {
                let n_before = self.waiting.len();
                while let Some(it) = self.waiting.pop_back_if(|it| it.at > now) {
                    self.writes.push(Write::Drop(it.at));
                }
                self.n_thinned = self.n_thinned.min(self.waiting.len());
                if self.waiting.len() == n_before {
                    self.wait(now, WAIT_MAX);
                }
            }
            Answer::Busy(pause) => self.turn = Turn::NotBefore(now + pause.clamp(WAIT_MIN, BUSY_MAX)),
            Answer::SignInNeeded => self.turn = Turn::AfterSignIn,
            Answer::Unreachable => self.wait(now, WAIT_MAX),
        }
    }

    /// The next batch to send, if one is due; exactly one answer to it is expected.
    pub fn poll_batch(&mut self, now: Timestamp) -> Option<Vec<Fix>> {
        self.forget_old(now);
        let is_due = match self.turn {
            Turn::Now => true,
            Turn::NotBefore(at) => now >= at,
            Turn::AfterSignIn => false,
        };
        if !self.is_online || !is_due || self.on_its_way.is_some() {
            return None;
        }
        let batch: Vec<_> = self.waiting.iter().take(BATCH_MAX).copied().collect();
        self.on_its_way = Some(batch.last()?.at);
        Some(batch)
    }

    /// What the disk should do, in order.
    pub fn poll_writes(&mut self) -> Vec<Write> {
        std::mem::take(&mut self.writes)
    }

    /// How many positions wait.
    pub fn n_waiting(&self) -> usize {
        self.waiting.len()
    }

    /// The latest position that was taken.
    pub const fn last(&self) -> Option<&Fix> {
        self.last.as_ref()
    }

    /// Whether the gateway refuses this person's positions for the time being.
    pub fn is_collecting(&self) -> bool {
        self.shift.is_some()
    }

    /// Waits longer with every failure, half of it by chance.
    fn wait(&mut self, now: Timestamp, max: Duration) {
        let doubled = WAIT_MIN * 2_u32.saturating_pow(self.n_failed.min(16));
        self.n_failed += 1;
        let pause = doubled.min(max).mul_f64(0.5 + self.jitter.clamp(0.0, 1.0) / 2.0);
        self.turn = Turn::NotBefore(now + pause);
    }

    /// Everything captured until then is settled.
    fn settle(&mut self, until: Timestamp) {
        while self.waiting.front().is_some_and(|it| it.at <= until) {
            self.drop_front();
        }
    }

    fn drop_front(&mut self) {
        if let Some(it) = self.waiting.pop_front() {
            self.n_thinned = self.n_thinned.saturating_sub(1);
            self.writes.push(Write::Drop(it.at));
        }
    }

    /// A day is all that the gateway takes and all that is kept here; at one each 5 s that is also the queue's limit.
    fn forget_old(&mut self, now: Timestamp) {
        while self.waiting.front().is_some_and(|it| now.since(it.at) > KEPT_FOR) {
            self.drop_front();
        }
    }

    /// The last minutes stay whole: a tunnel is told as it was. What waits longer is told by its shape.
    fn thin_out(&mut self) {
        while self.waiting.len() >= self.n_thinned + WHOLE + BLOCK {
            // From the last one that was thinned, so that the seam is a line as well.
            let from = self.n_thinned.saturating_sub(1);
            let block: Vec<_> = self
                .waiting
                .range(from..self.n_thinned + BLOCK)
                .copied()
                .collect();
            let gone: Vec<_> = block
                .iter()
                .zip(thin(&block))
                .filter(|it| !it.1)
                .map(|it| it.0.at)
                .collect();
            self.waiting.retain(|it| gone.binary_search(&it.at).is_err());
            self.n_thinned += BLOCK - gone.len();
            self.writes.extend(gone.into_iter().map(Write::Drop));
        }
    }
}

/// One position of a driver is kept in 5 s; more often is nobody's business.
const EVERY: Duration = Duration::from_secs(5);

/// So many travel at once: an hour.
pub const BATCH_MAX: usize = 720;

/// Longer than that nothing waits.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// By how much the clocks may differ where the gateway calls something stale.
const MARGIN: Duration = Duration::from_secs(60);

/// So many of the latest are never thinned: 15 min.
const WHOLE: usize = 180;

/// So many are thinned at once: 5 min.
const BLOCK: usize = 60;

const WAIT_MIN: Duration = Duration::from_secs(2);
const WAIT_MAX: Duration = Duration::from_secs(60);
const OFF_SHIFT_MAX: Duration = Duration::from_secs(15);
const BUSY_MAX: Duration = Duration::from_secs(600);
const FORBIDDEN: Duration = Duration::from_secs(300);

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: Timestamp = Timestamp::from_millis(10_000_000);

    fn seconds(n: u64) -> Timestamp {
        BEGIN + Duration::from_secs(n)
    }

    fn fix(at: Timestamp) -> Fix {
        let n = at.since(BEGIN).as_secs_f64();
        Fix {
            at,
            lat: 55.0 + (n / 40.0).sin() * 0.002,
            lng: 4.0 + n * 0.000_2,
            accuracy: 12.0,
            speed: 50.0,
            heading: Some(90.0),
        }
    }

    fn on_shift() -> Reporter {
        let mut reporter = Reporter::new(1.0);
        reporter.begin(BEGIN);
        reporter
    }

    fn moments(batch: &[Fix]) -> Vec<Timestamp> {
        batch.iter().map(|it| it.at).collect()
    }

    /// Carries the writes out as the disk does.
    fn save(disk: &mut Vec<Fix>, reporter: &mut Reporter) {
        for write in reporter.poll_writes() {
            match write {
                Write::Keep(fix) => disk.push(fix),
                Write::Drop(at) => disk.retain(|it| it.at != at),
            }
        }
    }

    #[test]
    fn ph1_off_shift_nothing_is_taken() {
        let mut reporter = Reporter::new(0.0);
        assert!(!reporter.handle_fix(fix(seconds(1)), seconds(1)));
        reporter.begin(seconds(10));
        assert!(
            !reporter.handle_fix(fix(seconds(9)), seconds(10)),
            "captured before it began"
        );
        assert!(reporter.handle_fix(fix(seconds(11)), seconds(11)));
        reporter.end();
        assert!(!reporter.handle_fix(fix(seconds(20)), seconds(20)));
        assert_eq!((reporter.n_waiting(), reporter.is_collecting()), (1, false));
    }

    #[test]
    fn ph2_one_position_in_five_seconds_is_taken() {
        let mut reporter = on_shift();
        let taken = (0..60).filter(|it| reporter.handle_fix(fix(seconds(*it)), seconds(*it)));
        assert_eq!(taken.collect::<Vec<_>>(), (0..60).step_by(5).collect::<Vec<_>>());
        let soon = seconds(60) - Duration::from_millis(1);
        assert!(!reporter.handle_fix(fix(soon), soon), "more often never");
    }

    #[test]
    fn ph3_a_tunnel_of_three_minutes_arrives_whole_and_in_order_though_the_app_is_killed_in_it() {
        let mut disk = Vec::new();
        let mut reporter = on_shift();
        reporter.handle_network(false);
        for at in (0..90).step_by(5).map(seconds) {
            assert!(reporter.handle_fix(fix(at), at));
            assert_eq!(reporter.poll_batch(at), None, "no network");
            save(&mut disk, &mut reporter);
        }
        drop(reporter);

        let mut reporter = on_shift();
        reporter.handle_network(false);
        // The new page captures before it has looked at the disk.
        assert!(reporter.handle_fix(fix(seconds(90)), seconds(90)));
        save(&mut disk, &mut reporter);
        reporter.handle_restored(disk.clone(), seconds(91));
        for at in (95..180).step_by(5).map(seconds) {
            assert!(reporter.handle_fix(fix(at), at));
            save(&mut disk, &mut reporter);
        }
        assert_eq!(reporter.n_waiting(), 36);

        reporter.handle_network(true);
        let batch = reporter.poll_batch(seconds(181)).unwrap();
        assert_eq!(
            moments(&batch),
            (0..180).step_by(5).map(seconds).collect::<Vec<_>>()
        );
        assert_eq!(reporter.poll_batch(seconds(181)), None, "one at a time");
        reporter.handle_answer(Answer::Kept, seconds(182));
        save(&mut disk, &mut reporter);
        assert_eq!((reporter.n_waiting(), disk.len()), (0, 0));
    }

    #[test]
    fn ph9_the_next_tab_goes_on_with_what_waits_and_keeps_the_distance() {
        let (mut disk, mut first, mut second) = (Vec::new(), on_shift(), on_shift());
        for at in (0..30).step_by(5).map(seconds) {
            first.handle_fix(fix(at), at);
            save(&mut disk, &mut first);
            second.handle_elsewhere(fix(at));
        }
        assert!(
            first.poll_batch(seconds(26)).is_some(),
            "on its way, and not answered"
        );
        first.hand_over();
        first.handle_answer(Answer::Kept, seconds(27));
        assert_eq!((first.n_waiting(), first.poll_writes()), (0, Vec::new()));

        // Two are left there; that another was captured after them the second tab has heard.
        disk.truncate(2);
        second.handle_restored(disk.clone(), seconds(27));
        assert!(
            !second.handle_fix(fix(seconds(29)), seconds(29)),
            "4 s after the last"
        );
        assert!(second.handle_fix(fix(seconds(30)), seconds(30)));
        assert_eq!(
            moments(&second.poll_batch(seconds(30)).unwrap()),
            [0, 5, 30].map(seconds)
        );
    }

    #[test]
    fn what_comes_while_a_batch_is_on_its_way_leaves_with_the_next() {
        let mut reporter = on_shift();
        reporter.handle_fix(fix(seconds(0)), seconds(0));
        assert_eq!(reporter.poll_batch(seconds(0)).unwrap().len(), 1);
        reporter.handle_fix(fix(seconds(5)), seconds(5));
        reporter.handle_answer(Answer::Kept, seconds(6));
        assert_eq!(moments(&reporter.poll_batch(seconds(6)).unwrap()), [seconds(5)]);
    }

    #[test]
    fn ph4_what_fails_is_tried_again_ever_more_seldom_and_at_once_when_the_gateway_is_back() {
        let mut reporter = on_shift();
        reporter.handle_fix(fix(seconds(0)), seconds(0));
        let mut at = seconds(0);
        let mut pauses = Vec::new();
        for _ in 0..8 {
            assert!(reporter.poll_batch(at).is_some());
            reporter.handle_answer(Answer::Unreachable, at);
            let pause = (0..).find(
                |it| !matches!(reporter.turn, Turn::NotBefore(due) if at + Duration::from_secs(*it) < due),
            );
            pauses.push(pause.unwrap());
            at = at + Duration::from_secs(pause.unwrap());
        }
        assert_eq!(pauses, [2, 4, 8, 16, 32, 60, 60, 60]);
        reporter.poll_batch(at);
        reporter.handle_answer(Answer::Unreachable, at);
        assert_eq!(reporter.poll_batch(at), None);
        reporter.handle_reached();
        assert!(reporter.poll_batch(at).is_some());
    }

    #[test]
    fn each_answer_is_taken_at_its_word() {
        let ask = |answer, later| {
            let mut reporter = on_shift();
            reporter.handle_fix(fix(seconds(0)), seconds(0));
            reporter.poll_batch(seconds(1)).unwrap();
            reporter.handle_answer(answer, seconds(1));
            (
                reporter.n_waiting(),
                reporter.poll_batch(seconds(later)).is_some(),
            )
        };
        assert_eq!(ask(Answer::Busy(Duration::from_secs(30)), 30), (1, false));
        assert_eq!(ask(Answer::Busy(Duration::from_secs(30)), 31), (1, true));
        assert_eq!(
            ask(Answer::OffShift, 2),
            (1, false),
            "the shift's beginning is on its way"
        );
        assert_eq!(ask(Answer::OffShift, 3), (1, true));
        assert_eq!(ask(Answer::Forbidden, 60), (1, false));
        assert_eq!(
            ask(Answer::Stale, 2),
            (0, false),
            "or nothing later would ever be told"
        );
        assert_eq!(ask(Answer::SignInNeeded, 1_000), (1, false));

        let mut reporter = on_shift();
        reporter.handle_fix(fix(seconds(0)), seconds(0));
        reporter.poll_batch(seconds(1)).unwrap();
        reporter.end();
        reporter.handle_answer(Answer::OffShift, seconds(1));
        assert_eq!(reporter.n_waiting(), 0, "it is over here and there");
    }

    #[test]
    fn who_signs_in_again_goes_on() {
        let mut reporter = on_shift();
        reporter.handle_fix(fix(seconds(0)), seconds(0));
        reporter.poll_batch(seconds(1)).unwrap();
        reporter.handle_answer(Answer::SignInNeeded, seconds(1));
        reporter.handle_signed_in();
        assert!(reporter.poll_batch(seconds(2)).is_some());
    }

    #[test]
    fn ph5_hours_without_a_network_are_told_by_their_shape() {
        let (mut disk, mut reporter) = (Vec::new(), on_shift());
        reporter.handle_network(false);
        for at in (0..4 * 3_600).step_by(5).map(seconds) {
            reporter.handle_fix(fix(at), at);
            save(&mut disk, &mut reporter);
        }
        assert!(reporter.n_waiting() < 1_800, "{} of 2,880", reporter.n_waiting());
        assert_eq!(disk, Vec::from(reporter.waiting.clone()), "disk and queue agree");
        let apart = reporter.waiting.iter().zip(reporter.waiting.iter().skip(1));
        assert!(
            apart
                .clone()
                .all(|(a, b)| b.at.since(a.at) <= Duration::from_secs(60))
        );
        assert!(apart.clone().all(|(a, b)| a.at < b.at), "in order");
    }

    #[test]
    fn ph6_nothing_waits_longer_than_a_day() {
        let (mut disk, mut reporter) = (Vec::new(), on_shift());
        reporter.handle_network(false);
        for at in (0..30 * 3_600).step_by(60).map(seconds) {
            reporter.handle_fix(fix(at), at);
            save(&mut disk, &mut reporter);
        }
        let end = seconds(30 * 3_600);
        reporter.handle_network(true);
        let batch = reporter.poll_batch(end).unwrap();
        assert!(batch.len() <= BATCH_MAX);
        assert!(batch.iter().all(|it| end.since(it.at) <= KEPT_FOR));
    }
}

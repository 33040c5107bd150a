//! The day as stretches of time in one state: the timeline of the report.

use std::time::Duration;

use protocol::{
    Timestamp,
    entities::{Segment, VehicleStatus},
};

use super::parts::{Marks, PartKey};

/// A shorter stretch between two of the same state (a red light) is not worth a segment of its own.
const BLINK: Duration = Duration::from_secs(60);

/// The segments of a day, in order, without holes; the last one goes on.
#[derive(Clone, Debug, Default)]
pub(super) struct Segments {
    rows: Vec<Segment>,
}

impl Segments {
    /// The segments of stored rows.
    pub(super) const fn restored(rows: Vec<Segment>) -> Self {
        Self { rows }
    }

    /// All of them, oldest first.
    pub(super) fn rows(&self) -> &[Segment] {
        &self.rows
    }

    /// The state is this from `at` on; `None`: no position is received.
    pub(super) fn enter(&mut self, status: Option<VehicleStatus>, at: Timestamp, marks: &mut Marks) {
        if let Some(last) = self.rows.last_mut().filter(|it| it.to.is_none()) {
            if last.status == status {
                return;
            }
            let at = at.max(last.from);
            let lasted = at.since(last.from);
            let key = |n: usize| PartKey::Segment(n as u32);
            let n = self.rows.len();
            let rejoins = n >= 2 && self.rows[n - 2].status == status;
            if lasted < BLINK && rejoins {
                self.rows.pop();
                self.rows[n - 2].to = None;
                marks.hurry(key(n - 1));
                marks.hurry(key(n - 2));
                return;
            }
            self.rows[n - 1].to = Some(at);
            marks.hurry(key(n - 1));
        }
        marks.hurry(PartKey::Segment(self.rows.len() as u32));
        self.rows.push(Segment {
            from: at,
            to: None,
            status,
        });
    }

    /// The day is over.
    pub(super) fn close(&mut self, at: Timestamp, marks: &mut Marks) {
        if let Some(last) = self.rows.last_mut().filter(|it| it.to.is_none()) {
            last.to = Some(at.max(last.from));
            marks.hurry(PartKey::Segment(self.rows.len() as u32 - 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVING: Option<VehicleStatus> = Some(VehicleStatus::Moving);
    const IDLE: Option<VehicleStatus> = Some(VehicleStatus::Idle);

    fn s(seconds: u64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn fl6_segments_follow_each_other_without_holes() {
        let (mut segments, mut marks) = (Segments::default(), Marks::default());
        segments.enter(MOVING, s(0), &mut marks);
        segments.enter(IDLE, s(100), &mut marks);
        segments.enter(None, s(300), &mut marks);
        let rows = segments.rows();
        assert_eq!(rows.len(), 3);
        assert!(rows.windows(2).all(|it| it[0].to == Some(it[1].from)));
        assert_eq!(rows[2].to, None);
    }

    #[test]
    fn fl6_a_red_light_is_no_segment() {
        let (mut segments, mut marks) = (Segments::default(), Marks::default());
        segments.enter(MOVING, s(0), &mut marks);
        segments.enter(IDLE, s(100), &mut marks);
        segments.enter(MOVING, s(130), &mut marks);
        assert_eq!(
            segments.rows(),
            [Segment {
                from: s(0),
                to: None,
                status: MOVING
            }]
        );
        assert!(
            marks.take().contains(&PartKey::Segment(1)),
            "the withdrawn row is removed"
        );
    }
}

//! What waits for each browser: a lane of its own, so that a slow one holds up nobody else. No I/O and no time here.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use protocol::{RowId, UserId};

use super::Notice;
use crate::config::{PUSH_BROWSERS_MAX, PUSH_WAITING_MAX, PushServiceId};

/// A browser, as far as a notice has to find it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Address {
    /// Whose it is.
    pub(super) user: UserId,
    /// What opens its door: never logged.
    pub(super) endpoint: String,
    /// Through whom.
    pub(super) service: PushServiceId,
}

/// All lanes in which something waits or is under way.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    waiting: HashMap<Address, VecDeque<Arc<Notice>>>,
    busy: HashMap<PushServiceId, usize>,
}

/// What became of a notice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Put {
    /// Its lane is new: somebody must go and serve it.
    Begins,
    /// Whoever serves the lane will come to it.
    Waits,
    /// The same, in the place of an older one about the same shipment.
    Replaces,
    /// There is no room.
    Full,
}

impl Lanes {
    /// Takes a notice in. Of one shipment only the newest waits.
    pub(super) fn put(&mut self, address: &Address, notice: Arc<Notice>) -> Put {
        if let Some(lane) = self.waiting.get_mut(address) {
            let before = lane.len();
            lane.retain(|it| it.shipment != notice.shipment);
            let has_replaced = lane.len() < before;
            if lane.len() >= PUSH_WAITING_MAX {
                return Put::Full;
            }
            lane.push_back(notice);
            return if has_replaced { Put::Replaces } else { Put::Waits };
        }
        let busy = self.busy.entry(address.service).or_default();
        if *busy >= PUSH_BROWSERS_MAX {
            return Put::Full;
        }
        *busy += 1;
        self.waiting.insert(address.clone(), VecDeque::from([notice]));
        Put::Begins
    }

    /// The next one of a lane, in the order they came. `None`: there is nothing, and the lane ends.
    pub(super) fn next(&mut self, address: &Address) -> Option<Arc<Notice>> {
        let next = self.waiting.get_mut(address).and_then(VecDeque::pop_front);
        if next.is_none() && self.waiting.remove(address).is_some() {
            let busy = self.busy.entry(address.service).or_default();
            *busy = busy.saturating_sub(1);
        }
        next
    }

    /// Whether a newer one about a shipment waits: then the one under way need not be tried again.
    pub(super) fn is_overtaken(&self, address: &Address, shipment: &RowId) -> bool {
        let lane = self.waiting.get(address);
        lane.is_some_and(|it| it.iter().any(|it| it.shipment == *shipment))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;

    use super::{super::NoticeKind, *};
    use crate::config::PushConfig;

    fn address(endpoint: &str) -> Address {
        let uri = Uri::try_from(endpoint).unwrap();
        Address {
            user: UserId::from("ana"),
            endpoint: endpoint.to_owned(),
            service: PushConfig::default().service(&uri).unwrap(),
        }
    }

    fn notice(shipment: &str, kind: NoticeKind) -> Arc<Notice> {
        Arc::new(Notice {
            user: UserId::from("ana"),
            kind,
            shipment: shipment.into(),
            reference: String::new(),
            place: String::new(),
        })
    }

    const PHONE: &str = "https://fcm.googleapis.com/phone";

    #[test]
    fn wp7_of_one_shipment_only_the_newest_waits_and_the_others_keep_their_order() {
        use NoticeKind::{Assigned, Taken};
        let (mut lanes, phone) = (Lanes::default(), address(PHONE));
        assert_eq!(lanes.put(&phone, notice("a", Assigned)), Put::Begins);
        let under_way = lanes.next(&phone).unwrap();
        assert!(!lanes.is_overtaken(&phone, &under_way.shipment));

        assert_eq!(lanes.put(&phone, notice("a", Taken)), Put::Waits);
        assert!(lanes.is_overtaken(&phone, &under_way.shipment));
        assert_eq!(lanes.put(&phone, notice("b", Assigned)), Put::Waits);
        assert_eq!(lanes.put(&phone, notice("a", Assigned)), Put::Replaces);

        let left: Vec<_> = std::iter::from_fn(|| lanes.next(&phone)).collect();
        assert_eq!(left, [notice("b", Assigned), notice("a", Assigned)]);
        assert_eq!(
            lanes.put(&phone, notice("c", Assigned)),
            Put::Begins,
            "the lane had ended"
        );
    }

    #[test]
    fn wp7_every_queue_has_its_end() {
        let (mut lanes, phone) = (Lanes::default(), address(PHONE));
        for nth in 0..PUSH_WAITING_MAX {
            let put = lanes.put(&phone, notice(&nth.to_string(), NoticeKind::Assigned));
            assert_ne!(put, Put::Full);
        }
        assert_eq!(lanes.put(&phone, notice("more", NoticeKind::Taken)), Put::Full);
        assert_eq!(lanes.put(&phone, notice("0", NoticeKind::Taken)), Put::Replaces);

        for nth in 1..PUSH_BROWSERS_MAX {
            let put = lanes.put(
                &address(&format!("{PHONE}{nth}")),
                notice("a", NoticeKind::Assigned),
            );
            assert_eq!(put, Put::Begins);
        }
        let one_more = address(&format!("{PHONE}-more"));
        assert_eq!(lanes.put(&one_more, notice("a", NoticeKind::Assigned)), Put::Full);
        let elsewhere = address("https://web.push.apple.com/phone");
        assert_eq!(
            lanes.put(&elsewhere, notice("a", NoticeKind::Assigned)),
            Put::Begins
        );
        while lanes.next(&phone).is_some() {}
        assert_eq!(
            lanes.put(&one_more, notice("a", NoticeKind::Assigned)),
            Put::Begins
        );
    }
}

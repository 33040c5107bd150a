//! What the browser keeps of the rows, so that the next start paints the last good screen before it is connected.
//!
//! One entry per topic, bound to the person it is for. A topic is kept whole or not at all: half a list looks like a
//! whole one. Everything is thrown away when somebody signs out or another person signs in.
//!
//! Small topics lie in `localStorage`, which can be read before the first paint; large ones in a database.

mod large;

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use protocol::{Topic, UserId, UserInfo};
use sync::CacheRecord;

use self::large::Large;
use crate::platform::{listener::Listener, random, storage};

/// The kept rows; clones look at the same entries.
#[derive(Clone)]
pub struct Cache {
    entries: Rc<RefCell<BTreeMap<String, Entry>>>,
    large: Large,
}

/// One topic, as the diagnostics page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The topic's path.
    pub topic: String,
    /// Size in bytes.
    pub bytes: usize,
    /// Whether it is kept; `false`: it is too large, or there was no room.
    pub kept: bool,
}

impl Cache {
    /// Looks at what is there.
    pub fn open() -> Self {
        let small = storage::keys(ROWS)
            .into_iter()
            .filter_map(|key| Some((key.strip_prefix(ROWS)?.to_owned(), storage::read(&key)?.len())));
        let entry = |(topic, bytes): (String, usize)| {
            let kept = true;
            (topic.clone(), Entry { topic, bytes, kept })
        };
        let entries: BTreeMap<_, _> = small.chain(large::marks()).map(entry).collect();
        let entries = Rc::new(RefCell::new(entries));
        let written = Rc::clone(&entries);
        let large = Large::new(Rc::new(move |topic, is_kept| {
            if let Some(entry) = written.borrow_mut().get_mut(topic) {
                entry.kept = is_kept;
            }
        }));
        Self { entries, large }
    }

    /// Who was last here, and the small topics that were kept for them. What cannot be read is removed.
    pub fn restore(&self) -> (Option<UserInfo>, Vec<CacheRecord>) {
        let Some(user) = storage::read(USER).and_then(|it| serde_json::from_str::<UserInfo>(&it).ok()) else {
            self.forget_all();
            return (None, Vec::new());
        };
        let records = storage::keys(ROWS)
            .into_iter()
            .filter_map(|key| {
                let topic = key.strip_prefix(ROWS)?;
                let record = storage::read(&key).and_then(|it| readable(&it, &user.id));
                let record = record.filter(|it| it.topic.to_string() == topic);
                if record.is_none() {
                    self.remove(topic);
                }
                record
            })
            .collect();
        (Some(user), records)
    }

    /// Whether there may be large topics too.
    pub fn has_large(&self) -> bool {
        large::marks().next().is_some()
    }

    /// The large topics that were kept for who is here.
    pub async fn restore_large(&self) -> Vec<CacheRecord> {
        let texts = self.large.all().await;
        // Asked for now: somebody may have gone meanwhile.
        let user = self.user();
        texts.iter().filter_map(|it| readable(it, &user)).collect()
    }

    /// Hears of who is here when another tab of this browser says so; `None`: they signed out there.
    pub fn watch_user(mut hear: impl FnMut(Option<UserInfo>) + 'static) -> Option<Listener> {
        storage::watch(USER, move |text| {
            hear(text.and_then(|it| serde_json::from_str(&it).ok()))
        })
    }

    /// Tells the other tabs of this browser that somebody signed in here, be it who was here before.
    pub fn tell_sign_in(&self) {
        // Without it they ask for the password, too. What was written before is no news, so it is another every time.
        let _ = storage::write(SIGN_IN, &random::seed().to_string());
    }

    /// Hears of it when somebody signs in in another tab of this browser.
    pub fn watch_sign_in(mut hear: impl FnMut() + 'static) -> Option<Listener> {
        storage::watch(SIGN_IN, move |_| hear())
    }

    /// From now on everything is for this person; what was kept for another is removed.
    pub fn belongs_to(&self, user: &UserInfo) {
        let last = storage::read(USER).and_then(|it| serde_json::from_str::<UserInfo>(&it).ok());
        if last.is_none_or(|it| it.id != user.id) {
            self.forget_all();
        }
        if let Ok(text) = serde_json::to_string(user) {
            // Without it the next start paints nothing from here, which is all that can be done.
            let _ = storage::write(USER, &text);
        }
    }

    /// With which the person here signs in.
    pub fn know_email(&self, email: &str) {
        // Without it they type it again, should they have to.
        let _ = storage::write(EMAIL, email);
    }

    /// With which the person here signs in, if that is known.
    pub fn email(&self) -> Option<String> {
        storage::read(EMAIL).filter(|it| !it.is_empty())
    }

    /// Keeps one topic in place of what was kept of it.
    pub fn store(&self, record: &CacheRecord) {
        let topic = record.topic.to_string();
        let text = if record.user == self.user() {
            serde_json::to_string(record).ok()
        } else {
            None
        };
        let Some(text) = text else {
            return;
        };
        let bytes = text.len();
        // The old rows go first: if the new ones find no room, no rows are better than rows of an older moment.
        let key = ROWS.to_owned() + &topic;
        storage::remove(&key);
        let kept = self.is_small(&topic, bytes) && storage::write(&key, &text).is_ok();
        let entry = Entry {
            topic: topic.clone(),
            bytes,
            kept,
        };
        self.entries.borrow_mut().insert(topic.clone(), entry);
        if !kept && bytes <= LARGE_BYTES_MAX {
            self.large.put(topic, text);
        } else {
            self.large.remove(&topic);
        }
    }

    /// Whether a topic of that size belongs into `localStorage`.
    fn is_small(&self, topic: &str, bytes: usize) -> bool {
        let others: usize = storage::keys(ROWS)
            .iter()
            .filter_map(|it| it.strip_prefix(ROWS))
            .filter(|it| *it != topic)
            .filter_map(|it| Some(self.entries.borrow().get(it)?.bytes))
            .sum();
        bytes <= TOPIC_BYTES_MAX && others + bytes <= BYTES_MAX
    }

    /// Removes what is kept of a topic.
    pub fn forget(&self, topic: &Topic) {
        self.remove(&topic.to_string());
    }

    /// Removes everything, also who was here.
    pub fn forget_all(&self) {
        for key in storage::keys(ROWS) {
            storage::remove(&key);
        }
        self.large.clear();
        storage::remove(USER);
        storage::remove(EMAIL);
        self.entries.borrow_mut().clear();
    }

    /// Somebody signs out; remembered until the gateway was told.
    pub fn leaves(&self, user: &UserId) {
        // Without it the next start finds them signed in, if the gateway cannot be told now.
        let _ = storage::write(LEAVER, user.as_str());
    }

    /// Who signed out without the gateway having been told.
    pub fn leaver(&self) -> Option<UserId> {
        storage::read(LEAVER).map(UserId::from)
    }

    /// The gateway was told, or its session is another one by now.
    pub fn left(&self) {
        storage::remove(LEAVER);
    }

    /// Every topic that is kept or could not be.
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.borrow().values().cloned().collect()
    }

    fn remove(&self, topic: &str) {
        storage::remove(&(ROWS.to_owned() + topic));
        self.large.remove(topic);
        self.entries.borrow_mut().remove(topic);
    }

    #[expect(clippy::unused_self, reason = "the cache's person")]
    fn user(&self) -> UserId {
        storage::read(USER)
            .and_then(|it| serde_json::from_str::<UserInfo>(&it).ok())
            .map_or_else(|| UserId::from(""), |it| it.id)
    }
}

/// A record of that person's.
fn readable(text: &str, user: &UserId) -> Option<CacheRecord> {
    serde_json::from_str::<CacheRecord>(text)
        .ok()
        .filter(|it| it.user == *user)
}

/// Names of the topics' entries begin with it; the number is the version of their form.
const ROWS: &str = "livedeck:1:rows:";

/// Who was last here.
const USER: &str = "livedeck:1:user";

/// Another text with every sign-in.
const SIGN_IN: &str = "livedeck:1:sign-in";

/// With which who was last here signs in.
const EMAIL: &str = "livedeck:1:email";

/// Who signed out and is not known to have on the gateway.
const LEAVER: &str = "livedeck:1:leaver";

/// Browsers give a page about 5 MB, which it shares with whatever else runs under this address.
const BYTES_MAX: usize = 2_000_000;

/// A larger topic would delay the first paint.
const TOPIC_BYTES_MAX: usize = 500_000;

/// A still larger one would take longer to read than to fetch. 10,000 vehicles are 5 MB.
const LARGE_BYTES_MAX: usize = 20_000_000;

//! One page: an engine, and the browser around it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use gateway::hub::ConnId;
use protocol::{DeviceId, Epoch, MutationId, RawRow, Revision, RowId, Timestamp, Topic, mutations::Mutation};
use sync::{Changes, Config, Connection, Engine, Tab};

use crate::{
    browser::{Browser, Claim},
    edits::Form,
    people::Person,
    presence::State,
    still::Still,
    watch::Watch,
};

/// A page and its browser.
pub(crate) struct Client {
    pub(crate) person: Person,
    pub(crate) engine: Engine,
    /// Its version reads no patches told together.
    pub(crate) is_old: bool,
    /// Which browser it is a tab of.
    pub(crate) browser: usize,
    /// What it is to the other tabs.
    pub(crate) tab: Tab,
    /// Counts connections, its own and through others; what is said of an earlier one does not concern it any more.
    pub(crate) n_sockets: u64,
    /// The lock of the lead, or its place in the queue.
    pub(crate) claim: Option<Claim>,
    /// The lock of the lead, until a connection takes it.
    pub(crate) granted: Option<Claim>,
    pub(crate) is_visible: bool,
    pub(crate) is_online: bool,
    /// Since when it sleeps, if it does.
    pub(crate) asleep_since: u64,
    /// Since when it looks after its leader without a break.
    pub(crate) looking_since: u64,
    pub(crate) socket: Option<ConnId>,
    /// The request under way.
    pub(crate) errand: Option<ConnId>,
    /// Until then its network lets no socket through.
    pub(crate) blocked_until: u64,
    pub(crate) was_polling: bool,
    /// How far its clock is from the true time.
    pub(crate) skew: i64,
    /// When its timer fires, by the true time: browsers count that down without looking at the clock.
    pub(crate) alarm: Option<u64>,
    pub(crate) is_asleep: bool,
    pub(crate) follows: BTreeSet<Topic>,
    /// What it says of whoever looks at it.
    pub(crate) here: State,
    /// What was asked for since the page was loaded.
    pub(crate) made: BTreeSet<MutationId>,
    /// What leads back.
    pub(crate) undo: VecDeque<Mutation>,
    /// The form in which somebody changes an action.
    pub(crate) form: Option<Form>,
    /// What it may show while it is paused.
    pub(crate) still: Option<Still>,
    pub(crate) loads: u64,
    pub(crate) watch: Watch,
    seed: u64,
    seen: BTreeMap<(Topic, RowId), (Epoch, Revision)>,
    connects: VecDeque<u64>,
}

const START: u64 = 1_790_000_000_000;

/// The true time.
pub(crate) const fn true_time(now: u64) -> Timestamp {
    Timestamp::from_millis(START + now)
}

impl Client {
    pub(crate) fn new(number: usize, browser: usize, person: Person, seed: u64) -> Self {
        let is_old = (seed + number as u64).is_multiple_of(4);
        let seed = seed ^ ((number as u64 + 1) << 40);
        let engine = engine(seed, 0, 0, 0);
        Self {
            person,
            is_old,
            tab: Tab::new(engine.config().device.clone()),
            engine,
            browser,
            n_sockets: 0,
            claim: None,
            granted: None,
            is_visible: true,
            is_online: true,
            asleep_since: 0,
            looking_since: 0,
            socket: None,
            errand: None,
            blocked_until: 0,
            was_polling: false,
            skew: 0,
            alarm: None,
            is_asleep: false,
            follows: BTreeSet::new(),
            here: None,
            made: BTreeSet::new(),
            undo: VecDeque::new(),
            form: None,
            still: None,
            loads: 0,
            watch: Watch::default(),
            seed,
            seen: BTreeMap::new(),
            connects: VecDeque::new(),
        }
    }

    /// What the other tabs of its browser call it.
    pub(crate) fn name(&self) -> DeviceId {
        self.engine.config().device.clone()
    }

    /// What its clock shows.
    pub(crate) const fn clock(&self, now: u64) -> Timestamp {
        Timestamp::from_millis((START + now).saturating_add_signed(self.skew))
    }

    /// The row that a mutation changes, as people see it; nothing where it is not followed.
    pub(crate) fn seen(&self, mutation: &Mutation) -> Option<RawRow> {
        let (kind, row) = mutation.target();
        let view = self.engine.view(&Topic::whole(kind))?;
        view.get(row).cloned()
    }

    /// The page is loaded anew; what was only in memory is gone.
    pub(crate) fn reload(&mut self, browser: &Browser, now: u64) {
        self.loads += 1;
        self.engine = engine(self.seed, self.loads, now, self.skew);
        self.socket = None;
        self.errand = None;
        self.was_polling = false;
        self.here = None;
        self.undo.clear();
        self.form = None;
        self.still = None;
        self.seen.clear();
        self.connects.clear();
        self.watch = Watch::default();
        self.is_asleep = false;
        self.n_sockets += 1;
        self.tab = Tab::new(self.name());
        self.is_visible = true;
        self.is_online = true;
        self.looking_since = now;
        let records = browser.disk.values().cloned().collect();
        self.engine.handle_restored(records, self.clock(now));
        let actions: Vec<_> = browser.actions.values().cloned().collect();
        // Refused ones have had their verdict.
        let open = actions.iter().filter(|it| it.refusal.is_none());
        self.made = open.map(|it| it.id.clone()).collect();
        self.engine.handle_actions(actions, self.clock(now));
        for topic in self.follows.clone() {
            self.engine.subscribe(&topic, self.clock(now));
        }
    }

    /// Sets the timer as a browser would.
    pub(crate) fn arm(&mut self, now: u64) {
        let clock = self.clock(now);
        self.alarm = self.engine.poll_timeout().map(|(at, _)| {
            let wait = at.since(clock).as_millis();
            now + u64::try_from(wait).unwrap_or(u64::MAX)
        });
    }

    /// Rows people see never go back.
    pub(crate) fn check(&mut self, topic: &Topic, changes: &Changes) -> Result<(), String> {
        let epoch = self.engine.position(topic).map(|it| it.epoch.clone());
        let (Some(view), Some(epoch)) = (self.engine.view(topic), epoch) else {
            return Ok(());
        };
        let rows: Vec<(RowId, Revision)> = match changes {
            Changes::Reset => view
                .confirmed()
                .map(|(id, revision, _)| (id.clone(), revision))
                .collect(),
            Changes::Rows(ids) => ids
                .iter()
                .filter_map(|id| Some((id.clone(), view.revision(id)?)))
                .collect(),
        };
        for (id, revision) in rows {
            let before = self
                .seen
                .insert((topic.clone(), id.clone()), (epoch.clone(), revision));
            if before.is_some_and(|(before, last)| before == epoch && last > revision) {
                return Err(format!("{topic}#{id} went back to revision {revision}"));
            }
        }
        Ok(())
    }

    /// Nobody connects more than 12 times a minute.
    pub(crate) fn connected(&mut self, now: u64) -> Result<(), String> {
        self.watch.connected(now);
        self.connects.push_back(now);
        self.connects.retain(|it| now - it < 59_000);
        // A clock that jumps makes a minute shorter or longer for the page.
        if self.connects.len() > 12 && self.skew == 0 {
            return Err("more than 12 connects in a minute".to_owned());
        }
        Ok(())
    }

    /// No state without something that leads out of it.
    pub(crate) fn check_health(&self) -> Result<(), String> {
        let engine = &self.engine;
        let waits_for_somebody = match engine.connection() {
            Connection::SignInNeeded | Connection::Stopped { .. } => true,
            Connection::Checking
            | Connection::Offline
            | Connection::Connecting { .. }
            | Connection::Greeting { .. }
            | Connection::CatchingUp { .. }
            | Connection::Live { .. }
            | Connection::Polling { .. }
            | Connection::Waiting { .. } => false,
        };
        // A hidden page that is welcomed waits for the gateway's pings.
        if !waits_for_somebody && !engine.connection().is_welcomed() && engine.poll_timeout().is_none() {
            return Err(format!("nothing leads out of {:?}", engine.connection()));
        }
        // While requests do its work, a socket may be tried.
        let is_polling = matches!(engine.connection(), Connection::Polling { .. });
        if !is_polling && engine.connection().has_socket() != (self.socket.is_some() || self.tab.is_sharing())
        {
            let (socket, tab) = (self.socket, &self.tab);
            return Err(format!(
                "{:?} with socket {socket:?}, {tab:?}",
                engine.connection()
            ));
        }
        Ok(())
    }

    /// Nothing grows without bound.
    pub(crate) fn check_bounds(&self) -> Result<(), String> {
        if self.engine.log().count() > 500 || self.engine.topics().len() > 70 {
            return Err("something grows without bound".to_owned());
        }
        Ok(())
    }
}

fn engine(seed: u64, loads: u64, now: u64, skew: i64) -> Engine {
    let config = Config {
        // A name per page, as the app does it: what an earlier page left behind does not count against this one.
        device: format!("device-{seed:x}-{loads}").into(),
        may_poll: true,
        build: "simulation".to_owned(),
        seed: (u128::from(seed) << 64) | u128::from(loads.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
    };
    Engine::new(
        config,
        Timestamp::from_millis((START + now).saturating_add_signed(skew)),
    )
}

//! The conductor's work: take a message, let the core think, carry out what it asks for.

use std::{collections::HashMap, sync::Arc, time::Duration};

use protocol::{CloseCode, GoAwayReason, Timestamp, telemetry::Telemetry};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};

use super::{
    Conductor, Message, Vitals, ended::EndedSessions, ledger::Ledger, line::Caller, promised::Promised,
};
use crate::{
    accounts::{Accounts, Passes, SecretHash},
    clock,
    config::STOP_TIMEOUT,
    derive::Write,
    hub::{ConnId, Hub, HubOutput},
    metrics::Metrics,
    policy::Principal,
    push::{Notice, Push, notices},
    store::{Commit, CommitId, Store, StoreError},
    yard::Yard,
};

/// What the conductor is made of.
pub struct Parts {
    /// The truth, loaded.
    pub hub: Hub,
    /// Where it is kept.
    pub store: Box<dyn Store>,
    /// What moves in it by itself.
    pub yard: Yard,
    /// Who people are.
    pub accounts: Arc<Accounts>,
    /// Who they are without a cookie.
    pub passes: Arc<Passes>,
    /// The way to push services, if there is one.
    pub push: Option<Push>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// Starts the task; it ends after [`Conductor::stop`].
///
/// # Errors
///
/// When the system gives no thread.
pub fn start(parts: Parts) -> std::io::Result<Conductor> {
    let (conductor, inbox) = Conductor::new();
    let Parts {
        hub,
        store,
        yard,
        accounts,
        passes,
        push,
        metrics,
    } = parts;
    let task = Task {
        ledger: Ledger::open(store, metrics)?,
        hub,
        yard,
        accounts,
        passes,
        push,
        notices: Vec::new(),
        conductor: conductor.clone(),
        callers: HashMap::new(),
        ended: EndedSessions::default(),
        promised: Promised::default(),
        is_durable: true,
        patience: None,
    };
    tokio::spawn(task.run(inbox));
    Ok(conductor)
}

struct Task {
    hub: Hub,
    ledger: Ledger,
    yard: Yard,
    accounts: Arc<Accounts>,
    passes: Arc<Passes>,
    push: Option<Push>,
    /// What is to be told once the transaction under way is durable.
    notices: Vec<Notice>,
    conductor: Conductor,
    callers: HashMap<ConnId, (Caller, Option<SecretHash>)>,
    ended: EndedSessions,
    promised: Promised,
    is_durable: bool,
    /// After a failed transaction: nothing is written before this.
    patience: Option<Timestamp>,
}

impl Task {
    async fn run(mut self, mut inbox: mpsc::Receiver<Message>) {
        loop {
            // Here and not in an arm below: a full inbox must not hold up pings.
            self.pass_time();
            self.carry_out();
            let wake = self.wake();
            tokio::select! {
                biased;
                written = self.ledger.written() => match written {
                    Some((id, result)) => self.settle(id, result),
                    None => {
                        tracing::error!("the store has failed for good; the gateway cannot keep anything and stops");
                        self.hang_up_all();
                        return;
                    }
                },
                message = inbox.recv() => match message {
                    Some(Message::Stop(done)) => return self.stop(done).await,
                    Some(message) => {
                        self.take(message);
                        // What came meanwhile is part of the same transaction and the same messages.
                        for _ in 0..BATCH_MAX {
                            match inbox.try_recv() {
                                Ok(Message::Stop(done)) => return self.stop(done).await,
                                Ok(message) => self.take(message),
                                Err(_) => break,
                            }
                        }
                    }
                    // `self` holds a sender, so this cannot happen.
                    None => return,
                },
                () = sleep_until(wake) => {}
            }
        }
    }

    fn take(&mut self, message: Message) {
        let now = clock::now();
        match message {
            Message::Opened {
                caller,
                principal,
                session,
                encoding,
            } => {
                let session = session.filter(|it| !self.ended.contains(it, now));
                let principal = principal.filter(|_| session.is_some());
                self.hub.handle_open(caller.conn, principal, encoding, now);
                self.callers.insert(caller.conn, (caller, session));
            }
            Message::Frames(conn, frames) => self.hub.handle_message(conn, frames, now),
            Message::Malformed(conn, why) => self.hub.handle_malformed(conn, &why),
            Message::TooLarge(conn) => self.hub.handle_too_large(conn),
            Message::Written(conn) => {
                if let Some((caller, _)) = self.callers.get(&conn) {
                    self.hub.handle_queued(conn, caller.queued(), now);
                }
            }
            Message::Closed(conn) => {
                self.hub.handle_close(conn);
                self.callers.remove(&conn);
            }
            Message::Authenticated(conn, proof) => self.admit(conn, proof, now),
            Message::SessionEnded(session) => self.end_session(session, now),
            Message::Telemetry(telemetry) => self.hear(telemetry, now),
            Message::Positions(driver, fixes, answer) => {
                let (heard, writes) = self.yard.hear_phone(&driver, &fixes, now);
                self.write(writes, now);
                self.promised.promise(heard, answer);
            }
            // Whoever asked and went away needs no answer.
            Message::Topics(principal, answer) => drop(answer.send(self.hub.topics(&principal))),
            Message::Read(principal, topic, answer) => drop(answer.send(self.hub.read(&principal, &topic))),
            Message::Find(principal, topic, id, answer) => {
                drop(answer.send(self.hub.find(&principal, &topic, &id)));
            }
            Message::History(it, answer) => {
                drop(answer.send(self.hub.history(&it.principal, &it.topic, &it.id, it.limit)));
            }
            Message::Past(principal, at, answer) => drop(answer.send(self.hub.past(&principal, at))),
            Message::Vitals(answer) => drop(answer.send(Vitals {
                stats: self.hub.stats(),
                is_durable: self.is_durable,
            })),
            // `run` takes it before.
            Message::Stop(done) => drop(done),
        }
    }

    fn admit(&mut self, conn: ConnId, proof: Option<(Principal, SecretHash)>, now: Timestamp) {
        let proof = proof.filter(|(_, session)| !self.ended.contains(session, now));
        let (principal, session) = proof.unzip();
        if let Some((_, known)) = self.callers.get_mut(&conn)
            && session.is_some()
        {
            *known = session;
        }
        self.hub.handle_authenticated(conn, principal, now);
    }

    fn end_session(&mut self, session: SecretHash, now: Timestamp) {
        self.ended.insert(session, now);
        let ended: Vec<_> = self
            .callers
            .iter()
            .filter(|(_, (_, it))| *it == Some(session))
            .map(|(conn, _)| *conn)
            .collect();
        for conn in ended {
            self.hub.end_session(conn, now);
        }
    }

    fn hear(&mut self, telemetry: Vec<Telemetry>, now: Timestamp) {
        let writes = self.yard.hear(telemetry, now);
        self.write(writes, now);
    }

    /// Hands on what follows from reports and from time.
    fn write(&mut self, writes: Vec<Write>, now: Timestamp) {
        self.hub.write(writes, now);
        self.hub.keep(self.yard.take_kept());
    }

    fn pass_time(&mut self) {
        let now = clock::now();
        if self.yard.poll_timeout() <= now {
            let writes = self.yard.handle_timeout(now);
            self.write(writes, now);
        }
        if self.hub.poll_timeout().is_some_and(|it| it <= now) {
            self.hub.handle_timeout(now);
        }
        if self.patience.is_some_and(|it| it <= now) {
            self.patience = None;
        }
    }

    fn settle(&mut self, id: CommitId, result: Result<(), StoreError>) {
        let now = clock::now();
        match result {
            Ok(()) => {
                self.is_durable = true;
                self.hub.handle_committed(id, now);
                self.promised.keep();
                self.tell();
            }
            Err(why) => {
                tracing::error!(%why, "a transaction could not be written; trying again");
                self.is_durable = false;
                self.patience = Some(now + COMMIT_PAUSE);
                self.hub.handle_commit_failed(id, now);
                self.promised.wait_again();
                self.notices.clear();
            }
        }
    }

    /// Has a transaction written.
    fn begin(&mut self, commit: Commit) {
        if self.push.is_some() {
            // Now, while the hub still shows what was before.
            self.notices = notices(&commit, &self.hub);
        }
        self.ledger.write(commit);
        self.promised.begin();
    }

    /// Hands on whom to tell of what has become durable.
    fn tell(&mut self) {
        let told = self.notices.drain(..);
        if let Some(push) = &self.push {
            told.for_each(|it| push.tell(it));
        }
    }

    /// Does everything the hub asks for.
    fn carry_out(&mut self) {
        if self.patience.is_none()
            && let Some(commit) = self.hub.poll_commit()
        {
            self.begin(commit);
        }
        if self.hub.is_settled() {
            // Nothing of it had to be written.
            self.promised.begin();
            self.promised.keep();
        }
        while let Some(output) = self.hub.poll_output() {
            match output {
                HubOutput::Send { conn, bytes } => {
                    if let Some((caller, _)) = self.callers.get(&conn) {
                        caller.say(bytes);
                    }
                }
                HubOutput::Close { conn, code, why } => {
                    if let Some((caller, _)) = self.callers.remove(&conn) {
                        caller.hang_up(code, why);
                    }
                }
                HubOutput::Authenticate { conn, token } => self.authenticate(conn, token),
            }
        }
    }

    /// Looks a ticket, a token or the line's own session up, aside: that is disk work.
    fn authenticate(&self, conn: ConnId, token: Option<String>) {
        let session = self.callers.get(&conn).and_then(|(_, session)| *session);
        let (accounts, passes) = (Arc::clone(&self.accounts), Arc::clone(&self.passes));
        let conductor = self.conductor.clone();
        tokio::spawn(async move {
            let look_up = move || {
                let now = clock::now();
                let session = token.map_or(session, |it| passes.redeem(&it, now))?;
                accounts
                    .session(session, now)
                    .inspect_err(|why| tracing::error!(%why, "a session could not be read"))
                    .ok()?
                    .map(|it| (it.principal(), it.hash))
            };
            // A panic there has been logged; the client is not let in.
            let proof = tokio::task::spawn_blocking(look_up).await.ok().flatten();
            conductor.send(Message::Authenticated(conn, proof)).await;
        });
    }

    /// When something happens by itself next.
    fn wake(&self) -> Instant {
        let now = clock::now();
        let due = [
            self.hub.poll_timeout(),
            Some(self.yard.poll_timeout()),
            self.patience,
        ];
        let wait = due
            .into_iter()
            .flatten()
            .min()
            .map_or(LONGEST_SLEEP, |it| it.since(now).min(LONGEST_SLEEP));
        Instant::now() + wait
    }

    /// Sends everybody away, and keeps what is planned: nobody's change is lost to a deploy.
    async fn stop(mut self, done: oneshot::Sender<()>) {
        self.hub.go_away(GoAwayReason::Deploy, GO_AWAY, clock::now());
        let last = self.yard.flush(clock::now());
        self.write(last, clock::now());
        let deadline = Instant::now() + STOP_TIMEOUT;
        while let Some(commit) = self.hub.poll_commit() {
            self.begin(commit);
            match tokio::time::timeout_at(deadline, self.ledger.written()).await {
                Ok(Some((id, Ok(())))) => self.settle(id, Ok(())),
                Ok(Some((id, Err(why)))) => {
                    tracing::error!(%why, "the last transaction could not be written");
                    self.hub.handle_commit_failed(id, clock::now());
                    break;
                }
                Ok(None) | Err(_) => break,
            }
        }
        self.carry_out_words();
        self.hang_up_all();
        self.ledger.close().await;
        // Whoever waits for it may have given up.
        let _ = done.send(());
    }

    /// Says what is left to say, and begins nothing new.
    fn carry_out_words(&mut self) {
        self.patience = Some(Timestamp::from_millis(u64::MAX));
        self.carry_out();
    }

    fn hang_up_all(&mut self) {
        for (_, (caller, _)) in self.callers.drain() {
            caller.hang_up(CloseCode::Restart, "the gateway restarts");
        }
    }
}

/// Messages taken at once, before anything is carried out.
const BATCH_MAX: usize = 512;
/// How long the store is left alone after a failure.
const COMMIT_PAUSE: Duration = Duration::from_millis(500);
/// When everybody comes back after a restart.
const GO_AWAY: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(5));
/// Longer than this nobody sleeps: the wall clock may be set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);

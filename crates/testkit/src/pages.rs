//! The pages: what reaches them, what they ask for, and what they tell.

use protocol::{CloseCode, GatewayFrame};
use sync::{Connection, Event, Output, Phase, Resync, Session};

use crate::{
    browser::Browser, calendar::Happening, client::true_time, faults::Fault, simulation::Simulation,
    tally::Sometimes,
};

impl Simulation {
    /// What reaches a page; a sleeping one later.
    pub(crate) fn happen_to_client(&mut self, what: Happening) -> Result<(), String> {
        let wire = |it: &mut Self, conn| it.network.get(conn).map(|it| it.client);
        let number = match &what {
            Happening::ClientOpened(conn)
            | Happening::ToClient(conn, ..)
            | Happening::Again(conn, ..)
            | Happening::Garbled(conn)
            | Happening::Answer(conn, ..)
            | Happening::ClientClosed(conn, _) => wire(self, *conn),
            Happening::Unreachable(number, _)
            | Happening::Answered(number)
            | Happening::SignIn(number)
            | Happening::Wake(number)
            | Happening::Show(number)
            | Happening::Online(number)
            | Happening::Resume(number)
            | Happening::Insist(number)
            | Happening::FormDone(number, _)
            | Happening::AskForLead(number, _)
            | Happening::LeadLost(number)
            | Happening::Look(number, _)
            | Happening::Gone(number, _)
            | Happening::Word(number, ..) => Some(*number),
            Happening::LeadGranted(claim) => Some(claim.tab),
            _ => None,
        };
        let Some(number) = number else { return Ok(()) };
        if self.clients[number].is_asleep && !matches!(what, Happening::Wake(_)) {
            self.held.push_back((number, what));
            return Ok(());
        }
        let clock = self.clients[number].clock(self.now);
        let time = true_time(self.now);
        let current = self.clients[number].socket;
        let errand = self.clients[number].errand;
        let client = &mut self.clients[number];
        match what {
            Happening::ClientOpened(conn) if current == Some(conn) => client.engine.handle_opened(clock),
            // By the protocol; no socket repeats what it brought.
            Happening::Again(_, frames, _) if client.watch.takes_any(&client.engine, &frames) => {}
            // Which of its tabs did so cannot be seen from here.
            Happening::Again(_, frames, _)
                if client.tab.is_sharing() && frames.iter().any(|it| matches!(it, GatewayFrame::Snap(_))) => {
            }
            Happening::Again(conn, frames, bytes) => {
                self.tally.saw(Sometimes::CameAgain);
                return self.happen_to_client(Happening::ToClient(conn, frames, bytes));
            }
            Happening::ToClient(conn, frames, bytes) => {
                let mut open = true;
                if let Some(wire) = self.network.get(conn) {
                    open = wire.client_open;
                }
                if let Some(hub) = &mut self.site.hub {
                    hub.handle_queued(conn, 0, time);
                }
                self.pump()?;
                if open && current == Some(conn) {
                    let own = self.pass_on(number, frames)?;
                    self.receive(number, own, bytes)?;
                }
            }
            Happening::Answer(conn, frames, bytes) => {
                if let Some(wire) = self.network.get(conn) {
                    wire.client_open = false;
                }
                self.network.sweep();
                if errand == Some(conn) {
                    self.watch(&frames);
                    self.within_the_window(number, &frames)?;
                    let client = &mut self.clients[number];
                    client.errand = None;
                    client.watch.hears(&client.engine, &frames, self.now);
                    let acked = client.engine.stats().acked;
                    client.engine.handle_exchanged(frames, bytes, clock);
                    if client.engine.stats().acked > acked {
                        self.tally.saw(Sometimes::SettledByRequest);
                    }
                }
            }
            Happening::Garbled(conn) if current == Some(conn) => {
                self.tally.saw(Sometimes::Garbled);
                client.engine.handle_malformed("noise", clock);
            }
            Happening::ClientClosed(conn, code) => {
                if let Some(wire) = self.network.get(conn) {
                    wire.client_open = false;
                }
                self.network.sweep();
                let client = &mut self.clients[number];
                if current == Some(conn) {
                    client.socket = None;
                    self.lose(number, code)?;
                } else if errand == Some(conn) {
                    client.errand = None;
                    client.engine.handle_exchange_failed(code, clock);
                }
            }
            Happening::Unreachable(_, conn) if current == Some(conn) => {
                client.socket = None;
                self.tally.saw(Sometimes::Unreachable);
                self.lose(number, CloseCode::Other(1006))?;
            }
            Happening::Answered(_) => {
                let person = client.person;
                let valid = self.sessions.get(person.id()).copied().unwrap_or_default();
                let session = if self.site.hub.is_none() {
                    Session::Unknown
                } else if valid {
                    let roles = self.rights.get(person.id()).cloned().unwrap_or_default();
                    Session::SignedIn(person.info(&roles))
                } else {
                    Session::Expired
                };
                self.clients[number].engine.handle_session(session, clock);
            }
            Happening::SignIn(_) => {
                let person = client.person;
                self.sessions.insert(person.id(), true);
                self.tally.saw(Sometimes::SignedInAgain);
                let roles = self.rights.get(person.id()).cloned().unwrap_or_default();
                let session = Session::SignedIn(person.info(&roles));
                self.clients[number].engine.handle_session(session, clock);
            }
            Happening::Wake(_) => {
                client.is_asleep = false;
                client.looking_since = self.now;
                client.watch.disturbed(self.now);
                self.tally.saw(Sometimes::Woke);
                client.engine.handle_wake(clock);
                self.settle(number)?;
                let held: Vec<_> = std::mem::take(&mut self.held).into();
                for (whose, what) in held {
                    if whose == number {
                        self.happen_to_client(what)?;
                    } else {
                        self.held.push_back((whose, what));
                    }
                }
            }
            Happening::Show(_) => {
                self.tally.saw(Sometimes::Shown);
                client.watch.disturbed(self.now);
                client.is_visible = true;
                client.looking_since = self.now;
                client.engine.handle_visibility(true, clock);
            }
            Happening::Online(_) => {
                client.watch.disturbed(self.now);
                client.is_online = true;
                client.engine.handle_network(true, clock);
            }
            Happening::Insist(_) => {
                self.tally.saw(Sometimes::Insisted);
                client.watch.disturbed(self.now);
                client.engine.retry_now(clock);
            }
            Happening::AskForLead(_, socket) => self.ask_for_lead(number, socket, false),
            Happening::LeadGranted(claim) => return self.granted(claim),
            Happening::LeadLost(_) => return self.lose_lead(number),
            Happening::Look(_, socket) => return self.look(number, socket),
            Happening::Gone(_, name) => self.bury(number, name)?,
            Happening::Word(_, reader, text) => return self.hear(number, &reader, &text),
            Happening::FormDone(_, id) => return self.close_form(number, &id),
            Happening::Resume(_) => {
                if let Some(still) = &mut client.still {
                    still.is_over = true;
                    self.tally.saw(Sometimes::Paused);
                }
                client.engine.resume(clock);
            }
            _ => {}
        }
        self.settle(number)
    }

    /// A message of the gateway reaches an engine.
    pub(crate) fn receive(
        &mut self,
        number: usize,
        frames: Vec<GatewayFrame>,
        bytes: usize,
    ) -> Result<(), String> {
        self.watch(&frames);
        self.within_the_window(number, &frames)?;
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        client.watch.hears(&client.engine, &frames, self.now);
        let before = client.engine.stats().duplicates;
        client.engine.handle_message(frames, bytes, clock);
        if client.engine.stats().duplicates > before {
            self.tally.saw(Sometimes::DuplicateDelta);
        }
        Ok(())
    }

    pub(crate) fn browser(&mut self, number: usize) -> &mut Browser {
        &mut self.browsers[self.clients[number].browser]
    }

    /// Does what an engine asks for, and checks what it tells.
    pub(crate) fn settle(&mut self, number: usize) -> Result<(), String> {
        while let Some(output) = self.clients[number].engine.poll_output() {
            match &output {
                Output::Event(Event::Log(line)) => self.trace.note(self.now, &line.text, &number),
                Output::Store(record) => {
                    let brief = (number, record.topic.to_string());
                    self.trace
                        .note_in_brief(self.now, "store", &brief, &(number, record));
                }
                other => self.trace.note(self.now, "output", &(number, other)),
            }
            match output {
                Output::Connect { .. } => self.connect(number)?,
                Output::Send(frames) => self.send(number, frames)?,
                Output::Disconnect => self.part(number)?,
                Output::Exchange(request) => self.request(number, request)?,
                Output::Abandon => self.give_up(number),
                Output::Store(record) => {
                    self.tally.saw(Sometimes::Stored);
                    self.browser(number).disk.insert(record.topic.clone(), record);
                }
                Output::Forget(topic) => {
                    self.browser(number).disk.remove(&topic);
                }
                Output::ForgetAll => self.browser(number).disk.clear(),
                Output::Keep(record) => {
                    let id = record.id.clone();
                    self.browser(number).actions.insert(id.clone(), record);
                    let client = &mut self.clients[number];
                    let clock = client.clock(self.now);
                    client.engine.handle_kept(&id, true, clock);
                }
                Output::Drop(id) => {
                    self.browser(number).actions.remove(&id);
                }
                Output::GaveUp(id) => {
                    let said = self.clients[number].tab.give_up(id);
                    self.carry(number, Some(said))?;
                }
                Output::Holds(id, is_held) => {
                    let said = self.clients[number].tab.hold(id, is_held);
                    self.carry(number, Some(said))?;
                }
                Output::CheckSession => {
                    let delay = self.delay();
                    self.later(delay, Happening::Answered(number));
                }
                Output::Event(event) => self.event(number, event)?,
            }
        }
        let client = &mut self.clients[number];
        client.watch.answered();
        client.arm(self.now);
        let disk = &self.browsers[client.browser].disk;
        client.watch.check(&client.engine, disk, self.now)?;
        client.check_health()?;
        self.keeps_apart(number)?;
        self.knows_its_place(number)?;
        self.stands_still(number)
    }

    pub(crate) fn event(&mut self, number: usize, event: Event) -> Result<(), String> {
        match event {
            Event::Changed { topic, changes } => {
                let client = &mut self.clients[number];
                client.check(&topic, &changes)?;
                if let Some(still) = &mut client.still {
                    still.told(&client.engine, &topic, &changes)?;
                }
            }
            Event::Settled {
                id,
                mutation,
                verdict,
            } => {
                let client = &mut self.clients[number];
                if !client.made.remove(&id) {
                    return Err(format!("{id} settled twice, or was never asked for"));
                }
                client.still.iter_mut().for_each(|it| it.acts_on(&mutation));
                self.note_dispatch(&mutation, &verdict);
                if verdict.is_ok() {
                    self.seen_to_hold(number, &id, &mutation)?;
                }
                let is_shared = self.browser(number).is_shared();
                match (&verdict, self.site.verdict(&id)) {
                    (Ok(()), Some(true)) => {
                        self.tally.saw(Sometimes::Acked);
                        if self.reworded.contains(&id) {
                            self.tally.saw(Sometimes::Reworded);
                        }
                        if self.repeated.get(&id).is_some_and(|it| *it > 1) {
                            self.tally.saw(Sometimes::AckedAfterRepeat);
                        }
                    }
                    // Two tabs asked for it: one was answered before the store was emptied and slept, the other after.
                    (Ok(()), Some(false)) if is_shared && self.all_faults.has(Fault::EpochLoss) => {}
                    (Ok(()), it) => return Err(format!("{id} was acked but stored as {it:?}")),
                    // Lost with a store that was emptied, it may have been judged differently the second time.
                    (Err(_), Some(true)) if !self.faults.has(Fault::EpochLoss) && !self.healed => {
                        return Err(format!("{id} took effect but was refused"));
                    }
                    (Err(_), _) => self.tally.saw(Sometimes::Nacked),
                }
            }
            Event::Resynchronised { why, .. } => self.tally.saw(match why {
                Resync::Gap | Resync::Unanswered => Sometimes::GapHealed,
                Resync::Mismatch => Sometimes::ResyncedByMismatch,
                Resync::Position => Sometimes::ResyncedByPosition,
            }),
            Event::Phase(topic) => match self.clients[number].engine.phase(&topic) {
                Phase::Stale => self.tally.saw(Sometimes::WentStale),
                Phase::Refused(sync::Refusal::Revoked, _) => self.tally.saw(Sometimes::Revoked),
                Phase::Refused(sync::Refusal::Denied(_), _) => self.tally.saw(Sometimes::Refused),
                Phase::Fresh | Phase::Loading => {}
            },
            Event::Connection => self.connection(number)?,
            Event::Log(line) => {
                if line.text.contains("stayed unanswered") {
                    self.tally.saw(Sometimes::DeclaredDead);
                }
                let tampered = [Fault::Loss, Fault::Repeat, Fault::Corruption]
                    .into_iter()
                    .any(|it| self.all_faults.has(it));
                let odd = ["OldSnapshot", "Misfit", "Broken", "Gap", "WrongSum", "Mismatch"];
                // Whoever asks again before the answer has come gets two.
                let is_leftover = line.text.contains("OldSnapshot") && self.clients[number].watch.asked_twice;
                if !tampered
                    && !is_leftover
                    && !self.is_review(number, &line.text)
                    && odd.iter().any(|it| line.text.contains(it))
                {
                    return Err(format!("without a cause: {}", line.text));
                }
                if line.text.contains("put off") {
                    self.tally.saw(Sometimes::PutOff);
                }
            }
            Event::Session => {}
        }
        Ok(())
    }

    pub(crate) fn connection(&mut self, number: usize) -> Result<(), String> {
        match self.clients[number].engine.connection() {
            Connection::SignInNeeded => {
                let wait = self.streams.workload.u64(500..3_000);
                self.later(wait, Happening::SignIn(number));
            }
            Connection::Stopped { why } => {
                return Err(format!("client {number} stopped: {why:?}"));
            }
            Connection::Polling { .. } => {
                self.clients[number].was_polling = true;
                self.tally.saw(Sometimes::Polled);
            }
            Connection::CatchingUp { .. } => {
                self.tally.saw(Sometimes::Welcomed);
                if std::mem::take(&mut self.clients[number].was_polling) {
                    self.tally.saw(Sometimes::HandedBack);
                }
                if self.clients[number].engine.stats().welcomes > 1 {
                    self.tally.saw(Sometimes::Reconnected);
                }
            }
            Connection::Offline => self.tally.saw(Sometimes::WentOffline),
            Connection::Checking
            | Connection::Connecting { .. }
            | Connection::Greeting { .. }
            | Connection::Live { .. }
            | Connection::Waiting { .. } => {}
        }
        Ok(())
    }

    pub(crate) fn watch(&mut self, frames: &[GatewayFrame]) {
        for it in frames {
            match it {
                GatewayFrame::Snap(it) if it.same => self.tally.saw(Sometimes::Same),
                GatewayFrame::Snap(it) if it.parts > 1 => self.tally.saw(Sometimes::Parts),
                GatewayFrame::GoAway(_) => self.tally.saw(Sometimes::SentAway),
                _ => {}
            }
        }
    }
}

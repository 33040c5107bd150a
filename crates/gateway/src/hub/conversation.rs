//! What each frame of a client means to the hub.

use std::sync::Arc;

use protocol::{
    Auth, ClientFrame, CloseCode, Hello, Mut, MutationId, Nack, NackCode, Offset, PROTOCOL_VERSION, Pong,
    Sub, Topic,
};

use super::{ConnId, Hub, HubOutput, busy, inbox::Asking};
use crate::{
    policy::Principal,
    session::{Session, Stage},
};

impl Hub {
    /// Frames of one message, in order.
    pub(super) fn converse(&mut self, conn: ConnId, frames: Vec<ClientFrame>) {
        for frame in frames {
            // An earlier frame may have ended the connection.
            let Some(session) = self.sessions.session_mut(conn) else {
                return;
            };
            match session.stage_mut() {
                Stage::Live => self.handle_frame(conn, frame),
                Stage::Proving(_, waiting) => waiting.push(frame),
                Stage::Greeting => match frame {
                    ClientFrame::Hello(hello) => self.greet(conn, hello),
                    _ => self.close(conn, CloseCode::Malformed, "hello comes first"),
                },
            }
        }
    }

    /// The answer to a question of [`HubOutput::Authenticate`].
    pub(super) fn conclude(&mut self, conn: ConnId, principal: Option<Arc<Principal>>) {
        let now = self.now;
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        let Some(principal) = principal.filter(|it| it.expires > now) else {
            self.close(conn, CloseCode::Unauthorized, "not accepted");
            return;
        };
        match std::mem::replace(session.stage_mut(), Stage::Live) {
            Stage::Proving(hello, waiting) => {
                self.welcome(conn, &hello, &principal);
                self.converse(conn, waiting);
            }
            Stage::Live => {
                if session
                    .principal()
                    .is_none_or(|it| it.user.id != principal.user.id)
                {
                    self.close(conn, CloseCode::Unauthorized, "somebody else");
                    return;
                }
                session.authenticate(Arc::clone(&principal), now);
                self.review(conn, principal);
            }
            // Nobody asked: the answer came for a connection that had this name before.
            Stage::Greeting => *session.stage_mut() = Stage::Greeting,
        }
        self.sessions.wake(conn);
    }

    /// Ends a connection, after what was answered already.
    pub(super) fn close(&mut self, conn: ConnId, code: CloseCode, why: &'static str) {
        let is_meant = code != CloseCode::Superseded;
        let Some(mut session) = self.remove(conn, is_meant) else {
            return;
        };
        if let Some(bytes) = session.last_words() {
            self.outputs.push_back(HubOutput::Send { conn, bytes });
        }
        self.outputs.push_back(HubOutput::Close { conn, code, why });
    }

    /// Forgets a connection; whoever did not end it on purpose may be back in a moment.
    pub(super) fn remove(&mut self, conn: ConnId, is_meant: bool) -> Option<Session> {
        let session = self.sessions.remove(conn)?;
        if let Some(principal) = session.principal() {
            let user = &principal.user.id;
            self.attendance.part(conn, user, is_meant, self.now, &self.limits);
        }
        self.close_places(session.topics().cloned());
        Some(session)
    }

    /// Applies the rights of this moment to what a connection follows.
    pub(super) fn review(&mut self, conn: ConnId, principal: Arc<Principal>) {
        if let Some(session) = self.sessions.session_mut(conn) {
            let lost = session.review(principal, &self.topics);
            self.attendance.banish(conn, &lost, self.now);
            self.sessions.follow(conn, None, lost.iter().cloned());
            self.close_places(lost);
            self.sessions.wake(conn);
        }
    }

    fn handle_frame(&mut self, conn: ConnId, frame: ClientFrame) {
        let now = self.now;
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        match frame {
            ClientFrame::Hello(_) => self.close(conn, CloseCode::Malformed, "one hello is enough"),
            ClientFrame::Auth(Auth { token }) => {
                self.outputs.push_back(HubOutput::Authenticate { conn, token });
            }
            ClientFrame::Sub(sub) => self.subscribe(conn, &sub),
            ClientFrame::Want(it) => session.want(it.s, it.hz, &self.limits),
            ClientFrame::Unsub(it) => {
                let stopped = session.unsubscribe(it.s);
                self.attendance.leave((conn, it.s), now);
                self.sessions.follow(conn, None, stopped.clone());
                self.close_places(stopped);
            }
            ClientFrame::Mut(mutation) => self.ask(conn, mutation),
            ClientFrame::Refresh(it) => session.refresh(it.s, now, &self.limits),
            ClientFrame::Ping(it) => session.answer(Pong { c: it.c, now }),
            ClientFrame::Bye(_) => self.close(conn, CloseCode::Normal, "bye"),
            ClientFrame::Here(it) => self.be_here(conn, &it),
            // Verdicts are kept for their full time whatever clients have recorded.
            ClientFrame::Got(_) => {}
        }
    }

    fn greet(&mut self, conn: ConnId, hello: Hello) {
        let now = self.now;
        if hello.v != PROTOCOL_VERSION {
            self.close(conn, CloseCode::UpdateNeeded, "this gateway speaks version 1");
            return;
        }
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        if let Some(token) = hello.token.clone() {
            session.prove(hello);
            let token = Some(token);
            self.outputs.push_back(HubOutput::Authenticate { conn, token });
            return;
        }
        match session.principal().filter(|it| it.expires > now).cloned() {
            Some(principal) => self.welcome(conn, &hello, &principal),
            None => self.close(conn, CloseCode::Unauthorized, "sign in first"),
        }
    }

    fn welcome(&mut self, conn: ConnId, hello: &Hello, principal: &Arc<Principal>) {
        let user = principal.user.id.clone();
        if let Some((older, number)) = self.sessions.of_device(&user, &hello.device) {
            // Two connections of one device would apply everything twice; the one that was opened later counts.
            let loser = if number > hello.conn { conn } else { older };
            self.close(loser, CloseCode::Superseded, "the same device connected again");
            if loser == conn {
                return;
            }
        }
        let others = self.sessions.of(&user).into_iter().filter(|it| *it != conn);
        if others.count() >= self.limits.connections_per_user {
            self.close(conn, CloseCode::TooMany, "too many connections of this account");
            return;
        }
        let name = format!("{:08x}", self.random.u32(..));
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        session.welcome(name, Arc::clone(principal), hello, self.now, &self.limits);
        self.sessions.seat(conn, principal);
        for sub in &hello.subs {
            self.subscribe(conn, sub);
        }
    }

    fn subscribe(&mut self, conn: ConnId, sub: &Sub) {
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        let (started, stopped) = session.subscribe(sub, &self.topics, &self.limits);
        let seat = (conn, sub.s);
        self.attendance.keep_only(seat, started.as_ref(), self.now);
        self.sessions.follow(conn, started.as_ref(), stopped.clone());
        started.iter().for_each(|it| self.open_place(it));
        self.close_places(stopped);
    }

    fn ask(&mut self, conn: ConnId, mutation: Mut) {
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        let Some(principal) = session.principal().cloned() else {
            return;
        };
        let id = mutation.id.clone();
        if !(1..=MUTATION_ID_BYTES_MAX).contains(&id.as_str().len()) {
            session.answer(refused(id, "An id has 1 to 64 characters."));
            return;
        }
        if let Some((user, verdict)) = self.verdicts.verdict(&id) {
            if *user != principal.user.id {
                session.answer(refused(id, ID_TAKEN));
                return;
            }
            // Its effect may be in rows that this connection was not told yet.
            let heads = heads(session, &self.topics);
            session.tell_after(verdict.frame(&id), &heads);
            return;
        }
        if self.verdicts.len() >= self.limits.verdicts {
            session.answer(busy(id, "Too many changes are remembered; try again later."));
            return;
        }
        if !session.ask(&self.limits) {
            session.answer(busy(id, "Too many changes without a verdict on this connection."));
            return;
        }
        match self.inbox.ask(conn, mutation, principal) {
            Asking::Queued | Asking::Joined => {}
            Asking::Known => session.take_back(),
            Asking::Taken => session.settle(refused(id, ID_TAKEN), &[]),
        }
    }
}

/// Where everything a session follows stands.
fn heads(session: &Session, topics: &super::topics::Topics) -> Vec<(Topic, Offset)> {
    session
        .topics()
        .map(|it| (it.clone(), topics.position(it).offset))
        .collect()
}

fn refused(id: MutationId, msg: &str) -> protocol::GatewayFrame {
    Nack {
        id,
        code: NackCode::Invalid,
        msg: msg.to_owned(),
        retry: None,
        row: None,
    }
    .into()
}

const MUTATION_ID_BYTES_MAX: usize = 64;
const ID_TAKEN: &str = "This id was used for another change.";

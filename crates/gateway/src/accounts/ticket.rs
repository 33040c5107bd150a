//! Single-use proofs for sockets that carry no cookie.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use protocol::Timestamp;

use super::{Secret, SecretHash};
use crate::config::TICKET_LIFE;

/// Tickets that wait to be used; a restart forgets them, and the client asks for another.
#[derive(Debug, Default)]
pub struct Tickets {
    waiting: Mutex<HashMap<SecretHash, Ticket>>,
}

#[derive(Debug)]
struct Ticket {
    session: SecretHash,
    expires: Timestamp,
}

impl Tickets {
    /// Issues a ticket for a session.
    ///
    /// # Errors
    ///
    /// When the system has no randomness.
    pub fn issue(&self, session: SecretHash, now: Timestamp) -> Result<Secret, getrandom::Error> {
        let secret = Secret::random()?;
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, it| it.expires > now);
        // Many tickets of one session are a client gone wild: its oldest ones are worth nothing.
        if waiting.values().filter(|it| it.session == session).count() >= TICKETS_PER_SESSION {
            waiting.retain(|_, it| it.session != session);
        }
        waiting.insert(
            secret.hash(),
            Ticket {
                session,
                expires: now + TICKET_LIFE,
            },
        );
        Ok(secret)
    }

    /// Uses a ticket up; the session it stands for.
    pub fn redeem(&self, presented: &str, now: Timestamp) -> Option<SecretHash> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = waiting.remove(&SecretHash::of(presented))?;
        (ticket.expires > now).then_some(ticket.session)
    }
}

/// Unused tickets that a session may have.
const TICKETS_PER_SESSION: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_for_thirty_seconds() {
        let tickets = Tickets::default();
        let session = SecretHash::of("session");
        let at = Timestamp::from_millis;

        let used = tickets.issue(session, at(0)).unwrap();
        let late = tickets.issue(session, at(0)).unwrap();

        assert_eq!(tickets.redeem(used.expose(), at(29_999)), Some(session));
        assert_eq!(tickets.redeem(used.expose(), at(29_999)), None);
        assert_eq!(tickets.redeem(late.expose(), at(30_000)), None);
        assert_eq!(tickets.redeem("guess", at(0)), None);
    }
}

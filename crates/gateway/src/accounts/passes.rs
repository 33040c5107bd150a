//! What a client presents instead of a cookie: a ticket or a token.

use protocol::Timestamp;

use super::{SecretHash, Tickets, TokenKey, Tokens};

/// Everything that stands for a session.
pub struct Passes {
    /// Good once, for half a minute.
    pub tickets: Tickets,
    /// Signed, for a quarter of an hour.
    pub tokens: Tokens,
}

impl Passes {
    /// No tickets yet, and tokens of this key.
    pub fn new(key: &TokenKey) -> Self {
        Self {
            tickets: Tickets::default(),
            tokens: Tokens::new(key),
        }
    }

    /// The session that the first words of a connection stand for; a ticket is used up.
    pub fn redeem(&self, presented: &str, now: Timestamp) -> Option<SecretHash> {
        // A ticket is one piece of Base64, a token three.
        if presented.contains('.') {
            self.tokens.verify(presented, now)
        } else {
            self.tickets.redeem(presented, now)
        }
    }
}

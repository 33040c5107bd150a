//! E-mail and password: checked slowly, seldom, and the same way whatever they are worth.

use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use protocol::Timestamp;
use serde::Deserialize;

use super::{ApiError, Gateway};
use crate::{
    accounts::{Account, PasswordHash, Throttle, Try},
    clock,
    config::SIGN_IN_TRIES,
};

/// What a person types to sign in, and a program sends for a token.
#[derive(Deserialize)]
pub struct Credentials {
    email: String,
    password: String,
}

impl Credentials {
    /// Whose they are, if they are right.
    pub async fn check(self, gateway: &Gateway, peer: IpAddr) -> Result<Account, ApiError> {
        let Self { email, password } = self;
        let email = email.trim().to_lowercase();
        if email.len() > EMAIL_BYTES_MAX {
            return Err(ApiError::malformed("No e-mail address is that long."));
        }
        let left = gateway.sign_ins.attempt(&email, peer, clock::now())?;
        let lookup = email.clone();
        let found = gateway
            .with_accounts(move |accounts, _| accounts.by_email(&lookup))
            .await?;
        let (account, hash) = found.map_or((None, None), |(account, hash)| (Some(account), hash));
        let matches = hashing(gateway, move || PasswordHash::verify(hash.as_ref(), &password)).await?;
        let Some(account) = account.filter(|_| matches) else {
            gateway.metrics.sign_ins_refused.increment();
            let tries = if left == 1 { "try" } else { "tries" };
            return Err(ApiError::new(
                StatusCode::UNAUTHORIZED,
                "credentials",
                format!("E-mail and password do not match. {left} {tries} left."),
            ));
        };
        gateway.sign_ins.forgive(&email, peer);
        Ok(account)
    }
}

/// Computes a password hash aside, few at a time.
pub async fn hashing<T: Send + 'static>(
    gateway: &Gateway,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    let _permit = gateway
        .hashes
        .acquire()
        .await
        .map_err(|it| ApiError::internal(&it))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|it| ApiError::internal(&it))
}

/// How often somebody may try to sign in: per e-mail, and per address.
pub struct SignInThrottle {
    emails: Mutex<Throttle<String>>,
    peers: Mutex<Throttle<IpAddr>>,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        Self {
            emails: Mutex::new(Throttle::new(SIGN_IN_TRIES, WINDOW)),
            peers: Mutex::new(Throttle::new(SIGN_IN_TRIES, WINDOW)),
        }
    }
}

impl SignInThrottle {
    /// Counts a try; how many are left.
    pub(super) fn attempt(&self, email: &str, peer: IpAddr, now: Timestamp) -> Result<u32, ApiError> {
        let by_peer = lock(&self.peers).attempt(peer, now);
        let by_email = match by_peer {
            Try::Allowed { .. } if !email.is_empty() => lock(&self.emails).attempt(email.to_owned(), now),
            Try::Allowed { .. } | Try::Refused { .. } => by_peer,
        };
        match (by_peer, by_email) {
            (Try::Allowed { left }, Try::Allowed { left: other }) => Ok(left.min(other)),
            (Try::Refused { wait }, _) | (_, Try::Refused { wait }) => {
                let seconds = wait.as_millis().div_ceil(1000);
                Err(ApiError::too_many(
                    format!("Too many tries. Try again in {seconds} s."),
                    wait,
                ))
            }
        }
    }

    /// The try was right. The address gets back only this one: otherwise an own account would buy it free guesses.
    fn forgive(&self, email: &str, peer: IpAddr) {
        lock(&self.emails).forgive(email);
        lock(&self.peers).take_back(&peer);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

const WINDOW: Duration = Duration::from_secs(60);
/// The longest address that mail can have.
const EMAIL_BYTES_MAX: usize = 254;

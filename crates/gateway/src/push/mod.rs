//! Web Push: tells a driver's browser, through its maker's push service, what happened while the page was closed.
//!
//! Notices are put into bounded queues and never waited for; tasks of their own take them from there to the services.
//! Services learn when somebody is told something, and nothing of what.

mod lanes;
mod message;
mod notice;
mod outside;
mod sender;
mod vapid;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use protocol::UserId;
use tokio::sync::mpsc;

use self::sender::Sender;
pub use self::{
    message::AUTH_BYTES,
    notice::{Notice, NoticeKind, notices},
    vapid::VapidKey,
};
use crate::{
    accounts::{Accounts, AccountsError},
    config::{Config, PUSH_QUEUE_MAX},
    metrics::{Metrics, PushEnd},
};

/// The way to the tasks that push; cheap to clone.
#[derive(Clone, Debug)]
pub struct Push {
    /// Who the gateway is to push services.
    pub key: VapidKey,
    /// To the task that looks up where they go.
    mailbox: mpsc::Sender<Notice>,
    /// Whoever has, or had, a subscription: for all others nothing has to be looked up.
    subscribers: Arc<Mutex<HashSet<UserId>>>,
    metrics: Arc<Metrics>,
}

impl Push {
    /// Starts the tasks; they end with the last handle. `None`: this installation does not push.
    ///
    /// # Errors
    ///
    /// When the subscriptions cannot be read.
    pub fn start(
        config: &Config,
        key: VapidKey,
        accounts: Arc<Accounts>,
        metrics: Arc<Metrics>,
    ) -> Result<Option<Self>, AccountsError> {
        if config.push.no_push {
            return Ok(None);
        }
        let subscribers = accounts.subscribers()?.into_iter().collect();
        let sender = Arc::new(Sender::new(
            config.push.clone(),
            contact(config),
            key.clone(),
            accounts,
            Arc::clone(&metrics),
        ));
        let (mailbox, waiting) = mpsc::channel(PUSH_QUEUE_MAX);
        tokio::spawn(sender.run(waiting));
        Ok(Some(Self {
            key,
            mailbox,
            subscribers: Arc::new(Mutex::new(subscribers)),
            metrics,
        }))
    }

    /// Somebody has a subscription now.
    pub fn welcome(&self, user: &UserId) {
        lock(&self.subscribers).insert(user.clone());
    }

    /// Tells somebody, some time. Never waits: what finds no room is dropped, and counted.
    pub fn tell(&self, notice: Notice) {
        if !lock(&self.subscribers).contains(&notice.user) {
            return;
        }
        if self.mailbox.try_send(notice).is_err() {
            self.metrics.count_push(PushEnd::Dropped);
        }
    }
}

/// Sees to it that no subscription outlives the key it was made for; a database may also come from a backup, and the key
/// from elsewhere.
///
/// # Errors
///
/// When the database cannot be read or written.
pub fn keep_to_key(accounts: &Accounts, key: &VapidKey) -> Result<(), AccountsError> {
    let known: Option<String> = accounts.fact(KEY)?;
    if known.as_deref() == Some(key.public()) {
        return Ok(());
    }
    let ended = accounts.forget_subscriptions()?;
    if ended > 0 {
        tracing::warn!(
            ended,
            "the key of push services is another one: subscriptions have ended"
        );
    }
    accounts.remember(KEY, &key.public())
}

/// Whom a push service's operators can turn to: they ask for an address.
fn contact(config: &Config) -> String {
    let secure = config.origins.iter().find(|it| it.is_secure());
    secure.map_or_else(|| "mailto:livedeck@localhost".to_owned(), ToString::to_string)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The name under which the public key is remembered.
const KEY: &str = "push key";

//! How often something may be tried per minute; guessing passwords must be slow.

use std::{borrow::Borrow, collections::HashMap, hash::Hash, time::Duration};

use protocol::Timestamp;

/// Counts tries per key in a window that starts with the first one.
#[derive(Debug)]
pub struct Throttle<K> {
    tries_max: u32,
    window: Duration,
    keys: HashMap<K, Window>,
}

/// The answer to a try.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Try {
    /// Go ahead.
    Allowed {
        /// Tries left after this one.
        left: u32,
    },
    /// Wait.
    Refused {
        /// Until then.
        wait: Duration,
    },
}

#[derive(Debug)]
struct Window {
    since: Timestamp,
    tries: u32,
}

impl<K: Eq + Hash> Throttle<K> {
    /// At most `tries_max` tries per `window` and key.
    pub fn new(tries_max: u32, window: Duration) -> Self {
        Self {
            tries_max,
            window,
            keys: HashMap::new(),
        }
    }

    /// Counts a try.
    pub fn attempt(&mut self, key: K, now: Timestamp) -> Try {
        if self.keys.len() >= KEYS_MAX {
            let window = self.window;
            self.keys.retain(|_, it| now.since(it.since) < window);
        }
        // Somebody tries from everywhere at once: nobody is let in rather than memory let go.
        if self.keys.len() >= KEYS_MAX && !self.keys.contains_key(&key) {
            return Try::Refused { wait: self.window };
        }
        let window = self.keys.entry(key).or_insert(Window { since: now, tries: 0 });
        if now.since(window.since) >= self.window {
            *window = Window { since: now, tries: 0 };
        }
        if window.tries >= self.tries_max {
            return Try::Refused {
                wait: self.window.saturating_sub(now.since(window.since)),
            };
        }
        window.tries += 1;
        Try::Allowed {
            left: self.tries_max - window.tries,
        }
    }

    /// Forgets the tries of a key, after it proved itself.
    pub fn forgive<Q: Eq + Hash + ?Sized>(&mut self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.keys.remove(key);
    }

    /// Takes the last try of a key back.
    pub fn take_back(&mut self, key: &K) {
        if let Some(window) = self.keys.get_mut(key) {
            window.tries = window.tries.saturating_sub(1);
        }
    }
}

/// Keys remembered at the same time.
const KEYS_MAX: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_run_out_and_come_back_after_the_window() {
        let mut throttle = Throttle::new(2, Duration::from_secs(60));
        let at = Timestamp::from_millis;

        assert_eq!(throttle.attempt("a", at(0)), Try::Allowed { left: 1 });
        assert_eq!(throttle.attempt("a", at(10_000)), Try::Allowed { left: 0 });
        assert_eq!(
            throttle.attempt("a", at(20_000)),
            Try::Refused {
                wait: Duration::from_secs(40)
            }
        );
        assert_eq!(throttle.attempt("b", at(20_000)), Try::Allowed { left: 1 });
        assert_eq!(throttle.attempt("a", at(60_000)), Try::Allowed { left: 1 });
    }

    #[test]
    fn success_is_forgiven() {
        let mut throttle = Throttle::new(1, Duration::from_secs(60));
        let now = Timestamp::from_millis(0);
        throttle.attempt("a", now);

        throttle.forgive("a");

        assert_eq!(throttle.attempt("a", now), Try::Allowed { left: 0 });
    }
}

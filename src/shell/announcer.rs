//! Tells people who do not look, and never too much.

use std::{collections::VecDeque, time::Duration};

use leptos::prelude::*;
use protocol::Timestamp;

use crate::platform::{clock, lifecycle};

/// Speaks through two regions that screen readers watch; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Announcer {
    /// What the polite region says now.
    status: RwSignal<String>,
    /// What the assertive region says now.
    pub(super) alert: RwSignal<String>,
    recent: StoredValue<VecDeque<(Timestamp, String)>>,
}

/// The announcer.
pub fn use_announcer() -> Announcer {
    use_context::<Announcer>().unwrap_or_else(Announcer::new)
}

impl Announcer {
    /// Puts the one announcer into context.
    pub fn provide() {
        provide_context(Self::new());
    }

    fn new() -> Self {
        Self {
            status: RwSignal::new(String::new()),
            alert: RwSignal::new(String::new()),
            recent: StoredValue::new(VecDeque::new()),
        }
    }

    /// What the polite region says now.
    pub const fn said(self) -> RwSignal<String> {
        self.status
    }

    /// Says something when the reader has finished its sentence.
    pub fn say(self, text: impl Into<String>) {
        self.speak(self.status, text.into());
    }

    /// Says something at once; for critical violations only.
    pub fn alarm(self, text: impl Into<String>) {
        self.speak(self.alert, text.into());
    }

    /// Nothing is said twice within [`SAME`], and nothing into a hidden page.
    fn speak(self, region: RwSignal<String>, mut text: String) {
        if !lifecycle::is_visible() {
            return;
        }
        let now = clock::now();
        let is_new = self
            .recent
            .try_update_value(|recent| {
                recent.retain(|(at, _)| now.since(*at) < SAME);
                let is_new = !recent.iter().any(|(_, it)| *it == text);
                if is_new {
                    recent.push_back((now, text.clone()));
                }
                is_new
            })
            .unwrap_or(false);
        if is_new {
            // Readers notice a change, not a text: the same words again need to differ.
            if region.with_untracked(|it| *it == text) {
                text.push('\u{a0}');
            }
            region.set(text);
        }
    }
}

/// How long the same words are not repeated.
const SAME: Duration = Duration::from_secs(10);

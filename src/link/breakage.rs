//! Faults on purpose, between the engine and the socket or the requests that stand for one: to see how the app gets over them, and for the tests of that.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{ClientFrame, GatewayFrame, Nack, NackCode};
use wasm_bindgen_futures::spawn_local;

use super::Link;
use crate::platform::{poll::PollEvent, random, socket::SocketEvent, timer};

/// What is broken.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Breakage {
    /// How much later everything arrives, ms.
    pub delay_ms: u32,
    /// Messages lost on the way here, of a hundred.
    pub lost: u32,
    /// Messages that arrive twice, of a hundred.
    pub doubled: u32,
    /// Nothing passes either way, and nobody is told: a half-open connection.
    pub is_frozen: bool,
    /// Every action is refused, as if the gateway had done so.
    pub refuses: bool,
}

impl Link {
    /// What is broken on purpose.
    pub fn breakage(self) -> RwSignal<Breakage> {
        self.breakage
    }

    /// Lets an event of the socket through to the engine, or what the faults leave of it.
    pub(super) fn pass(self, socket: u64, event: SocketEvent) {
        let Breakage {
            delay_ms,
            lost,
            doubled,
            is_frozen,
            ..
        } = self.breakage.get_untracked();
        if is_frozen {
            return;
        }
        let SocketEvent::Message(frames, bytes) = event else {
            return self.hear(event);
        };
        if random::percent(lost) {
            return;
        }
        if random::percent(doubled) {
            self.hear(SocketEvent::Message(frames.clone(), bytes));
        }
        let event = SocketEvent::Message(frames, bytes);
        if delay_ms == 0 {
            return self.hear(event);
        }
        spawn_local(async move {
            timer::sleep(Duration::from_millis(delay_ms.into())).await;
            if self.is_current(socket) {
                self.hear(event);
            }
        });
    }

    /// Lets the answer to a request through, or what the faults leave of it. None comes twice.
    pub(super) fn pass_answer(self, event: PollEvent, hear: impl FnOnce(PollEvent) + 'static) {
        let Breakage {
            delay_ms,
            lost,
            is_frozen,
            ..
        } = self.breakage.get_untracked();
        if is_frozen || random::percent(lost) {
            return;
        }
        if delay_ms == 0 {
            return hear(event);
        }
        spawn_local(async move {
            timer::sleep(Duration::from_millis(delay_ms.into())).await;
            hear(event);
        });
    }

    /// What of these frames goes out, and what is answered here: that actions are refused.
    pub(super) fn withhold(self, frames: Vec<ClientFrame>) -> (Vec<ClientFrame>, Vec<GatewayFrame>) {
        let refuses = self.breakage.get_untracked().refuses;
        let (refused, passed): (Vec<_>, Vec<_>) = frames
            .into_iter()
            .partition(|it| refuses && matches!(it, ClientFrame::Mut(_)));
        (passed, refused.into_iter().filter_map(refusal).collect())
    }

    /// What of these frames goes out over a socket. Refused actions are answered here, in the next moment.
    pub(super) fn leave(self, frames: Vec<ClientFrame>) -> Vec<ClientFrame> {
        if self.breakage.get_untracked().is_frozen {
            return Vec::new();
        }
        let (passed, nacks) = self.withhold(frames);
        if !nacks.is_empty() {
            spawn_local(async move {
                timer::sleep(Duration::ZERO).await;
                if !self.driver.is_disposed() {
                    self.hear(SocketEvent::Message(nacks, 0));
                }
            });
        }
        passed
    }
}

fn refusal(frame: ClientFrame) -> Option<GatewayFrame> {
    let ClientFrame::Mut(asked) = frame else {
        return None;
    };
    let nack = Nack {
        id: asked.id,
        code: NackCode::Forbidden,
        msg: "Refused on purpose, from the diagnostics page".to_owned(),
        retry: None,
        row: None,
    };
    Some(nack.into())
}

//! Faults on purpose, between the socket and the engine: to see how the app gets over them, and for the tests of that.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{ClientFrame, Nack, NackCode};
use wasm_bindgen_futures::spawn_local;

use super::Link;
use crate::platform::{random, socket::SocketEvent, timer};

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

    /// What of these frames goes out. Refused actions are answered here, in the next moment.
    pub(super) fn leave(self, frames: Vec<ClientFrame>) -> Vec<ClientFrame> {
        let Breakage {
            is_frozen, refuses, ..
        } = self.breakage.get_untracked();
        if is_frozen {
            return Vec::new();
        }
        let (refused, passed): (Vec<_>, Vec<_>) = frames
            .into_iter()
            .partition(|it| refuses && matches!(it, ClientFrame::Mut(_)));
        let nacks: Vec<_> = refused.into_iter().filter_map(refusal).collect();
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

fn refusal(frame: ClientFrame) -> Option<protocol::GatewayFrame> {
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

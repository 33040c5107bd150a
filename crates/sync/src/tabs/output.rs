//! What a tab wants of its caller.

use std::time::Duration;

use protocol::{ClientFrame, CloseCode, DeviceId, GatewayFrame, MutationId};

use super::word::Word;

/// Something for the caller to do.
#[derive(Clone, Debug, PartialEq)]
pub enum TabOutput {
    /// Say this to one tab, or to all.
    Say(Option<DeviceId>, Word),
    /// Ask for the lead for that connection, after a while, and tell when it is granted. By force, it is taken from who
    /// has it.
    AskForLead(u64, Duration, bool),
    /// The lead that was granted last is that connection's: open its socket.
    OpenSocket(u64),
    /// Send this over the socket.
    Send(Vec<ClientFrame>),
    /// Let go of the socket, of its lead, and of what was asked for: none of it is heard any more.
    LetGo,
    /// Let go of a lead that was granted and that no connection has taken.
    ReleaseLead,
    /// Tell when that tab is gone.
    Mourn(DeviceId),
    /// That tab is not spoken to any more.
    Forget(DeviceId),
    /// For the engine: the way to the gateway is open.
    Opened,
    /// For the engine: the gateway said this, in so many bytes.
    Message(Vec<GatewayFrame>, usize),
    /// The way to the gateway is closed: [`super::Tab::handle_closed`], then the engine's.
    Closed(CloseCode),
    /// The same, and it was the tab's fault, not the gateway's: as if the network had just come, if there is one.
    Reconnect,
    /// For the engine: the network is there, if there is one.
    Online,
    /// For the engine: another tab gave this action up.
    GivenUp(MutationId),
    /// For the engine: another tab holds this action, or lets it go.
    Held(MutationId, bool),
}

//! What tabs say to each other, as text: one line that says who and what, then the frames.

use protocol::{ClientFrame, CloseCode, Codec, DeviceId, Encoding, GatewayFrame, MutationId};

/// Something a tab says to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Which tab speaks; every tab is a device of its own.
    pub from: DeviceId,
    /// Which connection of the tab that follows it is about; 0 where it is about none.
    pub conn: u64,
    /// What it says.
    pub say: Say,
}

/// What a tab says.
#[derive(Clone, Debug, PartialEq)]
pub enum Say {
    /// To all: I lead from now on.
    Leads,
    /// To all: the gateway has welcomed me.
    Through,
    /// To all: who leads, let me through to the gateway.
    Knock,
    /// To the follower: there is a way to the gateway.
    Open,
    /// To the leader: the gateway shall hear this.
    Up(Vec<ClientFrame>),
    /// To the follower: the gateway said this.
    Down(Vec<GatewayFrame>),
    /// To the follower: the way to the gateway is closed.
    Closed(CloseCode),
    /// To all, or to who may just have been loaded: these actions are given up, whoever has read them from the disk.
    GivenUp(Vec<MutationId>),
    /// To all, or to who knocks: somebody changes this action here, or (`false`) is done with it.
    Holds(MutationId, bool),
    /// To all: does anybody lead?
    Ask,
    /// To who asked: I do.
    Here,
}

impl Word {
    /// As text; `None` where a frame cannot be written.
    pub fn write(&self) -> Option<String> {
        let (kind, rest) = match &self.say {
            Say::Leads => ("leads", String::new()),
            Say::Through => ("through", String::new()),
            Say::Knock => ("knock", String::new()),
            Say::Open => ("open", String::new()),
            Say::Ask => ("ask", String::new()),
            Say::Here => ("here", String::new()),
            Say::GivenUp(ids) => (
                "gone",
                ids.iter().map(MutationId::as_str).collect::<Vec<_>>().join(" "),
            ),
            Say::Holds(id, true) => ("holds", id.to_string()),
            Say::Holds(id, false) => ("frees", id.to_string()),
            Say::Closed(code) => ("closed", code.as_u16().to_string()),
            Say::Up(frames) => ("up", serde_json::to_string(frames).ok()?),
            Say::Down(frames) => ("down", serde_json::to_string(frames).ok()?),
        };
        Some(format!("{kind} {} {}\n{rest}", self.from, self.conn))
    }

    /// From text; `None` for what is no word, of another version of the app perhaps.
    pub fn read(text: &str) -> Option<Self> {
        let (head, rest) = text.split_once('\n')?;
        let mut head = head.split(' ');
        let (kind, from, conn) = (head.next()?, head.next()?, head.next()?);
        let say = match kind {
            "leads" => Say::Leads,
            "through" => Say::Through,
            "knock" => Say::Knock,
            "open" => Say::Open,
            "ask" => Say::Ask,
            "here" => Say::Here,
            "gone" if !rest.is_empty() => Say::GivenUp(rest.split(' ').map(MutationId::from).collect()),
            "holds" | "frees" if !rest.is_empty() => Say::Holds(rest.into(), kind == "holds"),
            "closed" => Say::Closed(rest.parse::<u16>().ok()?.into()),
            "up" => Say::Up(Codec::decode(Encoding::Json, rest.as_bytes()).ok()?),
            "down" => Say::Down(Codec::decode(Encoding::Json, rest.as_bytes()).ok()?),
            _ => return None,
        };
        Some(Self {
            from: from.into(),
            conn: conn.parse().ok()?,
            say,
        })
    }
}

//! The other end of a socket: says frames, hears frames.

use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::{SinkExt as _, StreamExt as _};
use protocol::{ClientFrame, Codec, Encoding, Entity, GatewayFrame, Hello, Sub, SubId, Topic};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{WebSocketStream, tungstenite::protocol::Message};

use crate::gateway::PATIENCE;

/// One end of an open socket.
pub struct Client {
    stream: WebSocketStream<TcpStream>,
    encoding: Encoding,
}

impl Client {
    pub fn new(stream: WebSocketStream<TcpStream>, encoding: Encoding) -> Self {
        Self { stream, encoding }
    }

    pub async fn say(&mut self, frames: &[ClientFrame]) {
        let bytes = Codec::encode(self.encoding, frames).unwrap();
        self.send(match self.encoding {
            Encoding::Json => Message::text(String::from_utf8(bytes).unwrap()),
            Encoding::MessagePack => Message::binary(bytes),
        })
        .await;
    }

    pub async fn send(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    /// Says hello and follows these topics, numbered from 1.
    pub async fn hello(&mut self, topics: &[Topic]) {
        let subs = topics
            .iter()
            .zip(1..)
            .map(|(topic, s)| Sub {
                s: SubId(s),
                topic: topic.to_string(),
                at: None,
                sum: None,
                hz: None,
            })
            .collect();
        self.say(&[hello(None, subs).into()]).await;
    }

    /// The next message; `Err`: the close code.
    pub async fn hear(&mut self) -> Result<Vec<GatewayFrame>, u16> {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("a message");
            match message {
                Some(Ok(Message::Text(text))) => {
                    return Ok(Codec::decode(self.encoding, text.as_bytes()).unwrap());
                }
                Some(Ok(Message::Binary(bytes))) => return Ok(Codec::decode(self.encoding, &bytes).unwrap()),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(1005, |it| it.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    /// Frames until one for which `is_it` holds, with it.
    pub async fn until(&mut self, is_it: impl Fn(&GatewayFrame) -> bool) -> Vec<GatewayFrame> {
        let mut frames = Vec::new();
        loop {
            for frame in self.hear().await.expect("an open socket") {
                let found = is_it(&frame);
                frames.push(frame);
                if found {
                    return frames;
                }
            }
        }
    }

    /// The close code, after whatever is said before.
    pub async fn end(&mut self) -> u16 {
        loop {
            if let Err(code) = self.hear().await {
                return code;
            }
        }
    }
}

pub fn hello(token: Option<String>, subs: Vec<Sub>) -> Hello {
    Hello {
        v: 1,
        build: "test".to_owned(),
        device: format!("d-{}", another()).into(),
        conn: 1,
        token,
        can: vec![protocol::ALIKE.to_owned()],
        subs,
    }
}

/// The end of a snapshot.
pub fn is_last_part(frame: &GatewayFrame) -> bool {
    matches!(frame, GatewayFrame::Snap(it) if it.part == it.parts)
}

/// The rows of all snapshots among the frames.
pub fn snapshot<E: Entity>(frames: &[GatewayFrame]) -> Vec<E> {
    frames
        .iter()
        .filter_map(|it| match it {
            GatewayFrame::Snap(snap) => Some(&snap.rows),
            _ => None,
        })
        .flatten()
        .filter_map(|(_, row)| row.decode().ok())
        .collect()
}

/// Another number each time.
fn another() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

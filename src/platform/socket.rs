//! One WebSocket: bytes in, bytes out, gone when dropped.

use std::{cell::RefCell, rc::Rc};

use futures::{
    SinkExt, StreamExt,
    future::{AbortHandle, abortable},
    stream::SplitSink,
};
use gloo_net::websocket::{Message, WebSocketError, futures::WebSocket};
use protocol::{
    ClientFrame, CloseCode, Codec, Encoding, GatewayFrame, SUBPROTOCOL_JSON, SUBPROTOCOL_MSGPACK,
};
use wasm_bindgen_futures::spawn_local;

/// What happens on a socket.
#[derive(Debug)]
pub enum SocketEvent {
    /// It is open; frames may be sent.
    Opened,
    /// A message, and how many bytes it had.
    Message(Vec<GatewayFrame>, usize),
    /// Bytes that are no message, with the reason.
    Malformed(String),
    /// It is closed; nothing follows.
    Closed(CloseCode),
}

/// One WebSocket. Dropping it abandons the connection at once: no more events, and no waiting for the other side's close
/// frame, which a dead connection never sends.
pub struct Socket {
    outgoing: Rc<RefCell<Option<Outgoing>>>,
    task: AbortHandle,
}

impl Socket {
    /// Begins to connect to a path of this page's host; what happens is told to `hear`.
    pub fn open(path: &str, hear: impl Fn(SocketEvent) + 'static) -> Self {
        let outgoing = Rc::new(RefCell::new(None));
        let (task, abort) = abortable(run(address(path), Rc::clone(&outgoing), hear));
        spawn_local(async {
            // The only error is that the socket was abandoned.
            let _ = task.await;
        });
        Self {
            outgoing,
            task: abort,
        }
    }

    /// Sends one message; gives its size in bytes. A socket that is not open drops it (0 bytes): the engine sends what
    /// matters again after it reconnects.
    pub fn send(&self, frames: &[ClientFrame]) -> usize {
        self.outgoing.borrow().as_ref().map_or(0, |it| it.send(frames))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The way out of an open socket.
struct Outgoing {
    encoding: Encoding,
    messages: futures::channel::mpsc::UnboundedSender<Message>,
}

impl Outgoing {
    fn send(&self, frames: &[ClientFrame]) -> usize {
        let Ok(bytes) = Codec::encode(self.encoding, frames) else {
            return 0;
        };
        let n_bytes = bytes.len();
        let message = match self.encoding {
            Encoding::MessagePack => Message::Bytes(bytes),
            Encoding::Json => Message::Text(String::from_utf8_lossy(&bytes).into_owned()),
        };
        // Fails only after the task has ended, which has been told as `Closed`.
        let _ = self.messages.unbounded_send(message);
        n_bytes
    }
}

/// The whole life of one socket.
async fn run(url: String, outgoing: Rc<RefCell<Option<Outgoing>>>, hear: impl Fn(SocketEvent)) {
    let Ok(socket) = WebSocket::open_with_protocols(&url, &[SUBPROTOCOL_MSGPACK, SUBPROTOCOL_JSON]) else {
        return hear(SocketEvent::Closed(CloseCode::Other(NO_CLOSE_FRAME)));
    };
    let mut socket = socket;
    // Ready means: no longer connecting. A failed socket is ready too and tells of its end as it is read.
    let ready = futures::future::poll_fn(|cx| socket.poll_ready_unpin(cx)).await;
    let encoding = Encoding::from_subprotocol(&socket.protocol());
    let (mut sink, mut stream) = socket.split();
    let (messages, mut queue) = futures::channel::mpsc::unbounded();
    if let (Ok(()), Some(encoding)) = (ready, encoding) {
        *outgoing.borrow_mut() = Some(Outgoing { encoding, messages });
        hear(SocketEvent::Opened);
    }
    let encoding = encoding.unwrap_or(Encoding::Json);
    let write = async {
        while let Some(message) = queue.next().await {
            if send(&mut sink, message).await.is_err() {
                break;
            }
        }
        futures::future::pending::<()>().await;
    };
    let read = async {
        while let Some(message) = stream.next().await {
            match message {
                Ok(message) => hear(read(encoding, &message)),
                Err(error) => return close_code(&error),
            }
        }
        CloseCode::Other(NO_CLOSE_FRAME)
    };
    futures::pin_mut!(write, read);
    if let futures::future::Either::Left((code, _)) = futures::future::select(read, write).await {
        outgoing.borrow_mut().take();
        hear(SocketEvent::Closed(code));
    }
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, message: Message) -> Result<(), WebSocketError> {
    sink.send(message).await
}

fn read(encoding: Encoding, message: &Message) -> SocketEvent {
    let bytes = match message {
        Message::Bytes(bytes) => bytes.as_slice(),
        Message::Text(text) => text.as_bytes(),
    };
    match Codec::decode(encoding, bytes) {
        Ok(frames) => SocketEvent::Message(frames, bytes.len()),
        Err(error) => SocketEvent::Malformed(error.to_string()),
    }
}

fn close_code(error: &WebSocketError) -> CloseCode {
    match error {
        WebSocketError::ConnectionClose(event) => CloseCode::from(event.code),
        _ => CloseCode::Other(NO_CLOSE_FRAME),
    }
}

/// `wss://host/path` for a page from `https://host`.
fn address(path: &str) -> String {
    super::page::origin().replacen("http", "ws", 1) + path
}

/// What browsers report when a connection ended without a close frame.
const NO_CLOSE_FRAME: u16 = 1006;

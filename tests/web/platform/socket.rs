//! One WebSocket: against a server that has none, and against one made up here.

use std::{cell::RefCell, rc::Rc, time::Duration};

use js_sys::{Array, Function, Object, Proxy, Reflect, Uint8Array};
use livedeck::platform::{
    socket::{Socket, SocketEvent},
    timer::sleep,
};
use protocol::{ClientFrame, Codec, Encoding, GatewayFrame, Ping, SUBPROTOCOL_JSON, SUBPROTOCOL_MSGPACK};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{EventTarget, Response};

use crate::stage::{Substitute, construct, global, object, send, settled, until};

#[wasm_bindgen_test]
async fn a_refused_connection_ends_with_one_close() {
    let (told, socket) = connect();

    until("it is closed", || !told.borrow().is_empty()).await;
    sleep(Duration::from_millis(50)).await;

    assert_eq!(*told.borrow(), ["closed Other(1006)"]);
    assert_eq!(socket.send(&[ping(1)]), 0, "nothing is sent into a closed socket");
}

#[wasm_bindgen_test]
async fn a_dropped_socket_is_silent() {
    let (told, socket) = connect();

    drop(socket);
    sleep(Duration::from_millis(150)).await;

    assert!(told.borrow().is_empty(), "{:?}", told.borrow());
}

#[wasm_bindgen_test]
async fn frames_go_both_ways_in_the_encoding_the_server_chose() {
    for (protocol, encoding) in [
        (SUBPROTOCOL_MSGPACK, Encoding::MessagePack),
        (SUBPROTOCOL_JSON, Encoding::Json),
    ] {
        let server = Server::new();
        let (told, socket) = connect();
        let too_early = socket.send(&[ping(1)]);

        server.open(protocol).await;
        let n_bytes = socket.send(&[ping(2)]);
        server
            .say(encoding, &Codec::encode(encoding, &[answer()]).unwrap())
            .await;

        let sent = server.sent().await;
        assert_eq!((too_early, n_bytes), (0, sent[0].len()));
        assert_eq!(
            Codec::decode::<ClientFrame>(encoding, &sent[0]).unwrap(),
            [ping(2)]
        );
        assert_eq!(told.borrow()[0], "opened");
        assert!(
            told.borrow()[1].starts_with("message [Ping"),
            "{:?}",
            told.borrow()
        );
        assert_eq!(server.offered(), [SUBPROTOCOL_MSGPACK, SUBPROTOCOL_JSON]);
    }
}

#[wasm_bindgen_test]
async fn garbage_is_told_and_ends_nothing() {
    let server = Server::new();
    let (told, _socket) = connect();
    server.open(SUBPROTOCOL_JSON).await;

    server.say(Encoding::Json, b"<html>").await;
    server.say(Encoding::MessagePack, &[0xff, 0x00, 0xc1]).await;
    server
        .say(
            Encoding::Json,
            &Codec::encode(Encoding::Json, &[answer()]).unwrap(),
        )
        .await;

    let told = told.borrow();
    let kinds: Vec<_> = told.iter().map(|it| it.split(' ').next().unwrap()).collect();
    assert_eq!(kinds, ["opened", "malformed", "malformed", "message"]);
}

#[wasm_bindgen_test]
async fn the_servers_reason_to_close_is_told_once() {
    let server = Server::new();
    let (told, socket) = connect();
    server.open(SUBPROTOCOL_MSGPACK).await;

    server.close(4401).await;

    assert_eq!(*told.borrow(), ["opened", "closed Unauthorized"]);
    assert_eq!(socket.send(&[ping(1)]), 0);
}

/// A server that speaks another protocol is no gateway.
#[wasm_bindgen_test]
async fn a_server_that_chose_no_protocol_is_never_open() {
    let server = Server::new();
    let (told, socket) = connect();

    server.open("").await;

    assert!(told.borrow().is_empty(), "{:?}", told.borrow());
    assert_eq!(socket.send(&[ping(1)]), 0);
}

#[wasm_bindgen_test]
async fn what_a_server_says_after_the_drop_is_not_told() {
    let server = Server::new();
    let (told, socket) = connect();
    server.open(SUBPROTOCOL_JSON).await;

    drop(socket);
    settled().await;
    server.say(Encoding::Json, b"<html>").await;
    server.close(1000).await;

    assert_eq!(*told.borrow(), ["opened"]);
    assert!(server.was_closed(), "the browser must not keep the connection");
}

/// Connects to a path nothing answers; what is told is written down.
fn connect() -> (Rc<RefCell<Vec<String>>>, Socket) {
    let told = Rc::new(RefCell::new(Vec::new()));
    let record = Rc::clone(&told);
    let socket = Socket::open("/no-such-socket", move |event| {
        record.borrow_mut().push(match event {
            SocketEvent::Opened => "opened".to_owned(),
            SocketEvent::Message(frames, bytes) => format!("message {frames:?} {bytes}"),
            SocketEvent::Malformed(why) => format!("malformed {why}"),
            SocketEvent::Closed(code) => format!("closed {code:?}"),
        });
    });
    (told, socket)
}

fn ping(c: u64) -> ClientFrame {
    Ping { c }.into()
}

fn answer() -> GatewayFrame {
    Ping { c: 3 }.into()
}

/// The other end of every WebSocket that is opened, until dropped.
struct Server {
    socket: EventTarget,
    offered: Rc<RefCell<Vec<String>>>,
    sent: Rc<RefCell<Vec<JsValue>>>,
    closed: Rc<RefCell<bool>>,
    _substitute: Substitute,
}

impl Server {
    fn new() -> Self {
        let socket: EventTarget = construct("EventTarget", &Array::new()).unchecked_into();
        let (offered, sent, closed) = (Rc::default(), Rc::default(), Rc::default());
        let record = Rc::<RefCell<Vec<JsValue>>>::clone(&sent);
        let send = Closure::<dyn FnMut(JsValue)>::new(move |data| record.borrow_mut().push(data));
        let record = Rc::<RefCell<bool>>::clone(&closed);
        let close = Closure::<dyn FnMut()>::new(move || *record.borrow_mut() = true);
        for (name, value) in [
            ("readyState", JsValue::from(0)),
            ("protocol", "".into()),
            ("send", send.into_js_value()),
            ("close", close.into_js_value()),
        ] {
            Reflect::set(&socket, &name.into(), &value).unwrap();
        }
        // Not a class of its own: only a proxy makes one of closures.
        let (record, made) = (Rc::<RefCell<Vec<String>>>::clone(&offered), socket.clone());
        let construct =
            Closure::<dyn FnMut(JsValue, Array) -> Object>::new(move |_class: JsValue, arguments: Array| {
                let protocols: Array = arguments.get(1).unchecked_into();
                *record.borrow_mut() = protocols.iter().filter_map(|it| it.as_string()).collect();
                made.clone().unchecked_into()
            });
        let class: Function = global("WebSocket").unchecked_into();
        let proxy = Proxy::new(&class, &object(&[("construct", construct.into_js_value())]));
        Self {
            socket,
            offered,
            sent,
            closed,
            _substitute: Substitute::new("WebSocket", &proxy),
        }
    }

    async fn open(&self, protocol: &str) {
        self.become_state(1);
        Reflect::set(&self.socket, &"protocol".into(), &protocol.into()).unwrap();
        send(&self.socket, "Event", "open", &[]);
        settled().await;
    }

    /// Says bytes, as text if that is what the encoding is sent as.
    async fn say(&self, encoding: Encoding, bytes: &[u8]) {
        let data = match encoding {
            Encoding::Json => String::from_utf8_lossy(bytes).into_owned().into(),
            Encoding::MessagePack => Uint8Array::from(bytes).buffer().into(),
        };
        send(&self.socket, "MessageEvent", "message", &[("data", data)]);
        settled().await;
    }

    async fn close(&self, code: u16) {
        self.become_state(3);
        send(&self.socket, "CloseEvent", "close", &[("code", code.into())]);
        settled().await;
    }

    fn become_state(&self, state: u16) {
        Reflect::set(&self.socket, &"readyState".into(), &state.into()).unwrap();
    }

    fn offered(&self) -> Vec<String> {
        self.offered.borrow().clone()
    }

    fn was_closed(&self) -> bool {
        *self.closed.borrow()
    }

    /// The bytes of every message that was sent.
    async fn sent(&self) -> Vec<Vec<u8>> {
        let messages = self.sent.borrow().clone();
        let mut sent = Vec::new();
        for message in messages {
            // An answer reads texts, blobs and buffers alike.
            let answer: Response = construct("Response", &Array::of1(&message)).unchecked_into();
            let buffer = JsFuture::from(answer.array_buffer().unwrap()).await.unwrap();
            sent.push(Uint8Array::new(&buffer).to_vec());
        }
        sent
    }
}

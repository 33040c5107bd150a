//! One WebSocket: bytes in, bytes out. What they mean is the hub's business.

use std::sync::Arc;

use axum::{
    extract::{
        State,
        ws::{
            CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection,
        },
    },
    http::{HeaderMap, HeaderValue, StatusCode, header::SEC_WEBSOCKET_PROTOCOL},
    response::Response,
};
use futures_util::{
    SinkExt as _, StreamExt as _,
    stream::{SplitSink, SplitStream},
};
use protocol::{Codec, Encoding, SUBPROTOCOL_JSON, SUBPROTOCOL_MSGPACK};
use tokio_tungstenite::tungstenite;

use super::{ApiError, Gateway, browser::PageOrigin};
use crate::{
    accounts::Session,
    conductor::{Line, LineEnd, Outgoing},
    config::{FRAME_BYTES_MAX, SOCKET_CLOSE_TIMEOUT},
    metrics::Metrics,
};

/// The encoding of the first subprotocol that is known, in the client's order: axum's own list is in that of the alphabet.
fn first_known(headers: &HeaderMap) -> Option<Encoding> {
    let lines = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter();
    let mut offered = lines
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(','));
    offered.find_map(|it| Encoding::from_subprotocol(it.trim()))
}

/// `GET /api/v1/socket`
pub async fn upgrade(
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    // Before anything else: another site's page gets no socket, cookie or not.
    let page = PageOrigin::of(&headers, &gateway.config.origins);
    if page == PageOrigin::Foreign {
        gateway.metrics.foreign_origins.increment();
        return Err(ApiError::forbidden("This page may not connect here."));
    }
    let mut upgrade = upgrade.map_err(|_| {
        ApiError::new(
            StatusCode::UPGRADE_REQUIRED,
            "upgrade",
            "This address speaks WebSocket, version 13.",
        )
    })?;
    let encoding = first_known(&headers).ok_or_else(|| {
        ApiError::malformed(format!(
            "Offer one of the subprotocols {SUBPROTOCOL_JSON} and {SUBPROTOCOL_MSGPACK}."
        ))
    })?;
    // A cookie counts only together with an origin: every browser sends one. A program may show its token here.
    let session = match page {
        PageOrigin::Ours(_) => gateway.session(&headers).await?,
        PageOrigin::None => gateway.session_of_token(&headers).await?,
        PageOrigin::Foreign => None,
    };
    upgrade.set_selected_protocol(HeaderValue::from_static(encoding.subprotocol()));
    let response = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
        .on_upgrade(move |socket| async move { converse(&gateway, socket, session, encoding).await });
    Ok(response)
}

/// The whole life of one socket.
async fn converse(gateway: &Gateway, socket: WebSocket, session: Option<Session>, encoding: Encoding) {
    gateway.metrics.sockets.increment();
    // `None`: the gateway stops. Dropping the socket is all that is left to do.
    let Some((line, end)) = gateway.conductor.open(session.as_ref(), encoding).await else {
        return;
    };
    let conn = line.conn();
    let (sink, mut stream) = socket.split();
    let writer = write(sink, end, encoding);
    tokio::pin!(writer);
    let ending = tokio::select! {
        ending = read(&mut stream, &line, encoding, &gateway.metrics) => ending,
        () = &mut writer => Ending::HungUp,
    };
    let goodbye = async {
        if ending == Ending::Muted {
            writer.await;
        }
        // The other side's close frame, so that it sees a clean end.
        while let Some(Ok(_)) = stream.next().await {}
    };
    if ending != Ending::Gone {
        let _ = tokio::time::timeout(SOCKET_CLOSE_TIMEOUT, goodbye).await;
    }
    line.close().await;
    tracing::debug!(conn = conn.0, "socket closed");
}

/// How a conversation ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ending {
    /// The other side is gone.
    Gone,
    /// Nothing more is read; the hub knows why and is about to say goodbye.
    Muted,
    /// The hub has said goodbye.
    HungUp,
}

/// Reads until the conversation ends.
async fn read(
    stream: &mut SplitStream<WebSocket>,
    line: &Line,
    encoding: Encoding,
    metrics: &Metrics,
) -> Ending {
    while let Some(message) = stream.next().await {
        let bytes = match (message, encoding) {
            (Ok(Message::Text(text)), Encoding::Json) => bytes::Bytes::from(text),
            (Ok(Message::Binary(bytes)), Encoding::MessagePack) => bytes,
            (Ok(Message::Text(_) | Message::Binary(_)), _) => {
                line.malformed("text and binary are mixed up".to_owned()).await;
                return Ending::Muted;
            }
            // The library answers them.
            (Ok(Message::Ping(_) | Message::Pong(_)), _) => continue,
            (Err(error), _) if is_too_large(&error) => {
                line.too_large().await;
                return Ending::Muted;
            }
            (Ok(Message::Close(_)) | Err(_), _) => return Ending::Gone,
        };
        metrics.messages_in.increment();
        metrics.bytes_in.add(bytes.len() as u64);
        match Codec::decode(encoding, &bytes) {
            Ok(frames) => line.message(frames).await,
            Err(why) => {
                line.malformed(why.0).await;
                return Ending::Muted;
            }
        }
    }
    Ending::Gone
}

/// Writes what the hub says until it hangs up. A client that does not read stops this task and nobody else.
async fn write(mut sink: SplitSink<WebSocket, Message>, mut end: LineEnd, encoding: Encoding) {
    let hung_up = end.hung_up();
    let talk = async {
        while let Some(outgoing) = end.next().await {
            let (message, size) = match outgoing {
                Outgoing::Message(bytes) => {
                    let size = bytes.len();
                    (encode(bytes, encoding), size)
                }
                Outgoing::Close(code, why) => {
                    let frame = CloseFrame {
                        code: code.as_u16(),
                        reason: Utf8Bytes::from_static(why),
                    };
                    let _ = sink.send(Message::Close(Some(frame))).await;
                    return;
                }
            };
            // An error means that the other side is gone, which the reader sees too.
            if sink.feed(message).await.is_err() || (end.is_drained(size) && sink.flush().await.is_err()) {
                return;
            }
            end.written(size).await;
        }
    };
    // A client that was told to go but does not even read that is dropped.
    let patience = async {
        hung_up.notified().await;
        tokio::time::sleep(SOCKET_CLOSE_TIMEOUT).await;
    };
    tokio::select! {
        () = talk => {}
        () = patience => {}
    }
}

fn encode(bytes: bytes::Bytes, encoding: Encoding) -> Message {
    match encoding {
        // What the codec wrote is UTF-8. Should it ever not be, the client sees a binary message and says so.
        Encoding::Json => Utf8Bytes::try_from(bytes.clone()).map_or(Message::Binary(bytes), Message::Text),
        Encoding::MessagePack => Message::Binary(bytes),
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    std::error::Error::source(error)
        .and_then(|it| it.downcast_ref::<tungstenite::Error>())
        .is_some_and(|it| matches!(it, tungstenite::Error::Capacity(_)))
}

/// Bytes read at once; the library's 128 KiB per socket are for few and fast ones.
const READ_BUFFER: usize = 8 * 1024;
/// Bytes collected before they are handed to the system.
const WRITE_BUFFER: usize = 16 * 1024;
/// One message and what was collected before it. The hub keeps the rest waiting.
const WRITE_BUFFER_MAX: usize = 2 * 1024 * 1024;

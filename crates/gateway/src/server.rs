//! The listener: accepts connections, bounds what each may cost, and ends them in order.

use std::{io, net::SocketAddr, time::Duration};

use axum::Router;
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tower::ServiceExt as _;

use crate::{
    config::{HEADER_BYTES_MAX, HEADER_TIMEOUT, LISTEN_BACKLOG, STOP_TIMEOUT},
    http::Peer,
};

/// An open port.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stopping: watch::Sender<bool>,
    accepting: JoinHandle<()>,
}

/// The port cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Somebody else has it.
    #[error(
        "port {} of {} is taken: stop what runs there, or choose another with --port {}",
        .0.port(), .0.ip(), .0.port().wrapping_add(1).max(1024)
    )]
    Taken(SocketAddr),
    /// Not for everybody.
    #[error("port {} needs rights that this user does not have: choose one from 1024 up with --port", .0.port())]
    Forbidden(SocketAddr),
    /// The system's own words.
    #[error("cannot listen on {0}: {1}")]
    Other(SocketAddr, io::Error),
}

/// Opens the port, so that a taken one is known before anything else is done.
///
/// # Errors
///
/// When it cannot be opened.
pub fn listen(address: SocketAddr) -> Result<TcpListener, ListenError> {
    let open = || {
        let socket = if address.is_ipv4() {
            TcpSocket::new_v4()?
        } else {
            TcpSocket::new_v6()?
        };
        // A restart must not wait for the connections of the last run to be forgotten. On Windows the same option
        // would share a taken port.
        #[cfg(not(windows))]
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(LISTEN_BACKLOG)
    };
    open().map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => ListenError::Taken(address),
        io::ErrorKind::PermissionDenied => ListenError::Forbidden(address),
        _ => ListenError::Other(address, error),
    })
}

impl Server {
    /// Answers on an open port from now on.
    ///
    /// # Errors
    ///
    /// When the port is not open any more.
    pub fn start(listener: TcpListener, router: Router) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stopping, stop) = watch::channel(false);
        let accepting = tokio::spawn(accept(listener, router, stop));
        Ok(Self {
            address,
            stopping,
            accepting,
        })
    }

    /// Where it listens; the port is the real one.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Accepts nobody any more and lets requests under way end, within a bound.
    pub async fn stop(self) {
        let _ = self.stopping.send(true);
        // The task ends by itself; a panic in it has been logged.
        let _ = self.accepting.await;
    }
}

async fn accept(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(serve(stream, peer, router.clone(), stop.clone()));
                }
                Err(error) => {
                    // Out of file descriptors, most likely: accepting at once again would only burn a core.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
            _ = stop.changed() => break,
        }
    }
    drop(listener);
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(STOP_TIMEOUT, all).await;
}

async fn serve(stream: TcpStream, peer: SocketAddr, router: Router, mut stop: watch::Receiver<bool>) {
    // Deltas are small and must leave at once. Failing to say so makes them late, not wrong.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer.ip()));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEADER_BYTES_MAX)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    // Errors are the other side's: it went away, or was too slow.
    tokio::select! {
        _ = &mut connection => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

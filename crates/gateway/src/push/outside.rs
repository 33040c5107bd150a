//! Where names lead: to the public Internet, or nowhere. A name that anybody may have registered must not open a door of
//! the gateway's own network.
//!
//! Names are looked up here and connected to as looked up: a name that leads elsewhere a moment later gains nothing.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

/// Looks names up, and keeps what is outside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outside;

/// The name leads into the gateway's own network.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the name leads to an address that is not on the public Internet")]
pub(super) struct NotOutside;

impl Service<Name> for Outside {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            outside(found.collect()).map(Vec::into_iter)
        })
    }
}

/// The addresses, unless one of them is not outside: who answers with both wants the other to be tried.
fn outside(found: Vec<SocketAddr>) -> io::Result<Vec<SocketAddr>> {
    if found.iter().all(|it| is_outside(it.ip())) {
        Ok(found)
    } else {
        Err(io::Error::new(io::ErrorKind::PermissionDenied, NotOutside))
    }
}

/// Whether a failure, or what caused it, is that a name led inside.
pub(super) fn is_not_outside(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(it) = cause {
        let wrapped = it.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if it.is::<NotOutside>() || wrapped.is_some_and(|it| it.is::<NotOutside>()) {
            return true;
        }
        cause = it.source();
    }
    false
}

/// Whether an address is one of the public Internet.
pub(super) fn is_outside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => is_outside_v4(it),
        IpAddr::V6(it) => is_outside_v6(it),
    }
}

fn is_outside_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        // This network; shared by a provider's customers; for protocols; for benchmarks; reserved, and everybody.
        || a == 0
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240;
    !is_special
}

fn is_outside_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // The older Internet, as networks that have only the newer one write it.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_outside_v4(v4(high, low)),
        // Tunnels into the older one and what is for protocols; documentation.
        [0x2001, b, ..] => b > 0x01ff && b != 0x0db8,
        [0x2002, ..] => false,
        [0x3fff, b, ..] => b > 0x0fff,
        [a, ..] => (0x2000..0x4000).contains(&a),
    }
}

fn v4(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wp3_a_name_that_leads_inside_leads_nowhere() {
        for address in [
            "142.250.74.10",
            "17.57.12.1",
            "34.107.152.202",
            "2a00:1450:4001:80e::200a",
            "2606:4700::6810:1",
            "64:ff9b::8efa:4a0a",
        ] {
            assert!(is_outside(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.5",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:142.250.74.10",
            "64:ff9b::a00:1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!is_outside(address.parse().unwrap()), "{address}");
        }
        let mixed = ["142.250.74.10:443", "10.0.0.1:443"].map(|it| it.parse().unwrap());
        assert!(is_not_outside(&outside(mixed.to_vec()).unwrap_err()));
        assert!(outside(vec![mixed[0]]).is_ok());
    }

    #[tokio::test]
    async fn wp3_no_connection_is_made_to_a_name_that_leads_inside() {
        use bytes::Bytes;
        use http_body_util::Empty;
        use hyper_util::{
            client::legacy::{Client, connect::HttpConnector},
            rt::TokioExecutor,
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let client: Client<_, Empty<Bytes>> =
            Client::builder(TokioExecutor::new()).build(HttpConnector::new_with_resolver(Outside));

        let why = client
            .get(format!("http://localhost:{port}/").parse().unwrap())
            .await
            .unwrap_err();

        assert!(is_not_outside(&why), "{why:?}");
    }
}

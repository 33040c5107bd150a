//! What a browser says about itself: where its page came from, and which session its cookie stands for.

use axum::http::{HeaderMap, header};

use crate::{
    accounts::SecretHash,
    config::{Origin, SESSION_LIFE, is_loopback},
};

/// Whether a request came from one of our own pages.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PageOrigin {
    /// No page at all: a program.
    None,
    /// This host's page, or one that the configuration allows.
    Ours(Origin),
    /// Somebody else's page.
    Foreign,
}

impl PageOrigin {
    /// Reads the `Origin` header. Exact comparison only: prefixes and suffixes are how allow-lists fail.
    pub fn of(headers: &HeaderMap, allowed: &[Origin]) -> Self {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let Some(first) = origins.next() else {
            return Self::None;
        };
        let Some(origin) = first.to_str().ok().and_then(|it| it.parse::<Origin>().ok()) else {
            return Self::Foreign;
        };
        let is_ours = host(headers) == Some(origin.authority()) || allowed.contains(&origin);
        if is_ours && origins.next().is_none() {
            Self::Ours(origin)
        } else {
            Self::Foreign
        }
    }
}

/// The host the request was sent to.
pub fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// How the session's cookie travels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cookie {
    /// `__Host-livedeck`, `Secure`: everywhere but on this very machine.
    Host,
    /// `livedeck` without `Secure`: a page on `http://localhost`, where nothing leaves the machine and some browsers
    /// refuse secure cookies.
    Loopback,
}

impl Cookie {
    /// Both.
    pub const KINDS: [Self; 2] = [Self::Host, Self::Loopback];

    /// The cookie that a page gets. `None`: the page came without TLS from another machine, and no browser would
    /// keep a secure cookie.
    pub fn for_page(page: &PageOrigin) -> Option<Self> {
        match page {
            PageOrigin::Ours(origin) if origin.is_secure() => Some(Self::Host),
            PageOrigin::Ours(origin) if origin.is_loopback() => Some(Self::Loopback),
            PageOrigin::None => Some(Self::Host),
            PageOrigin::Ours(_) | PageOrigin::Foreign => None,
        }
    }

    /// The header that stores a session's id.
    pub fn keep(self, id: &str) -> String {
        format!(
            "{}={id}; {}; Max-Age={}",
            self.name(),
            self.attributes(),
            SESSION_LIFE.as_secs()
        )
    }

    /// The header that forgets it.
    pub fn forget(self) -> String {
        format!("{}=; {}; Max-Age=0", self.name(), self.attributes())
    }

    /// The session id in a request: its text and what it travelled as.
    pub fn read(headers: &HeaderMap) -> Option<(Self, &str)> {
        Self::all(headers).next()
    }

    /// Every session id in a request: where this machine is reached both with and without TLS, a browser may have two.
    pub fn all(headers: &HeaderMap) -> impl Iterator<Item = (Self, &str)> {
        let from_here = host(headers).is_some_and(is_loopback);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|it| it.to_str().ok())
            .flat_map(|it| it.split(';'))
            .filter_map(|it| it.trim().split_once('='))
            .filter_map(move |(name, value)| {
                let cookie = Self::KINDS.into_iter().find(|it| it.name() == name)?;
                (cookie == Self::Host || from_here).then_some((cookie, value))
            })
    }

    /// What is kept of the session id in a request.
    pub fn session(headers: &HeaderMap) -> Option<SecretHash> {
        Self::read(headers).map(|(_, id)| SecretHash::of(id))
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Host => "__Host-livedeck",
            Self::Loopback => "livedeck",
        }
    }

    const fn attributes(self) -> &'static str {
        match self {
            Self::Host => "Path=/; HttpOnly; Secure; SameSite=Strict",
            Self::Loopback => "Path=/; HttpOnly; SameSite=Strict",
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect()
    }

    fn from(origin: &'static str) -> PageOrigin {
        let allowed = ["https://deck.example.com".parse().unwrap()];
        PageOrigin::of(
            &headers(&[(header::HOST, "localhost:8787"), (header::ORIGIN, origin)]),
            &allowed,
        )
    }

    #[test]
    fn our_own_pages_are_known() {
        assert!(matches!(from("http://localhost:8787"), PageOrigin::Ours(_)));
        assert!(matches!(from("https://deck.example.com"), PageOrigin::Ours(_)));
        assert_eq!(PageOrigin::of(&HeaderMap::new(), &[]), PageOrigin::None);
    }

    /// HT2: nobody else's page gets a socket.
    #[test]
    fn ht2_wrong_origins_are_foreign() {
        for origin in [
            "null",
            "",
            "http://localhost",
            "http://localhost:8788",
            "http://localhost:8787.evil.com",
            "http://evil.com",
            "http://deck.example.com",
            "https://deck.example.com:8443",
            "https://deck.example.com.evil.com",
            "https://xdeck.example.com",
            "https://DECK.example.com",
            "https://deck.example.com/",
            "https://deck.example.com@evil.com",
            "file://",
        ] {
            assert_eq!(from(origin), PageOrigin::Foreign, "{origin}");
        }
    }

    #[test]
    fn the_plain_cookie_is_for_this_machine_only() {
        let here = headers(&[(header::HOST, "127.0.0.1:1"), (header::COOKIE, "a=b; livedeck=x")]);
        let there = headers(&[(header::HOST, "deck.example.com"), (header::COOKIE, "livedeck=x")]);
        let secure = headers(&[
            (header::HOST, "deck.example.com"),
            (header::COOKIE, "__Host-livedeck=y"),
        ]);

        assert_eq!(Cookie::read(&here), Some((Cookie::Loopback, "x")));
        assert_eq!(Cookie::read(&there), None);
        assert_eq!(Cookie::read(&secure), Some((Cookie::Host, "y")));
        assert_eq!(
            Cookie::for_page(&from("http://localhost:8787")),
            Some(Cookie::Loopback)
        );
        assert_eq!(
            Cookie::for_page(&from("https://deck.example.com")),
            Some(Cookie::Host)
        );
        assert_eq!(Cookie::for_page(&from("http://evil.com")), None);
    }
}

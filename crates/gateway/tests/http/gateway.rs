//! A real gateway on a free port, and a client that speaks to it byte by byte.

use std::{
    net::SocketAddr,
    ops::Deref,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use livedeck_gateway::{Config, Running, serve};
use protocol::{Encoding, Timestamp};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{self, client::IntoClientRequest as _},
};

use crate::client::Client;

/// A gateway in this process, with a folder of its own.
pub struct TestGateway {
    pub folder: PathBuf,
    pub config: Config,
    running: Option<Running>,
    remote: Remote,
}

/// A gateway as it is seen from outside.
#[derive(Clone, Copy, Debug)]
pub struct Remote {
    address: SocketAddr,
}

impl Deref for TestGateway {
    type Target = Remote;

    fn deref(&self) -> &Remote {
        &self.remote
    }
}

impl TestGateway {
    /// A small demo.
    pub async fn demo() -> Self {
        Self::with(|config| config.vehicles = 5).await
    }

    /// A gateway that `adjust` has configured.
    pub async fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "livedeck-http-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let folder = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        build_app(&folder.join("dist"));
        let mut config = Config {
            port: 0,
            database: folder.join("data/test.sqlite"),
            assets: folder.join("dist"),
            ..Config::default()
        };
        adjust(&mut config);
        let running = serve(config.clone()).await.unwrap();
        Self {
            folder,
            config,
            remote: Remote::new(running.address()),
            running: Some(running),
        }
    }

    pub fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub async fn stop(&mut self) {
        self.running.take().unwrap().stop().await;
    }

    pub async fn restart(&mut self) {
        if self.running.is_some() {
            self.stop().await;
        }
        let running = serve(self.config.clone()).await.unwrap();
        self.remote = Remote::new(running.address());
        self.running = Some(running);
    }
}

impl Remote {
    pub fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sends one request with these extra header lines.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.send_bytes(method, path, headers, body.as_bytes()).await
    }

    /// The same with a body that is no text.
    pub async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n",
            self.host(),
            body.len()
        );
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let mut request = request.into_bytes();
        request.extend_from_slice(body);
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        // The gateway may refuse before it has read everything.
        let _ = stream.write_all(&request).await;
        let mut bytes = Vec::new();
        let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.unwrap();
        Answer::parse(&bytes)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "").await
    }

    /// A request as our own page sends it.
    pub async fn send_as(&self, cookie: &str, method: &str, path: &str, body: &str) -> Answer {
        let origin = self.origin();
        let headers = [
            ("origin", origin.as_str()),
            ("cookie", cookie),
            ("x-livedeck", "1"),
            ("content-type", "application/json"),
        ];
        self.send(method, path, &headers, body).await
    }

    /// Tries to sign in.
    pub async fn try_sign_in(&self, email: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "email": email, "password": password }).to_string();
        self.send_as("", "POST", "/api/v1/session", &body).await
    }

    /// Signs a demo account in; its cookie.
    pub async fn sign_in(&self, role: &str) -> String {
        let answer = self
            .try_sign_in(&format!("{role}@livedeck.test"), "livedeck-demo")
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.cookie()
    }

    /// Opens a socket, as our own page does.
    pub async fn socket(&self, cookie: &str, encoding: Encoding) -> Client {
        let origin = self.origin();
        self.try_socket(&[("origin", &origin), ("cookie", cookie)], encoding.subprotocol())
            .await
            .map(|stream| Client::new(stream, encoding))
            .unwrap()
    }

    /// Tries to open a socket.
    pub async fn try_socket(
        &self,
        headers: &[(&'static str, &str)],
        subprotocol: &str,
    ) -> Result<WebSocketStream<TcpStream>, tungstenite::Error> {
        let mut request = format!("ws://{}/api/v1/socket", self.address())
            .into_client_request()
            .unwrap();
        let map = request.headers_mut();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        map.insert("sec-websocket-protocol", subprotocol.parse().unwrap());
        let stream = TcpStream::connect(self.address()).await.unwrap();
        tokio_tungstenite::client_async(request, stream)
            .await
            .map(|(stream, _)| stream)
    }

    /// The value of a metric's line.
    pub async fn metric(&self, line: &str) -> u64 {
        let page = self.get("/metrics").await;
        page.text()
            .lines()
            .find_map(|it| it.strip_prefix(line)?.strip_prefix(' ')?.parse().ok())
            .unwrap_or_else(|| panic!("no {line} in {}", page.text()))
    }

    /// A whole topic over HTTP.
    pub async fn topic(&self, cookie: &str, topic: &str) -> Vec<serde_json::Value> {
        let answer = self
            .send(
                "GET",
                &format!("/api/v1/topics/{topic}"),
                &[("cookie", cookie)],
                "",
            )
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["rows"].as_array().unwrap().clone()
    }
}

impl Drop for TestGateway {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|it| it == b"\r\n\r\n")
            .expect("an answer");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap()[9..12].parse().unwrap();
        let headers = lines
            .map(|it| it.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Self {
            status,
            headers,
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| value.as_str())
    }

    pub fn headers(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(it, _)| it == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The cookie it set, as it is sent back.
    pub fn cookie(&self) -> String {
        let cookie = self.header("set-cookie").expect("a cookie");
        cookie.split(';').next().unwrap().to_owned()
    }
}

pub fn now() -> Timestamp {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Timestamp::from_millis(since.as_millis() as u64)
}

/// What trunk would have built.
fn build_app(dist: &Path) {
    std::fs::create_dir_all(dist).unwrap();
    let files: [(&str, &[u8]); 5] = [
        (
            "index.html",
            b"<!DOCTYPE html><script type=\"importmap\">{\"imports\":{}}</script><title>Livedeck</title>",
        ),
        ("app-0123456789abcdef.js", b"console.log('plain')"),
        ("app-0123456789abcdef.js.br", b"brotli"),
        ("app-0123456789abcdef.js.gz", b"gzip"),
        ("app-0123456789abcdef_bg.wasm", b"\0asm"),
    ];
    for (name, content) in files {
        std::fs::write(dist.join(name), content).unwrap();
    }
}

/// Longer than anything here takes, also on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

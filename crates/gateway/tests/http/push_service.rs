//! A push service for tests: takes what the gateway sends, opens it as a browser would, and answers as it is told.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{
    SecretKey,
    ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::timeout,
};
use web_push_native::{Auth, decrypt};

use crate::gateway::PATIENCE;

/// A service on this machine.
pub struct PushService {
    address: SocketAddr,
    heard: mpsc::UnboundedReceiver<Pushed>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

/// A browser that has subscribed there.
pub struct Browser {
    secret: SecretKey,
    pub endpoint: String,
}

/// One request of the gateway's.
#[derive(Debug)]
pub struct Pushed {
    pub path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl PushService {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, heard) = mpsc::unbounded_channel();
        let answers = Arc::new(Mutex::new(VecDeque::new()));
        let told = Arc::clone(&answers);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, tell.clone(), Arc::clone(&told)));
            }
        });
        Self {
            address,
            heard,
            answers,
        }
    }

    /// As `--push-test-host` names it.
    pub fn host(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it answers to the next requests; then 201. 0: nothing, ever.
    pub fn answer(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }

    /// Somebody's browser.
    pub fn browser(&self, name: &str) -> Browser {
        let secret = SecretKey::random(&mut p256::elliptic_curve::rand_core::OsRng);
        let endpoint = format!("{}/{name}", self.host());
        Browser { secret, endpoint }
    }

    /// The next request about this shipment; the demo's own go by.
    pub async fn about(&mut self, browser: &Browser, shipment: &str) -> (Value, Pushed) {
        loop {
            let pushed = self.next().await;
            let told = browser.open(&pushed);
            if told["shipment"] == shipment {
                return (told, pushed);
            }
        }
    }

    pub async fn next(&mut self) -> Pushed {
        timeout(PATIENCE, self.heard.recv())
            .await
            .expect("a push")
            .unwrap()
    }

    /// The next request to this browser about this shipment, whoever else is told of what meanwhile.
    pub async fn to(&mut self, browser: &Browser, shipment: &str) -> Value {
        loop {
            let pushed = self.next().await;
            if !browser.endpoint.ends_with(&pushed.path) {
                continue;
            }
            let told = browser.open(&pushed);
            if told["shipment"] == shipment {
                return told;
            }
        }
    }

    /// Whether something has come that nobody has looked at.
    pub fn has_heard(&mut self) -> Option<Pushed> {
        self.heard.try_recv().ok()
    }
}

impl Browser {
    /// What it sends to the gateway.
    pub fn subscription(&self, language: &str) -> Value {
        let point = self.secret.public_key().to_sec1_bytes();
        json!({
            "endpoint": self.endpoint,
            "expirationTime": null,
            "keys": {"p256dh": URL_SAFE_NO_PAD.encode(point), "auth": URL_SAFE_NO_PAD.encode(AUTH)},
            "language": language,
        })
    }

    /// What it was told.
    pub fn open(&self, pushed: &Pushed) -> Value {
        let opened = decrypt(pushed.body.clone(), &self.secret, Auth::from_slice(&AUTH)).unwrap();
        serde_json::from_slice(&opened).unwrap()
    }
}

impl Pushed {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(it, _)| it == name);
        found.map_or_else(|| panic!("no {name} in {:?}", self.headers), |(_, value)| value)
    }

    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The claims of its signature, which is that of this key.
    pub fn signed_by(&self, key: &str) -> Value {
        let said = self.header("authorization").strip_prefix("vapid t=").unwrap();
        let (token, named) = said.split_once(", k=").unwrap();
        assert_eq!(named, key);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let signature = Signature::from_slice(&decode(signature)).unwrap();
        VerifyingKey::from_sec1_bytes(&decode(key))
            .unwrap()
            .verify(signed.as_bytes(), &signature)
            .expect("a good signature");
        let (header, claims) = signed.split_once('.').unwrap();
        let header: Value = serde_json::from_slice(&decode(header)).unwrap();
        assert_eq!(header, json!({"typ": "JWT", "alg": "ES256"}));
        serde_json::from_slice(&decode(claims)).unwrap()
    }
}

/// Takes one request after the other, for as long as the connection stays open.
async fn serve(
    mut stream: TcpStream,
    tell: mpsc::UnboundedSender<Pushed>,
    answers: Arc<Mutex<VecDeque<u16>>>,
) {
    let mut bytes = Vec::new();
    loop {
        let Some(pushed) = take(&mut bytes) else {
            match stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        let status = answers.lock().unwrap().pop_front().unwrap_or(201);
        if tell.send(pushed).is_err() {
            return;
        }
        if status == 0 {
            // Silent for good: the connection stays, no answer comes.
            std::future::pending::<()>().await;
        }
        let answer = format!("HTTP/1.1 {status} So be it\r\ncontent-length: 0\r\n\r\n");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn take(bytes: &mut Vec<u8>) -> Option<Pushed> {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: Vec<_> = lines
        .filter_map(|it| it.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length")?;
    let length: usize = length.1.parse().ok()?;
    let whole = end + 4 + length;
    if bytes.len() < whole {
        return None;
    }
    let body = bytes[end + 4..whole].to_vec();
    bytes.drain(..whole);
    Some(Pushed { path, headers, body })
}

const AUTH: [u8; 16] = *b"sixteen bytes ok";

//! One request of the conversation without a socket: frames out, frames back, given up when dropped.

use futures::future::{AbortHandle, abortable};
use gloo_net::http::{Request, Response};
use protocol::{ClientFrame, CloseCode, Codec, Encoding, GatewayFrame, UserId};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

/// What became of a request; told once.
#[derive(Debug)]
pub enum PollEvent {
    /// The gateway's answer, and how many bytes it had.
    Answered(Vec<GatewayFrame>, usize),
    /// The gateway refused, said as the close of a socket would say it; or nobody answered who can be the gateway.
    Failed(CloseCode),
}

/// One request. Dropping it gives it up: the browser stops it, and nothing is told any more.
pub struct Poll {
    controller: Option<AbortController>,
    task: AbortHandle,
    n_bytes: usize,
}

impl Poll {
    /// Sends these frames to a path of this page's host, in the name of `user` or not at all.
    pub fn send(
        path: &str,
        frames: &[ClientFrame],
        user: Option<&UserId>,
        hear: impl FnOnce(PollEvent) + 'static,
    ) -> Self {
        // What cannot be written cannot be read either; the gateway says so.
        let body = Codec::encode(Encoding::Json, frames).unwrap_or_default();
        let n_bytes = body.len();
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        let mut request = Request::post(path)
            .header(MARK, "1")
            .header("accept", JSON)
            .header("content-type", JSON)
            .abort_signal(signal.as_ref());
        if let Some(user) = user {
            request = request.header("x-livedeck-user", user.as_str());
        }
        let request = request.body(String::from_utf8_lossy(&body).into_owned());
        let (task, abort) = abortable(async move {
            let answer = match request {
                Ok(request) => request.send().await,
                Err(error) => Err(error),
            };
            hear(match answer {
                Ok(response) => read(response).await,
                Err(_) => UNREACHABLE,
            });
        });
        spawn_local(async {
            // The only error is that the request was given up.
            let _ = task.await;
        });
        Self {
            controller,
            task: abort,
            n_bytes,
        }
    }

    /// How many bytes were sent.
    pub const fn n_bytes(&self) -> usize {
        self.n_bytes
    }
}

impl Drop for Poll {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

async fn read(response: Response) -> PollEvent {
    let headers = response.headers();
    let is_json = headers.get("content-type").is_some_and(|it| it.starts_with(JSON));
    // A captive portal answers 200 with a page of its own: without our header nothing in it is an answer.
    if !is_json || headers.get(MARK).is_none() {
        return UNREACHABLE;
    }
    let code = match response.status() {
        200 => return frames(response).await,
        400 => CloseCode::Malformed,
        401 => CloseCode::Unauthorized,
        403 => CloseCode::Forbidden,
        409 => CloseCode::Superseded,
        413 => CloseCode::TooLarge,
        426 => CloseCode::UpdateNeeded,
        429 => CloseCode::TooMany,
        503 => CloseCode::TryLater,
        _ => return UNREACHABLE,
    };
    PollEvent::Failed(code)
}

async fn frames(response: Response) -> PollEvent {
    match response.binary().await {
        Ok(bytes) => Codec::decode(Encoding::Json, &bytes)
            .map_or(UNREACHABLE, |frames| PollEvent::Answered(frames, bytes.len())),
        Err(_) => UNREACHABLE,
    }
}

/// Nobody answered, or somebody who is not the gateway.
const UNREACHABLE: PollEvent = PollEvent::Failed(CloseCode::Other(1006));
/// Header of every question and every answer of this protocol.
const MARK: &str = "x-livedeck";
const JSON: &str = "application/json";

//! The tasks that talk to push services: look up where somebody is told, and try a few times.
//!
//! Each browser has a task while something waits for it, and each service a few requests at a time: whoever is slow keeps
//! its own waiting, and nobody else.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, StatusCode, Uri, body::Incoming, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use protocol::UserId;
use tokio::{
    sync::{Semaphore, mpsc},
    time::{sleep, timeout},
};

use super::{
    Notice, VapidKey,
    lanes::{Address, Lanes, Put},
    message::message,
    outside::{Outside, is_not_outside},
};
use crate::{
    accounts::{Accounts, Subscription},
    clock,
    config::{PUSH_AT_ONCE, PUSH_TIMEOUT, PUSH_WAIT_MAX, PUSH_WAITS, PushConfig},
    metrics::{Metrics, PushEnd},
};

/// Everything that a message needs; shared by those under way.
pub(super) struct Sender {
    config: PushConfig,
    contact: String,
    key: VapidKey,
    accounts: Arc<Accounts>,
    metrics: Arc<Metrics>,
    lanes: Mutex<Lanes>,
    /// By service: how many requests more there may be.
    doors: Box<[Semaphore]>,
    client: Client<HttpsConnector<HttpConnector<Outside>>, Full<Bytes>>,
}

/// What a service said, or why it said nothing.
enum Said {
    End(PushEnd),
    /// To be tried again, not before this.
    Later(Option<Duration>),
}

impl Sender {
    pub(super) fn new(
        config: PushConfig,
        contact: String,
        key: VapidKey,
        accounts: Arc<Accounts>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let mut http = HttpConnector::new_with_resolver(Outside);
        // TLS is put around it.
        http.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            // Which addresses may do without TLS is for `PushConfig` to say.
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        // It follows no redirections: a service cannot send the gateway elsewhere.
        let client = Client::builder(TokioExecutor::new()).build(connector);
        let doors = (0..config.n_services()).map(|_| Semaphore::new(PUSH_AT_ONCE));
        Self {
            doors: doors.collect(),
            config,
            contact,
            key,
            accounts,
            metrics,
            lanes: Mutex::default(),
            client,
        }
    }

    /// Takes notices until nobody can give any more, and puts each where it belongs. It waits for no service.
    pub(super) async fn run(self: Arc<Self>, mut waiting: mpsc::Receiver<Notice>) {
        while let Some(notice) = waiting.recv().await {
            let notice = Arc::new(notice);
            for subscription in self.subscriptions(&notice.user).await {
                // It was asked when the subscription came; the configuration may be another one since.
                let uri: Option<Uri> = subscription.endpoint.parse().ok();
                let Some(service) = uri.and_then(|it| self.config.service(&it)) else {
                    self.metrics.count_push(PushEnd::Refused);
                    continue;
                };
                let address = Address {
                    user: notice.user.clone(),
                    endpoint: subscription.endpoint,
                    service,
                };
                let put = self.lanes().put(&address, Arc::clone(&notice));
                match put {
                    Put::Begins => drop(tokio::spawn(Arc::clone(&self).serve(address))),
                    Put::Waits => {}
                    Put::Replaces => self.metrics.count_push(PushEnd::Replaced),
                    Put::Full => self.metrics.count_push(PushEnd::Dropped),
                }
            }
        }
    }

    /// Brings what waits for one browser to its end. One after the other: of two about one shipment the newer must come
    /// last.
    async fn serve(self: Arc<Self>, address: Address) {
        loop {
            let next = self.lanes().next(&address);
            let Some(notice) = next else {
                return;
            };
            let end = self.deliver(&notice, &address).await;
            self.metrics.count_push(end);
        }
    }

    /// Where somebody may be told by now.
    async fn subscriptions(&self, user: &UserId) -> Vec<Subscription> {
        let (accounts, user) = (Arc::clone(&self.accounts), user.clone());
        let found = tokio::task::spawn_blocking(move || accounts.subscriptions(&user, clock::now())).await;
        match found {
            Ok(Ok(found)) => found,
            Ok(Err(why)) => {
                tracing::error!(%why, "subscriptions could not be read");
                Vec::new()
            }
            // A panic there has been logged.
            Err(_) => Vec::new(),
        }
    }

    /// Brings one message to its end.
    async fn deliver(&self, notice: &Notice, address: &Address) -> PushEnd {
        let mut waits = PUSH_WAITS.into_iter();
        loop {
            match (self.attempt(notice, address).await, waits.next()) {
                (Said::End(end), _) => {
                    if end == PushEnd::Gone {
                        self.forget(address.endpoint.clone()).await;
                    }
                    return end;
                }
                (Said::Later(_), None) => return PushEnd::Failed,
                (Said::Later(asked), Some(wait)) => {
                    sleep(asked.unwrap_or(wait).clamp(wait, PUSH_WAIT_MAX)).await;
                }
            }
            if self.lanes().is_overtaken(address, &notice.shipment) {
                return PushEnd::Replaced;
            }
        }
    }

    /// One request, as soon as its service may be asked one more.
    async fn attempt(&self, notice: &Notice, address: &Address) -> Said {
        let Some(door) = self.doors.get(address.service.index()) else {
            return Said::End(PushEnd::Refused);
        };
        let Ok(_turn) = door.acquire().await else {
            return Said::End(PushEnd::Dropped);
        };
        // Anew each time: whoever has signed out meanwhile is told nothing.
        let subscriptions = self.subscriptions(&address.user).await;
        let mut standing = subscriptions.into_iter();
        let Some(subscription) = standing.find(|it| it.endpoint == address.endpoint) else {
            return Said::End(PushEnd::Ended);
        };
        match message(notice, &subscription, &self.key, &self.contact, clock::now()) {
            Ok(request) => self.send(request).await,
            Err(why) => {
                tracing::warn!(%why, "nothing could be pushed");
                Said::End(PushEnd::Refused)
            }
        }
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Said {
        // Never the address: whoever reads the log could write to that browser.
        let host = request.uri().host().unwrap_or_default().to_owned();
        match timeout(PUSH_TIMEOUT, self.client.request(request)).await {
            Ok(Ok(response)) => judge(&response, &host),
            Ok(Err(why)) if is_not_outside(&why) => {
                tracing::warn!(
                    host,
                    "a push service is not on the public Internet: nothing is sent there"
                );
                Said::End(PushEnd::Refused)
            }
            Ok(Err(why)) => {
                tracing::debug!(%why, host, "a push service cannot be reached");
                Said::Later(None)
            }
            Err(_) => {
                tracing::debug!(host, "a push service does not answer");
                Said::Later(None)
            }
        }
    }

    async fn forget(&self, endpoint: String) {
        let accounts = Arc::clone(&self.accounts);
        let forget = move || accounts.forget_endpoint(&endpoint);
        if let Ok(Err(why)) = tokio::task::spawn_blocking(forget).await {
            tracing::error!(%why, "a subscription that is gone could not be forgotten");
        }
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an answer means. Its body is not read: nothing in it is of use.
fn judge(response: &Response<Incoming>, host: &str) -> Said {
    let status = response.status();
    match status {
        _ if status.is_success() => Said::End(PushEnd::Sent),
        StatusCode::NOT_FOUND | StatusCode::GONE => Said::End(PushEnd::Gone),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Said::Later(retry_after(response)),
        _ if status.is_server_error() => Said::Later(retry_after(response)),
        _ => {
            tracing::warn!(status = status.as_u16(), host, "a push service refuses");
            Said::End(PushEnd::Refused)
        }
    }
}

fn retry_after(response: &Response<Incoming>) -> Option<Duration> {
    let told = response.headers().get(header::RETRY_AFTER)?;
    told.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

//! The task that talks to push services: looks up where somebody is told, and tries a few times.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, StatusCode, Uri, body::Incoming, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{Notice, VapidKey, message::message};
use crate::{
    accounts::{Accounts, Subscription},
    clock,
    config::{PUSH_TIMEOUT, PUSH_WAIT_MAX, PUSH_WAITS, PushConfig},
    metrics::{Metrics, PushEnd},
};

/// Everything that a message needs; shared by those under way.
pub(super) struct Sender {
    config: PushConfig,
    contact: String,
    key: VapidKey,
    accounts: Arc<Accounts>,
    metrics: Arc<Metrics>,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
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
        let connector = HttpsConnectorBuilder::new()
            .with_webpki_roots()
            // Which addresses may do without TLS is for `PushConfig` to say.
            .https_or_http()
            .enable_http1()
            .build();
        // It follows no redirections: a service cannot send the gateway elsewhere.
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self {
            config,
            contact,
            key,
            accounts,
            metrics,
            client,
        }
    }

    /// Takes notices until nobody can give any more. One after the other: of two about one shipment the newer must come
    /// last.
    pub(super) async fn run(self: Arc<Self>, mut waiting: mpsc::Receiver<Notice>) {
        while let Some(notice) = waiting.recv().await {
            let notice = Arc::new(notice);
            let mut deliveries = JoinSet::new();
            for subscription in self.subscriptions(&notice).await {
                let (sender, notice) = (Arc::clone(&self), Arc::clone(&notice));
                deliveries.spawn(async move {
                    let end = sender.deliver(&notice, subscription).await;
                    sender.metrics.count_push(end);
                });
            }
            deliveries.join_all().await;
        }
    }

    async fn subscriptions(&self, notice: &Notice) -> Vec<Subscription> {
        let (accounts, user) = (Arc::clone(&self.accounts), notice.user.clone());
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
    async fn deliver(&self, notice: &Notice, subscription: Subscription) -> PushEnd {
        let endpoint: Option<Uri> = subscription.endpoint.parse().ok();
        // It was asked when the subscription came; the configuration may be another one since.
        let Some(endpoint) = endpoint.filter(|it| self.config.admits(it)) else {
            return PushEnd::Refused;
        };
        let host = endpoint.host().unwrap_or_default().to_owned();
        let mut waits = PUSH_WAITS.into_iter();
        let end = loop {
            let signed = message(notice, &subscription, &self.key, &self.contact, clock::now());
            let request = match signed {
                Ok(request) => request,
                Err(why) => {
                    tracing::warn!(%why, host, "nothing could be pushed");
                    break PushEnd::Refused;
                }
            };
            match (self.send(request, &host).await, waits.next()) {
                (Said::End(end), _) => break end,
                (Said::Later(_), None) => break PushEnd::Failed,
                (Said::Later(asked), Some(wait)) => {
                    sleep(asked.unwrap_or(wait).clamp(wait, PUSH_WAIT_MAX)).await;
                }
            }
        };
        if end == PushEnd::Gone {
            self.forget(subscription).await;
        }
        end
    }

    async fn send(&self, request: Request<Full<Bytes>>, host: &str) -> Said {
        match timeout(PUSH_TIMEOUT, self.client.request(request)).await {
            Ok(Ok(response)) => judge(&response, host),
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

    async fn forget(&self, subscription: Subscription) {
        let accounts = Arc::clone(&self.accounts);
        let forget = move || accounts.forget_endpoint(&subscription.endpoint);
        if let Ok(Err(why)) = tokio::task::spawn_blocking(forget).await {
            tracing::error!(%why, "a subscription that is gone could not be forgotten");
        }
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
            // Never the address: whoever reads the log could write to that browser.
            tracing::warn!(status = status.as_u16(), host, "a push service refuses");
            Said::End(PushEnd::Refused)
        }
    }
}

fn retry_after(response: &Response<Incoming>) -> Option<Duration> {
    let told = response.headers().get(header::RETRY_AFTER)?;
    told.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

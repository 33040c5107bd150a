//! The truth about the connection in one shape and a few words.

use leptos::prelude::*;
use protocol::Timestamp;
use sync::{Connection, StopReason};

use crate::{
    components::status::Shape,
    format::Formatter,
    link::{Link, use_link, use_now},
    platform::{clock, lifecycle},
    settings::use_format,
    texts::{Texts, use_texts},
};

/// How the connection stands, as people see it: one of ten.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    /// Everything followed is current.
    Live,
    /// Being asked who is signed in.
    Checking,
    /// On the way to the gateway.
    Connecting,
    /// Connected, and fetching what was missed.
    CatchingUp,
    /// Waiting for the next attempt.
    Waiting(Timestamp),
    /// No network.
    Offline,
    /// No session.
    SignInNeeded,
    /// Current within seconds, by asking again and again: no socket gets through.
    Polling,
    /// Frozen on purpose, with so many changes behind.
    Paused(usize),
    /// Connecting again would not help.
    Stopped(StopReason),
}

impl Standing {
    /// What is true now. A pause counts only while there is something to pause.
    pub(crate) const fn of(connection: Connection, paused: Option<usize>) -> Self {
        match (connection, paused) {
            (Connection::Stopped { why }, _) => Self::Stopped(why),
            (Connection::SignInNeeded, _) => Self::SignInNeeded,
            (Connection::Offline, _) => Self::Offline,
            (Connection::Waiting { until, .. }, _) => Self::Waiting(until),
            (Connection::Connecting { .. } | Connection::Greeting { .. }, _) => Self::Connecting,
            (Connection::Checking, _) => Self::Checking,
            (
                Connection::CatchingUp { .. } | Connection::Live { .. } | Connection::Polling { .. },
                Some(n_waiting),
            ) => Self::Paused(n_waiting),
            (Connection::CatchingUp { .. }, None) => Self::CatchingUp,
            (Connection::Live { .. }, None) => Self::Live,
            (Connection::Polling { .. }, None) => Self::Polling,
        }
    }

    /// The word in `data-state`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Checking | Self::Connecting => "connecting",
            Self::CatchingUp => "syncing",
            Self::Polling => "polling",
            Self::Waiting(_) => "retry",
            Self::Offline => "offline",
            Self::SignInNeeded => "signin",
            Self::Paused(_) => "paused",
            Self::Stopped(_) => "error",
        }
    }

    /// Its shape.
    pub(crate) const fn shape(self) -> Shape {
        match self {
            Self::Live => Shape::Ok,
            Self::Checking | Self::Connecting | Self::CatchingUp => Shape::Ring,
            Self::Waiting(_) => Shape::Warn,
            Self::Offline => Shape::Offline,
            Self::SignInNeeded => Shape::Lock,
            Self::Paused(_) | Self::Polling => Shape::Half,
            Self::Stopped(_) => Shape::Crit,
        }
    }

    /// How bad it is: 0 is well.
    pub(crate) const fn trouble(self) -> u8 {
        match self {
            Self::Live | Self::Paused(_) | Self::CatchingUp | Self::Polling => 0,
            Self::Checking | Self::Connecting | Self::Waiting(_) => 1,
            Self::Offline => 2,
            Self::SignInNeeded | Self::Stopped(_) => 3,
        }
    }

    /// In two or three words. `n_queued` changes wait for the gateway.
    pub(crate) fn words(self, n_queued: usize, texts: Texts, format: Formatter) -> String {
        let texts = texts.shell();
        let with_queue = |word: &str| match n_queued {
            0 => word.to_owned(),
            n => format!("{word} · {} {}", format.count(n), texts.queued),
        };
        match self {
            Self::Live => texts.live.to_owned(),
            Self::Checking => with_queue(texts.checking),
            Self::Connecting => with_queue(texts.connecting),
            Self::CatchingUp => texts.catching_up.to_owned(),
            Self::Polling => with_queue(texts.polling),
            Self::Waiting(until) => {
                // In whole seconds, rounded up: "in 0 s" reads as a fault.
                let left = until.since(clock::now());
                if left.is_zero() {
                    return with_queue(texts.connecting);
                }
                let left =
                    std::time::Duration::from_secs(left.as_secs() + u64::from(left.subsec_nanos() > 0));
                with_queue(&format!("{} {}", texts.retrying, format.age(left)))
            }
            Self::Offline => with_queue(texts.offline),
            Self::SignInNeeded => texts.sign_in_needed.to_owned(),
            Self::Paused(n_waiting) => {
                format!("{} · {} {}", texts.paused, format.count(n_waiting), texts.waiting)
            }
            Self::Stopped(why) => match why {
                StopReason::UpdateNeeded => texts.update_required,
                StopReason::Forbidden => texts.not_allowed,
                StopReason::Superseded => texts.other_tab,
                StopReason::NotUnderstood => texts.not_understood,
            }
            .to_owned(),
        }
    }
}

/// Whether what has not come yet is on its way. Once an attempt has failed it is not, until one succeeds.
pub(crate) const fn is_fetching(connection: Connection) -> bool {
    match connection {
        Connection::Checking
        | Connection::CatchingUp { .. }
        | Connection::Live { .. }
        | Connection::Polling { .. } => true,
        Connection::Connecting { attempt } | Connection::Greeting { attempt } => attempt == 0,
        Connection::Offline
        | Connection::Waiting { .. }
        | Connection::SignInNeeded
        | Connection::Stopped { .. } => false,
    }
}

/// The standing as a signal that wakes only when it changes.
pub(crate) fn use_standing(link: Link) -> Memo<Standing> {
    let now = use_now();
    Memo::new(move |_| match Standing::of(link.connection(), link.paused()) {
        // Nobody can be asked without a network. The browser's word comes with the clock: it is no change of the connection.
        Standing::Checking if now.with(|_| !lifecycle::is_online()) => Standing::Offline,
        it => it,
    })
}

/// Shape and words of the connection, without the button around it.
#[component]
pub(crate) fn ChipFace(
    /// What is true.
    #[prop(into)]
    standing: Signal<Standing>,
    /// Changes that wait for the gateway.
    #[prop(into)]
    n_queued: Signal<usize>,
    /// The app's clock, which counts down the next attempt and the age of an answer.
    now: Signal<Timestamp>,
) -> impl IntoView {
    let (texts, format, link) = (use_texts(), use_format(), use_link());
    let words = Memo::new(move |_| {
        let standing = standing.get();
        let words = standing.words(n_queued.get(), texts, format.get());
        match standing {
            Standing::Waiting(_) => {
                now.track();
                words
            }
            // Rows are as old as the last answer: that is what a socket would be better at.
            Standing::Polling => {
                now.track();
                let age = clock::now().since(link.read(sync::Engine::heard));
                format!("{words} · {}", format.get().age(age))
            }
            _ => words,
        }
    });
    view! {
        <svg class="s" aria-hidden="true">
            <use_ href=move || standing.get().shape().href() />
        </svg>
        <span>{words}</span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000);

    #[test]
    fn a_first_attempt_still_brings_what_has_not_come() {
        let (connecting, greeting) = (
            |attempt| Connection::Connecting { attempt },
            |attempt| Connection::Greeting { attempt },
        );

        for on_its_way in [Connection::Checking, connecting(0), greeting(0)] {
            assert!(is_fetching(on_its_way), "{on_its_way:?}");
        }
        for in_vain in [Connection::Offline, connecting(1), greeting(1)] {
            assert!(!is_fetching(in_vain), "{in_vain:?}");
        }
    }

    #[test]
    fn a_pause_never_hides_trouble() {
        assert_eq!(
            Standing::of(Connection::Live { since: NOW }, Some(3)),
            Standing::Paused(3)
        );
        assert_eq!(Standing::of(Connection::Offline, Some(3)), Standing::Offline);
        assert_eq!(
            Standing::of(Connection::Live { since: NOW }, None),
            Standing::Live
        );
    }
}

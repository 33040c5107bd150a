//! How well dispatch sees the driver: told from what the gateway tells dispatch, never from what was sent.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{DriverPosition, PositionSource},
};

use super::cab::Cab;
use crate::{
    components::status::Shape,
    shell::{Standing, use_announcer, use_standing},
    shift::Location,
    texts::Texts,
};

/// Why dispatch does not see the driver now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Why {
    Offline,
    Reaching,
    SignIn,
    Denied,
    Unavailable,
    Silent,
    Awaited,
    NotReported,
}

/// What is true.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Truth {
    /// Nobody has said yet whether they are at work.
    Unread,
    /// Off shift: nothing is collected.
    Off,
    /// Dispatch sees them.
    Seen,
    /// It does not, or nobody knows.
    Unseen(Why),
}

/// Seen is who was seen a moment ago, by a gateway that can be asked now.
fn judge(
    is_on_shift: bool,
    seen: Option<Timestamp>,
    now: Timestamp,
    standing: Standing,
    location: Location,
) -> Truth {
    if !is_on_shift {
        return Truth::Off;
    }
    match standing {
        Standing::Offline => return Truth::Unseen(Why::Offline),
        Standing::SignInNeeded => return Truth::Unseen(Why::SignIn),
        Standing::Waiting(_) | Standing::Stopped(_) | Standing::Connecting | Standing::Checking => {
            return Truth::Unseen(Why::Reaching);
        }
        Standing::Live | Standing::CatchingUp | Standing::Polling | Standing::Paused(_) => {}
    }
    match location {
        _ if seen.is_some_and(|at| now.since(at) <= RECENT) => Truth::Seen,
        Location::Denied => Truth::Unseen(Why::Denied),
        Location::Unavailable => Truth::Unseen(Why::Unavailable),
        Location::Silent => Truth::Unseen(Why::Silent),
        Location::Off => Truth::Unseen(Why::NotReported),
        Location::Awaited | Location::Known => Truth::Unseen(Why::Awaited),
    }
}

impl Why {
    fn words(self, texts: Texts) -> &'static str {
        let texts = texts.drive();
        match self {
            Self::Offline => texts.offline,
            Self::Reaching => texts.reaching,
            Self::SignIn => texts.sign_in_needed,
            Self::Denied => texts.location_denied,
            Self::Unavailable => texts.location_unavailable,
            Self::Silent => texts.silent,
            Self::Awaited => texts.waiting_for_fix,
            Self::NotReported => texts.location_off,
        }
    }
}

/// The line below the head of the page.
#[component]
pub(super) fn TruthLine(cab: Cab) -> impl IntoView {
    let Cab {
        link,
        texts,
        format,
        now,
        shift,
        position,
        positions,
        ..
    } = cab;
    let standing = use_standing(link);
    let announcer = use_announcer();
    let truth = Memo::new(move |_| {
        let seen = position.with(|it| Some(it.as_ref()?.at));
        if !cab.is_known.get() {
            return Truth::Unread;
        }
        judge(
            cab.is_on_shift.get(),
            seen,
            now.get(),
            standing.get(),
            shift.location(),
        )
    });
    let age = move || {
        let at = position.with(|it| Some(it.as_ref()?.at))?;
        let age = format.get().age(now.get().since(at));
        Some(texts.drive().ago.replace("{}", &age))
    };
    let headline = Memo::new(move |_| {
        let words = texts.drive();
        match (truth.get(), age()) {
            (Truth::Unread, _) if standing.get() == Standing::Offline => words.offline.to_owned(),
            (Truth::Unread, _) => words.looking_up.to_owned(),
            (Truth::Off, _) => words.not_collected.to_owned(),
            (Truth::Seen, Some(age)) => format!("{} {age}", words.saw_you),
            (Truth::Unseen(_), Some(age)) => format!("{} {age}", words.last_saw_you),
            (Truth::Seen | Truth::Unseen(_), None) => words.never_seen.to_owned(),
        }
    });
    // Who may not or does not report at all does not do it elsewhere either.
    let is_elsewhere = Memo::new(move |_| {
        let reports = matches!(
            shift.location(),
            Location::Awaited | Location::Known | Location::Silent
        );
        shift.is_elsewhere() && reports
    });
    let detail = Memo::new(move |_| {
        let words = texts.drive();
        // The number and its word stay together where the line wraps.
        let queued = format!("{}\u{a0}{}", format.get().count(cab.n_queued.get()), words.queued);
        let first = match truth.get() {
            Truth::Unread | Truth::Off => return None,
            Truth::Seen => position.with(|it| it.as_ref().map(|it| how(it, texts, format.get()))),
            Truth::Unseen(Why::Offline) => Some(match positions.confirmed_at() {
                Some(at) => format!("{} {}", words.offline_since, format.get().time(at)),
                None => words.offline.to_owned(),
            }),
            Truth::Unseen(why) => Some(why.words(texts).to_owned()),
        };
        let elsewhere = is_elsewhere.get().then(|| words.other_tab.to_owned());
        let parts = first.into_iter().chain(elsewhere).chain([queued]);
        Some(parts.collect::<Vec<_>>().join(" · "))
    });
    // Readers hear when it changes, not how it ages.
    Effect::new(move |last: Option<Truth>| {
        let truth = truth.get();
        if last.is_some_and(|last| last != truth) {
            announcer.say(headline.get_untracked());
        }
        truth
    });
    let shape = move || match truth.get() {
        Truth::Unread | Truth::Off => Shape::Stopped,
        Truth::Seen => Shape::Ok,
        Truth::Unseen(_) => Shape::Warn,
    };
    let look = move || match truth.get() {
        Truth::Unread | Truth::Off => "off",
        Truth::Seen => "seen",
        Truth::Unseen(_) => "unseen",
    };
    view! {
        <div class="truth" data-look=look>
            <svg class="s" aria-hidden="true">
                <use_ href=move || shape().href() />
            </svg>
            <p>
                <b>{headline}</b>
                {move || detail.get().map(|it| view! { <small>{it}</small> })}
            </p>
        </div>
    }
}

/// How well, and by what.
fn how(position: &DriverPosition, texts: Texts, format: crate::format::Formatter) -> String {
    let words = texts.drive();
    let accuracy = format.integer(position.accuracy.round() as i64);
    let accuracy = format!("{accuracy}{}m", crate::format::NARROW);
    match position.source {
        PositionSource::Phone => format!("{accuracy} {}", words.accuracy),
        PositionSource::Vehicle => format!("{accuracy} · {}", words.by_vehicle),
    }
}

/// A phone tells where it is every 5 s. Who was not seen for longer is not seen.
const RECENT: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    const LIVE: Standing = Standing::Live;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(1_000_000 + seconds * 1_000)
    }

    #[test]
    fn ph7_it_turns_the_moment_it_stops_being_true() {
        let seen = |now, standing| judge(true, Some(at(0)), at(now), standing, Location::Known);
        assert_eq!(seen(4, LIVE), Truth::Seen);
        assert_eq!(seen(30, LIVE), Truth::Seen);
        assert_eq!(seen(31, LIVE), Truth::Unseen(Why::Awaited));
        assert_eq!(
            seen(4, Standing::Offline),
            Truth::Unseen(Why::Offline),
            "nobody knows what dispatch sees"
        );
        assert_eq!(seen(4, Standing::Waiting(at(9))), Truth::Unseen(Why::Reaching));
    }

    #[test]
    fn a_vehicle_that_reports_is_seen_though_the_phone_may_not() {
        let judge = |seen, location| judge(true, seen, at(5), LIVE, location);
        assert_eq!(judge(Some(at(0)), Location::Denied), Truth::Seen);
        assert_eq!(judge(None, Location::Denied), Truth::Unseen(Why::Denied));
        assert_eq!(judge(None, Location::Off), Truth::Unseen(Why::NotReported));
    }

    #[test]
    fn off_shift_nobody_is_seen_and_that_is_well() {
        assert_eq!(
            judge(false, None, at(0), Standing::Offline, Location::Off),
            Truth::Off
        );
    }
}

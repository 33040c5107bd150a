//! Decides between the sign-in page and everything else.

use leptos::prelude::*;
use sync::Session;

use crate::link::use_link;

/// How far somebody gets in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Entrance {
    /// Not known yet, and nothing to show meanwhile.
    Asking,
    /// The app.
    Open,
    /// The sign-in page.
    Closed,
}

/// Shows its children to who is signed in (or was, and whose rows are still here), and `closed` to everybody else.
#[component]
pub fn Gate(
    /// The sign-in page.
    closed: fn() -> AnyView,
    children: ChildrenFn,
) -> impl IntoView {
    let link = use_link();
    let entrance = Memo::new(move |_| match (link.session(), link.user()) {
        (Session::SignedOut, _) => Entrance::Closed,
        (Session::SignedIn(_), _) | (_, Some(_)) => Entrance::Open,
        (Session::Expired | Session::Unknown, None) => Entrance::Asking,
    });
    move || match entrance.get() {
        Entrance::Asking => ().into_any(),
        Entrance::Open => children().into_any(),
        Entrance::Closed => closed(),
    }
}

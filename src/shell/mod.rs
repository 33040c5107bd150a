//! The frame around every page: navigation, the connection, notices.

mod announcer;
mod gate;
mod toasts;

use leptos::prelude::*;

pub use announcer::{Announcer, use_announcer};
pub use gate::Gate;
pub use toasts::{Toast, ToastKind, Toasts, use_toasts};

/// The frame.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    view! { <main id="main">{children()}</main> }
}

//! Puts everything together: contexts, then the frame, then the pages.

use leptos::prelude::*;
use leptos_router::components::Router;

use crate::{
    dispatch::Dispatcher,
    link::Link,
    pages::Pages,
    repositories::Feeds,
    settings::Settings,
    shell::{Announcer, Toasts},
};

/// Starts the app in the page's body.
pub fn start() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}

/// The whole app.
#[component]
pub fn App() -> impl IntoView {
    Settings::provide();
    Announcer::provide();
    Toasts::provide();
    Dispatcher::provide();
    let feeds = Feeds::new();
    provide_context(feeds);
    Link::provide(feeds);
    view! {
        <Router>
            <Pages />
        </Router>
    }
}

//! Stub of a page.

use leptos::prelude::*;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <p>"SignIn"</p> }
}

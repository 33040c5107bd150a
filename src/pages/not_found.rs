//! Says that there is nothing here, and where there is something.

use leptos::prelude::*;

use crate::{
    components::{icon::Icon, list_state::Empty},
    texts::use_texts,
};

/// The page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let texts = use_texts();
    view! {
        <div class="page">
            <section class="card">
                <Empty icon=Icon::Search text=Signal::derive(move || texts.shell().not_found_text.to_owned())>
                    <a class="btn btn--primary" href="/">
                        {move || texts.shell().to_overview}
                    </a>
                </Empty>
            </section>
        </div>
    }
}

//! A violation in two lines, wherever it is told of in passing; it leads to the queue.

use leptos::prelude::*;
use protocol::{Timestamp, entities::Violation};

use super::{age::Age, status::Shape};
use crate::{
    settings::use_format,
    texts::{use_texts, words},
};

/// An item of a list of violations.
#[component]
pub fn ViolationLine(
    /// The violation.
    violation: Violation,
    /// Where it leads.
    href: String,
    /// What the second line says after the severity.
    #[prop(into)]
    about: String,
    /// The app's clock.
    #[prop(into)]
    now: Signal<Timestamp>,
) -> impl IntoView {
    let (texts, format) = (use_texts(), use_format());
    let (kind, severity, at) = (violation.kind, violation.severity, violation.at);
    let (shape, tone) = Shape::of_severity(severity);
    view! {
        <li>
            <span class="tone" data-tone=tone.as_str()>{shape.view()}</span>
            <a href=href class="violation-line trunc">
                {move || words::violation_kind(texts.language(), kind)}
                " "
                <span class="violation-what">{move || format.get().violation(&violation)}</span>
            </a>
            <Age at=Signal::stored(Some(at)) now=now />
            <span class="violation-about">
                <span class="tone" data-tone=tone.as_str()>{move || words::severity(texts.language(), severity)}</span>
                " · "
                {about}
            </span>
        </li>
    }
}

//! With which app to go there: one of the phone's own, or a map on the web.

use leptos::prelude::*;

use super::super::{cab::Cab, model};
use crate::components::icon::Icon;

/// The links.
#[component]
pub(super) fn Navigate(cab: Cab) -> impl IntoView {
    let Cab { texts, sheet, .. } = cab;
    let place = cab.current.with_untracked(|it| {
        let stop = model::goal(it.as_ref()?);
        Some((stop.name.clone(), format!("{:.6},{:.6}", stop.lat, stop.lng)))
    });
    let Some((name, spot)) = place else {
        return ().into_any();
    };
    let links = [
        format!("geo:{spot}?q={spot}"),
        format!("https://www.google.com/maps/dir/?api=1&travelmode=driving&destination={spot}"),
        format!("https://maps.apple.com/?dirflg=d&daddr={spot}"),
    ];
    let word = move |index: usize| {
        let words = texts.drive();
        [words.this_phone, words.google, words.apple][index]
    };
    view! {
        <div class="sheet">
            <p class="strong">{name}</p>
            <ul class="sheet-choices">
                {links
                    .into_iter()
                    .enumerate()
                    .map(|(index, href)| view! {
                        <li>
                            <a
                                class="btn"
                                href=href
                                target=(index > 0).then_some("_blank")
                                rel="noopener noreferrer"
                                on:click=move |_| sheet.set(None)
                            >
                                {Icon::Navigate.view()}
                                {move || word(index)}
                            </a>
                        </li>
                    })
                    .collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

//! Why something is not done: one of the usual reasons with a tap, or in the driver's own words.

use leptos::prelude::*;
use protocol::mutations::{REASON_CHARS_MAX, ShipmentChange};

use super::{
    super::cab::Cab,
    written::{UnsavedWords, Written},
};
use crate::{components::field::Field, shift::proof::Part, texts::drive::Drive};

/// What is not done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Question {
    /// Taking it.
    Decline,
    /// Handing it over.
    Fail,
}

impl Question {
    const fn part(self) -> Part {
        match self {
            Self::Decline => Part::Decline,
            Self::Fail => Part::Fail,
        }
    }

    const fn usual(self, words: &'static Drive) -> [&'static str; 4] {
        match self {
            Self::Decline => [
                words.too_full,
                words.too_late,
                words.wrong_vehicle,
                words.not_well,
            ],
            Self::Fail => [
                words.nobody_there,
                words.closed,
                words.goods_refused,
                words.no_way_in,
            ],
        }
    }
}

/// The question.
#[component]
pub(super) fn AskWhy(cab: Cab, question: Question) -> impl IntoView {
    let Cab { texts, sheet, .. } = cab;
    // What it is about is settled now: rows may move below an open sheet.
    let id = cab
        .current
        .with_untracked(|it| it.as_ref().map(|it| it.id.clone()));
    let about = id.clone().unwrap_or_else(|| "".into());
    let reason = Written::new(cab, &about, question.part());
    let is_pressed = RwSignal::new(false);
    let is_missing = Memo::new(move |_| reason.is_blank());
    let error = Signal::derive(move || {
        let shows = is_pressed.get() && is_missing.get();
        shows.then(|| texts.drive().reason_missing.to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_pressed.set(true);
        let Some(id) = id.clone().filter(|_| !is_missing.get_untracked()) else {
            return;
        };
        let words = reason.trimmed();
        let asked = cab.act(match question {
            Question::Decline => ShipmentChange::Decline { id, reason: words },
            Question::Fail => ShipmentChange::Fail {
                id,
                reason: words,
                done_at: Some(cab.link.gateway_now()),
            },
        });
        if asked.is_some() {
            reason.set(String::new());
            cab.chosen.set(None);
            sheet.set(None);
        }
    };
    view! {
        <form class="sheet" on:submit=submit novalidate>
            <div class="sheet-choices">
                {move || {
                    question
                        .usual(texts.drive())
                        .map(|word| view! {
                            <button
                                type="button"
                                class="btn"
                                aria-pressed=move || reason.is(word).to_string()
                                on:click=move |_| reason.set(word.to_owned())
                            >
                                {word}
                            </button>
                        })
                        .into_iter()
                        .collect_view()
                }}
            </div>
            <Field id="drive-reason" label=Signal::derive(move || texts.drive().reason.to_owned()) error=error>
                <input
                    class="input"
                    id="drive-reason"
                    maxlength=REASON_CHARS_MAX
                    autocomplete="off"
                    aria-describedby="drive-reason-note"
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    prop:value=move || reason.get()
                    on:input=reason.hear()
                />
            </Field>
            <UnsavedWords cab about />
            <div class="sheet-foot">
                <button type="button" class="btn" on:click=move |_| sheet.set(None)>
                    {move || texts.drive().cancel}
                </button>
                <button type="submit" class="btn btn--danger">
                    {move || match question {
                        Question::Decline => texts.drive().decline,
                        Question::Fail => texts.drive().cannot_deliver,
                    }}
                </button>
            </div>
        </form>
    }
}

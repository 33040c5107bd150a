//! A text of a sheet: on this phone's disk with every letter, and there again when the sheet is opened anew.

use leptos::prelude::*;
use protocol::RowId;

use super::super::cab::Cab;
use crate::shift::{
    Shift,
    proof::{Part, Words},
};

/// One text about one thing; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Written {
    shift: Shift,
    about: StoredValue<RowId>,
    part: Part,
    text: Memo<String>,
}

impl Written {
    /// The text as it was left.
    pub(super) fn new(cab: Cab, about: &RowId, part: Part) -> Self {
        let (shift, about) = (cab.shift, StoredValue::new(about.clone()));
        let text = Memo::new(move |_| {
            about.with_value(|it| {
                shift.read(it, |it| {
                    it.map_or_else(String::new, |it| it.text(part).to_owned())
                })
            })
        });
        Self {
            shift,
            about,
            part,
            text,
        }
    }

    /// What stands there.
    pub(super) fn get(self) -> String {
        self.text.get()
    }

    /// What stands there, without what surrounds it. Wakes nobody.
    pub(super) fn trimmed(self) -> String {
        self.text.with_untracked(|it| it.trim().to_owned())
    }

    /// Whether nothing does.
    pub(super) fn is_blank(self) -> bool {
        self.text.with(|it| it.trim().is_empty())
    }

    /// Whether exactly that does.
    pub(super) fn is(self, text: &str) -> bool {
        self.text.with(|it| it == text)
    }

    /// Writes it anew.
    pub(super) fn set(self, text: String) {
        self.about
            .with_value(|it| self.shift.write(it, |words| words.write(self.part, text)));
    }

    /// Hears what somebody types.
    pub(super) fn hear(self) -> impl Fn(leptos::ev::Event) {
        move |event| self.set(event_target_value(&event))
    }
}

/// Says where the disk has refused what was written, and what to do; nothing where a photo says it already.
#[component]
pub(super) fn UnsavedWords(cab: Cab, about: RowId) -> impl IntoView {
    let shift = cab.shift;
    let is_shown = Memo::new(move |_| {
        let is_said = shift
            .drafted()
            .iter()
            .any(|(id, _, is_kept)| *id == about && !is_kept);
        !is_said && !shift.is_kept(&Words::name(&about))
    });
    view! { <Unsaved cab is_shown what=|words| words.words_unsaved /> }
}

/// What the disk has refused, what to do, and one more try.
#[component]
pub(super) fn Unsaved(
    cab: Cab,
    is_shown: Memo<bool>,
    what: fn(&'static crate::texts::drive::Drive) -> &'static str,
) -> impl IntoView {
    use crate::components::status::Shape;
    let texts = cab.texts;
    view! {
        // It is there from the beginning, so that readers hear what comes into it.
        <div class="sheet-unsaved" role="alert">
            <Show when=move || is_shown.get()>
                <p>
                    {Shape::Warn.view()}
                    <span>
                        <b>{move || what(texts.drive())}</b>
                        " "
                        {move || texts.drive().unsaved_way_out}
                    </span>
                </p>
                <button type="button" class="btn" on:click=move |_| cab.shift.save_again()>
                    {move || texts.drive().save_again}
                </button>
            </Show>
        </div>
    }
}

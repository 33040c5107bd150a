//! The drawing board's form: the name, the corners in digits, and buttons for what keys and presses do.

use leptos::prelude::*;

use super::{
    line::area_size,
    shape::{around, size},
    sketch::{Held, Missing, Sketch, read_corners, write_corners},
};
use crate::{
    components::{field::Field, icon::Icon},
    pages::dispatch::live::model::LiveModel,
    texts::areas::Areas,
};

/// The form, in place of the panel.
#[component]
pub(in super::super) fn SketchPanel(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let words = move || desk.texts.areas();
    let tried = RwSignal::new(false);
    let is_new = Memo::new(move |_| seen(model, |it| it.id.is_none()));
    let held = Memo::new(move |_| seen(model, |it| it.held));
    let n_corners = Memo::new(move |_| seen(model, |it| it.corners.len()));
    let help = move || match (held.get(), is_new.get()) {
        (Some(Held::Corner(_)), _) => words().held_help,
        (Some(Held::Whole), _) => words().shift_help,
        (None, true) => words().draw_help,
        (None, false) => words().shape_help,
    };
    let missing = Memo::new(move |_| {
        let is_typed_wrong = model
            .typed
            .with(|it| it.as_ref().is_some_and(|it| read_corners(it).is_none()));
        let missing = seen(model, |it| it.change(protocol::RowId::from("-")).err());
        (missing, is_typed_wrong)
    });
    let no_name = Signal::derive(move || {
        (tried.get() && missing.get().0 == Some(Missing::Name)).then(|| words().no_name.to_owned())
    });
    let no_corners = Signal::derive(move || match missing.get() {
        (_, true) => Some(words().not_corners.to_owned()),
        // Seen while one draws: the corner that is wrong is the one just set.
        (Some(Missing::Order), _) => Some(words().crossing.to_owned()),
        (Some(Missing::Corners), _) if tried.get() => Some(words().too_few.to_owned()),
        _ => None,
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if !missing.get_untracked().1 {
            model.save_area();
        }
    };
    let label = move |word: fn(&Areas) -> &'static str| Signal::derive(move || word(words()).to_owned());
    let title = move || {
        if is_new.get() {
            words().new
        } else {
            words().edit_title
        }
    };
    let corners = move || match model.typed.get() {
        Some(typed) => typed,
        None => seen(model, |it| write_corners(&it.corners)),
    };
    let figures = move || {
        let format = desk.format.get();
        seen(model, |it| {
            let n = format!(
                "{} {}",
                format.count(it.corners.len()),
                words().corners.to_lowercase()
            );
            if it.corners.len() < 3 {
                return n;
            }
            let (size, around) = (
                area_size(format, size(&it.corners)),
                format.distance(around(&it.corners), 1),
            );
            format!("{size} · {} · {n}", around.joined())
        })
    };
    view! {
        <aside class="peek dpeek" aria-label=title>
            <div class="peek-head">
                <div class="grow">
                    <h2>{title}</h2>
                    <div class="cap t2">{figures}</div>
                </div>
            </div>
            <form class="peek-body area-form" on:submit=submit>
                <p class="dense t2" id="area-help">{help}</p>
                <div class="area-keys">
                    <button class="btn" type="button" on:click=move |_| model.touch_middle()>
                        {Icon::Target.view()}
                        {move || if held.get().is_some() { words().put_here } else { words().corner_here }}
                    </button>
                    <button
                        class="btn"
                        type="button"
                        disabled=move || n_corners.get() == 0 || held.get() == Some(Held::Whole)
                        on:click=move |_| model.remove_corner()
                    >
                        {Icon::Undo.view()}
                        {move || if held.get().is_some() { words().drop_it } else { words().back }}
                    </button>
                </div>
                <Field id="area-name" label=label(|it| it.name) error=no_name>
                    <input
                        class="input"
                        id="area-name"
                        type="text"
                        autocomplete="off"
                        maxlength="80"
                        aria-describedby="area-name-note"
                        prop:value=move || seen(model, |it| it.name.clone())
                        on:input=move |event| {
                            let name = event_target_value(&event);
                            model.sketch.update(|it| {
                                if let Some(it) = it {
                                    it.name = name;
                                }
                            });
                        }
                    />
                </Field>
                <Field
                    id="area-corners"
                    label=label(|it| it.corners)
                    help=Signal::derive(move || Some(words().corners_help.to_owned()))
                    error=no_corners
                >
                    <textarea
                        class="input id"
                        id="area-corners"
                        rows="5"
                        spellcheck="false"
                        aria-describedby="area-corners-note"
                        prop:value=corners
                        on:input=move |event| {
                            let typed = event_target_value(&event);
                            let corners = read_corners(&typed);
                            model.typed.set(Some(typed));
                            if let Some(corners) = corners {
                                model.sketch.update(|it| {
                                    if let Some(it) = it {
                                        it.is_closed = corners.len() > 2;
                                        it.held = None;
                                        it.corners = corners;
                                    }
                                });
                            }
                        }
                        on:change=move |_| {
                            // What could not be read stays, to be mended.
                            if !missing.get_untracked().1 {
                                model.typed.set(None);
                            }
                        }
                    ></textarea>
                </Field>
                <div class="area-end">
                    <button class="btn btn--primary" type="submit">{move || words().save}</button>
                    <button class="btn" type="button" on:click=move |_| model.end_drawing()>
                        {move || words().cancel}
                    </button>
                </div>
            </form>
        </aside>
    }
}

fn seen<T: Default>(model: LiveModel, look: impl FnOnce(&Sketch) -> T) -> T {
    model.sketch.with(|it| it.as_ref().map(look).unwrap_or_default())
}

//! Several drivers at one place of the map: their names, to choose one.

use leptos::prelude::*;
use protocol::RowId;

use super::{model::LiveModel, query::Selected};
use crate::{
    components::{age::Age, icon::Icon, status::Status},
    pages::dispatch::{driver_parts::standing, standing::Standing},
    platform::{
        listener::{Key, Listener},
        page,
    },
    texts::dispatch as texts,
};

/// The names, beside the place; nothing while nobody asked.
#[component]
pub(super) fn Group(model: LiveModel) -> impl IntoView {
    let keys = Listener::on_key(move |key: Key| {
        if key.name() == "Escape" && model.group.with_untracked(Option::is_some) {
            key.consume();
            model.group.set(None);
            page::focus(".map");
        }
    });
    let keys = StoredValue::new_local(keys);
    on_cleanup(move || drop(keys.try_update_value(Option::take)));
    move || {
        model
            .group
            .get()
            .map(|(ids, spot)| view! { <Names model ids spot /> })
    }
}

#[component]
fn Names(model: LiveModel, ids: Vec<RowId>, spot: (f64, f64)) -> impl IntoView {
    let desk = model.desk;
    let n_drivers = ids.len();
    let title = move || texts::drivers_here(desk.language.get(), n_drivers);
    // Beside the place, and inside of the map.
    let (width, height) = model
        .stage
        .camera()
        .map_or((0.0, 0.0), |it| (it.width, it.height));
    let left = if spot.0 + BESIDE + WIDTH > width {
        (spot.0 - BESIDE - WIDTH).max(EDGE)
    } else {
        spot.0 + BESIDE
    };
    let lines = u32::try_from(n_drivers.min(LINES)).map_or(0.0, f64::from);
    let top = (spot.1 - 60.0).min(height - 60.0 - lines * LINE).max(EDGE);
    request_animation_frame(|| page::focus(".clus li button"));
    let line = move |id: RowId| {
        let key = Signal::stored(id.clone());
        let driver = desk.drivers.watch(key);
        let position = desk.positions.watch(key);
        let at = Signal::derive(move || position.with(|it| it.as_ref().map(|it| it.at)));
        let standing = standing(desk, driver);
        let mark = Memo::new(move |_| standing.get().unwrap_or(Standing::Off).mark());
        let name = Signal::derive(move || {
            driver.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default())
        });
        let word = move || standing.get().map_or("", |it| it.word(desk.texts));
        view! {
            <li>
                <button type="button" on:click=move |_| model.select(Some(Selected::Driver(id.clone())))>
                    <Status mark=mark word=name />
                    <span class="cap t2">{word} " · " <Age at=at now=desk.now /></span>
                </button>
            </li>
        }
    };
    view! {
        <section
            class="pop clus"
            role="dialog"
            aria-label=title
            style:left=format!("{left:.0}px")
            style:top=format!("{top:.0}px")
        >
            <div class="clus-head">
                <span>{title}</span>
                <button
                    class="btn btn--icon btn--ghost btn--sm"
                    type="button"
                    aria-label=move || desk.words().close
                    on:click=move |_| model.group.set(None)
                >
                    {Icon::Close.view()}
                </button>
            </div>
            <ul>{ids.into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

/// From the middle of the marks to the names, px.
const BESIDE: f64 = 28.0;

/// Width of the names, px; as in the style sheet.
const WIDTH: f64 = 252.0;

/// Height of a name, px.
const LINE: f64 = 32.0;

/// More than that scroll.
const LINES: usize = 8;

/// From the edge of the map, px.
const EDGE: f64 = 8.0;

//! A menu at a cell: one for the whole table, so that it is never cut off by it and no row pays for it.

use leptos::prelude::*;

use crate::platform::{
    listener::{Key, Listener},
    page::{self, Spot},
};

/// Opens and closes a menu. A handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Menu {
    spot: RwSignal<Option<Spot>>,
    back: StoredValue<String>,
}

impl Menu {
    /// A closed menu.
    pub fn new() -> Self {
        Self {
            spot: RwSignal::new(None),
            back: StoredValue::new(String::new()),
        }
    }

    /// Opens it at the element that matches; the focus returns there. If nothing matches, it stays closed.
    pub fn open(self, selector: &str) {
        self.back.set_value(selector.to_owned());
        self.spot.set(page::spot(selector));
    }

    /// Closes it and gives the focus back.
    pub fn close(self) {
        if self.spot.with_untracked(Option::is_some) {
            self.spot.set(None);
            page::focus(&self.back.get_value());
        }
    }

    /// What it was opened at last, for another menu at the same place.
    pub fn back(self) -> String {
        self.back.get_value()
    }

    /// Whether it is open.
    pub fn is_open(self) -> bool {
        self.spot.with(Option::is_some)
    }
}

impl Default for Menu {
    fn default() -> Self {
        Self::new()
    }
}

/// The menu. Its items are buttons of role `menuitem`; arrows move between them, Escape and Tab close it.
#[component]
pub fn FloatMenu(
    /// Opens and closes it.
    menu: Menu,
    /// What it is.
    #[prop(into)]
    label: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let listeners = StoredValue::new_local(Vec::<Listener>::new());
    Effect::new(move |_| {
        let is_open = menu.is_open();
        listeners.set_value(if is_open { listen(menu) } else { Vec::new() });
        if is_open {
            request_animation_frame(|| page::focus(".float-menu [role=menuitem]"));
        }
    });
    on_cleanup(move || drop(listeners.try_update_value(std::mem::take)));
    let corner = Memo::new(move |_| {
        let spot = menu.spot.get()?;
        Some(Corner::of(spot, page::width(), page::height()))
    });
    let edge = move |edge: fn(&Corner) -> Option<i32>| {
        corner.with(|it| it.as_ref().and_then(edge).map(|it| format!("{it}px")))
    };
    view! {
        <Show when=move || menu.is_open()>
            <div
                class="pop menu float-menu"
                role="menu"
                aria-label=move || label.get()
                style:right=move || edge(|it| Some(it.right))
                style:top=move || edge(|it| it.top)
                style:bottom=move || edge(|it| it.bottom)
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "ArrowDown" => page::focus_next(".float-menu [role=menuitem]", 1),
                        "ArrowUp" => page::focus_next(".float-menu [role=menuitem]", -1),
                        "Tab" => menu.close(),
                        _ => return,
                    }
                    event.prevent_default();
                }
            >
                {children()}
            </div>
        </Show>
    }
}

fn listen(menu: Menu) -> Vec<Listener> {
    let keys = Listener::on_key(move |key: Key| {
        if key.name() == "Escape" {
            key.consume();
            menu.close();
        }
    });
    let press = Listener::on_document("pointerdown", move |event| {
        if !page::is_inside(&event, ".float-menu") {
            menu.spot.try_set(None);
        }
    });
    keys.into_iter().chain(press).collect()
}

/// Where the menu opens, as distances from the edges of the window, px.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Corner {
    right: i32,
    top: Option<i32>,
    bottom: Option<i32>,
}

impl Corner {
    /// Below the cell and flush with its right edge; above it where there is no room below.
    fn of(spot: Spot, width: f64, height: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "windows are far less than 2^31 px wide"
        )]
        let px = |it: f64| it.round().max(8.0) as i32;
        let above = spot.bottom + ROOM > height && spot.top > height / 2.0;
        Self {
            right: px(width - spot.right),
            top: (!above).then(|| px(spot.bottom + GAP)),
            bottom: above.then(|| px(height - spot.top + GAP)),
        }
    }
}

/// About as high as a menu becomes, px.
const ROOM: f64 = 320.0;

/// Between the cell and the menu, px.
const GAP: f64 = 4.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_menu_opens_where_there_is_room() {
        let spot = |top| Spot {
            left: 864.0,
            right: 900.0,
            top,
            bottom: top + 36.0,
        };

        let below = Corner::of(spot(100.0), 1000.0, 800.0);
        let above = Corner::of(spot(700.0), 1000.0, 800.0);

        assert_eq!((below.right, below.top, below.bottom), (100, Some(140), None));
        assert_eq!((above.right, above.top, above.bottom), (100, None, Some(104)));
    }
}

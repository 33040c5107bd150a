//! A panel that opens below a button and closes when one looks elsewhere.

use leptos::prelude::*;

use super::icon::Icon;
use crate::platform::{
    listener::{Key, Listener},
    page,
};

/// A panel beside the button that opens it. Closes on Escape (the focus returns to the button) and on a press outside.
///
/// Both stand in one element of class `popover` with the given id; the button is its first child.
#[component]
pub fn Popover(
    /// Names the pair; unique in the page.
    id: &'static str,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What the panel is.
    #[prop(into)]
    label: Signal<String>,
    /// The button; it sets `aria-expanded` itself.
    button: AnyView,
    children: ChildrenFn,
) -> impl IntoView {
    let listeners = StoredValue::new_local(Vec::<Listener>::new());
    // What would cut it off: in a list that is the pane, below which a phone has its bar.
    let around = move || page::spot(&format!(".pane:has(#{id})"));
    // Measured when it opens: how far down the button stands depends on what is above it.
    let room = Memo::new(move |_| {
        let button = open.get().then(|| page::spot(&format!("#{id} > button")))??;
        let bottom = around().map_or_else(page::height, |it| it.bottom);
        Some((bottom - button.bottom - EDGE).max(ROOM_MIN))
    });
    let shift = RwSignal::new(0.0);
    Effect::new(move |_| {
        let heard = if open.get() { listen(id, open) } else { Vec::new() };
        listeners.set_value(heard);
        shift.set(0.0);
        if open.get() {
            // Only once it stands there is it known how wide it is; before anybody sees it.
            request_animation_frame(move || {
                if let Some(panel) = page::spot(&format!("#{id} > .pop")) {
                    let (left, right) = around().map_or((0.0, page::width()), |it| (it.left, it.right));
                    shift.try_set(into_view(
                        (panel.left, panel.right),
                        (left + MARGIN, right - MARGIN),
                    ));
                }
            });
        }
    });
    on_cleanup(move || drop(listeners.try_update_value(std::mem::take)));
    view! {
        <div class="popover" id=id>
            {button}
            <Show when=move || open.get()>
                <section
                    class="pop"
                    role="dialog"
                    aria-label=move || label.get()
                    style:translate=move || format!("{:.0}px", shift.get())
                    style:max-height=move || room.get().map(|it| format!("{it:.0}px"))
                >
                    {children()}
                </section>
            </Show>
        </div>
    }
}

/// A picture that opens a panel below it; its name is in the label.
#[component]
pub fn IconPopover(
    /// Names the pair; unique in the page.
    id: &'static str,
    /// The picture.
    icon: Icon,
    /// What it opens.
    #[prop(into)]
    label: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let button = view! {
        <button
            class="btn btn--icon"
            type="button"
            aria-label=label
            title=label
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|it| *it = !*it)
        >
            {icon.view()}
        </button>
    }
    .into_any();
    view! {
        <Popover id=id open=open label=label button=button>
            {children()}
        </Popover>
    }
}

fn listen(id: &'static str, open: RwSignal<bool>) -> Vec<Listener> {
    let inside = format!("#{id}");
    let escape = Listener::on_key(move |key: Key| {
        if key.name() == "Escape" {
            open.try_set(false);
            page::focus(&format!("#{id} > button"));
        }
    });
    let press = Listener::on_document("pointerdown", move |event| {
        if !page::is_inside(&event, &inside) {
            open.try_set(false);
        }
    });
    escape.into_iter().chain(press).collect()
}

/// How far a panel must move sideways to be seen as a whole; where it does not fit, its beginning is seen.
fn into_view((left, right): (f64, f64), (from, to): (f64, f64)) -> f64 {
    (to - right).min(0.0).max(from - left)
}

/// From the button to the panel, and from the panel to the lower edge of the window, px.
const EDGE: f64 = 16.0;

/// A window so low that less fits must scroll itself, px.
const ROOM_MIN: f64 = 120.0;

/// Between the panel and what would cut it off, px.
const MARGIN: f64 = 4.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_moves_no_farther_than_it_must() {
        let room = (0.0, 390.0);

        assert_eq!(into_view((10.0, 210.0), room), 0.0);
        assert_eq!(into_view((300.0, 500.0), room), -110.0);
        assert_eq!(into_view((-60.0, 140.0), room), 60.0);
        assert_eq!(into_view((200.0, 700.0), room), -200.0, "wider than the room");
    }
}

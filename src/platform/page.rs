//! The page as a document: its root, its title, its focus, its media.

use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::listener::Listener;

/// Sets or (with `None`) removes an attribute of the root element.
pub fn mark(attribute: &str, value: Option<&str>) {
    let Some(root) = document().and_then(|it| it.document_element()) else {
        return;
    };
    // The names come from the code and are valid.
    let _ = match value {
        Some(value) => root.set_attribute(attribute, value),
        None => root.remove_attribute(attribute),
    };
}

/// Names the page in the tab and in the history.
pub fn entitle(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Moves the focus to the first element that matches.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Whether any element matches.
pub fn is_there(selector: &str) -> bool {
    find(selector).is_some()
}

/// Moves the focus so many elements on among those that match, around the ends.
pub fn focus_next(selector: &str, step: i32) {
    focus_nth(selector, |at, n| (at + step).rem_euclid(n));
}

/// The same as far as there are any.
pub fn focus_along(selector: &str, step: i32) {
    focus_nth(selector, |at, n| at.saturating_add(step).clamp(0, n - 1));
}

/// Moves the focus to the element that is said of the index of the focused one (-1: none) and of how many there are.
fn focus_nth(selector: &str, nth: impl FnOnce(i32, i32) -> i32) {
    let Some(list) = document().and_then(|it| it.query_selector_all(selector).ok()) else {
        return;
    };
    let elements: Vec<HtmlElement> = (0..list.length())
        .filter_map(|it| list.get(it)?.dyn_into().ok())
        .collect();
    let focused = document().and_then(|it| it.active_element());
    let at = elements.iter().position(|it| {
        focused
            .as_ref()
            .is_some_and(|focused| it.is_same_node(Some(focused)))
    });
    let n_elements = i32::try_from(elements.len()).unwrap_or(1).max(1);
    let from = at.and_then(|it| i32::try_from(it).ok()).unwrap_or(-1);
    let to = usize::try_from(nth(from, n_elements)).unwrap_or_default();
    if let Some(element) = elements.get(to) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Presses the first element that matches, as a click would.
pub fn press(selector: &str) {
    if let Some(element) = find(selector) {
        element.click();
    }
}

/// Whether the focus stands in an element that matches, or inside one.
pub fn has_focus(selector: &str) -> bool {
    document()
        .and_then(|it| it.active_element())
        .is_some_and(|it| it.closest(selector).ok().flatten().is_some())
}

/// Scrolls what is around the first element that matches sideways until it is seen.
pub fn reveal(selector: &str) {
    if let Some(element) = find(selector) {
        let how = ScrollIntoViewOptions::new();
        how.set_inline(ScrollLogicalPosition::Nearest);
        how.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    }
}

/// Scrolls the first element that matches back to its start.
pub fn scroll_to_start(selector: &str) {
    if let Some(element) = find(selector) {
        element.set_scroll_top(0);
    }
}

/// Whether an event happened inside an element that matches.
pub fn is_inside(event: &web_sys::Event, selector: &str) -> bool {
    event
        .target()
        .and_then(|it| it.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|it| it.closest(selector).ok().flatten().is_some())
}

/// Whether an event happened at exactly an element that matches, not inside it.
pub fn hits(event: &web_sys::Event, selector: &str) -> bool {
    event
        .target()
        .and_then(|it| it.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|it| it.matches(selector).unwrap_or(false))
}

/// Where an element stands in the window, px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Distance from the left edge to its left edge.
    pub left: f64,
    /// Distance from the left edge to its right edge.
    pub right: f64,
    /// Distance from the top to its upper edge.
    pub top: f64,
    /// Distance from the top to its lower edge.
    pub bottom: f64,
}

/// Where the first element that matches stands.
pub fn spot(selector: &str) -> Option<Spot> {
    let place = find(selector)?.get_bounding_client_rect();
    Some(Spot {
        left: place.left(),
        right: place.right(),
        top: place.top(),
        bottom: place.bottom(),
    })
}

/// Height of the window in CSS pixels.
pub fn height() -> f64 {
    web_sys::window()
        .and_then(|it| it.inner_height().ok()?.as_f64())
        .unwrap_or(800.0)
}

/// What a window tells before paper is laid out, and after.
pub const PAPER: [&str; 2] = ["beforeprint", "afterprint"];

/// Whether paper is laid out.
pub fn is_paper() -> bool {
    document()
        .and_then(|it| it.document_element())
        .is_some_and(|it| it.has_attribute("data-paper"))
}

/// Gives the page the colours and widths of paper from just before it is laid out, because charts are painted then.
pub fn mark_paper() -> [Option<Listener>; 2] {
    PAPER.map(|kind| Listener::on_window(kind, move |_| mark_for_paper(kind == PAPER[0])))
}

fn mark_for_paper(is_paper: bool) {
    if let Some(root) = document().and_then(|it| it.document_element()) {
        // Fails only for a name that is none.
        let _ = root.toggle_attribute_with_force("data-paper", is_paper);
    }
}

/// Opens the browser's print dialog.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // Refused only inside sandboxes, where there is nobody to tell.
        let _ = window.print();
    }
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // Refused only inside sandboxes.
        let _ = window.location().reload();
    }
}

/// Whether a media query holds now.
pub fn matches(query: &str) -> bool {
    web_sys::window()
        .and_then(|it| it.match_media(query).ok()?)
        .is_some_and(|it| it.matches())
}

/// Calls `hear` whenever a media query begins or ceases to hold.
pub fn on_media(query: &str, hear: impl Fn(bool) + 'static) -> Option<Listener> {
    let list = web_sys::window()?.match_media(query).ok()??;
    let target = list.clone();
    Listener::on(target.into(), "change", move |_| hear(list.matches()))
}

/// Whether the person asked their browser to spend few bytes.
pub fn saves_data() -> bool {
    let asked = || {
        let navigator = web_sys::window()?.navigator();
        let connection = js_sys::Reflect::get(&navigator, &"connection".into()).ok()?;
        js_sys::Reflect::get(&connection, &"saveData".into())
            .ok()?
            .as_bool()
    };
    asked().unwrap_or(false)
}

/// Width of the window in CSS pixels.
pub fn width() -> f64 {
    web_sys::window()
        .and_then(|it| it.inner_width().ok()?.as_f64())
        .unwrap_or(1280.0)
}

/// The browser's own description of itself.
pub fn user_agent() -> String {
    web_sys::window()
        .and_then(|it| it.navigator().user_agent().ok())
        .unwrap_or_default()
}

/// The address without what comes after the host.
pub fn origin() -> String {
    web_sys::window()
        .and_then(|it| it.location().origin().ok())
        .unwrap_or_default()
}

/// The whole address, without what stands behind a `#`.
pub fn address() -> String {
    origin() + &path()
}

/// Path and query of the address.
pub fn path() -> String {
    web_sys::window().map_or_else(String::new, |it| {
        let location = it.location();
        location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
    })
}

/// The value that a custom property, such as `--border`, has on the page now.
pub fn token(name: &str) -> String {
    let style =
        web_sys::window().and_then(|it| it.get_computed_style(&it.document()?.document_element()?).ok()?);
    style
        .and_then(|it| it.get_property_value(name).ok())
        .map_or_else(String::new, |it| it.trim().to_owned())
}

/// What stands behind the `#` of the address; it is never sent to a server.
pub fn fragment() -> String {
    web_sys::window()
        .and_then(|it| it.location().hash().ok())
        .map_or_else(String::new, |it| it.trim_start_matches('#').to_owned())
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn find(selector: &str) -> Option<HtmlElement> {
    document()?.query_selector(selector).ok()??.dyn_into().ok()
}

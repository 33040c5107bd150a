//! Where components are mounted, looked at and touched.

use std::{any::Any, time::Duration};

use js_sys::{Array, Function, Object, Reflect};
use leptos::{mount::mount_to, prelude::*};
use livedeck::platform::timer::sleep;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement};

/// A mounted component; gone from the page when dropped.
pub struct Stage {
    root: HtmlElement,
    mounted: Option<Box<dyn Any>>,
}

impl Stage {
    /// Mounts a view, and waits until it and its effects have run.
    pub async fn of<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Self {
        Self::styled("", view).await
    }

    /// As [`Self::of`], in a place with a style of its own.
    pub async fn styled<V: IntoView + 'static>(style: &str, view: impl FnOnce() -> V + 'static) -> Self {
        // A test that failed has left its own behind.
        if let Some(last) = document().query_selector("[data-stage]").unwrap() {
            last.remove();
        }
        let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        root.set_attribute("data-stage", "true").unwrap();
        root.set_attribute("style", style).unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let mounted = mount_to(root.clone(), view);
        settled().await;
        Self {
            root,
            mounted: Some(Box::new(mounted)),
        }
    }

    /// The first element that matches; there must be one.
    pub fn find(&self, selector: &str) -> HtmlElement {
        self.seek(selector)
            .unwrap_or_else(|| panic!("nothing matches {selector}"))
    }

    /// The first element that matches, if there is one.
    pub fn seek(&self, selector: &str) -> Option<HtmlElement> {
        Some(self.root.query_selector(selector).unwrap()?.unchecked_into())
    }

    /// Every element that matches.
    pub fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let list = self.root.query_selector_all(selector).unwrap();
        (0..list.length())
            .map(|it| list.get(it).unwrap().unchecked_into())
            .collect()
    }

    /// The text of the first element that matches, without the space around it.
    pub fn text(&self, selector: &str) -> String {
        text(&self.find(selector))
    }

    /// An attribute of the first element that matches.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector).get_attribute(name)
    }

    /// Clicks the first element that matches, and waits for what follows.
    pub async fn click(&self, selector: &str) {
        self.find(selector).click();
        settled().await;
    }

    /// Ends the component, as leaving its page does.
    pub fn unmount(&mut self) {
        self.mounted.take();
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.mounted.take();
        self.root.remove();
    }
}

/// The text inside an element.
pub fn text(element: &Element) -> String {
    element.text_content().unwrap_or_default().trim().to_owned()
}

/// Waits until effects have run.
pub async fn settled() {
    for _ in 0..2 {
        sleep(Duration::ZERO).await;
    }
}

/// Waits until a frame has been painted and its effects have run.
pub async fn painted() {
    let (done, frame) = futures::channel::oneshot::channel::<()>();
    request_animation_frame(move || _ = done.send(()));
    frame.await.unwrap();
    settled().await;
}

/// Waits until it holds, for as long as one may wait in a test.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..200 {
        if holds() {
            return;
        }
        sleep(Duration::from_millis(10)).await;
    }
    panic!("it never happened: {what}");
}

/// Presses a key at an element, and waits for what follows; tells whether the browser was kept from its own answer.
pub async fn press(target: &EventTarget, key: &str) -> bool {
    let taken = !send(target, "KeyboardEvent", "keydown", &[("key", key.into())]);
    painted().await;
    taken
}

/// Lets an event happen; `false`: somebody prevented what the browser would do.
pub fn send(target: &EventTarget, class: &str, kind: &str, fields: &[(&str, JsValue)]) -> bool {
    let options = object(fields);
    for name in ["bubbles", "cancelable"] {
        Reflect::set(&options, &name.into(), &true.into()).unwrap();
    }
    let event: Event = construct(class, &Array::of2(&kind.into(), &options)).unchecked_into();
    target.dispatch_event(&event).unwrap()
}

/// Makes an object of one of the browser's classes.
pub fn construct(class: &str, arguments: &Array) -> JsValue {
    let class: Function = global(class).unchecked_into();
    Reflect::construct(&class, arguments).unwrap()
}

/// A plain object.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object
}

/// Something of the page's global object.
pub fn global(name: &str) -> JsValue {
    Reflect::get(&js_sys::global(), &name.into()).unwrap()
}

/// Something of the global object stands for something else, until dropped.
pub struct Substitute {
    name: &'static str,
    original: JsValue,
}

impl Substitute {
    /// Puts `other` in its place.
    pub fn new(name: &'static str, other: &JsValue) -> Self {
        let original = global(name);
        Reflect::set(&js_sys::global(), &name.into(), other).unwrap();
        Self { name, original }
    }
}

impl Drop for Substitute {
    fn drop(&mut self) {
        let _ = Reflect::set(&js_sys::global(), &self.name.into(), &self.original);
    }
}

/// The page claims to be hidden, until dropped.
pub struct Hidden;

impl Hidden {
    /// Hides it; nobody is told.
    pub fn new() -> Self {
        let property = object(&[("value", "hidden".into()), ("configurable", true.into())]);
        Object::define_property(&document(), &"visibilityState".into(), &property);
        Self
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // Uncovers the real one, which stands in the prototype.
        let _ = Reflect::delete_property(&document(), &"visibilityState".into());
    }
}

/// The page.
pub fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

/// The window, as something that events happen to.
pub fn window() -> EventTarget {
    web_sys::window().unwrap().into()
}

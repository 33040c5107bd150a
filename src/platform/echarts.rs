//! One drawing of the chart library, which the page loads when the first chart is seen.

use std::{cell::RefCell, rc::Rc};

use js_sys::{JSON, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, ResizeObserver};

use super::{listener::Listener, page};

/// A chart on the page; gone from it when dropped.
#[derive(Clone)]
pub struct Drawing(Rc<Inner>);

/// Hears clicks on the drawing.
type OnClick = Closure<dyn FnMut(JsValue)>;

struct Inner {
    instance: Instance,
    observer: ResizeObserver,
    /// Before paper is laid out, and after.
    _paper: [Option<Listener>; 2],
    /// Kept alive as long as the library may call them.
    _resize: Closure<dyn FnMut()>,
    click: RefCell<Option<OnClick>>,
}

/// The chart library could not be loaded, or there is nothing to draw into.
#[derive(Clone, Debug, thiserror::Error)]
#[error("charts could not be loaded: {0}")]
pub struct ChartError(String);

impl Drawing {
    /// Loads the library if it is not there yet, and begins an empty chart that always fills `element`.
    ///
    /// # Errors
    ///
    /// When the library cannot be fetched; trying again later is right.
    pub async fn begin(element: Element) -> Result<Self, ChartError> {
        JsFuture::from(PAGE.with(Page::charts))
            .await
            .map_err(|it| ChartError(describe(&it)))?;
        let instance = init(&element);
        let resize = {
            let instance = instance.clone().unchecked_into::<Instance>();
            Closure::<dyn FnMut()>::new(move || instance.resize())
        };
        let observer =
            ResizeObserver::new(resize.as_ref().unchecked_ref()).map_err(|it| ChartError(describe(&it)))?;
        observer.observe(&element);
        // Nobody observes sizes while a page is laid out for paper: the drawing would be cut at its edge.
        let paper = page::PAPER.map(|kind| {
            let instance = instance.clone().unchecked_into::<Instance>();
            Listener::on_window(kind, move |_| {
                instance.resize();
                instance.renderer().flush();
            })
        });
        Ok(Self(Rc::new(Inner {
            instance,
            observer,
            _paper: paper,
            _resize: resize,
            click: RefCell::new(None),
        })))
    }

    /// Shows what the options say, and nothing of what was shown before. `options` is JSON.
    pub fn show(&self, options: &str) {
        // Options come from the code; what does not parse would be a bug that shows as an empty chart.
        if let Ok(options) = JSON::parse(options) {
            self.0.instance.set_option(&options, true);
            // The next frame would come after the paper.
            if page::is_paper() {
                self.0.instance.renderer().flush();
            }
        }
    }

    /// Calls `pick` with the index of a data point that is clicked.
    pub fn on_click(&self, mut pick: impl FnMut(usize) + 'static) {
        let callback = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let index = Reflect::get(&event, &"dataIndex".into())
                .ok()
                .and_then(|it| it.as_f64());
            if let Some(index) = index.filter(|it| *it >= 0.0) {
                pick(index as usize);
            }
        });
        self.0.instance.on("click", callback.as_ref());
        self.0.click.replace(Some(callback));
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.observer.disconnect();
        self.instance.dispose();
    }
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "unknown".to_owned(), |it| String::from(it.message()))
}

#[wasm_bindgen]
extern "C" {
    /// What `web/boot.js` offers.
    type Page;

    #[wasm_bindgen(thread_local_v2, js_name = livedeck)]
    static PAGE: Page;

    #[wasm_bindgen(method)]
    fn charts(this: &Page) -> Promise;

    /// One chart of the library.
    type Instance;

    #[wasm_bindgen(js_namespace = echarts)]
    fn init(element: &Element) -> Instance;

    #[wasm_bindgen(method, js_name = setOption)]
    fn set_option(this: &Instance, options: &JsValue, not_merge: bool);

    #[wasm_bindgen(method)]
    fn on(this: &Instance, event: &str, callback: &JsValue);

    #[wasm_bindgen(method)]
    fn resize(this: &Instance);

    #[wasm_bindgen(method)]
    fn dispose(this: &Instance);

    /// What paints for the library.
    type Renderer;

    #[wasm_bindgen(method, js_name = getZr)]
    fn renderer(this: &Instance) -> Renderer;

    /// Paints at once and not with the next frame.
    #[wasm_bindgen(method)]
    fn flush(this: &Renderer);
}

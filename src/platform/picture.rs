//! Pictures that a person takes or chooses: made small, and nothing in them but what is seen.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, Event, File, HtmlCanvasElement, HtmlInputElement, ImageBitmap};

/// A file that a person chose.
#[derive(Clone, Debug)]
pub struct Picked(File);

/// It is no picture that this browser can read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the browser cannot read this picture")]
pub struct PictureError;

/// What was chosen in the field that the event is about; the same file may be chosen again.
pub fn picked(event: &Event) -> Vec<Picked> {
    let field = event
        .target()
        .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    let Some(field) = field else {
        return Vec::new();
    };
    let files = field.files();
    let picked = files.map_or_else(Vec::new, |files| {
        (0..files.length())
            .filter_map(|it| files.get(it).map(Picked))
            .collect()
    });
    field.set_value("");
    picked
}

/// The picture as a JPEG whose longer side has at most so many dots, as a `data:` address. It is painted anew: where and
/// with what it was taken does not stand in it any more.
///
/// # Errors
///
/// When the browser cannot read it.
pub async fn shrink(picked: &Picked, longest: u32) -> Result<String, PictureError> {
    try_shrink(picked, longest)
        .await
        .ok()
        .filter(|it| it.starts_with("data:image/jpeg;base64,"))
        .ok_or(PictureError)
}

async fn try_shrink(picked: &Picked, longest: u32) -> Result<String, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let reading = window.create_image_bitmap_with_blob(&picked.0)?;
    let bitmap: ImageBitmap = JsFuture::from(reading).await?.dyn_into()?;
    let (width, height) = fitted(bitmap.width(), bitmap.height(), longest);
    let document = window.document().ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    let (width, height) = (f64::from(width), f64::from(height));
    // A JPEG has nothing behind it.
    context.set_fill_style_str("white");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)?;
    // A phone has little memory for pictures of twelve million dots.
    bitmap.close();
    canvas.to_data_url_with_type_and_encoder_options("image/jpeg", &JsValue::from(QUALITY))
}

/// The same shape with a longer side of at most so many dots.
fn fitted(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let long = width.max(height).max(1);
    if long <= longest {
        return (width.max(1), height.max(1));
    }
    let scaled = |it: u32| {
        let it = u64::from(it) * u64::from(longest) / u64::from(long);
        u32::try_from(it).unwrap_or(longest).max(1)
    };
    (scaled(width), scaled(height))
}

/// Letters on a delivery note can be read, and a photo has about 300 kB.
const QUALITY: f64 = 0.8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_shape() {
        assert_eq!(fitted(4_000, 3_000, 1_600), (1_600, 1_200));
        assert_eq!(fitted(3_000, 4_000, 1_600), (1_200, 1_600));
        assert_eq!(fitted(800, 600, 1_600), (800, 600));
        assert_eq!(fitted(100_000, 2, 1_600), (1_600, 1));
    }
}

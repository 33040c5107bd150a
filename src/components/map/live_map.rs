//! The map itself: loaded when first seen, moved by hand, by buttons and by keys.

use leptos::{
    html::{Canvas, Div},
    prelude::*,
    task::spawn_local,
};
use protocol::Timestamp;
use serde_json::Value;

use super::{
    brush::Brush,
    camera::{Camera, Spot},
    ground,
    ink::Ink,
    picture::Hit,
    source::Source,
    stage::Stage,
};
use crate::{
    platform::{
        canvas::Pen,
        http,
        listener::Key,
        maplibre::{Files, Ground, View},
        page,
        size::SizeWatch,
    },
    settings::{use_format, use_settings},
    texts::use_texts,
};

/// A map that fills the element around it.
#[component]
pub(crate) fn LiveMap(
    /// What is on it.
    stage: Stage,
    /// What it shows, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
    /// The app's clock.
    now: Signal<Timestamp>,
    /// Whether anything can be loaded.
    #[prop(into)]
    is_reached: Signal<bool>,
    /// Somebody pressed: on what, and where.
    on_hit: Callback<(Hit, Spot)>,
    /// Somebody pressed a key; says whether it meant something.
    on_key: Callback<String, bool>,
    /// Whether a press sets a corner.
    #[prop(into)]
    is_drawing: Signal<bool>,
    /// A hand moved the map.
    on_hand: Callback<()>,
) -> impl IntoView {
    let (texts, format, settings) = (use_texts(), use_format(), use_settings());
    let frame = NodeRef::<Div>::new();
    let canvas = NodeRef::<Canvas>::new();
    let failed = RwSignal::new(false);
    let is_hot = RwSignal::new(false);
    let foreign = RwSignal::new(None::<Source>);

    let begin = move || {
        let (Some(element), Some(canvas)) = (frame.get_untracked(), canvas.get_untracked()) else {
            return;
        };
        failed.set(false);
        let view = stage.wanted().unwrap_or(WORLD);
        spawn_local(async move {
            let moved = move |view: View, by_hand: bool| {
                stage.moved(view, by_hand);
                if by_hand {
                    on_hand.try_run(());
                }
            };
            let pressed = move |x: f64, y: f64| {
                on_hit.try_run((stage.at((x, y)), (x, y)));
            };
            let begun = async {
                let source = Source::of_installation().await?;
                foreign.try_set(source.clone());
                let style = |files: &Files| match &source {
                    Some(source) => source.style(&Ink::read()),
                    None => ground::style(&Ink::read(), files),
                };
                let origins = source.as_ref().map_or_else(Vec::new, |it| it.origins.clone());
                let ground = Ground::begin(element.into(), style, &origins, view, moved, pressed).await;
                ground.map(|it| (it, source.is_some()))
            };
            match begun.await {
                // The page may have been left while the library was loading: then nothing of it is touched.
                Ok((ground, is_foreign)) if !failed.is_disposed() => {
                    let city = ground.files().city.clone();
                    stage.begin(ground, Pen::new(canvas).map(|it| Brush::new(it, Ink::read())));
                    // Who brings a ground brings its names.
                    if !is_foreign && let Ok(city) = http::asset::<Value>(&city).await {
                        stage.name(ground::names(&city));
                    }
                }
                Ok(_) => {}
                Err(_) => {
                    failed.try_set(true);
                }
            }
        });
    };
    frame.on_load(move |_| begin());
    // Without a gateway there was nothing to load from; when it is back, nobody should have to press.
    Effect::new(move || {
        if is_reached.get() && failed.get_untracked() {
            begin();
        }
    });
    on_cleanup(move || stage.end());

    let dress = move || {
        let ink = Ink::read();
        stage.dress(|ground, brush| {
            let style = foreign.with_untracked(|it| match it {
                Some(source) => source.redressed(&ink),
                None => Some(ground::style(&ink, ground.files())),
            });
            if let Some(style) = style {
                ground.dress(&style);
            }
            brush.dip(ink);
        });
    };
    Effect::new(move |first: Option<()>| {
        settings.choice(|it| it.theme);
        if first.is_some() {
            // The root has its new colours only after this.
            request_animation_frame(dress);
        }
    });
    let media = [
        page::on_media("(prefers-color-scheme: dark)", move |_| dress()),
        page::on_media(CALM, move |is_calm| stage.calm(is_calm)),
    ];
    stage.calm(page::matches(CALM));
    let media = StoredValue::new_local(media);
    on_cleanup(move || drop(media.try_update_value(std::mem::take)));
    Effect::new(move || stage.tick(now.get(), format.get()));
    let size = StoredValue::new_local(None::<SizeWatch>);
    Effect::new(move || {
        if let Some(element) = frame.get() {
            size.set_value(SizeWatch::new(&[&element], move || stage.wake()));
        }
    });
    on_cleanup(move || drop(size.try_update_value(Option::take)));

    let press = move |event: leptos::ev::KeyboardEvent| {
        let key = Key::from(event);
        if !key.is_command() && on_key.run(key.name()) {
            key.consume();
            return;
        }
        if let Some(camera) = stage.aimed()
            && let Some(view) = step(&camera, &key)
        {
            key.consume();
            on_hand.run(());
            stage.look(view);
        }
    };
    let point = move |event: leptos::ev::PointerEvent| {
        let spot: Spot = (event.offset_x().into(), event.offset_y().into());
        let now_hot = stage.at(spot) != Hit::Nothing;
        if is_hot.get_untracked() != now_hot {
            is_hot.set(now_hot);
        }
    };
    view! {
        <div
            class="map"
            role="application"
            tabindex="0"
            aria-label=move || label.get()
            aria-describedby="map-keys"
            data-hot=move || is_hot.get().to_string()
            data-draws=move || is_drawing.get().to_string()
            on:keydown=press
            on:pointermove=point
        >
            <div class="map-ground" node_ref=frame></div>
            <canvas class="map-sky" node_ref=canvas aria-hidden="true"></canvas>
            <Show when=move || foreign.with(|it| it.as_ref().is_some_and(|it| !it.attribution.is_empty()))>
                <small class="map-credit">
                    {move || foreign.with(|it| it.as_ref().map(|it| it.attribution.clone()))}
                </small>
            </Show>
            <p class="vh" id="map-keys">{move || texts.dispatch().map_keys}</p>
            <Show when=move || failed.get()>
                <p class="map-failed" role="status">
                    {move || texts.dispatch().map_failed}
                    <button class="btn btn--sm" type="button" on:click=move |_| begin()>
                        {move || texts.charts().retry}
                    </button>
                </p>
            </Show>
        </div>
    }
}

/// The view after a key; `None`: the key means nothing here.
fn step(camera: &Camera, key: &Key) -> Option<View> {
    if key.is_command() {
        return None;
    }
    let far = if key.is_shifted() { 4.0 } else { 1.0 };
    let pan = |right: f64, below: f64| camera.panned(right * STEP * far, below * STEP * far);
    Some(match key.name().as_str() {
        "ArrowLeft" => pan(-1.0, 0.0),
        "ArrowRight" => pan(1.0, 0.0),
        "ArrowUp" => pan(0.0, -1.0),
        "ArrowDown" => pan(0.0, 1.0),
        "+" | "=" => camera.zoomed(1.0),
        "-" | "_" => camera.zoomed(-1.0),
        _ => return None,
    })
}

/// Where a map looks until somebody says otherwise.
const WORLD: View = View {
    lat: 30.0,
    lng: 0.0,
    zoom: 1.0,
};

/// How far an arrow moves the map, px.
const STEP: f64 = 80.0;

/// Somebody wants nothing to move by itself.
const CALM: &str = "(prefers-reduced-motion: reduce)";

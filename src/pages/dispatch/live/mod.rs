//! The live map: where everybody is, what they do, and what waits to be given to them.

mod areas;
mod feed;
mod group;
mod lines;
mod list;
mod model;
mod panel;
mod past;
mod playback;
mod query;
mod rows;
mod tab_stop;
mod table;

use leptos::prelude::*;
use protocol::StreamKind;
use sync::Phase;

use self::{
    feed::feed,
    group::Group,
    list::LiveList,
    model::LiveModel,
    panel::LivePanel,
    past::{PastDesk, is_asked},
    playback::{NowNote, Playback},
    table::MapTable,
};
use super::{desk::Desk, here::at_the_desk, menus::ShipmentMenus};
use crate::{
    components::{
        icon::Icon,
        list_state::Empty,
        map::{LiveMap, MapTool, MapTools},
        stray_note::StrayNote,
    },
    pages::address::Keep,
    texts::dispatch as texts,
};

/// The page: the present, or a moment of the past that the address asks for. Each is a desk of its own, so that nothing of
/// the one can be taken for the other.
#[component]
pub fn LiveMapPage() -> impl IntoView {
    at_the_desk();
    let is_past = is_asked();
    move || match is_past.get() {
        true => view! { <PastDesk /> }.into_any(),
        false => view! { <LiveDesk /> }.into_any(),
    }
}

#[component]
fn LiveDesk() -> impl IntoView {
    let desk = Desk::new();
    let model = LiveModel::new(desk);
    feed(model);
    areas::feed(model);
    let is_refused = Memo::new(move |_| {
        let is_refused = |it: Phase| matches!(it, Phase::Refused(..));
        is_refused(desk.drivers.phase()) || is_refused(desk.shipments.phase())
    });
    view! {
        <Show
            when=move || !is_refused.get()
            fallback=move || view! {
                <Empty icon=Icon::Octagon text=Signal::derive(move || desk.words().forbidden.to_owned())>
                    <p>{move || desk.texts.list().forbidden_hint}</p>
                </Empty>
            }
        >
            <Layout model />
        </Show>
    }
}

#[component]
fn Layout(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let sheet = RwSignal::new(Sheet::Half);
    let has_panel = Memo::new(move |_| {
        model.sketch.with(Option::is_some) || model.query.with(|it| it.selected.is_some())
    });
    let has_past = Memo::new(move |_| model.query.with(|it| it.span.is_some()));
    let is_stale = Memo::new(move |_| desk.positions.phase() == Phase::Stale);
    // Writing the address anew leaves out what could not be read.
    let clear = Callback::new(move |()| model.change(Keep::Replace, |_| ()));
    view! {
        <div
            class="disp"
            data-panel=move || has_panel.get().to_string()
            data-past=move || has_past.get().to_string()
            data-sheet=move || sheet.get().as_str()
            data-stale=move || is_stale.get().to_string()
        >
            <div class="disp-list">
                <SheetBar model sheet />
                <StrayNote text=model.strays() clear=clear />
                <NowNote model areas=true />
                <LiveList model />
            </div>
            <section class="disp-map" data-table=move || model.as_table.get().to_string() aria-label=move || desk.words().map>
                <Show when=move || !model.as_table.get() fallback=move || view! { <NowNote model /> <MapTable model /> }>
                    <Ground model />
                </Show>
                <Tools model />
                <Group model />
            </section>
            <LivePanel model />
            <Show when=move || has_past.get()><Playback model /></Show>
        </div>
        {(!desk.is_past).then(|| view! { <ShipmentMenus desk /> })}
    }
}

#[component]
fn Ground(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let label = Signal::derive(move || {
        let n_shown = model.n_placed.get().unwrap_or_else(|| desk.positions.len());
        texts::map_label(desk.language.get(), n_shown)
    });
    let is_reached = Memo::new(move |_| desk.is_past || desk.link.connection().is_reached());
    view! {
        <LiveMap
            stage=model.stage
            label=label
            now=desk.now
            is_reached=is_reached
            on_hit=Callback::new(move |(hit, spot)| model.hit(hit, spot))
            on_key=Callback::new(move |name: String| model.key(&name))
            is_drawing=Signal::derive(move || model.sketch.with(Option::is_some))
            on_hand=Callback::new(move |()| {
                model.group.set(None);
                model.following.set(false);
            })
        />
        <Scale model />
    }
}

/// How long a length on the screen is.
#[component]
fn Scale(model: LiveModel) -> impl IntoView {
    let scale = Memo::new(move |_| {
        model.stage.view()?;
        let camera = model.stage.camera()?;
        Some(scale(camera.metres(camera.view.lat)))
    });
    let width = move || scale.get().map(|it| format!("{:.0}px", it.1));
    let text = move || {
        let (metres, _) = scale.get()?;
        let format = model.desk.format.get();
        Some(match metres {
            it if it < 1000.0 => format!("{}\u{202f}m", format.number(it, 0)),
            it => format.distance(it / 1000.0, 0).joined(),
        })
    };
    view! {
        <Show when=move || scale.get().is_some()>
            <div class="map-scale" aria-hidden="true">
                <span style:width=width></span>
                <span>{text}</span>
            </div>
        </Show>
    }
}

/// A round length that is about as wide as the scale may be: in metres and in px.
fn scale(metres_per_px: f64) -> (f64, f64) {
    let most = metres_per_px * SCALE;
    let power = 10_f64.powf(most.log10().floor());
    let round = [5.0, 2.0, 1.0]
        .map(|it| it * power)
        .into_iter()
        .find(|it| *it <= most);
    let metres = round.unwrap_or(power);
    (metres, metres / metres_per_px)
}

/// The buttons over the map.
#[component]
fn Tools(model: LiveModel) -> impl IntoView {
    let (desk, stage) = (model.desk, model.stage);
    let zoom = move |steps: f64| {
        if let Some(camera) = stage.aimed() {
            stage.look(camera.zoomed(steps));
        }
    };
    let word = move |word: fn(&texts::Dispatch) -> &'static str| {
        Signal::derive(move || word(desk.words()).to_owned())
    };
    let has_selected = Signal::derive(move || model.query.with(|it| it.selected.is_some()));
    let can_follow = Signal::derive(move || model.driver().is_some());
    let is_map = move || !model.as_table.get();
    view! {
        <div class="map-bar">
            <Show when=is_map>
                <MapTools>
                    <MapTool icon=Icon::Plus label=word(|it| it.zoom_in) press=Callback::new(move |()| zoom(1.0)) />
                    <MapTool icon=Icon::Minus label=word(|it| it.zoom_out) press=Callback::new(move |()| zoom(-1.0)) />
                </MapTools>
            </Show>
            <Show when=move || desk.link.sees(StreamKind::TrackPoint)>
                <div class="past-tool">
                    <MapTools>
                        <MapTool
                            icon=Icon::Clock
                            label=Signal::derive(move || desk.texts.past().title.to_owned())
                            pressed=Signal::stored(desk.is_past)
                            press=Callback::new(move |()| match desk.is_past {
                                true => model.leave_the_past(),
                                false => model.enter_the_past(),
                            })
                        />
                    </MapTools>
                </div>
            </Show>
            <MapTools>
                <Show when=is_map>
                    <MapTool
                        icon=Icon::Fit
                        label=word(|it| it.fit_all)
                        press=Callback::new(move |()| {
                            model.following.set(false);
                            stage.fit_all();
                        })
                    />
                    <MapTool
                        icon=Icon::Eye
                        label=word(|it| it.fit_selected)
                        enabled=has_selected
                        press=Callback::new(move |()| {
                            model.following.set(false);
                            stage.fit(untrack(|| model.places()));
                        })
                    />
                    <MapTool
                        icon=Icon::Target
                        label=word(|it| it.follow)
                        pressed=Signal::from(model.following)
                        enabled=can_follow
                        press=Callback::new(move |()| model.following.update(|it| *it = !*it))
                    />
                </Show>
                <MapTool
                    icon=Icon::Table
                    label=Signal::derive(move || {
                        if model.as_table.get() { desk.words().as_map } else { desk.words().as_table }.to_owned()
                    })
                    pressed=Signal::from(model.as_table)
                    // What is drawn is drawn on the map.
                    enabled=Signal::derive(move || model.sketch.with(Option::is_none))
                    press=Callback::new(move |()| {
                        model.group.set(None);
                        model.change(Keep::Push, |it| it.as_table = !it.as_table);
                    })
                />
            </MapTools>
        </div>
    }
}

/// How much of a phone's screen the list takes.
#[derive(Clone, Copy, PartialEq)]
enum Sheet {
    Peek,
    Half,
    Full,
}

impl Sheet {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Peek => "peek",
            Self::Half => "half",
            Self::Full => "full",
        }
    }
}

/// The three stops of the list on a phone, as buttons: nobody has to drag.
#[component]
fn SheetBar(model: LiveModel, sheet: RwSignal<Sheet>) -> impl IntoView {
    let words = move || model.desk.words();
    let button = move |stop: Sheet, icon: Icon, label: fn(&texts::Dispatch) -> &'static str| {
        view! {
            <button
                class="btn btn--icon btn--ghost"
                type="button"
                aria-label=move || label(words())
                title=move || label(words())
                aria-pressed=move || (sheet.get() == stop).to_string()
                on:click=move |_| sheet.set(stop)
            >
                {icon.view()}
            </button>
        }
    };
    view! {
        <div class="sheet-bar" role="group" aria-label=move || words().list>
            {button(Sheet::Peek, Icon::ChevronDown, |it| it.sheet_peek)}
            {button(Sheet::Half, Icon::Minus, |it| it.sheet_half)}
            {button(Sheet::Full, Icon::ChevronUp, |it| it.sheet_full)}
        </div>
    }
}

/// So wide the scale is at most, px.
const SCALE: f64 = 88.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_a_round_length_that_fits() {
        for (metres_per_px, expected) in [(1.0, 50.0), (12.0, 1000.0), (0.3, 20.0), (700.0, 50_000.0)] {
            let (metres, px) = scale(metres_per_px);
            assert!((metres - expected).abs() < 1e-6, "{metres}");
            assert!(px <= SCALE && px > SCALE / 5.0, "{px}");
        }
    }
}

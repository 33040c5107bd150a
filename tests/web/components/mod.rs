//! Every widget mounted once: what it says, what it is for those who hear it, and what a press does.

mod floats;

use std::{cmp::Ordering, time::Duration};

use leptos::prelude::*;
use livedeck::{
    components::{
        age::Age,
        badge::Badge,
        dialog::Dialog,
        field::{Field, Select, Switch},
        icon::Icon,
        kpi::{Delta, Figure, KpiTile},
        list_state::{Empty, ListState},
        popover::Popover,
        segment::Segment,
        spark::Sparkline,
        status::{Shape, Status, Tone},
        strip::Strip,
    },
    format::NARROW,
};
use protocol::{SubErrCode, Timestamp};
use sync::{Phase, Refusal};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlDialogElement, HtmlSelectElement};

use crate::{
    fixture::NOW,
    stage::{Stage, document, press, send, settled, text, until},
};

#[wasm_bindgen_test]
async fn an_age_ticks_with_the_clock_and_tells_readers_the_moment() {
    let (at, now) = (RwSignal::new(Some(NOW)), RwSignal::new(NOW));
    let stale = RwSignal::new(false);
    let stage = Stage::of(move || view! { <Age at=at now=now.into() stale=stale /> }).await;
    let moment = stage.text("time .vh");

    let mut ages = vec![stage.text("[aria-hidden]")];
    for seconds in [5, 240, 7_200] {
        now.set(NOW + Duration::from_secs(seconds));
        settled().await;
        ages.push(stage.text("[aria-hidden]"));
    }
    stale.set(true);
    at.set(None);
    settled().await;

    assert_eq!(ages, ["0|s", "5|s", "4|min", "2|h"].map(narrow));
    assert!(moment.contains("2026"), "{moment}");
    assert_eq!(stage.attribute("time", "data-stale").as_deref(), Some("true"));
    assert_eq!(stage.attribute("time", "datetime"), None);
    assert_eq!(stage.text(".vh"), "");
    assert_eq!(stage.text("[aria-hidden]"), "–");
}

#[wasm_bindgen_test]
async fn a_tile_loads_shows_and_goes_stale_without_changing_its_place() {
    let figure = RwSignal::new(None);
    let known = RwSignal::new((None::<Timestamp>, false));
    let stage = Stage::of(move || {
        view! {
            <KpiTile
                label="Open violations"
                mark=Some((Shape::Crit, Tone::Crit))
                figure=figure
                href="/violations"
                known=known
                now=Signal::derive(|| NOW)
            />
        }
    })
    .await;
    let tile = stage.find("a.kpi");
    let loading = stage.attribute("a", "aria-busy");

    figure.set(Some(Figure {
        value: "128".to_owned(),
        unit: " km".to_owned(),
        delta: Some(Delta {
            direction: Ordering::Greater,
            amount: "+5".to_owned(),
            words: "5 km more".to_owned(),
        }),
        note: String::new(),
        history: vec![1.0, 2.0],
    }));
    known.set((Some(NOW - Duration::from_secs(60)), false));
    settled().await;
    let fresh = stage.attribute("a", "data-stale");
    known.set((Some(NOW - Duration::from_secs(600)), true));
    settled().await;

    assert_eq!(loading.as_deref(), Some("true"));
    assert_eq!(stage.attribute("a", "aria-busy").as_deref(), Some("false"));
    assert_eq!(
        [fresh, stage.attribute("a", "data-stale")],
        ["false", "true"].map(|it| Some(it.to_owned()))
    );
    assert_eq!(stage.attribute("time", "data-stale").as_deref(), Some("true"));
    assert!(stage.text(".kpi-label").contains("Open violations"));
    assert!(stage.text(".kpi-value").starts_with("128"));
    assert!(
        stage.text(".delta").starts_with("▲ +5") && stage.text(".delta").ends_with("5 km more"),
        "{}",
        stage.text(".delta")
    );
    assert_eq!(stage.attribute("a", "href").as_deref(), Some("/violations"));
    assert!(tile.is_same_node(Some(&stage.find("a.kpi"))));
}

#[wasm_bindgen_test]
async fn a_sparkline_is_drawn_again_and_never_read_aloud() {
    let values = RwSignal::new(vec![0.0, 1.0]);
    let stage = Stage::of(move || view! { <Sparkline values=values tone=Some(Tone::Warn) /> }).await;
    let line = stage.attribute(".spark-line", "d");

    values.set(vec![1.0, 0.0]);
    settled().await;

    assert_eq!(line.as_deref(), Some("M0 28L100 4"));
    assert_eq!(
        stage.attribute(".spark-line", "d").as_deref(),
        Some("M0 4L100 28")
    );
    assert_eq!(stage.attribute("svg", "aria-hidden").as_deref(), Some("true"));
    assert_eq!(stage.attribute("svg", "data-tone").as_deref(), Some("warn"));
}

#[wasm_bindgen_test]
async fn a_strip_is_a_picture_with_words() {
    let strip = RwSignal::new("mmMi-".to_owned());
    let stage = Stage::of(move || view! { <Strip strip=strip label="Last 24 hours" /> }).await;
    let moving = stage.attribute(".strip-moving", "d");

    strip.set("----m".to_owned());
    settled().await;

    assert_eq!(moving.as_deref(), Some("M0 2h3v14h-3z"));
    assert_eq!(
        stage.attribute(".strip-moving", "d").as_deref(),
        Some("M4 2h1v14h-1z")
    );
    assert_eq!(stage.attribute(".strip-violation", "d").as_deref(), Some(""));
    assert_eq!(
        ["role", "aria-label"].map(|it| stage.attribute("svg", it).unwrap()),
        ["img", "Last 24 hours"]
    );
}

#[wasm_bindgen_test]
async fn exactly_one_choice_of_a_segment_is_pressed() {
    let chosen = RwSignal::new(1);
    let stage = Stage::of(move || {
        view! {
            <Segment
                label="Period"
                choices=Signal::derive(|| vec![(1, "Day".to_owned()), (7, "Week".to_owned())])
                chosen=chosen
                choose=move |it| chosen.set(it)
            />
        }
    })
    .await;
    let pressed = |stage: &Stage| -> Vec<String> {
        let buttons = stage.all("button[aria-pressed=true]");
        buttons.iter().map(|it| text(it)).collect()
    };
    let before = pressed(&stage);

    stage.click("button[aria-pressed=false]").await;

    assert_eq!(
        (before, pressed(&stage)),
        (vec!["Day".to_owned()], vec!["Week".to_owned()])
    );
    assert_eq!(chosen.get_untracked(), 7);
    assert_eq!(
        stage.attribute("[role=group]", "aria-label").as_deref(),
        Some("Period")
    );
}

#[wasm_bindgen_test]
async fn a_list_says_why_it_shows_nothing() {
    let (phase, empty) = (RwSignal::new(Phase::Loading), RwSignal::new(true));
    let stage = Stage::of(move || {
        view! {
            <ListState phase=phase empty=empty empty_text="No violations today">
                <p class="rows">"rows"</p>
            </ListState>
        }
    })
    .await;
    let looks = |stage: &Stage| {
        let found = ["[role=status]", ".empty", ".rows"].map(|it| stage.seek(it).is_some());
        match found {
            [true, false, false] => "loading".to_owned(),
            [false, true, false] => stage.text(".empty"),
            [false, false, true] => "rows".to_owned(),
            _ => format!("{found:?}"),
        }
    };

    let mut seen = vec![looks(&stage)];
    for (next, is_empty) in [
        (Phase::Fresh, true),
        (Phase::Stale, false),
        (Phase::Loading, false),
        (
            Phase::Refused(Refusal::Denied(SubErrCode::Forbidden), String::new()),
            false,
        ),
        (Phase::Refused(Refusal::Revoked, String::new()), true),
    ] {
        batch(|| {
            phase.set(next);
            empty.set(is_empty);
        });
        settled().await;
        seen.push(looks(&stage));
    }

    assert_eq!(
        seen,
        [
            "loading",
            "No violations today",
            "rows",
            "rows",
            "You may not see this.",
            "You may not see this.",
        ]
    );
}

#[wasm_bindgen_test]
async fn an_empty_place_offers_what_to_do() {
    let stage = Stage::of(|| {
        view! {
            <Empty icon=Icon::Inbox text="Nothing matches">
                <button>"Clear filters"</button>
            </Empty>
        }
    })
    .await;

    assert_eq!(
        [stage.text("p"), stage.text("button")],
        ["Nothing matches", "Clear filters"]
    );
}

#[wasm_bindgen_test]
async fn a_status_is_never_a_colour_alone() {
    let (mark, word) = (
        RwSignal::new((Shape::Warn, Tone::Warn)),
        RwSignal::new("High".to_owned()),
    );
    let stage = Stage::of(move || {
        view! {
            <Status mark=mark word=word stale=true />
            <Badge tone=Tone::Crit shape=Some(Shape::Crit) text="Refused" />
        }
    })
    .await;
    let before = (stage.text(".st"), stage.attribute(".st use", "href"));

    mark.set((Shape::Crit, Tone::Crit));
    word.set("Critical".to_owned());
    settled().await;

    assert_eq!(before, ("High".to_owned(), Some("#s-warn".to_owned())));
    assert_eq!(stage.text(".st"), "Critical");
    assert_eq!(stage.attribute(".st use", "href").as_deref(), Some("#s-crit"));
    assert_eq!(stage.attribute(".st", "data-tone").as_deref(), Some("crit"));
    assert_eq!(stage.attribute(".st", "data-stale").as_deref(), Some("true"));
    assert_eq!(stage.text(".badge"), "Refused");
    assert_eq!(stage.attribute(".badge", "data-tone").as_deref(), Some("crit"));
    assert!(stage.seek(".badge svg[aria-hidden=true]").is_some());
}

#[wasm_bindgen_test]
async fn a_field_says_what_it_is_and_what_is_wrong() {
    let error = RwSignal::new(None::<String>);
    let stage = Stage::of(move || {
        view! {
            <Field id="mail" label="E-mail" help=Some("At work".to_owned()) error=error>
                <input id="mail" aria-describedby="mail-note" />
            </Field>
        }
    })
    .await;
    let helped = stage.text("#mail-note");

    error.set(Some("Not an address".to_owned()));
    settled().await;

    assert_eq!(
        (helped.as_str(), stage.text("#mail-note").as_str()),
        ("At work", "Not an address")
    );
    assert_eq!(
        stage.attribute("#mail-note", "data-tone").as_deref(),
        Some("crit")
    );
    assert_eq!(stage.attribute("label", "for").as_deref(), Some("mail"));
}

#[wasm_bindgen_test]
async fn a_list_to_choose_from_shows_and_tells_the_choice() {
    let chosen = RwSignal::new("km".to_owned());
    let stage = Stage::of(move || {
        let choices = || vec![("km".to_owned(), "Kilometres".to_owned()), ("mi".to_owned(), "Miles".to_owned())];
        view! { <Select id="units" choices=Signal::derive(choices) chosen=chosen choose=move |it| chosen.set(it) /> }
    })
    .await;
    let select: HtmlSelectElement = stage.find("select").unchecked_into();
    let before = select.value();

    select.set_value("mi");
    send(&select, "Event", "change", &[]);
    settled().await;

    assert_eq!((before.as_str(), chosen.get_untracked().as_str()), ("km", "mi"));
    assert_eq!(select.value(), "mi");
}

#[wasm_bindgen_test]
async fn a_switch_says_whether_it_is_on() {
    let on = RwSignal::new(false);
    let stage = Stage::of(move || view! { <Switch label="Sound" on=on turn=move |it| on.set(it) /> }).await;
    let before = stage.attribute("[role=switch]", "aria-checked");

    stage.click("[role=switch]").await;

    assert_eq!(before.as_deref(), Some("false"));
    assert_eq!(
        stage.attribute("[role=switch]", "aria-checked").as_deref(),
        Some("true")
    );
    assert_eq!(
        stage.attribute("[role=switch]", "aria-label").as_deref(),
        Some("Sound")
    );
}

/// Units stand after a narrow space, here written as a bar.
fn narrow(text: &str) -> String {
    text.replace('|', &NARROW.to_string())
}

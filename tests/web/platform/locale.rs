//! Languages and time zones of the browser.

use livedeck::platform::locale;
use protocol::Timestamp;
use wasm_bindgen_test::wasm_bindgen_test;

/// 2026-01-15 12:00 UTC.
const WINTER: Timestamp = Timestamp::from_millis(1_768_478_400_000);

/// 2026-07-15 12:00 UTC.
const SUMMER: Timestamp = Timestamp::from_millis(1_784_116_800_000);

#[wasm_bindgen_test]
fn clocks_are_where_they_are_at_that_time_of_the_year() {
    for (zone, winter, summer) in [
        ("Europe/Berlin", 60, 120),
        ("America/St_Johns", -210, -150),
        ("Australia/Sydney", 660, 600),
        ("Asia/Kolkata", 330, 330),
        ("UTC", 0, 0),
    ] {
        let offsets = [WINTER, SUMMER].map(|it| locale::offset(Some(zone), it));

        assert_eq!(offsets, [Some(winter), Some(summer)], "{zone}");
    }
}

#[wasm_bindgen_test]
fn a_zone_that_does_not_exist_has_no_clocks() {
    assert_eq!(locale::offset(Some("Europe/Atlantis"), SUMMER), None);
    assert_eq!(locale::offset(Some(""), SUMMER), None);
}

#[wasm_bindgen_test]
fn the_computers_own_zone_agrees_with_its_name() {
    let zone = locale::zone().unwrap();

    for at in [WINTER, SUMMER] {
        assert_eq!(
            locale::offset(None, at),
            locale::offset(Some(&zone), at),
            "{zone}"
        );
    }
}

#[wasm_bindgen_test]
fn the_browser_knows_zones_and_languages() {
    let zones = locale::zones();

    assert!(
        zones.iter().any(|it| it == "Europe/Berlin"),
        "{} zones",
        zones.len()
    );
    assert!(!locale::languages().is_empty());
}

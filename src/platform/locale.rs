//! Languages and time zones, as far as the browser knows them.

use js_sys::{Array, Function, Intl, Object, Reflect};
use protocol::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

/// The languages the person reads, best first, such as `fr-CA`.
pub fn languages() -> Vec<String> {
    web_sys::window()
        .map(|it| it.navigator().languages())
        .into_iter()
        .flat_map(|it| it.iter().filter_map(|it| it.as_string()).collect::<Vec<_>>())
        .collect()
}

/// The zone the computer is set to, such as `Europe/Berlin`.
pub fn zone() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into())
        .ok()?
        .as_string()
}

/// Every zone the browser knows; empty where it does not tell.
pub fn zones() -> Vec<String> {
    let list = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let function: Function = Reflect::get(&intl, &"supportedValuesOf".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let values: Array = function.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()?;
        Some(values.iter().filter_map(|it| it.as_string()).collect())
    };
    list().unwrap_or_default()
}

/// How far the clocks of a zone (`None`: of this computer) are ahead of UTC at a moment, in minutes. `None`: no such zone.
pub fn offset(zone: Option<&str>, at: Timestamp) -> Option<i32> {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are far below 2^53"
    )]
    let date = js_sys::Date::new(&JsValue::from_f64(at.as_millis() as f64));
    let Some(zone) = zone else {
        #[expect(clippy::cast_possible_truncation, reason = "at most 14 hours")]
        return Some(-(date.get_timezone_offset() as i32));
    };
    let name = name_of_offset(zone, &date)?;
    parse_offset(&name)
}

/// `GMT+05:30` for a zone at a moment.
fn name_of_offset(zone: &str, date: &js_sys::Date) -> Option<String> {
    let options = Object::new();
    for (name, value) in [("timeZone", zone), ("timeZoneName", "longOffset")] {
        Reflect::set(&options, &name.into(), &value.into()).ok()?;
    }
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DateTimeFormat".into())
        .ok()?
        .dyn_into()
        .ok()?;
    // By hand and not by `DateTimeFormat::new`, which panics where the zone is unknown.
    let format = Reflect::construct(&class, &Array::of2(&"en-US".into(), &options)).ok()?;
    let parts: Function = Reflect::get(&format, &"formatToParts".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let parts: Array = parts.call1(&format, date).ok()?.dyn_into().ok()?;
    parts.iter().find_map(|part| {
        let field = |name: &str| Reflect::get(&part, &name.into()).ok()?.as_string();
        field("value").filter(|_| field("type").as_deref() == Some("timeZoneName"))
    })
}

fn parse_offset(name: &str) -> Option<i32> {
    let rest = name.strip_prefix("GMT")?;
    if rest.is_empty() {
        return Some(0);
    }
    let (sign, digits) = match rest.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read() {
        for (name, minutes) in [
            ("GMT", Some(0)),
            ("GMT+05:30", Some(330)),
            ("GMT-03:00", Some(-180)),
            ("GMT+1", Some(60)),
            ("CET", None),
            ("GMT?", None),
        ] {
            assert_eq!(parse_offset(name), minutes, "{name}");
        }
    }
}

//! Where a driver was: for people who have to know, in the formats that maps read. Who asked is written down.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Json,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{RowId, StreamKind, Timestamp, Topic, entities::TrackPoint};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ApiError, Gateway, request::SignedIn, topics};
use crate::{
    clock,
    config::{TRACK_POINTS_MAX, TRACK_USUAL},
    fleet::day::date_time,
    store::{TRACKS_KEPT, TrackQuery},
};

/// Of what time, and how it is to be written.
#[derive(Deserialize)]
pub struct Question {
    from: Option<u64>,
    to: Option<u64>,
    format: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Format {
    Json,
    Gpx,
    GeoJson,
}

/// `GET /api/v1/tracks/{driver}?from=…&to=…&format=…`
pub async fn read(
    State(gateway): State<Arc<Gateway>>,
    SignedIn(session): SignedIn,
    Path(driver): Path<String>,
    query: Result<Query<Question>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Query(question) =
        query.map_err(|_| ApiError::malformed("`from` and `to` are moments in milliseconds."))?;
    let format = Format::asked(&question, &headers)?;
    let principal = session.principal();
    let who = principal.user.id.clone();
    // Whoever may read the topic of late may read what came before.
    let topic = Topic::scoped(StreamKind::TrackPoint, driver.as_str());
    gateway
        .conductor
        .read(principal, topic.to_string())
        .await
        .ok_or_else(ApiError::unavailable)?
        .map_err(topics::refusal)?;
    let query = question.query(&driver, clock::now())?;
    let what = format!(
        "read track of {driver} from {} to {}",
        date_time(query.from),
        date_time(query.to)
    );
    gateway
        .with_accounts(move |accounts, now| accounts.audit(&who, &what, now))
        .await?;
    let (tracks, asked) = (Arc::clone(&gateway.tracks), query.clone());
    let points = tokio::task::spawn_blocking(move || tracks.read(&asked))
        .await
        .map_err(|it| ApiError::internal(&it))?
        .map_err(|it| ApiError::internal(&it))?;
    if points.len() > TRACK_POINTS_MAX {
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too_much",
            format!("More than {TRACK_POINTS_MAX} positions: ask for a shorter time."),
        ));
    }
    Ok(format.answer(&query.driver, &points))
}

impl Question {
    fn query(&self, driver: &str, now: Timestamp) -> Result<TrackQuery, ApiError> {
        let to = self.to.map_or(now, Timestamp::from_millis).min(now + TRACK_USUAL);
        let from = self.from.map_or(to - TRACK_USUAL, Timestamp::from_millis);
        if from > to {
            return Err(ApiError::malformed("`from` lies after `to`."));
        }
        Ok(TrackQuery {
            driver: RowId::from(driver),
            from: from.max(now - TRACKS_KEPT - TRACK_USUAL),
            to,
            // One more than is answered: to know whether there are more.
            limit: TRACK_POINTS_MAX + 1,
        })
    }
}

impl Format {
    fn asked(question: &Question, headers: &HeaderMap) -> Result<Self, ApiError> {
        match question.format.as_deref() {
            Some("json") => return Ok(Self::Json),
            Some("gpx") => return Ok(Self::Gpx),
            Some("geojson") => return Ok(Self::GeoJson),
            Some(_) => return Err(ApiError::malformed("`format` is json, gpx or geojson.")),
            None => {}
        }
        let accepted = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
        let accepts = |kind: &str| accepted.is_some_and(|it| it.contains(kind));
        Ok(if accepts("application/gpx+xml") {
            Self::Gpx
        } else if accepts("application/geo+json") {
            Self::GeoJson
        } else {
            Self::Json
        })
    }

    fn answer(self, driver: &RowId, points: &[TrackPoint]) -> Response {
        match self {
            Self::Json => Json(plain(driver, points)).into_response(),
            Self::Gpx => file(
                gpx(driver, points),
                "application/gpx+xml",
                &format!("{driver}.gpx"),
            ),
            Self::GeoJson => file(
                geo_json(driver, points).to_string(),
                "application/geo+json",
                &format!("{driver}.geojson"),
            ),
        }
    }
}

fn file(text: String, kind: &'static str, name: &str) -> Response {
    let mut response = ([(header::CONTENT_TYPE, kind)], text).into_response();
    // A driver's name is part of a topic's, so there is nothing in it that a header could not hold.
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn plain(driver: &RowId, points: &[TrackPoint]) -> Value {
    let points: Vec<_> = points
        .iter()
        .map(|it| {
            let doubt = it.doubt.map(|it| it.as_str());
            json!([it.at, it.lat, it.lng, it.accuracy, it.speed, it.heading, doubt])
        })
        .collect();
    json!({ "driver": driver, "points": points })
}

/// GPX 1.1: a segment per stretch without a gap.
fn gpx(driver: &RowId, points: &[TrackPoint]) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gpx version=\"1.1\" creator=\"Livedeck\" xmlns=\"http://www.topografix.com/GPX/1/1\">\n<trk>\n",
    );
    // Writing to a string cannot fail; names of topics have nothing that XML would have to escape.
    let _ = writeln!(text, "<name>{driver}</name>");
    for stretch in stretches(points) {
        text.push_str("<trkseg>\n");
        for it in stretch {
            let (lat, lng, time) = (it.lat, it.lng, date_time(it.at));
            let _ = write!(text, "<trkpt lat=\"{lat}\" lon=\"{lng}\"><time>{time}</time>");
            if let Some(doubt) = it.doubt {
                let _ = write!(text, "<cmt>{}</cmt>", doubt.as_str());
            }
            text.push_str("</trkpt>\n");
        }
        text.push_str("</trkseg>\n");
    }
    text.push_str("</trk>\n</gpx>\n");
    text
}

/// One feature with a line per stretch without a gap; `coordTimes` has the moments in the same shape.
fn geo_json(driver: &RowId, points: &[TrackPoint]) -> Value {
    let stretches = || stretches(points);
    let lines: Vec<Vec<_>> = stretches()
        .map(|it| it.iter().map(|it| [it.lng, it.lat]).collect())
        .collect();
    let times: Vec<Vec<_>> = stretches()
        .map(|it| it.iter().map(|it| date_time(it.at)).collect())
        .collect();
    json!({
        "type": "FeatureCollection",
        "features": [{
            "type": "Feature",
            "properties": { "driver": driver, "coordTimes": times },
            "geometry": { "type": "MultiLineString", "coordinates": lines },
        }],
    })
}

/// The track where it goes on without a gap.
fn stretches(points: &[TrackPoint]) -> impl Iterator<Item = &[TrackPoint]> {
    points.chunk_by(|a, b| b.at.since(a.at) <= GAP)
}

/// A longer time between two positions is a gap: nobody knows the way.
const GAP: std::time::Duration = std::time::Duration::from_secs(120);

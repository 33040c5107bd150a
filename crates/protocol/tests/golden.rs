//! Golden files: what stands on the wire, frame by frame; any other implementation can be tested with them too.

#![expect(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use livedeck_protocol::{
    ClientFrame, Codec, DecodeError, Encoding, Entity, FrameSet, GatewayFrame, RawRow, StreamKind,
    entities::{EntityVisitor, visit_all},
    mutations::Mutation,
};
use serde_json::{Value, json};

#[test]
fn every_client_frame_has_a_golden_file_that_survives_both_codecs() {
    survives::<ClientFrame>("client", ClientFrame::KINDS, ClientFrame::kind);
}

#[test]
fn every_gateway_frame_has_a_golden_file_that_survives_both_codecs() {
    survives::<GatewayFrame>("gateway", GatewayFrame::KINDS, GatewayFrame::kind);
}

#[test]
fn every_row_of_every_stream_survives_its_entity() {
    struct Rows(BTreeSet<String>);
    impl EntityVisitor for Rows {
        fn visit<E: Entity>(&mut self) {
            let name = E::KIND.path().replace('/', "_");
            let rows: Vec<RawRow> = serde_json::from_value(json_in(&format!("rows/{name}.json"))).unwrap();
            assert!(!rows.is_empty(), "{name} has no golden row");
            for row in rows {
                let entity: E = row.decode().unwrap_or_else(|it| panic!("{name}: {it}"));
                assert_eq!(entity.to_raw(), row, "{name}");
                assert_eq!(Some(entity.id()), row.id().as_ref(), "{name}");
            }
            self.0.insert(name);
        }
    }

    let mut rows = Rows(BTreeSet::new());
    visit_all(&mut rows);

    assert_eq!(rows.0.len(), StreamKind::ALL.len());
    assert_eq!(rows.0, stems("rows"));
}

#[test]
fn every_mutation_is_read_and_written_back() {
    let Value::Array(all) = json_in("mutations.json") else {
        panic!("mutations.json is an array");
    };
    let mut names = BTreeSet::new();
    for it in all {
        let mutation = Mutation::read(it["name"].as_str().unwrap(), &it["args"]).unwrap();
        assert_eq!(json!({"name": mutation.name(), "args": mutation.args()}), it);
        names.insert(mutation.name());
    }
    assert_eq!(names, Mutation::names().collect());
}

#[test]
fn unknown_frames_and_fields_are_ignored() {
    let text = json!([
        {"from_the_future": {"anything": [1, {"two": null}]}},
        {"ping": {"c": 1, "later": {"x": 1}}},
    ]);
    for frames in decode_all::<ClientFrame>(&text).map(Result::unwrap) {
        assert_eq!(frames.iter().map(ClientFrame::kind).collect::<Vec<_>>(), ["ping"]);
    }
    for frames in decode_all::<GatewayFrame>(&text).map(Result::unwrap) {
        assert_eq!(
            frames.iter().map(GatewayFrame::kind).collect::<Vec<_>>(),
            ["ping"]
        );
    }
}

#[test]
fn malformed_messages_are_refused_by_both_sides() {
    for stem in stems("malformed") {
        let bytes = fs::read(golden().join("malformed").join(format!("{stem}.json"))).unwrap();
        assert!(
            Codec::decode::<ClientFrame>(Encoding::Json, &bytes).is_err(),
            "client: {stem}"
        );
        assert!(
            Codec::decode::<GatewayFrame>(Encoding::Json, &bytes).is_err(),
            "gateway: {stem}"
        );
        // What is malformed but proper JSON is refused in MessagePack as well.
        if let Ok(value) = serde_json::from_slice::<Value>(&bytes) {
            for refused in decode_all::<ClientFrame>(&value) {
                assert!(refused.is_err(), "client: {stem}");
            }
            for refused in decode_all::<GatewayFrame>(&value) {
                assert!(refused.is_err(), "gateway: {stem}");
            }
        }
    }
}

#[test]
fn truncated_messages_never_panic() {
    for (side, kinds) in [("client", ClientFrame::KINDS), ("gateway", GatewayFrame::KINDS)] {
        for kind in kinds {
            let value = json_in(&format!("{side}/{kind}.json"));
            for (encoding, bytes) in [
                (Encoding::Json, serde_json::to_vec(&value).unwrap()),
                (Encoding::MessagePack, rmp_serde::to_vec(&value).unwrap()),
            ] {
                for end in 0..bytes.len() {
                    assert!(Codec::decode::<ClientFrame>(encoding, &bytes[..end]).is_err());
                    assert!(Codec::decode::<GatewayFrame>(encoding, &bytes[..end]).is_err());
                }
            }
        }
    }
}

fn survives<F: FrameSet + PartialEq + std::fmt::Debug>(
    side: &str,
    kinds: &[&str],
    kind_of: impl Fn(&F) -> &'static str,
) {
    assert_eq!(stems(side), kinds.iter().map(|it| (*it).to_owned()).collect());
    for kind in kinds {
        let golden = json_in(&format!("{side}/{kind}.json"));
        for encoding in [Encoding::Json, Encoding::MessagePack] {
            let frames: Vec<F> = decode(encoding, &golden).unwrap_or_else(|it| panic!("{kind}: {it}"));
            assert!(
                !frames.is_empty() && frames.iter().all(|it| kind_of(it) == *kind),
                "{kind}"
            );

            let bytes = Codec::encode(encoding, &frames).unwrap();
            let again: Value = match encoding {
                Encoding::Json => serde_json::from_slice(&bytes).unwrap(),
                Encoding::MessagePack => rmp_serde::from_slice(&bytes).unwrap(),
            };

            assert_eq!(again, golden, "{kind} in {encoding:?}");
            assert_eq!(
                Codec::decode::<F>(encoding, &bytes).unwrap(),
                frames,
                "{kind} in {encoding:?}"
            );
        }
    }
}

fn decode_all<F: FrameSet>(message: &Value) -> impl Iterator<Item = Result<Vec<F>, DecodeError>> {
    [Encoding::Json, Encoding::MessagePack]
        .into_iter()
        .map(move |encoding| decode(encoding, message))
}

fn decode<F: FrameSet>(encoding: Encoding, message: &Value) -> Result<Vec<F>, DecodeError> {
    let bytes = match encoding {
        Encoding::Json => serde_json::to_vec(message).unwrap(),
        Encoding::MessagePack => rmp_serde::to_vec(message).unwrap(),
    };
    Codec::decode(encoding, &bytes)
}

fn json_in(path: &str) -> Value {
    let text = fs::read_to_string(golden().join(path)).unwrap_or_else(|it| panic!("golden/{path}: {it}"));
    serde_json::from_str(&text).unwrap_or_else(|it| panic!("golden/{path}: {it}"))
}

fn stems(folder: &str) -> BTreeSet<String> {
    fs::read_dir(golden().join(folder))
        .unwrap()
        .map(|it| {
            it.unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned()
        })
        .collect()
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

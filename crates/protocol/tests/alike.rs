//! Patches told together: rules AL1 to AL4 of `docs/protocol.md`.

#![expect(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use std::{fs, path::Path};

use livedeck_protocol::{
    Codec, DecodeError, Encoding, Fields, GatewayFrame, Gathered, Op, RawRow, Revision, RowId,
};
use serde::Serialize;
use serde_json::{Value, json};

/// A message as a gateway writes it: around ops that were written before.
#[derive(Serialize)]
enum Frame<T> {
    #[serde(rename = "delta")]
    Delta { s: u32, from: u64, to: u64, ops: T },
}

const BOTH: [Encoding; 2] = [Encoding::Json, Encoding::MessagePack];

/// AL1: what is told together means the same patches one by one.
#[test]
fn al1_golden_patches_are_read_one_by_one() {
    for it in golden("read").as_array().unwrap() {
        for encoding in BOTH {
            let read = ops_of(encoding, &bytes(encoding, &it["told"])).unwrap();

            assert_eq!(serde_json::to_value(&read).unwrap(), it["means"], "{encoding:?}");
            assert_eq!(read, ops_of(encoding, &bytes(encoding, &it["means"])).unwrap());
        }
    }
}

/// AL1: whatever stands in rows comes back as it was, every number as the same kind of number and to the last bit.
#[test]
fn al1_whatever_is_gathered_comes_back() {
    let mut random = Random(1);
    for round in 0..3_000 {
        let ops: Vec<Op> = (0..random.below(40)).map(|n| op(n, &mut random)).collect();
        let rows_min = 1 + random.below(4);
        for encoding in BOTH {
            let mut read = ops_of(encoding, &bytes(encoding, &Gathered::new(&ops, rows_min))).unwrap();

            // The order in a delta says nothing.
            read.sort_by_key(Op::id);
            assert_eq!(text(&read), text(&ops), "round {round}, {encoding:?}");
        }
    }
}

/// AL1: numbers at the edge of what can be told as differences.
#[test]
fn al1_odd_numbers_come_back() {
    let columns = [
        json!([0.0, -0.0]),
        json!([1, 1.0]),
        json!([0.1, 0.1 + 0.2, 1e-9]),
        json!([0.123_456_789, 123.0]),
        json!([0.123_456_789_1, 123.0]),
        json!([1e15, 0.5]),
        json!([1e300, -1e300, 5e-324]),
        json!([9_007_199_254_740_991_u64, 0]),
        json!([9_007_199_254_740_992_u64, 1]),
        json!([u64::MAX, i64::MIN]),
        json!([9_007_199_254_740_991_i64, -9_007_199_254_740_991_i64]),
        json!([4_503_599_627_370_497.0, -4_503_599_627_370_497.0]),
        json!([null, 1]),
        json!([{"d": [1]}, {"d": [1], "e": 2}]),
    ];
    for column in columns {
        let rows = column.as_array().unwrap();
        let ops: Vec<Op> = rows
            .iter()
            .zip(0..)
            .map(|(value, n)| patch(n, fields(json!({"x": value}))))
            .collect();
        for encoding in BOTH {
            let read = ops_of(encoding, &bytes(encoding, &Gathered::new(&ops, 1))).unwrap();
            assert_eq!(text(&read), text(&ops), "{encoding:?}");
        }
    }
}

/// AL2: what does not fit together is refused as a whole, in both encodings.
#[test]
fn al2_what_does_not_fit_together_is_malformed() {
    for (what, ops) in golden("refused").as_object().unwrap() {
        for encoding in BOTH {
            let refused = ops_of(encoding, &bytes(encoding, ops));
            assert!(refused.is_err(), "{what} in {encoding:?}: {refused:?}");
        }
    }
}

/// AL2: bytes cut off or spoiled are refused or read, and never a panic; what is read is bounded by what was sent.
#[test]
fn al2_spoiled_bytes_never_panic() {
    let mut random = Random(2);
    let told = &golden("read")[0]["told"];
    for encoding in BOTH {
        let whole = bytes(encoding, told);
        for end in 0..whole.len() {
            assert!(ops_of(encoding, &whole[..end]).is_err());
        }
        for _ in 0..30_000 {
            let mut spoiled = whole.clone();
            for _ in 0..=random.below(3) {
                let at = random.below(spoiled.len());
                spoiled[at] = random.next().to_le_bytes()[0];
            }
            if let Ok(read) = ops_of(encoding, &spoiled) {
                assert!(read.len() <= spoiled.len());
            }
        }
    }
}

/// AL3: nothing but a delta's ops says it: one op by itself is never several.
#[test]
fn al3_one_op_is_never_several() {
    let told = &golden("read")[0]["told"][0];
    assert!(serde_json::from_value::<Op>(told.clone()).is_err());
}

/// AL4: only patches that change the same fields, and take none away, are told together, if there are enough of them;
/// a name stands once.
#[test]
fn al4_few_and_unlike_patches_are_told_by_themselves() {
    let like = |n| patch(n, fields(json!({"lat": 57.7, "lng": 11.9})));
    let mut ops = vec![
        like(0),
        like(1),
        like(2),
        patch(3, fields(json!({"lat": 57.7}))),
        Op::Patch(
            Revision(9),
            "r4".into(),
            fields(json!({"lat": 57.7, "lng": 11.9})),
            vec!["heading".to_owned()],
        ),
        Op::Remove(Revision(9), "r5".into()),
    ];
    ops.extend((6..40).map(|n| patch(n, fields(json!({"x".repeat(65): n})))));

    let told = serde_json::to_value(Gathered::new(&ops, 3)).unwrap();
    let signs: String = told
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it[0].as_str().unwrap())
        .collect();
    assert_eq!(signs, format!("~~-{}=", "~".repeat(34)));
    assert_eq!(told.to_string().matches("lng").count(), 2);

    let by_themselves = serde_json::to_value(Gathered::new(&ops[..2], 3)).unwrap();
    assert_eq!(by_themselves, serde_json::to_value(&ops[..2]).unwrap());
}

/// AL4: more sets of fields than are looked for cost nothing but bytes.
#[test]
fn al4_many_sets_of_fields_are_bounded() {
    let ops: Vec<Op> = (0..400)
        .map(|n| patch(n, fields(json!({format!("f{}", n % 100): n}))))
        .collect();

    let told = serde_json::to_value(Gathered::new(&ops, 2)).unwrap();

    let together = told.as_array().unwrap().iter().filter(|it| it[0] == "=");
    assert_eq!(together.count(), 32);
    let mut read = ops_of(Encoding::Json, &bytes(Encoding::Json, &told)).unwrap();
    read.sort_by_key(Op::revision);
    assert_eq!(read, ops);
}

fn bytes(encoding: Encoding, ops: &impl Serialize) -> Vec<u8> {
    let message = [Frame::Delta {
        s: 1,
        from: 1,
        to: 2,
        ops,
    }];
    match encoding {
        Encoding::Json => serde_json::to_vec(&message).unwrap(),
        Encoding::MessagePack => rmp_serde::to_vec_named(&message).unwrap(),
    }
}

fn ops_of(encoding: Encoding, bytes: &[u8]) -> Result<Vec<Op>, DecodeError> {
    let frames = Codec::decode::<GatewayFrame>(encoding, bytes)?;
    let ops = frames.into_iter().filter_map(|it| match it {
        GatewayFrame::Delta(it) => Some(it.ops),
        _ => None,
    });
    Ok(ops.flatten().collect())
}

/// Tells −0 from 0, and 1.0 from 1.
fn text(ops: &[Op]) -> String {
    serde_json::to_string(ops).unwrap()
}

fn op(n: usize, random: &mut Random) -> Op {
    let revision = Revision(random.next() >> 20);
    let id = RowId::from(format!("r{n:02}"));
    match random.below(12) {
        0 => Op::Remove(revision, id),
        1 => Op::Put(revision, RawRow(fields(json!({"id": id, "speed": 1})))),
        2 => Op::Patch(revision, id, Fields::new(), vec!["heading".to_owned()]),
        _ => {
            let mut changed = Fields::new();
            for name in ["at", "lat", "name", "speed"] {
                if random.below(4) > 0 {
                    changed.insert(name.to_owned(), value(random));
                }
            }
            Op::Patch(revision, id, changed, Vec::new())
        }
    }
}

fn value(random: &mut Random) -> Value {
    let whole = random.next().cast_signed() >> random.below(64);
    let scale = 10_f64.powi(i32::try_from(random.below(10)).unwrap());
    match random.below(20) {
        0 => json!(null),
        1 => json!("text"),
        2 => survivor(f64::from_bits(random.next())),
        3 => json!(whole),
        4..12 => json!(random.below(100_000)),
        _ => json!((random.below(1_000_000) as f64 - 500_000.0) / scale),
    }
}

/// The number, if the reader of JSON gives it back to the last bit: it does not always, however it is told.
fn survivor(number: f64) -> Value {
    let value = json!(number);
    let is_exact = value.to_string().parse::<Value>().unwrap() == value;
    if is_exact { value } else { json!(0.5) }
}

fn patch(n: usize, changed: Fields) -> Op {
    Op::Patch(Revision(n as u64), format!("r{n}").into(), changed, Vec::new())
}

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other} is no object"),
    }
}

fn golden(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/alike");
    serde_json::from_str(&fs::read_to_string(folder.join(format!("{name}.json"))).unwrap()).unwrap()
}

/// xorshift64*: the same every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }
}

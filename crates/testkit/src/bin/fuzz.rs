//! Feeds spoiled bytes to everything that reads what others wrote: `fuzz [EXECUTIONS] [SEED]`, a million of each unless told.
//!
//! A reader may refuse whatever it wants; it may not panic, and what it accepts must come back the same after being
//! written. The corpus is the golden file of every frame, patches told together, and records as the app writes them.

use std::{path::Path, process::ExitCode};

use fastrand::Rng;
use protocol::{ClientFrame, Codec, Encoding, FrameSet, GatewayFrame};
use serde::{Serialize, de::DeserializeOwned};
use sync::{CacheRecord, OutboxRecord};

/// A reader: gets bytes, says whether it took them for something.
type Reader = Box<dyn Fn(&[u8]) -> bool>;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1).map(|it| it.parse::<u64>());
    let (Some(executions), Some(seed)) = (
        words.next().unwrap_or(Ok(1_000_000)).ok(),
        words.next().unwrap_or(Ok(0)).ok(),
    ) else {
        eprintln!("usage: fuzz [EXECUTIONS] [SEED]");
        return ExitCode::from(2);
    };
    let client = golden("client");
    let mut gateway = golden("gateway");
    let mut gateway_packed = packed::<GatewayFrame>(&gateway);
    // What is read together is written again one by one.
    gateway.push(TOGETHER.as_bytes().to_vec());
    gateway_packed.push(TOGETHER_PACKED.to_vec());
    let targets: Vec<(&str, Vec<Vec<u8>>, Reader)> = vec![
        (
            "client frames, JSON",
            client.clone(),
            frames::<ClientFrame>(Encoding::Json),
        ),
        (
            "client frames, MessagePack",
            packed::<ClientFrame>(&client),
            frames::<ClientFrame>(Encoding::MessagePack),
        ),
        (
            "gateway frames, JSON",
            gateway.clone(),
            frames::<GatewayFrame>(Encoding::Json),
        ),
        (
            "gateway frames, MessagePack",
            gateway_packed,
            frames::<GatewayFrame>(Encoding::MessagePack),
        ),
        (
            "cache records",
            vec![CACHE.as_bytes().to_vec()],
            records::<CacheRecord>(),
        ),
        (
            "outbox records",
            vec![OUTBOX.as_bytes().to_vec()],
            records::<OutboxRecord>(),
        ),
    ];
    for (name, corpus, read) in targets {
        if corpus.is_empty() || !corpus.iter().all(|it| read(it)) {
            eprintln!("{name}: the corpus itself cannot be read");
            return ExitCode::FAILURE;
        }
        let mut random = Rng::with_seed(seed);
        let mut n_taken = 0_u64;
        for _ in 0..executions {
            let bytes = spoil(&corpus, &mut random);
            n_taken += u64::from(read(&bytes));
        }
        println!("{name}: {executions} executions, {n_taken} taken, no panic");
    }
    ExitCode::SUCCESS
}

/// Reads frames; what is read must survive being written and read again.
fn frames<F: FrameSet + PartialEq + std::fmt::Debug>(encoding: Encoding) -> Reader {
    Box::new(move |bytes| {
        let Ok(read) = Codec::decode::<F>(encoding, bytes) else {
            return false;
        };
        let again = Codec::encode(encoding, &read).and_then(|it| Codec::decode::<F>(encoding, &it));
        assert_eq!(
            again.as_ref(),
            Ok(&read),
            "what was read changed by being written"
        );
        true
    })
}

fn records<R: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>() -> Reader {
    Box::new(|bytes| {
        let Ok(read) = serde_json::from_slice::<R>(bytes) else {
            return false;
        };
        let again = serde_json::to_vec(&read).and_then(|it| serde_json::from_slice::<R>(&it));
        assert_eq!(
            again.ok().as_ref(),
            Some(&read),
            "what was read changed by being written"
        );
        true
    })
}

/// Every golden file of one direction.
fn golden(direction: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../protocol/golden")
        .join(direction);
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = files.map(|it| it.path()).collect();
    paths.sort();
    paths.iter().filter_map(|it| std::fs::read(it).ok()).collect()
}

/// The same messages in the binary encoding.
fn packed<F: FrameSet>(texts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    texts
        .iter()
        .filter_map(|it| Codec::decode::<F>(Encoding::Json, it).ok())
        .filter_map(|it| Codec::encode(Encoding::MessagePack, &it).ok())
        .collect()
}

/// One of the corpus, with up to eight things wrong.
fn spoil(corpus: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
    let pick = |random: &mut Rng| {
        corpus
            .get(random.usize(..corpus.len()))
            .cloned()
            .unwrap_or_default()
    };
    let mut bytes = pick(random);
    for _ in 0..random.usize(1..=8) {
        let at = random.usize(..=bytes.len());
        match random.u8(..8) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, random.u8(..)),
            2 => bytes.insert(at, *random.choice(b"[]{}\",:0-e.\\").unwrap_or(&0)),
            3 if at < bytes.len() => {
                bytes.remove(at);
            }
            4 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
            5 if at < bytes.len() => bytes[at] = random.u8(..),
            6 => {
                let other = pick(random);
                let from = random.usize(..=other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            _ => {
                let until = random.usize(at..=bytes.len());
                let again = bytes[at..until].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
    bytes
}

const TOGETHER: &str = r#"[{"delta":{"s":1,"from":1,"to":2,"ops":[["=",[1,0],["a","b"],{"lat":{"d":[300,-12],"e":2},"text":["x",null]}]]}}]"#;
const TOGETHER_PACKED: &[u8] = b"\x91\x81\xa5delta\x84\xa1s\x01\xa4from\x01\xa2to\x02\xa3ops\x91\x94\xa1=\x92\x01\x00\x92\xa1a\xa1b\x81\xa3lat\x82\xa1d\x92\xcd\x01\x2c\xf4\xa1e\x02";
const CACHE: &str = r#"{"user":"u4","topic":"fleet/violations","position":["e1",4],"confirmed_at":1790000000000,"rows":[[3,{"id":"v1","state":"open"}],[4,{"id":"v2","state":"open"}]]}"#;
const OUTBOX: &str = r#"{"id":"0197c3d2-0000-7000-8000-000000000000","name":"violation.assign","args":{"id":"88","to":"u4"},"user":"u4","user_name":"Ana","at":1790000000000,"since":1790000000000,"order":1832960000000000,"refusal":{"id":"0197c3d2-0000-7000-8000-000000000000","code":"conflict","msg":"Somebody else changed it meanwhile."}}"#;

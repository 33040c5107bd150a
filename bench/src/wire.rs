//! What a driver's position costs on the wire: told by itself, and together with others that changed the same fields.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    time::Duration,
};

use gateway::{
    company::Company,
    demo::{Demo, DemoConfig, DemoMeta},
    derive::{Deriver, Write},
    fleet::FleetConfig,
};
use protocol::{
    Codec, Encoding, GatewayFrame, Gathered, Op, RawRow, Revision, RowId, StreamKind, Timestamp, Topic,
};
use serde::Serialize;

use crate::stopwatch;

const DRIVERS: usize = 10_000;
/// Positions a second, all drivers together.
const RATE: f64 = 2_000.0;
/// How often the gateway looks.
const TICK: Duration = Duration::from_millis(100);
/// As many as the gateway asks for at least.
const ROWS_MIN: usize = 3;

/// A delta, as a gateway writes it around its ops.
#[derive(Serialize)]
enum Frame<T> {
    #[serde(rename = "delta")]
    Delta { s: u32, from: u64, to: u64, ops: T },
}

/// Measures and prints.
pub(crate) fn report() -> Result<(), Box<dyn Error>> {
    println!(
        "Positions of {DRIVERS} drivers at {RATE} a second, as they change (bytes each: JSON, MessagePack)"
    );
    let mut stream = Stream::new();
    for changes in [10, 100, 1_000] {
        let ops = stream.next(changes);
        let [json, packed] = both(|it| encode(it, &ops))?;
        let [json_alike, packed_alike] = both(|it| encode(it, &Gathered::new(&ops, ROWS_MIN)))?;
        let line = |what: &str, json: &[u8], packed: &[u8]| {
            let each = |bytes: &[u8]| bytes.len() as f64 / ops.len() as f64;
            println!(
                "{:<58}{:>8.1}{:>8.1}",
                format!("{} in one delta, {what}", ops.len()),
                each(json),
                each(packed)
            );
        };
        line("each by itself", &json, &packed);
        line("alike together", &json_alike, &packed_alike);
    }
    let ops = stream.next(1_000);
    println!("{} patches in one delta", ops.len());
    for encoding in [Encoding::Json, Encoding::MessagePack] {
        let time = |what: &str, work: &dyn Fn()| {
            let time = stopwatch::median(300, |_| work());
            stopwatch::line(&format!("    {what}, {encoding:?}"), time, None);
        };
        let (single, together) = (
            encode(encoding, &ops)?,
            encode(encoding, &Gathered::new(&ops, ROWS_MIN))?,
        );
        time("written each by itself", &|| drop(encode(encoding, &ops)));
        time("written together", &|| {
            drop(encode(encoding, &Gathered::new(&ops, ROWS_MIN)))
        });
        time("read each by itself", &|| {
            drop(Codec::decode::<GatewayFrame>(encoding, &single))
        });
        time("read together", &|| {
            drop(Codec::decode::<GatewayFrame>(encoding, &together))
        });
    }
    println!();
    Ok(())
}

fn both(
    encode: impl Fn(Encoding) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<[Vec<u8>; 2], Box<dyn Error>> {
    Ok([encode(Encoding::Json)?, encode(Encoding::MessagePack)?])
}

fn encode(encoding: Encoding, ops: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, Box<dyn Error>> {
    let message = [Frame::Delta {
        s: 7,
        from: 100_000,
        to: 100_010,
        ops,
    }];
    Ok(match encoding {
        Encoding::Json => serde_json::to_vec(&message)?,
        Encoding::MessagePack => rmp_serde::to_vec_named(&message)?,
    })
}

/// What the gateway tells of positions while the demo's drivers are on their way.
struct Stream {
    demo: Demo,
    company: Company,
    now: Timestamp,
    rows: BTreeMap<RowId, RawRow>,
    revision: u64,
}

impl Stream {
    fn new() -> Self {
        // A Thursday in the middle of the day: most are on shift.
        let now = Timestamp::from_millis(1_790_247_600_000);
        let mut company = Company::new(FleetConfig::default(), now);
        let config = DemoConfig {
            seed: 7,
            vehicles: DRIVERS,
            rate: Some(RATE),
            utc_offset_s: 0,
        };
        let meta = DemoMeta {
            seed: 7,
            vehicles: DRIVERS,
            start: now,
        };
        let (demo, _) = Demo::resume(config, meta, &mut company, now);
        let mut stream = Self {
            demo,
            company,
            now,
            rows: BTreeMap::new(),
            revision: 100_000,
        };
        for write in stream.company.flush(now) {
            stream.note(write);
        }
        // Everybody has moved a few times.
        for _ in 0..300 {
            stream.tick();
        }
        stream
    }

    /// So many changes of known rows, each the sum of one row's steps, in the gateway's order.
    fn next(&mut self, changes: usize) -> Vec<Op> {
        let before = self.rows.clone();
        let mut moved: BTreeMap<RowId, u64> = BTreeMap::new();
        while moved.len() < changes {
            let left = changes - moved.len();
            let ids = self.tick();
            let known: BTreeSet<RowId> = ids
                .into_iter()
                .filter(|it| before.contains_key(it))
                .take(left)
                .collect();
            moved.extend(known.into_iter().map(|it| (it, self.revision)));
        }
        let mut ops: Vec<Op> = moved
            .into_iter()
            .filter_map(|(id, revision)| {
                let (changed, removed) = before.get(&id)?.diff(self.rows.get(&id)?);
                Some(Op::Patch(Revision(revision), id, changed, removed))
            })
            .collect();
        ops.sort_by_cached_key(|it| (it.revision(), it.id()));
        ops
    }

    /// A transaction; gives the rows in it.
    fn tick(&mut self) -> Vec<RowId> {
        self.now = self.now + TICK;
        self.revision += 1;
        self.demo.advance(&mut self.company, self.now);
        let writes = self.company.drain(self.now);
        writes.into_iter().filter_map(|it| self.note(it)).collect()
    }

    fn note(&mut self, write: Write) -> Option<RowId> {
        if *write.topic() != Topic::whole(StreamKind::DriverPosition) {
            return None;
        }
        let id = write.id()?;
        match write {
            Write::Put { row, .. } => {
                let before = self.rows.insert(id.clone(), row.clone());
                (before.as_ref() != Some(&row)).then_some(id)
            }
            Write::Remove { .. } => {
                self.rows.remove(&id);
                None
            }
        }
    }
}

//! The schema pin: nobody changes the wire without noticing.
//!
//! When this test fails, the wire has changed. If an older client or gateway would misread it, raise
//! `PROTOCOL_VERSION` and add a line for it; if the change only adds what the other side may ignore, replace the
//! number of the current version. Say which in `CHANGELOG.md` and in `docs/protocol.md`.

use std::{fs, path::Path};

use livedeck_protocol::{Delivery, PROTOCOL_VERSION, Persistence, StreamKind};

/// Version and what it looks like.
const PINS: &[(u32, u64)] = &[(1, 0x91f9_611c_8554_311f)];

#[test]
fn the_wire_is_that_of_its_version() {
    let mut schema = String::new();
    for kind in StreamKind::ALL {
        let delivery = match kind.delivery() {
            Delivery::Table => "table",
            Delivery::Log => "log",
            Delivery::Live => "live",
        };
        let keep = match kind.persistence() {
            Persistence::Never => "never",
            Persistence::All => "all",
        };
        let (path, scoped, stale) = (kind.path(), kind.is_scoped(), kind.stale_time().as_secs());
        schema.push_str(&format!("{path} {delivery} {scoped} {stale} {keep}\n"));
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    for folder in ["client", "gateway", "alike", "rows", "."] {
        let mut files: Vec<_> = fs::read_dir(golden.join(folder))
            .unwrap()
            .map(|it| it.unwrap().path())
            .filter(|it| it.is_file())
            .collect();
        files.sort();
        for file in files {
            schema.push_str(&file.file_name().unwrap().to_string_lossy());
            schema.push_str(&fs::read_to_string(file).unwrap());
        }
    }

    let pin = PINS.iter().find(|(version, _)| *version == PROTOCOL_VERSION);
    let found = fnv(schema.as_bytes());

    assert!(
        pin.is_some_and(|(_, pinned)| *pinned == found),
        "the wire of version {PROTOCOL_VERSION} is now {found:#018x}: see the top of this file"
    );
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

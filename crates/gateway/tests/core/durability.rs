//! ST11 with a real crash: a gateway core on a file, killed without warning under load.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use livedeck_gateway::{
    derive::NoDeriver,
    hub::{ConnId, Hub, HubLimits, HubOutput},
    store::{SqliteStore, Store as _},
};
use protocol::{Codec, Encoding, GatewayFrame, Timestamp, entities::Role};
use serde_json::json;

use crate::{desk::*, rows::*};

/// Set for the process that writes: the file.
const WRITER: &str = "LIVEDECK_TEST_WRITER";

/// ST11: every mutation that was acked before the process was killed is there afterwards, and nothing by halves.
#[test]
fn st11_a_killed_gateway_loses_nothing_acked() {
    if let Some(file) = env::var_os(WRITER) {
        write_until_killed(Path::new(&file));
    }
    let folder = env::temp_dir().join(format!("livedeck-kill-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("livedeck.db");
    let mut random = fastrand::Rng::with_seed(11);
    let mut acked = Vec::new();
    for _ in 0..6 {
        acked.extend(run_and_kill(&file, random.usize(5..60)));

        let state = SqliteStore::open(&file).unwrap().load().unwrap();

        let recorded: Vec<_> = state.verdicts.iter().map(|it| it.id.as_str()).collect();
        for id in &acked {
            assert!(recorded.contains(&id.as_str()), "{id} was acked and is lost");
        }
        // Each mutation is one step after the first, which put the row: verdicts and rows agree.
        let topic = state
            .topics
            .iter()
            .find(|it| it.topic == topic(VIOLATIONS))
            .unwrap();
        assert_eq!(topic.position.offset.0, recorded.len() as u64 + 1);
        assert_eq!(topic.rows[0].0.0, topic.position.offset.0);
    }
    fs::remove_dir_all(&folder).unwrap();
}

/// Starts this test again as the writer and kills it after some acks; gives all that it said.
fn run_and_kill(file: &PathBuf, n_acks: usize) -> Vec<String> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "durability::st11_a_killed_gateway_loses_nothing_acked",
            "--nocapture",
        ])
        .env(WRITER, file)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let mut acked = Vec::new();
    for line in said.lines() {
        acked.extend(line.unwrap().strip_prefix("acked ").map(str::to_owned));
        if acked.len() == n_acks {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acked.len() >= n_acks, "the writer ended by itself");
    acked
}

/// Changes one row again and again, and says what was acked.
fn write_until_killed(file: &Path) -> ! {
    let mut store = SqliteStore::open(file).unwrap();
    let mut hub = Hub::new(
        HubLimits::default(),
        Box::new(NoDeriver),
        u64::from(std::process::id()),
    );
    let state = store.load().unwrap();
    let mut n = state.verdicts.len();
    let is_new = state.is_empty();
    hub.load(state);
    if is_new {
        hub.write(vec![violation("v1", "low")], START);
    }
    let conn = ConnId(1);
    hub.handle_open(conn, who(Role::Manager), Encoding::Json, START);
    hub.handle_message(conn, vec![hello("d", 1, vec![sub(1, VIOLATIONS)])], START);
    let mut now = START;
    loop {
        now = Timestamp::from_millis(now.as_millis() + 100);
        if n > 0 || !is_new {
            let state = if n.is_multiple_of(2) {
                "open"
            } else {
                "acknowledged"
            };
            let args = json!({"id": "v1", "state": state});
            hub.handle_message(
                conn,
                vec![mutation(&format!("m{n}"), "violation.restore", args).into()],
                now,
            );
        }
        n += 1;
        while let Some(commit) = hub.poll_commit() {
            store.commit(&commit).unwrap();
            hub.handle_committed(commit.id, now);
        }
        while let Some(output) = hub.poll_output() {
            let HubOutput::Send { bytes, .. } = output else {
                panic!("{output:?}")
            };
            hub.handle_queued(conn, 0, now);
            for frame in Codec::decode::<GatewayFrame>(Encoding::Json, &bytes).unwrap() {
                if let GatewayFrame::Ack(it) = frame {
                    println!("\nacked {}", it.id);
                    std::io::stdout().flush().unwrap();
                }
            }
        }
    }
}

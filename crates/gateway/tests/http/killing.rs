//! The real program, ended the hard way: what it acknowledged is there.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use protocol::{
    Encoding, GatewayFrame, Mut, MutationId, StreamKind, Topic,
    entities::{Violation, ViolationState},
};
use serde_json::json;

use crate::{
    client::{is_last_part, snapshot},
    gateway::Remote,
};

/// The program, and the port it took.
struct Program {
    child: Child,
    remote: Remote,
}

impl Program {
    fn start(database: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_livedeck-gateway"))
            .args([
                "--port",
                "0",
                "--vehicles",
                "40",
                "--no-app",
                "--log",
                "warn",
                "--database",
            ])
            .arg(database)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse().expect(&line);
        Self {
            child,
            remote: Remote::new(([127, 0, 0, 1], port).into()),
        }
    }

    /// `kill -9`: no destructor, no flush, no goodbye.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// HT8: acked means committed. `LIVEDECK_KILLS` asks for more than a few.
#[tokio::test]
async fn ht8_what_was_acked_survives_kill_9() {
    let folder = std::env::temp_dir().join(format!("livedeck-kill-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let database = folder.join("test.sqlite");
    let kills = std::env::var("LIVEDECK_KILLS").map_or(3, |it| it.parse().unwrap());
    let violations = Topic::whole(StreamKind::Violation);
    let mut counter = 0_u64;

    for kill in 0..kills {
        let program = Program::start(&database);
        let cookie = program.remote.sign_in("manager").await;
        let mut client = program.remote.socket(&cookie, Encoding::Json).await;
        client.hello(std::slice::from_ref(&violations)).await;
        let ids: Vec<_> = snapshot::<Violation>(&client.until(is_last_part).await)
            .into_iter()
            .filter(|it| it.state != ViolationState::Dismissed && it.state != ViolationState::Resolved)
            .map(|it| it.id)
            .take(12)
            .collect();
        assert!(!ids.is_empty(), "the demo has work left");
        let mut asked = std::collections::HashMap::new();
        for id in &ids {
            counter += 1;
            let mutation = MutationId::from(format!("0197c3d2-0000-7000-8000-{counter:012x}"));
            asked.insert(mutation.clone(), id.clone());
            let frame = Mut {
                id: mutation,
                name: "violation.dismiss".to_owned(),
                args: json!({ "id": id, "reason": format!("kill {kill}") }),
                after: vec![],
                only_if: std::collections::BTreeMap::new(),
            };
            client.say(&[frame.into()]).await;
        }
        // In the middle: some are acknowledged, some are on their way.
        let wanted = kill as usize % ids.len() + 1;
        let mut acked = Vec::new();
        while acked.len() < wanted {
            for frame in client.hear().await.unwrap() {
                match frame {
                    GatewayFrame::Ack(ack) => acked.push(ack.id),
                    GatewayFrame::Nack(nack) => panic!("{nack:?}"),
                    _ => {}
                }
            }
        }
        program.kill();

        let program = Program::start(&database);
        let cookie = program.remote.sign_in("manager").await;
        let rows = program.remote.topic(&cookie, "fleet/violations").await;
        for mutation in acked {
            let row = rows
                .iter()
                .find(|it| it["id"] == asked[&mutation].as_str())
                .unwrap();
            assert_eq!(row["state"], "dismissed", "{mutation} was acknowledged: {row}");
        }
        program.kill();
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

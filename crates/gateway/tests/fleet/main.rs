//! The fleet seen from outside: telemetry in, rows out. Rules FL4 and onwards of `docs/GATEWAY.md`.
#![expect(clippy::expect_used, reason = "a test may fail")]

mod rig;

mod days;
mod figures;
mod pace;
mod restarts;
mod states;
mod trips;

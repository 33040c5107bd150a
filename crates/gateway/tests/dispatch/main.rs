//! Dispatch seen from outside: telemetry, phones and people's changes in, rows out. Rules DI1 and onwards of
//! `docs/GATEWAY.md`.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail")]

mod rig;

mod drivers;
mod fences;
mod positions;
mod shipments;
mod tracks;

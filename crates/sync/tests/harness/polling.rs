//! Nouns of the conversation over HTTP: requests, what they carry, and their answers.

use livedeck_sync::{Connection, Engine, Output, Request};
use protocol::{ClientFrame, CloseCode, GatewayFrame, Hello, Mut, Sub, Timestamp};

use super::*;

/// The requests that are to be made.
pub fn requests(outputs: &[Output]) -> Vec<&Request> {
    outputs
        .iter()
        .filter_map(|it| match it {
            Output::Exchange(request) => Some(request),
            _ => None,
        })
        .collect()
}

/// How a request greets.
pub fn greeting(request: &Request) -> &Hello {
    match &request.frames[0] {
        ClientFrame::Hello(hello) => hello,
        other => panic!("{other:?}"),
    }
}

/// The mutations a request carries.
pub fn asked(request: &Request) -> Vec<&Mut> {
    let muts = request.frames.iter().filter_map(|it| match it {
        ClientFrame::Mut(it) => Some(it),
        _ => None,
    });
    muts.collect()
}

/// The topics a request asks for.
pub fn topics(request: &Request) -> &[Sub] {
    &greeting(request).subs
}

/// Whether the request under way is given up.
pub fn is_abandoned(outputs: &[Output]) -> bool {
    outputs.contains(&Output::Abandon)
}

/// How many sockets are to be opened.
pub fn n_connects(outputs: &[Output]) -> usize {
    outputs
        .iter()
        .filter(|it| matches!(it, Output::Connect { .. }))
        .count()
}

/// Whether requests do the work.
pub fn is_polling(engine: &Engine) -> bool {
    matches!(engine.connection(), Connection::Polling { .. })
}

/// Answers the request under way, welcome first.
pub fn answer(
    engine: &mut Engine,
    frames: impl IntoIterator<Item = GatewayFrame>,
    now: Timestamp,
) -> Vec<Output> {
    let mut all = vec![welcome_as(ana(), now)];
    all.extend(frames);
    engine.handle_exchanged(all, 10, now);
    drain(engine)
}

/// A socket that is opened and never welcomed; the probe of HTTP is answered after 4.1 s.
pub fn polling() -> (Engine, Vec<Output>) {
    let mut engine = connecting();
    engine.subscribe(&topic(), START);
    drain(&mut engine);
    pass(&mut engine, at(4_000));
    let outputs = answer(&mut engine, [], at(4_100));
    assert!(is_polling(&engine), "{:?}", engine.connection());
    (engine, outputs)
}

/// The same with `v1` and `v2` at offset 4, and a request that waits.
pub fn polled() -> Engine {
    let (mut engine, _) = polling();
    answer(
        &mut engine,
        [snapshot("e1", 4, &[("v1", 3), ("v2", 4)])],
        at(4_200),
    );
    let outputs = pass(&mut engine, at(5_200));
    assert_eq!(requests(&outputs).len(), 1);
    assert_eq!(n_connects(&outputs), 1, "the gateway may only have been away");
    engine.handle_closed(CloseCode::Other(1006), at(5_200));
    drain(&mut engine);
    engine
}

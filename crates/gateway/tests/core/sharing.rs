//! HB16: what was encoded for many is no answer to a connection that was told more.

use protocol::{GatewayFrame, SubId, Unsub, entities::Role};

use crate::{desk::*, rows::*};

/// HB16: a connection that follows a topic is not told of it as it was earlier, whatever name it asks under: tabs that
/// share a connection ask under new ones.
#[test]
fn hb16_what_a_connection_was_told_under_another_name_counts() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1), vehicle("b", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);

    for s in 2..=3 {
        desk.write(vec![vehicle("a", s)]);
        desk.settle();
        desk.client_mut(conn).forget();
        let left = Unsub { s: SubId(s - 1) };
        desk.say(conn, vec![sub(s, VEHICLES).into(), left.into()]);

        let head = desk.hub.read(&who(Role::Manager), VEHICLES).unwrap().at;
        assert!(matches!(desk.client(conn).last(), [GatewayFrame::Snap(it)] if it.at == head));
    }

    // Also where the other name is told more between question and answer.
    desk.client_mut(conn).forget();
    desk.adopt(conn, 4, Replica::default());
    desk.hub
        .handle_message(conn, vec![sub(4, VEHICLES).into()], desk.now);
    desk.write(vec![vehicle("a", 9)]);
    desk.settle();
    let head = desk.hub.read(&who(Role::Manager), VEHICLES).unwrap().at;
    let mut snaps = desk.client(conn).frames().filter_map(|it| match it {
        GatewayFrame::Snap(it) => Some(it),
        _ => None,
    });
    assert_eq!(snaps.next().unwrap().at, head);
}

//! What a world takes up from a database that another one wrote, or nobody.

use std::collections::HashSet;

use livedeck_world::{World, WorldConfig};

use crate::board::*;

#[test]
fn after_a_restart_the_stored_shipments_go_on() {
    for is_anew in [false, true] {
        let (mut world, mut board) = begun(1, 14, 60);
        board.hear(world.advance(after(at(14), 600)));
        let id = board.waiting()[0].id.clone();
        let driver = board.drivers()[5].clone();
        board.assign(&mut world, &id, Some(&driver), after(at(14), 600));
        board.hear(world.advance(after(at(14), 900)));
        drop(world);

        // Down for a quarter of an hour.
        let now = after(at(14), 1_800);
        let start = if is_anew { now } else { at(14) };
        let mut world = World::new(WorldConfig::new(1, start));
        drop(world.advance(now));
        world.take_up(board.rows.values());
        board.hear(world.roll_call());
        assert_eq!(board.refused, []);
        let open: Vec<_> = board
            .rows
            .values()
            .filter(|it| it.progress.status.is_open())
            .map(|it| it.id.clone())
            .collect();
        let references: HashSet<_> = board.rows.values().map(|it| &it.reference).collect();
        assert_eq!(references.len(), board.rows.len(), "no two of one name");
        for minute in 1..=300 {
            board.hear(world.advance(after(now, minute * 60)));
        }
        assert_eq!(board.refused, []);
        let left: Vec<_> = open.iter().filter(|it| board.status(it).is_open()).collect();
        println!(
            "anew: {is_anew}, {} open at the restart, {} left",
            open.len(),
            left.len()
        );
        // Drivers who are off shift now go on tomorrow.
        assert!(left.len() * 4 <= open.len(), "{left:?}");
    }
}

#[test]
fn a_database_without_shipments_gets_them() {
    let mut world = World::new(WorldConfig::new(1, at(14)));
    drop(world.advance(after(at(14), 1_800)));
    world.take_up([]);
    let mut board = Board::default();
    board.hear(world.roll_call());
    assert_eq!(board.refused, []);
    let open = board.rows.values().filter(|it| it.progress.status.is_open());
    assert!(open.count() > 40);
    board.hear(world.advance(after(at(14), 5_400)));
    assert_eq!(board.refused, []);
}

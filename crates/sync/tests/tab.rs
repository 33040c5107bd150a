//! Rules TB14 to TB18, OB23 and OB25: when a tab leads, whom it follows, and when it changes that.
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod harness;

use harness::{tabs::name, *};
use livedeck_sync::{Connection, Engine, Role, Say, Tab, TabOutput, Word};
use protocol::{
    CloseCode,
    mutations::{Mutation, ViolationChange},
};

/// What another tab says about connection 1.
fn hear(tab: &mut Tab, from: usize, say: Say) -> Vec<TabOutput> {
    hear_with(&following(), tab, from, say)
}

/// The same, by a tab with that engine.
fn hear_with(engine: &Engine, tab: &mut Tab, from: usize, say: Say) -> Vec<TabOutput> {
    let from = name(from);
    let text = Word { from, conn: 1, say }.write().unwrap();
    tab.handle_word(&text, engine, at(10))
}

/// A tab that wants to connect, for the first time.
fn knocking() -> Tab {
    let mut tab = Tab::new(name(0));
    tab.connect(1, false, true, START).unwrap();
    tab
}

/// A tab that goes through tab 1.
fn through_another() -> Tab {
    let mut tab = knocking();
    hear(&mut tab, 1, Say::Open);
    assert_eq!(tab.role(), Role::Follows);
    tab
}

fn leading() -> Tab {
    let mut tab = knocking();
    tab.handle_granted(1);
    assert_eq!(tab.role(), Role::Leads);
    tab
}

/// What is asked for of the lead: after how many milliseconds, and whether by force.
fn asked(outputs: &[TabOutput]) -> Vec<(u128, bool)> {
    outputs
        .iter()
        .filter_map(|it| match it {
            TabOutput::AskForLead(_, wait, by_force) => Some((wait.as_millis(), *by_force)),
            _ => None,
        })
        .collect()
}

/// TB14: a hidden tab leaves the lead to visible ones.
#[test]
fn tb14_a_hidden_tab_asks_for_the_lead_later() {
    let visible = Tab::new(name(0)).connect(1, false, true, START).unwrap();
    let hidden = Tab::new(name(0)).connect(1, false, false, START).unwrap();

    assert_eq!(asked(&visible), [(0, false)]);
    assert_eq!(asked(&hidden), [(300, false)]);
}

/// TB14: a lead that comes when the connection it was for is over is given back.
#[test]
fn tb14_a_lead_that_comes_too_late_is_given_back() {
    let mut tab = knocking();
    tab.handle_closed(CloseCode::Restart);

    assert_eq!(tab.handle_granted(1), [TabOutput::ReleaseLead]);
    assert_eq!(tab.role(), Role::Alone);
}

/// TB15: who finds its connection through another dead takes the lead by force, once.
#[test]
fn tb15_a_dead_connection_makes_the_next_one_lead() {
    let mut tab = through_another();
    let waiting = Connection::Waiting {
        attempt: 1,
        until: at(20),
    };

    tab.part(&waiting);

    assert_eq!(asked(&tab.connect(2, false, false, at(20)).unwrap()), [(0, true)]);
    tab.part(&Connection::Checking);
    assert_eq!(asked(&tab.connect(3, false, true, at(30)).unwrap()), [(0, false)]);
}

/// TB15: and so does one whose leader stands still.
#[test]
fn tb15_a_leader_that_stands_still_is_replaced() {
    let mut tab = through_another();

    let outputs: Vec<_> = (1..5).flat_map(|it| tab.look(1, true, at(it * 250))).collect();

    assert_eq!(outputs.last(), Some(&TabOutput::Reconnect));
    tab.handle_closed(CloseCode::Restart);
    assert_eq!(
        asked(&tab.connect(2, false, true, at(1_000)).unwrap()),
        [(0, true)]
    );
}

/// TB15: timers of hidden pages run late; they judge nobody.
#[test]
fn tb15_a_hidden_tab_judges_nobody() {
    let mut tab = through_another();

    assert!((1..20).all(|it| tab.look(1, false, at(it * 250)).is_empty()));
}

/// TB16: the lead that comes to a tab in another's connection is for its next one: the leader is gone.
#[test]
fn tb16_the_lead_is_for_the_next_connection() {
    let mut tab = through_another();

    let outputs = tab.handle_granted(1);

    assert_eq!(outputs, [TabOutput::Reconnect, TabOutput::ReleaseLead]);
    tab.handle_closed(CloseCode::Restart);
    let outputs = tab.connect(2, true, true, at(20)).unwrap();
    assert_eq!(outputs[0], TabOutput::OpenSocket(2));
}

/// TB16: whose lead was taken by force connects again, and so does who hears that another leads by now.
#[test]
fn tb16_there_is_one_leader() {
    assert_eq!(leading().handle_lead_lost(), [TabOutput::Reconnect]);
    assert_eq!(hear(&mut leading(), 2, Say::Leads), [TabOutput::Reconnect]);
    assert_eq!(
        hear(&mut through_another(), 2, Say::Leads),
        [TabOutput::Reconnect]
    );
    assert_eq!(hear(&mut through_another(), 1, Say::Leads), []);
}

/// TB17: who gives up the lead though nothing is wrong says so, and its followers connect at once.
#[test]
fn tb17_the_lead_is_handed_over() {
    let mut leader = leading();
    hear(&mut leader, 2, Say::Knock);

    let outputs = leader.resign();

    let word = Word {
        from: name(0),
        conn: 1,
        say: Say::Closed(CloseCode::Normal),
    };
    assert!(outputs.contains(&TabOutput::Say(Some(name(2)), word)));
    let heard = hear(&mut through_another(), 1, Say::Closed(CloseCode::Normal));
    assert_eq!(heard, [TabOutput::Reconnect]);
}

/// TB17: a connection that is lost is lost for all, who then wait as they would have alone.
#[test]
fn tb17_a_lost_connection_is_no_reason_to_hurry() {
    let heard = hear(&mut through_another(), 1, Say::Closed(CloseCode::Restart));

    assert_eq!(heard, [TabOutput::Closed(CloseCode::Restart)]);
}

/// TB18: who is sent away because the leader has no room opens a socket of its own, for this once.
#[test]
fn tb18_who_is_sent_away_is_alone_once() {
    let mut tab = through_another();

    assert_eq!(
        hear(&mut tab, 1, Say::Closed(CloseCode::TryLater)),
        [TabOutput::Reconnect]
    );

    tab.handle_closed(CloseCode::Restart);
    assert_eq!(tab.connect(2, false, true, at(20)), None);
    assert!(tab.connect(3, false, true, at(30)).is_some());
}

/// TB18: another tab's word about an earlier connection, or from one that does not lead it, changes nothing.
#[test]
fn tb18_only_the_leader_speaks_of_the_connection() {
    let mut tab = through_another();
    assert_eq!(hear(&mut tab, 2, Say::Closed(CloseCode::Restart)), []);

    tab.handle_closed(CloseCode::Restart);
    tab.connect(2, false, true, at(20)).unwrap();
    assert_eq!(hear(&mut tab, 1, Say::Open), []);
}

/// OB23: who knocks may have been loaded meanwhile, and hears what is held, from whoever holds it.
#[test]
fn ob23_who_knocks_hears_what_is_held() {
    let mut engine = connecting();
    let mutation = Mutation::Violation(ViolationChange::Resolve { id: "v1".into() });
    let made = engine.mutate(mutation, at(1)).unwrap();
    engine.hold_action(&made.id, true, at(2));
    let from = name(1);
    for mut tab in [Tab::new(name(0)), through_another(), leading()] {
        let outputs = hear_with(&engine, &mut tab, 1, Say::Knock);
        let say = Say::Holds(made.id.clone(), true);
        let (own, conn) = (name(0), 0);
        let held = TabOutput::Say(Some(from.clone()), Word { from: own, conn, say });
        assert_eq!(outputs.first(), Some(&held));

        let said = hear(&mut tab, 1, Say::Holds("m1".into(), false));
        assert_eq!(said, [TabOutput::Held("m1".into(), false)]);
    }
}

/// OB25: who knocks, or took the lead without, has perhaps read from the disk what was given up since.
#[test]
fn ob25_who_was_just_loaded_hears_what_was_given_up() {
    let mut engine = connecting();
    let mutation = Mutation::Violation(ViolationChange::Resolve { id: "v1".into() });
    let made = engine.mutate(mutation, at(1)).unwrap();
    assert!(engine.discard_action(&made.id, at(2)));
    engine.handle_given_up(&"m9".into(), at(3));
    for say in [Say::Knock, Say::Leads] {
        for mut tab in [Tab::new(name(0)), through_another(), leading()] {
            let outputs = hear_with(&engine, &mut tab, 1, say.clone());
            let told = Word {
                from: name(0),
                conn: 0,
                say: Say::GivenUp(vec![made.id.clone(), "m9".into()]),
            };
            assert_eq!(outputs.first(), Some(&TabOutput::Say(Some(name(1)), told)));
        }
    }
}

/// OB25: what one tab gives up, another hears of, whatever it is to it.
#[test]
fn ob25_the_others_hear_what_is_given_up() {
    for mut tab in [Tab::new(name(0)), knocking(), through_another(), leading()] {
        let outputs = hear(&mut tab, 1, Say::GivenUp(vec!["m1".into()]));
        assert_eq!(outputs, [TabOutput::GivenUp("m1".into())]);
    }
}

//! What somebody looks at on the overview; all of it in the address, so that it can be sent and gone back from.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use protocol::{
    RowId,
    entities::{StreamKind, Vehicle, ViolationKind},
};

use crate::{
    link::use_link,
    platform::storage,
    repositories::{
        meant_vehicle,
        query::{Query, Stray},
        use_rows,
    },
};

/// Which part of the fleet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scope {
    /// All vehicles.
    Global,
    /// One vehicle; none chosen yet.
    Individual(Option<RowId>),
}

/// What somebody looks at; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    scope: Memo<Scope>,
    kind: Memo<Option<ViolationKind>>,
    strays: Memo<Vec<Stray>>,
    go: StoredValue<Go, LocalStorage>,
}

type Go = std::rc::Rc<dyn Fn(&Scope, Option<ViolationKind>, bool)>;

impl Choice {
    /// Reads the address; where it says nothing, the view somebody left here last is taken up again.
    pub fn provide() -> Self {
        let query = use_query_map();
        let (link, vehicles) = (use_link(), use_rows::<Vehicle>());
        let scope = Memo::new(move |_| {
            let asked = query.with(|it| read(it.get("vehicle").as_deref()));
            let (whole, days) = (
                link.sees(StreamKind::FleetSummary),
                link.sees(StreamKind::ReportEntry),
            );
            match asked {
                // Who may not see the fleet as a whole sees what they drive.
                Scope::Global | Scope::Individual(None) if !whole && days => {
                    vehicles.len();
                    Scope::Individual(vehicles.with(|it| it.keys().next().cloned()))
                }
                Scope::Individual(_) if !days => Scope::Global,
                Scope::Individual(Some(id)) => Scope::Individual(Some(meant_vehicle(vehicles, &id))),
                asked => asked,
            }
        });
        let asked = Memo::new(move |_| {
            query.with(|it| {
                let get = |name: &str| it.get_str(name);
                let mut query = Query::new(&get);
                query.text("vehicle");
                let kind = query.word("kind", |it| it.parse().ok());
                (kind, query.strays(it.latest_values()))
            })
        });
        let kind = Memo::new(move |_| asked.with(|it| it.0));
        let strays = Memo::new(move |_| asked.with(|it| it.1.clone()));
        let navigate = use_navigate();
        let go: Go = std::rc::Rc::new(move |scope, kind, replace| {
            navigate(
                &address(scope, kind),
                NavigateOptions {
                    replace,
                    scroll: false,
                    ..Default::default()
                },
            );
        });
        let choice = Self {
            scope,
            kind,
            strays,
            go: StoredValue::new_local(go),
        };
        if scope.get_untracked() == Scope::Global
            && kind.get_untracked().is_none()
            && strays.with_untracked(Vec::is_empty)
            && let Some(last) = storage::read(LAST)
        {
            choice.visit(&read(Some(&last)), None, true);
        }
        provide_context(choice);
        choice
    }

    /// Which part of the fleet.
    pub fn scope(self) -> Scope {
        self.scope.get()
    }

    /// Which kind of violation; `None`: all.
    pub fn kind(self) -> Option<ViolationKind> {
        self.kind.get()
    }

    /// What the address asks for and nobody knows.
    pub fn strays(self) -> Vec<Stray> {
        self.strays.get()
    }

    /// Writes the address anew, which leaves out what nobody knows.
    pub fn clear_strays(self) {
        self.visit(&self.scope.get_untracked(), self.kind.get_untracked(), true);
    }

    /// Looks at another part of the fleet, and remembers it.
    pub fn choose_scope(self, scope: &Scope) {
        match scope {
            // A view in which nothing is chosen is nothing to come back to.
            Scope::Global | Scope::Individual(None) => storage::remove(LAST),
            // Not kept where storage is full or forbidden: then the next visit begins with the whole fleet.
            Scope::Individual(id) => {
                let _ = storage::write(LAST, id.as_ref().map_or("", RowId::as_str));
            }
        }
        self.visit(scope, self.kind.get_untracked(), false);
    }

    /// Looks at one kind, or again at all when it was the chosen one.
    pub fn toggle_kind(self, kind: Option<ViolationKind>) {
        let kind = kind.filter(|it| self.kind.get_untracked() != Some(*it));
        self.visit(&self.scope.get_untracked(), kind, false);
    }

    fn visit(self, scope: &Scope, kind: Option<ViolationKind>, replace: bool) {
        self.go.with_value(|go| go(scope, kind, replace));
    }
}

/// What somebody looks at.
#[expect(clippy::expect_used, reason = "the overview provides it before its parts")]
pub(super) fn use_choice() -> Choice {
    use_context::<Choice>().expect("the overview provides its choice")
}

fn read(vehicle: Option<&str>) -> Scope {
    match vehicle {
        None => Scope::Global,
        Some("") => Scope::Individual(None),
        Some(id) => Scope::Individual(Some(RowId::from(id))),
    }
}

fn address(scope: &Scope, kind: Option<ViolationKind>) -> String {
    let mut pairs = Vec::new();
    if let Scope::Individual(id) = scope {
        pairs.push(format!("vehicle={}", id.as_ref().map_or("", RowId::as_str)));
    }
    if let Some(kind) = kind {
        pairs.push(format!("kind={}", kind.as_str()));
    }
    format!(
        "/fleet{}{}",
        if pairs.is_empty() { "" } else { "?" },
        pairs.join("&")
    )
}

const LAST: &str = "livedeck:1:overview";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_what_is_looked_at() {
        let one = Scope::Individual(Some(RowId::from("kv-4821")));

        assert_eq!(address(&Scope::Global, None), "/fleet");
        assert_eq!(
            address(&one, Some(ViolationKind::Idling)),
            "/fleet?vehicle=kv-4821&kind=idling"
        );
        assert_eq!(read(Some("kv-4821")), one);
        assert_eq!(address(&read(Some("")), None), "/fleet?vehicle=");
    }
}

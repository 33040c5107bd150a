//! Who works there: the seven people with a demo account, and the drivers.

use protocol::{
    RowId,
    entities::{Member, Role},
};

use crate::chance::mix;

/// The account of one driver, whom the fleet knows by name.
const DRIVER_ACCOUNT: &str = "u-driver";
const DRIVER_NAME: &str = "M. Okafor";

/// A colleague who works on violations: id and name.
pub(crate) const DESK: [(&str, &str); 3] = [
    ("u-dispatcher", "D. Novak"),
    ("u-manager", "A. Weber"),
    ("u-admin", "T. Ruiz"),
];

const INITIALS: &[u8; 24] = b"ABCDEFGHIJKLMNOPQRSTUVWZ";
/// As many as make pairs with [`INITIALS`] that do not repeat soon.
const SURNAMES: [&str; 61] = [
    "Abbott",
    "Adeyemi",
    "Almeida",
    "Andersen",
    "Aydin",
    "Becker",
    "Bergman",
    "Bianchi",
    "Boateng",
    "Castro",
    "Chen",
    "Costa",
    "Dahl",
    "Demir",
    "Dubois",
    "Eriksen",
    "Farkas",
    "Fischer",
    "Fontaine",
    "Gallo",
    "Garcia",
    "Hansen",
    "Horvat",
    "Ivanov",
    "Jansen",
    "Jensen",
    "Kamara",
    "Keller",
    "Kim",
    "Kovac",
    "Kowalski",
    "Kruger",
    "Larsen",
    "Lehmann",
    "Lindgren",
    "Lopez",
    "Maas",
    "Marchetti",
    "Mensah",
    "Meyer",
    "Moretti",
    "Murphy",
    "Nagy",
    "Nakata",
    "Nilsen",
    "Nowak",
    "Olsen",
    "Osei",
    "Park",
    "Pereira",
    "Popescu",
    "Quinn",
    "Rossi",
    "Santos",
    "Schmitt",
    "Silva",
    "Stern",
    "Tanaka",
    "Toth",
    "Vargas",
    "Wagner",
];

/// Somebody who drives.
#[derive(Clone, Debug)]
pub(crate) struct Driver {
    pub(crate) id: RowId,
    pub(crate) name: String,
}

impl Driver {
    /// A driver whose name is known.
    pub(crate) fn named(name: &str) -> Self {
        let id = if name == DRIVER_NAME {
            DRIVER_ACCOUNT.to_owned()
        } else {
            format!("d-{}", name.to_lowercase().replace(". ", "-"))
        };
        Self {
            id: RowId::from(id),
            name: name.to_owned(),
        }
    }

    /// Any driver; `nth` makes the id unique.
    pub(crate) fn any(nth: usize, seed: u64) -> Self {
        let shift = mix(seed, 7) as usize % SURNAMES.len();
        let surname = (nth + shift) % SURNAMES.len();
        let initial = INITIALS[(nth / SURNAMES.len() + surname * 5) % INITIALS.len()];
        Self {
            id: RowId::from(format!("d-{nth:05}")),
            name: format!("{}. {}", char::from(initial), SURNAMES[surname]),
        }
    }

    /// Whether a person may sign in as this driver.
    pub(crate) fn has_account(&self) -> bool {
        self.id.as_str() == DRIVER_ACCOUNT
    }

    /// As colleagues see them.
    pub(crate) fn member(&self, depot: &str) -> Member {
        Member {
            id: self.id.clone(),
            name: self.name.clone(),
            role: Role::Driver,
            area: depot.to_owned(),
            assignable: false,
        }
    }
}

/// The name of somebody; the same number names the same person.
pub(crate) fn somebody(chance: u64) -> String {
    let initial = INITIALS[chance as usize % INITIALS.len()];
    let surname = SURNAMES[mix(chance, 5) as usize % SURNAMES.len()];
    format!("{}. {surname}", char::from(initial))
}

/// The number that the driver of a vehicle is called on. Nobody has any of these thousand: Ofcom keeps 07700 900000 to
/// 900999 for drama (<https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama>). A company with
/// more drivers than that shares them.
pub(crate) fn phone(nth: usize) -> String {
    // Neighbours in a list do not look as if somebody had counted.
    format!("+44 7700 900{:03}", (nth * 377 + 123) % 1_000)
}

/// The people with an account, but for the driver among them, who comes with a vehicle.
pub(crate) fn staff() -> [Member; 6] {
    let member = |id: &str, name: &str, role, area: &str| Member {
        id: RowId::from(id),
        name: name.to_owned(),
        role,
        area: area.to_owned(),
        assignable: DESK.iter().any(|it| it.0 == id),
    };
    [
        member("u-admin", "T. Ruiz", Role::Admin, "Head office"),
        member("u-manager", "A. Weber", Role::Manager, "Head office"),
        member("u-dispatcher", "D. Novak", Role::Dispatcher, "Nord depot"),
        member("u-member", "I. Sandberg", Role::Member, "Head office"),
        member("u-agent", "F. Castellan", Role::Agent, "Customer desk"),
        member("u-buyer", "Y. Tamura", Role::Buyer, "Purchasing"),
    ]
}

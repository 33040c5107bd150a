//! The roads: six main ones drawn by hand, and the streets that fill the districts.

use super::{
    RoadKind,
    districts::{DISTRICTS, Plan},
    sheet::{Curve, Xy, contains, ring},
};

/// A road on the sheet.
pub(super) struct Drawn {
    pub(super) kind: RoadKind,
    pub(super) name: String,
    pub(super) number: Option<&'static str>,
    pub(super) limit: f64,
    pub(super) line: Vec<Xy>,
}

/// Straight pieces per curve of a main road.
const STEPS: u32 = 12;
/// Streets shorter than this are left out, sheet units.
const SHORTEST: f64 = 30.0;
/// How finely a street is felt along for the edge of its district or of the water, sheet units.
const PROBE: f64 = 3.0;
/// Words before a street's name when a district has more streets than names.
const VARIANTS: [&str; 6] = ["", "Upper ", "Lower ", "New ", "Little ", "Far "];

/// Every road; the main ones first.
pub(super) fn draw(water: &[Vec<Xy>]) -> Vec<Drawn> {
    let mut roads: Vec<Drawn> = main_roads().into();
    for plan in &DISTRICTS {
        roads.extend(streets(plan, water));
    }
    roads
}

fn main_roads() -> [Drawn; 6] {
    let main = |kind, number, name: &str, limit, curve: Curve| Drawn {
        kind,
        name: name.to_owned(),
        number,
        limit,
        line: curve.flatten(STEPS),
    };
    [
        main(
            RoadKind::Motorway,
            Some("A4"),
            "Coast motorway",
            80.0,
            Curve {
                first: [(-10.0, 150.0), (180.0, 140.0), (300.0, 176.0), (420.0, 214.0)],
                then: &[
                    [(640.0, 236.0), (742.0, 250.0)],
                    [(1000.0, 214.0), (1190.0, 150.0)],
                    [(1340.0, 96.0), (1410.0, 80.0)],
                ],
            },
        ),
        main(
            RoadKind::Ring,
            None,
            "Ring road",
            70.0,
            Curve {
                first: [(430.0, 250.0), (430.0, 150.0), (560.0, 120.0), (740.0, 140.0)],
                then: &[
                    [(1060.0, 200.0), (1080.0, 330.0)],
                    [(1010.0, 560.0), (860.0, 640.0)],
                    [(520.0, 660.0), (440.0, 540.0)],
                    [(430.0, 350.0), (430.0, 250.0)],
                ],
            },
        ),
        main(
            RoadKind::Main,
            Some("R12"),
            "Quarry road",
            60.0,
            Curve {
                first: [(520.0, -10.0), (512.0, 120.0), (560.0, 220.0), (600.0, 300.0)],
                then: &[[(640.0, 470.0), (648.0, 560.0)], [(620.0, 760.0), (610.0, 910.0)]],
            },
        ),
        main(
            RoadKind::Main,
            Some("B5"),
            "Harbour road",
            60.0,
            Curve {
                first: [(-10.0, 600.0), (160.0, 590.0), (330.0, 560.0), (470.0, 500.0)],
                then: &[
                    [(720.0, 500.0), (860.0, 528.0)],
                    [(1180.0, 620.0), (1410.0, 700.0)],
                ],
            },
        ),
        main(
            RoadKind::Main,
            Some("B7"),
            "Bridge road",
            60.0,
            Curve {
                first: [(900.0, -10.0), (880.0, 120.0), (880.0, 220.0), (888.0, 330.0)],
                then: &[[(870.0, 520.0), (852.0, 640.0)], [(880.0, 820.0), (900.0, 910.0)]],
            },
        ),
        main(
            RoadKind::Main,
            Some("B2"),
            "Western road",
            70.0,
            Curve {
                first: [(240.0, -10.0), (232.0, 120.0), (268.0, 240.0), (256.0, 360.0)],
                then: &[[(300.0, 560.0), (330.0, 660.0)], [(340.0, 820.0), (350.0, 910.0)]],
            },
        ),
    ]
}

/// The grid of a district, cut at its outline and at the water.
fn streets(plan: &Plan, water: &[Vec<Xy>]) -> Vec<Drawn> {
    let outline = ring(plan.outline);
    let free = |at: Xy| contains(&outline, at) && !water.iter().any(|it| contains(it, at));
    let middle = Xy::new(plan.middle.0, plan.middle.1);
    let reach = outline.iter().map(|it| it.distance(middle)).fold(0.0, f64::max);
    let mut drawn = Vec::new();
    for (direction, spacing) in plan.spacing.into_iter().enumerate() {
        let angle = (plan.turn + if direction == 0 { 90.0 } else { 0.0 }).to_radians();
        let (along, across) = ((angle.cos(), angle.sin()), (-angle.sin(), angle.cos()));
        let lines = (reach / spacing).ceil();
        let mut offset = -lines * spacing;
        while offset <= lines * spacing {
            let at = |way: f64| {
                Xy::new(
                    middle.x + across.0 * offset + along.0 * way,
                    middle.y + across.1 * offset + along.1 * way,
                )
            };
            for [from, to] in runs(-reach, reach, |way| free(at(way))) {
                if to - from >= SHORTEST {
                    let name = street_name(plan.streets, drawn.len());
                    drawn.push(Drawn {
                        kind: RoadKind::Street,
                        name,
                        number: None,
                        limit: plan.limit,
                        line: vec![at(from), at(to)],
                    });
                }
            }
            offset += spacing;
        }
    }
    drawn
}

fn street_name(names: &[&str], nth: usize) -> String {
    let variant = VARIANTS[nth / names.len() % VARIANTS.len()];
    format!("{variant}{}", names[nth % names.len()])
}

/// The stretches between `from` and `to` on which `inside` holds.
fn runs(from: f64, to: f64, inside: impl Fn(f64) -> bool) -> Vec<[f64; 2]> {
    let mut found = Vec::new();
    let mut since = None;
    let mut way = from;
    while way <= to {
        match (inside(way), since) {
            (true, None) => since = Some(way),
            (false, Some(start)) => {
                found.push([start, way - PROBE]);
                since = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
        way += PROBE;
    }
    if let Some(start) = since {
        found.push([start, way - PROBE]);
    }
    found
}

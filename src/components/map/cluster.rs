//! Which marks stand so close that they cover each other, and are shown as one.

use std::{cmp::Reverse, collections::HashMap};

use super::camera::Spot;

/// Groups of spots: each as the places of its members in `spots`, those alone too. Marks nearer to each other than `reach`
/// are one group; so are groups whose circles, `circle` wide, would cover each other. The same spots always give the same
/// groups.
pub(crate) fn clusters(spots: &[Spot], reach: f64, circle: f64) -> Vec<Vec<usize>> {
    let (mut several, alone): (Vec<_>, Vec<_>) = near(spots, reach).into_iter().partition(|it| it.len() > 1);
    for _ in 0..ROUNDS {
        let n_before = several.len();
        several = merged(several, spots, circle);
        // The middle of what became one is elsewhere, and may cover others.
        if several.len() == n_before {
            break;
        }
    }
    several.extend(alone);
    several
}

/// Groups whose middles are nearer than `reach` become one; the largest gather the others.
fn merged(mut groups: Vec<Vec<usize>>, spots: &[Spot], reach: f64) -> Vec<Vec<usize>> {
    groups.sort_by_key(|it| Reverse(it.len()));
    let middles: Vec<Spot> = groups
        .iter()
        .filter_map(|it| middle(it.iter().map(|it| spots[*it])))
        .collect();
    let flat = |it: Vec<usize>| it.into_iter().flat_map(|it| groups[it].clone()).collect();
    near(&middles, reach).into_iter().map(flat).collect()
}

/// Spots nearer than `reach` to the first of their group, who comes first in `spots`.
fn near(spots: &[Spot], reach: f64) -> Vec<Vec<usize>> {
    let cell = |(x, y): Spot| {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "screens are a few thousand px wide"
        )]
        let step = |it: f64| (it / reach).floor() as i32;
        (step(x), step(y))
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // The first of each group, by the cell it stands in: whoever is near stands in that cell or beside it.
    let mut firsts: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (index, spot) in spots.iter().enumerate() {
        let (column, row) = cell(*spot);
        let near = (-1..=1)
            .flat_map(|right| (-1..=1).map(move |down| (column + right, row + down)))
            .filter_map(|it| firsts.get(&it))
            .flatten()
            .map(|group| (*group, apart(spots[groups[*group][0]], *spot)))
            .filter(|it| it.1 < reach)
            .min_by(|a, b| a.1.total_cmp(&b.1));
        match near {
            Some((group, _)) => groups[group].push(index),
            None => {
                firsts.entry((column, row)).or_default().push(groups.len());
                groups.push(vec![index]);
            }
        }
    }
    groups
}

/// The middle of some spots.
pub(crate) fn middle(spots: impl IntoIterator<Item = Spot>) -> Option<Spot> {
    let mut n_spots = 0.0;
    let (x, y) = spots.into_iter().fold((0.0, 0.0), |(x, y), it| {
        n_spots += 1.0;
        (x + it.0, y + it.1)
    });
    (n_spots > 0.0).then_some((x / n_spots, y / n_spots))
}

/// Merging moves middles; after so many rounds what still covers something is left.
const ROUNDS: usize = 4;

fn apart(one: Spot, other: Spot) -> f64 {
    (one.0 - other.0).hypot(one.1 - other.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_overlaps_is_one_group_and_who_does_not_stays_alone() {
        let spots = [
            (0.0, 0.0),
            (100.0, 0.0),
            (10.0, 5.0),
            (110.0, 0.0),
            (500.0, 500.0),
            (-5.0, -5.0),
        ];
        let mut groups = clusters(&spots, 26.0, 26.0);
        groups.sort();
        assert_eq!(groups, [vec![0, 2, 5], vec![1, 3], vec![4]]);
    }

    #[test]
    fn everybody_is_in_exactly_one_group() {
        let spots: Vec<Spot> = (0..500_u32)
            .map(|it| (f64::from(it * 37 % 400), f64::from(it * 91 % 300)))
            .collect();
        let mut members: Vec<_> = clusters(&spots, 26.0, 38.0).into_iter().flatten().collect();
        members.sort_unstable();
        assert_eq!(members, (0..500).collect::<Vec<_>>());
    }

    #[test]
    fn circles_do_not_cover_each_other_and_leave_who_stands_alone() {
        // Two along a road, again and again, and somebody beside it.
        let mut spots: Vec<Spot> = (0..40_u32).map(|it| (f64::from(it) * 13.0, 0.0)).collect();
        spots.push((200.0, 27.0));
        let groups = clusters(&spots, 24.0, 38.0);
        let circles: Vec<Spot> = groups
            .iter()
            .filter(|it| it.len() > 1)
            .filter_map(|it| middle(it.iter().map(|it| spots[*it])))
            .collect();
        assert!(circles.len() > 3, "{groups:?}");
        for (index, one) in circles.iter().enumerate() {
            for other in &circles[..index] {
                assert!(apart(*one, *other) >= 38.0, "{one:?} covers {other:?}");
            }
        }
        assert!(groups.contains(&vec![40]));
    }

    #[test]
    fn the_middle_of_nobody_is_nowhere() {
        assert_eq!(middle([]), None);
        assert_eq!(middle([(0.0, 0.0), (4.0, 2.0)]), Some((2.0, 1.0)));
    }
}

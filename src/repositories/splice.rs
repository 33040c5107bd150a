//! Many removals from and insertions into a list, in one pass each.

/// Removes the elements at `places`, which ascend.
pub fn take_out(list: &mut Vec<u32>, places: &[usize]) {
    for (n, place) in places.iter().enumerate() {
        let end = places.get(n + 1).copied().unwrap_or(list.len());
        list.copy_within(place + 1..end, place - n);
    }
    list.truncate(list.len() - places.len());
}

/// Inserts elements before what stands at `places`, which do not descend.
pub fn put_in(list: &mut Vec<u32>, arrivals: &[u32], places: &[usize]) {
    let mut end = list.len();
    list.resize(end + arrivals.len(), 0);
    for (n, (slot, place)) in arrivals.iter().zip(places).enumerate().rev() {
        list.copy_within(*place..end, place + n + 1);
        list[place + n] = *slot;
        end = *place;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_out_and_put_back_leaves_the_list_as_it_was() {
        for places in [
            &[][..],
            &[0],
            &[6],
            &[0, 1, 2],
            &[1, 3, 6],
            &[0, 1, 2, 3, 4, 5, 6],
        ] {
            let whole: Vec<u32> = (10..17).collect();
            let out: Vec<u32> = places.iter().map(|it| whole[*it]).collect();
            let mut list = whole.clone();

            take_out(&mut list, places);
            let rest: Vec<u32> = whole.iter().copied().filter(|it| !out.contains(it)).collect();
            assert_eq!(list, rest);

            let before: Vec<usize> = out.iter().map(|it| rest.partition_point(|x| x < it)).collect();
            put_in(&mut list, &out, &before);
            assert_eq!(list, whole);
        }
    }
}

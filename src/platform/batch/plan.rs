//! Which items, in which chunks. Pure.

use std::collections::HashSet;

/// What is to be done, in the order it is done.
#[derive(Clone, Debug)]
pub enum Items {
    /// Each stands alone.
    Single(Vec<i64>),
    /// Each stands alone, but those of one thing (their contract) are done in one chunk as far as a
    /// chunk holds them: what two lanes do touches nothing that both need.
    Near(Vec<(i64, i64)>),
    /// Items with what they belong to: those of one are done together, and fail together.
    Together(Vec<(i64, i64)>),
}

/// A chunk as it is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Of its first item in the whole.
    pub place: i32,
    /// Its items, in order.
    pub items: Vec<i64>,
    /// How many of them belong together, one after another; none: each stands alone.
    pub parts: Option<Vec<i32>>,
}

impl Items {
    /// How many.
    pub fn count(&self) -> usize {
        match self {
            Self::Single(items) => items.len(),
            Self::Near(items) | Self::Together(items) => items.len(),
        }
    }

    /// In chunks of so many. What belongs together is never parted: one such is a chunk however
    /// long it is.
    pub fn plan(self, most: usize) -> Vec<Planned> {
        let most = most.max(1);
        let keys = |part: &[(i64, i64)]| part.iter().map(|(_, item)| *item).collect::<Vec<_>>();
        match self {
            Self::Single(items) => filled(items.chunks(1).map(<[i64]>::to_vec), most, false),
            Self::Near(items) => {
                let of_one = items.chunk_by(|(one, _), (other, _)| one == other);
                filled(of_one.flat_map(|of_one| of_one.chunks(most)).map(keys), most, false)
            }
            Self::Together(items) => {
                filled(items.chunk_by(|(one, _), (other, _)| one == other).map(keys), most, true)
            }
        }
    }
}

/// Chunks of parts that are not cut, as many in each as it holds.
fn filled(parts: impl Iterator<Item = Vec<i64>>, most: usize, together: bool) -> Vec<Planned> {
    let mut chunks: Vec<Planned> = Vec::new();
    let mut place = 0;
    for part in parts {
        let length = small(part.len());
        let fits = |chunk: &&mut Planned| chunk.items.len() + part.len() <= most;
        match chunks.last_mut().filter(fits) {
            Some(chunk) => {
                chunk.items.extend(part);
                if let Some(parts) = &mut chunk.parts {
                    parts.push(length);
                }
            }
            None => {
                chunks.push(Planned { place, items: part, parts: together.then(|| vec![length]) });
            }
        }
        place += length;
    }
    chunks
}

/// Counts of items stay far below what an integer holds.
fn small(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// What of a chunk stands or falls together, as it was planned.
pub fn parts(items: Vec<i64>, parts: Option<Vec<i32>>) -> Vec<Vec<i64>> {
    let Some(parts) = parts else { return items.into_iter().map(|item| vec![item]).collect() };
    let mut rest = items.into_iter();
    parts
        .into_iter()
        .map(|n| rest.by_ref().take(usize::try_from(n).unwrap_or(0)).collect())
        .collect()
}

/// What was refused of planned chunks, to be planned again: what belonged together does so still.
pub fn again(chunks: Vec<(Vec<i64>, Option<Vec<i32>>)>, refused: &HashSet<i64>) -> Items {
    let is_refused = |item: &i64| refused.contains(item);
    if chunks.iter().all(|(_, parts)| parts.is_none()) {
        let items = chunks.into_iter().flat_map(|(items, _)| items);
        return Items::Single(items.filter(is_refused).collect());
    }
    let whole = chunks.into_iter().flat_map(|(items, together)| parts(items, together));
    let numbered =
        (0..).zip(whole).flat_map(|(part, items)| items.into_iter().map(move |item| (part, item)));
    Items::Together(numbered.filter(|(_, item)| is_refused(item)).collect())
}

#[cfg(test)]
mod tests {
    use super::{Items, again, parts};

    #[test]
    fn what_was_refused_is_planned_again_and_what_belongs_together_stays_so() {
        // R-INV-17: retried as it was
        let refused = [2, 5, 6].into();
        let single = again(vec![(vec![1, 2, 3], None), (vec![4, 5, 6], None)], &refused);
        assert!(matches!(single, Items::Single(items) if items == [2, 5, 6]));
        let chunks = vec![(vec![1, 2, 3], Some(vec![1, 2])), (vec![4, 5, 6], Some(vec![1, 2]))];
        let Items::Together(items) = again(chunks, &refused) else { panic!("together") };
        assert_eq!(items, [(1, 2), (3, 5), (3, 6)]);
        assert_eq!(again(vec![], &refused).count(), 0);
    }

    #[test]
    fn items_are_chunked_in_order_and_what_belongs_together_stays_so() {
        // architecture §4: which items, in which chunks, is decided by pure code
        let single = |n: i64| Items::Single((1..=n).collect());
        let of = |groups: &[i64]| groups.iter().copied().zip(1..).collect();
        let together = |groups: &[i64]| Items::Together(of(groups));
        let near = |groups: &[i64]| Items::Near(of(groups));
        for (items, most, expected) in [
            (single(0), 3, &[][..]),
            (single(2), 3, &[(0, &[1, 1][..])]),
            (single(3), 3, &[(0, &[1, 1, 1])]),
            (single(4), 3, &[(0, &[1, 1, 1]), (3, &[1])]),
            (single(2), 0, &[(0, &[1]), (1, &[1])]),
            (together(&[]), 3, &[]),
            (together(&[7, 7, 8]), 3, &[(0, &[2, 1])]),
            (together(&[7, 7, 8, 8]), 3, &[(0, &[2]), (2, &[2])]),
            (together(&[7, 8, 8, 8, 8, 9]), 3, &[(0, &[1]), (1, &[4]), (5, &[1])]),
            (together(&[7, 8, 9]), 2, &[(0, &[1, 1]), (2, &[1])]),
            (near(&[]), 3, &[]),
            (near(&[7, 7, 8]), 3, &[(0, &[1, 1, 1])]),
            (near(&[7, 7, 8, 8]), 3, &[(0, &[1, 1]), (2, &[1, 1])]),
            (near(&[7, 8, 8, 8, 8, 9]), 3, &[(0, &[1]), (1, &[1, 1, 1]), (4, &[1, 1])]),
        ] {
            let count = i64::try_from(items.count()).expect("few");
            let chunks = items.plan(most);
            let got: Vec<(i32, Vec<usize>)> = chunks
                .iter()
                .map(|c| {
                    (
                        c.place,
                        parts(c.items.clone(), c.parts.clone()).iter().map(Vec::len).collect(),
                    )
                })
                .collect();
            let expected: Vec<(i32, Vec<usize>)> =
                expected.iter().map(|(place, parts)| (*place, parts.to_vec())).collect();
            assert_eq!(got, expected);
            assert_eq!(
                chunks.into_iter().flat_map(|c| c.items).collect::<Vec<_>>(),
                (1..=count).collect::<Vec<_>>(),
                "each once, in order"
            );
        }
    }
}

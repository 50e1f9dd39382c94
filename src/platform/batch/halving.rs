//! What is tried together is tried in halves where that fails, until what fails stands alone and
//! the rest is done. The good ones cost no more attempts than there are chunks; each bad one about
//! the logarithm of a chunk.

/// What is still to be tried, in order.
#[derive(Debug)]
pub struct Halving<I> {
    /// The next last.
    parts: Vec<Vec<I>>,
}

impl<I> Halving<I> {
    /// All of these, so many in an attempt.
    pub fn of(items: Vec<I>, most: usize) -> Self {
        let mut parts = Vec::new();
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            parts.push(items.by_ref().take(most.max(1)).collect());
        }
        parts.reverse();
        Self { parts }
    }

    /// What to try next.
    pub fn take(&mut self) -> Option<Vec<I>> {
        self.parts.pop()
    }

    /// An attempt failed: its halves are next; or here is what stands alone.
    pub fn failed(&mut self, mut part: Vec<I>) -> Option<I> {
        if part.len() <= 1 {
            return part.pop();
        }
        let second = part.split_off(part.len() / 2);
        self.parts.extend([second, part]);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::Halving;

    /// Attempts on these, of which some fail: what was done, what stands alone, and how many
    /// attempts it took.
    fn attempts(items: Vec<u32>, most: usize, bad: &[u32]) -> (Vec<u32>, Vec<u32>, usize) {
        let (mut done, mut alone, mut tried) = (Vec::new(), Vec::new(), 0);
        let mut parts = Halving::of(items, most);
        while let Some(part) = parts.take() {
            tried += 1;
            if part.iter().any(|item| bad.contains(item)) {
                alone.extend(parts.failed(part))
            } else {
                done.extend(part)
            }
        }
        (done, alone, tried)
    }

    #[test]
    fn what_fails_stands_alone_and_the_rest_is_done_in_order() {
        // R-INV-17, architecture §4
        for (items, most, bad, tried) in [
            (vec![], 10, vec![], 0),
            (vec![1], 10, vec![], 1),
            (vec![1], 10, vec![1], 1),
            ((1..=8).collect(), 10, vec![], 1),
            ((1..=8).collect(), 10, vec![1], 7),
            ((1..=8).collect(), 10, vec![3, 8], 11),
            ((1..=8).collect(), 10, (1..=8).collect(), 15),
            ((1..=1000).collect(), 1000, vec![], 1),
            ((1..=1000).collect(), 1000, vec![500], 21),
            ((1..=1000).collect(), 100, vec![], 10),
        ] {
            let all: Vec<u32> = items.clone();
            let expected: Vec<u32> =
                all.iter().copied().filter(|item| !bad.contains(item)).collect();
            let (done, alone, attempts) = attempts(items, most, &bad);
            assert_eq!((done, alone), (expected, bad.clone()), "{bad:?} of {}", all.len());
            assert!(attempts <= tried, "{attempts} attempts for {bad:?} of {}", all.len());
        }
    }
}

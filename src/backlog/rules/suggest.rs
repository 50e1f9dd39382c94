//! Which committed rows to release so that another fits (W-8). Pure.

use crate::{backlog::model::LimitRow, contracts::model::LimitLevel, vocabulary::ids::ActualId};
use rust_decimal::Decimal;

/// A row that could give way.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    row: &'a LimitRow,
}

impl Candidate<'_> {
    /// What its release frees at a level.
    fn frees(self, level: LimitLevel) -> Decimal {
        if self.row.levels().contains(&level) { self.row.net_amount } else { Decimal::ZERO }
    }
}

/// Rows chosen so far, and what each level still lacks.
struct Choice<'a> {
    rows: Vec<Candidate<'a>>,
    lacks: Vec<(LimitLevel, Decimal)>,
}

impl<'a> Choice<'a> {
    fn new(short: &[(LimitLevel, Decimal)]) -> Self {
        Self { rows: Vec::new(), lacks: short.to_vec() }
    }

    fn is_enough(&self) -> bool {
        self.lacks.iter().all(|(_, lack)| *lack <= Decimal::ZERO)
    }

    fn has(&self, candidate: Candidate) -> bool {
        self.rows.iter().any(|taken| taken.row.actual_id == candidate.row.actual_id)
    }

    fn add(&mut self, candidate: Candidate<'a>) {
        self.lacks.iter_mut().for_each(|(level, lack)| *lack -= candidate.frees(*level));
        self.rows.push(candidate);
    }

    /// Whether it is still enough with one row less and perhaps another more.
    fn does_with(&self, without: Candidate, with: Option<Candidate>) -> bool {
        self.lacks.iter().all(|(level, lack)| {
            *lack + without.frees(*level) - with.map(|c| c.frees(*level)).unwrap_or_default()
                <= Decimal::ZERO
        })
    }

    fn change(&mut self, at: usize, with: Option<Candidate<'a>>) {
        let without = self.rows.remove(at);
        self.lacks.iter_mut().for_each(|(level, lack)| *lack += without.frees(*level));
        if let Some(with) = with {
            self.lacks.iter_mut().for_each(|(level, lack)| *lack -= with.frees(*level));
            self.rows.insert(at, with);
        }
    }

    fn total(&self) -> Decimal {
        self.rows.iter().map(|candidate| candidate.row.net_amount).sum()
    }
}

/// The fewest rows that free what is short, and of those no larger ones than it takes; none if all
/// together don't. Taking the largest level by level, innermost first, is exact where each level
/// lies within the next; where a line and a customer cross, taking whatever frees most of all that
/// is lacking is tried too, and the better of both is kept.
pub fn suggest(short: &[(LimitLevel, Decimal)], committed: &[LimitRow]) -> Option<Vec<ActualId>> {
    let mut candidates: Vec<Candidate> = committed
        .iter()
        .filter(|row| row.counts() && row.net_amount > Decimal::ZERO)
        .map(|row| Candidate { row })
        .collect();
    candidates.sort_by_key(|c| (std::cmp::Reverse(c.row.net_amount), c.row.actual_id));
    let mut choices: Vec<Choice> =
        [level_by_level(short, &candidates), most_first(short, &candidates)]
            .into_iter()
            .filter(Choice::is_enough)
            .collect();
    for choice in &mut choices {
        trim(choice, &candidates);
    }
    choices
        .into_iter()
        .min_by_key(|choice| (choice.rows.len(), choice.total()))
        .map(|choice| choice.rows.iter().map(|c| c.row.actual_id).collect())
}

fn level_by_level<'a>(short: &[(LimitLevel, Decimal)], by_size: &[Candidate<'a>]) -> Choice<'a> {
    let mut choice = Choice::new(short);
    for (at, (level, _)) in short.iter().enumerate() {
        for candidate in by_size {
            if choice.lacks.get(at).is_none_or(|(_, lack)| *lack <= Decimal::ZERO) {
                break;
            }
            if !candidate.frees(*level).is_zero() && !choice.has(*candidate) {
                choice.add(*candidate);
            }
        }
    }
    choice
}

fn most_first<'a>(short: &[(LimitLevel, Decimal)], by_size: &[Candidate<'a>]) -> Choice<'a> {
    let mut choice = Choice::new(short);
    let mut left = by_size.to_vec();
    while !choice.is_enough() {
        let helps = |c: &Candidate| {
            choice
                .lacks
                .iter()
                .map(|(level, lack)| c.frees(*level).min((*lack).max(Decimal::ZERO)))
                .sum::<Decimal>()
        };
        let Some(at) =
            (0..left.len()).max_by_key(|at| (left.get(*at).map(helps), std::cmp::Reverse(*at)))
        else {
            return choice;
        };
        let best = left.remove(at);
        if helps(&best).is_zero() {
            return choice;
        }
        choice.add(best);
    }
    choice
}

/// Drops what the others make needless, then changes each for the smallest that still does.
fn trim<'a>(choice: &mut Choice<'a>, by_size: &[Candidate<'a>]) {
    for at in (0..choice.rows.len()).rev() {
        if choice.rows.get(at).is_some_and(|candidate| choice.does_with(*candidate, None)) {
            choice.change(at, None);
        }
    }
    for at in 0..choice.rows.len() {
        let Some(taken) = choice.rows.get(at).copied() else { return };
        let smaller = by_size
            .iter()
            .rev()
            .take_while(|c| c.row.net_amount < taken.row.net_amount)
            .find(|c| !choice.has(**c) && choice.does_with(taken, Some(**c)));
        if let Some(smaller) = smaller {
            choice.change(at, Some(*smaller));
        }
    }
}

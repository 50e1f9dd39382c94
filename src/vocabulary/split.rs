//! R-APP-8, R-MS-5: a quantity or an amount shared out among customers, conserved to the last unit.

use super::money::round;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One customer's share of a contract line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Billing split percent, 0 to 100.
    pub percent: Decimal,
    /// Takes what rounding leaves; exactly one does.
    pub is_rounding: bool,
}

/// Every customer's quantity, in the order given; the sum is the quantity itself.
pub fn split_quantity(quantity: Decimal, shares: &[Share]) -> Vec<Decimal> {
    split_amount(quantity, shares, 2)
}

/// Every customer's part of a whole, in the order given; the sum is the whole itself.
///
/// All but the rounding customer get `round(whole × percent, decimals)`, the rounding customer the
/// rest. Where the rest would be negative, or nobody with a share takes it, the smallest units go
/// by largest remainder, ties in order.
pub fn split_amount(whole: Decimal, shares: &[Share], decimals: u32) -> Vec<Decimal> {
    let hundred = Decimal::ONE_HUNDRED;
    let exact = |share: &Share| whole.saturating_mul(share.percent) / hundred;
    let takes_rest = |share: &Share| share.is_rounding && !share.percent.is_zero();
    let mut parts: Vec<Decimal> = shares
        .iter()
        .map(|share| if takes_rest(share) { Decimal::ZERO } else { round(exact(share), decimals) })
        .collect();
    let rest = whole - parts.iter().sum::<Decimal>();
    if (rest.is_sign_negative() && !rest.is_zero()) || !shares.iter().any(takes_rest) {
        return by_largest_remainder(
            whole,
            &shares.iter().map(exact).collect::<Vec<_>>(),
            decimals,
        );
    }
    for (part, share) in parts.iter_mut().zip(shares) {
        if takes_rest(share) {
            *part = rest;
        }
    }
    parts
}

/// Whole units of so many decimals first, then one more to the largest remainders until nothing is
/// left; what is finer than a unit goes to the first in that order. No part is more than its exact
/// share rounded up.
pub fn by_largest_remainder(whole: Decimal, exact: &[Decimal], decimals: u32) -> Vec<Decimal> {
    let unit = Decimal::new(1, decimals);
    let mut parts: Vec<Decimal> =
        exact.iter().map(|value| value.trunc_with_scale(decimals)).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    let remainder = |index: usize| {
        exact.get(index).zip(parts.get(index)).map(|(e, p)| e - p).unwrap_or_default()
    };
    let remainders: Vec<Decimal> = (0..exact.len()).map(remainder).collect();
    order.sort_by(|a, b| remainders.get(*b).cmp(&remainders.get(*a)).then(a.cmp(b)));
    let mut left = whole - parts.iter().sum::<Decimal>();
    for index in order.iter().cycle().take(order.len().saturating_mul(2)) {
        if left.is_zero() {
            break;
        }
        let step = left.min(unit);
        if let Some(part) = parts.get_mut(*index) {
            *part += step;
            left -= step;
        }
    }
    parts
}

/// n parts of a whole, rounded; the last takes the rest. Where that would be negative, the others
/// are rounded down.
pub fn in_equal_parts(whole: Decimal, n: usize, decimals: u32) -> Vec<Decimal> {
    let others = Decimal::from(n.saturating_sub(1));
    let exact = whole / Decimal::from(n.max(1));
    let mut part = round(exact, decimals);
    if part * others > whole {
        part = exact.trunc_with_scale(decimals);
    }
    (1..=n).map(|at| if at == n { whole - part * others } else { part }).collect()
}

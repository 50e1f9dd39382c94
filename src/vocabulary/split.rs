//! R-APP-8: a quantity shared out among customers, conserved to the last hundredth.

use super::money::round;
use rust_decimal::Decimal;

/// One customer's share of a contract line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Billing split percent, 0 to 100.
    pub percent: Decimal,
    /// Takes what rounding leaves; exactly one does.
    pub is_rounding: bool,
}

/// Every customer's quantity, in the order given; the sum is the quantity itself.
///
/// All but the rounding customer get `round(quantity × percent, 2)`, the rounding customer the rest.
/// Where the rest would be negative, the hundredths go by largest remainder, ties in order.
pub fn split_quantity(quantity: Decimal, shares: &[Share]) -> Vec<Decimal> {
    let hundred = Decimal::ONE_HUNDRED;
    let exact = |share: &Share| quantity.saturating_mul(share.percent) / hundred;
    let mut parts: Vec<Decimal> = shares.iter().map(|share| if share.is_rounding { Decimal::ZERO } else { round(exact(share), 2) }).collect();
    let rest = quantity - parts.iter().sum::<Decimal>();
    if rest.is_sign_negative() && !rest.is_zero() {
        return by_largest_remainder(quantity, &shares.iter().map(exact).collect::<Vec<_>>());
    }
    for (part, share) in parts.iter_mut().zip(shares) {
        if share.is_rounding {
            *part = rest;
        }
    }
    parts
}

/// Whole hundredths first, then one more to the largest remainders until nothing is left; what is finer
/// than a hundredth goes to the first in that order.
fn by_largest_remainder(quantity: Decimal, exact: &[Decimal]) -> Vec<Decimal> {
    let hundredth = Decimal::new(1, 2);
    let mut parts: Vec<Decimal> = exact.iter().map(|value| value.trunc_with_scale(2)).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    let remainder = |index: usize| exact.get(index).zip(parts.get(index)).map(|(e, p)| e - p).unwrap_or_default();
    let remainders: Vec<Decimal> = (0..exact.len()).map(remainder).collect();
    order.sort_by(|a, b| remainders.get(*b).cmp(&remainders.get(*a)).then(a.cmp(b)));
    let mut left = quantity - parts.iter().sum::<Decimal>();
    for index in order.iter().cycle().take(order.len().saturating_mul(2)) {
        if left.is_zero() {
            break;
        }
        let step = left.min(hundredth);
        if let Some(part) = parts.get_mut(*index) {
            *part += step;
            left -= step;
        }
    }
    parts
}

//! Lines, their prices and what the stock allows. Pure: the same wishes and offers give the same lines.

use crate::discount::Applied;
use crate::fulfillment::Method;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Lines that a cart or a checkout may hold.
pub const LINES_MAX: usize = 100;

/// Pieces of one variant that an order may hold, whatever the variant says.
pub const QUANTITY_MAX: i64 = 999;

/// What a variant costs now and how much of it there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Minor units, each.
    pub price: i64,
    /// The price it is reduced from, minor units.
    pub list_price: Option<i64>,
    /// Pieces left.
    pub stock: i64,
    /// Pieces that one order may hold.
    pub max_per_order: i64,
}

impl Offer {
    /// How many pieces one order can have now.
    pub fn limit(&self) -> i64 {
        self.stock.min(self.max_per_order).clamp(0, QUANTITY_MAX)
    }
}

/// The price of a kilogram, rounded to the nearest minor unit. `grams` is above 0.
pub fn per_kilogram(price: i64, grams: u32) -> i64 {
    let grams = i64::from(grams.max(1));
    price.saturating_mul(1000).saturating_add(grams / 2) / grams
}

/// Offers by variant id. A variant without one is not sold.
pub type Offers = HashMap<String, Offer>;

/// A line as it is kept: no price, for prices are read anew at each answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Stays the same as long as the line is kept.
    pub id: String,
    /// The variant.
    pub variant_id: String,
    /// 1 to [`QUANTITY_MAX`].
    pub quantity: i64,
}

/// A line at today's price, within today's stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    /// The line's id.
    pub id: String,
    /// The variant.
    pub variant_id: String,
    /// Pieces, at most what can be had.
    pub quantity: i64,
    /// Minor units, each.
    pub price: i64,
    /// Pieces left.
    pub stock: i64,
    /// Pieces that one order may hold.
    pub max_per_order: i64,
}

impl PricedLine {
    /// Price times quantity, minor units.
    pub fn total(&self) -> i64 {
        self.price.saturating_mul(self.quantity)
    }
}

/// What became of a wish that could not be met as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// When fewer pieces can be had than were asked for.
    Adjusted {
        /// The line, which is in the result.
        line_id: String,
        /// What was asked for.
        asked: i64,
        /// What can be had.
        kept: i64,
    },
    /// When nothing is left of a variant. Its line is not in the result.
    OutOfStock {
        /// The variant.
        variant_id: String,
    },
    /// When the id names no variant. Its line is not in the result.
    NotFound {
        /// What was asked for.
        variant_id: String,
    },
}

/// Prices lines and cuts them down to what can be had; what cannot be had at all is left out, with a note.
pub fn settle(wished: &[Line], offers: &Offers) -> (Vec<PricedLine>, Vec<Note>) {
    let mut lines = Vec::with_capacity(wished.len());
    let mut notes = Vec::new();
    for Line { id, variant_id, quantity } in wished {
        let Some(offer) = offers.get(variant_id) else {
            notes.push(Note::NotFound { variant_id: variant_id.clone() });
            continue;
        };
        let kept = offer.limit().min(*quantity);
        if kept == 0 {
            notes.push(Note::OutOfStock { variant_id: variant_id.clone() });
            continue;
        }
        if kept < *quantity {
            notes.push(Note::Adjusted { line_id: id.clone(), asked: *quantity, kept });
        }
        lines.push(PricedLine {
            id: id.clone(),
            variant_id: variant_id.clone(),
            quantity: kept,
            price: offer.price,
            stock: offer.stock,
            max_per_order: offer.max_per_order.min(QUANTITY_MAX),
        });
    }
    (lines, notes)
}

/// A line as a platform asks for it.
#[derive(Clone, Debug)]
pub struct WishedLine {
    /// The line's id, where the platform knows it.
    pub id: Option<String>,
    /// The variant.
    pub variant_id: String,
    /// At least 1; anything above the limit is cut later.
    pub quantity: i64,
}

/// Gives wishes their line ids: a line known by its id or by its variant keeps the id it had, a new one gets the next
/// number. The same variant twice becomes one line.
pub fn number(wished: Vec<WishedLine>, earlier: &[Line], next: &mut i64) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(wished.len());
    for wish in wished {
        if let Some(twin) = lines.iter_mut().find(|line| line.variant_id == wish.variant_id) {
            twin.quantity = twin.quantity.saturating_add(wish.quantity);
            continue;
        }
        let free = |line: &&Line| !lines.iter().any(|taken| taken.id == line.id);
        let known = earlier.iter().find(|line| wish.id.as_ref() == Some(&line.id)).filter(free);
        let known = known.or_else(|| earlier.iter().find(|line| line.variant_id == wish.variant_id).filter(free));
        let id = known.map(|line| line.id.clone()).unwrap_or_else(|| {
            *next += 1;
            format!("li_{next}")
        });
        lines.push(Line { id, variant_id: wish.variant_id, quantity: wish.quantity });
    }
    lines
}

/// What it costs to get one seller's goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// The seller.
    pub seller_id: String,
    /// How the goods get to the buyer.
    pub method: Method,
    /// Minor units, 0 for pick-up.
    pub amount: i64,
}

/// The sums of a cart, a checkout or an order, minor units: subtotal − discounts + fees = total.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The lines' sum.
    pub subtotal: i64,
    /// What codes take off; never more than the subtotal.
    pub discounts: Vec<Applied>,
    /// One for each seller, once it is known how the goods get to the buyer.
    pub fees: Vec<Fee>,
    /// What is paid.
    pub total: i64,
}

impl Totals {
    /// Adds up.
    pub fn of(lines: &[PricedLine], discounts: Vec<Applied>, fees: Vec<Fee>) -> Totals {
        let subtotal = lines.iter().fold(0i64, |sum, line| sum.saturating_add(line.total()));
        let reduced = discounts.iter().fold(subtotal, |sum, applied| sum.saturating_sub(applied.amount));
        let total = fees.iter().fold(reduced, |sum, fee| sum.saturating_add(fee.amount));
        Totals { subtotal, discounts, fees, total }
    }

    /// What codes take off one line.
    pub fn off(&self, line_id: &str) -> i64 {
        let shares = self.discounts.iter().flat_map(|applied| &applied.shares);
        shares.filter(|share| share.line_id == line_id).fold(0i64, |sum, share| sum.saturating_add(share.amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(id: Option<&str>, variant: &str, quantity: i64) -> WishedLine {
        WishedLine { id: id.map(str::to_owned), variant_id: variant.to_owned(), quantity }
    }

    fn ids(lines: &[Line]) -> Vec<(&str, &str, i64)> {
        lines.iter().map(|line| (line.id.as_str(), line.variant_id.as_str(), line.quantity)).collect()
    }

    #[test]
    fn a_line_kept_keeps_its_id_and_a_new_one_never_gets_a_used_one() {
        let mut next = 0;
        let first = number(vec![wish(None, "a", 1), wish(None, "b", 1)], &[], &mut next);
        assert_eq!(ids(&first), [("li_1", "a", 1), ("li_2", "b", 1)]);
        let second = number(vec![wish(None, "c", 1), wish(Some("li_1"), "a", 2)], &first, &mut next);
        assert_eq!(ids(&second), [("li_3", "c", 1), ("li_1", "a", 2)]);
        let third = number(vec![wish(None, "b", 1)], &second, &mut next);
        assert_eq!(ids(&third), [("li_4", "b", 1)]);
    }

    #[test]
    fn the_same_variant_twice_is_one_line() {
        let lines = number(vec![wish(None, "a", 1), wish(None, "a", i64::MAX)], &[], &mut 0);
        assert_eq!(ids(&lines), [("li_1", "a", i64::MAX)]);
    }

    #[test]
    fn two_lines_never_share_an_id_whatever_the_platform_claims() {
        let mut next = 1;
        let earlier = [Line { id: "li_1".into(), variant_id: "a".into(), quantity: 1 }];
        let lines = number(vec![wish(Some("li_1"), "b", 1), wish(Some("li_1"), "a", 1)], &earlier, &mut next);
        assert_eq!(ids(&lines), [("li_1", "b", 1), ("li_2", "a", 1)]);
    }

    #[test]
    fn stock_and_limit_cut_a_line_and_say_so() {
        let offer = Offer { price: 100, list_price: None, stock: 5, max_per_order: 3 };
        let sold_out = Offer { stock: 0, ..offer };
        let offers = Offers::from([("a".to_owned(), offer), ("b".to_owned(), sold_out)]);
        let wished = number(vec![wish(None, "a", 9), wish(None, "b", 1), wish(None, "c", 1)], &[], &mut 0);
        let (lines, notes) = settle(&wished, &offers);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].total(), 300);
        assert_eq!(
            notes,
            [
                Note::Adjusted { line_id: "li_1".into(), asked: 9, kept: 3 },
                Note::OutOfStock { variant_id: "b".into() },
                Note::NotFound { variant_id: "c".into() },
            ]
        );
    }
}

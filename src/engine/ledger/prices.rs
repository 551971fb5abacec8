//! What a line costs, against what the buyer was shown: a change is told, and agreed to before checkout.

use super::{Confirmed, Ledger, Snapshot};
use crate::engine::ids::ItemId;
use crate::ucp::money::{Minor, Price};

/// A price that is another one than the buyer was shown, until the buyer agrees to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Repriced {
    /// To be agreed to by. Another change of the same price gets another number: nobody agrees to what was not shown.
    pub number: u64,
    /// Variant.
    pub item: ItemId,
    /// What the buyer was shown.
    pub was: Price,
    /// What the business asks.
    pub now: Price,
}

impl Ledger {
    /// The price that this line changed to and was not agreed to yet.
    pub fn repriced(&self, item: &ItemId) -> Option<&Repriced> {
        self.repriced.iter().find(|repriced| &repriced.item == item)
    }

    /// The highest number of the changed prices that stand in the shown cart; none: all prices are those that the buyer was shown.
    pub fn last_repriced(&self) -> Option<u64> {
        let stands = |repriced: &&Repriced| self.quantity(&repriced.item) > 0;
        self.repriced.iter().filter(stands).map(|repriced| repriced.number).max()
    }

    /// Compares the cart just answered with what was shown until then: the cart `before`, else the edits, which are still there.
    pub(super) fn reprice(&mut self, before: Option<&Confirmed>) {
        let Some(cart) = self.confirmed.clone() else { return };
        let told = std::mem::take(&mut self.repriced);
        for line in &cart.lines {
            // A split line's first row speaks for it.
            let Some(now) = line.snapshot.costs().filter(|_| self.repriced(&line.item).is_none()) else { continue };
            let told = told.iter().find(|told| told.item == line.item);
            let known = before.and_then(|cart| cart.lines.iter().find(|known| known.item == line.item));
            let known = known.map(|known| &known.snapshot).or_else(|| Some(&self.edit(&line.item)?.snapshot));
            let was = told.map(|told| told.was.clone()).or_else(|| known?.costs());
            let Some(was) = was.filter(|was| *was != now) else { continue };
            let same = told.filter(|told| told.now == now);
            let number = same.map_or(self.next, |same| same.number);
            self.next += u64::from(same.is_none());
            self.repriced.push(Repriced { number, item: line.item.clone(), was, now });
        }
        // A wish that outlives its line looks as the line did.
        for edit in &mut self.edits {
            if let Some(line) = cart.lines.iter().find(|line| line.item == edit.item) {
                edit.snapshot.clone_from(&line.snapshot);
            }
        }
    }
}

impl Snapshot {
    /// What one piece costs, where that is known.
    pub fn costs(&self) -> Option<Price> {
        Some(Price { amount: Minor(self.price?), currency: self.currency.clone()? })
    }
}

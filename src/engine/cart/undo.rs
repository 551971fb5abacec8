//! A removal can be taken back for a moment, on the page where it was made; several one after the other, the last one first.

use super::DOUBLE_PRESS_MS;
use crate::engine::Shop;
use crate::engine::effect::Effect;
use crate::engine::ids::{ItemId, Millis};
use crate::engine::ledger::{Change, Snapshot};

/// A line that was taken out.
#[derive(Clone)]
pub struct Removed {
    item: ItemId,
    /// Pieces that it had.
    quantity: u32,
    snapshot: Snapshot,
    /// Until when it can be brought back.
    until: Millis,
}

/// How long a removal can be taken back.
const UNDO_MS: Millis = 6_000;

parts! {
    Removed { item quantity snapshot until }
}

impl Shop {
    /// Keeps in mind what is about to be taken out.
    pub(in crate::engine) fn keep_removed(&mut self, now: Millis, item: &ItemId) {
        let Some(line) = self.cart.shown.shown().into_iter().find(|line| line.item == item) else { return };
        let (item, quantity, snapshot) = (item.clone(), line.quantity, line.snapshot.clone());
        self.cart.removed.retain(|earlier| earlier.item != item);
        self.cart.removed.push(Removed { item, quantity, snapshot, until: now + UNDO_MS });
    }

    /// Brings back what was taken out last: an ordinary wish for as many pieces as there were. For what was taken out before it a moment
    /// begins.
    pub(in crate::engine) fn undo_removal(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        // The second press of two.
        if self.undo_ends().is_some_and(|until| until > now + UNDO_MS) {
            return;
        }
        let last = self.cart.removed.iter().rposition(|it| self.is_out(it));
        let Some(Removed { item, quantity, snapshot, .. }) = last.map(|place| self.cart.removed.remove(place)) else {
            return;
        };
        self.cart.removed.iter_mut().for_each(|earlier| earlier.until = now + UNDO_MS + DOUBLE_PRESS_MS);
        self.want(None, None, Change::Set { item, quantity, snapshot }, effects);
    }

    /// The moment is over, once it is for the last.
    pub(in crate::engine) fn end_undo(&mut self, now: Millis) {
        if self.undo_ends().is_some_and(|until| until <= now) {
            self.cart.removed.clear();
        }
    }

    /// When it will be over.
    pub(in crate::engine) fn undo_ends(&self) -> Option<Millis> {
        self.cart.removed.last().map(|removed| removed.until)
    }

    /// Title of what can be brought back.
    pub(in crate::engine) fn can_undo(&self) -> Option<&str> {
        let last = self.cart.removed.iter().rfind(|it| self.is_out(it));
        last.map(|removed| removed.snapshot.title.as_str())
    }

    /// What is wanted again, here or on another page, is not removed any more.
    fn is_out(&self, removed: &Removed) -> bool {
        self.cart.shown.quantity(&removed.item) == 0
    }
}

//! A removal can be taken back for a moment, on the page where it was made.

use crate::engine::Shop;
use crate::engine::effect::Effect;
use crate::engine::ids::{ItemId, Millis};
use crate::engine::ledger::{Change, Snapshot};

/// The last line that was taken out.
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
    /// Keeps in mind what is about to be taken out, in place of what was taken out before.
    pub(in crate::engine) fn keep_removed(&mut self, now: Millis, item: &ItemId) {
        let removed = self.cart.shown.shown().into_iter().find(|line| line.item == item).map(|line| Removed {
            item: item.clone(),
            quantity: line.quantity,
            snapshot: line.snapshot.clone(),
            until: now + UNDO_MS,
        });
        if removed.is_some() {
            self.cart.removed = removed;
        }
    }

    /// Brings back what was taken out last: an ordinary wish for as many pieces as there were.
    pub(in crate::engine) fn undo_removal(&mut self, effects: &mut Vec<Effect>) {
        if let Some(Removed { item, quantity, snapshot, .. }) = self.cart.removed.take().filter(|it| self.is_out(it)) {
            self.want(None, None, Change::Set { item, quantity, snapshot }, effects);
        }
    }

    /// The moment is over.
    pub(in crate::engine) fn end_undo(&mut self, now: Millis) {
        self.cart.removed.take_if(|removed| removed.until <= now);
    }

    /// When it will be over.
    pub(in crate::engine) fn undo_ends(&self) -> Option<Millis> {
        self.cart.removed.as_ref().map(|removed| removed.until)
    }

    /// Title of what can be brought back.
    pub(in crate::engine) fn can_undo(&self) -> Option<&str> {
        self.cart.removed.as_ref().filter(|it| self.is_out(it)).map(|removed| removed.snapshot.title.as_str())
    }

    /// What is wanted again, here or on another page, is not removed any more.
    fn is_out(&self, removed: &Removed) -> bool {
        self.cart.shown.quantity(&removed.item) == 0
    }
}

//! What of the cart a trace starts from.

use super::{CartState, Lock, Retry, Waiter};
use crate::engine::Settings;
use crate::engine::cart_view::cart_shown;
use crate::engine::fields::{Part, Reader, Text};
use crate::engine::ids::{ItemId, Millis, ViewId};
use crate::engine::ledger::{Changes, Ledger};

impl CartState {
    /// Whether all of it can be said: no change is on its way to the record.
    pub(in crate::engine) fn is_between_transactions(&self) -> bool {
        self.newer.is_none() && self.pending.iter().all(|changes| changes.is_empty())
    }

    /// What is between the record and this page.
    pub(in crate::engine) fn under_way(&self) -> String {
        if self.is_between_transactions() && !self.begun && self.pending.is_empty() {
            return String::new();
        }
        format!("{:?}", (&self.pending, &self.newer, self.begun))
    }

    /// Whether a record is what this page expects.
    pub(in crate::engine) fn expects(&self, record: &Ledger) -> bool {
        match (self.known.as_deref(), self.pending.first()) {
            (Some(known), Some(changes)) if changes.is_empty() => record == known,
            _ => *record == self.expected(),
        }
    }

    /// What the record will hold once this page's next transaction is through, if nobody else changes it.
    pub(in crate::engine) fn expected(&self) -> Ledger {
        let mut expected = self.known.as_deref().cloned().unwrap_or_default();
        if let Some(changes) = self.pending.first() {
            expected.advance(changes);
        }
        expected
    }
}

impl Part for CartState {
    fn put(&self, text: &mut Text<'_>) {
        self.known.as_deref().map(Ledger::without_bytes).put(text);
        for flag in [self.durable, self.locks, self.look_back] {
            flag.put(text);
        }
        (self.apart, self.lost.clone()).put(text);
        self.lock.put(text);
        self.retry.put(text);
        (self.lease.0, self.lease.1).put(text);
        self.reading.put(text);
        self.waiters.put(text);
        let press = self.press.clone().map(|(item, view, at)| (item, (view, at)));
        press.put(text);
        (self.next_call, self.telling).put(text);
        self.problem.put(text);
        (self.answered.clone(), self.held_up).put(text);
        self.removed.put(text);
        self.named.put(text);
        (self.pending.len() as u64).put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let mut cart = Self::new(&Settings::default());
        cart.known = Part::take(reader);
        for flag in [&mut cart.durable, &mut cart.locks, &mut cart.look_back] {
            *flag = Part::take(reader);
        }
        (cart.apart, cart.lost) = Part::take(reader);
        cart.lock = Part::take(reader);
        cart.retry = Part::take(reader);
        cart.lease = Part::take(reader);
        cart.reading = Part::take(reader);
        cart.waiters = Part::take(reader);
        let press = <Option<(ItemId, (Option<ViewId>, Millis))> as Part>::take(reader);
        cart.press = press.map(|(item, (view, at))| (item, view, at));
        (cart.next_call, cart.telling) = Part::take(reader);
        cart.problem = Part::take(reader);
        (cart.answered, cart.held_up) = Part::take(reader);
        cart.removed = Part::take(reader);
        cart.named = Part::take(reader);
        for _ in 0..u64::take(reader).min(PENDING_MAX) {
            cart.pending.push(Changes::default());
        }
        cart.show();
        cart.told = cart_shown(&cart.shown);
        cart
    }
}

/// More readings than are ever on their way at once.
const PENDING_MAX: u64 = 1_000;

parts! {
    Retry { attempts due read }
    Waiter { call item added }
}

words! {
    Lock { Free = 0 Asked = 1 Held = 2 }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn what_is_between_the_record_and_the_page_is_said_and_nothing_where_nothing_is() {
        let still = CartState::new(&Settings::default());
        assert_eq!(still.under_way(), "");
        let looking = CartState { pending: vec![Changes::from([])], ..still.clone() };
        let begun = CartState { begun: true, ..still.clone() };
        let newer = CartState { newer: Some(Rc::default()), ..still };
        let said = [looking, begun, newer].map(|state| state.under_way());
        assert!(said.iter().all(|said| !said.is_empty()) && said[0] != said[1] && said[1] != said[2], "{said:?}");
    }
}

//! The browser's storage: transactions one after the other, and messages to the other pages.

use super::{Happening, World};
use crate::fault::Fault;
use crate::promise::{Broken, Promise, hold};
use crate::reference::{Store, pieces};
use std::rc::Rc;
use tsampa::engine::event::Event;
use tsampa::engine::ledger::{self, Change};

/// How long a page waits for its storage before it keeps the record itself.
const PATIENCE_MS: u64 = 4_000;

impl World {
    pub(super) fn begin_transaction(&mut self, number: u32) {
        let Some(place) = self.place(number) else { return };
        let mut wait = self.dice.below(4);
        let refused = self.pages[place].own.is_some();
        let full = !refused && self.faults.strikes(Fault::StorageFull);
        let stuck = !refused && self.faults.strikes(Fault::StorageStuck);
        if full || stuck {
            // What this page knew last is all it has.
            self.business.carts.iter_mut().for_each(|cart| cart.shared = true);
            self.pages[place].own = Some(Store::holding(self.pages[place].last.clone()));
            wait = if stuck { PATIENCE_MS } else { wait };
        } else if self.faults.strikes(Fault::StorageSlow) {
            wait = self.dice.between(100, PATIENCE_MS - 500);
        }
        self.after(wait, Happening::Transaction { page: number });
    }

    pub(super) fn transaction(&mut self, number: u32) -> Result<(), Broken> {
        if let Some(at) = self.is_frozen(number) {
            self.at(at, Happening::Transaction { page: number });
            return Ok(());
        }
        let Some(place) = self.place(number) else { return Ok(()) };
        let Some(changes) = self.pages[place].transactions.front().cloned() else { return Ok(()) };
        let durable = self.pages[place].own.is_none();
        // Rare by itself: emptied while the record of a hand-over is on its way.
        let hands_over = changes.iter().any(|change| matches!(change, Change::OpenCheckout { .. }));
        if hands_over && self.faults.strikes(Fault::StorageEvicted) {
            self.browser.store = Store::default();
        }
        let store = self.pages[place].own.as_mut().unwrap_or(&mut self.browser.store);
        let before = store.text.clone();
        for change in changes.iter() {
            if let Some((after, text)) = ledger::store(&store.ledger, &changes) {
                store.follow(change, after, text, &mut self.business)?;
            }
        }
        let record = store.text.clone().unwrap_or_default();
        if durable && before.as_ref() != Some(&record) && !changes.is_empty() {
            self.tell_others(number, record.clone());
        }
        self.after(0, Happening::Committed { page: number, record, durable });
        Ok(())
    }

    fn tell_others(&mut self, number: u32, record: Rc<str>) {
        let others: Vec<u32> = self.pages.iter().map(|page| page.number).filter(|other| *other != number).collect();
        if others.is_empty() {
            return;
        }
        for other in others {
            if self.faults.strikes(Fault::MessageLost) {
                continue;
            }
            let late = self.faults.strikes(Fault::MessageLate);
            let wait = if late { self.dice.between(100, 30_000) } else { self.dice.between(1, 6) };
            self.after(wait, Happening::Heard { page: other, record: record.clone() });
        }
        if self.faults.walked.is_some() {
            return; // there is no second in it
        }
        let revision = self.browser.store.ledger.revision;
        self.after(1_000, Happening::AllAgree { revision });
    }

    pub(super) fn committed(&mut self, number: u32, record: Rc<str>, durable: bool) -> Result<(), Broken> {
        let Some(place) = self.place(number) else { return Ok(()) };
        let page = &mut self.pages[place];
        page.transactions.pop_front();
        page.last = Some(record.clone());
        let more = !page.transactions.is_empty();
        let first = !std::mem::replace(&mut page.read, true) && !more;
        if more {
            self.begin_transaction(number);
        }
        let stored = first.then(|| ledger::read(&record).unwrap_or_default());
        self.tell(number, Event::Committed { record: record.to_string(), durable })?;
        // A message from before the record was emptied may still be on its way.
        let emptied = self.faults.any_struck(&[Fault::StorageEvicted, Fault::StorageEdited]);
        if let Some(stored) = stored
            && !emptied
            && let Some(page) = self.place(number).map(|place| &self.pages[place]).filter(|page| !page.touched)
        {
            let shown = self.shown(page);
            // It may have heard of a newer one before it was told what it read.
            let newer = stored.revision < self.browser.store.ledger.revision;
            let whole = shown == pieces(&stored) || newer || page.shop.view_cart().asleep;
            hold(Promise::NeverHalfACart, whole, || {
                format!("the record holds {:?}, a page that opens shows {shown:?}", pieces(&stored))
            })?;
        }
        Ok(())
    }

    /// A second after a change was stored every page shows it, if nothing was changed since and nothing held it back.
    pub(super) fn all_agree(&mut self, revision: u64) -> Result<(), Broken> {
        let held_back = [
            Fault::MessageLost,
            Fault::MessageLate,
            Fault::StorageEvicted,
            Fault::StorageEdited,
            Fault::StorageFull,
            Fault::StorageStuck,
            Fault::StorageSlow,
        ];
        if self.browser.store.ledger.revision != revision || self.faults.any_struck(&held_back) {
            return Ok(());
        }
        let stored = pieces(&self.browser.store.ledger);
        for page in &self.pages {
            let awake = page.frozen_until.is_none() && page.transactions.is_empty() && page.read;
            let shown = self.shown(page);
            hold(Promise::TabsAgree, !awake || page.shop.view_cart().asleep || shown == stored, || {
                format!("page {} shows {shown:?} a second after {stored:?} was stored", page.number)
            })?;
        }
        Ok(())
    }
}

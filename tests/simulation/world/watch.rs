//! What is looked at after every step.

use super::World;
use super::page::Page;
use crate::business::Line;
use crate::dice::mixed;
use crate::promise::{Broken, Promise, hold};
use std::collections::BTreeMap;
use tsampa::engine::ids::Millis;
use tsampa::ucp::total::grand_total;

/// What the promises need to remember.
#[derive(Clone, Default)]
pub struct Watch {
    pub trace: u64,
    pub events: u64,
    /// Things that happened at the present moment.
    pub at_once: u64,
    pub requests: u64,
    pub writes: u64,
    pub wishes: u64,
    pub first_wish: Option<Millis>,
    pub last_wish: Millis,
    pub bytes: BTreeMap<String, u64>,
    /// Number of the last call for checkout.
    pub calls: u32,
    pub states: Vec<u64>,
    pub rest: (u64, Millis),
    /// How long one way to the business takes at least.
    pub way: Millis,
}

impl World {
    /// What a page shows, in the order of the items.
    pub fn shown(&self, page: &Page) -> Vec<Line> {
        let mut shown: Vec<Line> = Vec::new();
        for line in page.shop.view_cart_shown().line_items {
            match shown.iter_mut().find(|known| known.0 == line.item.id.0) {
                Some(known) => known.1 += line.quantity,
                None => shown.push((line.item.id.0, line.quantity)),
            }
        }
        shown.sort();
        shown
    }

    /// What must be true of a page after everything it is told.
    pub(super) fn look_at(&mut self, number: u32) -> Result<(), Broken> {
        let Some(place) = self.place(number) else { return Ok(()) };
        let page = &self.pages[place];
        let view = page.shop.view_cart();
        if view.asleep {
            return Ok(());
        }
        let lines = || view.groups.iter().flat_map(|group| &group.lines);
        let sum: u32 = lines().map(|line| line.quantity).sum();
        let within = lines().all(|line| line.quantity <= 2 * tsampa::engine::ledger::QUANTITY_MAX);
        let total = grand_total(&view.totals).map_or(0, |total| total.0);
        hold(Promise::NumbersHold, sum == view.count && within && total >= 0, || {
            format!("badge {}, lines {sum}, total {total}", view.count)
        })?;
        let of_totals = lines().filter(|line| line.total.is_some() && line.open).count();
        hold(Promise::PricesAreTheBusinesss, of_totals == 0, || "an open line with a settled total".to_owned())?;
        let ledger = &self.browser.store.ledger;
        let state = [
            u64::from(view.open) | u64::from(view.checking_out) << 1 | u64::from(view.waiting.is_some()) << 2,
            view.groups.iter().map(|group| group.lines.len() as u64).sum::<u64>().min(4),
            page.flying.len() as u64 | (page.transactions.len() as u64).min(4) << 8,
            u64::from(page.own.is_some()) | u64::from(view.problem.is_some()) << 1,
            (view.messages.len() as u64).min(3) | u64::from(page.shop.next_wake().is_some()) << 8,
            ledger.write.as_ref().map_or(0, |write| write.kind as u64 + 1 + 8 * u64::from(write.covers < ledger.next)),
            ledger.edits.len() as u64 | (ledger.notices.len() as u64).min(3) << 8,
            u64::from(ledger.confirmed.is_some()) | u64::from(ledger.checkout.is_some()) << 1,
            ledger.lines().len() as u64 | (self.pages.len() as u64) << 8,
            u64::from(self.browser.lock == Some(number)) | (self.browser.waiting.len() as u64) << 1,
            self.business.carts.iter().filter(|cart| cart.known).count().min(3) as u64,
        ];
        self.watch.states.push(mixed(&state));
        Ok(())
    }

    pub(super) fn order_told(&mut self, id: &str) -> Result<(), Broken> {
        let placed = self.business.placed(id);
        hold(Promise::OneOrder, placed == 1, || format!("{id} is told as an order; placed: {placed}"))
    }

    pub(super) fn goods_are_conserved(&self) -> Result<(), Broken> {
        let books = self.business.books();
        let once = self.business.checkouts.iter().all(|checkout| checkout.orders <= 1);
        hold(Promise::GoodsAreConserved, books.is_ok(), || books.err().unwrap_or_default())?;
        hold(Promise::OneOrder, once, || "a checkout was paid twice".to_owned())
    }
}

//! What the buyer does.

use super::{Happening, World};
use crate::business::{CODES, ITEMS};
use crate::dice::Dice;
use crate::fault::Fault;
use crate::promise::{Broken, Promise, hold};
use tsampa::engine::event::Event;
use tsampa::engine::ids::{CallId, ItemId};
use tsampa::engine::ledger::Change;

impl World {
    /// One gesture on one page.
    pub(super) fn gesture(&mut self, gesture: u64) -> Result<(), Broken> {
        let mut dice = Dice::of(&[self.schedule.seed, 4, gesture]);
        let Some(number) = self.some_page(dice.next()) else { return Ok(()) };
        self.type_codes(number, gesture)?;
        let unknown = self.faults.strikes(Fault::UnknownItem);
        let item = ItemId(if unknown { ITEMS[4] } else { ITEMS[dice.below(4) as usize] }.to_owned());
        let kind = dice.below(20);
        let quantity = match dice.below(12) {
            0 => 1_500,
            1..=3 => 0,
            _ => dice.between(1, 6) as u32,
        };
        if kind == 0 {
            let ledger = &self.browser.store.ledger;
            let price = ledger.repriced.first().map_or(0, |repriced| repriced.number as u32);
            let notice = ledger.notices.first().map_or(price, |notice| notice.number as u32);
            return self.tell(number, Event::NoticeDismissed { notice });
        }
        let twice = kind < 11 && self.faults.strikes(Fault::DoublePress);
        let call = (!twice).then_some(CallId(gesture as u32 + 1));
        let event = if kind < 11 {
            let channel = Some(format!("g{gesture}"));
            Event::Added { view: None, call, item, quantity: quantity.clamp(1, 3), channel }
        } else {
            Event::QuantityChosen { call, item, quantity }
        };
        let before = self.wishes_on_their_way(number);
        self.wish(number, call, event.clone())?;
        if twice {
            self.wish(number, call, event)?;
        }
        let after = self.wishes_on_their_way(number);
        let gone = self.place(number).is_none(); // it ended between two effects
        hold(Promise::NoWishIsLost, gone || after == before + 1 || (twice && after == before), || {
            format!("a gesture made {} changes of the record", after - before)
        })
    }

    /// Now and then somebody who buys has a discount code, or takes one out.
    fn type_codes(&mut self, number: u32, gesture: u64) -> Result<(), Broken> {
        let mut dice = Dice::of(&[self.schedule.seed, 5, gesture]);
        if dice.below(10) > 0 {
            return Ok(());
        }
        let chosen = dice.below(4);
        let codes = (0..2).filter(|place| chosen >> place & 1 == 1).map(|place| CODES[place].to_owned()).collect();
        self.wish(number, None, Event::CodesChosen { codes })
    }

    pub fn wish(&mut self, number: u32, call: Option<CallId>, event: Event) -> Result<(), Broken> {
        if let Some(place) = self.place(number) {
            self.pages[place].touched = true;
            self.pages[place].calls.extend(call);
            self.watch.first_wish = self.watch.first_wish.or(Some(self.now));
            self.watch.last_wish = self.now;
            self.watch.wishes += 1;
        }
        self.tell(number, event)
    }

    pub fn wishes_on_their_way(&self, number: u32) -> usize {
        let Some(place) = self.place(number) else { return 0 };
        let changes = self.pages[place].transactions.iter().flat_map(|changes| changes.iter());
        changes.filter(|change| matches!(change, Change::Add { .. } | Change::Set { .. })).count()
    }

    /// A page that is not frozen, if there is one.
    pub(super) fn some_page(&self, chance: u64) -> Option<u32> {
        let awake: Vec<u32> =
            self.pages.iter().filter(|page| page.frozen_until.is_none()).map(|page| page.number).collect();
        awake.get((chance % awake.len().max(1) as u64) as usize).copied()
    }

    pub(super) fn storm(&mut self) -> Result<(), Broken> {
        let Some(number) = self.some_page(self.order) else { return Ok(()) };
        let item = ItemId(ITEMS[self.dice.below(2) as usize].to_owned());
        for _ in 0..self.dice.between(5, 40) {
            let quantity = self.dice.below(9) as u32;
            self.wish(number, None, Event::QuantityChosen { call: None, item: item.clone(), quantity })?;
        }
        Ok(())
    }

    pub(super) fn undo(&mut self) -> Result<(), Broken> {
        let Some(number) = self.some_page(self.order) else { return Ok(()) };
        let Some((item, quantity)) = crate::reference::pieces(&self.browser.store.ledger).into_iter().next() else {
            return Ok(());
        };
        let chosen = |quantity| Event::QuantityChosen { call: None, item: ItemId(item.clone()), quantity };
        self.wish(number, None, chosen(0))?;
        // By what the page offers for six seconds, or by hand.
        let undone = if self.dice.below(2) == 0 { Event::RemovalUndone } else { chosen(quantity) };
        self.wish(number, None, undone)
    }

    /// Presses checkout.
    pub(super) fn check_out(&mut self, times: u32) -> Result<(), Broken> {
        let Some(number) = self.some_page(self.order) else { return Ok(()) };
        for _ in 0..times {
            self.watch.calls += 1;
            self.press_checkout(number, CallId(1_000 + self.watch.calls))?;
        }
        Ok(())
    }

    /// The same once, on this page.
    pub fn press_checkout(&mut self, number: u32, call: CallId) -> Result<(), Broken> {
        let Some(place) = self.place(number) else { return Ok(()) };
        // The button says so where prices changed; somebody who did not look presses one that does not.
        let agree = self.pages[place].shop.view_cart().agree.filter(|_| self.dice.below(3) > 0);
        if let Some(upto) = agree {
            self.tell(number, Event::PricesAgreed { upto })?;
        }
        let Some(place) = self.place(number) else { return Ok(()) };
        self.pages[place].calls.push(call);
        self.pages[place].touched = true;
        self.tell(number, Event::CheckoutChosen { call: Some(call), navigate: true })
    }

    /// The page is left for the business's; sooner or later the buyer is back.
    pub(super) fn leave_for(&mut self, number: u32, url: &str) {
        let checkout = url.rsplit('/').next().unwrap_or_default().to_owned();
        let wait = self.dice.between(1_000, 40_000);
        let cached = self.dice.below(2) == 0 && self.browser.lock != Some(number);
        if let Some(place) = self.place(number).filter(|_| cached) {
            self.pages[place].frozen_until = Some(self.now + wait);
        } else {
            self.close_page(number);
        }
        self.after(wait, Happening::BackFromCheckout { page: number, checkout });
    }

    pub(super) fn back_from_checkout(&mut self, number: u32, checkout: &str) -> Result<(), Broken> {
        let place = self.business.checkouts.iter().position(|open| open.id == checkout);
        if let Some(place) = place {
            match self.dice.below(4) {
                0 | 1 => _ = self.business.pay(place),
                2 => self.business.cancel(place),
                _ => {}
            }
        }
        match self.place(number) {
            Some(_) => self.thaw(number, true),
            None => self.open_page(),
        }
    }
}

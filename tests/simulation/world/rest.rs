//! After the last fault: everything comes to rest, and then it is as it was promised.

use super::{Happening, World};
use crate::dice::{mixed, of_text};
use crate::fault::Fault;
use crate::promise::{Broken, Promise, hold};
use crate::reference::pieces;
use std::cmp::Reverse;
use tsampa::engine::event::Event;

/// Most events until rest.
const EVENTS_MAX: u32 = 20_000;
/// Most requests from the last fault to rest, for each record: the browser's, and those that pages keep by themselves.
const REQUESTS_MAX: u64 = 4;
/// Each further page asks for the profile, and looks at the cart once, for itself.
const REQUESTS_OF_A_PAGE: u64 = 2;
/// A storm of clicks that is still being stored when the last fault ends: one write more for so many of them.
const CLICKS_OF_A_WRITE: u64 = 24;
/// Longest time from the last fault to rest.
const REST_MS_MAX: u64 = 70_000;
/// So many writes, other requests and milliseconds more while somebody is at the business to pay: comes back, looks at the checkout
/// and at the cart, and goes on. Each page looks at the checkout, too.
const PAYING: (u64, u64, u64) = (4, 6, 45_000);

impl World {
    pub fn come_to_rest(&mut self) -> Result<(), Broken> {
        let clicks = self.heal()?;
        let (requests, writes, since) = (self.watch.requests, self.watch.writes, self.now);
        let apart = self.pages.iter().filter(|page| page.own.is_some()).count() as u64;
        self.settle()?;
        let (took, wrote, time) = (self.watch.requests - requests, self.watch.writes - writes, self.now - since);
        self.watch.rest = (took, time);
        let pages = self.pages.len() as u64;
        let paying = self.faults.any_struck(&[Fault::ChecksOut, Fault::CheckoutTwice]);
        let records = 1 + apart;
        let (writes_more, reads_more, ms_more) = if paying { PAYING } else { (0, 0, 0) };
        let writes_max = REQUESTS_MAX * records + writes_more + clicks / CLICKS_OF_A_WRITE;
        let pages_more = if paying { pages + reads_more } else { 0 };
        let most = writes_max + REQUESTS_OF_A_PAGE * (pages - 1) + pages_more;
        hold(Promise::ComesToRest, wrote <= writes_max, || format!("{wrote} writes of {records} records until rest"))?;
        hold(Promise::ComesToRest, took <= most, || format!("{took} requests of {pages} pages until rest"))?;
        hold(Promise::ComesToRest, time <= REST_MS_MAX + ms_more, || format!("{time} ms until rest"))?;
        self.few_requests()?;
        let waits = self.pages.iter().find(|page| !page.calls.is_empty());
        hold(Promise::EverythingIsAnswered, waits.is_none(), || format!("{:?} wait", waits.map(|page| &page.calls)))?;
        // The buyer comes back: what happened at the business while nobody asked is found out.
        let wall = self.wall();
        self.tell_all(&Event::Resumed { wall, from_cache: true })?;
        self.settle()?;
        self.is_at_rest()
    }

    /// No fault strikes any more. What hung on its way comes now, in its order; the answer is how many
    /// clicks are still to be stored.
    fn heal(&mut self) -> Result<u64, Broken> {
        self.faults.over = true;
        let clicks: usize = self.pages.iter().map(|page| page.transactions.len()).sum();
        (self.gone_until, self.slow_until, self.throttled_until) = (0, 0, 0);
        let mut due: Vec<_> = std::mem::take(&mut self.queue).into_sorted_vec();
        due.reverse();
        for (place, Reverse(mut due)) in due.into_iter().enumerate() {
            due.at = due.at.min(self.now + 10 + place as u64);
            if !matches!(due.what, Happening::AllAgree { .. }) {
                self.queue.push(Reverse(due));
            }
        }
        for page in &mut self.pages {
            page.frozen_until = None;
        }
        let wall = self.wall();
        self.tell_all(&Event::WentOnline)?;
        self.tell_all(&Event::Resumed { wall, from_cache: false })?;
        Ok(clicks as u64)
    }

    fn settle(&mut self) -> Result<(), Broken> {
        for _ in 0..EVENTS_MAX {
            if self.next_time().is_none() {
                return Ok(());
            }
            self.step()?;
        }
        hold(Promise::NoDeadWait, false, || format!("no rest within {EVENTS_MAX} events"))
    }

    /// Without faults: no more writes than wishes, and no more than round trips fit into the time of the wishes.
    fn few_requests(&self) -> Result<(), Broken> {
        let harmless = [Fault::ClickStorm, Fault::Undo, Fault::DoublePress].map(|fault| fault as usize);
        let faulty = self.faults.struck.iter().enumerate().any(|(at, struck)| *struck > 0 && !harmless.contains(&at));
        let active = self.watch.last_wish - self.watch.first_wish.unwrap_or(0).min(self.watch.last_wish);
        // Where nothing takes time there are no round trips to count.
        let trips = if self.faults.walked.is_some() { u64::MAX } else { 2 + active.div_ceil(2 * self.watch.way) };
        let most = self.watch.wishes.min(trips);
        hold(Promise::FewRequests, faulty || self.watch.writes <= most, || {
            format!("{} writes for {} wishes in {active} ms", self.watch.writes, self.watch.wishes)
        })
    }

    fn is_at_rest(&mut self) -> Result<(), Broken> {
        self.goods_are_conserved()?;
        let store = &self.browser.store;
        let read = store.text.as_deref().and_then(tsampa::engine::ledger::read).unwrap_or_default();
        hold(Promise::NeverHalfACart, read == store.ledger, || format!("{:?} is read as another", store.text))?;
        hold(Promise::NoDeadWait, self.browser.lock.is_none(), || "the lock is held at rest".to_owned())?;
        for place in 0..self.pages.len() {
            self.page_is_at_rest(place)?;
        }
        self.look_at_traces()
    }

    /// Nobody waits on this page, neither a caller nor the buyer.
    pub fn nothing_waits(&self, place: usize) -> Result<(), Broken> {
        let page = &self.pages[place];
        let ledger = &page.own.as_ref().unwrap_or(&self.browser.store).ledger;
        let view = page.shop.view_cart();
        hold(Promise::EverythingIsAnswered, page.calls.is_empty(), || format!("{:?} wait for ever", page.calls))?;
        hold(Promise::EverythingIsAnswered, page.flying.is_empty(), || format!("{:?} hang", page.flying))?;
        let open = ledger.write.is_some() || ledger.has_wishes();
        hold(Promise::NoDeadWait, !open && !view.open && view.waiting.is_none() && !view.checking_out, || {
            format!("at rest: write {:?}, edits {:?}, open {}", ledger.write, ledger.edits, view.open)
        })
    }

    fn page_is_at_rest(&self, place: usize) -> Result<(), Broken> {
        self.nothing_waits(place)?;
        let page = &self.pages[place];
        let ledger = &page.own.as_ref().unwrap_or(&self.browser.store).ledger;
        let view = page.shop.view_cart();
        if view.asleep {
            return hold(Promise::NeverHalfACart, ledger.lines().is_empty(), || "asleep over a cart".to_owned());
        }
        let (stored, shown) = (pieces(ledger), self.shown(page));
        hold(Promise::TabsAgree, stored == shown, || {
            format!("page {} shows {shown:?}, the record holds {stored:?}", page.number)
        })?;
        let Some(confirmed) = &ledger.confirmed else {
            return hold(Promise::NoWishIsLost, shown.is_empty(), || format!("{shown:?} is nowhere"));
        };
        let place = self.business.place_of(&confirmed.id);
        let known = place.map(|place| &self.business.carts[place]);
        let ordered =
            self.business.checkouts.iter().any(|checkout| checkout.cart == confirmed.id && checkout.orders > 0);
        // What a page with a record of its own ordered, the others' record cannot know: it says so itself.
        let apart = self.faults.any_struck(&[Fault::StorageFull, Fault::StorageStuck]);
        hold(Promise::OrderedIsGone, !ordered || apart, || format!("{} was ordered and is still shown", confirmed.id))?;
        let Some(cart) = known else {
            return hold(Promise::ShownIsTheBusinesss, false, || format!("{} is shown, nobody knows it", confirmed.id));
        };
        let mut lines = cart.lines.clone();
        lines.sort();
        // Where a page keeps a record of its own, two of them speak of one cart, each behind the other's back.
        if cart.shared {
            return Ok(());
        }
        hold(Promise::ShownIsTheBusinesss, lines == shown && cart.currency == confirmed.currency, || {
            format!("{shown:?} in {} is shown, the business has {lines:?} in {}", confirmed.currency, cart.currency)
        })?;
        // Codes for an empty cart wait for something to be in it.
        hold(Promise::ShownIsTheBusinesss, cart.codes == ledger.codes() || shown.is_empty(), || {
            format!("codes {:?} are shown, the business has {:?}", ledger.codes(), cart.codes)
        })?;
        let total = tsampa::ucp::total::grand_total(&confirmed.totals).map_or(0, |total| total.0);
        let comes_to = place.and_then(|place| self.business.total(place));
        hold(Promise::ShownIsTheBusinesss, comes_to.is_none_or(|comes_to| comes_to == total), || {
            format!("{total} is shown, the business's cart comes to {comes_to:?}")
        })?;
        let said = mixed(&[of_text(&confirmed.currency), total as u64]);
        hold(Promise::PricesAreTheBusinesss, self.business.said.contains(&said), || format!("{total} was never said"))
    }
}

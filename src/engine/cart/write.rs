//! The one write in flight: begun, sent, answered, repeated, given up.

use super::{Lock, Retry, why_not};
use crate::engine::checkout::TRIES_MAX;
use crate::engine::effect::{Effect, Method};
use crate::engine::event::HttpAnswer;
use crate::engine::ids::{ItemId, Millis, WallMillis};
use crate::engine::ledger::{Change, Claim, Confirmed, Edit, Ledger, Line, Snapshot, WriteKind};
use crate::engine::problem::Problem;
use crate::engine::requests::{Purpose, TIMEOUT_MS};
use crate::engine::{Shop, bodies, shopping};
use crate::ucp::answer::read_answer;
use crate::ucp::cart::{Cart, LineItem};
use crate::ucp::envelope::Answer;
use crate::ucp::message::{Message, gravest};
use crate::ucp::profile;
use std::rc::Rc;

/// First wait before a write is repeated; it doubles with each. A twentieth in a build for tests, which never ships.
const RETRY_MS: Millis = if cfg!(feature = "hasty") { 50 } else { 1_000 };
/// Longest wait before a write is repeated.
const RETRY_MS_MAX: Millis = 45 * RETRY_MS;
/// Longest `Retry-After` that is honoured.
const RETRY_AFTER_MS_MAX: Millis = 300_000;
/// Without locks: how long a page's write is left alone by the others.
const LEASE_MS: WallMillis = 30_000;

impl Shop {
    /// Does what the record asks for next: take the lock, begin a write, send it, give the lock back.
    pub(in crate::engine) fn drive(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if !self.cart.is_known() || !self.cart.pending.is_empty() || self.cart.lost.is_some() {
            return;
        }
        // The answer to a repeated write may be an old one: who looks back waits for it.
        let quiet = !self.cart.is_open() || self.cart.shown.checkout.is_some();
        if self.cart.look_back && quiet && self.endpoint().is_some() {
            self.cart.look_back = false;
            self.read_back(now, effects);
        }
        if self.has_work() && matches!(self.cart.lock, Lock::Held) {
            self.write(now, effects);
        }
        // Looked at again: a checkout that found nothing to sell has ended, and the next page may be waiting.
        match (self.has_work(), &self.cart.lock) {
            (false, Lock::Held) if self.cart.pending.is_empty() && !planted!(13) => {
                self.cart.lock = Lock::Free;
                effects.push(Effect::ReleaseLock);
            }
            (true, Lock::Free) => {
                self.cart.lock = Lock::Asked;
                effects.push(Effect::AskLock);
            }
            _ => {}
        }
    }

    /// Whether this page could send the next write now, were it due.
    fn is_free_to_write(&self) -> bool {
        let cart = &self.cart;
        cart.lock == Lock::Held && cart.pending.is_empty() && cart.lost.is_none() && self.has_work()
    }

    fn has_work(&self) -> bool {
        self.cart.shown.write.is_some() || self.cart.shown.has_wishes() || self.checkout_is_due()
    }

    /// A write that is not ours any more is not waited for: its cart was ordered, or another page has taken or finished it. Only what
    /// the storage holds says so; what is heard may be late, and has it read again.
    pub(in crate::engine) fn give_up_stale_writes(&mut self, effects: &mut Vec<Effect>) {
        let Some(known) = &self.cart.known else { return };
        let stale = self.stale_writes(known);
        self.requests.abort(&stale, effects);
    }

    /// What is under way that is not the write which this page has by a record.
    pub(super) fn stale_writes<'a>(&self, ledger: &'a Ledger) -> impl Fn(&Purpose) -> bool + use<'a> {
        let ours = ledger.write.as_ref().filter(|write| write.owner == self.page).map(|write| &write.key);
        move |purpose| match purpose {
            Purpose::Write { key } | Purpose::Amend { key } => Some(key) != ours,
            _ => false,
        }
    }

    /// Another page writes now. It repeats what we had sent, with the same key and bytes.
    pub(in crate::engine) fn lock_lost(&mut self, effects: &mut Vec<Effect>) {
        self.cart.lock = Lock::Free;
        self.requests.abort(&|purpose| matches!(purpose, Purpose::Write { .. } | Purpose::Amend { .. }), effects);
    }

    fn write(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let wall = self.wall(now);
        let Some(write) = &self.cart.shown.write else {
            return self.begin(now, effects);
        };
        let (key, kind, from) = (write.key.clone(), write.kind, (write.owner, write.since));
        if write.owner != self.page {
            // Clocks jump, and two pages may not agree on the time: how long the others' lease has stood is counted from when we saw it.
            if self.cart.lease.0 != from {
                self.cart.lease = (from, now);
            }
            let left_alone = now < self.cart.lease.1 + LEASE_MS && !planted!(4);
            if self.cart.locks || !left_alone {
                self.commit(Change::Take { key, from, owner: self.page, wall }, effects);
            }
            return;
        }
        if self.is_writing() || self.is_early(now) || self.offline || self.endpoint().is_none() {
            return;
        }
        if !kind.is_checkout() && !self.offers(profile::CART) {
            let problem = Problem::Unsupported { what: "carts (capability dev.ucp.shopping.cart)".to_owned() };
            return self.write_refused(&key, kind, problem, Vec::new(), &[], effects);
        }
        // A write that is repeated renews its lease: the others wait until this attempt, too, has timed out.
        if !self.cart.locks && wall.abs_diff(write.since) > LEASE_MS - TIMEOUT_MS - 5_000 {
            return self.commit(Change::Take { key, from, owner: self.page, wall }, effects);
        }
        if self.cart.retry.as_mut().is_some_and(|retry| !std::mem::replace(&mut retry.read, true)) {
            return self.read_record(effects);
        }
        let method = if kind == WriteKind::CartUpdate { Method::Put } else { Method::Post };
        let (path, body) = (write.path.clone(), write.body.clone());
        let sent = if planted!(1) { self.chance.uuid() } else { key.clone() };
        self.call_with(now, Purpose::Write { key }, method, &path, Some(body), Some(sent), effects);
    }

    /// Whether the next attempt is not due yet.
    fn is_early(&self, now: Millis) -> bool {
        self.cart.retry.as_ref().is_some_and(|retry| retry.due > now)
    }

    fn begin(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        // A business that answers with nothing but conflicts is not asked at full speed; and what is wished for without a network
        // goes out in one.
        if self.is_early(now) || self.offline && self.cart.shown.has_wishes() {
            return;
        }
        let claim = Claim { key: self.drawn_key(), owner: self.page, wall: self.wall(now) };
        if !self.cart.shown.has_wishes() {
            self.begin_checkout(claim, effects);
        } else {
            let context = self.cart.context.clone();
            // Its answer will say how the cart stands.
            self.cart.look_back = false;
            self.cart.begun = true;
            self.commit(Change::Begin { claim, context, apart: self.cart.apart }, effects);
        }
    }

    /// When the cart next has something to do by itself.
    pub(in crate::engine) fn cart_wake(&self) -> Option<Millis> {
        if planted!(11) || !self.is_free_to_write() || self.is_writing() || self.offline || self.endpoint().is_none() {
            return None;
        }
        let theirs = self.cart.shown.write.as_ref().filter(|write| !self.cart.locks && write.owner != self.page);
        match theirs {
            Some(_) => Some(self.cart.lease.1 + LEASE_MS),
            None => self.cart.retry.as_ref().map(|retry| retry.due),
        }
    }

    pub(super) fn is_writing(&self) -> bool {
        self.requests.any(|purpose| matches!(purpose, Purpose::Write { .. } | Purpose::Amend { .. }))
    }

    /// The page that wrote before may have told of its last record after it gave the lock away: the record is read first.
    pub(in crate::engine) fn lock_gained(&mut self, effects: &mut Vec<Effect>) {
        self.cart.lock = Lock::Held;
        self.read_record(effects);
    }

    /// A hidden page may be frozen at any moment: if it is not sending just now, others get their turn first.
    pub(in crate::engine) fn hidden(&mut self, effects: &mut Vec<Effect>) {
        if self.cart.lock == Lock::Held && (planted!(2) || !self.is_writing()) {
            self.cart.lock = Lock::Free;
            effects.push(Effect::ReleaseLock);
        }
    }

    pub(in crate::engine) fn write_answered(
        &mut self,
        now: Millis,
        key: &str,
        answer: HttpAnswer,
        effects: &mut Vec<Effect>,
    ) {
        let Some(write) = self.cart.shown.write.as_ref().filter(|write| write.key == key) else { return };
        let kind = write.kind;
        let (status, body, retry_after) = match answer {
            HttpAnswer::Answer { status, body, retry_after_ms, .. } => (status, body, retry_after_ms),
            HttpAnswer::Failed(failure) => {
                return self.write_cannot_be_sent(now, key, kind, self.problem_of(&failure), effects);
            }
            HttpAnswer::Kept { .. } => return,
        };
        match status {
            200 | 201 if kind.is_checkout() => self.checkout_answered(now, key, &body, effects),
            200 | 201 => self.cart_answered(now, key, &body, effects),
            404 | 410 if kind == WriteKind::CartUpdate => self.cart_is_lost(now, key, effects),
            409 if retry_after.is_none() => {
                // The key is spent on other content: the business's cart is read again, then the wish goes out under a new key.
                let problem = Problem::Refused { content: shopping::transport_content(&body) };
                self.try_again(now, key, kind, None, Some(problem), effects);
                self.commit(Change::Release { key: key.to_owned() }, effects);
                self.read_cart(now, effects);
            }
            400 | 413 | 422 if self.takes_apart(key, effects) => {}
            // Nothing was at the address that could be lost: it may be there again, or elsewhere, as the profile will say.
            404 | 410 => {
                let operation = if kind.is_checkout() { "POST /checkout-sessions" } else { "POST /carts" };
                let problem = Problem::NotUcp { operation, flaw: shopping::NO_ADDRESS.to_owned() };
                self.write_cannot_be_sent(now, key, kind, problem, effects);
            }
            408 | 409 | 424 | 425 | 429 | 500..=599 => self.try_again(now, key, kind, retry_after, None, effects),
            _ => {
                let problem = Problem::Refused { content: shopping::transport_content(&body) };
                self.write_refused(key, kind, problem, Vec::new(), &[], effects);
            }
        }
    }

    fn cart_answered(&mut self, now: Millis, key: &str, body: &str, effects: &mut Vec<Effect>) {
        match read_answer::<Cart>(body) {
            Ok(Answer::Success(cart)) => {
                self.cart.apart = 0;
                self.cart.answered = Some(key.to_owned());
                self.note_agreed();
                let confirmed = Rc::new(self.confirm(cart));
                self.note_missing(&confirmed, effects);
                self.commit(Change::Confirm { key: key.to_owned(), confirmed }, effects);
            }
            Ok(Answer::Error(error)) => match gravest(&error.messages) {
                Some(message) if message.has_code("not_found") && self.cart.shown.confirmed.is_some() => {
                    self.cart_is_lost(now, key, effects);
                }
                message => {
                    let named = self.named(&error.messages);
                    if !named.is_empty() || !self.takes_apart(key, effects) {
                        let content = message.map(|message| message.content.clone()).unwrap_or_default();
                        let problem = Problem::Refused { content };
                        self.write_refused(key, WriteKind::CartUpdate, problem, named, &error.messages, effects);
                    }
                }
            },
            Err(flaw) => {
                // A captive portal answers 200 with a page of its own: the change waits until the shop itself answers.
                let problem = Problem::NotUcp { operation: "The cart", flaw: flaw.line() };
                self.write_cannot_be_sent(now, key, WriteKind::CartUpdate, problem, effects);
            }
        }
    }

    /// The business no longer knows the cart. If a checkout is open, it may have become an order meanwhile: that is asked first.
    pub(in crate::engine) fn cart_is_lost(&mut self, now: Millis, key: &str, effects: &mut Vec<Effect>) {
        self.cart.retry = None;
        self.stop_checkout(None, effects);
        match &self.cart.shown.checkout {
            Some(pending) => {
                let id = pending.id.clone();
                // The write stays where it is: no other page writes to the lost cart meanwhile.
                self.cart.lost = Some(key.to_owned());
                self.read_checkout(now, &id, effects);
            }
            None => self.commit(Change::Forget { key: Some(key.to_owned()) }, effects),
        }
    }

    /// Several edits were refused at once: half of them is sent alone, and so on, so that only the bad one is lost.
    fn takes_apart(&mut self, key: &str, effects: &mut Vec<Effect>) -> bool {
        let Some(write) = self.cart.shown.write.as_ref().filter(|write| !write.kind.is_checkout()) else {
            return false;
        };
        let mut covered: Vec<u64> = self.cart.shown.covered().map(|edit| edit.number).collect();
        covered.sort_unstable();
        // A code that was sent along is set apart first: the cart's lines are worth more.
        let code = self.cart.shown.codes.as_ref().is_some_and(|codes| codes.number < write.covers);
        let several = covered.len() > 1 && !code;
        if let Some(middle) = covered.get(covered.len() / 2).filter(|_| several) {
            self.cart.retry = None;
            self.cart.apart = *middle;
            self.commit(Change::Release { key: key.to_owned() }, effects);
        }
        several
    }

    /// The items of the write in flight that the errors name, each with the business's words. None if one of them was not changed: the
    /// others would be refused with it.
    fn named(&self, messages: &[Message]) -> Vec<(ItemId, String)> {
        let Some(write) = &self.cart.shown.write else { return Vec::new() };
        let mut named: Vec<(ItemId, String)> = Vec::new();
        for message in messages.iter().filter(|message| message.is_error()) {
            let row = message.line_index().and_then(|place| write.asked.get(place)).map(|asked| asked.item.clone());
            let Some(item) = row.or_else(|| message.line_item().map(ItemId::from)) else { continue };
            if self.cart.shown.covered().all(|edit| edit.item != item) {
                return Vec::new();
            }
            if named.iter().all(|(known, _)| known != &item) {
                named.push((item, message.content.clone()));
            }
        }
        named
    }

    /// Notes why what was asked for is refused: all of it, or what is named.
    fn note_refused(&mut self, problem: &Problem, named: &[(ItemId, String)], messages: &[Message]) {
        let Some(write) = &self.cart.shown.write else { return };
        // The other lines are said again, and stay as they are.
        for Edit { item, .. } in self.cart.shown.covered() {
            if named.is_empty() || named.iter().any(|(known, _)| known == item) {
                // What was taken out has no place in what is asked for.
                let place = write.asked.iter().position(|asked| asked.item == *item);
                let problem = why_not(item, place, messages).unwrap_or_else(|| problem.clone());
                self.cart.refused.retain(|(known, _)| known != item);
                self.cart.refused.push((item.clone(), problem));
            }
        }
    }

    /// What was refused once and asked for again is not refused any more.
    fn note_agreed(&mut self) {
        let shown = &self.cart.shown;
        self.cart.refused.retain(|(item, _)| shown.covered().all(|edit| edit.item != *item));
    }

    /// Notes what was asked for and is not in the cart, where the business says why: that is a refusal, too.
    fn note_missing(&mut self, cart: &Confirmed, effects: &mut Vec<Effect>) {
        let asked = self.cart.shown.write.as_ref().map_or(&[][..], |write| &write.asked);
        let mut missing = Vec::new();
        for Edit { item, .. } in self.cart.shown.covered().filter(|edit| edit.quantity > 0) {
            let place = cart.lines.iter().position(|line| line.item == *item);
            if place.and_then(|place| cart.lines.get(place)).is_none_or(|line| line.quantity == 0) {
                // Messages name its place in the answer; where it has none there, in what was asked for.
                let place = place.or_else(|| asked.iter().position(|asked| asked.item == *item));
                missing.extend(why_not(item, place, &cart.messages).map(|problem| (item.clone(), problem)));
            }
        }
        if let Some((_, problem)) = missing.first() {
            self.tell(problem, self.cart.press.as_ref().and_then(|press| press.1), effects);
        }
        self.cart.refused.extend(missing);
    }

    fn write_refused(
        &mut self,
        key: &str,
        kind: WriteKind,
        problem: Problem,
        named: Vec<(ItemId, String)>,
        messages: &[Message],
        effects: &mut Vec<Effect>,
    ) {
        self.note_refused(&problem, &named, messages);
        // What was sent more than once may have been done before it was refused.
        self.cart.look_back |= self.cart.retry.take().is_some();
        self.cart.apart = 0;
        let content = if let Problem::Refused { content } = &problem { content.clone() } else { String::new() };
        let view = self.cart.press.as_ref().and_then(|press| press.1);
        self.tell(&problem, view.filter(|_| !kind.is_checkout()), effects);
        if kind.is_checkout() {
            self.stop_checkout(Some(problem), effects);
        }
        self.commit(Change::Refuse { key: key.to_owned(), content, named }, effects);
    }

    fn write_cannot_be_sent(
        &mut self,
        now: Millis,
        key: &str,
        kind: WriteKind,
        problem: Problem,
        effects: &mut Vec<Effect>,
    ) {
        if self.cart.retry.is_none() {
            self.tell(&problem, None, effects);
        } else {
            self.say(&problem, effects);
        }
        let lasting = matches!(problem, Problem::NotUcp { .. }).then_some(problem);
        self.try_again(now, key, kind, None, lasting, effects);
    }

    fn try_again(
        &mut self,
        now: Millis,
        key: &str,
        kind: WriteKind,
        retry_after: Option<Millis>,
        lasting: Option<Problem>,
        effects: &mut Vec<Effect>,
    ) {
        self.back_off(now, retry_after);
        let tries = self.cart.retry.as_ref().map_or(0, |retry| retry.attempts);
        if let Some(problem @ Problem::NotUcp { .. }) = lasting.as_ref().filter(|_| tries >= TRIES_MAX) {
            self.tell_waiters(problem, effects);
        }
        if self.checkout_gives_up(kind, tries) {
            let problem = match lasting {
                Some(problem) => problem,
                None if self.offline => Problem::Offline,
                None => Problem::Busy { retry_after_ms: retry_after },
            };
            self.checkout_failed(problem, effects);
            // What the buyer wished for is still repeated.
            if kind.is_checkout() {
                self.cart.retry = None;
                self.commit(Change::Release { key: key.to_owned() }, effects);
            }
        }
    }

    /// An answer that the record has no room for leaves its write in flight, and a write that it has no room for never begins: neither
    /// is tried again at full speed.
    pub(in crate::engine) fn note_kept(&mut self, now: Millis) {
        if self.cart.pending.is_empty() && std::mem::take(&mut self.cart.begun) {
            let shown = &self.cart.shown;
            if shown.write.is_none() && shown.has_wishes() {
                self.back_off(now, None);
            }
        }
        let Some(key) = self.cart.answered.take_if(|_| self.cart.pending.is_empty()) else { return };
        match &self.cart.shown.write {
            Some(write) if write.key == key => self.back_off(now, None),
            _ => self.cart.retry = None,
        }
    }

    /// The write is repeated later, and whatever is asked with it.
    pub(in crate::engine) fn back_off(&mut self, now: Millis, retry_after: Option<Millis>) {
        let attempts = self.cart.retry.as_ref().map_or(0, |retry| retry.attempts).saturating_add(1);
        let most = RETRY_MS.saturating_mul(1 << attempts.min(6)).min(RETRY_MS_MAX);
        let wait = match retry_after {
            // At once, or at a time that is over, says nothing: a phone's clock may run ahead.
            Some(wait) if wait > 0 => wait.clamp(RETRY_MS, RETRY_AFTER_MS_MAX),
            _ => self.drawn_wait(most),
        };
        self.cart.retry = Some(Retry { attempts, due: now + wait, read: false });
    }

    pub(in crate::engine) fn cart_got_through(&mut self) {
        self.cart.retry = None;
    }

    /// Reads the stored cart again.
    pub(in crate::engine) fn read_cart(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if let Some(cart) = &self.cart.shown.confirmed {
            self.requests.abort(&|purpose| *purpose == Purpose::Cart, effects);
            self.cart.reading = Some(cart.clone());
            let path = bodies::path("/carts/", &cart.id);
            self.call(now, Purpose::Cart, Method::Get, &path, None, effects);
        }
    }

    pub(in crate::engine) fn cart_read(&mut self, answer: HttpAnswer, effects: &mut Vec<Effect>) {
        let Some(known) = self.cart.reading.take() else { return };
        match self.read::<Cart>("GET /carts/{id}", &answer) {
            Ok(cart) => {
                let confirmed = Some(Rc::new(self.confirm(cart)));
                self.commit(Change::Reread { known, confirmed }, effects);
            }
            Err(Problem::NotFound { .. }) => self.commit(Change::Reread { known, confirmed: None }, effects),
            // What is kept stays shown; the next change or visit asks again.
            Err(_) => {}
        }
    }

    /// What is kept of a cart. What the answer does not say about a line is taken from the catalogue.
    pub(in crate::engine) fn confirm(&self, cart: Cart) -> Confirmed {
        let mut lines: Vec<Line> = cart.line_items.iter().map(|line| self.confirm_line(line, &cart.currency)).collect();
        for place in 1..lines.len() {
            let (before, rest) = lines.split_at_mut(place);
            let Some(row) = rest.first_mut() else { break };
            // A line that the business has split is one wish still: its first row speaks for all. The others keep their places,
            // which messages name.
            if let Some(first) = before.iter_mut().find(|first| first.item == row.item) {
                first.quantity = first.quantity.saturating_add(std::mem::take(&mut row.quantity));
                first.totals.clear();
            }
        }
        Confirmed {
            lines,
            id: cart.id.0,
            currency: cart.currency,
            totals: cart.totals.0,
            messages: cart.messages.0,
            continue_url: cart.continue_url,
            codes: cart.discounts.as_ref().map(|discounts| discounts.codes.to_vec()).unwrap_or_default(),
        }
    }

    fn confirm_line(&self, line: &LineItem, currency: &str) -> Line {
        let known = self.cart.shown.line(&line.item.id).map(|line| &line.snapshot);
        let known = known.or_else(|| self.cart.shown.edit(&line.item.id).map(|edit| &edit.snapshot)).cloned();
        let known = known.unwrap_or_default();
        let (seller, county) = match line.seller_details.as_ref() {
            Some(seller) => (Some(seller.name.clone()), seller.county.clone()),
            None => (known.seller, known.county),
        };
        let limit =
            line.stock.as_ref().map(|stock| stock.max_per_order.unwrap_or(stock.available).min(stock.available));
        Line {
            id: line.id.0.clone(),
            item: line.item.id.clone(),
            quantity: line.quantity,
            totals: line.totals.to_vec(),
            snapshot: Snapshot {
                title: line.item.title.clone(),
                price: Some(line.item.price.0),
                currency: Some(currency.to_owned()),
                image: line.item.image_url.as_deref().and_then(bodies::safe_url).or(known.image),
                seller,
                county,
                limit: limit.or(known.limit),
                // It went with the price that the catalogue had.
                unit_price: known
                    .unit_price
                    .filter(|unit| known.price == Some(line.item.price.0) && unit.price.currency == currency),
            },
        }
    }
}

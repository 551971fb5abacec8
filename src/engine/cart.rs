//! The cart on this page: the record as last seen, this page's changes on their way to it, and the one write that follows.
//!
//! A change is shown at once, stored, and only then sent. Whoever holds the writer's lock sends for all pages of the browser; the lock
//! is held only while there is something to send.

use super::effect::{Effect, Method, Tale, Value};
use super::event::HttpAnswer;
use super::ids::{CallId, ItemId, Millis, ViewId, WallMillis};
use super::ledger::{self, Change, Changes, Claim, Confirmed, Ledger, Line, NoticeKind, Snapshot, WriteKind};
use super::problem::{Failure, Problem};
use super::requests::{Holder, Purpose};
use super::view::{CartShown, Waiting};
use super::{Settings, Shop, bodies, browse, cart_view};
use crate::ucp::answer::read_answer;
use crate::ucp::cart::{Cart, LineItem};
use crate::ucp::context::Context;
use crate::ucp::envelope::Answer;
use crate::ucp::message::gravest;
use std::rc::Rc;

/// The record, and what this page does with it.
pub struct CartState {
    /// The record as last read; none before the first reading.
    known: Option<Ledger>,
    /// A newer record that another page told of while transactions of ours were open.
    newer: Option<Ledger>,
    /// This page's open transactions, in order.
    pending: Vec<Changes>,
    /// What is shown: the record with the pending changes on top.
    shown: Ledger,
    /// False when only this page's memory holds the record.
    durable: bool,
    lock: Lock,
    /// Web Locks decide who writes; else the record's lease does.
    locks: bool,
    /// The write that did not get through, and when to try again.
    retry: Option<Retry>,
    /// Nothing is written while it is found out what became of an open checkout.
    pub(super) paused: bool,
    /// The record is to be compared with the business once it is known.
    look_back: bool,
    waiters: Vec<Waiter>,
    /// The last accepted press on add, against a double one.
    press: Option<(ItemId, Option<ViewId>, Millis)>,
    /// Language, country and currency that the cart is asked in.
    context: Option<Context>,
    next_call: u32,
    /// The promise that goes with the next `tsampa-cart`.
    telling: Option<CallId>,
    told: CartShown,
    /// What went wrong with the last change or with checkout.
    pub(super) problem: Option<Problem>,
}

#[derive(PartialEq)]
enum Lock {
    Free,
    Asked,
    Held,
}

struct Retry {
    attempts: u32,
    due: Millis,
}

struct Waiter {
    call: CallId,
    /// What the caller added, to say so when the business has none.
    added: Option<ItemId>,
}

/// A second press within this time is the same press.
const DOUBLE_PRESS_MS: Millis = 300;
/// First wait before a write is repeated; it doubles with each.
const RETRY_MS: Millis = 1_000;
/// Longest wait before a write is repeated.
const RETRY_MS_MAX: Millis = 60_000;
/// Longest `Retry-After` that is honoured.
const RETRY_AFTER_MS_MAX: Millis = 300_000;
/// Without locks: how long a page's write is left alone by the others.
const LEASE_MS: WallMillis = 30_000;
/// Most promises that wait for the business at once.
const WAITERS_MAX: usize = 200;

impl CartState {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            known: None,
            newer: None,
            pending: Vec::new(),
            shown: Ledger::default(),
            durable: true,
            lock: Lock::Free,
            locks: settings.locks,
            retry: None,
            paused: false,
            look_back: true,
            waiters: Vec::new(),
            press: None,
            context: (!settings.context.is_empty()).then(|| settings.context.clone()),
            next_call: CallId::ENGINE,
            telling: None,
            told: CartShown::default(),
            problem: None,
        }
    }

    pub(super) fn shown(&self) -> &Ledger {
        &self.shown
    }

    pub(super) fn is_known(&self) -> bool {
        self.known.is_some()
    }

    pub(super) fn is_durable(&self) -> bool {
        self.durable
    }

    /// Whether a change of the buyer's waits for the business's answer.
    pub(super) fn is_open(&self) -> bool {
        self.shown.is_open()
    }

    pub(super) fn waiting(&self, offline: bool) -> Option<Waiting> {
        match (offline, &self.retry) {
            _ if self.shown.write.is_none() && self.shown.edits.is_empty() => None,
            (true, _) => Some(Waiting::Offline),
            (false, Some(_)) => Some(Waiting::Retrying),
            _ => None,
        }
    }

    pub(super) fn lock_lost(&mut self) {
        self.lock = Lock::Free;
    }

    pub(super) fn retry_at(&mut self, now: Millis) {
        if let Some(retry) = &mut self.retry {
            retry.due = now;
        }
    }

    fn show(&mut self) {
        self.shown = self.known.clone().unwrap_or_default();
        for changes in &self.pending {
            for change in changes.iter() {
                self.shown.apply(change);
            }
        }
    }

    fn adopt(&mut self, ledger: Ledger) {
        if self.known.as_ref().is_none_or(|known| ledger.revision >= known.revision) {
            self.known = Some(ledger);
        }
    }

    /// Whether this page could send the next write now, were it due.
    fn is_free_to_write(&self) -> bool {
        self.lock == Lock::Held
            && self.pending.is_empty()
            && !self.paused
            && (self.shown.write.is_some() || !self.shown.edits.is_empty())
    }
}

// ---- what the buyer does ----
impl Shop {
    #[allow(clippy::too_many_arguments, reason = "the fields of one event")]
    pub(super) fn add(
        &mut self,
        now: Millis,
        view: Option<ViewId>,
        call: Option<CallId>,
        item: &ItemId,
        quantity: u32,
        channel: Option<&str>,
        effects: &mut Vec<Effect>,
    ) {
        let same = |press: &&(ItemId, Option<ViewId>, Millis)| press.0 == *item && press.1 == view;
        if call.is_none() {
            if self.cart.press.as_ref().filter(same).is_some_and(|press| now < press.2 + DOUBLE_PRESS_MS) {
                return;
            }
            self.cart.press = Some((item.clone(), view, now));
        }
        let holder = view.map(Holder::View);
        let (item, snapshot) = self.catalog.resolve(item, holder).unwrap_or_else(|| (item.clone(), unknown(item)));
        if let Some(card) = holder.and_then(|holder| self.card(holder, &item)) {
            card.adds = card.adds.wrapping_add(1);
        }
        let attribution = self.attribution(channel);
        self.want(call, Some(item.clone()), Change::Add { item, quantity, snapshot, attribution }, effects);
    }

    pub(super) fn set_quantity(
        &mut self,
        call: Option<CallId>,
        item: &ItemId,
        quantity: u32,
        effects: &mut Vec<Effect>,
    ) {
        let (item, snapshot) = self.catalog.resolve(item, None).unwrap_or_else(|| (item.clone(), unknown(item)));
        let added = (quantity > 0).then(|| item.clone());
        self.want(call, added, Change::Set { item, quantity, snapshot }, effects);
    }

    pub(super) fn dismiss(&mut self, notice: u32, effects: &mut Vec<Effect>) {
        self.cart.problem = None;
        self.commit(Change::Dismiss { notice: u64::from(notice) }, effects);
    }

    fn want(&mut self, call: Option<CallId>, added: Option<ItemId>, change: Change, effects: &mut Vec<Effect>) {
        self.cart.problem = None;
        let own = CallId(self.cart.next_call);
        self.cart.next_call = own.0.wrapping_add(1) | CallId::ENGINE;
        for (call, added) in [(Some(own), None), (call, added)] {
            match call {
                Some(call) if self.cart.waiters.len() < WAITERS_MAX => self.cart.waiters.push(Waiter { call, added }),
                Some(call) => effects.push(Effect::Reject { call, problem: Problem::Busy { retry_after_ms: None } }),
                None => {}
            }
        }
        self.cart.telling = Some(own);
        self.commit(change, effects);
    }

    /// Who gets the credit: the partner or the page's host, how visitors come, the page's path. Nobody's identity.
    pub(super) fn attribution(&self, channel: Option<&str>) -> Vec<(String, String)> {
        let settings = &self.settings;
        let channel = channel.or(settings.channel.as_deref()).unwrap_or("embed");
        let path: String = settings.path.chars().take(200).collect();
        let mut pairs = vec![
            ("campaign_source".to_owned(), settings.partner.clone().unwrap_or_else(|| settings.host.clone())),
            ("campaign_medium".to_owned(), channel.to_owned()),
            ("campaign_content".to_owned(), path),
        ];
        pairs.extend(settings.utm.iter().take(5).cloned());
        pairs
    }

    /// The cart is asked in the script's language, country and currency, else in the first element's.
    pub(super) fn note_context(&mut self, context: &Context) {
        if self.cart.context.is_none() && !context.is_empty() {
            self.cart.context = Some(context.clone());
        }
    }
}

// ---- the record ----
impl Shop {
    /// Shows a change at once and sends it to the record.
    pub(super) fn commit(&mut self, change: Change, effects: &mut Vec<Effect>) {
        self.transact([change].into(), effects);
    }

    fn transact(&mut self, changes: Changes, effects: &mut Vec<Effect>) {
        self.cart.pending.push(changes.clone());
        self.cart.show();
        effects.push(Effect::Commit { changes });
    }

    pub(super) fn read_record(&mut self, effects: &mut Vec<Effect>) {
        self.transact(Changes::default(), effects);
    }

    pub(super) fn committed(&mut self, now: Millis, record: &str, durable: bool, effects: &mut Vec<Effect>) {
        let cart = &mut self.cart;
        if !cart.pending.is_empty() {
            cart.pending.remove(0);
        }
        cart.durable = durable;
        // What the storage holds is the truth, also when it was emptied: an older revision than ours is then right.
        cart.known = Some(ledger::read(record).unwrap_or_default());
        if cart.pending.is_empty()
            && let Some(newer) = cart.newer.take()
        {
            cart.adopt(newer);
        }
        cart.show();
        self.go_to_checkout(effects);
        self.ask_waiting_lists(now, effects);
    }

    /// A record told by another page is taken in when no transaction of ours is open: it may hold our changes already.
    pub(super) fn record_seen(&mut self, record: &str) {
        let Some(ledger) = ledger::read(record) else { return };
        if self.cart.pending.is_empty() {
            self.cart.adopt(ledger);
            self.cart.show();
        } else if self.cart.newer.as_ref().is_none_or(|newer| newer.revision < ledger.revision) {
            self.cart.newer = Some(ledger);
        }
    }

    pub(super) fn look_back_after_absence(&mut self, now: Millis, from_cache: bool, effects: &mut Vec<Effect>) {
        self.cart.look_back |= from_cache || self.cart.shown.checkout.is_some();
        self.cart.retry_at(now);
        if from_cache {
            self.checkout = None;
        }
        self.read_record(effects);
    }
}

// ---- the one write ----
impl Shop {
    /// Does what the record asks for next: take the lock, begin a write, send it, give the lock back.
    pub(super) fn drive(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if !self.cart.is_known() || !self.cart.pending.is_empty() || self.cart.paused {
            return;
        }
        if self.cart.look_back && self.endpoint().is_some() {
            self.cart.look_back = false;
            self.read_back(now, effects);
        }
        let has_work = self.cart.shown.write.is_some() || !self.cart.shown.edits.is_empty() || self.checkout_is_due();
        match (has_work, &self.cart.lock) {
            (false, Lock::Held) => {
                self.cart.lock = Lock::Free;
                effects.push(Effect::ReleaseLock);
            }
            (true, Lock::Free) => {
                self.cart.lock = Lock::Asked;
                effects.push(Effect::AskLock);
            }
            (true, Lock::Held) => self.write(now, effects),
            _ => {}
        }
    }

    fn write(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let wall = self.wall(now);
        let Some(write) = &self.cart.shown.write else {
            return self.begin(now, effects);
        };
        let key = write.key.clone();
        if write.owner != self.page {
            // A clock that was set back or forth by more than the lease cannot hold a write for ever.
            let left_alone = wall.abs_diff(write.since) < LEASE_MS;
            if self.cart.locks || !left_alone {
                self.commit(Change::Take { key, owner: self.page, wall }, effects);
            }
            return;
        }
        let early = self.cart.retry.as_ref().is_some_and(|retry| retry.due > now);
        if self.is_writing() || early || self.offline || self.endpoint().is_none() {
            return;
        }
        let method = if write.kind == WriteKind::CartUpdate { Method::Put } else { Method::Post };
        let (path, body) = (write.path.clone(), write.body.clone());
        self.call_with(now, Purpose::Write { key: key.clone() }, method, &path, Some(body), Some(key), effects);
    }

    fn begin(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        // A business that answers with nothing but conflicts is not asked at full speed.
        if self.cart.retry.as_ref().is_some_and(|retry| retry.due > now) {
            return;
        }
        let claim = Claim { key: self.chance.uuid(), owner: self.page, wall: self.wall(now) };
        if self.cart.shown.edits.is_empty() {
            self.begin_checkout(claim, effects);
        } else {
            let context = self.cart.context.clone().unwrap_or_default();
            self.commit(Change::Begin { claim, context }, effects);
        }
    }

    /// When the cart next has something to do by itself.
    pub(super) fn cart_wake(&self) -> Option<Millis> {
        if !self.cart.is_free_to_write() || self.is_writing() || self.offline || self.endpoint().is_none() {
            return None;
        }
        let theirs = self.cart.shown.write.as_ref().filter(|write| !self.cart.locks && write.owner != self.page);
        match theirs {
            Some(write) => Some(self.clock.0 + (write.since + LEASE_MS).saturating_sub(self.clock.1)),
            None => self.cart.retry.as_ref().map(|retry| retry.due),
        }
    }

    fn is_writing(&self) -> bool {
        self.requests.any(|purpose| matches!(purpose, Purpose::Write { .. } | Purpose::Amend { .. }))
    }

    /// The page that wrote before may have told of its last record after it gave the lock away: the record is read first.
    pub(super) fn lock_gained(&mut self, effects: &mut Vec<Effect>) {
        self.cart.lock = Lock::Held;
        self.read_record(effects);
    }

    /// A hidden page may be frozen at any moment: if it is not sending just now, others get their turn first.
    pub(super) fn hidden(&mut self, effects: &mut Vec<Effect>) {
        if self.cart.lock == Lock::Held && !self.is_writing() {
            self.cart.lock = Lock::Free;
            effects.push(Effect::ReleaseLock);
        }
    }

    pub(super) fn write_answered(&mut self, now: Millis, key: &str, answer: HttpAnswer, effects: &mut Vec<Effect>) {
        let Some(write) = self.cart.shown.write.as_ref().filter(|write| write.key == key) else { return };
        let kind = write.kind;
        let (status, body, retry_after) = match answer {
            HttpAnswer::Answer { status, body, retry_after_ms, .. } => (status, body, retry_after_ms),
            HttpAnswer::Failed(failure) => return self.write_failed(now, key, kind, &failure, effects),
        };
        match status {
            200 | 201 if kind.is_checkout() => self.checkout_answered(now, key, &body, effects),
            200 | 201 => self.cart_answered(now, key, &body, effects),
            404 | 410 => self.cart_is_lost(now, key, effects),
            409 if retry_after.is_none() => {
                // The key is spent on other content: the business's cart is read again, then the wish goes out under a new key.
                self.back_off(now, None);
                self.commit(Change::Release { key: key.to_owned() }, effects);
                self.read_cart(now, effects);
            }
            408 | 409 | 424 | 425 | 429 | 500..=599 => self.write_again(now, key, kind, retry_after, effects),
            _ => self.write_refused(key, kind, browse::transport_content(&body), effects),
        }
    }

    fn cart_answered(&mut self, now: Millis, key: &str, body: &str, effects: &mut Vec<Effect>) {
        match read_answer::<Cart>(body) {
            Ok(Answer::Success(cart)) => {
                self.cart.retry = None;
                let confirmed = Rc::new(self.confirm(cart));
                self.commit(Change::Confirm { key: Some(key.to_owned()), confirmed }, effects);
            }
            Ok(Answer::Error(error)) => match gravest(&error.messages) {
                Some(message) if message.has_code("not_found") && self.cart.shown.confirmed.is_some() => {
                    self.cart_is_lost(now, key, effects);
                }
                message => {
                    let content = message.map(|message| message.content.clone()).unwrap_or_default();
                    self.write_refused(key, WriteKind::CartUpdate, content, effects);
                }
            },
            Err(flaw) => {
                // A captive portal answers 200 with a page of its own: the change waits until the shop itself answers.
                self.say(&Problem::NotUcp { operation: "The cart", flaw: flaw.line() }, effects);
                self.back_off(now, None);
            }
        }
    }

    /// The business no longer knows the cart. If a checkout is open, it may have become an order meanwhile: that is asked first.
    pub(super) fn cart_is_lost(&mut self, now: Millis, key: &str, effects: &mut Vec<Effect>) {
        self.cart.retry = None;
        self.stop_checkout(None, effects);
        match &self.cart.shown.checkout {
            Some(pending) => {
                let id = pending.id.clone();
                self.cart.paused = true;
                self.commit(Change::Release { key: key.to_owned() }, effects);
                self.read_checkout(now, &id, effects);
            }
            None => self.commit(Change::Forget { key: Some(key.to_owned()) }, effects),
        }
    }

    fn write_refused(&mut self, key: &str, kind: WriteKind, content: String, effects: &mut Vec<Effect>) {
        self.cart.retry = None;
        let problem = Problem::Refused { content: content.clone() };
        self.say(&problem, effects);
        effects.push(Effect::Tell(Tale::Problem(problem.clone())));
        if kind.is_checkout() {
            self.stop_checkout(Some(problem), effects);
        }
        self.commit(Change::Refuse { key: key.to_owned(), content }, effects);
    }

    fn write_failed(&mut self, now: Millis, key: &str, kind: WriteKind, failure: &Failure, effects: &mut Vec<Effect>) {
        let problem = self.problem_of(failure);
        self.say(&problem, effects);
        if self.cart.retry.is_none() {
            effects.push(Effect::Tell(Tale::Problem(problem)));
        }
        self.write_again(now, key, kind, None, effects);
    }

    fn write_again(
        &mut self,
        now: Millis,
        key: &str,
        kind: WriteKind,
        retry_after: Option<Millis>,
        effects: &mut Vec<Effect>,
    ) {
        self.back_off(now, retry_after);
        let tries = self.cart.retry.as_ref().map_or(0, |retry| retry.attempts);
        if kind.is_checkout() && self.checkout_gives_up(tries) {
            self.cart.retry = None;
            let problem = if self.offline { Problem::Offline } else { Problem::Busy { retry_after_ms: retry_after } };
            self.stop_checkout(Some(problem), effects);
            self.commit(Change::Release { key: key.to_owned() }, effects);
        }
    }

    fn back_off(&mut self, now: Millis, retry_after: Option<Millis>) {
        let attempts = self.cart.retry.as_ref().map_or(0, |retry| retry.attempts).saturating_add(1);
        let most = RETRY_MS.saturating_mul(1 << attempts.min(6)).min(RETRY_MS_MAX);
        let wait = match retry_after {
            Some(wait) => wait.min(RETRY_AFTER_MS_MAX),
            None => self.chance.wait(most),
        };
        self.cart.retry = Some(Retry { attempts, due: now + wait });
    }

    pub(super) fn cart_got_through(&mut self) {
        self.cart.retry = None;
    }

    /// Reads the stored cart again.
    pub(super) fn read_cart(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if let Some(cart) = &self.cart.shown.confirmed {
            let path = bodies::path("/carts/", &cart.id);
            self.call(now, Purpose::Cart, Method::Get, &path, None, effects);
        }
    }

    pub(super) fn cart_read(&mut self, answer: HttpAnswer, effects: &mut Vec<Effect>) {
        match self.read::<Cart>("GET /carts/{id}", answer) {
            Ok(cart) => {
                let confirmed = Rc::new(self.confirm(cart));
                self.commit(Change::Confirm { key: None, confirmed }, effects);
            }
            Err(Problem::NotFound { .. }) => self.commit(Change::Forget { key: None }, effects),
            // What is kept stays shown; the next change or visit asks again.
            Err(_) => {}
        }
    }

    /// What is kept of a cart. What the answer does not say about a line is taken from the catalogue.
    fn confirm(&self, cart: Cart) -> Confirmed {
        let lines = cart.line_items.iter().map(|line| self.confirm_line(line, &cart.currency));
        Confirmed {
            lines: lines.collect(),
            id: cart.id.0,
            currency: cart.currency,
            totals: cart.totals,
            messages: cart.messages.0,
            continue_url: cart.continue_url,
        }
    }

    fn confirm_line(&self, line: &LineItem, currency: &str) -> Line {
        let known = self.cart.shown.line(&line.item.id).map(|line| &line.snapshot);
        let known = known.or_else(|| self.cart.shown.edit(&line.item.id).map(|edit| &edit.snapshot)).cloned();
        let known = known.unwrap_or_default();
        let (seller, county) = match &line.seller_details {
            Some(seller) => (Some(seller.name.clone()), seller.county.clone()),
            None => (known.seller, known.county),
        };
        let limit =
            line.stock.as_ref().map(|stock| stock.max_per_order.unwrap_or(stock.available).min(stock.available));
        Line {
            id: line.id.0.clone(),
            item: line.item.id.clone(),
            quantity: line.quantity,
            totals: line.totals.clone(),
            snapshot: Snapshot {
                title: line.item.title.clone(),
                price: Some(line.item.price.0),
                currency: Some(currency.to_owned()),
                image: line.item.image_url.as_deref().and_then(bodies::safe_url).or(known.image),
                seller,
                county,
                limit: limit.or(known.limit),
            },
        }
    }
}

// ---- telling ----
impl Shop {
    /// Tells the page when the shown cart is another one than it was told of.
    pub(super) fn tell_cart(&mut self, effects: &mut Vec<Effect>) {
        let shown = cart_view::cart_shown(&self.cart.shown);
        if shown != self.cart.told {
            let settled = self.cart.telling.take();
            self.cart.told = shown.clone();
            effects.push(Effect::Tell(Tale::Cart { cart: Box::new(shown), settled }));
        }
    }

    /// Fulfils the promises that waited for the business's agreement.
    pub(super) fn settle_waiters(&mut self, effects: &mut Vec<Effect>) {
        if self.cart.waiters.is_empty() || self.cart.is_open() || !self.cart.pending.is_empty() {
            return;
        }
        let shown = &self.cart.shown;
        for waiter in self.cart.waiters.drain(..) {
            let missing = waiter.added.filter(|item| shown.quantity(item) == 0);
            effects.push(match missing {
                None => {
                    let cart = Box::new(cart_view::cart_shown(shown));
                    Effect::Resolve { call: waiter.call, value: Value::Cart(cart) }
                }
                Some(item) => Effect::Reject { call: waiter.call, problem: why_missing(shown, item) },
            });
        }
    }
}

fn why_missing(shown: &Ledger, item: ItemId) -> Problem {
    let refused =
        shown.notices.iter().rev().find(|notice| notice.kind == NoticeKind::Refused && !notice.title.is_empty());
    let unknown = shown.confirmed.iter().flat_map(|cart| &cart.messages).any(|message| message.has_code("not_found"));
    match refused {
        Some(notice) => Problem::Refused { content: notice.title.clone() },
        None if unknown => Problem::NotFound { item },
        None => Problem::OutOfStock { item },
    }
}

/// How an item looks that the catalogue has not shown: by its id.
fn unknown(item: &ItemId) -> Snapshot {
    Snapshot { title: item.0.clone(), ..Snapshot::default() }
}

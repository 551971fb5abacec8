//! The cart on this page: the record as last seen, this page's changes on their way to it, and the one write that follows.
//!
//! A change is shown at once, stored, and only then sent. Whoever holds the writer's lock sends for all pages of the browser; the lock
//! is held only while there is something to send.

mod state;
mod undo;
mod write;

use super::effect::{Effect, Tale, Value};
use super::ids::{CallId, ItemId, Millis, ViewId, WallMillis};
use super::ledger::{self, Change, Changes, Confirmed, Ledger, NoticeKind};
use super::problem::Problem;
use super::requests::Holder;
use super::view::{CartShown, Waiting};
use super::{Settings, Shop, cart_view};
use crate::ucp::context::Context;
use crate::ucp::message::Message;
use crate::ucp::money::Price;
use std::rc::Rc;

/// The record, and what this page does with it.
#[derive(Clone)]
pub struct CartState {
    /// The record as last read; none before the first reading.
    known: Option<Rc<Ledger>>,
    /// A newer record that another page told of while transactions of ours were open.
    newer: Option<Rc<Ledger>>,
    /// This page's open transactions, in order.
    pending: Vec<Changes>,
    /// What is shown: the record with the pending changes on top.
    shown: Rc<Ledger>,
    /// False when only this page's memory holds the record.
    pub(super) durable: bool,
    lock: Lock,
    /// Web Locks decide who writes; else the record's lease does.
    locks: bool,
    /// The write that did not get through, and when to try again.
    retry: Option<Retry>,
    /// The business refused several edits at once: those before this number, half of them, are sent alone, to find the bad one.
    apart: u64,
    /// The write whose cart the business no longer knows, while it is found out whether an open checkout became an order.
    pub(super) lost: Option<String>,
    /// The record is to be compared with the business once it is known.
    look_back: bool,
    /// Whose write it is and since when, where it is another page's; and when we first saw it so.
    lease: ((u64, WallMillis), Millis),
    /// The cart as it was known when it was last asked for.
    reading: Option<Rc<Confirmed>>,
    /// Nothing of the cart but its record's first letter was looked at yet, since the code for it comes later.
    pub(super) asleep: bool,
    /// Looked at asleep, the record held nothing.
    empty: bool,
    waiters: Vec<Waiter>,
    /// The last accepted press on add, against a double one.
    press: Option<(ItemId, Option<ViewId>, Millis)>,
    /// What the business last refused, and why: whoever waits for it is told.
    refused: Vec<(ItemId, Problem)>,
    /// The write whose answer is on its way into the record.
    answered: Option<String>,
    /// A write that begins is on its way into the record.
    begun: bool,
    /// What the buyer can bring back.
    pub(super) removed: Vec<undo::Removed>,
    /// The last changed price that a press or call for checkout was held up by, and when.
    pub(super) held_up: (u64, Millis),
    /// Prices that a checkout named and the cart does not.
    pub(super) named: Vec<(ItemId, Price)>,
    /// Language, country and currency that the cart is asked in.
    context: Context,
    next_call: u32,
    /// The promise that goes with the next `tsampa-cart`.
    telling: Option<CallId>,
    told: CartShown,
    /// `shown` was made anew since the page was last told.
    untold: bool,
    /// What went wrong with the last change or with checkout.
    pub(super) problem: Option<Problem>,
}

#[derive(Clone, PartialEq)]
enum Lock {
    Free,
    Asked,
    Held,
}

#[derive(Clone)]
struct Retry {
    attempts: u32,
    due: Millis,
    /// The record was read again for this attempt: another page may have brought the write to its end.
    read: bool,
}

#[derive(Clone)]
struct Waiter {
    call: CallId,
    /// What the caller changed, to say so when the business refused that.
    item: Option<ItemId>,
    /// There is to be some of it, to say so when the business has none.
    added: bool,
}

/// A second press within this time is the same press.
pub(super) const DOUBLE_PRESS_MS: Millis = 300;
/// Most promises that wait for the business at once.
const WAITERS_MAX: usize = 200;

impl CartState {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            known: None,
            newer: None,
            pending: Vec::new(),
            shown: Rc::default(),
            durable: true,
            lock: Lock::Free,
            locks: settings.locks,
            retry: None,
            apart: 0,
            lost: None,
            look_back: true,
            lease: ((0, 0), 0),
            reading: None,
            asleep: settings.parts,
            empty: false,
            waiters: Vec::new(),
            press: None,
            refused: Vec::new(),
            answered: None,
            begun: false,
            removed: Vec::new(),
            held_up: (0, 0),
            named: Vec::new(),
            context: settings.context.clone(),
            next_call: CallId::ENGINE,
            telling: None,
            told: CartShown::default(),
            untold: true,
            problem: None,
        }
    }

    /// The code for it is here. What was looked at while it slept is known: nothing a buyer does waits for the browser's storage, which says
    /// soon enough where there is more by now.
    pub(super) fn wake(&mut self) {
        self.asleep = false;
        if self.empty {
            self.known = Some(Rc::default());
        }
    }

    pub(super) fn shown(&self) -> &Ledger {
        &self.shown
    }

    pub(super) fn is_known(&self) -> bool {
        self.known.is_some() || self.asleep && self.empty
    }

    /// Whether everything that this page changed is in the record.
    pub(super) fn has_stored_all(&self) -> bool {
        self.pending.is_empty()
    }

    /// Whether a change of the buyer's waits for the business's answer.
    pub(super) fn is_open(&self) -> bool {
        self.shown.is_open()
    }

    pub(super) fn waiting(&self, offline: bool) -> Option<Waiting> {
        match (offline, &self.retry) {
            _ if self.shown.write.is_none() && !self.shown.has_wishes() => None,
            (true, _) => Some(Waiting::Offline),
            (false, Some(_)) => Some(Waiting::Retrying),
            _ => None,
        }
    }

    pub(super) fn retry_at(&mut self, now: Millis) {
        if let Some(retry) = &mut self.retry {
            retry.due = now;
        }
    }

    fn show(&mut self) {
        self.untold = true;
        self.shown = self.known.clone().unwrap_or_default();
        for change in self.pending.iter().flat_map(|changes| changes.iter()) {
            Rc::make_mut(&mut self.shown).apply(change);
        }
    }

    fn adopt(&mut self, ledger: Rc<Ledger>) {
        if self.known.as_ref().is_none_or(|known| ledger.revision >= known.revision) {
            self.known = Some(ledger);
        }
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
        self.ask_profile_again(now, effects);
        let holder = view.map(Holder::View);
        let (item, snapshot) = self.resolved(item, holder);
        if let Some(card) = holder.and_then(|holder| self.card(holder, &item)) {
            card.adds = card.adds.wrapping_add(1);
        }
        let attribution = self.attribution(channel);
        self.want(call, Some(item.clone()), Change::Add { item, quantity, snapshot, attribution }, effects);
    }

    pub(super) fn set_quantity(
        &mut self,
        now: Millis,
        call: Option<CallId>,
        item: &ItemId,
        quantity: u32,
        effects: &mut Vec<Effect>,
    ) {
        let (item, snapshot) = self.resolved(item, None);
        if quantity == 0 {
            self.keep_removed(now, &item);
            // Who waits for the item hears how the cart stands: it is not missing.
            for waiter in &mut self.cart.waiters {
                waiter.added &= waiter.item.as_ref() != Some(&item);
            }
        }
        self.want(call, Some(item.clone()), Change::Set { item, quantity, snapshot }, effects);
    }

    pub(super) fn dismiss(&mut self, notice: u32, effects: &mut Vec<Effect>) {
        self.cart.problem = None;
        self.commit(Change::Dismiss { notice: u64::from(notice) }, effects);
    }

    pub(in crate::engine) fn want(
        &mut self,
        call: Option<CallId>,
        item: Option<ItemId>,
        change: Change,
        effects: &mut Vec<Effect>,
    ) {
        let room = self.cart.waiters.len() + 1 < WAITERS_MAX;
        // Whoever hears that it was not done may do it again.
        if let (Some(call), false) = (call, room) {
            return effects.push(Effect::Reject { call, problem: Problem::Busy { retry_after_ms: None } });
        }
        self.cart.problem = None;
        self.cart.refused.retain(|(refused, _)| Some(refused) != item.as_ref());
        let own = room.then_some(CallId(self.cart.next_call));
        self.cart.next_call = self.cart.next_call.wrapping_add(1) | CallId::ENGINE;
        let added = !matches!(change, Change::Set { quantity: 0, .. });
        for (call, added) in [(own, false), (call, added)] {
            self.cart.waiters.extend(call.map(|call| Waiter { call, item: item.clone(), added }));
        }
        self.cart.telling = own;
        self.commit(change, effects);
    }

    /// Who gets the credit: the partner or the page's host, how visitors come, the page's path. Nobody's identity.
    pub(super) fn attribution(&self, channel: Option<&str>) -> Vec<(String, String)> {
        let settings = &self.settings;
        let channel = channel.or(settings.channel.as_deref()).unwrap_or("embed");
        let mut pairs = vec![
            ("campaign_source".to_owned(), settings.partner.clone().unwrap_or_else(|| settings.host.clone())),
            ("campaign_medium".to_owned(), channel.to_owned()),
        ];
        // A document without an address of its own (`about:srcdoc`) has no path.
        if settings.path.starts_with('/') {
            pairs.push(("campaign_content".to_owned(), settings.path.chars().take(200).collect()));
        }
        pairs.extend(settings.utm.iter().take(5).cloned());
        pairs
    }

    /// The cart is asked in the script's language, country and currency; each that it does not say is the first element's that does. Every
    /// element has a language, so the first one's is not all that there is to know.
    pub(super) fn note_context(&mut self, context: &Context) {
        self.cart.context.fill_in(context);
    }
}

// ---- the record ----
impl Shop {
    /// Shows a change at once and sends it to the record.
    pub(super) fn commit(&mut self, change: Change, effects: &mut Vec<Effect>) {
        self.transact([change].into(), effects);
    }

    fn transact(&mut self, changes: Changes, effects: &mut Vec<Effect>) {
        for change in changes.iter() {
            self.cart.untold = true;
            Rc::make_mut(&mut self.cart.shown).apply(change);
        }
        self.cart.pending.push(changes.clone());
        effects.push(Effect::Commit { changes });
    }

    /// Looks at the record while the cart sleeps; reads it when it does not.
    pub(super) fn look_at_record(&mut self, effects: &mut Vec<Effect>) {
        if self.cart.asleep {
            effects.push(Effect::Commit { changes: Changes::default() });
        } else {
            self.read_record_rest(effects);
        }
    }

    /// What a sleeping cart makes of its record: there is nothing in it, or the rest of the code is wanted.
    pub(super) fn record_looked_at(&mut self, record: &str, effects: &mut Vec<Effect>) {
        self.cart.empty = ledger::holds_nothing(record);
        if !self.cart.empty {
            effects.push(Effect::FetchRest);
        }
    }

    pub(super) fn read_record(&mut self, effects: &mut Vec<Effect>) {
        self.transact(Changes::default(), effects);
    }

    pub(super) fn committed(&mut self, now: Millis, record: &str, durable: bool, effects: &mut Vec<Effect>) {
        let stored = ledger::read(record);
        self.note_record(stored.as_ref());
        let cart = &mut self.cart;
        if !cart.pending.is_empty() {
            cart.pending.remove(0);
        }
        cart.durable = durable;
        // What the storage holds is the truth, also when it was emptied: an older revision than ours is then right.
        cart.known = Some(stored.unwrap_or_default().into());
        self.give_up_stale_writes(effects);
        let cart = &mut self.cart;
        if cart.pending.is_empty()
            && durable
            && let Some(newer) = cart.newer.take()
        {
            cart.adopt(newer);
        }
        cart.show();
        self.note_kept(now);
        self.go_to_checkout(effects);
    }

    /// A record told by another page is taken in when no transaction of ours is open: it may hold our changes already.
    pub(super) fn record_seen(&mut self, record: &str, effects: &mut Vec<Effect>) {
        // A page that keeps its own record has a cart of its own: it would not find the others' in what it stores.
        let seen = ledger::read(record);
        self.note_record(seen.as_ref());
        let Some(ledger) = seen.filter(|_| self.cart.durable) else { return };
        if self.cart.pending.is_empty() {
            self.cart.adopt(ledger.into());
            self.cart.show();
        } else if self.cart.newer.as_ref().is_none_or(|newer| newer.revision < ledger.revision) {
            self.cart.newer = Some(ledger.into());
        }
        if self.requests.any(self.stale_writes(&self.cart.shown)) {
            self.read_record(effects);
        }
    }

    pub(super) fn look_back_after_absence(&mut self, now: Millis, from_cache: bool, effects: &mut Vec<Effect>) {
        self.cart.look_back |= from_cache || self.cart.shown.checkout.is_some();
        self.cart.retry_at(now);
        if from_cache {
            self.stop_checkout(None, effects);
        }
        self.read_record(effects);
    }
}

// ---- telling ----
impl Shop {
    /// Tells the page when the shown cart is another one than it was told of.
    pub(super) fn tell_cart(&mut self, effects: &mut Vec<Effect>) {
        if !std::mem::take(&mut self.cart.untold) {
            return;
        }
        let shown = cart_view::cart_shown(&self.cart.shown);
        if shown != self.cart.told {
            let settled = self.cart.telling.take();
            let told = std::mem::replace(&mut self.cart.told, shown.clone());
            self.catalog.recount(|item| told.pieces(item) != shown.pieces(item));
            effects.push(Effect::Tell(Tale::Cart { cart: Box::new(shown), settled }));
        }
    }

    /// Fulfils the promises that waited for the business's agreement.
    pub(super) fn settle_waiters(&mut self, effects: &mut Vec<Effect>) {
        if self.cart.waiters.is_empty() || self.cart.is_open() || !self.cart.pending.is_empty() {
            return;
        }
        if planted!(20) && !self.cart.shown.notices.is_empty() {
            return;
        }
        let shown = &self.cart.shown;
        for waiter in self.cart.waiters.drain(..) {
            let call = waiter.call;
            effects.push(match why_missing(shown, &self.cart.refused, waiter) {
                None => Effect::Resolve { call, value: Value::Cart(Box::new(cart_view::cart_shown(shown))) },
                Some(problem) => Effect::Reject { call, problem },
            });
        }
        self.cart.refused.clear();
    }

    /// Whoever waits for a business that cannot be asked at all is told why. What was wished for stays, and goes out once it can be.
    pub(super) fn wait_for_nobody(&mut self, effects: &mut Vec<Effect>) {
        let Some(problem) = self.no_endpoint() else { return };
        if !problem.retry() {
            self.tell_waiters(&problem, effects);
        }
        self.stop_checkout(Some(problem), effects);
    }

    fn tell_waiters(&mut self, problem: &Problem, effects: &mut Vec<Effect>) {
        for waiter in self.cart.waiters.drain(..) {
            effects.push(Effect::Reject { call: waiter.call, problem: problem.clone() });
        }
    }
}

/// Why what somebody waits for is not in the cart as it was asked for; none if it is.
fn why_missing(shown: &Ledger, refused: &[(ItemId, Problem)], waiter: Waiter) -> Option<Problem> {
    let item = waiter.item?;
    if let Some((_, problem)) = refused.iter().find(|(known, _)| *known == item) {
        return Some(problem.clone());
    }
    if !waiter.added || shown.quantity(&item) > 0 {
        return None;
    }
    let messages = shown.confirmed.as_ref().map(|cart| cart.messages.as_slice()).unwrap_or_default();
    why_not(&item, None, messages).or_else(|| {
        let notice = shown.notices.iter().rev().find(|notice| notice.item.as_ref() == Some(&item));
        Some(match notice {
            Some(notice) if notice.kind == NoticeKind::Gone => Problem::OutOfStock { item },
            Some(notice) if notice.kind == NoticeKind::Refused => Problem::Refused { content: notice.title.clone() },
            // There was no room for it, or another page heard why and its buyer has read it.
            _ => Problem::Refused { content: String::new() },
        })
    })
}

/// Why the business does not give an item: by the message that names it or the place where it was asked for, else by one that names none.
fn why_not(item: &ItemId, place: Option<usize>, messages: &[Message]) -> Option<Problem> {
    let own =
        |message: &&Message| message.line_item() == Some(&item.0) || place.is_some() && message.line_index() == place;
    let all = |path: &String| path == "$" || path == "$.line_items";
    let general = |message: &&Message| message.path.as_ref().is_none_or(all);
    let spoken = || messages.iter().filter(|message| message.is_error() || message.speaks_of_stock());
    let message = spoken().find(own).or_else(|| spoken().find(general))?;
    Some(if message.has_code("not_found") {
        Problem::NotFound { item: item.clone() }
    } else if message.speaks_of_stock() {
        Problem::OutOfStock { item: item.clone() }
    } else {
        Problem::Refused { content: message.content.clone() }
    })
}

//! The hand-over: the cart becomes a checkout, the buyer goes there in the same tab, and on return it is found out what became of it.

use super::cart::DOUBLE_PRESS_MS;
use super::effect::{Effect, Method, Tale, Value};
use super::event::HttpAnswer;
use super::ids::{CallId, ItemId, Millis};
use super::ledger::{Change, Claim, WriteKind, pieces};
use super::problem::Problem;
use super::requests::Purpose;
use super::shopping::refusal;
use super::{Shop, bodies};
use crate::ucp::answer::read_answer;
use crate::ucp::checkout::Checkout;
use crate::ucp::envelope::Answer;
use crate::ucp::message::gravest_words;
use crate::ucp::money::Price;
use crate::ucp::profile;

/// A checkout that the buyer or a caller asked for on this page.
#[derive(Clone, Default)]
pub struct CheckingOut {
    /// Who called for it, and whether to be taken there.
    calls: Vec<(CallId, bool)>,
    /// The buyer asked for it, too.
    pressed: bool,
    /// Where to go, once the record says that the buyer goes there.
    url: Option<String>,
    /// An open checkout that is being brought in line with the cart: its id and page.
    amending: Option<(String, String)>,
}

/// How often the hand-over is tried before the buyer is told: somebody waits for it.
pub(super) const TRIES_MAX: u32 = 3;

parts! {
    CheckingOut { calls pressed url amending }
}

impl Shop {
    pub(super) fn choose_checkout(
        &mut self,
        now: Millis,
        call: Option<CallId>,
        navigate: bool,
        effects: &mut Vec<Effect>,
    ) {
        self.cart.problem = None;
        if let Some(under_way) = &mut self.checkout {
            under_way.calls.extend(call.map(|call| (call, navigate)));
            under_way.pressed |= call.is_none();
            return;
        }
        if self.cart.is_known() && self.cart.shown().shown().is_empty() {
            let what = "The cart is empty: there is nothing to check out. Add something first.".to_owned();
            effects.extend(call.map(|call| Effect::Reject { call, problem: Problem::Wrong { what } }));
            return;
        }
        if self.must_agree(now, effects) {
            self.tell(&Problem::PricesChanged, None, effects);
            effects.extend(call.map(|call| Effect::Reject { call, problem: Problem::PricesChanged }));
            return;
        }
        self.ask_profile_again(now, effects);
        self.cart.removed.clear();
        let (calls, pressed) = (call.map(|call| (call, navigate)).into_iter().collect(), call.is_none());
        self.checkout = Some(CheckingOut { calls, pressed, ..CheckingOut::default() });
        if self.offline {
            self.stop_checkout(Some(Problem::Offline), effects);
        }
    }

    /// Whether the buyer has to be told of changed prices first. Who was told and asks again agrees; a double press asks once.
    fn must_agree(&mut self, now: Millis, effects: &mut Vec<Effect>) -> bool {
        let Some(upto) = self.cart.shown().last_repriced() else { return false };
        let (told, at) = self.cart.held_up;
        if told < upto {
            self.cart.held_up = (upto, now);
        }
        let agrees = told >= upto && now >= at + DOUBLE_PRESS_MS;
        if agrees {
            self.commit(Change::Accept { upto }, effects);
        }
        !agrees
    }

    /// The buyer agreed to the prices that the cart shows; not by the second half of a double press that they came under.
    pub(super) fn agree_to_prices(&mut self, now: Millis, upto: u32, effects: &mut Vec<Effect>) {
        if self.cart.held_up.0 == 0 || now >= self.cart.held_up.1 + DOUBLE_PRESS_MS {
            self.commit(Change::Accept { upto: u64::from(upto) }, effects);
        }
    }

    /// A price that changed while checkout was asked for stops it, until the hand-over is under way.
    pub(super) fn hold_up_checkout(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let write = self.cart.shown().write.as_ref().filter(|write| write.kind.is_checkout());
        let waits = self.checkout.as_ref().is_some_and(|checkout| checkout.url.is_none()) && write.is_none();
        if let Some(upto) = self.cart.shown().last_repriced().filter(|_| waits) {
            self.cart.held_up = (upto, now);
            self.checkout_failed(Problem::PricesChanged, effects);
        }
    }

    /// Whether a checkout names other prices than the cart that it was made from, and for the first time: a business whose two
    /// documents never agree can be bought from all the same.
    fn names_other_prices(&mut self, checkout: &Checkout) -> bool {
        let mut named = Vec::new();
        for row in &checkout.line_items {
            let price = Price { amount: row.item.price, currency: checkout.currency.clone() };
            let known = self.cart.shown().line(&row.item.id).and_then(|line| line.snapshot.costs());
            if known.is_some_and(|known| known != price) {
                named.push((row.item.id.clone(), price));
            }
        }
        let news = !named.is_empty() && named != self.cart.named;
        if news {
            self.cart.named = named;
        }
        news
    }

    /// Whether a checkout can be begun now: asked for, and nothing of the cart open.
    pub(super) fn checkout_is_due(&self) -> bool {
        let asked = self.checkout.as_ref().is_some_and(|checkout| checkout.url.is_none());
        asked && !self.cart.is_open()
    }

    pub(super) fn begin_checkout(&mut self, claim: Claim, effects: &mut Vec<Effect>) {
        let ledger = self.cart.shown();
        let Some(cart) = ledger.confirmed.as_ref().filter(|cart| !cart.lines.is_empty()) else {
            // What was wanted could not be had: the cart says why.
            return self.stop_checkout(None, effects);
        };
        if self.offers(profile::CHECKOUT) {
            let attribution = self.attribution(None);
            self.commit(Change::BeginCheckout { claim, attribution }, effects);
        } else {
            match cart.continue_url.as_deref().and_then(bodies::safe_url) {
                Some(url) => self.finish_checkout(url, effects),
                None => {
                    let what = "checkout (capability dev.ucp.shopping.checkout)".to_owned();
                    self.checkout_failed(Problem::Unsupported { what }, effects);
                }
            }
        }
    }

    pub(super) fn checkout_answered(&mut self, now: Millis, key: &str, body: &str, effects: &mut Vec<Effect>) {
        match read_answer::<Checkout>(body) {
            Ok(Answer::Success(checkout)) => self.checkout_is_open(now, key, checkout, body, effects),
            Ok(Answer::Error(error)) => match refusal(&error) {
                Problem::NotFound { .. } => self.cart_is_lost(now, key, effects),
                problem => {
                    self.hand_over_failed(key, problem, effects);
                    // What stands in the way is said by the cart's lines.
                    self.read_cart(now, effects);
                }
            },
            Err(flaw) => {
                let flaw = flaw.line();
                self.hand_over_failed(key, Problem::NotUcp { operation: "POST /checkout-sessions", flaw }, effects);
            }
        }
    }

    /// A cart with an open checkout gets that one back. Its lines may be yesterday's, and a code of the cart's not in it: then they are
    /// replaced, once. Codes that the buyer typed there stay.
    fn checkout_is_open(
        &mut self,
        now: Millis,
        key: &str,
        checkout: Checkout,
        answer: &str,
        effects: &mut Vec<Effect>,
    ) {
        if self.names_other_prices(&checkout) {
            self.hand_over_failed(key, Problem::PricesChanged, effects);
            return self.read_cart(now, effects);
        }
        let cart = self.cart.shown().confirmed.as_ref();
        if checkout.is_final() && !checkout.is_completed() {
            let content = gravest_words(&checkout.messages.0).unwrap_or_default();
            return self.hand_over_failed(key, Problem::Refused { content }, effects);
        }
        let page = checkout.continue_url.as_deref().and_then(bodies::safe_url);
        let page = page.or_else(|| cart.and_then(|cart| cart.continue_url.as_deref()).and_then(bodies::safe_url));
        let Some(page) = page else {
            // What stands in the way, in the business's words where it has some.
            let problem = match gravest_words(&checkout.messages.0) {
                Some(content) => Problem::Refused { content },
                None => Problem::Unsupported { what: "a page to pay on (a safe continue_url)".to_owned() },
            };
            return self.hand_over_failed(key, problem, effects);
        };
        let lines = || cart.iter().flat_map(|cart| &cart.lines).filter(|line| line.quantity > 0);
        let rows = rows_of(&checkout);
        let same = lines().all(|line| pieces(&rows, &line.item) == line.quantity)
            && rows.iter().all(|(item, _)| lines().any(|line| line.item == *item));
        let there = |code: &String| {
            checkout
                .discounts
                .0
                .as_ref()
                .is_some_and(|discounts| discounts.codes.iter().any(|known| known.eq_ignore_ascii_case(code)))
        };
        let missing: Vec<&String> = cart.iter().flat_map(|cart| &cart.codes).filter(|code| !there(code)).collect();
        if same && missing.is_empty() {
            return self.hand_over(key, &checkout.id.0, &page, effects);
        }
        let wanted: Vec<bodies::Wanted> = lines()
            .map(|line| {
                let known = checkout.line_items.iter().find(|other| other.item.id == line.item);
                (known.map(|known| known.id.0.clone()), line.item.clone(), line.quantity)
            })
            .collect();
        // What the buyer has typed at the business is said again from this answer, held in memory alone: it never reaches storage.
        let body = match bodies::checkout_update(answer, &wanted, &missing, &self.cart.shown().attribution) {
            Ok(body) => body,
            Err(flaw) => {
                let problem = Problem::NotUcp { operation: "POST /checkout-sessions", flaw: flaw.line() };
                return self.hand_over_failed(key, problem, effects);
            }
        };
        let path = bodies::path("/checkout-sessions/", &checkout.id.0);
        if let Some(under_way) = &mut self.checkout {
            under_way.amending = Some((checkout.id.0, page));
        }
        let fresh = self.chance.uuid();
        self.call_with(
            now,
            Purpose::Amend { key: key.to_owned() },
            Method::Put,
            &path,
            Some(body),
            Some(fresh),
            effects,
        );
    }

    pub(super) fn amend_answered(&mut self, key: &str, answer: HttpAnswer, effects: &mut Vec<Effect>) {
        let amending = self.checkout.as_mut().and_then(|checkout| checkout.amending.take());
        match (self.read::<Checkout>("PUT /checkout-sessions/{id}", &answer), amending) {
            (Ok(_), Some((id, page))) => self.hand_over(key, &id, &page, effects),
            (Ok(_), None) => self.commit(Change::Release { key: key.to_owned() }, effects),
            (Err(problem), _) => self.hand_over_failed(key, problem, effects),
        }
    }

    fn hand_over(&mut self, key: &str, id: &str, page: &str, effects: &mut Vec<Effect>) {
        let (key, id, url) = (key.to_owned(), id.to_owned(), page.to_owned());
        if let Some(checkout) = &mut self.checkout {
            checkout.url = Some(url.clone());
        }
        self.cart_got_through();
        self.commit(Change::OpenCheckout { key, id, url }, effects);
    }

    /// The buyer leaves only when the record says where to: on return it is read what became of it.
    pub(super) fn go_to_checkout(&mut self, effects: &mut Vec<Effect>) {
        let stored = self.cart.shown().checkout.as_ref().map(|pending| pending.url.clone());
        let url =
            self.checkout.as_ref().filter(|_| self.cart.has_stored_all()).and_then(|checkout| checkout.url.clone());
        match url {
            Some(url) if stored.as_ref() == Some(&url) => self.finish_checkout(url, effects),
            // The record was emptied or went on without us: nobody would ever come to say where to.
            Some(_) if !planted!(14) => self.stop_checkout(None, effects),
            _ => {}
        }
    }

    fn finish_checkout(&mut self, url: String, effects: &mut Vec<Effect>) {
        let Some(checkout) = self.checkout.take() else { return };
        let navigate = checkout.pressed || checkout.calls.iter().any(|(_, navigate)| *navigate);
        for (call, _) in checkout.calls {
            effects.push(Effect::Resolve { call, value: Value::Checkout { url: url.clone() } });
        }
        if navigate {
            effects.push(Effect::Navigate { url });
        }
    }

    /// Checkout does not come about, and the page is told why.
    pub(super) fn checkout_failed(&mut self, problem: Problem, effects: &mut Vec<Effect>) {
        self.tell(&problem, None, effects);
        self.stop_checkout(Some(problem), effects);
    }

    fn hand_over_failed(&mut self, key: &str, problem: Problem, effects: &mut Vec<Effect>) {
        self.checkout_failed(problem, effects);
        self.commit(Change::Release { key: key.to_owned() }, effects);
    }

    /// Checkout was asked for and does not come about.
    pub(super) fn stop_checkout(&mut self, problem: Option<Problem>, effects: &mut Vec<Effect>) {
        let Some(checkout) = self.checkout.take() else { return };
        self.cart.problem.clone_from(&problem);
        let what = "The cart changed while it was taken to checkout. Look at it and try again.".to_owned();
        let told = problem.unwrap_or(Problem::Wrong { what });
        for (call, _) in checkout.calls {
            effects.push(Effect::Reject { call, problem: told.clone() });
        }
    }

    /// A caller does not want it any more. Nobody is taken there whom nobody else wants there.
    pub(super) fn give_up_checkout(&mut self, call: CallId, effects: &mut Vec<Effect>) {
        let Some(checkout) = &mut self.checkout else { return };
        let Some(place) = checkout.calls.iter().position(|(known, _)| *known == call) else { return };
        checkout.calls.remove(place);
        effects.push(Effect::Reject { call, problem: Problem::Cancelled });
        if !checkout.pressed && checkout.calls.is_empty() {
            self.stop_checkout(None, effects);
        }
    }

    /// Whether somebody has waited for the hand-over, or for what stands before it, long enough.
    pub(super) fn checkout_gives_up(&self, kind: WriteKind, tries: u32) -> bool {
        (kind.is_checkout() || self.checkout.is_some()) && tries >= TRIES_MAX
    }

    /// What became of the checkout, or else what the business says of the cart.
    pub(super) fn read_back(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        match &self.cart.shown().checkout {
            Some(pending) => {
                let id = pending.id.clone();
                self.read_checkout(now, &id, effects);
            }
            None => self.read_cart(now, effects),
        }
    }

    pub(super) fn read_checkout(&mut self, now: Millis, id: &str, effects: &mut Vec<Effect>) {
        self.requests.abort(&|purpose| matches!(purpose, Purpose::Checkout { .. }), effects);
        let path = bodies::path("/checkout-sessions/", id);
        self.call(now, Purpose::Checkout { id: id.to_owned() }, Method::Get, &path, None, effects);
    }

    pub(super) fn checkout_read(&mut self, now: Millis, id: &str, answer: HttpAnswer, effects: &mut Vec<Effect>) {
        let lost = self.cart.lost.take();
        let id = id.to_owned();
        match self.read::<Checkout>("GET /checkout-sessions/{id}", &answer) {
            Ok(checkout) if checkout.is_completed() => {
                let ours = self.cart.shown().checkout.as_ref().is_some_and(|pending| pending.id == id);
                self.commit(Change::Order { id: id.clone(), bought: rows_of(&checkout) }, effects);
                if ours {
                    let (id, label, permalink_url) = match checkout.order.0 {
                        Some(order) => (order.id, order.label, bodies::safe_url(&order.permalink_url)),
                        None => (id, None, None),
                    };
                    effects.push(Effect::Tell(Tale::Order { id, label, permalink_url }));
                }
                return;
            }
            Ok(checkout) if checkout.is_final() => self.commit(Change::CloseCheckout { id }, effects),
            Err(Problem::NotFound { .. }) => self.commit(Change::CloseCheckout { id }, effects),
            // Still open, or not to be learnt now: it stays what the buyer was taken to.
            Err(_) if lost.is_some() => return self.back_off(now, None),
            Ok(_) | Err(_) => {}
        }
        match lost {
            Some(key) => self.commit(Change::Forget { key: Some(key) }, effects),
            None => self.read_cart(now, effects),
        }
    }
}

/// How many of what a checkout holds, row by row.
fn rows_of(checkout: &Checkout) -> Vec<(ItemId, u32)> {
    checkout.line_items.iter().map(|row| (row.item.id.clone(), row.quantity)).collect()
}

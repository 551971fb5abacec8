//! The engine: what a shop on a page knows, wants and shows. A pure state machine.
//!
//! **Touches:** std and `crate::ucp`. **Absent on purpose:** a browser, a clock, a random source, storage, the network, words for
//! people in more than one language. Same events in, same effects out.
//!
//! Read `event.rs` and `effect.rs` first, then `ledger/` (the record all pages of a browser share), then the verbs below.

#[macro_use]
pub mod planted;
#[macro_use]
mod fields;

mod bodies;
mod browse;
mod cart;
mod cart_view;
mod catalog;
mod chance;
mod checkout;
mod discovery;
pub mod effect;
pub mod event;
pub mod ids;
pub mod ledger;
pub mod problem;
mod requests;
pub mod rest;
mod shopping;
pub mod trace;
pub mod view;

use chance::Chance;
use effect::{Effect, Exchange, Method, Tale};
use event::{Event, HttpAnswer};
use ids::{Millis, ViewId, WallMillis};
use problem::{Failure, Problem, join};
use requests::{Holder, Purpose, Requests};
use view::{CartView, ListView};

use crate::ucp::context::Context;

/// What a shop is opened with: the script's attributes and where the page is.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Origin of the business.
    pub api: String,
    /// Where its API is, where that is known without asking: `data-endpoint`, or the printed form (script and API of one origin).
    pub endpoint: Option<String>,
    /// Address of our platform profile, for `UCP-Agent`.
    pub profile: String,
    /// Under which id the business knows the page's owner.
    pub partner: Option<String>,
    /// How visitors come to the page.
    pub channel: Option<String>,
    /// The page's host.
    pub host: String,
    /// The page's path, without query and fragment.
    pub path: String,
    /// The page's `utm_*` parameters, with the owner's leave only.
    pub utm: Vec<(String, String)>,
    /// Whether the business's catalogue can be read by GET (our extension `read`): the page's author says so by a preload of such a
    /// read, and the profile has the last word.
    pub reads: bool,
    /// Language, country and currency of the script, for the cart.
    pub context: Context,
    /// Whether the browser has Web Locks; without them the record's own lease decides who writes.
    pub locks: bool,
    /// Whether the code behind [`rest`] comes later: until `Event::RestCame` the cart sleeps.
    pub parts: bool,
    /// Whether what the cart is told is kept for a report; every page does, a simulation of millions has not the time.
    pub traced: bool,
}

/// One business's shop as one buyer sees it on one page.
///
/// Three kinds of method: `start` and `update` (something happened; what must now be done is pushed in order), `view_*` (what to show;
/// never fails), `next_wake` (when to call `update` with `Event::Woke`). `now` is milliseconds since the page opened and never goes
/// back; wall time comes by `open` and `Event::Resumed`, chance by a generator seeded at `open`.
#[derive(Clone)]
pub struct Shop {
    settings: Settings,
    chance: Chance,
    /// The device's clock, as of a `now`.
    clock: (Millis, WallMillis),
    /// Names this page among the pages of the browser.
    page: u64,
    offline: bool,
    discovery: discovery::Discovery,
    catalog: catalog::Catalog,
    cart: cart::CartState,
    checkout: Option<checkout::CheckingOut>,
    requests: Requests,
    /// Answers that wait for the rest of the code.
    unread: Vec<(Purpose, HttpAnswer)>,
    /// When gathered lookups go out.
    batch: Option<Millis>,
    /// What the cart was told since it woke.
    trace: Option<Box<trace::Trace>>,
}

impl Shop {
    /// Opens a shop; nothing is asked for before `start`.
    pub fn open(settings: Settings, entropy: [u64; 4], wall: WallMillis) -> Self {
        let mut chance = Chance::new(entropy);
        Self {
            page: chance.next(),
            cart: cart::CartState::new(&settings),
            settings,
            chance,
            clock: (0, wall),
            offline: false,
            discovery: discovery::Discovery::default(),
            catalog: catalog::Catalog::default(),
            checkout: None,
            requests: Requests::default(),
            unread: Vec::new(),
            batch: None,
            trace: None,
        }
    }

    /// Asks for the record, and for the business's profile unless that can wait for the rest of the code. Once, right after `open`.
    pub fn start(&mut self, effects: &mut Vec<Effect>) {
        self.look_at_record(effects);
        if !self.cart.asleep {
            self.ask_profile_rest(effects);
        } else if self.settings.endpoint.is_none() {
            effects.push(Effect::FetchRest);
        }
    }

    /// Takes in one event and pushes what must now be done.
    pub fn update(&mut self, now: Millis, event: Event, effects: &mut Vec<Effect>) {
        self.catalog.revision += 1;
        if !self.cart.asleep {
            self.note_rest(now, &event);
        }
        match event {
            Event::ListWanted { view, wanted } => self.want_list(Holder::View(view), wanted, effects),
            Event::ProductWanted { view, item, context } => {
                self.want_product(now, Holder::View(view), item, context, effects)
            }
            Event::CartWanted { context, .. } => self.note_context(&context),
            Event::ViewGone { view } => self.drop_list(Holder::View(view), effects),
            Event::Answered { request, answer } => {
                let kept = matches!(answer, HttpAnswer::Kept { .. });
                if let Some(purpose) = self.requests.answered(request, kept) {
                    self.settle(now, purpose, answer, effects);
                }
            }
            Event::Woke => self.woke(now, effects),
            Event::Resumed { wall, .. } if self.cart.asleep => {
                self.clock = (now, wall);
                self.look_at_record(effects);
            }
            Event::Committed { record, durable } if self.cart.asleep => {
                self.cart.durable = durable;
                self.record_looked_at(&record, effects);
            }
            Event::RecordSeen { record } if self.cart.asleep => self.record_looked_at(&record, effects),
            Event::Hidden if self.cart.asleep => {}
            Event::WentOnline => self.went_online(now, effects),
            Event::WentOffline => self.offline = true,
            event => self.take_in_rest(now, event, effects),
        }
        // Whatever it was, a list may have come to its turn.
        self.ask_waiting_lists(now, effects);
        if !self.cart.asleep {
            self.carry_on_rest(now, effects);
        }
    }

    /// When to call `update` with `Event::Woke`.
    pub fn next_wake(&self) -> Option<Millis> {
        let mut wake = Millis::MAX;
        let cart = if self.cart.asleep { None } else { self.cart_wake_rest() };
        for time in [self.requests.next_wake(), self.batch, cart] {
            wake = wake.min(time.unwrap_or(Millis::MAX));
        }
        for (_, list) in self.catalog.lists() {
            if let catalog::Stage::Again(at) = list.stage {
                wake = wake.min(at);
            }
        }
        if wake == Millis::MAX { None } else { Some(wake) }
    }

    /// What an element that shows goods shows.
    pub fn view_list(&self, view: ViewId) -> ListView {
        match self.catalog.list(Holder::View(view)) {
            Some(list) => list.view(&|item| if self.cart.asleep { 0 } else { self.quantity_rest(item) }),
            None => ListView::default(),
        }
    }

    /// What an element that shows the cart shows.
    pub fn view_cart(&self) -> CartView {
        if self.cart.asleep {
            // A cart that sleeps is empty, once its record was looked at.
            return CartView { asleep: true, known: self.cart.is_known(), durable: true, ..CartView::default() };
        }
        self.cart_view_rest()
    }

    /// Grows whenever what an element shows may have changed: of one that shows goods when its list did, or how many of them are in the cart;
    /// of a cart with every event.
    pub fn revision(&self, view: ViewId) -> u64 {
        self.catalog.list(Holder::View(view)).map_or(self.catalog.revision, |list| list.revision)
    }

    /// Address of our platform profile, for `UCP-Agent`.
    pub fn profile_url(&self) -> &str {
        &self.settings.profile
    }

    /// Hands an answer to whom it is for. What a first view cannot tell the meaning of waits for the rest of the code.
    fn settle(&mut self, now: Millis, purpose: Purpose, answer: HttpAnswer, effects: &mut Vec<Effect>) {
        if let Purpose::Goods { lists, question, .. } = &purpose
            && let Some((Holder::View(_), _)) = lists.first()
            && self.goods_answered(now, lists, *question, &answer, effects)
        {
            if !self.cart.asleep {
                self.tell_beside_rest(lists, *question, &answer);
            }
            return;
        }
        if self.cart.asleep {
            self.unread.push((purpose, answer));
            effects.push(Effect::FetchRest);
        } else {
            self.settle_rest(now, purpose, answer, effects);
        }
    }

    fn woke(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let mut late = self.requests.expire(now, effects);
        while !late.is_empty() {
            self.settle(now, late.remove(0), HttpAnswer::Failed(Failure::Timeout), effects);
        }
    }

    fn went_online(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.offline = false;
        self.retry_failed_lists();
        if !self.cart.asleep {
            self.went_online_rest(now, effects);
        }
    }

    /// The device's clock now.
    fn wall(&self, now: Millis) -> WallMillis {
        self.clock.1 + now.saturating_sub(self.clock.0)
    }

    fn call(
        &mut self,
        now: Millis,
        purpose: Purpose,
        method: Method,
        path: &str,
        body: Option<String>,
        effects: &mut Vec<Effect>,
    ) {
        self.call_with(now, purpose, method, path, body, None, effects);
    }

    #[allow(clippy::too_many_arguments, reason = "one place where an exchange is put together")]
    fn call_with(
        &mut self,
        now: Millis,
        purpose: Purpose,
        method: Method,
        path: &str,
        body: Option<String>,
        idempotency_key: Option<String>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(endpoint) = self.endpoint() else { return };
        let url = join(&[endpoint, path]);
        let exchange = Exchange { method, url, body, idempotency_key, plain: false, kept: false };
        self.requests.send(now, purpose, exchange, effects);
    }

    /// Reads without a header of ours, which stays a simple request.
    fn get_plain(&mut self, now: Millis, purpose: Purpose, url: String, kept: bool, effects: &mut Vec<Effect>) {
        let (method, body, idempotency_key) = (Method::Get, None, None);
        let exchange = Exchange { method, url, body, idempotency_key, plain: true, kept };
        self.requests.send(now, purpose, exchange, effects);
    }

    fn say(&self, problem: &Problem, effects: &mut Vec<Effect>) {
        effects.push(Effect::Console { sentence: problem.sentence() });
    }

    /// Says it, and tells the page: of this element, where it is one's.
    fn tell(&self, problem: &Problem, view: Option<ViewId>, effects: &mut Vec<Effect>) {
        self.say(problem, effects);
        effects.push(Effect::Tell(Tale::Problem { problem: problem.clone(), view }));
    }
}

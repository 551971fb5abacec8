//! A page under test: the engine, storage and a lock shared with other pages of one browser, and requests answered by hand.

use serde_json::{Value as Json, json};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use tsampa::engine::effect::{Effect, Exchange, Method, Tale};
use tsampa::engine::event::{Event, HttpAnswer, ListWanted};
use tsampa::engine::ids::{CallId, ItemId, Millis, RequestId, ViewId};
use tsampa::engine::problem::Failure;
use tsampa::engine::view::{LineView, ListView, MessageText};
use tsampa::engine::{Settings, Shop, ledger};

/// What all pages of one browser share.
#[derive(Default)]
pub struct Browser {
    pub record: Option<String>,
    pub lock: Option<u64>,
    pub queue: VecDeque<u64>,
}

pub struct Page {
    pub shop: Shop,
    pub now: Millis,
    pub browser: Rc<RefCell<Browser>>,
    pub number: u64,
    pub sent: Vec<(RequestId, Exchange)>,
    pub other: Vec<Effect>,
    /// The browser lets this page keep nothing: its record is its own.
    pub refused: Option<String>,
    answered: usize,
}

pub const API: &str = "https://market.example";

pub fn settings() -> Settings {
    Settings {
        api: API.to_owned(),
        endpoint: Some("https://market.example/ucp/v1".to_owned()),
        profile: "https://market.example/sdk/v1/profile.json".to_owned(),
        partner: Some("tourism-gyangze".to_owned()),
        channel: None,
        host: "gyangze.example".to_owned(),
        path: "/visit".to_owned(),
        utm: Vec::new(),
        context: Default::default(),
        locks: true,
        reads: false,
        parts: false,
        traced: true,
    }
}

impl Page {
    pub fn open() -> Self {
        Self::open_in(&Rc::new(RefCell::new(Browser::default())), 1)
    }

    pub fn open_in(browser: &Rc<RefCell<Browser>>, number: u64) -> Self {
        Self::open_with(browser, number, settings())
    }

    pub fn open_with(browser: &Rc<RefCell<Browser>>, number: u64, settings: Settings) -> Self {
        Self::open_where(browser, number, settings, false)
    }

    /// Opens a page where there is no network.
    pub fn open_offline(browser: &Rc<RefCell<Browser>>, number: u64) -> Self {
        Self::open_where(browser, number, settings(), true)
    }

    fn open_where(browser: &Rc<RefCell<Browser>>, number: u64, settings: Settings, offline: bool) -> Self {
        let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let shop = Shop::open(settings, [mixed, mixed ^ 1, mixed ^ 2, 4], 1_000_000);
        let mut page = Self {
            shop,
            now: 0,
            browser: browser.clone(),
            number,
            sent: vec![],
            other: vec![],
            refused: None,
            answered: 0,
        };
        let mut effects = Vec::new();
        page.shop.start(&mut effects);
        if offline {
            page.shop.update(0, Event::WentOffline, &mut effects);
        }
        page.perform(effects);
        page
    }

    pub fn event(&mut self, event: Event) {
        let drawn = self.drawn();
        let mut effects = Vec::new();
        self.shop.update(self.now, event, &mut effects);
        for ((before, list), (after, other)) in drawn.iter().zip(self.drawn()) {
            assert!(
                *before != after || *list == other,
                "what is shown changes and is not drawn again: {list:?}, {other:?}"
            );
        }
        self.perform(effects);
    }

    /// What the first elements show, and by which revision.
    fn drawn(&self) -> Vec<(u64, ListView)> {
        (0..8).map(ViewId).map(|view| (self.shop.revision(view), self.shop.view_list(view))).collect()
    }

    pub fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { request, exchange } => self.sent.push((request, exchange)),
                Effect::Commit { changes } if self.refused.is_some() => {
                    let record = ledger::commit(self.refused.as_deref(), &changes);
                    self.refused = Some(record.clone());
                    self.event(Event::Committed { record, durable: false });
                }
                Effect::Commit { changes } => {
                    let record = ledger::commit(self.browser.borrow().record.as_deref(), &changes);
                    self.browser.borrow_mut().record = Some(record.clone());
                    self.event(Event::Committed { record, durable: true });
                }
                Effect::AskLock => {
                    let free = self.browser.borrow().lock.is_none();
                    if free {
                        self.browser.borrow_mut().lock = Some(self.number);
                        self.event(Event::LockGained);
                    } else {
                        self.browser.borrow_mut().queue.push_back(self.number);
                    }
                }
                Effect::ReleaseLock => self.browser.borrow_mut().lock = None,
                other => self.other.push(other),
            }
        }
    }

    /// What other pages would be told by a broadcast.
    pub fn hear(&mut self) {
        let record = self.browser.borrow().record.clone();
        self.event(Event::RecordSeen { record: record.expect("a record was stored") });
    }

    /// Gives the lock to this page if it is free and this page waits for it.
    pub fn take_free_lock(&mut self) {
        let waits = self.browser.borrow().queue.contains(&self.number);
        if waits && self.browser.borrow().lock.is_none() {
            let mut browser = self.browser.borrow_mut();
            browser.queue.retain(|number| *number != self.number);
            browser.lock = Some(self.number);
            drop(browser);
            self.event(Event::LockGained);
        }
    }

    /// Goes on until `now`, waking the engine whenever it asked for it.
    pub fn wait(&mut self, ms: Millis) {
        let end = self.now + ms;
        let mut turns = 0;
        while let Some(at) = self.shop.next_wake().filter(|at| *at <= end) {
            assert!(turns < 10_000, "the engine asks to be woken without end");
            turns += 1;
            self.now = self.now.max(at);
            self.event(Event::Woke);
        }
        self.now = end;
    }

    // ---- requests ----

    /// The requests that were sent and not looked at yet, but for the profile's.
    pub fn take_sent(&mut self) -> Vec<(RequestId, Exchange)> {
        let fresh = self.sent.split_off(self.answered);
        self.sent.extend(fresh.iter().cloned());
        self.answered = self.sent.len();
        fresh.into_iter().filter(|(_, exchange)| !exchange.url.ends_with("/.well-known/ucp")).collect()
    }

    /// Waits until something is sent, for a minute at most, and gives it.
    pub fn one_later(&mut self) -> (RequestId, Exchange) {
        for _ in 0..600 {
            self.wait(100);
            if let Some(sent) = self.take_sent().into_iter().next() {
                return sent;
            }
        }
        panic!("nothing was sent within a minute");
    }

    /// The one request that was sent since the last look.
    pub fn one(&mut self) -> (RequestId, Exchange) {
        let mut sent = self.take_sent();
        assert_eq!(sent.len(), 1, "one request expected: {sent:#?}");
        sent.remove(0)
    }

    pub fn nothing_sent(&mut self) -> bool {
        self.take_sent().is_empty()
    }

    pub fn answer(&mut self, request: RequestId, status: u16, body: &Json) {
        self.answer_text(request, status, body.to_string(), None);
    }

    pub fn answer_text(&mut self, request: RequestId, status: u16, body: String, retry_after_ms: Option<Millis>) {
        let answer = HttpAnswer::Answer { status, body, retry_after_ms, language: None };
        self.event(Event::Answered { request, answer });
    }

    pub fn fail(&mut self, request: RequestId, failure: Failure) {
        self.event(Event::Answered { request, answer: HttpAnswer::Failed(failure) });
    }

    // ---- gestures ----

    pub fn add(&mut self, item: &str) {
        self.now += 1_000;
        self.event(Event::Added { view: None, call: None, item: item.into(), quantity: 1, channel: None });
    }

    pub fn set(&mut self, item: &str, quantity: u32) {
        self.event(Event::QuantityChosen { call: None, item: item.into(), quantity });
    }

    pub fn check_out(&mut self) {
        self.event(Event::CheckoutChosen { call: None, navigate: true });
    }

    pub fn want_list(&mut self, view: u32, wanted: ListWanted) {
        self.event(Event::ListWanted { view: ViewId(view), wanted });
    }

    // ---- what shows ----

    pub fn lines(&self) -> Vec<(String, u32)> {
        let cart = self.shop.view_cart_shown();
        cart.line_items.into_iter().map(|line| (line.item.id.0, line.quantity)).collect()
    }

    pub fn navigated(&self) -> Vec<String> {
        let go = |effect: &Effect| match effect {
            Effect::Navigate { url } => Some(url.clone()),
            _ => None,
        };
        self.other.iter().filter_map(go).collect()
    }

    pub fn resolved(&self, call: u32) -> bool {
        self.other.iter().any(|effect| matches!(effect, Effect::Resolve { call: CallId(it), .. } if *it == call))
    }

    pub fn rejected(&self, call: u32) -> Option<&'static str> {
        self.other.iter().find_map(|effect| match effect {
            Effect::Reject { call: CallId(it), problem } if *it == call => Some(problem.code()),
            _ => None,
        })
    }

    pub fn notices(&self) -> Vec<MessageText> {
        self.shop.view_cart().messages.into_iter().map(|message| message.text).collect()
    }

    /// The line of an item as the cart's sheet shows it.
    pub fn line(&self, item: &str) -> LineView {
        let groups = self.shop.view_cart().groups;
        let lines = groups.into_iter().flat_map(|group| group.lines);
        lines.into_iter().find(|line| line.item.0 == item).expect("a line of this item")
    }

    pub fn orders_told(&self) -> usize {
        self.other.iter().filter(|effect| matches!(effect, Effect::Tell(Tale::Order { .. }))).count()
    }
}

/// How many turns a long claim takes: a twentieth of the usual for `cargo xtask mutants`, which has it made a thousand times over.
pub fn turns(usual: u64) -> u64 {
    if std::env::var_os("CLAIMS_IN_BRIEF").is_some() { usual / 20 } else { usual }
}

/// A page whose cart the business has confirmed.
pub fn page_with(lines: &[(&str, u32)]) -> Page {
    filled(Page::open(), lines)
}

/// The same of a page that is open already.
pub fn filled(mut page: Page, lines: &[(&str, u32)]) -> Page {
    for (item, quantity) in lines {
        page.set(item, *quantity);
    }
    let (first, exchange) = page.one();
    // The first wish went out alone; the others were gathered meanwhile.
    assert_eq!(exchange.method, Method::Post);
    page.answer(first, 201, &cart(&lines[..1]));
    if lines.len() > 1 {
        let (second, _) = page.one();
        page.answer(second, 200, &cart(lines));
    }
    assert!(!page.shop.view_cart().open);
    page
}

/// The same cart with another price of one item.
pub fn with_price(mut cart: Json, item: &str, price: u32) -> Json {
    for line in cart["line_items"].as_array_mut().expect("lines") {
        if line["item"]["id"] == item {
            line["item"]["price"] = json!(price);
        }
    }
    cart
}

/// A cart as a business answers it: each piece costs 1000.
pub fn cart(lines: &[(&str, u32)]) -> Json {
    cart_saying(lines, json!([]))
}

pub fn cart_saying(lines: &[(&str, u32)], messages: Json) -> Json {
    let total: u32 = lines.iter().map(|(_, quantity)| quantity * 1000).sum();
    json!({
        "ucp": {"version": "2026-04-08", "status": "success", "capabilities": {}},
        "id": "cart_7", "currency": "CNY", "line_items": line_items(lines), "messages": messages,
        "totals": [{"type": "subtotal", "amount": total}, {"type": "total", "amount": total}],
        "continue_url": "https://market.example/cart/cart_7"
    })
}

fn line_items(lines: &[(&str, u32)]) -> Json {
    let line = |(item, quantity): &(&str, u32)| {
        json!({
            "id": format!("li_{item}"), "item": {"id": item, "title": format!("Title of {item}"), "price": 1000}, "quantity": quantity,
            "totals": [{"type": "subtotal", "amount": quantity * 1000}, {"type": "total", "amount": quantity * 1000}]
        })
    };
    lines.iter().map(line).collect()
}

pub fn not_found() -> Json {
    json!({"ucp": {"version": "2026-04-08", "status": "error"},
        "messages": [{"type": "error", "code": "not_found", "severity": "unrecoverable", "content": "No longer kept."}]})
}

pub fn checkout(status: &str, lines: &[(&str, u32)]) -> Json {
    let total: u32 = lines.iter().map(|(_, quantity)| quantity * 1000).sum();
    let mut checkout = json!({
        "ucp": {"version": "2026-04-08", "status": "success", "payment_handlers": {}},
        "id": "chk_1", "status": status, "currency": "CNY", "line_items": line_items(lines), "links": [],
        "totals": [{"type": "subtotal", "amount": total}, {"type": "total", "amount": total}],
        "continue_url": "https://market.example/checkout/chk_1"
    });
    if status == "completed" {
        checkout["order"] = json!({"id": "ord_1", "label": "1001", "permalink_url": "https://market.example/o/x"});
    }
    checkout
}

pub fn product(id: &str, variants: &[&str]) -> Json {
    let variant = |id: &&str| {
        json!({"id": id, "title": id, "description": {"plain": "x"}, "price": {"amount": 1000, "currency": "CNY"},
            "availability": {"available": true}, "inputs": [{"id": id, "match": "exact"}],
            "example.tsampa.seller": {"id": "s1", "name": "Seller One", "county": "Gyangze"}})
    };
    json!({"id": id, "title": format!("Product {id}"), "description": {"plain": "x"},
        "price_range": {"min": {"amount": 1000, "currency": "CNY"}, "max": {"amount": 1000, "currency": "CNY"}},
        "variants": variants.iter().map(variant).collect::<Vec<_>>()})
}

pub fn found(products: &[Json], cursor: Option<&str>) -> Json {
    json!({"ucp": {"version": "2026-04-08"}, "products": products,
        "pagination": {"has_next_page": cursor.is_some(), "cursor": cursor}})
}

pub fn body(exchange: &Exchange) -> Json {
    serde_json::from_str(exchange.body.as_deref().expect("a body")).expect("JSON")
}

/// The lines that a cart's request asks for.
pub fn asked(exchange: &Exchange) -> Vec<(String, u64)> {
    let body = body(exchange);
    let lines = body["line_items"].as_array().expect("lines");
    let line = |line: &Json| (line["item"]["id"].as_str().unwrap().to_owned(), line["quantity"].as_u64().unwrap());
    lines.iter().map(line).collect()
}

pub fn item(id: &str) -> ItemId {
    ItemId(id.to_owned())
}

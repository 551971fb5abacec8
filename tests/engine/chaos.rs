//! Random schedules of clicks, pages and faults, each replayable by its seed: at rest, every wish has arrived once.

use crate::page::{Browser, asked, cart, not_found, turns};
use serde_json::Value as Json;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use tsampa::engine::effect::{Effect, Exchange, Method};
use tsampa::engine::event::{Event, HttpAnswer};
use tsampa::engine::ids::RequestId;
use tsampa::engine::problem::Failure;
use tsampa::engine::{Settings, Shop, ledger};

const ITEMS: [&str; 3] = ["v_1", "v_2", "v_3"];
const SCHEDULES: u64 = 3_000;

/// A small generator of its own, so that a seed means the same for ever.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most as u64) as usize
    }
}

/// A business that keeps its word: one effect a key, the first answer again.
#[derive(Default)]
struct Business {
    cart: Option<BTreeMap<String, u32>>,
    made: u32,
    answers: BTreeMap<String, (Option<String>, u16, Json)>,
    writing: u32,
}

impl Business {
    fn answer(&mut self, exchange: &Exchange) -> (u16, Json) {
        if let Some((body, status, answer)) = exchange.idempotency_key.as_ref().and_then(|key| self.answers.get(key)) {
            assert_eq!(body, &exchange.body, "a key came again with other bytes");
            return (*status, answer.clone());
        }
        let (status, answer) = self.act(exchange);
        if let Some(key) = &exchange.idempotency_key {
            self.answers.insert(key.clone(), (exchange.body.clone(), status, answer.clone()));
        }
        (status, answer)
    }

    fn act(&mut self, exchange: &Exchange) -> (u16, Json) {
        match (exchange.method, exchange.url.ends_with("/carts")) {
            (Method::Get, _) => match &self.cart {
                Some(lines) if self.is_ours(exchange) => (200, self.show(lines)),
                _ => (200, not_found()),
            },
            (Method::Post, true) => {
                self.made += 1;
                self.cart = Some(lines_of(exchange));
                (201, self.show(&lines_of(exchange)))
            }
            (Method::Put, _) if self.cart.is_some() && self.is_ours(exchange) => {
                self.cart = Some(lines_of(exchange));
                (200, self.show(&lines_of(exchange)))
            }
            _ => (200, not_found()),
        }
    }

    fn is_ours(&self, exchange: &Exchange) -> bool {
        exchange.url.ends_with(&format!("/cart_{}", self.made))
    }

    fn show(&self, lines: &BTreeMap<String, u32>) -> Json {
        let lines: Vec<_> = lines.iter().map(|(item, quantity)| (item.as_str(), *quantity)).collect();
        let mut answer = cart(&lines);
        answer["id"] = Json::from(format!("cart_{}", self.made));
        answer
    }
}

fn lines_of(exchange: &Exchange) -> BTreeMap<String, u32> {
    asked(exchange).into_iter().map(|(item, quantity)| (item, quantity as u32)).collect()
}

/// A page, with what it waits for.
struct Tab {
    shop: Shop,
    number: u64,
    now: u64,
    flying: Vec<(RequestId, Exchange)>,
    heard: Vec<String>,
}

struct World {
    dice: Dice,
    browser: Rc<RefCell<Browser>>,
    business: Business,
    tabs: Vec<Tab>,
    opened: u64,
    wanted: BTreeMap<String, u32>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut world = Self {
            dice: Dice(seed),
            browser: Rc::default(),
            business: Business::default(),
            tabs: Vec::new(),
            opened: 0,
            wanted: BTreeMap::new(),
        };
        world.open();
        world
    }

    fn open(&mut self) {
        self.opened += 1;
        let settings = Settings { locks: true, ..crate::page::settings() };
        let entropy = [self.dice.next(), self.dice.next(), self.dice.next(), self.dice.next()];
        let shop = Shop::open(settings, entropy, 1_000_000);
        self.tabs.push(Tab { shop, number: self.opened, now: 0, flying: Vec::new(), heard: Vec::new() });
        let place = self.tabs.len() - 1;
        let mut effects = Vec::new();
        self.tabs[place].shop.start(&mut effects);
        self.perform(place, effects);
    }

    /// The page is gone between two instants; what it had sent may still arrive.
    fn close(&mut self, place: usize) {
        let tab = self.tabs.remove(place);
        for (_, exchange) in tab.flying {
            if self.dice.below(2) == 0 && !exchange.plain {
                self.business.answer(&exchange);
            }
        }
        let mut browser = self.browser.borrow_mut();
        browser.queue.retain(|number| *number != tab.number);
        if browser.lock == Some(tab.number) {
            browser.lock = None;
        }
    }

    fn event(&mut self, place: usize, event: Event) {
        let mut effects = Vec::new();
        let tab = &mut self.tabs[place];
        tab.shop.update(tab.now, event, &mut effects);
        self.perform(place, effects);
    }

    fn perform(&mut self, place: usize, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { request, exchange } => {
                    if exchange.idempotency_key.is_some() {
                        self.business.writing += 1;
                        let writing = self.tabs.iter().flat_map(|tab| &tab.flying);
                        let others = writing.filter(|(_, flying)| flying.idempotency_key.is_some()).count();
                        assert_eq!(others, 0, "two writes of one cart in flight");
                    }
                    self.tabs[place].flying.push((request, exchange));
                }
                Effect::Abort { request } => self.tabs[place].flying.retain(|(flying, _)| *flying != request),
                Effect::Commit { changes } => {
                    let before = self.browser.borrow().record.clone();
                    let record = ledger::commit(before.as_deref(), &changes);
                    assert!(record.len() <= 64 * 1024);
                    if before.as_ref() != Some(&record) {
                        for (other, tab) in self.tabs.iter_mut().enumerate() {
                            if other != place {
                                tab.heard.push(record.clone());
                            }
                        }
                    }
                    self.browser.borrow_mut().record = Some(record.clone());
                    self.event(place, Event::Committed { record, durable: true });
                }
                Effect::AskLock => self.browser.borrow_mut().queue.push_back(self.tabs[place].number),
                Effect::ReleaseLock => self.browser.borrow_mut().lock = None,
                _ => {}
            }
        }
    }

    /// Gives a free lock to the page that has waited longest.
    fn hand_lock(&mut self) -> bool {
        let mut browser = self.browser.borrow_mut();
        if browser.lock.is_some() {
            return false;
        }
        let Some(number) = browser.queue.pop_front() else { return false };
        browser.lock = Some(number);
        drop(browser);
        if let Some(place) = self.tabs.iter().position(|tab| tab.number == number) {
            self.event(place, Event::LockGained);
        }
        true
    }

    fn answer(&mut self, place: usize, faulty: bool) {
        if self.tabs[place].flying.is_empty() {
            return;
        }
        let which = self.dice.below(self.tabs[place].flying.len());
        let (request, exchange) = self.tabs[place].flying.remove(which);
        let fault = if faulty { self.dice.below(7) } else { 6 };
        let failed = HttpAnswer::Failed(Failure::Unreachable);
        let text = |status, body: String| HttpAnswer::Answer { status, body, retry_after_ms: None, language: None };
        let answer = match fault {
            _ if exchange.plain => failed,
            0 => failed,
            1 => {
                self.business.answer(&exchange);
                failed
            }
            2 => text(503, String::new()),
            3 => {
                self.business.answer(&exchange);
                text(200, "<html>Welcome to the hotel</html>".to_owned())
            }
            4 => {
                let (status, body) = self.business.answer(&exchange);
                let body = body.to_string();
                text(status, body[..body.len() / 2].to_owned())
            }
            _ => {
                let (status, body) = self.business.answer(&exchange);
                text(status, body.to_string())
            }
        };
        self.event(place, Event::Answered { request, answer });
    }

    fn click(&mut self, place: usize) {
        let item = ITEMS[self.dice.below(ITEMS.len())];
        let was = self.wanted.get(item).copied().unwrap_or(0);
        let item_id = item.into();
        if self.dice.below(2) == 0 {
            self.wanted.insert(item.to_owned(), was + 1);
            self.event(place, Event::Added { view: None, call: None, item: item_id, quantity: 1, channel: None });
        } else {
            let quantity = self.dice.below(4) as u32;
            self.wanted.insert(item.to_owned(), quantity);
            self.event(place, Event::QuantityChosen { call: None, item: item_id, quantity });
        }
        // Two presses of one moment are one; these are meant as two.
        self.tabs[place].now += 301;
    }

    fn step(&mut self) {
        let place = self.dice.below(self.tabs.len());
        match self.dice.below(14) {
            0..=3 => self.click(place),
            4..=7 => self.answer(place, true),
            8 => self.wait(place),
            9 => {
                self.hand_lock();
            }
            10 => self.hear(place),
            11 if self.tabs.len() < 3 => self.open(),
            12 if self.tabs.len() > 1 || self.dice.below(2) == 0 => {
                self.close(place);
                if self.tabs.is_empty() {
                    self.open();
                }
            }
            13 if self.dice.below(8) == 0 => self.business.cart = None,
            13 => {
                let event = [Event::Hidden, Event::WentOffline, Event::WentOnline];
                let event = event[self.dice.below(3)].clone();
                self.event(place, event);
            }
            _ => {}
        }
    }

    fn wait(&mut self, place: usize) {
        let tab = &mut self.tabs[place];
        if let Some(at) = tab.shop.next_wake() {
            tab.now = tab.now.max(at);
            self.event(place, Event::Woke);
        }
    }

    fn hear(&mut self, place: usize) {
        if !self.tabs[place].heard.is_empty() {
            let record = self.tabs[place].heard.remove(0);
            self.event(place, Event::RecordSeen { record });
        }
    }

    /// The network is whole again: goes on until nothing is left to do. Answers how many requests that took.
    fn rest(&mut self) -> u32 {
        for place in 0..self.tabs.len() {
            self.event(place, Event::WentOnline);
            // A business may have forgotten the cart while nobody asked: the next look finds out.
            let wall = 1_000_000 + self.tabs[place].now;
            self.event(place, Event::Resumed { wall, from_cache: true });
        }
        let before = self.business.writing;
        for _ in 0..2_000 {
            let mut busy = self.hand_lock();
            for place in 0..self.tabs.len() {
                while !self.tabs[place].heard.is_empty() {
                    self.hear(place);
                    busy = true;
                }
                while !self.tabs[place].flying.is_empty() {
                    self.answer(place, false);
                    busy = true;
                }
                if self.tabs[place].shop.next_wake().is_some() {
                    self.wait(place);
                    busy = true;
                }
            }
            if !busy {
                return self.business.writing - before;
            }
        }
        panic!("no rest within 2,000 turns");
    }
}

#[test]
fn at_rest_every_wish_has_arrived_once_whatever_the_network_did() {
    let (mut writes, mut most, mut forgotten) = (0, 0, 0);
    let schedules = turns(SCHEDULES);
    for seed in 0..schedules {
        let mut world = World::new(seed);
        let steps = 10 + world.dice.below(120);
        for _ in 0..steps {
            world.step();
        }
        most = most.max(world.rest());
        writes += world.business.writing;
        forgotten += u32::from(world.business.made > 1);
        let wanted: Vec<_> = world.wanted.iter().filter(|(_, quantity)| **quantity > 0).collect();
        let kept = world.business.cart.clone().unwrap_or_default();
        let kept: Vec<_> = kept.iter().collect();
        assert_eq!(kept, wanted, "seed {seed}: what the business has is not what was wanted");
        for tab in &world.tabs {
            let view = tab.shop.view_cart();
            let shown = tab.shop.view_cart_shown().line_items;
            let mut shown: Vec<_> = shown.iter().map(|line| (&line.item.id.0, &line.quantity)).collect();
            shown.sort();
            assert_eq!(shown, wanted, "seed {seed}: page {} shows something else", tab.number);
            assert!(!view.open && view.waiting.is_none(), "seed {seed}: page {} still waits", tab.number);
        }
    }
    println!("{schedules} schedules, {writes} writes, at most {most} to rest, {forgotten} with a forgotten cart");
    assert!(
        u64::from(writes) > schedules && u64::from(forgotten) > schedules / 150,
        "the schedules have become shallow"
    );
}

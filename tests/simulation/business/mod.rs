//! A marketplace that keeps UCP's rules where no fault tells it otherwise: carts, stock, checkouts, orders, keys.
//!
//! What the world sees of it is its public part. `tests/market` has another business with the same one: the real marketplace.

mod answer;
mod checkouts;
mod faults;
mod state;

use crate::dice::{Dice, of_text};
use crate::fault::{Fault, Faults};
use serde::Deserialize;
use std::collections::BTreeMap;
use tsampa::engine::effect::{Exchange, Method};
use tsampa::engine::ids::Millis;

pub use answer::BUYER;
pub use checkouts::{Checkout, Standing};

/// The command that plays schedules with this business.
pub const COMMAND: &str = "cargo xtask simulate";
/// Every seed that ever failed with it, each with what it found.
pub const SEEDS: &str = include_str!("../seeds.txt");

/// What it sells; the last one nobody sells.
pub const ITEMS: [&str; 5] = ["v_1", "v_2", "v_3", "v_4", "v_none"];

/// Codes that a buyer may type.
pub const CODES: [&str; 2] = ["LOSAR", "harvest"];

/// One thing for sale.
#[derive(Clone)]
pub struct Goods {
    pub price: i64,
    pub stock: u32,
    pub sold: u32,
    /// Everything that ever came in: stock and sold together.
    pub supply: u32,
    /// Most pieces an order may have.
    pub limit: u32,
    pub vanished: bool,
}

/// Item and pieces.
pub type Line = (String, u32);

/// One cart.
#[derive(Clone)]
pub struct Cart {
    pub id: String,
    pub lines: Vec<Line>,
    pub currency: &'static str,
    /// Grows with everything that happens to it; every answer names it.
    pub version: u64,
    /// It became another thing than its page last asked for, and no answer to that page said so.
    pub stirred: bool,
    /// Two records speak of it: each changes it behind the other's back.
    pub shared: bool,
    pub known: bool,
    /// Discount codes, all of which it takes.
    pub codes: Vec<String>,
    /// What the last change could not have, as messages.
    pub messages: Vec<String>,
    /// `campaign_medium` of the last change.
    pub medium: String,
    earlier: Vec<Vec<Line>>,
}

/// A first answer, kept under its key.
#[derive(Clone)]
struct Kept {
    bytes: u64,
    answer: (u16, String),
}

/// The business.
#[derive(Clone)]
pub struct Business {
    pub goods: Vec<Goods>,
    pub carts: Vec<Cart>,
    pub checkouts: Vec<Checkout>,
    pub currency: &'static str,
    /// Hashes of every currency and total it ever answered.
    pub said: Vec<u64>,
    /// By key: the items that a change could not have as asked.
    pub fell_short: BTreeMap<String, Vec<String>>,
    /// By key: the changes that were refused.
    pub refused: Vec<String>,
    /// Keys that came with other bytes than before.
    pub key_with_other_bytes: bool,
    kept: BTreeMap<String, Kept>,
    newest: u64,
    dice: Dice,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    line_items: Vec<AskedLine>,
    #[serde(default)]
    cart_id: Option<String>,
    #[serde(default)]
    attribution: BTreeMap<String, String>,
    #[serde(default)]
    discounts: AskedCodes,
}

#[derive(Default, Deserialize)]
struct AskedCodes {
    codes: Vec<String>,
}

#[derive(Deserialize)]
struct AskedLine {
    item: AskedItem,
    quantity: u32,
}

#[derive(Deserialize)]
struct AskedItem {
    id: String,
}

impl Business {
    /// The business of a seed.
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::of(&[seed, 0xb051]);
        let goods = |_| {
            let stock = if dice.below(4) == 0 { 1 + dice.below(6) as u32 } else { 10_000 };
            let limit = if dice.below(6) == 0 { 2 + dice.below(4) as u32 } else { 999 };
            Goods { price: 100 + dice.below(90_000) as i64, stock, sold: 0, supply: stock, limit, vanished: false }
        };
        Self {
            goods: (0..4).map(goods).collect(),
            carts: Vec::new(),
            checkouts: Vec::new(),
            currency: "CNY",
            said: Vec::new(),
            fell_short: BTreeMap::new(),
            refused: Vec::new(),
            key_with_other_bytes: false,
            kept: BTreeMap::new(),
            newest: 0,
            dice: Dice::of(&[seed, 0xb052]),
        }
    }

    /// The business's profile.
    pub fn profile(&self) -> String {
        answer::PROFILE.to_owned()
    }

    /// It is later now: nothing here changes with time.
    pub fn at(&mut self, _: Millis) {}

    /// Its books, balanced: goods are neither made nor lost.
    pub fn books(&self) -> Result<(), String> {
        let conserved = self.goods.iter().all(|goods| goods.stock + goods.sold == goods.supply);
        if conserved { Ok(()) } else { Err("goods came from nowhere".to_owned()) }
    }

    /// What a cart comes to now, if that is known for sure; here a fault may have made it another sum.
    pub fn total(&self, _: usize) -> Option<i64> {
        None
    }

    /// Answers a request: once for each key, then always the same.
    pub fn answer(&mut self, exchange: &Exchange, faults: &mut Faults) -> (u16, String) {
        let Some(key) = &exchange.idempotency_key else { return self.act(exchange, None, faults) };
        let bytes = of_text(exchange.body.as_deref().unwrap_or_default());
        if let Some(kept) = self.kept.get(key) {
            self.key_with_other_bytes |= kept.bytes != bytes;
            if !faults.strikes(Fault::KeysIgnored) {
                return kept.answer.clone();
            }
            self.stir(exchange);
        }
        let answer = self.act(exchange, Some(key), faults);
        self.kept.entry(key.clone()).or_insert_with(|| Kept { bytes, answer: answer.clone() });
        answer
    }

    /// A change is refused. It may have been done before: an earlier attempt's answer may be lost.
    pub fn refuse(&mut self, key: Option<&String>) {
        self.refused.extend(key.cloned());
        self.carts.iter_mut().for_each(|cart| cart.stirred = true);
    }

    fn act(&mut self, exchange: &Exchange, key: Option<&String>, faults: &mut Faults) -> (u16, String) {
        let path = exchange.url.split_once("/ucp/v1").map_or("", |(_, path)| path);
        let asked = exchange.body.as_deref().map(serde_json::from_str::<Asked>);
        let asked = match asked {
            Some(Ok(asked)) => Some(asked),
            Some(Err(_)) => return (400, String::new()),
            None => None,
        };
        if key.is_some() && faults.strikes(Fault::RefusedInWords) {
            self.refuse(key);
            return (200, answer::error("not_today", "Not today."));
        }
        match (exchange.method, path.split('/').nth(1), path.split('/').nth(2), asked) {
            (Method::Get, Some("carts"), Some(id), _) => self.show_cart(id, faults),
            (Method::Post, Some("carts"), None, Some(asked)) => {
                self.open_cart();
                let place = self.carts.len() - 1;
                self.replace(place, &asked, key, faults);
                (201, self.cart_text(place, faults))
            }
            (Method::Put, Some("carts"), Some(id), Some(asked)) => match self.place_of(id) {
                None => (200, answer::error("not_found", "No longer kept.")),
                Some(mut place) => {
                    if faults.strikes(Fault::CartMoved) {
                        self.carts[place].known = false;
                        self.open_cart();
                        place = self.carts.len() - 1;
                    }
                    self.replace(place, &asked, key, faults);
                    (200, self.cart_text(place, faults))
                }
            },
            (_, Some("checkout-sessions"), id, asked) => self.checkout_asked(exchange.method, id, asked, key, faults),
            _ => (404, String::new()),
        }
    }

    /// The cart's place, while the business knows it.
    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.carts.iter().position(|cart| cart.known && cart.id == id)
    }

    fn show_cart(&mut self, id: &str, faults: &mut Faults) -> (u16, String) {
        match self.place_of(id) {
            None => (200, answer::error("not_found", "No longer kept.")),
            Some(place) => (200, self.cart_text(place, faults)),
        }
    }

    fn open_cart(&mut self) {
        self.carts.push(Cart {
            id: format!("cart_{}", self.carts.len() + 1),
            lines: Vec::new(),
            currency: self.currency,
            version: 0,
            stirred: false,
            shared: false,
            known: true,
            codes: Vec::new(),
            messages: Vec::new(),
            medium: String::new(),
            earlier: Vec::new(),
        });
    }

    /// Full replacement: every line is given as far as it can be had, and codes that are not repeated are gone.
    fn replace(&mut self, place: usize, asked: &Asked, key: Option<&String>, faults: &mut Faults) {
        let mut lines: Vec<Line> = Vec::new();
        for line in &asked.line_items {
            match lines.iter_mut().find(|known| known.0 == line.item.id) {
                Some(known) => known.1 += line.quantity,
                None => lines.push((line.item.id.clone(), line.quantity)),
            }
        }
        let (mut short, mut messages) = (Vec::new(), Vec::new());
        let had = self.carts[place].lines.clone();
        for (at, line) in lines.iter_mut().enumerate() {
            let goods = ITEMS.iter().position(|id| *id == line.0).and_then(|at| self.goods.get(at));
            let goods = goods.filter(|goods| !goods.vanished);
            let most = goods.map_or(0, |goods| goods.stock.min(goods.limit));
            let fresh = had.iter().all(|known| known.0 != line.0);
            let ignored = fresh && faults.strikes(Fault::LineIgnored);
            if line.1 > most || ignored {
                line.1 = if ignored { 0 } else { most };
                short.push(line.0.clone());
                if !ignored && !faults.strikes(Fault::AdjustedQuietly) {
                    let unknown_kind = faults.strikes(Fault::UnknownKinds);
                    messages.push(answer::message(at, goods.is_some(), most, unknown_kind));
                }
            }
        }
        lines.retain(|line| line.1 > 0);
        if let Some(key) = key {
            self.fell_short.entry(key.clone()).or_default().extend(short);
        }
        self.newest += 1;
        let medium = asked.attribution.get("campaign_medium").cloned().unwrap_or_default();
        let newest = self.newest;
        let cart = &mut self.carts[place];
        cart.earlier.push(std::mem::replace(&mut cart.lines, lines));
        cart.messages = messages;
        cart.codes.clone_from(&asked.discounts.codes);
        cart.version = newest;
        cart.medium = medium;
    }

    /// Something happens to a cart that its page did not ask for.
    fn touch(&mut self, place: usize) {
        self.newest += 1;
        let newest = self.newest;
        let cart = &mut self.carts[place];
        cart.version = newest;
        cart.stirred = true;
    }

    /// A change is done a second time, perhaps over a later one.
    fn stir(&mut self, exchange: &Exchange) {
        if let Some(place) = exchange.url.rsplit('/').next().and_then(|id| self.place_of(id)) {
            self.touch(place);
        }
    }
}

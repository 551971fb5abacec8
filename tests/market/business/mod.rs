//! The real marketplace, seen as the world sees its business: it answers by its own handlers, and after each thing that happened its
//! books are read from its own tables.
//!
//! Deliberately absent: faults within an answer (wrong totals, split lines): what is real does not lie. What can happen to a marketplace
//! from outside does (`faults.rs`).

mod answer;
mod faults;
mod goods;
mod market;

use crate::dice::{Dice, mixed, of_text};
use crate::fault::Faults;
use answer::{Answer, Asked};
use axum::body::Body;
use axum::http::{Request, header};
use market::{ORIGIN, PAGES, RealMarket};
use std::collections::BTreeMap;
use tsampa::engine::effect::{Exchange, Method};
use tsampa::engine::ids::Millis;

pub use goods::ITEMS;

/// What a buyer types at the business, and no page may keep.
pub const BUYER: &str = "drolma@example.org";

/// The command that plays schedules with this business.
pub const COMMAND: &str = "cargo xtask simulate --marketplace";
/// Every seed that ever failed with it, each with what it found.
pub const SEEDS: &str = include_str!("../seeds.txt");

/// Codes that a buyer may type. None of them takes anything off, so that a cart comes to what its lines do.
pub const CODES: [&str; 2] = ["NOBODYS", "nothings"];

/// Item and pieces.
pub type Line = (String, u32);

/// One cart, as a buyer would be answered it now.
#[derive(Debug)]
pub struct Cart {
    pub id: String,
    pub lines: Vec<Line>,
    pub currency: String,
    /// Grows with everything that happens to it; every answer names it.
    pub version: u64,
    /// It became another thing than its page last asked for, and no answer to that page said so.
    pub stirred: bool,
    /// Two records speak of it: each changes it behind the other's back.
    pub shared: bool,
    pub known: bool,
    /// Discount codes.
    pub codes: Vec<String>,
    total: i64,
}

/// One checkout.
pub struct Checkout {
    pub id: String,
    pub cart: String,
    /// Orders placed from it: one at the most.
    pub orders: u32,
    open: bool,
}

/// A first answer, kept under its key.
struct Kept {
    bytes: u64,
    /// As it came.
    raw: String,
    /// With the cart's version in it.
    told: (u16, String),
}

/// The business.
pub struct Business {
    pub carts: Vec<Cart>,
    pub checkouts: Vec<Checkout>,
    /// Hashes of every currency and total it ever answered.
    pub said: Vec<u64>,
    /// By key: the items that a change could not have as asked.
    pub fell_short: BTreeMap<String, Vec<String>>,
    /// Keys that came with other bytes than before.
    pub key_with_other_bytes: bool,
    market: RealMarket,
    kept: BTreeMap<String, Kept>,
    /// Everything that ever came in of each item: stock and sold together.
    supply: Vec<i64>,
    currency: String,
    newest: u64,
    /// What is wrong with the marketplace itself, once something is.
    flaw: Option<String>,
    /// How far its clock is ahead of the world's, in seconds.
    ahead_s: i64,
    dice: Dice,
}

/// The marketplace's clock at the beginning: the same moment as the browser's.
const BEGINNING_S: i64 = 1_000_000_000;

impl Business {
    /// The business of a seed.
    pub fn new(seed: u64) -> Self {
        let goods = goods::of(&mut Dice::of(&[seed, 0xb051]));
        let supply = goods.products.iter().flat_map(|product| &product.variants).map(|variant| variant.stock);
        Self {
            supply: supply.collect(),
            market: RealMarket::open(seed, &goods, BEGINNING_S),
            carts: Vec::new(),
            checkouts: Vec::new(),
            said: Vec::new(),
            fell_short: BTreeMap::new(),
            key_with_other_bytes: false,
            kept: BTreeMap::new(),
            currency: goods.currency,
            newest: 0,
            flaw: None,
            ahead_s: 0,
            dice: Dice::of(&[seed, 0xb052]),
        }
    }

    /// The business's profile.
    pub fn profile(&self) -> String {
        let request = Request::get("/.well-known/ucp").body(Body::empty()).expect("a request");
        self.market.send(request).body
    }

    /// It is later now.
    pub fn at(&mut self, now: Millis) {
        self.market.is_now(BEGINNING_S + self.ahead_s + (now / 1_000).cast_signed());
    }

    /// Its books, balanced: nothing was found wrong with it so far.
    pub fn books(&self) -> Result<(), String> {
        self.flaw.clone().map_or(Ok(()), Err)
    }

    /// What a cart comes to now.
    pub fn total(&self, place: usize) -> Option<i64> {
        self.carts.get(place).map(|cart| cart.total)
    }

    /// The cart's place, while the business knows it.
    pub fn place_of(&self, id: &str) -> Option<usize> {
        self.carts.iter().position(|cart| cart.known && cart.id == id)
    }

    /// The discount codes of a checkout that is open.
    pub fn codes_of(&self, checkout: &str) -> Option<Vec<String>> {
        let codes = "SELECT id, coalesce(sent_json ->> 'codes', '[]') FROM checkouts WHERE state = 'open'";
        let rows = self.market.rows(codes, |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
        let row = rows.into_iter().find(|row| row.0 == checkout);
        row.map(|(_, codes)| serde_json::from_str(&codes).expect("codes"))
    }

    /// What a checkout holds.
    pub fn lines_of(&self, checkout: &str) -> Vec<Line> {
        let lines = "SELECT checkout_id, variant_id, quantity FROM checkout_lines";
        let rows = self.market.rows(lines, |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)));
        rows.into_iter().filter(|row| row.0 == checkout).map(|(_, item, pieces)| (item, pieces)).collect()
    }

    /// How often the order of this id was placed.
    pub fn placed(&self, order: &str) -> u32 {
        let orders = self.market.rows("SELECT id FROM orders", |row| row.get::<_, String>(0));
        orders.iter().filter(|id| *id == order).count() as u32
    }

    /// The buyer gives an open checkout up.
    pub fn cancel(&mut self, place: usize) {
        if let Some(checkout) = self.checkouts.get(place).filter(|checkout| checkout.open) {
            let path = format!("/checkout-sessions/{}/cancel", checkout.id);
            let key = self.uuid();
            self.market.send(self.request("POST", &path, &key, Some(&key), Some("{}")));
            self.read_books(None);
        }
    }

    /// The buyer pays, in the form of the marketplace's own page. An impatient one presses twice, and the same press counts once.
    pub fn pay(&mut self, place: usize) -> bool {
        let Some(checkout) = self.checkouts.get(place).filter(|checkout| checkout.open) else { return false };
        let id = checkout.id.clone();
        let form = format!(
            "contact_name=Drolma&contact_phone=13800000000&contact_email=drolma%40example.org&fulfillment=pickup&\
             point=pt_gyangze&payment=on_pickup&key={}&action=place",
            self.uuid()
        );
        let press = |market: &RealMarket| {
            let request = Request::post(format!("/checkout/{id}"))
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(form.clone()));
            market.send(request.expect("a request"))
        };
        // Every press leads to a page of its own: to the order's, or back to the checkout.
        let placed = |led: &str| led.contains("/o/");
        let mut first = press(&self.market);
        if first.status.is_redirection() && !placed(&first.location) && self.dice.below(2) == 0 {
            first = press(&self.market); // What is left has been seen, and is bought.
        }
        if placed(&first.location) && self.dice.below(2) == 0 {
            let second = press(&self.market);
            self.flaw_unless(first.location == second.location, || {
                format!("a second press led to {} instead of {}", second.location, first.location)
            });
        }
        let answered = [200, 303, 409, 410, 422].contains(&first.status.as_u16());
        self.flaw_unless(answered, || format!("the press was answered {}", first.status));
        self.read_books(None);
        placed(&first.location)
    }

    /// A change is refused on its way. It may have been done before: an earlier attempt's answer may be lost.
    pub fn refuse(&mut self, _: Option<&String>) {
        self.carts.iter_mut().for_each(|cart| cart.stirred = true);
    }

    /// Answers a request, and looks at the answer: the same key gets the same answer, and a first answer is right.
    pub fn answer(&mut self, exchange: &Exchange, _: &mut Faults) -> (u16, String) {
        let path = exchange.url.split_once("/ucp/v1").map_or("", |(_, path)| path);
        let method = match exchange.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
        };
        let (attempt, body) = (self.uuid(), exchange.body.as_deref());
        let wanted = self.wanted(body);
        let reply = self.market.send(self.request(method, path, &attempt, exchange.idempotency_key.as_deref(), body));
        let status = reply.status.as_u16();
        let bytes = of_text(body.unwrap_or_default()) ^ of_text(path);
        if let Some(kept) = exchange.idempotency_key.as_ref().and_then(|key| self.kept.get(key)) {
            self.key_with_other_bytes |= kept.bytes != bytes;
            let (told, same) = (kept.told.clone(), kept.raw == reply.body);
            self.flaw_unless(same, || format!("a repeated {method} {path} got {}", reply.body));
            let stirred = self.read_books(None);
            self.flaw_unless(!stirred, || format!("a repeated {method} {path} changed something"));
            return told;
        }
        self.flaw_unless(status < 400, || {
            format!("{method} {path} of {} was refused: {status} {}", body.unwrap_or_default(), reply.body)
        });
        let answer = Answer::read(&reply.body);
        if let (Some(currency), Some(total)) = (&answer.currency, answer.total()) {
            self.said.push(mixed(&[of_text(currency), total as u64]));
        }
        let cart = answer.id.clone().filter(|_| path.starts_with("/carts"));
        if let Some(key) = &exchange.idempotency_key {
            self.read_books(cart.as_deref());
            if path.starts_with("/carts") {
                self.as_wanted(&wanted, &answer, key, path);
            }
        }
        let told = (status, cart.map_or_else(|| reply.body.clone(), |id| self.with_version(&reply.body, &id, &answer)));
        if let Some(key) = &exchange.idempotency_key {
            self.kept.insert(key.clone(), Kept { bytes, raw: reply.body, told: told.clone() });
        }
        told
    }

    /// What a change should get: of each item as much as it asks for and as there is.
    fn wanted(&self, body: Option<&str>) -> Vec<(String, u32, u32)> {
        let mut wanted: Vec<(String, u32, u32)> = Vec::new();
        for line in body.map(Asked::read).unwrap_or_default().line_items {
            match wanted.iter_mut().find(|known| known.0 == line.item.id) {
                Some(known) => known.1 += line.quantity,
                None => wanted.push((line.item.id, line.quantity, 0)),
            }
        }
        if wanted.is_empty() {
            return wanted;
        }
        let offers = self.market.rows("SELECT id, min(stock, max_per_order, 999) FROM variants", |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?))
        });
        for (item, asked, gets) in &mut wanted {
            let most: u32 = offers.iter().find(|(id, _)| id == item).map_or(0, |(_, most)| *most);
            *gets = most.min(*asked);
        }
        wanted
    }

    /// Holds an answer against what should have come of the change, and notes what fell short.
    fn as_wanted(&mut self, wanted: &[(String, u32, u32)], answer: &Answer, key: &str, path: &str) {
        let gone = answer.id.is_none() && path != "/carts";
        let mut short = Vec::new();
        for (item, asked, gets) in wanted {
            if asked > gets {
                short.push(item.clone());
            }
            let got = answer.pieces(item);
            self.flaw_unless(gone || got == *gets, || format!("{asked} of {item} asked, {gets} there, {got} given"));
        }
        self.fell_short.entry(key.to_owned()).or_default().extend(short);
    }

    /// A cart's answer that names the cart's version, in the address of its page; what it says has to be what the books say.
    fn with_version(&mut self, body: &str, id: &str, answer: &Answer) -> String {
        let Some(cart) = self.carts.iter().find(|cart| cart.id == id) else { return body.to_owned() };
        let same = answer.total() == Some(cart.total) && answer.currency.as_ref() == Some(&cart.currency);
        let same = same && cart.lines.iter().all(|(item, pieces)| answer.pieces(item) == *pieces);
        let marked = body.replace(&format!("/cart/{id}\""), &format!("/cart/{id}?version={}\"", cart.version));
        let seen = format!("{body} is said of {cart:?}");
        self.flaw_unless(same, || seen);
        marked
    }

    /// Reads everything anew. What became of a cart that nobody asked for on its page has stirred it; true if something did.
    fn read_books(&mut self, acted: Option<&str>) -> bool {
        let mut stirred = false;
        for (id, lines, total, codes) in self.carts_now() {
            let place = self.carts.iter().position(|cart| cart.id == id);
            let place = place.unwrap_or_else(|| self.new_cart(&id));
            let cart = &mut self.carts[place];
            let other = cart.lines != lines || cart.currency != self.currency || cart.codes != codes;
            let asked_for = acted == Some(id.as_str());
            if asked_for || other || cart.total != total {
                self.newest += 1;
                cart.version = self.newest;
            }
            cart.stirred |= other && !asked_for;
            stirred |= other && !asked_for;
            (cart.lines, cart.total, cart.codes, cart.known) = (lines, total, codes, true);
            cart.currency.clone_from(&self.currency);
        }
        self.checkouts = self.checkouts_now();
        self.balance();
        stirred
    }

    fn new_cart(&mut self, id: &str) -> usize {
        let (id, currency) = (id.to_owned(), self.currency.clone());
        let (version, stirred, shared, known) = (0, false, false, true);
        self.carts.push(Cart {
            id,
            lines: Vec::new(),
            currency,
            version,
            stirred,
            shared,
            known,
            codes: Vec::new(),
            total: 0,
        });
        self.carts.len() - 1
    }

    /// The carts that are still kept: id, lines as far as they can be had, total, codes. The others are known no more.
    fn carts_now(&mut self) -> Vec<(String, Vec<Line>, i64, Vec<String>)> {
        let now = self.market.now();
        let mut carts: Vec<(String, Vec<Line>, i64, Vec<String>)> = Vec::new();
        let rows = self.market.rows(CARTS, |row| {
            let line = (row.get::<_, Option<String>>(2)?, row.get::<_, Option<u32>>(3)?, row.get::<_, Option<i64>>(4)?);
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, line, row.get::<_, String>(5)?))
        });
        for (id, expires_at, line, codes) in rows {
            if expires_at <= now {
                continue;
            }
            if carts.last().is_none_or(|last| last.0 != id) {
                carts.push((id, Vec::new(), 0, serde_json::from_str(&codes).expect("codes")));
            }
            if let ((Some(item), Some(pieces @ 1..), Some(price)), Some(cart)) = (line, carts.last_mut()) {
                cart.1.push((item, pieces));
                cart.2 += price * i64::from(pieces);
            }
        }
        self.carts.iter_mut().for_each(|cart| cart.known = false);
        carts
    }

    fn checkouts_now(&self) -> Vec<Checkout> {
        let now = self.market.now();
        let mut checkouts = self.market.rows(CHECKOUTS, |row| {
            let open = row.get::<_, bool>(2)? && row.get::<_, i64>(3)? > now;
            let cart = row.get::<_, Option<String>>(1)?.unwrap_or_default();
            Ok(Checkout { id: row.get(0)?, cart, open, orders: row.get(4)? })
        });
        // In the order in which they came, for a schedule without one of them has to meet the others the same.
        let place = |id: &str| self.checkouts.iter().position(|known| known.id == id).unwrap_or(usize::MAX);
        checkouts.sort_by_key(|checkout| place(&checkout.id));
        checkouts
    }

    /// Stock and sold are what ever came in; no cart was ordered twice.
    fn balance(&mut self) {
        let goods = self.market.rows(GOODS, |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)));
        for (id, stock, sold) in goods {
            let supply = ITEMS.iter().position(|item| *item == id).map_or(0, |at| self.supply[at]);
            let (stock, sold): (i64, i64) = (stock, sold);
            self.flaw_unless(stock + sold == supply, || format!("{id}: {stock} left, {sold} sold, {supply} came in"));
        }
        let twice = self.market.rows(ORDERED_TWICE, |row| row.get::<_, String>(0));
        self.flaw_unless(twice.is_empty(), || format!("{twice:?} were ordered twice"));
    }

    fn flaw_unless(&mut self, holds: bool, flaw: impl FnOnce() -> String) {
        if !holds && self.flaw.is_none() {
            self.flaw = Some(flaw());
        }
    }

    fn request(&self, method: &str, path: &str, attempt: &str, key: Option<&str>, body: Option<&str>) -> Request<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/ucp/v1{path}"))
            .header("ucp-agent", format!("profile=\"{ORIGIN}/sdk/v1/profile.json\""))
            .header("request-id", attempt)
            .header(header::ORIGIN, PAGES);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        request.body(Body::from(body.unwrap_or_default().to_owned())).expect("a request")
    }

    fn uuid(&mut self) -> String {
        let (high, low) = (self.dice.next(), self.dice.next());
        let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
        format!("{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", low >> 48, low & 0xffff_ffff_ffff)
    }
}

const CARTS: &str =
    "SELECT carts.id, expires_at, variant_id, min(quantity, stock, max_per_order, 999), price, codes_json
    FROM carts LEFT JOIN cart_lines ON cart_id = carts.id LEFT JOIN variants ON variants.id = variant_id
    ORDER BY carts.id, position";
const CHECKOUTS: &str = "SELECT id, cart_id, state = 'open', expires_at,
    (SELECT count(*) FROM orders WHERE checkout_id = checkouts.id) FROM checkouts ORDER BY id";
const GOODS: &str =
    "SELECT id, stock, (SELECT coalesce(sum(quantity), 0) FROM order_lines WHERE variant_id = variants.id)
    FROM variants";
const ORDERED_TWICE: &str = "SELECT cart_id FROM orders JOIN checkouts ON checkouts.id = checkout_id
    WHERE cart_id IS NOT NULL GROUP BY cart_id HAVING count(*) > 1";

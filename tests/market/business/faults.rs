//! What happens at the marketplace by itself: other buyers, its owner, its clock.

use super::{Business, ITEMS};
use crate::fault::Fault;
use serde_json::json;

const DAY_S: i64 = 24 * 3600;

impl Business {
    /// One planned fault of the business's.
    pub fn suffer(&mut self, fault: Fault) {
        let at = self.dice.below(4) as usize;
        let some = self.dice.below(5) as i64;
        let item = ITEMS[at];
        match fault {
            Fault::PriceChanged => {
                let more = 100 * (1 + some);
                self.market.change("UPDATE variants SET price = price + ?2 WHERE id = ?1", (item, more));
            }
            Fault::StockFalls => self.stock(at, some),
            Fault::SoldOut => self.stock(at, 0),
            Fault::StockRises => self.stock(at, 10_000),
            Fault::LimitChanged => {
                self.market.change("UPDATE variants SET max_per_order = ?2 WHERE id = ?1", (item, 1 + some));
            }
            Fault::ItemVanishes => self.market.change("DELETE FROM variants WHERE id = ?1", [item]),
            Fault::CurrencyChanged => self.other_currency(),
            Fault::KeysForgotten => self.keys_forgotten(),
            Fault::CartExpired => self.later(30 * DAY_S),
            Fault::ChangedElsewhere => self.changed_elsewhere(item, some),
            Fault::PaidElsewhere => {
                let place = self.checkouts.iter().position(|checkout| checkout.open);
                _ = place.is_some_and(|place| self.pay(place));
            }
            Fault::CheckoutCanceled => {
                if let Some(place) = self.checkouts.iter().position(|checkout| checkout.open) {
                    self.cancel(place);
                }
            }
            Fault::CheckoutForgotten => {
                if let Some(checkout) = self.checkouts.iter().find(|checkout| checkout.open) {
                    self.market.change("DELETE FROM checkouts WHERE id = ?1", [&checkout.id]);
                }
            }
            _ => {}
        }
        self.read_books(None);
    }

    fn later(&mut self, seconds: i64) {
        self.ahead_s += seconds;
        self.market.is_now(self.market.now() + seconds);
    }

    /// A day later a key may still be known; after two the marketplace has forgotten it, when it next clears up.
    fn keys_forgotten(&mut self) {
        self.later(2 * DAY_S + 1);
        self.market.purge();
        self.kept.clear();
        let left = self.market.rows("SELECT key FROM answers", |row| row.get::<_, String>(0));
        self.flaw_unless(left.is_empty(), || format!("{left:?} are kept for ever"));
    }

    /// The owner ends it, writes another currency into its goods and starts it again.
    fn other_currency(&mut self) {
        self.currency = if self.currency == "CNY" { "EUR" } else { "CNY" }.to_owned();
        let document = json!(self.currency).to_string();
        self.market.change("UPDATE goods SET document = ?1 WHERE kind = 'currency'", [document]);
        self.market.restart();
    }

    /// Another device, which has the cart's link, puts so many pieces of an item into it.
    fn changed_elsewhere(&mut self, item: &str, pieces: i64) {
        let Some(cart) = self.carts.iter().rev().find(|cart| cart.known) else { return };
        let others = cart.lines.iter().filter(|line| line.0 != item);
        let mut lines: Vec<_> =
            others.map(|(id, pieces)| json!({ "item": { "id": id }, "quantity": pieces })).collect();
        if pieces > 0 {
            lines.push(json!({ "item": { "id": item }, "quantity": pieces }));
        }
        let (path, body) = (format!("/carts/{}", cart.id), json!({ "id": cart.id, "line_items": lines }).to_string());
        let key = self.uuid();
        let reply = self.market.send(self.request("PUT", &path, &key, Some(&key), Some(&body)));
        self.flaw_unless(reply.status == 200, || {
            format!("another device was answered {}: {}", reply.status, reply.body)
        });
    }

    fn stock(&mut self, at: usize, stock: i64) {
        let sold = "SELECT coalesce(sum(quantity), 0) FROM order_lines WHERE variant_id = ?1";
        let sold = self.market.number(sold, [ITEMS[at]]);
        self.market.change("UPDATE variants SET stock = ?2 WHERE id = ?1", (ITEMS[at], stock));
        self.supply[at] = stock + sold;
    }
}

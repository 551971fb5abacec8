//! Checkouts and what becomes of them.

use super::answer::{self, BUYER};
use super::{Asked, Business, Cart, ITEMS, Line};
use crate::fault::{Fault, Faults};
use std::fmt::Write;
use tsampa::engine::effect::Method;

/// Where a checkout stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    Completed,
    Canceled,
    Forgotten,
}

/// One checkout.
#[derive(Clone)]
pub struct Checkout {
    pub id: String,
    pub cart: String,
    pub lines: Vec<Line>,
    /// Discount codes.
    pub codes: Vec<String>,
    pub standing: Standing,
    /// `campaign_medium` of the request that made it, or last changed it.
    pub medium: String,
    /// Orders placed from it: one at the most.
    pub orders: u32,
}

impl Business {
    /// Everything under `/checkout-sessions`.
    pub(super) fn checkout_asked(
        &mut self,
        method: Method,
        id: Option<&str>,
        asked: Option<Asked>,
        key: Option<&String>,
        faults: &mut Faults,
    ) -> (u16, String) {
        let known = id.and_then(|id| {
            self.checkouts.iter().position(|checkout| checkout.id == id && checkout.standing != Standing::Forgotten)
        });
        match (method, known, asked) {
            (Method::Post, None, Some(asked)) if id.is_none() => self.open_checkout(&asked, key, faults),
            (Method::Get, Some(place), _) => (200, self.checkout_text(place, faults)),
            (Method::Put, Some(place), Some(asked)) if self.checkouts[place].standing == Standing::Open => {
                self.checkouts[place].lines =
                    asked.line_items.into_iter().map(|line| (line.item.id, line.quantity)).collect();
                self.checkouts[place].codes = asked.discounts.codes;
                (200, self.checkout_text(place, faults))
            }
            _ => (200, answer::error("not_found", "No such checkout.")),
        }
    }

    /// A cart with an open checkout gets that one back.
    fn open_checkout(&mut self, asked: &Asked, key: Option<&String>, faults: &mut Faults) -> (u16, String) {
        let Some(cart) = asked.cart_id.as_deref().and_then(|id| self.place_of(id)) else {
            return (200, answer::error("not_found", "No such cart."));
        };
        let Cart { id: cart, lines, codes, .. } = self.carts[cart].clone();
        if lines.is_empty() {
            self.refused.extend(key.cloned());
            return (200, answer::error("cart_empty", "Nothing to check out."));
        }
        let medium = asked.attribution.get("campaign_medium").cloned().unwrap_or_default();
        let open =
            self.checkouts.iter().position(|checkout| checkout.cart == cart && checkout.standing == Standing::Open);
        let place = open.unwrap_or(self.checkouts.len());
        if open.is_none() {
            let id = format!("chk_{}", place + 1);
            let standing = Standing::Open;
            self.checkouts.push(Checkout { id, cart, lines, codes, standing, medium, orders: 0 });
        } else if !faults.strikes(Fault::CheckoutStale) {
            self.checkouts[place].lines = lines;
            self.checkouts[place].codes = codes;
            self.checkouts[place].medium = medium;
        }
        (201, self.checkout_text(place, faults))
    }

    fn checkout_text(&mut self, place: usize, faults: &mut Faults) -> String {
        let checkout = &self.checkouts[place];
        let (id, lines, codes) = (checkout.id.clone(), checkout.lines.clone(), answer::codes(&checkout.codes));
        let status = match checkout.standing {
            Standing::Completed => "completed",
            Standing::Canceled | Standing::Forgotten => "canceled",
            Standing::Open => "incomplete",
        };
        let mut text = self.document(&id, &lines, self.currency, faults);
        _ = write!(
            text,
            r#","status":"{status}","links":[],"buyer":{{"email":"{BUYER}"}},"discounts":{{"codes":[{codes}]}}"#
        );
        if status == "completed" {
            _ = write!(text, r#","order":{{"id":"ord_{id}","permalink_url":"https://market.example/o/{id}"}}"#);
        }
        match (faults.strikes(Fault::NoPageToPay), id.len() % 2) {
            (false, _) => _ = write!(text, r#","continue_url":"https://market.example/checkout/{id}""#),
            (true, 0) => text.push_str(r#","continue_url":"javascript:alert(1)""#),
            (true, _) => {}
        }
        text.push('}');
        text
    }

    /// The discount codes of a checkout that is open.
    pub fn codes_of(&self, checkout: &str) -> Option<Vec<String>> {
        let open = |known: &&Checkout| known.id == checkout && known.standing == Standing::Open;
        self.checkouts.iter().find(open).map(|checkout| checkout.codes.clone())
    }

    /// What a checkout holds.
    pub fn lines_of(&self, checkout: &str) -> Vec<Line> {
        let known = self.checkouts.iter().find(|known| known.id == checkout);
        known.map(|checkout| checkout.lines.clone()).unwrap_or_default()
    }

    /// How often the order of this id was placed.
    pub fn placed(&self, order: &str) -> u32 {
        let checkout = self.checkouts.iter().find(|checkout| order.ends_with(&checkout.id));
        checkout.map_or(0, |checkout| checkout.orders)
    }

    /// The buyer gives an open checkout up.
    pub fn cancel(&mut self, place: usize) {
        if let Some(checkout) = self.checkouts.get_mut(place).filter(|checkout| checkout.standing == Standing::Open) {
            checkout.standing = Standing::Canceled;
        }
    }

    /// The buyer pays: the order is placed as far as there is stock, and the cart it came from is gone.
    pub fn pay(&mut self, place: usize) -> bool {
        let Some(checkout) = self.checkouts.get_mut(place).filter(|checkout| checkout.standing == Standing::Open)
        else {
            return false;
        };
        let goods = |id: &str| ITEMS.iter().position(|known| *known == id);
        let enough = checkout.lines.iter().all(|(id, pieces)| {
            goods(id).and_then(|at| self.goods.get(at)).is_some_and(|goods| goods.stock >= *pieces)
        });
        if !enough || checkout.lines.is_empty() {
            return false;
        }
        checkout.standing = Standing::Completed;
        checkout.orders += 1;
        for (id, pieces) in &checkout.lines {
            if let Some(goods) = goods(id).and_then(|at| self.goods.get_mut(at)) {
                goods.stock -= pieces;
                goods.sold += pieces;
            }
        }
        for cart in &mut self.carts {
            cart.known &= cart.id != checkout.cart;
        }
        true
    }
}

//! What happens at the business by itself.

use super::{Business, ITEMS, Standing};
use crate::fault::Fault;

impl Business {
    /// One planned fault of the business's.
    pub fn suffer(&mut self, fault: Fault) {
        let at = self.dice.below(self.goods.len() as u64) as usize;
        let some = self.dice.below(5) as u32;
        self.suffer_at(fault, at, some);
    }

    /// One that befalls the goods at a place, by some pieces.
    pub fn suffer_at(&mut self, fault: Fault, at: usize, some: u32) {
        match fault {
            Fault::KeysForgotten => self.kept.clear(),
            Fault::PriceChanged => self.goods[at].price += 100 * i64::from(1 + some),
            Fault::StockFalls => self.stock(at, some),
            Fault::SoldOut => self.stock(at, 0),
            Fault::StockRises => self.stock(at, 10_000),
            Fault::LimitChanged => self.goods[at].limit = 1 + some,
            Fault::ItemVanishes => self.goods[at].vanished = true,
            Fault::CurrencyChanged => {
                self.currency = if self.currency == "CNY" { "EUR" } else { "CNY" };
                for place in 0..self.carts.len() {
                    self.carts[place].currency = self.currency;
                    self.touch(place);
                }
            }
            Fault::PaidElsewhere => {
                let place = self.checkouts.iter().position(|checkout| checkout.standing == Standing::Open);
                _ = place.is_some_and(|place| self.pay(place));
            }
            Fault::CheckoutCanceled => self.end_checkout(Standing::Canceled),
            Fault::CheckoutForgotten => self.end_checkout(Standing::Forgotten),
            _ => self.suffer_cart(fault, at, some),
        }
    }

    fn suffer_cart(&mut self, fault: Fault, at: usize, some: u32) {
        let Some(place) = self.carts.iter().rposition(|cart| cart.known) else { return };
        let cart = &mut self.carts[place];
        match fault {
            Fault::CartExpired => cart.known = false,
            Fault::RolledBack => {
                let Some(lines) = cart.earlier.pop() else { return };
                cart.lines = lines;
                self.touch(place);
            }
            Fault::ChangedElsewhere => {
                cart.lines.retain(|line| line.0 != ITEMS[at]);
                if some > 0 && !self.goods[at].vanished {
                    cart.lines.push((ITEMS[at].to_owned(), some));
                }
                self.touch(place);
            }
            _ => {}
        }
    }

    fn stock(&mut self, at: usize, stock: u32) {
        let goods = &mut self.goods[at];
        goods.stock = stock;
        goods.supply = stock + goods.sold;
    }

    fn end_checkout(&mut self, standing: Standing) {
        if let Some(checkout) = self.checkouts.iter_mut().find(|checkout| checkout.standing == Standing::Open) {
            checkout.standing = standing;
        }
    }
}

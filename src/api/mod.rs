//! The JavaScript API's calls (`js/shop.js` makes promises of them).
//!
//! **Touches:** shell, the engine's events. **Absent on purpose:** decisions, promises, values read by anything but
//! [`Options`] (what JavaScript hands over is a plain object of ours, never the page's own).

use crate::engine::event::{Event, ListWanted};
use crate::engine::ids::{CallId, ItemId};
use crate::engine::problem::{Problem, join};
use crate::shell::{Open, Options, Runtime};
use crate::ucp::context::Context;

/// Cards of a page of results.
const LIMIT: u32 = 12;
/// Most of a page.
const LIMIT_MAX: u32 = 50;

impl Runtime {
    /// `shop.search`.
    #[inline(never)]
    pub fn search_rest(&'static self, open: &'static Open, call: CallId, at: &Options, wanted: &Options) {
        let limit = wanted.number("limit").unwrap_or(f64::from(LIMIT));
        if !(1.0..=f64::from(LIMIT_MAX)).contains(&limit) {
            return self.wrong(open, call, "search() takes a limit from 1 to 50, for instance limit: 12.");
        }
        let ids = wanted.text("ids").unwrap_or_default();
        let list = ListWanted {
            seller: wanted.text("seller"),
            category: wanted.text("category"),
            query: wanted.text("query"),
            ids: ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(ItemId::from).collect(),
            sort: wanted.text("sort"),
            limit: limit as u32,
            context: self.context(at, wanted),
        };
        self.dispatch(open, Event::SearchCalled { call, wanted: list, after: wanted.text("after") }, None);
    }

    /// `shop.product`.
    #[inline(never)]
    pub fn product_rest(
        &'static self,
        open: &'static Open,
        call: CallId,
        at: &Options,
        item: String,
        wanted: &Options,
    ) {
        if let Some(item) = self.item(open, call, "product", item) {
            let context = self.context(at, wanted);
            self.dispatch(open, Event::ProductCalled { call, item, context }, None);
        }
    }

    /// `shop.cart.add`.
    #[inline(never)]
    pub fn add_rest(&'static self, open: &'static Open, call: CallId, at: &Options, item: String, quantity: f64) {
        let Some(item) = self.item(open, call, "cart.add", item) else { return };
        let Some(quantity) = whole(quantity).filter(|quantity| *quantity > 0) else {
            return self.wrong(
                open,
                call,
                "cart.add() takes a whole number of pieces from 1: cart.add(\"v_tsampa_500\", 2).",
            );
        };
        if !self.may_add(None, &item.0, quantity) {
            return self.rejected(open, call, &Problem::Cancelled);
        }
        let channel = at.text("channel");
        self.dispatch(open, Event::Added { view: None, call: Some(call), item, quantity, channel }, None);
    }

    /// `shop.cart.set` and, with 0, `shop.cart.remove`.
    #[inline(never)]
    pub fn set_rest(&'static self, open: &'static Open, call: CallId, item: String, quantity: f64) {
        let Some(item) = self.item(open, call, "cart.set", item) else { return };
        let Some(quantity) = whole(quantity) else {
            return self.wrong(
                open,
                call,
                "cart.set() takes a whole number of pieces, 0 removes: cart.set(\"v_tsampa_500\", 3).",
            );
        };
        self.dispatch(open, Event::QuantityChosen { call: Some(call), item, quantity }, None);
    }

    /// For whom the goods are asked: what the call says, else what `connect` or the script said.
    fn context(&self, at: &Options, wanted: &Options) -> Context {
        let said = |name| wanted.text(name).or_else(|| at.text(name));
        let language = self.language(None, said("lang").as_deref());
        Context { language, address_country: said("country"), currency: said("currency"), ..Context::default() }
    }

    fn item(&'static self, open: &'static Open, call: CallId, name: &str, item: String) -> Option<ItemId> {
        if item.trim().is_empty() {
            self.wrong(open, call, &join(&[name, "() takes the item's id as text: ", name, "(\"v_tsampa_500\")."]));
            return None;
        }
        Some(ItemId(item))
    }

    fn wrong(&'static self, open: &'static Open, call: CallId, what: &str) {
        self.rejected(open, call, &Problem::Wrong { what: what.to_owned() });
    }
}

/// A whole number that a quantity can be.
fn whole(number: f64) -> Option<u32> {
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
}

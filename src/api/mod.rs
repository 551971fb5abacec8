//! The JavaScript API's calls (`js/shop.js` makes promises of them).
//!
//! **Touches:** shell, the engine's events. **Absent on purpose:** decisions, promises, values read by anything but
//! [`Options`] (what JavaScript hands over is a plain object of ours, never the page's own).

use wasm_bindgen::JsValue;

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
    /// A call, by its number in `js/shop.js`; `key` is its promise's.
    #[inline(never)]
    pub fn call_rest(&'static self, verb: u32, key: u32, open: &'static Open, wanted: &Options) -> JsValue {
        let call = CallId(key);
        match verb {
            0 => return open.cart(),
            1 => self.search(open, call, wanted),
            2 => self.product(open, call, wanted),
            3 => self.add(open, call, wanted),
            4 => self.set(open, call, wanted),
            5 => {
                let navigate = wanted.is("navigate");
                self.dispatch(open, Event::CheckoutChosen { call: Some(call), navigate }, 0);
            }
            6 => self.dispatch(open, Event::CallAborted { call }, 0),
            _ => self.traced(open, call),
        }
        JsValue::UNDEFINED
    }

    fn search(&'static self, open: &'static Open, call: CallId, wanted: &Options) {
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
            context: self.context(wanted),
        };
        self.dispatch(open, Event::SearchCalled { call, wanted: list, after: wanted.text("after") }, 0);
    }

    fn product(&'static self, open: &'static Open, call: CallId, wanted: &Options) {
        if let Some(item) = self.item(open, call, "product", wanted) {
            let context = self.context(wanted);
            self.dispatch(open, Event::ProductCalled { call, item, context }, 0);
        }
    }

    fn add(&'static self, open: &'static Open, call: CallId, wanted: &Options) {
        let Some(item) = self.item(open, call, "cart.add", wanted) else { return };
        let Some(quantity) = whole(wanted).filter(|quantity| *quantity > 0) else {
            return self.wrong(
                open,
                call,
                "cart.add() takes a whole number of pieces from 1: cart.add(\"v_tsampa_500\", 2).",
            );
        };
        if !self.may_add(0, &item.0, quantity) {
            return self.rejected(open, call, &Problem::Cancelled);
        }
        let channel = wanted.text("channel");
        self.dispatch(open, Event::Added { view: None, call: Some(call), item, quantity, channel }, 0);
    }

    /// With 0 it is `shop.cart.remove`.
    fn set(&'static self, open: &'static Open, call: CallId, wanted: &Options) {
        let Some(item) = self.item(open, call, "cart.set", wanted) else { return };
        let Some(quantity) = whole(wanted) else {
            return self.wrong(
                open,
                call,
                "cart.set() takes a whole number of pieces, 0 removes: cart.set(\"v_tsampa_500\", 3).",
            );
        };
        self.dispatch(open, Event::QuantityChosen { call: Some(call), item, quantity }, 0);
    }

    /// For whom the goods are asked: what the call says, else what `connect` or the script said.
    fn context(&self, wanted: &Options) -> Context {
        let language = self.host.language(&JsValue::NULL, wanted.text("lang").as_deref()).as_string();
        let (address_country, currency) = (wanted.text("country"), wanted.text("currency"));
        Context { language, address_country, currency, ..Context::default() }
    }

    fn item(&'static self, open: &'static Open, call: CallId, name: &str, wanted: &Options) -> Option<ItemId> {
        let item = wanted.text("item").map(ItemId);
        if item.is_none() {
            self.wrong(open, call, &join(&[name, "() takes the item's id as text: ", name, "(\"v_tsampa_500\")."]));
        }
        item
    }

    fn wrong(&'static self, open: &'static Open, call: CallId, what: &str) {
        self.rejected(open, call, &Problem::Wrong { what: what.to_owned() });
    }
}

/// The quantity, if it is a whole number that one can be.
fn whole(wanted: &Options) -> Option<u32> {
    let number = wanted.number("quantity")?;
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
}

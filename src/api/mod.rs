//! The JavaScript API's calls (`js/shop.js` makes promises of them).
//!
//! **Touches:** shell, the engine's events. **Absent on purpose:** decisions, promises, values read by anything but
//! [`Options`] (what JavaScript hands over is a plain object of ours, never the page's own).

use wasm_bindgen::JsValue;

use crate::engine::effect::{Effect, Value};
use crate::engine::event::{Event, ListWanted};
use crate::engine::ids::{CallId, ItemId};
use crate::engine::problem::{Problem, join};
use crate::shell::{Open, Options, Runtime};
use crate::ucp::context::Context;

/// Cards of a page of results.
const LIMIT: u32 = 12;
/// Most of a page.
const LIMIT_MAX: u32 = 50;
const OPTIONS_ARE: &str = "Options are an object: search({ query: \"barley\" }). Its signal is an AbortController's.";
const CODES_ARE: &str = "Country and currency are codes: search({ country: \"CN\", currency: \"CNY\" }).";
const ADD_TAKES: &str = "cart.add() takes a whole number of pieces from 1: cart.add(\"v_tsampa_500\", 2).";
const SET_TAKES: &str = "cart.set() takes a whole number of pieces, 0 removes: cart.set(\"v_tsampa_500\", 3).";

impl Runtime {
    /// A call, by its number in `js/shop.js`; `key` is its promise's.
    #[inline(never)]
    pub fn call_rest(&'static self, verb: u32, key: u32, open: &'static Open, wanted: &Options) -> JsValue {
        let call = CallId(key);
        // A call is not begun with a signal that could not end it.
        let strange = wanted.text("signal").is_some_and(|signal| signal != "[object AbortSignal]");
        match verb {
            _ if strange || wanted.is("wrong") => self.wrong(open, call, OPTIONS_ARE),
            0 => return open.cart(),
            1 => self.search(open, call, wanted),
            2 => self.product(open, call, wanted),
            3 => self.add(open, call, wanted),
            4 => self.set(open, call, wanted),
            5 => match wanted.text("navigate").as_deref() {
                None | Some("true") => self.call_checkout(open, call, true),
                Some("false") => self.call_checkout(open, call, false),
                Some(_) => self.wrong(open, call, "checkout() takes navigate: true or navigate: false."),
            },
            6 => self.dispatch(open, Event::CallAborted { call }, 0),
            _ => self.traced(open, call),
        }
        JsValue::UNDEFINED
    }

    fn search(&'static self, open: &'static Open, call: CallId, wanted: &Options) {
        let sorts = ["relevance", "price_asc", "price_desc", "newest"];
        if wanted.text("sort").is_some_and(|sort| !sorts.contains(&sort.as_str())) {
            return self.wrong(open, call, "search() sorts by relevance, price_asc, price_desc or newest.");
        }
        let limit = wanted.text("limit").map_or(Some(LIMIT), |limit| limit.parse().ok());
        let Some(limit) = limit.filter(|limit| (1..=LIMIT_MAX).contains(limit)) else {
            return self.wrong(open, call, "search() takes a whole limit from 1 to 50, for instance limit: 12.");
        };
        let ids = wanted.text("ids").unwrap_or_default();
        let ids: Vec<_> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(ItemId::from).collect();
        // Who wants the products of a list wants none where nothing stands in it.
        if ids.is_empty() && JsValue::from("ids").js_in(wanted) {
            let value = Value::Page { answer: "{\"products\":[]}".to_owned(), next: None };
            return self.perform_rest(open, Effect::Resolve { call, value }, 0);
        }
        let Some(context) = self.context(open, call, wanted) else { return };
        let list = ListWanted {
            seller: wanted.text("seller"),
            category: wanted.text("category"),
            query: wanted.text("query"),
            ids,
            sort: wanted.text("sort"),
            limit,
            context,
        };
        self.dispatch(open, Event::SearchCalled { call, wanted: list, after: wanted.text("after") }, 0);
    }

    fn product(&'static self, open: &'static Open, call: CallId, wanted: &Options) {
        if let Some(item) = self.item(open, call, "product", wanted)
            && let Some(context) = self.context(open, call, wanted)
        {
            self.dispatch(open, Event::ProductCalled { call, item, context }, 0);
        }
    }

    fn add(&'static self, open: &'static Open, call: CallId, wanted: &Options) {
        let Some(item) = self.item(open, call, "cart.add", wanted) else { return };
        let Some(quantity) = whole(wanted).filter(|quantity| *quantity > 0) else {
            return self.wrong(open, call, ADD_TAKES);
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
            return self.wrong(open, call, SET_TAKES);
        };
        self.dispatch(open, Event::QuantityChosen { call: Some(call), item, quantity }, 0);
    }

    /// For whom the goods are asked: what the call says, else what `connect` or the script said.
    fn context(&'static self, open: &'static Open, call: CallId, wanted: &Options) -> Option<Context> {
        let language = self.host.language(&JsValue::NULL, wanted.text("lang").as_deref()).as_string();
        let said = [("country", 2), ("currency", 3)].map(|(name, letters)| (wanted.text(name), letters));
        let is_code =
            |code: &str, letters| code.len() == letters && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !said.iter().all(|(code, letters)| code.as_deref().is_none_or(|code| is_code(code, *letters))) {
            self.wrong(open, call, CODES_ARE);
            return None;
        }
        // In capitals, as the elements ask: what is asked alike is answered alike.
        let [address_country, currency] = said.map(|(code, _)| code.map(|code| code.to_ascii_uppercase()));
        Some(Context { language, address_country, currency })
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

/// The quantity, if it is a whole number that one can be, or says one.
fn whole(wanted: &Options) -> Option<u32> {
    let written = || wanted.text("quantity")?.parse::<u32>().ok().map(f64::from);
    let number = wanted.number("quantity").or_else(written)?;
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
}

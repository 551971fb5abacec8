//! The page's side of the shell (`js/host.js`, `js/page.js`, `js/late.js`): what Wasm cannot do for itself, and what needs many values of the
//! browser at once.

use std::cell::RefCell;

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/late.js")]
extern "C" {
    fn hold(host: &Host, name: &str, gained: u32, lost: u32) -> Function;
    fn when(host: &Host, promise: &JsValue, callback: u32);
    fn later(host: &Host, milliseconds: u32, callback: u32);
    fn transaction(host: &Host, name: &str, callback: u32) -> JsValue;
    /// Tells other pages what was stored under this name.
    pub fn post(host: &Host, name: &str, text: &str);
    /// Tells those who subscribed to the cart of the shop at `origin`.
    pub fn noted(host: &Host, origin: &str, cart: &JsValue);
    /// What an element's attribute says; an empty text where it says nothing.
    pub fn attribute(host: &Host, view: u32, name: &str) -> String;
    /// The first drawer of a shop, unless this view is one; 0 if there is none.
    pub fn drawer(host: &Host, shop: u32, view: u32) -> u32;
    /// Whether a shop has a cart on the page.
    pub fn carted(host: &Host, shop: u32) -> bool;
}

#[wasm_bindgen]
extern "C" {
    /// The page's side; one for the page's life, while Wasm may be renewed.
    #[derive(Clone)]
    pub type Host;

    // ---- what a first view needs ----

    /// Fetches the rest of the code, unless it is on its way; it is told as something noticed.
    #[wasm_bindgen(method)]
    pub fn rest(this: &Host);
    /// Wakes this Wasm at a time in milliseconds since the page opened, in place of an earlier one; below zero not at all.
    #[wasm_bindgen(method)]
    pub fn wake(this: &Host, at: f64);
    /// Makes one exchange of a shop, with headers of ours (0), without (1), or without and with what the browser kept first (2);
    /// `Runtime::answered` follows.
    #[wasm_bindgen(method)]
    pub fn send(this: &Host, shop: u32, request: u32, method: &str, url: &str, body: Option<&str>, how: u32);
    /// Gives up an exchange by its key.
    #[wasm_bindgen(method)]
    pub fn abort(this: &Host, key: f64);
    /// Looks at a shop's record; `Runtime::recorded` follows.
    #[wasm_bindgen(method)]
    pub fn look(this: &Host, shop: u32);
    /// Tells the page which goods an element came to show (`list.rs`).
    #[wasm_bindgen(method)]
    pub fn viewed(this: &Host, view: u32, items: &str);
    /// Tells the page what went wrong, at the element that is the cause or else at the document.
    #[wasm_bindgen(method)]
    pub fn problem(this: &Host, cause: u32, code: &str, sentence: &str);
    /// Says a sentence to the page's author, once.
    #[wasm_bindgen(method)]
    pub fn say(this: &Host, sentence: &str);
    /// An amount in minor units, in digits, as a language writes it.
    #[wasm_bindgen(method)]
    pub fn money(this: &Host, language: &str, amount: &str, currency: &str) -> String;
    /// A time, in milliseconds since 1970, as a language writes it.
    #[wasm_bindgen(method)]
    pub fn date(this: &Host, language: &str, time: f64) -> String;
    /// Which of a language's forms a number takes: `one`, `few`, `other` …
    #[wasm_bindgen(method)]
    pub fn form(this: &Host, language: &str, count: f64) -> String;
    /// Says why the trap that follows comes.
    #[wasm_bindgen(method, setter)]
    pub fn set_reason(this: &Host, reason: &str);

    // ---- what the rest needs ----

    /// Waits until what is drawn now is painted.
    #[wasm_bindgen(method)]
    fn painted(this: &Host) -> JsValue;
    #[wasm_bindgen(method)]
    fn read(this: &Host, body: &JsValue, bytes_max: u32) -> JsValue;

    /// Begins an exchange that can be given up by its key: the promise of its response.
    #[wasm_bindgen(method)]
    #[allow(clippy::too_many_arguments, reason = "all that an exchange is, in one call")]
    pub fn exchange(
        this: &Host,
        key: f64,
        method: &str,
        url: &str,
        profile: &str,
        body: Option<&str>,
        plain: bool,
        idempotency_key: Option<&str>,
    ) -> JsValue;
    /// Whether an exchange is still wanted; it is no longer.
    #[wasm_bindgen(method)]
    pub fn done(this: &Host, key: f64) -> bool;
    /// `Retry-After` as milliseconds from `wall`, -1 for nonsense.
    #[wasm_bindgen(method, js_name = retryAfter)]
    pub fn retry_after(this: &Host, text: &str, wall: f64) -> f64;
    /// Dispatches an event at an element (0: at the document); false if a listener prevented what it announces.
    #[wasm_bindgen(method)]
    pub fn announce(this: &Host, cause: u32, name: &str, detail: &Object, cancelable: bool) -> bool;
    /// The language to speak at an element (null: on the page), as BCP 47 writes it: its own `lang`, else the script's,
    /// else the nearest ancestor's, else the browser's. What is no language tag is passed over.
    #[wasm_bindgen(method)]
    pub fn language(this: &Host, element: &JsValue, script: Option<&str>) -> JsValue;
    /// Fulfils a promise by its key; unknown keys are none of ours any more.
    #[wasm_bindgen(method)]
    pub fn resolve(this: &Host, key: f64, value: &JsValue);
    /// Rejects a promise by its key with a `TsampaError`.
    #[wasm_bindgen(method)]
    pub fn reject(this: &Host, key: f64, code: &str, message: &str, retry: bool);
    /// A new promise under this key.
    #[wasm_bindgen(method)]
    pub fn promise(this: &Host, key: f64) -> JsValue;
}

/// What is called once, with a value and whether that is a failure.
type Callback = Box<dyn FnOnce(JsValue, bool)>;

thread_local! {
    /// By number. Closures of wasm-bindgen would weigh more, and their half in the first part.
    static CALLBACKS: RefCell<Vec<Option<Callback>>> = const { RefCell::new(Vec::new()) };
}

impl Host {
    /// Calls `work` with what comes of a promise, and whether that is a failure.
    pub fn after(&self, promise: &JsValue, work: impl FnOnce(JsValue, bool) + 'static) {
        when(self, promise, callback(Box::new(work)));
    }

    /// Calls `work` after a time, whatever else happens meanwhile.
    pub fn later(&self, milliseconds: u32, work: impl FnOnce() + 'static) {
        later(self, milliseconds, callback(Box::new(move |_, _| work())));
    }

    /// Calls `work` when what is drawn now was painted.
    pub fn after_painting(&self, work: impl FnOnce() + 'static) {
        self.after(&self.painted(), |_, _| work());
    }

    /// Reads a body to its end: text, or null when it has more than `bytes_max`.
    pub fn after_reading(&self, body: &JsValue, bytes_max: u32, work: impl FnOnce(JsValue, bool) + 'static) {
        self.after(&self.read(body, bytes_max), work);
    }

    /// Asks for a Web Lock: `gained` when it is ours, `lost` when it is refused or taken. The answer gives it back.
    pub fn after_locking(
        &self,
        name: &str,
        gained: impl FnOnce() + 'static,
        lost: impl FnOnce() + 'static,
    ) -> (Function, u32) {
        let lost = callback(Box::new(move |_, _| lost()));
        (hold(self, name, callback(Box::new(move |_, _| gained())), lost), lost)
    }

    /// One transaction on the record of this name: `work` gets the stored text in `stored` and puts another into `text`.
    pub fn transaction(&self, name: &str, work: impl FnOnce(JsValue, bool) + 'static) -> JsValue {
        transaction(self, name, callback(Box::new(work)))
    }
}

fn callback(work: Callback) -> u32 {
    CALLBACKS.with_borrow_mut(|callbacks| {
        let free = callbacks.iter().position(Option::is_none);
        let place = free.unwrap_or(callbacks.len());
        match callbacks.get_mut(place) {
            Some(slot) => *slot = Some(work),
            None => callbacks.push(Some(work)),
        }
        place as u32
    })
}

/// Forgets a callback that will not be called.
pub fn forget(number: u32) {
    drop(taken(number));
}

fn taken(number: u32) -> Option<Callback> {
    CALLBACKS.with_borrow_mut(|callbacks| callbacks.get_mut(number as usize)?.take())
}

/// Calls a callback by its number, once.
#[inline(never)]
pub fn called_rest(number: u32, value: JsValue, failed: bool) {
    if let Some(work) = taken(number) {
        work(value, failed);
    }
}

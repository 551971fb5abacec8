//! What `js/` calls. No logic: each export hands over to the room that does it.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::engine::event::Event;
use crate::engine::ids::CallId;
use crate::shell::{self, Host, Open, Options, Runtime, runtime};
use crate::widget::Kind;

/// Starts the shell of this page: its other side, where the SDK lies, and what its script tag said.
#[wasm_bindgen]
pub fn boot(host: Host, place: Options) {
    shell::start(host, place);
}

/// An element came onto the page.
#[wasm_bindgen]
pub fn attach(element: &HtmlElement, kind: u32, root: &ShadowRoot) {
    with(|runtime| runtime.attach(element, kind_of(kind), root));
}

/// An element left the page.
#[wasm_bindgen]
pub fn detach(element: &HtmlElement) {
    with(|runtime| runtime.detach(element));
}

/// An element was changed or moved.
#[wasm_bindgen]
pub fn changed(element: &HtmlElement, kind: u32, root: &ShadowRoot) {
    with(|runtime| runtime.changed(element, kind_of(kind), root));
}

/// Something happened to the page, by the name of its event or its new state.
#[wasm_bindgen]
pub fn happened(name: &str, persisted: bool) {
    with(|runtime| runtime.happened(name, persisted));
}

/// The rest of the code is here (`src/shell/rest.rs`).
#[wasm_bindgen]
pub fn rest_came() {
    with(|runtime| runtime.rest_came());
}

/// Origin of the business that is meant, without opening its shop; empty if what is meant is no address.
#[wasm_bindgen]
pub fn origin(at: &Options) -> String {
    runtime().and_then(|runtime| runtime.business(at.text("api"))).unwrap_or_default()
}

/// Opens a shop.
#[wasm_bindgen]
pub fn connect(at: &Options) {
    shop(at, |_, _| {});
}

/// `shop.cart.current`.
#[wasm_bindgen]
pub fn current(at: &Options) -> JsValue {
    shop(at, |_, open| open.cart_rest()).unwrap_or_default()
}

/// `shop.search`.
#[wasm_bindgen]
pub fn search(call: u32, at: &Options, wanted: &Options) {
    shop(at, |runtime, open| runtime.search_rest(open, CallId(call), at, wanted));
}

/// `shop.product`.
#[wasm_bindgen]
pub fn product(call: u32, at: &Options, item: String, wanted: &Options) {
    shop(at, |runtime, open| runtime.product_rest(open, CallId(call), at, item, wanted));
}

/// `shop.cart.add`.
#[wasm_bindgen]
pub fn add(call: u32, at: &Options, item: String, quantity: f64) {
    shop(at, |runtime, open| runtime.add_rest(open, CallId(call), at, item, quantity));
}

/// `shop.cart.set`.
#[wasm_bindgen]
pub fn set(call: u32, at: &Options, item: String, quantity: f64) {
    shop(at, |runtime, open| runtime.set_rest(open, CallId(call), item, quantity));
}

/// `shop.checkout`.
#[wasm_bindgen]
pub fn checkout(call: u32, at: &Options, navigate: bool) {
    shop(at, |runtime, open| {
        runtime.dispatch(open, Event::CheckoutChosen { call: Some(CallId(call)), navigate }, None)
    });
}

/// A call was given up.
#[wasm_bindgen]
pub fn abort(call: u32, at: &Options) {
    shop(at, |runtime, open| runtime.dispatch(open, Event::CallAborted { call: CallId(call) }, None));
}

fn with<T>(work: impl FnOnce(&'static Runtime) -> T) -> Option<T> {
    runtime().map(work)
}

fn shop<T>(at: &Options, work: impl FnOnce(&'static Runtime, &'static Open) -> T) -> Option<T> {
    let runtime = runtime()?;
    Some(work(runtime, runtime.connected(at)?))
}

fn kind_of(kind: u32) -> Kind {
    match kind {
        0 => Kind::Shop,
        1 => Kind::Product,
        _ => Kind::Cart,
    }
}

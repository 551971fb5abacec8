//! What `js/` calls. No logic: each export hands over to the room that does it.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ShadowRoot};

use crate::shell::{self, Host, Options, Runtime, runtime};
use crate::widget::{Asked, Kind};

/// Starts the shell of this page, with its other side.
#[wasm_bindgen]
pub fn boot(host: Host) {
    shell::start(host);
}

/// Opens the next shop. `around`: 1 where there are Web Locks, 2 where the catalogue can be read by GET. Then 256 bits that nobody can foresee.
#[wasm_bindgen]
pub fn open(settings: &str, around: u32, a: u64, b: u64, c: u64, d: u64) {
    with(|runtime| runtime.open(settings, around, [a, b, c, d]));
}

/// The next element came onto the page. `said` lists its frame, then its wish.
#[wasm_bindgen]
pub fn attach(shop: u32, kind: u32, tongue: u32, said: &str, element: &HtmlElement, root: &ShadowRoot) {
    let kind = match kind {
        0 => Kind::Shop,
        1 => Kind::Product,
        _ => Kind::Cart,
    };
    with(|runtime| runtime.attach(shop, kind, tongue, said, element, root));
}

/// An element wants something else.
#[wasm_bindgen]
pub fn changed(view: u32, tongue: u32, wish: String) {
    with(|runtime| runtime.changed(view, tongue, wish));
}

/// Something happened to an element or to the page.
#[wasm_bindgen]
pub fn noticed(what: u32, view: u32) {
    with(|runtime| runtime.noticed(what, view));
}

/// The buyer asked for something in an element.
#[wasm_bindgen]
pub fn acted(view: u32, asked: &Asked) {
    with(|runtime| runtime.acted_rest(view, asked));
}

/// An exchange ended. `said` is the body, a NUL and the language that it speaks.
#[wasm_bindgen]
pub fn answered(shop: u32, request: u32, status: u32, said: String, wait: f64) {
    with(|runtime| runtime.answered(shop, request, status, said, wait));
}

/// A record was looked at or heard of.
#[wasm_bindgen]
pub fn recorded(shop: u32, record: String, how: u32) {
    with(|runtime| runtime.recorded(shop, record, how));
}

/// The words of a language are here: `said` lists the language, how money is written, the page's own words and ours. 0: ours cannot be
/// read, 2: the page's cannot.
#[wasm_bindgen]
pub fn speak(tongue: u32, said: &str) -> u32 {
    with(|runtime| runtime.speak(tongue, said)).unwrap_or(0)
}

/// The words of a language that are said once somebody shops are here, and the rest of the code with them: `said` lists the page's own and
/// ours.
#[wasm_bindgen]
pub fn learn(tongue: u32, said: &str) {
    with(|runtime| runtime.learn_rest(tongue, said));
}

/// A call of the API.
#[wasm_bindgen]
pub fn call(verb: u32, key: u32, shop: u32, wanted: &Options) -> JsValue {
    let called = with(|runtime| Some(runtime.call_rest(verb, key, runtime.shop(shop)?, wanted)));
    called.flatten().unwrap_or_default()
}

/// Something that the rest of the code waited for is there.
#[wasm_bindgen]
pub fn called(number: u32, value: JsValue, failed: bool) {
    shell::called_rest(number, value, failed);
}

fn with<T>(work: impl FnOnce(&'static Runtime) -> T) -> Option<T> {
    runtime().map(work)
}

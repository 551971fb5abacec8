//! The page's side of the shell (`js/host.js`): what Wasm cannot do for itself.

use js_sys::{Function, Object};
use wasm_bindgen::prelude::*;
use web_sys::{Element, ReadableStream, ShadowRoot};

#[wasm_bindgen]
extern "C" {
    /// The page's side; one for the page's life, while Wasm may be renewed.
    #[derive(Clone)]
    pub type Host;

    #[wasm_bindgen(method)]
    fn guard(this: &Host, callback: &JsValue) -> Function;
    #[wasm_bindgen(method)]
    fn when(this: &Host, promise: &JsValue, callback: &Function);
    #[wasm_bindgen(method)]
    fn read(this: &Host, body: &ReadableStream, bytes_max: u32) -> JsValue;
    #[wasm_bindgen(method)]
    fn hold(this: &Host, name: &str, callback: &Function) -> Function;
    #[wasm_bindgen(method)]
    fn transact(this: &Host, name: &str, callback: &Function) -> JsValue;
    #[wasm_bindgen(method)]
    fn near(this: &Host, element: &Element, callback: &Function);

    /// Fetches the rest of the code, unless it is on its way; `exports::rest_came` follows.
    #[wasm_bindgen(method)]
    pub fn rest(this: &Host);
    /// Calls `callback` with every event of this name in a shadow root.
    #[wasm_bindgen(method)]
    pub fn listen(this: &Host, root: &ShadowRoot, name: &str, callback: &Function);
    /// Dispatches an event at an element (null: at the document); false if a listener prevented what it announces.
    #[wasm_bindgen(method)]
    pub fn announce(this: &Host, cause: &JsValue, name: &str, detail: &Object, cancelable: bool) -> bool;
    /// Origin of an address over http or https; an empty text if it is none.
    #[wasm_bindgen(method)]
    pub fn origin(this: &Host, address: &str) -> JsValue;
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
    /// Tells those who subscribed to the cart of the shop at `origin`.
    #[wasm_bindgen(method)]
    pub fn changed(this: &Host, origin: &str, cart: &JsValue);
    /// Says why the trap that follows comes.
    #[wasm_bindgen(method, setter)]
    pub fn set_reason(this: &Host, reason: &str);
}

impl Host {
    /// A function that browsers may call with one value; `failed` is true only where it comes from a promise.
    /// Freed with whatever holds it.
    pub fn callback(&self, work: impl Fn(JsValue, bool) + 'static) -> Function {
        self.boxed(Box::new(work))
    }

    /// Calls `work` with what comes of a promise, and whether that is a failure.
    pub fn after(&self, promise: &JsValue, work: impl Fn(JsValue, bool) + 'static) {
        self.when(promise, &self.callback(work));
    }

    /// Reads a body to its end: text, or null when it has more than `bytes_max`.
    pub fn after_reading(&self, body: &ReadableStream, bytes_max: u32, work: impl Fn(JsValue, bool) + 'static) {
        self.after(&self.read(body, bytes_max), work);
    }

    /// Asks for a Web Lock; `work` hears when it is ours, or that it was refused or taken. The answer gives it back.
    pub fn after_locking(&self, name: &str, work: impl Fn(JsValue, bool) + 'static) -> Function {
        self.hold(name, &self.callback(work))
    }

    /// One transaction on the record of this name: `work` gets the stored text in `stored` and puts another into `text`.
    pub fn transaction(&self, name: &str, work: impl Fn(JsValue, bool) + 'static) -> JsValue {
        self.transact(name, &self.callback(work))
    }

    /// Calls `work` once `element` is near the viewport.
    pub fn when_near(&self, element: &Element, work: impl Fn(JsValue, bool) + 'static) {
        self.near(element, &self.callback(work));
    }

    /// One kind of closure for everything, so that the glue for it is there once.
    fn boxed(&self, work: Box<dyn Fn(JsValue, bool)>) -> Function {
        self.guard(&Closure::wrap(work).into_js_value())
    }
}

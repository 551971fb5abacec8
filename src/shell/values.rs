//! Values that pages give, and those that they get: UCP's objects under UCP's names, as plain JavaScript objects.

use js_sys::{Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::engine::effect::Value;
use crate::engine::view::CartShown;
use crate::ucp::tree::Tree;
use crate::ucp::{Flaw, json};

#[wasm_bindgen]
extern "C" {
    /// A plain object of ours without a prototype: reading it runs no code of the page.
    pub type Options;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Options, name: &str) -> JsValue;
}

impl Options {
    /// A text that says something.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Whether it is true.
    pub fn is(&self, name: &str) -> bool {
        self.get(name).is_truthy()
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64()
    }
}

/// What a call is fulfilled with, or the flaw of it.
pub fn value(value: &Value) -> Result<JsValue, Flaw> {
    Ok(match value {
        Value::Page { answer, next } => {
            object(&[("products", &part(answer, "products")?), ("next", &next.as_deref().into())]).into()
        }
        Value::Product { answer } => part(answer, "product")?,
        Value::Cart(shown) => cart(shown),
        Value::Checkout { url } => object(&[("url", &url.as_str().into())]).into(),
    })
}

/// A part of a business's answer, whole, with what we do not know of too. Where that holds half a character, or a number that none is as
/// large as, the engine has not looked at it.
fn part(answer: &str, name: &str) -> Result<JsValue, Flaw> {
    Ok(plain(json::read::<Tree>(answer)?.get(name)))
}

/// A cart.
pub fn cart(cart: &CartShown) -> JsValue {
    plain(&cart.tree())
}

/// An object of these properties.
pub fn object(properties: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        set(&object, name, value);
    }
    object
}

/// Writes one property.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    _ = Reflect::set(object, &name.into(), value);
}

/// Maps become objects, amounts numbers; nothing here can fail to be written.
fn plain(value: &Tree) -> JsValue {
    value.serialize(&Serializer::new().serialize_maps_as_objects(true)).unwrap_or_default()
}

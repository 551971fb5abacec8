//! Where the SDK runs, as JavaScript tells it (`page()` in `js/main.js`): one plain object of ours that holds what the script
//! tag or `connect` said, and what is around.
//!
//! | name | what it is |
//! |---|---|
//! | `api partner channel lang country currency endpoint profile utm` | `data-*` of the script, options of `connect` |
//! | `base origin` | folder of the SDK's files with a slash at its end, and its origin |
//! | `host path utm_*` | of the page's address |
//! | `locks offline locales` | Web Locks are there; there was no network; words that the loader asked for already |

use wasm_bindgen::prelude::*;

use crate::engine::Settings;
use crate::engine::problem::join;
use crate::ucp::context::Context;

#[wasm_bindgen]
extern "C" {
    /// A plain object of ours without a prototype: reading it runs no code of the page.
    pub type Options;
    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Options, name: &str) -> JsValue;
}

/// The page's own campaign parameters, told to the business with the owner's leave only.
const UTM: [&str; 6] = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"];

impl Options {
    /// A text that says something.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Whether it is true. An attribute without a value is.
    pub fn is(&self, name: &str) -> bool {
        let value = self.get(name);
        value.is_truthy() || value.is_string()
    }

    /// A number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name).as_f64()
    }

    /// Words of a language that the loader asked for already: the promise of a text.
    pub fn words(&self, locale: &str) -> Option<JsValue> {
        let locales = Some(self.get("locales")).filter(JsValue::is_object)?;
        Some(locales.unchecked_ref::<Options>().get(locale)).filter(JsValue::is_object)
    }

    /// For whom the cart is, in `language`; nobody in particular, where nothing is said.
    fn context(&self, language: Option<String>) -> Context {
        let (address_country, currency) = (self.text("country"), self.text("currency"));
        if address_country.is_none() && currency.is_none() && self.text("lang").is_none() {
            return Context::default();
        }
        Context { language, address_country, currency, ..Context::default() }
    }

    /// What the shop at `business` is opened with. An endpoint goes with the business that it was said for (`own`).
    pub fn settings(&self, business: &str, own: bool, language: Option<String>) -> Settings {
        let printed = || (self.text("origin")? == business).then(|| join(&[business, "/ucp/v1"]));
        let about = |name| self.text(name).unwrap_or_default();
        let utm = UTM.iter().filter_map(|name| Some(((*name).to_owned(), self.text(name)?)));
        Settings {
            api: business.to_owned(),
            endpoint: self.text("endpoint").filter(|_| own).or_else(printed),
            profile: self.text("profile").unwrap_or_else(|| join(&[&about("base"), "profile.json"])),
            partner: self.text("partner"),
            channel: self.text("channel"),
            host: about("host"),
            path: about("path"),
            utm: if self.is("utm") { utm.collect() } else { Vec::new() },
            context: self.context(language),
            locks: self.is("locks"),
            parts: true,
        }
    }
}

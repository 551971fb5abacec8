//! Where the SDK runs: what its script tag or `connect` said, and the page around it.

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

/// What can be said for a shop by the script tag's `data-*`, by `connect`, and (the first five) by an element.
#[derive(Clone, Default)]
pub struct Said {
    /// Origin of the business.
    pub api: Option<String>,
    /// How visitors come to the page.
    pub channel: Option<String>,
    /// Language, as it was written.
    pub lang: Option<String>,
    /// Where the buyer is, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// Under which id the business knows the page's owner.
    pub partner: Option<String>,
    /// Where its API is.
    pub endpoint: Option<String>,
    /// Address of the platform profile that `UCP-Agent` names.
    pub profile: Option<String>,
    /// The page's `utm_*` parameters may be told to the business.
    pub utm: bool,
}

impl Said {
    /// Reads what JavaScript picked.
    pub fn read(options: &Options) -> Self {
        Self {
            api: options.text("api"),
            channel: options.text("channel"),
            lang: options.text("lang"),
            country: options.text("country"),
            currency: options.text("currency"),
            partner: options.text("partner"),
            endpoint: options.text("endpoint"),
            profile: options.text("profile"),
            utm: options.is("utm") || options.get("utm").is_string(),
        }
    }

    /// What is said here, else there. Where the API is and who we are goes with the business, not with the page.
    pub fn or(&self, other: &Said) -> Said {
        let either = |here: &Option<String>, there: &Option<String>| here.clone().or_else(|| there.clone());
        let same = self.api.is_none() || self.api == other.api;
        Said {
            api: either(&self.api, &other.api),
            channel: either(&self.channel, &other.channel),
            lang: either(&self.lang, &other.lang),
            country: either(&self.country, &other.country),
            currency: either(&self.currency, &other.currency),
            partner: either(&self.partner, &other.partner),
            endpoint: if same { either(&self.endpoint, &other.endpoint) } else { self.endpoint.clone() },
            profile: either(&self.profile, &other.profile),
            utm: self.utm || other.utm,
        }
    }

    /// For whom goods are asked: `language` as it was found for an element or the page.
    pub fn context(&self, language: Option<String>) -> Context {
        Context {
            language,
            address_country: self.country.clone(),
            currency: self.currency.clone(),
            ..Context::default()
        }
    }
}

/// What JavaScript tells of the page: where the SDK's files lie, what its script tag said, and what is around.
pub struct Place {
    options: Options,
    /// Folder of the SDK's files, with a slash at its end.
    pub base: String,
    /// Its origin: the business's too, unless another is named.
    pub origin: String,
    /// What the script tag said; nothing, where the SDK was imported.
    pub said: Said,
    /// Whether there was no network at the start.
    pub offline: bool,
}

/// The page's own campaign parameters, told to the business with the owner's leave only.
const UTM: [&str; 6] = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"];

impl Place {
    /// Reads what JavaScript tells.
    pub fn read(options: Options) -> Self {
        Self {
            base: options.text("base").unwrap_or_default(),
            origin: options.text("origin").unwrap_or_default(),
            said: Said::read(&options),
            offline: options.is("offline"),
            options,
        }
    }

    /// Words of a language that the loader asked for already: the promise of a text.
    pub fn words(&self, locale: &str) -> Option<JsValue> {
        let locales = Some(self.options.get("locales")).filter(JsValue::is_object)?;
        Some(locales.unchecked_ref::<Options>().get(locale)).filter(JsValue::is_object)
    }

    /// What the shop at `business` is opened with.
    pub fn settings(&self, business: &str, said: &Said, language: Option<String>) -> Settings {
        let printed = || (business == self.origin).then(|| join(&[business, "/ucp/v1"]));
        let spoken = said.lang.is_some() || said.country.is_some() || said.currency.is_some();
        let about = |name| self.options.text(name).unwrap_or_default();
        let utm = UTM.iter().filter_map(|name| Some(((*name).to_owned(), self.options.text(name)?)));
        Settings {
            api: business.to_owned(),
            endpoint: said.endpoint.clone().or_else(printed),
            profile: said.profile.clone().unwrap_or_else(|| join(&[&self.base, "profile.json"])),
            partner: said.partner.clone(),
            channel: said.channel.clone(),
            host: about("host"),
            path: about("path"),
            utm: if said.utm { utm.collect() } else { Vec::new() },
            context: if spoken { said.context(language) } else { Context::default() },
            locks: self.options.is("locks"),
        }
    }
}

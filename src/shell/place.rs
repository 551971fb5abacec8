//! Where the SDK runs: what its script tag or `connect` said, and the page around it.

use wasm_bindgen::prelude::*;
use web_sys::{Url, UrlSearchParams, window};

use super::language::{self, canonical};
use super::lock;
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
        let utm = options.get("utm");
        Self {
            api: options.text("api"),
            channel: options.text("channel"),
            lang: options.text("lang"),
            country: options.text("country"),
            currency: options.text("currency"),
            partner: options.text("partner"),
            endpoint: options.text("endpoint"),
            profile: options.text("profile"),
            utm: utm.as_bool().unwrap_or(utm.is_string()),
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

/// Where the SDK's files lie, and what its script tag said.
pub struct Place {
    /// Folder of the SDK's files, with a slash at its end.
    pub base: String,
    /// Its origin: the business's too, unless another is named.
    pub origin: String,
    /// What the script tag said; nothing, where the SDK was imported.
    pub said: Said,
    /// Words that the loader asked for already: promises of texts by language.
    pub locales: Option<JsValue>,
}

impl Place {
    /// Reads what JavaScript picked.
    pub fn read(options: &Options) -> Self {
        let base = options.text("base").unwrap_or_default();
        let origin = origin(&base).unwrap_or_default();
        let locales = Some(options.get("locales")).filter(JsValue::is_object);
        Self { base, origin, said: Said::read(options), locales }
    }

    /// Origin of the business that is meant; the address that is none, otherwise.
    pub fn business(&self, api: Option<&str>) -> Result<String, String> {
        match api.or(self.said.api.as_deref()) {
            Some(api) => origin(api).ok_or_else(|| api.to_owned()),
            None => Ok(self.origin.clone()),
        }
    }

    /// What the shop at `business` is opened with.
    pub fn settings(&self, business: &str, said: &Said) -> Settings {
        let printed = || (business == self.origin).then(|| join(&[business, "/ucp/v1"]));
        let spoken = said.lang.is_some() || said.country.is_some() || said.currency.is_some();
        let language = said.lang.as_deref().and_then(canonical).or_else(|| language::choose(None, None));
        let profile = said.profile.as_deref().unwrap_or("profile.json");
        let location = window().map(|window| window.location());
        let about = |part: fn(&web_sys::Location) -> Result<String, JsValue>| {
            location.as_ref().and_then(|location| part(location).ok()).unwrap_or_default()
        };
        Settings {
            api: business.to_owned(),
            endpoint: said.endpoint.clone().or_else(printed),
            profile: Url::new_with_base(profile, &self.base).map(|url| url.href()).unwrap_or_default(),
            partner: said.partner.clone(),
            channel: said.channel.clone(),
            host: about(web_sys::Location::host),
            path: about(web_sys::Location::pathname),
            utm: if said.utm { utm(&about(web_sys::Location::search)) } else { Vec::new() },
            context: if spoken { said.context(language) } else { Context::default() },
            locks: lock::offered(),
        }
    }
}

/// The page's own campaign parameters.
fn utm(search: &str) -> Vec<(String, String)> {
    let names = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"];
    let Ok(parameters) = UrlSearchParams::new_with_str(search) else { return Vec::new() };
    names.into_iter().filter_map(|name| Some((name.to_owned(), parameters.get(name)?))).collect()
}

/// Origin of an address over http or https.
fn origin(address: &str) -> Option<String> {
    let url = Url::new(address).ok()?;
    matches!(url.protocol().as_str(), "https:" | "http:").then(|| url.origin())
}

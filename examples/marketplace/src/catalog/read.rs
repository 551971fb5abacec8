//! Our extension `example.tsampa.read` (`/spec/read`): a search and a lookup by GET, which need no preflight, which a page
//! can preload and which caches keep.
//!
//! Deliberately absent: a second catalogue. An address is read as the body that POST takes, by the same rules. And
//! whatever else a request says of its asker (`Accept-Language`, too): who keeps an answer knows it by its address alone.

use super::{Asked, Spoken};
use crate::agent::parse;
use crate::error::Error;
use crate::language::Language;
use crate::ucp::request::About;
use axum::extract::MatchedPath;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The parameters of a search.
pub const SEARCH: &[&str] =
    &["category", "country", "currency", "cursor", "language", "limit", "query", "seller", "sort"];

/// The parameters of a lookup.
pub const LOOKUP: &[&str] = &["country", "currency", "ids", "language"];

/// What an address asks. Only the one way to write it is taken: caches know no other likeness of addresses.
///
/// `path` is the whole one, for routes below the endpoint see only what follows it; nothing in it varies.
pub fn asked<T: DeserializeOwned>(path: &MatchedPath, uri: &Uri, known: &[&'static str]) -> Result<Asked<T>, Error> {
    let said = parameters(uri.query().unwrap_or_default(), known)?;
    let canonical = canonical(&said);
    if uri.query() != canonical.as_deref() {
        let query = canonical.map(|query| format!("?{query}")).unwrap_or_default();
        let right = format!("this question is written {}{query}", path.as_str());
        return Err(Error::malformed("the address", right));
    }
    let body = body(&said)?.to_string();
    let (body, about): (T, About) = (parse(body.as_bytes())?, parse(body.as_bytes())?);
    Ok(Asked { language: Language::choose(about.language(), None), body, about })
}

/// An answer that may be kept and asked for again by its tag.
pub fn kept(([(_, language)], answer): Spoken) -> Response {
    let hash: String = Sha256::digest(&answer.body).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let ages = [(header::CACHE_CONTROL, AGE), (header::CDN_CACHE_CONTROL, AGE_BETWEEN)];
    // Vary stands here, too, for the answers that are too short to be packed.
    let own = [(header::VARY, "Accept-Encoding"), (header::CONTENT_TYPE, "application/json")];
    let tag = [(header::ETAG, format!("\"{hash}\""))];
    (ages, own, tag, [(header::CONTENT_LANGUAGE, language)], answer.body).into_response()
}

/// What is said, by name; each is a list, though only `ids` may hold several.
type Said = BTreeMap<&'static str, Vec<String>>;

fn parameters(query: &str, known: &[&'static str]) -> Result<Said, Error> {
    let mut said = Said::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, text) = parameter.split_once('=').unwrap_or((parameter, ""));
        let Some(name) = known.iter().find(|known| **known == name) else {
            return Err(Error::malformed(name, format!("not a parameter here; these are {}", known.join(", "))));
        };
        let texts = if *name == "ids" { text.split(',').collect() } else { vec![text] };
        if texts.contains(&"") {
            return Err(Error::malformed(*name, "says nothing; what says nothing is left out"));
        }
        let decoded = texts.into_iter().map(|text| percent_decode_str(text).decode_utf8().map(String::from));
        let decoded = decoded.collect::<Result<_, _>>().map_err(|_| Error::malformed(*name, "not UTF-8"))?;
        if said.insert(name, decoded).is_some() {
            return Err(Error::malformed(*name, "stands here twice"));
        }
    }
    Ok(said)
}

/// The query that says it, if anything is said.
fn canonical(said: &Said) -> Option<String> {
    let encoded = |text: &String| utf8_percent_encode(text, RESERVED).to_string();
    let written = said.iter().map(|(name, texts)| {
        let texts: Vec<String> = texts.iter().map(encoded).collect();
        format!("{name}={}", texts.join(","))
    });
    (!said.is_empty()).then(|| written.collect::<Vec<_>>().join("&"))
}

/// The same question as POST takes it.
fn body(said: &Said) -> Result<Value, Error> {
    let mut body = json!({});
    if !["category", "ids", "query", "seller"].iter().any(|name| said.contains_key(name)) {
        // UCP refuses a body that narrows nothing; by address, that is the whole catalogue.
        body["filters"]["price"]["min"] = json!(0);
    }
    for (name, texts) in said {
        let text = || json!(texts.concat());
        match *name {
            "category" => body["filters"]["categories"] = json!(texts),
            "seller" => body["filters"]["example.tsampa.seller_id"] = json!(texts),
            "country" => body["context"]["address_country"] = text(),
            "currency" => body["context"]["currency"] = text(),
            "language" => body["context"]["language"] = text(),
            "cursor" => body["pagination"]["cursor"] = text(),
            "limit" => body["pagination"]["limit"] = number(&texts.concat())?,
            "sort" => body["example.tsampa.sort"] = text(),
            "ids" => body["ids"] = json!(texts),
            name => body[name] = text(),
        }
    }
    Ok(body)
}

/// JSON has other ways to write a number; an address has this one.
fn number(text: &str) -> Result<Value, Error> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| serde_json::from_str(text).ok()).flatten();
    number.ok_or_else(|| Error::malformed("limit", "not a whole number in digits"))
}

/// What a URL has to encode: all but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A minute as it is. For a week after it a browser shows the goods of the last visit at once while it asks anew, and with
/// their time where no fresh ones come. Cart and checkout decide what anything costs.
const AGE: &str = "public, max-age=60, stale-while-revalidate=604800";

/// For caches between that know RFC 9213: eleven minutes in all. They answer the browser that asks anew, too, which should
/// not get last week's goods for today's.
const AGE_BETWEEN: &str = "public, max-age=60, stale-while-revalidate=600";

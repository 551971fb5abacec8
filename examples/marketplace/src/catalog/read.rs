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
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
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
pub fn asked<T: DeserializeOwned>(uri: &Uri, known: &[&'static str]) -> Result<Asked<T>, Error> {
    let said = parameters(uri.query().unwrap_or_default(), known)?;
    let canonical = canonical(uri.path(), &said);
    if uri.path_and_query().is_none_or(|written| written.as_str() != canonical) {
        return Err(Error::malformed("the address", format!("this question is written {canonical}")));
    }
    let body = body(&said)?.to_string();
    let (body, about): (T, About) = (parse(body.as_bytes())?, parse(body.as_bytes())?);
    Ok(Asked { language: Language::choose(about.language(), None), body, about })
}

/// An answer that may be kept and asked for again by its tag.
pub fn kept(([(_, language)], answer): Spoken, headers: &HeaderMap) -> Response {
    let hash: String = Sha256::digest(&answer.body).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let held = held(headers, &hash);
    let tag = held.clone().unwrap_or_else(|| format!("\"{hash}\""));
    // Vary stands here, too, for the answers that are too short to be packed.
    let shared = [(header::CACHE_CONTROL, AGE), (header::ETAG, tag.as_str()), (header::VARY, "Accept-Encoding")];
    if held.is_some() {
        return (StatusCode::NOT_MODIFIED, shared).into_response();
    }
    let own = [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_LANGUAGE, language)];
    (shared, own, answer.body).into_response()
}

/// Gives a packed body a tag of its own: a strong one is of one representation (RFC 9110, 8.8.3.3).
pub async fn tag_as_packed(mut response: Response) -> Response {
    let said = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let tag = said(header::ETAG).and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"'));
    let packed = said(header::CONTENT_ENCODING).zip(tag).map(|(packing, tag)| format!("\"{tag}-{packing}\""));
    if let Some(tag) = packed.and_then(|tag| HeaderValue::try_from(tag).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The tag under which the asker holds this very answer, packed or not.
fn held(headers: &HeaderMap, hash: &str) -> Option<String> {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
    let ours = ["", "-br", "-gzip"].map(|packing| format!("\"{hash}{packing}\""));
    tags.find_map(|tag| ours.iter().find(|ours| tag == *ours || tag == "*").cloned())
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
        if text.is_empty() {
            return Err(Error::malformed(*name, "says nothing; what says nothing is left out"));
        }
        let texts = if *name == "ids" { text.split(',').collect() } else { vec![text] };
        let decoded = texts.into_iter().map(|text| percent_decode_str(text).decode_utf8().map(String::from));
        let decoded = decoded.collect::<Result<_, _>>().map_err(|_| Error::malformed(*name, "not UTF-8"))?;
        if said.insert(name, decoded).is_some() {
            return Err(Error::malformed(*name, "stands here twice"));
        }
    }
    Ok(said)
}

fn canonical(path: &str, said: &Said) -> String {
    let encoded = |text: &String| utf8_percent_encode(text, RESERVED).to_string();
    let written = said.iter().map(|(name, texts)| {
        let texts: Vec<String> = texts.iter().map(encoded).collect();
        format!("{name}={}", texts.join(","))
    });
    let query = written.collect::<Vec<_>>().join("&");
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
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

/// A minute behind at most where somebody looks again and again; the next ten, the old answer is shown while a new one
/// comes. Cart and checkout decide what anything costs.
const AGE: &str = "public, max-age=60, stale-while-revalidate=604800";

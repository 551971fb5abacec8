//! What every UCP request says of itself in its headers, read before anything else.
//!
//! Deliberately absent: fetching the profile that UCP-Agent names. From a browser it is a label that anyone can claim,
//! so nothing is granted by it, and a server that fetches what strangers name can be sent anywhere.

use crate::app::State;
use crate::error::{BODY_SIZE_BYTES_MAX, Error};
use crate::language::Language;
use crate::store::{Attribution, Once};
use crate::ucp::request::About;
use crate::ucp::strict::Object;
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The headers of a UCP request.
#[derive(Clone, Debug)]
pub struct Agent {
    /// The platform's profile, as it claims.
    pub profile: String,
    /// The platform can show several packages: known of our own SDK, whose profile says so; not of others, which are
    /// never fetched.
    pub multi_group: bool,
    /// The page the request comes from, where a browser says so.
    pub origin: Option<String>,
    accept_language: Option<String>,
}

impl Agent {
    /// The language to answer in.
    pub fn language(&self, context: Option<&str>) -> Language {
        Language::choose(context, self.accept_language.as_deref())
    }
}

impl FromRequestParts<State> for Agent {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Agent, Error> {
        let profile = text(&parts.headers, "ucp-agent").and_then(profile_url).ok_or(Error::InvalidProfileUrl)?;
        uuid(&parts.headers, "request-id").ok_or(Error::NotUuid("Request-Id"))?;
        Ok(Agent {
            multi_group: profile.strip_prefix(&state.public_url).is_some_and(|path| path.starts_with("/sdk/")),
            profile: profile.to_owned(),
            origin: text(&parts.headers, "origin").map(str::to_owned),
            accept_language: text(&parts.headers, "accept-language").map(str::to_owned),
        })
    }
}

/// The id in an address.
pub struct Id(pub String);

impl FromRequestParts<State> for Id {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Id, Error> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(id)| Id(id)).map_err(|_| Error::malformed("the id in the address", "not UTF-8"))
    }
}

/// A UCP request with a body.
pub struct Call<T> {
    /// Its headers.
    pub agent: Agent,
    /// Its body.
    pub body: T,
    /// What the body says beside its matter.
    pub about: About,
}

impl<T: DeserializeOwned> FromRequest<State> for Call<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &State) -> Result<Call<T>, Error> {
        let (agent, _, bytes) = parts(request, state).await?;
        Ok(Call { agent, body: parse(&bytes)?, about: parse(&bytes)? })
    }
}

/// A UCP request that changes something: with a body and an Idempotency-Key.
pub struct Write<T> {
    /// Its headers and body.
    pub call: Call<T>,
    /// Its Idempotency-Key.
    pub key: Key,
}

/// By what a repeated request is recognised.
pub struct Key {
    key: Uuid,
    fingerprint: [u8; 32],
}

impl Key {
    /// Makes an answer happen once, however often the request comes.
    pub fn once<F>(&self, answer: F) -> Once<F> {
        Once { key: self.key.hyphenated().to_string(), fingerprint: self.fingerprint, answer }
    }
}

impl<T: DeserializeOwned> FromRequest<State> for Write<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &State) -> Result<Write<T>, Error> {
        let target = format!("{} {}\n", request.method(), request.uri().path());
        let (agent, headers, bytes) = parts(request, state).await?;
        let key = uuid(&headers, "idempotency-key").ok_or(Error::NotUuid("Idempotency-Key"))?;
        let fingerprint = Sha256::new().chain_update(target).chain_update(&bytes).finalize().into();
        let call = Call { agent, body: parse(&bytes)?, about: parse(&bytes)? };
        Ok(Write { call, key: Key { key, fingerprint } })
    }
}

async fn parts(request: Request, state: &State) -> Result<(Agent, HeaderMap, Bytes), Error> {
    let (mut parts, body) = request.into_parts();
    let agent = Agent::from_request_parts(&mut parts, state).await?;
    if !is_json(&parts.headers) {
        return Err(Error::NotJson);
    }
    let bytes = to_bytes(body, BODY_SIZE_BYTES_MAX).await.map_err(|_| Error::TooLarge)?;
    Ok((agent, parts.headers, bytes))
}

/// Reads a body; a flaw is named with its place.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    // An operation without input, such as cancel, may come without a body: that is an empty object.
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let Object(body) = serde_path_to_error::deserialize::<_, Object<T>>(&mut reader).map_err(|flaw| {
        let path = flaw.path().to_string();
        let place = if path == "." { "$".to_owned() } else { format!("$.{path}") };
        Error::malformed(place, flaw.inner().to_string())
    })?;
    reader.end().map_err(|flaw| Error::malformed("$", flaw.to_string()))?;
    Ok(body)
}

fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let kind = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn uuid(headers: &HeaderMap, name: &str) -> Option<Uuid> {
    text(headers, name).and_then(|text| Uuid::try_parse(text).ok())
}

/// The member `profile` of an RFC 8941 dictionary, if it is an https address (http only on this machine).
fn profile_url(header: &str) -> Option<&str> {
    let mut rest = header.trim();
    loop {
        let (name, after) = rest.split_once('=')?;
        let value = after.strip_prefix('"')?;
        let (value, after) = value.split_once('"')?;
        if name.trim() == "profile" {
            return is_profile(value).then_some(value);
        }
        // Parameters of a member stand before the next comma.
        rest = after.split_once(',')?.1.trim_start();
    }
}

fn is_profile(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default();
    let plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    let loopback = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    plain && !host.is_empty() && (uri.scheme_str() == Some("https") || (uri.scheme_str() == Some("http") && loopback))
}

/// Attribution within bounds. It never changes an answer, so what is too much of it is cut, not refused.
pub fn bounded(attribution: Option<Attribution>) -> Option<Attribution> {
    let short = |text: &str| text.chars().take(ATTRIBUTION_LENGTH_MAX).collect::<String>();
    let kept: Attribution =
        attribution?.iter().take(ATTRIBUTION_KEYS_MAX).map(|(key, value)| (short(key), short(value))).collect();
    (!kept.is_empty()).then_some(kept)
}

const ATTRIBUTION_KEYS_MAX: usize = 10;
const ATTRIBUTION_LENGTH_MAX: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_named_by_https_or_on_this_machine() {
        assert_eq!(profile_url(r#"profile="https://a.example/p.json""#), Some("https://a.example/p.json"));
        assert_eq!(profile_url(r#"v="1", profile="https://a.example/p";x="y""#), Some("https://a.example/p"));
        assert_eq!(profile_url(r#"profile="http://127.0.0.1:7420/p""#), Some("http://127.0.0.1:7420/p"));
        for bad in [
            "",
            "profile",
            "profile=x",
            r#"profile="""#,
            r#"profile="http://a.example/p""#,
            r#"other="https://a.example""#,
        ] {
            assert_eq!(profile_url(bad), None, "{bad}");
        }
        assert_eq!(profile_url(r#"profile="https://user@a.example/""#), None);
    }

    #[test]
    fn attribution_is_cut_to_its_bounds() {
        let wide: Attribution = (0..20).map(|n| (format!("k{n:02}"), "村".repeat(300))).collect();
        let kept = bounded(Some(wide)).unwrap_or_default();
        assert_eq!(kept.len(), 10);
        assert!(kept.values().all(|value| value.chars().count() == 200));
        assert_eq!(bounded(Some(Attribution::new())), None);
    }
}

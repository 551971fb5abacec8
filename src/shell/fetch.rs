//! HTTP once somebody shops; what a first view asks for, the page's side reads itself (`send` in `js/page.js`). Whatever becomes of an
//! exchange, a page's own `fetch` that answers nonsense included, is one event.

use gloo_net::http::Response;
use wasm_bindgen::prelude::*;

use super::page::{key, waiting};
use super::{Host, Tell, date_now};
use crate::engine::effect::{Exchange, Method};
use crate::engine::event::{Event, HttpAnswer};
use crate::engine::ids::RequestId;
use crate::engine::problem::Failure;

/// Longest body that is read.
const BODY_BYTES_MAX: u32 = 2_000_000;

/// The exchanges of one shop.
pub struct Fetches {
    host: Host,
    /// Number of the shop.
    shop: u32,
    tell: Tell,
    /// Address of the platform profile, for `UCP-Agent`.
    profile: String,
}

impl Fetches {
    /// No exchange yet.
    pub fn new(host: &Host, shop: u32, profile: &str, tell: &Tell) -> Self {
        Self { host: host.clone(), shop, tell: tell.clone(), profile: profile.to_owned() }
    }

    /// Makes one exchange.
    pub fn send(&'static self, request: RequestId, exchange: &Exchange) {
        let method = match exchange.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
        };
        let promise = self.host.exchange(
            key(self.shop, request.0),
            method,
            &exchange.url,
            &self.profile,
            exchange.body.as_deref(),
            exchange.plain,
            exchange.idempotency_key.as_deref(),
        );
        self.host.after(&promise, move |value, failed| match value.dyn_into::<web_sys::Response>() {
            Ok(raw) if !failed => self.read(request, &raw.into()),
            _ => self.failed(request, Failure::Unreachable),
        });
    }

    fn read(&'static self, request: RequestId, answer: &Response) {
        let status = answer.status();
        let headers = answer.headers();
        let retry_after_ms =
            headers.get("Retry-After").and_then(|text| waiting(self.host.retry_after(&text, date_now())));
        let language = headers.get("Content-Language");
        let whole = move |body| HttpAnswer::Answer { status, body, retry_after_ms, language };
        let Some(body) = answer.body() else { return self.answered(request, whole(String::new())) };
        self.host.after_reading(&body, BODY_BYTES_MAX, move |text, failed| match text.as_string() {
            Some(body) if !failed => self.answered(request, whole(body)),
            _ if failed => self.failed(request, Failure::Unreachable),
            _ => self.failed(request, Failure::Unreadable),
        });
    }

    fn failed(&self, request: RequestId, failure: Failure) {
        self.answered(request, HttpAnswer::Failed(failure));
    }

    /// Told, unless it was given up.
    fn answered(&self, request: RequestId, answer: HttpAnswer) {
        if self.host.done(key(self.shop, request.0)) {
            (self.tell)(Event::Answered { request, answer });
        }
    }
}

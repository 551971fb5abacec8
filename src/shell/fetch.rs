//! HTTP. Whatever becomes of an exchange, a page's own `fetch` that answers nonsense included, is one event.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::Response;
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

use super::values::{bare, set};
use super::{Host, Tell, clock};
use crate::engine::effect::{Exchange, Method};
use crate::engine::event::{Event, HttpAnswer};
use crate::engine::ids::{Millis, RequestId};
use crate::engine::problem::{Failure, join};

/// Longest body that is read.
const BODY_BYTES_MAX: u32 = 2_000_000;

/// The exchanges of one shop.
pub struct Fetches {
    host: Host,
    tell: Tell,
    /// Address of the platform profile, for `UCP-Agent`.
    profile: String,
    fetch: Option<Function>,
    /// Those that are not yet answered.
    open: RefCell<Vec<(RequestId, AbortController)>>,
}

impl Fetches {
    /// No exchange yet. `fetch` is the page's, as it was when we came.
    pub fn new(host: &Host, fetch: Option<Function>, profile: &str, tell: &Tell) -> Self {
        Self { host: host.clone(), tell: tell.clone(), profile: profile.to_owned(), fetch, open: RefCell::default() }
    }

    /// Makes one exchange.
    pub fn send(&'static self, request: RequestId, exchange: &Exchange) {
        let Some(promise) = self.begin(request, exchange) else { return self.failed(request, Failure::Unreachable) };
        self.host.after(&promise, move |value, failed| match value.dyn_into::<web_sys::Response>() {
            Ok(raw) if !failed => self.read(request, &raw.into()),
            _ => self.failed(request, Failure::Unreachable),
        });
    }

    /// Gives up an exchange. Without a reason: gloo-net and pages' wrappers of `fetch` do not expect one.
    pub fn abort(&self, request: RequestId) {
        if let Some(controller) = self.take(request) {
            controller.abort();
        }
    }

    fn begin(&self, request: RequestId, exchange: &Exchange) -> Option<JsValue> {
        let controller = AbortController::new().ok()?;
        let how = bare();
        set(&how, "signal", &controller.signal());
        self.open.borrow_mut().push((request, controller));
        set(
            &how,
            "method",
            &match exchange.method {
                Method::Get => "GET",
                Method::Post => "POST",
                Method::Put => "PUT",
            }
            .into(),
        );
        set(&how, "credentials", &"omit".into());
        set(&how, "headers", &self.headers(exchange));
        if let Some(body) = &exchange.body {
            set(&how, "body", &body.into());
        }
        if exchange.plain {
            set(&how, "redirect", &"error".into());
        }
        if exchange.keepalive {
            set(&how, "keepalive", &JsValue::TRUE);
        }
        self.fetch.as_ref()?.call2(&JsValue::UNDEFINED, &exchange.url.as_str().into(), &how).ok()
    }

    fn headers(&self, exchange: &Exchange) -> Object {
        let headers = bare();
        let say = |name, value: &str| set(&headers, name, &value.into());
        say("Accept", "application/json");
        if exchange.body.is_some() {
            say("Content-Type", "application/json");
        }
        // Without a header of ours a request needs no preflight.
        if !exchange.plain {
            say("UCP-Agent", &join(&["profile=\"", &self.profile, "\""]));
            say("Request-Id", &clock::uuid());
        }
        if let Some(key) = &exchange.idempotency_key {
            say("Idempotency-Key", key);
        }
        headers
    }

    fn read(&'static self, request: RequestId, answer: &Response) {
        let status = answer.status();
        let headers = answer.headers();
        let retry_after_ms = headers.get("Retry-After").and_then(|text| retry_after(&text, clock::wall()));
        let language = headers.get("Content-Language");
        let whole = move |body| HttpAnswer::Answer { status, body, retry_after_ms, language: language.clone() };
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

    fn answered(&self, request: RequestId, answer: HttpAnswer) {
        if self.take(request).is_some() {
            (self.tell)(Event::Answered { request, answer });
        }
    }

    /// None when it was given up.
    fn take(&self, request: RequestId) -> Option<AbortController> {
        let mut open = self.open.borrow_mut();
        let place = open.iter().position(|(id, _)| *id == request)?;
        Some(open.remove(place).1)
    }
}

/// The text of a file of our own; None for whatever goes wrong.
pub fn ask_text(host: &Host, fetch: Option<&Function>, url: &str, work: Rc<dyn Fn(Option<String>)>) {
    let answer = fetch.and_then(|fetch| fetch.call1(&JsValue::UNDEFINED, &url.into()).ok());
    let reader = host.clone();
    host.after(&answer.unwrap_or_default(), move |answer, _| {
        let answer = answer.dyn_into::<web_sys::Response>().ok().map(Response::from).filter(Response::ok);
        match answer.and_then(|answer| answer.body()) {
            Some(body) => {
                let work = work.clone();
                reader.after_reading(&body, BODY_BYTES_MAX, move |text, _| work(text.as_string()));
            }
            None => work(None),
        }
    });
}

/// The page's `fetch`, taken once.
pub fn native() -> Option<Function> {
    Reflect::get(&js_sys::global(), &"fetch".into()).ok()?.dyn_into().ok()
}

/// `Retry-After` as milliseconds from `wall`: whole seconds, or an HTTP date. A time gone by is no wait.
pub fn retry_after(text: &str, wall: Millis) -> Option<Millis> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(u64::from(seconds) * 1000);
    }
    // Every HTTP date has a colon; Date.parse takes nearly anything else for a date too.
    let at = js_sys::Date::parse(text);
    if !text.contains(':') || at.is_nan() {
        return None;
    }
    Some((at as Millis).saturating_sub(wall))
}

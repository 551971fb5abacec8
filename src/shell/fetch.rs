//! HTTP. Whatever becomes of an exchange, a page's own `fetch` that answers nonsense included, is one event.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_net::http::Response;
use js_sys::{Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, Headers, Request, RequestCredentials, RequestInit, RequestRedirect};

use super::values::bare;
use super::{Open, Runtime, clock};
use crate::engine::effect::{Exchange, Method};
use crate::engine::event::{Event, HttpAnswer};
use crate::engine::ids::{Millis, RequestId};
use crate::engine::problem::{Failure, join};

/// Longest body that is read.
const BODY_BYTES_MAX: u32 = 2_000_000;

/// The exchanges of one shop that are not yet answered.
#[derive(Default)]
pub struct Fetches(RefCell<Vec<(RequestId, AbortController)>>);

impl Fetches {
    /// Gives up an exchange. Without a reason: gloo-net and pages' wrappers of `fetch` do not expect one.
    pub fn abort(&self, request: RequestId) {
        if let Some(controller) = self.take(request) {
            controller.abort();
        }
    }

    /// None when it was given up.
    fn take(&self, request: RequestId) -> Option<AbortController> {
        let mut open = self.0.borrow_mut();
        let place = open.iter().position(|(id, _)| *id == request)?;
        Some(open.remove(place).1)
    }
}

/// The page's `fetch`, taken once.
pub fn native() -> Option<Function> {
    Reflect::get(&js_sys::global(), &"fetch".into()).ok()?.dyn_into().ok()
}

impl Runtime {
    /// Makes one exchange.
    pub fn send(&'static self, open: &'static Open, request: RequestId, exchange: &Exchange) {
        let Some(promise) = self.begin(open, request, exchange) else {
            return self.answered(open, request, HttpAnswer::Failed(Failure::Unreachable));
        };
        self.host.after(&promise, move |value, failed| match value.dyn_into::<web_sys::Response>() {
            Ok(raw) if !failed => self.read_answer(open, request, raw.into()),
            _ => self.answered(open, request, HttpAnswer::Failed(Failure::Unreachable)),
        });
    }

    fn begin(&self, open: &Open, request: RequestId, exchange: &Exchange) -> Option<JsValue> {
        let controller = AbortController::new().ok()?;
        let signal = controller.signal();
        open.fetches.0.borrow_mut().push((request, controller));
        let how: RequestInit = bare().unchecked_into();
        how.set_method(match exchange.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
        });
        how.set_credentials(RequestCredentials::Omit);
        how.set_signal(Some(&signal));
        if let Some(body) = &exchange.body {
            how.set_body(&body.into());
        }
        if exchange.plain {
            how.set_redirect(RequestRedirect::Error);
        }
        if exchange.keepalive {
            Reflect::set(&how, &"keepalive".into(), &JsValue::TRUE).ok()?;
        }
        let message = Request::new_with_str_and_init(&exchange.url, &how).ok()?;
        self.head(open, exchange, &message.headers()).ok()?;
        self.fetch.as_ref()?.call1(&JsValue::UNDEFINED, &message).ok()
    }

    fn head(&self, open: &Open, exchange: &Exchange, headers: &Headers) -> Result<(), JsValue> {
        headers.set("Accept", "application/json")?;
        if exchange.body.is_some() {
            headers.set("Content-Type", "application/json")?;
        }
        if exchange.plain {
            return Ok(()); // No header of ours: such a request needs no preflight.
        }
        headers.set("UCP-Agent", &join(&["profile=\"", open.shop.borrow().profile_url(), "\""]))?;
        headers.set("Request-Id", &clock::uuid())?;
        if let Some(key) = &exchange.idempotency_key {
            headers.set("Idempotency-Key", key)?;
        }
        Ok(())
    }

    fn read_answer(&'static self, open: &'static Open, request: RequestId, answer: Response) {
        let status = answer.status();
        let headers = answer.headers();
        let retry_after_ms = headers.get("Retry-After").and_then(|text| retry_after(&text, clock::wall()));
        let language = headers.get("Content-Language");
        let whole = move |body| HttpAnswer::Answer { status, body, retry_after_ms, language: language.clone() };
        let Some(body) = answer.body() else {
            return self.answered(open, request, whole(String::new()));
        };
        self.host.after_reading(&body, BODY_BYTES_MAX, move |text, failed| {
            let answer = match text.as_string() {
                Some(body) if !failed => whole(body),
                _ if failed => HttpAnswer::Failed(Failure::Unreachable),
                _ => HttpAnswer::Failed(Failure::Unreadable),
            };
            self.answered(open, request, answer);
        });
    }

    /// The text of a file of our own; None for whatever goes wrong.
    pub fn ask_text(&'static self, url: &str, work: Rc<dyn Fn(Option<String>)>) {
        let answer = self.fetch.as_ref().and_then(|fetch| fetch.call1(&JsValue::UNDEFINED, &url.into()).ok());
        self.host.after(&answer.unwrap_or_default(), move |answer, _| {
            let answer = answer.dyn_into::<web_sys::Response>().ok().map(Response::from).filter(Response::ok);
            match answer.and_then(|answer| answer.body()) {
                Some(body) => {
                    let work = work.clone();
                    self.host.after_reading(&body, BODY_BYTES_MAX, move |text, _| work(text.as_string()));
                }
                None => work(None),
            }
        });
    }

    fn answered(&'static self, open: &'static Open, request: RequestId, answer: HttpAnswer) {
        if open.fetches.take(request).is_some() {
            self.dispatch(open, Event::Answered { request, answer }, None);
        }
    }
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

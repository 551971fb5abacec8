//! The page around us: what happens to it, what it is told (events), where it goes (checkout), and what its author reads on
//! the console.

use std::cell::RefCell;

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, window};

use super::values::object;
use super::{Open, Runtime, clock};
use crate::engine::event::Event;
use crate::engine::ids::{CallId, ItemId, ViewId};
use crate::engine::problem::{Problem, join};

/// Most different sentences said on one page.
const SENTENCES_MAX: usize = 50;

impl Runtime {
    /// Something happened to the page, by the name of its event or its new state. `persisted`: it comes from the
    /// back-forward cache.
    pub fn happened(&'static self, name: &str, persisted: bool) {
        if name == "online" {
            self.fetch_rest_again();
        }
        for open in self.shops.borrow().clone() {
            let event = match name {
                "pagehide" | "hidden" => Event::Hidden,
                "visible" => Event::Resumed { wall: clock::wall(), from_cache: false },
                "pageshow" if persisted => Event::Resumed { wall: clock::wall(), from_cache: true },
                "online" => Event::WentOnline,
                "offline" => Event::WentOffline,
                _ => return,
            };
            self.dispatch(open, event, None);
        }
    }

    /// Tells the page which goods an element came to show.
    pub fn tell_view(&self, view: ViewId, items: &[ItemId]) {
        let names = Array::new();
        for item in items {
            names.push(&item.0.as_str().into());
        }
        let element = self.element_of(view);
        self.announce(element.as_ref(), "tsampa-view", &object(&[("items", &names)]), false);
    }

    /// Tells the page what went wrong, at the element that is the cause or else at the document.
    pub fn tell_problem(&self, problem: &Problem, cause: Option<&HtmlElement>) {
        let (code, message) = (problem.code().into(), problem.sentence().as_str().into());
        self.announce(cause, "tsampa-problem", &object(&[("code", &code), ("message", &message)]), false);
    }

    /// Takes the buyer there, unless the page prevents it.
    pub fn navigate(&self, url: &str, cause: Option<&HtmlElement>) {
        if self.announce(cause, "tsampa-checkout", &object(&[("url", &url.into())]), true)
            && let Some(window) = window()
            && window.location().assign(url).is_err()
        {
            console(&join(&[
                "the browser did not go to ",
                url,
                ". A frame needs allow-same-origin or allow-top-navigation for that.",
            ]));
        }
    }

    /// Whether an addition may go on: asks the page by `tsampa-add`.
    pub fn may_add(&self, cause: Option<&HtmlElement>, item: &str, quantity: u32) -> bool {
        self.announce(cause, "tsampa-add", &object(&[("item", &item.into()), ("quantity", &quantity.into())]), true)
    }

    pub(super) fn announce(&self, cause: Option<&HtmlElement>, name: &str, detail: &Object, cancelable: bool) -> bool {
        self.host.announce(cause.map_or(&JsValue::NULL, |element| element), name, detail, cancelable)
    }

    fn element_of(&self, view: ViewId) -> Option<HtmlElement> {
        let elements = self.elements.try_borrow().ok()?;
        elements.iter().find(|attached| attached.view == view).map(|attached| attached.element.clone())
    }
}

/// Says a sentence to the page's author, once.
pub fn console(sentence: &str) {
    thread_local! {
        static SAID: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }
    let new = SAID.with_borrow_mut(|said| {
        let new = said.len() < SENTENCES_MAX && !said.iter().any(|known| known == sentence);
        if new {
            said.push(sentence.to_owned());
        }
        new
    });
    if new {
        web_sys::console::warn_1(&join(&["tsampa: ", sentence]).as_str().into());
    }
}

/// The key of a call's promise on the page's side: the engine's own calls are numbered in each shop anew.
pub fn key(open: &Open, call: CallId) -> f64 {
    let shop = if call.0 >= CallId::ENGINE { open.number } else { 0 };
    f64::from(shop) * 4_294_967_296.0 + f64::from(call.0)
}

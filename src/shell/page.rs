//! The page around us: what it does (shown, hidden, online), what it is told (events), where it goes (checkout), and
//! what its author reads on the console.

use std::cell::RefCell;

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_sys::{
    CustomEvent, CustomEventInit, Document, Event as DomEvent, EventTarget, HtmlElement, PageTransitionEvent,
};
use web_sys::{VisibilityState, window};

use super::values::{self, bare, object};
use super::{Open, Runtime, clock};
use crate::engine::effect::Tale;
use crate::engine::event::Event;
use crate::engine::ids::{CallId, ViewId};
use crate::engine::problem::join;

/// Most different sentences said on one page.
const SENTENCES_MAX: usize = 50;

impl Runtime {
    /// Listens to what happens to the page as a whole.
    pub fn watch_page(&'static self) {
        let Some(window) = window() else { return };
        self.hear(&window, "pageshow", |event| {
            let from_cache = event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
            from_cache.then(|| Event::Resumed { wall: clock::wall(), from_cache })
        });
        self.hear(&window, "pagehide", |_| Some(Event::Hidden));
        self.hear(&window, "online", |_| Some(Event::WentOnline));
        self.hear(&window, "offline", |_| Some(Event::WentOffline));
        if let Some(document) = document() {
            self.hear(&document, "visibilitychange", |_| {
                let hidden = document_hidden();
                Some(if hidden { Event::Hidden } else { Event::Resumed { wall: clock::wall(), from_cache: false } })
            });
        }
    }

    fn hear(&'static self, target: &EventTarget, name: &str, meaning: fn(&JsValue) -> Option<Event>) {
        let heard = self.host.callback(move |event, _| {
            if let Some(event) = meaning(&event) {
                for open in self.shops.borrow().clone() {
                    self.dispatch(open, event.clone(), None);
                }
            }
        });
        _ = target.add_event_listener_with_callback(name, &heard);
    }

    /// Tells the page, at the element that is the cause or else at the document.
    pub fn tell(&'static self, open: &'static Open, tale: Tale, cause: Option<&HtmlElement>) {
        match tale {
            Tale::Cart { cart, settled } => {
                let cart = values::cart(&cart);
                let settled = settled.map_or(JsValue::UNDEFINED, |call| self.host.promise(key(open, call)));
                announce(cause, "tsampa-cart", &object(&[("cart", &cart), ("settled", &settled)]), false);
                self.host.changed(&open.origin, &cart);
            }
            Tale::View { view, items } => {
                let items: Array = items.iter().map(|item| JsValue::from(item.0.as_str())).collect();
                let element = self.element_of(view);
                announce(element.as_ref(), "tsampa-view", &object(&[("items", &items)]), false);
            }
            Tale::Order { id, label, permalink_url } => {
                let order = object(&[
                    ("id", &id.as_str().into()),
                    ("label", &label.as_deref().into()),
                    ("permalink_url", &permalink_url.as_deref().into()),
                ]);
                announce(None, "tsampa-order", &object(&[("order", &order)]), false);
            }
            Tale::Problem(problem) => {
                let (code, message) = (problem.code().into(), problem.sentence().as_str().into());
                announce(cause, "tsampa-problem", &object(&[("code", &code), ("message", &message)]), false);
            }
        }
    }

    /// Takes the buyer there, unless the page prevents it.
    pub fn navigate(&self, url: &str, cause: Option<&HtmlElement>) {
        if announce(cause, "tsampa-checkout", &object(&[("url", &url.into())]), true)
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

    fn element_of(&self, view: ViewId) -> Option<HtmlElement> {
        let elements = self.elements.try_borrow().ok()?;
        elements.iter().find(|attached| attached.view == view).map(|attached| attached.element.clone())
    }
}

/// Whether an addition may go on: asks the page by `tsampa-add`.
pub fn may_add(cause: Option<&HtmlElement>, item: &str, quantity: u32) -> bool {
    announce(cause, "tsampa-add", &object(&[("item", &item.into()), ("quantity", &quantity.into())]), true)
}

/// Dispatches an event; false if the page prevented what it announces. An element that left the page is no place for it.
fn announce(cause: Option<&HtmlElement>, name: &str, detail: &Object, cancelable: bool) -> bool {
    let place: Option<EventTarget> = match cause {
        Some(element) if element.is_connected() => Some(element.clone().into()),
        _ => document().map(Into::into),
    };
    let init: CustomEventInit = bare().unchecked_into();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_cancelable(cancelable);
    init.set_detail(detail);
    match (CustomEvent::new_with_event_init_dict(name, &init), place) {
        (Ok(event), Some(place)) => place.dispatch_event(AsRef::<DomEvent>::as_ref(&event)).unwrap_or(true),
        _ => true,
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

fn document() -> Option<Document> {
    window()?.document()
}

fn document_hidden() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Hidden)
}

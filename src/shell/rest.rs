//! The doors of the shell: what is behind them, and behind the doors of the other rooms called `rest`, ships as a file of its own.
//! It is fetched when a stored cart wants it or at the buyer's first gesture; what the buyer presses meanwhile waits for it.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;
use web_sys::{Event as DomEvent, HtmlElement};

use super::values::{self, object};
use super::{Open, Runtime, page};
use crate::engine::effect::{Effect, Tale};
use crate::engine::event::Event;
use crate::engine::ids::{CallId, ViewId};
use crate::engine::problem::Problem;
use crate::widget::Asked;

/// Whether the rest of the code is here, and what waits for it.
#[derive(Default)]
pub struct Rest {
    here: Cell<bool>,
    waiting: RefCell<Vec<Press>>,
}

/// Something that the buyer pressed before the rest was here.
struct Press {
    open: &'static Open,
    view: ViewId,
    element: HtmlElement,
    asked: Asked,
}

/// Presses that wait at once; nobody presses more.
const WAITING_MAX: usize = 50;

impl Rest {
    /// Whether all of the code is here.
    pub fn is_here(&self) -> bool {
        self.here.get()
    }
}

impl Runtime {
    /// Something happened in an element's shadow root.
    pub fn acted(&'static self, open: &'static Open, view: ViewId, element: &HtmlElement, event: &DomEvent) {
        let Some(asked) = Asked::of(event) else { return };
        if self.rest.is_here() {
            return self.act_rest(open, view, element, &asked);
        }
        let mut waiting = self.rest.waiting.borrow_mut();
        if waiting.len() < WAITING_MAX {
            asked.busy(true);
            waiting.push(Press { open, view, element: element.clone(), asked });
        }
        drop(waiting);
        self.host.rest();
    }

    /// The rest is here: carts wake, and what was pressed meanwhile is done.
    pub fn rest_came(&'static self) {
        self.rest.here.set(true);
        for open in self.shops.borrow().clone() {
            self.dispatch(open, Event::RestCame, None);
        }
        for Press { open, view, element, asked } in self.rest.waiting.take() {
            asked.busy(false);
            self.act_rest(open, view, &element, &asked);
        }
    }

    /// There is a network again: what waits for the rest wants it once more.
    pub fn fetch_rest_again(&self) {
        if !self.rest.waiting.borrow().is_empty() {
            self.host.rest();
        }
    }

    #[inline(never)]
    fn act_rest(&'static self, open: &'static Open, view: ViewId, element: &HtmlElement, asked: &Asked) {
        if let Some(action) = asked.action() {
            self.act(open, view, element, action);
        }
    }

    /// Performs what a sleeping cart never asks for.
    #[inline(never)]
    pub fn perform_rest(&'static self, open: &'static Open, effect: Effect, cause: Option<&HtmlElement>) {
        match effect {
            Effect::AskLock => open.lock.ask(),
            Effect::ReleaseLock => open.lock.release(),
            Effect::Navigate { url } => self.navigate(&url, cause),
            Effect::Resolve { call, value } => self.host.resolve(page::key(open, call), &values::value(&value)),
            Effect::Reject { call, problem } => self.rejected(open, call, &problem),
            Effect::Tell(Tale::Cart { cart, settled }) => {
                let cart = values::cart(&cart);
                let settled = settled.map_or(JsValue::UNDEFINED, |call| self.host.promise(page::key(open, call)));
                self.host.changed(&open.origin, &cart);
                self.announce(cause, "tsampa-cart", &object(&[("cart", &cart), ("settled", &settled)]), false);
            }
            Effect::Tell(Tale::Order { id, label, permalink_url }) => {
                let order = object(&[
                    ("id", &id.as_str().into()),
                    ("label", &label.as_deref().into()),
                    ("permalink_url", &permalink_url.as_deref().into()),
                ]);
                self.announce(None, "tsampa-order", &object(&[("order", &order)]), false);
            }
            // A first view performs these itself.
            _ => {}
        }
    }

    /// Rejects a call's promise.
    pub fn rejected(&self, open: &Open, call: CallId, problem: &Problem) {
        self.host.reject(page::key(open, call), problem.code(), &problem.sentence(), problem.retry());
    }
}

impl Open {
    /// The cart as it is shown now.
    #[inline(never)]
    pub fn cart_rest(&self) -> JsValue {
        values::cart(&self.shop.borrow().view_cart_shown())
    }
}

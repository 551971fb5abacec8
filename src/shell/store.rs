//! The record of a shop, shared by all pages of the browser: one text in IndexedDB, told to the others by a channel. A first view only looks
//! whether there is one (`look` in `js/page.js`).
//!
//! A transaction reads the text, applies the engine's changes and writes it back, so two pages that write at the same
//! moment both count. Where the browser keeps nothing (refused, full, or it never answers), the text lives in this page.

use std::cell::{Cell, RefCell};

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

use super::values::set;
use super::{Host, Tell, host};
use crate::engine::event::Event;
use crate::engine::ledger::{self, Changes};

/// How long the browser may take before the page goes on without it: its storage hangs now and then.
const PATIENCE_MS: u32 = 4_000;
/// Where one shop's record is kept.
pub struct Store {
    host: Host,
    name: String,
    tell: Tell,
    /// Changes that wait for their transaction, in order; the first may be at work.
    waiting: RefCell<Vec<Changes>>,
    /// Number of the transaction at work; even: there is none. One that took too long finds another number.
    turn: Cell<u32>,
    /// What the transaction at work is to store, and whether that differs from what is stored.
    found: RefCell<(String, bool)>,
    /// The browser keeps nothing for us.
    refused: Cell<bool>,
    /// The text as it was last stored or read.
    last: RefCell<Option<String>>,
}

impl Store {
    /// The store of this name. What other pages store the page's side hears (`hear` in `js/host.js`).
    pub fn new(host: &Host, name: &str, tell: &Tell) -> Self {
        Self {
            host: host.clone(),
            name: name.to_owned(),
            tell: tell.clone(),
            waiting: RefCell::default(),
            turn: Cell::new(0),
            found: RefCell::default(),
            refused: Cell::new(false),
            last: RefCell::default(),
        }
    }

    /// Applies the changes to the record, after those before.
    pub fn commit(&'static self, changes: Changes) {
        self.waiting.borrow_mut().push(changes);
        self.next();
    }

    fn next(&'static self) {
        if self.turn.get() % 2 == 1 || self.waiting.borrow().is_empty() {
            return;
        }
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        if self.refused.get() {
            return self.give_up(turn);
        }
        let done = self.host.transaction(&self.name, move |found, _| self.apply(turn, &found));
        self.host.after(&done, move |_, failed| if failed { self.give_up(turn) } else { self.stored(turn) });
        self.host.later(PATIENCE_MS, move || self.give_up(turn));
    }

    /// Inside the transaction: the text found there becomes the text to keep, unless nothing changes.
    fn apply(&'static self, turn: u32, found: &JsValue) {
        if self.turn.get() != turn {
            return;
        }
        let stored = Reflect::get(found, &"stored".into()).ok().and_then(|text| text.as_string());
        let changes = self.first();
        let text = applied(stored.as_deref(), &changes);
        let changed = !changes.is_empty() && stored.as_ref() != Some(&text);
        if changed {
            set(found.unchecked_ref(), "text", &text.as_str().into());
        }
        self.found.replace((text, changed));
    }

    /// A transaction counts when it is complete, not when its requests are.
    fn stored(&'static self, turn: u32) {
        if self.turn.get() == turn {
            let (text, changed) = self.found.take();
            if changed {
                host::post(&self.host, &self.name, &text);
            }
            self.committed(text, true);
        }
    }

    /// The browser does not keep it: from here on this page does.
    fn give_up(&'static self, turn: u32) {
        if self.turn.get() == turn {
            self.refused.set(true);
            let text = applied(self.last.borrow().as_deref(), &self.first());
            self.committed(text, false);
        }
    }

    fn first(&self) -> Changes {
        self.waiting.borrow().first().cloned().unwrap_or_default()
    }

    fn committed(&'static self, record: String, durable: bool) {
        self.last.replace(Some(record.clone()));
        self.waiting.borrow_mut().remove(0);
        self.turn.set(self.turn.get() + 1);
        (self.tell)(Event::Committed { record, durable });
        self.next();
    }
}

/// What a record becomes; one that is only read stays what it is.
fn applied(stored: Option<&str>, changes: &Changes) -> String {
    if changes.is_empty() { stored.unwrap_or_default().to_owned() } else { ledger::commit(stored, changes) }
}

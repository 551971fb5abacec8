//! The record of a shop, shared by all pages of the browser: one text in IndexedDB, told to the others by a channel.
//!
//! A transaction reads the text, applies the engine's changes and writes it back, so two pages that write at the same
//! moment both count. Where the browser keeps nothing (refused, full, or it never answers), the text lives in this page.

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, IdbDatabase, IdbRequest, IdbTransaction, IdbTransactionMode, MessageEvent, window};

use super::{Host, Tell, clock};
use crate::engine::event::Event;
use crate::engine::ids::Millis;
use crate::engine::ledger::{self, Change};

/// Name of the one object store, and of the one record in it.
const RECORD: &str = "record";
/// How long the browser may take before the page goes on without it: its storage hangs now and then.
const PATIENCE_MS: Millis = 4_000;
/// Longest text taken from another page; the engine's own is far shorter.
const RECORD_BYTES_MAX: usize = 262_144;

/// Where one shop's record is kept.
pub struct Store {
    host: Host,
    name: String,
    tell: Tell,
    channel: Option<BroadcastChannel>,
    /// Changes that wait for their transaction, in order; the first may be at work.
    waiting: RefCell<Vec<Vec<Change>>>,
    /// Number of the transaction at work; even: there is none. One that took too long finds another number.
    turn: Cell<u32>,
    database: RefCell<Option<IdbDatabase>>,
    /// The browser keeps nothing for us.
    refused: Cell<bool>,
    /// The text as it was last stored or read.
    last: RefCell<Option<String>>,
}

impl Store {
    /// The store of this name; it hears what other pages store from now on.
    pub fn new(host: &Host, name: &str, tell: &Tell) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            let tell = tell.clone();
            channel.set_onmessage(Some(&host.callback(move |event, _| {
                let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                if let Some(record) = text.filter(|text| text.len() <= RECORD_BYTES_MAX) {
                    tell(Event::RecordSeen { record });
                }
            })));
        }
        Self {
            host: host.clone(),
            name: name.to_owned(),
            tell: tell.clone(),
            channel,
            waiting: RefCell::default(),
            turn: Cell::new(0),
            database: RefCell::default(),
            refused: Cell::new(false),
            last: RefCell::default(),
        }
    }

    /// Applies the changes to the record, after those before.
    pub fn commit(&'static self, changes: Vec<Change>) {
        self.waiting.borrow_mut().push(changes);
        self.next();
    }

    fn next(&'static self) {
        if self.turn.get() % 2 == 1 || self.waiting.borrow().is_empty() {
            return;
        }
        let turn = self.turn.get() + 1;
        self.turn.set(turn);
        if self.refused.get() || self.begin(turn).is_err() {
            return self.give_up(turn);
        }
        clock::later(&self.host, PATIENCE_MS, move || self.give_up(turn));
    }

    /// With the database at hand transacts, else opens it first.
    fn begin(&'static self, turn: u32) -> Result<(), JsValue> {
        let database = self.database.borrow().clone();
        if let Some(database) = database {
            return self.transact(turn, &database);
        }
        let factory = window().and_then(|window| window.indexed_db().ok().flatten()).ok_or(JsValue::NULL)?;
        let request = factory.open_with_u32(&self.name, 1)?;
        let asked = request.clone();
        request.set_onupgradeneeded(Some(&self.host.callback(move |_, _| {
            if let Some(database) = opened(&asked) {
                _ = database.create_object_store(RECORD);
            }
        })));
        let asked = request.clone();
        request.set_onsuccess(Some(&self.host.callback(move |_, _| {
            let Some(database) = opened(&asked) else { return self.give_up(turn) };
            // Another page wants to remove it, or the browser took it: it is opened again when it is needed.
            let forget = self.host.callback(|_, _| {
                if let Some(database) = self.database.take() {
                    database.close();
                }
            });
            database.set_onversionchange(Some(&forget));
            database.set_onclose(Some(&forget));
            self.database.replace(Some(database.clone()));
            if self.turn.get() == turn && self.transact(turn, &database).is_err() {
                self.give_up(turn);
            }
        })));
        request.set_onerror(Some(&self.gives_up(turn)));
        Ok(())
    }

    fn transact(&'static self, turn: u32, database: &IdbDatabase) -> Result<(), JsValue> {
        let transaction = database.transaction_with_str_and_mode(RECORD, IdbTransactionMode::Readwrite)?;
        let records = transaction.object_store(RECORD)?;
        let read = records.get(&RECORD.into())?;
        transaction.set_onabort(Some(&self.gives_up(turn)));
        let (asked, working) = (read.clone(), transaction);
        read.set_onsuccess(Some(&self.host.callback(move |_, _| {
            let stored = asked.result().ok().and_then(|text| text.as_string());
            let changes = self.waiting.borrow().first().cloned().unwrap_or_default();
            let text = ledger::commit(stored.as_deref(), &changes);
            let changed = !changes.is_empty() && stored.as_ref() != Some(&text);
            let late = self.turn.get() != turn;
            if late || changed && records.put_with_key(&text.as_str().into(), &RECORD.into()).is_err() {
                _ = working.abort();
            } else {
                self.finishes(turn, &working, text, changed);
            }
        })));
        Ok(())
    }

    /// A transaction counts when it is complete, not when its requests are.
    fn finishes(&'static self, turn: u32, transaction: &IdbTransaction, text: String, changed: bool) {
        transaction.set_oncomplete(Some(&self.host.callback(move |_, _| {
            if self.turn.get() != turn {
                return;
            }
            if let Some(channel) = self.channel.as_ref().filter(|_| changed) {
                _ = channel.post_message(&text.as_str().into());
            }
            self.committed(&text, true);
        })));
    }

    fn gives_up(&'static self, turn: u32) -> Function {
        self.host.callback(move |_, _| self.give_up(turn))
    }

    /// The browser does not keep it: from here on this page does.
    fn give_up(&'static self, turn: u32) {
        if self.turn.get() == turn {
            self.refused.set(true);
            let changes = self.waiting.borrow().first().cloned().unwrap_or_default();
            let text = ledger::commit(self.last.borrow().as_deref(), &changes);
            self.committed(&text, false);
        }
    }

    fn committed(&'static self, record: &str, durable: bool) {
        self.last.replace(Some(record.to_owned()));
        self.waiting.borrow_mut().remove(0);
        self.turn.set(self.turn.get() + 1);
        (self.tell)(Event::Committed { record: record.to_owned(), durable });
        self.next();
    }
}

fn opened(request: &IdbRequest) -> Option<IdbDatabase> {
    request.result().ok()?.dyn_into().ok()
}

//! The record of a shop, shared by all pages of the browser: one text in IndexedDB, told to the others by a channel.
//!
//! A transaction reads the text, applies the engine's changes and writes it back, so two pages that write at the same
//! moment both count. Where the browser keeps nothing (refused, full, or it never answers), the text lives in this page.

use std::cell::{Cell, OnceCell, RefCell};

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, Event as DomEvent, IdbDatabase, IdbOpenDbRequest, IdbRequest, IdbTransaction};
use web_sys::{IdbTransactionMode as Mode, MessageEvent, window};

use super::{Open, Runtime};
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
#[derive(Default)]
pub struct Store {
    /// Transactions that wait for their turn, in order.
    waiting: RefCell<Vec<Vec<Change>>>,
    /// Number of the transaction at work, which may be overtaken by `PATIENCE_MS`; even: none.
    turn: Cell<u32>,
    database: RefCell<Option<IdbDatabase>>,
    /// The browser keeps nothing for us.
    refused: Cell<bool>,
    /// The text as it was last seen.
    last: RefCell<Option<String>>,
    channel: OnceCell<Option<BroadcastChannel>>,
}

impl Runtime {
    /// Applies the changes to the record, after those before.
    pub fn commit(&'static self, open: &'static Open, changes: Vec<Change>) {
        open.store.channel.get_or_init(|| self.hear_others(open));
        open.store.waiting.borrow_mut().push(changes);
        self.commit_next(open);
    }

    fn commit_next(&'static self, open: &'static Open) {
        let store = &open.store;
        if store.turn.get() % 2 == 1 || store.waiting.borrow().is_empty() {
            return;
        }
        let turn = store.turn.get() + 1;
        store.turn.set(turn);
        let began = !store.refused.get() && self.begin_transaction(open, turn).is_ok();
        if !began {
            return self.give_up(open, turn);
        }
        self.later(PATIENCE_MS, move || self.give_up(open, turn));
    }

    /// With the database at hand transacts, else opens it first.
    fn begin_transaction(&'static self, open: &'static Open, turn: u32) -> Result<(), JsValue> {
        let database = open.store.database.borrow().clone();
        if let Some(database) = database {
            return self.transact(open, turn, &database);
        }
        let factory = window().and_then(|window| window.indexed_db().ok().flatten()).ok_or(JsValue::NULL)?;
        let request = factory.open_with_u32(&open.name, 1)?;
        let wanted = request.clone();
        request.set_onupgradeneeded(Some(&self.host.callback(move |_, _| {
            if let Some(database) = result(&wanted) {
                _ = database.create_object_store(RECORD);
            }
        })));
        let wanted = request.clone();
        request.set_onsuccess(Some(&self.host.callback(move |_, _| {
            let Some(database) = result(&wanted) else { return self.give_up(open, turn) };
            // Another page wants to remove or renew the database, or the browser took it: it is opened again when needed.
            let forget = self.host.callback(move |_, _| {
                if let Some(database) = open.store.database.take() {
                    database.close();
                }
            });
            database.set_onversionchange(Some(&forget));
            database.set_onclose(Some(&forget));
            open.store.database.replace(Some(database.clone()));
            if open.store.turn.get() == turn && self.transact(open, turn, &database).is_err() {
                self.give_up(open, turn);
            }
        })));
        request.set_onerror(Some(&self.gives_up(open, turn)));
        Ok(())
    }

    fn transact(&'static self, open: &'static Open, turn: u32, database: &IdbDatabase) -> Result<(), JsValue> {
        let transaction = match database.transaction_with_str_and_mode(RECORD, Mode::Readwrite) {
            Ok(transaction) => transaction,
            Err(error) => {
                open.store.database.take();
                return Err(error);
            }
        };
        let records = transaction.object_store(RECORD)?;
        let read = records.get(&RECORD.into())?;
        let found = read.clone();
        let working = transaction.clone();
        read.set_onsuccess(Some(&self.host.callback(move |_, _| {
            if open.store.turn.get() != turn {
                _ = working.abort();
                return;
            }
            let stored = found.result().ok().and_then(|text| text.as_string());
            let changes = open.store.waiting.borrow().first().cloned().unwrap_or_default();
            let text = ledger::commit(stored.as_deref(), &changes);
            let changed = !changes.is_empty() && stored.as_ref() != Some(&text);
            if changed && records.put_with_key(&text.as_str().into(), &RECORD.into()).is_err() {
                _ = working.abort();
                return;
            }
            self.finishes(open, turn, &working, text, changed);
        })));
        transaction.set_onabort(Some(&self.gives_up(open, turn)));
        Ok(())
    }

    /// A transaction counts when it is complete, not when its requests are.
    fn finishes(
        &'static self,
        open: &'static Open,
        turn: u32,
        transaction: &IdbTransaction,
        text: String,
        changed: bool,
    ) {
        transaction.set_oncomplete(Some(&self.host.callback(move |_, _| {
            if open.store.turn.get() != turn {
                return;
            }
            if changed && let Some(Some(channel)) = open.store.channel.get() {
                _ = channel.post_message(&text.as_str().into());
            }
            self.committed(open, &text, true);
        })));
    }

    fn gives_up(&'static self, open: &'static Open, turn: u32) -> Function {
        self.host.callback(move |event, _| {
            // An error that nobody prevents is told to the page's console by some browsers.
            if let Ok(event) = event.dyn_into::<DomEvent>() {
                event.prevent_default();
            }
            self.give_up(open, turn);
        })
    }

    /// The browser does not keep it: from here on this page does.
    fn give_up(&'static self, open: &'static Open, turn: u32) {
        let store = &open.store;
        if store.turn.get() != turn {
            return;
        }
        store.refused.set(true);
        let changes = store.waiting.borrow().first().cloned().unwrap_or_default();
        let text = ledger::commit(store.last.borrow().as_deref(), &changes);
        self.committed(open, &text, false);
    }

    fn committed(&'static self, open: &'static Open, record: &str, durable: bool) {
        let store = &open.store;
        store.last.replace(Some(record.to_owned()));
        store.waiting.borrow_mut().remove(0);
        store.turn.set(store.turn.get() + 1);
        self.dispatch(open, Event::Committed { record: record.to_owned(), durable }, None);
        self.commit_next(open);
    }

    /// Hears what other pages store.
    fn hear_others(&'static self, open: &'static Open) -> Option<BroadcastChannel> {
        let channel = BroadcastChannel::new(&open.name).ok()?;
        channel.set_onmessage(Some(&self.host.callback(move |event, _| {
            let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
            if let Some(record) = text.filter(|text| text.len() <= RECORD_BYTES_MAX) {
                self.dispatch(open, Event::RecordSeen { record }, None);
            }
        })));
        Some(channel)
    }
}

fn result(request: &IdbOpenDbRequest) -> Option<IdbDatabase> {
    request.unchecked_ref::<IdbRequest>().result().ok()?.dyn_into().ok()
}

//! The writer's lock: of all pages of a browser that show one shop, one writes.

use std::cell::RefCell;

use js_sys::{Function, Reflect};
use wasm_bindgen::JsValue;
use web_sys::window;

use super::{Host, Tell};
use crate::engine::event::Event;

/// The lock of one shop.
pub struct Lock {
    host: Host,
    name: String,
    tell: Tell,
    /// Gives the lock back, or stops asking for it; none while it is not asked for.
    release: RefCell<Option<Function>>,
}

/// Whether the browser has Web Locks: not on plain-http pages, and not in a frame that keeps nothing.
pub fn offered() -> bool {
    let Some(window) = window() else { return false };
    let locks = Reflect::get(&window.navigator(), &"locks".into());
    window.origin() != "null" && locks.is_ok_and(|locks| locks.is_object())
}

impl Lock {
    /// The lock of this name, not asked for yet.
    pub fn new(host: &Host, name: &str, tell: &Tell) -> Self {
        Self { host: host.clone(), name: name.to_owned(), tell: tell.clone(), release: RefCell::default() }
    }

    /// Asks for the lock. Where there are no locks it is ours at once: the record's own lease decides then.
    pub fn ask(&'static self) {
        if self.release.borrow().is_some() {
            return;
        }
        if !offered() {
            return (self.tell)(Event::LockGained);
        }
        let release = self.host.after_locking(&self.name, |_, lost| {
            if lost {
                self.release.take();
            }
            (self.tell)(if lost { Event::LockLost } else { Event::LockGained });
        });
        self.release.replace(Some(release));
    }

    /// Gives the lock back.
    pub fn release(&self) {
        if let Some(release) = self.release.take() {
            _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

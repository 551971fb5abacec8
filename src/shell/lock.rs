//! The writer's lock: of all pages of a browser that show one shop, one writes.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;

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

impl Lock {
    /// The lock of this name, not asked for yet.
    pub fn new(host: &Host, name: &str, tell: &Tell) -> Self {
        Self { host: host.clone(), name: name.to_owned(), tell: tell.clone(), release: RefCell::default() }
    }

    /// Asks for the lock.
    pub fn ask(&'static self) {
        if self.release.borrow().is_some() {
            return;
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

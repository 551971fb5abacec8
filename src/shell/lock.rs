//! The writer's lock: of all pages of a browser that show one shop, one writes.

use std::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::host::forget;
use super::{Host, Tell};
use crate::engine::event::Event;

/// The lock of one shop.
pub struct Lock {
    host: Host,
    name: String,
    tell: Tell,
    /// Gives the lock back, or stops asking for it, and who would hear of its loss; none while it is not asked for.
    release: RefCell<Option<(Function, u32)>>,
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
        let gained = || (self.tell)(Event::LockGained);
        let lost = || {
            self.release.take();
            (self.tell)(Event::LockLost);
        };
        self.release.replace(Some(self.host.after_locking(&self.name, gained, lost)));
    }

    /// Gives the lock back.
    pub fn release(&self) {
        if let Some((release, lost)) = self.release.take() {
            _ = release.call0(&JsValue::UNDEFINED);
            forget(lost);
        }
    }
}

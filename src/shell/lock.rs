//! The writer's lock: of all pages of a browser that show one shop, one writes.

use std::cell::RefCell;

use js_sys::{Function, Reflect};
use wasm_bindgen::JsValue;
use web_sys::window;

use super::{Open, Runtime};
use crate::engine::event::Event;

/// Gives the lock back, or stops asking for it; none while it is not asked for.
#[derive(Default)]
pub struct Lock(RefCell<Option<Function>>);

/// Whether the browser has Web Locks: not on plain-http pages, and not in a frame that keeps nothing.
pub fn offered() -> bool {
    let Some(window) = window() else { return false };
    let locks = Reflect::get(&window.navigator(), &"locks".into());
    window.origin() != "null" && locks.is_ok_and(|locks| locks.is_object())
}

impl Runtime {
    /// Asks for the lock. Where there are no locks it is ours at once: the record's own lease decides then.
    pub fn ask_lock(&'static self, open: &'static Open) {
        if open.lock.0.borrow().is_some() {
            return;
        }
        if !offered() {
            return self.dispatch(open, Event::LockGained, None);
        }
        let release = self.host.after_locking(&open.name, move |_, lost| {
            if lost {
                open.lock.0.take();
            }
            self.dispatch(open, if lost { Event::LockLost } else { Event::LockGained }, None);
        });
        open.lock.0.replace(Some(release));
    }

    /// Gives the lock back.
    pub fn release_lock(&self, open: &Open) {
        if let Some(release) = open.lock.0.take() {
            _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

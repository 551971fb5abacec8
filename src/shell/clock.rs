//! Time and chance: one timer for all shops, the two clocks, random numbers.

use std::cell::{Cell, OnceCell};

use js_sys::Function;
use web_sys::{Window, window};

use super::{Host, Runtime};
use crate::engine::event::Event;
use crate::engine::ids::{Millis, WallMillis};

/// The one timer.
#[derive(Default)]
pub struct Timer {
    set: Cell<Option<(i32, Millis)>>,
    ring: OnceCell<Function>,
}

impl Runtime {
    /// Sets the timer to the first time that a shop waits for.
    pub fn set_timer(&'static self) {
        let next = self.shops.borrow().iter().filter_map(|open| open.shop.borrow().next_wake()).min();
        let set = self.timer.set.get();
        if set.map(|(_, at)| at) == next {
            return;
        }
        let Some(window) = window() else { return };
        if let Some((timer, _)) = set {
            window.clear_timeout_with_handle(timer);
        }
        let ring = self.timer.ring.get_or_init(|| self.host.callback(move |_, _| self.ring()));
        self.timer.set.set(next.and_then(|at| Some((start(&window, ring, at.saturating_sub(now()))?, at))));
    }

    fn ring(&'static self) {
        self.timer.set.set(None);
        let now = now();
        for open in self.shops.borrow().clone() {
            let due = open.shop.borrow().next_wake().is_some_and(|at| at <= now);
            if due {
                self.dispatch(open, Event::Woke, None);
            }
        }
        self.set_timer();
    }
}

/// Calls `work` after a time, whatever else happens meanwhile.
pub fn later(host: &Host, wait: Millis, work: impl Fn() + 'static) {
    if let Some(window) = window() {
        start(&window, &host.callback(move |_, _| work()), wait);
    }
}

fn start(window: &Window, ring: &Function, wait: Millis) -> Option<i32> {
    // One more, because timers may come a little early; a browser's timer has 31 bits.
    let wait = i32::try_from(wait + 1).unwrap_or(i32::MAX);
    window.set_timeout_with_callback_and_timeout_and_arguments_0(ring, wait).ok()
}

/// Milliseconds since the page opened.
pub fn now() -> Millis {
    let performance = window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as Millis)
}

/// The device's clock.
pub fn wall() -> WallMillis {
    js_sys::Date::now() as WallMillis
}

/// 256 bits that nobody can foresee.
pub fn entropy() -> [u64; 4] {
    let mut bytes = [0; 32];
    random(&mut bytes);
    let mut words = [0; 4];
    for (place, byte) in bytes.into_iter().enumerate() {
        if let Some(word) = words.get_mut(place / 8) {
            *word = *word << 8 | u64::from(byte);
        }
    }
    words
}

/// A UUIDv4 (RFC 9562, section 5.4). `crypto.randomUUID` is missing on plain-http pages.
pub fn uuid() -> String {
    let mut bytes = [0; 16];
    random(&mut bytes);
    let mut text = String::with_capacity(36);
    for (place, byte) in bytes.into_iter().enumerate() {
        let byte = match place {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    text
}

fn random(bytes: &mut [u8]) {
    let crypto = window().and_then(|window| window.crypto().ok());
    let filled = crypto.filter(|crypto| crypto.is_object()).map(|crypto| crypto.get_random_values_with_u8_array(bytes));
    if !matches!(filled, Some(Ok(_))) {
        for byte in bytes {
            *byte = (js_sys::Math::random() * 256.0) as u8;
        }
    }
}

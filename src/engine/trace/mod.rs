//! The trace: what the cart of this page was told, from some moment on, as a file that replays to the same state (`replay.rs`).
//!
//! A state to start from, then a line an event with its instant, then the hash of the state at the end. Whatever the engine did not
//! conclude from those (a wait or a key that chance gave, what the catalogue knew of an item) stands behind the event that it came with.
//! The catalogue itself is not in it: the cart asks it for nothing else.
//!
//! Nobody's data is in it either. Of answers it holds what the engine reads of them, of that and of the record numbers and the items'
//! ids; every text has a number in its place (`mask.rs`). What was sent is not in it at all, nor is the generator that makes keys.

mod mask;
mod replay;
mod state;
mod told;

pub use mask::Mask;
pub use replay::{Replayed, Step, replay};

use super::Shop;
use super::event::Event;
use super::fields::{Part, Text};
use super::ids::{ItemId, Millis};
use super::ledger::Snapshot;
use super::requests::Holder;

/// First words of a trace that this build can replay, behind its version.
const FORM: &str = " trace 3 ";
/// What begins the line of the state to start from.
const START: &str = "start ";
/// What begins the line of the state at the end.
const END: &str = "state ";
/// The end of a trace that had no more room.
const FULL: &str = "full";
/// Longest trace, but for its first and its last line.
const SIZE_BYTES_MAX: usize = 63 * 1024;
/// From this length on it begins anew when it can; what was told before is kept once more.
const SIZE_BYTES: usize = 28 * 1024;
/// Most texts that are told apart; beyond, a new beginning forgets the old one.
const TEXTS_MAX: usize = 2_000;

/// What this page's cart was told.
#[derive(Clone, Default)]
pub struct Trace {
    mask: Mask,
    /// An earlier beginning and what was told until the last one.
    earlier: String,
    /// The last beginning and what was told since.
    text: String,
    /// How long that beginning is.
    start: usize,
    /// The event under way; empty: it says nothing to the cart by itself.
    event: String,
    /// When it happened.
    now: Millis,
    /// What came with it.
    came: String,
    /// There is no room for what is told now.
    full: bool,
    /// What a replayed trace says that came.
    script: Script,
}

/// What came with an event, as a trace has it.
#[derive(Clone, Default)]
struct Script {
    waits: Vec<Millis>,
    keys: Vec<String>,
    items: Vec<(ItemId, Snapshot)>,
}

impl Shop {
    /// What this page's cart was told, as text of at most 64 KB.
    pub fn trace(&mut self) -> String {
        let mut trace = self.trace.take().unwrap_or_else(|| Box::new(self.trace_from(Trace::default())));
        let mut text = String::from("tsampa ");
        for part in [env!("CARGO_PKG_VERSION"), FORM] {
            text.push_str(part);
        }
        let plain = |letter: &char| letter.is_ascii_graphic();
        text.extend(self.settings.api.chars().filter(plain).take(200));
        text.push('\n');
        if trace.earlier.is_empty() {
            text.push_str(&trace.text);
        } else {
            text.push_str(&trace.earlier);
            text.push_str(trace.text.get(trace.start..).unwrap_or_default());
        }
        if trace.full {
            text.push_str(FULL);
        } else {
            text.push_str(END);
            text.push_str(&self.state_hash(&mut trace.mask));
        }
        text.push('\n');
        self.trace = Some(trace);
        text
    }

    /// Notes an event before it is taken in.
    #[inline(never)]
    pub(super) fn note_rest(&mut self, now: Millis, event: &Event) {
        if !self.settings.traced {
            return;
        }
        let mut trace = self.trace.take().unwrap_or_else(|| Box::new(self.trace_from(Trace::default())));
        trace.now = now;
        let mut text = Text { written: std::mem::take(&mut trace.event), mask: Some(&mut trace.mask) };
        text.written.clear();
        self.put_event(event, &mut text);
        trace.event = text.written;
        self.trace = Some(trace);
    }

    /// The event was taken in. One that says nothing to the cart counts as a moment when it looked at the time, if that led to something.
    pub(super) fn noted(&mut self, came_to_something: bool) {
        let Some(mut trace) = self.trace.take() else { return };
        if trace.event.is_empty() && (came_to_something || !trace.came.is_empty()) {
            trace.event.push(told::MOMENT);
        }
        if !trace.event.is_empty() {
            trace.push();
        }
        let long = trace.text.len() > SIZE_BYTES && trace.text.len() > 2 * trace.start;
        if (long || trace.full) && self.cart.is_between_transactions() {
            trace = Box::new(self.trace_from(*trace));
        }
        self.trace = Some(trace);
    }

    fn trace_from(&self, before: Trace) -> Trace {
        let mut trace = Trace::default();
        if before.mask.size() < TEXTS_MAX {
            trace.mask = before.mask;
            if !before.full {
                trace.earlier = before.text;
            }
        }
        let written = String::from(START);
        let mut text = Text { written, mask: Some(&mut trace.mask) };
        self.put_state(&mut text);
        text.written.push('\n');
        trace.full = text.written.len() > SIZE_BYTES_MAX;
        trace.text = if trace.full { String::new() } else { text.written };
        trace.start = trace.text.len();
        trace
    }

    /// A wait that chance gives.
    pub(super) fn drawn_wait(&mut self, most: Millis) -> Millis {
        let said = self.script().and_then(|script| next(&mut script.waits));
        let wait = said.unwrap_or_else(|| self.chance.wait(most));
        self.came(WAIT, &wait);
        wait
    }

    /// A new key.
    pub(super) fn drawn_key(&mut self) -> String {
        let said = self.script().and_then(|script| next(&mut script.keys));
        let key = said.unwrap_or_else(|| self.chance.uuid());
        self.came(KEY, &key);
        key
    }

    /// The variant that is meant by an item, and how it looks: by its id where the catalogue has not shown it.
    pub(super) fn resolved(&mut self, item: &ItemId, first: Option<Holder>) -> (ItemId, Snapshot) {
        let said = self.script().and_then(|script| next(&mut script.items));
        let known = said.or_else(|| self.catalog.resolve(item, first));
        let unknown = || (item.clone(), Snapshot { title: item.0.clone(), ..Snapshot::default() });
        let found = known.unwrap_or_else(unknown);
        self.came(ITEM, &found);
        found
    }

    fn script(&mut self) -> Option<&mut Script> {
        Some(&mut self.trace.as_mut()?.script)
    }

    fn came(&mut self, what: char, part: &impl Part) {
        if let Some(trace) = &mut self.trace {
            let mut text = Text { written: std::mem::take(&mut trace.came), mask: Some(&mut trace.mask) };
            text.written.push(' ');
            text.tell(what, part);
            trace.came = text.written;
        }
    }
}

impl Trace {
    /// The event under way and what came with it become a line.
    fn push(&mut self) {
        let before = self.text.len();
        let mut line = Text { written: std::mem::take(&mut self.text), mask: None };
        self.now.put(&mut line);
        self.text = line.written;
        for part in [&self.event, &self.came, "\n"] {
            self.text.push_str(part);
        }
        self.event.clear();
        self.came.clear();
        if self.earlier.len() + self.text.len() > SIZE_BYTES_MAX {
            self.earlier.clear();
        }
        self.full |= self.text.len() > SIZE_BYTES_MAX;
        if self.full {
            self.text.truncate(before);
        }
    }
}

/// What begins a wait, a key, an item.
const WAIT: char = 'w';
const KEY: char = 'k';
const ITEM: char = 'i';

fn next<T>(queue: &mut Vec<T>) -> Option<T> {
    if queue.is_empty() { None } else { Some(queue.remove(0)) }
}

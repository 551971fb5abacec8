//! What the buyers, and who kills the marketplace, know of one another: where it stands now, what was acknowledged, what was not.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// A write with its key; a repetition is the same to the byte.
#[derive(Clone, Debug)]
pub struct Write {
    /// Its place among the writes of its buyer.
    pub number: u64,
    pub key: String,
    pub method: &'static str,
    pub path: String,
    pub body: String,
}

/// What is known.
#[derive(Default)]
pub struct Known {
    /// Where the marketplace listens; it moves each time it is started.
    address: String,
    starts: u32,
    /// Buyers who wait for its next start, or have gone home.
    waiting: usize,
    over: bool,
    /// By key: the write and its answer.
    pub acknowledged: BTreeMap<String, (Write, Vec<u8>)>,
    /// Writes that a kill came between, or whose answer their buyer did not wait for.
    pub unanswered: BTreeMap<String, Write>,
    /// How many those were in all.
    pub cut_off: usize,
    of_this_start: usize,
}

/// The place where all meet.
#[derive(Default)]
pub struct Street {
    known: Mutex<Known>,
    changed: Condvar,
}

impl Street {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    fn wait_while(&self, what: &str, condition: impl FnMut(&mut Known) -> bool) -> MutexGuard<'_, Known> {
        let (known, late) = self.changed.wait_timeout_while(self.known(), PATIENCE, condition).unwrap();
        assert!(!late.timed_out(), "waited too long for {what}");
        known
    }

    /// Looks at what is known.
    pub fn look(&self, at: impl FnOnce(&Known)) {
        at(&self.known());
    }

    /// The marketplace is there. Whoever waits goes on, whether awake yet or not.
    pub fn open(&self, address: &str, last: bool) {
        let mut known = self.known();
        known.address = address.to_owned();
        known.starts += 1;
        known.waiting = 0;
        known.of_this_start = 0;
        known.over = last;
        self.changed.notify_all();
    }

    /// Some writes were acknowledged, and others are on their way: how many is chance, and so is the moment.
    pub fn wait_for_some_writes(&self) {
        let (some, moment) = (20 + random() % 200, random() % 3_000);
        drop(self.wait_while("writes", |known| known.of_this_start < some as usize && known.waiting < super::BUYERS));
        std::thread::sleep(Duration::from_micros(moment));
    }

    /// All buyers have noticed that it is gone, or went home: now it is known for every write whether it was answered.
    pub fn wait_until_all_stand_still(&self) {
        drop(self.wait_while("the buyers", |known| known.waiting < super::BUYERS));
    }

    /// Waits for a later start of the marketplace than the one a buyer knows: its number, and where.
    pub fn next(&self, seen: u32) -> (u32, String) {
        self.stand_still();
        let known = self.wait_while("the next start", |known| known.starts <= seen);
        (known.starts, known.address.clone())
    }

    /// A buyer does nothing more until the next start.
    pub fn stand_still(&self) {
        self.known().waiting += 1;
        self.changed.notify_all();
    }

    /// Whether this was the last start: a buyer who has been answered goes home.
    pub fn is_over(&self) -> bool {
        self.known().over
    }

    /// A write goes out.
    pub fn begin(&self, write: &Write) {
        self.known().unanswered.insert(write.key.clone(), write.clone());
    }

    /// No answer came.
    pub fn cut_off(&self) {
        self.known().cut_off += 1;
    }

    /// An answer came, whole.
    pub fn acknowledge(&self, write: Write, answer: &[u8]) {
        let mut known = self.known();
        known.unanswered.remove(&write.key);
        known.acknowledged.insert(write.key.clone(), (write, answer.to_vec()));
        known.of_this_start += 1;
        self.changed.notify_all();
    }
}

/// Chance.
pub fn random() -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_ne_bytes(bytes)
}

/// The longest that anything here may take before the test fails instead of hanging.
pub const PATIENCE: Duration = Duration::from_secs(60);

//! The world of one schedule: a browser with its pages, the network, the business, a clock that jumps from one happening to the next.

mod buyer;
mod life;
mod network;
pub mod page;
mod rest;
mod storage;
mod traced;
pub mod watch;

use crate::business::Business;
use crate::dice::{Dice, mixed};
use crate::fault::{ALL, Fault, Faults, PLANNED};
use crate::promise::{Broken, Promise, hold};
use crate::reference::Store;
use crate::schedule::Schedule;
use page::Page;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::rc::Rc;
use tsampa::engine::effect::Exchange;
use tsampa::engine::event::HttpAnswer;
use tsampa::engine::ids::{Millis, RequestId};
use watch::Watch;

/// What came of a schedule.
pub struct Outcome {
    /// The promise that was broken, if one was.
    pub broken: Option<Broken>,
    /// Hash of everything that happened, in order.
    pub trace: u64,
    /// Things that happened.
    pub events: u64,
    /// Simulated milliseconds.
    pub time: Millis,
    /// Requests that changed something at the business, and all others.
    pub requests: u64,
    /// How often each fault struck.
    pub struck: [u32; ALL.len()],
    /// Hashes of the states that were reached.
    pub states: Vec<u64>,
    /// Of the way to rest: requests and milliseconds.
    pub rest: (u64, Millis),
}

/// Something that will happen to a page, or in the world.
#[derive(Clone)]
pub enum Happening {
    Gesture(u64),
    Planned(Fault),
    Arrives { page: u32, request: RequestId, exchange: Rc<Exchange>, again: bool },
    Answered { page: u32, request: RequestId, answer: HttpAnswer },
    Transaction { page: u32 },
    Committed { page: u32, record: Rc<str>, durable: bool },
    Heard { page: u32, record: Rc<str> },
    LockGranted { page: u32 },
    RestCame { page: u32 },
    Thawed { page: u32 },
    BackFromCheckout { page: u32, checkout: String },
    ClockOfTheNetwork,
    AllAgree { revision: u64 },
}

/// When it will.
#[derive(Clone)]
pub struct Due {
    pub at: Millis,
    pub order: u64,
    /// It takes longer than what is well usually does.
    pub slow: bool,
    pub what: Happening,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.order) == (other.at, other.order)
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

/// What all pages of one browser share.
#[derive(Clone, Default)]
pub struct Browser {
    pub store: Store,
    pub lock: Option<u32>,
    pub waiting: VecDeque<u32>,
    /// How far the device's clock is off.
    clock_off: i64,
}

/// Everything.
pub struct World {
    pub schedule: Schedule,
    pub now: Millis,
    pub queue: BinaryHeap<Reverse<Due>>,
    pub order: u64,
    pub faults: Faults,
    pub dice: Dice,
    pub browser: Browser,
    pub pages: Vec<Page>,
    pub opened: u32,
    pub business: Business,
    pub watch: Watch,
    /// Until when the network is gone, slow, moved or somebody else's.
    pub gone_until: Millis,
    pub slow_until: Millis,
    pub throttled_until: Millis,
    /// What happens, in words, where somebody wants to read it.
    pub story: Option<Vec<String>>,
}

/// What is well is there within this time.
const WELL_MS: Millis = 100;
/// Gestures of a schedule, at the most.
pub const GESTURES_MAX: u64 = 24;
/// The device's clock at the beginning.
const WALL: u64 = 1_000_000_000_000;

/// Plays a schedule from beginning to end.
pub fn play(schedule: Schedule) -> Outcome {
    World::new(schedule).played()
}

/// Plays it and tells what happened, a line each.
pub fn story(schedule: Schedule) -> Vec<String> {
    let mut world = World::new(schedule);
    world.story = Some(Vec::new());
    let broken = world.run().err();
    let mut story = world.story.unwrap_or_default();
    story.extend(broken.map(|broken| format!("{:>9}  {broken:?}", world.now)));
    story
}

impl World {
    fn played(mut self) -> Outcome {
        let world = &mut self;
        let broken = world.run().err();
        Outcome {
            broken,
            trace: world.watch.trace,
            events: world.watch.events,
            time: world.now,
            requests: world.watch.requests,
            struck: world.faults.struck,
            states: std::mem::take(&mut world.watch.states),
            rest: world.watch.rest,
        }
    }

    /// The world of a schedule, before anything happened in it.
    pub fn new(schedule: Schedule) -> Self {
        let mut world = Self {
            schedule,
            now: 0,
            queue: BinaryHeap::new(),
            order: 0,
            faults: Faults::new(schedule.seed, schedule.faults),
            dice: Dice::of(&[schedule.seed, 1]),
            browser: Browser::default(),
            pages: Vec::new(),
            opened: 0,
            business: Business::new(schedule.seed),
            watch: Watch { way: Dice::of(&[schedule.seed, 5]).pick(&[20, 100, 400]), ..Watch::default() },
            gone_until: 0,
            slow_until: 0,
            throttled_until: 0,
            story: None,
        };
        if world.faults.may(Fault::NoLocks) {
            world.faults.happened(Fault::NoLocks);
        }
        world.plan();
        world
    }

    /// Sets the buyer's gestures and the planned faults on their times. Each has dice of its own: without one, the others stay.
    fn plan(&mut self) {
        let seed = self.schedule.seed;
        let mut dice = Dice::of(&[seed, 2]);
        let span = dice.pick(&[1_500, 8_000, 30_000, 120_000]);
        for gesture in 0..dice.between(1, GESTURES_MAX) {
            let at = dice.below(span);
            if self.schedule.gestures >> gesture & 1 == 1 {
                self.at(at, Happening::Gesture(gesture));
            }
        }
        for fault in PLANNED {
            let mut dice = Dice::of(&[seed, 3, *fault as u64]);
            for _ in 0..if self.faults.may(*fault) { dice.between(1, 3) } else { 0 } {
                let at = dice.below(span);
                self.at(at, Happening::Planned(*fault));
            }
        }
    }

    fn run(&mut self) -> Result<(), Broken> {
        self.open_page()?;
        while let Some(at) = self.next_time() {
            let planned = |due: &Reverse<Due>| matches!(due.0.what, Happening::Gesture(_) | Happening::Planned(_));
            if at > self.now + 400 && !self.queue.iter().any(planned) {
                break; // The schedule is played out; what is still on its way belongs to the way to rest.
            }
            self.step()?;
        }
        self.come_to_rest()
    }

    /// When the next thing happens.
    fn next_time(&self) -> Option<Millis> {
        let queued = self.queue.peek().map(|due| due.0.at);
        let wake = self.pages.iter().filter_map(|page| page.wake).min();
        queued.into_iter().chain(wake).min()
    }

    /// The next thing happens.
    fn step(&mut self) -> Result<(), Broken> {
        let wake = self.pages.iter().filter_map(|page| page.wake.map(|at| (at, page.number))).min();
        let queued = self.queue.peek().map(|due| due.0.at);
        match (wake, queued) {
            (Some((at, page)), queued) if queued.is_none_or(|queued| at < queued) => {
                self.advance(at)?;
                self.trace(&[99, u64::from(page)]);
                self.woke(page)
            }
            _ => match self.queue.pop() {
                None => Ok(()),
                Some(Reverse(due)) => {
                    self.advance(due.at)?;
                    self.happen(due.what)
                }
            },
        }
    }

    pub fn advance(&mut self, at: Millis) -> Result<(), Broken> {
        self.watch.at_once = if at > self.now { 0 } else { self.watch.at_once + 1 };
        self.now = self.now.max(at);
        self.business.at(self.now);
        self.watch.events += 1;
        hold(Promise::EverythingIsAnswered, self.watch.at_once < 2_000, || {
            "an endless loop within one moment".to_owned()
        })
    }

    pub fn happen(&mut self, what: Happening) -> Result<(), Broken> {
        match what {
            Happening::Gesture(gesture) => {
                self.trace(&[1, gesture]);
                self.tell_reader(|| format!("gesture {gesture}"));
                self.gesture(gesture)
            }
            Happening::Planned(fault) => {
                self.trace(&[2, fault as u64]);
                self.faults.happened(fault);
                self.tell_reader(|| format!("{fault:?}"));
                self.suffer(fault)
            }
            Happening::Arrives { page, request, exchange, again } => {
                self.trace(&[3, u64::from(page), u64::from(request.0)]);
                self.arrives(page, request, exchange, again)
            }
            Happening::Answered { page, request, answer } => {
                self.trace(&[4, u64::from(page), u64::from(request.0)]);
                self.answered(page, request, answer)
            }
            Happening::Transaction { page } => self.transaction(page),
            Happening::Committed { page, record, durable } => {
                self.trace(&[5, u64::from(page), crate::dice::of_text(&record)]);
                self.committed(page, record, durable)
            }
            Happening::Heard { page, record } => self.heard(page, record),
            Happening::LockGranted { page } => self.lock_granted(page),
            Happening::RestCame { page } => self.rest_came(page),
            Happening::Thawed { page } => self.thawed(page),
            Happening::BackFromCheckout { page, checkout } => self.back_from_checkout(page, &checkout),
            Happening::ClockOfTheNetwork => self.network_back(),
            Happening::AllAgree { revision } => self.all_agree(revision),
        }
    }

    fn at(&mut self, at: Millis, what: Happening) {
        self.order += 1;
        let slow = at >= self.now + WELL_MS;
        self.queue.push(Reverse(Due { at, order: self.order, slow, what }));
    }

    fn after(&mut self, wait: Millis, what: Happening) {
        self.at(self.now + wait, what);
    }

    /// Adds a line to the story.
    pub fn tell_reader(&mut self, line: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(story) = &mut self.story {
            story.push(format!("{now:>9}  {}", line()));
        }
    }

    fn trace(&mut self, parts: &[u64]) {
        self.watch.trace = mixed(&[self.watch.trace, self.now, mixed(parts)]);
    }

    /// The device's clock now.
    fn wall(&self) -> u64 {
        (WALL + self.now).saturating_add_signed(self.browser.clock_off)
    }
}

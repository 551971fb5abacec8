//! One page: the engine, and what its shell would do for it.

use super::{Happening, World};
use crate::fault::Fault;
use crate::promise::{Broken, Promise, hold};
use crate::reference::Store;
use std::collections::VecDeque;
use std::rc::Rc;
use tsampa::engine::effect::{Effect, Tale};
use tsampa::engine::event::Event;
use tsampa::engine::ids::{CallId, Millis, RequestId};
use tsampa::engine::ledger::Changes;
use tsampa::engine::{Settings, Shop};

/// A page.
#[derive(Clone)]
pub struct Page {
    /// Shared by the copies of a walk until one of them is told something.
    pub shop: Rc<Shop>,
    pub number: u32,
    pub opened: Millis,
    /// When the engine wants to be woken.
    pub wake: Option<Millis>,
    /// Nothing reaches it before this time.
    pub frozen_until: Option<Millis>,
    /// It went into the back-forward cache.
    pub cached: bool,
    /// What is in flight; of a write its key and what it changes.
    pub flying: Vec<(RequestId, Option<(String, String)>)>,
    pub transactions: VecDeque<Changes>,
    /// The record that only this page's memory holds, since its browser refused to keep one.
    pub own: Option<Store>,
    /// A gesture was made on it.
    pub touched: bool,
    /// Calls that no answer came for yet.
    pub calls: Vec<CallId>,
    /// Its record has been read once.
    pub read: bool,
    /// The record as it last saw it.
    pub last: Option<Rc<str>>,
    /// The number of the shop's state, and at which of its revisions.
    pub state: Option<(u64, u64)>,
}

impl Page {
    /// Its shop, to tell it something.
    pub fn shop_mut(&mut self) -> &mut Shop {
        Rc::make_mut(&mut self.shop)
    }
}

const API: &str = "https://market.example";

impl World {
    pub fn open_page(&mut self) -> Result<(), Broken> {
        self.opened += 1;
        let number = self.opened;
        let late = self.faults.strikes(Fault::CodeLate);
        let settings = Settings {
            api: API.to_owned(),
            endpoint: Some(format!("{API}/ucp/v1")),
            profile: format!("{API}/sdk/v1/profile.json"),
            host: "gyangze.example".to_owned(),
            path: "/visit".to_owned(),
            locks: !self.faults.may(Fault::NoLocks),
            parts: late,
            traced: self.is_traced(),
            ..Settings::default()
        };
        let entropy = [self.dice.next(), self.dice.next(), self.dice.next(), self.dice.next()];
        let shop = Shop::open(settings, entropy, self.wall());
        self.pages.push(Page {
            shop: Rc::new(shop),
            number,
            opened: self.now,
            wake: None,
            frozen_until: None,
            flying: Vec::new(),
            transactions: VecDeque::new(),
            own: None,
            touched: false,
            calls: Vec::new(),
            read: false,
            cached: false,
            last: None,
            state: None,
        });
        let mut effects = Vec::new();
        if let Some(page) = self.pages.last_mut() {
            page.shop_mut().start(&mut effects);
        }
        self.perform(number, effects)
    }

    pub fn place(&self, number: u32) -> Option<usize> {
        self.pages.iter().position(|page| page.number == number)
    }

    /// Tells a page something, and does what it asks for.
    pub(super) fn tell(&mut self, number: u32, event: Event) -> Result<(), Broken> {
        let Some(place) = self.place(number) else { return Ok(()) };
        let mut effects = Vec::new();
        self.tell_reader(|| format!("page {number} hears {event:?}"));
        let page = &mut self.pages[place];
        let now = self.now - page.opened;
        page.shop_mut().update(now, event, &mut effects);
        self.perform(number, effects)?;
        self.look_at_trace(number)?;
        self.look_at(number)
    }

    pub fn woke(&mut self, number: u32) -> Result<(), Broken> {
        if let Some(place) = self.place(number) {
            self.pages[place].wake = None;
        }
        self.tell(number, Event::Woke)
    }

    fn perform(&mut self, number: u32, effects: Vec<Effect>) -> Result<(), Broken> {
        for effect in effects {
            if !matches!(effect, Effect::Console { .. }) && self.faults.strikes(Fault::CrashBetweenEffects) {
                self.close_page(number);
                return self.open_page();
            }
            let Some(place) = self.place(number) else { return Ok(()) };
            self.tell_reader(|| format!("page {number}   does {effect:?}"));
            let page = &mut self.pages[place];
            match effect {
                Effect::Send { request, exchange } => self.send(place, request, exchange)?,
                Effect::Abort { request } => page.flying.retain(|flying| flying.0 != request),
                Effect::Commit { changes } => {
                    page.transactions.push_back(changes);
                    let waiting = page.transactions.len();
                    hold(Promise::EverythingIsAnswered, waiting < 200, || format!("{waiting} open transactions"))?;
                    if waiting == 1 {
                        self.begin_transaction(number);
                    }
                }
                Effect::FetchRest => {
                    let wait = self.dice.between(20, 4_000);
                    self.after(wait, Happening::RestCame { page: number });
                }
                Effect::AskLock => self.ask_lock(number),
                Effect::ReleaseLock => self.release_lock(number),
                Effect::Navigate { url } => self.leave_for(number, &url),
                Effect::Resolve { call, .. } | Effect::Reject { call, .. } if call.0 < CallId::ENGINE => {
                    let waited = page.calls.iter().position(|waiting| *waiting == call);
                    hold(Promise::EverythingIsAnswered, waited.is_some(), || format!("{call:?} was answered twice"))?;
                    page.calls.retain(|waiting| *waiting != call);
                }
                Effect::Tell(Tale::Order { id, .. }) => self.order_told(&id)?,
                _ => {}
            }
        }
        self.note_wake(number);
        Ok(())
    }

    fn note_wake(&mut self, number: u32) {
        let (now, throttled) = (self.now, self.throttled_until > self.now);
        let Some(place) = self.place(number) else { return };
        let page = &mut self.pages[place];
        let at = page.shop.next_wake().map(|wake| (wake + page.opened).max(now));
        let at = at.map(|at| if throttled { at.next_multiple_of(60_000) } else { at });
        page.wake = at.map(|at| at.max(page.frozen_until.unwrap_or(0)));
    }

    /// Whether what happens to this page has to wait until it thaws; then it comes again.
    pub fn is_frozen(&self, number: u32) -> Option<Millis> {
        self.place(number).and_then(|place| self.pages[place].frozen_until)
    }

    pub(super) fn heard(&mut self, number: u32, record: Rc<str>) -> Result<(), Broken> {
        if let Some(at) = self.is_frozen(number) {
            self.at(at, Happening::Heard { page: number, record });
            return Ok(());
        }
        self.tell(number, Event::RecordSeen { record: record.to_string() })
    }

    pub(super) fn rest_came(&mut self, number: u32) -> Result<(), Broken> {
        if let Some(at) = self.is_frozen(number) {
            self.at(at, Happening::RestCame { page: number });
            return Ok(());
        }
        self.tell(number, Event::RestCame)
    }

    // ---- the writer's lock ----

    fn ask_lock(&mut self, number: u32) {
        // Without Web Locks the shell says yes at once: the record's lease decides.
        if self.faults.may(Fault::NoLocks) {
            return self.after(0, Happening::LockGranted { page: number });
        }
        self.browser.waiting.push_back(number);
        self.hand_lock();
    }

    pub(super) fn release_lock(&mut self, number: u32) {
        self.browser.waiting.retain(|waiting| *waiting != number);
        if self.browser.lock == Some(number) {
            self.browser.lock = None;
            self.hand_lock();
        }
    }

    pub(super) fn hand_lock(&mut self) {
        if self.browser.lock.is_none()
            && let Some(number) = self.browser.waiting.pop_front()
        {
            self.browser.lock = Some(number);
            let wait = self.dice.below(5);
            self.after(wait, Happening::LockGranted { page: number });
        }
    }

    pub(super) fn lock_granted(&mut self, number: u32) -> Result<(), Broken> {
        if let Some(at) = self.is_frozen(number) {
            self.at(at, Happening::LockGranted { page: number });
            return Ok(());
        }
        if self.browser.lock == Some(number) || self.faults.may(Fault::NoLocks) {
            return self.tell(number, Event::LockGained);
        }
        Ok(())
    }
}

//! The small world: what can happen next in it, and what does.

use super::scenario::{Click, Scenario};
use crate::business::Business;
use crate::dice::Dice;
use crate::fault::{Fault, Walked};
use crate::promise::{Broken, Promise, hold};
use crate::schedule::Schedule;
use crate::world::{Due, Happening, World};
use std::cmp::Reverse;
use tsampa::engine::effect::Method;
use tsampa::engine::event::{Event, HttpAnswer};
use tsampa::engine::ids::{CallId, ItemId, Millis, RequestId};

/// What happens next.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// What was on its way, by its number.
    Comes(u64),
    /// A page's timer fires.
    Wakes(u32),
    /// The buyer's next click on a tab.
    Clicks(usize),
    /// A fault, to a page or (0) to the world.
    Suffers(Fault, u32),
}

/// What happens next, and the fault that strikes in it, at one of its chances.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    pub step: Step,
    pub strikes: Option<(Fault, u8)>,
}

/// The small world somewhere on its way.
#[derive(Clone)]
pub struct Small {
    pub world: World,
    pub scenario: &'static Scenario,
    /// The page that each tab shows.
    pub tabs: [u32; 2],
    /// Clicks made on each.
    pub made: [usize; 2],
}

/// A timer of so soon fires at any moment.
const SOON_MS: Millis = 2_000;
/// How long a fault lasts that lasts.
const LASTS_MS: Millis = 3_000;
/// Most steps until rest.
const STEPS_MAX: u32 = 10_000;

impl Small {
    /// Both tabs are open, the cart is as it was before, nothing is on its way.
    pub fn new(scenario: &'static Scenario) -> Result<Self, Broken> {
        let faults = if scenario.locks { 0 } else { Fault::NoLocks.bit() };
        let mut world = World::new(Schedule { seed: 1, faults, gestures: 0 });
        world.watch.way = 20;
        world.faults.walked = Some(Walked::default());
        world.business.goods.iter_mut().for_each(|goods| (goods.stock, goods.supply, goods.limit) = (99, 99, 99));
        let mut small = Self { world, scenario, tabs: [1, 2], made: [0, 0] };
        for number in 1..=2 {
            small.world.dice = Dice::of(&[number]);
            small.world.open_page()?;
            small.settle()?;
        }
        for click in scenario.before {
            small.click(1, *click)?;
            small.settle()?;
        }
        Ok(small)
    }

    /// First come, first served, until nothing happens any more.
    fn settle(&mut self) -> Result<(), Broken> {
        let mut steps = 0;
        while let Some(step) = self.steps().into_iter().find(|step| !matches!(step, Step::Clicks(_))) {
            self.go(Choice { step, strikes: None })?;
            steps += 1;
            hold(Promise::NoDeadWait, steps < STEPS_MAX, || "no rest before the first click".to_owned())?;
        }
        Ok(())
    }

    /// Everything that can happen next, but for faults.
    pub fn steps(&self) -> Vec<Step> {
        let world = &self.world;
        let mut due: Vec<&Due> = world.queue.iter().map(|Reverse(due)| due).filter(|due| self.may_come(due)).collect();
        due.sort_by_key(|due| due.order);
        let mut steps: Vec<Step> = due.iter().map(|due| Step::Comes(due.order)).collect();
        let still = due.iter().all(|due| due.slow);
        for page in world.pages.iter().filter(|page| page.frozen_until.is_none()) {
            if page.wake.is_some_and(|wake| still || wake < world.now + SOON_MS) {
                steps.push(Step::Wakes(page.number));
            }
        }
        for (tab, page) in self.tabs.iter().enumerate() {
            let left = self.made[tab] < self.scenario.clicks[tab].len();
            let awake = world.place(*page).is_some_and(|at| world.pages[at].frozen_until.is_none());
            if left && awake {
                steps.push(Step::Clicks(tab));
            }
        }
        steps
    }

    /// Whether it can come now: messages to one page keep their order, and a frozen page hears nothing.
    fn may_come(&self, due: &Due) -> bool {
        let page = match &due.what {
            Happening::Answered { page, .. }
            | Happening::Transaction { page }
            | Happening::Committed { page, .. }
            | Happening::Heard { page, .. }
            | Happening::LockGranted { page }
            | Happening::RestCame { page } => *page,
            _ => return true,
        };
        let heard = matches!(due.what, Happening::Heard { .. });
        let earlier = |other: &Due| {
            other.order < due.order && matches!(&other.what, Happening::Heard { page: to, .. } if *to == page)
        };
        let asleep = self.world.is_frozen(page).is_some();
        let waits = heard && self.world.queue.iter().any(|Reverse(other)| earlier(other));
        !asleep && !waits
    }

    /// It happens.
    pub fn go(&mut self, choice: Choice) -> Result<(), Broken> {
        let world = &mut self.world;
        world.faults.walked = Some(Walked { armed: choice.strikes, chances: Vec::new() });
        // What is drawn follows from the state alone: pages that are opened have keys of their own.
        world.dice = Dice::of(&[7, u64::from(world.opened)]);
        world.watch.states.clear();
        world.watch.at_once = 0;
        match choice.step {
            Step::Comes(order) => self.comes(order)?,
            Step::Wakes(page) => self.wakes(page)?,
            Step::Clicks(tab) => {
                let click = self.scenario.clicks[tab][self.made[tab]];
                self.made[tab] += 1;
                self.click(self.tabs[tab], click)?;
            }
            Step::Suffers(fault, page) => self.suffers(fault, page)?,
        }
        self.profiles_come()?;
        self.drop_what_nobody_hears();
        self.look_for_tabs();
        Ok(())
    }

    /// What comes to a page that is gone, or answers what was given up, changes nothing: without it there are fewer states.
    fn drop_what_nobody_hears(&mut self) {
        let world = &mut self.world;
        let flies = |page: u32, request: RequestId| {
            let page = world.pages.iter().find(|known| known.number == page);
            page.is_some_and(|page| page.flying.iter().any(|flying| flying.0 == request))
        };
        let is_open = |page: u32| world.pages.iter().any(|known| known.number == page);
        let matters = |due: &Reverse<Due>| match &due.0.what {
            Happening::Arrives { page, request, exchange, .. } => {
                exchange.method != Method::Get || flies(*page, *request)
            }
            Happening::Answered { page, request, .. } => flies(*page, *request),
            Happening::LockGranted { page } => {
                is_open(*page) && (!self.scenario.locks || world.browser.lock == Some(*page))
            }
            Happening::Transaction { page }
            | Happening::Committed { page, .. }
            | Happening::Heard { page, .. }
            | Happening::RestCame { page }
            | Happening::Thawed { page } => is_open(*page),
            _ => true,
        };
        world.queue.retain(matters);
    }

    /// The business's profile, which every page asks for when it opens, is there at once.
    fn profiles_come(&mut self) -> Result<(), Broken> {
        let profile = self.world.business.profile();
        let plain = |due: &Due| match &due.what {
            Happening::Arrives { exchange, .. } => exchange.plain,
            Happening::Answered { answer, .. } => {
                matches!(answer, HttpAnswer::Answer { body, .. } if *body == profile)
            }
            _ => false,
        };
        while let Some(order) = self.world.queue.iter().find(|Reverse(due)| plain(due)).map(|due| due.0.order) {
            self.comes(order)?;
        }
        Ok(())
    }

    fn comes(&mut self, order: u64) -> Result<(), Broken> {
        let mut queue = std::mem::take(&mut self.world.queue).into_vec();
        let place = queue.iter().position(|Reverse(due)| due.order == order);
        let due = place.map(|place| queue.swap_remove(place).0);
        self.world.queue = queue.into();
        let Some(due) = due else { return Ok(()) };
        // What ends at a time of its own is there at that time.
        if matches!(due.what, Happening::ClockOfTheNetwork | Happening::Thawed { .. }) {
            self.world.advance(due.at)?;
        }
        self.world.happen(due.what)
    }

    fn wakes(&mut self, page: u32) -> Result<(), Broken> {
        let wake = self.world.place(page).and_then(|place| self.world.pages[place].wake);
        self.world.advance(wake.unwrap_or(0))?;
        self.world.woke(page)
    }

    fn click(&mut self, page: u32, click: Click) -> Result<(), Broken> {
        let call = CallId((self.made[0] + 10 * self.made[1]) as u32 + 1);
        let item = |item: &str| ItemId(item.to_owned());
        let event = match click {
            Click::ChecksOut => {
                self.world.faults.happened(Fault::ChecksOut);
                return self.world.press_checkout(page, call);
            }
            Click::Add(id) => {
                let channel = Some("walk".to_owned());
                Event::Added { view: None, call: Some(call), item: item(id), quantity: 1, channel }
            }
            Click::Set(id, quantity) => Event::QuantityChosen { call: Some(call), item: item(id), quantity },
        };
        let before = self.world.wishes_on_their_way(page);
        self.world.wish(page, Some(call), event)?;
        let after = self.world.wishes_on_their_way(page);
        let gone = self.world.place(page).is_none();
        hold(Promise::NoWishIsLost, gone || after == before + 1, || {
            format!("a click made {} changes of the record", after - before)
        })
    }

    fn suffers(&mut self, fault: Fault, page: u32) -> Result<(), Broken> {
        self.world.faults.happened(fault);
        let pieces = if fault == Fault::ChangedElsewhere { 3 } else { 1 };
        match fault {
            Fault::OfflineForAWhile | Fault::NetworkGoneUnsaid | Fault::LockStolen => {}
            Fault::StorageEvicted | Fault::ClockForth | Fault::ClockBack => {}
            _ if page > 0 => {}
            _ => {
                Business::suffer_at(&mut self.world.business, fault, 0, pieces);
                return Ok(());
            }
        }
        let until = self.world.now + LASTS_MS;
        self.world.suffer_on(fault, Some(page).filter(|page| *page > 0), until)
    }

    /// A page that was loaded again is the same tab's.
    fn look_for_tabs(&mut self) {
        for tab in 0..2 {
            if self.world.place(self.tabs[tab]).is_none() {
                let other = self.tabs[1 - tab];
                let opened = self.world.pages.iter().map(|page| page.number).find(|page| *page != other);
                self.tabs[tab] = opened.unwrap_or(self.tabs[tab]);
            }
        }
    }
}

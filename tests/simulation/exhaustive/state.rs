//! Which states are the same, and what must be true of one where nothing more happens.

use super::small::Small;
use crate::dice::{mixed, of_text};
use crate::fault::Fault;
use crate::promise::Broken;
use crate::reference::Store;
use crate::world::page::Page;
use crate::world::{Happening, World};
use std::cmp::Reverse;
use tsampa::engine::event::HttpAnswer;
use tsampa::engine::ids::ViewId;

/// After these a page need not know by itself that all is done: it has a record of its own, or what would tell it is lost.
const UNTOLD: [Fault; 5] =
    [Fault::MessageLost, Fault::StorageFull, Fault::StorageStuck, Fault::StorageEvicted, Fault::CurrencyChanged];

/// A copy that goes its own way. What only a reader wants is left behind.
impl Clone for World {
    fn clone(&self) -> Self {
        Self {
            schedule: self.schedule,
            now: self.now,
            queue: self.queue.clone(),
            order: self.order,
            faults: self.faults.clone(),
            dice: self.dice.clone(),
            browser: self.browser.clone(),
            pages: self.pages.clone(),
            opened: self.opened,
            business: self.business.clone(),
            watch: self.watch.clone(),
            gone_until: self.gone_until,
            slow_until: self.slow_until,
            throttled_until: self.throttled_until,
            story: None,
        }
    }
}

impl Small {
    /// What must be true where nothing more happens: nobody waits, and once the buyer has looked again all is as promised.
    pub fn is_quiet(&self) -> Result<(), Broken> {
        let world = &self.world;
        if !world.faults.any_struck(&UNTOLD) {
            (0..world.pages.len()).try_for_each(|place| world.nothing_waits(place))?;
        }
        self.world.clone().come_to_rest()
    }

    /// The same number for states from which the same can happen.
    pub fn state(&mut self) -> u64 {
        self.world.pages.iter_mut().for_each(look_into);
        let world = &self.world;
        let struck = world.faults.struck_one().map_or(0, |fault| fault as u64 + 1);
        let mut parts = vec![struck, world.now, world.gone_until, u64::from(world.opened), world.business.state()];
        parts.extend([of_store(&world.browser.store), world.browser.lock.map_or(0, u64::from), world.watch.writes]);
        parts.extend(world.browser.waiting.iter().map(|page| u64::from(*page)));
        parts.extend(self.tabs.map(u64::from));
        parts.extend(self.made.map(|made| made as u64));
        parts.extend(world.pages.iter().map(of_page));
        parts.extend(world.watch.bytes.iter().map(|(key, bytes)| of_text(key) ^ bytes));
        parts.push(self.on_its_way());
        mixed(&parts)
    }

    /// What is on its way, in whatever order it set out; but messages in theirs.
    fn on_its_way(&self) -> u64 {
        let mut due: Vec<_> = self.world.queue.iter().map(|Reverse(due)| due).collect();
        due.sort_by_key(|due| due.order);
        let mut heard = 0;
        let mut others: Vec<u64> = Vec::new();
        for due in due {
            let what = mixed(&[of_happening(&due.what), u64::from(due.slow)]);
            match due.what {
                Happening::Heard { page, .. } => heard = mixed(&[heard, u64::from(page), what]),
                _ => others.push(what),
            }
        }
        others.sort_unstable();
        mixed(&[heard, mixed(&others)])
    }
}

fn of_happening(what: &Happening) -> u64 {
    match what {
        Happening::Arrives { page, request, exchange, again } => {
            let texts = [&exchange.url, exchange.body.as_ref().unwrap_or(&exchange.url)].map(|text| of_text(text));
            mixed(&[1, u64::from(*page), u64::from(request.0), u64::from(*again), texts[0], texts[1]])
        }
        Happening::Answered { page, request, answer } => {
            let answer = match answer {
                HttpAnswer::Answer { status, body, .. } => of_text(body) ^ u64::from(*status),
                HttpAnswer::Kept { body, .. } => of_text(body),
                HttpAnswer::Failed(_) => 0,
            };
            mixed(&[2, u64::from(*page), u64::from(request.0), answer])
        }
        Happening::Transaction { page } => mixed(&[3, u64::from(*page)]),
        Happening::Committed { page, record, .. } => mixed(&[4, u64::from(*page), of_text(record)]),
        Happening::Heard { page, record } => mixed(&[5, u64::from(*page), of_text(record)]),
        Happening::LockGranted { page } => mixed(&[6, u64::from(*page)]),
        Happening::RestCame { page } => mixed(&[7, u64::from(*page)]),
        Happening::Thawed { page } => mixed(&[8, u64::from(*page)]),
        Happening::BackFromCheckout { page, checkout } => mixed(&[9, u64::from(*page), of_text(checkout)]),
        Happening::Gesture(_) | Happening::Planned(_) | Happening::AllAgree { .. } => 10,
        Happening::ClockOfTheNetwork => 11,
    }
}

fn of_store(store: &Store) -> u64 {
    let handed = store.handed.iter().fold(0, |sum, line| sum ^ mixed(&[of_text(&line.0), u64::from(line.1)]));
    let text = store.text.as_deref().map_or(0, of_text);
    mixed(&[text, handed, of_text(&store.medium), store.media.len() as u64])
}

/// Notes the number of a page's shop, where it was told something since.
fn look_into(page: &mut Page) {
    let revision = page.shop.revision(ViewId(0));
    if page.state.is_none_or(|known| known.0 != revision) {
        page.state = Some((revision, of_text(&page.shop.state())));
    }
}

fn of_page(page: &Page) -> u64 {
    let shop = page.state.map_or(0, |state| state.1);
    let mut parts = vec![shop, u64::from(page.number), page.opened];
    parts.extend([page.wake, page.frozen_until].map(|at| at.map_or(0, |at| at + 1)));
    parts.push(u64::from(page.cached) | u64::from(page.touched) << 1 | u64::from(page.read) << 2);
    for (request, write) in &page.flying {
        let write = write.as_ref().map_or(0, |(key, target)| of_text(key) ^ of_text(target));
        parts.extend([u64::from(request.0), write]);
    }
    parts.extend([page.transactions.len() as u64, page.own.as_ref().map_or(0, of_store)]);
    parts.extend(page.calls.iter().map(|call| u64::from(call.0)));
    parts.push(page.last.as_deref().map_or(0, of_text));
    mixed(&parts)
}

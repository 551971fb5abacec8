//! What happens to pages, to the browser and to the network by itself.

use super::{Happening, World};
use crate::fault::Fault;
use crate::promise::Broken;
use crate::reference::Store;
use tsampa::engine::event::Event;
use tsampa::engine::ids::Millis;

/// Most tabs at once.
const TABS_MAX: usize = 6;

impl World {
    /// One planned fault.
    pub(super) fn suffer(&mut self, fault: Fault) -> Result<(), Broken> {
        let page = self.some_page(self.order);
        let until = self.now + self.dice.between(500, 40_000);
        self.suffer_on(fault, page, until)
    }

    /// One that befalls this page, if it befalls pages, and lasts until then, if it lasts.
    pub fn suffer_on(&mut self, fault: Fault, page: Option<u32>, until: Millis) -> Result<(), Broken> {
        match (fault, page) {
            (Fault::ClickStorm, _) => self.storm(),
            (Fault::Undo, _) => self.undo(),
            (Fault::ChecksOut, _) => self.check_out(1),
            (Fault::CheckoutTwice, _) => self.check_out(2),
            (Fault::TabOpened, _) if self.pages.len() < TABS_MAX => self.open_page(),
            (Fault::OfflineForAWhile, _) => {
                self.network_gone(until);
                self.tell_all(&Event::WentOffline)
            }
            (Fault::NetworkGoneUnsaid | Fault::NameMoves, _) => {
                self.network_gone(until);
                Ok(())
            }
            (Fault::NetworkSlow, _) => {
                self.slow_until = until;
                Ok(())
            }
            (Fault::TimersThrottled, _) => {
                self.throttled_until = until + 60_000;
                Ok(())
            }
            (Fault::ClockForth, _) => {
                self.browser.clock_off += 86_400_000;
                Ok(())
            }
            (Fault::ClockBack, _) => {
                self.browser.clock_off -= 86_400_000;
                Ok(())
            }
            (Fault::StorageEvicted, _) => {
                self.browser.store = Store::default();
                Ok(())
            }
            (Fault::StorageEdited, _) => {
                self.edit_storage();
                Ok(())
            }
            (Fault::Reloaded, Some(page)) => {
                self.close_page(page);
                self.open_page()
            }
            (Fault::TabClosed, Some(page)) => {
                self.close_page(page);
                if self.pages.is_empty() { self.open_page() } else { Ok(()) }
            }
            (Fault::Frozen, Some(page)) => self.freeze(page, until),
            (Fault::CachedAndBack, Some(page)) if self.browser.lock != Some(page) => {
                self.freeze(page, until)?;
                // From the cache: the engine is told so when the page comes back.
                if let Some(place) = self.place(page) {
                    self.pages[place].cached = true;
                }
                Ok(())
            }
            (Fault::HiddenForAWhile, Some(page)) => {
                self.tell(page, Event::Hidden)?;
                let wall = self.wall();
                self.tell(page, Event::Resumed { wall, from_cache: false })
            }
            (Fault::LockStolen, _) => match self.browser.lock.take() {
                None => Ok(()),
                Some(holder) => {
                    self.hand_lock();
                    self.tell(holder, Event::LockLost)
                }
            },
            (fault, _) => {
                self.business.suffer(fault);
                Ok(())
            }
        }
    }

    /// The page is gone between two instants. What it had sent is on its way.
    pub(super) fn close_page(&mut self, number: u32) {
        self.pages.retain(|page| page.number != number);
        self.release_lock(number);
    }

    fn freeze(&mut self, number: u32, until: Millis) -> Result<(), Broken> {
        self.tell(number, Event::Hidden)?;
        if let Some(place) = self.place(number) {
            self.pages[place].frozen_until = Some(until);
            self.pages[place].wake = self.pages[place].wake.map(|at| at.max(until));
            self.at(until, Happening::Thawed { page: number });
        }
        Ok(())
    }

    pub(super) fn thawed(&mut self, number: u32) -> Result<(), Broken> {
        let cached = self.place(number).is_some_and(|place| self.pages[place].cached);
        self.thaw(number, cached)
    }

    /// A page goes on where it stood.
    pub(super) fn thaw(&mut self, number: u32, from_cache: bool) -> Result<(), Broken> {
        if let Some(place) = self.place(number) {
            self.pages[place].frozen_until = None;
            self.pages[place].cached = false;
        }
        let wall = self.wall();
        self.tell(number, Event::Resumed { wall, from_cache })
    }

    fn edit_storage(&mut self) {
        let Some(mut text) = self.browser.store.text.take().map(|text| text.to_string()) else { return };
        let at = self.dice.below(text.len() as u64 + 1) as usize;
        text.insert(text.floor_char_boundary(at), '7');
        // Whatever was edited counts as no record.
        self.browser.store = Store { text: Some(text.into()), ..Store::default() };
    }

    fn network_gone(&mut self, until: Millis) {
        self.gone_until = until;
        self.at(until, Happening::ClockOfTheNetwork);
    }

    /// The network may be back: the browser says so to all pages.
    pub(super) fn network_back(&mut self) -> Result<(), Broken> {
        if self.now < self.gone_until { Ok(()) } else { self.tell_all(&Event::WentOnline) }
    }

    /// Tells all pages that can hear; a frozen one learns of the network when it looks.
    pub(super) fn tell_all(&mut self, event: &Event) -> Result<(), Broken> {
        let pages: Vec<u32> = self.pages.iter().map(|page| page.number).collect();
        for page in pages {
            self.tell(page, event.clone())?;
        }
        Ok(())
    }
}

//! What a page can export of itself at any moment: it replays to the same state, and it holds nobody's data.

use super::World;
use crate::business::BUYER;
use crate::promise::{Broken, Promise, hold};
use tsampa::engine::trace::replay;

/// Traces are looked at after every event of one schedule in so many, since each look plays all of it; and at the end of one in so many.
const EACH_EVENT_OF_ONE_IN: u64 = 4_096;
const END_OF_ONE_IN: u64 = 32;
/// Longest trace, in bytes.
const SIZE_BYTES_MAX: usize = 64 * 1024;

impl World {
    /// Whether the pages of this schedule keep what they are told.
    pub(super) fn is_traced(&self) -> bool {
        self.schedule.seed.is_multiple_of(END_OF_ONE_IN)
    }

    /// Looks at the trace of a page that was told something, where it is its schedule's turn.
    pub(super) fn look_at_trace(&mut self, number: u32) -> Result<(), Broken> {
        match self.place(number) {
            Some(place) if self.schedule.seed.is_multiple_of(EACH_EVENT_OF_ONE_IN) => self.trace_replays(place),
            _ => Ok(()),
        }
    }

    /// The same of all pages, at the end.
    pub(super) fn look_at_traces(&mut self) -> Result<(), Broken> {
        (0..if self.is_traced() { self.pages.len() } else { 0 }).try_for_each(|place| self.trace_replays(place))
    }

    fn trace_replays(&mut self, place: usize) -> Result<(), Broken> {
        let page = &mut self.pages[place];
        if page.shop.view_cart().asleep {
            return Ok(());
        }
        let trace = page.shop_mut().trace();
        let broken = |what: String| format!("page {}: {what}\n{trace}", page.number);
        hold(Promise::TraceTellsAll, trace.len() <= SIZE_BYTES_MAX, || broken(format!("{} bytes", trace.len())))?;
        let keys = self.watch.bytes.keys().map(String::as_str);
        let said =
            [BUYER, "cart_", "chk_", "checkout/", " left."].into_iter().chain(keys).find(|said| trace.contains(said));
        hold(Promise::TraceTellsAll, said.is_none(), || broken(format!("it says {said:?}")))?;
        match replay(&trace) {
            Err(flaw) => hold(Promise::TraceTellsAll, false, || broken(flaw)),
            Ok(replayed) => hold(Promise::TraceTellsAll, replayed.is_same(), || {
                let asked = page.shop.view_cart();
                broken(format!("it replays to {}, {:?} instead of {asked:?}", replayed.hash, replayed.shop.view_cart()))
            }),
        }
    }
}

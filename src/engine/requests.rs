//! HTTP exchanges in flight: what each is for, and until when it may take.

use super::effect::{Effect, Exchange};
use super::fields::{Part, Reader, Text};
use super::ids::{CallId, ItemId, Millis, RequestId, ViewId};
use crate::ucp::goods::Question;

/// What an exchange is for, so that its answer finds its way.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// The business's profile.
    Profile,
    /// A page of a list, one part of a list by ids, or a batch of single products. A list's number guards against answers to what is no
    /// longer wanted, and to a try that failed in part. API callers' lists are alone. `read`: asked for by GET.
    Goods { lists: Vec<(Holder, u32)>, question: Question, read: bool },
    /// One product with its options; `choose`: its first variant is the one to choose.
    Product { list: Holder, product: ItemId, choose: bool },
    /// The write in flight of this key.
    Write { key: String },
    /// An open checkout whose lines are replaced; `key` is the write's that it belongs to.
    Amend { key: String },
    /// The stored cart, read again.
    Cart,
    /// The stored checkout, read once after the buyer's return.
    Checkout { id: String },
}

/// Who a list belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// An element.
    View(ViewId),
    /// A caller of the API.
    Call(CallId),
}

/// All exchanges in flight.
#[derive(Clone, Default)]
pub struct Requests {
    in_flight: Vec<InFlight>,
    last: u32,
}

#[derive(Clone)]
struct InFlight {
    request: RequestId,
    purpose: Purpose,
    deadline: Millis,
}

/// How long an exchange may take, connection and body included.
pub const TIMEOUT_MS: Millis = 20_000;
/// From so many exchanges in flight on lists wait for their turn, so that a page of hundreds does not flood a business.
const IN_FLIGHT: usize = 64;

impl Requests {
    /// Whether lists have to wait.
    pub fn are_many(&self) -> bool {
        self.in_flight.len() >= IN_FLIGHT
    }

    /// Sends.
    pub fn send(&mut self, now: Millis, purpose: Purpose, exchange: Exchange, effects: &mut Vec<Effect>) {
        self.last += 1;
        let request = RequestId(self.last);
        self.in_flight.push(InFlight { request, purpose, deadline: now + TIMEOUT_MS });
        effects.push(Effect::Send { request, exchange });
    }

    /// Takes out the exchange that was answered, unless more will come of it; none if it was given up before.
    pub fn answered(&mut self, request: RequestId, more: bool) -> Option<Purpose> {
        let place = self.in_flight.iter().position(|flying| flying.request == request)?;
        if more {
            return self.in_flight.get(place).map(|flying| flying.purpose.clone());
        }
        Some(self.in_flight.swap_remove(place).purpose)
    }

    /// Gives up all that are late, and says what they were for.
    pub fn expire(&mut self, now: Millis, effects: &mut Vec<Effect>) -> Vec<Purpose> {
        self.take(&|flying| flying.deadline <= now, effects)
    }

    /// Gives up all of these purposes.
    pub fn abort(&mut self, which: &dyn Fn(&Purpose) -> bool, effects: &mut Vec<Effect>) {
        self.take(&|flying| which(&flying.purpose), effects);
    }

    /// Whether one of these is in flight.
    pub fn any(&self, which: impl Fn(&Purpose) -> bool) -> bool {
        self.in_flight.iter().any(|flying| which(&flying.purpose))
    }

    /// The next deadline.
    pub fn next_wake(&self) -> Option<Millis> {
        self.in_flight.iter().map(|flying| flying.deadline).min()
    }

    /// What an exchange is for and the how-manyth of its kind it is, if the cart depends on it.
    pub fn steering(&self, request: RequestId) -> Option<(u64, &Purpose)> {
        let flying = self.in_flight.iter().find(|flying| flying.request == request && flying.purpose.steers())?;
        let earlier = self.in_flight.iter().filter(|other| other.request < request && other.purpose.steers());
        Some((earlier.count() as u64, &flying.purpose))
    }

    /// The exchange of that place among those that the cart depends on.
    pub fn steering_at(&self, place: u64) -> Option<RequestId> {
        self.flying_at(place).map(|flying| flying.request)
    }

    fn flying_at(&self, place: u64) -> Option<&InFlight> {
        self.in_flight.iter().find(|flying| self.steering(flying.request).is_some_and(|found| found.0 == place))
    }

    fn take(&mut self, which: &dyn Fn(&InFlight) -> bool, effects: &mut Vec<Effect>) -> Vec<Purpose> {
        let mut taken = Vec::new();
        let mut place = 0;
        while let Some(flying) = self.in_flight.get(place) {
            if which(flying) {
                let flying = self.in_flight.swap_remove(place);
                effects.push(Effect::Abort { request: flying.request });
                taken.push(flying.purpose);
            } else {
                place += 1;
            }
        }
        taken
    }
}

impl Purpose {
    /// Whether the cart depends on it.
    fn steers(&self) -> bool {
        !matches!(self, Self::Goods { .. } | Self::Product { .. })
    }
}

/// Those that the cart depends on, in their order.
impl Part for Requests {
    fn put(&self, text: &mut Text<'_>) {
        let mut place = 0;
        while let Some(flying) = self.flying_at(place) {
            place += 1;
            let (kind, name) = match &flying.purpose {
                Purpose::Profile | Purpose::Goods { .. } | Purpose::Product { .. } => (1, String::new()),
                Purpose::Cart => (2, String::new()),
                Purpose::Write { key } => (3, key.clone()),
                Purpose::Amend { key } => (4, key.clone()),
                Purpose::Checkout { id } => (5, id.clone()),
            };
            (kind as u64, (name, flying.deadline)).put(text);
        }
        0_u64.put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let mut requests = Self::default();
        loop {
            let kind = u64::take(reader);
            if kind == 0 {
                return requests;
            }
            let (name, deadline) = <(String, Millis)>::take(reader);
            let purpose = match kind {
                1 => Purpose::Profile,
                2 => Purpose::Cart,
                3 => Purpose::Write { key: name },
                4 => Purpose::Amend { key: name },
                _ => Purpose::Checkout { id: name },
            };
            requests.last += 1;
            requests.in_flight.push(InFlight { request: RequestId(requests.last), purpose, deadline });
        }
    }
}

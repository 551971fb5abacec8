//! What the buyer does in the small world, and what can go wrong in it.

use crate::fault::Fault;

/// One click.
#[derive(Clone, Copy, Debug)]
pub enum Click {
    /// On *add*: one piece.
    Add(&'static str),
    /// On a line's quantity.
    Set(&'static str, u32),
    /// On *checkout*.
    ChecksOut,
}

use Click::{Add, ChecksOut, Set};

/// Two tabs and the clicks that are made on each, in their order; between the tabs any order is taken.
pub struct Scenario {
    /// In words.
    pub name: &'static str,
    /// What is in the cart already.
    pub before: &'static [Click],
    /// Of each tab.
    pub clicks: [&'static [Click]; 2],
    /// Whether the browser has Web Locks.
    pub locks: bool,
    /// Whether faults strike in it in every run; else only where the whole is walked.
    pub faults: bool,
}

const fn scenario(name: &'static str, before: &'static [Click], clicks: [&'static [Click]; 2]) -> Scenario {
    Scenario { name, before, clicks, locks: true, faults: false }
}

/// All that are walked.
pub const SCENARIOS: &[Scenario] = &[
    Scenario { faults: true, ..scenario("each tab adds the same", &[], [&[Add("v_1")], &[Add("v_1")]]) },
    scenario("each tab adds another", &[], [&[Add("v_1")], &[Add("v_2")]]),
    scenario("one tab adds and removes", &[], [&[Add("v_1"), Set("v_1", 0)], &[]]),
    scenario("one adds, one removes", &[Add("v_1")], [&[Add("v_1")], &[Set("v_1", 0)]]),
    scenario("both choose a quantity", &[Add("v_1")], [&[Set("v_1", 2)], &[Set("v_1", 3)]]),
    scenario("one checks out, one adds", &[Add("v_1")], [&[ChecksOut], &[Add("v_1")]]),
    Scenario { locks: false, ..scenario("no locks, each adds", &[], [&[Add("v_1")], &[Add("v_1")]]) },
];

/// Faults that strike where something happens: at each of their chances.
pub const STRIKING: &[Fault] = &[
    Fault::RequestLost,
    Fault::AnswerLost,
    Fault::RequestLate,
    Fault::AnswerLate,
    Fault::RequestTwice,
    Fault::BodyEmpty,
    Fault::BodyGarbled,
    Fault::HalfOpen,
    Fault::CaptivePortal,
    Fault::BadRequest,
    Fault::Unauthorized,
    Fault::NotThere,
    Fault::RequestTimeout,
    Fault::KeySpent,
    Fault::InProgress,
    Fault::TooManyFor,
    Fault::BrokenBefore,
    Fault::BrokenAfter,
    Fault::Unavailable,
    Fault::RefusedInWords,
    Fault::CartMoved,
    Fault::LineIgnored,
    Fault::CrashBetweenEffects,
    Fault::MessageLate,
    Fault::MessageLost,
    Fault::StorageFull,
    Fault::StorageStuck,
    Fault::StorageSlow,
];

/// Faults that befall a page, at any moment.
pub const OF_A_PAGE: &[Fault] =
    &[Fault::Reloaded, Fault::TabClosed, Fault::Frozen, Fault::CachedAndBack, Fault::HiddenForAWhile];

/// Faults that befall the browser, the network or the business, at any moment.
pub const OF_THE_WORLD: &[Fault] = &[
    Fault::OfflineForAWhile,
    Fault::NetworkGoneUnsaid,
    Fault::LockStolen,
    Fault::StorageEvicted,
    Fault::ClockForth,
    Fault::ClockBack,
    Fault::KeysForgotten,
    Fault::CartExpired,
    Fault::RolledBack,
    Fault::PriceChanged,
    Fault::SoldOut,
    Fault::StockFalls,
    Fault::ItemVanishes,
    Fault::CurrencyChanged,
    Fault::ChangedElsewhere,
];

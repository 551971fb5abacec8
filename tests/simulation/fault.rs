//! Everything that can go wrong, by name. Which of them a schedule may meet is a set of bits; how often is drawn by its seed.

use crate::dice::mixed;

macro_rules! faults {
    ($($(#[doc = $sentence:literal])+ $name:ident,)*) => {
        /// A fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault { $($(#[doc = $sentence])+ $name,)* }
        /// All of them.
        pub const ALL: &[Fault] = &[$(Fault::$name,)*];
    };
}

faults! {
    // ---- the network ----
    /// A request is lost before the business sees it.
    RequestLost,
    /// The business acts, its answer is lost.
    AnswerLost,
    /// No connection comes about, and that is known at once.
    ConnectionRefused,
    /// A request arrives up to three minutes late, long given up by its page.
    RequestLate,
    /// An answer arrives up to a minute late.
    AnswerLate,
    /// A request arrives twice.
    RequestTwice,
    /// Answers of one moment come in another order than their requests went.
    AnswersReordered,
    /// An answer is cut off in its middle.
    BodyCut,
    /// An answer has a wrong byte.
    BodyGarbled,
    /// An answer is too long to be taken.
    BodyTooLong,
    /// An answer has no body.
    BodyEmpty,
    /// A connection stands, and nothing ever comes.
    HalfOpen,
    /// The network goes, the browser says so, and says when it is back.
    OfflineForAWhile,
    /// The network goes and nobody says so.
    NetworkGoneUnsaid,
    /// A hotel answers 200 with a page of its own.
    CaptivePortal,
    /// For some seconds the name of the business leads nowhere.
    NameMoves,
    /// For a while everything takes seconds.
    NetworkSlow,
    /// The business's profile cannot be had.
    ProfileUnreachable,

    // ---- the business's HTTP ----
    /// 400.
    BadRequest,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 404 although the cart is there.
    NotThere,
    /// 408.
    RequestTimeout,
    /// 409: the key is spent.
    KeySpent,
    /// 409 with `Retry-After`: the first request of this key is still at work.
    InProgress,
    /// 410.
    Gone,
    /// 422.
    Unprocessable,
    /// 424.
    FailedDependency,
    /// 425.
    TooEarly,
    /// 429 without a word on when.
    TooMany,
    /// 429 with `Retry-After`.
    TooManyFor,
    /// 500 before anything was done.
    BrokenBefore,
    /// 500 after everything was done.
    BrokenAfter,
    /// 502.
    BadGateway,
    /// 503 with `Retry-After`.
    Unavailable,
    /// 504 after everything was done.
    GatewayTimeout,

    // ---- what the business does ----
    /// It forgets which keys it has answered.
    KeysForgotten,
    /// It ignores keys.
    KeysIgnored,
    /// It goes back to an older copy of a cart.
    RolledBack,
    /// It no longer knows a cart.
    CartExpired,
    /// It moves a cart to another id.
    CartMoved,
    /// A price changes.
    PriceChanged,
    /// Somebody else buys: few are left.
    StockFalls,
    /// Somebody else buys the last one.
    SoldOut,
    /// Goods come.
    StockRises,
    /// The cart's currency changes.
    CurrencyChanged,
    /// The most pieces an order may have change.
    LimitChanged,
    /// A variant is no longer sold.
    ItemVanishes,
    /// It gives fewer, or none, and says nothing.
    AdjustedQuietly,
    /// It says what is left of an item.
    StockTold,
    /// It answers one line as two.
    LineSplit,
    /// It answers lines in another order.
    LinesReordered,
    /// It ignores a new line without a word.
    LineIgnored,
    /// Its totals do not add up.
    TotalsWrong,
    /// Its answers have members nobody knows.
    UnknownMembers,
    /// Its messages are of a kind nobody knows.
    UnknownKinds,
    /// It refuses a change in UCP's words.
    RefusedInWords,
    /// It names no page to pay on, or an unsafe one.
    NoPageToPay,
    /// It gives an open checkout back with yesterday's lines.
    CheckoutStale,
    /// It ends a checkout.
    CheckoutCanceled,
    /// It forgets a checkout.
    CheckoutForgotten,
    /// A checkout is paid elsewhere: on the phone the link was sent to.
    PaidElsewhere,
    /// The cart is changed on another device.
    ChangedElsewhere,

    // ---- the browser ----
    /// A page is loaded again.
    Reloaded,
    /// A page ends between two effects.
    CrashBetweenEffects,
    /// A tab is closed.
    TabClosed,
    /// Another tab is opened.
    TabOpened,
    /// A page is frozen for a while.
    Frozen,
    /// A page goes into the back-forward cache and comes back.
    CachedAndBack,
    /// A page is hidden.
    HiddenForAWhile,
    /// A page's writing lock is stolen.
    LockStolen,
    /// The browser has no Web Locks.
    NoLocks,
    /// Messages between pages come late.
    MessageLate,
    /// Messages between pages are lost.
    MessageLost,
    /// The storage is full.
    StorageFull,
    /// The storage takes so long that a page gives it up.
    StorageStuck,
    /// The storage takes its time.
    StorageSlow,
    /// The browser empties the storage.
    StorageEvicted,
    /// Somebody edits what is stored.
    StorageEdited,
    /// The device's clock jumps forth.
    ClockForth,
    /// The device's clock jumps back.
    ClockBack,
    /// Timers run once a minute.
    TimersThrottled,
    /// What a page sent last does not outlive it.
    KeepaliveRefused,
    /// The second half of the code comes late.
    CodeLate,

    // ---- the buyer ----
    /// Presses again and again.
    ClickStorm,
    /// Presses twice in a moment.
    DoublePress,
    /// Takes a line out and puts it back.
    Undo,
    /// Wants what the business has never had.
    UnknownItem,
    /// Presses checkout twice.
    CheckoutTwice,
    /// Checks out at all: without it no schedule gets to pay.
    ChecksOut,
}

/// Those that come at moments of their own; the others strike where something happens.
pub const PLANNED: &[Fault] = &[
    Fault::OfflineForAWhile,
    Fault::NetworkGoneUnsaid,
    Fault::NameMoves,
    Fault::NetworkSlow,
    Fault::KeysForgotten,
    Fault::RolledBack,
    Fault::CartExpired,
    Fault::PriceChanged,
    Fault::StockFalls,
    Fault::SoldOut,
    Fault::StockRises,
    Fault::CurrencyChanged,
    Fault::LimitChanged,
    Fault::ItemVanishes,
    Fault::CheckoutCanceled,
    Fault::CheckoutForgotten,
    Fault::PaidElsewhere,
    Fault::ChangedElsewhere,
    Fault::Reloaded,
    Fault::TabClosed,
    Fault::TabOpened,
    Fault::Frozen,
    Fault::CachedAndBack,
    Fault::HiddenForAWhile,
    Fault::LockStolen,
    Fault::StorageEvicted,
    Fault::StorageEdited,
    Fault::ClockForth,
    Fault::ClockBack,
    Fault::TimersThrottled,
    Fault::ClickStorm,
    Fault::CheckoutTwice,
    Fault::ChecksOut,
    Fault::Undo,
];

impl Fault {
    /// Its bit in a set.
    pub fn bit(self) -> u128 {
        1 << self as u32
    }
}

/// The faults of one schedule: which may strike, how often, how often they did.
#[derive(Clone)]
pub struct Faults {
    seed: u64,
    enabled: u128,
    rolls: [u32; ALL.len()],
    /// How often each struck.
    pub struck: [u32; ALL.len()],
    /// From now on nothing goes wrong any more.
    pub over: bool,
    /// Where all ways are walked: nothing is left to chance.
    pub walked: Option<Walked>,
}

/// How a fault strikes where all ways are walked: at one of its chances within one step, and else never.
#[derive(Clone, Default)]
pub struct Walked {
    /// The one that strikes in this step, and how many of its chances it lets pass.
    pub armed: Option<(Fault, u8)>,
    /// The chances that each had in this step, in their order.
    pub chances: Vec<Fault>,
}

impl Faults {
    /// Those of `enabled` under a seed.
    pub fn new(seed: u64, enabled: u128) -> Self {
        Self { seed, enabled, rolls: [0; ALL.len()], struck: [0; ALL.len()], over: false, walked: None }
    }

    /// Whether a schedule may meet it at all.
    pub fn may(&self, fault: Fault) -> bool {
        self.enabled & fault.bit() != 0
    }

    /// Whether it strikes here. Each fault rolls dice of its own, so that the others strike the same without it.
    pub fn strikes(&mut self, fault: Fault) -> bool {
        let place = fault as usize;
        if let Some(walked) = self.walked.as_mut().filter(|_| !self.over) {
            let strikes = walked.strikes(fault);
            self.struck[place] += u32::from(strikes);
            return strikes;
        }
        if self.over || self.enabled & fault.bit() == 0 {
            return false;
        }
        self.rolls[place] += 1;
        let rate = [20, 50, 150, 400][(mixed(&[self.seed, place as u64]) % 4) as usize];
        let strikes = mixed(&[self.seed, place as u64, u64::from(self.rolls[place])]) % 1_000 < rate;
        self.struck[place] += u32::from(strikes);
        strikes
    }

    /// The one that struck, where one at the most does.
    pub fn struck_one(&self) -> Option<Fault> {
        let given = |fault: Fault| matches!(fault, Fault::NoLocks | Fault::ChecksOut);
        ALL.iter().copied().find(|fault| !given(*fault) && self.struck[*fault as usize] > 0)
    }

    /// A planned one happens.
    pub fn happened(&mut self, fault: Fault) {
        self.struck[fault as usize] += 1;
    }

    /// Whether any of these has struck.
    pub fn any_struck(&self, which: &[Fault]) -> bool {
        which.iter().any(|fault| self.struck[*fault as usize] > 0)
    }
}

impl Walked {
    fn strikes(&mut self, fault: Fault) -> bool {
        self.chances.push(fault);
        let let_pass = self.armed.filter(|armed| armed.0 == fault).map(|armed| armed.1);
        self.armed = match let_pass {
            Some(0) => None,
            Some(chances) => Some((fault, chances - 1)),
            None => self.armed,
        };
        let_pass == Some(0)
    }
}

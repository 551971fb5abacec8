//! The promises: what must be true after every step, or at rest.

macro_rules! promises {
    ($($(#[doc = $sentence:literal])+ $name:ident,)*) => {
        /// A promise; its number is its place, from 1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Promise { $($(#[doc = $sentence])+ $name,)* }

        impl Promise {
            /// What is promised.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => concat!($($sentence),+),)* }
            }
        }
    };
}

promises! {
    /// No wish is lost: a line's pieces are the last wish on it, or a message says why not.
    NoWishIsLost,
    /// One wish to check out becomes one order at most.
    OneOrder,
    /// At rest a page shows what the business has: lines, pieces, totals, currency.
    ShownIsTheBusinesss,
    /// After the last fault there is rest within few requests and 70 s.
    ComesToRest,
    /// Few requests however many clicks; none on an idle page, none for a cart that is not there.
    FewRequests,
    /// Never two writes of one cart in flight from one browser.
    OneWriteInFlight,
    /// The same key has the same bytes, other bytes have another key.
    OneKeyOneBody,
    /// Pieces and totals are never negative, the badge is the sum of the lines, nothing is beyond its limit.
    NumbersHold,
    /// No settled total is shown that no answer of the business's held, in its currency; a price that changed is told.
    PricesAreTheBusinesss,
    /// An older answer never replaces a newer one.
    NoOlderAnswer,
    /// Wherever it stands, a healthy network brings it to rest.
    NoDeadWait,
    /// Every call is answered once, no queue grows without bound, the record stays within 64 KB.
    EverythingIsAnswered,
    /// All tabs show the same cart within a second.
    TabsAgree,
    /// A page that opens after whatever happened shows its record whole, or an empty cart.
    NeverHalfACart,
    /// Checkout begins only when nothing is open and every changed price agreed to, and never with an empty cart.
    CheckoutOfASettledCart,
    /// After an order the cart does not come back.
    OrderedIsGone,
    /// What the buyer types at the business is never stored.
    NoBuyerDataStored,
    /// The same seed gives the same trace.
    SameSeedSameTrace,
    /// The business itself: goods are neither made nor lost.
    GoodsAreConserved,
    /// An order's attribution is that of the gesture it came from.
    CreditWhereItIsDue,
    /// What a page exports replays to the state that it is in, within 64 KB and without the buyer's data.
    TraceTellsAll,
}

/// A promise that was broken, and how it looked.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Which.
    pub promise: Promise,
    /// What was seen.
    pub seen: String,
}

/// Says so where a promise does not hold.
pub fn hold(promise: Promise, holds: bool, seen: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken { promise, seen: seen() }) }
}

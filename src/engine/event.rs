//! Everything that can happen to a shop. Past tense; each variant's first line begins with *When*.
#![allow(missing_docs, reason = "a variant's sentence names its fields")]

use super::ids::{CallId, ItemId, Millis, RequestId, ViewId, WallMillis};
use super::problem::Failure;
use crate::ucp::context::Context;

/// Something happened.
#[derive(Clone, Debug)]
pub enum Event {
    // ---- what elements and callers want to see ----
    /// When an element that shows a list came near the viewport, or its attributes changed.
    ListWanted { view: ViewId, wanted: ListWanted },
    /// When an element that shows one product came near the viewport, or its attributes changed.
    ProductWanted { view: ViewId, item: ItemId, context: Context },
    /// When an element that shows the cart was attached, or its attributes changed.
    CartWanted { view: ViewId, context: Context },
    /// When an element left the page.
    ViewGone { view: ViewId },
    /// When the buyer asked for the next page of a list.
    MoreWanted { view: ViewId },
    /// When the buyer pressed "try again".
    RetryWanted { view: ViewId },
    /// When the page called `search`.
    SearchCalled { call: CallId, wanted: ListWanted, after: Option<String> },
    /// When the page called `product`.
    ProductCalled { call: CallId, item: ItemId, context: Context },
    /// When the page aborted a call by its signal.
    CallAborted { call: CallId },

    // ---- what the buyer did ----
    /// When the buyer opened a product's options: its other variants may not be known yet.
    OptionsOpened { view: ViewId, product: ItemId },
    /// When the buyer chose one value of one option.
    OptionChosen { view: ViewId, product: ItemId, option: String, label: String },
    /// When the buyer pressed add (`view`), or the page called `cart.add` (`call`). `item` may be a product's id: its selected variant is meant.
    Added { view: Option<ViewId>, call: Option<CallId>, item: ItemId, quantity: u32, channel: Option<String> },
    /// When the buyer set a line's quantity, or the page called `cart.set` or `cart.remove`. 0 removes the line.
    QuantityChosen { call: Option<CallId>, item: ItemId, quantity: u32 },
    /// When the buyer wanted these discount codes, all of them.
    CodesChosen { codes: Vec<String> },
    /// When the buyer took the last removal back, while that was offered.
    RemovalUndone,
    /// When the buyer agreed to the changed prices that were shown: all up to this number.
    PricesAgreed { upto: u32 },
    /// When the buyer asked for checkout, or the page called `checkout`. Without `navigate` only the address is wanted.
    CheckoutChosen { call: Option<CallId>, navigate: bool },
    /// When the buyer took note of one of the engine's own notices, or agreed to one changed price.
    NoticeDismissed { notice: u32 },

    // ---- what became of our effects ----
    /// When an HTTP exchange ended, well or badly.
    Answered { request: RequestId, answer: HttpAnswer },
    /// When a storage transaction ended: `record` is the whole record as it now stands. `durable` is false when only this page's memory holds it.
    Committed { record: String, durable: bool },
    /// When the rest of the code arrived (`Effect::FetchRest`, or the buyer's first gesture).
    RestCame,
    /// When this page became the one that writes.
    LockGained,
    /// When the browser took the writer's lock away.
    LockLost,

    // ---- what the world did ----
    /// When another page of the same browser told of a newer record.
    RecordSeen { record: String },
    /// When the time of `next_wake` came.
    Woke,
    /// When the page was shown again (from the back-forward cache, or its tab came to the front). `wall` is the device's clock.
    Resumed { wall: WallMillis, from_cache: bool },
    /// When the page was hidden or is about to be unloaded.
    Hidden,
    /// When the browser says that there is a network again.
    WentOnline,
    /// When the browser says that there is no network.
    WentOffline,
}

/// What a list is to show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListWanted {
    /// Seller's id (our extension `browse`).
    pub seller: Option<String>,
    /// Value of a category.
    pub category: Option<String>,
    /// Free text.
    pub query: Option<String>,
    /// Product or variant ids, in the order to show them. Not empty: looked up instead of searched.
    pub ids: Vec<ItemId>,
    /// `relevance`, `price_asc`, `price_desc` or `newest` (our extension `browse`).
    pub sort: Option<String>,
    /// Size of a page, 1 to 50.
    pub limit: u32,
    /// Language, country and currency to ask in.
    pub context: Context,
}

/// How an HTTP exchange ended.
#[derive(Clone, Debug)]
pub enum HttpAnswer {
    /// There was an answer, whatever its status.
    Answer {
        /// HTTP status.
        status: u16,
        /// The body as text, at most 2 MB.
        body: String,
        /// `Retry-After` as milliseconds from now.
        retry_after_ms: Option<Millis>,
        /// `Content-Language`: the language that the texts really have.
        language: Option<String>,
    },
    /// What the browser kept of an earlier answer with status 200; the answer itself follows.
    Kept {
        /// The body as text, at most 2 MB.
        body: String,
        /// `Content-Language`.
        language: Option<String>,
        /// How long ago the business gave it.
        age_ms: Millis,
    },
    /// There was none that can be used.
    Failed(Failure),
}

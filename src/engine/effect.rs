//! Everything that a shop can ask for. Imperative; performed in order by the shell, whose outcomes come back as events.
#![allow(missing_docs, reason = "a variant's sentence names its fields")]

use super::ids::{CallId, ItemId, RequestId};
use super::ledger::Changes;
use super::problem::Problem;
use super::view::CartShown;

/// Something must now be done.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Make one HTTP exchange; answer with `Event::Answered`.
    Send { request: RequestId, exchange: Exchange },
    /// Give up an exchange; no event is expected.
    Abort { request: RequestId },
    /// Apply the changes to the stored record in one transaction (`ledger::commit`), store it, tell the other pages of this browser, and
    /// answer with `Event::Committed`. No changes: read only, tell nobody. Transactions run one after the other, in order.
    Commit { changes: Changes },
    /// Fetch the rest of the code; answer with `Event::RestCame`.
    FetchRest,
    /// Ask for the writer's lock of this shop; answer with `Event::LockGained` when it is ours.
    AskLock,
    /// Give the writer's lock back.
    ReleaseLock,
    /// Take the buyer to this address, in the same tab, after the page had its say (`tsampa-checkout`, cancelable).
    Navigate { url: String },
    /// Fulfil a call's promise.
    Resolve { call: CallId, value: Value },
    /// Reject a call's promise.
    Reject { call: CallId, problem: Problem },
    /// Tell the page about something that happened.
    Tell(Tale),
    /// Say one sentence on the console, for the page's author. Each sentence is said once.
    Console { sentence: String },
}

/// One HTTP exchange, complete but for what only the shell knows (the `Request-Id` of the attempt).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// `GET`, `POST` or `PUT`.
    pub method: Method,
    /// Absolute address.
    pub url: String,
    /// JSON text; absent on `GET`.
    pub body: Option<String>,
    /// `Idempotency-Key`, on every change of a cart or checkout; such a request may outlive the page.
    pub idempotency_key: Option<String>,
    /// `UCP-Agent` and `Request-Id` are sent only to the API, not for the profile, which stays a simple request.
    pub plain: bool,
    /// An earlier answer that the browser kept will do until a fresh one is here: `HttpAnswer::Kept` may come before the answer.
    pub kept: bool,
}

/// The three methods of UCP's REST binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read one resource.
    Get,
    /// Create, search, complete, cancel.
    Post,
    /// Replace.
    Put,
}

/// What a call's promise is fulfilled with.
#[derive(Clone, Debug)]
pub enum Value {
    /// `search`: the business's whole answer as JSON text, whose `products` are meant, and the cursor of the next page.
    Page { answer: String, next: Option<String> },
    /// `product`: the business's whole answer as JSON text, whose `product` is meant.
    Product { answer: String },
    /// `cart.*`.
    Cart(Box<CartShown>),
    /// `checkout`.
    Checkout { url: String },
}

/// What the page is told, as events.
#[derive(Clone, Debug)]
pub enum Tale {
    /// `tsampa-cart`: the shown cart changed. `settled`, when present, is resolved with what the business answered.
    Cart { cart: Box<CartShown>, settled: Option<CallId> },
    /// `tsampa-view`: these products came to be shown by an element.
    View { view: super::ids::ViewId, items: Vec<ItemId> },
    /// `tsampa-order`: an order was placed from this browser's cart.
    Order { id: String, label: Option<String>, permalink_url: Option<String> },
    /// `tsampa-problem`, of this element where it is one's.
    Problem { problem: Problem, view: Option<super::ids::ViewId> },
}

//! What can go wrong, worded for whoever can act.
#![allow(missing_docs, reason = "a variant's sentence names its fields")]

use super::ids::{ItemId, Millis};

/// Why an HTTP exchange gave nothing that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection, or an answer that the browser withholds (CORS looks the same from inside a page).
    Unreachable,
    /// No answer in time.
    Timeout,
    /// More than 2 MB, or not text.
    Unreadable,
}

/// Something that went wrong, by what it means to a caller. The codes are the closed list of `tsampa.d.ts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The browser says that there is no network.
    Offline,
    /// The business did not answer in time.
    Timeout,
    /// The business cannot be reached, or does not let this page's origin read its answers.
    Unreachable { origin: String },
    /// The answer is not UCP: which call, and the flaw with its path.
    NotUcp { operation: &'static str, flaw: String },
    /// The business does not offer this (capability or version).
    Unsupported { what: String },
    /// The business does not know this item.
    NotFound { item: ItemId },
    /// The business has none left.
    OutOfStock { item: ItemId },
    /// The business said no, in its own words.
    Refused { content: String },
    /// The caller gave the call up.
    Cancelled,
    /// The business is overloaded or broken; worth another try after this time.
    Busy { retry_after_ms: Option<Millis> },
    /// What was asked cannot be asked: a wrong argument, named.
    Wrong { what: String },
    /// Prices are others than the buyer was shown, and the buyer has not agreed to them yet.
    PricesChanged,
}

impl Problem {
    /// The code that pages see.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Timeout | Self::Busy { .. } => "timeout",
            Self::Unreachable { .. } => "cors",
            Self::NotUcp { .. } => "not_ucp",
            Self::Unsupported { .. } => "unsupported",
            Self::NotFound { .. } => "not_found",
            Self::OutOfStock { .. } => "out_of_stock",
            Self::Refused { .. } | Self::Wrong { .. } | Self::PricesChanged => "refused",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the same call may succeed later.
    pub fn retry(&self) -> bool {
        matches!(
            self,
            Self::Offline | Self::Timeout | Self::Unreachable { .. } | Self::Busy { .. } | Self::PricesChanged
        )
    }

    /// One sentence for the page's author: what, what was found, what to do next.
    pub fn sentence(&self) -> String {
        match self {
            Self::Offline => "The browser is offline. Try again when it is back.".to_owned(),
            Self::Timeout => "The shop did not answer in time. Try again.".to_owned(),
            Self::Unreachable { origin } => join(&[
                origin,
                " could not be reached from this page. If it works in a tab of its own, it does not allow other sites: let it answer with Access-Control-Allow-Origin: *.",
            ]),
            Self::NotFound { item } => join(&["The shop has no item \"", &item.0, "\". Check the id."]),
            other => other.sentence_rest(),
        }
    }

    /// The same of what only a shop that is all there can run into.
    #[inline(never)]
    fn sentence_rest(&self) -> String {
        match self {
            Self::NotUcp { operation, flaw } => {
                join(&[operation, " answered something that is not UCP 2026-04-08: ", flaw])
            }
            Self::Unsupported { what } => join(&["The shop does not offer ", what, ". See its /.well-known/ucp."]),
            Self::OutOfStock { item } => join(&["\"", &item.0, "\" is sold out."]),
            Self::Refused { content } if content.is_empty() => "The shop refused the request.".to_owned(),
            Self::Refused { content } => content.clone(),
            Self::Cancelled => "The call was given up, by its caller or by a listener of the page's.".to_owned(),
            Self::Wrong { what } => what.clone(),
            Self::PricesChanged => {
                "A price changed since the buyer saw it. Show the cart, whose lines say what they cost before, and call checkout() again when the buyer agrees.".to_owned()
            }
            _ => "The shop is busy. Try again in a moment.".to_owned(),
        }
    }
}

/// Joins pieces without the formatting machinery, which would weigh more than all sentences together.
pub fn join(pieces: &[&str]) -> String {
    let mut whole = String::new();
    for piece in pieces {
        whole.push_str(piece);
    }
    whole
}

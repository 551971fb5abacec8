//! Discount codes, where the business announces them.

use serde::{Deserialize, Serialize};

use super::list::List;
use super::money::Minor;

/// The codes of a request: they replace all earlier ones, an empty list clears them (UCP 2026-04-08, discount.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Codes {
    /// As the buyer typed them.
    pub codes: Vec<String>,
}

/// The discounts of a cart or checkout (discount.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Discounts {
    /// The codes in force.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub codes: List<String>,
    /// What they and the automatic ones gave.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub applied: List<AppliedDiscount>,
}

/// One discount given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct AppliedDiscount {
    /// How the business names it.
    pub title: String,
    /// Positive minor units of the document's currency.
    pub amount: Minor,
    /// The code that led to it; an automatic one has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// True if it may still be taken back, which has to be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisional: Option<bool>,
}

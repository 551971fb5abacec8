//! Totals: what the business adds up, printed whole and in its order.

use serde::{Deserialize, Serialize};

use super::list::List;
use super::money::Minor;

/// One entry of the totals of a cart, a checkout, a row or a delivery option (UCP 2026-04-08, types/totals.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Total {
    /// `subtotal discount items_discount fulfillment tax fee total`, or another name, which then has a `display_text`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Minor units of the document's currency; negative for discounts.
    pub amount: Minor,
    /// How the business names it; else the widget's own word for `type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_text: Option<String>,
    /// What it is made of; their sum is `amount`.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub lines: List<TotalLine>,
}

/// One part of a `Total`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct TotalLine {
    /// How the business names it.
    pub display_text: String,
    /// Minor units of the document's currency.
    pub amount: Minor,
}

/// The amount of the entry `type` = `total`, if there is one.
pub fn grand_total(totals: &[Total]) -> Option<Minor> {
    totals.iter().find(|total| total.kind == "total").map(|total| total.amount)
}

//! Links to policies.

use serde::{Deserialize, Serialize};

/// A page of the business that the buyer has a right to see (UCP 2026-04-08, types/link.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Link {
    /// `privacy_policy terms_of_service refund_policy shipping_policy faq`, or another word.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it leads.
    pub url: String,
    /// How the business names it; else the widget's own word for `type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

//! Who sells, how many are left: UCP's seller and our two extensions `example.tsampa.seller` and `.stock`.

use serde::{Deserialize, Serialize};

use super::link::Link;
use super::list::List;

/// Who sells a variant (UCP 2026-04-08, types/variant.json `seller`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Seller {
    /// Shown, and what lines are grouped by where `example.tsampa.seller` is not announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Policies of the seller.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub links: List<Link>,
}

/// Who sells it, in full (extension `example.tsampa.seller`, on variants and line items).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct SellerDetails {
    /// What the search filter `example.tsampa.seller_id` takes.
    pub id: String,
    /// The shop's name, in the answer's language.
    pub name: String,
    /// The shop's page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where it is at home.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county: Option<String>,
    /// Who makes the goods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
}

/// How many can be had (extension `example.tsampa.stock`, on variants and line items).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Stock {
    /// Pieces left.
    pub available: u32,
    /// The most that one order may hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_per_order: Option<u32>,
}

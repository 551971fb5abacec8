//! The checkout session that the widget hands over to the business, and reads again on return.

use serde::{Deserialize, Serialize};

use super::cart::{Discounts, LineItem, WantedLine};
use super::context::Attribution;
use super::envelope::Ucp;
use super::id::{CartId, CheckoutId};
use super::link::Link;
use super::list::{List, Map, Maybe, Rows};
use super::message::Message;
use super::total::Total;

/// A checkout session (UCP 2026-04-08, checkout.json).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Checkout {
    /// The envelope.
    pub ucp: Ucp,
    /// Names the session, and opens it.
    pub id: CheckoutId,
    /// Its rows, in the business's order.
    pub line_items: Rows<LineItem>,
    /// `incomplete requires_escalation ready_for_complete complete_in_progress completed canceled`.
    pub status: String,
    /// ISO 4217: the currency of every amount in it.
    pub currency: String,
    /// To be printed whole and in order.
    pub totals: Rows<Total>,
    /// Policies. Required by UCP, may be empty.
    pub links: Rows<Link>,
    /// What the business tells about it.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub messages: List<Message>,
    /// Where the buyer goes on at the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continue_url: Option<String>,
    /// The codes in force (discount.json); what they come to is in the totals.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub discounts: Maybe<Discounts>,
    /// The order, once `status` is `completed`.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub order: Maybe<OrderConfirmation>,
}

/// The order that a completed checkout became (types/order_confirmation.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct OrderConfirmation {
    /// Names the order.
    pub id: String,
    /// How people call it, e.g. `1001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The order's page at the business.
    pub permalink_url: String,
}

/// POST /checkout-sessions. The business takes the cart's content; a cart with an open checkout gets that one back.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CheckoutCreate {
    /// The cart to check out.
    pub cart_id: CartId,
    /// Empty beside `cart_id`, but never left out.
    pub line_items: Vec<WantedLine>,
    /// Who sent the buyer.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attribution: Attribution,
}

impl Checkout {
    /// True once the order is placed; nothing changes from then on.
    pub fn is_completed(&self) -> bool {
        self.status == "completed"
    }

    /// True if it can be neither changed nor continued: completed or canceled (UCP writes one l).
    pub fn is_final(&self) -> bool {
        self.is_completed() || self.status == "canceled"
    }
}

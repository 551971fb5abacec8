//! The cart: what the business confirmed, and the two requests that change it.

use serde::{Deserialize, Serialize};

use super::context::{Attribution, Context};
use super::envelope::Ucp;
use super::id::{CartId, ItemId, LineId};
use super::list::{List, Map, Maybe, Rows};
use super::message::Message;
use super::money::Minor;
use super::seller::{SellerDetails, Stock};
use super::total::Total;

/// A cart (UCP 2026-04-08, cart.json). Its totals are estimates.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Cart {
    /// The envelope.
    pub ucp: Ucp,
    /// Names the cart, and opens it.
    pub id: CartId,
    /// Its rows, in the business's order.
    pub line_items: Rows<LineItem>,
    /// ISO 4217: the currency of every amount in it.
    pub currency: String,
    /// To be printed whole and in order.
    pub totals: Rows<Total>,
    /// What the business tells about it.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub messages: List<Message>,
    /// Where the buyer can go on at the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continue_url: Option<String>,
    /// The codes in force (discount.json); what they come to is in the totals.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub discounts: Maybe<Discounts>,
}

/// What became of discount codes (discount.json). Reasons of a refusal are among the messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Discounts {
    /// The codes as they were sent.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub codes: List<String>,
}

/// One row of a cart or checkout (types/line_item.json). Amounts: minor units of the document's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct LineItem {
    /// Names the row; the business gives it.
    pub id: LineId,
    /// What is bought.
    pub item: Item,
    /// How many, at least 1.
    pub quantity: u32,
    /// What the row costs.
    pub totals: Rows<Total>,
    /// The row that this one belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<LineId>,
    /// Our extension: who sells it.
    #[serde(rename = "example.tsampa.seller", skip_serializing_if = "Maybe::is_none")]
    pub seller_details: Maybe<SellerDetails>,
    /// Our extension: how many there are.
    #[serde(rename = "example.tsampa.stock", skip_serializing_if = "Maybe::is_none")]
    pub stock: Maybe<Stock>,
}

/// What a row sells (types/item.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Item {
    /// The variant.
    pub id: ItemId,
    /// Its name.
    pub title: String,
    /// What one costs: minor units of the document's currency.
    pub price: Minor,
    /// Its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
}

/// POST /carts, and PUT /carts/{id}, which replaces the whole cart: what is left out is gone. Holds nothing but what UCP lets a request
/// hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CartRequest {
    /// The same as in the path; none of a new cart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<CartId>,
    /// Every row wanted.
    pub line_items: Vec<WantedLine>,
    /// The buyer's place and wishes, which every change of a cart says again.
    #[serde(skip_serializing_if = "Context::is_empty")]
    pub context: Context,
    /// Who sent the buyer.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attribution: Attribution,
    /// Codes, where the business announces them for carts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discounts: Option<Codes>,
}

/// A row of a request: a known one carries its id, a new one none. No price, no title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct WantedLine {
    /// The row's id, if the business has given one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<LineId>,
    /// What is wanted.
    pub item: ItemRef,
    /// How many, at least 1.
    pub quantity: u32,
}

/// What a request may say of an item: which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct ItemRef {
    /// The variant.
    pub id: ItemId,
}

/// The discount codes of a request: they replace all earlier ones, an empty list clears them (discount.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Codes {
    /// As the buyer typed them.
    pub codes: Vec<String>,
}

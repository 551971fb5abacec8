//! Products and their variants, as the catalogue shows them.

use serde::{Deserialize, Serialize};

use super::id::{ItemId, ProductId};
use super::list::{List, Maybe, Rows};
use super::money::{Price, PriceRange};
use super::seller::{Seller, SellerDetails, Stock};

/// A product (UCP 2026-04-08, types/product.json). The first variant and the first medium are the featured ones.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Product {
    /// Names the product; what goes into a cart is a variant's id.
    pub id: ProductId,
    /// Its name.
    pub title: String,
    /// What it is.
    pub description: Description,
    /// Lowest and highest price of its variants.
    pub price_range: PriceRange,
    /// At least one by UCP; a search answer may hold only some of them.
    pub variants: Rows<Variant>,
    /// Its page at the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Pictures first of all, in the business's order.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub media: List<Media>,
    /// What can be chosen, e.g. the weight.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub options: List<ProductOption>,
    /// The choice in force (only in the answer of `/catalog/product`).
    #[serde(skip_serializing_if = "List::is_empty")]
    pub selected: List<SelectedOption>,
    /// What buyers think of it.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub rating: Maybe<Rating>,
}

/// What can be put into a cart (types/variant.json).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Variant {
    /// What a cart's `item.id` names.
    pub id: ItemId,
    /// What sets it apart from its siblings, e.g. `500 g`.
    pub title: String,
    /// What it is.
    pub description: Description,
    /// What one costs; an estimate until a cart or checkout says so.
    pub price: Price,
    /// The price before a reduction, to be struck through.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub list_price: Maybe<Price>,
    /// The price per kilogram or the like, computed by the business.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub unit_price: Maybe<UnitPrice>,
    /// Whether it can be had; absent = unknown.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub availability: Maybe<Availability>,
    /// Which option values make this variant.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub options: List<SelectedOption>,
    /// Its page at the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Pictures of its own.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub media: List<Media>,
    /// Who sells it.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub seller: Maybe<Seller>,
    /// Which of the ids asked for led here (only in the answer of `/catalog/lookup`).
    #[serde(skip_serializing_if = "List::is_empty")]
    pub inputs: List<InputCorrelation>,
    /// Our extension: more about the seller.
    #[serde(rename = "example.tsampa.seller", skip_serializing_if = "Maybe::is_none")]
    pub seller_details: Maybe<SellerDetails>,
    /// Our extension: how many there are.
    #[serde(rename = "example.tsampa.stock", skip_serializing_if = "Maybe::is_none")]
    pub stock: Maybe<Stock>,
}

/// A text in up to three forms (types/description.json). `html` is hostile input and never drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Description {
    /// As plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain: Option<String>,
    /// As HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// As Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
    /// What some servers write in place of `plain`; not UCP's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A picture, a film or a model (types/media.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Media {
    /// `image`, `video`, `model_3d` …
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is.
    pub url: String,
    /// What it shows, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alt_text: Option<String>,
    /// Extension `example.tsampa.pictures`: the same in other widths.
    #[serde(rename = "example.tsampa.sources", skip_serializing_if = "List::is_empty")]
    pub sources: List<Source>,
}

/// A picture in one width.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Source {
    /// Where it is.
    pub url: String,
    /// Pixels.
    pub width: u32,
}

/// One thing to choose and its values (types/product_option.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct ProductOption {
    /// What is chosen, e.g. `Weight`.
    pub name: String,
    /// At least one, in the business's order.
    pub values: Rows<OptionValue>,
}

/// One value of an option (types/detail_option_value.json).
///
/// `available`/`exists`: true/true can be chosen, false/true is struck through, false/false is hidden; absent = true.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct OptionValue {
    /// Names it, if the business does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What the buyer reads.
    pub label: String,
    /// Can be had together with the choice in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// There is such a variant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
}

/// One option with the value chosen (types/selected_option.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct SelectedOption {
    /// What is chosen.
    pub name: String,
    /// Names the value, if the business does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The value.
    pub label: String,
}

/// What buyers think (types/rating.json).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Rating {
    /// Between `scale_min` and `scale_max`.
    pub value: f64,
    /// The highest rating possible.
    pub scale_max: f64,
    /// How many have rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// Whether a variant can be had. `available` decides; absent = unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Availability {
    /// Can be bought now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// `in_stock backorder preorder out_of_stock discontinued`, or another word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// What a fixed amount of it costs: `amount` for each `reference`. Printed, never computed here.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct UnitPrice {
    /// Minor units of `currency`.
    pub amount: super::money::Minor,
    /// ISO 4217.
    pub currency: String,
    /// How much a piece holds, e.g. 500 g.
    pub measure: Measure,
    /// For how much `amount` is the price, e.g. 1 kg. A whole number by UCP 2026-04-08.
    pub reference: Measure,
}

/// So much of a unit.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Measure {
    /// How many units.
    pub value: f64,
    /// `g`, `kg`, `ml` …
    pub unit: String,
}

/// Which of the ids asked for led to a variant (types/input_correlation.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct InputCorrelation {
    /// The id as it was asked for.
    pub id: String,
    /// `exact` (it names the variant) or `featured` (it names the product).
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub matched: Option<String>,
}

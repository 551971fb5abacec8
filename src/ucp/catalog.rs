//! The answers of a catalogue: search, lookup, product; and the question to the last. The other two are written by hand (`engine/bodies.rs`).

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::envelope::Ucp;
use super::list::{List, Maybe, Rows};
use super::message::Message;
use super::product::{Product, SelectedOption};

/// POST /catalog/product (catalog_lookup.json): one product with its choices.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ProductRequest {
    /// Id of a product or variant.
    pub id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    selected: Vec<SelectedOption>,
    /// Names of options, the dearest to the buyer first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub preferences: Vec<String>,
    /// The buyer's place and wishes.
    #[serde(skip_serializing_if = "Context::is_empty")]
    pub context: Context,
}

/// The answer of /catalog/search. No match = no product and no message.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct SearchAnswer {
    /// The envelope.
    pub ucp: Ucp,
    /// This page's products, in the business's order.
    pub products: Rows<Product>,
    /// Whether there is more.
    #[serde(skip_serializing_if = "Maybe::is_none")]
    pub pagination: Maybe<Page>,
    /// What the business tells about it.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub messages: List<Message>,
    /// Extension `example.tsampa.browse`: by what else it can be narrowed.
    #[serde(rename = "example.tsampa.facets", skip_serializing_if = "Maybe::is_none")]
    pub facets: Maybe<Facets>,
}

/// What a search can be narrowed to, each with the number of products that match (`/spec/browse`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Facets {
    /// Categories; an id is what the filter takes.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub categories: List<Facet>,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Facet {
    /// What the filter takes.
    pub id: String,
    /// What the buyer reads.
    pub name: String,
    /// How many products match.
    pub count: u64,
}

/// The answer of /catalog/lookup: matched to the question by `variants[].inputs`, never by place; missing ids are normal.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct LookupAnswer {
    /// The envelope.
    pub ucp: Ucp,
    /// Each product once, in any order.
    pub products: Rows<Product>,
    /// What the business tells about it, e.g. which ids it does not know.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub messages: List<Message>,
}

/// The answer of /catalog/product.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct ProductAnswer {
    /// The envelope.
    pub ucp: Ucp,
    /// The product; `selected` is the choice in force.
    pub product: Product,
    /// What the business tells about it.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub messages: List<Message>,
}

/// Where a page of a search ends (types/pagination.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Page {
    /// There is a next page, to be asked for by `cursor`.
    pub has_next_page: bool,
    /// Where this page ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl ProductRequest {
    /// Chooses a value of an option, in the place of an earlier choice: UCP takes each option's name once.
    pub fn select(&mut self, choice: SelectedOption) {
        self.selected.retain(|earlier| earlier.name != choice.name);
        self.selected.push(choice);
    }
}

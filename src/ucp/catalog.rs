//! The three questions to a catalogue and their answers: search, lookup, product.

use serde::{Deserialize, Serialize};

use super::context::{Attribution, Context};
use super::envelope::Ucp;
use super::list::{List, Map, Maybe, Rows};
use super::message::Message;
use super::money::Minor;
use super::product::{Product, SelectedOption};

/// POST /catalog/search (UCP 2026-04-08, catalog_search.json). Built by [`SearchRequest::new`], so it is never empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    #[serde(skip_serializing_if = "SearchFilters::is_empty")]
    filters: SearchFilters,
    /// Extension `example.tsampa.browse`: `relevance price_asc price_desc newest`.
    #[serde(rename = "example.tsampa.sort", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// Which page, and how long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagination: Option<PageRequest>,
    /// The buyer's place and wishes.
    #[serde(skip_serializing_if = "Context::is_empty")]
    pub context: Context,
    /// Who sent the buyer.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attribution: Attribution,
}

/// POST /catalog/lookup (catalog_lookup.json): ten ids at most are sure to be taken.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LookupRequest {
    /// Ids of products or variants, at least one.
    pub ids: Vec<String>,
    /// The buyer's place and wishes.
    #[serde(skip_serializing_if = "Context::is_empty")]
    pub context: Context,
    /// Who sent the buyer.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attribution: Attribution,
}

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
    /// Who sent the buyer.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub attribution: Attribution,
}

/// What a search is narrowed to (types/search_filters.json); all of it has to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct SearchFilters {
    /// Any of these `categories[].value`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Within these prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceFilter>,
    /// Extension `example.tsampa.browse`: any of these sellers.
    #[serde(rename = "example.tsampa.seller_id", skip_serializing_if = "Vec::is_empty")]
    pub seller_ids: Vec<String>,
}

/// Minor units of `context.currency` (types/price_filter.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PriceFilter {
    /// The lowest price wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Minor>,
    /// The highest price wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Minor>,
}

/// Which page of a search (types/pagination.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct PageRequest {
    /// Where the page before ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// A wish: the business may give fewer. At least 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
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

impl SearchRequest {
    /// A search for `query` among what `filters` leaves. UCP forbids an empty search: without either it asks for the
    /// whole catalogue by a lowest price of 0.
    pub fn new(query: Option<String>, mut filters: SearchFilters) -> Self {
        let query = query.filter(|query| !query.is_empty());
        if query.is_none() && filters.is_empty() {
            filters.price = Some(PriceFilter { min: Some(Minor(0)), max: None });
        }
        let (context, attribution) = (Context::default(), Map::new());
        SearchRequest { query, filters, sort: None, pagination: None, context, attribution }
    }
}

impl SearchFilters {
    /// True if nothing is narrowed.
    pub fn is_empty(&self) -> bool {
        let price = self.price.as_ref();
        self.categories.is_empty()
            && self.seller_ids.is_empty()
            && price.is_none_or(|price| price.min.is_none() && price.max.is_none())
    }
}

impl ProductRequest {
    /// Asks for the product that `id` names, or whose variant it names.
    pub fn new(id: String) -> Self {
        ProductRequest { id, ..ProductRequest::default() }
    }

    /// Chooses a value of an option, in the place of an earlier choice: UCP takes each option's name once.
    pub fn select(&mut self, choice: SelectedOption) {
        self.selected.retain(|earlier| earlier.name != choice.name);
        self.selected.push(choice);
    }
}

//! What platforms send. Unknown members are ignored. Members that only answers have (`totals`, `currency`, a price) are
//! unknown here: nobody can set a price.

use super::strict::{self, Eligibility, Object, Signals, Whole, object, texts};
use crate::fulfillment::{Address, Buyer, Method};
use crate::store::{Attribution, Context};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

object! {
    /// POST /catalog/search (catalog_search.json, search_request).
    Search
    optional {
        /// Free text.
        query: String,
        /// What products have to be like.
        filters: Object<Filters>,
        /// Which page.
        pagination: Object<Pagination>,
        /// Our extension's order of the products.
        #[serde(rename = "example.tsampa.sort")]
        sort: Sort,
    }
}

/// The order of search results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Sort {
    /// Best match first; the shop's own order where all match alike.
    #[default]
    Relevance,
    /// Cheapest first.
    PriceAsc,
    /// Dearest first.
    PriceDesc,
    /// What was put on the shelf last comes first.
    Newest,
}

impl From<String> for Sort {
    /// An order that is not known yet is no reason to show nothing.
    fn from(name: String) -> Sort {
        match name.as_str() {
            "price_asc" => Sort::PriceAsc,
            "price_desc" => Sort::PriceDesc,
            "newest" => Sort::Newest,
            _ => Sort::Relevance,
        }
    }
}

object! {
    /// Filters narrow together (types/search_filters.json).
    Filters
    optional {
        /// One of these.
        categories: Vec<String>,
        /// Within these prices.
        price: Object<PriceFilter>,
        /// Our extension: of one of these sellers.
        #[serde(rename = "example.tsampa.seller_id")]
        seller_ids: Vec<String>,
    }
}

object! {
    /// Bounds in minor units, both inclusive (types/price_filter.json).
    #[derive(Copy)]
    PriceFilter
    optional {
        /// At least.
        min: Whole<0>,
        /// At most.
        max: Whole<0>,
    }
}

object! {
    /// Which page (types/pagination.json).
    Pagination
    optional {
        /// From the answer before.
        cursor: String,
        /// How many are wished.
        limit: Whole<1>,
    }
}

object! {
    /// POST /catalog/lookup.
    Lookup
    required {
        /// Products' or variants' ids, at least one.
        ids: Vec<String>,
    }
    optional {
        /// What products have to be like.
        filters: Object<Filters>,
    }
}

object! {
    /// POST /catalog/product.
    GetProduct
    required {
        /// A product's or a variant's id.
        id: String,
    }
    optional {
        /// What is chosen already.
        selected: Vec<Object<Selected>>,
        /// Names of options; the last is given up first.
        preferences: Vec<String>,
        /// Of no effect: who names a product wants that product.
        filters: Object<Filters>,
    }
}

object! {
    /// One choice made (types/selected_option.json).
    Selected
    required {
        /// The option.
        name: String,
        /// The value's label.
        label: String,
    }
    optional {
        /// The value's id, which is more exact.
        id: String,
    }
}

object! {
    /// POST /carts and PUT /carts/{id}.
    Cart
    required {
        /// The lines.
        line_items: Vec<Object<LineItem>>,
    }
    optional {
        /// On update, where it is required: the same as in the address.
        id: String,
        /// The buyer.
        buyer: Object<StrictBuyer>,
        /// Codes; left out, there are none.
        discounts: Object<Discounts>,
    }
}

object! {
    /// discount.json, `discounts_object`: what is applied only answers say.
    Discounts
    optional {
        /// All of them, anew.
        codes: Vec<String>,
    }
}

object! {
    /// A line (types/line_item.json).
    LineItem
    required {
        /// What.
        item: Object<Item>,
        /// How many.
        quantity: Whole<1>,
    }
    optional {
        /// On update, for a line that is known.
        id: String,
        /// Of no effect: nothing here is sold as a part of something.
        parent_id: String,
    }
}

object! {
    /// What is wished (types/item.json).
    Item
    required {
        /// A variant's id.
        id: String,
    }
}

object! {
    /// POST /checkout-sessions and PUT /checkout-sessions/{id}.
    Checkout
    required {
        /// The lines; empty with a cart.
        line_items: Vec<Object<LineItem>>,
    }
    optional {
        /// On create: the cart that becomes a checkout.
        cart_id: String,
        /// The buyer.
        buyer: Object<StrictBuyer>,
        /// How the goods get to the buyer.
        fulfillment: Object<Fulfillment>,
        /// Codes; left out, there are none but those that the buyer typed on our own page.
        discounts: Object<Discounts>,
        /// Of no effect before complete.
        payment: Object<Payment>,
    }
}

object! {
    /// POST /checkout-sessions/{id}/complete.
    Complete
    required {
        /// How it is paid.
        payment: Object<Payment>,
    }
}

object! {
    /// POST …/cancel: nothing is read.
    Nothing
}

object! {
    /// payment.json.
    Payment
    optional {
        /// One of them is selected, or there is only one.
        instruments: Vec<Object<Instrument>>,
    }
}

object! {
    /// types/payment_instrument.json.
    Instrument
    required {
        /// The platform's id.
        id: String,
        /// One of the handlers offered.
        handler_id: String,
        /// A type that the handler takes.
        #[serde(rename = "type")]
        kind: String,
    }
    optional {
        /// This one is to be used.
        selected: bool,
        /// Neither kept nor shown again.
        credential: Object<Credential>,
        /// Of no effect.
        billing_address: Object<StrictAddress>,
        /// Of no effect.
        display: Object<BTreeMap<String, IgnoredAny>>,
    }
}

object! {
    /// types/payment_credential.json.
    Credential
    required {
        /// Its type.
        #[serde(rename = "type")]
        kind: String,
    }
    optional {
        /// Of the test card: what it plays.
        token: serde_json::Value,
    }
}

object! {
    /// types/fulfillment.json.
    Fulfillment
    optional {
        /// What is wished; one of them, for all lines.
        methods: Vec<Object<FulfillmentMethod>>,
    }
}

object! {
    /// types/fulfillment_method.json.
    FulfillmentMethod
    optional {
        /// As answered.
        id: String,
        /// Shipping or pick-up; may be left out where the id says it.
        #[serde(rename = "type")]
        kind: Method,
        /// Of no effect: a method is for all lines.
        line_item_ids: Vec<String>,
        /// Addresses to send to.
        destinations: Vec<Object<Destination>>,
        /// The choice of each group.
        groups: Vec<Object<Group>>,
    }
    nullable {
        /// One of the destinations, or a point.
        selected_destination_id: String,
    }
}

object! {
    /// types/fulfillment_group.json.
    Group
    optional {
        /// As answered.
        id: String,
    }
    nullable {
        /// One of the group's options.
        selected_option_id: String,
    }
}

object! {
    /// What any request may say beside its matter: read from the same body.
    About
    optional {
        /// Hints of the buyer.
        context: Object<StrictContext>,
        /// What the platform has seen.
        signals: Object<Signals>,
        /// Who claims to have earned it.
        attribution: Attribution,
    }
}

impl About {
    /// The hints that are kept.
    pub fn context(&self) -> Option<Context> {
        self.context.as_ref().map(|context| context.kept())
    }

    /// The language asked for.
    pub fn language(&self) -> Option<&str> {
        self.context.as_ref().and_then(|context| context.language.as_deref())
    }
}

texts! {
    /// types/context.json.
    StrictContext => Context { address_country, address_region, postal_code, language, currency }
    intent: String, eligibility: Eligibility
}

texts! {
    /// types/buyer.json.
    StrictBuyer => Buyer { first_name, last_name, email, phone_number }
}

texts! {
    /// types/postal_address.json.
    StrictAddress => Address {
        street_address, extended_address, address_locality, address_region, address_country, postal_code, first_name,
        last_name, phone_number
    }
}

texts! {
    /// types/fulfillment_destination.json: an address, or a point by its id.
    Destination => Address {
        street_address, extended_address, address_locality, address_region, address_country, postal_code, first_name,
        last_name, phone_number
    }
    id: String
}

//! What platforms send. Unknown members are ignored; a known one has to be of its type, and `null` is no value.
//! Members that only answers have (`totals`, `currency`, a price) are unknown here: nobody can set a price.

use crate::fulfillment::{Address, Buyer, Details, Method};
use crate::store::{Attribution, Context};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::marker::PhantomData;

/// A JSON object read as a `T`. (Derived structs alone would take an array, too.)
#[derive(Clone, Debug, Default)]
pub struct Object<T>(pub T);

impl<T> std::ops::Deref for Object<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Object<T>, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(Object)
            }
        }
        reader.deserialize_map(Members(PhantomData))
    }
}

/// A whole number of at least `MIN`. JSON Schema's integer may be written `2.0`, and may be of any size: what is above
/// u64 counts as its largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<const MIN: u64>(pub u64);

impl<'de, const MIN: u64> Deserialize<'de> for Whole<MIN> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Whole<MIN>, D::Error> {
        struct Digits<const MIN: u64>;
        impl<const MIN: u64> Visitor<'_> for Digits<MIN> {
            type Value = Whole<MIN>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a whole number, at least {MIN}")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Whole<MIN>, E> {
                let small = || E::invalid_value(de::Unexpected::Unsigned(number), &self);
                if number < MIN { Err(small()) } else { Ok(Whole(number)) }
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Whole<MIN>, E> {
                if number.fract() == 0.0 && number >= 0.0 {
                    return self.visit_u64(number as u64); // `as` stops at the largest
                }
                Err(E::invalid_value(de::Unexpected::Float(number), &self))
            }
        }
        reader.deserialize_u64(Digits)
    }
}

/// A member that may be absent, but not null.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(reader: D) -> Result<Option<T>, D::Error> {
    T::deserialize(reader).map(Some)
}

/// POST /catalog/search (catalog_search.json, search_request).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    /// Free text.
    #[serde(deserialize_with = "present")]
    pub query: Option<String>,
    /// What products have to be like.
    #[serde(deserialize_with = "present")]
    pub filters: Option<Object<Filters>>,
    /// Which page.
    #[serde(deserialize_with = "present")]
    pub pagination: Option<Object<Pagination>>,
    /// Our extension's order of the products.
    #[serde(rename = "example.tsampa.sort", deserialize_with = "present")]
    pub sort: Option<Sort>,
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

/// Filters narrow together (types/search_filters.json).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// One of these.
    #[serde(deserialize_with = "present")]
    pub categories: Option<Vec<String>>,
    /// Within these prices.
    #[serde(deserialize_with = "present")]
    pub price: Option<Object<PriceFilter>>,
    /// Our extension: of one of these sellers.
    #[serde(rename = "example.tsampa.seller_id", deserialize_with = "present")]
    pub seller_ids: Option<Vec<String>>,
}

/// Bounds in minor units, both inclusive.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PriceFilter {
    /// At least.
    #[serde(deserialize_with = "present")]
    pub min: Option<Whole<0>>,
    /// At most.
    #[serde(deserialize_with = "present")]
    pub max: Option<Whole<0>>,
}

/// Which page (types/pagination.json).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pagination {
    /// From the answer before.
    #[serde(deserialize_with = "present")]
    pub cursor: Option<String>,
    /// How many are wished.
    #[serde(deserialize_with = "present")]
    pub limit: Option<Whole<1>>,
}

/// POST /catalog/lookup.
#[derive(Clone, Debug, Deserialize)]
pub struct Lookup {
    /// Products' or variants' ids, at least one.
    pub ids: Vec<String>,
    /// What products have to be like.
    #[serde(default, deserialize_with = "present")]
    pub filters: Option<Object<Filters>>,
}

/// POST /catalog/product.
#[derive(Clone, Debug, Deserialize)]
pub struct GetProduct {
    /// A product's or a variant's id.
    pub id: String,
    /// What is chosen already.
    #[serde(default, deserialize_with = "present")]
    pub selected: Option<Vec<Object<Selected>>>,
    /// Names of options; the last is given up first.
    #[serde(default, deserialize_with = "present")]
    pub preferences: Option<Vec<String>>,
    /// Read, and of no effect: who names a product wants that product.
    #[serde(default, deserialize_with = "present")]
    pub filters: Option<Object<Filters>>,
}

/// One choice made (types/selected_option.json).
#[derive(Clone, Debug, Deserialize)]
pub struct Selected {
    /// The option.
    pub name: String,
    /// The value's label.
    pub label: String,
    /// The value's id, which is more exact.
    #[serde(default, deserialize_with = "present")]
    pub id: Option<String>,
}

/// POST /carts and PUT /carts/{id}.
#[derive(Clone, Debug, Deserialize)]
pub struct Cart {
    /// On update: the same as in the address.
    #[serde(default, deserialize_with = "present")]
    pub id: Option<String>,
    /// The lines.
    pub line_items: Vec<Object<LineItem>>,
    /// The buyer.
    #[serde(default, deserialize_with = "present")]
    pub buyer: Option<Object<StrictBuyer>>,
}

/// A line (types/line_item.json).
#[derive(Clone, Debug, Deserialize)]
pub struct LineItem {
    /// On update, for a line that is known.
    #[serde(default, deserialize_with = "present")]
    pub id: Option<String>,
    /// What.
    pub item: Object<Item>,
    /// How many.
    pub quantity: Whole<1>,
    /// Read, and of no effect: nothing here is sold as a part of something.
    #[serde(default, deserialize_with = "present")]
    pub parent_id: Option<String>,
}

/// What is wished (types/item.json).
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    /// A variant's id.
    pub id: String,
}

/// POST /checkout-sessions and PUT /checkout-sessions/{id}.
#[derive(Clone, Debug, Deserialize)]
pub struct Checkout {
    /// On create: the cart that becomes a checkout.
    #[serde(default, deserialize_with = "present")]
    pub cart_id: Option<String>,
    /// The lines; empty with a cart.
    pub line_items: Vec<Object<LineItem>>,
    /// The buyer.
    #[serde(default, deserialize_with = "present")]
    pub buyer: Option<Object<StrictBuyer>>,
    /// How the goods get to the buyer.
    #[serde(default, deserialize_with = "present")]
    pub fulfillment: Option<Object<Fulfillment>>,
    /// Read, and of no effect before complete.
    #[serde(default, deserialize_with = "present")]
    pub payment: Option<Object<Payment>>,
}

/// POST /checkout-sessions/{id}/complete.
#[derive(Clone, Debug, Deserialize)]
pub struct Complete {
    /// How it is paid.
    pub payment: Object<Payment>,
}

/// POST …/cancel: nothing is read.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Nothing {}

/// payment.json.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Payment {
    /// One of them is selected, or there is only one.
    #[serde(deserialize_with = "present")]
    pub instruments: Option<Vec<Object<Instrument>>>,
}

/// types/payment_instrument.json.
#[derive(Clone, Debug, Deserialize)]
pub struct Instrument {
    /// The platform's id.
    pub id: String,
    /// One of the handlers offered.
    pub handler_id: String,
    /// A type that the handler takes.
    #[serde(rename = "type")]
    pub kind: String,
    /// This one is to be used.
    #[serde(default, deserialize_with = "present")]
    pub selected: Option<bool>,
    /// Read, and neither kept nor shown again.
    #[serde(default, deserialize_with = "present")]
    pub credential: Option<Object<Credential>>,
    /// Read, and of no effect.
    #[serde(default, deserialize_with = "present")]
    pub billing_address: Option<Object<StrictAddress>>,
    /// Read, and of no effect.
    #[serde(default, deserialize_with = "present")]
    pub display: Option<Object<BTreeMap<String, IgnoredAny>>>,
}

/// types/payment_credential.json.
#[derive(Clone, Debug, Deserialize)]
pub struct Credential {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// For the test card.
    #[serde(default)]
    pub token: serde_json::Value,
}

/// types/fulfillment.json.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Fulfillment {
    /// What is wished; one of them, for all lines.
    #[serde(deserialize_with = "present")]
    pub methods: Option<Vec<Object<FulfillmentMethod>>>,
}

/// types/fulfillment_method.json.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FulfillmentMethod {
    /// As answered.
    #[serde(deserialize_with = "present")]
    pub id: Option<String>,
    /// Shipping or pick-up; may be left out where the id says it.
    #[serde(rename = "type", deserialize_with = "present")]
    pub kind: Option<Method>,
    /// Read, and of no effect: a method is for all lines.
    #[serde(deserialize_with = "present")]
    pub line_item_ids: Option<Vec<String>>,
    /// Addresses to send to.
    #[serde(deserialize_with = "present")]
    pub destinations: Option<Vec<Object<Destination>>>,
    /// One of the destinations, or a point.
    pub selected_destination_id: Option<String>,
    /// The choice of each group.
    #[serde(deserialize_with = "present")]
    pub groups: Option<Vec<Object<Group>>>,
}

/// types/fulfillment_group.json.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Group {
    /// As answered.
    #[serde(deserialize_with = "present")]
    pub id: Option<String>,
    /// One of the group's options.
    pub selected_option_id: Option<String>,
}

/// What any request may say beside its matter: read from the same body.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct About {
    /// Hints of the buyer.
    #[serde(deserialize_with = "present")]
    pub context: Option<Object<StrictContext>>,
    /// What the platform has seen. Checked for its form, never kept.
    #[serde(deserialize_with = "present")]
    pub signals: Option<Object<Signals>>,
    /// Who claims to have earned it.
    #[serde(deserialize_with = "present")]
    pub attribution: Option<Attribution>,
}

impl About {
    /// The hints that are kept.
    pub fn context(&self) -> Option<Context> {
        self.context.as_ref().map(|context| context.0.kept())
    }

    /// The language asked for.
    pub fn language(&self) -> Option<&str> {
        self.context.as_ref().and_then(|context| context.0.language.as_deref())
    }
}

macro_rules! strict {
    ($(#[$doc:meta])* $strict:ident => $kept:ident { $($field:ident),+ }, $($rest:ident: $kind:ty),*) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default)]
        #[allow(missing_docs)]
        pub struct $strict {
            $(#[serde(deserialize_with = "present")] pub $field: Option<String>,)+
            $(#[serde(deserialize_with = "present")] pub $rest: Option<$kind>,)*
        }

        impl $strict {
            /// The same without what is not kept.
            pub fn kept(&self) -> $kept {
                $kept { $($field: self.$field.clone()),+ }
            }
        }
    };
}

strict!(
    /// types/context.json.
    StrictContext => Context { address_country, address_region, postal_code, language, currency },
    intent: String, eligibility: Eligibility
);
strict!(
    /// types/buyer.json.
    StrictBuyer => Buyer { first_name, last_name, email, phone_number },
);
strict!(
    /// types/postal_address.json.
    StrictAddress => Address {
        street_address, extended_address, address_locality, address_region, address_country, postal_code,
        first_name, last_name, phone_number
    },
);
strict!(
    /// types/fulfillment_destination.json: an address, or a point by its id.
    Destination => Address {
        street_address, extended_address, address_locality, address_region, address_country, postal_code,
        first_name, last_name, phone_number
    },
    id: String
);

/// Claims by reverse-domain name, each once. None is known here, so all are ignored.
#[derive(Clone, Debug, Default)]
pub struct Eligibility;

impl<'de> Deserialize<'de> for Eligibility {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Eligibility, D::Error> {
        let mut seen = HashSet::new();
        for claim in Vec::<String>::deserialize(reader)? {
            if !is_reverse_domain(&claim) {
                return Err(D::Error::custom(format!("{claim:?} is not a reverse-domain name")));
            }
            if !seen.insert(claim) {
                return Err(D::Error::custom("a claim stands here twice"));
            }
        }
        Ok(Eligibility)
    }
}

/// types/signals.json.
#[derive(Clone, Debug, Default)]
pub struct Signals;

impl<'de> Deserialize<'de> for Signals {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Signals, D::Error> {
        for (key, value) in BTreeMap::<String, serde_json::Value>::deserialize(reader)? {
            if !is_reverse_domain(&key) {
                return Err(de::Error::custom(format!("{key:?} is not a reverse-domain name")));
            }
            if ["dev.ucp.buyer_ip", "dev.ucp.user_agent"].contains(&key.as_str()) && !value.is_string() {
                return Err(de::Error::custom(format!("{key} has to be text")));
            }
        }
        Ok(Signals)
    }
}

fn is_reverse_domain(name: &str) -> bool {
    let small = |c: char| c.is_ascii_lowercase();
    let label = |label: &str, more: &str| {
        label.starts_with(small) && label.chars().all(|c| small(c) || c.is_ascii_digit() || more.contains(c))
    };
    let mut labels = name.split('.');
    labels.next().is_some_and(|first| label(first, "")) && name.contains('.') && labels.all(|next| label(next, "_"))
}

impl Checkout {
    /// The buyer as kept; the choice of fulfillment is the fulfillment's matter.
    pub fn details(&self) -> Details {
        Details { buyer: self.buyer.as_ref().map(|buyer| buyer.0.kept()), choice: None }
    }
}

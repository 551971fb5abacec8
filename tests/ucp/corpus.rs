//! Good documents of our own writing, and the types that read them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tsampa::ucp::json::{self, Flaw};
use tsampa::ucp::profile::{Discovery, Names};

use crate::wire::*;

/// One good document, and both ways to read a text as its type.
pub struct Sample {
    pub name: &'static str,
    pub text: &'static str,
    /// Our reader and serde_json, under the same derive.
    pub read: fn(&str) -> (Read<Flaw>, Read<serde_json::Error>),
}

/// The value, written by serde_json so that values of any type compare, to the last bit of a fraction; or the refusal.
pub type Read<E> = Result<String, E>;

fn both<T: DeserializeOwned + Default + Serialize>(text: &str) -> (Read<Flaw>, Read<serde_json::Error>) {
    let written = |value: T| serde_json::to_string(&value).unwrap();
    (json::read(text).map(written), serde_json::from_str(text).map(written))
}

macro_rules! samples {
    ($($name:literal $type:ty)*) => {
        pub const SAMPLES: &[Sample] = &[$(Sample {
            name: $name,
            text: include_str!(concat!("corpus/", $name, ".json")),
            read: both::<$type>,
        }),*];
    };
}

samples! {
    "cart" Cart
    "cart_empty" Cart
    "cart_of_a_later_release" Cart
    "checkout" Checkout
    "checkout_completed" Checkout
    "checkout_of_a_later_release" Checkout
    "error" ErrorAnswer
    "lookup" LookupAnswer
    "product" ProductAnswer
    "profile" Profile
    "profile_without_outer_name" Discovery
    "record" Record
    "search" SearchAnswer
    "search_without_match" SearchAnswer
    "transport_error" TransportError
}

/// The good document of that name.
pub fn text(name: &str) -> &'static str {
    SAMPLES.iter().find(|sample| sample.name == name).unwrap().text
}

/// Every shape that the reader and the writer know, those too that no answer of the wire uses.
#[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Record {
    pub at: u32,
    pub far: i64,
    pub share: f64,
    pub by_name: Map<Wanted>,
    pub nothing: (),
    pub extends: Names,
    pub absent: Option<Box<Record>>,
}

#[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Wanted {
    pub item: ItemId,
    pub quantity: u32,
}

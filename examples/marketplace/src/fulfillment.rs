//! How goods get to the buyer: each seller sends a package of its own, or everything waits at one point, free of charge.
//! Pure. What is chosen here is one method for the whole checkout; groups are by seller.

use crate::goods::{Goods, Seller};
use crate::pricing::{Fee, PricedLine};
use serde::{Deserialize, Serialize};

/// How goods get to the buyer (UCP types/fulfillment_method.json, `type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Sent to an address, one package a seller.
    Shipping,
    /// Waiting at a point.
    Pickup,
}

impl Method {
    /// The word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Method::Shipping => "shipping",
            Method::Pickup => "pickup",
        }
    }

    /// The one option each group has.
    pub fn option_id(self) -> &'static str {
        match self {
            Method::Shipping => "standard",
            Method::Pickup => "at_point",
        }
    }
}

/// A postal address (UCP types/postal_address.json). All parts are text as the buyer wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Street, house, village.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// Flat, floor, care of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_address: Option<String>,
    /// County or town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_locality: Option<String>,
    /// Region or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_region: Option<String>,
    /// ISO 3166-1, or a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_country: Option<String>,
    /// Post code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The receiver, if not the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The receiver, if not the buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The receiver's, if not the buyer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

/// Where goods go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Destination {
    /// To an address, under the id that the platform gave it.
    Address {
        /// The platform's id, else ours.
        id: String,
        /// The address.
        address: Box<Address>,
    },
    /// To one of the marketplace's points, by id.
    Point {
        /// See [`Goods::point`].
        id: String,
    },
}

/// What the buyer has chosen so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The method.
    pub method: Method,
    /// Where to; None as long as it is open.
    pub destination: Option<Destination>,
}

/// Who buys (UCP types/buyer.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Buyer {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Address for mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// E.164 recommended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

/// What is said of an order beside its goods: who buys, how it gets there, which codes take something off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// The buyer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// The method and where to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<Choice>,
    /// Discount codes as they were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codes: Option<Vec<String>>,
}

/// What still stands between a checkout and its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No line that can be sold.
    Lines,
    /// The buyer's name.
    Name,
    /// A phone number or an e-mail address.
    Contact,
    /// An e-mail address that could be one.
    Email,
    /// A phone number that could be one.
    Phone,
    /// Shipping or pick-up.
    Method,
    /// The point.
    Point,
    /// Street and locality.
    Address,
    /// An address in a country the sellers send to.
    Deliverable,
}

/// What is missing, in the order a buyer fills it in.
pub fn missing(goods: &Goods, lines: &[PricedLine], details: &Details) -> Vec<Missing> {
    let mut missing = Vec::new();
    if lines.is_empty() {
        missing.push(Missing::Lines);
    }
    let nobody = Buyer::default();
    let buyer = details.buyer.as_ref().unwrap_or(&nobody);
    if blank(&buyer.first_name) && blank(&buyer.last_name) {
        missing.push(Missing::Name);
    }
    if blank(&buyer.phone_number) && blank(&buyer.email) {
        missing.push(Missing::Contact);
    }
    if !blank(&buyer.email) && !buyer.email.as_deref().is_some_and(could_be_email) {
        missing.push(Missing::Email);
    }
    if !blank(&buyer.phone_number) && !buyer.phone_number.as_deref().is_some_and(could_be_phone) {
        missing.push(Missing::Phone);
    }
    match &details.choice {
        None => missing.push(Missing::Method),
        Some(choice) => missing.extend(wanting(goods, choice)),
    }
    missing
}

fn wanting(goods: &Goods, choice: &Choice) -> Option<Missing> {
    match (choice.method, &choice.destination) {
        (Method::Pickup, Some(Destination::Point { id })) if goods.point(id).is_some() => None,
        (Method::Pickup, _) => Some(Missing::Point),
        (Method::Shipping, Some(Destination::Address { address, .. })) => {
            if blank(&address.street_address) || blank(&address.address_locality) {
                Some(Missing::Address)
            } else if !deliverable(address) {
                Some(Missing::Deliverable)
            } else {
                None
            }
        }
        (Method::Shipping, _) => Some(Missing::Address),
    }
}

/// The sellers of some lines, in the order of their first line.
pub fn sellers<'a>(goods: &'a Goods, lines: &[PricedLine]) -> Vec<&'a Seller> {
    let mut sellers: Vec<&Seller> = Vec::new();
    for item in lines.iter().filter_map(|line| goods.item(&line.variant_id)) {
        if !sellers.iter().any(|seller| seller.id == item.seller.id) {
            sellers.push(item.seller);
        }
    }
    sellers
}

/// What each seller's package costs by a method.
pub fn fees(goods: &Goods, lines: &[PricedLine], method: Option<Method>) -> Vec<Fee> {
    let Some(method) = method else { return Vec::new() };
    let amount = |seller: &Seller| match method {
        Method::Shipping => seller.shipping.price,
        Method::Pickup => 0,
    };
    let fee = |seller: &Seller| Fee { seller_id: seller.id.clone(), method, amount: amount(seller) };
    sellers(goods, lines).into_iter().map(fee).collect()
}

fn blank(text: &Option<String>) -> bool {
    text.as_deref().is_none_or(|text| text.trim().is_empty())
}

/// The sellers send within China; an address that names no country is one there.
fn deliverable(address: &Address) -> bool {
    let country = address.address_country.as_deref().unwrap_or("").trim();
    country.is_empty() || ["CN", "CHN", "China", "中国"].iter().any(|known| country.eq_ignore_ascii_case(known))
}

/// Something, an @, something with no white space in it. More would refuse addresses that work.
pub fn could_be_email(text: &str) -> bool {
    let text = text.trim();
    let parts = text.split_once('@');
    !text.contains(char::is_whitespace) && parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

/// 5 to 20 digits, whatever stands between them.
pub fn could_be_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
    rest && (5..=20).contains(&digits)
}

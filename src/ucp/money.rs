//! Money: the business's integers, with their currency beside them.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// An amount in a currency's minor unit, as the business said it (2800 is 28.00 CNY, and 2800 JPY); within ±(2^53 − 1).
///
/// Nothing here divides or rounds: only what displays it knows the currency's exponent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Minor(pub i64);

/// What a variant costs, in the currency it names (UCP 2026-04-08, types/price.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Price {
    /// Minor units of `currency`.
    pub amount: Minor,
    /// ISO 4217, as the business wrote it.
    pub currency: String,
}

/// The lowest and the highest price of a product's variants (types/price_range.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct PriceRange {
    /// The lowest price.
    pub min: Price,
    /// The highest price.
    pub max: Price,
}

impl Minor {
    /// The largest amount read; a page's numbers hold no larger integer exactly.
    pub const MAX: Minor = Minor((1 << 53) - 1);
}

impl<'de> Deserialize<'de> for Minor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let amount = i64::deserialize(deserializer)?;
        if amount.unsigned_abs() > Self::MAX.0.unsigned_abs() {
            return Err(D::Error::custom("an amount beyond 2^53"));
        }
        Ok(Minor(amount))
    }
}

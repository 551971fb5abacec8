//! Who buys. Held only while a checkout is repeated to the business; never stored, never logged.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Who buys (UCP 2026-04-08, types/buyer.json). Its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Buyer {
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// E.164.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// What the buyer agreed to (buyer_consent.json). Not said is not consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

/// What the buyer agreed to, purpose by purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Consent {
    /// Measuring.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analytics: Option<bool>,
    /// Remembering choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferences: Option<bool>,
    /// Advertising.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marketing: Option<bool>,
    /// Selling or sharing data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sale_of_data: Option<bool>,
}

// A panic's text or a log line may print whole structs: this one must not say who buys.
impl fmt::Debug for Buyer {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("Buyer")
    }
}

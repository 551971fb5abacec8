//! What a request says of the buyer and of the page it comes from. Hints only, never an identity.

use serde::{Deserialize, Serialize};

use super::json::{push_member, push_name};
use super::list::Map;

/// What the buyer may have said of their place and wishes (UCP 2026-04-08, types/context.json), as far as it is ever known here. The
/// business decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Context {
    /// ISO 3166-1 alpha-2 by recommendation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_country: Option<String>,
    /// BCP 47: `bo`, `zh-Hans`. Wins over Accept-Language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// ISO 4217: the currency wished for, and the one that price filters are in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// Who sent the buyer: text to text (types/attribution.json). Changes no answer.
pub type Attribution = Map<String>;

impl Context {
    /// True if it says nothing, so that it can be left out.
    pub fn is_empty(&self) -> bool {
        self.texts().iter().all(|(_, text)| text.is_none())
    }

    /// Takes what it does not say from another one.
    pub fn fill_in(&mut self, other: &Self) {
        let Self { address_country, language, currency } = self;
        for (text, (_, said)) in [address_country, language, currency].into_iter().zip(other.texts()) {
            if text.is_none() {
                text.clone_from(said);
            }
        }
    }

    /// Adds it to an object that is being written, unless it says nothing: the bytes that its derive would add.
    pub fn push(&self, object: &mut String) {
        if self.is_empty() {
            return;
        }
        push_name(object, "context");
        object.push('{');
        for (name, text) in self.texts() {
            push_member(object, name, text.as_deref());
        }
        object.push('}');
    }

    /// Its texts, in the order written.
    fn texts(&self) -> [(&'static str, &Option<String>); 3] {
        [("address_country", &self.address_country), ("language", &self.language), ("currency", &self.currency)]
    }
}

//! How the goods reach the buyer: read from a checkout, and said again when the checkout is replaced.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::cart::WantedLine;
use super::id::LineId;
use super::list::List;
use super::total::Total;

/// The ways to deliver a checkout (UCP 2026-04-08, types/fulfillment.json).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Fulfillment {
    /// One for each way in use.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub methods: List<FulfillmentMethod>,
}

/// Shipping or pick-up of some rows (types/fulfillment_method.json).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct FulfillmentMethod {
    /// Names the method.
    pub id: String,
    /// `shipping` or `pickup`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The rows delivered this way.
    pub line_item_ids: Vec<LineId>,
    /// Addresses or pick-up places to choose from.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub destinations: List<Destination>,
    /// The one chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected_destination_id: Option<String>,
    /// The packages.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub groups: List<FulfillmentGroup>,
}

/// One package (types/fulfillment_group.json).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct FulfillmentGroup {
    /// Names the package.
    pub id: String,
    /// The rows in it.
    pub line_item_ids: Vec<LineId>,
    /// The choices for it.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub options: List<FulfillmentOption>,
    /// The one chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected_option_id: Option<String>,
}

/// One choice for a package (types/fulfillment_option.json).
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct FulfillmentOption {
    /// Names the choice.
    pub id: String,
    /// What the buyer reads.
    pub title: String,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it costs.
    pub totals: Vec<Total>,
}

/// An address to ship to, or (with a `name`) a place to pick up at (types/fulfillment_destination.json). Its `Debug` shows
/// the id alone.
#[derive(Clone, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Destination {
    /// Names it.
    pub id: String,
    /// Of a place to pick up at: what it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    /// Floor, flat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extended_address: Option<String>,
    /// Town or village.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_locality: Option<String>,
    /// Province or state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_region: Option<String>,
    /// ISO 3166-1 alpha-2 by recommendation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_country: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Who takes it: given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Who takes it: family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// Who takes it: telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

/// What an update says of fulfillment.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct FulfillmentChoice {
    /// One for each way in use.
    pub methods: Vec<MethodChoice>,
}

/// What an update says of one method.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct MethodChoice {
    /// The business's id of it.
    pub id: String,
    /// `shipping` or `pickup`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The rows delivered this way.
    pub line_item_ids: Vec<LineId>,
    /// Addresses the buyer has given. Pick-up places are the business's: only their id is said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub destinations: Vec<Destination>,
    /// The one chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected_destination_id: Option<String>,
    /// What was chosen for each package.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupChoice>,
}

/// What an update says of one package.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct GroupChoice {
    /// The business's id of it.
    pub id: String,
    /// The option chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected_option_id: Option<String>,
}

impl Fulfillment {
    /// The choices made, as an update may say them, for those rows that the update still has.
    pub fn choice(&self, lines: &[WantedLine]) -> FulfillmentChoice {
        let choices = self.methods.iter().map(|method| method.choice(lines));
        FulfillmentChoice { methods: choices.filter(|choice| !choice.line_item_ids.is_empty()).collect() }
    }
}

impl FulfillmentMethod {
    fn choice(&self, lines: &[WantedLine]) -> MethodChoice {
        let kept = |id: &&LineId| lines.iter().any(|line| line.id.as_ref() == Some(id));
        let group = |group: &FulfillmentGroup| GroupChoice {
            id: group.id.clone(),
            selected_option_id: group.selected_option_id.clone(),
        };
        MethodChoice {
            id: self.id.clone(),
            kind: self.kind.clone(),
            line_item_ids: self.line_item_ids.iter().filter(kept).cloned().collect(),
            destinations: self.destinations.iter().filter(|place| place.name.is_none()).cloned().collect(),
            selected_destination_id: self.selected_destination_id.clone(),
            groups: self.groups.iter().map(group).collect(),
        }
    }
}

// An address says where the buyer lives: no log or panic text may print it.
impl fmt::Debug for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "Destination({})", self.id)
    }
}

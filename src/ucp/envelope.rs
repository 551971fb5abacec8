//! The envelope of every answer, and the two shapes an answer can have.

use serde::{Deserialize, Serialize};

use super::list::Rows;
use super::message::Message;

/// The UCP release spoken here, in every envelope and profile. The one place that names it.
pub const VERSION: &str = "2026-04-08";

/// What every answer carries under `ucp` (UCP 2026-04-08, ucp.json), as far as a widget needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Ucp {
    /// The negotiated release, `YYYY-MM-DD`.
    pub version: String,
    /// `success` (if absent) or `error`. Any other word counts as success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// An answer that could be read: what was asked for, or the error in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer<T> {
    /// The resource. Its `messages` may still hold errors about parts of it.
    Success(T),
    /// There is no resource.
    Error(ErrorAnswer),
}

/// The answer where there is no resource (types/error_response.json): HTTP 200 with `ucp.status` = `error`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct ErrorAnswer {
    /// The envelope.
    pub ucp: Ucp,
    /// Why, at least one.
    pub messages: Rows<Message>,
    /// Where the buyer can go on at the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continue_url: Option<String>,
}

/// The body of an HTTP status other than 2xx: the operation did not run. All of it is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct TransportError {
    /// Machine-readable reason, e.g. `version_unsupported`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// Where the buyer can go on at the business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continue_url: Option<String>,
}

impl Ucp {
    /// True if the answer has the shape of [`ErrorAnswer`]. To be asked before anything else is read.
    pub fn is_error(&self) -> bool {
        self.status.as_deref() == Some("error")
    }
}

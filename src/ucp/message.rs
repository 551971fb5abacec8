//! What the business tells about an answer: errors, warnings, infos.

use serde::{Deserialize, Serialize};

/// One message of an answer (UCP 2026-04-08, types/message.json and its three kinds in one shape, told apart by `type`).
///
/// Every enumeration stays text, since the spec lets each of them grow: a new kind or code breaks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Message {
    /// `error`, `warning`, `info`, or what a later release adds.
    #[serde(rename = "type")]
    pub kind: String,
    /// Machine-readable reason, e.g. `out_of_stock`; an info may have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The sentence for the buyer, in the answer's language.
    pub content: String,
    /// `plain` (if absent) or `markdown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Of an error: who can mend it. See [`Message::severity`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// What it is about, as JSONPath: `$.line_items[0].quantity`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Of a warning: `notice` (if absent), or `disclosure`, which has to stay in sight beside what `path` names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presentation: Option<String>,
    /// A picture that a disclosure has to show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// More about it, as a link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Who can mend an error, in the order in which errors are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// There is no resource: start anew, or hand over.
    Unrecoverable,
    /// Change the input and send again. A severity we do not know counts as this one.
    Recoverable,
    /// The business's page has to ask the buyer: hand over.
    RequiresBuyerInput,
    /// Complete, but the buyer has to approve it at the business: hand over.
    RequiresBuyerReview,
}

impl Message {
    /// True for an error: something asked for was not done.
    pub fn is_error(&self) -> bool {
        self.kind == "error"
    }

    /// True for a warning.
    pub fn is_warning(&self) -> bool {
        self.kind == "warning"
    }

    /// True if the buyer has to see it beside what `path` names, and cannot dismiss it.
    pub fn is_disclosure(&self) -> bool {
        self.presentation.as_deref() == Some("disclosure")
    }

    /// True if its code is `code`.
    pub fn has_code(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// True if it says that something cannot be had, or not as much of it.
    pub fn speaks_of_stock(&self) -> bool {
        let codes = ["quantity_adjusted", "out_of_stock", "item_unavailable", "not_found"];
        codes.iter().any(|code| self.has_code(code))
    }

    /// Of an error: who can mend it. None for warnings and infos.
    pub fn severity(&self) -> Option<Severity> {
        self.is_error().then_some(match self.severity.as_deref() {
            Some("unrecoverable") => Severity::Unrecoverable,
            Some("requires_buyer_input") => Severity::RequiresBuyerInput,
            Some("requires_buyer_review") => Severity::RequiresBuyerReview,
            _ => Severity::Recoverable,
        })
    }

    /// The place in `line_items` of the row it is about: 0 for `$.line_items[0].quantity`.
    pub fn line_index(&self) -> Option<usize> {
        place_in(self.path.as_deref()?, "line_items")
    }

    /// The item of the row it is about, where the row is selected by it: `v_1` for `$.line_items[?@.item.id=='v_1']` (RFC 9535).
    pub fn line_item(&self) -> Option<&str> {
        selected_item(self.path.as_deref()?)
    }
}

/// The place in a list of the answer that a path names: 2 for `$.products[2].variants[0]` and `products`.
pub fn place_in(path: &str, list: &str) -> Option<usize> {
    let (place, _) = path.strip_prefix("$.")?.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
    place.parse().ok()
}

/// The item that a path selects a line by.
pub fn selected_item(path: &str) -> Option<&str> {
    selected_in(path, "line_items", "item.id")
}

/// What a path selects an entry of a list of the answer by: `p_1` for `$.products[?@.id=='p_1']`, `products` and `id`.
pub fn selected_in<'p>(path: &'p str, list: &str, by: &str) -> Option<&'p str> {
    let selector = path.strip_prefix("$.")?.strip_prefix(list)?.strip_prefix("[?")?.trim_start_matches('(');
    let quoted = selector.strip_prefix("@.")?.strip_prefix(by)?.trim_start().strip_prefix("==")?.trim_start();
    let quote = quoted.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let (value, rest) = quoted.get(1..)?.split_once(quote)?;
    rest.trim_start_matches(')').starts_with(']').then_some(value)
}

/// The first of the errors to take care of, by severity (None: there is no error).
pub fn gravest(messages: &[Message]) -> Option<&Message> {
    messages.iter().filter(|message| message.is_error()).min_by_key(|message| message.severity())
}

/// What it says.
pub fn gravest_words(messages: &[Message]) -> Option<String> {
    gravest(messages).map(|message| message.content.clone())
}

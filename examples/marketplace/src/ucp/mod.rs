//! The shapes of UCP 2026-04-08 on the wire, named as the specification names them. Amounts are integers in minor units.
//!
//! May touch: serde. Deliberately absent: what any of it means; the resources' own files decide that.

pub mod request;
pub mod strict;

use crate::language::Language;
use crate::pricing::Totals;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The version spoken.
pub const VERSION: &str = "2026-04-08";

/// Our extensions' namespace, until there is a domain of our own.
pub const NAMESPACE: &str = "example.tsampa";

/// The capabilities that matter to catalog answers.
pub const SEARCH: &[&str] = &[
    "dev.ucp.shopping.catalog.search",
    "example.tsampa.browse",
    "example.tsampa.pictures",
    "example.tsampa.seller",
    "example.tsampa.stock",
];
/// To lookup and product answers.
pub const LOOKUP: &[&str] =
    &["dev.ucp.shopping.catalog.lookup", "example.tsampa.pictures", "example.tsampa.seller", "example.tsampa.stock"];
/// To cart answers.
pub const CART: &[&str] =
    &["dev.ucp.shopping.cart", "dev.ucp.shopping.discount", "example.tsampa.seller", "example.tsampa.stock"];
/// To checkout answers.
pub const CHECKOUT: &[&str] = &[
    "dev.ucp.shopping.checkout",
    "dev.ucp.shopping.discount",
    "dev.ucp.shopping.fulfillment",
    "example.tsampa.seller",
    "example.tsampa.stock",
];
/// To order answers.
pub const ORDER: &[&str] = &["dev.ucp.shopping.order"];

/// The member `ucp` of an answer: version, status, and the capabilities that matter to it.
pub fn envelope(status: &str, capabilities: &[&str]) -> Value {
    let entry = |name: &&str| ((*name).to_owned(), json!([{ "version": VERSION }]));
    let capabilities: Map<String, Value> = capabilities.iter().map(entry).collect();
    json!({ "version": VERSION, "status": status, "capabilities": capabilities })
}

/// The closed answer of an operation that has no resource to show.
pub fn error_answer(capabilities: &[&str], messages: Vec<Message>, continue_url: &str) -> Value {
    json!({ "ucp": envelope("error", capabilities), "messages": messages, "continue_url": continue_url })
}

/// types/message.json: something said to the buyer or the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// `error`, `warning` or `info`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What it is about, for programs.
    pub code: &'static str,
    /// What it is about in the document, as a JSONPath.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What is said, in the buyer's language.
    pub content: String,
    /// Of errors: who can do something about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<&'static str>,
    /// Of warnings that have to stay in sight: `disclosure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub presentation: Option<&'static str>,
}

impl Message {
    /// Changing the input helps.
    pub fn recoverable(code: &'static str, path: impl Into<Option<String>>, content: impl Into<String>) -> Message {
        Message::new("error", code, path.into(), content.into(), Some("recoverable"))
    }

    /// Only starting anew helps.
    pub fn unrecoverable(code: &'static str, content: impl Into<String>) -> Message {
        Message::new("error", code, None, content.into(), Some("unrecoverable"))
    }

    /// The buyer should know.
    pub fn warning(code: &'static str, path: impl Into<Option<String>>, content: impl Into<String>) -> Message {
        Message::new("warning", code, path.into(), content.into(), None)
    }

    /// The platform should know.
    pub fn info(code: &'static str, content: impl Into<String>) -> Message {
        Message::new("info", code, None, content.into(), None)
    }

    fn new(
        kind: &'static str,
        code: &'static str,
        path: Option<String>,
        content: String,
        severity: Option<&'static str>,
    ) -> Message {
        Message { kind, code, path, content, severity, presentation: None }
    }
}

/// types/total.json.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// `subtotal`, `fulfillment`, `total` …
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_text: Option<String>,
    /// Minor units.
    pub amount: i64,
}

impl Total {
    /// An entry with a name of its own.
    pub fn named(kind: &'static str, display_text: impl Into<String>, amount: i64) -> Total {
        Total { kind, display_text: Some(display_text.into()), amount }
    }

    /// The sums of a line, of which codes take something off.
    pub fn of_line(subtotal: i64, off: i64) -> Vec<Total> {
        let entry = |kind, amount| Total { kind, display_text: None, amount };
        let discount = (off > 0).then(|| entry("items_discount", -off));
        let last = entry("total", subtotal.saturating_sub(off));
        std::iter::once(entry("subtotal", subtotal)).chain(discount).chain([last]).collect()
    }
}

/// The sums as the buyer reads them; `fee_name` says what a seller's fee is called.
pub fn totals(totals: &Totals, language: Language, fee_name: impl Fn(&crate::pricing::Fee) -> String) -> Vec<Total> {
    let fees = totals.fees.iter().map(|fee| Total::named("fulfillment", fee_name(fee), fee.amount));
    let off = totals.discounts.iter();
    let off = off.map(|applied| Total::named("items_discount", applied.title.of(language), -applied.amount));
    let mut entries = vec![Total::named("subtotal", language.pick("商品小计", "Goods"), totals.subtotal)];
    entries.extend(off);
    entries.extend(fees);
    entries.push(Total::named("total", language.pick("合计", "Total"), totals.total));
    entries
}

/// Seconds since 1970 as RFC 3339, in UTC.
pub fn rfc3339(seconds: i64) -> String {
    let format = &time::format_description::well_known::Rfc3339;
    let moment = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    moment.format(format).unwrap_or_default()
}

//! What the looker-on reads of requests and answers: little, and by a reader that is not the engine's.

use serde::Deserialize;

/// A request's body.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    pub line_items: Vec<Row>,
}

/// A line.
#[derive(Deserialize)]
pub struct Row {
    pub item: Item,
    pub quantity: u32,
}

/// What a line is of.
#[derive(Deserialize)]
pub struct Item {
    pub id: String,
}

/// A cart or a checkout; without an id it is an error.
#[derive(Default, Deserialize)]
pub struct Answer {
    pub id: Option<String>,
    pub currency: Option<String>,
    #[serde(default)]
    line_items: Vec<Row>,
    #[serde(default)]
    totals: Vec<Total>,
}

#[derive(Deserialize)]
struct Total {
    #[serde(rename = "type")]
    kind: String,
    amount: i64,
}

impl Asked {
    /// Of a request.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

impl Answer {
    /// Of an answer.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Pieces of one item.
    pub fn pieces(&self, item: &str) -> u32 {
        self.line_items.iter().filter(|line| line.item.id == item).map(|line| line.quantity).sum()
    }

    /// What it comes to.
    pub fn total(&self) -> Option<i64> {
        self.totals.iter().find(|total| total.kind == "total").map(|total| total.amount)
    }
}

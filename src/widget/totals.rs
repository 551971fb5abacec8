//! The business's totals: every entry, in its order, unaltered (UCP 2026-04-08, types/totals.json). Nothing is added up,
//! left out or put elsewhere.

use web_sys::Element;

use super::keyed::{Keyed, Row};
use super::part::Part;
use super::skeleton::{Skeleton, set};
use super::words::cut;
use super::{Wording, card, said};
use crate::ucp::total::Total;

thread_local! {
    static TREE: Skeleton = const { Skeleton::new("
div .total-row
 dt dir=auto
 dd dir=auto") };
}

/// One row.
pub struct TotalRow {
    element: Element,
    name: Part,
    amount: Part,
}

/// One row as it is to be read.
struct Entry {
    class: &'static str,
    part: &'static str,
    name: String,
    amount: String,
}

/// Shows the totals.
pub fn show(rows: &mut Keyed<TotalRow>, totals: &[Total], currency: &str, wording: &Wording) {
    let mut entries = Vec::new();
    for total in totals {
        let (class, part) = match total.kind.as_str() {
            "total" => ("total-row grand", "total-row total"),
            "subtotal" => ("total-row", "total-row subtotal"),
            _ => ("total-row", "total-row"),
        };
        let name = total.display_text.as_deref().unwrap_or_else(|| said::total(&total.kind, &wording.words));
        let mut entry = |class, part, name, amount| {
            let name = String::from(cut(name, card::TITLE_MAX));
            entries.push(Entry { class, part, name, amount: (wording.money)(amount, currency) });
        };
        entry(class, part, name, total.amount);
        for line in &total.lines {
            entry("total-row within", "total-row", &line.display_text, line.amount);
        }
    }
    rows.show(&entries, |_| "", |_| TotalRow::new(), TotalRow::show);
}

impl TotalRow {
    fn new() -> Self {
        let element = TREE.with(Skeleton::copy);
        Self { name: Part::find(&element, "dt"), amount: Part::find(&element, "dd"), element }
    }

    fn show(&mut self, entry: &Entry) {
        set(&self.element, "class", entry.class);
        set(&self.element, "part", entry.part);
        self.name.say(&entry.name);
        self.amount.say(&entry.amount);
    }
}

impl Row for TotalRow {
    fn key(&self) -> &str {
        ""
    }

    fn element(&self) -> &Element {
        &self.element
    }
}

//! The business's totals: every entry, in its order, unaltered (UCP 2026-04-08, types/totals.json). Nothing is added up,
//! left out or put elsewhere.

use web_sys::Element;

use super::keyed::keep;
use super::row::Row;
use super::skeleton::{Skeleton, at, set};
use super::{Wording, said};
use crate::ucp::money::Minor;
use crate::ucp::total::Total;

thread_local! {
    static TREE: Skeleton = const { Skeleton::new(TOTAL) };
}

const TOTAL: &str = "
div .total-row
 dt @entry dir=auto
 dd @amount";

/// Shows the totals, each followed by what it is made of.
pub fn show(parent: &Element, rows: &mut Vec<Row>, totals: &[Total], currency: &str, wording: &Wording) {
    let mut entries: Vec<(&str, &str, Minor)> = Vec::new();
    for total in totals {
        let part = match total.kind.as_str() {
            "total" => "total-row total",
            "subtotal" => "total-row subtotal",
            _ => "total-row",
        };
        let name = total.display_text.as_deref().unwrap_or_else(|| said::total(&total.kind, &wording.words));
        entries.push((part, name, total.amount));
        entries.extend(total.lines.iter().map(|line| ("total-row within", line.display_text.as_str(), line.amount)));
    }
    keep(parent, rows, entries.len(), &|_| "", &|_| Row::of(&TREE), &mut |place, row| {
        let Some((part, name, amount)) = entries.get(place) else { return };
        set(&row.element, "class", part);
        set(&row.element, "part", part);
        row.say(at!(TOTAL, "entry"), &[name]);
        row.say(at!(TOTAL, "amount"), &[&(wording.money)(*amount, currency)]);
    });
}

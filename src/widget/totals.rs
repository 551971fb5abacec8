//! The business's totals: every entry, in its order, unaltered (UCP 2026-04-08, types/totals.json). Nothing is added up,
//! left out or put elsewhere.

use super::draw::{Row, Write, at};
use super::sheet::SHEET;
use super::{Number, Wording, said};
use crate::ucp::money::Minor;
use crate::ucp::total::Total;

const TOTAL: &str = "\
div .total-row
 dt .entry dir=auto
 dd .amount";

/// Shows the totals inside the sheet, each followed by what it is made of.
pub fn show(sheet: &Row, totals: &[Total], currency: &str, wording: &Wording) {
    let mut count = 0;
    let mut entry = |part: &str, name: &str, amount: Minor| {
        let row = sheet.row(at!(SHEET, "totals"), count, "", TOTAL);
        row.put(at!(TOTAL, "total-row"), "class", Some(part));
        row.put(at!(TOTAL, "total-row"), "part", Some(part));
        row.say(at!(TOTAL, "entry"), name);
        row.say(at!(TOTAL, "amount"), &(wording.write)(Number::Money(amount, currency)));
        count += 1;
    };
    for total in totals {
        let part = match total.kind.as_str() {
            "total" => "total-row total",
            "subtotal" => "total-row subtotal",
            _ => "total-row",
        };
        let name = total.display_text.as_deref().unwrap_or_else(|| said::total(&total.kind, &wording.words));
        entry(part, name, total.amount);
        for line in total.lines.iter() {
            entry("total-row within", &line.display_text, line.amount);
        }
    }
    sheet.end(at!(SHEET, "totals"), count);
}

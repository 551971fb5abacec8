//! The business's answers as JSON text, written by hand: most of a schedule's time would go into building trees.

use super::{Business, ITEMS, Line};
use crate::dice::{mixed, of_text};
use crate::fault::{Fault, Faults};
use std::fmt::Write;

/// The business's profile.
pub const PROFILE: &str = r#"{"ucp":{"version":"2026-04-08","services":{"dev.ucp.shopping":[{"version":"2026-04-08","transport":"rest","endpoint":"https://market.example/ucp/v1"}]},"capabilities":{"dev.ucp.shopping.cart":[{"version":"2026-04-08"}],"dev.ucp.shopping.checkout":[{"version":"2026-04-08"}],"dev.ucp.shopping.discount":[{"version":"2026-04-08","extends":"dev.ucp.shopping.cart"}]},"payment_handlers":{}}}"#;

/// What a buyer types at the business. It must never be found in a browser's storage.
pub const BUYER: &str = "drolma@example.org";

/// UCP's error in the place of a resource.
pub fn error(code: &str, content: &str) -> String {
    format!(
        r#"{{"ucp":{{"version":"2026-04-08","status":"error"}},"messages":[{{"type":"error","code":"{code}","severity":"unrecoverable","content":"{content}"}}]}}"#
    )
}

/// A message about a line that could not be had as asked.
pub fn message(at: usize, sold: bool, most: u32, unknown_kind: bool) -> String {
    let code = match (sold, most) {
        (false, _) => "not_found",
        (true, 0) => "out_of_stock",
        _ => "quantity_adjusted",
    };
    let kind = if unknown_kind { "hint" } else { "warning" };
    format!(r#"{{"type":"{kind}","code":"{code}","path":"$.line_items[{at}]","content":"Only {most} left."}}"#)
}

/// Discount codes, as members of a list.
pub fn codes(codes: &[String]) -> String {
    codes.iter().map(|code| format!("\"{code}\"")).collect::<Vec<_>>().join(",")
}

impl Business {
    /// A cart as the business answers it.
    pub(super) fn cart_text(&mut self, place: usize, faults: &mut Faults) -> String {
        let cart = &self.carts[place];
        let page = format!("https://market.example/cart/{}?version={}", cart.id, cart.version);
        let (id, lines, currency) = (cart.id.clone(), cart.lines.clone(), cart.currency);
        let messages = cart.messages.join(",");
        let codes = codes(&cart.codes);
        let mut text = self.document(&id, &lines, currency, faults);
        _ = write!(text, r#","messages":[{messages}],"discounts":{{"codes":[{codes}]}},"continue_url":"{page}"}}"#);
        text
    }

    /// What carts and checkouts have in common; its last brace is left to the caller.
    pub(super) fn document(&mut self, id: &str, lines: &[Line], currency: &str, faults: &mut Faults) -> String {
        let mut text = String::with_capacity(1_024);
        _ = write!(
            text,
            r#"{{"ucp":{{"version":"2026-04-08","status":"success","payment_handlers":{{}},"capabilities":{{}}}},"id":"{id}","currency":"{currency}""#
        );
        if faults.strikes(Fault::UnknownMembers) {
            text.push_str(r#","later":{"rows":[1,{"deep":[null,true,1.5e3]}]}"#);
        }
        let mut rows: Vec<(String, &str, u32)> = Vec::new();
        for (item, pieces) in lines {
            if *pieces > 1 && faults.strikes(Fault::LineSplit) {
                rows.push((format!("li_{item}"), item, pieces - 1));
                rows.push((format!("li_{item}_more"), item, 1));
            } else {
                rows.push((format!("li_{item}"), item, *pieces));
            }
        }
        if faults.strikes(Fault::LinesReordered) {
            rows.reverse();
        }
        text.push_str(r#","line_items":["#);
        let mut total = 0;
        for (at, (row, item, pieces)) in rows.iter().enumerate() {
            let Some(goods) = ITEMS.iter().position(|known| known == item).and_then(|at| self.goods.get(at)) else {
                continue;
            };
            let amount = goods.price * i64::from(*pieces);
            total += amount;
            let comma = if at > 0 { "," } else { "" };
            _ = write!(
                text,
                r#"{comma}{{"id":"{row}","item":{{"id":"{item}","title":"Title of {item}","price":{}}},"quantity":{pieces},"totals":[{{"type":"subtotal","amount":{amount}}},{{"type":"total","amount":{amount}}}]"#,
                goods.price
            );
            if faults.strikes(Fault::StockTold) {
                let (stock, limit) = (goods.stock, goods.limit);
                _ = write!(text, r#","example.tsampa.stock":{{"available":{stock},"max_per_order":{limit}}}"#);
            }
            text.push('}');
        }
        let told = if faults.strikes(Fault::TotalsWrong) { total + 1 } else { total };
        _ = write!(text, r#"],"totals":[{{"type":"subtotal","amount":{total}}},{{"type":"total","amount":{told}}}]"#);
        self.said.push(mixed(&[of_text(currency), told as u64]));
        text
    }
}

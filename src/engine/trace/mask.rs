//! What a trace has in the place of texts: each gets a number, so that equal ones stay equal and nothing is said.

use crate::ucp::json::push_whole;
use crate::ucp::message::selected_item;
use crate::ucp::url::is_safe;

/// The numbers of texts, by the texts.
#[derive(Clone, Default)]
pub struct Mask {
    known: Vec<(String, u64)>,
    /// For what was masked before: nothing is changed.
    clear: bool,
}

impl Mask {
    /// One that shows what is under it.
    pub fn clear() -> Self {
        Self { known: Vec::new(), clear: true }
    }

    /// How many texts it knows.
    pub fn size(&self) -> usize {
        self.known.len()
    }

    /// What stands for a text. What steers the cart is kept: emptiness, UCP's own words, the lines that messages name, that one is about
    /// discount codes, currencies, and whether an address may be followed.
    pub fn of(&mut self, text: &str) -> String {
        if self.clear || text.is_empty() || says_nothing(text) {
            return text.to_owned();
        }
        if let Some(line) = line(text) {
            return line.to_owned();
        }
        if text.starts_with(CODES) {
            return CODES.to_owned();
        }
        // Items' ids are in a trace as they are.
        if let Some(item) = selected_item(text).filter(|item| !item.contains('\'')) {
            return ["$.line_items[?@.item.id=='", item, "']"].concat();
        }
        let number = match self.known.binary_search_by(|(known, _)| known.as_str().cmp(text)) {
            Ok(place) => self.known.get(place).map_or(0, |known| known.1),
            Err(place) => {
                let number = self.known.len() as u64;
                self.known.insert(place, (text.to_owned(), number));
                number
            }
        };
        let mut masked = String::from(if is_safe(text) { "https://x/" } else { "x" });
        push_whole(&mut masked, number);
        masked
    }
}

/// What the paths of messages about discount codes begin with.
const CODES: &str = "$.discounts";

/// Words that the protocol gives: nobody's.
const WORDS: [&str; 22] = [
    "error",
    "warning",
    "info",
    "plain",
    "markdown",
    "notice",
    "disclosure",
    "recoverable",
    "unrecoverable",
    "requires_buyer_input",
    "requires_buyer_review",
    "quantity_adjusted",
    "out_of_stock",
    "item_unavailable",
    "not_found",
    "subtotal",
    "items_discount",
    "discount",
    "fulfillment",
    "tax",
    "fee",
    "total",
];

fn says_nothing(text: &str) -> bool {
    let currency = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    currency || WORDS.contains(&text)
}

/// The line that a message names by its place, without what it says of it.
fn line(text: &str) -> Option<&str> {
    let place = text.strip_prefix("$.line_items[")?.split_once(']')?.0;
    let whole = !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit());
    text.get(..="$.line_items[".len() + place.len()).filter(|_| whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_stay_equal_and_others_differ() {
        let mut mask = Mask::default();
        let texts = ["b", "a", "drolma@example.org", "https://market.example/checkout/chk_1", "ftp://x", "b c"];
        let first: Vec<String> = texts.iter().map(|text| mask.of(text)).collect();
        assert_eq!(first, ["x0", "x1", "x2", "https://x/3", "x4", "x5"]);
        for (text, masked) in texts.iter().zip(&first) {
            assert_eq!(mask.of(text), *masked);
        }
    }

    #[test]
    fn what_steers_is_kept() {
        let mut mask = Mask::default();
        for kept in ["", "total", "not_found", "CNY", "$.line_items[12]", "$.line_items[?@.item.id=='v_1']"] {
            assert_eq!(mask.of(kept), kept);
        }
        assert_eq!(mask.of("$.line_items[0].note"), "$.line_items[0]");
        assert_eq!(mask.of("$.line_items[?@.item.id=='v_1'].note"), "$.line_items[?@.item.id=='v_1']");
        assert_eq!(mask.of("$.discounts.codes[1]"), "$.discounts");
        assert_eq!(mask.of("$.line_items[]"), "x0");
    }
}

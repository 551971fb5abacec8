//! All that steers a cart, as text, and back; and its hash.

use crate::engine::Shop;
use crate::engine::fields::{Part, Reader, Text};
use crate::engine::ids::ItemId;
use crate::engine::problem::Problem;
use crate::engine::trace::Mask;
use crate::engine::{Settings, checkout, discovery, requests};

impl Shop {
    /// What the cart's next answer to anything depends on. Keys are told apart, no request's bytes are in it.
    pub(super) fn put_state(&self, text: &mut Text<'_>) {
        self.page.put(text);
        self.clock.put(text);
        self.offline.put(text);
        self.settings.endpoint.put(text);
        self.discovery.put(text);
        self.checkout.put(text);
        self.requests.put(text);
        self.cart.put(text);
    }

    /// The same for who has to tell all states of a small world apart: with what is under way, and unmasked.
    pub fn state(&self) -> String {
        let mut text = Text::default();
        self.put_state(&mut text);
        text.written + &self.cart.under_way()
    }

    /// A shop that stands where that one stood.
    pub(super) fn of_state(reader: &mut Reader<'_>) -> Self {
        let mut shop = Self::open(Settings::default(), [0; 4], 0);
        shop.page = Part::take(reader);
        shop.clock = Part::take(reader);
        shop.offline = Part::take(reader);
        shop.settings.endpoint = Part::take(reader);
        shop.discovery = discovery::Discovery::take(reader);
        shop.checkout = <Option<checkout::CheckingOut> as Part>::take(reader);
        shop.requests = requests::Requests::take(reader);
        shop.cart = Part::take(reader);
        shop
    }

    /// FNV-1a, 64 bits, of that state and of what it shows. The same under a mask as of a replay, whose texts are masks.
    pub(super) fn state_hash(&self, mask: &mut Mask) -> String {
        let mut text = Text { mask: Some(mask), ..Text::default() };
        self.put_state(&mut text);
        self.put_shown(&mut text);
        fnv_1a(&text.written)
    }

    /// The numbers of the view.
    fn put_shown(&self, text: &mut Text<'_>) {
        let view = self.cart_view();
        let amount = |amount: Option<crate::ucp::money::Minor>| amount.map(|amount| amount.0);
        for flag in [view.known, view.open, view.checking_out, view.can_check_out, view.durable] {
            flag.put(text);
        }
        let waiting = view.waiting.map(|waiting| waiting as u64);
        (waiting, (view.count, view.messages.len() as u64)).put(text);
        (view.agree, view.removed.is_some()).put(text);
        for line in view.groups.iter().flat_map(|group| &group.lines) {
            (line.item.clone(), (line.quantity, line.limit)).put(text);
            (line.price.clone(), (amount(line.total), (line.open, line.messages.len() as u64))).put(text);
        }
        for total in &view.totals {
            total.amount.0.put(text);
        }
        view.problem.put(text);
        self.next_wake().put(text);
    }
}

/// FNV-1a, 64 bits, in sixteen digits (as Fowler, Noll and Vo published it).
fn fnv_1a(text: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let digit = |place: u32| char::from_digit((hash >> (60 - 4 * place)) as u32 & 15, 16).unwrap_or('0');
    (0..16).map(digit).collect()
}

/// Its code: the words are for people, and may be somebody's. What only a caller is told is no cart's.
impl Part for Problem {
    fn put(&self, text: &mut Text<'_>) {
        let place = CODES.iter().position(|code| *code == self.code()).unwrap_or(CODES.len());
        (place as u64).put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let place = u64::take(reader);
        match usize::try_from(place).ok().and_then(|place| CODES.get(place)) {
            Some(&"offline") => Self::Offline,
            Some(&"timeout") => Self::Timeout,
            Some(&"cors") => Self::Unreachable { origin: String::new() },
            Some(&"not_ucp") => Self::NotUcp { operation: "", flaw: String::new() },
            Some(&"unsupported") => Self::Unsupported { what: String::new() },
            Some(&"not_found") => Self::NotFound { item: ItemId::default() },
            _ => Self::Refused { content: String::new() },
        }
    }
}

/// Codes of problems, in the order of their numbers here.
const CODES: [&str; 9] =
    ["offline", "timeout", "cors", "not_ucp", "unsupported", "not_found", "out_of_stock", "cancelled", "refused"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        let known = [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")];
        known.into_iter().for_each(|(text, hash)| assert_eq!(fnv_1a(text), hash));
    }
}

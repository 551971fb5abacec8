//! All that the business's next answer depends on, as one number.

use super::{Business, Line};
use crate::dice::{mixed, of_text};

impl Business {
    /// The same number for the same business, whatever led there.
    pub fn state(&self) -> u64 {
        let mut parts = vec![of_text(self.currency), self.newest, self.kept.len() as u64];
        for goods in &self.goods {
            let limit = u64::from(goods.limit) << 1 | u64::from(goods.vanished);
            parts.extend([goods.price as u64, u64::from(goods.stock), limit]);
        }
        for cart in &self.carts {
            let flags = u64::from(cart.stirred) | u64::from(cart.shared) << 1 | u64::from(cart.known) << 2;
            parts.extend([of_text(&cart.id), cart.version, flags, of_text(cart.currency)]);
            parts.extend(cart.messages.iter().map(|message| of_text(message)));
            parts.extend(cart.codes.iter().map(|code| of_text(code)));
            parts.push(of_lines(&cart.lines));
            parts.extend(cart.earlier.iter().map(|lines| of_lines(lines)));
        }
        for checkout in &self.checkouts {
            let standing = checkout.standing as u64 | u64::from(checkout.orders) << 4;
            parts.extend([of_text(&checkout.id), standing, of_lines(&checkout.lines)]);
            parts.extend(checkout.codes.iter().map(|code| of_text(code)));
        }
        parts.extend(self.kept.iter().map(|(key, kept)| mixed(&[of_text(key), kept.bytes, of_text(&kept.answer.1)])));
        for (key, items) in &self.fell_short {
            parts.push(of_text(key));
            parts.extend(items.iter().map(|item| of_text(item)));
        }
        parts.extend(self.refused.iter().map(|key| of_text(key)));
        mixed(&parts)
    }
}

fn of_lines(lines: &[Line]) -> u64 {
    lines.iter().fold(lines.len() as u64, |sum, line| mixed(&[sum, of_text(&line.0), u64::from(line.1)]))
}

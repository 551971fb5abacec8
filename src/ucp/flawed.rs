//! An answer of the catalogue without the products that cannot be read: one shop's mistake takes nobody else's goods from the page.

use serde::de::DeserializeOwned;

use super::answer::read_answer;
use super::json::without_item;
use super::message::place_in;

/// More products than this are no mistake in some of them: the answer is none, as a whole.
const FLAWED_MAX: usize = 10;

/// The text without its flawed products, how many there were, and what is wrong with the first. None where they are none, too many or
/// all, and where something else is wrong.
pub fn without_flawed<T: DeserializeOwned + Default>(text: &str) -> Option<(String, usize, String)> {
    let mut flaws = Vec::new();
    let mut left = text.to_owned();
    while let Err(flaw) = read_answer::<T>(&left) {
        let place = place_in(flaw.path(), "products")?;
        flaws.push(flaw.line());
        if flaws.len() > FLAWED_MAX {
            return None;
        }
        left = without_item(&left, "products", place)?;
    }
    Some((left, flaws.len(), flaws.into_iter().next()?))
}

//! What the engine tells by kind, in the buyer's words.

use super::Wording;
use super::draw::TEXT_MAX;
use super::words::{Word, Words, cut, digits, fill};
use crate::engine::problem::Problem;
use crate::engine::view::MessageText;

/// What went wrong: what it means, no code, no blame. (The engine's own sentences are for the page's author.)
pub fn problem(problem: &Problem, words: &Words) -> String {
    let word = match problem {
        Problem::Refused { content } if !content.is_empty() => return cut_words(content).to_owned(),
        Problem::Offline => Word::ProblemOffline,
        Problem::Timeout | Problem::Unreachable { .. } | Problem::Busy { .. } => Word::ProblemSlow,
        Problem::NotFound { .. } => Word::ProblemNotFound,
        Problem::OutOfStock { .. } => Word::ProblemSoldOut,
        Problem::PricesChanged => Word::PricesChanged,
        _ => Word::ProblemOther,
    };
    words.say(word).to_owned()
}

/// What a message says: the business's own words as they are, ours in the element's language.
pub fn message(text: &MessageText, wording: &Wording) -> String {
    let words = &wording.words;
    let counted = |word, title: &str, kept: u32| {
        fill(words.say(word), &[("title", cut(title, TEXT_MAX)), ("n", &digits(kept.into()))])
    };
    match text {
        MessageText::Said(said) => cut_words(said).to_owned(),
        MessageText::Gone { title } => words.fill(Word::Gone, cut(title, TEXT_MAX)),
        MessageText::Adjusted { title, kept } => counted(Word::Adjusted, title, *kept),
        MessageText::Fewer { title, kept } => counted(Word::Fewer, title, *kept),
        MessageText::Repriced { was, now } => {
            fill(words.say(Word::Repriced), &[("was", &wording.price(was)), ("now", &wording.price(now))])
        }
        MessageText::PricesChanged => words.say(Word::PricesChanged).to_owned(),
        MessageText::Rebuilt => words.say(Word::Rebuilt).to_owned(),
        MessageText::Refused => words.say(Word::Refused).to_owned(),
    }
}

/// The business's own words, as long as anybody reads.
pub fn cut_words(said: &str) -> &str {
    cut(said, SAID_MAX)
}

/// The name of a total that the business did not name itself (UCP 2026-04-08, types/total.json).
pub fn total<'words>(kind: &'words str, words: &'words Words) -> &'words str {
    words.say(match kind {
        "subtotal" => Word::Subtotal,
        "discount" => Word::Discount,
        "items_discount" => Word::ItemsDiscount,
        "fulfillment" => Word::Fulfillment,
        "tax" => Word::Tax,
        "fee" => Word::Fee,
        "total" => Word::Total,
        _ => return kind,
    })
}

/// Longest message shown, in characters. A disclosure may be long, and is shown whole up to here.
const SAID_MAX: usize = 4000;

//! What can be chosen of a product: chips, of which one is chosen, or a native list where there are many values.

use super::card::{CARD, Place};
use super::draw::{Ink, Row, TEXT_MAX, Write, at};
use super::words::{Word, Words, cut};
use crate::engine::problem::join;
use crate::engine::view::{OptionView, ProductView};

const GROUP: &str = "\
div .option part=option role=radiogroup";

/// A button that is a radio button to whoever does not see it: an input needs two elements more, and a browser sets up 15 KB for it.
const CHIP: &str = "\
button .chip type=button role=radio data-do=choose dir=auto";

const LIST: &str = "\
select .option part=option";

const ENTRY: &str = "\
option dir=auto";

/// Shows the options of a card. A control stays itself while its value is offered, so the one in use keeps the focus.
/// In a row of cards an option should take one row.
pub fn show(card: &Row, ink: &Ink<'_>, view: &ProductView, words: &Words, place: &Place) {
    let mut options = 0;
    for option in &view.options {
        if options < OPTIONS_MAX {
            let listed = is_listed(option, place.together);
            let row = card.row(at!(CARD, "options"), options, &option.name, if listed { LIST } else { GROUP });
            let ink = row.ink();
            ink.write(0, "data-option", Some(&option.name));
            ink.label(0, cut(&option.name, TEXT_MAX));
            show_values(&row, option, listed, words);
            options += 1;
        }
    }
    card.end(at!(CARD, "options"), options);
    ink.show(at!(CARD, "options"), options > 0);
}

fn show_values(row: &Row, option: &OptionView, listed: bool, words: &Words) {
    // The arrow keys lead on from one that is reached by Tab (js/draw.js).
    let reached = option.values.iter().position(|value| value.selected).unwrap_or_default() as u32;
    let mut values = 0;
    for value in &option.values {
        let short = cut(&value.label, TEXT_MAX);
        let bought = value.available && value.exists;
        let (between, sold_out) = if bought { ("", "") } else { (" · ", words.say(Word::SoldOut)) };
        let said = join(&[short, between, sold_out]);
        if listed {
            let entry = row.row(0, values, &value.label, ENTRY);
            // What the buyer chose last may not be what is shown: it is looked at each time.
            entry.put(0, "selected", value.selected.then_some("1"));
            let entry = entry.ink();
            entry.write(0, "textContent", Some(&said));
            entry.write(0, "value", Some(&value.label));
        } else {
            let chip = row.row(0, values, &value.label, CHIP);
            let chip = chip.ink();
            let is = if bought {
                ""
            } else if value.exists {
                "out"
            } else {
                "not"
            };
            chip.write(0, "data-is", Some(is));
            chip.write(0, "value", Some(&value.label));
            chip.write(0, "aria-checked", Some(if value.selected { "true" } else { "false" }));
            chip.write(0, "tabindex", Some(if values == reached { "0" } else { "-1" }));
            chip.write(0, "aria-label", (!bought).then_some(&said));
            chip.say(0, short);
        }
        values += 1;
    }
    row.end(0, values);
}

/// A native list is better where chips would be too many, or would not fit beside each other.
fn is_listed(option: &OptionView, together: bool) -> bool {
    option.values.len() > CHIPS_MAX || width(option) > if together { ROW_LETTERS } else { CARD_LETTERS }
}

/// Roughly the room that the chips of an option take, in letters; a Chinese one counts for two.
fn width(option: &OptionView) -> usize {
    let mut letters = 0;
    for value in &option.values {
        letters += 3;
        for byte in value.label.bytes() {
            letters += match byte {
                0..0x80 => 1,
                // Goes on with a letter begun before.
                0x80..0xc0 => 0,
                _ => 2,
            };
        }
    }
    letters
}

/// More values than this are a native list.
const CHIPS_MAX: usize = 6;
/// What the narrowest card's row holds.
const ROW_LETTERS: usize = 24;
/// As much of a card that stands alone as an option should take.
const CARD_LETTERS: usize = 120;
/// More options than this are not shown on a card.
const OPTIONS_MAX: u32 = 4;

//! What can be chosen of a product: radio buttons drawn as chips, or a native list where there are many values.

use super::card::{CARD, Place};
use super::draw::{Ink, Row, TEXT_MAX, Write, at};
use super::words::{Word, Words, cut};
use crate::engine::problem::join;
use crate::engine::view::{OptionView, ProductView};

const GROUP: &str = "\
div .option part=option role=radiogroup";

const CHIP: &str = "\
label .chip
 input .radio type=radio
 span .label dir=auto";

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
            // A card and its product in full may be on the page at once, and each has a choice of its own to show.
            let group = join(&[place.layout, " ", &view.product.0, " ", &option.name]);
            show_values(&row, option, &group, listed, words);
            options += 1;
        }
    }
    card.end(at!(CARD, "options"), options);
    ink.show(at!(CARD, "options"), options > 0);
}

fn show_values(row: &Row, option: &OptionView, group: &str, listed: bool, words: &Words) {
    let mut values = 0;
    for value in &option.values {
        let short = cut(&value.label, TEXT_MAX);
        let bought = value.available && value.exists;
        let (between, sold_out) = if bought { ("", "") } else { (" · ", words.say(Word::SoldOut)) };
        let said = join(&[short, between, sold_out]);
        let chosen = value.selected.then_some("1");
        if listed {
            let entry = row.row(0, values, &value.label, ENTRY);
            let entry = entry.ink();
            entry.write(0, "textContent", Some(&said));
            entry.write(0, "value", Some(&value.label));
            entry.write(0, "selected", chosen);
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
            chip.write(at!(CHIP, "radio"), "name", Some(group));
            chip.write(at!(CHIP, "radio"), "value", Some(&value.label));
            chip.write(at!(CHIP, "radio"), "checked", chosen);
            chip.label(at!(CHIP, "radio"), &said);
            chip.say(at!(CHIP, "label"), short);
        }
        values += 1;
    }
    row.end(0, values);
}

/// A native list is better where chips would be too many, or would not fit beside each other.
fn is_listed(option: &OptionView, together: bool) -> bool {
    option.values.len() > CHIPS_MAX || together && width(option) > ROW_LETTERS
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
/// More options than this are not shown on a card.
const OPTIONS_MAX: u32 = 4;

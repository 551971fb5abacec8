//! What can be chosen of a product: radio buttons drawn as chips, or a native list where there are many values.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlOptionElement};

use super::card::CARD;
use super::keyed::keep;
use super::row::{Row, TEXT_MAX};
use super::skeleton::{Skeleton, at, set};
use super::words::{Word, Words, cut};
use crate::engine::problem::join;
use crate::engine::view::{OptionView, ProductView};

thread_local! {
    static GROUP: Skeleton = const { Skeleton::new("
div .option part=option role=radiogroup") };
    static CHIP_TREE: Skeleton = const { Skeleton::new(CHIP) };
    static LIST: Skeleton = const { Skeleton::new("
select .option part=option") };
    static ENTRY: Skeleton = const { Skeleton::new("
option") };
}

const CHIP: &str = "
label .chip
 input @radio type=radio
 span @label dir=auto";

/// Shows the options of a card. A control stays itself while its value is offered, so the one in use keeps the focus.
/// `together`: the card stands in a row of cards, so an option should take one row.
pub fn show(card: &mut Row, view: &ProductView, words: &Words, together: bool) {
    let options = view.options.get(..OPTIONS_MAX).unwrap_or(&view.options);
    let name = |place: usize| options.get(place).map_or("", |option| option.name.as_str());
    let listed = |place: usize| options.get(place).is_some_and(|option| is_listed(option, together));
    let parent = card.part(at!(CARD, "options")).clone();
    card.show(at!(CARD, "options"), !options.is_empty());
    let make = |place| Row::of(if listed(place) { &LIST } else { &GROUP });
    keep(&parent, &mut card.rows, options.len(), &name, &make, &mut |place, row| {
        set(&row.element, "data-option", name(place));
        set(&row.element, "aria-label", cut(name(place), TEXT_MAX));
        if let Some(option) = options.get(place) {
            show_values(row, option, &view.product.0, listed(place), words);
        }
    });
}

fn show_values(row: &mut Row, option: &OptionView, product: &str, listed: bool, words: &Words) {
    let parent = row.element.clone();
    let label = |place: usize| option.values.get(place).map_or("", |value| value.label.as_str());
    let group = join(&[product, " ", &option.name]);
    let make = |_| Row::of(if listed { &ENTRY } else { &CHIP_TREE });
    keep(&parent, &mut row.rows, option.values.len(), &label, &make, &mut |place, row| {
        let Some(value) = option.values.get(place) else { return };
        let short = cut(&value.label, TEXT_MAX);
        let bought = value.available && value.exists;
        let said = if bought { short.to_owned() } else { join(&[short, " · ", words.say(Word::SoldOut)]) };
        if listed {
            if row.element.text_content().as_ref() != Some(&said) {
                row.element.set_text_content(Some(&said));
            }
            set(&row.element, "value", &value.label);
            row.element.unchecked_ref::<HtmlOptionElement>().set_selected(value.selected);
        } else {
            row.say(at!(CHIP, "label"), &[short]);
            row.set(at!(CHIP, "radio"), "name", &group);
            row.set(at!(CHIP, "radio"), "value", &value.label);
            row.label(at!(CHIP, "radio"), &[&said]);
            set(
                &row.element,
                "data-is",
                if bought {
                    ""
                } else if value.exists {
                    "out"
                } else {
                    "not"
                },
            );
            row.part(at!(CHIP, "radio")).unchecked_ref::<HtmlInputElement>().set_checked(value.selected);
        }
    });
}

/// A native list is better where chips would be too many, or would not fit beside each other.
fn is_listed(option: &OptionView, together: bool) -> bool {
    option.values.len() > CHIPS_MAX || together && width(option) > ROW_LETTERS
}

/// Roughly the room that the chips of an option take, in letters; a Chinese one counts for two.
fn width(option: &OptionView) -> usize {
    let letters = |label: &str| {
        label.chars().take(ROW_LETTERS).map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum::<usize>()
    };
    option.values.iter().map(|value| letters(&value.label) + 3).sum()
}

/// More values than this are a native list.
const CHIPS_MAX: usize = 6;
/// What the narrowest card's row holds.
const ROW_LETTERS: usize = 24;
/// More options than this are not shown on a card.
const OPTIONS_MAX: usize = 4;

//! What can be chosen of a product: radio buttons drawn as chips, or a native list where there are many values.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlOptionElement};

use super::Wording;
use super::card::NAME_MAX;
use super::keyed::keep;
use super::row::Row;
use super::skeleton::{Skeleton, set};
use super::words::{Word, cut};
use crate::engine::problem::join;
use crate::engine::view::{OptionView, ProductView};

thread_local! {
    static GROUP: Skeleton = const { Skeleton::new("
div .option part=option role=radiogroup") };
    static CHIP: Skeleton = const { Skeleton::new("
label .chip
 input @radio type=radio
 span @label dir=auto") };
    static LIST: Skeleton = const { Skeleton::new("
select .option part=option") };
    static ENTRY: Skeleton = const { Skeleton::new("
option") };
}

/// Shows the options of a card. A control stays itself while its value is offered, so the one in use keeps the focus.
/// `together`: the card stands in a row of cards, so an option should take one row.
pub fn show(card: &mut Row, view: &ProductView, wording: &Wording, together: bool) {
    let options = view.options.get(..OPTIONS_MAX).unwrap_or(&view.options);
    let listed: Vec<bool> = options.iter().map(|option| is_listed(option, together)).collect();
    let is_listed = |place: usize| listed.get(place) == Some(&true);
    let keys: Vec<&str> = options.iter().map(|option| option.name.as_str()).collect();
    let parent = card.part("options").clone();
    card.show("options", !options.is_empty());
    let make = |place| Row::of(if is_listed(place) { &LIST } else { &GROUP });
    keep(&parent, &mut card.rows, &keys, &make, &mut |place, row| {
        let Some(option) = options.get(place) else { return };
        set(&row.element, "data-option", &option.name);
        set(&row.element, "aria-label", cut(&option.name, NAME_MAX));
        show_values(row, option, &view.product.0, is_listed(place), wording);
    });
}

fn show_values(row: &mut Row, option: &OptionView, product: &str, listed: bool, wording: &Wording) {
    let keys: Vec<&str> = option.values.iter().map(|value| value.label.as_str()).collect();
    let parent = row.element.clone();
    let group = join(&[product, " ", &option.name]);
    let make = |_| Row::of(if listed { &ENTRY } else { &CHIP });
    keep(&parent, &mut row.rows, &keys, &make, &mut |place, row| {
        let Some(value) = option.values.get(place) else { return };
        let short = cut(&value.label, NAME_MAX);
        let bought = value.available && value.exists;
        let long = if bought { short.to_owned() } else { join(&[short, " · ", wording.words.say(Word::SoldOut)]) };
        if listed {
            if row.element.text_content().as_deref() != Some(&long) {
                row.element.set_text_content(Some(&long));
            }
            set(&row.element, "value", &value.label);
            row.element.unchecked_ref::<HtmlOptionElement>().set_selected(value.selected);
        } else {
            row.say("label", short);
            row.set("radio", "name", &group);
            row.set("radio", "value", &value.label);
            row.set("radio", "aria-label", &long);
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
            row.part("radio").unchecked_ref::<HtmlInputElement>().set_checked(value.selected);
        }
    });
}

/// A native list is better where chips would be too many, or would not fit beside each other.
fn is_listed(option: &OptionView, together: bool) -> bool {
    option.values.len() > CHIPS_MAX || together && width(option) > ROW_LETTERS
}

/// Roughly the room that the chips of an option take, in letters; a Chinese one counts for two.
fn width(option: &OptionView) -> usize {
    let letters =
        |label: &str| label.chars().take(NAME_MAX).map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum::<usize>();
    option.values.iter().map(|value| letters(&value.label) + 3).sum()
}

/// More values than this are a native list.
const CHIPS_MAX: usize = 6;
/// What the narrowest card's row holds.
const ROW_LETTERS: usize = 24;
/// More options than this are not shown on a card.
const OPTIONS_MAX: usize = 4;

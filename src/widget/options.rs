//! What can be chosen of a product: radio buttons drawn as chips, or a native list where there are many values.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement};

use super::Wording;
use super::card::NAME_MAX;
use super::skeleton::{Skeleton, element, find, set, toggle};
use super::words::{Word, cut, digits};
use crate::engine::problem::join;
use crate::engine::view::{OptionValueView, OptionView};

thread_local! {
    static GROUP: Skeleton = const { Skeleton::new("
fieldset :option
 legend .hush") };
    static CHIP: Skeleton = const { Skeleton::new("
label .chip
 input type=radio
 span dir=auto") };
}

/// The options of one card.
pub struct Options {
    element: Element,
    together: bool,
    shown: Vec<OptionView>,
    /// The radio buttons or list entries (true) of each value of each option.
    values: Vec<(Element, bool)>,
}

impl Options {
    /// No options yet, inside `element`. `together`: the card stands in a row of cards, so an option takes one row.
    pub fn inside(element: Element, together: bool) -> Self {
        Self { element, together, shown: Vec::new(), values: Vec::new() }
    }

    /// Shows the options. The controls are made anew only when names or labels changed, so the one in use keeps the focus.
    pub fn show(&mut self, options: &[OptionView], product: &str, wording: &Wording, language: Option<&str>) {
        let options = options.get(..OPTIONS_MAX).unwrap_or(options);
        if !same_controls(&self.shown, options) {
            self.element.set_text_content(None);
            self.values.clear();
            for (place, option) in options.iter().enumerate() {
                let control = if self.listed(option) { self.list(option) } else { self.chips(option, product, place) };
                set(&control, "data-option", &option.name);
                if let Some(language) = language {
                    set(&control, "lang", language);
                }
                _ = self.element.append_child(&control);
            }
        }
        toggle(&self.element, "hidden", options.is_empty());
        let views = options.iter().flat_map(|option| &option.values);
        for (view, (value, listed)) in views.zip(&self.values) {
            if *listed { show_entry(value, view, wording) } else { show_chip(value, view, wording) }
        }
        options.clone_into(&mut self.shown);
    }

    /// A native list is better where chips would be too many, or would not fit beside each other.
    fn listed(&self, option: &OptionView) -> bool {
        option.values.len() > CHIPS_MAX || self.together && width(option) > ROW_LETTERS
    }

    fn chips(&mut self, option: &OptionView, product: &str, place: usize) -> Element {
        let group = GROUP.with(Skeleton::copy);
        find(&group, "legend").set_text_content(Some(cut(&option.name, NAME_MAX)));
        let name = join(&[product, "/", &digits(place as u64)]);
        for value in &option.values {
            let chip = CHIP.with(Skeleton::copy);
            let input = find(&chip, "input");
            set(&input, "name", &name);
            set(&input, "value", &value.label);
            find(&chip, "span").set_text_content(Some(cut(&value.label, NAME_MAX)));
            _ = group.append_child(&chip);
            self.values.push((input, false));
        }
        group
    }

    fn list(&mut self, option: &OptionView) -> Element {
        let list = element("select");
        set(&list, "part", "option");
        set(&list, "aria-label", cut(&option.name, NAME_MAX));
        for value in &option.values {
            let entry = element("option");
            set(&entry, "value", &value.label);
            _ = list.append_child(&entry);
            self.values.push((entry, true));
        }
        list
    }
}

fn show_chip(input: &Element, view: &OptionValueView, wording: &Wording) {
    input.unchecked_ref::<HtmlInputElement>().set_checked(view.selected);
    let bought = view.available && view.exists;
    set(
        input,
        "class",
        if bought {
            ""
        } else if view.exists {
            "none"
        } else {
            "never"
        },
    );
    set(input, "aria-label", &label(view, wording));
}

fn show_entry(entry: &Element, view: &OptionValueView, wording: &Wording) {
    entry.set_text_content(Some(&label(view, wording)));
    entry.unchecked_ref::<HtmlOptionElement>().set_selected(view.selected);
}

fn label(view: &OptionValueView, wording: &Wording) -> String {
    let label = cut(&view.label, NAME_MAX);
    if view.available && view.exists {
        label.to_owned()
    } else {
        join(&[label, " · ", wording.words.say(Word::SoldOut)])
    }
}

/// Roughly the room that the chips of an option take, in letters; a Chinese one counts for two.
fn width(option: &OptionView) -> usize {
    let letters = option.values.iter().flat_map(|value| cut(&value.label, NAME_MAX).chars());
    letters.map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum::<usize>() + 3 * option.values.len()
}

fn same_controls(shown: &[OptionView], wanted: &[OptionView]) -> bool {
    shown.len() == wanted.len()
        && shown.iter().zip(wanted).all(|(shown, wanted)| {
            shown.name == wanted.name
                && shown.values.len() == wanted.values.len()
                && shown.values.iter().zip(&wanted.values).all(|(shown, wanted)| shown.label == wanted.label)
        })
}

/// More values than this are a native list.
const CHIPS_MAX: usize = 6;
/// What the narrowest card's row holds.
const ROW_LETTERS: usize = 24;
/// More options than this are not shown on a card.
const OPTIONS_MAX: usize = 4;

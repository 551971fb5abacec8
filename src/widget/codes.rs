//! Discount codes in the cart's sheet: a field behind one line of words, and the codes in force, each with a way to take it out.

use super::draw::{Row, TEXT_MAX, Write, at, focus};
use super::sheet::SHEET;
use super::words::{Word, Words, cut};
use super::{Wording, note, said};
use crate::engine::problem::join;
use crate::engine::view::CartView;

const ENTER: &str = "\
details .promo
 summary .ask .plain
 form .enter data-do=code
  input .field type=text maxlength=64 autocomplete=off autocapitalize=characters enterkeyhint=done spellcheck=false
  button .quiet";

const CODE: &str = "\
span .code
 span .typed dir=auto
 span .saying dir=auto
 button .drop .plain type=button data-do=uncode
  svg
   path d=M6+6l12+12M18+6L6+18";

/// Shows them where the business takes any, with what it says of them. What leads to the field has the focus where it went with a code.
pub fn show(sheet: &Row, view: &CartView, wording: &Wording) {
    let mut rows = 0;
    if let Some(codes) = &view.codes {
        show_codes(sheet, codes, view, &wording.words);
        rows = 1 + codes.len() as u32;
    }
    if note::show_all(sheet, at!(SHEET, "discount"), rows, &view.code_messages, wording) && rows > 0 {
        focus(&sheet.row(at!(SHEET, "discount"), 0, "", ENTER), at!(ENTER, "ask"));
    }
}

fn show_codes(sheet: &Row, codes: &[String], view: &CartView, words: &Words) {
    let enter = sheet.row(at!(SHEET, "discount"), 0, "", ENTER);
    enter.say(at!(ENTER, "ask"), words.say(Word::DiscountCode));
    enter.label(at!(ENTER, "field"), words.say(Word::DiscountCode));
    enter.say(at!(ENTER, "quiet"), words.say(Word::Apply));
    // What was typed stands among the codes now; what the business answers does not take away what is being typed.
    if enter.put(0, "data-codes", Some(&codes.join(" "))) > 0 {
        enter.put(at!(ENTER, "field"), "value", Some(""));
    }
    for (place, code) in codes.iter().enumerate() {
        let row = sheet.row(at!(SHEET, "discount"), 1 + place as u32, code, CODE);
        let short = cut(code, TEXT_MAX);
        row.put(0, "data-code", Some(code));
        row.say(at!(CODE, "typed"), short);
        let refused = view.refused.iter().find(|(known, _)| known == code).map(|(_, why)| said::cut_words(why));
        row.mark(0, "data-refused", refused.is_some());
        row.put(at!(CODE, "saying"), "textContent", Some(refused.unwrap_or_default()));
        row.show(at!(CODE, "saying"), refused.is_some());
        row.label(at!(CODE, "drop"), &join(&[words.say(Word::Remove), ": ", short]));
    }
}

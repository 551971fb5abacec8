//! The cart's sheet: its lines by seller, the business's totals and messages, checkout; in a drawer or in place. What a page does
//! without until somebody looks into the cart.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};

use super::cart::items;
use super::row::Row;
use super::skeleton::{Skeleton, at, toggle};
use super::words::Word;
use super::{Wording, line, note, said, styles, totals};
use crate::engine::view::{CartView, MessageView, Tone, Waiting};

thread_local! {
    static DRAWER: Skeleton = const { Skeleton::new("
dialog .drawer part=drawer data-do=close aria-labelledby=name") };
    static INLINE: Skeleton = const { Skeleton::new("
section .holder aria-labelledby=name") };
    static TREE: Skeleton = const { Skeleton::new(SHEET) };
}

/// Its parts.
pub const SHEET: &str = "
div .sheet data-do=stay
 div .head
  h2 @name id=name tabindex=-1
   slot name=title
    span @heading
  span @tally
  button :close type=button autofocus data-do=close
   svg close
 div .body
  div @told aria-live=polite
  div @groups
  div :empty
   slot name=empty
    svg bag
    p @nothing
    p @hint
    button @look .quiet type=button data-do=close
 div @foot hidden
  p @wait hidden
   svg clock
   span @why
  dl @totals
  p @estimate
  button :checkout .solid type=button data-do=checkout
  slot name=footer";

/// The sheet; its own rows are the groups.
pub struct Sheet {
    /// What it stands in: a dialog, or a section.
    holder: Element,
    parts: Row,
    notes: Vec<Row>,
    totals: Vec<Row>,
}

/// Shows the cart in its sheet, which is put into `root` when there is none yet.
#[inline(never)]
pub fn show_rest(sheet: &mut Option<Sheet>, root: &Element, inline: bool, view: &CartView, wording: &Wording) {
    sheet.get_or_insert_with(|| Sheet::build(root, inline)).show(view, wording);
}

impl Sheet {
    fn build(root: &Element, inline: bool) -> Self {
        styles::add_sheet(root);
        let holder = Row::of(if inline { &INLINE } else { &DRAWER }).element;
        let parts = Row::of(&TREE);
        parts.show(at!(SHEET, "close"), !inline);
        parts.show(at!(SHEET, "look"), !inline);
        _ = holder.append_child(&parts.element);
        _ = root.append_child(&holder);
        Self { holder, parts, notes: Vec::new(), totals: Vec::new() }
    }

    /// The drawer, if it stands in one.
    pub fn dialog(&self) -> Option<&HtmlDialogElement> {
        self.holder.dyn_ref()
    }

    fn show(&mut self, view: &CartView, wording: &Wording) {
        let words = &wording.words;
        let sheet = &mut self.parts;
        let filled = !view.groups.is_empty();
        for (part, word) in [
            (at!(SHEET, "heading"), Word::Cart),
            (at!(SHEET, "nothing"), Word::Empty),
            (at!(SHEET, "hint"), Word::EmptyHint),
            (at!(SHEET, "look"), Word::KeepLooking),
            (at!(SHEET, "estimate"), Word::Estimate),
            (at!(SHEET, "checkout"), if view.checking_out { Word::CheckingOut } else { Word::Checkout }),
            (at!(SHEET, "why"), if view.waiting == Some(Waiting::Retrying) { Word::Retrying } else { Word::Offline }),
        ] {
            sheet.say(part, &[words.say(word)]);
        }
        for (part, shown) in [
            (at!(SHEET, "tally"), filled),
            (at!(SHEET, "empty"), !filled),
            (at!(SHEET, "foot"), filled),
            (at!(SHEET, "wait"), view.waiting.is_some()),
            (at!(SHEET, "estimate"), !view.totals.is_empty()),
        ] {
            sheet.show(part, shown);
        }
        sheet.say(at!(SHEET, "tally"), &[&items(view, wording)]);
        sheet.label(at!(SHEET, "close"), &[words.say(Word::Close)]);
        sheet.enable(at!(SHEET, "checkout"), view.can_check_out && !view.checking_out);
        let mut own = Vec::new();
        if let Some(problem) = &view.problem {
            own.push(note::own(Tone::Error, said::problem(problem, words)));
        }
        if !view.durable && filled {
            own.push(note::own(Tone::Info, words.say(Word::NotDurable).to_owned()));
        }
        let messages: Vec<&MessageView> = view.messages.iter().chain(&own).collect();
        let lost = note::show(sheet.part(at!(SHEET, "told")), &mut self.notes, &messages, wording);
        let totals = sheet.part(at!(SHEET, "totals"));
        toggle(totals, "data-open", view.open);
        totals::show(totals, &mut self.totals, &view.totals, &view.currency, wording);
        if line::show(sheet, view, wording) || lost {
            // What had the focus is gone; the drawer keeps it, at its heading.
            _ = sheet.part(at!(SHEET, "name")).unchecked_ref::<HtmlElement>().focus();
        }
    }
}

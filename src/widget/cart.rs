//! `<tsampa-cart>`: a button that tells how much is in the cart, and the sheet that shows all of it, in a drawer or in place.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};

use super::row::Row;
use super::skeleton::{Skeleton, at, toggle};
use super::words::{Word, digits};
use super::{Look, Wording, line, note, said, totals};
use crate::engine::problem::join;
use crate::engine::view::{CartView, MessageView, Tone, Waiting};
use crate::ucp::total::grand_total;

thread_local! {
    static ROOT: Skeleton = const { Skeleton::new("
div .root hidden") };
    static BUTTON_TREE: Skeleton = const { Skeleton::new(BUTTON) };
    static DRAWER: Skeleton = const { Skeleton::new("
dialog .drawer part=drawer data-do=close aria-labelledby=name") };
    static INLINE: Skeleton = const { Skeleton::new("
section .holder aria-labelledby=name") };
    static SHEET_TREE: Skeleton = const { Skeleton::new(SHEET) };
}

const BUTTON: &str = "
div
 button :cart-button type=button data-do=open
  svg bag
  span :count hidden
  span @sum hidden";

/// The parts of the sheet.
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

/// The cart's element.
pub struct Cart {
    /// Everything this room draws in the shadow root, the author's fallback aside.
    pub root: Element,
    /// The drawer, when this cart has one.
    pub dialog: Option<HtmlDialogElement>,
    button: Option<Row>,
    sheet: Option<Sheet>,
}

/// The sheet; its own rows are the groups.
struct Sheet {
    parts: Row,
    notes: Vec<Row>,
    totals: Vec<Row>,
}

impl Cart {
    /// The cart before anything is known of it.
    pub fn build(look: &Look) -> Self {
        let root = Row::of(&ROOT).element;
        let inline = look.mode == "inline";
        let mut dialog = None;
        let button = (!inline).then(|| {
            let button = Row::of(&BUTTON_TREE);
            _ = root.append_child(&button.element);
            button
        });
        let sheet = (look.mode != "button").then(|| {
            let holder = Row::of(if inline { &INLINE } else { &DRAWER }).element;
            let parts = Row::of(&SHEET_TREE);
            parts.show(at!(SHEET, "close"), !inline);
            parts.show(at!(SHEET, "look"), !inline);
            _ = holder.append_child(&parts.element);
            _ = root.append_child(&holder);
            if let Some(button) = &button {
                button.set(at!(BUTTON, "cart-button"), "aria-haspopup", "dialog");
                dialog = Some(holder.unchecked_into());
            }
            Sheet { parts, notes: Vec::new(), totals: Vec::new() }
        });
        Self { root, button, sheet, dialog }
    }

    /// Shows the cart. True if there is something in the place of the author's fallback; nothing is said before it is known.
    pub fn show(&mut self, view: &CartView, wording: &Wording) -> bool {
        if view.known {
            if let Some(button) = &mut self.button {
                show_button(button, view, wording);
            }
            if let Some(sheet) = &mut self.sheet {
                sheet.show(view, wording);
            }
            toggle(&self.root, "hidden", false);
        }
        view.known
    }
}

fn show_button(button: &mut Row, view: &CartView, wording: &Wording) {
    button.say(at!(BUTTON, "count"), &[&digits(view.count.into())]);
    button.show(at!(BUTTON, "count"), view.count > 0);
    let total = grand_total(&view.totals).filter(|_| view.count > 0);
    let total = total.map(|total| (wording.money)(total, &view.currency)).unwrap_or_default();
    button.say_if(at!(BUTTON, "sum"), &[&total]);
    toggle(button.part(at!(BUTTON, "sum")), "data-open", view.open);
    let total: &[&str] = if total.is_empty() || view.open { &[] } else { &[", ", &total] };
    button
        .label(at!(BUTTON, "cart-button"), &[wording.words.say(Word::Cart), ", ", &items(view, wording), &join(total)]);
    // The first count is no news; a later one moves once.
    if button.memory.replace(view.count).is_some_and(|before| before != view.count) {
        button.replay(at!(BUTTON, "count"));
    }
}

impl Sheet {
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

fn items(view: &CartView, wording: &Wording) -> String {
    wording.words.count(Word::ItemsOne, Word::Items, view.count.into())
}

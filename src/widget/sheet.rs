//! The cart's sheet: its lines by seller, the business's totals and messages, checkout; in a drawer or in place. What a page does
//! without until somebody looks into the cart.

use super::cart::{BUTTON, INLINE, items};
use super::draw::{Row, Write, at, focus, replay};
use super::words::{Word, Words, cut, digits};
use super::{Look, Wording, codes, line, note, said, totals};
use crate::engine::problem::join;
use crate::engine::view::{CartView, Tone, Waiting};

const DRAWER: &str = "\
dialog .drawer part=drawer data-do=close aria-labelledby=name";

const HOLDER: &str = "\
section .holder aria-labelledby=name";

/// Its parts.
pub const SHEET: &str = "\
div .sheet data-do=stay
 div .head
  h2 .name id=name tabindex=-1
   slot name=title
    span .heading
  span .tally aria-live=polite
  button :close type=button data-first data-do=close
   svg
    path d=M6+6l12+12M18+6L6+18
 div .body
  div .told aria-live=polite
  div .groups
  div :empty
   slot name=empty
    svg
     path d=M5+8h14l1+12H4zM8.5+10V7a3.5+3.5+0+0+1+7+0v3
    p .nothing
    p .hint
    button .look .quiet type=button data-do=close
 div .back aria-live=polite
 div .foot hidden
  p .wait hidden
   svg
    path d=M12+3a9+9+0+1+0+.01+0M12+7.5V12l3+2
   span .why
  div :discount aria-live=polite
  dl .totals
  p .estimate
  div .pay
   button :checkout .solid type=button data-do=checkout
  slot name=footer";

const UNDO: &str = "\
div .restore
 span .gone dir=auto
 button :undo .plain type=button data-do=undo";

/// Shows what a cart shows besides its button: that its count is another one, and its sheet.
#[inline(never)]
pub fn show_rest(cart: &Row, look: &Look, view: &CartView, wording: &Wording) {
    let inline = look.mode == "inline";
    // The first count is no news; a later one moves once.
    if cart.put(at!(BUTTON, "root"), "data-count", Some(&digits(view.count.into()))) == 2 && !inline {
        replay(cart, at!(BUTTON, "count"));
    }
    if look.mode != "button" {
        let (stand, tree) = if inline { (at!(INLINE, "stand"), HOLDER) } else { (at!(BUTTON, "stand"), DRAWER) };
        let holder = cart.row(stand, 0, "", tree);
        let sheet = holder.row(0, 0, "", SHEET);
        show(&sheet, inline, view, wording);
        holder.end(0, 1);
        cart.end(stand, 1);
    }
}

fn show(sheet: &Row, inline: bool, view: &CartView, wording: &Wording) {
    let words = &wording.words;
    let filled = !view.groups.is_empty();
    let checkout = match view.agree {
        _ if view.checking_out => Word::CheckingOut,
        Some(_) => Word::Agree,
        None => Word::Checkout,
    };
    let ink = sheet.ink();
    ink.say_words(
        words,
        &[
            (at!(SHEET, "heading"), Word::Cart),
            (at!(SHEET, "nothing"), Word::Empty),
            (at!(SHEET, "hint"), Word::EmptyHint),
            (at!(SHEET, "look"), Word::KeepLooking),
            (at!(SHEET, "estimate"), Word::Estimate),
            (at!(SHEET, "checkout"), checkout),
            (at!(SHEET, "why"), if view.waiting == Some(Waiting::Retrying) { Word::Retrying } else { Word::Offline }),
        ],
    );
    for (part, shown) in [
        (at!(SHEET, "close"), !inline),
        (at!(SHEET, "look"), !inline),
        (at!(SHEET, "tally"), filled),
        (at!(SHEET, "empty"), !filled),
        (at!(SHEET, "foot"), filled),
        (at!(SHEET, "wait"), view.waiting.is_some()),
        (at!(SHEET, "estimate"), !view.totals.is_empty()),
    ] {
        ink.show(part, shown);
    }
    ink.say(at!(SHEET, "tally"), &items(view, wording));
    ink.label(at!(SHEET, "close"), words.say(Word::Close));
    ink.enable(at!(SHEET, "checkout"), view.can_check_out && !view.checking_out);
    ink.write(at!(SHEET, "checkout"), "data-notice", view.agree.map(|upto| digits(upto.into())).as_deref());
    ink.mark(at!(SHEET, "totals"), "data-open", view.open);
    drop(ink);
    let mut told = view.messages.clone();
    if let Some(problem) = &view.problem {
        told.push(note::own(Tone::Error, said::problem(problem, words)));
    }
    if !view.durable && filled {
        told.push(note::own(Tone::Info, words.say(Word::NotDurable).to_owned()));
    }
    let lost = note::show_all(sheet, at!(SHEET, "told"), 0, &told, wording);
    codes::show(sheet, view, wording);
    totals::show(sheet, &view.totals, &view.currency, wording);
    let removed = line::show(sheet, view, wording);
    let undo = show_undo(sheet, view, words);
    match undo {
        // What takes a removal back is the nearest thing to what was removed.
        Ok(row) if removed => focus(&row, at!(UNDO, "undo")),
        // What had the focus is gone; the drawer keeps it, at its heading.
        Err(true) => focus(sheet, at!(SHEET, "name")),
        _ if removed || lost => focus(sheet, at!(SHEET, "name")),
        _ => {}
    }
}

/// Offers to bring back what was just removed: the row that does, or whether the focus went with it.
fn show_undo(sheet: &Row, view: &CartView, words: &Words) -> Result<Row, bool> {
    let Some(title) = &view.removed else { return Err(sheet.end(at!(SHEET, "back"), 0)) };
    // What happened to it has to be seen, too.
    let title = cut(title, GONE_MAX);
    let row = sheet.row(at!(SHEET, "back"), 0, "", UNDO);
    row.say(at!(UNDO, "gone"), &words.fill(Word::Removed, title));
    row.say(at!(UNDO, "undo"), words.say(Word::Undo));
    row.label(at!(UNDO, "undo"), &join(&[words.say(Word::Undo), ": ", title]));
    sheet.end(at!(SHEET, "back"), 1);
    Ok(row)
}

/// Longest title of what was taken out, in characters.
const GONE_MAX: usize = 60;

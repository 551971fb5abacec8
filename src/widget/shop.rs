//! Lists of cards: `<tsampa-shop>`, and `<tsampa-product>`, a list of one.

use web_sys::HtmlElement;

use super::card::{self, CARD, Place};
use super::draw::{Row, Write, at, focus, focused, replay, stranded};
use super::words::{Word, Words, digits};
use super::{Kind, Look, Number, Wording, note, said};
use crate::engine::problem::Problem;
use crate::engine::view::{ListView, Phase, WarnedView};

/// Its parts, the author's fallback first.
pub const FRAME: &str = "\
slot
div .root
 div .trouble part=status hidden
  span .reason
  button .retry .plain type=button data-do=retry
 div .ghosts aria-hidden=true
 div .view hidden
  slot name=title
  div .finder
  div .narrow hidden
  div :list
  div :empty hidden
   slot name=empty
    p .nothing
   div .back
  div .told
  button :more .quiet type=button data-do=more hidden
  slot name=footer
 div .live .hush role=status
 div .aside
 div .stand";

/// Grown where it is asked for alone: a browser sets up 20 KB for a form and an input.
pub const FINDER: &str = "\
form .find role=search data-do=search
 input :search type=search enterkeyhint=search autocomplete=off
 button .seek .quiet";

const GHOST: &str = "\
div .card .ghost
 div .picture
 div .text
  i
  i
  i";

/// Says that something went into the cart.
const TOAST: &str = "\
div .toast popover=manual
 svg .tick
  path d=M5+12.5l4.5+4.5L19+7.5
 span .told
 button .lead .plain type=button";

/// The list as it looks before its first view. Without a fallback of the author's, ghosts of cards keep its place.
pub fn begin(frame: &Row, look: &Look, host: &HtmlElement) {
    let shop = look.kind == Kind::Shop;
    let ink = frame.ink();
    if shop {
        ink.write(at!(FRAME, "list"), "role", Some("list"));
    } else {
        ink.write(at!(FRAME, "root"), "class", Some("root single"));
    }
    let layout = layout(look);
    if layout != "button" && Row::is_blank(host) {
        for place in 0..if shop { GHOSTS } else { 1 } {
            let class = if layout == "row" { "card ghost row" } else { "card ghost" };
            frame.row(at!(FRAME, "ghosts"), place, "", GHOST).ink().write(0, "class", Some(class));
        }
        frame.end(at!(FRAME, "ghosts"), if shop { GHOSTS } else { 1 });
    }
}

/// Shows the list. True once there is something in the place of the author's fallback.
pub fn show(frame: &Row, look: &Look, view: &ListView, same: &[bool], wording: &Wording) -> bool {
    let words = &wording.words;
    let ink = frame.ink();
    let waiting = matches!(view.phase, Phase::Waiting);
    ink.write(at!(FRAME, "view"), "aria-busy", Some(if waiting { "true" } else { "false" }));
    let (mut trouble, mut retry) = (false, false);
    if let Phase::Failed(problem) = &view.phase {
        // A page of somebody else's in the shop's place is mostly a network that wants a sign-in first.
        (trouble, retry) = (true, problem.retry() || matches!(problem, Problem::NotUcp { .. }));
        ink.say(at!(FRAME, "reason"), &said::problem(problem, words));
        ink.say(at!(FRAME, "retry"), words.say(Word::Retry));
    }
    if let Some(time) = view.as_of {
        retry = true;
        ink.say(at!(FRAME, "reason"), &words.fill(Word::AsOf, &(wording.write)(Number::Date(time))));
        ink.say(at!(FRAME, "retry"), words.say(Word::Retry));
    }
    ink.show(at!(FRAME, "retry"), retry);
    ink.show(at!(FRAME, "trouble"), retry || trouble);
    if !waiting {
        frame.end(at!(FRAME, "ghosts"), 0);
    }
    let shown = !waiting && !trouble;
    if shown {
        show_cards(frame, look, view, same, wording);
    } else if trouble {
        // Goods of an earlier wish are not what is wanted now.
        ink.show(at!(FRAME, "view"), false);
    }
    shown
}

fn show_cards(frame: &Row, look: &Look, view: &ListView, same: &[bool], wording: &Wording) {
    let words = &wording.words;
    let shop = look.kind == Kind::Shop;
    let ink = frame.ink();
    // What is said in the interface's own language needs no word of it.
    let language = view.language.as_deref().filter(|said| *said != words.language);
    let mut place = Place { layout: layout(look), number: 0, together: shop, language, frame: Some(frame) };
    for product in &view.cards {
        if same.get(place.number as usize) != Some(&true) {
            let card = frame.row(at!(FRAME, "list"), place.number, &product.product.0, CARD);
            card::show(&card, product, wording, &place);
        }
        place.number += 1;
    }
    frame.end(at!(FRAME, "list"), place.number);
    ink.say_words(
        words,
        &[
            (at!(FRAME, "nothing"), Word::NothingFound),
            (at!(FRAME, "more"), if view.loading_more { Word::Loading } else { Word::More }),
        ],
    );
    if look.search {
        let finder = frame.row(at!(FRAME, "finder"), 0, "", FINDER);
        finder.say(at!(FINDER, "seek"), words.say(Word::Search));
        finder.label(at!(FINDER, "search"), words.say(Word::Search));
        frame.end(at!(FRAME, "finder"), 1);
    }
    ink.enable(at!(FRAME, "more"), !view.loading_more);
    ink.show(at!(FRAME, "more"), view.more && shop);
    // It is filled later, and keeps its height until then.
    ink.show(at!(FRAME, "narrow"), view.browsable && look.search);
    ink.show(at!(FRAME, "empty"), view.cards.is_empty());
    ink.show(at!(FRAME, "view"), true);
}

/// Shows what has to be seen below the list, and beside its cards that are not, in their places, the `same` as they were.
#[inline(never)]
pub fn warned_rest(frame: &Row, view: &ListView, warned: &WarnedView, same: &[bool], wording: &Wording) {
    // As long as others are waited for, these cards stand as they are, and what is below them.
    if !matches!(view.phase, Phase::Waiting) {
        note::show_all(frame, at!(FRAME, "told"), 0, &warned.below, wording);
    }
    for (place, (product, messages)) in view.cards.iter().zip(&warned.beside).enumerate() {
        if same.get(place) != Some(&true) {
            let card = frame.row(at!(FRAME, "list"), place as u32, &product.product.0, CARD);
            note::show_all(&card, at!(CARD, "beside"), 0, messages, wording);
        }
    }
}

/// On a page without a cart: how many of these goods are in it, and the way on. It stays in sight as long as they are.
const KEPT: &str = "\
div .keep
 span .many
 button .lead .plain type=button data-do=open";

/// Says how many of the goods are in the cart, with the way to checkout, where nothing else on the page leads there; below the product
/// that is shown in full, if one is (`detail`).
pub fn show_kept(frame: &Row, detail: bool, many: u32, words: &Words) {
    let below = u32::from(detail);
    if many > 0 {
        let kept = frame.row(at!(FRAME, "stand"), below, "", KEPT);
        kept.say(at!(KEPT, "many"), &words.fill(Word::InCart, &digits(many.into())));
        kept.say(at!(KEPT, "lead"), words.say(Word::Checkout));
    }
    frame.end(at!(FRAME, "stand"), below + u32::from(many > 0));
}

/// The button by which goods are asked for that stand behind so many: those of a list that failed stand behind none.
fn asker(before: usize) -> u32 {
    if before > 0 { at!(FRAME, "more") } else { at!(FRAME, "retry") }
}

/// Whether that button has the focus. A finger gives it none in every browser.
pub fn asks(frame: &Row, before: usize) -> bool {
    focused(frame, asker(before))
}

/// Whoever asked for goods behind so many with the focus on the button goes on at the first of them where the button is gone; where the list
/// failed again it is there again.
pub fn lead_on(frame: &Row, view: &ListView, before: usize) {
    let first = before.min(view.cards.len().saturating_sub(1));
    match view.cards.get(first) {
        _ if before > 0 && view.more || !stranded(frame, asker(before)) => {}
        _ if matches!(view.phase, Phase::Failed(_)) => focus(frame, asker(before)),
        Some(card) => focus(&frame.row(at!(FRAME, "list"), first as u32, &card.product.0, CARD), at!(CARD, "title")),
        None => {}
    }
}

/// Says once that something went into the cart, and leads to the cart's drawer; where there is none, to checkout. Or says what went wrong.
#[inline(never)]
pub fn toast_rest(frame: &Row, drawer: bool, problem: Option<&Problem>, wording: &Wording) {
    let (word, action) = if drawer { (Word::ViewCart, "open") } else { (Word::Checkout, "checkout") };
    let toast = frame.row(at!(FRAME, "aside"), 0, "", TOAST);
    toast.say_words(&wording.words, &[(at!(TOAST, "told"), Word::Added), (at!(TOAST, "lead"), word)]);
    toast.put(at!(TOAST, "lead"), "data-do", Some(action));
    toast.show(at!(TOAST, "tick"), problem.is_none());
    toast.show(at!(TOAST, "lead"), problem.is_none() || drawer);
    if let Some(problem) = problem {
        let told = said::problem(problem, &wording.words);
        toast.say(at!(TOAST, "told"), &told);
        announce(frame, &told);
    }
    frame.end(at!(FRAME, "aside"), 1);
    replay(&toast, 0);
}

/// Says something to who does not see the list, also where the same was said last: what is as it was is no news to a screen reader.
pub fn announce(frame: &Row, told: &str) {
    hush(frame);
    frame.say(at!(FRAME, "live"), told);
}

/// Nothing is said any more to who does not see the list.
pub fn hush(frame: &Row) {
    frame.say(at!(FRAME, "live"), "");
}

fn layout(look: &Look) -> &str {
    if look.layout.is_empty() { "card" } else { &look.layout }
}

const GHOSTS: u32 = 6;

//! One product in full, in a dialog over the page: its pictures, what the business says of it, its options, how many to add. What a
//! first view does without.

use super::card::{self, CARD, Place};
use super::draw::{Row, TEXT_MAX, Write, at, dress};
use super::shop::FRAME;
use super::words::{Word, Words, cut, digits};
use super::{Wording, note, styles};
use crate::engine::problem::join;
use crate::engine::view::{DetailView, LinkView, ProductView, Tone};

const DETAIL: &str = "\
dialog .drawer .leaf part=detail data-do=close aria-labelledby=name
 div .sheet data-do=stay
  div .head
   h2 .name id=name tabindex=-1 dir=auto
   button :close type=button data-first data-do=close
    svg
     path d=M6+6l12+12M18+6L6+18
  div .body
   div .shots
   div .whole
   p .maker dir=auto hidden
   div .told aria-live=polite
   p .words dir=auto hidden
   p .more-words dir=auto hidden
   ul .links role=list hidden
   p .hint
  div .foot
   div .buy
    div .stepper
     button .fewer type=button data-do=fewer
      svg
       path d=M6+12h12
     input .pieces type=number min=1 step=1 inputmode=numeric autocomplete=off data-do=pieces
     button .another type=button data-do=another
      svg
       path d=M6+12h12M12+6v12
    button :add .solid type=button data-do=add
   div .after aria-live=polite";

const SHOT: &str = "\
img .photo width=400 height=400 sizes=auto,+480px loading=lazy decoding=async referrerpolicy=no-referrer";

const LINK: &str = "\
li .entry
 a .link target=_blank rel=noopener+noreferrer+ugc";

const ADDED: &str = "\
p .yes
 svg .tick
  path d=M5+12.5l4.5+4.5L19+7.5
 span .told-word
 button .lead .plain type=button data-do=open";

/// What the buyer has done here so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The product's id.
    pub product: crate::engine::ids::ItemId,
    /// What its element wanted when it was opened: of another list nothing follows for what is sold.
    pub wish: String,
    /// How many the next press adds, 1 at least.
    pub pieces: u32,
    /// Accepted presses on add when it was opened.
    pub adds: u32,
    /// Its dialog has been opened; once that is closed the product is shown no more.
    pub stands: bool,
}

/// Shows the product.
#[inline(never)]
pub fn show_rest(frame: &Row, opened: &Opened, view: &DetailView, language: Option<&str>, wording: &Wording) {
    let words = &wording.words;
    let product = &view.card;
    dress(frame, styles::SHEET);
    dress(frame, styles::DETAIL);
    let detail = frame.row(at!(FRAME, "stand"), 0, "", DETAIL);
    detail.put(0, "data-product", Some(&product.product.0));
    detail.put(0, "data-variant", Some(&product.variant.0));
    detail.put(0, "data-pieces", Some(&digits(opened.pieces.into())));
    detail.say(at!(DETAIL, "name"), &product.title);
    detail.label(at!(DETAIL, "close"), words.say(Word::Close));
    show_pictures(&detail, view, language);
    let place = Place { layout: "whole", number: 0, together: false, language, frame: None };
    card::show(&detail.row(at!(DETAIL, "whole"), 0, "", CARD), product, wording, &place);
    detail.end(at!(DETAIL, "whole"), 1);
    let maker = view.maker.as_deref().map(|maker| words.fill(Word::MadeBy, cut(maker, TEXT_MAX)));
    detail.say_if(at!(DETAIL, "maker"), &maker.unwrap_or_default());
    note::show_all(&detail, at!(DETAIL, "told"), 0, &view.messages, wording);
    for (part, text) in [(at!(DETAIL, "words"), &view.description), (at!(DETAIL, "more-words"), &view.of_variant)] {
        // A description is longer than a title, and shown whole up to where it would take the page over.
        detail.put(part, "textContent", Some(cut(text, WORDS_MAX)));
        detail.show(part, !text.is_empty());
        detail.put(part, "lang", language);
    }
    detail.put(at!(DETAIL, "name"), "lang", language);
    show_links(&detail, &view.links, words);
    detail.say(at!(DETAIL, "hint"), words.say(Word::DeliveryHint));
    show_foot(&detail, opened, product, words);
    frame.end(at!(FRAME, "stand"), 1);
}

/// Shows that the product which stands here is sold no more.
pub fn show_gone(frame: &Row, wording: &Wording) {
    let detail = frame.row(at!(FRAME, "stand"), 0, "", DETAIL);
    for part in [at!(DETAIL, "fewer"), at!(DETAIL, "another"), at!(DETAIL, "add")] {
        detail.enable(part, false);
    }
    let gone = note::own(Tone::Error, wording.words.say(Word::ProblemNotFound).to_owned());
    note::show_all(&detail, at!(DETAIL, "told"), 0, &[gone], wording);
}

fn show_pictures(detail: &Row, view: &DetailView, language: Option<&str>) {
    let mut shots = 0;
    for image in view.images.iter().take(PICTURES_MAX) {
        let shot = detail.row(at!(DETAIL, "shots"), shots, &image.url, SHOT);
        shot.put(0, "srcset", (!image.sources.is_empty()).then_some(&image.sources));
        shot.put(0, "src", Some(&image.url));
        shot.put(0, "alt", Some(cut(image.alt.as_deref().unwrap_or_default(), TEXT_MAX)));
        shot.put(0, "lang", language);
        shots += 1;
    }
    detail.end(at!(DETAIL, "shots"), shots);
    detail.show(at!(DETAIL, "shots"), shots > 0);
    // Several are moved along by a finger or, once they have the focus, by the arrow keys.
    detail.put(at!(DETAIL, "shots"), "tabindex", (shots > 1).then_some("0"));
}

fn show_links(detail: &Row, links: &[LinkView], words: &Words) {
    let mut shown = 0;
    for link in links.iter().take(LINKS_MAX) {
        let row = detail.row(at!(DETAIL, "links"), shown, &link.url, LINK);
        row.put(at!(LINK, "link"), "href", Some(&link.url));
        let word = match link.kind.as_str() {
            "shipping_policy" => Some(Word::Shipping),
            "refund_policy" => Some(Word::Refunds),
            "privacy_policy" => Some(Word::Privacy),
            "terms_of_service" => Some(Word::Terms),
            _ => None,
        };
        let named = word.map_or_else(|| link.kind.replace('_', " "), |word| words.say(word).to_owned());
        row.say(at!(LINK, "link"), link.title.as_deref().unwrap_or(&named));
        shown += 1;
    }
    detail.end(at!(DETAIL, "links"), shown);
    detail.show(at!(DETAIL, "links"), shown > 0);
}

fn show_foot(detail: &Row, opened: &Opened, view: &ProductView, words: &Words) {
    let title = cut(&view.title, TEXT_MAX);
    let pieces = digits(opened.pieces.into());
    if detail.put(at!(DETAIL, "buy"), "data-pieces", Some(&pieces)) > 0 {
        detail.put(at!(DETAIL, "pieces"), "value", Some(&pieces));
    }
    detail.enable(at!(DETAIL, "fewer"), opened.pieces > 1);
    detail.enable(at!(DETAIL, "another"), opened.pieces < PIECES_MAX);
    for (part, word) in [
        (at!(DETAIL, "fewer"), Word::Less),
        (at!(DETAIL, "pieces"), Word::Quantity),
        (at!(DETAIL, "another"), Word::Plus),
    ] {
        detail.label(part, &words.fill(word, title));
    }
    let word = card::word_of(view);
    detail.say(at!(DETAIL, "add"), words.say(word));
    detail.label(at!(DETAIL, "add"), &join(&[words.say(word), ": ", title]));
    detail.enable(at!(DETAIL, "add"), view.can_add);
    let added = view.adds > opened.adds;
    if added {
        let row = detail.row(at!(DETAIL, "after"), 0, "", ADDED);
        row.say(at!(ADDED, "told-word"), &words.fill(Word::InCart, &digits(view.in_cart.into())));
        row.say(at!(ADDED, "lead"), words.say(Word::ViewCart));
    }
    detail.end(at!(DETAIL, "after"), u32::from(added));
}

/// Longest description shown, in characters.
const WORDS_MAX: usize = 4_000;
const PICTURES_MAX: usize = 12;
const LINKS_MAX: usize = 8;
/// What one press adds at the most; what a business allows is told by the cart.
pub const PIECES_MAX: u32 = 99;

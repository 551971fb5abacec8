//! One product: picture, title, who sells it, what it costs, what can be chosen, and the button that answers.

use super::draw::{Ink, Row, TEXT_MAX, Write, at, or_none, replay};
use super::shop::announce;
use super::words::{Word, Words, cut, digits, fill};
use super::{Wording, options};
use crate::engine::problem::join;
use crate::engine::view::{ProductView, StockView, UnitPriceView};

/// Its parts.
pub const CARD: &str = "\
div .card part=card
 div .picture
  img :image width=400 height=400 sizes=auto,+184px decoding=async referrerpolicy=no-referrer
 div .text
  a :title dir=auto rel=noopener+noreferrer+ugc data-do=detail
  span :seller
   span .from dir=auto
   span .county dir=auto
  span .rating role=img hidden
  span .variant dir=auto hidden
  div .prices
   span :price
   s :list-price hidden
    span .was .hush
    span .former
   span :unit-price hidden
  div .options data-do=option hidden
  span :status hidden
  div .beside
  div .answer
   button :add .solid type=button data-do=add
    span .named .hush
    span .word aria-hidden=true
    span :quantity aria-hidden=true hidden
    span .done aria-hidden=true hidden";

/// What lies over the button's words for a moment.
const DONE: &str = "\
svg
 path d=M5+12.5l4.5+4.5L19+7.5";

const ADDED: &str = "\
span .added";

/// Where a card stands.
pub struct Place<'a> {
    /// `card`, `row` or `button`.
    pub layout: &'a str,
    /// Among the cards of its list.
    pub number: u32,
    /// In a row of cards, whose heights should agree.
    pub together: bool,
    /// The language of the goods' texts.
    pub language: Option<&'a str>,
    /// The list's frame, which says aloud what was added; none: it is said elsewhere.
    pub frame: Option<&'a Row>,
}

/// Shows the product.
pub fn show(card: &Row, view: &ProductView, wording: &Wording, place: &Place) {
    let words = &wording.words;
    let ink = card.ink();
    let out = view.stock == StockView::Out;
    ink.write(0, "class", Some(&join(&["card ", place.layout, if out { " out" } else { "" }])));
    ink.write(0, "role", place.together.then_some("listitem"));
    ink.write(0, "data-product", Some(&view.product.0));
    ink.write(0, "data-variant", Some(&view.variant.0));
    // The first row is what the page is painted with; all else can wait until it comes near.
    ink.write(at!(CARD, "image"), "loading", Some(if place.number < 4 { "eager" } else { "lazy" }));
    ink.write(at!(CARD, "image"), "fetchpriority", (place.number < 2).then_some("high"));
    let (src, alt, sources) = match &view.image {
        Some(image) => (Some(image.url.as_str()), or_none(&image.alt), image.sources.as_str()),
        None => (None, "", ""),
    };
    ink.write(at!(CARD, "image"), "srcset", if sources.is_empty() { None } else { Some(sources) });
    ink.write(at!(CARD, "image"), "src", src);
    ink.write(at!(CARD, "image"), "alt", Some(cut(alt, TEXT_MAX)));
    ink.say(at!(CARD, "title"), &view.title);
    // Only the engine's addresses, which are https (http on loopback).
    ink.write(at!(CARD, "title"), "href", Some(view.url.as_deref().unwrap_or("#")));
    ink.say_if(at!(CARD, "from"), or_none(&view.seller));
    ink.say_if(at!(CARD, "county"), or_none(&view.county));
    ink.mark(at!(CARD, "seller"), "data-both", view.seller.is_some() && view.county.is_some());
    // Where there are options, the chosen ones say it.
    ink.say_if(at!(CARD, "variant"), if view.options.is_empty() { or_none(&view.variant_title) } else { "" });
    for part in [at!(CARD, "title"), at!(CARD, "seller"), at!(CARD, "variant"), at!(CARD, "options")] {
        ink.write(part, "lang", place.language);
    }
    show_rating(&ink, view, wording);
    show_prices(&ink, view, wording);
    options::show(card, &ink, view, words, place);
    show_add(&ink, view, words);
    if view.adds == 0 {
        ink.write(0, "data-adds", Some("0"));
    } else {
        drop(ink);
        // Nobody adds before the rest of the code is here.
        tick_rest(card, view, words, place);
    }
}

/// Says it, if an add was accepted since the card was last shown.
#[inline(never)]
fn tick_rest(card: &Row, view: &ProductView, words: &Words, place: &Place) {
    if card.put(0, "data-adds", Some(&digits(view.adds.into()))) != 2 {
        return;
    }
    if let Some(frame) = place.frame {
        let told = words.fill(Word::Announced, cut(&view.title, TEXT_MAX));
        announce(frame, &told);
    }
    card.row(at!(CARD, "done"), 0, "", DONE);
    card.row(at!(CARD, "done"), 1, "", ADDED).say(0, words.say(Word::Added));
    card.end(at!(CARD, "done"), 2);
    card.show(at!(CARD, "done"), true);
    replay(card, at!(CARD, "done"));
}

fn show_rating(ink: &Ink<'_>, view: &ProductView, wording: &Wording) {
    ink.show(at!(CARD, "rating"), view.rating.is_some());
    if let Some(rating) = &view.rating {
        let words = &wording.words;
        let mut mark = tenths(rating.value, words);
        let mut rated = fill(words.say(Word::Rated), &[("value", &mark), ("most", &tenths(rating.scale_max, words))]);
        if let Some(count) = rating.count {
            mark = join(&[&mark, " (", &digits(count), ")"]);
            rated = join(&[&rated, ", ", &wording.count(Word::Ratings, count)]);
        }
        ink.say(at!(CARD, "rating"), &mark);
        ink.label(at!(CARD, "rating"), &rated);
    }
}

fn show_prices(ink: &Ink<'_>, view: &ProductView, wording: &Wording) {
    ink.say(at!(CARD, "price"), &wording.price(&view.price));
    ink.show(at!(CARD, "list-price"), view.list_price.is_some());
    if let Some(price) = &view.list_price {
        ink.say(at!(CARD, "was"), wording.words.say(Word::FormerPrice));
        ink.say(at!(CARD, "former"), &wording.price(price));
    }
    ink.show(at!(CARD, "unit-price"), view.unit_price.is_some());
    if let Some(unit) = &view.unit_price {
        ink.say(at!(CARD, "unit-price"), &measure(unit, wording));
    }
}

/// What a measure costs: `¥56.00 / kg`.
pub fn measure(unit: &UnitPriceView, wording: &Wording) -> String {
    let many = digits(unit.value.into());
    let (many, space) = if unit.value > 1 { (&*many, " ") } else { ("", "") };
    let price = wording.price(&unit.price);
    join(&[&price, " / ", many, space, cut(&unit.unit, UNIT_MAX)])
}

fn show_add(ink: &Ink<'_>, view: &ProductView, words: &Words) {
    let left = if let StockView::Few(left) = view.stock {
        words.fill(Word::OnlyLeft, &digits(left.into()))
    } else {
        String::new()
    };
    ink.say_if(at!(CARD, "status"), &left);
    let title = cut(&view.title, TEXT_MAX);
    let word = word_of(view);
    let mut name = match word {
        Word::Add => words.fill(Word::AddNamed, title),
        _ => join(&[title, ": ", words.say(word)]),
    };
    let many = digits(view.in_cart.into());
    if view.in_cart > 0 {
        name = join(&[&name, ", ", &words.fill(Word::InCart, &many)]);
    }
    // Its name is a text inside it: as a label it would have to hold the count as it is seen.
    ink.write(at!(CARD, "named"), "textContent", Some(&name));
    ink.say(at!(CARD, "word"), words.say(word));
    ink.enable(at!(CARD, "add"), view.can_add);
    ink.say(at!(CARD, "quantity"), &many);
    ink.show(at!(CARD, "quantity"), view.in_cart > 0);
}

/// What the button says.
pub fn word_of(view: &ProductView) -> Word {
    if view.stock == StockView::Out {
        Word::SoldOut
    } else if !view.can_add && view.in_cart > 0 {
        Word::Limit
    } else {
        Word::Add
    }
}

/// 4.7 as `4.7`, in French `4,7`; 5.0 as `5`.
fn tenths(value: f64, words: &Words) -> String {
    let tenths = (value * 10.0 + 0.5) as u64;
    match tenths % 10 {
        0 => digits(tenths / 10),
        rest => join(&[&digits(tenths / 10), words.say(Word::Decimal), &digits(rest)]),
    }
}

const UNIT_MAX: usize = 12;

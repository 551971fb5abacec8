//! One product: picture, title, who sells it, what it costs, what can be chosen, and the button that answers.

use super::row::{Row, TEXT_MAX, or_none};
use super::skeleton::{Skeleton, at, set};
use super::words::{Word, Words, cut, digits, fill};
use super::{Wording, link, options};
use crate::engine::problem::join;
use crate::engine::view::{ProductView, StockView};

thread_local! {
    static TREE: Skeleton = const { Skeleton::new(CARD) };
}

/// Its parts.
pub const CARD: &str = "
div .card part=card
 div .picture
  img :image width=400 height=400 loading=lazy decoding=async referrerpolicy=no-referrer
 div .text
  a :title dir=auto
  span :seller
   span @from dir=auto
   span @place
    span @county dir=auto
  span @rating role=img
   svg star
   span @mark
  span @variant dir=auto
  div .prices
   span :price
   s :list-price
    span @was .hush
    span @former
   span :unit-price
  div @options data-do=option
  span :status
  div .answer
   button :add .solid type=button data-do=add
    span @word
    span :quantity aria-hidden=true
    span @done aria-hidden=true
     svg tick
     span @added";

/// An empty card of that layout (`card`, `row`, `button`) at that place of its list.
pub fn make(layout: &str, place: usize) -> Row {
    let card = Row::of(&TREE);
    _ = card.element.class_list().add_1(layout);
    // The first row is what the page is painted with; all else can wait until it comes near.
    if place < 4 {
        set(card.part(at!(CARD, "image")), "loading", "eager");
        set(card.part(at!(CARD, "image")), "fetchpriority", if place < 2 { "high" } else { "auto" });
    }
    card
}

/// Shows the product. `together`: it stands in a row of cards, whose heights should agree.
/// True if an add was accepted since the card was last shown.
pub fn show(card: &mut Row, view: &ProductView, wording: &Wording, language: Option<&str>, together: bool) -> bool {
    set(&card.element, "data-product", &view.product.0);
    set(&card.element, "data-variant", &view.variant.0);
    _ = card.element.class_list().toggle_with_force("out", view.stock == StockView::Out);
    card.set_if(at!(CARD, "image"), "src", view.image.as_ref().map(|image| image.url.as_str()));
    card.set(at!(CARD, "image"), "alt", view.image.as_ref().map_or("", |image| cut(or_none(&image.alt), TEXT_MAX)));
    card.say(at!(CARD, "title"), &[&view.title]);
    link(card, at!(CARD, "title"), view.url.as_deref());
    card.say_if(at!(CARD, "from"), &[or_none(&view.seller)]);
    card.say(at!(CARD, "county"), &[or_none(&view.county)]);
    card.show(at!(CARD, "place"), view.county.is_some());
    // Where there are options, the chosen ones say it.
    card.say_if(at!(CARD, "variant"), &[if view.options.is_empty() { or_none(&view.variant_title) } else { "" }]);
    for part in [at!(CARD, "title"), at!(CARD, "seller"), at!(CARD, "variant"), at!(CARD, "options")] {
        card.set_if(part, "lang", language);
    }
    show_rating(card, view, &wording.words);
    show_prices(card, view, wording);
    options::show(card, view, &wording.words, together);
    show_add(card, view, &wording.words);
    let ticked = card.memory.replace(view.adds).is_some_and(|before| before < view.adds);
    if ticked {
        card.replay(at!(CARD, "done"));
    }
    ticked
}

fn show_rating(card: &mut Row, view: &ProductView, words: &Words) {
    card.show(at!(CARD, "rating"), view.rating.is_some());
    let Some(rating) = &view.rating else { return };
    let value = tenths(rating.value);
    let rated = fill(words.say(Word::Rated), &[("value", &value), ("most", &tenths(rating.scale_max))]);
    match rating.count {
        Some(count) => {
            card.say(at!(CARD, "mark"), &[&value, " (", &digits(count), ")"]);
            card.label(at!(CARD, "rating"), &[&rated, ", ", &words.count(Word::RatingsOne, Word::Ratings, count)]);
        }
        None => {
            card.say(at!(CARD, "mark"), &[&value]);
            card.label(at!(CARD, "rating"), &[&rated]);
        }
    }
}

fn show_prices(card: &mut Row, view: &ProductView, wording: &Wording) {
    card.say(at!(CARD, "price"), &[&wording.price(&view.price)]);
    card.show(at!(CARD, "list-price"), view.list_price.is_some());
    if let Some(price) = &view.list_price {
        card.say(at!(CARD, "was"), &[wording.words.say(Word::FormerPrice)]);
        card.say(at!(CARD, "former"), &[&wording.price(price)]);
    }
    card.show(at!(CARD, "unit-price"), view.unit_price.is_some());
    if let Some(unit) = &view.unit_price {
        let many = digits(unit.value.into());
        let many: &[&str] = if unit.value > 1 { &[&many, " "] } else { &[] };
        card.say(
            at!(CARD, "unit-price"),
            &[&wording.price(&unit.price), " / ", &join(many), cut(&unit.unit, UNIT_MAX)],
        );
    }
}

fn show_add(card: &mut Row, view: &ProductView, words: &Words) {
    match view.stock {
        StockView::Few(left) => card.say_if(at!(CARD, "status"), &[&words.fill(Word::OnlyLeft, &digits(left.into()))]),
        StockView::Unknown | StockView::In | StockView::Out => card.say_if(at!(CARD, "status"), &[]),
    }
    let title = cut(&view.title, TEXT_MAX);
    let (word, named) = match view.stock {
        StockView::Out => (Word::SoldOut, ""),
        _ if !view.can_add && view.in_cart > 0 => (Word::Limit, ""),
        _ => (Word::Add, &*words.fill(Word::AddNamed, title)),
    };
    card.say(at!(CARD, "word"), &[words.say(word)]);
    card.say(at!(CARD, "added"), &[words.say(Word::Added)]);
    card.enable(at!(CARD, "add"), view.can_add);
    let many = digits(view.in_cart.into());
    card.say(at!(CARD, "quantity"), &[&many]);
    card.show(at!(CARD, "quantity"), view.in_cart > 0);
    let named: &[&str] = if named.is_empty() { &[title, ": ", words.say(word)] } else { &[named] };
    let in_cart = words.fill(Word::InCart, &many);
    let in_cart: &[&str] = if view.in_cart > 0 { &[", ", &in_cart] } else { &[] };
    card.label(at!(CARD, "add"), &[&join(named), &join(in_cart)]);
}

/// 4.7 as `4.7`, 5.0 as `5`.
fn tenths(value: f64) -> String {
    let tenths = (value * 10.0 + 0.5) as u64;
    match tenths % 10 {
        0 => digits(tenths / 10),
        rest => join(&[&digits(tenths / 10), ".", &digits(rest)]),
    }
}

const UNIT_MAX: usize = 12;

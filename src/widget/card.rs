//! One product: picture, title, who sells it, what it costs, what can be chosen, and the button that answers.

use super::row::Row;
use super::skeleton::{Skeleton, set};
use super::words::{Word, cut, digits};
use super::{Wording, link, options};
use crate::engine::problem::join;
use crate::engine::view::{ProductView, StockView};

thread_local! {
    static TREE: Skeleton = const { Skeleton::new("
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
     span @added") };
}

/// An empty card of that layout (`card`, `row`, `button`) at that place of its list.
pub fn make(layout: &str, place: usize) -> Row {
    let card = Row::of(&TREE);
    _ = card.element.class_list().add_1(layout);
    // The first row is what the page is painted with; all else can wait until it comes near.
    if place < 4 {
        set(card.part("image"), "loading", "eager");
        set(card.part("image"), "fetchpriority", if place < 2 { "high" } else { "auto" });
    }
    card
}

/// Shows the product. `together`: it stands in a row of cards, whose heights should agree.
/// True if an add was accepted since the card was last shown.
pub fn show(card: &mut Row, view: &ProductView, wording: &Wording, language: Option<&str>, together: bool) -> bool {
    let title = cut(&view.title, TITLE_MAX);
    set(&card.element, "data-product", &view.product.0);
    set(&card.element, "data-variant", &view.variant.0);
    _ = card.element.class_list().toggle_with_force("out", view.stock == StockView::Out);
    let image = view.image.as_ref();
    card.set_if("image", "src", image.map(|image| image.url.as_str()));
    card.set("image", "alt", cut(image.and_then(|image| image.alt.as_deref()).unwrap_or_default(), TITLE_MAX));
    card.say("title", title);
    link(card, "title", view.url.as_deref());
    card.say_if("from", view.seller.as_deref().map(|seller| cut(seller, NAME_MAX)));
    card.say("county", cut(view.county.as_deref().unwrap_or_default(), NAME_MAX));
    card.show("place", view.county.is_some());
    // Where there are options, the chosen ones say it.
    let own = view.variant_title.as_deref().filter(|_| view.options.is_empty());
    card.say_if("variant", own.map(|own| cut(own, TITLE_MAX)));
    for part in ["title", "seller", "variant", "options"] {
        card.set_if(part, "lang", language);
    }
    show_rating(card, view, wording);
    show_prices(card, view, wording);
    options::show(card, view, wording, together);
    show_add(card, view, title, wording);
    let ticked = card.memory.replace(view.adds).is_some_and(|before| before < view.adds);
    if ticked {
        card.replay("done");
    }
    ticked
}

fn show_rating(card: &mut Row, view: &ProductView, wording: &Wording) {
    card.show("rating", view.rating.is_some());
    let Some(rating) = &view.rating else { return };
    let words = &wording.words;
    let mut mark = tenths(rating.value);
    let mut said = words.fill(Word::Rated, &[("value", &mark), ("most", &tenths(rating.scale_max))]);
    if let Some(count) = rating.count {
        mark = join(&[&mark, " (", &digits(count), ")"]);
        said = join(&[&said, ", ", &words.count(Word::RatingsOne, Word::Ratings, count)]);
    }
    card.say("mark", &mark);
    card.set("rating", "aria-label", &said);
}

fn show_prices(card: &mut Row, view: &ProductView, wording: &Wording) {
    card.say("price", &wording.price(&view.price));
    card.show("list-price", view.list_price.is_some());
    if let Some(price) = &view.list_price {
        card.say("was", wording.words.say(Word::FormerPrice));
        card.say("former", &wording.price(price));
    }
    let measure = view.unit_price.as_ref().map(|unit| {
        let many = if unit.value > 1 { join(&[&digits(unit.value.into()), " "]) } else { String::new() };
        join(&[&wording.price(&unit.price), " / ", &many, cut(&unit.unit, UNIT_MAX)])
    });
    card.say_if("unit-price", measure.as_deref());
}

fn show_add(card: &mut Row, view: &ProductView, title: &str, wording: &Wording) {
    let words = &wording.words;
    let few = match view.stock {
        StockView::Few(left) => words.fill(Word::OnlyLeft, &[("n", &digits(left.into()))]),
        StockView::Unknown | StockView::In | StockView::Out => String::new(),
    };
    card.say_if("status", Some(&few));
    let (word, named) = match view.stock {
        StockView::Out => (Word::SoldOut, None),
        _ if !view.can_add && view.in_cart > 0 => (Word::Limit, None),
        _ => (Word::Add, Some(Word::AddNamed)),
    };
    card.say("word", words.say(word));
    card.say("added", words.say(Word::Added));
    card.enable("add", view.can_add);
    let many = digits(view.in_cart.into());
    card.say("quantity", &many);
    card.show("quantity", view.in_cart > 0);
    let mut named = match named {
        Some(named) => words.fill(named, &[("title", title)]),
        None => join(&[title, ": ", words.say(word)]),
    };
    if view.in_cart > 0 {
        named = join(&[&named, ", ", &words.fill(Word::InCart, &[("n", &many)])]);
    }
    card.set("add", "aria-label", &named);
}

/// 4.7 as `4.7`, 5.0 as `5`.
fn tenths(value: f64) -> String {
    let tenths = (value * 10.0 + 0.5) as u64;
    match tenths % 10 {
        0 => digits(tenths / 10),
        rest => join(&[&digits(tenths / 10), ".", &digits(rest)]),
    }
}

/// Longest title shown, in characters; two lines hold far fewer.
pub const TITLE_MAX: usize = 200;
/// Longest name of a person, place or option shown.
pub const NAME_MAX: usize = 80;
const UNIT_MAX: usize = 12;

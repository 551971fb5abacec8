//! One product: picture, title, who sells it, what it costs, what can be chosen, and the button that answers.

use web_sys::Element;

use super::keyed::Row;
use super::options::Options;
use super::part::Part;
use super::picture;
use super::skeleton::{Skeleton, set, toggle};
use super::words::{Word, cut, digits};
use super::{Wording, link};
use crate::engine::problem::join;
use crate::engine::view::{ProductView, RatingView, StockView};

thread_local! {
    static TREE: Skeleton = const { Skeleton::new(CARD) };
}

const CARD: &str = "
div :card
 div .picture
  img :image width=400 height=400 loading=lazy decoding=async referrerpolicy=no-referrer
 div .text
  a :title dir=auto
  span :seller
   span .from dir=auto
   span .county dir=auto
  span .rating role=img
   svg star
   span .mark
  span .variant dir=auto
  div .prices
   span :price
   s :list-price
    span .hush
    span .former
   span :unit-price
  div .options data-do=option
  span :status
  div .answer
   button :add .solid type=button data-do=add
    span .word
    span :quantity aria-hidden=true
    span .done aria-hidden=true
     svg tick
     span .added";

/// The parts of one card.
pub struct Card {
    element: Element,
    image: Part,
    title: Part,
    seller: Part,
    county: Part,
    rating: Part,
    mark: Part,
    variant: Part,
    price: Part,
    list_price: Part,
    former_word: Part,
    former: Part,
    unit_price: Part,
    options: Options,
    status: Part,
    add: Part,
    word: Part,
    quantity: Part,
    done: Part,
    added: Part,
    shown: Option<ProductView>,
}

impl Card {
    /// An empty card of that layout (`card`, `row`, `button`) at that place of its list. `together`: it stands in a row of
    /// cards, whose heights should agree.
    pub fn new(layout: &str, place: usize, together: bool) -> Self {
        let element = TREE.with(Skeleton::copy);
        _ = element.class_list().add_1(layout);
        let part = |selector| Part::find(&element, selector);
        let image = part(".image");
        // The first row is what the page is painted with; all else can wait until it comes near.
        if place < 4 {
            _ = image.element.remove_attribute("loading");
            image.set("fetchpriority", if place < 2 { "high" } else { "auto" });
        }
        Self {
            image,
            title: part(".title"),
            seller: part(".from"),
            county: part(".county"),
            rating: part(".rating"),
            mark: part(".mark"),
            variant: part(".variant"),
            price: part(".price"),
            list_price: part(".list-price"),
            former_word: part(".list-price .hush"),
            former: part(".former"),
            unit_price: part(".unit-price"),
            options: Options::inside(part(".options").element, together),
            status: part(".status"),
            add: part(".add"),
            word: part(".word"),
            quantity: part(".quantity"),
            done: part(".done"),
            added: part(".added"),
            shown: None,
            element,
        }
    }

    /// Shows the product. `again`: the words changed, so it is written although the product did not.
    /// True if an add was accepted since the card was last shown.
    pub fn show(&mut self, view: &ProductView, wording: &Wording, language: Option<&str>, again: bool) -> bool {
        if !again && self.shown.as_ref() == Some(view) {
            return false;
        }
        let title = cut(&view.title, TITLE_MAX);
        set(&self.element, "data-product", &view.product.0);
        set(&self.element, "data-variant", &view.variant.0);
        _ = self.element.class_list().toggle_with_force("out", view.stock == StockView::Out);
        picture::show(&self.image, view.image.as_ref().map(|image| image.url.as_str()));
        let alt = view.image.as_ref().and_then(|image| image.alt.as_deref());
        self.image.set("alt", cut(alt.unwrap_or_default(), TITLE_MAX));
        self.title.say(title);
        self.title.speak(language);
        link(&self.title.element, view.url.as_deref());
        self.show_seller(view, language);
        self.show_rating(view.rating.as_ref(), wording);
        self.show_prices(view, wording);
        self.options.show(&view.options, &view.product.0, wording, language);
        self.show_stock(view, wording);
        self.show_add(view, title, wording);
        let before = self.shown.replace(view.clone());
        let ticked = before.is_some_and(|before| before.product == view.product && before.adds < view.adds);
        if ticked {
            self.tick();
        }
        ticked
    }

    fn show_seller(&mut self, view: &ProductView, language: Option<&str>) {
        self.seller.say_if(view.seller.as_deref().map(|seller| cut(seller, NAME_MAX)));
        self.seller.speak(language);
        self.county.say_if(view.county.as_deref().map(|county| cut(county, NAME_MAX)));
        self.county.speak(language);
        // Where there are options, the chosen ones say it.
        let own = view.variant_title.as_deref().filter(|_| view.options.is_empty());
        self.variant.say_if(own.map(|own| cut(own, TITLE_MAX)));
        self.variant.speak(language);
    }

    fn show_rating(&mut self, rating: Option<&RatingView>, wording: &Wording) {
        self.rating.show(rating.is_some());
        let Some(rating) = rating else { return };
        let value = tenths(rating.value);
        let words = &wording.words;
        let mut said = words.fill(Word::Rated, &[("value", &value), ("most", &tenths(rating.scale_max))]);
        match rating.count {
            Some(count) => {
                self.mark.say(&join(&[&value, " (", &digits(count), ")"]));
                said = join(&[&said, ", ", &words.count(Word::RatingsOne, Word::Ratings, count)]);
            }
            None => self.mark.say(&value),
        }
        self.rating.set("aria-label", &said);
    }

    fn show_prices(&mut self, view: &ProductView, wording: &Wording) {
        self.price.say(&wording.price(&view.price));
        self.list_price.show(view.list_price.is_some());
        if let Some(price) = &view.list_price {
            self.former_word.say(&join(&[wording.words.say(Word::FormerPrice), " "]));
            self.former.say(&wording.price(price));
        }
        let measure = view.unit_price.as_ref().map(|unit| {
            let many = if unit.value > 1 { join(&[&digits(unit.value.into()), " "]) } else { String::new() };
            join(&[&wording.price(&unit.price), " / ", &many, cut(&unit.unit, UNIT_MAX)])
        });
        self.unit_price.say_if(measure.as_deref());
    }

    fn show_stock(&mut self, view: &ProductView, wording: &Wording) {
        let few = match view.stock {
            StockView::Few(left) => Some(wording.words.fill(Word::OnlyLeft, &[("n", &digits(left.into()))])),
            StockView::Unknown | StockView::In | StockView::Out => None,
        };
        self.status.say_if(few.as_deref());
    }

    fn show_add(&mut self, view: &ProductView, title: &str, wording: &Wording) {
        let words = &wording.words;
        let word = match view.stock {
            StockView::Out => Word::SoldOut,
            _ if !view.can_add && view.in_cart > 0 => Word::Limit,
            _ => Word::Add,
        };
        self.word.say(words.say(word));
        self.added.say(words.say(Word::Added));
        self.add.enable(view.can_add);
        let many = digits(view.in_cart.into());
        self.quantity.say(&many);
        self.quantity.show(view.in_cart > 0);
        let mut named = match word {
            Word::Add => words.fill(Word::AddNamed, &[("title", title)]),
            _ => join(&[title, ": ", words.say(word)]),
        };
        if view.in_cart > 0 {
            named = join(&[&named, ", ", &words.fill(Word::InCart, &[("n", &many)])]);
        }
        self.add.set("aria-label", &named);
    }

    /// Plays the answer on the button: an element that is put back into its place plays its animation from the start.
    fn tick(&self) {
        toggle(&self.done.element, "data-on", true);
        _ = self.add.element.append_child(&self.done.element);
    }
}

impl Row for Card {
    fn key(&self) -> &str {
        self.shown.as_ref().map_or("", |view| &view.product.0)
    }

    fn element(&self) -> &Element {
        &self.element
    }
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

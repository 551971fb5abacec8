//! One line of the cart, and the lines of one seller.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use super::card::{NAME_MAX, TITLE_MAX};
use super::keyed::{Keyed, Row};
use super::note::{self, Note};
use super::part::Part;
use super::skeleton::{Skeleton, find, set};
use super::words::{Word, cut, digits};
use super::{Wording, picture};
use crate::engine::view::{LineView, SellerGroupView};

thread_local! {
    static TREE: Skeleton = const { Skeleton::new(LINE) };
    static GROUP: Skeleton = const { Skeleton::new("
section :seller-group
 h3 .who
  span .from dir=auto
  span .county dir=auto
 ul .lines role=list") };
}

const LINE: &str = "
li :line
 img .thumb width=56 height=56 alt= loading=lazy decoding=async referrerpolicy=no-referrer
 div .what
  div :line-title dir=auto
  div .each
 div :line-total
 div .tools
  div .stepper
   button .less type=button data-do=less
    svg less
   input :line-quantity type=number min=0 step=1 inputmode=numeric autocomplete=off data-do=quantity
   button .plus type=button data-do=plus
    svg plus
  span .unsent role=img hidden
   svg clock
  button :remove .plain type=button data-do=remove
 div .notes";

/// What all lines of one drawing have in common.
pub struct Setting<'a> {
    /// Words and money.
    pub wording: &'a Wording,
    /// Currency of all amounts.
    pub currency: &'a str,
    /// Changes cannot go out now: lines that wait for it say so.
    pub waiting: bool,
    /// The words changed: everything is written.
    pub again: bool,
}

/// The lines of one seller.
pub struct Group {
    element: Element,
    seller: Part,
    county: Part,
    lines: Keyed<Line>,
    key: String,
}

impl Group {
    /// No lines yet, of that seller.
    pub fn new(view: &SellerGroupView) -> Self {
        let element = GROUP.with(Skeleton::copy);
        Self {
            seller: Part::find(&element, ".from"),
            county: Part::find(&element, ".county"),
            lines: Keyed::inside(find(&element, ".lines")),
            key: seller_of(view).to_owned(),
            element,
        }
    }

    /// Shows the seller and their lines. True if a line that had the focus went away.
    pub fn show(&mut self, view: &SellerGroupView, setting: &Setting) -> bool {
        self.seller.say_if(view.seller.as_deref().map(|seller| cut(seller, NAME_MAX)));
        self.county.say_if(view.county.as_deref().map(|county| cut(county, NAME_MAX)));
        self.lines.show(&view.lines, |line| &line.item.0, |_| Line::new(), |line, view| line.show(view, setting))
    }
}

/// What tells one group from another.
pub fn seller_of(view: &SellerGroupView) -> &str {
    view.seller.as_deref().unwrap_or_default()
}

/// The parts of one line.
struct Line {
    element: Element,
    thumb: Part,
    title: Part,
    each: Part,
    total: Part,
    less: Part,
    quantity: Part,
    plus: Part,
    unsent: Part,
    remove: Part,
    notes: Keyed<Note>,
    shown: Option<(LineView, bool)>,
}

impl Line {
    fn new() -> Self {
        let element = TREE.with(Skeleton::copy);
        let part = |selector| Part::find(&element, selector);
        Self {
            thumb: part(".thumb"),
            title: part(".line-title"),
            each: part(".each"),
            total: part(".line-total"),
            less: part(".stepper .less"),
            quantity: part("input"),
            plus: part(".stepper .plus"),
            unsent: part(".unsent"),
            remove: part(".remove"),
            notes: Keyed::inside(find(&element, ".notes")),
            shown: None,
            element,
        }
    }

    fn show(&mut self, view: &LineView, setting: &Setting) {
        let unchanged = self.shown.as_ref().is_some_and(|(line, waiting)| line == view && *waiting == setting.waiting);
        if unchanged && !setting.again {
            return;
        }
        let Setting { wording, currency, .. } = setting;
        let words = &wording.words;
        let title = cut(&view.title, TITLE_MAX);
        set(&self.element, "data-item", &view.item.0);
        picture::show(&self.thumb, view.image.as_ref().map(|image| image.url.as_str()));
        self.title.say(title);
        let each = view.price.map(|price| words.fill(Word::Each, &[("price", &(wording.money)(price, currency))]));
        self.each.say_if(each.as_deref());
        let total = view.total.map(|total| (wording.money)(total, currency));
        self.total.say(total.as_deref().unwrap_or_default());
        self.show_quantity(view, title, wording);
        self.unsent.show(view.open && setting.waiting);
        self.unsent.set("aria-label", words.say(Word::NotSent));
        self.remove.say(words.say(Word::Remove));
        self.remove.set("aria-label", &words.fill(Word::RemoveNamed, &[("title", title)]));
        note::show(&mut self.notes, &view.messages, wording);
        self.shown = Some((view.clone(), setting.waiting));
    }

    fn show_quantity(&mut self, view: &LineView, title: &str, wording: &Wording) {
        let named = |word| wording.words.fill(word, &[("title", title)]);
        let quantity = digits(view.quantity.into());
        // Written only when another quantity is shown, so that an answer does not take away what is being typed.
        if self.shown.as_ref().is_none_or(|(shown, _)| shown.quantity != view.quantity) {
            self.quantity.element.unchecked_ref::<HtmlInputElement>().set_value(&quantity);
            set(&self.element, "data-quantity", &quantity);
        }
        match view.limit {
            Some(limit) => self.quantity.set("max", &digits(limit.into())),
            None => _ = self.quantity.element.remove_attribute("max"),
        }
        self.quantity.set("aria-label", &named(Word::Quantity));
        self.less.set("aria-label", &named(Word::Less));
        self.less.enable(view.quantity > 1);
        self.plus.set("aria-label", &named(Word::Plus));
        self.plus.enable(view.limit.is_none_or(|limit| view.quantity < limit));
    }
}

impl Row for Line {
    fn key(&self) -> &str {
        self.shown.as_ref().map_or("", |(view, _)| &view.item.0)
    }

    fn element(&self) -> &Element {
        &self.element
    }
}

impl Row for Group {
    fn key(&self) -> &str {
        &self.key
    }

    fn element(&self) -> &Element {
        &self.element
    }
}

//! The drawing room (wasm32 only): views in, elements out.
//!
//! **Touches:** `engine::view`, the DOM inside one shadow root, the money formatter it is handed.
//! **Absent on purpose:** requests, storage, timers, price arithmetic, listeners (one on the shadow root asks [`action`]),
//! every sink that parses HTML, style attributes, lengths in `rem`, the page outside the shadow root.
//!
//! Trees are built once and cloned, their parts found once and written only when they change. Texts of businesses become
//! text nodes, cut to a bounded length, each in an element of its own direction. Addresses become `src` or `href` only as
//! the engine hands them: it has found them safe.

mod action;
mod card;
mod cart;
mod codes;
mod detail;
mod draw;
mod find;
mod line;
mod note;
mod options;
mod said;
mod sheet;
mod shop;
mod styles;
mod totals;
mod words;

pub use action::{Action, Asked};
pub use detail::{Opened, PIECES_MAX};
pub use draw::go;
pub use find::Fixed;
pub use words::{KEYS, Word, Words, digits};

use web_sys::{HtmlElement, ShadowRoot};

use crate::engine::problem::Problem;
use crate::engine::view::{CartView, DetailView, FindView, ListView, WarnedView};
use crate::ucp::money::{Minor, Price};
use draw::{Row, Write, dress, focus, turn};
use shop::{FINDER, FRAME as LIST_FRAME};

/// The three elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `<tsampa-shop>`.
    Shop,
    /// `<tsampa-product>`.
    Product,
    /// `<tsampa-cart>`.
    Cart,
}

/// How an element is to look, from its attributes.
#[derive(Clone, Debug)]
pub struct Look {
    /// Which element.
    pub kind: Kind,
    /// `card`, `row` or `button` (product).
    pub layout: String,
    /// `drawer`, `inline` or `button` (cart).
    pub mode: String,
    /// Shows a search box (shop).
    pub search: bool,
}

/// What turns a view into words.
pub struct Wording {
    /// The interface's words.
    pub words: Words,
    /// Writes a number as their language does.
    pub write: Box<dyn Fn(Number) -> String>,
}

/// What a language writes in a way of its own.
pub enum Number<'v> {
    /// An amount, in minor units, of a currency (ISO 4217): `¥28.00`.
    Money(Minor, &'v str),
    /// Which of its forms a count takes (CLDR): `one`, `few`, `other` …
    Form(u64),
    /// A time, in milliseconds since 1970, by day, hour and minute.
    Date(u64),
}

impl Wording {
    fn price(&self, price: &Price) -> String {
        (self.write)(Number::Money(price.amount, &price.currency))
    }

    fn count(&self, word: Word, count: u64) -> String {
        self.words.count(word, count, &|count| (self.write)(Number::Form(count)))
    }
}

/// One element's drawing.
pub struct Widget {
    frame: Row,
    look: Look,
    painted: bool,
}

impl Widget {
    /// Draws an element as it is before its first view: the author's fallback stays. What the root held before is removed.
    /// None where the browser draws nothing there.
    pub fn build(look: Look, host: &HtmlElement, root: &ShadowRoot) -> Option<Widget> {
        let (style, tree) = match look.kind {
            Kind::Cart => (styles::CART, if look.mode == "inline" { cart::INLINE } else { cart::BUTTON }),
            Kind::Shop | Kind::Product => (styles::LIST, shop::FRAME),
        };
        let frame = Row::begin(root, styles::BASE, style, tree)?;
        if look.kind != Kind::Cart {
            shop::begin(&frame, &look, host);
        }
        Some(Widget { frame, look, painted: false })
    }

    /// Shows a list, or a single product. Nothing happens to a cart, nor to the cards that are, in their places, the `same` as they were.
    pub fn show_list(&mut self, view: &ListView, same: &[bool], wording: &Wording) {
        if self.look.kind != Kind::Cart {
            let painted = shop::show(&self.frame, &self.look, view, same, wording);
            self.shown(painted, wording);
        }
    }

    /// Adopts the styles of what nobody sees before the first gesture, once: at a press every card would be styled anew.
    #[inline(never)]
    pub fn dress_rest(&self) {
        dress(&self.frame, if self.look.kind == Kind::Cart { styles::SHEET } else { styles::LATE });
        dress(&self.frame, styles::NOTE);
    }

    /// Whether it is a cart that lies open on the page.
    pub fn lies_open(&self) -> bool {
        self.look.mode == "inline"
    }

    /// Whether it has a search box, with all that stands beside it.
    pub fn finds(&self) -> bool {
        self.look.search
    }

    /// Whether the button has the focus by which goods behind so many are asked for: more of them, or, behind none, all of them once again.
    pub fn asks(&self, before: usize) -> bool {
        shop::asks(&self.frame, before)
    }

    /// The goods came that were asked for behind so many, or they did not: if the focus went with the button for them, the first has it.
    pub fn lead_on(&self, view: &ListView, before: usize) {
        shop::lead_on(&self.frame, view, before);
    }

    /// Says how many of the goods are in a cart that the page does not show, and leads to its checkout; nothing, if there are none.
    /// `detail`: a product is shown in full.
    pub fn show_kept(&self, detail: bool, many: u32, wording: &Wording) {
        shop::show_kept(&self.frame, detail, many, &wording.words);
    }

    /// Shows what has to be seen below a list, and beside its cards that are not, in their places, the `same` as they were.
    pub fn show_warned(&self, view: &ListView, warned: &WarnedView, same: &[bool], wording: &Wording) {
        shop::warned_rest(&self.frame, view, warned, same, wording);
    }

    /// Shows one product in full, in a dialog that [`Widget::open_drawer`] opens. `language`: of the goods' texts.
    pub fn show_detail(&self, opened: &Opened, view: &DetailView, language: Option<&str>, wording: &Wording) {
        detail::show_rest(&self.frame, opened, view, language, wording);
    }

    /// Nothing is searched for any more.
    pub fn clear_search(&self) {
        self.empty_search();
        let finder = self.frame.row(draw::at!(LIST_FRAME, "finder"), 0, "", FINDER);
        focus(&finder, draw::at!(FINDER, "search"));
    }

    /// No words stand in the search box any more, if there is one.
    pub fn empty_search(&self) {
        if self.finds() {
            let finder = self.frame.row(draw::at!(LIST_FRAME, "finder"), 0, "", FINDER);
            finder.put(draw::at!(FINDER, "search"), "value", Some(""));
        }
    }

    /// Shows by what a list that has a search box can be sorted and narrowed down.
    pub fn show_find(&self, fixed: Fixed, list: &ListView, find: &FindView, wording: &Wording) {
        find::show_rest(&self.frame, fixed, self.painted, list, find, wording);
    }

    /// Shows the cart. Nothing happens to a list.
    pub fn show_cart(&mut self, view: &CartView, wording: &Wording) {
        if self.look.kind == Kind::Cart {
            let painted = cart::show(&self.frame, &self.look, view, wording);
            self.shown(painted, wording);
        }
    }

    /// Opens the cart's drawer, in the top layer; false if it is not there yet. The browser gives the focus back to the opener when it
    /// closes.
    pub fn open_drawer(&self) -> bool {
        turn(&self.frame, Some(true))
    }

    /// Closes the cart's drawer.
    pub fn close_drawer(&self) {
        turn(&self.frame, Some(false));
    }

    /// Whether the cart's drawer is open; the buyer may have closed it by a key or a gesture.
    pub fn drawer_is_open(&self) -> bool {
        turn(&self.frame, None)
    }

    /// Says that an add was accepted, with a way to the cart's drawer, or without one to the checkout; or what went wrong. Nothing happens to
    /// a cart.
    pub fn toast(&self, drawer: bool, problem: Option<&Problem>, wording: &Wording) {
        if self.look.kind != Kind::Cart {
            shop::toast_rest(&self.frame, drawer, problem, wording);
        }
    }

    /// Tells whoever does not see it what went wrong with a list. Nothing happens to a cart.
    pub fn announce(&self, problem: &Problem, wording: &Wording) {
        if self.look.kind != Kind::Cart {
            shop::announce(&self.frame, &said::problem(problem, &wording.words));
        }
    }

    /// Nothing is wrong with a list any more.
    pub fn hush(&self) {
        shop::hush(&self.frame);
    }

    /// The product that is shown in full is sold no more. Nobody can add it, and that is said.
    pub fn show_gone(&self, wording: &Wording) {
        detail::show_gone(&self.frame, wording);
    }

    /// From the first view on, the author's fallback is done with.
    fn shown(&mut self, painted: bool, wording: &Wording) {
        self.painted |= painted;
        let ink = self.frame.ink();
        ink.write(ROOT, "lang", Some(&wording.words.language));
        ink.show(FALLBACK, !self.painted);
    }
}

/// The first lines of every element's tree.
const FALLBACK: u32 = 0;
const ROOT: u32 = 1;

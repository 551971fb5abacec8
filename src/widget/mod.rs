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
mod icon;
mod keyed;
mod line;
mod note;
mod options;
mod row;
mod said;
mod sheet;
mod shop;
mod skeleton;
mod styles;
mod totals;
mod words;

pub use action::{Action, LISTENED, action, busy};
pub use words::{KEYS, Word, Words};

use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement, ShadowRoot};

use crate::engine::view::{CartView, ListView};
use crate::ucp::money::{Minor, Price};
use cart::Cart;
use row::Row;
use shop::List;
use skeleton::Skeleton;

thread_local! {
    static FALLBACK: Skeleton = const { Skeleton::new("
slot") };
}

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
    /// The language that money and numbers are written in.
    pub language: String,
    /// Writes an amount in a currency: `¥28.00`.
    pub money: Money,
}

/// Writes an amount, in minor units, of a currency (ISO 4217).
pub type Money = Box<dyn Fn(Minor, &str) -> String>;

impl Wording {
    fn price(&self, price: &Price) -> String {
        (self.money)(price.amount, &price.currency)
    }
}

/// One element's drawing.
pub struct Widget {
    body: Body,
    fallback: Element,
}

enum Body {
    List(Box<List>),
    Cart(Box<Cart>),
}

impl Widget {
    /// Draws an element as it is before its first view: the author's fallback stays. What the root held before is removed.
    pub fn build(look: Look, host: &HtmlElement, root: &ShadowRoot) -> Result<Widget, JsValue> {
        styles::adopt(root, look.kind)?;
        let body = match look.kind {
            Kind::Cart => Body::Cart(Box::new(Cart::build(&look))),
            Kind::Shop | Kind::Product => Body::List(Box::new(List::build(&look, host))),
        };
        let widget = Widget { body, fallback: Row::of(&FALLBACK).element };
        root.set_text_content(None);
        root.append_child(&widget.fallback)?;
        root.append_child(widget.root())?;
        Ok(widget)
    }

    /// Shows a list, or a single product. Nothing happens to a cart.
    pub fn show_list(&mut self, view: &ListView, wording: &Wording) {
        if let Body::List(list) = &mut self.body {
            let painted = list.show(view, wording);
            self.shown(painted, wording);
        }
    }

    /// Shows the cart. Nothing happens to a list.
    pub fn show_cart(&mut self, view: &CartView, wording: &Wording) {
        if let Body::Cart(cart) = &mut self.body {
            let painted = cart.show(view, wording);
            self.shown(painted, wording);
        }
    }

    /// Opens the cart's drawer, in the top layer. The browser gives the focus back to the opener when it closes.
    pub fn open_drawer(&self) {
        if let Some(dialog) = self.dialog().filter(|dialog| !dialog.open()) {
            _ = dialog.show_modal();
        }
    }

    /// Closes the cart's drawer.
    pub fn close_drawer(&self) {
        if let Some(dialog) = self.dialog() {
            dialog.close();
        }
    }

    /// Whether the cart's drawer is open; the buyer may have closed it by a key or a gesture.
    pub fn drawer_is_open(&self) -> bool {
        self.dialog().is_some_and(|dialog| dialog.open())
    }

    /// Says that an add was accepted, with a way to the cart.
    pub fn toast(&self, wording: &Wording) {
        if let Body::List(list) = &self.body {
            list.toast(wording);
        }
    }

    /// From the first view on, the author's fallback is done with.
    fn shown(&self, painted: bool, wording: &Wording) {
        skeleton::set(self.root(), "lang", &wording.words.language);
        skeleton::toggle(&self.fallback, "hidden", painted);
    }

    fn root(&self) -> &Element {
        match &self.body {
            Body::List(list) => list.root(),
            Body::Cart(cart) => &cart.root,
        }
    }

    fn dialog(&self) -> Option<&web_sys::HtmlDialogElement> {
        match &self.body {
            Body::Cart(cart) => cart.sheet.as_ref().and_then(|sheet| sheet.dialog()),
            Body::List(_) => None,
        }
    }
}

/// Makes a part lead somewhere, or nowhere. The one place that writes an address into a link; only the engine's, which are
/// https (http on loopback).
fn link(row: &Row, part: usize, url: Option<&str>) {
    row.set_if(part, "href", url);
    row.set(part, "rel", "noopener noreferrer ugc");
}

//! What a buyer's event asks for. One listener on the shadow root asks here; no element has a listener of its own.
#![allow(missing_docs, reason = "a variant's sentence names its fields")]

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Event;

use crate::engine::ids::ItemId;

/// What the buyer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// So many more of this variant.
    Add { variant: ItemId, pieces: u32 },
    /// To see a product in full.
    Detail { product: ItemId },
    /// How many the next press shall add.
    Pieces { pieces: u32 },
    /// The buyer turned to a product's options.
    OptionsOpened { product: ItemId },
    /// A value of an option.
    OptionChosen { product: ItemId, option: String, label: String },
    /// The next page.
    More,
    /// The same once more, after it failed.
    Retry,
    /// To see the cart.
    OpenCart,
    /// To see the page again.
    CloseCart,
    /// To go to checkout, and to agree to the changed prices up to this number; 0: to none.
    Checkout { agreed: u32 },
    /// This many of a line; 0 removes it.
    Quantity { item: ItemId, quantity: u32 },
    /// This discount code besides those in force, or no more.
    Code { code: String, wanted: bool },
    /// What was taken out last, back.
    Undo,
    /// A notice gone.
    Dismiss { notice: u32 },
    /// Goods that match these words; `typing`: more of them may come.
    Search { query: String, typing: bool },
    /// Goods of this category; empty: of all.
    Category { value: String },
    /// Everything that the page's author meant to show.
    Reset,
    /// The goods in this order.
    Sort { value: String },
}

#[wasm_bindgen(module = "/js/late.js")]
extern "C" {
    /// Leads from a chip on to another, where an arrow key asked for that.
    #[wasm_bindgen(catch)]
    fn step(asked: &Asked) -> Result<(), JsValue>;
    /// Whether a press is the second one in its place and was meant for what the first one took away.
    #[wasm_bindgen(catch)]
    fn misses(asked: &Asked) -> Result<bool, JsValue>;
}

#[wasm_bindgen(module = "/js/draw.js")]
extern "C" {
    /// Something that a buyer asked for, as it was at that moment.
    pub type Asked;

    /// What `event` asks for, if anything. An element that is disabled (`aria-disabled`) asks for nothing.
    #[wasm_bindgen(static_method_of = Asked)]
    pub fn of(event: &Event) -> Option<Asked>;

    #[wasm_bindgen(method)]
    fn get(this: &Asked, name: &str) -> String;
}

impl Asked {
    /// What it is, if it makes sense.
    pub fn action(&self) -> Option<Action> {
        let item = || ItemId(self.get("item"));
        let product = || ItemId(self.get("product"));
        let number = |name| self.get(name).trim().parse::<u32>().ok();
        if misses(self) == Ok(true) {
            return None;
        }
        Some(match self.get("do").as_str() {
            "add" => Action::Add { variant: ItemId(self.get("variant")), pieces: number("pieces").unwrap_or(1) },
            "detail" => Action::Detail { product: product() },
            "fewer" => Action::Pieces { pieces: number("pieces")?.saturating_sub(1) },
            "another" => Action::Pieces { pieces: number("pieces")?.saturating_add(1) },
            "pieces" => Action::Pieces { pieces: number("value")? },
            "more" => Action::More,
            "retry" => Action::Retry,
            "open" => Action::OpenCart,
            "close" => Action::CloseCart,
            "checkout" => Action::Checkout { agreed: number("notice").unwrap_or(0) },
            "undo" => Action::Undo,
            "less" => Action::Quantity { item: item(), quantity: number("quantity")?.saturating_sub(1) },
            "plus" => Action::Quantity { item: item(), quantity: number("quantity")?.saturating_add(1) },
            "quantity" => Action::Quantity { item: item(), quantity: number("value")? },
            "remove" => Action::Quantity { item: item(), quantity: 0 },
            "code" => Action::Code { code: self.get("value"), wanted: true },
            "uncode" => Action::Code { code: self.get("code"), wanted: false },
            "dismiss" => Action::Dismiss { notice: number("notice")? },
            "option" | "choose" => match self.get("type").as_str() {
                "click" | "change" => {
                    Action::OptionChosen { product: product(), option: self.get("option"), label: self.get("value") }
                }
                "keydown" => {
                    _ = step(self);
                    return None;
                }
                _ => Action::OptionsOpened { product: product() },
            },
            "sort" => Action::Sort { value: self.get("value") },
            "search" => Action::Search { query: self.get("value"), typing: self.get("type") != "submit" },
            "category" => Action::Category { value: self.get("value") },
            "reset" => Action::Reset,
            _ => return None,
        })
    }
}

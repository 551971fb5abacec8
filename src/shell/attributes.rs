//! What an element's attributes ask for. What is written wrongly is told to the page's author, with what to write instead,
//! and taken for what comes nearest; nothing is thrown.

use web_sys::HtmlElement;

use super::page::console;
use super::place::Options;
use crate::engine::event::ListWanted;
use crate::engine::ids::ItemId;
use crate::engine::problem::join;
use crate::ucp::context::Context;
use crate::widget::{Kind, Look};

/// Cards of a page.
const LIMIT: u32 = 12;
/// Most cards of a page.
const LIMIT_MAX: u32 = 50;

/// What an element wants of its shop.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// A list of goods.
    List(Box<ListWanted>),
    /// One product.
    Product(ItemId, Context),
    /// The cart.
    Cart(Context),
    /// Nothing, because what it has to say is missing.
    Nothing,
}

/// What follows an addition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterAdd {
    /// A word that it is in the cart.
    Toast,
    /// The cart opens.
    Open,
    /// Nothing.
    Nothing,
}

/// One element's attributes.
pub struct Attributes<'e> {
    /// The element.
    pub element: &'e HtmlElement,
    /// Which of the three.
    pub kind: Kind,
}

impl Wanted {
    /// For whom.
    pub fn context(&self) -> Option<&Context> {
        match self {
            Self::List(wanted) => Some(&wanted.context),
            Self::Product(_, context) | Self::Cart(context) => Some(context),
            Self::Nothing => None,
        }
    }
}

impl Attributes<'_> {
    /// An attribute that says something.
    pub fn text(&self, name: &str) -> Option<String> {
        self.element.get_attribute(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// For whom its goods are, in `language`; `script` is what holds where it says nothing itself.
    fn context(&self, script: &Options, language: Option<String>) -> Context {
        let country = self.code("country", 2, "country=\"CN\"").or_else(|| script.text("country"));
        let currency = self.code("currency", 3, "currency=\"CNY\"").or_else(|| script.text("currency"));
        Context { language, address_country: country, currency, ..Context::default() }
    }

    /// How it is to look.
    pub fn look(&self) -> Look {
        let choose = |of: Kind, name, among| if self.kind == of { self.choice(name, among) } else { String::new() };
        Look {
            kind: self.kind,
            layout: choose(Kind::Product, "layout", &["card", "row", "button"]),
            mode: choose(Kind::Cart, "mode", &["drawer", "inline", "button"]),
            search: self.element.has_attribute("search"),
        }
    }

    /// What follows an addition.
    pub fn after_add(&self) -> AfterAdd {
        match self.choice("after-add", &["toast", "open", "none"]).as_str() {
            "open" => AfterAdd::Open,
            "none" => AfterAdd::Nothing,
            _ => AfterAdd::Toast,
        }
    }

    /// What it wants, in its `language`; `script` is what holds where it says nothing itself.
    pub fn wanted(&self, script: &Options, language: Option<String>) -> Wanted {
        let context = self.context(script, language);
        match self.kind {
            Kind::Cart => Wanted::Cart(context),
            Kind::Shop => Wanted::List(Box::new(self.list(context))),
            Kind::Product => match self.text("item") {
                Some(item) => Wanted::Product(ItemId(item), context),
                None => {
                    self.say(&["no item. Give it the item's id: item=\"v_tsampa_500\"."]);
                    Wanted::Nothing
                }
            },
        }
    }

    fn list(&self, context: Context) -> ListWanted {
        let ids = self.text("ids").unwrap_or_default();
        let ids = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(ItemId::from).collect();
        let sort = self.text("sort").map(|_| self.choice("sort", &["relevance", "price_asc", "price_desc", "newest"]));
        ListWanted {
            seller: self.text("seller"),
            category: self.text("category"),
            query: self.text("query"),
            ids,
            sort,
            limit: self.limit(),
            context,
        }
    }

    fn limit(&self) -> u32 {
        let Some(text) = self.text("limit") else { return LIMIT };
        match text.parse() {
            Ok(limit @ 1..=LIMIT_MAX) => limit,
            _ => {
                self.say(&["limit=\"", &text, "\". Write a whole number from 1 to 50: limit=\"12\"."]);
                LIMIT
            }
        }
    }

    /// One of `among`, the first of which is meant where nothing is said.
    fn choice(&self, name: &str, among: &[&str]) -> String {
        let first = || among.first().copied().unwrap_or_default().to_owned();
        let Some(text) = self.text(name) else { return first() };
        if among.contains(&text.as_str()) {
            return text;
        }
        let mut choices = String::new();
        for choice in among {
            choices.push(' ');
            choices.push_str(choice);
        }
        self.say(&[name, "=\"", &text, "\". Write one of these:", &choices, "."]);
        first()
    }

    /// A code of `length` letters.
    fn code(&self, name: &str, length: usize, example: &str) -> Option<String> {
        let text = self.text(name)?;
        if text.len() == length && text.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            return Some(text.to_ascii_uppercase());
        }
        self.say(&[name, "=\"", &text, "\". Write its code, for instance ", example, "."]);
        None
    }

    /// `<tsampa-product> has …`
    pub fn say(&self, what: &[&str]) {
        let name = match self.kind {
            Kind::Shop => "<tsampa-shop> has ",
            Kind::Product => "<tsampa-product> has ",
            Kind::Cart => "<tsampa-cart> has ",
        };
        console(&join(&[name, &join(what)]));
    }
}

//! What there is to show: plain values, complete but for words and money formats, which the drawing adds.
#![allow(missing_docs, reason = "a variant's sentence names its fields")]

use super::ids::{ItemId, WallMillis};
use super::problem::Problem;
use crate::ucp::money::{Minor, Price};
use crate::ucp::total::{Total, TotalLine};
use crate::ucp::tree::{Members, Tree};

/// What a list or a single product's element shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListView {
    /// Where it stands.
    pub phase: Phase,
    /// The cards, in order. Empty and `Phase::Shown`: nothing matches.
    pub cards: Vec<ProductView>,
    /// There is a next page.
    pub more: bool,
    /// The next page is on its way.
    pub loading_more: bool,
    /// The business can sort it and narrow it down.
    pub browsable: bool,
    /// The language that the goods' texts really have, when the business said so.
    pub language: Option<String>,
    /// The business cannot be reached, and these are the goods as it answered them then, by the device's clock.
    pub as_of: Option<WallMillis>,
}

/// By what a list can be sorted and narrowed down, and by what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindView {
    /// Categories that something is in, in the business's order.
    pub categories: Vec<CategoryView>,
    /// The category's id, in force.
    pub category: Option<String>,
    /// The order in force: `relevance`, `price_asc`, `price_desc` or `newest`.
    pub sort: Option<String>,
}

/// A category to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryView {
    /// What a search is narrowed to.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many products are in it.
    pub count: u64,
}

/// Where a list stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Asked for; the author's fallback stays.
    #[default]
    Waiting,
    /// There to be shown.
    Shown,
    /// Not to be had: the author's fallback stays, with the reason and, where it helps, "try again".
    Failed(Problem),
}

/// One product as one element shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductView {
    /// Product's id; the key in a list.
    pub product: ItemId,
    /// The selected variant's id.
    pub variant: ItemId,
    /// Product's title.
    pub title: String,
    /// The selected variant's own title, when the product has more than one.
    pub variant_title: Option<String>,
    /// Page of the product at the business, https (http on loopback) only.
    pub url: Option<String>,
    /// First picture.
    pub image: Option<ImageView>,
    /// Seller's name.
    pub seller: Option<String>,
    /// County (our extension `seller`).
    pub county: Option<String>,
    /// The selected variant's price.
    pub price: Price,
    /// Former price, struck through.
    pub list_price: Option<Price>,
    /// Price of a measure, as the business computed it.
    pub unit_price: Option<UnitPriceView>,
    /// Rating.
    pub rating: Option<RatingView>,
    /// Options to choose from; empty for a single variant.
    pub options: Vec<OptionView>,
    /// Stock.
    pub stock: StockView,
    /// How many of the selected variant are in the shown cart.
    pub in_cart: u32,
    /// Counts the accepted presses on add; the drawing ticks when it grows.
    pub adds: u32,
    /// Whether add does anything.
    pub can_add: bool,
}

/// One product in full.
#[derive(Clone, Debug, PartialEq)]
pub struct DetailView {
    /// What its card shows.
    pub card: ProductView,
    /// What it is, as plain text; empty: nothing is said.
    pub description: String,
    /// What the chosen variant is, where that says something else.
    pub of_variant: String,
    /// Pictures, the chosen variant's first.
    pub images: Vec<ImageView>,
    /// Who makes it (our extension `seller`).
    pub maker: Option<String>,
    /// The seller's page and policies.
    pub links: Vec<LinkView>,
    /// What the business tells about it.
    pub messages: Vec<MessageView>,
}

/// A page that the buyer may want to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// https (http on loopback) only.
    pub url: String,
    /// `shipping_policy`, `refund_policy` …, or another word.
    pub kind: String,
    /// How the business names it.
    pub title: Option<String>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageView {
    /// https (http on loopback) only.
    pub url: String,
    /// Alternative text.
    pub alt: Option<String>,
    /// The same in other widths, as `srcset` has it; empty: there are none, or it is drawn and sharp in every width.
    pub sources: String,
}

/// Price of a measure: `¥56.00 / kg`.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitPriceView {
    /// Price of the reference measure.
    pub price: Price,
    /// How many units the reference has, 1 mostly.
    pub value: u32,
    /// `g`, `kg`, `ml`, `l`, `m` …, as the business writes it.
    pub unit: String,
}

/// A rating, handed through as the business wrote it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RatingView {
    /// For instance 4.7.
    pub value: f64,
    /// The best possible, for instance 5.
    pub scale_max: f64,
    /// How many people rated.
    pub count: Option<u64>,
}

/// One option of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionView {
    /// Name, for instance `Weight`.
    pub name: String,
    /// Its values.
    pub values: Vec<OptionValueView>,
}

/// One value of an option, seen from the present choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionValueView {
    /// Label, for instance `500 g`.
    pub label: String,
    /// It is the present choice.
    pub selected: bool,
    /// It can be bought with the rest of the present choice.
    pub available: bool,
    /// There is such a combination at all.
    pub exists: bool,
}

/// What is known of the stock. Unknown is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockView {
    /// The business does not say.
    Unknown,
    /// There is enough.
    In,
    /// There are only so many.
    Few(u32),
    /// There is none.
    Out,
}

/// The cart as an element shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CartView {
    /// The code that shows more than the count comes later.
    pub asleep: bool,
    /// The record has been read; before that nothing is said about the cart.
    pub known: bool,
    /// Pieces in all lines.
    pub count: u32,
    /// Lines by seller, in the order the first line of each came.
    pub groups: Vec<SellerGroupView>,
    /// The business's totals, whole and in order; empty before its first answer.
    pub totals: Vec<Total>,
    /// Currency of every amount here.
    pub currency: String,
    /// A change is open: totals are yesterday's, an estimate.
    pub open: bool,
    /// Why open changes wait, when they do not go out at once.
    pub waiting: Option<Waiting>,
    /// Checkout was pressed and is on its way.
    pub checking_out: bool,
    /// Whether checkout does anything.
    pub can_check_out: bool,
    /// Checkout means to agree to the changed prices shown, all up to this number, first.
    pub agree: Option<u32>,
    /// Discount codes, where the business takes any: those wished for, else those in force.
    pub codes: Option<Vec<String>>,
    /// Codes that the business refuses, each with its words for that.
    pub refused: Vec<(String, String)>,
    /// The business's messages about codes that are not among them.
    pub code_messages: Vec<MessageView>,
    /// Title of the line that was just taken out and can be brought back.
    pub removed: Option<String>,
    /// The business's messages that belong to no line, and the engine's notices.
    pub messages: Vec<MessageView>,
    /// What went wrong with the last change or with checkout.
    pub problem: Option<Problem>,
    /// False when this browser keeps nothing: the cart will be gone with the page.
    pub durable: bool,
}

/// Why changes wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// No network.
    Offline,
    /// The shop does not answer; it is tried again by itself.
    Retrying,
}

/// The lines of one seller.
#[derive(Clone, Debug, PartialEq)]
pub struct SellerGroupView {
    /// Seller's name; none: the business names no sellers.
    pub seller: Option<String>,
    /// County.
    pub county: Option<String>,
    /// Lines.
    pub lines: Vec<LineView>,
}

/// One line of the cart.
#[derive(Clone, Debug, PartialEq)]
pub struct LineView {
    /// Variant's id; the key in a list.
    pub item: ItemId,
    /// Title; the id itself while nothing better is known.
    pub title: String,
    /// Picture.
    pub image: Option<ImageView>,
    /// Price of one; none while unknown.
    pub price: Option<Price>,
    /// Price of a measure, where the catalogue had one for this price.
    pub unit_price: Option<UnitPriceView>,
    /// Shown quantity.
    pub quantity: u32,
    /// Most that can be had, where the business says so.
    pub limit: Option<u32>,
    /// The business's total of this line; none while its change is open or it is not confirmed.
    pub total: Option<Minor>,
    /// Its change is open.
    pub open: bool,
    /// The business's messages about this line, and that its price changed.
    pub messages: Vec<MessageView>,
}

/// What has to be seen with a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WarnedView {
    /// Below it: there it moves no card when it comes.
    pub below: Vec<MessageView>,
    /// Beside each of its cards, place by place.
    pub beside: Vec<Vec<MessageView>>,
}

/// One message to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: MessageText,
    /// It may not be dismissed, hidden or collapsed (UCP `presentation: disclosure`).
    pub disclosure: bool,
    /// Picture that goes with a disclosure.
    pub image: Option<String>,
    /// More about it.
    pub url: Option<String>,
    /// To be dismissed by `Event::NoticeDismissed`; the business's own messages have none.
    pub notice: Option<u32>,
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Something changed or needs care.
    Warning,
    /// Something does not work.
    Error,
}

/// What a message says: the business's words, or ours to be worded in the element's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageText {
    /// The business's words, as plain text.
    Said(String),
    /// `title` is no longer sold and was taken out.
    Gone { title: String },
    /// Only `kept` of `title` are to be had.
    Adjusted { title: String, kept: u32 },
    /// The shop had forgotten the cart; it was made again from what was wanted.
    Rebuilt,
    /// The shop refused the last change.
    Refused,
    /// There are only `kept` of `title` in the cart now, though nobody on this page asked for that.
    Fewer { title: String, kept: u32 },
    /// One piece costs something else than the buyer was shown.
    Repriced { was: Price, now: Price },
    /// Some line costs something else: checkout asks for the buyer's consent.
    PricesChanged,
}

/// The cart as pages get it (`shop.cart.current`, `tsampa-cart`): UCP's cart with the buyer's open edits on top.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CartShown {
    /// Absent before the business's first answer.
    pub id: Option<String>,
    /// Lines with the shown quantities.
    pub line_items: Vec<LineShown>,
    /// Absent before the business's first answer and without a known price.
    pub currency: Option<String>,
    /// The business's totals as last answered.
    pub totals: Vec<Total>,
    /// True while a change of the buyer's is not yet answered.
    pub open: bool,
}

impl CartShown {
    /// How many there are of an item.
    pub fn pieces(&self, item: &str) -> u32 {
        self.line_items.iter().find(|line| line.item.id.0 == item).map_or(0, |line| line.quantity)
    }
}

/// One line of [`CartShown`].
#[derive(Clone, Debug, PartialEq)]
pub struct LineShown {
    /// Absent before the business confirmed the line.
    pub id: Option<String>,
    /// Item.
    pub item: ItemShown,
    /// Shown quantity.
    pub quantity: u32,
    /// The business's totals of this line; empty while its change is open.
    pub totals: Vec<Total>,
    /// What one cost as the buyer was shown it, until the buyer agrees to the changed price.
    pub was: Option<Price>,
}

/// Item of a [`LineShown`].
#[derive(Clone, Debug, PartialEq)]
pub struct ItemShown {
    /// Variant's id.
    pub id: ItemId,
    /// Title.
    pub title: String,
    /// Price of one in minor units; absent while unknown.
    pub price: Option<Minor>,
    /// Picture.
    pub image_url: Option<String>,
}

impl CartShown {
    /// As pages get it, under UCP's names; what is absent has no member.
    pub fn tree(&self) -> Tree {
        let mut cart = Members::default();
        cart.text("id", self.id.as_deref());
        cart.list("line_items", self.line_items.iter().map(LineShown::tree).collect());
        cart.text("currency", self.currency.as_deref());
        cart.list("totals", self.totals.iter().map(total).collect());
        cart.add("open", Tree::Bool(self.open));
        cart.whole()
    }
}

impl LineShown {
    fn tree(&self) -> Tree {
        let mut item = Members::default();
        item.text("id", Some(&self.item.id.0));
        item.text("title", Some(&self.item.title));
        if let Some(price) = self.item.price {
            item.amount("price", price);
        }
        item.text("image_url", self.item.image_url.as_deref());
        let mut line = Members::default();
        line.text("id", self.id.as_deref());
        line.add("item", item.whole());
        line.add("quantity", Tree::Number(f64::from(self.quantity)));
        line.list("totals", self.totals.iter().map(total).collect());
        if let Some(was) = &self.was {
            let mut price = Members::default();
            price.amount("amount", was.amount);
            price.text("currency", Some(&was.currency));
            line.add("was", price.whole());
        }
        line.whole()
    }
}

fn total(total: &Total) -> Tree {
    let mut entry = Members::default();
    entry.text("type", Some(&total.kind));
    entry.amount("amount", total.amount);
    entry.text("display_text", total.display_text.as_deref());
    if !total.lines.is_empty() {
        let line = |line: &TotalLine| {
            let mut part = Members::default();
            part.text("display_text", Some(&line.display_text));
            part.amount("amount", line.amount);
            part.whole()
        };
        entry.list("lines", total.lines.iter().map(line).collect());
    }
    entry.whole()
}

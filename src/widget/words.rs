//! The interface's words: English is built in, other languages are the same keys in `locales/*.json`. What is said once somebody shops
//! stands in files of its own, `locales/*.rest.json`.

use crate::engine::problem::join;
use crate::ucp::json::{Part, push_whole, texts};

/// The words of one language, or of one page that words some things in its own way.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// The language they are in (BCP 47).
    pub language: String,
    /// Keys and texts, in the order of the English files, which is that of [`Word`].
    texts: Vec<Part>,
    /// Other forms of a text, for some numbers: keys such as `items_one` or `items_few`, and texts. The last of a key counts.
    forms: Vec<Part>,
}

macro_rules! words {
    ($($name:ident = $key:literal)*) => {
        /// One text of the interface, named by what it says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the English text beside each key in locales/en.json and en.rest.json says what it is")]
        pub enum Word { $($name),* }

        /// The keys of a locale's two files, in the order of [`Word`] and of the English ones, where forms for numbers follow.
        pub const KEYS: &[&str] = &[$($key),*];
    };
}

words! {
    // What a first view says, in `locales/*.json`. Cards.
    Add = "add"
    AddNamed = "add_named"
    SoldOut = "sold_out"
    OnlyLeft = "only_left"
    Limit = "limit"
    FormerPrice = "former_price"
    Rated = "rated"
    Ratings = "ratings"
    Decimal = "decimal"
    // Lists.
    More = "more"
    Loading = "loading"
    NothingFound = "nothing_found"
    Retry = "retry"
    AsOf = "as_of"
    Search = "search"
    // The cart's button.
    Cart = "cart"
    Items = "items"
    // What went wrong.
    ProblemOffline = "problem_offline"
    ProblemSlow = "problem_slow"
    ProblemNotFound = "problem_not_found"
    ProblemSoldOut = "problem_sold_out"
    ProblemOther = "problem_other"
    // What is said once somebody shops, in `locales/*.rest.json`. Cards.
    Added = "added"
    Announced = "announced"
    InCart = "in_cart"
    // Lists.
    Categories = "categories"
    All = "all"
    Sort = "sort"
    SortRelevance = "sort_relevance"
    SortNewest = "sort_newest"
    SortPriceAsc = "sort_price_asc"
    SortPriceDesc = "sort_price_desc"
    ShowAll = "show_all"
    Found = "found"
    ViewCart = "view_cart"
    // One product in full.
    MadeBy = "made_by"
    DeliveryHint = "delivery_hint"
    Shipping = "shipping"
    Refunds = "refunds"
    Privacy = "privacy"
    Terms = "terms"
    // The cart.
    Close = "close"
    Empty = "empty"
    EmptyHint = "empty_hint"
    KeepLooking = "keep_looking"
    Each = "each"
    Quantity = "quantity"
    Less = "less"
    Plus = "plus"
    Remove = "remove"
    RemoveNamed = "remove_named"
    NotSent = "not_sent"
    Estimate = "estimate"
    DiscountCode = "discount_code"
    Apply = "apply"
    Removed = "removed"
    Undo = "undo"
    Checkout = "checkout"
    Agree = "agree"
    CheckingOut = "checking_out"
    Offline = "offline"
    Retrying = "retrying"
    NotDurable = "not_durable"
    // Messages.
    Gone = "gone"
    Adjusted = "adjusted"
    Rebuilt = "rebuilt"
    Refused = "refused"
    Fewer = "fewer"
    Repriced = "repriced"
    PricesChanged = "prices_changed"
    Dismiss = "dismiss"
    ReadMore = "read_more"
    // Totals that the business did not name.
    Subtotal = "subtotal"
    Discount = "discount"
    ItemsDiscount = "items_discount"
    Fulfillment = "fulfillment"
    Tax = "tax"
    Fee = "fee"
    Total = "total"
}

/// Words that a first view says; those after them come with the rest of the code.
const FIRST: usize = Word::ProblemOther as usize + 1;

impl Words {
    /// The built-in language, as far as a first view says it.
    pub fn english() -> Self {
        let mut words = Self { language: String::from("en"), texts: Vec::new(), forms: Vec::new() };
        // Built in, so always readable; a test says that they are whole.
        words.add(include_str!("../../locales/en.json"), FIRST);
        words
    }

    /// The words of a locale's file: an object of texts, with `language`. What it does not say stays English.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = Self::english();
        words.learn(text)?;
        Some(words)
    }

    /// All that is said once somebody shops: in the built-in language, over that in the text of a locale's second file, over that in the
    /// page's own words, which is answered as by `learn`.
    #[inline(never)]
    pub fn learn_rest(&mut self, text: &str, own: &str) -> Option<String> {
        if self.texts.len() == FIRST * 2 {
            self.add(include_str!("../../locales/en.rest.json"), KEYS.len() - FIRST);
        }
        if !text.is_empty() {
            self.learn(text)?;
        }
        if own.is_empty() { Some(String::new()) } else { self.learn(own) }
    }

    /// The next so many words, and the forms behind them.
    fn add(&mut self, file: &str, count: usize) {
        let Some(mut pairs) = texts(file) else { return };
        for (place, part) in pairs.items_mut().iter_mut().enumerate() {
            let known = if place < count * 2 { &mut self.texts } else { &mut self.forms };
            known.push(std::mem::take(part));
        }
    }

    /// Takes the texts of an object in place of those known by these keys. Answers the keys that nothing asks for, each after a
    /// comma; None if it is no object of texts.
    pub fn learn(&mut self, text: &str) -> Option<String> {
        let mut learned = texts(text)?;
        let mut forms = Vec::new();
        let mut unknown = String::new();
        for pair in learned.items_mut().chunks_exact_mut(2) {
            let [key, text] = pair else { break };
            if key.str() == "language" {
                self.language = text.str().to_owned();
            } else if let Some(known) = self.known(key.str()) {
                *known = std::mem::take(text);
                // Whoever words a count means every number but those that get a form of their own in the same place.
                for form in self.forms.chunks_exact_mut(2).flat_map(<[Part]>::first_mut) {
                    if base(form.str()) == key.str() {
                        *form = Part::Nothing;
                    }
                }
            } else if self.known(base(key.str())).is_some() {
                forms.extend([key, text].map(std::mem::take));
            } else {
                unknown = join(&[&unknown, ", ", key.str()]);
            }
        }
        self.forms.append(&mut forms);
        Some(unknown)
    }

    /// The text of a key.
    fn known(&mut self, key: &str) -> Option<&mut Part> {
        self.texts.chunks_exact_mut(2).find(|pair| pair.first().is_some_and(|known| known.str() == key))?.get_mut(1)
    }

    fn text(&self, place: usize) -> &str {
        self.texts.get(place).map(Part::str).unwrap_or_default()
    }

    /// The text of that name.
    pub fn say(&self, word: Word) -> &str {
        self.text(word as usize * 2 + 1)
    }

    /// The text of that name with its one `{…}` filled in.
    pub fn fill(&self, word: Word, value: &str) -> String {
        fill(self.say(word), &[("", value)])
    }

    /// `{n}` of something, in the form that the words have for so many; `form` says which of a language's forms that is
    /// (`one`, `few` …), and is asked where there are any.
    pub fn count(&self, word: Word, count: u64, form: &dyn Fn(u64) -> String) -> String {
        let key = self.text(word as usize * 2);
        let mut text = self.say(word);
        let mut wanted = None;
        for pair in self.forms.chunks_exact(2) {
            let [known, own] = pair else { break };
            if base(known.str()) == key && known.str() == *wanted.get_or_insert_with(|| join(&[key, "_", &form(count)]))
            {
                text = own.str();
            }
        }
        fill(text, &[("", &digits(count))])
    }
}

/// The key that a form's key begins with: `items_few` → `items`. No form is `other`: that is the key itself.
fn base(key: &str) -> &str {
    let forms = ["_one", "_few", "_two", "_many", "_zero"];
    forms.iter().find_map(|form| key.strip_suffix(*form)).unwrap_or_default()
}

/// Fills the `{name}`s of a text; a value named `` is for all of them. What is filled in is not filled again, and a name
/// without a value stays as it is written.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = split(rest, b'{') {
        whole.push_str(before);
        let value = split(after, b'}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(known, _)| known.is_empty() || *known == name)?;
            Some((*value, behind))
        });
        let (value, behind) = value.unwrap_or(("{", after));
        whole.push_str(value);
        rest = behind;
    }
    whole.push_str(rest);
    whole
}

/// What stands before and behind the first of this letter. (The standard library's own search is more code than all of this file's.)
fn split(text: &str, letter: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == letter)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// A whole number in digits, without the formatting machinery.
pub fn digits(number: u64) -> String {
    let mut digits = String::new();
    push_whole(&mut digits, number);
    digits
}

/// At most `most` characters of a text that somebody else wrote, so that no text takes the page over.
pub fn cut(text: &str, most: usize) -> &str {
    let mut characters = 0;
    let end = text.bytes().position(|byte| {
        // All others go on with a character.
        characters += usize::from(byte & 0xc0 != 0x80);
        characters > most
    });
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

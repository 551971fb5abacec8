//! The interface's words: English is built in, other languages are the same keys in `locales/*.json`.

use crate::engine::problem::join;
use crate::ucp::json::{Part, texts};

/// The words of one language, or of one page that words some things in its own way.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// The language they are in (BCP 47).
    pub language: String,
    /// Keys and texts, in the order of the English file, which is that of [`Word`].
    texts: Part,
    /// Other forms of a text, for some numbers: keys such as `items_one` or `items_few`, and texts. The last of a key counts.
    forms: Vec<[Part; 2]>,
}

macro_rules! words {
    ($($name:ident = $key:literal)*) => {
        /// One text of the interface, named by what it says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the English text beside each key in locales/en.json says what it is")]
        pub enum Word { $($name),* }

        /// The keys of a locale's file, in the order of [`Word`] and of `locales/en.json`, where forms for numbers follow.
        pub const KEYS: &[&str] = &[$($key),*];
    };
}

words! {
    // Cards.
    Add = "add"
    AddNamed = "add_named"
    Added = "added"
    Announced = "announced"
    InCart = "in_cart"
    SoldOut = "sold_out"
    OnlyLeft = "only_left"
    Limit = "limit"
    FormerPrice = "former_price"
    Rated = "rated"
    Ratings = "ratings"
    // Lists.
    More = "more"
    Loading = "loading"
    NothingFound = "nothing_found"
    Retry = "retry"
    AsOf = "as_of"
    Search = "search"
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
    Cart = "cart"
    Items = "items"
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
    // What went wrong.
    ProblemOffline = "problem_offline"
    ProblemSlow = "problem_slow"
    ProblemNotFound = "problem_not_found"
    ProblemSoldOut = "problem_sold_out"
    ProblemOther = "problem_other"
    // Totals that the business did not name.
    Subtotal = "subtotal"
    Discount = "discount"
    ItemsDiscount = "items_discount"
    Fulfillment = "fulfillment"
    Tax = "tax"
    Fee = "fee"
    Total = "total"
}

impl Words {
    /// The built-in language.
    pub fn english() -> Self {
        let mut words = Self { language: String::from("en"), texts: Part::Nothing, forms: Vec::new() };
        // Built in, so always readable; a test says that it is whole.
        words.texts = texts(include_str!("../../locales/en.json")).unwrap_or_default();
        for pair in words.texts.items_mut().get_mut(KEYS.len() * 2..).unwrap_or_default().chunks_exact_mut(2) {
            if let [form, text] = pair {
                words.forms.push([std::mem::take(form), std::mem::take(text)]);
            }
        }
        words
    }

    /// The words of a locale's file: an object of texts, with `language`. What it does not say stays English.
    pub fn read(text: &str) -> Option<Self> {
        let mut words = Self::english();
        words.learn(text)?;
        Some(words)
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
                text.str().clone_into(&mut self.language);
            } else if let Some(place) = self.place(key.str()) {
                // Whoever words a count means every number but those that get a form of their own in the same place.
                self.forms.retain(|[form, _]| base(form.str()) != key.str());
                if let Some(known) = self.texts.items_mut().get_mut(place + 1) {
                    *known = std::mem::take(text);
                }
            } else if self.place(base(key.str())).is_some() {
                forms.push([std::mem::take(key), std::mem::take(text)]);
            } else {
                unknown = join(&[&unknown, ", ", key.str()]);
            }
        }
        self.forms.append(&mut forms);
        Some(unknown)
    }

    fn place(&self, key: &str) -> Option<usize> {
        (0..KEYS.len() * 2).step_by(2).find(|place| self.texts.at(*place).str() == key)
    }

    /// The text of that name.
    pub fn say(&self, word: Word) -> &str {
        self.texts.at(word as usize * 2 + 1).str()
    }

    /// The text of that name with its one `{…}` filled in.
    pub fn fill(&self, word: Word, value: &str) -> String {
        fill(self.say(word), &[("", value)])
    }

    /// `{n}` of something, in the form that the words have for so many; `form` says which of a language's forms that is
    /// (`one`, `few` …), and is asked where there are any.
    pub fn count(&self, word: Word, count: u64, form: &dyn Fn(u64) -> String) -> String {
        let key = self.texts.at(word as usize * 2).str();
        let mut text = self.say(word);
        if self.forms.iter().any(|[known, _]| base(known.str()) == key) {
            let wanted = join(&[key, "_", &form(count)]);
            if let Some([_, own]) = self.forms.iter().rev().find(|[known, _]| known.str() == wanted) {
                text = own.str();
            }
        }
        fill(text, &[("", &digits(count))])
    }
}

/// The key that a form's key begins with: `items_few` → `items`. No form is `other`: that is the key itself.
fn base(key: &str) -> &str {
    for form in ["_one", "_few", "_two", "_many", "_zero"] {
        if let Some(base) = key.strip_suffix(form) {
            return base;
        }
    }
    ""
}

/// Fills the `{name}`s of a text; a value named `` is for all of them. What is filled in is not filled again, and a name
/// without a value stays as it is written.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        whole.push_str(before);
        let value = after.split_once('}').and_then(|(name, behind)| {
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

/// A whole number in digits, without the formatting machinery.
pub fn digits(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(b'0' + (number % 10) as u8));
        number /= 10;
        if number == 0 {
            return digits.iter().rev().collect();
        }
    }
}

/// At most `most` characters of a text that somebody else wrote, so that no text takes the page over.
pub fn cut(text: &str, most: usize) -> &str {
    match text.char_indices().nth(most) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

//! One list: what was wanted, how far it has come, which cards it shows.

use super::card::Card;
use crate::engine::event::ListWanted;
use crate::engine::ids::{Millis, WallMillis};
use crate::engine::problem::Problem;
use crate::engine::view::{ListView, Phase};
use crate::ucp::goods;
use crate::ucp::json::Part;

/// A list that an element shows or a caller waits for.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What was wanted.
    pub wanted: ListWanted,
    /// Grows when the same holder wants something else, and when one of several parts failed: what else was asked by then is stray.
    pub number: u32,
    /// The catalogue's when it was last changed.
    pub revision: u64,
    /// How far it has come.
    pub stage: Stage,
    /// The cards shown.
    pub cards: Vec<Card>,
    /// Cursor of the next page of a search.
    pub next: Option<String>,
    /// How many of the wanted ids were answered.
    pub looked_up: usize,
    /// Parts of the present page that are still to be answered.
    pub parts: usize,
    /// The next page is on its way.
    pub more: bool,
    /// Repeats so far, at most one of them by the buyer or because the network came back.
    pub tries: u32,
    /// The language that the answers have.
    pub language: Option<String>,
    /// Since when its cards are an earlier answer that the browser kept; none: they are as the business says now.
    pub kept: Option<WallMillis>,
    /// The fresh answer in place of a kept one did not come.
    pub late: bool,
    /// By what else the business can narrow it (`goods::facets`); an earlier wish's stay until there are others.
    pub facets: Part,
    /// The messages of each of the answers, as many as there are (`goods::message`).
    pub told: Vec<Part>,
}

/// How far a list has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Not asked for yet: the endpoint is not known, or the batch is gathered.
    #[default]
    Wanted,
    /// One product that a caller wants in full; not asked for yet: the endpoint is not known.
    Called,
    /// Asked for.
    Asked,
    /// To be asked for again at this time.
    Again(Millis),
    /// There.
    There,
    /// Not to be had.
    Failed(Problem),
}

/// Largest page.
pub const LIMIT_MAX: u32 = 50;
/// Most cards of one list; `more` ends there.
pub const CARDS_MAX: usize = 1_000;

impl List {
    /// A list that is wanted and not asked for yet.
    pub fn new(mut wanted: ListWanted) -> Self {
        wanted.limit = wanted.limit.clamp(1, LIMIT_MAX);
        Self { wanted, ..Self::default() }
    }

    /// Whether it is looked up by ids rather than searched.
    pub fn is_lookup(&self) -> bool {
        !self.wanted.ids.is_empty()
    }

    /// Up to which of the wanted ids a page from there reaches.
    pub fn look_ahead(&self, from: usize) -> usize {
        self.wanted.ids.len().min(from + self.wanted.limit as usize)
    }

    /// Makes room for an answer in place of a kept one, kept itself (since when) or not: the cards that are shown meanwhile.
    pub fn renew(&mut self, kept: Option<WallMillis>) -> Vec<Card> {
        let fresh = self.kept.is_some();
        self.kept = kept;
        self.late = false;
        if !fresh {
            return Vec::new();
        }
        self.next = None;
        self.looked_up = 0;
        self.parts = 1;
        self.told.clear();
        std::mem::take(&mut self.cards)
    }

    /// What was chosen and added on earlier cards is so on those that are here now; true if they are the same goods.
    pub fn take_over(&mut self, earlier: &mut [Card]) -> bool {
        let mut same = earlier.len() == self.cards.len();
        for (place, known) in earlier.iter_mut().enumerate() {
            same = same && self.cards.get(place).is_some_and(|card| card.id() == known.id());
            if let Some(card) = self.cards.iter_mut().find(|card| card.id() == known.id()) {
                card.succeed(known);
            }
        }
        same
    }

    /// Takes in products of a search, behind those shown.
    pub fn extend(&mut self, products: &mut [Part]) {
        for product in products {
            self.put(self.cards.len(), std::mem::take(product), None);
        }
    }

    /// Takes in products of a lookup: matched by `inputs`, put in the order of the wanted ids. Ids without a product are passed over.
    pub fn match_up(&mut self, products: &mut [Part]) {
        for place in 0..self.wanted.ids.len() {
            let Some(id) = self.wanted.ids.get(place).cloned() else { break };
            for product in &mut *products {
                if led_here(product, &id.0) {
                    // Parts of a page may be answered in any order: the card goes before the first that is wanted later.
                    let before = self.cards.iter().take_while(|shown| shown.wanted < place).count();
                    self.put(before, std::mem::take(product), Some((place, &id.0)));
                    break;
                }
            }
        }
    }

    /// Shows one card more; a product that is shown already is not shown twice.
    fn put(&mut self, before: usize, product: Part, wanted: Option<(usize, &str)>) {
        if let Some(mut card) = Card::new(product, wanted.map(|(_, id)| id))
            && self.cards.len() < CARDS_MAX
            && self.cards.iter().all(|shown| shown.id() != card.id())
        {
            card.wanted = wanted.map_or(0, |(place, _)| place);
            self.cards.insert(before, card);
        }
    }

    /// Whether there is a next page.
    pub fn has_more(&self) -> bool {
        let rest = if self.is_lookup() { self.looked_up < self.wanted.ids.len() } else { self.next.is_some() };
        rest && self.cards.len() < CARDS_MAX
    }

    /// What there is to show; quantities come from the shown cart.
    pub fn view(&self, in_cart: &dyn Fn(&str) -> u32) -> ListView {
        let phase = match &self.stage {
            Stage::Failed(problem) if self.cards.is_empty() => Phase::Failed(problem.clone()),
            Stage::There => Phase::Shown,
            _ if !self.cards.is_empty() => Phase::Shown,
            _ => Phase::Waiting,
        };
        let mut cards = Vec::new();
        for card in &self.cards {
            cards.push(card.view(in_cart(card.variant().at(goods::variant::ID).str())));
        }
        ListView {
            phase,
            cards,
            more: self.has_more(),
            loading_more: self.more,
            browsable: self.facets != Part::Nothing,
            language: self.language.clone(),
            as_of: if self.late { self.kept } else { None },
        }
    }
}

/// Whether an id that was asked for led to this product.
fn led_here(product: &Part, id: &str) -> bool {
    for variant in product.at(goods::product::VARIANTS).items() {
        for input in variant.at(goods::variant::INPUTS).items() {
            if input.at(goods::input::ID).str() == id {
                return true;
            }
        }
    }
    false
}

//! One list: what was wanted, how far it has come, which cards it shows.

use super::card::Card;
use crate::engine::event::ListWanted;
use crate::engine::ids::{ItemId, Millis};
use crate::engine::problem::Problem;
use crate::engine::view::{ListView, Phase};
use crate::ucp::catalog::{PageRequest, SearchFilters, SearchRequest};
use crate::ucp::product::{Product, Variant};

/// A list that an element shows or a caller waits for.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What was wanted.
    pub wanted: ListWanted,
    /// Grows when something else is wanted by the same holder: answers to the earlier wish are stray.
    pub number: u32,
    /// How far it has come.
    pub stage: Stage,
    /// The cards shown.
    pub cards: Vec<Card>,
    /// Cursor of the next page of a search.
    pub next: Option<String>,
    /// How many of the wanted ids have been asked for.
    pub looked_up: usize,
    /// Parts of the present page that are still to be answered.
    pub parts: usize,
    /// The next page is on its way.
    pub more: bool,
    /// Automatic repeats so far.
    pub tries: u32,
    /// The language that the answers have.
    pub language: Option<String>,
}

/// How far a list has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Not asked for yet: the endpoint is not known, or the batch is gathered.
    #[default]
    Wanted,
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

    /// The search to send for the present page.
    pub fn search(&self) -> SearchRequest {
        let wanted = &self.wanted;
        let filters = SearchFilters {
            categories: wanted.category.iter().cloned().collect(),
            price: None,
            seller_ids: wanted.seller.iter().cloned().collect(),
        };
        let mut request = SearchRequest::new(wanted.query.clone(), filters);
        request.sort = wanted.sort.clone();
        request.pagination = Some(PageRequest { cursor: self.next.clone(), limit: Some(wanted.limit) });
        request.context = wanted.context.clone();
        request
    }

    /// The ids of the next page, to be looked up in tens.
    pub fn next_ids(&mut self) -> Vec<ItemId> {
        let rest = self.wanted.ids.iter().skip(self.looked_up);
        let page: Vec<_> = rest.take(self.wanted.limit as usize).cloned().collect();
        self.looked_up += page.len();
        page
    }

    /// Takes in products of a search, behind those shown; one that is shown already is not shown twice.
    pub fn extend(&mut self, products: Vec<Product>) {
        for product in products {
            if self.cards.iter().all(|card| card.product.id != product.id) && self.cards.len() < CARDS_MAX {
                self.cards.extend(Card::new(product, None));
            }
        }
    }

    /// Takes in products of a lookup: matched by `inputs`, put in the order of the wanted ids. Ids without a product are passed over.
    pub fn match_up(&mut self, mut products: Vec<Product>) {
        for place in 0..self.wanted.ids.len() {
            let Some(id) = self.wanted.ids.get(place) else { break };
            let led_here = |variant: &Variant| variant.inputs.iter().any(|input| input.id == id.0);
            let Some(found) = products.iter().position(|product| product.variants.iter().any(led_here)) else {
                continue;
            };
            let product = products.swap_remove(found);
            let exact = product.variants.iter().any(|variant| &variant.id == id).then_some(id);
            if let Some(card) = Card::new(product, exact)
                && self.cards.iter().all(|shown| shown.product.id != card.product.id)
            {
                // Parts of a page may be answered in any order: the card goes before the first that is wanted later.
                let rank = |card: &Card| self.wanted.ids.iter().position(|id| card.is(id));
                let before = self.cards.iter().take_while(|shown| rank(shown) < Some(place)).count();
                self.cards.insert(before, card);
            }
        }
    }

    /// Whether there is a next page.
    pub fn has_more(&self) -> bool {
        let rest = if self.is_lookup() { self.looked_up < self.wanted.ids.len() } else { self.next.is_some() };
        rest && self.cards.len() < CARDS_MAX
    }

    /// What there is to show; quantities come from the shown cart.
    pub fn view(&self, in_cart: impl Fn(&ItemId) -> u32) -> ListView {
        let phase = match &self.stage {
            Stage::Failed(problem) if self.cards.is_empty() => Phase::Failed(problem.clone()),
            Stage::There => Phase::Shown,
            _ if !self.cards.is_empty() => Phase::Shown,
            _ => Phase::Waiting,
        };
        let cards =
            self.cards.iter().filter_map(|card| card.view(card.variant().map_or(0, |variant| in_cart(&variant.id))));
        ListView {
            phase,
            cards: cards.collect(),
            more: self.has_more(),
            loading_more: self.more,
            language: self.language.clone(),
        }
    }
}

impl Card {
    /// Whether an id means this card: the product's or one of its variants'.
    pub fn is(&self, id: &ItemId) -> bool {
        self.product.id.0 == id.0 || self.product.variants.iter().any(|variant| &variant.id == id)
    }
}

//! What is known of products: lists that were wanted, the cards shown for them, the variant chosen on each.

mod beside;
mod card;
mod choice;
mod detail;
mod list;

pub use card::Card;
pub use list::{List, Stage};

use super::ids::ItemId;
use super::ledger::Snapshot;
use super::requests::Holder;
use crate::ucp::goods;
use crate::ucp::json::Part;

/// All lists of a page, and what API callers were told of.
#[derive(Clone, Default)]
pub struct Catalog {
    lists: Vec<(Holder, List)>,
    /// Products that API callers were handed, so that an add by id can show title and price at once. The oldest goes first.
    told: Vec<Card>,
    /// Grows with every event.
    pub revision: u64,
}

/// Most products remembered for API callers.
const TOLD_MAX: usize = 200;
/// Most lists a page may have; later elements keep their fallback.
const LISTS_MAX: usize = 500;

impl Catalog {
    /// The list of a holder.
    pub fn list(&self, holder: Holder) -> Option<&List> {
        self.lists.iter().find(|(owner, _)| *owner == holder).map(|(_, list)| list)
    }

    /// The list of a holder, to change it.
    pub fn list_mut(&mut self, holder: Holder) -> Option<&mut List> {
        let (_, list) = self.lists.iter_mut().find(|(owner, _)| *owner == holder)?;
        list.revision = self.revision;
        Some(list)
    }

    /// Puts a list in place of the holder's earlier one. Its number tells answers to the earlier one apart.
    pub fn put(&mut self, holder: Holder, mut list: List) {
        list.revision = self.revision;
        if let Some(earlier) = self.list_mut(holder) {
            list.number = earlier.number + 1;
            list.facets = std::mem::take(&mut earlier.facets);
            *earlier = list;
        } else if !self.is_full() {
            self.lists.push((holder, list));
        }
    }

    /// Whether there is no room for another list.
    pub fn is_full(&self) -> bool {
        self.lists.len() >= LISTS_MAX
    }

    /// Forgets a holder's list.
    pub fn drop_list(&mut self, holder: Holder) -> Option<List> {
        let place = self.lists.iter().position(|(owner, _)| *owner == holder)?;
        Some(self.lists.swap_remove(place).1)
    }

    /// All lists.
    pub fn lists(&self) -> impl Iterator<Item = (Holder, &List)> {
        self.lists.iter().map(|(holder, list)| (*holder, list))
    }

    /// All lists, to change them.
    pub fn lists_mut(&mut self) -> impl Iterator<Item = &mut List> {
        let revision = self.revision;
        self.lists.iter_mut().map(move |(_, list)| {
            list.revision = revision;
            list
        })
    }

    /// Of some items other pieces are in the cart: the lists that show one of them have changed.
    pub fn recount(&mut self, changed: impl Fn(&str) -> bool) {
        for (_, list) in &mut self.lists {
            if list.cards.iter().any(|card| changed(card.variant().at(goods::variant::ID).str())) {
                list.revision = self.revision;
            }
        }
    }

    /// Remembers what an API caller was handed.
    pub fn tell(&mut self, products: &mut [Part]) {
        for product in products {
            if let Some(card) = Card::new(std::mem::take(product), None) {
                self.told.retain(|known| known.id() != card.id());
                self.told.push(card);
            }
        }
        let surplus = self.told.len().saturating_sub(TOLD_MAX);
        self.told.drain(..surplus);
    }

    /// The variant that an id means, and how it looks: the id of a variant that is known, or the selected variant of a known product.
    /// The holder's own card comes first, since the choice is made there.
    pub fn resolve(&self, item: &ItemId, first: Option<Holder>) -> Option<(ItemId, Snapshot)> {
        let own = first.and_then(|holder| self.list(holder)).into_iter();
        let others = self.lists.iter().map(|(_, list)| list);
        own.chain(others).flat_map(|list| list.cards.iter()).chain(&self.told).find_map(|card| card.resolve(item))
    }
}

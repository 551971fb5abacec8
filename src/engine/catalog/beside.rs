//! What the business tells about products: it stands beside them, on their cards and where one is shown in full; and what it warns of in an
//! answer beyond them, below their list.

use super::card::Card;
use super::detail::message;
use super::list::List;
use crate::engine::view::{MessageView, Tone};
use crate::ucp::goods;
use crate::ucp::json::Part;
use crate::ucp::message::{place_in, selected_in};

impl Card {
    /// Takes in what a message (`goods::message`) of an answer with these products, by their ids, tells about it: one that names it, or a
    /// disclosure that names none, which is about all.
    pub fn hear(&mut self, told: &Part, products: &[String]) {
        match named(told, products) {
            Some(named) if named != self.id() => {}
            None if !discloses(told) => {}
            _ => {
                if self.messages.is_empty() {
                    self.messages.push(Part::Nothing);
                }
                self.messages.push(told.clone());
            }
        }
    }

    /// The latest answer about it alone tells these.
    pub fn hear_alone(&mut self, told: Part) {
        match self.messages.first_mut() {
            Some(alone) => *alone = told,
            None => self.messages.push(told),
        }
    }

    /// All that is told about it, and nothing twice.
    pub fn messages(&self) -> Vec<MessageView> {
        let mut listed = self.messages.iter();
        let alone = listed.next().map(Part::items).unwrap_or_default();
        once(alone.iter().chain(listed))
    }

    /// What has to be seen wherever the product is.
    pub fn warnings(&self) -> Vec<MessageView> {
        let seen = |message: &MessageView| message.disclosure || matches!(message.tone, Tone::Warning);
        self.messages().into_iter().filter(seen).collect()
    }
}

impl List {
    /// What the business warns of that is about none of the products. A disclosure that names none is about all, and stands beside each.
    pub fn warnings(&self) -> Vec<MessageView> {
        let warns = |told: &&Part| told.at(goods::message::TYPE).str() == "warning" && !discloses(told);
        once(self.told.iter().flat_map(Part::items).filter(warns).filter(|told| named(told, &[]).is_none()))
    }
}

/// Nothing is told twice.
fn once<'p>(told: impl Iterator<Item = &'p Part>) -> Vec<MessageView> {
    let mut messages = Vec::new();
    for told in told.map(message) {
        if !messages.contains(&told) {
            messages.push(told);
        }
    }
    messages
}

/// Which product a message is about; an empty id where the answer has none at that place.
fn named<'p>(told: &'p Part, products: &'p [String]) -> Option<&'p str> {
    let path = told.at(goods::message::PATH).str();
    let id = |place: usize| products.get(place).map(String::as_str).unwrap_or_default();
    selected_in(path, "products", "id").or_else(|| place_in(path, "products").map(id))
}

fn discloses(message: &Part) -> bool {
    message.at(goods::message::PRESENTATION).str() == "disclosure"
}

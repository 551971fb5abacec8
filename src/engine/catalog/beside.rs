//! What the business tells about products: it stands beside them, on their cards and where one is shown in full.

use super::card::Card;
use super::detail::message;
use crate::engine::view::MessageView;
use crate::ucp::goods;
use crate::ucp::json::Part;
use crate::ucp::message::{place_in, selected_in};

impl Card {
    /// Takes in what a message (`goods::message`) of an answer with these products tells about it: one that names it, or a disclosure that
    /// names none, which is about all.
    pub fn hear(&mut self, told: &Part, products: &[Part]) {
        let path = told.at(goods::message::PATH).str();
        let id =
            |place: usize| products.get(place).map(|product| product.at(goods::product::ID).str()).unwrap_or_default();
        match selected_in(path, "products", "id").or_else(|| place_in(path, "products").map(id)) {
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
        let mut messages = Vec::new();
        let mut listed = self.messages.iter();
        let alone = listed.next().map(Part::items).unwrap_or_default();
        for told in alone.iter().chain(listed).map(message) {
            if !messages.contains(&told) {
                messages.push(told);
            }
        }
        messages
    }

    /// What has to be seen wherever the product is.
    pub fn disclosures(&self) -> Vec<MessageView> {
        self.messages().into_iter().filter(|message| message.disclosure).collect()
    }
}

fn discloses(message: &Part) -> bool {
    message.at(goods::message::PRESENTATION).str() == "disclosure"
}

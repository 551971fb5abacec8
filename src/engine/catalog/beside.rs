//! What the business tells about products: it stands beside them, on their cards and where one is shown in full.

use super::card::Card;
use super::detail::message;
use crate::engine::view::MessageView;
use crate::ucp::goods;
use crate::ucp::json::Part;
use crate::ucp::message::{place_in, selected_in};

impl Card {
    /// Takes in what a message (`goods::message`) of an answer with these products tells about it: one that names it, or a disclosure that
    /// names none of them, which is about all.
    pub fn hear(&mut self, told: &Part, products: &[Part]) {
        let path = told.at(goods::message::PATH).str();
        let id = |product: &Part| product.at(goods::product::ID).str().to_owned();
        let placed = || place_in(path, "products").and_then(|place| products.get(place)).map(id);
        match selected_in(path, "products", "id").map(str::to_owned).or_else(placed) {
            Some(named) if named != self.id() => {}
            None if !discloses(told) => {}
            _ => self.keep(told),
        }
    }

    /// The business tells this about it now. What it disclosed before goes on standing.
    pub fn hear_anew(&mut self, told: &[Part]) {
        let before = std::mem::take(&mut self.messages);
        told.iter().chain(before.iter().filter(|before| discloses(before))).for_each(|message| self.keep(message));
    }

    fn keep(&mut self, told: &Part) {
        let says = |message: &Part| message.at(goods::message::CONTENT).string();
        if self.messages.iter().all(|known| says(known) != says(told)) {
            self.messages.push(told.clone());
        }
    }

    /// What has to be seen wherever the product is.
    pub fn disclosures(&self) -> Vec<MessageView> {
        self.messages.iter().filter(|told| discloses(told)).map(message).collect()
    }
}

fn discloses(message: &Part) -> bool {
    message.at(goods::message::PRESENTATION).str() == "disclosure"
}

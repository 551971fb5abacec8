//! What happens to a card when somebody shops: a variant is chosen, more is known of the product, it goes into the cart.

use super::card::{Card, image, limit, seller, unit_price};
use super::list::List;
use crate::engine::ids::ItemId;
use crate::engine::ledger::Snapshot;
use crate::engine::problem::join;
use crate::engine::view::{CategoryView, FindView};
use crate::ucp::goods;
use crate::ucp::json::Part;
use crate::ucp::product::SelectedOption;

impl List {
    /// By what else it can be sorted and narrowed down, and by what it is.
    pub fn find_view(&self) -> FindView {
        let facet = |facet: &Part| CategoryView {
            id: facet.at(goods::facet::ID).str().to_owned(),
            name: facet.at(goods::facet::NAME).str().to_owned(),
            count: facet.at(goods::facet::COUNT).number().unwrap_or_default() as u64,
        };
        FindView {
            categories: self.facets.at(goods::facets::CATEGORIES).items().iter().map(facet).collect(),
            category: self.wanted.category.clone(),
            sort: self.wanted.sort.clone(),
        }
    }
}

impl Card {
    /// The variant that an id means here, and how it looks.
    pub fn resolve(&self, item: &ItemId) -> Option<(ItemId, Snapshot)> {
        let id = |variant: &&Part| variant.at(goods::variant::ID).str() == item.0;
        let named = self.variants().iter().find(id);
        let variant = if named.is_none() && self.id() == item.0 { self.variant() } else { named? };
        Some((ItemId(variant.at(goods::variant::ID).str().to_owned()), self.snapshot(variant)))
    }

    /// Chooses a value of an option, keeping the others where such a variant is known. False: the business has to be asked.
    pub fn choose(&mut self, option: &str, label: &str) -> bool {
        let known = self.with(option, label);
        if let Some(place) = known {
            self.go_back();
            self.chosen = place;
        }
        known.is_some()
    }

    /// Shows a choice that the business is being asked about: as a variant that looks as the one before and cannot be added, since
    /// nobody knows yet which one it is.
    pub fn await_choice(&mut self, option: &str, label: &str) {
        let mut asked = self.variant().clone();
        let choice = self.choice_with(option, label);
        let options = choice.into_iter().map(|one| {
            Part::Parts(vec![Part::Text(one.name), one.id.map_or(Part::Nothing, Part::Text), Part::Text(one.label)])
        });
        put(&mut asked, goods::variant::ID, Part::Text(String::new()));
        put(&mut asked, goods::variant::OPTIONS, Part::Parts(options.collect()));
        put(&mut asked, goods::variant::AVAILABILITY, Part::Nothing);
        put(&mut asked, goods::variant::STOCK, Part::Parts(vec![Part::Number(PLENTY), Part::Number(0.0)]));
        self.go_back();
        let before = self.chosen;
        if let Part::Parts(fields) = &mut self.product
            && let Some(Part::Parts(variants)) = fields.get_mut(goods::product::VARIANTS)
        {
            variants.push(asked);
            self.waiting = Some(before);
            self.chosen = variants.len() - 1;
        }
    }

    /// The choice that was waited for is known, or will not be: what was chosen before is so again.
    pub fn go_back(&mut self) {
        if let Some(before) = self.waiting.take()
            && let Part::Parts(fields) = &mut self.product
            && let Some(Part::Parts(variants)) = fields.get_mut(goods::product::VARIANTS)
        {
            variants.pop();
            self.chosen = before;
        }
    }

    /// The present choice with one option changed.
    pub fn choice_with(&self, option: &str, label: &str) -> Vec<SelectedOption> {
        let mut choice = vec![SelectedOption { name: option.to_owned(), id: None, label: label.to_owned() }];
        for selected in self.variant().at(goods::variant::OPTIONS).items() {
            let name = selected.at(goods::selected::NAME).str();
            if name != option {
                choice.push(SelectedOption {
                    name: name.to_owned(),
                    id: selected.at(goods::selected::ID).string(),
                    label: selected.at(goods::selected::LABEL).str().to_owned(),
                });
            }
        }
        choice
    }

    /// Takes in the answer of `/catalog/product`: its options count, its variants are added to those known, its first is chosen.
    pub fn refine(&mut self, mut answer: Part, choose: bool) {
        self.asked = true;
        self.go_back();
        let id = |variant: &Part| variant.at(goods::variant::ID).str().to_owned();
        let now = id(self.variant());
        let first = answer.at(goods::product::VARIANTS).items().first().map(id);
        let wanted = if choose { first } else { Some(now) };
        let (Part::Parts(fields), Part::Parts(known)) = (&mut answer, &mut self.product) else { return };
        if let Some(Part::Parts(news)) = fields.get_mut(goods::product::VARIANTS)
            && let Some(Part::Parts(variants)) = known.get_mut(goods::product::VARIANTS)
        {
            for variant in news.drain(..) {
                match variants.iter_mut().find(|known| id(known) == id(&variant)) {
                    Some(known) => *known = variant,
                    None => variants.push(variant),
                }
            }
        }
        if let Some(options) = fields.get_mut(goods::product::OPTIONS)
            && let Some(old) = known.get_mut(goods::product::OPTIONS)
            && !options.items().is_empty()
        {
            *old = core::mem::take(options);
        }
        if let Some(place) = self.variants().iter().position(|variant| Some(id(variant)) == wanted) {
            self.chosen = place;
        }
    }

    fn snapshot(&self, variant: &Part) -> Snapshot {
        let several = self.variants().len() > 1 || !self.product.at(goods::product::OPTIONS).items().is_empty();
        let (title, own) = (self.product.at(goods::product::TITLE).str(), variant.at(goods::variant::TITLE).str());
        let price = variant.at(goods::variant::PRICE);
        Snapshot {
            title: if several && own != title { join(&[title, " · ", own]) } else { title.to_owned() },
            price: price.at(goods::price::AMOUNT).number().map(|amount| amount as i64),
            currency: price.at(goods::price::CURRENCY).string(),
            image: image(variant, &self.product).map(|image| image.url),
            seller: seller(variant),
            county: variant.at(goods::variant::SELLER_DETAILS).at(goods::seller_details::COUNTY).string(),
            limit: limit(variant),
            unit_price: unit_price(variant),
        }
    }
}

/// Pieces of a variant that is not known yet: enough not to be told as few.
const PLENTY: f64 = 1e6;

fn put(part: &mut Part, place: usize, value: Part) {
    if let Part::Parts(fields) = part
        && let Some(field) = fields.get_mut(place)
    {
        *field = value;
    }
}

//! One product as one list shows it: which variant is chosen, which options there are.

use crate::engine::bodies::safe_url;
use crate::engine::ids::ItemId;
use crate::engine::ledger::Snapshot;
use crate::engine::problem::join;
use crate::engine::view::{ImageView, OptionValueView, OptionView, ProductView, RatingView, StockView, UnitPriceView};
use crate::ucp::product::{Media, Product, SelectedOption, Variant};

/// A product and the variant chosen on this card.
#[derive(Clone, Debug)]
pub struct Card {
    /// As the business answered it.
    pub product: Product,
    /// Place of the chosen variant.
    pub chosen: usize,
    /// `/catalog/product` was asked, so all that can be known of the options is known.
    pub asked: bool,
    /// Accepted presses on add.
    pub adds: u32,
}

/// Fewer pieces than this are told.
const FEW: u32 = 5;

impl Card {
    /// A card, with the variant asked for chosen, else the first that can be bought. None if the product has no variant.
    pub fn new(product: Product, wanted: Option<&ItemId>) -> Option<Self> {
        let exact = wanted.and_then(|wanted| product.variants.iter().position(|variant| &variant.id == wanted));
        let chosen = exact.or_else(|| product.variants.iter().position(Variant::may_be_bought)).unwrap_or(0);
        product.variants.get(chosen)?;
        Some(Self { product, chosen, asked: false, adds: 0 })
    }

    /// The chosen variant.
    pub fn variant(&self) -> Option<&Variant> {
        self.product.variants.get(self.chosen)
    }

    /// The variant that an id means here, and how it looks.
    pub fn resolve(&self, item: &ItemId) -> Option<(ItemId, Snapshot)> {
        let named = self.product.variants.iter().find(|variant| &variant.id == item);
        let variant = if named.is_none() && self.product.id.0 == item.0 { self.variant() } else { named }?;
        Some((variant.id.clone(), self.snapshot(variant)))
    }

    /// Chooses a value of an option, keeping the others where such a variant is known. False: the business has to be asked.
    pub fn choose(&mut self, option: &str, label: &str) -> bool {
        let wanted = self.choice_with(option, label);
        let fits = |variant: &Variant| wanted.iter().all(|choice| has(variant, &choice.name, &choice.label));
        match self.product.variants.iter().position(fits) {
            Some(place) => {
                self.chosen = place;
                true
            }
            None => false,
        }
    }

    /// The present choice with one option changed.
    pub fn choice_with(&self, option: &str, label: &str) -> Vec<SelectedOption> {
        let mut choice: Vec<SelectedOption> =
            self.variant().map(|variant| variant.options.to_vec()).unwrap_or_default();
        choice.retain(|selected| selected.name != option);
        choice.insert(0, SelectedOption { name: option.to_owned(), id: None, label: label.to_owned() });
        choice
    }

    /// Takes in the answer of `/catalog/product`: its options count, its variants are added to those known, its first is chosen.
    pub fn refine(&mut self, answer: Product, choose: bool) {
        self.asked = true;
        let first = answer.variants.first().map(|variant| variant.id.clone());
        let now = self.variant().map(|variant| variant.id.clone());
        for variant in answer.variants {
            match self.product.variants.iter_mut().find(|known| known.id == variant.id) {
                Some(known) => *known = variant,
                None => self.product.variants.push(variant),
            }
        }
        if !answer.options.is_empty() {
            self.product.options = answer.options;
        }
        let wanted = if choose { first } else { now };
        if let Some(place) = self.product.variants.iter().position(|variant| Some(&variant.id) == wanted.as_ref()) {
            self.chosen = place;
        }
    }

    /// What there is to show.
    pub fn view(&self, in_cart: u32) -> Option<ProductView> {
        let variant = self.variant()?;
        let stock = stock(variant);
        Some(ProductView {
            product: ItemId(self.product.id.0.clone()),
            variant: variant.id.clone(),
            title: self.product.title.clone(),
            variant_title: (self.product.variants.len() > 1 || !self.product.options.is_empty())
                .then(|| variant.title.clone()),
            url: self.product.url.as_deref().and_then(safe_url),
            image: image(variant, &self.product),
            seller: seller(variant),
            county: variant.seller_details.as_ref().and_then(|seller| seller.county.clone()),
            price: variant.price.clone(),
            list_price: variant
                .list_price
                .0
                .clone()
                .filter(|list| list.currency == variant.price.currency && list.amount > variant.price.amount),
            unit_price: variant.unit_price.as_ref().map(|unit| UnitPriceView {
                price: crate::ucp::money::Price { amount: unit.amount, currency: unit.currency.clone() },
                value: unit.reference.value as u32,
                unit: unit.reference.unit.clone(),
            }),
            rating: self.product.rating.as_ref().map(|rating| RatingView {
                value: rating.value,
                scale_max: rating.scale_max,
                count: rating.count,
            }),
            options: self.options(variant),
            stock,
            in_cart,
            adds: self.adds,
            can_add: stock != StockView::Out && limit(variant).is_none_or(|limit| in_cart < limit),
        })
    }

    fn options(&self, chosen: &Variant) -> Vec<OptionView> {
        let options = self.product.options.iter().filter(|option| option.values.len() > 1);
        options
            .map(|option| OptionView {
                name: option.name.clone(),
                values: option
                    .values
                    .iter()
                    .map(|value| {
                        let selected = has(chosen, &option.name, &value.label);
                        let wanted = self.choice_with(&option.name, &value.label);
                        let known = self
                            .product
                            .variants
                            .iter()
                            .find(|variant| wanted.iter().all(|choice| has(variant, &choice.name, &choice.label)));
                        OptionValueView {
                            label: value.label.clone(),
                            selected,
                            available: known.map_or(value.available.unwrap_or(true), Variant::may_be_bought),
                            exists: known.is_some() || value.exists.unwrap_or(true),
                        }
                    })
                    .collect(),
            })
            .collect()
    }

    fn snapshot(&self, variant: &Variant) -> Snapshot {
        let several = self.product.variants.len() > 1 || !self.product.options.is_empty();
        let title = if several && variant.title != self.product.title {
            join(&[&self.product.title, " · ", &variant.title])
        } else {
            self.product.title.clone()
        };
        Snapshot {
            title,
            price: Some(variant.price.amount.0),
            currency: Some(variant.price.currency.clone()),
            image: image(variant, &self.product).map(|image| image.url),
            seller: seller(variant),
            county: variant.seller_details.as_ref().and_then(|seller| seller.county.clone()),
            limit: limit(variant),
        }
    }
}

/// The seller's name: our extension's, else UCP's.
pub fn seller(variant: &Variant) -> Option<String> {
    let ours = variant.seller_details.as_ref().map(|seller| seller.name.clone());
    ours.or_else(|| variant.seller.as_ref().and_then(|seller| seller.name.clone()))
}

fn has(variant: &Variant, option: &str, label: &str) -> bool {
    variant.options.iter().any(|chosen| chosen.name == option && chosen.label == label)
}

fn limit(variant: &Variant) -> Option<u32> {
    let stock = variant.stock.as_ref()?;
    Some(stock.max_per_order.map_or(stock.available, |most| most.min(stock.available)))
}

fn stock(variant: &Variant) -> StockView {
    if !variant.may_be_bought() {
        return StockView::Out;
    }
    match (variant.stock.as_ref(), variant.availability.as_ref().and_then(|availability| availability.available)) {
        (Some(stock), _) if stock.available == 0 => StockView::Out,
        (Some(stock), _) if stock.available < FEW => StockView::Few(stock.available),
        (Some(_), _) | (None, Some(true)) => StockView::In,
        (None, _) => StockView::Unknown,
    }
}

fn image(variant: &Variant, product: &Product) -> Option<ImageView> {
    let media = variant.media.iter().chain(product.media.iter());
    let mut pictures = media.filter(|media: &&Media| media.kind == "image");
    pictures.find_map(|picture| Some(ImageView { url: safe_url(&picture.url)?, alt: picture.alt_text.clone() }))
}

//! What the marketplace sells: sellers, products, pick-up points, as the database holds them. Read once at start.
//! Prices and stock are not here but in the store, for they change.

use crate::discount::Code;
use crate::language::{Language, Text};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Everything the marketplace sells, in the order shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Goods {
    /// ISO 4217 code of every price.
    pub currency: String,
    /// Where sellers and points are.
    pub counties: Vec<Named>,
    /// What products are sorted into.
    pub categories: Vec<Named>,
    /// Who sells.
    pub sellers: Vec<Seller>,
    /// Where an order can be picked up.
    pub points: Vec<Point>,
    /// What is sold.
    pub products: Vec<Product>,
    /// What takes something off.
    #[serde(default)]
    pub codes: Vec<Code>,
    #[serde(skip)]
    index: HashMap<String, Place>,
}

/// Where a product or a variant stands in [`Goods::products`].
#[derive(Clone, Copy, Debug)]
struct Place {
    product: usize,
    variant: Option<usize>,
}

/// A thing with a name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Named {
    /// `[a-z0-9_-]`, the same in every language.
    pub id: String,
    /// Its name.
    pub name: Text,
}

/// One of the marketplace's shops.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seller {
    /// `[a-z0-9_-]`.
    pub id: String,
    /// The shop's name.
    pub name: Text,
    /// Id of its county.
    pub county: String,
    /// The people who make the goods.
    pub maker: Text,
    /// A few sentences about them.
    pub about: Text,
    /// What it costs to have a package of theirs sent.
    pub shipping: Shipping,
}

/// A seller's own package: one price whatever is in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shipping {
    /// Minor units.
    pub price: i64,
    /// Days on the way, fewest and most.
    pub days: [u32; 2],
}

/// A service point where orders are handed out, free of charge.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Point {
    /// `[a-z0-9_-]`.
    pub id: String,
    /// The point's name.
    pub name: Text,
    /// Id of its county.
    pub county: String,
    /// Where it is.
    pub address: PointAddress,
    /// When it is open.
    pub hours: Text,
}

/// A point's address, in each language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PointAddress {
    /// Street, house, village.
    pub street_address: Text,
    /// County or town.
    pub address_locality: Text,
    /// Region or province.
    pub address_region: Text,
    /// Post code.
    pub postal_code: String,
}

/// One product with its variants.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Product {
    /// `[a-z0-9_-]`.
    pub id: String,
    /// Id of its seller.
    pub seller: String,
    /// Id of its category.
    pub category: String,
    /// What it is called.
    pub title: Text,
    /// A few sentences.
    pub description: Text,
    /// File name of its picture.
    pub picture: String,
    /// The picture in words.
    pub alt: Text,
    /// What buyers think of it.
    pub rating: Option<Rating>,
    /// What there is to choose. Empty: one variant.
    #[serde(default)]
    pub options: Vec<ProductOption>,
    /// At least one.
    pub variants: Vec<Variant>,
}

/// Buyers' opinion, 1 to 5.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rating {
    /// The mean.
    pub value: f64,
    /// How many said so.
    pub count: u32,
}

/// One thing to choose, such as the weight.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProductOption {
    /// Its name.
    pub name: Text,
    /// At least one.
    pub values: Vec<OptionValue>,
}

/// One choice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OptionValue {
    /// `[a-z0-9_-]`, unique in the product.
    pub id: String,
    /// What is shown.
    pub label: Text,
}

/// What is put into a cart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Variant {
    /// `[a-z0-9_-]`.
    pub id: String,
    /// Ids of option values, one for each of the product's options, in their order.
    #[serde(default)]
    pub options: Vec<String>,
    /// What sets it apart from the product's other variants, such as its weight.
    pub title: Text,
    /// Net weight. None: sold by the piece.
    pub grams: Option<u32>,
    /// Minor units, at the first seeding; afterwards the store decides.
    pub price: i64,
    /// The price it is reduced from, minor units.
    pub list_price: Option<i64>,
    /// Pieces, at the first seeding.
    pub stock: i64,
    /// Pieces that one order may hold.
    pub max_per_order: i64,
    /// What a buyer with an allergy has to know.
    pub allergens: Option<Text>,
}

/// A variant with what it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The variant.
    pub variant: &'a Variant,
    /// Its product.
    pub product: &'a Product,
    /// Its seller.
    pub seller: &'a Seller,
}

impl Item<'_> {
    /// Product and variant in one line, as carts and orders name it.
    pub fn title(&self, language: Language) -> String {
        let (product, variant) = (self.product.title.of(language), self.variant.title.of(language));
        if self.product.options.is_empty() || variant.starts_with(product) {
            return product.to_owned();
        }
        let comma = language.pick("，", ", ");
        format!("{product}{comma}{variant}")
    }
}

impl Goods {
    /// The goods the binary brings along. Errors when they contradict themselves.
    pub fn built_in() -> Result<Goods, String> {
        let goods: Goods = serde_json::from_str(include_str!("../goods/goods.json")).map_err(|e| e.to_string())?;
        goods.ready()
    }

    /// Builds the index, and refuses goods whose parts do not fit together.
    pub fn ready(mut self) -> Result<Goods, String> {
        self.index.clear();
        for (number, product) in self.products.iter().enumerate() {
            if !self.sellers.iter().any(|seller| seller.id == product.seller) {
                return Err(format!("product {}: no seller {}", product.id, product.seller));
            }
            if product.variants.is_empty() {
                return Err(format!("product {}: no variants", product.id));
            }
            let names = product.variants.iter().enumerate().map(|(n, v)| (&v.id, Some(n)));
            for (id, variant) in std::iter::once((&product.id, None)).chain(names) {
                if self.index.insert(id.clone(), Place { product: number, variant }).is_some() {
                    return Err(format!("{id}: used twice"));
                }
            }
            for variant in &product.variants {
                if variant.options.len() != product.options.len() {
                    return Err(format!("variant {}: one value for each of the product's options", variant.id));
                }
            }
        }
        for (number, code) in self.codes.iter().enumerate() {
            code.check(&self)?;
            if self.codes.iter().take(number).any(|earlier| same_code(&earlier.code, &code.code)) {
                return Err(format!("code {}: used twice", code.code));
            }
        }
        Ok(self)
    }

    /// A discount code, however its letters are written.
    pub fn code(&self, typed: &str) -> Option<&Code> {
        self.codes.iter().find(|code| same_code(&code.code, typed))
    }

    /// The product that `id` names, by its own id or a variant's, and the variant if it was one.
    pub fn find(&self, id: &str) -> Option<(&Product, Option<&Variant>)> {
        let place = self.index.get(id)?;
        let product = self.products.get(place.product)?;
        Some((product, place.variant.and_then(|n| product.variants.get(n))))
    }

    /// A variant with its product and seller.
    pub fn item(&self, variant_id: &str) -> Option<Item<'_>> {
        let (product, variant) = self.find(variant_id)?;
        Some(Item { variant: variant?, product, seller: self.seller(&product.seller)? })
    }

    /// A seller by id.
    pub fn seller(&self, id: &str) -> Option<&Seller> {
        self.sellers.iter().find(|seller| seller.id == id)
    }

    /// A pick-up point by id.
    pub fn point(&self, id: &str) -> Option<&Point> {
        self.points.iter().find(|point| point.id == id)
    }

    /// A category by id.
    pub fn category(&self, id: &str) -> Option<&Named> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// A county by id.
    pub fn county(&self, id: &str) -> Option<&Named> {
        self.counties.iter().find(|county| county.id == id)
    }
}

/// Codes are the same whether they are written in small or large letters.
fn same_code(one: &str, other: &str) -> bool {
    one.chars().flat_map(char::to_lowercase).eq(other.chars().flat_map(char::to_lowercase))
}

//! Products and variants as UCP says them (types/product.json, types/variant.json).

use crate::app::State;
use crate::cart::seller_view;
use crate::goods::{Product, Variant};
use crate::language::Language;
use crate::pictures;
use crate::pricing::{self, Offer, Offers, QUANTITY_MAX};
use serde_json::{Value, json};

/// The goods as one buyer sees them at one moment.
#[derive(Clone, Copy)]
pub struct Shelf<'a> {
    /// The marketplace.
    pub state: &'a State,
    /// Today's prices and stock.
    pub offers: &'a Offers,
    /// The buyer's language.
    pub language: Language,
}

impl Shelf<'_> {
    /// A variant's offer; one without is sold out.
    pub fn offer(&self, variant: &Variant) -> Offer {
        let sold_out = Offer { price: variant.price, list_price: None, stock: 0, max_per_order: 0 };
        self.offers.get(&variant.id).copied().unwrap_or(sold_out)
    }

    /// The variant shown first: the first that can be had.
    pub fn featured<'a>(&self, product: &'a Product) -> Option<&'a Variant> {
        let available = product.variants.iter().find(|variant| self.offer(variant).limit() > 0);
        available.or(product.variants.first())
    }

    /// The lowest and the highest price of a product, minor units.
    pub fn price_range(&self, product: &Product) -> (i64, i64) {
        let prices = || product.variants.iter().map(|variant| self.offer(variant).price);
        (prices().min().unwrap_or_default(), prices().max().unwrap_or_default())
    }

    fn price(&self, amount: i64) -> Value {
        json!({ "amount": amount, "currency": self.state.store.goods().currency })
    }
}

/// A whole product, the featured variant first.
pub fn product_view(shelf: &Shelf<'_>, product: &Product) -> Value {
    let mut view = by_product(shelf, product);
    let featured = shelf.featured(product);
    let others = product.variants.iter().filter(|variant| featured.is_none_or(|first| first.id != variant.id));
    view["variants"] =
        featured.into_iter().chain(others).map(|variant| variant_view(shelf, product, variant)).collect();
    view
}

/// What a product says without its variants.
pub fn by_product(shelf: &Shelf<'_>, product: &Product) -> Value {
    let language = shelf.language;
    let (min, max) = shelf.price_range(product);
    let category = shelf.state.store.goods().category(&product.category);
    let mut view = json!({
        "id": product.id,
        "handle": product.id.trim_start_matches("p_").replace('_', "-"),
        "title": product.title.of(language),
        "description": { "plain": product.description.of(language) },
        "url": shelf.state.product_url(product),
        "categories": [{ "value": product.category, "taxonomy": "merchant" }],
        "price_range": { "min": shelf.price(min), "max": shelf.price(max) },
        "media": [media(shelf, product)],
    });
    if let Some(category) = category {
        view["tags"] = json!([category.name.of(language)]);
    }
    let listed =
        || product.variants.iter().map(|variant| shelf.offer(variant)).map(|o| o.list_price.unwrap_or(o.price));
    if product.variants.iter().any(|variant| shelf.offer(variant).list_price.is_some()) {
        let (min, max) = (listed().min().unwrap_or_default(), listed().max().unwrap_or_default());
        view["list_price_range"] = json!({ "min": shelf.price(min), "max": shelf.price(max) });
    }
    if !product.options.is_empty() {
        let options = product.options.iter().map(|option| {
            let value = |v: &crate::goods::OptionValue| json!({ "id": v.id, "label": v.label.of(language) });
            json!({ "name": option.name.of(language), "values": option.values.iter().map(value).collect::<Vec<_>>() })
        });
        view["options"] = options.collect();
    }
    if let Some(rating) = &product.rating {
        view["rating"] = json!({ "value": rating.value, "scale_min": 1, "scale_max": 5, "count": rating.count });
    }
    view
}

/// The picture, in each of its widths; one that is not there is named all the same.
fn media(shelf: &Shelf<'_>, product: &Product) -> Value {
    let alt = product.alt.of(shelf.language);
    match pictures::find(&product.picture) {
        Some(picture) => picture.media(shelf.state, alt),
        None => json!({ "type": "image", "url": shelf.state.picture_url(product), "alt_text": alt }),
    }
}

/// One variant, with our extensions' seller and stock.
pub fn variant_view(shelf: &Shelf<'_>, product: &Product, variant: &Variant) -> Value {
    let language = shelf.language;
    let offer = shelf.offer(variant);
    let available = offer.limit() > 0;
    let status = if available { "in_stock" } else { "out_of_stock" };
    let mut view = json!({
        "id": variant.id,
        "title": variant.title.of(language),
        "description": { "plain": product.description.of(language) },
        "price": shelf.price(offer.price),
        "availability": { "available": available, "status": status },
        "example.tsampa.stock": {
            "available": offer.stock,
            "max_per_order": offer.max_per_order.min(QUANTITY_MAX),
        },
    });
    if let Some(list_price) = offer.list_price {
        view["list_price"] = shelf.price(list_price);
    }
    if let Some(grams) = variant.grams.filter(|grams| *grams > 0) {
        view["unit_price"] = per_kilogram(offer.price, grams, shelf);
    }
    let options = product.options.iter().zip(&variant.options);
    let selected = options.filter_map(|(option, id)| {
        let value = option.values.iter().find(|value| &value.id == id)?;
        Some(json!({ "name": option.name.of(language), "id": value.id, "label": value.label.of(language) }))
    });
    if !product.options.is_empty() {
        view["options"] = selected.collect();
    }
    if let Some(seller) = shelf.state.store.goods().seller(&product.seller) {
        let policies = |kind: &str, name: &str| json!({ "type": kind, "url": shelf.state.policy_url(name) });
        view["seller"] = json!({
            "name": seller.name.of(language),
            "links": [policies("refund_policy", "refunds"), policies("shipping_policy", "shipping")],
        });
        view["example.tsampa.seller"] = seller_view(shelf.state, seller, language);
    }
    view
}

/// The price of a kilogram. Integers throughout; only the measure is a decimal.
fn per_kilogram(price: i64, grams: u32, shelf: &Shelf<'_>) -> Value {
    json!({
        "amount": pricing::per_kilogram(price, grams),
        "currency": shelf.state.store.goods().currency,
        "measure": { "value": f64::from(grams) / 1000.0, "unit": "kg" },
        "reference": { "value": 1, "unit": "kg" },
    })
}

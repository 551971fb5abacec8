//! One product of a shop: what it is, its variants and prices, and the form that buys it.

use super::{Refused, path};
use crate::catalog::Shelf;
use crate::goods::{Product, Seller, Variant};
use crate::language::{Language, Text};
use crate::money::{decimal, money, per_kilogram};
use crate::pages::visit::Visit;
use crate::pricing::{self, Offer};
use maud::{Markup, html};

/// The product with all there is to know of it, under a heading of its own or as one of a list.
pub fn article(
    shelf: &Shelf<'_>,
    visit: &Visit,
    seller: &Seller,
    product: &Product,
    alone: bool,
    refused: Option<&Refused>,
) -> Markup {
    let language = shelf.language;
    let available = product.variants.iter().any(|variant| shelf.offer(variant).limit() > 0);
    let alike = same_of_all(product);
    let (title, title_id) = (product.title.of(language), format!("{}-title", product.id));
    html! {
        article.product.gone[!available] id=(product.id) aria-labelledby=(title_id) {
            img src=(format!("/media/{}", product.picture)) alt=(product.alt.of(language)) width="400" height="400" loading=[(!alone).then_some("lazy")];
            div.head {
                @if alone { h2 id=(title_id) { (title) } } @else { h3 id=(title_id) { (title) } }
                @if let Some(rating) = &product.rating {
                    p.soft {
                        (language.count(
                            i64::from(rating.count),
                            "{value} 分 · {n} 人评价",
                            ["{value} of 5 · {n} rating", "{value} of 5 · {n} ratings"],
                            &[("value", &decimal(rating.value, language))],
                        ))
                    }
                }
            }
            div.rest {
                p { (product.description.of(language)) }
                @if let Some(allergens) = alike { p.allergens { (allergens.of(language)) } }
                form method="post" action=(visit.link(&format!("{}/buy", path(seller)))) {
                    (choice(shelf, product, refused, alike.is_none()))
                    @if available { (purchase(shelf, product, refused)) }
                }
            }
        }
    }
}

/// What a buyer with an allergy has to know, if it is the same of all variants.
fn same_of_all(product: &Product) -> Option<&Text> {
    let first = product.variants.first()?.allergens.as_ref()?;
    product.variants.iter().all(|variant| variant.allergens.as_ref() == Some(first)).then_some(first)
}

/// The variants to choose from, or the one there is.
fn choice(shelf: &Shelf<'_>, product: &Product, refused: Option<&Refused>, each_differs: bool) -> Markup {
    let language = shelf.language;
    let featured = shelf.featured(product).map(|variant| variant.id.as_str());
    let chosen = refused.map(|refused| refused.wish.variant_id.as_str()).or(featured);
    let names: Vec<&str> = product.options.iter().map(|option| option.name.of(language)).collect();
    html! {
        @if let [only] = product.variants.as_slice() {
            input type="hidden" name="variant" value=(only.id);
            p.variant { span { (only.title.of(language)) } (price(shelf, only)) }
        } @else {
            fieldset.variants {
                legend { (names.join(language.pick("、", ", "))) }
                @for variant in &product.variants {
                    label.variant for=(variant.id) {
                        input type="radio" id=(variant.id) name="variant" value=(variant.id)
                            checked[chosen == Some(variant.id.as_str())] disabled[shelf.offer(variant).limit() == 0];
                        span { (variant.title.of(language)) @if each_differs { (contents(variant, language)) } }
                        (price(shelf, variant))
                    }
                }
            }
        }
    }
}

/// What a variant costs, and how much of it there is.
fn price(shelf: &Shelf<'_>, variant: &Variant) -> Markup {
    let (language, currency) = (shelf.language, &shelf.state.store.goods().currency);
    let offer = shelf.offer(variant);
    let weight = variant.grams.filter(|grams| *grams > 0);
    let kilogram = weight.map(|grams| per_kilogram(pricing::per_kilogram(offer.price, grams), currency, language));
    let quiet: Vec<String> = kilogram.into_iter().chain([stock(&offer, language)]).collect();
    html! {
        span.price {
            strong { (money(offer.price, currency, language)) }
            @if let Some(list_price) = offer.list_price {
                " " s { span.unseen { (language.pick("原价", "instead of")) " " } (money(list_price, currency, language)) }
            }
            " " span.soft { (quiet.join(" · ")) }
        }
    }
}

fn stock(offer: &Offer, language: Language) -> String {
    match offer.limit() {
        0 => language.pick("售罄", "sold out").to_owned(),
        _ if offer.stock > FEW => language.pick("有货", "in stock").to_owned(),
        _ => language.count(offer.stock, "还有 {n} 件", ["{n} left", "{n} left"], &[]),
    }
}

fn contents(variant: &Variant, language: Language) -> Markup {
    html! {
        @if let Some(allergens) = &variant.allergens { span.allergens { (allergens.of(language)) } }
    }
}

fn purchase(shelf: &Shelf<'_>, product: &Product, refused: Option<&Refused>) -> Markup {
    let language = shelf.language;
    let most = product.variants.iter().map(|variant| shelf.offer(variant).limit()).max().unwrap_or_default();
    let (quantity, problem) = (format!("{}-quantity", product.id), format!("{}-problem", product.id));
    html! {
        @if let Some(refused) = refused { p.problem id=(problem) role="alert" { (refused.text) } }
        div.purchase {
            label for=(quantity) { (language.pick("数量", "Quantity")) }
            input.count id=(quantity) name="quantity" type="number" inputmode="numeric" min="1" max=(most) step="1"
                value=(refused.map_or("1", |refused| refused.wish.quantity.as_str()))
                aria-describedby=[refused.map(|_| problem.as_str())] aria-invalid=[refused.map(|_| "true")];
            button.primary type="submit" name="buy" value=(product.id) {
                (language.pick("去结算", "Buy"))
                span.unseen { (language.pick("：", ":")) " " (product.title.of(language)) }
            }
        }
    }
}

/// Up to so many pieces, their number is said.
const FEW: i64 = 10;

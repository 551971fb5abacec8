//! The shop's page: who sells, and each product with a form that buys it.

use super::{Refused, path};
use crate::app::State;
use crate::catalog::Shelf;
use crate::goods::{Product, Seller, Variant};
use crate::language::Language;
use crate::pages::layout::{Kind, Page, name};
use crate::pages::money::{money, per_kilogram};
use crate::pages::visit::{Visit, in_language};
use crate::pricing::{self, Offer};
use maud::{Markup, html};

/// The whole page.
pub fn page<'a>(shelf: &Shelf<'_>, visit: &'a Visit, seller: &Seller, refused: Option<&Refused>) -> Page<'a> {
    let (state, language) = (shelf.state, shelf.language);
    let goods = state.store.goods();
    let products: Vec<&Product> = goods.products.iter().filter(|product| product.seller == seller.id).collect();
    // What was refused may name no product at all; then it is said above all of them.
    let stray = refused.filter(|refused| !products.iter().any(|product| product.id == refused.product_id));
    let main = html! {
        (about(shelf, seller))
        section aria-labelledby="goods" {
            h2 id="goods" { (language.pick("店里的东西", "In the shop")) }
            @if let Some(refused) = stray { p.note.bad role="alert" { (refused.text) } }
            tsampa-shop seller=(seller.id) limit="12" {
                div.products {
                    @for product in &products {
                        (article(shelf, visit, seller, product, refused.filter(|refused| refused.product_id == product.id)))
                    }
                }
            }
        }
    };
    let kind = if state.sdk.is_some() { Kind::Shop } else { Kind::Open };
    let head = head(state, visit, seller, products.first().copied(), language);
    Page { visit, language, title: seller.name.of(language).to_owned(), head, kind, main }
}

fn head(state: &State, visit: &Visit, seller: &Seller, first: Option<&Product>, language: Language) -> Markup {
    let (title, about) = (seller.name.of(language), seller.about.of(language));
    let address = visit.canonical(&state.public_url);
    let bare = state.seller_url(seller);
    html! {
        meta name="description" content=(about);
        link rel="canonical" href=(address);
        link rel="alternate" hreflang="zh-Hans" href=(in_language(&bare, Language::Zh));
        link rel="alternate" hreflang="en" href=(in_language(&bare, Language::En));
        link rel="alternate" hreflang="x-default" href=(bare);
        meta property="og:type" content="website";
        meta property="og:site_name" content=(name(language));
        meta property="og:title" content=(title);
        meta property="og:description" content=(about);
        meta property="og:url" content=(address);
        meta property="og:locale" content=(language.pick("zh_CN", "en_US"));
        meta property="og:locale:alternate" content=(language.pick("en_US", "zh_CN"));
        @if let Some(product) = first {
            // Many previews take no SVG; they show the words alone.
            meta property="og:image" content=(state.picture_url(product));
            meta property="og:image:type" content="image/svg+xml";
            meta property="og:image:alt" content=(product.alt.of(language));
        }
    }
}

fn about(shelf: &Shelf<'_>, seller: &Seller) -> Markup {
    let language = shelf.language;
    let goods = shelf.state.store.goods();
    let county = goods.county(&seller.county).map_or("", |county| county.name.of(language));
    let [fewest, most] = seller.shipping.days;
    let price = money(seller.shipping.price, &goods.currency);
    html! {
        div.hero {
            p.soft { (county) }
            h1 { (seller.name.of(language)) }
            p.lead { (seller.about.of(language)) }
            p.soft { (seller.maker.of(language)) }
            p.soft {
                @match language {
                    Language::Zh => { "寄一次 " (price) "，约 " (fewest) "–" (most) " 天；到服务点自提免费。" }
                    Language::En => { "A parcel costs " (price) " and takes " (fewest) " to " (most) " days; pick-up at a service point is free." }
                }
            }
        }
    }
}

fn article(shelf: &Shelf<'_>, visit: &Visit, seller: &Seller, product: &Product, refused: Option<&Refused>) -> Markup {
    let language = shelf.language;
    let available = product.variants.iter().any(|variant| shelf.offer(variant).limit() > 0);
    html! {
        article.product.gone[!available] id=(product.id) aria-labelledby=(format!("{}-title", product.id)) {
            img src=(format!("/media/{}", product.picture)) alt=(product.alt.of(language)) width="400" height="400" loading="lazy";
            div {
                h3 id=(format!("{}-title", product.id)) { (product.title.of(language)) }
                @if let Some(rating) = &product.rating {
                    p.soft {
                        @match language {
                            Language::Zh => { (format!("{:.1}", rating.value)) " 分（满分 5 分） · " (rating.count) " 人评价" }
                            Language::En => { (format!("{:.1}", rating.value)) " of 5 · " (rating.count) " ratings" }
                        }
                    }
                }
                p { (product.description.of(language)) }
                form method="post" action=(visit.link(&format!("{}/buy", path(seller)))) {
                    (choice(shelf, product, refused))
                    @if available { (purchase(shelf, product, refused)) }
                }
            }
        }
    }
}

/// The variants to choose from, or the one there is.
fn choice(shelf: &Shelf<'_>, product: &Product, refused: Option<&Refused>) -> Markup {
    let language = shelf.language;
    let featured = shelf.featured(product).map(|variant| variant.id.as_str());
    let chosen = refused.map(|refused| refused.variant_id.as_str()).or(featured);
    let names: Vec<&str> = product.options.iter().map(|option| option.name.of(language)).collect();
    html! {
        @if let [only] = product.variants.as_slice() {
            input type="hidden" name="variant" value=(only.id);
            p.variant { span { (only.title.of(language)) } (price(shelf, only)) }
            (contents(only, language))
        } @else {
            fieldset.variants {
                legend { (names.join(language.pick("、", ", "))) }
                @for variant in &product.variants {
                    label.variant for=(variant.id) {
                        input type="radio" id=(variant.id) name="variant" value=(variant.id)
                            checked[chosen == Some(variant.id.as_str())] disabled[shelf.offer(variant).limit() == 0];
                        span { (variant.title.of(language)) (contents(variant, language)) }
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
    html! {
        span.price {
            strong { (money(offer.price, currency)) }
            @if let Some(list_price) = offer.list_price {
                " " s { span.unseen { (language.pick("原价 ", "instead of ")) } (money(list_price, currency)) }
            }
            @if let Some(grams) = variant.grams.filter(|grams| *grams > 0) {
                " " span.soft { (per_kilogram(pricing::per_kilogram(offer.price, grams), currency, language)) }
            }
            " " span.soft { (stock(&offer, language)) }
        }
    }
}

fn stock(offer: &Offer, language: Language) -> String {
    match (offer.limit(), language) {
        (0, _) => language.pick("售罄", "sold out").to_owned(),
        _ if offer.stock > FEW => language.pick("有货", "in stock").to_owned(),
        (_, Language::Zh) => format!("还有 {} 件", offer.stock),
        (_, Language::En) => format!("{} left", offer.stock),
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
            input id=(quantity) name="quantity" type="number" inputmode="numeric" min="1" max=(most) step="1"
                value=(refused.map_or("1", |refused| refused.quantity.as_str()))
                aria-describedby=[refused.map(|_| problem.as_str())] aria-invalid=[refused.map(|_| "true")];
            button.primary type="submit" name="buy" value=(product.id) {
                (language.pick("去结算", "Buy"))
                span.unseen { (language.pick("：", ": ")) (product.title.of(language)) }
            }
        }
    }
}

/// Up to so many pieces, their number is said.
const FEW: i64 = 10;

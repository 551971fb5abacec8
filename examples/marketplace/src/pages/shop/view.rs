//! The shop's page: who sells, and each product with a form that buys it; the one that was asked for first, on its own.

use super::Refused;
use super::product::article;
use crate::app::State;
use crate::catalog::Shelf;
use crate::goods::{Product, Seller};
use crate::language::Language;
use crate::money::money;
use crate::pages::layout::{Kind, Page, name};
use crate::pages::visit::{Visit, in_language};
use crate::pictures;
use maud::{Markup, html};

/// The whole page.
pub fn page<'a>(
    shelf: &Shelf<'_>,
    visit: &'a Visit,
    seller: &Seller,
    asked_for: Option<&Product>,
    refused: Option<&Refused>,
) -> Page<'a> {
    let (state, language) = (shelf.state, shelf.language);
    let goods = state.store.goods();
    let products: Vec<&Product> = goods.products.iter().filter(|product| product.seller == seller.id).collect();
    // What was refused may name no product at all; then it is said above all of them.
    let stray = refused.filter(|refused| !products.iter().any(|product| product.id == refused.wish.product_id));
    let show = |product: &Product, alone: bool| {
        article(shelf, visit, seller, product, alone, refused.filter(|refused| refused.wish.product_id == product.id))
    };
    // An id stands on a page once: what is shown alone is not in the list; the widget's own list has it all the same.
    let listed = products.iter().filter(|product| asked_for.is_none_or(|alone| alone.id != product.id));
    let main = html! {
        div.hero {
            (name_of(shelf, seller))
            @if asked_for.is_none() { (about(shelf, seller)) }
        }
        @if let Some(product) = asked_for {
            tsampa-product item=(product.id) { (show(product, true)) }
            div.hero { (about(shelf, seller)) }
        }
        section aria-labelledby="goods" {
            h2 id="goods" { (language.pick("店里的东西", "In the shop")) }
            @if let Some(refused) = stray { p.note.bad role="alert" { (refused.text) } }
            tsampa-shop seller=(seller.id) limit="12" {
                div.products {
                    @for product in listed { (show(product, false)) }
                }
            }
        }
    };
    let kind = if state.sdk.is_some() { Kind::Shop } else { Kind::Open };
    let shop = seller.name.of(language);
    let (title, description, address) = match asked_for {
        Some(product) => (
            format!("{} · {shop}", product.title.of(language)),
            product.description.of(language),
            state.product_url(product),
        ),
        None => (shop.to_owned(), seller.about.of(language), state.seller_url(seller)),
    };
    let picture = asked_for.or(products.first().copied());
    let head = head(state, visit, [&title, description, &address], picture, language);
    Page { visit, language, title, head, kind, main }
}

/// What search engines and previews read; `bare` is the address in no language.
fn head(
    state: &State,
    visit: &Visit,
    [title, about, bare]: [&str; 3],
    picture: Option<&Product>,
    language: Language,
) -> Markup {
    let address = visit.canonical(&state.public_url);
    html! {
        meta name="description" content=(about);
        link rel="canonical" href=(address);
        @for each in Language::ALL { link rel="alternate" hreflang=(each.tag()) href=(in_language(bare, each)); }
        link rel="alternate" hreflang="x-default" href=(bare);
        meta property="og:type" content="website";
        meta property="og:site_name" content=(name(language));
        meta property="og:title" content=(title);
        meta property="og:description" content=(about);
        meta property="og:url" content=(address);
        meta property="og:locale" content=(locale(language));
        @for each in Language::ALL.into_iter().filter(|each| *each != language) {
            meta property="og:locale:alternate" content=(locale(each));
        }
        @if let Some(product) = picture {
            // Many previews take no SVG; what there is of it in WebP is taken, the widest.
            @if let Some((picture, width)) = pictures::find(&product.picture).and_then(|p| Some((p, p.widths().last()?))) {
                meta property="og:image" content=(format!("{}{}", state.public_url, picture.address(width)));
                meta property="og:image:type" content="image/webp";
                meta property="og:image:width" content=(width);
                meta property="og:image:alt" content=(product.alt.of(language));
            }
        }
    }
}

/// As Open Graph names a language: with a country.
fn locale(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh_CN",
        Language::En => "en_US",
        Language::Fr => "fr_FR",
        Language::Bo => "bo_CN",
    }
}

fn name_of(shelf: &Shelf<'_>, seller: &Seller) -> Markup {
    let county = shelf.state.store.goods().county(&seller.county);
    html! {
        p.soft { (county.map_or("", |county| county.name.of(shelf.language))) }
        h1 { (seller.name.of(shelf.language)) }
    }
}

fn about(shelf: &Shelf<'_>, seller: &Seller) -> Markup {
    let language = shelf.language;
    let goods = shelf.state.store.goods();
    let [fewest, most] = seller.shipping.days;
    let price = money(seller.shipping.price, &goods.currency, language);
    html! {
        p.lead { (seller.about.of(language)) }
        p.soft { (seller.maker.of(language)) }
        p.soft {
            (language.say(
                "寄一次 {price}，约 {fewest}–{most} 天；到服务点自提免费。",
                "A parcel costs {price} and takes {fewest} to {most} days; pick-up at a service point is free.",
                &[("price", &price), ("fewest", &fewest), ("most", &most)],
            ))
        }
    }
}

//! GET /: the marketplace's front, with a way into each shop.

use super::layout::{Kind, Page, name};
use super::visit::Visit;
use crate::app::State;
use crate::goods::Seller;
use crate::language::Language;
use axum::extract;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};

pub async fn show(extract::State(state): extract::State<State>, visit: Visit) -> Response {
    let language = visit.language();
    let goods = state.store.goods();
    let description = language.count(
        goods.sellers.len() as i64,
        "高原上的 {n} 家小店：糌粑、藏香、黑蒜、牦牛绒、蜂蜜和手织。",
        [
            "{n} small shop of the high plateau: tsampa, incense, black garlic, yak wool, honey and weaving.",
            "{n} small shops of the high plateau: tsampa, incense, black garlic, yak wool, honey and weaving.",
        ],
        &[],
    );
    let main = html! {
        div.hero {
            h1 { (language.pick("从高原来，一家一家做的", "Made on the plateau, household by household")) }
            p.lead { (description) }
            p {
                (language.pick(
                    "东西由做它的人自己卖。可以免费到县、乡、村的服务点自提，当面付款；也可以由各家店寄到门上。",
                    "The people who make things sell them here. Pick your order up at a county, township or village \
                     point, free of charge, and pay there; or have each shop send its own parcel.",
                ))
            }
        }
        section aria-labelledby="shops" {
            h2 id="shops" { (language.pick("店铺", "Shops")) }
            ul.shops { @for seller in &goods.sellers { li { (card(&state, &visit, seller, language)) } } }
        }
        section aria-labelledby="points" {
            h2 id="points" { (language.pick("自提点", "Pick-up points")) }
            ul.places {
                @for county in &goods.counties {
                    @let points = goods.points.iter().filter(|point| point.county == county.id);
                    @let names: Vec<&str> = points.map(|point| point.name.of(language)).collect();
                    @if !names.is_empty() {
                        li { strong { (county.name.of(language)) } " " (names.join(language.pick("、", ", "))) }
                    }
                }
            }
        }
    };
    let head = html! {
        meta name="description" content=(description);
        link rel="canonical" href=(visit.canonical(&state.public_url));
        meta property="og:type" content="website";
        meta property="og:title" content=(name(language));
        meta property="og:description" content=(description);
        meta property="og:url" content=(visit.canonical(&state.public_url));
    };
    let page = Page { visit: &visit, language, title: name(language).to_owned(), head, kind: Kind::Open, main };
    page.answer(StatusCode::OK)
}

fn card(state: &State, visit: &Visit, seller: &Seller, language: Language) -> Markup {
    let goods = state.store.goods();
    let theirs = || goods.products.iter().filter(|product| product.seller == seller.id);
    let county = goods.county(&seller.county).map_or("", |county| county.name.of(language));
    html! {
        a.shop href=(visit.link(&format!("/s/{}", seller.id))) {
            @if let Some(product) = theirs().next() {
                img src=(format!("/media/{}", product.picture)) alt="" width="400" height="400" loading="lazy";
            }
            span.shop-name { (seller.name.of(language)) }
            span.soft { (county) " · " (seller.maker.of(language)) }
            span.soft {
                (language.count(theirs().count() as i64, "{n} 种商品", ["{n} product", "{n} products"], &[]))
            }
        }
    }
}

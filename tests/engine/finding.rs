//! What finding promises: by what a list can be narrowed down is told, and stays in sight while something else is looked for.

use crate::page::*;
use serde_json::json;
use tsampa::engine::effect::Effect;
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::ViewId;
use tsampa::engine::view::{CategoryView, Phase, Tone};

const VIEW: ViewId = ViewId(1);

fn wanted(query: Option<&str>) -> ListWanted {
    ListWanted { limit: 12, query: query.map(str::to_owned), sort: Some("newest".to_owned()), ..ListWanted::default() }
}

fn with_facets(mut answer: serde_json::Value, categories: &[(&str, u32)]) -> serde_json::Value {
    let category = |(id, count): &(&str, u32)| json!({"id": id, "name": format!("All of {id}"), "count": count});
    answer["example.tsampa.facets"] = json!({"categories": categories.iter().map(category).collect::<Vec<_>>()});
    answer
}

#[test]
fn categories_are_those_that_the_business_counts() {
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    page.answer(request, 200, &with_facets(found(&[product("p_1", &["v_1"])], None), &[("tea", 3), ("honey", 1)]));
    let find = page.shop.view_find_rest(VIEW);
    let category = |id: &str, count| CategoryView { id: id.to_owned(), name: format!("All of {id}"), count };
    assert_eq!(find.categories, [category("tea", 3), category("honey", 1)]);
    assert_eq!((find.sort.as_deref(), find.query, find.category), (Some("newest"), None, None));
    assert!(page.shop.view_list(VIEW).browsable);
}

#[test]
fn what_can_be_chosen_stays_while_something_else_is_looked_for() {
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    page.answer(request, 200, &with_facets(found(&[product("p_1", &["v_1"])], None), &[("tea", 3)]));
    page.want_list(1, wanted(Some("salt")));
    let view = page.shop.view_list(VIEW);
    assert!(matches!(view.phase, Phase::Waiting) && view.browsable);
    assert_eq!(page.shop.view_find_rest(VIEW).categories.len(), 1);
    let (request, _) = page.one();
    page.answer(request, 200, &with_facets(found(&[], None), &[]));
    assert_eq!(page.shop.view_find_rest(VIEW).categories.len(), 0);
}

#[test]
fn a_search_that_is_overtaken_by_the_next_is_given_up() {
    let mut page = Page::open();
    page.want_list(1, wanted(Some("ts")));
    let (first, _) = page.one();
    page.want_list(1, wanted(Some("tsampa")));
    assert!(page.other.iter().any(|effect| matches!(effect, Effect::Abort { request } if *request == first)));
    let (second, _) = page.one();
    page.answer(second, 200, &found(&[product("p_2", &["v_2"])], None));
    page.answer(first, 200, &found(&[product("p_1", &["v_1"])], None));
    assert_eq!(page.shop.view_list(VIEW).cards[0].product, item("p_2"));
}

#[test]
fn a_business_that_does_not_browse_offers_nothing_to_choose() {
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
    assert!(!page.shop.view_list(VIEW).browsable);
}

#[test]
fn a_product_in_full_is_what_its_card_knows_and_what_the_business_adds() {
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    let mut tsampa = product("p_1", &["v_1"]);
    tsampa["description"] = json!({"html": "<b>never drawn</b>", "plain": "Stone-ground."});
    tsampa["variants"][0]["description"] = json!({"plain": "Stone-ground."});
    let image = |url: &str| json!({"type": "image", "url": url, "alt_text": "A sack"});
    tsampa["media"] = json!([image("https://market.example/1.webp"), image("javascript:alert(1)"), {"type": "video", "url": "https://market.example/v"}]);
    tsampa["variants"][0]["media"] =
        json!([image("https://market.example/v.webp"), image("https://market.example/1.webp")]);
    tsampa["variants"][0]["seller"] = json!({"name": "Seller One", "links": [
        {"type": "refund_policy", "url": "https://market.example/refunds"}, {"type": "faq", "url": "data:text/html,x"}]});
    page.answer(request, 200, &found(&[tsampa.clone()], None));
    let known = page.shop.view_detail_rest(VIEW, &item("p_1")).expect("a known product");
    assert_eq!((known.description.as_str(), known.of_variant.as_str()), ("Stone-ground.", ""));
    let urls: Vec<_> = known.images.iter().map(|image| image.url.as_str()).collect();
    assert_eq!(urls, ["https://market.example/v.webp", "https://market.example/1.webp"]);
    assert_eq!(known.links.len(), 1);

    page.event(Event::OptionsOpened { view: VIEW, product: item("p_1") });
    let (request, _) = page.one();
    let told = json!({"ucp": {"version": "2026-04-08"}, "product": tsampa, "messages": [
        {"type": "warning", "code": "allergens", "content": "Contains barley.", "presentation": "disclosure"},
        {"type": "error", "code": "x", "severity": "recoverable", "content": "Not sold abroad."},
        {"type": "info", "content": "Keeps for a year."}]});
    page.answer(request, 200, &told);
    let detail = page.shop.view_detail_rest(VIEW, &item("p_1")).expect("a known product");
    let disclosed: Vec<_> = detail.messages.iter().map(|message| (message.tone, message.disclosure)).collect();
    assert_eq!(disclosed, [(Tone::Warning, true), (Tone::Error, false), (Tone::Info, false)]);
    assert!(page.shop.view_detail_rest(VIEW, &item("p_2")).is_none());
}

#[test]
fn a_photograph_comes_in_the_width_that_is_shown_and_a_drawing_as_it_is() {
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    let sources = json!([{"url": "https://market.example/a-160.webp", "width": 160}, {"url": "javascript:x", "width": 240},
        {"url": "https://market.example/a,b.webp", "width": 300}, {"url": "https://market.example/a-320.webp", "width": 320}]);
    let with_picture = |id: &str, url: &str| {
        let mut product = product(id, &[&format!("v_{id}")]);
        product["media"] = json!([{"type": "image", "url": url, "example.tsampa.sources": sources}]);
        product
    };
    let goods =
        [with_picture("p_1", "https://market.example/a.jpg"), with_picture("p_2", "https://market.example/a.svg")];
    page.answer(request, 200, &found(&goods, None));
    let shown: Vec<_> = page.shop.view_list(VIEW).cards.into_iter().map(|card| card.image.unwrap().sources).collect();
    assert_eq!(shown, ["https://market.example/a-160.webp 160w,https://market.example/a-320.webp 320w,", ""]);
}

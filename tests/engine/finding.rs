//! What finding promises: by what a list can be narrowed down is told, and stays in sight while something else is looked for.

use crate::page::*;
use serde_json::json;
use tsampa::engine::effect::Effect;
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::ViewId;
use tsampa::engine::view::{CategoryView, MessageText, MessageView, Phase, Tone};

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
    assert_eq!((find.sort.as_deref(), find.category), (Some("newest"), None));
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

/// What stands beside each card.
fn beside(page: &Page) -> Vec<Vec<String>> {
    let said = |message: MessageView| match message.text {
        MessageText::Said(text) if message.disclosure => text,
        _ => panic!("{message:?}"),
    };
    let cards = page.shop.view_warned_rest(VIEW).beside.into_iter();
    cards.map(|messages| messages.into_iter().map(said).collect()).collect()
}

fn disclosure(path: Option<&str>, content: &str) -> serde_json::Value {
    json!({"type": "warning", "code": "a", "presentation": "disclosure", "path": path, "content": content})
}

#[test]
fn what_a_list_discloses_stands_beside_the_product_that_it_names_or_beside_all() {
    let told = json!([
        disclosure(Some("$.products[2].variants[0].price"), "two"), disclosure(Some("$.products[?@.id=='p_0']"), "none"),
        disclosure(Some("$.products[?(@.id == \"p_1\")].title"), "one"), disclosure(Some("$.products[9]"), "nobody"),
        disclosure(Some("$.products"), "all"), {"type": "info", "path": "$.products[1]", "content": "news"},
        {"type": "info", "content": "news of all"}]);
    let goods: Vec<_> = (0..3).map(|number| product(&format!("p_{number}"), &[&format!("v_{number}")])).collect();
    let answer = |goods: &[serde_json::Value], cursor| {
        let mut answer = found(goods, cursor);
        answer["messages"] = told.clone();
        answer
    };
    let expected = [vec!["none", "all"], vec!["one", "all"], vec!["two", "all"]];
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    page.answer(request, 200, &answer(&goods, Some("more")));
    assert_eq!(beside(&page), expected);
    let known = page.shop.view_detail_rest(VIEW, &item("p_1")).unwrap();
    assert_eq!(known.messages.len(), 3, "in full it says the news of it, too");
    // The next page's places are its own.
    page.event(Event::MoreWanted { view: VIEW });
    let (request, _) = page.one();
    let mut more = found(&[product("p_3", &["v_3"])], None);
    more["messages"] = json!([disclosure(Some("$.products[0]"), "three")]);
    page.answer(request, 200, &more);
    assert_eq!(beside(&page), [&expected[..], &[vec!["three"]]].concat());
}

fn notice(path: Option<&str>, content: &str) -> serde_json::Value {
    json!({"type": "warning", "code": "delayed_fulfillment", "path": path, "content": content})
}

#[test]
fn what_a_list_warns_of_without_a_product_stands_below_it_once_and_of_a_product_beside_it() {
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    let mut answer = found(&[product("p_0", &["v_0"]), product("p_1", &["v_1"])], Some("more"));
    let told = json!([notice(None, "The pass is closed."), notice(Some("$.filters.price"), "Left out."), notice(None, "The pass is closed."),
        {"type": "info", "content": "News."}, disclosure(None, "all"), notice(Some("$.products[1]"), "In a week.")]);
    answer["messages"] = told.clone();
    page.answer(request, 200, &answer);
    let below = |page: &Page| -> Vec<_> {
        page.shop.view_warned_rest(VIEW).below.into_iter().map(|message| (message.tone, message.text)).collect()
    };
    let said = |text: &str| (Tone::Warning, MessageText::Said(text.to_owned()));
    assert_eq!(below(&page), [said("The pass is closed."), said("Left out.")]);
    let beside: Vec<_> = page.shop.view_warned_rest(VIEW).beside.iter().map(Vec::len).collect();
    assert_eq!(beside, [1, 2]);
    // The next page says it again, and more.
    page.event(Event::MoreWanted { view: VIEW });
    let (request, _) = page.one();
    let mut more = found(&[product("p_3", &["v_3"])], None);
    more["messages"] = json!([told[0], notice(None, "Snow.")]);
    page.answer(request, 200, &more);
    assert_eq!(below(&page), [said("The pass is closed."), said("Left out."), said("Snow.")]);
    // Of another wish nothing of that is said.
    page.want_list(1, wanted(Some("x")));
    assert_eq!(below(&page), []);
}

#[test]
fn a_disclosure_stands_beside_its_product_however_the_products_came() {
    // By ids: a lookup's answer has an order of its own.
    let mut page = Page::open();
    let ids = ["v_0", "v_1"].map(item).to_vec();
    page.want_list(1, ListWanted { ids, limit: 12, ..ListWanted::default() });
    let (request, _) = page.one();
    let led = |number: u32| {
        let mut product = product(&format!("p_{number}"), &[&format!("v_{number}")]);
        product["variants"][0]["inputs"] = json!([{"id": format!("v_{number}")}]);
        product
    };
    let mut answer = found(&[led(1), led(0)], None);
    answer["messages"] = json!([disclosure(Some("$.products[1]"), "zero")]);
    page.answer(request, 200, &answer);
    assert_eq!(beside(&page), [vec!["zero"], vec![]]);

    // Behind one that cannot be read.
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    let goods: Vec<_> = (0..3).map(|number| product(&format!("p_{number}"), &[&format!("v_{number}")])).collect();
    let mut answer = found(&goods, None);
    answer["products"][0]["title"] = json!(7);
    answer["messages"] = json!([disclosure(Some("$.products[1]"), "one")]);
    page.answer(request, 200, &answer);
    assert_eq!(beside(&page), [vec!["one"], vec![]]);
}

#[test]
fn what_was_disclosed_once_stands_on_when_the_business_says_more_of_the_product() {
    let mut page = Page::open();
    page.want_list(1, wanted(None));
    let (request, _) = page.one();
    let goods = product("p_1", &["v_1"]);
    let mut answer = found(std::slice::from_ref(&goods), None);
    answer["messages"] =
        json!([disclosure(None, "Contains milk."), {"type": "info", "path": "$.products[0]", "content": "News."}]);
    page.answer(request, 200, &answer);
    page.event(Event::OptionsOpened { view: VIEW, product: item("p_1") });
    let (request, _) = page.one();
    let told = json!({"ucp": {"version": "2026-04-08"}, "product": goods,
        "messages": [disclosure(None, "Keep it cold."), disclosure(None, "Keep it cold."), {"type": "info", "content": "News."}]});
    page.answer(request, 200, &told);
    assert_eq!(beside(&page), [["Keep it cold.", "Contains milk."]]);
    assert_eq!(page.shop.view_detail_rest(VIEW, &item("p_1")).unwrap().messages.len(), 3);
    // Of another variant it says something else.
    page.event(Event::OptionChosen { view: VIEW, product: item("p_1"), option: "Size".into(), label: "Large".into() });
    let (request, _) = page.one();
    let told = json!({"ucp": {"version": "2026-04-08"}, "product": goods, "messages": []});
    page.answer(request, 200, &told);
    assert_eq!(beside(&page), [["Contains milk."]]);
}

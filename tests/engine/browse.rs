//! What browsing promises.

use crate::page::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::effect::Effect;
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::ViewId;
use tsampa::engine::problem::{Failure, Problem};
use tsampa::engine::view::Phase;

const VIEW: ViewId = ViewId(1);

fn everything() -> ListWanted {
    ListWanted { limit: 12, ..ListWanted::default() }
}

fn profile(capabilities: &[&str]) -> serde_json::Value {
    let entry = |name: &&str| {
        let owner = if name.starts_with("dev.ucp") { "https://ucp.dev/x" } else { "https://tsampa.example/x" };
        ((*name).to_owned(), json!([{"version": "2026-04-08", "spec": owner, "schema": owner}]))
    };
    let capabilities: serde_json::Map<_, _> = capabilities.iter().map(entry).collect();
    json!({"ucp": {"version": "2026-04-08", "payment_handlers": {}, "capabilities": capabilities,
        "services": {"dev.ucp.shopping": [{"version": "2026-04-08", "transport": "rest", "endpoint": "https://api.market.example/v2"}]}}})
}

#[test]
fn the_whole_catalogue_is_asked_for_by_a_lowest_price_since_a_search_may_not_be_empty() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (_, exchange) = page.one();
    assert_eq!(exchange.url, "https://market.example/ucp/v1/catalog/search");
    assert_eq!(body(&exchange)["filters"], json!({"price": {"min": 0}}));
    assert!(exchange.idempotency_key.is_none());
}

#[test]
fn the_next_page_goes_by_the_cursor() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], Some("c1")));
    assert!(page.shop.view_list(VIEW).more);
    page.event(Event::MoreWanted { view: VIEW });
    page.event(Event::MoreWanted { view: VIEW });
    let (request, exchange) = page.one();
    assert_eq!(body(&exchange)["pagination"], json!({"cursor": "c1", "limit": 12}));
    page.answer(request, 200, &found(&[product("p_1", &["v_1"]), product("p_2", &["v_2"])], None));
    let view = page.shop.view_list(VIEW);
    assert_eq!((view.cards.len(), view.more), (2, false));
}

#[test]
fn single_products_of_one_moment_are_looked_up_in_tens_and_matched_by_input() {
    let mut page = Page::open();
    for number in 0..23 {
        let item = item(&format!("v_{number}"));
        page.event(Event::ProductWanted { view: ViewId(number), item, context: Default::default() });
    }
    assert!(page.nothing_sent());
    page.wait(5);
    let sent = page.take_sent();
    let sizes: Vec<_> = sent.iter().map(|(_, exchange)| body(exchange)["ids"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [10, 10, 3]);
    page.answer(sent[0].0, 200, &found(&[product("p_b", &["v_7"]), product("p_a", &["v_3"])], None));
    assert_eq!(page.shop.view_list(ViewId(3)).cards[0].variant, item("v_3"));
    assert_eq!(page.shop.view_list(ViewId(4)).phase, Phase::Failed(Problem::NotFound { item: item("v_4") }));
    assert_eq!(page.shop.view_list(ViewId(12)).phase, Phase::Waiting);
}

#[test]
fn a_list_by_ids_keeps_their_order_and_passes_over_missing_ones() {
    let mut page = Page::open();
    page.want_list(1, ListWanted { ids: vec![item("v_3"), item("v_9"), item("v_1")], limit: 12, ..everything() });
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"]), product("p_3", &["v_3"])], None));
    let shown: Vec<_> = page.shop.view_list(VIEW).cards.into_iter().map(|card| card.variant.0).collect();
    assert_eq!(shown, ["v_3", "v_1"]);
}

#[test]
fn an_answer_to_what_is_no_longer_wanted_changes_nothing() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (stale, _) = page.one();
    page.want_list(1, ListWanted { query: Some("incense".to_owned()), ..everything() });
    page.answer(stale, 200, &found(&[product("p_1", &["v_1"])], None));
    assert_eq!(page.shop.view_list(VIEW).phase, Phase::Waiting);
}

#[test]
fn a_shop_that_is_down_is_tried_again_twice_then_the_buyer_may_try() {
    let mut page = Page::open();
    page.want_list(1, everything());
    for _ in 0..3 {
        let (request, _) = page.one();
        page.fail(request, Failure::Unreachable);
        page.wait(5_000);
    }
    assert!(page.nothing_sent());
    assert!(matches!(page.shop.view_list(VIEW).phase, Phase::Failed(Problem::Unreachable { .. })));
    page.event(Event::RetryWanted { view: VIEW });
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[], None));
    assert_eq!(page.shop.view_list(VIEW).phase, Phase::Shown);
}

#[test]
fn a_hung_request_ends_by_itself() {
    let mut page = Page::open();
    page.want_list(1, everything());
    page.take_sent();
    page.wait(21_000);
    assert_eq!(page.shop.view_list(VIEW).phase, Phase::Failed(Problem::Timeout));
    assert!(page.other.iter().any(|effect| matches!(effect, Effect::Abort { .. })));
}

#[test]
fn an_answer_with_a_missing_field_is_named_by_its_path() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    let mut broken = product("p_1", &["v_1"]);
    broken["variants"][0].as_object_mut().unwrap().remove("price");
    page.answer(request, 200, &found(&[broken], None));
    let Phase::Failed(problem) = page.shop.view_list(VIEW).phase else { panic!("failed") };
    assert_eq!(problem.code(), "not_ucp");
    assert!(problem.sentence().contains("$.products[0].variants[0].price"), "{}", problem.sentence());
}

#[test]
fn a_flawed_product_takes_nobody_elses_goods_away() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    let mut goods: Vec<_> = (0..4).map(|number| product(&format!("p_{number}"), &[&format!("v_{number}")])).collect();
    goods[0]["title"] = json!(7);
    goods[2]["variants"][0].as_object_mut().unwrap().remove("price");
    page.answer(request, 200, &found(&goods, None));
    let list = page.shop.view_list(VIEW);
    let shown: Vec<_> = list.cards.iter().map(|card| card.product.0.as_str()).collect();
    assert_eq!((list.phase, shown), (Phase::Shown, vec!["p_1", "p_3"]));
    let said = |effect: &Effect| matches!(effect, Effect::Console { sentence } if sentence == "POST /catalog/search answered with flawed products, which are not shown: 2. The first: $.products[0].title: expected text, found a number.");
    assert!(page.other.iter().any(said), "{:?}", page.other);
}

#[test]
fn an_answer_in_which_nothing_can_be_read_or_too_little_is_none() {
    for (good, flawed) in [(0, 3), (9, 11)] {
        let mut page = Page::open();
        page.want_list(1, everything());
        let (request, _) = page.one();
        let broken = json!({ "id": "p" });
        let goods = (0..good).map(|number| product(&format!("p_{number}"), &[&format!("v_{number}")]));
        let goods: Vec<_> = goods.chain(std::iter::repeat_n(broken, flawed)).collect();
        page.answer(request, 200, &found(&goods, None));
        assert!(matches!(page.shop.view_list(VIEW).phase, Phase::Failed(Problem::NotUcp { .. })), "{flawed}");
    }
}

#[test]
fn without_a_known_endpoint_the_profile_comes_first() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let mut page = Page::open_with(&browser, 1, tsampa::engine::Settings { endpoint: None, ..settings() });
    page.want_list(1, everything());
    assert!(page.nothing_sent());
    let profile_request = page.sent[0].0;
    page.answer(profile_request, 200, &profile(&["dev.ucp.shopping.catalog.search"]));
    assert_eq!(page.one().1.url, "https://api.market.example/v2/catalog/search");
    // The next visit knows where the API was.
    let mut next = Page::open_with(&browser, 2, tsampa::engine::Settings { endpoint: None, ..settings() });
    next.want_list(1, everything());
    assert_eq!(next.one().1.url, "https://api.market.example/v2/catalog/search");
}

#[test]
fn a_capability_that_is_not_offered_is_not_called_and_a_seller_never_becomes_everybody() {
    let mut page = Page::open();
    let profile_request = page.sent[0].0;
    page.answer(profile_request, 200, &profile(&["dev.ucp.shopping.catalog.search"]));
    page.want_list(1, ListWanted { seller: Some("s1".to_owned()), ..everything() });
    page.want_list(2, ListWanted { ids: vec![item("v_1")], ..everything() });
    assert!(page.nothing_sent());
    for view in [1, 2] {
        assert!(matches!(page.shop.view_list(ViewId(view)).phase, Phase::Failed(Problem::Unsupported { .. })));
    }
}

#[test]
fn a_business_of_another_release_is_not_called() {
    let mut page = Page::open();
    let profile_request = page.sent[0].0;
    let mut other = profile(&[]);
    other["ucp"]["version"] = json!("2027-01-01");
    page.answer(profile_request, 200, &other);
    page.want_list(1, everything());
    assert!(page.nothing_sent());
    let Phase::Failed(problem) = page.shop.view_list(VIEW).phase else { panic!("failed") };
    assert_eq!(problem.code(), "unsupported");
}

#[test]
fn choosing_an_option_asks_the_business_only_when_the_variant_is_not_known() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    let mut two = product("p_1", &["v_500", "v_1000"]);
    two["options"] = json!([{"name": "Weight", "values": [{"label": "500 g"}, {"label": "1 kg"}, {"label": "5 kg"}]}]);
    two["variants"][0]["options"] = json!([{"name": "Weight", "label": "500 g"}]);
    two["variants"][1]["options"] = json!([{"name": "Weight", "label": "1 kg"}]);
    page.answer(request, 200, &found(&[two], None));
    let choose = |page: &mut Page, label: &str| {
        let (option, label) = ("Weight".to_owned(), label.to_owned());
        page.event(Event::OptionChosen { view: VIEW, product: item("p_1"), option, label });
    };
    choose(&mut page, "1 kg");
    assert!(page.nothing_sent());
    assert_eq!(page.shop.view_list(VIEW).cards[0].variant, item("v_1000"));
    choose(&mut page, "5 kg");
    let (request, exchange) = page.one();
    assert_eq!(body(&exchange)["selected"], json!([{"name": "Weight", "label": "5 kg"}]));
    let mut third = product("p_1", &["v_5000"]);
    third["variants"][0]["options"] = json!([{"name": "Weight", "label": "5 kg"}]);
    page.answer(request, 200, &json!({"ucp": {"version": "2026-04-08"}, "product": third}));
    assert_eq!(page.shop.view_list(VIEW).cards[0].variant, item("v_5000"));
    // The cart takes the chosen variant of a product's id.
    page.event(Event::Added { view: Some(VIEW), call: None, item: item("p_1"), quantity: 1, channel: None });
    assert_eq!(page.lines(), [("v_5000".to_owned(), 1)]);
}

#[test]
fn an_aborted_search_is_rejected_as_cancelled() {
    use tsampa::engine::ids::CallId;
    let mut page = Page::open();
    page.event(Event::SearchCalled { call: CallId(4), wanted: everything(), after: None });
    let (request, _) = page.one();
    page.event(Event::CallAborted { call: CallId(4) });
    assert_eq!(page.rejected(4), Some("cancelled"));
    page.answer(request, 200, &found(&[], None));
    assert!(!page.resolved(4));
}

#[test]
fn a_search_by_ids_gives_a_caller_the_answer_whole_and_alone() {
    use tsampa::engine::ids::CallId;
    let mut page = Page::open();
    page.event(Event::ProductWanted { view: VIEW, item: item("v_1"), context: Default::default() });
    let wanted = ListWanted { ids: vec![item("v_2"), item("v_3")], ..everything() };
    page.event(Event::SearchCalled { call: CallId(4), wanted, after: None });
    page.wait(5);
    let sent = page.take_sent();
    assert_eq!(sent.len(), 2);
    for (request, exchange) in sent {
        let products =
            if body(&exchange)["ids"] == json!(["v_2", "v_3"]) { vec![product("p_2", &["v_2"])] } else { vec![] };
        page.answer(request, 200, &found(&products, None));
    }
    assert!(page.resolved(4));
    let many = (0..11).map(|number| item(&format!("v_{number}"))).collect();
    let wanted = ListWanted { ids: many, ..everything() };
    page.event(Event::SearchCalled { call: CallId(5), wanted, after: None });
    assert_eq!(page.rejected(5), Some("refused"));
}

#[test]
fn an_address_that_is_not_there_is_named_as_no_ucp() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.answer_text(request, 404, "not here".to_owned(), None);
    let Phase::Failed(problem) = page.shop.view_list(VIEW).phase else { panic!("failed") };
    assert_eq!(problem.code(), "not_ucp");
}

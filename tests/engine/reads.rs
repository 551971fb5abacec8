//! What is promised of a catalogue that can be read by GET (our extension `read`): one question has one address, an earlier answer that
//! the browser kept is shown until the fresh one is here, and a business without it is asked as UCP says.

use crate::page::*;
use serde_json::{Value as Json, json};
use tsampa::engine::Settings;
use tsampa::engine::effect::{Effect, Exchange, Method, Tale};
use tsampa::engine::event::{Event, HttpAnswer, ListWanted};
use tsampa::engine::ids::{CallId, RequestId, ViewId};
use tsampa::engine::problem::Failure;
use tsampa::engine::view::{ListView, Phase};
use tsampa::ucp::context::Context;

const VIEW: ViewId = ViewId(1);
const ENDPOINT: &str = "https://market.example/ucp/v1";
const HOUR_MS: u64 = 3_600_000;

/// A page that preloads such a read.
fn reader() -> Page {
    Page::open_with(&Default::default(), 1, Settings { reads: true, ..settings() })
}

fn by_seller() -> ListWanted {
    ListWanted { seller: Some("s 1".to_owned()), limit: 2, ..ListWanted::default() }
}

/// The one read that was sent, and its path and question.
fn read(page: &mut Page) -> (RequestId, String, Exchange) {
    let (request, exchange) = page.one();
    assert_eq!((exchange.method, exchange.plain, &exchange.body), (Method::Get, true, &None));
    let path = exchange.url.strip_prefix(ENDPOINT).expect("below the endpoint").to_owned();
    (request, path, exchange)
}

fn keep(page: &mut Page, request: RequestId, body: &Json, age_ms: u64) {
    let answer = HttpAnswer::Kept { body: body.to_string(), language: None, age_ms };
    page.event(Event::Answered { request, answer });
}

fn shown(page: &Page) -> Vec<String> {
    page.shop.view_list(VIEW).cards.into_iter().map(|card| card.product.0).collect()
}

fn viewed(page: &Page) -> usize {
    page.other.iter().filter(|effect| matches!(effect, Effect::Tell(Tale::View { .. }))).count()
}

fn list(page: &Page) -> ListView {
    page.shop.view_list(VIEW)
}

#[test]
fn one_question_has_one_address_whatever_it_is_made_of() {
    let mut page = reader();
    let context = Context {
        language: Some("zh-CN".to_owned()),
        address_country: Some("CN".to_owned()),
        currency: Some("CNY".to_owned()),
    };
    let wanted = ListWanted {
        seller: Some("s&1".to_owned()),
        category: Some("tea/black".to_owned()),
        query: Some("青稞 a+b".to_owned()),
        sort: Some("newest".to_owned()),
        limit: 12,
        context: context.clone(),
        ..ListWanted::default()
    };
    page.want_list(1, wanted);
    let (_, path, exchange) = read(&mut page);
    let question = "category=tea%2Fblack&country=CN&currency=CNY&language=zh-CN&limit=12&query=%E9%9D%92%E7%A8%9E%20a%2Bb&seller=s%261&sort=newest";
    assert_eq!(path, format!("/catalog/search?{question}"));
    assert!(exchange.kept, "the beginning of an element's list");
    page.want_list(1, ListWanted { ids: vec![item("v,1"), item("v_2")], limit: 12, context, ..ListWanted::default() });
    let (_, path, exchange) = read(&mut page);
    assert_eq!(path, "/catalog/lookup?country=CN&currency=CNY&ids=v%2C1,v_2&language=zh-CN");
    assert!(exchange.kept);
    page.want_list(1, ListWanted { limit: 5, ..ListWanted::default() });
    assert_eq!(read(&mut page).1, "/catalog/search?limit=5", "what says nothing is left out");
}

#[test]
fn what_the_browser_kept_is_shown_until_the_fresh_answer_takes_its_place() {
    let mut page = reader();
    page.want_list(1, by_seller());
    let (request, ..) = read(&mut page);
    let older = found(&[product("p_1", &["v_1", "v_1b"]), product("p_2", &["v_2"])], Some("c1"));
    keep(&mut page, request, &older, HOUR_MS);
    assert_eq!((shown(&page), list(&page).as_of), (vec!["p_1".to_owned(), "p_2".to_owned()], None));
    let mut dearer = product("p_1", &["v_1", "v_1b"]);
    dearer["variants"][0]["price"]["amount"] = json!(1200);
    page.answer(request, 200, &found(&[product("p_3", &["v_3"]), dearer], Some("c2")));
    assert_eq!(shown(&page), ["p_3", "p_1"], "the fresh goods in their order, and no others");
    assert_eq!(list(&page).cards[1].price.amount.0, 1200);
    assert_eq!(list(&page).as_of, None);
    assert_eq!(viewed(&page), 2, "other goods came to be shown");
    page.event(Event::MoreWanted { view: VIEW });
    let (_, path, exchange) = read(&mut page);
    assert!(path.contains("cursor=c2") && !exchange.kept, "a next page follows the fresh one: {path}");
}

#[test]
fn the_same_goods_again_are_no_news() {
    let mut page = reader();
    page.want_list(1, by_seller());
    let (request, ..) = read(&mut page);
    let same = found(&[product("p_1", &["v_1"]), product("p_2", &["v_2"])], Some("c1"));
    keep(&mut page, request, &same, HOUR_MS);
    page.event(Event::Added { view: Some(VIEW), call: None, item: item("p_2"), quantity: 1, channel: None });
    let adds = list(&page).cards[1].adds;
    page.answer(request, 200, &same);
    assert_eq!((viewed(&page), list(&page).cards[1].adds, list(&page).more), (1, adds, true));
}

#[test]
fn without_a_fresh_answer_the_goods_stay_and_say_of_when_they_are_until_it_comes() {
    for failure in [Failure::Unreachable, Failure::Timeout, Failure::Unreadable] {
        let mut page = reader();
        page.now = 5_000;
        page.want_list(1, by_seller());
        let (request, ..) = read(&mut page);
        let older = found(&[product("p_1", &["v_1"])], None);
        keep(&mut page, request, &older, 900_000);
        page.fail(request, failure);
        assert_eq!(shown(&page), ["p_1"]);
        // The page opened at 1,000,000 by the device's clock.
        assert_eq!(list(&page).as_of, Some(1_000_000 + 5_000 - 900_000));
        page.event(Event::RetryWanted { view: VIEW });
        let (again, ..) = read(&mut page);
        assert_eq!((list(&page).as_of, list(&page).phase), (None, Phase::Shown));
        page.answer(again, 200, &found(&[product("p_9", &["v_9"])], None));
        assert_eq!(shown(&page), ["p_9"]);
    }
}

#[test]
fn that_the_browser_kept_an_answer_without_goods_is_no_news_of_now() {
    let single = ListWanted { ids: vec![item("v_1")], limit: 1, ..ListWanted::default() };
    for wanted in [by_seller(), single] {
        for fresh in [Some("p_1"), None] {
            let mut page = reader();
            page.want_list(1, wanted.clone());
            let (request, ..) = read(&mut page);
            keep(&mut page, request, &found(&[], None), 900_000);
            assert!(matches!(list(&page).phase, Phase::Waiting), "{:?}", list(&page).phase);
            let told = |effect: &Effect| matches!(effect, Effect::Tell(Tale::Problem { .. } | Tale::View { .. }));
            assert!(!page.other.iter().any(told));
            match fresh {
                Some(id) => {
                    page.answer(request, 200, &found(&[product(id, &["v_1"])], None));
                    assert_eq!(shown(&page), [id]);
                }
                None => {
                    page.fail(request, Failure::Unreachable);
                    assert_eq!(list(&page).as_of, Some(1_000_000 - 900_000), "it is said of when that is");
                }
            }
        }
    }
}

#[test]
fn goods_of_an_earlier_day_are_asked_for_again_once_there_is_a_network() {
    let mut page = reader();
    page.event(Event::WentOffline);
    page.want_list(1, by_seller());
    let (request, ..) = read(&mut page);
    keep(&mut page, request, &found(&[product("p_1", &["v_1"])], None), 24 * HOUR_MS);
    page.fail(request, Failure::Unreachable);
    page.event(Event::WentOnline);
    let (again, ..) = read(&mut page);
    page.answer(again, 200, &found(&[product("p_1", &["v_1"])], None));
    assert_eq!((shown(&page).len(), list(&page).as_of), (1, None));
}

#[test]
fn whoever_asks_for_more_before_the_fresh_answer_keeps_what_is_shown() {
    let mut page = reader();
    page.want_list(1, by_seller());
    let (first, ..) = read(&mut page);
    keep(&mut page, first, &found(&[product("p_1", &["v_1"]), product("p_2", &["v_2"])], Some("c1")), HOUR_MS);
    page.event(Event::MoreWanted { view: VIEW });
    let (more, ..) = read(&mut page);
    page.answer(first, 200, &found(&[product("p_9", &["v_9"])], Some("c9")));
    page.answer(more, 200, &found(&[product("p_3", &["v_3"])], None));
    assert_eq!((shown(&page), list(&page).more), (vec!["p_1".to_owned(), "p_2".to_owned(), "p_3".to_owned()], false));
}

#[test]
fn a_business_that_is_busy_is_asked_no_oftener_because_an_earlier_answer_was_kept() {
    let mut page = reader();
    page.want_list(1, by_seller());
    for again in [false, true, true] {
        let (request, exchange) = page.one_later();
        assert_eq!((exchange.kept, list(&page).as_of), (!again, None), "what the browser kept is shown already");
        if exchange.kept {
            keep(&mut page, request, &found(&[product("p_1", &["v_1"])], None), HOUR_MS);
        }
        page.answer(request, 503, &json!({}));
    }
    page.wait(60_000);
    assert!(page.nothing_sent());
    assert_eq!((shown(&page).len(), list(&page).phase), (1, Phase::Shown));
    assert!(list(&page).as_of.is_some(), "the buyer hears of when they are, and may try again");
}

#[test]
fn while_goods_of_an_earlier_day_are_asked_for_again_a_press_on_more_is_seen() {
    let mut page = reader();
    page.want_list(1, by_seller());
    let (request, ..) = read(&mut page);
    keep(&mut page, request, &found(&[product("p_1", &["v_1"])], Some("c1")), HOUR_MS);
    page.answer(request, 503, &json!({}));
    page.event(Event::MoreWanted { view: VIEW });
    assert!(list(&page).loading_more);
    let (again, _) = page.one_later();
    page.answer(again, 200, &found(&[product("p_9", &["v_9"])], Some("c9")));
    assert_eq!((shown(&page), list(&page).loading_more, list(&page).more), (vec!["p_9".to_owned()], false, true));
}

/// Goods of an earlier day whose fresh answer did not come, with a press on more, and what had been asked.
fn late_and_more_wanted() -> (Page, String) {
    let mut page = reader();
    page.want_list(1, by_seller());
    let (first, question, _) = read(&mut page);
    keep(&mut page, first, &found(&[product("p_1", &["v_1"])], Some("c1")), HOUR_MS);
    page.fail(first, Failure::Unreachable);
    page.event(Event::MoreWanted { view: VIEW });
    (page, question)
}

#[test]
fn more_of_goods_of_an_earlier_day_begins_with_the_fresh_ones() {
    let (mut page, question) = late_and_more_wanted();
    assert!(list(&page).loading_more);
    page.event(Event::WentOnline);
    let (beginning, path, _) = read(&mut page);
    assert_eq!(path, question);
    page.answer(beginning, 200, &found(&[product("p_9", &["v_9"])], Some("c9")));
    assert_eq!((shown(&page), list(&page).more, list(&page).loading_more), (vec!["p_9".to_owned()], true, false));
    page.event(Event::MoreWanted { view: VIEW });
    assert!(read(&mut page).1.contains("cursor=c9"));
}

#[test]
fn goods_of_an_earlier_day_that_still_cannot_be_had_say_again_of_when_they_are() {
    let (mut page, _) = late_and_more_wanted();
    let (again, ..) = read(&mut page);
    page.fail(again, Failure::Unreachable);
    assert_eq!((list(&page).as_of.is_some(), list(&page).more, list(&page).loading_more), (true, true, false));
}

#[test]
fn ids_that_all_came_have_no_next_page_while_they_are_asked_for_anew() {
    let mut page = reader();
    page.want_list(1, ListWanted { ids: vec![item("v_1"), item("v_2")], limit: 12, ..ListWanted::default() });
    let (first, ..) = read(&mut page);
    let mut goods = [product("p_1", &["v_1"]), product("p_2", &["v_2"])];
    for (product, id) in goods.iter_mut().zip(["v_1", "v_2"]) {
        product["variants"][0]["inputs"] = json!([{"id": id}]);
    }
    keep(&mut page, first, &found(&goods, None), HOUR_MS);
    page.fail(first, Failure::Unreachable);
    page.event(Event::RetryWanted { view: VIEW });
    let (again, ..) = read(&mut page);
    assert_eq!((shown(&page).len(), list(&page).more), (2, false));
    page.fail(again, Failure::Unreachable);
    assert_eq!((list(&page).more, list(&page).as_of.is_some()), (false, true));
}

#[test]
fn every_list_of_a_business_that_cannot_be_read_so_is_asked_as_ucp_says() {
    let mut page = reader();
    page.want_list(1, by_seller());
    page.want_list(2, ListWanted { query: Some("tea".to_owned()), ..by_seller() });
    for (view, id) in [(3, "v_3"), (4, "v_4")] {
        page.event(Event::ProductWanted { view: ViewId(view), item: item(id), context: Context::default() });
    }
    page.wait(10);
    let asked = page.take_sent();
    assert_eq!(asked.len(), 3, "two products in one");
    for (request, exchange) in asked {
        assert_eq!(exchange.method, Method::Get);
        page.answer(request, 404, &json!({}));
    }
    page.wait(10);
    let again = page.take_sent();
    assert!(again.iter().all(|(_, exchange)| exchange.method == Method::Post), "{again:#?}");
    assert!((1..=4).all(|view| page.shop.view_list(ViewId(view)).phase == Phase::Waiting), "and none has failed");
    for (request, _) in again {
        page.answer(request, 200, &found(&[], None));
    }
    assert!((1..=2).all(|view| page.shop.view_list(ViewId(view)).phase == Phase::Shown));
}

#[test]
fn a_business_that_cannot_be_read_so_is_asked_as_ucp_says_and_nothing_is_lost() {
    for status in [400, 404, 405, 414, 501] {
        let mut page = reader();
        page.want_list(1, by_seller());
        let (request, ..) = read(&mut page);
        page.answer(request, status, &json!({}));
        let (request, exchange) = page.one();
        assert_eq!(
            (exchange.method, exchange.url.as_str()),
            (Method::Post, "https://market.example/ucp/v1/catalog/search")
        );
        page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
        assert_eq!(shown(&page), ["p_1"]);
    }
}

#[test]
fn the_profile_has_the_last_word_on_how_the_catalogue_is_read() {
    for announced in [true, false] {
        let mut page = Page::open_with(&Default::default(), 1, Settings { reads: !announced, ..settings() });
        let profile = page.sent[0].0;
        let entry = json!([{"version": "2026-04-08"}]);
        let mut capabilities = json!({"dev.ucp.shopping.catalog.search": entry, "example.tsampa.browse": entry});
        if announced {
            capabilities["example.tsampa.read"] = entry.clone();
        }
        page.answer(
            profile,
            200,
            &json!({"ucp": {"version": "2026-04-08", "capabilities": capabilities,
            "services": {"dev.ucp.shopping": [{"version": "2026-04-08", "transport": "rest", "endpoint": ENDPOINT}]}}}),
        );
        page.want_list(1, by_seller());
        assert_eq!(page.one().1.method == Method::Get, announced);
    }
}

#[test]
fn a_caller_gets_an_answer_of_now_and_never_a_kept_one() {
    let mut page = reader();
    page.event(Event::SearchCalled {
        call: CallId(1),
        wanted: ListWanted { seller: None, ..by_seller() },
        after: None,
    });
    let (request, _, exchange) = read(&mut page);
    assert!(!exchange.kept);
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
    assert!(page.resolved(1));
}

#[test]
fn what_was_kept_and_cannot_be_read_is_passed_over() {
    let mut page = reader();
    page.want_list(1, by_seller());
    let (request, ..) = read(&mut page);
    keep(&mut page, request, &json!({"products": 7}), HOUR_MS);
    assert_eq!(list(&page).phase, Phase::Waiting);
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
    assert_eq!(shown(&page), ["p_1"]);
}

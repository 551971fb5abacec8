//! Lists page by page and part by part: what comes next, what is asked for again, what belongs to which question.

use crate::page::*;
use serde_json::{Value as Json, json};
use tsampa::engine::effect::{Effect, Exchange, Tale};
use tsampa::engine::event::{Event, HttpAnswer, ListWanted};
use tsampa::engine::ids::{CallId, RequestId, ViewId};
use tsampa::engine::problem::{Failure, Problem};
use tsampa::engine::view::Phase;

const VIEW: ViewId = ViewId(1);

fn everything() -> ListWanted {
    ListWanted { limit: 12, ..ListWanted::default() }
}

fn by_ids(count: u32, limit: u32) -> ListWanted {
    ListWanted { ids: (0..count).map(|number| item(&format!("v_{number}"))).collect(), limit, ..ListWanted::default() }
}

fn shown(page: &Page) -> Vec<String> {
    page.shop.view_list(VIEW).cards.into_iter().map(|card| card.variant.0).collect()
}

/// The business has everything that a lookup asks for.
fn find_all(page: &mut Page, (request, exchange): (RequestId, Exchange)) {
    let products: Vec<Json> = body(&exchange)["ids"].as_array().unwrap().iter().map(goods).collect();
    page.answer(request, 200, &found(&products, None));
}

fn goods(id: &Json) -> Json {
    let id = id.as_str().unwrap();
    product(&format!("p_{id}"), &[id])
}

#[test]
fn ids_are_looked_up_page_by_page_each_once_and_shown_in_their_order_whichever_part_comes_first() {
    let mut page = Page::open();
    page.want_list(1, by_ids(45, 20));
    let mut asked = Vec::new();
    for rest in [true, true, false] {
        let mut sent = page.take_sent();
        asked.extend(sent.iter().flat_map(|(_, exchange)| body(exchange)["ids"].as_array().unwrap().clone()));
        sent.reverse();
        for one in sent {
            find_all(&mut page, one);
        }
        let view = page.shop.view_list(VIEW);
        assert_eq!((view.phase, view.more, view.loading_more), (Phase::Shown, rest, false));
        page.event(Event::MoreWanted { view: VIEW });
        assert_eq!(page.shop.view_list(VIEW).loading_more, rest);
    }
    let all: Vec<String> = (0..45).map(|number| format!("v_{number}")).collect();
    assert_eq!(asked, all.iter().map(|id| json!(id)).collect::<Vec<_>>());
    assert_eq!(shown(&page), all);
}

#[test]
fn a_page_of_ids_that_failed_is_asked_for_once_more_and_not_the_one_after_it() {
    let mut page = Page::open();
    page.want_list(1, by_ids(15, 5));
    let first = page.one();
    find_all(&mut page, first);
    page.event(Event::MoreWanted { view: VIEW });
    let (request, exchange) = page.one();
    page.fail(request, Failure::Unreachable);
    assert_eq!(page.shop.view_list(VIEW).phase, Phase::Shown, "what is there stays");
    let (request, again) = page.one_later();
    assert_eq!(body(&again)["ids"], body(&exchange)["ids"]);
    find_all(&mut page, (request, again));
    assert_eq!(shown(&page).len(), 10);
}

#[test]
fn what_is_on_its_way_or_failed_has_no_next_page_and_what_is_there_is_not_tried_again() {
    let mut page = Page::open();
    page.want_list(1, everything());
    page.event(Event::MoreWanted { view: VIEW });
    let (request, _) = page.one();
    page.event(Event::RetryWanted { view: VIEW });
    assert!(page.nothing_sent(), "it is on its way");
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
    page.event(Event::RetryWanted { view: VIEW });
    page.event(Event::MoreWanted { view: VIEW });
    assert!(page.nothing_sent(), "there is no more");
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.fail(request, Failure::Timeout);
    page.event(Event::MoreWanted { view: VIEW });
    assert!(page.nothing_sent());
    page.event(Event::RetryWanted { view: VIEW });
    page.one();
}

#[test]
fn after_a_page_that_came_a_failure_is_tried_again_as_often_as_the_first() {
    let mut page = Page::open();
    page.want_list(1, everything());
    for cursor in ["c1", "c2"] {
        for _ in 0..2 {
            let (request, _) = page.one_later();
            page.fail(request, Failure::Unreachable);
        }
        let (request, _) = page.one_later();
        page.answer(request, 200, &found(&[product(cursor, &[cursor])], Some(cursor)));
        assert_eq!(page.shop.view_list(VIEW).phase, Phase::Shown);
        page.event(Event::MoreWanted { view: VIEW });
    }
}

#[test]
fn a_next_page_that_cannot_be_had_leaves_what_is_there_and_may_be_tried_again() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], Some("c1")));
    page.event(Event::MoreWanted { view: VIEW });
    let (request, exchange) = page.one();
    page.fail(request, Failure::Timeout);
    let view = page.shop.view_list(VIEW);
    assert_eq!((view.phase, view.cards.len(), view.loading_more), (Phase::Shown, 1, false));
    page.event(Event::RetryWanted { view: VIEW });
    let (request, again) = page.one();
    assert_eq!(again.body, exchange.body);
    page.fail(request, Failure::Timeout);
    page.event(Event::MoreWanted { view: VIEW });
    assert!(page.shop.view_list(VIEW).loading_more);
    assert_eq!(page.one().1.body, exchange.body, "by whoever asks for more");
}

#[test]
fn a_page_whose_parts_all_fail_is_tried_again_as_often_as_one_of_a_single_part_and_told_once() {
    for failure in [Failure::Unreachable, Failure::Timeout] {
        let mut page = Page::open();
        page.want_list(1, by_ids(25, 25));
        for _ in 0..if failure == Failure::Timeout { 1 } else { 3 } {
            page.wait(3_000);
            let sent = page.take_sent();
            assert_eq!(sent.len(), 3);
            for (request, _) in sent {
                page.fail(request, failure.clone());
            }
        }
        page.wait(60_000);
        assert!(page.nothing_sent() && matches!(page.shop.view_list(VIEW).phase, Phase::Failed(_)));
        let told = page.other.iter().filter(|effect| matches!(effect, Effect::Tell(Tale::Problem { .. })));
        assert_eq!(told.count(), 1);
    }
}

#[test]
fn a_part_that_was_slow_in_an_earlier_try_counts_for_nothing_in_this() {
    let mut page = Page::open();
    page.want_list(1, by_ids(30, 20));
    let mut earlier = page.take_sent();
    page.fail(earlier.remove(0).0, Failure::Unreachable);
    let (request, exchange) = page.one_later();
    let second = page.sent.last().cloned().unwrap();
    assert_ne!(second.0, request, "both parts are asked for again");
    find_all(&mut page, earlier.remove(0));
    find_all(&mut page, (request, exchange));
    assert_eq!(page.shop.view_list(VIEW).phase, Phase::Shown);
    find_all(&mut page, second);
    assert_eq!(shown(&page).len(), 20);
    page.event(Event::MoreWanted { view: VIEW });
    let last = page.one();
    find_all(&mut page, last);
    assert_eq!((shown(&page).len(), page.shop.view_list(VIEW).more), (30, false));
}

#[test]
fn a_cursor_that_stands_still_ends_the_list() {
    let mut page = Page::open();
    page.want_list(1, everything());
    for id in ["v_1", "v_2"] {
        let (request, _) = page.one();
        page.answer(request, 200, &found(&[product(id, &[id])], Some("c1")));
        page.event(Event::MoreWanted { view: VIEW });
    }
    assert!(page.nothing_sent());
    assert_eq!((shown(&page).len(), page.shop.view_list(VIEW).more), (2, false));
}

#[test]
fn a_list_ends_at_a_thousand_cards() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let mut pages = 0;
    while let Some((request, _)) = page.take_sent().into_iter().next() {
        pages += 1;
        let ids: Vec<String> = (0..333).map(|number| format!("v_{pages}_{number}")).collect();
        let goods: Vec<Json> = ids.iter().map(|id| product(id, &[id])).collect();
        page.answer(request, 200, &found(&goods, Some(&format!("c{pages}"))));
        assert_eq!(page.shop.view_list(VIEW).more, pages < 4);
        page.event(Event::MoreWanted { view: VIEW });
    }
    assert_eq!((pages, shown(&page).len()), (4, 1_000));
}

#[test]
fn a_page_is_of_fifty_at_the_most_and_of_one_at_the_least() {
    for (wanted, asked) in [(0, 1), (12, 12), (50, 50), (500, 50)] {
        let mut page = Page::open();
        page.want_list(1, ListWanted { limit: wanted, ..everything() });
        assert_eq!(body(&page.one().1)["pagination"]["limit"], asked);
    }
}

#[test]
fn the_language_that_the_goods_have_is_told() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    let body = found(&[product("p_1", &["v_1"])], None).to_string();
    let language = Some("en".to_owned());
    page.event(Event::Answered {
        request,
        answer: HttpAnswer::Answer { status: 200, body, retry_after_ms: None, language },
    });
    assert_eq!(page.shop.view_list(VIEW).language.as_deref(), Some("en"));
}

#[test]
fn options_are_asked_for_once_and_their_answer_fills_the_card_without_choosing() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    let mut first = product("p_1", &["v_1"]);
    first["options"] = json!([{"name": "Weight", "values": [{"label": "500"}, {"label": "1000"}]}]);
    first["variants"][0]["options"] = json!([{"name": "Weight", "label": "500"}]);
    page.answer(request, 200, &found(&[first.clone()], None));
    let open = |page: &mut Page| page.event(Event::OptionsOpened { view: VIEW, product: item("p_1") });
    open(&mut page);
    let (request, exchange) = page.one();
    assert!(exchange.url.ends_with("/catalog/product"));
    open(&mut page);
    assert!(page.nothing_sent(), "it is on its way");
    let mut whole = product("p_1", &["v_2", "v_1"]);
    whole["options"] = json!([{"name": "Weight", "values": [{"label": "500"}, {"label": "1000"}, {"label": "5000"}]}]);
    whole["variants"][0]["options"] = json!([{"name": "Weight", "label": "1000"}]);
    whole["variants"][1]["options"] = json!([{"name": "Weight", "label": "500"}]);
    whole["variants"][1]["price"]["amount"] = json!(1100);
    page.answer(request, 200, &json!({"ucp": {"version": "2026-04-08"}, "product": whole}));
    let card = page.shop.view_list(VIEW).cards.remove(0);
    assert_eq!((card.variant, card.price.amount.0), (item("v_1"), 1100), "the same variant, as it is now");
    assert_eq!(card.options[0].values.len(), 3);
    open(&mut page);
    for (label, variant) in [("1000", "v_2"), ("500", "v_1")] {
        let (option, label) = ("Weight".to_owned(), label.to_owned());
        page.event(Event::OptionChosen { view: VIEW, product: item("p_1"), option, label });
        assert_eq!(shown(&page), [variant]);
    }
    assert!(page.nothing_sent(), "all is known");
    // An answer without options leaves those that were known.
    let (option, label) = ("Weight".to_owned(), "5000".to_owned());
    page.event(Event::OptionChosen { view: VIEW, product: item("p_1"), option, label });
    let (request, _) = page.one();
    let mut third = product("p_1", &["v_3"]);
    third["variants"][0]["options"] = json!([{"name": "Weight", "label": "5000"}]);
    page.answer(request, 200, &json!({"ucp": {"version": "2026-04-08"}, "product": third}));
    let card = page.shop.view_list(VIEW).cards.remove(0);
    assert_eq!((card.variant, card.options[0].values.len()), (item("v_3"), 3));
}

#[test]
fn options_that_cannot_be_had_are_told_and_the_card_stays() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
    page.event(Event::OptionsOpened { view: VIEW, product: item("p_1") });
    let (request, _) = page.one();
    page.fail(request, Failure::Timeout);
    assert_eq!(shown(&page), ["v_1"]);
    let told = |effect: &Effect| {
        matches!(effect, Effect::Tell(tsampa::engine::effect::Tale::Problem { problem: Problem::Timeout, .. }))
    };
    assert!(page.other.iter().any(told));
    page.event(Event::OptionsOpened { view: VIEW, product: item("p_9") });
    assert!(page.nothing_sent(), "nothing is known of such a product");
}

#[test]
fn what_an_answer_means_follows_its_status() {
    let fails_with = |status: u16, text: &str| {
        let mut page = Page::open();
        page.event(Event::SearchCalled { call: CallId(1), wanted: everything(), after: None });
        for _ in 0..3 {
            let Some((request, _)) = page.take_sent().pop() else { break };
            page.answer_text(request, status, text.to_owned(), None);
            page.wait(3_000);
        }
        page.rejected(1)
    };
    for status in [408, 424, 425, 429, 500, 503, 599] {
        assert_eq!(fails_with(status, ""), Some("timeout"), "{status}");
    }
    for status in [404, 405, 410] {
        assert_eq!(fails_with(status, ""), Some("not_ucp"), "{status}");
    }
    assert_eq!(fails_with(403, r#"{"code":"x","content":"No."}"#), Some("refused"));
    assert_eq!(fails_with(200, "<html>"), Some("not_ucp"));
    assert_eq!(fails_with(200, &not_found().to_string()), Some("not_found"));
}

#[test]
fn an_answer_that_is_no_text_is_no_ucp_unless_the_network_is_gone() {
    for (offline, code) in [(false, "not_ucp"), (true, "offline")] {
        let mut page = Page::open();
        page.want_list(1, everything());
        let (request, _) = page.one();
        if offline {
            page.event(Event::WentOffline);
        }
        page.fail(request, Failure::Unreadable);
        let Phase::Failed(problem) = page.shop.view_list(VIEW).phase else { panic!("failed") };
        assert_eq!(problem.code(), code);
    }
}

#[test]
fn a_call_takes_ten_ids_at_the_most() {
    let mut page = Page::open();
    page.event(Event::SearchCalled { call: CallId(1), wanted: by_ids(10, 12), after: None });
    assert_eq!(body(&page.one().1)["ids"].as_array().map(Vec::len), Some(10));
    page.event(Event::SearchCalled { call: CallId(2), wanted: by_ids(11, 12), after: None });
    assert!(page.nothing_sent());
    assert_eq!(page.rejected(2), Some("refused"));
}

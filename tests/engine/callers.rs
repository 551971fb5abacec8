//! What whoever calls the JavaScript API is promised: each call its own answer, in time, and a reason where there is no more.

use crate::page::*;
use serde_json::json;
use tsampa::engine::effect::{Effect, Tale, Value};
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::CallId;

fn add(page: &mut Page, call: u32, id: &str) {
    page.event(Event::Added { view: None, call: Some(CallId(call)), item: item(id), quantity: 1, channel: None });
}

fn set(page: &mut Page, call: u32, id: &str, quantity: u32) {
    page.event(Event::QuantityChosen { call: Some(CallId(call)), item: item(id), quantity });
}

/// The promises that came with the news of a changed cart.
fn settled(page: &Page) -> Vec<u32> {
    let told = |effect: &Effect| match effect {
        Effect::Tell(Tale::Cart { settled, .. }) => settled.map(|call| call.0),
        _ => None,
    };
    page.other.iter().filter_map(told).collect()
}

#[test]
fn a_line_that_a_caller_sets_is_rejected_when_the_business_has_none_and_a_removal_succeeds() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    set(&mut page, 1, "v_1", 5);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_2", 1)]));
    assert_eq!(page.rejected(1), Some("out_of_stock"));
    set(&mut page, 2, "v_2", 0);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[]));
    assert!(page.resolved(2));
}

#[test]
fn a_caller_hears_in_the_businesss_words_why_a_line_is_missing() {
    let cases = [
        (
            json!([{"type": "error", "code": "not_found", "severity": "recoverable", "content": "No such thing."}]),
            "not_found",
        ),
        (json!([]), "out_of_stock"),
    ];
    for (words, code) in cases {
        let mut page = page_with(&[("v_1", 1)]);
        add(&mut page, 1, "v_2");
        let (request, _) = page.one();
        page.answer(request, 200, &cart_saying(&[("v_1", 1)], words));
        assert_eq!(page.rejected(1), Some(code));
    }
    let mut page = page_with(&[("v_1", 1)]);
    add(&mut page, 1, "v_2");
    let (request, _) = page.one();
    page.answer(request, 422, &json!({"code": "x", "content": "Not to this country."}));
    let said = page.other.iter().find_map(|effect| match effect {
        Effect::Reject { call: CallId(1), problem } => Some(problem.sentence()),
        _ => None,
    });
    assert_eq!(said.as_deref(), Some("Not to this country."));
}

#[test]
fn what_the_buyer_was_told_of_another_item_is_no_reason_for_this_one() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 9);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 3)]));
    assert_eq!(page.notices().len(), 1, "there are fewer of v_1");
    add(&mut page, 1, "v_2");
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 3)]));
    assert_eq!(page.rejected(1), Some("out_of_stock"));
}

#[test]
fn each_change_of_the_cart_comes_with_a_promise_of_its_own_that_no_caller_has() {
    let mut page = Page::open();
    for _ in 0..3 {
        page.add("v_1");
    }
    let told = settled(&page);
    assert_eq!(told.len(), 3);
    assert!(told[0] != told[1] && told[1] != told[2] && told[0] != told[2]);
    assert!(told.iter().all(|call| *call >= CallId::ENGINE));
    let (request, _) = page.one();
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 3)]));
    assert!(told.iter().all(|call| page.resolved(*call)));
}

#[test]
fn a_promise_is_kept_only_when_nothing_is_open_any_more() {
    let mut page = Page::open();
    add(&mut page, 1, "v_1");
    let (request, _) = page.one();
    page.set("v_2", 1);
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    assert!(!page.resolved(1), "another wish is open");
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 1), ("v_2", 1)]));
    let lines = page.other.iter().find_map(|effect| match effect {
        Effect::Resolve { call: CallId(1), value: Value::Cart(cart) } => Some(cart.line_items.len()),
        _ => None,
    });
    assert_eq!(lines, Some(2));
}

#[test]
fn two_hundred_promises_wait_at_once_and_who_comes_later_may_do_it_again_for_nothing_was_done() {
    let mut page = Page::open();
    // Each call waits beside the promise of its change.
    for call in 1..=101 {
        add(&mut page, call, "v_1");
    }
    assert!((1..=100).all(|call| page.rejected(call).is_none()));
    assert_eq!(page.rejected(101), Some("timeout"));
    assert_eq!(page.lines(), [("v_1".to_owned(), 100)]);
}

#[test]
fn a_change_that_the_business_refuses_is_refused_to_its_caller_though_some_of_the_item_is_there() {
    let refusals = [
        (422, json!({ "code": "no", "content": "You may not." })),
        (
            200,
            json!({ "ucp": { "version": "2026-04-08", "status": "error" },
            "messages": [{ "type": "error", "code": "no", "content": "You may not.", "severity": "unrecoverable" }] }),
        ),
    ];
    for (status, refusal) in refusals {
        for quantity in [0, 1, 5] {
            let mut page = Page::open();
            add(&mut page, 1, "v_1");
            let (request, _) = page.one();
            page.answer(request, 201, &cart(&[("v_1", 2), ("v_2", 1)]));
            page.take_sent();
            let call = Some(CallId(2));
            page.event(Event::QuantityChosen { call, item: item("v_1"), quantity });
            for (request, _) in page.take_sent() {
                page.answer(request, status, &refusal);
            }
            assert_eq!(page.rejected(2), Some("refused"), "{status} {quantity}");
        }
    }
}

#[test]
fn what_another_item_is_refused_for_is_no_refusal_of_what_was_agreed_to() {
    let mut page = Page::open();
    add(&mut page, 1, "v_1");
    let (request, _) = page.one();
    page.set("v_2", 1);
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    let (request, _) = page.one();
    page.answer(request, 422, &json!({ "code": "no", "content": "You may not." }));
    for (request, _) in page.take_sent() {
        page.answer(request, 200, &cart(&[("v_1", 1)]));
    }
    assert!(page.resolved(1), "{:?}", page.rejected(1));
}

#[test]
fn what_was_refused_with_a_code_and_agreed_to_without_it_is_agreed_to() {
    let mut page = Page::open();
    add(&mut page, 1, "v_2");
    let (request, _) = page.one();
    page.answer(request, 201, &cart(&[("v_2", 1)]));
    page.event(Event::CodesChosen { codes: vec!["LOSAR".to_owned()] });
    add(&mut page, 2, "v_1");
    let (request, _) = page.one();
    page.answer(request, 422, &json!({ "code": "no", "content": "No such code." }));
    for _ in 0..3 {
        for (request, exchange) in page.take_sent() {
            let there = body(&exchange)["line_items"].as_array().map_or(0, Vec::len) > 1;
            page.answer(request, 200, &if there { cart(&[("v_2", 1), ("v_1", 1)]) } else { cart(&[("v_2", 1)]) });
        }
    }
    assert!(page.resolved(2), "{:?}", page.rejected(2));
}

#[test]
fn a_search_hands_the_answer_and_the_cursor_of_the_next_page_which_is_asked_for_by_it() {
    let mut page = Page::open();
    let wanted = ListWanted { limit: 12, ..ListWanted::default() };
    for (call, after, next) in [(1, None, Some("c1")), (2, Some("c1"), None)] {
        let after = after.map(str::to_owned);
        page.event(Event::SearchCalled { call: CallId(call), wanted: wanted.clone(), after: after.clone() });
        let (request, exchange) = page.one();
        assert_eq!(body(&exchange)["pagination"]["cursor"], json!(after));
        let answer = found(&[product("p_1", &["v_1"])], next);
        page.answer(request, 200, &answer);
        let given = page.other.iter().find_map(|effect| match effect {
            Effect::Resolve { call: CallId(it), value: Value::Page { answer, next } } if *it == call => {
                Some((answer, next))
            }
            _ => None,
        });
        assert_eq!(given, Some((&answer.to_string(), &next.map(str::to_owned))));
    }
}

#[test]
fn a_cursor_counts_only_where_the_business_says_that_there_is_more() {
    let mut page = Page::open();
    let wanted = ListWanted { limit: 12, ..ListWanted::default() };
    page.event(Event::SearchCalled { call: CallId(1), wanted: wanted.clone(), after: None });
    page.want_list(1, wanted);
    let mut last = found(&[product("p_1", &["v_1"])], Some("c1"));
    last["pagination"]["has_next_page"] = json!(false);
    for (request, _) in page.take_sent() {
        page.answer(request, 200, &last);
    }
    let given = |effect: &Effect| matches!(effect, Effect::Resolve { value: Value::Page { next: None, .. }, .. });
    assert!(page.other.iter().any(given));
    assert!(!page.shop.view_list(tsampa::engine::ids::ViewId(1)).more);
}

#[test]
fn a_product_is_called_for_in_the_callers_language() {
    let mut page = Page::open();
    let context = tsampa::ucp::context::Context { language: Some("bo".to_owned()), ..Default::default() };
    page.event(Event::ProductCalled { call: CallId(1), item: item("p_1"), context });
    assert_eq!(body(&page.one().1)["context"]["language"], "bo");
}

#[test]
fn a_product_that_is_called_for_is_handed_whole_and_added_with_its_looks() {
    let mut page = Page::open();
    page.event(Event::ProductCalled { call: CallId(1), item: item("p_1"), context: Default::default() });
    let (request, exchange) = page.one();
    assert!(exchange.url.ends_with("/catalog/product"));
    assert_eq!(body(&exchange)["id"], "p_1");
    let answer = json!({"ucp": {"version": "2026-04-08"}, "product": product("p_1", &["v_1"])});
    page.answer(request, 200, &answer);
    let given = page.other.iter().find_map(|effect| match effect {
        Effect::Resolve { call: CallId(1), value: Value::Product { answer } } => Some(answer.clone()),
        _ => None,
    });
    assert_eq!(given, Some(answer.to_string()));
    page.add("p_1");
    assert_eq!(page.line("v_1").title, "Product p_1");
}

#[test]
fn a_product_that_is_not_known_is_named_to_its_caller() {
    let mut page = Page::open();
    page.event(Event::ProductCalled { call: CallId(1), item: item("p_9"), context: Default::default() });
    let (request, _) = page.one();
    page.answer(request, 200, &not_found());
    let said = page.other.iter().find_map(|effect| match effect {
        Effect::Reject { call: CallId(1), problem } => Some((problem.code(), problem.sentence())),
        _ => None,
    });
    let (code, sentence) = said.expect("it is rejected");
    assert_eq!(code, "not_found");
    assert!(sentence.contains("p_9"), "{sentence}");
}

#[test]
fn a_call_that_was_given_up_is_rejected_once_and_its_late_answer_says_nothing() {
    let mut page = Page::open();
    page.event(Event::ProductCalled { call: CallId(1), item: item("p_1"), context: Default::default() });
    let (request, _) = page.one();
    page.event(Event::CallAborted { call: CallId(1) });
    page.event(Event::CallAborted { call: CallId(1) });
    let rejected = page.other.iter().filter(|effect| matches!(effect, Effect::Reject { call: CallId(1), .. })).count();
    assert_eq!((rejected, page.rejected(1)), (1, Some("cancelled")));
    assert!(page.other.iter().any(|effect| matches!(effect, Effect::Abort { request: it } if *it == request)));
}

#[test]
fn a_caller_hears_of_its_own_item_why_it_is_missing_with_a_cart_and_without_one() {
    let said = |code: &str, item: &str| {
        let path = format!("$.line_items[?@.item.id=='{item}']");
        json!({"type": "error", "code": code, "severity": "recoverable", "content": "No.", "path": path})
    };
    let words = json!([said("out_of_stock", "v_2"), said("not_found", "v_3"), said("loyalty_only", "v_4")]);
    let codes = [(1, "out_of_stock"), (2, "not_found"), (3, "refused")];
    let calls = |page: &mut Page| (1..).zip(["v_2", "v_3", "v_4"]).for_each(|(call, id)| add(page, call, id));
    // Beside goods that are there.
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    calls(&mut page);
    page.answer(request, 200, &cart(&[("v_1", 2)]));
    let (request, _) = page.one();
    page.answer(request, 200, &cart_saying(&[("v_1", 2)], words));
    assert_eq!(codes.map(|(call, _)| page.rejected(call)), codes.map(|(_, code)| Some(code)));
    // Where nothing else is wanted there is no cart, and the whole answer is an error.
    for (call, code) in codes {
        let item = ["v_2", "v_3", "v_4"][call as usize - 1];
        let mut page = Page::open();
        add(&mut page, call, item);
        let (request, _) = page.one();
        let ucp = json!({"version": "2026-04-08", "status": "error"});
        let code_said = if code == "refused" { "loyalty_only" } else { code };
        page.answer(request, 200, &json!({"ucp": ucp, "messages": [said(code_said, item)]}));
        assert_eq!(page.rejected(call), Some(code));
    }
}

#[test]
fn what_was_taken_out_again_before_the_answer_is_not_called_sold_out() {
    let mut page = page_with(&[("v_1", 1)]);
    add(&mut page, 1, "v_2");
    page.set("v_2", 0);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 1), ("v_2", 1)]));
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 1)]));
    assert!(page.resolved(1) && page.rejected(1).is_none());
}

#[test]
fn a_caller_whose_item_finds_no_room_in_a_full_cart_is_refused() {
    let ids: Vec<String> = (0..100).map(|number| format!("v_{number}")).collect();
    let lines: Vec<(&str, u32)> = ids.iter().map(|id| (id.as_str(), 1)).collect();
    let mut page = page_with(&lines);
    add(&mut page, 1, "v_more");
    assert_eq!(page.rejected(1), Some("refused"));
}

#[test]
fn whoever_asks_for_a_list_too_many_is_told_so_at_once_and_may_ask_again_later() {
    let mut page = Page::open();
    let wanted = ListWanted { limit: 12, ..ListWanted::default() };
    for call in 1..=500 {
        page.event(Event::SearchCalled { call: CallId(call), wanted: wanted.clone(), after: None });
    }
    assert!((1..=500).all(|call| page.rejected(call).is_none()));
    page.event(Event::SearchCalled { call: CallId(501), wanted: wanted.clone(), after: None });
    page.event(Event::ProductCalled { call: CallId(502), item: item("p_1"), context: Default::default() });
    assert_eq!([501, 502].map(|call| page.rejected(call)), [Some("timeout"); 2]);
    page.event(Event::CallAborted { call: CallId(1) });
    page.event(Event::SearchCalled { call: CallId(503), wanted, after: None });
    assert_eq!(page.rejected(503), None);
}

//! What is promised of discount codes: they are part of the cart, so they are lost no more than its lines are.

use crate::page::*;
use serde_json::{Value, json};
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::problem::Failure;
use tsampa::engine::view::MessageText;

/// A business that announces discounts.
fn business() -> Value {
    let entry = json!([{"version": "2026-04-08", "spec": "https://ucp.dev/x", "schema": "https://ucp.dev/x"}]);
    let mut discount = entry.clone();
    discount[0]["extends"] = json!("dev.ucp.shopping.cart");
    json!({"ucp": {"version": "2026-04-08", "payment_handlers": {},
        "capabilities": {"dev.ucp.shopping.cart": entry, "dev.ucp.shopping.checkout": entry, "dev.ucp.shopping.discount": discount},
        "services": {"dev.ucp.shopping": [{"version": "2026-04-08", "transport": "rest", "endpoint": "https://market.example/ucp/v1"}]}}})
}

/// A page whose business takes codes, with one confirmed line.
fn given() -> Page {
    let mut page = page_with(&[("v_1", 1)]);
    let profile = page.sent.iter().find(|(_, exchange)| exchange.plain).map(|(request, _)| *request);
    page.answer(profile.expect("the profile is asked for"), 200, &business());
    page
}

fn want(page: &mut Page, codes: &[&str]) {
    page.event(Event::CodesChosen { codes: codes.iter().map(|code| (*code).to_owned()).collect() });
}

fn sent_codes(exchange: &tsampa::engine::effect::Exchange) -> Value {
    body(exchange)["discounts"]["codes"].clone()
}

fn with_codes(mut cart: Value, codes: &[&str]) -> Value {
    cart["discounts"] = json!({"codes": codes, "applied": []});
    cart
}

fn shown(page: &Page) -> Option<Vec<String>> {
    page.shop.view_cart().codes
}

#[test]
fn codes_that_extend_checkouts_alone_are_not_offered_in_carts() {
    let mut page = page_with(&[("v_1", 1)]);
    let profile_asked = page.sent[0].0;
    let mut said = business();
    said["ucp"]["capabilities"]["dev.ucp.shopping.discount"][0]["extends"] = json!("dev.ucp.shopping.checkout");
    page.answer(profile_asked, 200, &said);
    assert!(page.shop.view_cart().codes.is_none());
}

#[test]
fn a_code_is_offered_where_the_business_announces_discounts_and_nowhere_else() {
    let page = page_with(&[("v_1", 1)]);
    assert_eq!(shown(&page), None);
    assert_eq!(shown(&given()), Some(vec![]));
}

#[test]
fn a_code_goes_out_with_the_lines_and_again_with_every_later_change() {
    let mut page = given();
    want(&mut page, &["LOSAR"]);
    assert_eq!(shown(&page), Some(vec!["LOSAR".to_owned()]), "it shows at once");
    let (request, exchange) = page.one();
    assert_eq!((sent_codes(&exchange), asked(&exchange)), (json!(["LOSAR"]), vec![("v_1".to_owned(), 1)]));
    page.answer(request, 200, &with_codes(cart(&[("v_1", 1)]), &["LOSAR"]));
    assert!(!page.shop.view_cart().open);
    page.set("v_1", 2);
    let (request, exchange) = page.one();
    assert_eq!(sent_codes(&exchange), json!(["LOSAR"]), "a full replacement leaves nothing out");
    page.answer(request, 200, &with_codes(cart(&[("v_1", 2)]), &["LOSAR"]));
    want(&mut page, &[]);
    let (request, exchange) = page.one();
    assert_eq!(sent_codes(&exchange), json!([]));
    page.answer(request, 200, &cart(&[("v_1", 2)]));
    page.set("v_1", 3);
    let (_, exchange) = page.one();
    assert_eq!(sent_codes(&exchange), Value::Null);
}

#[test]
fn a_business_that_takes_a_code_back_is_believed_and_its_reason_is_told() {
    let mut page = given();
    want(&mut page, &["OLD"]);
    let (request, _) = page.one();
    let reason = json!([{"type": "warning", "code": "discount_code_expired", "content": "OLD ended in May.", "path": "$.discounts.codes[0]"}]);
    page.answer(request, 200, &cart_saying(&[("v_1", 1)], reason));
    assert_eq!(shown(&page), Some(vec![]));
    let beside = page.shop.view_cart().code_messages;
    assert_eq!(beside[0].text, MessageText::Said("OLD ended in May.".to_owned()));
    assert!(page.notices().is_empty(), "it stands beside the codes and nowhere else");
}

#[test]
fn a_code_wished_for_without_a_network_is_kept_and_sent_once() {
    let mut page = given();
    page.event(Event::WentOffline);
    want(&mut page, &["LOSAR"]);
    page.set("v_1", 4);
    page.wait(100_000);
    assert!(page.nothing_sent());
    assert!(page.shop.view_cart().waiting.is_some());
    page.browser.borrow_mut().lock = None;
    let mut next = Page::open_in(&page.browser, 2);
    let (request, exchange) = next.one_later();
    assert_eq!((sent_codes(&exchange), asked(&exchange)), (json!(["LOSAR"]), vec![("v_1".to_owned(), 4)]));
    next.answer(request, 200, &with_codes(cart(&[("v_1", 4)]), &["LOSAR"]));
    next.wait(60_000);
    assert!(next.nothing_sent());
}

#[test]
fn a_lost_answer_repeats_the_code_under_the_same_key() {
    let mut page = given();
    want(&mut page, &["LOSAR"]);
    let (request, first) = page.one();
    page.fail(request, Failure::Unreachable);
    let (request, second) = page.one_later();
    assert_eq!((first.idempotency_key, first.body), (second.idempotency_key, second.body));
    page.answer(request, 200, &with_codes(cart(&[("v_1", 1)]), &["LOSAR"]));
    assert_eq!(shown(&page), Some(vec!["LOSAR".to_owned()]));
}

#[test]
fn codes_of_a_cart_that_the_business_forgot_are_wanted_again() {
    let mut page = given();
    want(&mut page, &["LOSAR"]);
    let (request, _) = page.one();
    page.answer(request, 200, &with_codes(cart(&[("v_1", 1)]), &["LOSAR"]));
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 404, &not_found());
    let (_, exchange) = page.one();
    assert_eq!((exchange.url.ends_with("/carts"), sent_codes(&exchange)), (true, json!(["LOSAR"])));
}

#[test]
fn a_code_that_is_refused_with_the_cart_is_set_apart_and_the_lines_are_asked_for_again() {
    let mut page = given();
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.set("v_2", 1);
    want(&mut page, &["BROKEN"]);
    page.answer(request, 200, &cart(&[("v_1", 2)]));
    let (request, exchange) = page.one();
    assert_eq!(sent_codes(&exchange), json!(["BROKEN"]));
    page.answer(request, 422, &json!({"code": "invalid", "content": "No such code."}));
    let (request, exchange) = page.one();
    assert_eq!(
        (sent_codes(&exchange), asked(&exchange)),
        (Value::Null, vec![("v_1".to_owned(), 2), ("v_2".to_owned(), 1)])
    );
    page.answer(request, 200, &cart(&[("v_1", 2), ("v_2", 1)]));
    assert_eq!(page.notices(), [MessageText::Said("No such code.".to_owned())]);
    assert_eq!(shown(&page), Some(vec![]));
}

#[test]
fn codes_alone_make_no_cart_and_checkout_waits_for_them() {
    let mut page = Page::open();
    want(&mut page, &["LOSAR"]);
    page.wait(60_000);
    assert!(page.nothing_sent());
    let mut page = given();
    want(&mut page, &["LOSAR"]);
    let (request, _) = page.one();
    page.check_out();
    assert!(page.nothing_sent(), "nothing is handed over while a code is open");
    page.answer(request, 200, &with_codes(cart(&[("v_1", 1)]), &["LOSAR"]));
    let (_, exchange) = page.one_later();
    assert!(exchange.url.ends_with("/checkout-sessions"));
}

#[test]
fn the_same_code_twice_is_one_and_upper_case_is_lower_case() {
    let mut page = given();
    want(&mut page, &["Losar", "LOSAR", "", &"x".repeat(65)]);
    let (_, exchange) = page.one();
    assert_eq!(sent_codes(&exchange), json!(["Losar"]));
}

#[test]
fn eight_codes_are_sent_at_the_most_each_of_64_letters_at_the_most() {
    let mut page = given();
    let long = "y".repeat(64);
    let all: Vec<String> = (0..9).map(|number| format!("C{number}")).collect();
    let mut wanted: Vec<&str> = vec![long.as_str()];
    wanted.extend(all.iter().map(String::as_str));
    want(&mut page, &wanted);
    let (_, exchange) = page.one();
    assert_eq!(sent_codes(&exchange), json!(wanted[..8]));
}

#[test]
fn a_line_says_what_a_kilogram_costs_as_long_as_that_price_stands() {
    let mut page = Page::open();
    page.want_list(1, ListWanted { limit: 12, ..ListWanted::default() });
    let (request, _) = page.one();
    let mut tsampa = product("p_1", &["v_1"]);
    tsampa["variants"][0]["unit_price"] = json!({"amount": 2000, "currency": "CNY",
        "measure": {"value": 500, "unit": "g"}, "reference": {"value": 1, "unit": "kg"}});
    page.answer(request, 200, &found(&[tsampa], None));
    page.add("v_1");
    let (request, _) = page.one();
    let unit = |page: &Page| page.line("v_1").unit_price.map(|unit| (unit.price.amount.0, unit.unit));
    assert_eq!(unit(&page), Some((2000, "kg".to_owned())), "before any answer");
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    assert_eq!(unit(&page), Some((2000, "kg".to_owned())));
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 2)]), "v_1", 1200));
    assert_eq!(unit(&page), None, "what went with another price is not said");
}

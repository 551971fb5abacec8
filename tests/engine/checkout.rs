//! What the hand-over promises.

use crate::page::*;
use serde_json::json;
use tsampa::engine::effect::{Effect, Method, Tale};
use tsampa::engine::event::{Event, HttpAnswer};
use tsampa::engine::ids::CallId;
use tsampa::engine::problem::{Failure, Problem};
use tsampa::engine::view::MessageText;

fn page_with_tsampa() -> Page {
    let mut page = Page::open();
    page.add("v_1");
    let (request, _) = page.one();
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    page
}

fn handed_over() -> Page {
    let mut page = page_with_tsampa();
    page.check_out();
    let (request, _) = page.one();
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    page
}

fn reopened(page: &Page) -> Page {
    page.browser.borrow_mut().lock = None;
    Page::open_in(&page.browser, page.number + 1)
}

#[test]
fn the_cart_becomes_a_checkout_and_the_buyer_goes_there_once() {
    let mut page = page_with_tsampa();
    page.check_out();
    page.check_out();
    let (request, exchange) = page.one();
    assert_eq!(exchange.url, "https://market.example/ucp/v1/checkout-sessions");
    assert_eq!(body(&exchange)["cart_id"], "cart_7");
    assert_eq!(body(&exchange)["line_items"], json!([]));
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert_eq!(page.navigated(), ["https://market.example/checkout/chk_1"]);
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
}

#[test]
fn checkout_waits_until_every_change_is_answered() {
    let mut page = page_with_tsampa();
    page.set("v_1", 2);
    page.check_out();
    let (request, exchange) = page.one();
    assert_eq!(exchange.method, Method::Put);
    page.answer(request, 200, &cart(&[("v_1", 2)]));
    assert!(page.one().1.url.ends_with("/checkout-sessions"));
}

#[test]
fn an_open_checkout_with_other_lines_is_brought_in_line_with_what_was_typed_kept() {
    let mut page = page_with_tsampa();
    page.check_out();
    let (request, _) = page.one();
    let mut stale = checkout("incomplete", &[("v_1", 3)]);
    stale["buyer"] = json!({"email": "drolma@example.org"});
    let (places, options) =
        (json!([{"id": "sp_1", "name": "Xihe"}]), json!([{"id": "o_1", "title": "x", "totals": []}]));
    let home = json!([{"id": "d_1", "street_address": "Lane 3"}]);
    stale["fulfillment"] = json!({"methods": [
        {"id": "m_1", "type": "pickup", "line_item_ids": ["li_v_1"], "selected_destination_id": "sp_1", "destinations": places,
            "groups": [{"id": "g_1", "line_item_ids": ["li_v_1"], "selected_option_id": "o_1", "options": options}]},
        {"id": "m_2", "type": "shipping", "line_item_ids": [], "destinations": home, "groups": []}]});
    page.answer(request, 201, &stale);
    let (request, exchange) = page.one();
    assert_eq!(
        (exchange.method, exchange.url.as_str()),
        (Method::Put, "https://market.example/ucp/v1/checkout-sessions/chk_1")
    );
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 1)]);
    assert_eq!(body(&exchange)["buyer"]["email"], "drolma@example.org");
    let chosen = json!({"methods": [
        {"id": "m_1", "type": "pickup", "line_item_ids": ["li_v_1"], "selected_destination_id": "sp_1",
            "groups": [{"id": "g_1", "selected_option_id": "o_1"}]},
        {"id": "m_2", "type": "shipping", "line_item_ids": [], "destinations": home, "groups": []}]});
    assert_eq!(body(&exchange)["fulfillment"], chosen);
    let record = page.browser.borrow().record.clone().unwrap();
    assert!(!record.contains("drolma") && !record.contains("Lane 3"), "buyer data reached storage");
    assert!(page.navigated().is_empty());
    page.answer(request, 200, &checkout("incomplete", &[("v_1", 1)]));
    assert_eq!(page.navigated(), ["https://market.example/checkout/chk_1"]);
}

#[test]
fn only_a_safe_address_is_gone_to() {
    let mut page = page_with_tsampa();
    page.check_out();
    let (request, _) = page.one();
    let mut evil = checkout("incomplete", &[("v_1", 1)]);
    evil["continue_url"] = json!("javascript:alert(1)");
    page.answer(request, 201, &evil);
    assert_eq!(page.navigated(), ["https://market.example/cart/cart_7"]);
}

#[test]
fn after_the_order_the_cart_is_empty_and_the_page_is_told_once() {
    let page = handed_over();
    let mut back = reopened(&page);
    let (request, exchange) = back.one();
    assert_eq!(
        (exchange.method, exchange.url.as_str()),
        (Method::Get, "https://market.example/ucp/v1/checkout-sessions/chk_1")
    );
    back.answer(request, 200, &checkout("completed", &[("v_1", 1)]));
    assert!(back.lines().is_empty());
    assert_eq!(back.orders_told(), 1);
    let mut later = reopened(&back);
    assert!(later.nothing_sent());
    assert_eq!((later.lines().len(), later.orders_told()), (0, 0));
}

#[test]
fn back_from_an_unfinished_checkout_the_cart_is_as_the_business_says() {
    let page = handed_over();
    let mut back = reopened(&page);
    let (request, _) = back.one();
    back.answer(request, 200, &checkout("incomplete", &[("v_1", 1)]));
    let (request, exchange) = back.one();
    assert_eq!(exchange.url, "https://market.example/ucp/v1/carts/cart_7");
    back.answer(request, 200, &cart(&[("v_1", 1)]));
    assert_eq!(back.lines(), [("v_1".to_owned(), 1)]);
}

#[test]
fn a_page_back_from_the_cache_learns_of_the_order() {
    let mut page = handed_over();
    page.event(Event::Resumed { wall: 2_000_000, from_cache: true });
    let (request, _) = page.one();
    page.answer(request, 200, &checkout("completed", &[("v_1", 1)]));
    assert!(page.lines().is_empty());
}

#[test]
fn a_cart_that_became_an_order_does_not_come_back_by_a_late_change() {
    let mut page = handed_over();
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &not_found());
    let (request, exchange) = page.one();
    assert!(exchange.url.ends_with("/checkout-sessions/chk_1"));
    page.answer(request, 200, &checkout("completed", &[("v_1", 1)]));
    // The wish for a second piece came after the hand-over: one piece is still wanted, the ordered one is not.
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
    assert!(page.one().1.url.ends_with("/carts"));
}

#[test]
fn a_wish_made_while_the_hand_over_is_under_way_outlives_the_order() {
    let mut page = page_with_tsampa();
    page.check_out();
    let (request, _) = page.one();
    page.set("v_2", 3);
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    let mut back = reopened(&page);
    let sent = back.take_sent();
    let (request, _) =
        sent.iter().find(|(_, exchange)| exchange.url.ends_with("/chk_1")).expect("the checkout is read");
    back.answer(*request, 200, &checkout("completed", &[("v_1", 1)]));
    assert_eq!(back.lines(), [("v_2".to_owned(), 3)]);
}

#[test]
fn checkout_of_an_unreachable_shop_gives_up_after_three_tries_and_keeps_the_cart() {
    let mut page = page_with_tsampa();
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: false });
    for _ in 0..3 {
        let (request, _) = page.one_later();
        page.fail(request, Failure::Timeout);
    }
    page.wait(120_000);
    assert!(page.nothing_sent());
    assert_eq!(page.rejected(9), Some("timeout"));
    assert!(page.shop.view_cart().can_check_out);
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
}

#[test]
fn checkout_behind_a_change_that_does_not_get_through_gives_up_after_three_tries_and_the_change_goes_on() {
    let mut page = Page::open();
    page.add("v_1");
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    let (request, sent) = page.one();
    page.fail(request, Failure::Unreachable);
    for _ in 0..2 {
        assert_eq!(page.rejected(9), None);
        let (request, _) = page.one_later();
        page.fail(request, Failure::Unreachable);
    }
    assert_eq!(page.rejected(9), Some("timeout"));
    let (request, again) = page.one_later();
    assert_eq!((&again.body, &again.idempotency_key), (&sent.body, &sent.idempotency_key));
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    page.wait(120_000);
    assert!(page.nothing_sent() && page.navigated().is_empty(), "nobody is taken away who was told to try again");
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
}

#[test]
fn checkout_of_nothing_is_refused_with_a_reason() {
    let mut page = Page::open();
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: false });
    assert_eq!(page.rejected(9), Some("refused"));
    assert!(page.nothing_sent());
}

#[test]
fn a_press_while_a_caller_waits_for_the_address_takes_the_buyer_there() {
    let mut page = page_with_tsampa();
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: false });
    let (request, _) = page.one();
    page.check_out();
    page.event(Event::CheckoutChosen { call: Some(CallId(10)), navigate: false });
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert_eq!(page.navigated().len(), 1);
    assert!(page.resolved(9) && page.resolved(10));
}

#[test]
fn a_caller_who_wants_the_address_alone_stays() {
    let mut page = page_with_tsampa();
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: false });
    let (request, _) = page.one();
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert!(page.resolved(9) && page.navigated().is_empty());
}

#[test]
fn a_cart_that_is_gone_when_checkout_is_asked_for_is_made_again_and_checkout_ends() {
    let mut page = page_with_tsampa();
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    let (request, _) = page.one();
    page.answer(request, 200, &not_found());
    assert_eq!(page.rejected(9), Some("refused"));
    let (_, exchange) = page.one();
    assert_eq!((exchange.url.ends_with("/carts"), asked(&exchange)), (true, vec![("v_1".to_owned(), 1)]));
    assert_eq!(page.notices(), [MessageText::Rebuilt]);
}

#[test]
fn an_open_checkout_with_a_line_more_or_a_line_less_is_brought_in_line_under_the_ids_that_it_has() {
    for stale in [&[("v_1", 1)][..], &[("v_2", 1), ("v_1", 1), ("v_3", 1)], &[("v_2", 1), ("v_1", 2)]] {
        let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
        page.check_out();
        let (request, _) = page.one();
        page.answer(request, 201, &checkout("incomplete", stale));
        let (_, exchange) = page.one();
        let lines = body(&exchange)["line_items"].clone();
        let known = |id: &str| stale.iter().any(|(item, _)| *item == id).then(|| format!("li_{id}"));
        for (place, id) in ["v_1", "v_2"].into_iter().enumerate() {
            let line = &lines[place];
            assert_eq!((line["item"]["id"].as_str(), line["quantity"].as_u64()), (Some(id), Some(1)));
            assert_eq!(line["id"].as_str(), known(id).as_deref());
        }
        assert!(page.navigated().is_empty());
    }
}

#[test]
fn an_open_checkout_with_the_same_pieces_in_more_rows_is_gone_to_as_it_is() {
    let mut page = page_with(&[("v_1", 3), ("v_2", 1)]);
    page.check_out();
    let (request, _) = page.one();
    page.answer(request, 201, &checkout("incomplete", &[("v_2", 1), ("v_1", 1), ("v_1", 2)]));
    assert!(page.nothing_sent());
    assert_eq!(page.navigated().len(), 1);
}

#[test]
fn a_checkout_that_stays_open_is_asked_for_at_every_visit_and_one_that_was_given_up_no_more() {
    for (status, asked) in [("incomplete", "/checkout-sessions/chk_1"), ("canceled", "/carts/cart_7")] {
        let mut back = reopened(&handed_over());
        let (request, _) = back.one();
        back.answer(request, 200, &checkout(status, &[("v_1", 1)]));
        back.one();
        let mut later = reopened(&back);
        let (_, exchange) = later.one();
        assert!(exchange.url.ends_with(asked), "{status}: {}", exchange.url);
    }
}

#[test]
fn a_checkout_that_the_business_knows_no_more_is_asked_for_once() {
    let mut back = reopened(&handed_over());
    let (request, _) = back.one();
    back.answer(request, 404, &json!({}));
    assert!(back.one().1.url.ends_with("/carts/cart_7"));
    assert!(reopened(&back).one().1.url.ends_with("/carts/cart_7"));
    assert_eq!((back.lines().len(), back.orders_told()), (1, 0));
}

#[test]
fn where_a_checkout_cannot_be_asked_for_now_the_cart_is_read_all_the_same() {
    let mut back = reopened(&handed_over());
    let (request, _) = back.one();
    back.fail(request, Failure::Timeout);
    assert!(back.one().1.url.ends_with("/carts/cart_7"));
}

#[test]
fn a_lost_cart_is_not_made_again_before_it_is_known_whether_it_was_ordered() {
    let mut page = handed_over();
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 404, &json!({}));
    let (request, exchange) = page.one();
    assert!(exchange.url.ends_with("/checkout-sessions/chk_1"));
    page.fail(request, Failure::Unreachable);
    assert!(page.nothing_sent(), "the write is repeated later, and with it the question");
    let (request, exchange) = page.one_later();
    assert!(exchange.url.ends_with("/carts/cart_7"), "{}", exchange.url);
    page.answer(request, 404, &json!({}));
    let (request, _) = page.one();
    page.answer(request, 200, &checkout("incomplete", &[("v_1", 1)]));
    let (_, exchange) = page.one();
    assert_eq!((exchange.url.ends_with("/carts"), asked(&exchange)), (true, vec![("v_1".to_owned(), 2)]));
}

#[test]
fn an_order_is_told_with_its_number_and_its_page_and_only_by_who_stored_the_checkout() {
    for (named, told) in [(true, ("ord_1", Some("1001"), true)), (false, ("chk_1", None, false))] {
        let mut back = reopened(&handed_over());
        let (request, _) = back.one();
        let mut done = checkout("completed", &[("v_1", 1)]);
        if !named {
            done.as_object_mut().unwrap().remove("order");
        }
        back.answer(request, 200, &done);
        let tale = back.other.iter().find_map(|effect| match effect {
            Effect::Tell(Tale::Order { id, label, permalink_url }) => {
                Some((id.as_str(), label.as_deref(), permalink_url.is_some()))
            }
            _ => None,
        });
        assert_eq!(tale, Some(told));
    }
}

#[test]
fn a_cart_whose_lines_the_business_split_is_not_taken_for_another_than_its_checkout() {
    let mut page = page_with_tsampa();
    page.set("v_1", 5);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 3), ("v_1", 2)]));
    page.check_out();
    let (request, _) = page.one();
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 3), ("v_1", 2)]));
    assert!(page.nothing_sent());
    assert_eq!(page.navigated().len(), 1);
}

#[test]
fn a_hand_over_under_way_is_no_open_change() {
    let mut page = page_with_tsampa();
    page.check_out();
    page.one();
    assert!(!page.shop.view_cart().open && !page.shop.view_cart_shown().open);
    page.event(Event::QuantityChosen { call: Some(CallId(3)), item: item("v_1"), quantity: 2 });
    assert!(page.shop.view_cart().open && !page.resolved(3));
}

#[test]
fn a_checkout_that_nobody_waits_for_any_more_takes_nobody_away() {
    let call = |page: &mut Page, call| page.event(Event::CheckoutChosen { call: Some(CallId(call)), navigate: true });
    let mut page = page_with_tsampa();
    call(&mut page, 1);
    let (request, _) = page.one();
    page.event(Event::CallAborted { call: CallId(1) });
    assert_eq!(page.rejected(1), Some("cancelled"));
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert!(page.navigated().is_empty());
    // Another who wants it gets it, and so does the buyer.
    for buyer in [None, Some(CallId(3))] {
        let mut page = page_with_tsampa();
        call(&mut page, 2);
        page.event(Event::CheckoutChosen { call: buyer, navigate: true });
        let (request, _) = page.one();
        page.event(Event::CallAborted { call: CallId(2) });
        page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
        assert_eq!(page.navigated().len(), 1, "{buyer:?}");
    }
    // Who only asked where it is stays here, though the one who gave up did not want to.
    let mut page = page_with_tsampa();
    call(&mut page, 4);
    page.event(Event::CheckoutChosen { call: Some(CallId(5)), navigate: false });
    let (request, _) = page.one();
    page.event(Event::CallAborted { call: CallId(4) });
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert!(page.resolved(5) && page.navigated().is_empty());
}

#[test]
fn where_nothing_is_at_the_checkouts_address_the_cart_stays_as_it_is() {
    let mut page = page_with_tsampa();
    page.check_out();
    let (mut request, _) = page.one();
    for _ in 0..2 {
        page.answer_text(request, 404, String::new(), None);
        request = page.one_later().0;
    }
    page.answer_text(request, 404, String::new(), None);
    page.wait(120_000);
    assert!(page.nothing_sent(), "the cart is not made again");
    assert_eq!((page.lines(), page.notices().len()), (vec![("v_1".to_owned(), 1)], 0));
    assert!(page.shop.view_cart().problem.is_some());
}

#[test]
fn a_checkout_without_a_page_and_one_that_was_cancelled_are_told_in_the_businesss_words() {
    for status in ["incomplete", "canceled"] {
        let mut page = page_with_tsampa();
        page.set("v_1", 2);
        let (request, _) = page.one();
        let mut pageless = cart(&[("v_1", 2)]);
        pageless["continue_url"] = json!(null);
        page.answer(request, 200, &pageless);
        page.check_out();
        let (request, _) = page.one();
        let mut said = checkout(status, &[("v_1", 2)]);
        if status == "incomplete" {
            said["continue_url"] = json!(null);
        }
        said["messages"] = json!([{"type": "error", "code": "address", "severity": "requires_buyer_input", "content": "We need an address first."}]);
        page.answer(request, 201, &said);
        assert!(page.navigated().is_empty());
        let problem = page.shop.view_cart().problem.expect("the buyer is told");
        assert_eq!(problem, Problem::Refused { content: "We need an address first.".to_owned() });
    }
}

#[test]
fn a_checkout_that_cannot_be_read_whole_is_not_sent_back_by_halves() {
    let mut page = page_with_tsampa();
    page.check_out();
    let (request, _) = page.one();
    let mut open = checkout("incomplete", &[("v_1", 2)]);
    open["buyer"] = json!({"first_name": "Drolma"});
    let body = open.to_string().replace("Drolma", "Drolma\\ud83d");
    let answer = HttpAnswer::Answer { status: 200, body, retry_after_ms: None, language: None };
    page.event(Event::Answered { request, answer });
    assert!(
        page.take_sent().iter().all(|(_, exchange)| exchange.method != Method::Put),
        "the buyer's name would be lost"
    );
    let told = page.other.iter().find_map(|effect| match effect {
        Effect::Tell(Tale::Problem { problem, .. }) => Some(problem.code()),
        _ => None,
    });
    assert_eq!((told, page.navigated().len()), (Some("not_ucp"), 0));
}

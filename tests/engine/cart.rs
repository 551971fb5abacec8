//! What the cart promises.

use crate::page::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::effect::Method;
use tsampa::engine::event::Event;
use tsampa::engine::ids::CallId;
use tsampa::engine::problem::Failure;
use tsampa::engine::view::MessageText;

#[test]
fn a_page_without_a_cart_asks_for_none() {
    let mut page = Page::open();
    page.wait(60_000);
    assert!(page.nothing_sent());
}

#[test]
fn what_is_added_shows_before_any_answer() {
    let mut page = Page::open();
    page.add("v_1");
    let view = page.shop.view_cart();
    assert_eq!((view.count, view.open, view.totals.len()), (1, true, 0));
}

#[test]
fn one_write_is_in_flight_and_the_rest_gathers() {
    let mut page = Page::open();
    for _ in 0..10 {
        page.add("v_1");
    }
    let (first, exchange) = page.one();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 1)]);
    page.answer(first, 201, &cart(&[("v_1", 1)]));
    let (second, exchange) = page.one();
    assert_eq!((exchange.method, exchange.url.as_str()), (Method::Put, "https://market.example/ucp/v1/carts/cart_7"));
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 10)]);
    assert_eq!(page.lines(), [("v_1".to_owned(), 10)]);
    page.answer(second, 200, &cart(&[("v_1", 10)]));
    assert!(page.nothing_sent());
    assert!(!page.shop.view_cart().open);
}

#[test]
fn an_edit_made_while_a_write_flies_never_flickers_back() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (first, _) = page.one();
    page.set("v_1", 3);
    assert!(page.nothing_sent());
    page.answer(first, 200, &cart(&[("v_1", 2)]));
    assert_eq!(page.lines(), [("v_1".to_owned(), 3)]);
    let (_, exchange) = page.one();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 3)]);
}

#[test]
fn a_retry_has_the_same_key_and_bytes_and_another_wish_another_key() {
    let mut page = Page::open();
    page.add("v_1");
    let (first, lost) = page.one();
    page.fail(first, Failure::Unreachable);
    let (second, again) = page.one_later();
    assert_eq!((&lost.idempotency_key, &lost.body, &lost.url), (&again.idempotency_key, &again.body, &again.url));
    page.answer(second, 201, &cart(&[("v_1", 1)]));
    page.add("v_1");
    let (_, other) = page.one();
    assert_ne!(other.idempotency_key, lost.idempotency_key);
}

#[test]
fn a_write_is_stored_before_it_is_sent_and_survives_a_reload() {
    let browser = Rc::new(RefCell::new(Default::default()));
    let mut page = Page::open_in(&browser, 1);
    page.add("v_1");
    let (_, lost) = page.one();
    assert!(browser.borrow().record.as_ref().unwrap().contains(lost.idempotency_key.as_ref().unwrap().as_str()));
    drop(page);
    browser.borrow_mut().lock = None;
    let mut reloaded = Page::open_in(&browser, 2);
    assert_eq!(reloaded.lines(), [("v_1".to_owned(), 1)]);
    let (_, again) = reloaded.one();
    assert_eq!((lost.idempotency_key, lost.body), (again.idempotency_key, again.body));
}

#[test]
fn two_pages_show_the_same_and_one_of_them_writes() {
    let browser = Rc::new(RefCell::new(Default::default()));
    let mut first = Page::open_in(&browser, 1);
    let mut second = Page::open_in(&browser, 2);
    first.add("v_1");
    second.hear();
    second.add("v_1");
    assert!(second.nothing_sent());
    first.hear();
    assert_eq!(first.lines(), second.lines());
    let (request, _) = first.one();
    first.answer(request, 201, &cart(&[("v_1", 1)]));
    let (request, exchange) = first.one();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 2)]);
    first.answer(request, 200, &cart(&[("v_1", 2)]));
    second.take_free_lock();
    second.hear();
    assert!(second.nothing_sent());
    assert_eq!(second.lines(), [("v_1".to_owned(), 2)]);
    assert!(!second.shop.view_cart().open);
}

#[test]
fn two_pages_that_add_at_once_both_count() {
    let browser = Rc::new(RefCell::new(Default::default()));
    let mut first = Page::open_in(&browser, 1);
    let mut second = Page::open_in(&browser, 2);
    first.add("v_1");
    second.add("v_1");
    second.hear();
    assert_eq!(second.lines(), [("v_1".to_owned(), 2)]);
}

#[test]
fn a_page_that_takes_over_repeats_the_other_ones_write() {
    let browser = Rc::new(RefCell::new(Default::default()));
    let mut first = Page::open_in(&browser, 1);
    let mut second = Page::open_in(&browser, 2);
    first.add("v_1");
    let (_, lost) = first.one();
    second.hear();
    assert!(second.nothing_sent());
    drop(first);
    browser.borrow_mut().lock = None;
    second.take_free_lock();
    let (_, again) = second.one();
    assert_eq!((lost.idempotency_key, lost.body), (again.idempotency_key, again.body));
}

#[test]
fn without_locks_a_write_of_another_page_is_left_alone_until_its_lease_ends() {
    let browser = Rc::new(RefCell::new(Default::default()));
    let plain = || tsampa::engine::Settings { locks: false, ..settings() };
    let mut first = Page::open_with(&browser, 1, plain());
    first.add("v_1");
    assert_eq!(first.take_sent().len(), 1);
    browser.borrow_mut().lock = None;
    let mut second = Page::open_with(&browser, 2, plain());
    assert!(second.nothing_sent());
    second.wait(29_000);
    assert!(second.nothing_sent());
    second.wait(3_000);
    assert_eq!(second.take_sent().len(), 1);
}

#[test]
fn a_cart_the_business_forgot_is_made_again_and_the_buyer_is_told() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 2)]);
    page.set("v_1", 4);
    let (request, _) = page.one();
    page.answer(request, 200, &not_found());
    let (_, exchange) = page.one();
    assert_eq!(exchange.url, "https://market.example/ucp/v1/carts");
    let mut lines = asked(&exchange);
    lines.sort();
    assert_eq!(lines, [("v_1".to_owned(), 4), ("v_2".to_owned(), 2)]);
    assert!(page.shop.view_cart().messages.iter().any(|message| message.text == MessageText::Rebuilt));
}

#[test]
fn a_vanished_variant_leaves_the_rest_of_the_cart_and_is_named() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 2)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_2", 2)]));
    let view = page.shop.view_cart();
    assert_eq!(page.lines(), [("v_2".to_owned(), 2)]);
    let told: Vec<_> = view.messages.iter().map(|message| message.text.clone()).collect();
    assert_eq!(told, [MessageText::Gone { title: "Title of v_1".to_owned() }]);
    page.event(Event::NoticeDismissed { notice: view.messages[0].notice.unwrap() });
    assert!(page.shop.view_cart().messages.is_empty());
}

#[test]
fn a_smaller_quantity_than_asked_for_is_told_unless_the_business_says_it_itself() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 9);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 3)]));
    let told = page.shop.view_cart().messages[0].text.clone();
    assert_eq!(told, MessageText::Adjusted { title: "Title of v_1".to_owned(), kept: 3 });

    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 9);
    let (request, _) = page.one();
    let words = json!([{"type": "warning", "code": "quantity_adjusted", "path": "$.line_items[0].quantity", "content": "Only 3 left."}]);
    page.answer(request, 200, &cart_saying(&[("v_1", 3)], words));
    let view = page.shop.view_cart();
    assert!(view.messages.is_empty());
    assert_eq!(view.groups[0].lines[0].messages[0].text, MessageText::Said("Only 3 left.".to_owned()));
}

#[test]
fn a_spent_key_leads_to_a_new_reading_and_a_new_key() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, spent) = page.one();
    page.answer(request, 409, &json!({"code": "idempotency_conflict", "content": "Another body."}));
    let (read, exchange) = page.one();
    assert_eq!(exchange.method, Method::Get);
    page.answer(read, 200, &cart(&[("v_1", 1)]));
    let (_, fresh) = page.one_later();
    assert_ne!(fresh.idempotency_key, spent.idempotency_key);
    assert_eq!(asked(&fresh), [("v_1".to_owned(), 2)]);
}

#[test]
fn a_busy_business_is_left_alone_for_as_long_as_it_says() {
    let mut page = Page::open();
    page.add("v_1");
    let (request, first) = page.one();
    page.answer_text(request, 503, String::new(), Some(30_000));
    page.wait(29_000);
    assert!(page.nothing_sent());
    assert_eq!(page.one_later().1.idempotency_key, first.idempotency_key);
}

#[test]
fn a_captive_portal_loses_nothing() {
    let mut page = Page::open();
    page.add("v_1");
    let (request, first) = page.one();
    page.answer_text(request, 200, "<html>Log in</html>".to_owned(), None);
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
    assert_eq!(page.one_later().1.idempotency_key, first.idempotency_key);
}

#[test]
fn a_refused_change_is_taken_back_with_the_businesss_words() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 5);
    let (request, _) = page.one();
    page.answer(request, 422, &json!({"code": "x", "content": "Not to this country."}));
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
    assert_eq!(page.shop.view_cart().messages[0].text, MessageText::Said("Not to this country.".to_owned()));
    page.wait(120_000);
    assert!(page.nothing_sent());
}

#[test]
fn offline_changes_wait_and_go_out_once() {
    let mut page = Page::open();
    page.event(Event::WentOffline);
    page.add("v_1");
    page.add("v_1");
    page.wait(600_000);
    assert!(page.nothing_sent());
    assert!(page.shop.view_cart().waiting.is_some());
    page.event(Event::WentOnline);
    let (request, exchange) = page.one();
    page.answer(request, 201, &cart(&[("v_1", asked(&exchange)[0].1 as u32)]));
    let rest = page.take_sent();
    assert!(rest.len() <= 1);
    if let Some((request, exchange)) = rest.into_iter().next() {
        assert_eq!(asked(&exchange), [("v_1".to_owned(), 2)]);
        page.answer(request, 200, &cart(&[("v_1", 2)]));
    }
    assert_eq!(page.lines(), [("v_1".to_owned(), 2)]);
}

#[test]
fn a_double_press_adds_one_and_five_presses_add_five() {
    let mut page = Page::open();
    let press = |page: &mut Page, after: u64| {
        page.now += after;
        let view = Some(tsampa::engine::ids::ViewId(1));
        page.event(Event::Added { view, call: None, item: item("v_1"), quantity: 1, channel: None });
    };
    press(&mut page, 1_000);
    press(&mut page, 299);
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
    for _ in 0..4 {
        press(&mut page, 301);
    }
    assert_eq!(page.lines(), [("v_1".to_owned(), 5)]);
}

#[test]
fn a_caller_is_answered_when_the_business_agreed_and_told_when_it_has_none() {
    let mut page = Page::open();
    page.event(Event::Added { view: None, call: Some(CallId(1)), item: item("v_1"), quantity: 2, channel: None });
    let (request, _) = page.one();
    assert!(!page.resolved(1));
    page.answer(request, 201, &cart(&[("v_1", 2)]));
    assert!(page.resolved(1));
    page.event(Event::Added { view: None, call: Some(CallId(2)), item: item("v_2"), quantity: 1, channel: None });
    let (request, _) = page.one();
    let words = json!([{"type": "error", "code": "out_of_stock", "severity": "recoverable", "content": "Sold out."}]);
    page.answer(request, 200, &cart_saying(&[("v_1", 2)], words));
    assert_eq!(page.rejected(2), Some("out_of_stock"));
}

#[test]
fn attribution_names_partner_way_and_path_and_nobody() {
    let mut page = Page::open();
    page.event(Event::Added {
        view: None,
        call: None,
        item: item("v_1"),
        quantity: 1,
        channel: Some("video".to_owned()),
    });
    let (_, exchange) = page.one();
    let expected =
        json!({"campaign_source": "tourism-gyangze", "campaign_medium": "video", "campaign_content": "/visit"});
    assert_eq!(body(&exchange)["attribution"], expected);
}

#[test]
fn a_damaged_record_is_an_empty_cart_and_never_half_a_one() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let mut page = Page::open_in(&browser, 1);
    page.add("v_1");
    let good = browser.borrow().record.clone().unwrap();
    for bad in ["", "2", "nonsense", &good[..good.len() - 1], &good.replacen("v_1", "v_2", 1), &format!("{good} ")] {
        let browser = Rc::new(RefCell::new(Browser { record: Some(bad.to_owned()), ..Browser::default() }));
        assert!(Page::open_in(&browser, 2).lines().is_empty(), "{bad}");
    }
    browser.borrow_mut().lock = None;
    assert_eq!(Page::open_in(&browser, 3).lines(), [("v_1".to_owned(), 1)]);
}

#[test]
fn the_page_is_told_of_each_change_of_the_shown_cart_once() {
    use tsampa::engine::effect::{Effect, Tale};
    let mut page = Page::open();
    page.add("v_1");
    let (request, _) = page.one();
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    let told = page.other.iter().filter(|effect| matches!(effect, Effect::Tell(Tale::Cart { .. }))).count();
    assert_eq!(told, 2);
}

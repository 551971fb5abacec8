//! What was once wrong and stays right: late answers, split lines, leases, callers, storage that is emptied or refused.

use crate::page::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::Settings;
use tsampa::engine::effect::{Exchange, Method};
use tsampa::engine::event::{Event, HttpAnswer};
use tsampa::engine::ids::{CallId, RequestId};
use tsampa::engine::problem::Failure;

fn any_browser() -> Rc<RefCell<Browser>> {
    Rc::new(RefCell::new(Browser::default()))
}

fn without_locks(browser: &Rc<RefCell<Browser>>, number: u64) -> Page {
    Page::open_with(browser, number, Settings { locks: false, ..settings() })
}

/// What was sent of this method.
fn only(page: &mut Page, method: Method) -> (RequestId, Exchange) {
    let sent = page.take_sent();
    let mut found = sent.into_iter().filter(|(_, exchange)| exchange.method == method);
    let one = found.next().expect("a request of this method");
    assert!(found.next().is_none());
    one
}

#[test]
fn a_late_answer_to_a_read_never_comes_over_a_newer_one() {
    let mut page = page_with(&[("v_1", 1)]);
    page.event(Event::Resumed { wall: 2_000_000, from_cache: true });
    let (late, read) = page.one();
    assert_eq!(read.method, Method::Get);
    page.set("v_1", 2);
    let (write, _) = page.one();
    page.answer(write, 200, &cart(&[("v_1", 2)]));
    page.answer(late, 200, &cart(&[("v_1", 1), ("v_3", 1)]));
    assert_eq!(page.lines(), [("v_1".to_owned(), 2)]);
}

#[test]
fn an_answer_to_a_read_that_comes_under_a_write_says_nothing() {
    let mut page = page_with(&[("v_1", 1)]);
    page.event(Event::Resumed { wall: 2_000_000, from_cache: true });
    let (late, _) = page.one();
    page.set("v_1", 0);
    let (write, _) = page.one();
    page.answer(late, 200, &cart(&[("v_1", 1), ("v_2", 1)]));
    assert_eq!(page.lines(), []);
    page.answer(write, 200, &cart(&[]));
    assert_eq!(page.lines(), []);
}

#[test]
fn a_read_of_what_another_page_changed_meanwhile_says_nothing() {
    let browser = any_browser();
    let mut first = filled(Page::open_in(&browser, 1), &[("v_1", 1)]);
    let mut second = Page::open_in(&browser, 2);
    let (late, _) = only(&mut second, Method::Get);
    first.set("v_1", 5);
    let (write, _) = first.one();
    first.answer(write, 200, &cart(&[("v_1", 5)]));
    // The second page has not heard of it: only the record knows.
    second.answer(late, 200, &cart(&[("v_1", 1), ("v_3", 1)]));
    assert_eq!(second.lines(), [("v_1".to_owned(), 5)]);
}

#[test]
fn a_wish_made_during_the_hand_over_is_not_gone_with_the_order() {
    let mut page = page_with(&[("v_1", 1)]);
    page.check_out();
    let (request, _) = page.one();
    page.set("v_1", 3);
    page.set("v_2", 1);
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    page.event(Event::Resumed { wall: 2_000_000, from_cache: true });
    let (read, _) = only(&mut page, Method::Get);
    page.answer(read, 200, &checkout("completed", &[("v_1", 1)]));
    assert_eq!(page.lines(), [("v_1".to_owned(), 2), ("v_2".to_owned(), 1)], "less the piece that was ordered");
}

#[test]
fn an_item_that_the_business_answers_in_two_lines_is_one_line_with_all_pieces() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 5);
    let (request, _) = page.one();
    let mut split = cart(&[("v_1", 3), ("v_2", 1), ("v_1", 2)]);
    split["line_items"][2]["id"] = json!("li_more");
    page.answer(request, 200, &split);
    let both = [("v_1".to_owned(), 5), ("v_2".to_owned(), 1)];
    assert_eq!(page.lines(), both);
    assert_eq!((page.shop.view_cart().count, page.notices().len()), (6, 0), "nobody is told of fewer");
    // A wish is for all pieces, and the next write asks for them in one line.
    page.event(Event::Added { view: None, call: None, item: item("v_1"), quantity: 1, channel: None });
    let (_, exchange) = page.one();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 6), ("v_2".to_owned(), 1)]);
}

#[test]
fn without_locks_two_pages_that_take_a_write_over_at_once_do_not_both_send_it() {
    let browser = any_browser();
    let mut gone = without_locks(&browser, 1);
    gone.add("v_1");
    let (_, lost) = gone.one();
    let mut heirs: Vec<Page> = [2, 3]
        .map(|number| {
            browser.borrow_mut().lock = None;
            without_locks(&browser, number)
        })
        .into();
    for heir in &mut heirs {
        heir.wait(31_000);
    }
    let sent: Vec<_> = heirs.iter_mut().flat_map(Page::take_sent).collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].1.idempotency_key, lost.idempotency_key);
}

#[test]
fn without_locks_a_lease_is_counted_from_when_it_was_seen_whatever_the_clocks_say() {
    for wall in [1_000_000 + 86_400_000, 0] {
        let browser = any_browser();
        let mut writer = without_locks(&browser, 1);
        writer.add("v_1");
        assert_eq!(writer.take_sent().len(), 1);
        browser.borrow_mut().lock = None;
        let mut other = without_locks(&browser, 2);
        other.event(Event::Resumed { wall, from_cache: false });
        other.wait(29_000);
        assert!(other.nothing_sent(), "the clock says {wall}");
        other.wait(2_000);
        assert_eq!(other.take_sent().len(), 1, "the clock says {wall}");
    }
}

#[test]
fn a_caller_who_waits_for_checkout_is_answered_when_the_page_comes_back_from_the_cache() {
    let mut page = page_with(&[("v_1", 1)]);
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: false });
    let (request, _) = page.one();
    page.event(Event::Hidden);
    page.event(Event::Resumed { wall: 2_000_000, from_cache: true });
    assert_eq!(page.rejected(9), Some("refused"));
    assert!(!page.shop.view_cart().checking_out);
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert!(page.navigated().is_empty(), "nobody is taken away who has come back");
}

#[test]
fn checkout_ends_when_the_storage_is_emptied_under_it() {
    let mut page = page_with(&[("v_1", 1)]);
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    let (request, _) = page.one();
    page.browser.borrow_mut().record = None;
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert_eq!(page.rejected(9), Some("refused"));
    assert!(!page.shop.view_cart().checking_out && page.navigated().is_empty());
}

#[test]
fn a_page_that_may_store_nothing_keeps_its_own_cart_and_not_the_others() {
    let browser = any_browser();
    // The other page writes, so this one only looks on.
    let mut other = Page::open_in(&browser, 1);
    other.add("v_2");
    let mut alone = Page::open_in(&browser, 2);
    alone.refused = Some(String::new());
    alone.add("v_1");
    for _ in 0..9 {
        other.add("v_2");
    }
    alone.hear();
    assert_eq!(alone.lines(), [("v_1".to_owned(), 1)]);
    assert!(!alone.shop.view_cart().durable);
    alone.add("v_1");
    assert_eq!(alone.lines(), [("v_1".to_owned(), 2)]);
}

#[test]
fn an_answer_too_large_to_be_kept_is_not_asked_for_without_end() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let mut requests = 0;
    for _ in 0..20 {
        for (request, _) in page.take_sent() {
            requests += 1;
            let mut huge = cart(&[("v_1", 2)]);
            huge["totals"][1]["display_text"] = json!("x".repeat(70_000));
            page.answer(request, 200, &huge);
        }
        page.wait(10);
    }
    assert!(requests <= 2, "{requests} requests in a moment");
    assert!(page.browser.borrow().record.as_ref().unwrap().len() <= 64 * 1024);
}

#[test]
fn a_checkout_whose_cart_is_ordered_while_it_waits_to_be_tried_again_is_answered() {
    let mut page = page_with(&[("v_1", 1)]);
    page.check_out();
    let (request, _) = page.one();
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    page.event(Event::Resumed { wall: 2_000_000, from_cache: false });
    let (looked, _) = only(&mut page, Method::Get);
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    let (again, _) = only(&mut page, Method::Post);
    page.fail(again, Failure::Unreachable);
    page.answer(looked, 200, &checkout("completed", &[("v_1", 1)]));
    assert_eq!(page.orders_told(), 1);
    page.wait(2_000);
    assert_eq!(page.rejected(9), Some("refused"));
}

#[test]
fn a_page_whose_checkout_finds_nothing_to_sell_lets_the_others_write() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 0);
    let (request, _) = page.one();
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    page.answer(request, 200, &cart(&[]));
    assert_eq!(page.rejected(9), Some("refused"));
    assert_eq!(page.browser.borrow().lock, None);
}

/// An answer that takes nothing of the cart, and says of each of these places why.
fn nothing_taken(paths: &[&str]) -> serde_json::Value {
    let message = |path: &&str| {
        json!({"type": "error", "code": "out_of_stock", "severity": "recoverable", "path": path,
        "content": format!("{path} is sold out.")})
    };
    json!({"ucp": {"version": "2026-04-08", "status": "error"}, "messages": paths.iter().map(message).collect::<Vec<_>>()})
}

#[test]
fn items_that_the_business_names_are_set_apart_at_once_and_the_others_are_asked_for_again() {
    let mut page = page_with(&[("v_1", 1)]);
    for id in ["v_2", "v_3", "v_4", "v_5"] {
        page.set(id, 1);
    }
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 1), ("v_2", 1)]));
    let (request, _) = page.one();
    let by_place = "$.line_items[2]";
    let by_item = "$.line_items[?@.item.id=='v_4']";
    page.answer(request, 200, &nothing_taken(&[by_place, by_item]));
    let (request, exchange) = page.one();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 1), ("v_2".to_owned(), 1), ("v_5".to_owned(), 1)]);
    let told = [by_place, by_item].map(|path| format!("{path} is sold out."));
    let said: Vec<String> = page.notices().iter().map(|text| format!("{text:?}")).collect();
    assert_eq!(said.len(), 2);
    assert!(said.iter().zip(&told).all(|(said, told)| said.contains(told)), "{said:?}");
    page.answer(request, 200, &cart(&[("v_1", 1), ("v_2", 1), ("v_5", 1)]));
    page.wait(60_000);
    assert!(page.nothing_sent());
    assert_eq!(page.lines().len(), 3);
}

#[test]
fn a_refusal_for_the_sake_of_a_line_nobody_changed_loses_no_wish_before_each_was_tried_alone() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_2", 1);
    let (request, _) = page.one();
    page.set("v_3", 1);
    page.set("v_4", 1);
    page.answer(request, 200, &cart(&[("v_1", 1), ("v_2", 1)]));
    let (request, _) = page.one();
    page.answer(request, 200, &nothing_taken(&["$.line_items[?@.item.id=='v_1']", "$.line_items[?@.item.id=='v_3']"]));
    let (_, exchange) = page.one();
    assert_eq!(asked(&exchange).len(), 3, "half of what was asked for");
    assert_eq!(page.lines().len(), 4, "nothing is set apart yet");
}

#[test]
fn a_write_that_the_record_has_no_room_for_is_not_begun_without_end() {
    let mut page = page_with(&[("v_1", 1)]);
    let mut huge = cart(&[("v_1", 2)]);
    huge["totals"][1]["display_text"] = json!("x".repeat(63_000));
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &huge);
    page.event(Event::Added {
        view: None,
        call: None,
        item: "v".repeat(500).as_str().into(),
        quantity: 1,
        channel: None,
    });
    assert!(page.nothing_sent());
    let due = page.shop.next_wake();
    assert!(due.is_some_and(|at| at > page.now), "{due:?}");
}

#[test]
fn nobody_is_taken_away_before_the_record_says_where_to_also_while_it_is_being_read() {
    let mut page = page_with(&[("v_1", 1)]);
    page.check_out();
    let (request, _) = page.one();
    let (mut reading, mut opening) = (Vec::new(), Vec::new());
    page.shop.update(page.now, Event::Resumed { wall: 2_000_000, from_cache: false }, &mut reading);
    let body = checkout("incomplete", &[("v_1", 1)]).to_string();
    let answer = HttpAnswer::Answer { status: 201, body, retry_after_ms: None, language: None };
    page.shop.update(page.now, Event::Answered { request, answer }, &mut opening);
    page.perform(reading);
    assert!(page.navigated().is_empty(), "where to is not stored yet");
    page.perform(opening);
    assert_eq!(page.navigated().len(), 1);
}

//! The one write in flight: when it is repeated and under which key, when it is given up, and who is asked before.

use crate::page::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::Settings;
use tsampa::engine::effect::{Effect, Exchange, Method, Tale};
use tsampa::engine::event::{Event, HttpAnswer};
use tsampa::engine::ids::{CallId, ItemId, RequestId, ViewId};
use tsampa::engine::ledger::{self, Change, Claim, Confirmed};
use tsampa::engine::problem::Failure;
use tsampa::engine::view::MessageText;

fn any_browser() -> Rc<RefCell<Browser>> {
    Rc::new(RefCell::new(Browser::default()))
}

fn without_locks(browser: &Rc<RefCell<Browser>>, number: u64) -> Page {
    Page::open_with(browser, number, Settings { locks: false, ..settings() })
}

/// A page that wishes for two pieces where the business has one, and what it sent.
fn wishing() -> (Page, RequestId, Exchange) {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, exchange) = page.one();
    (page, request, exchange)
}

fn since(page: &Page) -> u64 {
    let record = page.browser.borrow().record.clone().unwrap();
    ledger::read(&record).unwrap().write.unwrap().since
}

#[test]
fn what_may_still_succeed_is_repeated_under_its_key_and_what_cannot_is_not() {
    for status in [408, 424, 425, 429, 500, 502, 599] {
        let (mut page, request, first) = wishing();
        page.answer_text(request, status, String::new(), None);
        assert_eq!(page.one_later().1.idempotency_key, first.idempotency_key, "{status}");
    }
    for status in [400, 401, 403, 413, 422] {
        let (mut page, request, _) = wishing();
        page.answer_text(request, status, String::new(), None);
        page.wait(120_000);
        assert!(page.nothing_sent(), "{status}");
        assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
    }
    for status in [404, 410] {
        let (mut page, request, _) = wishing();
        page.answer_text(request, status, String::new(), None);
        let (_, exchange) = page.one();
        assert_eq!((exchange.method, asked(&exchange)), (Method::Post, vec![("v_1".to_owned(), 2)]), "{status}");
    }
}

#[test]
fn where_nothing_is_at_the_carts_address_the_wish_stays_and_is_not_asked_at_full_speed() {
    for status in [404, 410] {
        let mut page = Page::open();
        page.add("v_1");
        let (mut request, first) = page.one();
        let mut asked = 0;
        for _ in 0..20 {
            page.answer_text(request, status, "<h1>Not found</h1>".to_owned(), None);
            assert!(page.nothing_sent(), "not at once");
            let again = page.one_later();
            assert_eq!(again.1.idempotency_key, first.idempotency_key);
            request = again.0;
            asked += 1;
        }
        assert!(asked == 20 && page.now > 200_000, "{} ms", page.now);
        assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
        assert_eq!(problems_told(&page), ["not_ucp"], "once");
        page.answer(request, 201, &cart(&[("v_1", 1)]));
        page.wait(120_000);
        assert!(page.nothing_sent());
    }
}

fn problems_told(page: &Page) -> Vec<&'static str> {
    let code = |effect: &Effect| match effect {
        Effect::Tell(Tale::Problem { problem, .. }) => Some(problem.code()),
        _ => None,
    };
    page.other.iter().filter_map(code).collect()
}

#[test]
fn what_a_business_says_with_a_refusal_is_told_whether_it_is_an_answer_of_ucp_or_not_and_nothing_of_ours_in_its_place()
{
    let envelope = json!({"ucp": {"version": "2026-04-08", "status": "error"},
        "messages": [{"type": "error", "code": "invalid", "severity": "recoverable", "content": "Not on Sundays."}]});
    for (said, told) in
        [(envelope, Some("Not on Sundays.")), (json!({"content": "Closed."}), Some("Closed.")), (json!({}), None)]
    {
        let (mut page, request, _) = wishing();
        page.answer(request, 403, &said);
        let expected = told.map_or(MessageText::Refused, |told| MessageText::Said(told.to_owned()));
        assert_eq!(page.notices(), [expected]);
    }
}

#[test]
fn a_refusal_is_told_where_the_buyer_pressed() {
    let mut page = Page::open();
    page.event(Event::Added {
        view: Some(ViewId(3)),
        call: None,
        item: ItemId::from("v_1"),
        quantity: 1,
        channel: None,
    });
    let (request, _) = page.one();
    page.answer(request, 403, &json!({"content": "Closed."}));
    let here = |effect: &Effect| matches!(effect, Effect::Tell(Tale::Problem { view: Some(ViewId(3)), .. }));
    assert!(page.other.iter().any(here));
}

#[test]
fn a_conflict_that_names_a_time_is_no_spent_key() {
    let (mut page, request, first) = wishing();
    page.answer_text(request, 409, String::new(), Some(3_000));
    page.wait(2_999);
    assert!(page.nothing_sent());
    page.wait(1);
    assert_eq!(page.one().1.idempotency_key, first.idempotency_key);
}

#[test]
fn waits_grow_and_end_at_three_quarters_of_a_minute_and_five_minutes_where_the_business_names_more() {
    let (mut page, mut request, _) = wishing();
    let profile = page.sent[0].0;
    page.fail(profile, Failure::Timeout);
    let mut waits = Vec::new();
    for _ in 0..40 {
        page.answer_text(request, 503, String::new(), None);
        let at = page.now;
        page.wait(page.shop.next_wake().unwrap() - at);
        waits.push(page.now - at);
        request = page.one().0;
    }
    assert!(waits[0] <= 2_000 && waits[1] <= 4_000, "{waits:?}");
    let longest = *waits.iter().max().unwrap();
    assert!(longest > 30_000 && longest <= 45_000, "{waits:?}");
    page.answer_text(request, 503, String::new(), Some(3_600_000));
    page.wait(299_999);
    assert!(page.nothing_sent());
    page.wait(1);
    page.one();
}

#[test]
fn a_write_that_another_page_has_brought_to_its_end_is_not_repeated() {
    let (mut page, request, exchange) = wishing();
    page.answer_text(request, 503, String::new(), Some(2_000));
    // The other page's word has not come through.
    let stored = page.browser.borrow().record.clone().unwrap();
    let known = ledger::read(&stored).unwrap().confirmed.unwrap();
    let confirmed = Rc::new(Confirmed { id: known.id.clone(), ..Confirmed::default() });
    let key = exchange.idempotency_key.unwrap();
    let done = ledger::commit(Some(&stored), &[Change::Confirm { key, confirmed }]);
    page.browser.borrow_mut().record = Some(done);
    page.wait(10_000);
    assert!(page.nothing_sent());
    assert!(page.lines().is_empty());
}

#[test]
fn a_page_that_cannot_send_asks_not_to_be_woken() {
    let (mut page, request, _) = wishing();
    page.answer_text(request, 503, String::new(), Some(9_000));
    assert_eq!(page.shop.next_wake(), Some(page.now + 9_000));
    page.event(Event::WentOffline);
    // What is still to come is the profile's time-out.
    let profile = page.sent[0].0;
    page.fail(profile, Failure::Unreachable);
    assert_eq!(page.shop.next_wake(), None);
}

#[test]
fn without_locks_a_repeat_renews_the_lease_once_it_is_older_than_five_seconds() {
    for (wait, renewed) in [(5_000, false), (5_001, true), (40_000, true)] {
        let browser = any_browser();
        let mut page = without_locks(&browser, 1);
        page.add("v_1");
        let (request, first) = page.one();
        let begun = since(&page);
        page.answer_text(request, 503, String::new(), Some(wait));
        page.wait(wait);
        let (_, again) = page.one();
        assert_eq!(again.idempotency_key, first.idempotency_key);
        assert_eq!(since(&page) - begun, if renewed { wait } else { 0 }, "{wait}");
    }
}

#[test]
fn without_locks_a_page_waits_for_the_end_of_anothers_lease_and_not_longer() {
    let browser = any_browser();
    let mut first = without_locks(&browser, 1);
    first.add("v_1");
    browser.borrow_mut().lock = None;
    let mut second = without_locks(&browser, 2);
    second.take_sent();
    let profile = second.sent[0].0;
    second.fail(profile, Failure::Timeout);
    assert_eq!(second.shop.next_wake(), Some(30_000));
    second.wait(29_999);
    assert!(second.nothing_sent());
    second.wait(1);
    second.one();
}

#[test]
fn several_wishes_that_are_refused_at_once_are_halved_until_the_bad_one_is_found() {
    for status in [400, 413, 422] {
        let mut page = page_with(&[("v_0", 1)]);
        page.event(Event::WentOffline);
        for id in ["v_1", "v_2", "v_3", "v_4"] {
            page.set(id, 1);
        }
        page.event(Event::WentOnline);
        let mut sizes = Vec::new();
        let mut turns = 0;
        while let Some((request, exchange)) = page.take_sent().pop() {
            turns += 1;
            assert!(turns < 20);
            let lines = asked(&exchange);
            sizes.push(lines.len());
            let bad = lines.iter().any(|(id, _)| id == "v_3");
            let lines: Vec<_> = lines.iter().map(|(id, count)| (id.as_str(), *count as u32)).collect();
            if bad {
                page.answer(request, status, &json!({"code": "x", "content": "No v_3."}));
            } else {
                page.answer(request, 200, &cart(&lines));
            }
        }
        assert_eq!(sizes, [5, 3, 5, 4, 4], "{status}");
        assert_eq!(page.notices(), [MessageText::Said("No v_3.".to_owned())]);
        let kept = ["v_0", "v_1", "v_2", "v_4"].map(|id| (id.to_owned(), 1));
        assert_eq!(page.lines(), kept);
    }
}

#[test]
fn a_checkout_that_is_refused_ends_with_the_businesss_words_and_the_cart_stays() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    let (request, _) = page.one();
    page.answer(request, 422, &json!({"code": "x", "content": "Not today."}));
    assert_eq!(page.rejected(9), Some("refused"));
    assert_eq!(page.shop.view_cart().problem.unwrap().sentence(), "Not today.");
    assert!(page.notices().is_empty() && page.lines().len() == 2);
    page.wait(60_000);
    assert!(page.nothing_sent());
}

#[test]
fn one_item_that_is_named_twice_is_told_once() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_2", 1);
    let (request, _) = page.one();
    let mut refused = not_found();
    let word = |text: &str| json!({"type": "error", "code": "out_of_stock", "severity": "recoverable", "content": text, "path": "$.line_items[1]"});
    refused["messages"] = json!([word("None left."), word("None till Losar.")]);
    page.answer(request, 200, &refused);
    assert_eq!(page.notices(), [MessageText::Said("None left.".to_owned())]);
}

#[test]
fn what_was_refused_after_a_repeat_may_have_been_done_and_the_cart_is_read_again() {
    for repeated in [true, false] {
        let (mut page, mut request, _) = wishing();
        if repeated {
            page.fail(request, Failure::Timeout);
            request = page.one_later().0;
        }
        page.answer(request, 403, &json!({"code": "x", "content": "No."}));
        let read = page.take_sent().iter().any(|(_, exchange)| exchange.method == Method::Get);
        assert_eq!(read, repeated);
    }
}

#[test]
fn a_cart_that_is_asked_for_again_gives_up_the_earlier_question_alone() {
    let mut page = page_with(&[("v_1", 1)]);
    page.want_list(1, Default::default());
    page.one();
    for _ in 0..2 {
        page.event(Event::Resumed { wall: 2_000_000, from_cache: true });
    }
    let sent = page.take_sent();
    assert_eq!(sent.len(), 2);
    let aborted = page.other.iter().filter_map(|effect| match effect {
        Effect::Abort { request } => Some(*request),
        _ => None,
    });
    assert_eq!(aborted.collect::<Vec<_>>(), [sent[0].0]);
}

#[test]
fn a_spent_key_is_no_hurry() {
    let (mut page, request, _) = wishing();
    page.answer(request, 409, &json!({"code": "idempotency_conflict", "content": "Other bytes."}));
    let (read, exchange) = page.one();
    assert_eq!(exchange.method, Method::Get);
    page.answer(read, 200, &cart(&[("v_1", 1)]));
    let wake = page.shop.next_wake();
    assert!(page.nothing_sent() && wake.is_some_and(|at| at <= page.now + 2_000), "{wake:?}");
}

#[test]
fn the_lock_is_given_back_once_what_was_done_under_it_is_stored() {
    let mut page = Page::open();
    page.event(Event::WentOffline);
    page.set("v_1", 1);
    page.set("v_1", 0);
    assert_eq!(page.browser.borrow().lock, Some(1));
    let mut effects = Vec::new();
    page.shop.update(page.now, Event::WentOnline, &mut effects);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Commit { .. })));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::ReleaseLock)));
    page.perform(effects);
    assert_eq!(page.browser.borrow().lock, None);
    assert!(page.nothing_sent(), "there never was a cart, and nothing is in it");
}

#[test]
fn what_got_through_is_not_said_to_be_tried_again() {
    let mut page = page_with(&[("v_1", 1)]);
    page.check_out();
    let (request, _) = page.one();
    page.fail(request, Failure::Timeout);
    let (request, _) = page.one_later();
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    page.set("v_1", 2);
    assert_eq!(page.shop.view_cart().waiting, None);
    page.one();
}

#[test]
fn an_answer_whose_write_another_page_has_replaced_is_no_failure_of_ours() {
    let (mut page, request, exchange) = wishing();
    let mut effects = Vec::new();
    let body = cart(&[("v_1", 2)]).to_string();
    let answer = HttpAnswer::Answer { status: 200, body, retry_after_ms: None, language: None };
    page.shop.update(page.now, Event::Answered { request, answer }, &mut effects);
    let stored = page.browser.borrow().record.clone();
    let claim = Claim { key: "theirs".to_owned(), owner: 9, wall: 0 };
    let theirs = [
        Change::Release { key: exchange.idempotency_key.unwrap() },
        Change::Begin { claim, context: Default::default(), apart: 0 },
    ];
    page.browser.borrow_mut().record = Some(ledger::commit(stored.as_deref(), &theirs));
    page.browser.borrow_mut().lock = Some(9);
    page.event(Event::LockLost);
    page.perform(effects);
    assert_eq!(page.shop.view_cart().waiting, None);
    assert!(page.shop.view_cart().open && page.nothing_sent());
}

#[test]
fn presses_on_one_line_before_the_business_answers_leave_every_line_where_it_is() {
    let mut page = Page::open();
    for id in ["v_1", "v_2", "v_3"] {
        page.add(id);
    }
    for quantity in 2..=4 {
        page.set("v_1", quantity);
        let first = page.lines().first().cloned();
        assert_eq!(first, Some(("v_1".to_owned(), quantity)), "the next press is for the same line");
    }
    let (request, _) = page.one();
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    let (_, exchange) = page.one();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 4), ("v_2".to_owned(), 1), ("v_3".to_owned(), 1)]);
}

#[test]
fn half_of_what_is_refused_goes_alone_whichever_line_was_changed_last() {
    let mut page = Page::open();
    page.event(Event::WentOffline);
    for id in ["v_1", "v_2"] {
        page.add(id);
    }
    page.set("v_1", 3);
    page.event(Event::WentOnline);
    let (request, _) = page.one();
    page.answer_text(request, 422, String::new(), None);
    let (request, exchange) = page.one_later();
    assert_eq!(asked(&exchange), [("v_2".to_owned(), 1)], "the earlier wish");
    assert_eq!(page.lines(), [("v_1".to_owned(), 3), ("v_2".to_owned(), 1)]);
    page.answer_text(request, 422, String::new(), None);
    let (request, exchange) = page.one_later();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 3)]);
    page.answer(request, 201, &cart(&[("v_1", 3)]));
    assert_eq!(page.lines(), [("v_1".to_owned(), 3)]);
}

#[test]
fn a_time_to_retry_that_is_over_says_nothing() {
    let (mut page, mut request, _) = wishing();
    let begun = page.now;
    for _ in 0..6 {
        page.answer_text(request, 503, String::new(), Some(0));
        request = page.one_later().0;
    }
    assert!(page.now - begun > 5_000, "six tries within {} ms", page.now - begun);
}

#[test]
fn an_addition_that_the_business_refuses_within_a_cart_is_told_where_it_was_made_and_to_whoever_waits() {
    for (path, rows) in [(None, &[][..]), (Some("$.line_items[0]"), &[][..]), (Some("$.line_items[0]"), &[("v_9", 0)])]
    {
        let mut page = Page::open();
        let (item, view) = ("v_9".into(), Some(ViewId(3)));
        page.event(Event::Added { view, call: None, item, quantity: 1, channel: None });
        let (request, _) = page.one();
        let mut message =
            json!({"type": "error", "code": "out_of_stock", "severity": "recoverable", "content": "None left."});
        if let Some(path) = path {
            message["path"] = json!(path);
        }
        page.answer(request, 201, &cart_saying(rows, json!([message])));
        let told = |effect: &&Effect| matches!(effect, Effect::Tell(Tale::Problem { problem, view: Some(ViewId(3)) }) if problem.code() == "out_of_stock");
        assert_eq!(page.other.iter().filter(told).count(), 1, "{path:?} {rows:?}");
        assert_eq!(page.rejected(CallId::ENGINE), Some("out_of_stock"), "what `settled` promises");
        assert!(page.nothing_sent() && page.lines().is_empty());
    }
}

#[test]
fn a_business_that_answers_nothing_but_conflicts_ends_a_checkout_after_three_tries() {
    let mut page = page_with(&[("v_1", 1)]);
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    let conflict = || json!({"code": "locked", "content": "Locked."}).to_string();
    let mut tries = 0;
    while page.rejected(9).is_none() {
        let (request, exchange) = page.one_later();
        if exchange.method == Method::Get {
            page.answer(request, 200, &cart(&[("v_1", 1)]));
        } else {
            tries += 1;
            page.answer_text(request, 409, conflict(), None);
        }
    }
    assert_eq!((tries, page.rejected(9)), (3, Some("refused")));
    let asked = page.take_sent();
    assert!(asked.iter().all(|(_, exchange)| exchange.method == Method::Get), "the cart is looked at once more");
    assert!(page.shop.view_cart().can_check_out);
}

#[test]
fn who_waits_for_a_cart_where_none_is_answered_is_told_after_three_tries_and_the_wish_goes_on() {
    let mut page = Page::open();
    page.event(Event::Added { view: None, call: Some(CallId(8)), item: "v_1".into(), quantity: 1, channel: None });
    let (mut request, _) = page.one();
    for _ in 0..3 {
        assert_eq!(page.rejected(8), None);
        page.answer_text(request, 200, "<h1>Hello".to_owned(), None);
        request = page.one_later().0;
    }
    assert_eq!(page.rejected(8), Some("not_ucp"));
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
}

//! What users of other shop widgets complained of, and what this one promises in its place, each by its number: double adds,
//! limits, vanished goods, sold-out lines, orders paid elsewhere, counts, money. And how few requests that takes.

use crate::page::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::effect::{Exchange, Method};
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::{Millis, RequestId, ViewId};
use tsampa::engine::problem::Failure;
use tsampa::engine::view::MessageText;
use tsampa::ucp::money::{Minor, Price};
use tsampa::ucp::total::grand_total;

fn reopened(page: &Page) -> Page {
    page.browser.borrow_mut().lock = None;
    Page::open_in(&page.browser, page.number + 1)
}

fn press(page: &mut Page, after: Millis, item: &str) {
    page.now += after;
    page.event(Event::Added { view: Some(ViewId(1)), call: None, item: item.into(), quantity: 1, channel: None });
}

/// The business gives everything that is asked for.
fn give(page: &mut Page, request: RequestId, exchange: &Exchange) {
    let lines = asked(exchange);
    let lines: Vec<_> = lines.iter().map(|(item, quantity)| (item.as_str(), *quantity as u32)).collect();
    page.answer(request, 200, &cart(&lines));
}

// ---- C1: each wish counts once ----

#[test]
fn c1_a_double_click_adds_one_and_five_deliberate_clicks_add_five() {
    let mut page = Page::open();
    press(&mut page, 1_000, "v_1");
    press(&mut page, 120, "v_1");
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
    for _ in 0..4 {
        press(&mut page, 301, "v_1");
    }
    assert_eq!(page.lines(), [("v_1".to_owned(), 5)]);
}

#[test]
fn c1_an_answer_that_was_lost_and_one_that_comes_twice_add_nothing() {
    let mut page = Page::open();
    press(&mut page, 1_000, "v_1");
    let (lost, first) = page.one();
    page.fail(lost, Failure::Timeout);
    let (request, again) = page.one_later();
    assert_eq!((&first.idempotency_key, &first.body), (&again.idempotency_key, &again.body));
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    page.answer(lost, 201, &cart(&[("v_1", 2)]));
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
    assert!(page.nothing_sent());
}

#[test]
fn c1_a_business_that_passes_over_keys_adds_nothing_twice_since_a_cart_is_replaced_whole() {
    let mut page = page_with(&[("v_1", 1)]);
    press(&mut page, 1_000, "v_1");
    let (lost, first) = page.one();
    page.fail(lost, Failure::Unreachable);
    let (request, again) = page.one_later();
    for exchange in [&first, &again] {
        assert_eq!((exchange.method, asked(exchange)), (Method::Put, vec![("v_1".to_owned(), 2)]));
    }
    give(&mut page, request, &again);
    assert_eq!(page.lines(), [("v_1".to_owned(), 2)]);
}

#[test]
fn c1_two_presses_on_checkout_open_one_checkout() {
    let mut page = page_with(&[("v_1", 1)]);
    page.check_out();
    page.check_out();
    let (lost, first) = page.one();
    page.fail(lost, Failure::Timeout);
    let (request, again) = page.one_later();
    assert_eq!(first.idempotency_key, again.idempotency_key);
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert_eq!(page.navigated().len(), 1);
}

// ---- C2: the stepper ends where the business says ----

#[test]
fn c2_the_stepper_ends_at_the_stock_that_the_business_tells() {
    for (stock, most, limit) in [(7, 5, 5), (3, 9, 3), (4, 4, 4)] {
        let mut page = page_with(&[("v_1", 1)]);
        page.set("v_1", 2);
        let (request, _) = page.one();
        let mut told = cart(&[("v_1", 2)]);
        told["line_items"][0]["example.tsampa.stock"] = json!({"available": stock, "max_per_order": most});
        page.answer(request, 200, &told);
        assert_eq!(page.line("v_1").limit, Some(limit));
        page.set("v_1", 40);
        assert_eq!(page.lines(), [("v_1".to_owned(), limit)], "nobody is shown more than can be had");
    }
}

#[test]
fn c2_without_a_count_the_stepper_ends_at_what_the_business_last_gave() {
    let sold_out = |kept: u32| json!([{"type": "warning", "code": "out_of_stock", "path": "$.line_items[0].quantity", "content": format!("{kept} left.")}]);
    for words in [sold_out(3), json!([])] {
        let mut page = page_with(&[("v_1", 1)]);
        assert_eq!(page.line("v_1").limit, None);
        page.set("v_1", 9);
        let (request, _) = page.one();
        page.answer(request, 200, &cart_saying(&[("v_1", 3)], words));
        let line = page.line("v_1");
        assert_eq!((line.quantity, line.limit), (3, Some(3)));
        let told = line.messages.len() + page.notices().len();
        assert_eq!(told, 1, "it is told once, by the business or by us");
    }
}

// ---- C3, C4: what vanished and what is sold out ----

#[test]
fn c3_a_vanished_item_is_told_and_everything_else_works() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.add("v_gone");
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 1), ("v_2", 1)]));
    assert_eq!(page.notices(), [MessageText::Gone { title: "v_gone".to_owned() }]);
    page.set("v_1", 2);
    let (request, exchange) = page.one();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 2), ("v_2".to_owned(), 1)]);
    give(&mut page, request, &exchange);
    let notice = page.shop.view_cart().messages[0].notice.unwrap();
    page.event(Event::NoticeDismissed { notice });
    assert!(page.notices().is_empty());
    page.check_out();
    assert!(page.one().1.url.ends_with("/checkout-sessions"));
}

#[test]
fn c3_one_card_of_an_unknown_item_leaves_the_others() {
    let mut page = Page::open();
    for (view, id) in [(1, "v_gone"), (2, "v_1")] {
        page.event(Event::ProductWanted { view: ViewId(view), item: item(id), context: Default::default() });
    }
    page.wait(5);
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
    assert_eq!(page.shop.view_list(ViewId(2)).cards.len(), 1);
    press(&mut page, 1_000, "v_1");
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
}

#[test]
fn c4_what_is_sold_out_at_checkout_is_told_and_one_tap_later_checkout_succeeds() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.check_out();
    let (request, _) = page.one();
    let mut refused = not_found();
    refused["messages"][0]["code"] = json!("out_of_stock");
    refused["messages"][0]["content"] = json!("v_1 is sold out.");
    page.answer(request, 200, &refused);
    assert!(page.navigated().is_empty());
    assert_eq!(page.shop.view_cart().problem.unwrap().sentence(), "v_1 is sold out.");
    // What stands in the way is asked for at once, and said beside its line.
    let (request, read) = page.one();
    assert_eq!(read.method, Method::Get);
    let words = json!([{"type": "error", "code": "out_of_stock", "severity": "recoverable", "path": "$.line_items[0]", "content": "Sold out."}]);
    page.answer(request, 200, &cart_saying(&[("v_1", 1), ("v_2", 1)], words));
    assert_eq!(page.lines().len(), 2, "never taken out silently");
    assert_eq!(page.line("v_1").messages[0].text, MessageText::Said("Sold out.".to_owned()));
    page.set("v_1", 0);
    page.check_out();
    let (request, exchange) = page.one();
    give(&mut page, request, &exchange);
    let (request, _) = page.one();
    page.answer(request, 201, &checkout("incomplete", &[("v_2", 1)]));
    assert_eq!(page.navigated().len(), 1);
}

#[test]
fn c4_a_business_that_takes_lines_out_by_itself_is_not_silent_here() {
    let page = page_with(&[("v_1", 1), ("v_2", 1)]);
    let mut back = reopened(&page);
    let (request, _) = back.one();
    back.answer(request, 200, &cart(&[("v_2", 1)]));
    assert_eq!(back.notices(), [MessageText::Fewer { title: "Title of v_1".to_owned(), kept: 0 }]);
}

// ---- C5: after the order ----

#[test]
fn c5_after_the_order_the_cart_is_empty_at_the_next_visit_whatever_window_paid() {
    let mut page = page_with(&[("v_1", 1)]);
    page.check_out();
    let (request, _) = page.one();
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    let mut other = reopened(&page);
    let (request, exchange) = other.one();
    assert!(exchange.url.ends_with("/checkout-sessions/chk_1"));
    other.answer(request, 200, &checkout("completed", &[("v_1", 1)]));
    assert_eq!((other.lines().len(), other.shop.view_cart().count), (0, 0));
    page.hear();
    assert!(page.lines().is_empty(), "the window that paid knows it, too");
    assert!(reopened(&other).nothing_sent());
}

// ---- C7: the count ----

#[test]
fn c7_the_stored_count_is_shown_at_once_and_a_page_without_a_cart_asks_for_none() {
    let page = page_with(&[("v_1", 3)]);
    let back = reopened(&page);
    assert_eq!(back.shop.view_cart().count, 3, "before any answer");
    let mut empty = Page::open();
    empty.event(Event::CartWanted { view: ViewId(1), context: Default::default() });
    empty.wait(600_000);
    assert!(empty.nothing_sent());
}

#[test]
fn c7_a_slow_answer_does_not_come_over_a_fresh_count() {
    let mut page = reopened(&page_with(&[("v_1", 3)]));
    let (slow, _) = page.one();
    page.set("v_1", 5);
    let (request, exchange) = page.one();
    give(&mut page, request, &exchange);
    page.answer(slow, 200, &cart(&[("v_1", 1)]));
    assert_eq!(page.shop.view_cart().count, 5);
}

// ---- C8, C9: money ----

#[test]
fn c8_the_total_is_the_businesss_even_where_the_lines_do_not_add_up() {
    for (currency, amount) in [("JPY", 2_801), ("CNY", 999), ("KWD", 12_345)] {
        let mut page = Page::open();
        page.add("v_1");
        let (request, _) = page.one();
        let mut odd = cart(&[("v_1", 3), ("v_2", 1)]);
        odd["currency"] = json!(currency);
        odd["totals"] = json!([{"type": "total", "amount": amount}, {"type": "subtotal", "amount": 7}]);
        odd["line_items"][0]["totals"] = json!([{"type": "total", "amount": 2_999}]);
        page.answer(request, 201, &odd);
        let view = page.shop.view_cart();
        assert_eq!((grand_total(&view.totals), view.currency.as_str()), (Some(Minor(amount)), currency));
        let kinds: Vec<_> = view.totals.iter().map(|total| total.kind.as_str()).collect();
        assert_eq!(kinds, ["total", "subtotal"], "in the business's order");
        assert_eq!(page.line("v_1").total, Some(Minor(2_999)), "not three times a price");
        page.set("v_1", 2);
        assert_eq!(page.line("v_1").total, None, "what is not answered has no total");
        assert_eq!(grand_total(&page.shop.view_cart().totals), Some(Minor(amount)), "nobody has computed another");
    }
}

#[test]
fn c9_the_currency_is_that_of_the_answer_and_never_put_beside_anothers_amount() {
    let mut page = Page::open();
    page.want_list(1, ListWanted { limit: 12, ..ListWanted::default() });
    let (request, _) = page.one();
    let mut dollars = product("p_2", &["v_2"]);
    dollars["variants"][0]["price"] = json!({"amount": 500, "currency": "USD"});
    page.answer(request, 200, &found(&[dollars], None));
    page.add("v_1");
    let (request, _) = page.one();
    page.event(Event::WentOffline);
    page.add("v_2");
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    assert_eq!(page.shop.view_cart().currency, "CNY");
    let price = Price { amount: Minor(500), currency: "USD".to_owned() };
    assert_eq!(page.line("v_2").price, Some(price), "it has its own currency");
    let shown = page.shop.view_cart_shown();
    assert_eq!(shown.currency.as_deref(), Some("CNY"));
    let prices: Vec<_> = shown.line_items.iter().map(|line| line.item.price).collect();
    assert_eq!(prices, [Some(Minor(1000)), None]);
}

// ---- how few requests ----

#[test]
fn a_hundred_clicks_in_a_second_at_200_ms_are_seven_requests_at_the_most() {
    let mut page = Page::open();
    let mut flying: Vec<(Millis, RequestId, Exchange)> = Vec::new();
    let mut requests = 0;
    for moment in 0..400_u64 {
        page.now = 10_000 + moment * 10;
        if moment < 100 {
            page.event(Event::QuantityChosen { call: None, item: item("v_1"), quantity: 1 + moment as u32 });
        }
        for (_, request, exchange) in flying.extract_if(.., |(at, ..)| *at <= page.now).collect::<Vec<_>>() {
            give(&mut page, request, &exchange);
        }
        for (request, exchange) in page.take_sent() {
            requests += 1;
            flying.push((page.now + 200, request, exchange));
        }
    }
    assert!(requests <= 7, "{requests} requests");
    assert_eq!(page.lines(), [("v_1".to_owned(), 100)]);
    assert!(!page.shop.view_cart().open && flying.is_empty());
}

#[test]
fn an_idle_page_asks_for_nothing_with_a_cart_or_without_one() {
    for mut page in [Page::open(), page_with(&[("v_1", 2)])] {
        page.take_sent();
        page.wait(3_600_000);
        assert!(page.nothing_sent());
    }
}

#[test]
fn after_the_last_fault_four_requests_at_the_most_lead_to_rest() {
    type Fault = dyn Fn(&mut Page, RequestId);
    let faults: [&Fault; 5] = [
        &|page, request| page.fail(request, Failure::Unreachable),
        &|page, request| page.fail(request, Failure::Timeout),
        &|page, request| page.answer_text(request, 503, String::new(), None),
        &|page, request| page.answer_text(request, 200, "<html>Log in</html>".to_owned(), None),
        &|page, request| page.answer(request, 409, &json!({"code": "idempotency_conflict", "content": "Other bytes."})),
    ];
    for (number, fault) in faults.iter().enumerate() {
        let browser = Rc::new(RefCell::new(Browser::default()));
        let mut page = filled(Page::open_in(&browser, 1), &[("v_1", 1)]);
        page.set("v_1", 2);
        for turn in 0..6 {
            let (request, _) = page.one_later();
            fault(&mut page, request);
            page.set("v_2", turn + 1);
        }
        let (mut requests, begun) = (0, page.now);
        let mut had = vec![("v_1".to_owned(), 1)];
        while page.shop.view_cart().open && requests < 9 {
            for (request, exchange) in page.take_sent() {
                requests += 1;
                if exchange.method != Method::Get {
                    had = asked(&exchange);
                }
                let lines: Vec<_> = had.iter().map(|(item, pieces)| (item.as_str(), *pieces as u32)).collect();
                page.answer(request, 200, &cart(&lines));
            }
            page.wait(100);
        }
        assert!(requests <= 4, "{requests} requests after fault {number}");
        assert!(page.now - begun <= 70_000, "{} ms after fault {number}", page.now - begun);
        assert_eq!(page.lines(), [("v_1".to_owned(), 2), ("v_2".to_owned(), 6)]);
    }
}

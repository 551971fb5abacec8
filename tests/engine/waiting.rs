//! Changes without a network: taken, shown as waiting, kept, sent once.

use crate::page::*;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::effect::Method;
use tsampa::engine::event::Event;
use tsampa::engine::problem::Failure;
use tsampa::engine::view::Waiting;

const DAY: u64 = 86_400_000;

/// The next visit, so many days later, without a network.
fn later_offline(browser: &Rc<RefCell<Browser>>, number: u64, days: u64) -> Page {
    browser.borrow_mut().lock = None;
    let mut page = Page::open_offline(browser, number);
    page.event(Event::Resumed { wall: 1_000_000 + days * DAY, from_cache: false });
    page
}

#[test]
fn changes_without_a_network_are_taken_and_shown_as_waiting() {
    let mut page = page_with(&[("v_1", 1)]);
    page.event(Event::WentOffline);
    assert_eq!(page.shop.view_cart().waiting, None, "nothing waits yet");
    page.set("v_1", 4);
    page.add("v_2");
    let view = page.shop.view_cart();
    assert_eq!((view.count, view.waiting, view.open), (5, Some(Waiting::Offline), true));
    assert!(page.line("v_1").open && page.line("v_2").open);
    assert!(page.nothing_sent());
}

#[test]
fn changes_made_without_a_network_are_kept_over_days_and_reloads_and_sent_once() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let mut days = 0;
    for (number, item) in [(1, "v_1"), (2, "v_2"), (3, "v_1")] {
        days += 3;
        let mut page = later_offline(&browser, number, days);
        page.add(item);
        page.wait(3_600_000);
        assert_eq!(page.shop.view_cart().waiting, Some(Waiting::Offline));
        assert!(page.nothing_sent());
    }
    let mut page = later_offline(&browser, 4, days + 30);
    assert_eq!(page.lines(), [("v_1".to_owned(), 2), ("v_2".to_owned(), 1)]);
    page.event(Event::WentOnline);
    let (request, exchange) = page.one();
    assert_eq!(exchange.method, Method::Post);
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 2), ("v_2".to_owned(), 1)]);
    page.answer(request, 201, &cart(&[("v_1", 2), ("v_2", 1)]));
    page.wait(DAY);
    assert!(page.nothing_sent());
    assert_eq!(page.shop.view_cart().waiting, None);
}

#[test]
fn a_browser_that_wrongly_says_that_there_is_no_network_is_not_believed_once_an_answer_came() {
    let mut page = Page::open_offline(&Default::default(), 1);
    let profile = page.sent[0].0;
    page.add("v_1");
    page.fail(profile, Failure::Unreachable);
    assert!(page.nothing_sent(), "no answer");
    let mut page = Page::open_offline(&Default::default(), 1);
    let profile = page.sent[0].0;
    page.add("v_1");
    page.answer_text(profile, 503, String::new(), None);
    let (request, exchange) = page.one();
    assert!(exchange.url.ends_with("/carts"));
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    assert!(!page.shop.view_cart().open);
}

#[test]
fn a_change_that_was_on_its_way_when_the_network_went_is_repeated_as_it_was_days_later() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let mut page = Page::open_in(&browser, 1);
    page.add("v_1");
    let (request, lost) = page.one();
    page.event(Event::WentOffline);
    page.fail(request, Failure::Unreachable);
    page.add("v_1");
    let mut page = later_offline(&browser, 2, 2);
    assert!(page.nothing_sent());
    page.event(Event::WentOnline);
    let (request, again) = page.one();
    assert_eq!((lost.idempotency_key, lost.body), (again.idempotency_key, again.body));
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    let (request, exchange) = page.one();
    assert_eq!((exchange.method, asked(&exchange)), (Method::Put, vec![("v_1".to_owned(), 2)]));
    page.answer(request, 200, &cart(&[("v_1", 2)]));
    assert!(page.nothing_sent());
}

#[test]
fn two_tabs_without_a_network_send_what_both_wished_for_once() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let mut first = later_offline(&browser, 1, 0);
    let mut second = later_offline(&browser, 2, 0);
    first.add("v_1");
    second.hear();
    second.add("v_2");
    first.hear();
    first.event(Event::WentOnline);
    second.event(Event::WentOnline);
    first.take_free_lock();
    second.take_free_lock();
    let sent: Vec<_> = first.take_sent().into_iter().chain(second.take_sent()).collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(asked(&sent[0].1), [("v_1".to_owned(), 1), ("v_2".to_owned(), 1)]);
}

#[test]
fn checkout_without_a_network_is_refused_with_its_reason_and_loses_nothing() {
    let mut page = page_with(&[("v_1", 1)]);
    page.event(Event::WentOffline);
    page.check_out();
    assert_eq!(page.shop.view_cart().problem.map(|problem| problem.code()), Some("offline"));
    assert!(page.nothing_sent());
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
}

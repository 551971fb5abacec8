//! A trace replays whatever the cart was told: every answer, every gesture, every turn of the record, and from every moment on.

use crate::page::*;
use serde_json::{Value as Json, json};
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::Settings;
use tsampa::engine::effect::Effect;
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::{CallId, RequestId, ViewId};
use tsampa::engine::problem::Failure;
use tsampa::engine::trace::{Replayed, replay};

fn replayed(page: &mut Page) -> Replayed {
    let trace = page.shop.trace();
    let replayed = replay(&trace).unwrap_or_else(|flaw| panic!("{flaw}\n{trace}"));
    assert!(replayed.is_same(), "{:?} instead of {:?}\n{trace}", replayed.shop.view_cart(), page.shop.view_cart());
    replayed
}

/// What becomes of a request.
type Answer = Box<dyn Fn(&mut Page, RequestId)>;

/// Goes on at the same instant until the trace has begun anew; what is in flight stays there.
fn begin_anew(page: &mut Page) {
    begin_anew_by(page, |page, turn| page.set("v_tsampa", turn % 90 + 1));
}

fn begin_anew_by(page: &mut Page, turn: impl Fn(&mut Page, u32)) {
    let start = |page: &mut Page| page.shop.trace().lines().nth(1).map(str::to_owned);
    let before = start(page);
    for number in 0..8_000 {
        turn(page, number);
        if number % 40 == 0 && start(page) != before {
            return;
        }
    }
    panic!("it never began anew");
}

fn again(page: &Page) -> Page {
    page.browser.borrow_mut().lock = None;
    Page::open_in(&page.browser, page.number + 1)
}

fn all_answers() -> Vec<Answer> {
    let refused = |path: Option<&str>| {
        let mut refused = not_found();
        refused["messages"][0]["code"] = json!("out_of_stock");
        refused["messages"][0]["path"] = json!(path);
        refused
    };
    let named = refused(Some("$.line_items[0]"));
    let wordless = refused(None);
    let mut stocked = cart(&[("v_1", 2)]);
    stocked["line_items"][0]["example.tsampa.stock"] = json!({"available": 7, "max_per_order": 3});
    stocked["line_items"][0]["example.tsampa.seller"] = json!({"id": "s1", "name": "Drolma's", "county": "Gyangze"});
    let status = |status: u16, wait: Option<u64>| -> Answer {
        let text = r#"{"code":"x","content":"Drolma says no."}"#;
        Box::new(move |page, request| page.answer_text(request, status, text.to_owned(), wait))
    };
    let body = |body: Json| -> Answer { Box::new(move |page, request| page.answer(request, 200, &body)) };
    vec![
        Box::new(|page, request| page.fail(request, Failure::Unreachable)),
        Box::new(|page, request| page.fail(request, Failure::Timeout)),
        Box::new(|page, request| page.fail(request, Failure::Unreadable)),
        status(503, Some(2_000)),
        status(409, None),
        status(404, None),
        status(422, None),
        status(403, None),
        body(not_found()),
        body(named),
        body(wordless),
        body(json!("<html>")),
        body(cart(&[("v_1", 2)])),
        body(cart(&[])),
        body(stocked),
        body(with_price(cart(&[("v_1", 2)]), "v_1", 1200)),
        body(cart_saying(
            &[("v_1", 1)],
            json!([{"type": "warning", "code": "out_of_stock", "content": "Drolma has one.", "path": "$.line_items[0]"}]),
        )),
        body(checkout("incomplete", &[("v_1", 1)])),
        body(checkout("incomplete", &[("v_1", 3)])),
        body(with_price(checkout("incomplete", &[("v_1", 1)]), "v_1", 1200)),
        body(checkout("completed", &[("v_1", 1)])),
        body(checkout("canceled", &[("v_1", 1)])),
    ]
}

/// After whatever was answered: all that is still asked for fails, time goes on, and it replays throughout.
fn goes_on(page: &mut Page) {
    replayed(page);
    for _ in 0..3 {
        for (request, _) in page.take_sent() {
            page.fail(request, Failure::Unreachable);
            replayed(page);
        }
        page.wait(1_500);
        replayed(page);
    }
    assert!(!page.shop.trace().contains("rolma"));
}

#[test]
fn whatever_a_change_is_answered_with() {
    for answer in all_answers() {
        let mut page = page_with(&[("v_1", 1)]);
        page.set("v_1", 2);
        let (request, _) = page.one();
        answer(&mut page, request);
        goes_on(&mut page);
    }
}

#[test]
fn whatever_a_checkout_is_answered_with_when_it_is_asked_for_and_when_it_is_read() {
    for answer in all_answers() {
        let mut page = page_with(&[("v_1", 1)]);
        page.event(Event::CheckoutChosen { call: Some(CallId(3)), navigate: true });
        let (request, _) = page.one();
        answer(&mut page, request);
        goes_on(&mut page);
        let mut page = page_with(&[("v_1", 1)]);
        page.check_out();
        let (request, _) = page.one();
        page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
        let mut back = again(&page);
        let (request, _) = back.one();
        answer(&mut back, request);
        goes_on(&mut back);
    }
}

#[test]
fn whatever_the_profile_is_and_when_the_cart_is_read() {
    for answer in all_answers() {
        let mut page = page_with(&[("v_1", 1)]);
        let profile = page.sent[0].0;
        answer(&mut page, profile);
        goes_on(&mut page);
        let mut back = again(&page_with(&[("v_1", 1)]));
        let (request, _) = back.one();
        answer(&mut back, request);
        goes_on(&mut back);
    }
    let entry = json!([{"version": "2026-04-08"}]);
    let rest = json!([{"version": "2026-04-08", "transport": "rest", "endpoint": "https://api.market.example/v2"}]);
    let ours = json!({"ucp": {"version": "2026-04-08", "services": {"dev.ucp.shopping": rest},
        "capabilities": {"dev.ucp.shopping.cart": entry, "dev.ucp.shopping.catalog.lookup": entry}}});
    let mut older = ours.clone();
    older["ucp"]["version"] = json!("2031-01-01");
    let mut moved = older.clone();
    moved["ucp"]["supported_versions"] = json!({"2026-04-08": "https://market.example/older"});
    for profile in [ours, older, moved] {
        let mut page = page_with(&[("v_1", 1)]);
        let asked = page.sent[0].0;
        page.answer(asked, 200, &profile);
        replayed(&mut page);
        page.check_out();
        goes_on(&mut page);
    }
}

#[test]
fn whatever_is_done_and_whatever_becomes_of_the_record() {
    let mut page = page_with(&[("v_1", 2), ("v_2", 1)]);
    let events = [
        Event::QuantityChosen { call: Some(CallId(1)), item: item("v_1"), quantity: 0 },
        Event::RemovalUndone,
        Event::Added { view: Some(ViewId(3)), call: Some(CallId(2)), item: item("v_3"), quantity: 2, channel: None },
        Event::CheckoutChosen { call: Some(CallId(4)), navigate: false },
        Event::CodesChosen { codes: vec!["LOSAR".to_owned()] },
        Event::PricesAgreed { upto: 7 },
        Event::NoticeDismissed { notice: 1 },
        Event::Hidden,
        Event::Resumed { wall: 5_000_000, from_cache: true },
        Event::RetryWanted { view: ViewId(9) },
        Event::LockLost,
        Event::LockGained,
        Event::WentOffline,
        Event::WentOnline,
        Event::Woke,
        Event::RecordSeen { record: "nonsense".to_owned() },
        Event::Committed { record: String::new(), durable: false },
    ];
    for event in events {
        page.now += 400;
        page.event(event.clone());
        let told = replayed(&mut page).steps;
        let letter = |event: &Event| format!("{event:?}").split([' ', '{']).next().map(str::to_owned);
        assert!(told.iter().any(|step| letter(&step.event) == letter(&event)), "{event:?}");
    }
    goes_on(&mut page);
}

#[test]
fn what_other_pages_bring_into_the_record() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let mut page = filled(Page::open_in(&browser, 1), &[("v_1", 1)]);
    let mut other = Page::open_in(&browser, 2);
    for turn in 0..3 {
        other.add("v_2");
        page.hear();
        replayed(&mut page);
        page.add("v_1");
        other.hear();
        replayed(&mut other);
        if let Some((request, exchange)) = page.take_sent().pop().filter(|_| turn > 0) {
            let lines = asked(&exchange);
            let lines: Vec<_> = lines.iter().map(|(item, count)| (item.as_str(), *count as u32)).collect();
            page.answer(request, 200, &cart(&lines));
            replayed(&mut page);
        }
    }
}

#[test]
fn without_locks_too() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let without = |number| Page::open_with(&browser, number, Settings { locks: false, ..settings() });
    let mut gone = without(1);
    gone.add("v_1");
    browser.borrow_mut().lock = None;
    let mut heir = without(2);
    heir.wait(29_000);
    replayed(&mut heir);
    heir.wait(3_000);
    replayed(&mut heir);
    assert_eq!(heir.take_sent().len(), 1);
}

#[test]
fn from_a_moment_on_when_the_cart_is_being_read() {
    let mut back = again(&page_with(&[("v_1", 1)]));
    let (read, _) = back.one();
    begin_anew(&mut back);
    back.answer(read, 200, &cart(&[("v_1", 1)]));
    goes_on(&mut back);
}

#[test]
fn from_a_moment_on_when_a_checkout_is_brought_in_line_or_read() {
    let mut page = page_with(&[("v_1", 1)]);
    page.check_out();
    let (request, _) = page.one();
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 3)]));
    let (amended, _) = page.one();
    begin_anew(&mut page);
    page.answer(amended, 200, &checkout("incomplete", &[("v_1", 1)]));
    replayed(&mut page);
    let mut back = again(&page);
    let (read, _) = back.take_sent().remove(0);
    begin_anew(&mut back);
    back.answer(read, 200, &checkout("completed", &[("v_1", 1)]));
    goes_on(&mut back);
}

#[test]
fn from_a_moment_on_when_somebody_waits_for_what_was_refused_retried_or_taken_out() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.event(Event::QuantityChosen { call: Some(CallId(5)), item: item("v_2"), quantity: 0 });
    let (request, _) = page.one();
    page.answer_text(request, 503, String::new(), Some(9_000));
    begin_anew(&mut page);
    page.event(Event::RemovalUndone);
    replayed(&mut page);
    page.wait(9_000);
    goes_on(&mut page);
}

#[test]
fn from_a_moment_on_when_a_problem_stands() {
    let idle = |page: &mut Page, _| {
        page.now += 1_000_000_000; // an instant that weighs something
        page.event(Event::Woke);
    };
    for answer in all_answers() {
        let mut page = page_with(&[("v_1", 1)]);
        let profile = page.sent[0].0;
        page.fail(profile, Failure::Unreachable);
        page.event(Event::CheckoutChosen { call: Some(CallId(3)), navigate: true });
        let (request, _) = page.one();
        page.answer(request, 201, &checkout("incomplete", &[("v_1", 3)]));
        let (amended, _) = page.one();
        answer(&mut page, amended);
        if page.shop.view_cart().problem.is_some() {
            begin_anew_by(&mut page, idle);
            replayed(&mut page);
        }
    }
    let mut page = Page::open();
    let mut older = json!({"ucp": {"version": "2031-01-01", "services": {}}});
    older["ucp"]["capabilities"] = json!({});
    let profile = page.sent[0].0;
    page.answer(profile, 200, &older);
    begin_anew_by(&mut page, idle);
    replayed(&mut page);
}

#[test]
fn a_moment_at_which_something_ended_though_nobody_spoke_of_the_cart() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.event(Event::WentOffline);
    page.set("v_1", 0);
    page.now += 7_000;
    let before = replayed(&mut page).steps.len();
    page.want_list(1, ListWanted { limit: 12, ..ListWanted::default() });
    assert_eq!(page.shop.view_cart().removed, None);
    assert_eq!(replayed(&mut page).steps.len(), before + 1);
    page.want_list(2, ListWanted { limit: 12, ..ListWanted::default() });
    assert_eq!(replayed(&mut page).steps.len(), before + 1, "nothing came of this one");
}

#[test]
fn what_was_asked_for_is_asked_for_again() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, sent) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 2)]));
    let played = replayed(&mut page);
    assert_eq!((played.version.as_str(), played.origin.as_str()), (env!("CARGO_PKG_VERSION"), API));
    let methods = played.steps.iter().flat_map(|step| &step.effects).filter_map(|effect| match effect {
        Effect::Send { exchange, .. } => Some(exchange.method),
        _ => None,
    });
    assert_eq!(methods.collect::<Vec<_>>().last(), Some(&sent.method));
}

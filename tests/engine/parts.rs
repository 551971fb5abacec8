//! A shop whose code comes in two parts: what it does before the rest is here.

use std::cell::RefCell;
use std::rc::Rc;

use crate::page::{Browser, Page, found, product, settings};
use serde_json::json;
use tsampa::engine::Settings;
use tsampa::engine::effect::{Effect, Method};
use tsampa::engine::event::{Event, HttpAnswer, ListWanted};
use tsampa::engine::ids::ViewId;
use tsampa::engine::problem::Failure;
use tsampa::engine::view::Phase;

fn parted(browser: &Rc<RefCell<Browser>>, number: u64) -> Page {
    Page::open_with(browser, number, Settings { parts: true, ..settings() })
}

fn fetches_rest(page: &Page) -> bool {
    page.other.iter().any(|effect| matches!(effect, Effect::FetchRest))
}

fn any_browser() -> Rc<RefCell<Browser>> {
    Rc::new(RefCell::new(Browser::default()))
}

#[test]
fn goods_and_an_empty_cart_are_shown_without_the_rest() {
    let mut page = parted(&any_browser(), 1);
    page.want_list(1, ListWanted::default());
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p1", &["v1"])], None));
    assert_eq!(page.shop.view_list(ViewId(1)).cards.len(), 1);
    let cart = page.shop.view_cart();
    assert!(cart.known && cart.asleep && cart.count == 0);
    assert!(!fetches_rest(&page));
}

#[test]
fn a_stored_cart_wants_the_rest_and_is_shown_once_it_is_here() {
    let browser = any_browser();
    let mut before = parted(&browser, 1);
    before.event(Event::RestCame);
    before.add("v1");
    let mut page = parted(&browser, 2);
    assert!(fetches_rest(&page));
    assert!(!page.shop.view_cart().known, "nothing is said of a cart that was not read");
    page.event(Event::RestCame);
    assert_eq!(page.lines(), [("v1".to_owned(), 1)]);
    assert_eq!(page.shop.view_cart().count, 1);
}

#[test]
fn a_cart_that_was_emptied_wants_no_rest() {
    let browser = any_browser();
    let mut before = parted(&browser, 1);
    before.event(Event::RestCame);
    assert!(!fetches_rest(&parted(&browser, 2)), "the record of an empty cart says so by itself");
}

#[test]
fn a_sleeping_page_wants_the_rest_when_another_page_fills_the_cart() {
    let browser = any_browser();
    let mut page = parted(&browser, 1);
    let mut other = parted(&browser, 2);
    other.event(Event::RestCame);
    other.add("v1");
    assert!(!fetches_rest(&page));
    page.hear();
    assert!(fetches_rest(&page));
    page.event(Event::RestCame);
    assert_eq!(page.lines(), [("v1".to_owned(), 1)]);
}

#[test]
fn what_storage_holds_beside_a_cart_of_ours_never_stops_a_first_view() {
    for stored in ["", "2-", "2+", "1whatever", "{\"a\":1}", "é", "2-00000000garbage"] {
        let browser = any_browser();
        browser.borrow_mut().record = Some(stored.to_owned());
        let mut page = parted(&browser, 1);
        page.event(Event::RestCame);
        assert_eq!(page.lines(), [], "{stored:?}");
        page.add("v1");
        assert_eq!(page.lines(), [("v1".to_owned(), 1)], "{stored:?}");
    }
}

#[test]
fn a_sleeping_page_that_is_hidden_and_comes_back_looks_at_its_record_and_sleeps_on() {
    let browser = any_browser();
    let mut page = parted(&browser, 1);
    page.event(Event::Hidden);
    page.event(Event::Resumed { wall: 2_000_000, from_cache: true });
    assert!(page.shop.view_cart().asleep && page.nothing_sent() && !fetches_rest(&page));
    let mut other = parted(&browser, 2);
    other.event(Event::RestCame);
    other.add("v1");
    page.event(Event::Resumed { wall: 3_000_000, from_cache: true });
    assert!(fetches_rest(&page), "another page filled the cart, and nobody told of it");
}

#[test]
fn a_sleeping_cart_that_the_browser_keeps_nothing_of_says_so_once_it_wakes() {
    let mut page = parted(&any_browser(), 1);
    assert!(page.shop.view_cart().durable);
    page.event(Event::Committed { record: String::new(), durable: false });
    page.refused = Some(String::new());
    page.event(Event::RestCame);
    assert!(!page.shop.view_cart().durable);
}

#[test]
fn a_cart_that_was_empty_is_shown_and_filled_before_its_record_is_read_again() {
    let browser = any_browser();
    let mut page = parted(&browser, 1);
    let mut other = parted(&browser, 2);
    other.event(Event::RestCame);
    other.add("v2"); // Not heard of by the first page.
    let mut effects = Vec::new();
    page.shop.update(page.now, Event::RestCame, &mut effects);
    assert!(page.shop.view_cart().known && page.shop.view_cart().count == 0);
    let press = |item: &str| Event::Added { view: None, call: None, item: item.into(), quantity: 1, channel: None };
    page.shop.update(page.now, press("v1"), &mut effects);
    assert_eq!(page.lines(), [("v1".to_owned(), 1)], "a press shows at once");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::AskLock)), "nothing is sent before storage has it");
    let stored = browser.borrow().record.clone().unwrap_or_default();
    page.event(Event::Committed { record: stored, durable: true });
    assert_eq!(page.lines(), [("v2".to_owned(), 1), ("v1".to_owned(), 1)], "what another page added is there, too");
}

fn disclosing(products: &[serde_json::Value]) -> serde_json::Value {
    let mut answer = found(products, None);
    answer["messages"] = json!([
        {"type": "warning", "code": "a", "presentation": "disclosure", "path": "$.products[0]", "content": "Contains milk."}]);
    answer
}

#[test]
fn goods_that_have_to_be_seen_with_a_disclosure_wait_for_the_rest_and_stand_with_it() {
    let mut page = parted(&any_browser(), 1);
    page.want_list(1, ListWanted::default());
    let (request, _) = page.one();
    page.answer(request, 200, &disclosing(&[product("p1", &["v1"])]));
    assert!(page.shop.view_list(ViewId(1)).cards.is_empty() && fetches_rest(&page));
    page.event(Event::RestCame);
    assert_eq!(page.shop.view_list(ViewId(1)).cards.len(), 1);
    assert_eq!(page.shop.view_warned_rest(ViewId(1)).beside[0].len(), 1);
}

fn reading(browser: &Rc<RefCell<Browser>>) -> Page {
    let mut page = Page::open_with(browser, 1, Settings { parts: true, reads: true, ..settings() });
    page.want_list(1, ListWanted::default());
    page
}

fn kept(products: &[serde_json::Value]) -> HttpAnswer {
    HttpAnswer::Kept { body: disclosing(products).to_string(), language: None, age_ms: 90_000 }
}

#[test]
fn goods_kept_with_a_disclosure_that_come_after_the_fresh_answer_failed_say_how_old_they_are() {
    for (failure, times) in [(Failure::Unreachable, 1), (Failure::Unreachable, 3), (Failure::Timeout, 1)] {
        let mut page = reading(&any_browser());
        for _ in 0..times {
            let (request, exchange) = page.one();
            if exchange.kept {
                page.event(Event::Answered { request, answer: kept(&[product("p1", &["v1"])]) });
            }
            page.event(Event::Answered { request, answer: HttpAnswer::Failed(failure.clone()) });
            page.wait(if times > 1 { 5_000 } else { 0 });
        }
        page.event(Event::RestCame);
        let list = page.shop.view_list(ViewId(1));
        assert_eq!(
            (list.cards.len(), list.phase, list.as_of.is_some()),
            (1, Phase::Shown, true),
            "{failure:?} {times}"
        );
        assert_eq!(page.shop.view_warned_rest(ViewId(1)).beside[0].len(), 1);
        page.event(Event::WentOnline);
        assert_eq!(page.one().1.method, Method::Get, "they are asked for again");
    }
}

#[test]
fn goods_kept_with_a_disclosure_are_forgotten_once_the_fresh_answer_is_there() {
    let mut page = reading(&any_browser());
    let (request, _) = page.one();
    page.event(Event::Answered { request, answer: kept(&[product("p0", &["v0"]), product("p1", &["v1"])]) });
    page.answer(request, 200, &found(&[product("p1", &["v1"])], Some("more")));
    page.event(Event::RestCame);
    let list = page.shop.view_list(ViewId(1));
    let shown: Vec<_> = list.cards.iter().map(|card| card.product.0.as_str()).collect();
    assert_eq!((shown, list.more, list.as_of), (vec!["p1"], true, None));
    assert_eq!(page.shop.view_warned_rest(ViewId(1)).beside, [vec![]]);
}

#[test]
fn a_notice_keeps_no_goods_back() {
    let mut page = parted(&any_browser(), 1);
    page.want_list(1, ListWanted::default());
    let (request, _) = page.one();
    let mut answer = disclosing(&[product("p1", &["v1"])]);
    answer["messages"] = json!([
        {"type": "warning", "code": "b", "presentation": "notice", "content": "Snow."}, {"type": "info", "content": "News."}]);
    page.answer(request, 200, &answer);
    assert_eq!(page.shop.view_list(ViewId(1)).cards.len(), 1);
    assert!(!fetches_rest(&page));
    page.event(Event::RestCame);
    let warned = page.shop.view_warned_rest(ViewId(1));
    assert_eq!((warned.below.len(), warned.beside[0].len()), (1, 0), "it is seen before anything is bought");
}

//! What a buyer is told, and what can be taken back.

use crate::page::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::effect::Method;
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::{CallId, ViewId};
use tsampa::engine::ledger::{self, Change, Claim};
use tsampa::engine::view::MessageText;
use tsampa::ucp::money::{Minor, Price};

fn removable(page: &Page) -> Option<String> {
    page.shop.view_cart().removed
}

fn yuan(amount: i64) -> Price {
    Price { amount: Minor(amount), currency: "CNY".to_owned() }
}

fn reopened(page: &Page) -> Page {
    page.browser.borrow_mut().lock = None;
    Page::open_in(&page.browser, page.number + 1)
}

/// A page whose one line, of v_1, costs 1200 where the buyer was shown 1000.
fn repriced() -> Page {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 2)]), "v_1", 1200));
    page
}

fn call_checkout(page: &mut Page, call: u32) {
    page.now += 1_000;
    page.event(Event::CheckoutChosen { call: Some(CallId(call)), navigate: false });
}

// ---- a removal is taken back ----

#[test]
fn a_removal_can_be_taken_back_for_six_seconds_and_the_business_never_hears_of_it() {
    let mut page = page_with(&[("v_1", 3), ("v_2", 1)]);
    page.event(Event::WentOffline);
    page.set("v_1", 0);
    assert_eq!(removable(&page).as_deref(), Some("Title of v_1"));
    page.wait(5_999);
    assert!(removable(&page).is_some());
    page.event(Event::RemovalUndone);
    assert_eq!(page.lines(), [("v_1".to_owned(), 3), ("v_2".to_owned(), 1)]);
    assert_eq!(removable(&page), None);
    page.event(Event::WentOnline);
    let (request, exchange) = page.one();
    assert_eq!(asked(&exchange), [("v_1".to_owned(), 3), ("v_2".to_owned(), 1)]);
    page.answer(request, 200, &cart(&[("v_1", 3), ("v_2", 1)]));
    assert!(!page.shop.view_cart().open && page.nothing_sent());
}

#[test]
fn a_removal_that_the_business_has_heard_of_is_taken_back_by_another_wish() {
    let mut page = page_with(&[("v_1", 3), ("v_2", 1)]);
    page.set("v_1", 0);
    let (request, _) = page.one();
    page.event(Event::RemovalUndone);
    page.answer(request, 200, &cart(&[("v_2", 1)]));
    let (request, exchange) = page.one();
    assert_eq!(asked(&exchange), [("v_2".to_owned(), 1), ("v_1".to_owned(), 3)]);
    assert_eq!(page.line("v_1").title, "Title of v_1");
    page.answer(request, 200, &cart(&[("v_2", 1), ("v_1", 3)]));
    assert_eq!((page.line("v_1").quantity, page.notices().len()), (3, 0));
}

#[test]
fn after_six_seconds_a_removal_stands_and_the_page_rests() {
    let mut page = page_with(&[("v_1", 3), ("v_2", 1)]);
    page.set("v_1", 0);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_2", 1)]));
    assert_eq!(page.shop.next_wake(), Some(page.now + 6_000));
    let drawn = page.shop.revision(ViewId(0));
    page.wait(6_000);
    assert!(page.shop.revision(ViewId(0)) > drawn, "elements are drawn again");
    assert_eq!(removable(&page), None);
    assert!(page.shop.next_wake().is_none_or(|at| at > page.now), "nobody is woken for it again");
    page.event(Event::RemovalUndone);
    assert_eq!(page.lines(), [("v_2".to_owned(), 1)]);
}

#[test]
fn several_removals_are_taken_back_one_after_the_other_the_last_one_first() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 2)]);
    page.set("v_1", 0);
    page.now += 5_000;
    page.set("v_2", 0);
    page.set("v_3", 0);
    assert_eq!(removable(&page).as_deref(), Some("Title of v_2"), "what was not there cannot come back");
    page.wait(5_000);
    for _ in 0..2 {
        page.event(Event::RemovalUndone);
        assert_eq!(page.lines(), [("v_2".to_owned(), 2)], "the second press of two is none");
    }
    page.wait(5_000);
    assert_eq!(removable(&page).as_deref(), Some("Title of v_1"), "for which the moment begins anew");
    page.event(Event::RemovalUndone);
    let mut lines = page.lines();
    lines.sort();
    assert_eq!((lines, removable(&page)), (vec![("v_1".to_owned(), 1), ("v_2".to_owned(), 2)], None));
}

#[test]
fn once_the_moment_of_the_last_removal_is_over_so_is_that_of_those_before() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 2), ("v_3", 3)]);
    for id in ["v_1", "v_2"] {
        page.set(id, 0);
        page.wait(4_000);
    }
    assert!(removable(&page).is_some());
    page.wait(2_000);
    assert_eq!(removable(&page), None);
    page.event(Event::RemovalUndone);
    assert_eq!(page.lines(), [("v_3".to_owned(), 3)]);
}

#[test]
fn what_is_wanted_again_by_itself_is_not_offered_once_more() {
    let mut page = page_with(&[("v_1", 3)]);
    page.set("v_1", 0);
    page.add("v_1");
    assert_eq!(removable(&page), None);
    page.event(Event::RemovalUndone);
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
}

#[test]
fn checkout_ends_what_could_be_taken_back() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.set("v_1", 0);
    page.check_out();
    assert_eq!(removable(&page), None);
    page.event(Event::RemovalUndone);
    assert_eq!(page.lines(), [("v_2".to_owned(), 1)]);
}

// ---- prices ----

#[test]
fn a_changed_price_is_told_beside_its_line_with_the_one_before() {
    let page = repriced();
    let line = page.line("v_1");
    assert_eq!(line.price, Some(yuan(1200)));
    assert_eq!(line.messages[0].text, MessageText::Repriced { was: yuan(1000), now: yuan(1200) });
    assert_eq!(page.notices(), [MessageText::PricesChanged]);
    let shown = page.shop.view_cart_shown();
    assert_eq!((shown.line_items[0].item.price, &shown.line_items[0].was), (Some(Minor(1200)), &Some(yuan(1000))));
}

#[test]
fn the_price_on_the_card_counts_as_shown() {
    let mut page = Page::open();
    page.want_list(1, ListWanted { limit: 12, ..ListWanted::default() });
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
    page.add("v_1");
    let (request, _) = page.one();
    page.answer(request, 201, &with_price(cart(&[("v_1", 1)]), "v_1", 990));
    assert_eq!(page.line("v_1").messages[0].text, MessageText::Repriced { was: yuan(1000), now: yuan(990) });
}

#[test]
fn another_currency_is_another_price() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    let mut euros = cart(&[("v_1", 2)]);
    euros["currency"] = json!("EUR");
    page.answer(request, 200, &euros);
    let now = Price { amount: Minor(1000), currency: "EUR".to_owned() };
    assert_eq!(page.line("v_1").messages[0].text, MessageText::Repriced { was: yuan(1000), now });
}

#[test]
fn checkout_waits_for_the_consent_to_a_changed_price() {
    let mut page = repriced();
    page.check_out();
    assert!(page.nothing_sent());
    assert!(!page.shop.view_cart().checking_out);
    let notice = page.line("v_1").messages[0].notice.unwrap();
    page.event(Event::NoticeDismissed { notice });
    assert!(page.notices().is_empty() && page.line("v_1").messages.is_empty());
    page.check_out();
    assert!(page.one().1.url.ends_with("/checkout-sessions"));
}

#[test]
fn checkout_on_a_button_that_says_so_is_consent_to_what_it_showed_alone() {
    let mut page = repriced();
    let agree = page.shop.view_cart().agree.unwrap();
    page.set("v_1", 3);
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 3)]), "v_1", 1300));
    let later = page.shop.view_cart().agree.unwrap();
    assert!(later > agree, "another change, another number");
    for (upto, goes) in [(agree, false), (later, true)] {
        page.now += 1_000;
        page.event(Event::PricesAgreed { upto });
        page.check_out();
        assert_eq!(!page.nothing_sent(), goes);
    }
}

#[test]
fn a_caller_is_told_of_a_changed_price_once_and_agrees_by_calling_again() {
    let mut page = repriced();
    call_checkout(&mut page, 1);
    assert_eq!(page.rejected(1), Some("refused"));
    // The second half of a double press is no consent.
    page.event(Event::CheckoutChosen { call: Some(CallId(2)), navigate: false });
    assert_eq!(page.rejected(2), Some("refused"));
    assert!(page.nothing_sent());
    call_checkout(&mut page, 3);
    assert!(page.one().1.url.ends_with("/checkout-sessions"));
}

#[test]
fn a_price_that_changes_under_a_checkout_that_waits_stops_it() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    call_checkout(&mut page, 1);
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 2)]), "v_1", 1200));
    assert_eq!(page.rejected(1), Some("refused"));
    assert!(page.nothing_sent());
    // What was pressed twice in a moment agrees to nothing that came between.
    let upto = page.shop.view_cart().agree.unwrap();
    page.event(Event::PricesAgreed { upto });
    assert_eq!(page.shop.view_cart().agree, Some(upto));
}

#[test]
fn a_price_that_only_the_checkout_names_stops_the_hand_over_once() {
    let mut page = page_with(&[("v_1", 1)]);
    call_checkout(&mut page, 1);
    let (request, _) = page.one();
    let dearer = with_price(checkout("incomplete", &[("v_1", 1)]), "v_1", 1200);
    page.answer(request, 201, &dearer);
    assert_eq!(page.rejected(1), Some("refused"));
    let (request, exchange) = page.one();
    assert_eq!((exchange.method, exchange.url.ends_with("/carts/cart_7")), (Method::Get, true));
    page.answer(request, 200, &with_price(cart(&[("v_1", 1)]), "v_1", 1200));
    assert_eq!(page.line("v_1").messages[0].text, MessageText::Repriced { was: yuan(1000), now: yuan(1200) });
    let upto = page.shop.view_cart().agree.unwrap();
    page.event(Event::PricesAgreed { upto });
    call_checkout(&mut page, 2);
    let (request, _) = page.one();
    page.answer(request, 201, &dearer);
    assert!(page.resolved(2));
}

#[test]
fn a_business_whose_cart_and_checkout_never_agree_can_be_bought_from() {
    let mut page = page_with(&[("v_1", 1)]);
    call_checkout(&mut page, 1);
    let (request, _) = page.one();
    let dearer = with_price(checkout("incomplete", &[("v_1", 1)]), "v_1", 1200);
    page.answer(request, 201, &dearer);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 1)]));
    assert!(page.shop.view_cart().problem.is_some(), "the buyer is told why nothing happens");
    call_checkout(&mut page, 2);
    let (request, _) = page.one();
    page.answer(request, 201, &dearer);
    assert!(page.resolved(2));
}

#[test]
fn a_price_that_goes_back_to_what_was_shown_is_no_news() {
    let mut page = repriced();
    page.set("v_1", 3);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 3)]));
    assert!(page.line("v_1").messages.is_empty() && page.shop.view_cart().agree.is_none());
}

#[test]
fn a_price_that_changes_twice_is_told_from_the_first_to_the_last() {
    let mut page = repriced();
    page.set("v_1", 3);
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 3)]), "v_1", 1500));
    assert_eq!(page.line("v_1").messages[0].text, MessageText::Repriced { was: yuan(1000), now: yuan(1500) });
}

#[test]
fn a_changed_price_is_told_in_every_tab_after_every_reload_and_agreed_to_once() {
    let page = repriced();
    let mut other = reopened(&page);
    let told = other.line("v_1").messages[0].clone();
    assert_eq!(told.text, MessageText::Repriced { was: yuan(1000), now: yuan(1200) });
    other.event(Event::NoticeDismissed { notice: told.notice.unwrap() });
    let mut page = page;
    page.hear();
    assert!(page.line("v_1").messages.is_empty());
    assert!(reopened(&other).line("v_1").messages.is_empty());
}

#[test]
fn a_price_found_changed_by_a_visit_days_later_is_told() {
    let page = page_with(&[("v_1", 1)]);
    let mut back = reopened(&page);
    let (request, _) = back.one();
    back.answer(request, 200, &with_price(cart(&[("v_1", 1)]), "v_1", 1100));
    assert_eq!(back.line("v_1").messages[0].text, MessageText::Repriced { was: yuan(1000), now: yuan(1100) });
}

#[test]
fn what_is_taken_out_needs_no_consent_to_its_price() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 2), ("v_2", 1)]), "v_1", 1200));
    page.set("v_1", 0);
    assert_eq!(page.shop.view_cart().agree, None);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_2", 1)]));
    page.check_out();
    assert!(page.one().1.url.ends_with("/checkout-sessions"));
}

#[test]
fn a_page_that_has_not_heard_of_a_changed_price_cannot_begin_a_checkout_either() {
    let page = repriced();
    let record = page.browser.borrow().record.clone();
    let claim = Claim { key: "k".to_owned(), owner: 9, wall: 0 };
    let begin = Change::BeginCheckout { claim, attribution: Vec::new() };
    let begun = |record: &str| ledger::read(record).unwrap().write.is_some();
    assert!(!begun(&ledger::commit(record.as_deref(), std::slice::from_ref(&begin))));
    let agreed = ledger::commit(record.as_deref(), &[Change::Accept { upto: 99 }, begin]);
    assert!(begun(&agreed));
}

// ---- what there is too little of ----

#[test]
fn a_shortage_the_business_says_nothing_of_is_told_though_it_speaks_of_another() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.set("v_1", 9);
    page.event(Event::WentOffline);
    page.set("v_2", 9);
    page.event(Event::WentOnline);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 9), ("v_2", 1)]));
    let (request, _) = page.one();
    let words =
        json!([{"type": "warning", "code": "quantity_adjusted", "path": "$.line_items[0]", "content": "Only 4."}]);
    page.answer(request, 200, &cart_saying(&[("v_1", 4), ("v_2", 3)], words));
    assert_eq!(page.notices(), [MessageText::Adjusted { title: "Title of v_2".to_owned(), kept: 3 }]);
    assert_eq!(page.line("v_1").messages[0].text, MessageText::Said("Only 4.".to_owned()));
}

#[test]
fn one_word_about_what_is_gone_speaks_of_one_item() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1), ("v_3", 1)]);
    page.set("v_3", 2);
    let (request, _) = page.one();
    let words = json!([{"type": "error", "code": "not_found", "severity": "recoverable", "content": "No v_1.",
        "path": "$.line_items[?@.item.id=='v_1']"}]);
    page.answer(request, 200, &cart_saying(&[("v_3", 2)], words));
    let gone = |notice: &MessageText| matches!(notice, MessageText::Gone { .. });
    assert_eq!(page.notices().iter().filter(|notice| gone(notice)).count(), 1);
}

#[test]
fn what_is_missing_at_a_later_visit_is_told_and_accepted_with_one_tap() {
    let page = page_with(&[("v_1", 3), ("v_2", 1)]);
    let mut back = reopened(&page);
    let (request, _) = back.one();
    back.answer(request, 200, &cart(&[("v_1", 2)]));
    let fewer = |title: &str, kept| MessageText::Fewer { title: title.to_owned(), kept };
    assert_eq!(back.notices(), [fewer("Title of v_1", 2), fewer("Title of v_2", 0)]);
    for message in back.shop.view_cart().messages {
        back.event(Event::NoticeDismissed { notice: message.notice.unwrap() });
    }
    assert!(back.notices().is_empty() && back.shop.view_cart().can_check_out);
}

#[test]
fn a_record_that_is_cut_or_of_another_form_is_an_empty_cart_and_never_half_a_one() {
    let page = page_with(&[("v_1", 1), ("v_2", 3)]);
    let whole = page.browser.borrow().record.clone().unwrap();
    let opened = |record: String| {
        let browser = Rc::new(RefCell::new(Browser { record: Some(record), ..Browser::default() }));
        Page::open_in(&browser, 2).lines().len()
    };
    assert_eq!(opened(whole.clone()), 2);
    for end in 1..whole.len() {
        assert_eq!(opened(whole.get(..end).unwrap_or_default().to_owned()), 0, "cut at {end}");
    }
    for form in ["1", "3", "9"] {
        assert_eq!(opened([form, &whole[1..]].concat()), 0, "form {form}");
    }
}

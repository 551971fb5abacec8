//! What counts as consent to a changed price, and what was pressed too soon to be any.

use crate::page::*;
use serde_json::json;
use tsampa::engine::event::Event;
use tsampa::engine::ids::{CallId, Millis};
use tsampa::engine::problem::Failure;

/// A page, one second old, whose one line costs more than the buyer was shown.
fn repriced() -> Page {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 2)]), "v_1", 1200));
    page
}

fn press_checkout(page: &mut Page, at: Millis) -> bool {
    page.now = at;
    page.check_out();
    !page.nothing_sent()
}

fn agree(page: &mut Page, at: Millis) -> bool {
    page.now = at;
    let upto = page.shop.view_cart().agree.unwrap();
    page.event(Event::PricesAgreed { upto });
    page.shop.view_cart().agree.is_none()
}

#[test]
fn who_was_told_agrees_by_pressing_again_three_tenths_of_a_second_after_the_first_press() {
    let mut page = repriced();
    assert!(!press_checkout(&mut page, 1_000));
    assert!(!press_checkout(&mut page, 1_200), "the second half of a double press");
    assert!(press_checkout(&mut page, 1_300));
}

#[test]
fn a_price_that_was_shown_before_any_press_is_agreed_to_at_once() {
    let mut page = repriced();
    assert!(agree(&mut page, 0));
}

#[test]
fn a_price_that_came_under_a_press_is_agreed_to_a_moment_later() {
    let mut page = repriced();
    assert!(!press_checkout(&mut page, 1_000));
    assert!(!agree(&mut page, 1_299));
    assert!(agree(&mut page, 1_300));
}

#[test]
fn checkout_that_is_under_way_is_not_stopped_by_a_price_that_another_page_hears_of() {
    let mut page = page_with(&[("v_1", 1)]);
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    let (request, _) = page.one();
    page.fail(request, Failure::Unreachable);
    assert!(page.shop.view_cart().checking_out);
    let (request, _) = page.one_later();
    page.answer(request, 201, &checkout("incomplete", &[("v_1", 1)]));
    assert!(page.resolved(9));
}

#[test]
fn a_checkout_that_names_no_price_for_what_the_cart_does_not_know_is_no_news() {
    let mut page = page_with(&[("v_1", 1)]);
    page.check_out();
    let (request, _) = page.one();
    let mut more = checkout("incomplete", &[("v_1", 1), ("v_gift", 1)]);
    more["line_items"][1]["item"]["price"] = json!(0);
    page.answer(request, 201, &more);
    // The gift is not in the cart: the checkout is brought in line, nobody is asked for consent.
    assert!(page.one().1.url.ends_with("/checkout-sessions/chk_1"));
    assert_eq!(page.shop.view_cart().problem, None);
}

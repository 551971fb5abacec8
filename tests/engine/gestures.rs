//! Presses that are one and presses that are two, and what a page does when its network or its tab goes and comes.

use crate::page::*;
use tsampa::engine::effect::Effect;
use tsampa::engine::event::Event;
use tsampa::engine::ids::{Millis, ViewId};
use tsampa::engine::problem::Failure;
use tsampa::engine::view::Waiting;

fn press(page: &mut Page, at: Millis, view: u32, id: &str) {
    page.now = at;
    page.event(Event::Added { view: Some(ViewId(view)), call: None, item: item(id), quantity: 1, channel: None });
}

#[test]
fn presses_on_two_items_or_in_two_elements_are_two_however_quick() {
    let mut page = Page::open();
    press(&mut page, 1_000, 1, "v_1");
    press(&mut page, 1_001, 1, "v_2");
    press(&mut page, 1_002, 2, "v_2");
    assert_eq!(page.lines(), [("v_1".to_owned(), 1), ("v_2".to_owned(), 2)]);
}

#[test]
fn a_press_counts_again_from_three_tenths_of_a_second_on() {
    let mut page = Page::open();
    press(&mut page, 1_000, 1, "v_1");
    press(&mut page, 1_300, 1, "v_1");
    assert_eq!(page.lines(), [("v_1".to_owned(), 2)]);
}

#[test]
fn a_card_shows_each_press_that_counted_and_how_many_are_in_the_cart() {
    let mut page = Page::open();
    page.want_list(1, Default::default());
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1", "v_2"]), product("p_2", &["v_3"])], None));
    press(&mut page, 1_000, 1, "p_1");
    press(&mut page, 1_100, 1, "p_1");
    press(&mut page, 2_000, 1, "v_1");
    let cards = page.shop.view_list(ViewId(1)).cards;
    assert_eq!(cards.iter().map(|card| (card.adds, card.in_cart)).collect::<Vec<_>>(), [(2, 2), (0, 0)]);
}

#[test]
fn a_change_that_did_not_get_through_is_said_to_be_tried_again() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    assert_eq!(page.shop.view_cart().waiting, None);
    page.fail(request, Failure::Unreachable);
    assert_eq!(page.shop.view_cart().waiting, Some(Waiting::Retrying));
}

#[test]
fn what_did_not_get_through_goes_out_as_soon_as_the_network_or_the_buyer_is_back() {
    for event in [Event::WentOnline, Event::Resumed { wall: 2_000_000, from_cache: false }] {
        let mut page = page_with(&[("v_1", 1)]);
        page.set("v_1", 2);
        let (request, _) = page.one();
        page.answer_text(request, 503, String::new(), Some(40_000));
        assert!(page.nothing_sent());
        page.event(event);
        page.one();
    }
}

#[test]
fn a_hidden_page_that_is_not_sending_lets_the_others_write_and_one_that_is_goes_on() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    let hide = |page: &mut Page| {
        let mut effects = Vec::new();
        page.shop.update(page.now, Event::Hidden, &mut effects);
        effects
    };
    assert!(hide(&mut page).is_empty(), "its answer is on its way");
    page.answer_text(request, 503, String::new(), Some(40_000));
    let effects = hide(&mut page);
    assert!(matches!(effects[..], [Effect::ReleaseLock, Effect::AskLock]), "behind those that wait: {effects:?}");
}

#[test]
fn a_page_that_loses_the_lock_gives_up_what_it_sent_and_stands_in_line_again() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    page.one();
    page.browser.borrow_mut().lock = Some(9);
    page.event(Event::LockLost);
    assert_eq!(page.browser.borrow().queue, [1]);
    assert!(page.nothing_sent());
    page.browser.borrow_mut().lock = None;
    page.take_free_lock();
    page.one();
}

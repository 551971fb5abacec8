//! What pages of one browser hear of each other: the newest record counts, and nobody sends what another page has taken over.

use crate::page::*;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::Settings;
use tsampa::engine::effect::{Effect, Method};
use tsampa::engine::event::Event;

fn any_browser() -> Rc<RefCell<Browser>> {
    Rc::new(RefCell::new(Browser::default()))
}

fn stored(browser: &Rc<RefCell<Browser>>) -> String {
    browser.borrow().record.clone().expect("a record was stored")
}

fn aborts(page: &Page) -> usize {
    page.other.iter().filter(|effect| matches!(effect, Effect::Abort { .. })).count()
}

/// Tells without performing: what the engine asks for.
fn asked_for(page: &mut Page, event: Event) -> Vec<Effect> {
    let mut effects = Vec::new();
    page.shop.update(page.now, event, &mut effects);
    effects
}

#[test]
fn of_what_is_heard_while_the_record_is_being_read_the_newest_counts() {
    let browser = any_browser();
    let mut page = Page::open_in(&browser, 1);
    let before = stored(&browser);
    let mut other = Page::open_in(&browser, 2);
    let mut told = Vec::new();
    for id in ["v_1", "v_2", "v_3"] {
        other.add(id);
        told.push(stored(&browser));
    }
    // Two of the three come in their order, the first late.
    let reading = asked_for(&mut page, Event::Resumed { wall: 2_000_000, from_cache: false });
    assert!(reading.iter().any(|effect| matches!(effect, Effect::Commit { .. })));
    asked_for(&mut page, Event::Resumed { wall: 2_000_000, from_cache: false });
    for place in [1, 2, 0] {
        page.event(Event::RecordSeen { record: told[place].clone() });
        assert!(page.lines().is_empty(), "it may hold changes of ours already");
    }
    page.event(Event::Committed { record: before.clone(), durable: true });
    assert!(page.lines().is_empty(), "one of two is done");
    page.event(Event::Committed { record: before, durable: true });
    assert_eq!(page.lines().len(), 3);
}

#[test]
fn an_older_record_that_is_heard_late_changes_nothing() {
    let browser = any_browser();
    let mut other = Page::open_in(&browser, 2);
    other.add("v_1");
    let older = stored(&browser);
    other.add("v_1");
    let mut page = Page::open_in(&browser, 1);
    page.event(Event::RecordSeen { record: older });
    assert_eq!(page.lines(), [("v_1".to_owned(), 2)]);
}

#[test]
fn a_page_whose_write_another_one_took_over_hears_of_it_and_lets_go() {
    let browser = any_browser();
    let without_locks = |number| Page::open_with(&browser, number, Settings { locks: false, ..settings() });
    let mut page = without_locks(1);
    page.add("v_1");
    let (request, _) = page.one();
    browser.borrow_mut().lock = None;
    let mut heir = without_locks(2);
    heir.wait(31_000);
    assert_eq!(heir.take_sent().len(), 1);
    assert_eq!(aborts(&page), 0);
    page.hear();
    assert_eq!(aborts(&page), 1);
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    assert!(page.nothing_sent() && page.shop.view_cart().open, "its answer is the other page's to hear");
}

#[test]
fn a_record_of_before_with_another_write_of_ours_does_not_cost_the_answer_to_the_one_under_way() {
    let browser = any_browser();
    let mut page = Page::open_in(&browser, 1);
    for _ in 0..3 {
        page.add("v_9");
    }
    let earlier = stored(&browser);
    let (request, _) = page.one();
    // Whoever cleans up empties the storage; the page finds that out when it next looks.
    browser.borrow_mut().record = None;
    page.event(Event::Resumed { wall: 2_000_000, from_cache: false });
    page.answer(request, 201, &cart(&[("v_9", 1)]));
    page.add("v_1");
    let (request, _) = page.one();
    page.event(Event::RecordSeen { record: earlier });
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    page.wait(60_000);
    assert!(page.nothing_sent(), "the write of the record that is gone is not sent again");
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
    assert!(!page.shop.view_cart().open);
}

#[test]
fn what_is_heard_of_others_is_not_read_again() {
    let browser = any_browser();
    let mut page = filled(Page::open_in(&browser, 1), &[("v_1", 1)]);
    let reads = |effects: &[Effect]| effects.iter().filter(|effect| matches!(effect, Effect::Commit { .. })).count();
    let record = stored(&browser);
    assert_eq!(reads(&asked_for(&mut page, Event::RecordSeen { record })), 0, "nothing of ours is on its way");
    page.set("v_1", 2);
    page.one();
    let record = stored(&browser);
    assert_eq!(reads(&asked_for(&mut page, Event::RecordSeen { record })), 0, "what is on its way is still ours");
}

#[test]
fn an_element_that_wants_something_else_gets_nothing_of_a_lookup_shared_with_others() {
    let mut page = Page::open();
    let want = |page: &mut Page, view: u32, id: &str| {
        let view = tsampa::engine::ids::ViewId(view);
        page.event(Event::ProductWanted { view, item: item(id), context: Default::default() });
    };
    want(&mut page, 1, "v_1");
    want(&mut page, 2, "v_2");
    page.wait(5);
    let (shared, exchange) = page.one();
    assert_eq!(exchange.method, Method::Post);
    for (id, other) in [("v_8", "v_9"), ("v_9", "v_8")] {
        want(&mut page, 1, id);
        page.wait(5);
        let asked = page.one().0;
        if id == "v_9" {
            page.answer(shared, 200, &found(&[product("p_1", &["v_1"]), product("p_2", &["v_2"])], None));
            let view = page.shop.view_list(tsampa::engine::ids::ViewId(1));
            assert_eq!(view.phase, tsampa::engine::view::Phase::Waiting, "it waits for {id}, not {other}");
            page.answer(asked, 200, &found(&[product("p_9", &["v_9"])], None));
            assert_eq!(page.shop.view_list(tsampa::engine::ids::ViewId(1)).cards[0].variant, item("v_9"));
        }
    }
}

//! How much a trace keeps: never more than 64 KB, and never so little that it says nothing of what came before.

use crate::page::*;
use serde_json::{Value as Json, json};
use tsampa::engine::event::Event;
use tsampa::engine::trace::replay;

const SIZE_BYTES_MAX: usize = 64 * 1024;

/// A cart of a hundred lines with so many fees each.
fn large(fees: usize) -> Json {
    let names: Vec<String> = (0..100).map(|number| format!("v_{number}")).collect();
    let lines: Vec<(&str, u32)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    let mut large = cart(&lines);
    let fee = |number: usize| json!({"type": "fee", "amount": number, "display_text": number.to_string()});
    for (place, line) in large["line_items"].as_array_mut().unwrap().iter_mut().enumerate() {
        let all: Vec<_> = (0..fees).map(|number| fee(place * fees + number)).collect();
        line["totals"].as_array_mut().unwrap().extend(all);
    }
    large
}

fn page_with_large(fees: usize) -> Page {
    let mut page = Page::open();
    page.add("v_0");
    let (request, _) = page.one();
    page.answer(request, 201, &large(fees));
    page
}

/// How many events a trace holds, whose size is looked at.
fn events(page: &mut Page) -> usize {
    let trace = page.shop.trace();
    assert!(trace.len() <= SIZE_BYTES_MAX, "{} bytes", trace.len());
    trace.lines().count().saturating_sub(3)
}

#[test]
fn what_was_told_before_a_new_beginning_is_kept_once_more() {
    let mut page = page_with(&[("v_0", 1)]);
    page.event(Event::WentOffline);
    let mut least = usize::MAX;
    for turn in 0..1_600_u32 {
        page.set("v_0", turn % 90 + 2);
        if turn > 300 && turn % 20 == 0 {
            least = events(&mut page).min(least);
        }
    }
    assert!(least > 280, "{least} events");
    assert!(replay(&page.shop.trace()).unwrap().is_same());
}

#[test]
fn with_a_cart_of_half_that_size_there_is_room_for_what_is_told() {
    let page = page_with_large(8);
    page.browser.borrow_mut().lock = None;
    let mut back = Page::open_in(&page.browser, 2);
    let (read, _) = back.one();
    back.answer(read, 200, &large(8));
    back.event(Event::WentOffline);
    // Two events a turn, and each of some weight.
    let id = "v".repeat(60);
    let wish = |back: &mut Page, turns: u32| (0..turns).for_each(|turn| back.set(&id, turn % 90 + 1));
    wish(&mut back, 100);
    assert!(events(&mut back) >= 200, "it begins anew only where they weigh as much as the state to start from");
    for _ in 0..12 {
        wish(&mut back, 25);
        events(&mut back);
    }
    assert!(replay(&back.shop.trace()).unwrap().is_same());
}

#[test]
fn a_trace_of_a_cart_that_leaves_no_room_for_it_says_so_and_is_no_larger() {
    for fees in [8, 18] {
        let page = page_with_large(fees);
        page.browser.borrow_mut().lock = None;
        let mut back = Page::open_in(&page.browser, 2);
        for turn in 0..3 {
            back.set("v_0", turn + 2);
            events(&mut back);
            match replay(&back.shop.trace()) {
                Ok(replayed) => assert!(replayed.is_same() || replayed.told.is_none()),
                Err(flaw) => assert!(flaw.contains("too large"), "{flaw}"),
            }
        }
    }
}

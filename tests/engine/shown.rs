//! What stands where: whose line, whose words, whose total; and the cart as pages get it.

use crate::page::*;
use serde_json::{Value as Json, json};
use tsampa::engine::effect::Effect;
use tsampa::engine::event::Event;
use tsampa::engine::problem::Problem;
use tsampa::engine::view::{MessageText, Tone};
use tsampa::ucp::json;
use tsampa::ucp::money::Minor;

/// A page whose cart the business has answered in these very words.
fn page_told(answer: &Json) -> Page {
    let mut page = Page::open();
    page.add("v_1");
    let (request, _) = page.one();
    page.answer(request, 201, answer);
    page
}

/// The cart as a page's script gets it.
fn for_scripts(page: &Page) -> Json {
    serde_json::from_str(&json::write(&page.shop.view_cart_shown().tree())).unwrap()
}

#[test]
fn words_about_a_line_stand_beside_it_and_all_others_above() {
    let words = json!([
        {"type": "info", "content": "Fresh.", "path": "$.line_items[1]"},
        {"type": "warning", "code": "x", "content": "Snow on the pass.", "url": "https://market.example/snow"},
        {"type": "error", "code": "y", "severity": "recoverable", "content": "Closed on Losar.", "url": "javascript:x()"},
        {"type": "info", "content": "Of no line that is there.", "path": "$.line_items[7]"},
    ]);
    let mut page = page_told(&cart_saying(&[("v_1", 1), ("v_2", 1)], words));
    page.event(Event::WentOffline);
    page.add("v_new");
    let beside = |id: &str| page.line(id).messages.iter().map(|message| message.text.clone()).collect::<Vec<_>>();
    assert_eq!(beside("v_2"), [MessageText::Said("Fresh.".to_owned())]);
    assert!(beside("v_1").is_empty() && beside("v_new").is_empty());
    let above = page.shop.view_cart().messages;
    let tones: Vec<_> = above.iter().map(|message| (message.tone, message.url.is_some())).collect();
    assert_eq!(tones, [(Tone::Warning, true), (Tone::Error, false), (Tone::Info, false)]);
    assert!(above.iter().all(|message| message.notice.is_none()), "they stand as long as the business says so");
}

#[test]
fn lines_stand_by_their_sellers_in_the_order_in_which_those_came() {
    let mut two = cart(&[("v_1", 1), ("v_2", 1), ("v_3", 1)]);
    for (place, seller) in [(0, "Gyangze Barley"), (1, "Nagarze Wool"), (2, "Gyangze Barley")] {
        two["line_items"][place]["example.tsampa.seller"] = json!({"id": seller, "name": seller, "county": "Gyangze"});
    }
    let groups = page_told(&two).shop.view_cart().groups;
    let lines = |place: usize| groups[place].lines.iter().map(|line| line.item.0.clone()).collect::<Vec<_>>();
    assert_eq!(groups.len(), 2);
    assert_eq!((lines(0), lines(1)), (vec!["v_1".to_owned(), "v_3".to_owned()], vec!["v_2".to_owned()]));
    assert_eq!((groups[1].seller.as_deref(), groups[1].county.as_deref()), (Some("Nagarze Wool"), Some("Gyangze")));
}

#[test]
fn what_is_known_to_be_short_of_one_item_limits_no_other() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.set("v_1", 9);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 3), ("v_2", 1)]));
    assert_eq!((page.line("v_1").limit, page.line("v_2").limit), (Some(3), None));
    // What vanished altogether says nothing of how many could be had.
    page.set("v_1", 4);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_2", 1)]));
    page.event(Event::WentOffline);
    page.add("v_1");
    assert_eq!(page.line("v_1").limit, Some(3));
}

#[test]
fn what_is_gone_is_no_limit_once_it_is_wished_for_again() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_2", 1)]));
    page.event(Event::WentOffline);
    page.add("v_1");
    assert_eq!((page.line("v_1").quantity, page.line("v_1").limit), (1, None));
}

#[test]
fn a_line_that_the_business_keeps_without_a_piece_is_shown_once_it_is_wished_for_again() {
    let mut page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.set("v_1", 0);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 0), ("v_2", 1)]));
    assert_eq!(page.lines(), [("v_2".to_owned(), 1)]);
    page.event(Event::WentOffline);
    page.add("v_1");
    assert_eq!(page.lines(), [("v_1".to_owned(), 1), ("v_2".to_owned(), 1)]);
}

#[test]
fn checkout_can_be_pressed_when_there_is_something_and_not_twice() {
    assert!(!Page::open().shop.view_cart().can_check_out);
    let mut page = page_with(&[("v_1", 1)]);
    assert!(page.shop.view_cart().can_check_out && page.shop.view_cart().durable);
    page.check_out();
    let view = page.shop.view_cart();
    assert!(!view.can_check_out && view.checking_out);
}

#[test]
fn of_changed_prices_the_messages_speak_and_no_problem_beside_them() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    page.check_out();
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 2)]), "v_1", 1200));
    let view = page.shop.view_cart();
    assert!(view.agree.is_some() && view.problem.is_none(), "{:?}", view.problem);
    assert!(page.other.iter().any(|effect| matches!(
        effect,
        Effect::Tell(tsampa::engine::effect::Tale::Problem { problem: Problem::PricesChanged, .. })
    )));
}

#[test]
fn a_change_that_was_refused_without_a_word_is_told_in_ours() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 5);
    let (request, _) = page.one();
    let mut wordless = not_found();
    wordless["messages"][0]["code"] = json!("refused");
    wordless["messages"][0]["content"] = json!("");
    page.answer(request, 200, &wordless);
    assert_eq!(page.notices(), [MessageText::Refused]);
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);
}

#[test]
fn scripts_get_the_cart_under_ucps_names_and_what_is_open_has_no_totals() {
    let mut answer = cart(&[("v_1", 2)]);
    answer["line_items"][0]["item"]["image_url"] = json!("https://market.example/v_1.jpg");
    answer["totals"][0]["lines"] = json!([{"display_text": "barley", "amount": 2000}]);
    answer["totals"][1]["display_text"] = json!("Total");
    let mut page = page_told(&answer);
    page.event(Event::WentOffline);
    let item =
        json!({"id": "v_1", "title": "Title of v_1", "price": 1000, "image_url": "https://market.example/v_1.jpg"});
    let line = json!({"id": "li_v_1", "item": item, "quantity": 2, "totals": answer["line_items"][0]["totals"]});
    let whole =
        json!({"id": "cart_7", "line_items": [line], "currency": "CNY", "totals": answer["totals"], "open": false});
    assert_eq!(for_scripts(&page), whole);
    page.set("v_1", 3);
    page.add("v_new");
    let shown = for_scripts(&page);
    let new = json!({"item": {"id": "v_new", "title": "v_new"}, "quantity": 1, "totals": []});
    assert_eq!((&shown["open"], &shown["line_items"][0]["totals"]), (&json!(true), &json!([])));
    assert_eq!(shown["line_items"][1], new);
    assert_eq!(page.line("v_1").total, None);
}

#[test]
fn scripts_are_told_what_a_line_cost_before() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    page.answer(request, 200, &with_price(cart(&[("v_1", 2)]), "v_1", 1200));
    assert_eq!(for_scripts(&page)["line_items"][0]["was"], json!({"amount": 1000, "currency": "CNY"}));
    assert_eq!(page.line("v_1").total, Some(Minor(2000)), "the business's, whatever it adds up to");
}

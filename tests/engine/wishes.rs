//! What is wished for around a write or an order: lines and codes, what was sent and what came after it, by the record itself.

use crate::page::{Page, cart_saying, item, page_with};
use serde_json::json;
use std::rc::Rc;
use tsampa::engine::event::Event;
use tsampa::engine::ledger::{Change, Claim, Confirmed, Ledger, Line, NoticeKind, Snapshot};
use tsampa::engine::view::{MessageText, Tone};

fn set(id: &str, quantity: u32) -> Change {
    Change::Set { item: item(id), quantity, snapshot: Snapshot::default() }
}

fn codes(wanted: &[&str]) -> Change {
    Change::Codes { codes: wanted.iter().map(|code| (*code).to_owned()).collect() }
}

fn claim() -> Claim {
    Claim { key: "k".to_owned(), owner: 1, wall: 0 }
}

fn begin() -> Change {
    Change::Begin { claim: claim(), context: Default::default(), apart: 0 }
}

fn refuse(named: &[&str]) -> Change {
    let named = named.iter().map(|id| (item(id), "No.".to_owned())).collect();
    Change::Refuse { key: "k".to_owned(), content: "No.".to_owned(), named }
}

fn confirmed(lines: &[(&str, u32)], codes: &[&str]) -> Rc<Confirmed> {
    let line = |(id, quantity): &(&str, u32)| Line {
        id: format!("li_{id}"),
        item: item(id),
        snapshot: Snapshot { title: format!("Title of {id}"), ..Snapshot::default() },
        quantity: *quantity,
        totals: Vec::new(),
    };
    let codes = codes.iter().map(|code| (*code).to_owned()).collect();
    let lines = lines.iter().map(line).collect();
    Rc::new(Confirmed { id: "cart_7".to_owned(), lines, codes, ..Confirmed::default() })
}

fn with(lines: &[(&str, u32)], known: &[&str], changes: &[Change]) -> Ledger {
    let mut ledger = Ledger { confirmed: Some(confirmed(lines, known)), ..Ledger::default() };
    ledger.advance(changes);
    ledger
}

fn wanted(ledger: &Ledger) -> Option<Vec<&str>> {
    ledger.codes.as_ref().map(|wanted| wanted.codes.iter().map(String::as_str).collect())
}

#[test]
fn a_code_that_is_wished_for_while_a_write_flies_is_asked_for_next_however_that_one_ends() {
    let confirm = Change::Confirm { key: "k".to_owned(), confirmed: confirmed(&[("v_1", 2)], &[]) };
    for end in [confirm, refuse(&[]), refuse(&["v_1"]), Change::Release { key: "k".to_owned() }] {
        let ledger = with(&[("v_1", 1)], &[], &[set("v_1", 2), begin(), codes(&["LOSAR"]), end]);
        assert_eq!(wanted(&ledger), Some(vec!["LOSAR"]), "{ledger:?}");
    }
}

#[test]
fn a_code_that_was_sent_with_what_is_refused_by_name_is_asked_for_again_with_the_rest() {
    let ledger =
        with(&[("v_1", 1)], &[], &[set("v_2", 1), set("v_3", 1), codes(&["LOSAR"]), begin(), refuse(&["v_2"])]);
    assert_eq!(wanted(&ledger), Some(vec!["LOSAR"]));
    assert_eq!(ledger.edits.len(), 1);
}

#[test]
fn a_code_that_is_refused_alone_is_no_word_about_a_line_wished_for_later() {
    let ledger = with(&[("v_1", 1)], &[], &[codes(&["BAD"]), begin(), set("v_2", 1), refuse(&[])]);
    assert_eq!((wanted(&ledger), ledger.edits.len()), (None, 1));
    assert_eq!((ledger.notices[0].kind, ledger.notices[0].item.as_ref()), (NoticeKind::Refused, None));
}

#[test]
fn codes_go_back_to_what_is_in_force_by_another_wish_where_the_first_may_have_been_heard() {
    assert_eq!(wanted(&with(&[("v_1", 1)], &["OLD"], &[codes(&["OLD"])])), None, "nothing is asked for");
    let back = with(&[("v_1", 1)], &["OLD"], &[codes(&["NEW"]), codes(&["OLD"])]);
    assert_eq!(wanted(&back), Some(vec!["OLD"]));
    let under = with(&[("v_1", 1)], &["OLD"], &[set("v_1", 2), begin(), codes(&["OLD"])]);
    assert_eq!(wanted(&under), Some(vec!["OLD"]));
}

#[test]
fn of_a_forgotten_cart_the_codes_in_force_are_wanted_again_unless_others_are() {
    let forget = || Change::Forget { key: None };
    assert_eq!(wanted(&with(&[("v_1", 1)], &["OLD"], &[forget()])), Some(vec!["OLD"]));
    assert_eq!(wanted(&with(&[("v_1", 1)], &["OLD"], &[codes(&[]), forget()])), Some(vec![]));
    assert_eq!(wanted(&with(&[("v_1", 1)], &[], &[forget()])), None);
}

#[test]
fn after_an_order_only_what_was_wished_for_since_the_hand_over_is_left_less_what_was_ordered() {
    let (id, url) = ("chk_1".to_owned(), "https://market.example/x".to_owned());
    let handed = [
        Change::BeginCheckout { claim: claim(), attribution: Vec::new() },
        Change::OpenCheckout { key: "k".to_owned(), id: id.clone(), url },
    ];
    let since = [codes(&["LATER"]), set("v_1", 3), set("v_1", 2), set("v_2", 5)];
    let mut ledger = with(&[("v_1", 2), ("v_2", 1)], &[], &handed);
    ledger.advance(&since);
    ledger.advance(&[Change::Order { id: id.clone(), bought: Vec::new() }]);
    assert_eq!(wanted(&ledger), Some(vec!["LATER"]));
    let left: Vec<_> = ledger.edits.iter().map(|edit| (edit.item.0.as_str(), edit.quantity)).collect();
    assert_eq!(left, [("v_2", 4)], "of v_1 as many were ordered as are wished for");
    // Codes that stood before are gone with the cart.
    let mut earlier = with(&[("v_1", 2)], &[], &[codes(&["EARLIER"])]);
    earlier.codes.as_mut().unwrap().number = 0;
    let held = std::mem::take(&mut earlier.codes);
    earlier.advance(&handed);
    earlier.codes = held;
    earlier.advance(&[Change::Order { id, bought: Vec::new() }]);
    assert_eq!(wanted(&earlier), None);
}

#[test]
fn what_was_added_while_a_checkout_stood_open_is_left_when_it_is_paid_also_where_the_business_has_confirmed_it() {
    let (id, url) = ("chk_1".to_owned(), "https://market.example/x".to_owned());
    let changes = [
        Change::BeginCheckout { claim: claim(), attribution: Vec::new() },
        Change::OpenCheckout { key: "k".to_owned(), id: id.clone(), url },
        set("v_2", 3),
        set("v_3", 1),
        begin(),
        Change::Confirm { key: "k".to_owned(), confirmed: confirmed(&[("v_1", 2), ("v_2", 3), ("v_3", 1)], &[]) },
    ];
    let ledger = with(&[("v_1", 2), ("v_2", 1)], &[], &changes);
    let left = |bought: &[(&str, u32)]| {
        let mut ledger = ledger.clone();
        let bought = bought.iter().map(|(id, pieces)| (item(id), *pieces)).collect();
        ledger.advance(&[Change::Order { id: id.clone(), bought }]);
        assert!(ledger.confirmed.is_none());
        ledger.edits.iter().map(|edit| (edit.item.0.clone(), edit.quantity)).collect::<Vec<_>>()
    };
    let (v_2, v_3) = ("v_2".to_owned(), "v_3".to_owned());
    assert_eq!(left(&[("v_1", 2), ("v_2", 1)]), [(v_2.clone(), 2), (v_3.clone(), 1)]);
    assert_eq!(left(&[("v_1", 1)]), [(v_2.clone(), 2), (v_3, 1)], "who takes fewer at the checkout wants no more");
    assert_eq!(left(&[("v_1", 2), ("v_2", 1), ("v_3", 4)]), [(v_2, 2)], "the business's checkout took it along");
}

#[test]
fn notices_of_one_answer_are_dismissed_one_by_one() {
    let mut ledger = with(&[("v_1", 1), ("v_2", 1)], &[], &[set("v_1", 5), set("v_2", 5), begin()]);
    ledger.apply(&Change::Confirm { key: "k".to_owned(), confirmed: confirmed(&[("v_1", 2), ("v_2", 3)], &[]) });
    let [first, second] = &ledger.notices[..] else { panic!("two notices: {:?}", ledger.notices) };
    assert!(first.number < second.number && second.number < ledger.next);
}

#[test]
fn words_about_a_line_that_is_no_more_there_are_words_about_what_is_gone() {
    let mut page: Page = page_with(&[("v_1", 1), ("v_2", 1)]);
    page.set("v_1", 2);
    let (request, _) = page.one();
    let words = json!([{"type": "error", "code": "out_of_stock", "severity": "recoverable", "content": "No v_2.", "path": "$.line_items[1]"}]);
    page.answer(request, 200, &cart_saying(&[("v_1", 2)], words));
    assert_eq!(page.notices(), [MessageText::Said("No v_2.".to_owned())], "it is told once");
    assert_eq!(page.shop.view_cart().messages[0].tone, Tone::Error);
}

#[test]
fn a_code_is_set_apart_before_lines_are_and_one_wished_for_later_hinders_nothing() {
    for (later, expected) in [(false, 3), (true, 2)] {
        let mut page = page_with(&[("v_1", 1)]);
        let choose = |page: &mut Page| page.event(Event::CodesChosen { codes: vec!["LOSAR".to_owned()] });
        page.event(Event::WentOffline);
        page.set("v_2", 1);
        page.set("v_3", 1);
        if !later {
            choose(&mut page);
        }
        page.event(Event::WentOnline);
        let (request, exchange) = page.one();
        assert_eq!(crate::page::asked(&exchange).len(), 3);
        if later {
            choose(&mut page);
        }
        page.answer(request, 422, &json!({"code": "x", "content": "No."}));
        let (_, exchange) = page.one();
        assert_eq!(crate::page::asked(&exchange).len(), expected);
    }
}

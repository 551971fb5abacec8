//! The record by itself: its bounds, what each change does and does not do, and what is read of what storage holds.

use crate::page::{Page, cart, cart_saying, item, page_with};
use serde_json::json;
use std::rc::Rc;
use tsampa::engine::event::Event;
use tsampa::engine::ledger::{
    self, Change, Claim, Codes, Confirmed, Edit, LINES_MAX, Ledger, Line, Notice, NoticeKind, Pending, QUANTITY_MAX,
    Repriced, Snapshot, Terms,
};
use tsampa::engine::view::MessageText;
use tsampa::ucp::message::Message;
use tsampa::ucp::money::{Minor, Price};

fn set(id: &str, quantity: u32) -> Change {
    Change::Set { item: item(id), quantity, snapshot: Snapshot::default() }
}

fn add(id: &str, quantity: u32) -> Change {
    Change::Add { item: item(id), quantity, snapshot: Snapshot::default(), attribution: Vec::new() }
}

fn begin(key: &str) -> Change {
    let claim = Claim { key: key.to_owned(), owner: 1, wall: 0 };
    Change::Begin { claim, context: Default::default(), apart: 0 }
}

fn confirmed(lines: &[(&str, u32)]) -> Rc<Confirmed> {
    let line = |(id, quantity): &(&str, u32)| Line {
        id: format!("li_{id}"),
        item: item(id),
        snapshot: Snapshot { title: format!("Title of {id}"), ..Snapshot::default() },
        quantity: *quantity,
        totals: Vec::new(),
    };
    Rc::new(Confirmed { id: "cart_7".to_owned(), lines: lines.iter().map(line).collect(), ..Confirmed::default() })
}

fn after(changes: &[Change]) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.advance(changes);
    ledger
}

fn lines(ledger: &Ledger) -> Vec<(&str, u32)> {
    ledger.shown().iter().map(|line| (line.item.0.as_str(), line.quantity)).collect()
}

#[test]
fn a_cart_has_a_hundred_lines_at_the_most_and_each_can_still_be_changed() {
    let many: Vec<Change> = (0..=LINES_MAX).map(|number| set(&format!("v_{number}"), 1)).collect();
    let mut ledger = after(&many);
    assert_eq!(ledger.shown().len(), LINES_MAX);
    assert!(ledger.apply(&set("v_0", 2)), "it is one of them");
    let ids: Vec<String> = (0..LINES_MAX).map(|number| format!("v_{number}")).collect();
    let all: Vec<(&str, u32)> = ids.iter().map(|id| (id.as_str(), 1)).collect();
    let mut full = Ledger { confirmed: Some(confirmed(&all)), ..Ledger::default() };
    assert!(!full.apply(&set("v_new", 1)));
    assert!(full.apply(&set("v_3", 0)) && full.apply(&set("v_new", 1)), "one made room for another");
    assert_eq!(full.shown().len(), LINES_MAX);
}

#[test]
fn a_line_has_999_pieces_at_the_most_or_as_many_as_there_are_and_one_of_what_is_out() {
    let mut ledger = after(&[add("v_1", 998), add("v_1", 5)]);
    assert_eq!(ledger.quantity(&item("v_1")), QUANTITY_MAX);
    for (limit, kept) in [(7, 7), (0, 1)] {
        let snapshot = Snapshot { limit: Some(limit), ..Snapshot::default() };
        ledger.apply(&Change::Set { item: item(&format!("v_{limit}_")), quantity: 40, snapshot });
        assert_eq!(ledger.quantity(&item(&format!("v_{limit}_"))), kept);
    }
}

#[test]
fn a_wish_for_what_is_there_asks_for_nothing() {
    let mut ledger = Ledger { confirmed: Some(confirmed(&[("v_1", 2)])), ..Ledger::default() };
    ledger.apply(&set("v_1", 2));
    ledger.apply(&set("v_9", 0));
    assert!(!ledger.is_open() && !ledger.apply(&begin("k")));
    // Once it is open it may have reached the business, and goes back by another wish.
    ledger.apply(&set("v_1", 3));
    ledger.apply(&set("v_1", 2));
    assert!(ledger.is_open());
}

#[test]
fn lines_keep_the_order_in_which_they_came_whatever_is_wished_of_them_later_and_each_wish_has_a_number_of_its_own() {
    let mut ledger = after(&[set("v_1", 1), set("v_2", 1), set("v_1", 2)]);
    ledger.apply(&set("v_3", 1));
    let numbers = |ledger: &Ledger| ledger.edits.iter().map(|edit| edit.number).collect::<Vec<_>>();
    assert_eq!(lines(&ledger), [("v_1", 2), ("v_2", 1), ("v_3", 1)]);
    assert!(numbers(&ledger)[0] > numbers(&ledger)[1], "the later wish has the greater number");
    let mut lost = Ledger { confirmed: Some(confirmed(&[("v_7", 1), ("v_8", 1), ("v_9", 0)])), next: 5, ..ledger };
    assert!(lost.apply(&Change::Forget { key: None }));
    assert_eq!(lines(&lost), [("v_7", 1), ("v_8", 1), ("v_1", 2), ("v_2", 1), ("v_3", 1)], "as they were shown");
    assert!(numbers(&lost)[..2].is_sorted_by(|one, other| one < other));
    assert!(lost.edits.iter().all(|edit| edit.number < lost.next && edit.quantity > 0));
}

#[test]
fn a_forgotten_cart_comes_back_once_and_only_without_a_write_or_by_the_write_that_found_it_gone() {
    let whole = || Ledger { confirmed: Some(confirmed(&[("v_1", 2), ("v_2", 1)])), ..Ledger::default() };
    let mut ledger = whole();
    ledger.apply(&set("v_2", 0));
    ledger.apply(&begin("k"));
    assert!(!ledger.apply(&Change::Forget { key: None }), "a write is in flight");
    assert!(!ledger.apply(&Change::Forget { key: Some("other".to_owned()) }));
    assert!(ledger.apply(&Change::Forget { key: Some("k".to_owned()) }));
    assert_eq!(lines(&ledger), [("v_1", 2)], "what was taken out is not put in again");
    assert!(!ledger.apply(&Change::Forget { key: None }), "there is none to forget");
    let mut empty = Ledger { confirmed: Some(confirmed(&[])), ..Ledger::default() };
    assert!(empty.apply(&Change::Forget { key: None }) && empty.notices.is_empty(), "nobody misses an empty cart");
    let mut told = whole();
    told.apply(&Change::Forget { key: None });
    assert_eq!(told.notices.len(), 1);
}

#[test]
fn of_more_than_eight_notices_the_oldest_go_and_each_is_dismissed_by_its_number() {
    let mut ledger = Ledger::default();
    for turn in 0..10_u32 {
        let id = format!("v_{turn}");
        ledger.apply(&set(&id, 1));
        ledger.apply(&begin("k"));
        ledger.apply(&Change::Refuse { key: "k".to_owned(), content: id, named: Vec::new() });
    }
    let titles: Vec<_> = ledger.notices.iter().map(|notice| notice.title.clone()).collect();
    assert_eq!(titles, (2..10).map(|turn| format!("v_{turn}")).collect::<Vec<_>>());
    let number = ledger.notices[3].number;
    assert!(ledger.apply(&Change::Dismiss { notice: number }) && !ledger.apply(&Change::Dismiss { notice: number }));
    assert_eq!(ledger.notices.len(), 7);
}

#[test]
fn consent_is_to_all_up_to_a_number_and_to_one_by_its_own() {
    let price = |amount| Price { amount: Minor(amount), currency: "CNY".to_owned() };
    let repriced = |number| Repriced { number, item: item(&format!("v_{number}")), was: price(1), now: price(2) };
    let mut ledger = Ledger { repriced: vec![repriced(3), repriced(5), repriced(7)], ..Ledger::default() };
    assert!(!ledger.apply(&Change::Accept { upto: 2 }));
    assert!(ledger.apply(&Change::Accept { upto: 5 }));
    assert_eq!(ledger.repriced.len(), 1);
    assert!(ledger.apply(&Change::Dismiss { notice: 7 }) && ledger.repriced.is_empty());
}

#[test]
fn taking_note_of_what_is_not_there_changes_nothing() {
    let price = |amount| Price { amount: Minor(amount), currency: "CNY".to_owned() };
    let repriced = vec![Repriced { number: 3, item: item("v_1"), was: price(1), now: price(2) }];
    let notice = |number| Notice { number, kind: NoticeKind::Rebuilt, item: None, title: String::new(), kept: 0 };
    let mut ledger = Ledger { repriced, notices: vec![notice(1), notice(2)], ..Ledger::default() };
    assert!(!ledger.apply(&Change::Dismiss { notice: 9 }));
    assert!(ledger.apply(&Change::Dismiss { notice: 1 }) && ledger.apply(&Change::Dismiss { notice: 3 }));
    assert_eq!((ledger.notices.len(), ledger.repriced.len()), (1, 0));
}

#[test]
fn a_wish_for_what_is_there_asks_for_nothing_also_while_another_line_is_on_its_way() {
    let mut ledger = Ledger { confirmed: Some(confirmed(&[("v_1", 1), ("v_2", 5)])), ..Ledger::default() };
    ledger.apply(&set("v_1", 2));
    ledger.apply(&begin("k"));
    ledger.apply(&set("v_2", 5));
    assert!(ledger.edit(&item("v_2")).is_none());
    ledger.apply(&set("v_1", 1));
    assert!(ledger.edit(&item("v_1")).is_some(), "two pieces may have reached the business");
}

#[test]
fn no_checkout_begins_of_nothing_nor_while_a_wish_or_a_write_is_open() {
    let claim = Claim { key: "c".to_owned(), owner: 1, wall: 0 };
    let checkout = Change::BeginCheckout { claim, attribution: Vec::new() };
    let mut ledger = Ledger { confirmed: Some(confirmed(&[])), ..Ledger::default() };
    assert!(!ledger.apply(&checkout));
    ledger.confirmed = Some(confirmed(&[("v_1", 1)]));
    ledger.apply(&set("v_1", 2));
    assert!(!ledger.apply(&checkout), "a wish is open");
    ledger.edits.clear();
    assert!(ledger.apply(&checkout));
    assert!(!ledger.apply(&checkout), "it is under way");
}

#[test]
fn only_what_changes_something_makes_the_record_newer() {
    let terms = Terms { endpoint: "https://market.example/v2".to_owned(), offers: 3 };
    let agree = Change::Agree { terms };
    let mut ledger = after(std::slice::from_ref(&agree));
    assert_eq!(ledger.revision, 1);
    let nothing = [
        agree,
        Change::Dismiss { notice: 9 },
        Change::Accept { upto: 9 },
        Change::Order { id: "chk_1".to_owned(), bought: Vec::new() },
        Change::CloseCheckout { id: "chk_1".to_owned() },
        Change::Release { key: "k".to_owned() },
        begin("k"),
    ];
    ledger.advance(&nothing);
    assert_eq!(ledger.revision, 1);
    ledger.advance(&[set("v_1", 1), set("v_2", 1)]);
    assert_eq!(ledger.revision, 2, "one transaction, one revision");
}

#[test]
fn a_read_of_another_cart_says_nothing_and_one_of_ours_is_told_but_where_a_wish_is_open() {
    let known = confirmed(&[("v_1", 3), ("v_2", 3)]);
    let read = |cart: Confirmed| Change::Reread { known: known.clone(), confirmed: Some(Rc::new(cart)) };
    let mut ledger = Ledger { confirmed: Some(known.clone()), ..Ledger::default() };
    let other = Confirmed { id: "cart_8".to_owned(), ..Confirmed::default() };
    assert!(!ledger.apply(&read(other)));
    let same = Confirmed { id: "cart_7".to_owned(), lines: Vec::new(), ..Confirmed::default() };
    ledger.apply(&set("v_1", 5));
    assert!(ledger.apply(&read(same)));
    let told: Vec<_> = ledger.notices.iter().map(|notice| (notice.kind, notice.item.clone())).collect();
    assert_eq!(told, [(NoticeKind::Fewer, Some(item("v_2")))]);
    let mut ledger = Ledger { confirmed: Some(known.clone()), ..Ledger::default() };
    assert!(!ledger.apply(&Change::Reread { known: known.clone(), confirmed: Some(known.clone()) }), "the same again");
}

#[test]
fn what_is_refused_is_what_was_sent_and_the_rest_stays_open() {
    let sent = || {
        let mut ledger = after(&[set("v_1", 1), set("v_2", 1), begin("k")]);
        ledger.apply(&set("v_3", 1));
        ledger.apply(&set("v_1", 4));
        ledger
    };
    let refuse = |named: Vec<_>| Change::Refuse { key: "k".to_owned(), content: "No.".to_owned(), named };
    let mut all = sent();
    all.apply(&refuse(Vec::new()));
    assert_eq!(lines(&all), [("v_1", 4), ("v_3", 1)]);
    assert_eq!(all.notices[0].item, Some(item("v_2")), "the first that was refused");
    let mut named = sent();
    named.apply(&refuse(vec![(item("v_2"), "No v_2.".to_owned()), (item("v_1"), "No v_1.".to_owned())]));
    assert_eq!(lines(&named), [("v_1", 4), ("v_3", 1)], "what was wished for later is asked for later");
}

#[test]
fn a_record_says_by_its_second_letter_whether_anything_is_in_it() {
    let notice = Notice { number: 0, kind: NoticeKind::Rebuilt, item: None, title: String::new(), kept: 0 };
    let pending =
        Pending { id: "chk_1".to_owned(), url: "https://market.example/x".to_owned(), covers: 0, handed: Vec::new() };
    let said = Confirmed { messages: vec![Message::default()], ..Confirmed::default() };
    let something = [
        after(&[set("v_1", 1)]),
        after(&[set("v_1", 1), begin("k")]),
        Ledger { confirmed: Some(confirmed(&[("v_1", 1)])), ..Ledger::default() },
        Ledger { confirmed: Some(Rc::new(said)), ..Ledger::default() },
        Ledger { notices: vec![notice], ..Ledger::default() },
        Ledger { checkout: Some(pending), ..Ledger::default() },
    ];
    let terms = Some(Terms { endpoint: "https://market.example".to_owned(), offers: 31 });
    let empty = Ledger { confirmed: Some(confirmed(&[])), terms, ..Ledger::default() };
    for (ledger, nothing) in something.iter().map(|ledger| (ledger, false)).chain([(&empty, true)]) {
        let text = ledger::write(ledger);
        assert_eq!(ledger::holds_nothing(&text), nothing, "{ledger:?}");
        assert_eq!(ledger::read(&text).as_ref(), Some(ledger));
    }
    assert!(ledger::holds_nothing("") && !ledger::holds_nothing("nonsense"));
}

#[test]
fn a_record_is_read_only_where_its_checksum_is_that_of_what_follows() {
    let text = ledger::write(&after(&[set("v_1", 1)]));
    let (head, body) = text.split_at(10);
    let mut sum = 14_695_981_039_346_656_037 ^ body.len() as u64;
    for part in body.as_bytes().chunks(8) {
        let words =
            if part.len() == 8 { vec![part.to_vec()] } else { part.iter().map(|byte| vec![*byte; 8]).collect() };
        for word in words {
            sum ^= word.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
            sum = sum.wrapping_mul(1_099_511_628_211);
            sum ^= sum >> 32;
        }
    }
    let sum = sum as u32;
    assert_eq!(head[2..], format!("{sum:08x}"));
    assert!(ledger::read(&format!("{}{:08x}{body}", &head[..2], sum ^ 1)).is_none());
}

#[test]
fn a_record_is_not_read_with_two_letters_swapped_nor_with_one_left_out_put_in_twice_or_made_another() {
    let text = ledger::write(&after(&[set("v_1", 1), begin("k"), set("v_2", 3)]));
    assert!(ledger::read(&text).is_some());
    for at in 0..text.len() {
        let (before, letter, behind) = (&text[..at], &text[at..=at], &text[at + 1..]);
        let other = if letter == "7" { "8" } else { "7" };
        let mut damaged = vec![
            format!("{before}{behind}"),
            format!("{before}{letter}{letter}{behind}"),
            format!("{before}{other}{behind}"),
        ];
        if let Some(next) = behind.get(..1).filter(|next| *next != letter) {
            damaged.push(format!("{before}{next}{letter}{}", &behind[1..]));
        }
        for damaged in damaged {
            assert!(ledger::read(&damaged).is_none(), "{damaged}");
        }
    }
}

#[test]
fn a_record_that_this_build_would_not_have_written_is_not_read() {
    let edit = |number, quantity| Edit { number, item: item("v_1"), quantity, snapshot: Snapshot::default() };
    let with = |edits| Ledger { edits, next: 9, ..Ledger::default() };
    let ids: Vec<String> = (0..101).map(|number| format!("v_{number}")).collect();
    let all: Vec<(&str, u32)> = ids.iter().map(|id| (id.as_str(), 1)).collect();
    let cart = |count: usize| Ledger { confirmed: Some(confirmed(&all[..count])), ..Ledger::default() };
    let cases = [
        (with(vec![edit(8, QUANTITY_MAX)]), true),
        (with(vec![edit(8, QUANTITY_MAX + 1)]), false),
        (with(vec![edit(9, 1)]), false),
        (Ledger { codes: Some(Codes { number: 8, codes: Vec::new() }), next: 9, ..Ledger::default() }, true),
        (Ledger { codes: Some(Codes { number: 9, codes: Vec::new() }), next: 9, ..Ledger::default() }, false),
        (cart(100), true),
        (cart(101), false),
    ];
    for (ledger, read) in cases {
        assert_eq!(ledger::read(&ledger::write(&ledger)).is_some(), read, "{ledger:?}");
    }
}

#[test]
fn changes_that_would_make_the_record_too_large_are_left_out_and_the_largest_that_fits_is_kept() {
    let titled = |length: usize| {
        let snapshot = Snapshot { title: "x".repeat(length), ..Snapshot::default() };
        Change::Set { item: item("v_1"), quantity: 1, snapshot }
    };
    let stored = ledger::commit(None, &[set("v_2", 1)]);
    let rest = ledger::commit(Some(&stored), &[titled(10_000)]).len() - 10_000;
    let (fits, large) = (titled(65_536 - rest), titled(65_537 - rest));
    let full = ledger::commit(Some(&stored), &[fits]);
    assert_eq!(full.len(), 65_536);
    assert!(ledger::read(&full).is_some());
    assert_eq!(ledger::commit(Some(&stored), std::slice::from_ref(&large)), stored);
    assert_eq!(ledger::commit(None, &[titled(70_000)]), ledger::write(&Ledger::default()));
    assert!(ledger::read(&format!("{full} ")).is_none());
}

#[test]
fn the_businesss_words_about_one_line_are_no_word_about_another() {
    let mut page: Page = page_with(&[("v_1", 5), ("v_2", 5)]);
    page.event(Event::WentOffline);
    page.set("v_1", 9);
    page.set("v_2", 9);
    page.event(Event::WentOnline);
    let (request, _) = page.one();
    let words = json!([
        {"type": "info", "code": "x", "path": "$.line_items[0]", "content": "Fresh."},
        {"type": "warning", "code": "out_of_stock", "path": "$.line_items[1]", "content": "Only six."},
    ]);
    page.answer(request, 200, &cart_saying(&[("v_1", 7), ("v_2", 6)], words));
    assert_eq!(page.notices(), [MessageText::Adjusted { title: "Title of v_1".to_owned(), kept: 7 }]);
    page.set("v_1", 7);
    page.set("v_2", 5);
    let (request, _) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 7), ("v_2", 5)]));
    assert_eq!(page.notices().len(), 1, "as many as asked for is nothing to tell");
}

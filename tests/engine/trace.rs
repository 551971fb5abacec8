//! What a page exports of itself replays, whatever the page was told, and stays small.

use crate::page::{Page, cart, cart_saying, checkout, found, item, not_found, product, turns};
use serde_json::json;
use tsampa::engine::event::{Event, HttpAnswer, ListWanted};
use tsampa::engine::ids::ViewId;
use tsampa::engine::problem::Failure;
use tsampa::engine::trace::replay;

const SIZE_BYTES_MAX: usize = 64 * 1024;

/// The page's trace, which replays to where the page stands; how many events are in it.
fn replays(page: &mut Page) -> usize {
    let trace = page.shop.trace();
    assert!(trace.len() <= SIZE_BYTES_MAX, "{} bytes", trace.len());
    let replayed = replay(&trace).unwrap_or_else(|flaw| panic!("{flaw}\n{trace}"));
    assert!(replayed.is_same(), "{:?} instead of {:?}\n{trace}", replayed.shop.view_cart(), page.shop.view_cart());
    replayed.steps.len()
}

fn shows_goods(page: &mut Page) {
    let wanted = ListWanted { seller: Some("s1".to_owned()), limit: 12, ..ListWanted::default() };
    page.want_list(1, wanted);
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p1", &["v_barley", "v_tsampa"])], None));
}

#[test]
fn a_visit_of_thousands_of_events_stays_within_64_kb_and_replays_at_any_time() {
    let mut page = Page::open();
    shows_goods(&mut page);
    let mut most = 0;
    for turn in 1..turns(3_000) as u32 {
        page.set("v_barley", turn % 90 + 1);
        let (request, _) = page.one_later();
        match turn % 7 {
            0 => page.fail(request, Failure::Timeout),
            1 => page.answer(request, 503, &json!({"code": "busy", "content": "Later, Drolma."})),
            _ => page.answer(request, 200, &cart(&[("v_barley", turn % 90 + 1)])),
        }
        if turn % 7 < 2 {
            let (request, _) = page.one_later();
            page.answer(request, 200, &cart(&[("v_barley", turn % 90 + 1)]));
        }
        if turn % 50 == 0 {
            most = replays(&mut page).max(most);
        }
    }
    assert!(most > 200, "{most} events");
}

#[test]
fn a_trace_that_begins_anew_while_two_answers_are_awaited_gives_each_to_its_question() {
    let mut page = Page::open();
    page.add("v_barley");
    let (write, _) = page.one();
    for turn in 0..2_000 {
        page.set("v_tsampa", turn % 90 + 1);
    }
    page.answer(write, 201, &cart(&[("v_barley", 1)]));
    assert!(replays(&mut page) < 2_000, "it has begun anew");
    let profile = page.sent[0].0;
    page.fail(profile, Failure::Unreachable);
    replays(&mut page);
}

#[test]
fn an_id_that_could_be_somebodys_name_is_a_number_in_a_trace() {
    let mut page = Page::open();
    for id in ["Drolma's tea".to_owned(), "drolma".repeat(11), "v_barley".to_owned()] {
        page.add(&id);
    }
    replays(&mut page);
    let trace = page.shop.trace();
    assert!(trace.contains("v_barley") && !trace.contains("rolma"), "{trace}");
}

#[test]
fn what_the_catalogue_knew_and_what_chance_gave_it_do_not_matter() {
    let mut page = Page::open();
    shows_goods(&mut page);
    page.want_list(2, ListWanted { query: Some("Drolma's tea".to_owned()), limit: 12, ..ListWanted::default() });
    let (request, _) = page.one();
    page.answer(request, 503, &json!({}));
    // A product's id: its first variant is meant.
    page.event(Event::Added { view: Some(ViewId(1)), call: None, item: item("p1"), quantity: 2, channel: None });
    let sent = page.one_later().0;
    page.answer(sent, 503, &json!({}));
    page.wait(1_500);
    assert!(replays(&mut page) > 4);
    let trace = page.shop.trace();
    assert!(trace.contains("v_barley") && !trace.contains("Drolma"), "{trace}");
}

#[test]
fn a_refusal_that_names_one_of_two_lines_is_replayed_with_the_other_one_kept() {
    let mut page = Page::open();
    page.event(Event::WentOffline);
    page.add("v_barley");
    page.add("v_tsampa");
    page.event(Event::WentOnline);
    let (request, _) = page.one();
    let mut refused = not_found();
    refused["messages"][0]["code"] = json!("out_of_stock");
    refused["messages"][0]["path"] = json!("$.line_items[0]");
    page.answer(request, 200, &refused);
    assert_eq!(page.lines(), [("v_tsampa".to_owned(), 1)]);
    replays(&mut page);
}

#[test]
fn a_checkout_that_is_told_of_a_code_is_told_of_it_in_the_replay() {
    let mut page = Page::open();
    page.add("v_barley");
    let (request, _) = page.one();
    let with_codes = |mut document: serde_json::Value, codes: serde_json::Value| {
        document["discounts"] = json!({"codes": codes, "applied": []});
        document
    };
    page.answer(request, 201, &with_codes(cart(&[("v_barley", 1)]), json!(["LOSAR"])));
    for (there, goes) in [(json!([]), 0), (json!(["LOSAR"]), 1)] {
        page.check_out();
        let (request, _) = page.one();
        page.answer(request, 201, &with_codes(checkout("incomplete", &[("v_barley", 1)]), there));
        assert_eq!(page.navigated().len(), goes);
        replays(&mut page);
        if goes == 0 {
            let (request, _) = page.one();
            page.answer(request, 503, &json!({}));
        }
    }
}

#[test]
fn a_record_that_another_page_changed_unheard_is_in_the_trace() {
    let mut page = Page::open();
    page.add("v_barley");
    let mut other = Page::open_in(&page.browser, 2);
    other.add("v_tsampa");
    // The other page's word of it never came; the record is looked at after an absence.
    page.event(Event::Resumed { wall: 2_000_000, from_cache: false });
    assert_eq!(page.lines().len(), 2);
    replays(&mut page);
}

#[test]
fn a_trace_that_begins_anew_offline_still_knows_why_nobody_was_taken_to_checkout() {
    let mut page = Page::open();
    page.event(Event::WentOffline);
    page.add("v_barley");
    page.check_out();
    let start = |page: &mut Page| page.shop.trace().lines().nth(1).map(str::to_owned);
    let (before, mut turn) = (start(&mut page), 0);
    while turn % 500 != 0 || start(&mut page) == before {
        page.event(Event::Resumed { wall: 2_000_000 + turn, from_cache: false });
        turn += 1;
        assert!(turn < 20_000, "it never began anew");
    }
    assert_eq!(page.shop.view_cart().problem.map(|problem| problem.code()), Some("offline"));
    replays(&mut page);
}

#[test]
fn shops_are_told_apart_by_what_was_done_in_them_before_it_is_stored() {
    let page = Page::open();
    let after = |quantity: u32| {
        let mut shop = page.shop.clone();
        shop.update(0, Event::QuantityChosen { call: None, item: item("v_1"), quantity }, &mut Vec::new());
        shop.state()
    };
    assert!(after(2) != after(3) && after(2) != page.shop.state());
    assert_eq!(after(2), after(2));
}

#[test]
fn a_trace_names_items_and_numbers_and_nothing_else() {
    let mut page = Page::open();
    shows_goods(&mut page);
    page.add("v_barley");
    let (request, write) = page.one();
    let said = json!([{"type": "warning", "code": "for_drolma", "content": "Dear Drolma", "path": "$.drolma"}]);
    page.answer(request, 200, &cart_saying(&[("v_barley", 1)], said));
    page.check_out();
    let (request, handed) = page.one();
    let mut open = checkout("incomplete", &[("v_barley", 2)]);
    open["buyer"] = json!({"email": "drolma@example.org"});
    page.answer(request, 200, &open);
    let (request, amended) = page.one();
    assert!(amended.body.unwrap().contains("drolma"), "what the buyer typed goes back to the business");
    page.answer(request, 200, &checkout("incomplete", &[("v_barley", 1)]));
    assert_eq!(page.navigated().len(), 1);
    replays(&mut page);
    let trace = page.shop.trace();
    let keys = [write.idempotency_key.unwrap(), handed.idempotency_key.unwrap(), amended.idempotency_key.unwrap()];
    for said in
        ["rolma", "cart_7", "li_", "chk_", "checkout", "Title", "Product", "Seller", "Gyangze", "visit", "gyangze"]
    {
        assert!(!trace.contains(said), "{said}: {trace}");
    }
    assert!(keys.iter().all(|key| !trace.contains(key)), "{trace}");
}

#[test]
fn a_trace_without_room_says_so_and_begins_anew_when_there_is_some() {
    let mut page = Page::open();
    page.add("v_0");
    let (request, _) = page.one();
    let names: Vec<String> = (0..100).map(|number| format!("v_{number}")).collect();
    let lines: Vec<(&str, u32)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    let mut large = cart(&lines);
    let fee = |number: usize| json!({"type": "fee", "amount": number, "display_text": number.to_string()});
    for (place, line) in large["line_items"].as_array_mut().unwrap().iter_mut().enumerate() {
        let fees: Vec<_> = (0..18).map(|number| fee(place * 18 + number)).collect();
        line["totals"].as_array_mut().unwrap().extend(fees);
    }
    page.answer(request, 200, &large);
    for turn in 2..9 {
        page.set("v_0", turn);
        let request = page.one_later().0;
        large["line_items"][0]["quantity"] = json!(turn);
        // The answer is there, the record not yet: nothing to begin anew from.
        let answer = HttpAnswer::Answer { status: 200, body: large.to_string(), retry_after_ms: None, language: None };
        let mut effects = Vec::new();
        page.shop.update(page.now, Event::Answered { request, answer }, &mut effects);
        let trace = page.shop.trace();
        assert!(trace.len() <= SIZE_BYTES_MAX, "{} bytes", trace.len());
        let replayed = replay(&trace).unwrap();
        assert_eq!(replayed.told, None, "there is no room for it");
        assert!(!replayed.is_same());
        page.perform(effects);
        assert_eq!(page.lines()[0], ("v_0".to_owned(), turn));
        replays(&mut page);
    }
}

#[test]
fn a_line_with_more_in_it_than_it_should_have_is_refused_by_its_number() {
    let mut page = Page::open();
    page.add("v_barley");
    let trace = page.shop.trace();
    let lines: Vec<&str> = trace.lines().collect();
    for place in 1..lines.len() - 1 {
        let (own, came) = lines[place].split_once(' ').unwrap_or((lines[place], ""));
        let (own, came) = if place == 1 { (lines[1], "") } else { (own, came) };
        let longer = format!("{own}0,{}{came}", if came.is_empty() { "" } else { " " });
        let mut all = lines.clone();
        all[place] = &longer;
        let flaw = replay(&(all.join("\n") + "\n")).map(|_| ()).expect_err("it was changed");
        assert!(flaw.contains(&format!("line {}", place + 1)), "{flaw}: {longer}");
    }
}

#[test]
fn a_visit_that_tells_of_thousands_of_names_forgets_the_first_when_it_begins_anew() {
    let mut page = Page::open();
    page.event(Event::WentOffline);
    for number in 0..4_000 {
        page.set(&format!("name {number}"), 1);
    }
    let trace = page.shop.trace();
    // A text of five bytes that a number stands for: so many thousands of them at the least.
    let numbers = trace.split("5,x").skip(1).filter_map(|rest| rest.get(..4)?.parse::<u32>().ok());
    let highest = numbers.max();
    assert!(highest.is_some_and(|number| number < 3_500), "{highest:?}");
    replays(&mut page);
}

#[test]
fn what_is_no_trace_is_refused_in_words() {
    let mut page = Page::open();
    page.add("v_barley");
    let trace = page.shop.trace();
    let cut = trace.trim_end().rsplit_once('\n').unwrap().0;
    for (text, says) in
        [("", "no trace"), ("hello\n", "no trace"), (cut, "cut"), (&trace.replace("\nstart ", "\nstart 9"), "")]
    {
        match replay(text) {
            Err(flaw) => assert!(flaw.contains(says), "{flaw}"),
            Ok(replayed) => assert!(!replayed.is_same() && says.is_empty(), "{text}"),
        }
    }
    for place in 0..trace.len() {
        let mut bytes = trace.clone().into_bytes();
        bytes[place] = if bytes[place] == b'7' { b',' } else { b'7' };
        if let Ok(replayed) = replay(&String::from_utf8(bytes).unwrap()) {
            assert_eq!(replayed.hash.len(), 16);
        }
    }
}

//! What the business is asked: in which language, for whose credit, under which id, with what the buyer typed there.

use crate::page::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::Settings;
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::ViewId;
use tsampa::engine::ledger;
use tsampa::ucp::context::Context;

fn speaking(language: &str) -> Context {
    Context { language: Some(language.to_owned()), ..Context::default() }
}

fn page_speaking(language: &str) -> Page {
    let browser = Rc::new(RefCell::new(Browser::default()));
    Page::open_with(&browser, 1, Settings { context: speaking(language), ..settings() })
}

#[test]
fn a_cart_is_made_and_changed_in_the_scripts_language_whatever_its_elements_speak() {
    let mut page = page_speaking("zh");
    page.event(Event::CartWanted { view: ViewId(1), context: speaking("en") });
    page.add("v_1");
    let (request, made) = page.one();
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    page.add("v_1");
    let (_, changed) = page.one();
    for exchange in [made, changed] {
        assert_eq!(body(&exchange)["context"]["language"], "zh", "{}", exchange.url);
    }
}

#[test]
fn where_the_script_names_no_language_the_first_element_that_does_decides() {
    let mut page = Page::open();
    page.event(Event::CartWanted { view: ViewId(1), context: Context::default() });
    page.want_list(2, ListWanted { context: speaking("bo"), ..ListWanted::default() });
    page.event(Event::CartWanted { view: ViewId(3), context: speaking("en") });
    page.take_sent();
    page.add("v_1");
    assert_eq!(body(&page.one().1)["context"]["language"], "bo");
}

#[test]
fn what_the_first_element_leaves_open_the_cart_is_asked_in_as_the_first_one_says_that_names_it() {
    let dollars =
        Context { address_country: Some("US".to_owned()), currency: Some("USD".to_owned()), ..speaking("fr") };
    let euros = Context { currency: Some("EUR".to_owned()), ..speaking("de") };
    let mut page = Page::open();
    page.event(Event::CartWanted { view: ViewId(1), context: speaking("en") });
    page.want_list(2, ListWanted { context: dollars, ..ListWanted::default() });
    page.want_list(3, ListWanted { context: euros, ..ListWanted::default() });
    page.take_sent();
    page.add("v_1");
    let context = &body(&page.one().1)["context"];
    assert_eq!(context, &json!({"language": "en", "address_country": "US", "currency": "USD"}));
}

#[test]
fn a_cart_that_is_changed_is_named_in_the_body_too_and_so_are_its_lines() {
    let mut page = page_with(&[("v_1", 1)]);
    page.set("v_1", 2);
    let asked = body(&page.one().1);
    assert_eq!((&asked["id"], &asked["line_items"][0]["id"]), (&json!("cart_7"), &json!("li_v_1")));
}

#[test]
fn who_gets_the_credit_is_said_with_every_change_and_with_the_checkout() {
    let mut page = page_with(&[("v_1", 1)]);
    page.add("v_1");
    let (request, changed) = page.one();
    page.answer(request, 200, &cart(&[("v_1", 2)]));
    page.check_out();
    let (_, handed) = page.one();
    for exchange in [changed, handed] {
        assert_eq!(body(&exchange)["attribution"]["campaign_source"], "tourism-gyangze", "{}", exchange.url);
    }
}

#[test]
fn without_a_partner_the_pages_host_gets_the_credit_and_the_owners_marks_go_along() {
    let utm = (0..7).map(|number| (format!("utm_{number}"), "x".to_owned())).collect();
    let (channel, path) = (Some("map".to_owned()), "/".repeat(300));
    let settings = Settings { partner: None, channel, path, utm, ..settings() };
    let mut page = Page::open_with(&Rc::new(RefCell::new(Browser::default())), 1, settings);
    page.add("v_1");
    let said = body(&page.one().1)["attribution"].clone();
    assert_eq!((&said["campaign_source"], &said["campaign_medium"]), (&json!("gyangze.example"), &json!("map")));
    assert_eq!(said["campaign_content"].as_str().map(str::len), Some(200), "a path of any length is cut");
    assert_eq!(said.as_object().map(|said| said.len()), Some(3 + 5), "five marks at the most");
}

#[test]
fn codes_for_a_discount_that_the_buyer_typed_at_the_business_are_kept() {
    for codes in [Some(json!(["LOSAR"])), None] {
        let mut page = page_with(&[("v_1", 1)]);
        page.check_out();
        let (request, _) = page.one();
        let mut stale = checkout("incomplete", &[("v_1", 3)]);
        if let Some(codes) = &codes {
            stale["discounts"] = json!({"codes": codes, "applied": []});
        }
        page.answer(request, 201, &stale);
        let asked = body(&page.one().1);
        assert_eq!(asked.get("discounts"), codes.map(|codes| json!({"codes": codes})).as_ref());
        assert_eq!(asked.get("fulfillment"), None, "there was none");
    }
}

#[test]
fn an_open_checkout_without_a_code_of_the_carts_is_told_of_it_and_keeps_those_typed_there() {
    for (there, ours, sent) in [
        (json!(["TYPED"]), json!(["LOSAR"]), Some(json!(["TYPED", "LOSAR"]))),
        (json!(["LOSAR", "TYPED"]), json!(["LOSAR"]), None),
        (json!(["TYPED"]), json!([]), None),
    ] {
        let mut page = Page::open();
        page.add("v_1");
        let (request, _) = page.one();
        let mut cart = cart(&[("v_1", 1)]);
        cart["discounts"] = json!({"codes": ours, "applied": []});
        page.answer(request, 201, &cart);
        page.check_out();
        let (request, _) = page.one();
        let mut open = checkout("incomplete", &[("v_1", 1)]);
        open["discounts"] = json!({"codes": there, "applied": []});
        page.answer(request, 201, &open);
        let Some(sent) = sent else {
            assert_eq!(page.navigated().len(), 1, "the buyer goes to the checkout as it is");
            continue;
        };
        let (request, exchange) = page.one();
        assert!(exchange.url.ends_with("/checkout-sessions/chk_1") && page.navigated().is_empty());
        assert_eq!(body(&exchange)["discounts"]["codes"], sent);
        page.answer(request, 200, &checkout("incomplete", &[("v_1", 1)]));
        assert_eq!(page.navigated().len(), 1, "once is enough");
    }
}

#[test]
fn a_list_is_asked_for_in_the_wanted_order_of_a_business_that_sorts() {
    let mut page = Page::open();
    page.want_list(1, ListWanted { sort: Some("newest".to_owned()), ..ListWanted::default() });
    assert_eq!(body(&page.one().1)["example.tsampa.sort"], "newest");
}

#[test]
fn a_write_in_the_record_says_since_when_by_the_devices_clock() {
    let mut page = Page::open();
    page.now = 4_000;
    page.add("v_1");
    let since = |page: &Page| ledger::read(page.browser.borrow().record.as_ref()?)?.write.map(|write| write.since);
    assert_eq!(since(&page), Some(1_000_000 + 5_000));
    let (request, _) = page.one();
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    page.event(Event::Resumed { wall: 9_000_000, from_cache: false });
    page.add("v_1");
    assert_eq!(since(&page), Some(9_000_000 + 1_000));
}

#[test]
fn the_platforms_profile_is_the_one_that_the_page_was_given() {
    assert_eq!(Page::open().shop.profile_url(), settings().profile);
}

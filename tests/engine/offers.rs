//! What a business says it offers, and what a page makes of it: each capability for itself, where it lies, what is kept for the next visit.

use crate::page::*;
use serde_json::{Value as Json, json};
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::Settings;
use tsampa::engine::effect::{Effect, Value};
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::{CallId, RequestId, ViewId};
use tsampa::engine::ledger;
use tsampa::engine::problem::{Failure, Problem};
use tsampa::engine::view::{MessageText, Phase};

const SEARCH: &str = "dev.ucp.shopping.catalog.search";
const LOOKUP: &str = "dev.ucp.shopping.catalog.lookup";
const CART: &str = "dev.ucp.shopping.cart";
const CHECKOUT: &str = "dev.ucp.shopping.checkout";
const BROWSE: &str = "example.tsampa.browse";

fn profile(capabilities: &[&str]) -> Json {
    let entry = |name: &&str| ((*name).to_owned(), json!([{"version": "2026-04-08"}]));
    let capabilities: serde_json::Map<_, _> = capabilities.iter().map(entry).collect();
    json!({"ucp": {"version": "2026-04-08", "capabilities": capabilities,
        "services": {"dev.ucp.shopping": [{"version": "2026-04-08", "transport": "rest", "endpoint": "https://api.market.example/v2"}]}}})
}

/// A page that knows nothing of the business, and its question.
fn stranger() -> (Page, RequestId) {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let page = Page::open_with(&browser, 1, Settings { endpoint: None, ..settings() });
    let asked = page.sent[0].0;
    (page, asked)
}

fn last_profile_asked(page: &Page) -> Option<(RequestId, String)> {
    let asked = page.sent.iter().rev().find(|(_, exchange)| exchange.plain);
    asked.map(|(request, exchange)| (*request, exchange.url.clone()))
}

fn said(page: &Page) -> Vec<String> {
    let sentence = |effect: &Effect| match effect {
        Effect::Console { sentence } => Some(sentence.clone()),
        _ => None,
    };
    page.other.iter().filter_map(sentence).collect()
}

#[test]
fn a_product_that_is_called_for_before_it_is_known_where_is_asked_for_once_it_is() {
    let (mut page, asked) = stranger();
    page.event(Event::ProductCalled { call: CallId(1), item: item("p_1"), context: Default::default() });
    assert_eq!(page.sent.len(), 1, "the profile alone is asked for");
    page.answer(asked, 200, &profile(&[LOOKUP]));
    let (request, exchange) = page.one();
    assert_eq!(exchange.url, "https://api.market.example/v2/catalog/product");
    page.answer(request, 200, &json!({"ucp": {"version": "2026-04-08"}, "product": product("p_1", &["v_1"])}));
    assert!(page.other.iter().any(|effect| matches!(effect, Effect::Resolve { call: CallId(1), .. })));
}

#[test]
fn a_product_of_a_business_that_cannot_be_found_or_shows_none_is_refused_to_its_caller() {
    for (answer, code) in [((404, json!({})), "not_ucp"), ((200, profile(&[SEARCH])), "unsupported")] {
        let (mut page, asked) = stranger();
        page.event(Event::ProductCalled { call: CallId(1), item: item("p_1"), context: Default::default() });
        page.answer(asked, answer.0, &answer.1);
        assert_eq!(page.rejected(1), Some(code));
        assert_eq!(page.sent.len(), 1, "nothing is asked in vain");
    }
}

#[test]
fn each_capability_is_used_where_it_is_offered_and_the_others_are_not() {
    let by_id = || ListWanted { ids: vec![item("v_1")], limit: 12, ..ListWanted::default() };
    let of_seller = || ListWanted { seller: Some("s1".to_owned()), limit: 12, ..ListWanted::default() };
    let everything = || ListWanted { limit: 12, ..ListWanted::default() };
    let cases: [(&[&str], [bool; 3]); 5] = [
        (&[SEARCH], [true, false, false]),
        (&[LOOKUP], [false, true, false]),
        (&[SEARCH, BROWSE], [true, false, true]),
        (&[BROWSE], [false, false, false]),
        (&[CART, CHECKOUT], [false, false, false]),
    ];
    for (offered, expected) in cases {
        let (mut page, asked) = stranger();
        page.answer(asked, 200, &profile(offered));
        for (wanted, expected) in [everything(), by_id(), of_seller()].into_iter().zip(expected) {
            page.want_list(1, wanted);
            assert_eq!(!page.nothing_sent(), expected, "{offered:?}");
        }
    }
}

#[test]
fn an_order_is_named_only_to_a_business_that_sorts() {
    for (offered, sort) in [(&[SEARCH, BROWSE][..], json!("newest")), (&[SEARCH], json!(null))] {
        let (mut page, asked) = stranger();
        page.answer(asked, 200, &profile(offered));
        page.want_list(1, ListWanted { sort: Some("newest".to_owned()), ..ListWanted::default() });
        assert_eq!(body(&page.one().1)["example.tsampa.sort"], sort);
    }
}

#[test]
fn a_business_without_checkout_is_handed_the_buyer_at_its_carts_page() {
    let mut page = page_with(&[("v_1", 1)]);
    let asked = page.sent[0].0;
    page.answer(asked, 200, &profile(&[CART]));
    page.check_out();
    assert!(page.nothing_sent());
    assert_eq!(page.navigated(), ["https://market.example/cart/cart_7"]);
}

#[test]
fn a_business_with_neither_checkout_nor_a_carts_page_says_so() {
    let mut page = page_with(&[("v_1", 1)]);
    let asked = page.sent[0].0;
    page.answer(asked, 200, &profile(&[CART]));
    page.set("v_1", 2);
    let (request, _) = page.one();
    let mut pageless = cart(&[("v_1", 2)]);
    pageless["continue_url"] = json!("javascript:alert(1)");
    page.answer(request, 200, &pageless);
    page.check_out();
    let problem = page.shop.view_cart().problem.expect("the buyer is told");
    assert!(problem.code() == "unsupported" && problem.sentence().contains("checkout"), "{problem:?}");
    assert!(!page.shop.view_cart().checking_out && page.navigated().is_empty());
}

#[test]
fn a_next_page_that_is_on_its_way_when_the_business_turns_out_to_be_elsewhere_is_asked_for_there() {
    let mut page = Page::open();
    let asked = page.sent[0].0;
    let ids: Vec<_> = (0..9).map(|number| format!("v_{number}")).collect();
    page.want_list(1, ListWanted { ids: ids.iter().map(|id| item(id)).collect(), limit: 6, ..ListWanted::default() });
    let goods = |ids: &[String]| ids.iter().map(|id| product(&format!("p_{id}"), &[id])).collect::<Vec<_>>();
    let (request, _) = page.one();
    page.answer(request, 200, &found(&goods(&ids[..6]), None));
    page.event(Event::MoreWanted { view: ViewId(1) });
    page.one();
    page.answer(asked, 200, &profile(&[LOOKUP]));
    let (request, exchange) = page.one();
    assert_eq!(exchange.url, "https://api.market.example/v2/catalog/lookup");
    assert_eq!(body(&exchange)["ids"], json!(ids[6..]));
    page.answer(request, 200, &found(&goods(&ids[6..]), None));
    assert_eq!(page.shop.view_list(ViewId(1)).cards.len(), 9);
}

#[test]
fn a_profile_that_lies_elsewhere_is_followed_once() {
    let (mut page, asked) = stranger();
    let mut elsewhere = profile(&[SEARCH]);
    elsewhere["ucp"]["version"] = json!("2027-01-01");
    elsewhere["ucp"]["supported_versions"] = json!({"2026-04-08": "https://market.example/older"});
    page.answer(asked, 200, &elsewhere);
    let (second, url) = last_profile_asked(&page).unwrap();
    assert_eq!(url, "https://market.example/older");
    page.answer(second, 200, &elsewhere);
    assert_eq!(last_profile_asked(&page), Some((second, url)), "it is not followed in circles");
    page.want_list(1, ListWanted::default());
    assert!(matches!(page.shop.view_list(ViewId(1)).phase, Phase::Failed(Problem::Unsupported { .. })));
}

#[test]
fn who_speaks_another_release_is_named_with_it_on_the_console() {
    let (mut page, asked) = stranger();
    let mut other = profile(&[]);
    other["ucp"]["version"] = json!("2031-01-01");
    page.answer(asked, 200, &other);
    assert!(said(&page).iter().any(|sentence| sentence.contains("2031-01-01")), "{:?}", said(&page));
    let (mut page, asked) = stranger();
    let mut other = profile(&[]);
    other["ucp"]["services"] = json!({});
    page.answer(asked, 200, &other);
    assert!(said(&page).iter().any(|sentence| sentence.contains("REST")), "{:?}", said(&page));
}

#[test]
fn a_profile_that_could_not_be_had_is_asked_for_again_when_the_network_is_back_or_the_buyer_tries() {
    for event in [Event::WentOnline, Event::RetryWanted { view: ViewId(1) }] {
        let (mut page, asked) = stranger();
        page.want_list(1, ListWanted::default());
        let asked = failing(&mut page, asked, &|page, asked| page.fail(asked, Failure::Unreachable));
        assert!(matches!(page.shop.view_list(ViewId(1)).phase, Phase::Failed(Problem::Unreachable { .. })));
        page.wait(120_000);
        assert_eq!(last_profile_asked(&page).unwrap().0, asked, "by itself not more than twice");
        page.event(event);
        let (again, _) = last_profile_asked(&page).unwrap();
        assert_ne!(again, asked);
        page.answer(again, 200, &profile(&[SEARCH]));
        assert!(page.one().1.url.ends_with("/catalog/search"));
    }
}

/// The profile fails so each time that it is asked for by itself; its last question.
fn failing(page: &mut Page, mut asked: RequestId, fail: &dyn Fn(&mut Page, RequestId)) -> RequestId {
    loop {
        fail(page, asked);
        page.wait(2_000);
        let (again, _) = last_profile_asked(page).unwrap();
        if again == asked {
            return asked;
        }
        asked = again;
    }
}

#[test]
fn who_waits_for_a_business_that_is_none_is_told_so_and_what_was_wished_for_stays_until_it_is_one() {
    let (mut page, asked) = stranger();
    page.event(Event::Added { view: None, call: Some(CallId(8)), item: "v_1".into(), quantity: 1, channel: None });
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    assert_eq!((page.rejected(8), page.rejected(9)), (None, None), "it may be one yet");
    page.answer_text(asked, 200, "<p>Agree and go online.".to_owned(), None);
    assert_eq!((page.rejected(8), page.rejected(9)), (Some("not_ucp"), Some("not_ucp")));
    assert_eq!(page.lines(), [("v_1".to_owned(), 1)]);

    page.event(Event::CheckoutChosen { call: Some(CallId(10)), navigate: true });
    let (again, _) = last_profile_asked(&page).unwrap();
    assert_ne!(again, asked, "a press looks for it once more");
    page.answer(again, 200, &profile(&[SEARCH, CART, CHECKOUT]));
    let (request, exchange) = page.one();
    assert!(exchange.url.ends_with("/carts"), "{}", exchange.url);
    page.answer(request, 201, &cart(&[("v_1", 1)]));
    assert!(page.one().1.url.ends_with("/checkout-sessions"));
    assert_eq!(page.rejected(10), None);
}

#[test]
fn a_wish_for_a_business_that_cannot_be_found_now_looks_for_it_once_more() {
    let (mut page, asked) = stranger();
    let asked = failing(&mut page, asked, &|page, asked| page.fail(asked, Failure::Unreachable));
    page.event(Event::CheckoutChosen { call: Some(CallId(9)), navigate: true });
    assert_eq!(page.rejected(9), Some("refused"), "the cart is empty");
    page.event(Event::Added { view: None, call: Some(CallId(8)), item: "v_1".into(), quantity: 1, channel: None });
    let (again, _) = last_profile_asked(&page).unwrap();
    assert_ne!(again, asked);
    let again = failing(&mut page, again, &|page, asked| page.fail(asked, Failure::Unreachable));
    assert_eq!(page.rejected(8), None, "its promise waits, as what was wished for does");
    page.event(Event::CheckoutChosen { call: Some(CallId(10)), navigate: true });
    let (third, _) = last_profile_asked(&page).unwrap();
    assert_ne!(third, again);
    failing(&mut page, third, &|page, asked| page.fail(asked, Failure::Unreachable));
    assert_eq!(page.rejected(10), Some("cors"), "checkout is for now or not at all");
}

#[test]
fn a_profile_that_a_busy_business_holds_back_is_asked_for_again_when_it_says() {
    let (mut page, asked) = stranger();
    page.want_list(1, ListWanted::default());
    page.answer_text(asked, 429, String::new(), Some(9_000));
    assert!(matches!(page.shop.view_list(ViewId(1)).phase, Phase::Waiting));
    page.wait(8_999);
    assert_eq!(last_profile_asked(&page).unwrap().0, asked);
    page.wait(1);
    let (again, _) = last_profile_asked(&page).unwrap();
    assert_ne!(again, asked);
    page.answer(again, 200, &profile(&[SEARCH]));
    assert!(page.one().1.url.ends_with("/catalog/search"));
}

#[test]
fn where_the_profile_names_another_place_what_has_not_come_is_asked_for_there() {
    for answered_before in [true, false] {
        let mut page = Page::open();
        let asked = page.sent[0].0;
        page.want_list(1, ListWanted { limit: 12, ..ListWanted::default() });
        let (request, exchange) = page.one();
        assert!(exchange.url.starts_with("https://market.example/"), "{}", exchange.url);
        if answered_before {
            page.answer_text(request, 404, String::new(), None);
        }
        page.answer(asked, 200, &profile(&[SEARCH]));
        let (again, exchange) = page.one();
        assert_eq!(exchange.url, "https://api.market.example/v2/catalog/search");
        page.answer(again, 200, &found(&[product("p_1", &["v_1"])], None));
        assert_eq!(page.shop.view_list(ViewId(1)).cards.len(), 1);
    }
}

#[test]
fn a_product_that_a_caller_waits_for_is_answered_as_one_though_the_profile_names_another_place_meanwhile() {
    let mut page = Page::open();
    let asked = page.sent[0].0;
    page.event(Event::ProductCalled { call: CallId(1), item: item("p_1"), context: Default::default() });
    let (request, _) = page.one();
    page.answer(asked, 200, &profile(&[SEARCH, LOOKUP]));
    assert!(page.nothing_sent(), "it is not looked up as a list");
    page.answer(request, 200, &json!({"ucp": {"version": "2026-04-08"}, "product": product("p_1", &["v_1"])}));
    let answered =
        |effect: &Effect| matches!(effect, Effect::Resolve { call: CallId(1), value: Value::Product { .. } });
    assert!(page.other.iter().any(answered));
}

#[test]
fn a_business_that_announces_no_carts_is_not_asked_for_one_and_the_buyer_is_told() {
    let mut page = Page::open();
    let asked = page.sent[0].0;
    page.answer(asked, 200, &profile(&[SEARCH, CHECKOUT]));
    page.add("v_1");
    page.wait(120_000);
    assert!(page.nothing_sent());
    assert!(page.lines().is_empty());
    assert_eq!(page.notices(), [MessageText::Refused]);
    assert!(said(&page).iter().any(|sentence| sentence.contains(CART)), "{:?}", said(&page));
}

#[test]
fn a_profile_that_is_none_and_one_of_a_busy_business_are_told_apart() {
    let failed = |status: u16, text: &str| {
        let (mut page, asked) = stranger();
        page.want_list(1, ListWanted::default());
        failing(&mut page, asked, &|page, asked| page.answer_text(asked, status, text.to_owned(), None));
        match page.shop.view_list(ViewId(1)).phase {
            Phase::Failed(problem) => problem.code(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(failed(503, ""), "timeout");
    assert_eq!(failed(404, ""), "not_ucp");
    assert_eq!(failed(200, "<html>"), "not_ucp");
}

#[test]
fn what_is_offered_is_kept_for_the_next_visit_and_written_when_it_is_news() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let revision = || ledger::read(browser.borrow().record.as_ref().unwrap()).map(|ledger| ledger.revision);
    let mut first = Page::open_in(&browser, 1);
    let asked = first.sent[0].0;
    first.answer(asked, 200, &profile(&[SEARCH]));
    let written = revision();
    let mut next = Page::open_with(&browser, 2, Settings { endpoint: None, ..settings() });
    next.want_list(1, ListWanted { ids: vec![item("v_1")], ..ListWanted::default() });
    assert!(
        matches!(next.shop.view_list(ViewId(1)).phase, Phase::Failed(Problem::Unsupported { .. })),
        "known at once"
    );
    let asked = next.sent[0].0;
    next.answer(asked, 200, &profile(&[SEARCH]));
    assert_eq!(revision(), written, "the same again is no news");
    let mut last = Page::open_in(&browser, 3);
    let asked = last.sent[0].0;
    last.answer(asked, 200, &profile(&[SEARCH, LOOKUP]));
    assert!(revision() > written);
}

#[test]
fn a_page_writes_down_what_it_read_once_and_lets_what_another_reads_later_stand() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let offers = || ledger::read(browser.borrow().record.as_ref().unwrap()).and_then(|ledger| ledger.terms);
    let mut first = Page::open_in(&browser, 1);
    let asked = first.sent[0].0;
    first.answer(asked, 200, &profile(&[SEARCH]));
    let mut second = Page::open_in(&browser, 2);
    let asked = second.sent[0].0;
    second.answer(asked, 200, &profile(&[SEARCH, LOOKUP]));
    let later = offers();
    first.hear();
    first.event(Event::Woke);
    assert_eq!(offers(), later);
}

fn of_seller() -> ListWanted {
    ListWanted { seller: Some("s1".to_owned()), limit: 12, ..ListWanted::default() }
}

#[test]
fn everybodys_goods_do_not_stay_where_one_sellers_are_wanted_of_a_business_that_knows_no_sellers() {
    for (offered, cards) in [(&[SEARCH, CART][..], 0), (&[SEARCH, BROWSE], 1)] {
        let mut page = Page::open();
        let asked = page.sent[0].0;
        page.want_list(1, of_seller());
        let (request, _) = page.one();
        page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
        assert_eq!(page.shop.view_list(ViewId(1)).cards.len(), 1, "nothing waits for the profile");
        page.answer(asked, 200, &profile(offered));
        assert!(page.nothing_sent());
        let view = page.shop.view_list(ViewId(1));
        assert_eq!(view.cards.len(), cards, "{offered:?}");
        assert_eq!(matches!(view.phase, Phase::Failed(Problem::Unsupported { .. })), cards == 0);
        assert_eq!(said(&page).iter().any(|sentence| sentence.contains(BROWSE)), cards == 0);
    }
}

#[test]
fn a_callers_search_by_seller_waits_until_it_is_known_whether_the_business_knows_sellers() {
    let search = || {
        let mut page = Page::open();
        let asked = page.sent[0].0;
        page.event(Event::SearchCalled { call: CallId(1), wanted: of_seller(), after: None });
        assert!(page.nothing_sent());
        (page, asked)
    };
    let (mut page, asked) = search();
    page.answer(asked, 200, &profile(&[SEARCH]));
    assert_eq!(page.rejected(1), Some("unsupported"));
    let (mut page, asked) = search();
    page.answer(asked, 200, &profile(&[SEARCH, BROWSE]));
    assert_eq!(body(&page.one().1)["filters"]["example.tsampa.seller_id"], json!(["s1"]));
    let (mut page, asked) = search();
    page.answer(asked, 404, &json!({}));
    assert!(!page.nothing_sent(), "where there is no profile to be had, it is asked all the same");
}

//! What the lists of a page promise: who is asked together, who is asked again and when, and what belongs to whom.

use crate::page::*;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;
use tsampa::engine::Settings;
use tsampa::engine::effect::{Effect, Tale};
use tsampa::engine::event::{Event, HttpAnswer, ListWanted};
use tsampa::engine::ids::{CallId, ItemId, RequestId, ViewId};
use tsampa::engine::problem::{Failure, Problem};
use tsampa::engine::view::Phase;
use tsampa::ucp::context::Context;

const VIEW: ViewId = ViewId(1);

fn everything() -> ListWanted {
    ListWanted { limit: 12, ..ListWanted::default() }
}

fn by_ids(count: u32, limit: u32) -> ListWanted {
    ListWanted { ids: (0..count).map(|number| item(&format!("v_{number}"))).collect(), limit, ..ListWanted::default() }
}

fn in_tibetan() -> Context {
    Context { language: Some("bo".to_owned()), ..Context::default() }
}

/// A page whose code comes in two parts, before the second is here.
fn asleep() -> Page {
    Page::open_with(&Rc::new(RefCell::new(Browser::default())), 1, Settings { parts: true, ..settings() })
}

fn fetches_rest(page: &Page) -> bool {
    page.other.iter().any(|effect| matches!(effect, Effect::FetchRest))
}

fn want_product(page: &mut Page, view: u32, id: &str, context: Context) {
    page.event(Event::ProductWanted { view: ViewId(view), item: item(id), context });
}

fn aborted(page: &Page) -> Vec<RequestId> {
    let abort = |effect: &Effect| match effect {
        Effect::Abort { request } => Some(*request),
        _ => None,
    };
    page.other.iter().filter_map(abort).collect()
}

/// The items that the host page was told the list shows, as often as it was told.
fn shown(page: &Page) -> Vec<Vec<ItemId>> {
    let told = |effect: &Effect| match effect {
        Effect::Tell(Tale::View { view: VIEW, items }) => Some(items.clone()),
        _ => None,
    };
    page.other.iter().filter_map(told).collect()
}

fn phase(page: &Page) -> Phase {
    page.shop.view_list(VIEW).phase
}

#[test]
fn a_product_is_looked_up_in_the_language_of_its_element() {
    let mut page = Page::open();
    want_product(&mut page, 1, "v_1", in_tibetan());
    want_product(&mut page, 2, "v_2", Context::default());
    page.wait(5);
    let languages: Vec<_> =
        page.take_sent().iter().map(|(_, exchange)| body(exchange)["context"]["language"].clone()).collect();
    assert_eq!(languages, [json!("bo"), json!(null)]);
}

#[test]
fn products_between_which_a_list_comes_are_still_looked_up_together() {
    let mut page = Page::open();
    want_product(&mut page, 1, "v_1", Context::default());
    page.want_list(2, everything());
    want_product(&mut page, 3, "v_2", Context::default());
    let (_, exchange) = page.one();
    assert!(exchange.url.ends_with("/catalog/search"));
    page.wait(5);
    let (_, exchange) = page.one();
    assert_eq!(body(&exchange)["ids"], json!(["v_1", "v_2"]));
}

#[test]
fn an_element_that_leaves_takes_its_request_and_its_goods_along_and_nobody_elses() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (gone, _) = page.one();
    page.want_list(2, ListWanted { query: Some("tea".to_owned()), ..everything() });
    let (stays, _) = page.one();
    page.event(Event::ViewGone { view: VIEW });
    assert_eq!(aborted(&page), [gone]);
    page.answer(stays, 200, &found(&[product("p_1", &["v_1"])], None));
    page.event(Event::ViewGone { view: ViewId(2) });
    assert!(page.shop.view_list(ViewId(2)).cards.is_empty());
}

#[test]
fn a_lookup_for_several_elements_goes_on_while_one_of_them_is_there() {
    let mut page = Page::open();
    want_product(&mut page, 1, "v_1", Context::default());
    want_product(&mut page, 2, "v_2", Context::default());
    page.wait(5);
    let (request, _) = page.one();
    page.event(Event::ViewGone { view: VIEW });
    assert!(aborted(&page).is_empty());
    page.answer(request, 200, &found(&[product("p_2", &["v_2"])], None));
    assert_eq!(page.shop.view_list(ViewId(2)).cards.len(), 1);
    page.event(Event::OptionsOpened { view: ViewId(2), product: item("p_2") });
    let asked = page.take_sent();
    page.event(Event::ViewGone { view: ViewId(2) });
    assert_eq!(aborted(&page), asked.iter().map(|(request, _)| *request).collect::<Vec<_>>());
}

#[test]
fn what_failed_for_want_of_a_network_is_asked_for_once_it_is_back_and_nothing_else_is() {
    let mut page = Page::open();
    page.want_list(2, ListWanted { query: Some("tea".to_owned()), ..everything() });
    let (there, _) = page.one();
    page.answer(there, 200, &found(&[product("p_1", &["v_1"])], None));
    page.event(Event::WentOffline);
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.fail(request, Failure::Unreachable);
    assert_eq!(phase(&page), Phase::Failed(Problem::Offline));
    page.wait(60_000);
    assert!(page.nothing_sent());
    page.event(Event::WentOnline);
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[], None));
    assert_eq!(phase(&page), Phase::Shown);
    page.event(Event::WentOnline);
    assert!(page.nothing_sent());
}

#[test]
fn an_unreachable_shop_is_asked_again_without_more_code() {
    let mut page = asleep();
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.fail(request, Failure::Unreachable);
    page.one_later();
    assert!(!fetches_rest(&page));
}

#[test]
fn a_page_whose_other_code_is_not_here_yet_asks_for_its_order_all_the_same() {
    let mut page = asleep();
    page.want_list(1, ListWanted { sort: Some("newest".to_owned()), ..everything() });
    let (_, exchange) = page.one();
    assert_eq!(body(&exchange)["example.tsampa.sort"], "newest");
}

#[test]
fn a_list_of_more_ids_than_one_lookup_takes_is_there_with_its_last_answer() {
    let mut page = Page::open();
    page.want_list(1, by_ids(15, 20));
    let sent = page.take_sent();
    assert_eq!(sent.len(), 2);
    page.answer(sent[0].0, 200, &found(&[product("p_1", &["v_1"])], None));
    assert_eq!(shown(&page), [] as [Vec<ItemId>; 0]);
    page.answer(sent[1].0, 200, &found(&[product("p_12", &["v_12"])], None));
    assert_eq!((phase(&page), page.shop.view_list(VIEW).cards.len()), (Phase::Shown, 2));
    assert_eq!(shown(&page), [[item("p_1"), item("p_12")]].map(Vec::from));
}

#[test]
fn a_list_whose_ids_are_gone_is_empty_and_a_product_that_is_gone_is_said_to_be() {
    for (wanted, gone) in [(by_ids(1, 12), false), (by_ids(2, 1), false), (by_ids(1, 1), true)] {
        let mut page = Page::open();
        page.want_list(1, wanted);
        let (request, _) = page.one();
        page.answer(request, 200, &found(&[], None));
        let failed = matches!(phase(&page), Phase::Failed(Problem::NotFound { .. }));
        assert_eq!(failed, gone);
    }
}

#[test]
fn an_empty_search_is_no_product_that_is_gone() {
    let mut page = Page::open();
    page.want_list(1, ListWanted { limit: 1, ..ListWanted::default() });
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[], None));
    assert_eq!(phase(&page), Phase::Shown);
}

#[test]
fn a_busy_shop_is_asked_again_when_it_says_unless_that_is_too_long_to_wait() {
    for (named, waits) in [(20_000, true), (30_000, true), (30_001, false)] {
        let mut page = Page::open();
        page.want_list(1, everything());
        let (request, _) = page.one();
        page.answer_text(request, 429, String::new(), Some(named));
        assert_eq!(matches!(phase(&page), Phase::Failed(Problem::Busy { .. })), !waits, "{named}");
        page.wait(named - 1);
        assert!(page.nothing_sent());
        page.wait(1);
        assert_eq!(page.take_sent().len(), usize::from(waits), "{named}");
    }
}

#[test]
fn a_busy_shop_that_names_no_time_is_asked_again_soon() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.answer_text(request, 503, String::new(), None);
    assert_eq!(phase(&page), Phase::Waiting);
    page.wait(2_000);
    page.one();
}

#[test]
fn the_host_page_hears_which_items_a_list_shows() {
    let mut page = Page::open();
    page.want_list(1, everything());
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"]), product("p_2", &["v_2"])], None));
    assert_eq!(shown(&page), [[item("p_1"), item("p_2")]].map(Vec::from));
}

#[test]
fn an_answer_to_the_list_before_the_last_is_passed_over_too() {
    let mut page = Page::open();
    let mut asked = Vec::new();
    for query in ["tea", "oil", "salt"] {
        page.want_list(1, ListWanted { query: Some(query.to_owned()), ..everything() });
        asked.push(page.one().0);
    }
    assert_eq!(aborted(&page), asked[..2]);
    for stale in &asked[..2] {
        page.answer(*stale, 200, &found(&[product("p_1", &["v_1"])], None));
        assert_eq!(phase(&page), Phase::Waiting);
    }
}

#[test]
fn a_page_has_five_hundred_lists_at_most_and_asks_for_all_of_them_some_at_a_time() {
    let mut page = Page::open();
    for view in 1..=501 {
        page.want_list(view, everything());
    }
    let mut open = page.take_sent();
    let mut asked = 0;
    while let Some((request, _)) = open.pop() {
        assert!(open.len() < 64);
        asked += 1;
        page.answer(request, 200, &found(&[], None));
        open.extend(page.take_sent());
    }
    assert_eq!(asked, 500);
    assert!((1..=500).all(|view| page.shop.view_list(ViewId(view)).phase == Phase::Shown));
}

#[test]
fn a_hundred_calls_at_once_are_all_answered() {
    let mut page = Page::open();
    for call in 0..100 {
        let (item, context) = (item(&format!("p_{call}")), Context::default());
        page.event(Event::ProductCalled { call: CallId(call), item, context });
        page.event(Event::SearchCalled { call: CallId(100 + call), wanted: everything(), after: None });
    }
    loop {
        let sent = page.take_sent();
        if sent.is_empty() {
            break;
        }
        sent.into_iter().for_each(|(request, _)| page.fail(request, Failure::Timeout));
    }
    assert!((0..200).all(|call| page.rejected(call) == Some("timeout")));
}

#[test]
fn an_item_that_a_call_was_told_of_is_added_with_its_title_and_price() {
    let mut page = Page::open();
    page.event(Event::SearchCalled { call: CallId(7), wanted: everything(), after: None });
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[product("p_1", &["v_1"]), product("p_2", &["v_2"])], None));
    assert!(page.resolved(7));
    for (id, variant) in [("p_1", "v_1"), ("p_2", "v_2")] {
        page.add(id);
        let line = page.line(variant);
        assert_ne!(line.title, variant);
        assert!(line.price.is_some());
    }
    assert_eq!(
        page.lines().iter().map(|(item, _)| ItemId(item.clone())).collect::<Vec<_>>(),
        [item("v_1"), item("v_2")]
    );
}

#[test]
fn lists_that_wait_for_their_turn_are_asked_for_when_elements_before_them_leave() {
    let mut page = Page::open();
    for view in 1..=70 {
        page.want_list(view, everything());
    }
    let asked = page.take_sent().len();
    assert!(asked < 70);
    for view in 1..=64 {
        page.event(Event::ViewGone { view: ViewId(view) });
    }
    assert_eq!(page.take_sent().len(), 70 - asked);
}

#[test]
fn as_long_as_nobody_shops_an_answer_has_its_own_list_drawn_again_and_no_other() {
    let mut page = asleep();
    for (view, category) in [(1, "tsampa"), (2, "incense")] {
        let wanted = ListWanted { category: Some(category.to_owned()), ..everything() };
        page.event(Event::ListWanted { view: ViewId(view), wanted });
    }
    let revisions = |page: &Page| [1, 2].map(|view| page.shop.revision(ViewId(view)));
    let before = revisions(&page);
    let [(first, _), _] = page.take_sent()[..] else { panic!("each list is asked for") };
    page.answer(first, 200, &found(&[product("p_1", &["v_1"])], None));
    let after = revisions(&page);
    assert!(after[0] > before[0] && after[1] == before[1]);
}

#[test]
fn what_goes_into_the_cart_has_the_lists_drawn_again_that_show_it_and_no_others() {
    let mut page = Page::open();
    for (view, product_id, variant) in [(1, "p_1", "v_1"), (2, "p_2", "v_2")] {
        let wanted = ListWanted { category: Some(product_id.to_owned()), ..everything() };
        page.event(Event::ListWanted { view: ViewId(view), wanted });
        let (request, _) = page.take_sent().pop().expect("the list is asked for");
        page.answer(request, 200, &found(&[product(product_id, &[variant])], None));
    }
    let revisions = |page: &Page| [1, 2].map(|view| page.shop.revision(ViewId(view)));
    let before = revisions(&page);
    page.event(Event::Hidden);
    assert_eq!(revisions(&page), before, "what no card shows draws none");
    page.add("v_1");
    let after = revisions(&page);
    assert!(after[0] > before[0], "the card says how many are in the cart");
    assert_eq!(after[1], before[1]);
}

#[test]
fn a_product_that_failed_is_asked_for_again_when_the_buyer_wants_it_and_when_the_network_is_back() {
    for event in [Event::RetryWanted { view: ViewId(1) }, Event::WentOnline] {
        let mut page = Page::open();
        page.event(Event::ProductWanted { view: ViewId(1), item: item("v_1"), context: Context::default() });
        page.wait(10);
        let (request, _) = page.one();
        page.fail(request, Failure::Timeout);
        assert!(matches!(page.shop.view_list(ViewId(1)).phase, Phase::Failed(_)));
        page.event(event);
        page.wait(10);
        let (request, exchange) = page.one();
        assert!(exchange.body.as_deref().unwrap_or(&exchange.url).contains("v_1"));
        page.answer(request, 200, &found(&[product("p_1", &["v_1"])], None));
        assert_eq!(page.shop.view_list(ViewId(1)).cards.len(), 1);
    }
}

#[test]
fn a_kept_list_whose_fresh_answer_failed_is_asked_for_from_its_beginning() {
    let browser = Rc::new(RefCell::new(Browser::default()));
    let mut page = Page::open_with(&browser, 1, Settings { reads: true, ..settings() });
    page.want_list(1, ListWanted::default());
    let (request, first) = page.one();
    let body = found(&[product("p_1", &["v_1"])], Some("more")).to_string();
    page.event(Event::Answered { request, answer: HttpAnswer::Kept { body, language: None, age_ms: 90_000 } });
    page.fail(request, Failure::Unreachable);
    page.event(Event::RetryWanted { view: ViewId(1) });
    let (_, again) = page.one();
    assert_eq!(again.url, first.url);
}

#[test]
fn a_search_that_finds_nothing_but_errors_is_refused_with_their_words_and_one_that_finds_goods_is_not() {
    let error = json!([{"type": "error", "code": "e", "severity": "recoverable", "content": "Closed for Losar."}]);
    let warning = json!([{"type": "warning", "code": "w", "content": "Slow."}]);
    let goods = [product("p_1", &["v_1"])];
    for (messages, goods, refused) in [(&error, &[][..], true), (&warning, &[], false), (&error, &goods, false)] {
        let mut answer = found(goods, None);
        answer["messages"] = messages.clone();
        let mut page = Page::open();
        page.want_list(1, everything());
        let (request, _) = page.one();
        page.answer(request, 200, &answer);
        let problem = Problem::Refused { content: "Closed for Losar.".to_owned() };
        assert_eq!(phase(&page), if refused { Phase::Failed(problem) } else { Phase::Shown });
        page.event(Event::SearchCalled { call: CallId(1), wanted: everything(), after: None });
        let (request, _) = page.one();
        page.answer(request, 200, &answer);
        assert_eq!(page.rejected(1), refused.then_some("refused"));
        assert_eq!(page.resolved(1), !refused);
    }
}

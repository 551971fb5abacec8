//! How a list is narrowed down, and the way back.

use super::*;
use tsampa::engine::view::{CategoryView, FindView, MessageView, WarnedView};
use tsampa::widget::Fixed;

fn find() -> FindView {
    let category = |id: &str, count| CategoryView { id: id.into(), name: format!("{id} <b>"), count };
    FindView { categories: vec![category("tea", 3), category("honey", 12)], ..FindView::default() }
}

fn browsable(cards: impl IntoIterator<Item = ProductView>) -> ListView {
    ListView { browsable: true, ..shown(cards) }
}

fn show(page: &mut Page, list: &ListView, find: &FindView, fixed: Fixed) {
    page.list(list);
    page.widget.show_find(fixed, list, find, &wording());
}

#[wasm_bindgen_test]
fn categories_and_orders_are_offered_where_the_business_has_them() {
    let mut page = Page::on(element("div"), Kind::Shop, "", "search");
    let list = shown([product("p", "Tsampa")]);
    show(&mut page, &list, &FindView::default(), Fixed::default());
    assert!(!page.is_shown(".narrow"));
    let list = browsable([product("p", "Tsampa")]);
    show(&mut page, &list, &find(), Fixed::default());
    let kinds: Vec<String> = page.all(".kind .label").iter().map(|kind| kind.text_content().unwrap()).collect();
    assert_eq!(kinds, ["All", "tea <b>", "honey <b>"]);
    assert_eq!(page.attribute(".kind", "aria-pressed"), "true");
    assert_eq!(page.click(".kind:nth-child(3) .tally"), [Action::Category { value: "honey".into() }]);
    assert_eq!(page.all("[part=sort] option").len(), 4);
    let order: web_sys::HtmlElement = page.part("[part=sort]");
    page.acted();
    order.dispatch_event(&bubbling("change")).unwrap();
    assert_eq!(page.acted(), [Action::Sort { value: "relevance".into() }]);
}

#[wasm_bindgen_test]
fn the_category_that_the_page_chose_is_not_offered_away() {
    let mut page = Page::on(element("div"), Kind::Shop, "", "search");
    let fixed = Fixed { category: true, narrowed: false };
    show(&mut page, &browsable([product("p", "Tsampa")]), &find(), fixed);
    assert!(!page.is(".kind") && page.is("[part=sort]"));
}

#[wasm_bindgen_test]
fn nothing_found_has_a_way_back_once_the_buyer_narrowed_it_down() {
    let mut page = Page::on(element("div"), Kind::Shop, "", "search");
    show(&mut page, &browsable([]), &FindView::default(), Fixed::default());
    assert!(page.is_shown(".nothing") && !page.is("[data-do=reset]"));
    let narrowed = Fixed { category: false, narrowed: true };
    show(&mut page, &browsable([]), &FindView::default(), narrowed);
    assert_eq!(page.said(".live"), "Nothing found.");
    assert_eq!(page.click("[data-do=reset]"), [Action::Reset]);
    show(&mut page, &browsable([product("p", "Tsampa")]), &find(), Fixed::default());
    assert!(!page.is("[data-do=reset]"));
}

#[wasm_bindgen_test]
fn words_are_searched_for_as_they_are_typed_and_none_that_is_being_composed() {
    let mut page = Page::on(element("div"), Kind::Shop, "", "search");
    page.list(&shown([]));
    let search: HtmlInputElement = page.part(".search").unchecked_into();
    search.set_value("bar");
    search.dispatch_event(&bubbling("input")).unwrap();
    assert_eq!(page.acted(), [Action::Search { query: "bar".into(), typing: true }]);
    let composing = bubbling("input");
    js_sys::Reflect::define_property(
        &composing,
        &"isComposing".into(),
        &js_sys::JSON::parse(r#"{"value":true}"#).unwrap().unchecked_into(),
    )
    .unwrap();
    search.dispatch_event(&composing).unwrap();
    assert!(page.acted().is_empty());
}

#[wasm_bindgen_test]
fn whoever_asks_for_the_last_page_by_the_keyboard_goes_on_at_its_first_card() {
    let mut page = Page::of(Kind::Shop, "");
    let goods = ["p_1", "p_2", "p_3"].map(|id| product(id, id));
    let first = ListView { more: true, ..shown(goods[..1].to_vec()) };
    page.list(&first);
    assert!(!page.widget.asks(1));
    page.part("[part=more]").focus().unwrap();
    assert!(page.widget.asks(1));
    let between = ListView { more: true, ..shown(goods[..2].to_vec()) };
    page.list(&between);
    page.widget.lead_on(&between, 1);
    assert!(page.is("[part=more]:focus"), "there is more to ask for");
    let last = shown(goods);
    page.list(&last);
    page.widget.lead_on(&last, 2);
    assert!(page.is("[data-product=p_3] [part=title]:focus"));
}

#[wasm_bindgen_test]
fn whoever_tries_again_by_the_keyboard_goes_on_at_the_goods_or_at_the_button_for_another_try() {
    let mut page = Page::of(Kind::Shop, "");
    let problem = Problem::Busy { retry_after_ms: None };
    let failed = ListView { phase: Phase::Failed(problem), ..ListView::default() };
    page.list(&failed);
    page.part(".retry").focus().unwrap();
    assert!(page.widget.asks(0));
    page.list(&ListView::default());
    page.list(&failed);
    page.widget.lead_on(&failed, 0);
    assert!(page.is(".retry:focus"), "it failed once more");
    page.list(&ListView::default());
    let came = shown(["p_1", "p_2"].map(|id| product(id, id)));
    page.list(&came);
    page.widget.lead_on(&came, 0);
    assert!(page.is("[data-product=p_1] [part=title]:focus"));
}

#[wasm_bindgen_test]
fn a_search_that_fails_keeps_its_box_and_what_can_be_chosen_and_the_first_list_that_fails_has_none() {
    let mut page = Page::on(element("div"), Kind::Shop, "", "search");
    let failed = ListView { phase: Phase::Failed(Problem::Offline), browsable: true, ..ListView::default() };
    show(&mut page, &failed, &FindView::default(), Fixed::default());
    assert!(!page.is_shown(".view") && page.is_shown(".trouble"));
    let goods = ListView { more: true, ..browsable([product("p", "Tsampa")]) };
    show(&mut page, &goods, &find(), Fixed::default());
    page.part(".search").focus().unwrap();
    show(&mut page, &failed, &FindView::default(), Fixed { narrowed: true, ..Fixed::default() });
    assert!(page.is_shown(".search") && page.is(".search:focus") && page.is_shown(".trouble"));
    assert_eq!(page.all(".kind").len(), 3);
    assert!(!page.is_shown("[part=card]") && !page.is_shown("[part=more]"), "goods of an earlier wish are gone");
    let again = ListView { browsable: true, ..ListView::default() };
    show(&mut page, &again, &FindView::default(), Fixed { narrowed: true, ..Fixed::default() });
    assert!(!page.is_shown("[part=card]"), "and do not come back while others are waited for");
    show(&mut page, &goods, &find(), Fixed::default());
    assert!(page.is_shown("[part=card]") && page.is_shown("[part=more]") && !page.is_shown(".trouble"));
}

#[wasm_bindgen_test]
fn what_is_said_twice_is_news_both_times() {
    let page = Page::on(element("div"), Kind::Shop, "", "search");
    let mut said = Vec::new();
    for _ in 0..2 {
        page.widget.announce(&Problem::Offline, &wording());
        said.push(page.part(".live").first_child());
    }
    assert!(said[0].is_some() && said[0] != said[1], "another text node each time");
    // A press on a cart that meets a problem tells it in the cart.
    Page::of(Kind::Cart, "button").widget.announce(&Problem::PricesChanged, &wording());
}

fn beside(messages: Vec<MessageView>) -> WarnedView {
    WarnedView { beside: vec![messages], ..WarnedView::default() }
}

#[wasm_bindgen_test]
fn what_a_business_warns_of_with_a_list_stands_below_its_cards_and_goes_with_it() {
    let mut page = Page::of(Kind::Shop, "");
    let view = shown([product("p", "Tsampa")]);
    page.list(&view);
    let told = WarnedView { below: vec![disclosure("The <b>pass</b> is closed.")], beside: vec![Vec::new()] };
    page.widget.show_warned(&view, &told, &[], &wording());
    assert!(page.is_shown("[part=list] ~ .told .saying"));
    assert_eq!(page.all(".told .saying")[0].text_content().unwrap(), "The <b>pass</b> is closed.");
    page.list(&ListView { more: true, ..view.clone() });
    assert!(page.is_shown(".told .saying"), "drawing the list again leaves it");
    page.widget.show_warned(&view, &WarnedView::default(), &[], &wording());
    assert!(!page.is(".told .saying"));
}

#[wasm_bindgen_test]
fn what_has_to_be_seen_beside_a_product_stands_on_its_card_in_every_layout_and_cannot_be_dismissed() {
    for (kind, layout) in [(Kind::Shop, ""), (Kind::Product, "card"), (Kind::Product, "row"), (Kind::Product, "button")]
    {
        let mut page = Page::of(kind, layout);
        let view = shown([product("p", "Tsampa")]);
        page.list(&view);
        let told = beside(vec![disclosure("Contains <b>milk</b>."), disclosure("b")]);
        page.widget.show_warned(&view, &told, &[], &wording());
        let said: Vec<_> = page.all(".card .saying").iter().map(|said| said.text_content().unwrap()).collect();
        assert_eq!(said, ["Contains <b>milk</b>.", "b"]);
        assert!(page.is_shown(".card .saying"), "{layout}");
        assert!(!page.is_shown(".card .message button"));
        // An answer in which nothing is disclosed takes it away; a card that is the same as before is left alone.
        page.widget.show_warned(&view, &beside(Vec::new()), &[true], &wording());
        assert!(page.is(".card .message"));
        page.widget.show_warned(&view, &beside(Vec::new()), &[false], &wording());
        assert!(!page.is(".card .message"));
    }
}

//! The drawing in a real browser: what a buyer sees, and what no data can make of it.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::cell::RefCell;
use std::rc::Rc;

use tsampa::engine::ids::ItemId;
use tsampa::engine::problem::Problem;
use tsampa::engine::view::{
    CartView, ImageView, LineView, ListView, MessageText, MessageView, OptionValueView, OptionView, Phase, ProductView,
    SellerGroupView, StockView, Tone, Waiting,
};
use tsampa::ucp::money::{Minor, Price};
use tsampa::ucp::total::{Total, TotalLine};
use tsampa::widget::{Action, Kind, Look, Number, Widget, Word, Wording, Words};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

wasm_bindgen_test_configure!(run_in_browser);

/// What js/page.js listens to in a shadow root.
const LISTENED: &[&str] =
    &["click", "change", "submit", "focusin", "pointerdown", "input", "compositionend", "keydown"];

mod drawn;
use drawn::*;

// ---- the author's fallback ----

#[wasm_bindgen_test]
fn fallback_stays_until_the_first_view() {
    let mut page = Page::of(Kind::Shop, "");
    page.host.set_text_content(Some("Visit the shop"));
    page.list(&ListView::default());
    assert!(page.is_shown("slot:not([name])"));
    page.list(&ListView { phase: Phase::Failed(Problem::Timeout), ..ListView::default() });
    assert!(page.is_shown("slot:not([name])"));
    assert_eq!(page.said(".reason"), "The shop is not answering right now.");
    assert!(page.is_shown(".retry"));
    page.list(&shown([product("p_tsampa", "Tsampa")]));
    assert!(!page.is_shown("slot:not([name])"));
    assert!(!page.is_shown(".trouble"));
    page.list(&ListView { phase: Phase::Failed(Problem::Timeout), ..ListView::default() });
    assert!(
        !page.is_shown(".card") && page.is_shown(".trouble"),
        "a wish that failed is not answered by an earlier one's goods"
    );
}

#[wasm_bindgen_test]
fn unknown_item_says_so_and_offers_no_second_try() {
    let mut page = Page::of(Kind::Product, "");
    let problem = Problem::NotFound { item: ItemId::from("p_gone") };
    page.list(&ListView { phase: Phase::Failed(problem), ..ListView::default() });
    assert_eq!(page.said(".reason"), "This is not sold here any more.");
    assert!(!page.is_shown(".retry"));
}

#[wasm_bindgen_test]
fn ghosts_keep_the_place_only_where_the_author_put_nothing() {
    let mut bare = Page::of(Kind::Shop, "");
    bare.list(&ListView::default());
    assert!(bare.is_shown(".ghost"));
    bare.list(&shown([product("p_tsampa", "Tsampa")]));
    assert!(!bare.is_shown(".ghost"));
    let host = element("div");
    host.set_text_content(Some("Visit the shop"));
    let mut filled = Page::on(host, Kind::Shop, "", "");
    filled.list(&ListView::default());
    assert!(!filled.is_shown(".ghost"));
}

#[wasm_bindgen_test]
fn nothing_is_said_about_a_cart_before_it_is_known() {
    let mut page = Page::of(Kind::Cart, "");
    page.cart(&CartView { count: 3, ..CartView::default() });
    assert!(!page.is_shown(".cart-button"));
    page.cart(&CartView { known: true, ..CartView::default() });
    assert!(page.is_shown(".cart-button") && !page.is_shown(".count"));
    assert_eq!(page.said(".cart-button .named"), "Cart, 0 items");
}

// ---- hostile data ----

#[wasm_bindgen_test]
fn hostile_titles_stay_text() {
    let mut page = Page::of(Kind::Shop, "");
    page.list(&shown([product("p", "Tsampa")]));
    let nodes = page.root.query_selector_all("*").unwrap().length();
    for title in
        ["<img src=x onerror=alert(1)>", "</div><script>alert(1)</script>", "{title}", "\u{202e}aplas", "\0a\u{0b}"]
    {
        let mut hostile = product("p", title);
        hostile.seller = Some(title.to_owned());
        hostile.variant_title = Some(title.to_owned());
        page.list(&shown([hostile]));
        assert_eq!(page.said(".title"), title);
        assert_eq!(page.attribute(".title", "dir"), "auto");
        assert_eq!(page.root.query_selector_all("*").unwrap().length(), nodes);
    }
}

#[wasm_bindgen_test]
fn card_stays_a_card_however_long_its_texts_are() {
    let mut page = Page::of(Kind::Shop, "");
    let mut long = product("p", &"Tsampa".repeat(200_000));
    long.seller = Some("W".repeat(100_000));
    long.county = Some("W".repeat(100_000));
    let zalgo: String = std::iter::repeat_n('\u{0489}', 300).collect();
    let values = (0..5000).map(|place| {
        let label = if place == 0 { zalgo.clone() } else { place.to_string().repeat(500) };
        OptionValueView { label, selected: place == 0, available: true, exists: true }
    });
    long.options = vec![OptionView { name: "Weight".repeat(10_000), values: values.collect() }; 50];
    page.list(&shown([long]));
    assert!(page.said(".title").len() <= 200);
    assert!(page.part(".card").client_height() < 900, "{}", page.part(".card").client_height());
    assert!(page.part(".card").scroll_width() <= page.host.client_width());
}

#[wasm_bindgen_test]
fn picture_that_does_not_come_leaves_its_ground() {
    let mut page = Page::of(Kind::Shop, "");
    let mut bare = product("p", "Tsampa");
    page.list(&shown([bare.clone()]));
    assert_eq!(page.part(".picture").client_height(), page.part(".picture").client_width());
    bare.image = Some(ImageView {
        url: "http://127.0.0.1:9/none.png".into(),
        alt: Some("A sack".into()),
        sources: String::new(),
    });
    page.list(&shown([bare]));
    assert_eq!(page.attribute(".image", "referrerpolicy"), "no-referrer");
    assert_eq!(page.attribute(".image", "alt"), "A sack");
    assert_eq!(page.part(".picture").client_height(), page.part(".picture").client_width());
}

#[wasm_bindgen_test]
fn pictures_below_the_first_row_wait_until_they_come_near() {
    let mut page = Page::of(Kind::Shop, "");
    page.list(&shown((0..6).map(|place| product(&place.to_string(), "Tsampa"))));
    let loading: Vec<String> = page.all(".image").iter().map(|image| image.get_attribute("loading").unwrap()).collect();
    assert_eq!(loading, ["eager", "eager", "eager", "eager", "lazy", "lazy"]);
}

// ---- cards ----

#[wasm_bindgen_test]
fn card_says_price_former_price_and_what_a_kilogram_costs() {
    let mut page = Page::of(Kind::Shop, "");
    let mut view = product("p", "Tsampa");
    view.list_price = Some(price(3200));
    view.unit_price = Some(tsampa::engine::view::UnitPriceView { price: price(5600), value: 1, unit: "kg".into() });
    page.list(&shown([view]));
    assert_eq!(page.said(".price"), "CNY 2800");
    assert_eq!(page.said(".list-price"), "Former priceCNY 3200");
    assert_eq!(page.said(".unit-price"), "CNY 5600 / kg");
}

#[wasm_bindgen_test]
fn stock_is_told_when_it_is_known_and_little() {
    let mut page = Page::of(Kind::Shop, "");
    let mut view = product("p", "Tsampa");
    for quiet in [StockView::Unknown, StockView::In] {
        view.stock = quiet;
        page.list(&shown([view.clone()]));
        assert!(!page.is_shown(".status"));
    }
    view.stock = StockView::Few(3);
    page.list(&shown([view.clone()]));
    assert_eq!(page.said(".status"), "Only 3 left");
    view.stock = StockView::Out;
    view.can_add = false;
    page.list(&shown([view]));
    assert_eq!(page.said(".word"), "Sold out");
    assert!(page.click(".add").is_empty(), "a button that says sold out does nothing");
}

#[wasm_bindgen_test]
fn adding_ticks_once_and_is_announced_once() {
    let mut page = Page::of(Kind::Shop, "");
    let mut view = product("p", "Tsampa");
    view.adds = 4;
    page.list(&shown([view.clone()]));
    assert!(!page.is("[data-on]"), "what was added before this drawing is no news");
    let added = Action::Add { variant: ItemId::from("v_p"), pieces: 1 };
    assert_eq!(page.click(".add"), [added]);
    view.adds = 5;
    view.in_cart = 1;
    page.list(&shown([view.clone()]));
    assert!(page.is(".done[data-on]"));
    assert_eq!(page.said(".live"), "Tsampa is in your cart.");
    assert_eq!(page.said(".add .named"), "Add to cart: Tsampa, 1 in your cart");
    page.part(".live").set_text_content(None);
    page.list(&shown([view]));
    assert_eq!(page.said(".live"), "");
}

#[wasm_bindgen_test]
fn chosen_value_is_told_by_its_own_label_and_keeps_the_focus() {
    let mut page = Page::of(Kind::Shop, "");
    let mut view = product("p", "Tsampa");
    view.options = vec![option("Weight", &["500 g", "1 kg"])];
    page.list(&shown([view.clone()]));
    let second: HtmlElement = page.all(".chip")[1].clone().unchecked_into();
    second.focus().unwrap();
    page.acted();
    second.click();
    let chosen = Action::OptionChosen { product: ItemId::from("p"), option: "Weight".into(), label: "1 kg".into() };
    assert_eq!(page.acted(), [chosen]);
    view.options[0].values[0].selected = false;
    view.options[0].values[1].selected = true;
    view.options[0].values[0].available = false;
    page.list(&shown([view]));
    assert!(second.matches(":focus[aria-checked=true]").unwrap());
    assert_eq!(page.attribute(".chip", "aria-label"), "500 g · Sold out");
}

#[wasm_bindgen_test]
fn arrow_keys_lead_round_the_values_as_they_are_seen_and_tab_reaches_the_chosen_one() {
    let mut page = Page::of(Kind::Shop, "");
    let mut view = product("p", "Tsampa");
    view.options = vec![option("Weight", &["500 g", "1 kg", "2 kg"])];
    page.list(&shown([view]));
    let chips = page.all(".chip");
    let reached: Vec<_> = chips.iter().map(|chip| chip.get_attribute("tabindex").unwrap()).collect();
    assert_eq!(reached, ["0", "-1", "-1"]);
    let mut from = 0;
    for (direction, key, to) in [
        ("ltr", "ArrowRight", 1),
        ("ltr", "ArrowDown", 2),
        ("ltr", "ArrowLeft", 1),
        ("rtl", "ArrowRight", 0),
        ("rtl", "ArrowUp", 2),
        ("rtl", "ArrowDown", 0),
        ("rtl", "ArrowLeft", 1),
    ] {
        page.host.set_attribute("dir", direction).unwrap();
        chips[from].unchecked_ref::<HtmlElement>().focus().unwrap();
        page.acted();
        let pressed = Event::new("keydown").unwrap();
        pressed.init_event_with_bubbles("keydown", true);
        js_sys::Reflect::set(&pressed, &"key".into(), &key.into()).unwrap();
        chips[from].dispatch_event(&pressed).unwrap();
        assert!(chips[to].matches(":focus").unwrap(), "{direction} {key} from {from}");
        let label = ["500 g", "1 kg", "2 kg"][to];
        let chosen = Action::OptionChosen { product: ItemId::from("p"), option: "Weight".into(), label: label.into() };
        assert_eq!(page.acted().last(), Some(&chosen));
        from = to;
    }
}

#[wasm_bindgen_test]
fn reaching_the_options_is_told() {
    let mut page = Page::of(Kind::Product, "");
    let mut view = product("p", "Tsampa");
    view.options = vec![option("Weight", &["1", "2", "3", "4", "5", "6", "7"])];
    page.list(&shown([view]));
    page.part("select").focus().unwrap();
    assert_eq!(page.acted(), [Action::OptionsOpened { product: ItemId::from("p") }]);
}

#[wasm_bindgen_test]
fn products_keep_their_cards_while_others_come_and_go() {
    let mut page = Page::of(Kind::Shop, "");
    let list = |ids: &[&str]| shown(ids.iter().map(|id| product(id, id)).collect::<Vec<_>>());
    page.list(&list(&["a", "b", "c"]));
    let cards = page.all(".card");
    let pressed: HtmlElement = cards[2].query_selector(".add").unwrap().unwrap().unchecked_into();
    pressed.focus().unwrap();
    page.list(&list(&["c", "d", "b"]));
    let titles: Vec<_> = page.all(".title").iter().map(|title| title.text_content().unwrap()).collect();
    assert_eq!(titles, ["c", "d", "b"]);
    assert!(page.all(".card")[0] == cards[2] && page.all(".card")[2] == cards[1]);
    assert!(pressed.matches(":focus").unwrap());
}

#[wasm_bindgen_test]
fn more_is_offered_while_there_is_more() {
    let mut page = Page::of(Kind::Shop, "");
    let mut view = shown([product("p", "Tsampa")]);
    page.list(&view);
    assert!(!page.is_shown(".more"));
    view.more = true;
    page.list(&view);
    assert_eq!(page.click(".more"), [Action::More]);
    view.loading_more = true;
    page.list(&view);
    assert!(page.click(".more").is_empty());
    page.list(&shown([]));
    assert_eq!(page.said(".nothing"), "Nothing found.");
}

// ---- the cart ----

#[wasm_bindgen_test]
fn totals_are_printed_whole_and_in_order() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = cart_of([line("v", 2)]);
    let total = |kind: &str, amount, name: Option<&str>| Total {
        kind: kind.into(),
        amount: Minor(amount),
        display_text: name.map(str::to_owned),
        ..Total::default()
    };
    let mut shipping = total("fulfillment", 2000, None);
    shipping.lines = vec![TotalLine { display_text: "Gyangze".into(), amount: Minor(800) }].into();
    view.totals = vec![
        total("total", 13, Some("Estimate")),
        total("discount", -840, None),
        total("discount", -1, None),
        shipping,
        total("bag_levy", 5, Some("Bag")),
        total("subtotal", 99, None),
    ];
    page.cart(&view);
    let rows: Vec<_> = page.all(".total-row").iter().map(|row| row.text_content().unwrap()).collect();
    let expected =
        ["EstimateCNY 13", "DiscountCNY -840", "DiscountCNY -1", "ShippingCNY 2000", "GyangzeCNY 800", "BagCNY 5"];
    assert_eq!(rows[..6], expected);
    assert_eq!(rows[6..], ["SubtotalCNY 99"]);
    assert_eq!(page.attribute(".total-row.total", "part"), "total-row total");
    assert!(page.is_shown(".estimate"));
    view.totals.clear();
    page.cart(&view);
    assert!(!page.is(".total-row") && !page.is_shown(".estimate"), "before the first answer there is no total");
}

#[wasm_bindgen_test]
fn line_keeps_focus_and_what_is_typed_while_others_change() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_of([line("a", 1), line("b", 2), line("c", 3)]));
    let input: HtmlInputElement = page.all(".line-quantity")[1].clone().unchecked_into();
    input.focus().unwrap();
    input.set_value("27");
    page.cart(&cart_of([line("c", 4), line("b", 2)]));
    assert!(input.matches(":focus").unwrap());
    assert_eq!(input.value(), "27");
    let ids: Vec<_> = page.all(".line").iter().map(|line| line.get_attribute("data-item").unwrap()).collect();
    assert_eq!(ids, ["c", "b"]);
    page.acted();
    input.dispatch_event(&bubbling("change")).unwrap();
    assert_eq!(page.acted(), [Action::Quantity { item: ItemId::from("b"), quantity: 27 }]);
    assert_eq!(input.value(), "2", "until the view says otherwise");
}

#[wasm_bindgen_test]
fn removed_line_hands_its_focus_to_the_heading() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_of([line("a", 1), line("b", 1)]));
    page.part(".remove").focus().unwrap();
    page.cart(&cart_of([line("b", 1)]));
    assert!(page.is(".name:focus"));
}

#[wasm_bindgen_test]
fn lines_stand_under_their_sellers() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = cart_of([line("a", 1)]);
    view.groups[0].seller = Some("Nyang Chu".into());
    view.groups[0].county = Some("Gyangze".into());
    view.groups.push(SellerGroupView { seller: Some("Tunba".into()), county: None, lines: vec![line("b", 1)] });
    page.cart(&view);
    let groups: Vec<_> = page.all(".seller").iter().map(|seller| seller.text_content().unwrap()).collect();
    assert_eq!(groups, ["Nyang ChuGyangze", "Tunba"]);
    assert_eq!(page.all(".seller-group")[1].query_selector_all(".line").unwrap().length(), 1);
}

#[wasm_bindgen_test]
fn disclosure_cannot_be_dismissed() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = cart_of([line("v", 1)]);
    view.groups[0].lines[0].messages = vec![MessageView {
        tone: Tone::Warning,
        text: MessageText::Said("Contains <b>milk</b>.".into()),
        disclosure: true,
        image: Some("http://127.0.0.1:9/allergens.png".into()),
        url: Some("http://127.0.0.1:9/allergens".into()),
        notice: Some(7),
    }];
    page.cart(&view);
    assert_eq!(page.said(".line .saying"), "Contains <b>milk</b>.");
    assert!(page.is_shown(".line .message") && !page.is_shown(".line .dismiss"));
    assert_eq!(page.attribute(".line .shot", "src"), "http://127.0.0.1:9/allergens.png");
    assert_eq!(page.attribute(".line .link", "href"), "http://127.0.0.1:9/allergens");
    assert_eq!(page.attribute(".line .link", "rel"), "noopener noreferrer ugc");
}

#[wasm_bindgen_test]
fn notice_of_ours_is_dismissed_by_its_number() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = cart_of([line("v", 1)]);
    view.messages = vec![MessageView {
        tone: Tone::Info,
        text: MessageText::Adjusted { title: "Tsampa".into(), kept: 3 },
        disclosure: false,
        image: None,
        url: None,
        notice: Some(7),
    }];
    view.problem = Some(Problem::Refused { content: "We are closed for Losar.".into() });
    page.cart(&view);
    assert_eq!(page.said(".told .saying"), "Tsampa: only 3 left. Your cart now has 3.");
    assert_eq!(page.all(".told .saying")[1].text_content().unwrap(), "We are closed for Losar.");
    assert_eq!(page.click(".told .dismiss"), [Action::Dismiss { notice: 7 }]);
}

#[wasm_bindgen_test]
fn cart_that_waits_for_a_network_says_so_by_its_lines() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = cart_of([line("a", 1), line("b", 1)]);
    view.groups[0].lines[1].open = true;
    view.groups[0].lines[1].total = None;
    view.open = true;
    page.cart(&view);
    assert!(!page.is_shown(".wait") && !page.is_shown(".unsent"), "a change on its way is not news");
    view.waiting = Some(Waiting::Offline);
    view.can_check_out = false;
    page.cart(&view);
    assert!(page.is_shown(".wait"));
    assert!(page.is(".totals[data-open]"));
    let unsent: Vec<_> = page.all(".unsent").iter().map(|mark| !mark.has_attribute("hidden")).collect();
    assert_eq!(unsent, [false, true]);
    assert_eq!(page.all(".line-total")[1].text_content().unwrap(), "");
    assert!(page.click(".checkout").is_empty());
}

#[wasm_bindgen_test]
async fn drawer_opens_above_everything_and_closes_by_the_ground_beside_it() {
    let mut page = Page::of(Kind::Cart, "drawer");
    page.cart(&cart_of([line("a", 1)]));
    assert!(!page.is_shown(".sheet"));
    assert_eq!(page.click(".cart-button"), [Action::OpenCart]);
    page.part(".cart-button").focus().unwrap();
    page.widget.open_drawer();
    page.widget.open_drawer();
    assert!(page.widget.drawer_is_open());
    page.until(".drawer:modal").await;
    assert!(page.click(".head").is_empty(), "the sheet is not its ground");
    assert!(page.click(".line-title").is_empty());
    assert!(page.click(".drawer").is_empty(), "the second of two taps does not close what the first one opened");
    page.part(".drawer").set_attribute("style", "animation: none").unwrap();
    assert_eq!(page.click(".drawer"), [Action::CloseCart]);
    assert_eq!(page.click(".close"), [Action::CloseCart]);
    page.widget.close_drawer();
    assert!(!page.widget.drawer_is_open());
    assert!(page.is(".cart-button:focus"), "the opener has the focus again");
}

#[wasm_bindgen_test]
fn cart_in_mode_button_has_nothing_to_open() {
    let mut page = Page::of(Kind::Cart, "button");
    page.cart(&cart_of([line("a", 2)]));
    assert_eq!(page.said(".count"), "2");
    assert!(!page.is(".sheet"));
    page.widget.open_drawer();
    assert!(!page.widget.drawer_is_open());
    assert_eq!(page.click(".cart-button"), [Action::OpenCart]);
}

#[wasm_bindgen_test]
fn empty_cart_leads_back() {
    let mut page = Page::of(Kind::Cart, "drawer");
    page.cart(&cart_of([]));
    page.widget.open_drawer();
    assert!(page.is_shown(".empty") && !page.is_shown(".foot"));
    assert_eq!(page.click(".look"), [Action::CloseCart]);
}

// ---- the page around ----

#[wasm_bindgen_test]
fn what_a_page_puts_into_a_slot_is_never_an_order_to_us() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_of([]));
    let button = element("button");
    button.set_attribute("slot", "empty").unwrap();
    button.set_attribute("data-do", "checkout").unwrap();
    page.host.append_child(&button).unwrap();
    button.click();
    assert!(page.acted().is_empty());
}

#[wasm_bindgen_test]
fn sizes_do_not_follow_the_root_of_the_page() {
    let mut page = Page::of(Kind::Shop, "");
    page.list(&shown([product("p", "Tsampa")]));
    let root: HtmlElement = document().document_element().unwrap().unchecked_into();
    let before = page.part(".text").client_height();
    root.set_attribute("style", "font-size: 62.5%; letter-spacing: 9px; text-transform: uppercase").unwrap();
    let after = page.part(".text").client_height();
    root.remove_attribute("style").unwrap();
    assert_eq!(before, after);
}

#[wasm_bindgen_test]
fn dark_is_what_the_page_says_not_what_the_system_prefers() {
    let mut page = Page::of(Kind::Shop, "");
    page.list(&shown([product("p", "Tsampa")]));
    let ground = |page: &Page| {
        let style = web_sys::window().unwrap().get_computed_style(&page.part(".card")).unwrap().unwrap();
        style.get_property_value("background-color").unwrap()
    };
    assert_eq!(ground(&page), "rgb(255, 255, 255)");
    page.host.set_attribute("style", "color-scheme: dark").unwrap();
    assert_eq!(ground(&page), "rgb(38, 33, 29)");
    page.host.set_attribute("style", "--tsampa-card: rgb(1, 2, 3)").unwrap();
    assert_eq!(ground(&page), "rgb(1, 2, 3)");
}

#[wasm_bindgen_test]
fn parts_are_those_that_pages_were_promised() {
    let mut parts: Vec<String> = Vec::new();
    let mut collect = |page: &Page| {
        for element in page.all("[part]") {
            let names = element.get_attribute("part").unwrap();
            parts.extend(names.split(' ').map(str::to_owned));
        }
    };
    let mut shop = Page::on(element("div"), Kind::Shop, "", "search");
    let mut view = product("p", "Tsampa");
    view.options = vec![option("Weight", &["500 g", "1 kg"])];
    shop.list(&shown([view]));
    let (list, find) = (ListView { browsable: true, ..shown([]) }, tsampa::engine::view::FindView::default());
    shop.widget.show_find(tsampa::widget::Fixed::default(), &list, &find, &wording());
    collect(&shop);
    let mut cart = Page::of(Kind::Cart, "drawer");
    let mut view = cart_of([line("v", 1)]);
    view.problem = Some(Problem::Offline);
    view.removed = Some("v".into());
    view.codes = Some(Vec::new());
    view.totals = ["subtotal", "total"].map(|kind| Total { kind: kind.into(), ..Total::default() }).into();
    cart.cart(&view);
    collect(&cart);
    parts.sort();
    parts.dedup();
    let promised = "add card cart-button checkout close count discount drawer empty image line line-quantity line-title line-total \
                    list list-price message more option price quantity remove search seller seller-group sort status subtotal \
                    title total total-row undo unit-price";
    assert_eq!(parts.join(" "), promised.split_whitespace().collect::<Vec<_>>().join(" "));
}

#[wasm_bindgen_test]
fn element_drawn_again_starts_anew() {
    let mut page = Page::of(Kind::Shop, "");
    page.list(&shown([product("p", "Tsampa")]));
    let look = Look { kind: Kind::Shop, layout: String::new(), mode: String::new(), search: false };
    page.widget = Widget::build(look, &page.host, &page.root).unwrap();
    assert!(!page.is("[data-product]"));
    page.list(&shown([product("q", "Incense")]));
    assert_eq!(page.all(".title").len(), 1);
}

#[wasm_bindgen_test]
fn toast_leads_to_the_drawer_or_where_there_is_none_to_checkout() {
    let mut page = Page::of(Kind::Shop, "");
    page.list(&shown([product("p", "Tsampa")]));
    page.widget.toast(false, None, &wording());
    assert_eq!(page.click(".lead"), [Action::Checkout { agreed: 0 }]);
    page.widget.toast(true, None, &wording());
    assert_eq!(page.click(".lead"), [Action::OpenCart]);
}

#[wasm_bindgen_test]
fn search_is_told_and_leaves_the_page_where_it_is() {
    let mut page = Page::on(element("div"), Kind::Shop, "", "search");
    page.list(&shown([product("p", "Tsampa")]));
    page.part(".search").unchecked_into::<HtmlInputElement>().set_value("barley");
    assert_eq!(page.click(".seek"), [Action::Search { query: "barley".into(), typing: false }]);
}

//! One product in full.

use super::*;
use tsampa::engine::view::{DetailView, LinkView};
use tsampa::widget::Opened;

fn detail(card: ProductView) -> DetailView {
    DetailView {
        card,
        description: "Roasted in hot sand.\n<b>Knead</b> it.".into(),
        of_variant: String::new(),
        images: Vec::new(),
        maker: None,
        links: Vec::new(),
        messages: Vec::new(),
    }
}

fn opened(pieces: u32) -> Opened {
    Opened { product: ItemId::from("p"), wish: String::new(), pieces, adds: 0, stands: false }
}

fn page_with(view: &DetailView, pieces: u32) -> Page {
    let mut page = Page::of(Kind::Shop, "");
    page.list(&shown([view.card.clone()]));
    page.widget.show_detail(&opened(pieces), view, Some("en"), &wording());
    page.widget.open_drawer();
    page
}

#[wasm_bindgen_test]
fn a_title_opens_the_product_and_is_a_link_for_those_who_want_one() {
    let mut page = Page::of(Kind::Shop, "");
    let mut view = product("p", "Tsampa");
    view.url = Some("https://market.example/p".into());
    page.list(&shown([view, product("q", "Incense")]));
    assert_eq!(page.click(".title"), [Action::Detail { product: ItemId::from("p") }]);
    assert_eq!(page.attribute(".title", "href"), "https://market.example/p");
    // A product without a page of its own is opened by the keyboard as well.
    assert_eq!(page.click("[data-product=q] .title"), [Action::Detail { product: ItemId::from("q") }]);
    assert!(!web_sys::window().unwrap().location().href().unwrap().ends_with('#'));
}

#[wasm_bindgen_test]
fn so_many_are_added_as_the_buyer_says() {
    let page = page_with(&detail(product("p", "Tsampa")), 1);
    assert!(page.widget.drawer_is_open());
    assert_eq!(page.said("dialog .name"), "Tsampa");
    assert!(page.click(".fewer").is_empty());
    assert_eq!(page.click(".another"), [Action::Pieces { pieces: 2 }]);
    page.widget.show_detail(&opened(2), &detail(product("p", "Tsampa")), Some("en"), &wording());
    let add = Action::Add { variant: ItemId::from("v_p"), pieces: 2 };
    assert_eq!(page.click(".foot .add"), [add]);
    // The card in the list goes on adding one.
    let one = Action::Add { variant: ItemId::from("v_p"), pieces: 1 };
    page.widget.close_drawer();
    assert_eq!(page.click(".list .add"), [one]);
}

#[wasm_bindgen_test]
fn what_was_added_is_told_where_the_buyer_looks_with_a_way_to_the_cart() {
    let page = page_with(&detail(product("p", "Tsampa")), 1);
    let mut card = product("p", "Tsampa");
    (card.adds, card.in_cart) = (1, 3);
    page.widget.show_detail(&opened(1), &detail(card), Some("en"), &wording());
    assert_eq!(page.said(".after .told-word"), "3 in your cart");
    assert_eq!(page.attribute(".after", "aria-live"), "polite");
    assert_eq!(page.click(".after .lead"), [Action::OpenCart]);
}

#[wasm_bindgen_test]
fn a_product_that_is_sold_no_more_says_so_where_it_is_shown_in_full_and_takes_no_press() {
    let page = page_with(&detail(product("p", "Tsampa")), 2);
    page.widget.show_gone(&wording());
    assert_eq!(page.said(".told .saying"), "This is not sold here any more.");
    assert!([".foot .add", ".fewer", ".another"].iter().all(|button| page.click(button).is_empty()));
    page.widget.show_detail(&opened(2), &detail(product("p", "Tsampa")), Some("en"), &wording());
    assert!(!page.is(".told .saying") && page.click(".foot .add").len() == 1, "it is back");
}

#[wasm_bindgen_test]
fn a_disclosure_about_a_product_cannot_be_dismissed() {
    let mut view = detail(product("p", "Tsampa"));
    view.messages = vec![disclosure("May contain walnuts.")];
    let page = page_with(&view, 1);
    assert_eq!(page.said(".message .saying"), "May contain walnuts.");
    assert!(page.is_shown(".message") && !page.is_shown(".message .dismiss"));
}

#[wasm_bindgen_test]
fn a_description_is_text_with_its_lines() {
    let page = page_with(&detail(product("p", "Tsampa")), 1);
    assert_eq!(page.said("p.words"), "Roasted in hot sand.\n<b>Knead</b> it.");
    assert!(!page.is("p.words b"));
}

#[wasm_bindgen_test]
fn a_choice_in_the_product_takes_none_away_from_its_card() {
    let mut card = product("p", "Tsampa");
    card.options = vec![option("Weight", &["500 g", "1 kg"])];
    let page = page_with(&detail(card), 1);
    let chosen = |selector: &str| page.attribute(selector, "aria-checked") == "true";
    assert!(chosen(".list .chip") && chosen("dialog .chip"));
}

#[wasm_bindgen_test]
fn policies_are_named_in_the_buyers_words_unless_the_business_names_them() {
    let link = |kind: &str, title: Option<&str>| LinkView {
        url: format!("https://market.example/{kind}"),
        kind: kind.into(),
        title: title.map(Into::into),
    };
    let mut view = detail(product("p", "Tsampa"));
    view.links = vec![link("refund_policy", None), link("faq", Some("Questions")), link("care_of_wool", None)];
    let page = page_with(&view, 1);
    let said: Vec<String> = page.all(".links .link").iter().map(|link| link.text_content().unwrap()).collect();
    assert_eq!(said, ["Returns", "Questions", "care of wool"]);
}

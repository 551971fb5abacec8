//! What a buyer is told of a cart that changed, and what can be taken back.

use super::*;

/// A cart out of which Incense was just taken.
fn one_taken_out() -> CartView {
    let mut view = cart_of([line("b", 1)]);
    view.removed = Some("Incense".into());
    view
}

#[wasm_bindgen_test]
fn removal_is_offered_back_in_a_row_that_is_announced_once() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_of([line("a", 1), line("b", 1)]));
    assert!(!page.is("[part=undo]"));
    page.cart(&one_taken_out());
    assert_eq!(page.said(".gone"), "Incense removed.");
    assert_eq!(
        (page.said("[part=undo]"), page.attribute("[part=undo]", "aria-label")),
        ("Undo".into(), "Undo: Incense".into())
    );
    assert_eq!(page.attribute(".back", "aria-live"), "polite");
    let row = page.part(".restore");
    // Drawn again, it is the same row: nothing is announced twice.
    page.cart(&one_taken_out());
    assert!(page.part(".restore") == row);
    assert_eq!(page.click("[part=undo]"), [Action::Undo]);
    page.cart(&cart_of([]));
    assert!(!page.is("[part=undo]"));
}

#[wasm_bindgen_test]
fn removal_of_the_last_line_is_offered_back_in_the_empty_cart() {
    let mut page = Page::of(Kind::Cart, "drawer");
    page.widget.open_drawer();
    let mut view = cart_of([]);
    view.removed = Some("Incense".into());
    page.cart(&view);
    page.widget.open_drawer();
    assert!(page.is_shown(".empty") && page.is_shown("[part=undo]"));
}

#[wasm_bindgen_test]
fn focus_goes_from_a_removed_line_to_what_brings_it_back_and_from_there_to_the_heading() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_of([line("a", 1), line("b", 1)]));
    page.part(".remove").focus().unwrap();
    page.cart(&one_taken_out());
    assert!(page.is(".undo:focus"));
    page.cart(&one_taken_out());
    assert!(page.is(".undo:focus"), "another drawing leaves it where it is");
    page.cart(&cart_of([line("b", 1)]));
    assert!(page.is(".name:focus"));
    // Who is somewhere else is left there.
    page.part(".checkout").focus().unwrap();
    page.cart(&one_taken_out());
    page.cart(&cart_of([line("b", 1)]));
    assert!(page.is(".checkout:focus"));
}

#[wasm_bindgen_test]
fn changed_price_shows_the_old_and_the_new_beside_its_line_and_checkout_says_what_it_means() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = cart_of([line("v", 1)]);
    page.cart(&view);
    assert_eq!(page.click(".checkout"), [Action::Checkout { agreed: 0 }]);
    view.agree = Some(9);
    let message =
        |text, notice| MessageView { tone: Tone::Warning, text, disclosure: false, image: None, url: None, notice };
    view.messages = vec![message(MessageText::PricesChanged, None)];
    let text = MessageText::Repriced { was: price(2600), now: Price { currency: "EUR".into(), ..price(400) } };
    view.groups[0].lines[0].messages = vec![message(text, Some(9))];
    page.cart(&view);
    assert_eq!(page.said(".line .saying"), "New price: CNY 2600 → EUR 400");
    assert_eq!(page.said(".told .saying"), "Prices changed: please look them over.");
    assert!(!page.is_shown(".told .dismiss"), "it stays as long as the prices are not agreed to");
    assert_eq!(page.said(".checkout"), "Agree and check out");
    assert_eq!(page.click(".checkout"), [Action::Checkout { agreed: 9 }]);
    assert_eq!(page.click(".line .dismiss"), [Action::Dismiss { notice: 9 }]);
    let mut page = Page::of(Kind::Cart, "inline");
    let mut chinese = Words::read(include_str!("../../locales/zh.json")).unwrap();
    chinese.learn_rest(include_str!("../../locales/zh.rest.json"), "").unwrap();
    page.widget.show_cart(&view, &Wording { words: chinese, ..wording() });
    assert_eq!(page.said(".line .saying"), "新价格：CNY 2600 → EUR 400");
}

#[wasm_bindgen_test]
fn line_is_priced_in_its_own_currency() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = cart_of([line("v", 1)]);
    view.groups[0].lines[0].price = Some(Price { currency: "USD".into(), ..price(500) });
    page.cart(&view);
    assert_eq!(page.said(".each"), "USD 500 each");
}

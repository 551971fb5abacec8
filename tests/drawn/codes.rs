//! Discount codes in the cart.

use super::*;

fn cart_with(codes: &[&str]) -> CartView {
    let mut view = cart_of([line("v", 1)]);
    view.codes = Some(codes.iter().map(|code| (*code).to_owned()).collect());
    view
}

#[wasm_bindgen_test]
fn a_field_for_codes_is_there_where_the_business_takes_any() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_of([line("v", 1)]));
    assert!(!page.is(".promo"));
    page.cart(&cart_with(&[]));
    assert!(page.is_shown(".ask") && !page.is(".promo[open]"), "behind one line of words");
    page.part(".ask").click();
    assert!(page.is(".promo[open] .field"));
    let field: HtmlInputElement = page.part(".field").unchecked_into();
    field.set_value("LOSAR ");
    assert_eq!(page.click(".enter button"), [Action::Code { code: "LOSAR ".into(), wanted: true }]);
    page.cart(&cart_with(&[]));
    assert_eq!(field.value(), "LOSAR ", "what is typed stays while nothing has come of it");
    page.cart(&cart_with(&["LOSAR"]));
    assert_eq!((field.value(), page.said(".typed")), (String::new(), "LOSAR".into()));
    assert_eq!(page.click(".drop"), [Action::Code { code: "LOSAR".into(), wanted: false }]);
    assert_eq!(page.attribute(".drop", "aria-label"), "Remove: LOSAR");
}

#[wasm_bindgen_test]
fn a_code_is_text_whatever_it_says() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_with(&["<img src=x onerror=alert(1)>"]));
    assert_eq!(page.said(".typed"), "<img src=x onerror=alert(1)>");
    assert!(!page.is(".code img"));
}

#[wasm_bindgen_test]
fn what_a_business_says_behind_a_nul_is_text_and_no_attribute() {
    let mut page = Page::of(Kind::Shop, "");
    let trap = "Tsampa\08\0onclick\0alert(1)\0";
    let mut goods = product("p", trap);
    goods.seller = Some(trap.into());
    goods.options = vec![option(trap, &[trap, "500 g"])];
    page.list(&shown([goods]));
    assert_eq!(page.said("[part=title]"), trap);
    assert_eq!(page.said(".from"), trap);
    assert_eq!(page.attribute(".option", "data-option"), trap);
    assert!(!page.is("[onclick]"));
}

#[wasm_bindgen_test]
fn a_line_of_the_cart_says_what_a_kilogram_costs() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = line("v", 1);
    page.cart(&cart_of([view.clone()]));
    assert!(!page.is_shown(".measure"));
    view.unit_price = Some(tsampa::engine::view::UnitPriceView { price: price(5600), value: 1, unit: "kg".into() });
    page.cart(&cart_of([view]));
    assert_eq!(page.said(".measure"), "CNY 5600 / kg");
}

#[wasm_bindgen_test]
fn whoever_takes_a_code_out_by_the_keyboard_goes_on_at_what_leads_to_the_field() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_with(&["LOSAR"]));
    page.part(".drop").focus().unwrap();
    page.cart(&cart_with(&[]));
    assert!(page.is(".ask:focus"));
}

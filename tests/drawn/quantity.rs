//! How many there are of a line.

use super::*;

#[wasm_bindgen_test]
fn steppers_stop_where_the_business_says() {
    let mut page = Page::of(Kind::Cart, "inline");
    let mut view = line("v", 1);
    view.limit = Some(2);
    page.cart(&cart_of([view.clone()]));
    assert!(page.click(".stepper .less").is_empty());
    assert_eq!(page.click(".stepper .more"), [Action::Quantity { item: ItemId::from("v"), quantity: 2 }]);
    assert_eq!(page.said(".capped"), "");
    view.quantity = 2;
    page.cart(&cart_of([view]));
    assert_eq!(page.said(".capped"), "Limit reached");
    assert!(page.click(".stepper .more").is_empty());
    assert_eq!(page.click(".stepper .less"), [Action::Quantity { item: ItemId::from("v"), quantity: 1 }]);
    assert_eq!(page.click(".remove"), [Action::Quantity { item: ItemId::from("v"), quantity: 0 }]);
}

#[wasm_bindgen_test]
fn typed_nonsense_asks_for_nothing() {
    let mut page = Page::of(Kind::Cart, "inline");
    page.cart(&cart_of([line("v", 2)]));
    let input: HtmlInputElement = page.part("input").unchecked_into();
    for typed in ["", "-3", "1.5", "99999999999"] {
        input.set_value(typed);
        input.dispatch_event(&bubbling("change")).unwrap();
        assert!(page.acted().is_empty(), "{typed}");
        assert_eq!(input.value(), "2");
    }
}

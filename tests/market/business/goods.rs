//! What the marketplace sells in a schedule: four variants of two sellers, of some few and of most enough.

use crate::dice::Dice;
use marketplace::goods::Goods;
use serde_json::json;

/// What it sells; the last one nobody sells.
pub const ITEMS: [&str; 5] = ["v_1", "v_2", "v_3", "v_4", "v_none"];

/// The goods of a seed.
pub fn of(dice: &mut Dice) -> Goods {
    let name = |text: &str| json!({ "zh": text, "en": text });
    let product = |number: usize, dice: &mut Dice| {
        let stock = if dice.below(4) == 0 { 1 + dice.below(6) } else { 10_000 };
        let limit = if dice.below(6) == 0 { 2 + dice.below(4) } else { 999 };
        json!({
            "id": format!("p_{number}"), "seller": if number.is_multiple_of(2) { "mill" } else { "looms" }, "category": "all",
            "title": name("Tsampa"), "description": name("Roasted barley."), "picture": "tsampa.svg", "alt": name("A bag"),
            "variants": [{ "id": ITEMS[number], "title": name("500 g"), "price": 100 + dice.below(90_000), "stock": stock,
                "max_per_order": limit }],
        })
    };
    let seller = |id: &str| {
        json!({ "id": id, "name": name("Mill"), "county": "gyangze", "maker": name("Drolma"), "about": name("A mill."),
            "shipping": { "price": 800, "days": [3, 6] } })
    };
    let address = json!({ "street_address": name("1 Main Street"), "address_locality": name("Gyangze"), "address_region": name("Tibet"),
            "postal_code": "857400" });
    let goods = json!({
        "currency": "CNY",
        "counties": [{ "id": "gyangze", "name": name("Gyangze") }],
        "categories": [{ "id": "all", "name": name("All") }],
        "sellers": [seller("mill"), seller("looms")],
        "points": [{ "id": "pt_gyangze", "name": name("Centre"), "county": "gyangze", "address": address, "hours": name("9 to 18") }],
        "products": (0..4).map(|number| product(number, dice)).collect::<Vec<_>>(),
    });
    serde_json::from_value::<Goods>(goods)
        .map_err(|flaw| flaw.to_string())
        .and_then(Goods::ready)
        .expect("goods that fit")
}

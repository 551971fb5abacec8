//! Carts (rules S5, S6, S7, S11).
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use serde_json::{Value, json};

#[tokio::test]
async fn a_new_cart_has_lines_sums_and_a_way_on() {
    let town = town();
    let body = json!({
        "line_items": lines_of(&[("v_tsampa_500", 2), ("v_pouch", 1)]),
        "context": { "language": "zh", "address_country": "CN" }, "buyer": { "first_name": "卓玛" },
    });
    let answer = town.post("/carts", body).await;
    assert_eq!(answer.status, 201);
    let cart = &answer.body;
    let id = cart["id"].as_str().unwrap();
    assert!(id.strip_prefix("cart_").is_some_and(|random| random.len() == 32), "{id}");
    assert_eq!(held(cart), [line("li_1", "v_tsampa_500", 2), line("li_2", "v_pouch", 1)]);
    let item = json!({
        "id": "v_tsampa_500", "title": "糌粑，500 克", "price": 2800, "image_url": "https://market.example/media/tsampa.svg",
    });
    assert_eq!(cart["line_items"][0]["item"], item);
    assert_eq!(cart["line_items"][0]["example.tsampa.seller"]["name"], "水磨坊");
    assert_eq!(cart["line_items"][0]["example.tsampa.stock"], json!({ "available": 40, "max_per_order": 10 }));
    let sums = json!([
        { "type": "subtotal", "display_text": "商品小计", "amount": 10100 },
        { "type": "total", "display_text": "合计", "amount": 10100 },
    ]);
    assert_eq!(cart["totals"], sums);
    assert_eq!(cart["currency"], "CNY");
    assert_eq!(cart["continue_url"], format!("https://market.example/cart/{id}"));
    assert_eq!(cart["context"]["language"], "zh");
    assert_eq!(cart["buyer"]["first_name"], "卓玛");
    assert_eq!(town.get(&cart_path(cart)).await.body, *cart);
}

#[tokio::test]
async fn what_is_in_the_food_is_a_disclosure_beside_its_line() {
    let cart = town().cart_of(&[("v_pouch", 1), ("v_tsampa_500", 1)]).await;
    let allergens = json!({
        "type": "warning", "code": "allergens", "path": "$.line_items[1]", "presentation": "disclosure",
        "content": "Contains gluten.",
    });
    assert_eq!(messages(&cart, "allergens"), [allergens]);
}

#[tokio::test]
async fn a_put_replaces_everything_and_lines_kept_keep_their_ids() {
    let town = town();
    let cart = town.cart_of(&[("v_tsampa_500", 2), ("v_pouch", 1)]).await;
    let body = json!({
        "id": cart["id"],
        "line_items": [
            { "item": { "id": "v_biscuit" }, "quantity": 1 },
            { "id": "li_1", "item": { "id": "v_tsampa_500" }, "quantity": 3 },
        ],
        "buyer": { "first_name": "Drolma" },
    });
    let answer = town.put(&cart_path(&cart), body).await;
    assert_eq!(answer.status, 200);
    assert_eq!(held(&answer.body), [line("li_3", "v_biscuit", 1), line("li_1", "v_tsampa_500", 3)]);
    let body = json!({ "id": cart["id"], "line_items": lines_of(&[("v_pouch", 1), ("v_tsampa_500", 1)]) });
    let answer = town.put(&cart_path(&cart), body).await;
    assert_eq!(held(&answer.body), [line("li_4", "v_pouch", 1), line("li_1", "v_tsampa_500", 1)]);
    assert!(answer.body["buyer"].is_null(), "left out is gone");
}

#[tokio::test]
async fn the_same_variant_twice_is_one_line() {
    let cart = town().cart_of(&[("v_pouch", 1), ("v_biscuit", 1), ("v_pouch", 2)]).await;
    assert_eq!(held(&cart), [line("li_1", "v_pouch", 3), line("li_2", "v_biscuit", 1)]);
}

#[tokio::test]
async fn more_than_stock_or_limit_allow_is_cut_and_said() {
    let town = town();
    for (variant, asked, kept) in [("v_tsampa_500", 11, 10), ("v_scarf_white_short", 3, 2), ("v_pouch", u64::MAX, 10)] {
        let cart = town.cart_of(&[("v_biscuit", 1), (variant, asked)]).await;
        assert_eq!(held(&cart)[1].2, kept);
        let said = messages(&cart, "quantity_adjusted");
        assert_eq!(said[0]["path"], "$.line_items[1].quantity");
        assert_eq!(said[0]["type"], "warning");
        assert!(said[0]["content"].as_str().unwrap().contains(&kept.to_string()));
    }
}

#[tokio::test]
async fn a_whole_number_is_one_however_it_is_written() {
    let town = town();
    for (quantity, kept) in [("2", 2), ("2.0", 2), ("2e0", 2), ("1e300", 10), ("123456789012345678901234567890", 10)] {
        let body = format!(r#"{{"line_items":[{{"item":{{"id":"v_pouch"}},"quantity":{quantity}}}]}}"#);
        let answer = town.send(Call::new("POST", "/carts").bytes(body)).await;
        assert_eq!(held(&answer.body), [line("li_1", "v_pouch", kept)], "{quantity}");
    }
}

#[tokio::test]
async fn what_cannot_be_had_is_left_out_and_the_rest_stays() {
    let town = town();
    let lines = lines_of(&[("v_tsampa_2000", 1), ("v_pouch", 1), ("v_none", 1), ("p_tsampa", 1)]);
    let answer = town.post("/carts", json!({ "line_items": lines })).await;
    assert_eq!(answer.status, 201);
    assert_eq!(held(&answer.body), [line("li_2", "v_pouch", 1)]);
    let sold_out = &answer.messages("out_of_stock")[0];
    assert_eq!(sold_out["path"], "$.line_items[?@.item.id=='v_tsampa_2000']");
    assert_eq!((&sold_out["type"], &sold_out["severity"]), (&json!("error"), &json!("recoverable")));
    assert!(sold_out["content"].as_str().unwrap().contains("Tsampa, 2 kg"));
    assert_eq!(answer.messages("not_found").len(), 2);
}

#[tokio::test]
async fn a_cart_of_nothing_sellable_is_not_made() {
    let town = town();
    for lines in [json!([]), lines_of(&[("v_tsampa_2000", 1)]), lines_of(&[("v_none", 1)])] {
        let answer = town.post("/carts", json!({ "line_items": lines })).await;
        assert_eq!(answer.status, 200);
        assert!(answer.is_error_answer());
        assert!(!answer.body["messages"].as_array().unwrap().is_empty());
    }
    assert_eq!(town.number("SELECT count(*) FROM carts"), 0);
}

#[tokio::test]
async fn a_cart_may_be_emptied_and_filled_again() {
    let town = town();
    let cart = town.cart_of(&[("v_pouch", 1)]).await;
    let empty = town.put(&cart_path(&cart), json!({ "id": cart["id"], "line_items": [] })).await;
    assert_eq!((empty.status.as_u16(), total_of(&empty.body)), (200, 0));
    let body = json!({ "id": cart["id"], "line_items": lines_of(&[("v_pouch", 2)]) });
    assert_eq!(held(&town.put(&cart_path(&cart), body).await.body), [line("li_2", "v_pouch", 2)]);
}

#[tokio::test]
async fn prices_and_stock_are_today_s_at_each_answer() {
    let town = town();
    let cart = town.cart_of(&[("v_pouch", 4), ("v_biscuit", 2)]).await;
    assert_eq!(total_of(&cart), 21_800);
    town.sql().execute("UPDATE variants SET price = 5000, stock = 3 WHERE id = 'v_pouch'", []).unwrap();
    let later = town.get(&cart_path(&cart)).await;
    assert_eq!(total_of(&later.body), 18_800);
    assert_eq!(later.messages("quantity_adjusted")[0]["path"], "$.line_items[0].quantity");
    town.sql().execute("UPDATE variants SET stock = 0 WHERE id = 'v_pouch'", []).unwrap();
    let sold_out = town.get(&cart_path(&cart)).await;
    assert_eq!(held(&sold_out.body), [line("li_2", "v_biscuit", 2)]);
    assert_eq!(sold_out.messages("out_of_stock").len(), 1);
}

#[tokio::test]
async fn nobody_can_set_a_price() {
    let town = town();
    let item = json!({ "id": "v_pouch", "price": 1, "title": "Free" });
    let lines = json!([{ "item": item, "quantity": 1, "totals": [{ "type": "total", "amount": 1 }] }]);
    let body =
        json!({ "line_items": lines, "totals": [{ "type": "total", "amount": 1 }], "currency": "XXX", "id": "mine" });
    let cart = town.post("/carts", body).await.body;
    assert_eq!((total_of(&cart), &cart["currency"]), (4500, &json!("CNY")));
    assert_ne!(cart["id"], "mine");
}

#[tokio::test]
async fn a_cancelled_or_expired_cart_is_not_found() {
    let town = town();
    let cart = town.cart_of(&[("v_pouch", 1)]).await;
    let cancelled = town.post(&format!("{}/cancel", cart_path(&cart)), json!({})).await;
    assert_eq!((cancelled.status.as_u16(), held(&cancelled.body)), (200, held(&cart)));
    let other = town.cart_of(&[("v_pouch", 1)]).await;
    town.later(29 * 24 * 3600);
    assert_eq!(held(&town.get(&cart_path(&other)).await.body).len(), 1);
    town.later(24 * 3600);
    for gone in [cart_path(&cart), cart_path(&other), "/carts/cart_0".into()] {
        for answer in [
            town.get(&gone).await,
            town.put(&gone, json!({ "id": gone.rsplit('/').next(), "line_items": lines_of(&[("v_pouch", 1)]) })).await,
            town.post(&format!("{gone}/cancel"), json!({})).await,
        ] {
            assert_eq!(answer.status, 200);
            assert!(answer.is_error_answer());
            assert_eq!(answer.messages("not_found")[0]["severity"], "unrecoverable");
        }
    }
}

#[tokio::test]
async fn an_update_of_another_cart_than_the_address_is_refused() {
    let town = town();
    let cart = town.cart_of(&[("v_pouch", 1)]).await;
    for body in [json!({ "id": "cart_other", "line_items": [] }), json!({ "line_items": [] })] {
        let answer = town.put(&cart_path(&cart), body).await;
        assert_eq!(answer.status, 400);
        assert!(answer.body["content"].as_str().unwrap().starts_with("$.id:"));
    }
}

#[tokio::test]
async fn attribution_changes_nothing_in_the_answer() {
    let town = town();
    let strip = |mut cart: Value| {
        for name in ["id", "continue_url"] {
            cart[name] = Value::Null;
        }
        cart
    };
    let plain = json!({ "line_items": lines_of(&[("v_pouch", 1)]) });
    let mut credited = plain.clone();
    credited["attribution"] = json!({ "campaign_source": "tourism", "campaign_medium": "qr" });
    credited["signals"] = json!({ "dev.ucp.user_agent": "x" });
    credited["context"] = json!({ "eligibility": ["com.example.member"] });
    let mut answer = strip(town.post("/carts", credited).await.body);
    answer.as_object_mut().unwrap().remove("context");
    assert_eq!(answer, strip(town.post("/carts", plain).await.body));
}

//! /cart/{id}: from a cart to its checkout.

use crate::browser::{open, press};
use crate::common::{cart_path, town};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_cart_leads_to_its_checkout_and_later_to_the_same() {
    let town = town();
    let cart = town.cart_of(&[("v_tsampa_500", 2), ("v_pouch", 1)]).await;
    let address = format!("/cart/{}", cart["id"].as_str().unwrap());
    assert_eq!(cart["continue_url"], format!("https://market.example{address}"));
    let first = open(&town, &address).await;
    assert!(first.address.starts_with("/checkout/chk_"), "{}", first.address);
    assert_eq!(first.checkout().value("quantity_v_tsampa_500"), Some("2"));
    assert_eq!(open(&town, &address).await.address, first.address);
}

#[tokio::test]
async fn what_changed_in_the_cart_meanwhile_changes_in_its_checkout() {
    let town = town();
    let cart = town.cart_of(&[("v_tsampa_500", 2)]).await;
    let address = format!("/cart/{}", cart["id"].as_str().unwrap());
    let first = open(&town, &address).await;
    let lines = json!([
        { "item": { "id": "v_tsampa_500" }, "quantity": 3 },
        { "item": { "id": "v_pouch" }, "quantity": 1 },
    ]);
    town.put(&cart_path(&cart), json!({ "id": cart["id"], "line_items": lines })).await;
    let again = open(&town, &address).await;
    assert_eq!(again.address, first.address);
    let form = again.checkout();
    assert_eq!((form.value("quantity_v_tsampa_500"), form.value("quantity_v_pouch")), (Some("3"), Some("1")));
}

#[tokio::test]
async fn the_cart_s_codes_are_its_checkout_s_also_when_they_changed_meanwhile() {
    let town = town();
    let body = |cart: &serde_json::Value, codes: &[&str]| {
        let lines = json!([{ "item": { "id": "v_tsampa_500" }, "quantity": 3 }]);
        json!({ "id": cart["id"], "line_items": lines, "discounts": { "codes": codes } })
    };
    let cart = town.post("/carts", body(&json!({ "id": "new" }), &["TEN"])).await.body;
    let address = format!("/cart/{}", cart["id"].as_str().unwrap());
    let first = open(&town, &address).await;
    assert_eq!(first.checkout().value("code"), Some("TEN"));
    let typed = press(&town, &first.checkout().with("code", "FIVE"), "action", "update").await;
    assert_eq!(typed.checkout().value("code"), Some("FIVE"));
    assert_eq!(open(&town, &address).await.checkout().value("code"), Some("FIVE"), "what was typed here stays");
    town.put(&cart_path(&cart), body(&cart, &[])).await;
    let again = open(&town, &address).await;
    assert_eq!((again.address.as_str(), again.checkout().value("code")), (first.address.as_str(), Some("")));
}

#[tokio::test]
async fn the_checkout_speaks_the_language_of_the_page_the_cart_was_filled_on() {
    let town = town();
    let body =
        json!({ "line_items": [{ "item": { "id": "v_pouch" }, "quantity": 1 }], "context": { "language": "zh" } });
    let cart = town.post("/carts", body).await.body;
    let address = format!("/cart/{}", cart["id"].as_str().unwrap());
    assert_eq!(open(&town, &address).await.first("h1").text(), "结算");
    assert_eq!(open(&town, &format!("{address}?lang=en")).await.first("h1").text(), "Checkout");
}

#[tokio::test]
async fn a_cart_that_is_gone_or_became_an_order_says_so_and_shows_a_way_on() {
    let town = town();
    let cart = town.cart_of(&[("v_tsampa_500", 1)]).await;
    let address = format!("/cart/{}", cart["id"].as_str().unwrap());
    let form = open(&town, &address).await.checkout().pick_up();
    press(&town, &form, "action", "place").await.by_id("order-number");
    for address in [address.as_str(), "/cart/cart_unknown", "/cart/%00", "/cart/%ff"] {
        let page = open(&town, address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
        assert!(page.first("main").all("a").iter().any(|a| a.attribute("href").as_deref() == Some("/")));
    }
}

#[tokio::test]
async fn a_cart_whose_goods_are_all_sold_out_names_them() {
    let town = town();
    let cart = town.cart_of(&[("v_pouch", 1)]).await;
    town.sql().execute("UPDATE variants SET stock = 0 WHERE id = 'v_pouch'", []).unwrap();
    let page = open(&town, &format!("/cart/{}", cart["id"].as_str().unwrap())).await;
    assert!(page.text().contains("Felt pouch"), "{}", page.text());
    assert!(page.all("a").iter().any(|a| a.attribute("href").as_deref() == Some("/s/looms")));
}

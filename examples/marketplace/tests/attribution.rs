//! Who has earned a sale: claimed is kept, proven is what the Origin confirms.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use serde_json::{Value, json};

fn claim(source: &str) -> Value {
    json!({ "campaign_source": source, "campaign_medium": "qr" })
}

fn cart_call(attribution: Value, origin: &str) -> Call {
    let body = json!({ "line_items": lines_of(&[("v_biscuit", 1)]), "attribution": attribution });
    let call = Call::new("POST", "/carts").json(body);
    if origin.is_empty() { call } else { call.header("origin", origin) }
}

async fn order_of(town: &Town, cart: &Value) -> (Option<String>, Option<String>) {
    let checkout = town.post("/checkout-sessions", json!({ "cart_id": cart["id"], "line_items": [] })).await.body;
    town.put(&path_of(&checkout), update_of(&checkout, pick_up())).await;
    let done = town.complete(&checkout).await.body;
    assert_eq!(done["status"], "completed", "{done}");
    let query = "SELECT partner, attribution_json FROM orders WHERE id = ?1";
    town.sql().query_row(query, [done["order"]["id"].as_str()], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

#[tokio::test]
async fn a_partner_earns_what_comes_from_its_own_pages_and_nobody_else_s() {
    let town = town();
    for (source, origin, partner) in [
        ("tourism", PARTNER_ORIGIN, Some("tourism".to_owned())),
        ("tourism", "https://elsewhere.example", None),
        ("tourism", "null", None),
        ("tourism", "", None),
        ("somebody", PARTNER_ORIGIN, None),
    ] {
        let cart = town.send(cart_call(claim(source), origin)).await.body;
        let (proven, claimed) = order_of(&town, &cart).await;
        assert_eq!(proven, partner, "{source} from {origin}");
        assert!(claimed.unwrap().contains(source), "what was claimed is kept");
    }
    let told = town.orders_told.lock().unwrap().join("\n");
    assert!(told.contains("number: 1001, total: 1900, currency: \"CNY\", partner: Some(\"tourism\")"), "{told}");
}

#[tokio::test]
async fn a_sale_that_nobody_claims_is_nobody_s() {
    let town = town();
    let cart = town.cart_of(&[("v_biscuit", 1)]).await;
    assert_eq!(order_of(&town, &cart).await, (None, None));
}

#[tokio::test]
async fn the_origin_that_brought_the_claim_first_counts() {
    let town = town();
    let cart = town.send(cart_call(claim("tourism"), PARTNER_ORIGIN)).await.body;
    let again =
        json!({ "id": cart["id"], "line_items": lines_of(&[("v_biscuit", 2)]), "attribution": claim("tourism") });
    let put =
        |body: Value| Call::new("PUT", &cart_path(&cart)).json(body).header("origin", "https://elsewhere.example");
    town.send(put(again)).await;
    assert_eq!(order_of(&town, &cart).await.0.as_deref(), Some("tourism"));

    let stolen = town.send(cart_call(claim("somebody"), PARTNER_ORIGIN)).await.body;
    let body =
        json!({ "id": stolen["id"], "line_items": lines_of(&[("v_biscuit", 1)]), "attribution": claim("tourism") });
    town.send(Call::new("PUT", &cart_path(&stolen)).json(body).header("origin", "https://elsewhere.example")).await;
    assert_eq!(order_of(&town, &stolen).await.0, None, "a new claim has the origin it came from");
}

#[tokio::test]
async fn the_cart_s_claim_wins_over_the_checkout_s() {
    let town = town();
    let cart = town.send(cart_call(claim("tourism"), PARTNER_ORIGIN)).await.body;
    let body = json!({ "cart_id": cart["id"], "line_items": [], "attribution": claim("somebody") });
    town.send(Call::new("POST", "/checkout-sessions").json(body).header("origin", "https://elsewhere.example")).await;
    assert_eq!(order_of(&town, &cart).await.0.as_deref(), Some("tourism"));
}

#[tokio::test]
async fn a_claim_made_while_the_checkout_is_open_already_still_counts() {
    let town = town();
    let cart = town.cart_of(&[("v_biscuit", 1)]).await;
    town.post("/checkout-sessions", json!({ "cart_id": cart["id"], "line_items": [] })).await;
    let body =
        json!({ "id": cart["id"], "line_items": lines_of(&[("v_biscuit", 1)]), "attribution": claim("tourism") });
    town.send(Call::new("PUT", &cart_path(&cart)).json(body).header("origin", PARTNER_ORIGIN)).await;
    assert_eq!(order_of(&town, &cart).await.0.as_deref(), Some("tourism"));
}

#[tokio::test]
async fn a_checkout_without_a_cart_is_credited_too() {
    let town = town();
    let body = json!({ "line_items": lines_of(&[("v_biscuit", 1)]), "attribution": claim("tourism") });
    let call = Call::new("POST", "/checkout-sessions").json(body).header("origin", PARTNER_ORIGIN);
    let checkout = town.send(call).await.body;
    town.put(&path_of(&checkout), update_of(&checkout, pick_up())).await;
    town.complete(&checkout).await;
    assert_eq!(town.number("SELECT count(*) FROM orders WHERE partner = 'tourism'"), 1);
}

#[tokio::test]
async fn too_much_attribution_is_cut_and_refuses_nothing() {
    let town = town();
    let wide: Value =
        (0..20).map(|n| (format!("key_{n:02}"), json!("x".repeat(500)))).collect::<serde_json::Map<_, _>>().into();
    let cart = town.send(cart_call(wide, PARTNER_ORIGIN)).await.body;
    let kept: Value = serde_json::from_str(&order_of(&town, &cart).await.1.unwrap()).unwrap();
    assert_eq!(kept.as_object().unwrap().len(), 10);
    assert!(kept.as_object().unwrap().values().all(|value| value.as_str().unwrap().len() == 200));
}

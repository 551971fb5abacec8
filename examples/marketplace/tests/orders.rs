//! Orders, for whoever holds the order key (rule S12).
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use serde_json::{Value, json};

async fn placed(town: &Town, fulfillment: Value, payment: Value) -> Value {
    let lines = [("v_tsampa_500", 2), ("v_biscuit", 1), ("v_pouch", 1)];
    let body = json!({ "line_items": lines_of(&lines), "attribution": { "campaign_source": "tourism" } });
    let checkout = town.post("/checkout-sessions", body).await.body;
    town.put(&path_of(&checkout), update_of(&checkout, fulfillment)).await;
    let done = town.post(&format!("{}/complete", path_of(&checkout)), payment).await.body;
    assert_eq!(done["status"], "completed", "{done}");
    done
}

fn read(id: &Value) -> Call {
    let path = format!("/orders/{}", id.as_str().unwrap());
    Call::new("GET", &path).header("authorization", &format!("Bearer {ORDER_KEY}"))
}

#[tokio::test]
async fn an_order_is_read_with_the_order_key_alone() {
    let town = town();
    let done = placed(&town, pick_up(), pay("on_pickup", "phone")).await;
    let id = &done["order"]["id"];
    for call in [
        read(id).without("authorization"),
        read(id).header("authorization", "Bearer wrong"),
        read(id).header("authorization", ORDER_KEY),
        read(&json!("ord_none")).without("authorization"),
        read(id).without("authorization").without("ucp-agent"),
    ] {
        let answer = town.send(call).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("www-authenticate"), "Bearer realm=\"ucp\"");
    }
    assert_eq!(town.send(read(id)).await.status, 200);
    assert_eq!(town.send(read(&json!("ord_none"))).await.messages("not_found").len(), 1);
}

#[tokio::test]
async fn an_order_says_what_was_bought_and_how_it_gets_there() {
    let town = town();
    let done = placed(&town, shipping(), pay("on_delivery", "cash")).await;
    let order = town.send(read(&done["order"]["id"])).await.body;
    assert_eq!(order["checkout_id"], done["id"]);
    assert_eq!((&order["label"], &order["currency"]), (&json!("1001"), &json!("CNY")));
    assert_eq!(order["totals"], done["totals"]);
    let line = &order["line_items"][0];
    assert_eq!(line["item"], json!({ "id": "v_tsampa_500", "title": "Tsampa, 500 g", "price": 2800 }));
    assert_eq!(line["quantity"], json!({ "original": 2, "total": 2, "fulfilled": 0 }));
    assert_eq!(line["status"], "processing");
    let packages = order["fulfillment"]["expectations"].as_array().unwrap();
    assert_eq!(packages.len(), 2, "one a seller");
    assert_eq!(packages[0]["line_items"], json!([{ "id": "li_1", "quantity": 2 }, { "id": "li_2", "quantity": 1 }]));
    assert_eq!(packages[1]["destination"]["address_locality"], "Xining");
    assert_eq!(order["attribution"], json!({ "campaign_source": "tourism" }));
}

#[tokio::test]
async fn an_order_to_a_point_is_one_visit() {
    let town = town();
    let done = placed(&town, pick_up(), pay("on_pickup", "cash")).await;
    let order = town.send(read(&done["order"]["id"])).await.body;
    let visits = order["fulfillment"]["expectations"].as_array().unwrap();
    assert_eq!(visits.len(), 1);
    assert_eq!(
        (&visits[0]["method_type"], &visits[0]["destination"]["street_address"]),
        (&json!("pickup"), &json!("1 Main Street"))
    );
    assert_eq!(visits[0]["line_items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_database_holds_the_order_line_by_line() {
    let town = town();
    placed(&town, shipping(), pay("on_delivery", "cash")).await;
    assert_eq!(town.number("SELECT total FROM orders WHERE number = 1001 AND currency = 'CNY'"), 14_000);
    assert_eq!(town.number("SELECT sum(quantity * price) FROM order_lines"), 12_000);
    assert_eq!(town.number("SELECT count(DISTINCT seller_id) FROM order_lines"), 2);
    assert_eq!([town.stock("v_tsampa_500"), town.stock("v_biscuit"), town.stock("v_pouch")], [38, 999, 9]);
}

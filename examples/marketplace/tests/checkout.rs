//! Checkouts (rules S3, S5, S7, S8, S9, S10, S13) and what the hosted page's buyer can rely on.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use marketplace::fulfillment::{Buyer, Choice, Destination, Details, Method};
use marketplace::store::{Plain, Typed};
use serde_json::{Value, json};

fn totals(checkout: &Value) -> Vec<(String, i64)> {
    let totals = checkout["totals"].as_array().unwrap();
    totals.iter().map(|t| (t["type"].as_str().unwrap().to_owned(), t["amount"].as_i64().unwrap())).collect()
}

fn sums(entries: &[(&str, i64)]) -> Vec<(String, i64)> {
    entries.iter().map(|(kind, amount)| ((*kind).to_owned(), *amount)).collect()
}

fn paths(checkout: &Value) -> Vec<&str> {
    let messages = checkout["messages"].as_array().unwrap();
    messages.iter().filter(|m| m["type"] == "error").map(|m| m["path"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_new_checkout_says_what_is_missing() {
    let town = town();
    let answer = town.post("/checkout-sessions", json!({ "line_items": lines_of(&[("v_pouch", 2)]) })).await;
    assert_eq!(answer.status, 201);
    let checkout = &answer.body;
    assert_eq!(checkout["status"], "incomplete");
    assert_eq!(paths(checkout), ["$.buyer.first_name", "$.buyer.phone_number", "$.fulfillment.methods"]);
    assert_eq!(totals(checkout), sums(&[("subtotal", 9000), ("total", 9000)]));
    let links: Vec<&Value> = checkout["links"].as_array().unwrap().iter().map(|link| &link["type"]).collect();
    assert_eq!(links, ["terms_of_service", "privacy_policy", "refund_policy", "shipping_policy"]);
    let id = checkout["id"].as_str().unwrap();
    assert_eq!(checkout["continue_url"], format!("https://market.example/checkout/{id}"));
    let handlers: Vec<&String> = checkout["ucp"]["payment_handlers"].as_object().unwrap().keys().collect();
    assert_eq!(handlers, ["example.tsampa.on_delivery", "example.tsampa.on_pickup", "example.tsampa.test_card"]);
    assert_eq!(town.get(&path_of(checkout)).await.body, *checkout);
}

#[tokio::test]
async fn shipping_costs_each_seller_s_package_once() {
    let town = town();
    let checkout = town.checkout_of(&[("v_tsampa_500", 2), ("v_biscuit", 1), ("v_pouch", 1)]).await;
    let answer = town.put(&path_of(&checkout), update_of(&checkout, shipping())).await;
    let checkout = &answer.body;
    assert_eq!(checkout["status"], "ready_for_complete", "{checkout}");
    assert_eq!(
        totals(checkout),
        sums(&[("subtotal", 12_000), ("fulfillment", 800), ("fulfillment", 1200), ("total", 14_000)])
    );
    assert_eq!(checkout["totals"][1]["display_text"], "Shipping · Water Mill");
    let method = &checkout["fulfillment"]["methods"][0];
    assert_eq!((&method["type"], &method["selected_destination_id"]), (&json!("shipping"), &json!("home")));
    assert_eq!(method["destinations"][0]["street_address"], "3 Hill Road");
    assert_eq!(checkout["fulfillment"]["available_methods"][0]["type"], "pickup");
    let handlers = checkout["ucp"]["payment_handlers"].as_object().unwrap();
    assert!(handlers.contains_key("example.tsampa.on_delivery") && !handlers.contains_key("example.tsampa.on_pickup"));
}

#[tokio::test]
async fn a_platform_that_shows_packages_gets_a_group_for_each_seller() {
    let town = town();
    let body = json!({ "line_items": lines_of(&[("v_tsampa_500", 1), ("v_biscuit", 1), ("v_pouch", 1)]) });
    let groups = |answer: &Answer| answer.body["fulfillment"]["methods"][0]["groups"].clone();
    let sdk = r#"profile="https://market.example/sdk/v1/profile.json""#;
    let call = Call::new("POST", "/checkout-sessions").json(body.clone()).header("ucp-agent", sdk);
    let several = groups(&town.send(call).await);
    assert_eq!(several[0]["id"], "g_mill");
    assert_eq!(several[0]["line_item_ids"], json!(["li_1", "li_2"]));
    assert_eq!(several[0]["options"][0]["totals"], json!([{ "type": "total", "amount": 800 }]));
    assert_eq!(several[1]["options"][0]["totals"], json!([{ "type": "total", "amount": 1200 }]));
    let one = groups(&town.post("/checkout-sessions", body).await);
    assert_eq!(one.as_array().unwrap().len(), 1);
    assert_eq!(one[0]["options"][0]["totals"], json!([{ "type": "total", "amount": 2000 }]));
}

#[tokio::test]
async fn pick_up_is_free_at_one_of_the_points() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    let offered = &checkout["fulfillment"]["methods"][1];
    assert_eq!(offered["type"], "pickup");
    let point = &offered["destinations"][1];
    assert_eq!((&point["id"], &point["name"]), (&json!("pt_south"), &json!("South Service Centre")));
    assert_eq!(point["address"]["street_address"], "2 River Street");
    let fulfillment = json!({ "methods": [{
        "id": offered["id"], "line_item_ids": offered["line_item_ids"], "selected_destination_id": "pt_south",
        "groups": [{ "id": offered["groups"][0]["id"], "selected_option_id": offered["groups"][0]["options"][0]["id"] }],
    }] });
    let answer = town.put(&path_of(&checkout), update_of(&checkout, fulfillment)).await;
    assert_eq!(answer.body["status"], "ready_for_complete", "{}", answer.body);
    assert_eq!(totals(&answer.body), sums(&[("subtotal", 4500), ("fulfillment", 0), ("total", 4500)]));
    let chosen = &answer.body["fulfillment"]["methods"][0];
    assert_eq!(chosen["selected_destination_id"], "pt_south");
    assert!(chosen["groups"][0]["selected_option_id"].is_string());
}

#[tokio::test]
async fn a_flawed_choice_is_said_at_its_place() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    let abroad = json!({ "id": "a", "street_address": "1 Way", "address_locality": "Lyon", "address_country": "FR" });
    let both = json!({ "methods": [pick_up()["methods"][0], shipping()["methods"][0]] });
    for (fulfillment, code, path) in [
        (
            json!({ "methods": [{ "type": "pickup" }] }),
            "field_required",
            "$.fulfillment.methods[0].selected_destination_id",
        ),
        (
            json!({ "methods": [{ "type": "pickup", "selected_destination_id": "pt_moon" }] }),
            "field_required",
            "$.fulfillment.methods[0].selected_destination_id",
        ),
        (json!({ "methods": [{ "type": "shipping" }] }), "field_required", "$.fulfillment.methods[0].destinations"),
        (
            json!({ "methods": [{ "type": "shipping", "destinations": [abroad] }] }),
            "address_undeliverable",
            "$.fulfillment.methods[0].destinations",
        ),
        (both, "method_combination", "$.fulfillment.methods"),
    ] {
        let answer = town.put(&path_of(&checkout), update_of(&checkout, fulfillment)).await;
        assert_eq!(answer.body["status"], "incomplete");
        assert_eq!(answer.messages(code)[0]["path"], path, "{}", answer.body["messages"]);
    }
    let unknown = json!({ "methods": [{ "type": "teleport" }] });
    assert_eq!(town.put(&path_of(&checkout), update_of(&checkout, unknown)).await.status, 400);
}

#[tokio::test]
async fn contact_has_to_be_usable() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    for (buyer, path) in [
        (json!({ "first_name": "D", "email": "nonsense" }), "$.buyer.email"),
        (json!({ "first_name": "D", "phone_number": "call me" }), "$.buyer.phone_number"),
        (json!({ "first_name": " ", "phone_number": "13800000000" }), "$.buyer.first_name"),
    ] {
        let mut update = update_of(&checkout, pick_up());
        update["buyer"] = buyer;
        assert_eq!(paths(&town.put(&path_of(&checkout), update).await.body), [path]);
    }
}

#[tokio::test]
async fn an_address_is_selected_again_by_its_id_alone() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    town.put(&path_of(&checkout), update_of(&checkout, shipping())).await;
    let again =
        json!({ "methods": [{ "id": "m_shipping", "line_item_ids": ["li_1"], "selected_destination_id": "home" }] });
    let answer = town.put(&path_of(&checkout), update_of(&checkout, again)).await;
    assert_eq!(answer.body["status"], "ready_for_complete", "{}", answer.body);
    assert_eq!(answer.body["fulfillment"]["methods"][0]["destinations"][0]["address_locality"], "Xining");
}

#[tokio::test]
async fn a_cart_becomes_one_checkout_and_its_content_wins() {
    let town = town();
    let lines = lines_of(&[("v_pouch", 2)]);
    let cart = json!({ "line_items": lines, "buyer": { "first_name": "Drolma" }, "context": { "language": "zh" } });
    let cart = town.post("/carts", cart).await.body;
    let body = json!({
        "cart_id": cart["id"], "line_items": lines_of(&[("v_biscuit", 9)]), "buyer": { "first_name": "Somebody" },
        "context": { "language": "en" },
    });
    let first = town.post("/checkout-sessions", body.clone()).await;
    assert_eq!(first.status, 201);
    assert_eq!(held(&first.body), held(&cart));
    assert_eq!(first.body["buyer"]["first_name"], "Drolma");
    assert_eq!(first.body["line_items"][0]["item"]["title"], "毛毡小袋");
    let again = town.post("/checkout-sessions", body).await;
    assert_eq!((again.status.as_u16(), &again.body["id"]), (201, &first.body["id"]));
    town.later(6 * 3600);
    let body = json!({ "cart_id": cart["id"], "line_items": [] });
    let renewed = town.post("/checkout-sessions", body).await;
    assert_ne!(renewed.body["id"], first.body["id"], "an expired one is not given again");
}

#[tokio::test]
async fn a_checkout_of_a_cart_that_changed_is_put_right_by_the_platform() {
    let town = town();
    let cart = town.cart_of(&[("v_pouch", 1)]).await;
    let body = json!({ "cart_id": cart["id"], "line_items": [] });
    let checkout = town.post("/checkout-sessions", body.clone()).await.body;
    let more = json!({ "id": cart["id"], "line_items": lines_of(&[("v_pouch", 3)]) });
    town.put(&cart_path(&cart), more).await;
    assert_eq!(held(&town.post("/checkout-sessions", body).await.body), [line("li_1", "v_pouch", 1)]);
    let update = json!({ "line_items": [{ "id": "li_1", "item": { "id": "v_pouch" }, "quantity": 3 }] });
    assert_eq!(held(&town.put(&path_of(&checkout), update).await.body), [line("li_1", "v_pouch", 3)]);
}

#[tokio::test]
async fn no_cart_or_nothing_to_sell_is_an_error_answer() {
    let town = town();
    let cart = town.cart_of(&[("v_pouch", 1)]).await;
    town.put(&cart_path(&cart), json!({ "id": cart["id"], "line_items": [] })).await;
    for (body, code) in [
        (json!({ "cart_id": "cart_none", "line_items": [] }), "not_found"),
        (json!({ "cart_id": cart["id"], "line_items": [] }), "empty"),
        (json!({ "line_items": [] }), "empty"),
        (json!({ "line_items": lines_of(&[("v_tsampa_2000", 1)]) }), "out_of_stock"),
    ] {
        let answer = town.post("/checkout-sessions", body).await;
        assert_eq!(answer.status, 200);
        assert!(answer.is_error_answer());
        assert_eq!(answer.messages(code).len(), 1, "{}", answer.body);
    }
    let answer = town.get("/checkout-sessions/chk_none").await;
    assert_eq!(answer.messages("not_found")[0]["severity"], "unrecoverable");
}

#[tokio::test]
async fn an_order_takes_the_stock_and_ends_the_cart() {
    let town = town();
    let cart = town.cart_of(&[("v_pouch", 2)]).await;
    let checkout = town.post("/checkout-sessions", json!({ "cart_id": cart["id"], "line_items": [] })).await.body;
    town.put(&path_of(&checkout), update_of(&checkout, pick_up())).await;
    let answer = town.complete(&checkout).await;
    let done = &answer.body;
    assert_eq!(done["status"], "completed", "{done}");
    assert_eq!(done["order"]["label"], "1001");
    let id = done["order"]["id"].as_str().unwrap();
    assert_eq!(done["order"]["permalink_url"], format!("https://market.example/o/{id}"));
    assert!(done["continue_url"].is_null(), "a final state leads nowhere");
    assert!(!answer.bytes.windows(7).any(|bytes| bytes == b"payment\""), "no instrument is shown again");
    assert_eq!(town.stock("v_pouch"), 8);
    assert_eq!(town.get(&cart_path(&cart)).await.messages("not_found").len(), 1);
    assert_eq!(town.orders_told.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_completed_never_changes() {
    let town = town();
    let checkout = town.ready_checkout_of(&[("v_pouch", 2)]).await;
    let done = town.complete(&checkout).await.body;
    town.sql().execute("UPDATE variants SET price = 1, stock = 0 WHERE id = 'v_pouch'", []).unwrap();
    town.later(24 * 3600);
    assert_eq!(town.get(&path_of(&checkout)).await.body, done);
    for answer in [
        town.put(&path_of(&checkout), json!({ "line_items": lines_of(&[("v_biscuit", 1)]) })).await,
        town.post(&format!("{}/cancel", path_of(&checkout)), json!({})).await,
    ] {
        assert_eq!((&answer.body["status"], held(&answer.body)), (&json!("completed"), held(&done)));
        assert_eq!(answer.messages("checkout_over")[0]["severity"], "unrecoverable");
    }
    let again = town.complete(&checkout).await;
    assert_eq!(again.body["order"], done["order"], "a second press shows the order");
    assert_eq!(town.number("SELECT count(*) FROM orders"), 1);
}

#[tokio::test]
async fn a_canceled_or_expired_checkout_refuses_changes() {
    let town = town();
    let canceled = town.ready_checkout_of(&[("v_pouch", 1)]).await;
    let answer = town.post(&format!("{}/cancel", path_of(&canceled)), json!({})).await;
    assert_eq!((&answer.body["status"], answer.messages("checkout_over").len()), (&json!("canceled"), 0));
    let expired = town.ready_checkout_of(&[("v_pouch", 1)]).await;
    town.later(6 * 3600);
    for checkout in [&canceled, &expired] {
        assert_eq!(town.get(&path_of(checkout)).await.body["status"], "canceled");
        for answer in [
            town.put(&path_of(checkout), update_of(checkout, pick_up())).await,
            town.complete(checkout).await,
            town.post(&format!("{}/cancel", path_of(checkout)), json!({})).await,
        ] {
            assert_eq!(answer.body["status"], "canceled");
            assert_eq!(answer.messages("checkout_over").len(), 1);
        }
    }
    assert_eq!(town.number("SELECT count(*) FROM orders"), 0);
}

#[tokio::test]
async fn only_a_way_to_pay_that_was_offered_is_taken() {
    let town = town();
    let checkout = town.ready_checkout_of(&[("v_pouch", 1)]).await;
    let complete = format!("{}/complete", path_of(&checkout));
    let declined = json!({ "payment": { "instruments": [{
        "id": "1", "handler_id": "test_card", "type": "test_card",
        "credential": { "type": "test_card", "token": "declined" },
    }] } });
    for payment in [
        pay("on_delivery", "cash"),
        pay("nobody", "cash"),
        pay("on_pickup", "gold"),
        json!({ "payment": {} }),
        declined,
    ] {
        let answer = town.post(&complete, payment).await;
        assert_eq!(answer.body["status"], "ready_for_complete");
        assert_eq!(answer.messages("payment_failed")[0]["severity"], "recoverable");
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("declined\""), "a credential is never shown again");
    }
    assert_eq!(town.post(&complete, json!({})).await.status, 400);
    let answer = town.post(&complete, pay("test_card", "test_card")).await;
    assert_eq!(answer.body["status"], "completed");
}

#[tokio::test]
async fn nothing_is_ordered_while_something_is_missing() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    let answer = town.complete(&checkout).await;
    assert_eq!(answer.body["status"], "incomplete");
    assert_eq!(paths(&answer.body).len(), 3);
    assert_eq!(town.number("SELECT count(*) FROM orders"), 0);
    let none = town.post("/checkout-sessions/chk_none/complete", pay("test_card", "test_card")).await;
    assert_eq!(none.messages("not_found").len(), 1);
}

#[tokio::test]
async fn an_order_is_placed_only_at_the_total_that_was_answered() {
    let town = town();
    let checkout = town.ready_checkout_of(&[("v_pouch", 4)]).await;
    town.sql().execute("UPDATE variants SET price = 6000 WHERE id = 'v_pouch'", []).unwrap();
    let answer = town.complete(&checkout).await;
    assert_eq!((&answer.body["status"], total_of(&answer.body)), (&json!("ready_for_complete"), 24_000));
    assert_eq!(answer.messages("checkout_changed").len(), 1);
    town.sql().execute("UPDATE variants SET stock = 3 WHERE id = 'v_pouch'", []).unwrap();
    let answer = town.complete(&checkout).await;
    assert_eq!(held(&answer.body), [line("li_1", "v_pouch", 3)]);
    assert_eq!(answer.messages("quantity_adjusted").len(), 1);
    let answer = town.complete(&checkout).await;
    assert_eq!((&answer.body["status"], total_of(&answer.body)), (&json!("completed"), 18_000));
}

#[tokio::test]
async fn what_a_buyer_types_here_is_told_to_no_platform() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    let id = checkout["id"].as_str().unwrap().to_owned();
    let address = marketplace::fulfillment::Address {
        street_address: Some("7 Secret Lane".into()),
        address_locality: Some("Hidden Town".into()),
        ..Default::default()
    };
    let details = Details {
        buyer: Some(Buyer {
            first_name: Some("Nyima".into()),
            phone_number: Some("13912345678".into()),
            ..Buyer::default()
        }),
        choice: Some(Choice {
            method: Method::Shipping,
            destination: Some(Destination::Address { id: "typed".into(), address: Box::new(address) }),
        }),
        codes: None,
    };
    town.state.store.type_details(Plain, id, Typed { details, ..Typed::default() }).await.unwrap();
    let update = json!({ "line_items": [{ "id": "li_1", "item": { "id": "v_pouch" }, "quantity": 2 }] });
    let mut answers = vec![town.get(&path_of(&checkout)).await, town.put(&path_of(&checkout), update).await];
    assert_eq!(answers[1].body["status"], "ready_for_complete", "lines alone take nothing typed away");
    assert_eq!(total_of(&answers[1].body), 10_200);
    answers.push(town.post(&format!("{}/complete", path_of(&checkout)), pay("on_delivery", "cash")).await);
    answers.push(town.get(&path_of(&checkout)).await);
    assert_eq!(answers[3].body["status"], "completed");
    for answer in &answers {
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        for secret in ["Nyima", "13912345678", "Secret Lane", "Hidden Town"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
    assert_eq!(town.number("SELECT count(*) FROM orders WHERE details_json LIKE '%Secret Lane%'"), 1);
}

//! Once and only once (rule S4), also two at a time, also over a restart.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use serde_json::{Value, json};

const KEY: &str = "7d444840-9dc0-41d1-b245-5ffdce74fad2";

fn create() -> Call {
    Call::new("POST", "/carts")
        .json(json!({ "line_items": lines_of(&[("v_pouch", 1)]) }))
        .header("idempotency-key", KEY)
}

#[tokio::test]
async fn the_same_request_again_gets_the_first_answer_again() {
    let town = town();
    let first = town.send(create()).await;
    town.sql().execute("UPDATE variants SET price = 1 WHERE id = 'v_pouch'", []).unwrap();
    town.later(23 * 3600);
    let again = town.send(create().header("accept-language", "zh")).await;
    assert_eq!((again.status, again.bytes), (first.status, first.bytes));
    assert_eq!(again.status, 201);
    assert_eq!(town.number("SELECT count(*) FROM carts"), 1);
    let upper = town.send(create().header("idempotency-key", &KEY.to_uppercase())).await;
    assert_eq!(upper.body["id"], again.body["id"], "a UUID is the same in any case");
}

#[tokio::test]
async fn the_same_key_with_another_content_is_refused() {
    let town = town();
    let cart = town.send(create()).await.body;
    let path = cart_path(&cart);
    for call in [
        create().json(json!({ "line_items": lines_of(&[("v_pouch", 2)]) })),
        Call::new("PUT", &path)
            .json(json!({ "id": cart["id"], "line_items": lines_of(&[("v_pouch", 1)]) }))
            .header("idempotency-key", KEY),
        Call::new("POST", &format!("{path}/cancel")).json(json!({})).header("idempotency-key", KEY),
    ] {
        let answer = town.send(call).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (409, &json!("idempotency_key_reused")));
        assert!(answer.body["content"].is_string());
    }
    assert_eq!(town.get(&path).await.body, cart);
}

#[tokio::test]
async fn a_request_that_was_refused_keeps_nothing_under_its_key() {
    let town = town();
    let broken = create().json(json!({ "line_items": 7 }));
    assert_eq!(town.send(broken).await.status, 400);
    assert_eq!(town.send(create()).await.status, 201);
}

#[tokio::test]
async fn an_error_answer_is_an_answer_and_is_kept() {
    let town = town();
    let cancel = || Call::new("POST", "/carts/cart_none/cancel").json(json!({})).header("idempotency-key", KEY);
    let first = town.send(cancel()).await;
    assert!(first.is_error_answer());
    assert_eq!(town.send(cancel()).await.bytes, first.bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_of_the_same_at_once_make_one_cart() {
    let town = std::sync::Arc::new(town());
    let tasks: Vec<_> = (0..40)
        .map(|_| {
            let town = town.clone();
            tokio::spawn(async move { town.send(create()).await.bytes })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(town.number("SELECT count(*) FROM carts"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_completed_twice_at_once_is_one_order() {
    let town = std::sync::Arc::new(town());
    let checkout = town.ready_checkout_of(&[("v_pouch", 1)]).await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (town, checkout) = (town.clone(), checkout.clone());
            tokio::spawn(async move { town.complete(&checkout).await.body["order"]["id"].clone() })
        })
        .collect();
    let mut orders: Vec<Value> = Vec::new();
    for task in tasks {
        orders.push(task.await.unwrap());
    }
    orders.dedup();
    assert!(orders.len() == 1 && orders[0].is_string());
    assert_eq!((town.number("SELECT count(*) FROM orders"), town.stock("v_pouch")), (1, 9));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_is_kept_and_what_is_lost_is_not_answered() {
    let town = std::sync::Arc::new(town());
    // The database undoes the whole transaction, as it does when the disk is full.
    let undo = "CREATE TRIGGER full BEFORE INSERT ON carts WHEN NEW.buyer_json LIKE '%too much%'
                BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END";
    town.sql().execute_batch(undo).unwrap();
    let create = |name: &'static str| {
        let body = json!({ "line_items": lines_of(&[("v_pouch", 1)]), "buyer": { "first_name": name } });
        let town = town.clone();
        tokio::spawn(async move { town.post("/carts", body).await })
    };
    let tasks: Vec<_> = (0..60).map(|n| create(if n % 20 == 7 { "too much" } else { "Drolma" })).collect();
    let (mut kept, mut lost) = (0, 0);
    for task in tasks {
        let answer = task.await.unwrap();
        if answer.status == 201 {
            kept += 1;
            assert!(!town.get(&cart_path(&answer.body)).await.is_error_answer());
        } else {
            assert_eq!((answer.status.as_u16(), &answer.body["code"]), (500, &json!("internal_error")));
            lost += 1;
        }
    }
    assert!(lost >= 3);
    assert_eq!(town.number("SELECT count(*) FROM carts"), kept);
    assert_eq!(town.number("SELECT count(*) FROM answers"), kept);
    assert_eq!(town.post("/carts", json!({ "line_items": lines_of(&[("v_pouch", 1)]) })).await.status, 201);
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let town = town();
    let first = town.send(create()).await;
    let checkout = town.ready_checkout_of(&[("v_biscuit", 3)]).await;
    let done = town.complete(&checkout).await.body;
    let town = town.restarted();
    assert_eq!(town.send(create()).await.bytes, first.bytes);
    assert_eq!(town.get(&cart_path(&first.body)).await.body, first.body);
    assert_eq!(town.get(&path_of(&checkout)).await.body, done);
    assert_eq!(town.stock("v_biscuit"), 997);
    let next = town.ready_checkout_of(&[("v_biscuit", 1)]).await;
    assert_eq!(town.complete(&next).await.body["order"]["label"], "1002");
}

#[tokio::test]
async fn old_answers_are_purged_and_younger_ones_are_not() {
    let town = town();
    town.send(create()).await;
    town.later(24 * 3600);
    town.state.store.purge().await.unwrap();
    assert_eq!(town.number("SELECT count(*) FROM answers"), 1);
    town.later(24 * 3600 + 1);
    town.state.store.purge().await.unwrap();
    assert_eq!(town.number("SELECT count(*) FROM answers"), 0);
    town.later(40 * 24 * 3600);
    town.state.store.purge().await.unwrap();
    assert_eq!(town.number("SELECT count(*) FROM carts"), 0);
    assert_eq!(town.number("SELECT count(*) FROM cart_lines"), 0);
}

//! What is sold was there, however many press at once.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use serde_json::json;
use std::sync::{Arc, Mutex, mpsc};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_buyers_of_ten_pieces_make_ten_orders() {
    let town = Arc::new(town());
    let mut checkouts = Vec::new();
    for _ in 0..200 {
        checkouts.push(town.ready_checkout_of(&[("v_pouch", 1)]).await);
    }
    assert_eq!(town.stock("v_pouch"), 10);
    let tasks: Vec<_> = checkouts
        .into_iter()
        .map(|checkout| {
            let town = town.clone();
            tokio::spawn(async move { town.complete(&checkout).await })
        })
        .collect();
    let (mut completed, mut sold_out) = (0, 0);
    for task in tasks {
        let answer = task.await.unwrap();
        assert_eq!(answer.status, 200);
        if answer.body["status"] == "completed" {
            completed += 1;
        } else {
            assert_eq!(answer.messages("out_of_stock").len(), 1, "{}", answer.body);
            sold_out += 1;
        }
    }
    assert_eq!((completed, sold_out), (10, 190));
    assert_eq!(town.stock("v_pouch"), 0);
    assert_eq!(town.number("SELECT count(*) FROM orders"), 10);
    assert_eq!(town.number("SELECT sum(quantity) FROM order_lines WHERE variant_id = 'v_pouch'"), 10);
    assert_eq!(town.number("SELECT max(number) - min(number) FROM orders"), 9);
}

#[tokio::test]
async fn one_piece_of_an_order_sold_out_holds_all_of_it_back() {
    let town = town();
    let checkout = town.ready_checkout_of(&[("v_biscuit", 5), ("v_pouch", 1)]).await;
    town.sql().execute("UPDATE variants SET stock = 0 WHERE id = 'v_pouch'", []).unwrap();
    let answer = town.complete(&checkout).await;
    assert_eq!(answer.body["status"], "incomplete");
    assert_eq!((town.stock("v_biscuit"), town.number("SELECT count(*) FROM orders")), (1000, 0));
    let answer = town.complete(&checkout).await;
    assert_eq!(answer.body["status"], "completed", "the buyer has seen what is left, and orders it");
    assert_eq!(town.stock("v_biscuit"), 995);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_says_so_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // The writer waits in its first announcement, as it would for a slow disk.
    let (go_on, wait) = mpsc::channel::<()>();
    let wait = Mutex::new(wait);
    let outside = outside(
        || 1_795_000_000,
        move |_| {
            let _ = wait.lock().unwrap().recv();
        },
    );
    let database = folder.path().join("market.sqlite");
    let (store, _) = marketplace::store::Store::open(&database, Some(&goods()), outside).unwrap();
    let town = Town::around(store, folder, None);
    let checkout = town.ready_checkout_of(&[("v_pouch", 1)]).await;
    let town = Arc::new(town);
    let order = {
        let (town, checkout) = (town.clone(), checkout.clone());
        tokio::spawn(async move { town.complete(&checkout).await })
    };
    while town.number("SELECT count(*) FROM orders") == 0 {
        tokio::task::yield_now().await;
    }
    let add = || {
        let town = town.clone();
        tokio::spawn(async move { town.post("/carts", json!({ "line_items": lines_of(&[("v_biscuit", 1)]) })).await })
    };
    let mut tasks: Vec<_> = (0..1100).map(|_| add()).collect();
    while !tasks.iter().any(|task| task.is_finished()) {
        tokio::task::yield_now().await;
    }
    drop(go_on);
    assert_eq!(order.await.unwrap().body["status"], "completed");
    let (mut made, mut refused) = (0, 0);
    for task in tasks.drain(..) {
        let answer = task.await.unwrap();
        if answer.status == 201 {
            made += 1;
        } else {
            assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "1"));
            assert_eq!((&answer.body["code"], answer.header("access-control-allow-origin")), (&json!("busy"), "*"));
            refused += 1;
        }
    }
    assert!(refused > 0);
    assert_eq!(town.number("SELECT count(*) FROM carts"), made);
}

//! What changes between a page and the press on its button.

use crate::browser::{Page, open, press};
use crate::common::{Town, town};

async fn opened(town: &Town, lines: &[(&str, u64)]) -> Page {
    let checkout = town.checkout_of(lines).await;
    open(town, &format!("/checkout/{}", checkout["id"].as_str().unwrap())).await
}

fn set(town: &Town, change: &str) {
    town.sql().execute(&format!("UPDATE variants SET {change}"), []).unwrap();
}

#[tokio::test]
async fn what_sold_out_meanwhile_is_said_at_its_line_and_the_rest_can_be_ordered() {
    let town = town();
    let form = opened(&town, &[("v_tsampa_500", 1), ("v_pouch", 2)]).await.checkout().pick_up();
    set(&town, "stock = 0 WHERE id = 'v_pouch'");
    let page = press(&town, &form, "action", "place").await;
    page.by_id("changed");
    let gone = &page.by_id("lines").with_class("gone")[0];
    assert!(gone.text().contains("Felt pouch") && gone.text().contains("Sold out meanwhile"), "{}", gone.text());
    assert!(page.by_id("changed").text().contains("not placed yet"));
    assert_eq!(page.checkout().value("contact_name"), Some("Drolma Tsering"));
    let order = press(&town, &page.checkout(), "action", "place").await;
    order.by_id("order-number");
    assert_eq!(town.number("SELECT total FROM orders"), 2800);
    assert_eq!(town.number("SELECT count(*) FROM order_lines"), 1);
}

#[tokio::test]
async fn what_a_buyer_has_read_of_a_line_is_not_said_again() {
    let town = town();
    let checkout = town.checkout_of(&[("v_tsampa_500", 1), ("v_pouch", 2)]).await;
    set(&town, "stock = 0 WHERE id = 'v_pouch'");
    let page = open(&town, &format!("/checkout/{}", checkout["id"].as_str().unwrap())).await;
    assert!(page.by_id("lines").text().contains("Sold out meanwhile"));
    press(&town, &page.checkout().pick_up(), "action", "place").await.by_id("order-number");
}

#[tokio::test]
async fn fewer_left_are_said_at_the_line_with_what_happens_next() {
    let town = town();
    let form = opened(&town, &[("v_pouch", 5)]).await.checkout().pick_up();
    set(&town, "stock = 3 WHERE id = 'v_pouch'");
    let page = press(&town, &form, "action", "place").await;
    page.by_id("changed");
    assert!(page.by_id("lines").text().contains("You can have 3 at most now, so it is 3 instead of 5."));
    assert_eq!(page.checkout().value("quantity_v_pouch"), Some("3"));
    press(&town, &page.checkout(), "action", "place").await.by_id("order-number");
    assert_eq!((town.stock("v_pouch"), town.number("SELECT total FROM orders")), (0, 13500));
}

#[tokio::test]
async fn an_order_is_placed_at_the_total_that_was_seen_and_at_no_other() {
    let town = town();
    let form = opened(&town, &[("v_pouch", 1)]).await.checkout().pick_up();
    set(&town, "price = 5000 WHERE id = 'v_pouch'");
    let page = press(&town, &form, "action", "place").await;
    page.by_id("changed");
    assert!(page.by_id("changed").text().contains("was ¥45.00 and is ¥50.00"), "{}", page.text());
    assert_eq!(town.number("SELECT count(*) FROM orders"), 0);
    press(&town, &page.checkout(), "action", "place").await.by_id("order-number");
    assert_eq!(town.number("SELECT total FROM orders"), 5000);
}

#[tokio::test]
async fn the_last_piece_goes_to_one_of_two_buyers_and_the_other_is_told() {
    let town = town();
    set(&town, "stock = 1 WHERE id = 'v_pouch'");
    let one = opened(&town, &[("v_pouch", 1)]).await.checkout().pick_up();
    let two = opened(&town, &[("v_pouch", 1)]).await.checkout().pick_up();
    press(&town, &one, "action", "place").await.by_id("order-number");
    let page = press(&town, &two, "action", "place").await;
    page.by_id("changed");
    assert!(page.text().contains("Sold out meanwhile") && page.text().contains("nothing left"), "{}", page.text());
    assert_eq!((town.stock("v_pouch"), town.number("SELECT count(*) FROM orders")), (0, 1));
}

#[tokio::test]
async fn lines_added_elsewhere_meanwhile_are_seen_before_they_are_ordered() {
    let town = town();
    let checkout = town.checkout_of(&[("v_tsampa_500", 1)]).await;
    let form = open(&town, &format!("/checkout/{}", checkout["id"].as_str().unwrap())).await.checkout().pick_up();
    let lines = crate::common::lines_of(&[("v_tsampa_500", 1), ("v_pouch", 1)]);
    let path = crate::common::path_of(&checkout);
    town.put(&path, serde_json::json!({ "line_items": lines })).await;
    let page = press(&town, &form, "action", "place").await;
    page.by_id("changed");
    assert!(page.by_id("lines").text().contains("Felt pouch"));
    assert!(page.by_id("changed").text().contains("was ¥28.00 and is ¥73.00"));
}

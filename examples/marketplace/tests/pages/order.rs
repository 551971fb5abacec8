//! The order's page.

use crate::browser::{Page, open, press};
use crate::common::{Call, PARTNER_ORIGIN, PUBLIC_URL, Town, town};
use axum::http::StatusCode;
use serde_json::json;

/// An order whose cart was filled by a page of this origin.
async fn order_from(town: &Town, origin: &str) -> Page {
    let body = json!({
        "line_items": [{ "item": { "id": "v_pouch" }, "quantity": 1 }, { "item": { "id": "v_biscuit" }, "quantity": 2 }],
        "attribution": { "campaign_source": "tourism" },
    });
    let cart = town.send(Call::new("POST", "/carts").header("origin", origin).json(body)).await.body;
    let checkout = open(town, &format!("/cart/{}", cart["id"].as_str().unwrap())).await;
    let order = press(town, &checkout.checkout().pick_up(), "action", "place").await;
    order.by_id("order-number");
    order
}

#[tokio::test]
async fn an_order_leads_back_to_the_page_it_came_from_and_is_earned_by_it() {
    let town = town();
    let order = order_from(&town, PARTNER_ORIGIN).await;
    let back = order.by_id("back-link");
    assert_eq!(back.attribute("href"), Some(format!("{PARTNER_ORIGIN}/")));
    assert_eq!(back.text(), "Back to tourism.example");
    let partner: String = town.sql().query_row("SELECT partner FROM orders", [], |row| row.get(0)).unwrap();
    assert_eq!(partner, "tourism");
}

#[tokio::test]
async fn an_order_leads_back_to_nothing_but_a_recorded_origin_that_is_safe() {
    let town = town();
    let local = order_from(&town, "http://localhost:7421").await;
    assert_eq!(local.by_id("back-link").attribute("href").as_deref(), Some("http://localhost:7421/"));
    let unsafe_origins = [
        "null",
        "http://tourism.example",
        "javascript:alert(1)",
        "https://tourism.example@evil.example",
        "https://tourism.example/path?x",
        "data:text/html,x",
        PUBLIC_URL,
    ];
    for origin in unsafe_origins {
        let order = order_from(&town, origin).await;
        assert_eq!(order.by_id("back-link").attribute("href").as_deref(), Some("/s/looms?lang=en"), "{origin}");
        let away =
            order.all("a").into_iter().filter_map(|a| a.attribute("href")).find(|href| !href.starts_with(['/', '#']));
        assert_eq!(away, None, "{origin}");
    }
}

#[tokio::test]
async fn an_order_from_a_shops_own_page_leads_back_to_the_shop() {
    let town = town();
    let form = open(&town, "/s/mill").await.form("buy", Some("p_biscuit"));
    let checkout = press(&town, &form, "buy", "p_biscuit").await;
    let order = press(&town, &checkout.checkout().pick_up(), "action", "place").await;
    let back = order.by_id("back-link");
    assert_eq!(
        (back.attribute("href").as_deref(), back.text().as_str()),
        (Some("/s/mill?lang=en"), "Back to Water Mill")
    );
}

#[tokio::test]
async fn an_order_shows_lines_by_seller_point_totals_and_what_happens_next() {
    let order = order_from(&town(), PARTNER_ORIGIN).await;
    let text = order.text();
    for said in [
        "Order number 1001",
        "Loom House",
        "Felt pouch",
        "Water Mill",
        "Barley biscuits",
        "2 × ¥19.00",
        "¥38.00",
        "Goods ¥83.00",
        "Pick-up · Loom House ¥0.00",
        "Total ¥83.00",
        "North Service Centre",
        "1 Main Street",
        "9 to 18",
        "3 to 9 days",
        "Pay ¥83.00 when you collect it",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    let chinese = order.address.replace("lang=en", "lang=zh");
    assert!(chinese.starts_with("/o/ord_"), "{chinese}");
}

#[tokio::test]
async fn an_order_hints_at_its_buyer_and_is_kept_by_no_cache() {
    let order = order_from(&town(), PARTNER_ORIGIN).await;
    assert!(order.text().contains("D… · …1234"), "{}", order.text());
    for whole in ["Drolma", "Tsering", "138 0000"] {
        assert!(!order.source.contains(whole), "{whole}");
    }
    assert_eq!(order.header("cache-control"), "no-store");
    assert_eq!(order.header("referrer-policy"), "no-referrer");
    assert_eq!(order.header("x-robots-tag"), "noindex");
}

#[tokio::test]
async fn an_order_outlives_its_goods() {
    let town = town();
    let order = order_from(&town, PARTNER_ORIGIN).await;
    let sold = "UPDATE order_lines SET variant_id = 'v_gone', title = 'An old thing' WHERE variant_id = 'v_pouch'";
    town.sql().execute(sold, []).unwrap();
    let later = open(&town, &order.address).await;
    assert!(later.text().contains("An old thing") && later.text().contains("Total ¥83.00"), "{}", later.text());
}

#[tokio::test]
async fn nobody_finds_an_order_by_its_number() {
    let town = town();
    order_from(&town, PARTNER_ORIGIN).await;
    for id in ["1001", "ord_1001", "ord_", "%27%20OR%201=1"] {
        let page = open(&town, &format!("/o/{id}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}");
        assert!(page.text().contains("There is no such order"));
    }
}

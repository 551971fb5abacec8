//! The hosted checkout: what it shows, what it keeps, what it orders.

use crate::browser::{Page, open, press, press_only};
use crate::common::{Town, buyer, path_of, pick_up, shipping, town, update_of};
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn opened(town: &Town, lines: &[(&str, u64)]) -> Page {
    let checkout = town.checkout_of(lines).await;
    open(town, &address_of(&checkout)).await
}

fn address_of(checkout: &Value) -> String {
    format!("/checkout/{}", checkout["id"].as_str().unwrap())
}

fn orders(town: &Town) -> i64 {
    town.number("SELECT count(*) FROM orders")
}

#[tokio::test]
async fn without_javascript_a_buyer_gets_from_a_shop_to_an_order_at_a_pick_up_point() {
    let town = town();
    let front = open(&town, "/").await;
    let shop = front.all("a").into_iter().find(|a| a.text().contains("Water Mill")).unwrap();
    let shop = open(&town, &shop.attribute("href").unwrap()).await;
    let wish = shop.form("buy", Some("p_tsampa")).with("variant", "v_tsampa_500").with("quantity", "3");
    let checkout = press(&town, &wish, "buy", "p_tsampa").await;
    assert!(checkout.address.starts_with("/checkout/chk_"), "{}", checkout.address);
    for said in
        ["Water Mill", "Tsampa, 500 g", "¥28.00 each", "¥84.00", "North Service Centre", "1 Main Street", "9 to 18"]
    {
        assert!(checkout.text().contains(said), "{said} is not in {}", checkout.text());
    }
    let order = press(&town, &checkout.checkout().pick_up(), "action", "place").await;
    assert_eq!((order.status, order.by_id("order-number").text()), (StatusCode::OK, "1001".to_owned()));
    for said in ["Tsampa, 500 g", "3 × ¥28.00", "¥84.00", "North Service Centre", "1 Main Street", "Pay at pick-up"]
    {
        assert!(order.text().contains(said), "{said} is not in {}", order.text());
    }
    assert_eq!(town.stock("v_tsampa_500"), 37);
    assert_eq!(town.number("SELECT total FROM orders"), 8400);
    let handler: String = town.sql().query_row("SELECT handler FROM orders", [], |row| row.get(0)).unwrap();
    assert_eq!(handler, "on_pickup");
}

#[tokio::test]
async fn bad_input_is_said_at_its_field_and_nothing_typed_is_lost() {
    let town = town();
    let form = opened(&town, &[("v_tsampa_500", 2), ("v_pouch", 1)]).await.checkout();
    let typed = [
        ("contact_name", ""),
        ("contact_phone", "12 <3>"),
        ("contact_email", "卓玛 at home"),
        ("fulfillment", "shipping"),
        ("point", "pt_south"),
        ("address_street", "  "),
        ("address_locality", "西宁 \"城东\" & more"),
        ("address_region", "Qinghai"),
        ("address_postal_code", "810000"),
        ("payment", "test_card"),
        ("quantity_v_tsampa_500", "three"),
        ("quantity_v_pouch", "2"),
    ];
    let form = typed.iter().fold(form, |form, (name, value)| form.with(name, value));
    let page = press(&town, &form, "action", "place").await;
    let again = page.checkout();
    for (name, value) in typed {
        assert_eq!(again.value(name), Some(value), "{name}");
    }
    let wrong = ["contact_name", "contact_phone", "contact_email", "address_street", "quantity_v_tsampa_500"];
    let summary = page.by_id("problems");
    for field in wrong {
        let said = page.problem_at(field);
        let link = summary.all("a").into_iter().find(|a| a.attribute("href") == Some(format!("#{field}")));
        assert_eq!(link.unwrap_or_else(|| panic!("{field} is not in the summary")).text(), said);
        assert_eq!(page.by_id(field).attribute("aria-invalid").as_deref(), Some("true"));
    }
    assert_eq!(summary.all("a").len(), wrong.len());
    assert_eq!(summary.attribute("role").as_deref(), Some("alert"));
    assert_eq!(orders(&town), 0);
}

#[tokio::test]
async fn every_choice_that_is_missing_is_asked_for_at_its_group() {
    let town = town();
    let form = opened(&town, &[("v_pouch", 1)])
        .await
        .checkout()
        .with("contact_name", "A")
        .with("contact_phone", "13800000000");
    let page = press(&town, &form, "action", "place").await;
    assert_eq!(page.problem_at("point"), "Choose a pick-up point.");
    assert_eq!(page.problem_at("payment"), "Choose how to pay.");
    let form = form.with("payment", "on_pickup").with("point", "nowhere").without("fulfillment");
    let page = press(&town, &form, "action", "place").await;
    assert!(!page.problem_at("fulfillment").is_empty());
    let form = page.checkout().with("fulfillment", "pickup").with("point", "nowhere");
    let page = press(&town, &form, "action", "place").await;
    assert_eq!(page.problem_at("point"), "Choose a pick-up point.");
}

#[tokio::test]
async fn a_way_to_pay_that_does_not_go_with_the_way_to_get_it_is_said() {
    let town = town();
    let form = opened(&town, &[("v_pouch", 1)]).await.checkout();
    let wrong = [form.clone().pick_up().with("payment", "on_delivery"), form.delivery().with("payment", "on_pickup")];
    for form in wrong {
        let page = press(&town, &form, "action", "place").await;
        assert!(page.problem_at("payment").contains("Choose another way"));
    }
    assert_eq!(orders(&town), 0);
}

#[tokio::test]
async fn what_is_far_too_long_is_refused_at_its_field_and_kept_in_it() {
    let town = town();
    let long = "长".repeat(201);
    let form = opened(&town, &[("v_pouch", 1)]).await.checkout().pick_up().with("contact_name", &long);
    let page = press(&town, &form, "action", "place").await;
    assert!(page.problem_at("contact_name").contains("200"));
    assert_eq!(page.checkout().value("contact_name"), Some(long.as_str()));
    let huge = form.with("contact_name", &"x".repeat(100_000));
    let page = press(&town, &huge, "action", "place").await;
    assert_eq!((page.status, orders(&town)), (StatusCode::BAD_REQUEST, 0));
    assert!(page.text().contains("could not be read"), "{}", page.text());
}

#[tokio::test]
async fn pressing_twice_makes_one_order() {
    let town = town();
    let form = opened(&town, &[("v_tsampa_500", 1)]).await.checkout().pick_up();
    assert_eq!(form.value("key").unwrap().len(), 36);
    let (one, two) =
        tokio::join!(press_only(&town, &form, "action", "place"), press_only(&town, &form, "action", "place"));
    let later = press_only(&town, &form, "action", "place").await;
    let changed = press_only(&town, &form.with("contact_name", "Somebody"), "action", "place").await;
    for page in [&two, &later, &changed] {
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, one.header("location")));
    }
    assert!(one.header("location").starts_with("/o/ord_"));
    assert_eq!((orders(&town), town.stock("v_tsampa_500")), (1, 39));
}

#[tokio::test]
async fn delivery_adds_each_shops_parcel_and_is_ordered_once_its_price_was_seen() {
    let town = town();
    let page = opened(&town, &[("v_tsampa_500", 1), ("v_pouch", 1)]).await;
    for said in ["Each shop sends a parcel of its own", "Water Mill · ¥8.00", "Loom House · ¥12.00", "¥20.00"] {
        assert!(page.text().contains(said), "{said} is not in {}", page.text());
    }
    let first = press(&town, &page.checkout().delivery(), "action", "place").await;
    assert_eq!(orders(&town), 0);
    let changed = first.by_id("changed").text();
    assert!(changed.contains("was ¥73.00 and is ¥93.00"), "{changed}");
    let totals = &first.first("main").with_class("totals")[0];
    assert_eq!(totals.text(), "Goods ¥73.00 Shipping · Water Mill ¥8.00 Shipping · Loom House ¥12.00 Total ¥93.00");
    let order = press(&town, &first.checkout(), "action", "place").await;
    order.by_id("order-number");
    for said in ["3 Hill Road", "Xining", "¥93.00", "Test card", "no money has moved"] {
        assert!(order.text().contains(said), "{said} is not in {}", order.text());
    }
    assert_eq!(town.number("SELECT total FROM orders"), 9300);
}

#[tokio::test]
async fn quantities_change_and_lines_go_without_losing_a_word() {
    let town = town();
    let form = opened(&town, &[("v_tsampa_500", 2), ("v_pouch", 1)]).await.checkout().pick_up();
    let page = press(&town, &form.with("quantity_v_tsampa_500", "4"), "action", "update").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("¥112.00") && page.text().contains("¥157.00"), "{}", page.text());
    let page = press(&town, &page.checkout(), "remove", "v_pouch").await;
    let form = page.checkout();
    assert_eq!((form.value("quantity_v_tsampa_500"), form.value("quantity_v_pouch")), (Some("4"), None));
    assert_eq!((form.value("contact_name"), form.value("point")), (Some("Drolma Tsering"), Some("pt_north")));
    assert_eq!(orders(&town), 0, "only “place order” orders");
    let empty = press(&town, &form, "remove", "v_tsampa_500").await;
    assert!(empty.text().contains("nothing left"), "{}", empty.text());
    assert!(
        empty.all("a").iter().any(|a| a.attribute("href").as_deref().is_some_and(|href| href.starts_with("/?lang")))
    );
}

#[tokio::test]
async fn enter_in_any_field_works_the_total_out_orders_nothing_and_leaves_the_language() {
    let town = town();
    let page = opened(&town, &[("v_tsampa_500", 3)]).await;
    let (name, value) = page.pressed_by_enter("checkout");
    assert_eq!((name.as_str(), value.as_str()), ("action", "update"));
    let form = page.checkout().pick_up().with("quantity_v_tsampa_500", "2").with("code", "ten");
    let page = press(&town, &form, &name, &value).await;
    assert_eq!(page.first("html").attribute("lang").as_deref(), Some("en"));
    assert!(page.text().contains("10% off the mill") && page.text().contains("¥50.40"), "{}", page.text());
    assert_eq!((page.checkout().value("contact_name"), orders(&town)), (Some("Drolma Tsering"), 0));
}

#[tokio::test]
async fn the_other_language_keeps_what_is_typed() {
    let town = town();
    let form = opened(&town, &[("v_pouch", 1)]).await.checkout().pick_up();
    let chinese = press(&town, &form, "lang", "zh").await;
    assert_eq!((chinese.status, chinese.first("h1").text()), (StatusCode::OK, "结算".to_owned()));
    assert_eq!(chinese.checkout().value("contact_name"), Some("Drolma Tsering"));
    let order = press(&town, &chinese.checkout(), "action", "place").await;
    assert_eq!(order.first("html").attribute("lang").as_deref(), Some("zh-Hans"));
    assert!(order.text().contains("毛毡小袋"), "{}", order.text());
}

#[tokio::test]
async fn what_the_platform_said_of_the_buyer_is_filled_in() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    town.put(&path_of(&checkout), update_of(&checkout, pick_up())).await;
    let form = open(&town, &address_of(&checkout)).await.checkout();
    assert_eq!(form.value("contact_name"), Some("Drolma Tsering"));
    assert_eq!((form.value("fulfillment"), form.value("point")), (Some("pickup"), Some("pt_north")));
    town.put(&path_of(&checkout), update_of(&checkout, shipping())).await;
    let form = open(&town, &address_of(&checkout)).await.checkout();
    assert_eq!(form.value("contact_phone"), Some(buyer()["phone_number"].as_str().unwrap()));
    assert_eq!((form.value("fulfillment"), form.value("address_street")), (Some("shipping"), Some("3 Hill Road")));
}

#[tokio::test]
async fn what_was_typed_is_shown_to_nobody_who_only_knows_the_address() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    let form = open(&town, &address_of(&checkout)).await.checkout().delivery();
    press(&town, &form, "action", "update").await;
    let stranger = open(&town, &address_of(&checkout)).await;
    for typed in ["Drolma", "drolma@mail.example", "3 Hill Road", "Xining"] {
        assert!(!stranger.source.contains(typed), "{typed}");
    }
    assert_eq!(stranger.checkout().value("fulfillment"), Some("shipping"));
    let place = press_only(&town, &form, "action", "place").await;
    assert!(!place.header("location").contains("Drolma"));
}

#[tokio::test]
async fn a_checkout_that_is_over_leads_on() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    let (address, path) = (address_of(&checkout), path_of(&checkout));
    let form = open(&town, &address).await.checkout().pick_up();
    town.post(&format!("{path}/cancel"), json!({})).await;
    for page in [open(&town, &address).await, press(&town, &form, "action", "place").await] {
        assert_eq!(page.status, StatusCode::GONE);
        assert!(page.text().contains("canceled or has expired"), "{}", page.text());
        assert!(page.all("a").iter().any(|a| a.text() == "Loom House"));
    }
    let late = opened(&town, &[("v_pouch", 1)]).await;
    town.later(7 * 3600);
    assert_eq!(press(&town, &late.checkout().pick_up(), "action", "place").await.status, StatusCode::GONE);
    let ready = town.ready_checkout_of(&[("v_pouch", 1)]).await;
    let placed = town.complete(&ready).await.body;
    let order = open(&town, &address_of(&ready)).await;
    assert_eq!(order.address, format!("/o/{}", placed["order"]["id"].as_str().unwrap()));
    assert_eq!(orders(&town), 1);
}

#[tokio::test]
async fn a_form_not_made_by_us_orders_nothing_unseen() {
    let town = town();
    let form = opened(&town, &[("v_pouch", 1)]).await.checkout().pick_up();
    press(&town, &form.clone().without("seen_total"), "action", "place").await;
    press(&town, &form.clone().with("seen_total", "1"), "action", "place").await.by_id("changed");
    assert_eq!(orders(&town), 0);
    let page =
        press(&town, &form.clone().without("key").with("quantity_v_scarf_red_short", "9"), "action", "place").await;
    page.by_id("order-number");
    assert_eq!((orders(&town), town.number("SELECT total FROM orders")), (1, 4500));
    let second = opened(&town, &[("v_pouch", 1)]).await.checkout().pick_up();
    let stolen = second.with("key", form.value("key").unwrap());
    press(&town, &stolen, "action", "place").await.by_id("order-number");
    assert_eq!(orders(&town), 2);
}

#[tokio::test]
async fn a_discount_code_is_typed_beside_the_sum_and_goes_into_the_order() {
    let town = town();
    let form = opened(&town, &[("v_tsampa_500", 3), ("v_pouch", 1)]).await.checkout();
    let page = press(&town, &form.clone().with("code", "gone, ten"), "action", "update").await;
    assert_eq!(page.problem_at("code"), "gone: There is no such code.");
    for said in ["10% off the mill", "−¥8.40", "¥120.60"] {
        assert!(page.text().contains(said), "{said} is not in {}", page.text());
    }
    assert_eq!(page.checkout().value("code"), Some("gone, ten"));
    let page = press(&town, &page.checkout().pick_up(), "action", "place").await;
    page.by_id("problems");
    assert_eq!(orders(&town), 0, "whoever typed it should know first");
    let order = press(&town, &page.checkout().with("code", "ten"), "action", "place").await;
    assert_eq!((order.status, orders(&town)), (StatusCode::OK, 1));
    for said in ["10% off the mill", "−¥8.40", "¥120.60"] {
        assert!(order.text().contains(said), "{said} is not in {}", order.text());
    }
    assert_eq!(town.number("SELECT total FROM orders"), 12_060);
}

#[tokio::test]
async fn a_code_that_makes_the_sum_another_is_seen_before_it_is_paid() {
    let town = town();
    let form = opened(&town, &[("v_tsampa_500", 3)]).await.checkout().pick_up().with("code", "TEN");
    let page = press(&town, &form, "action", "place").await;
    assert_eq!(orders(&town), 0);
    assert!(page.by_id("changed").text().contains("was ¥84.00 and is ¥75.60"));
    press(&town, &page.checkout(), "action", "place").await;
    assert_eq!(town.number("SELECT total FROM orders"), 7560);
}

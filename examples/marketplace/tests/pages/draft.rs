//! What was sent from the hosted checkout and ordered nothing: it has a page of its own, for whoever sent it.

use crate::browser::{Form, Page, open, open_in, press, press_only};
use crate::common::{Town, path_of, town};
use axum::http::StatusCode;
use serde_json::{Value, json};

async fn opened(town: &Town, lines: &[(&str, u64)]) -> (Value, Form) {
    let checkout = town.checkout_of(lines).await;
    let form = open(town, &address_of(&checkout)).await.checkout().pick_up();
    (checkout, form)
}

fn address_of(checkout: &Value) -> String {
    format!("/checkout/{}", checkout["id"].as_str().unwrap())
}

fn kept(town: &Town) -> i64 {
    town.number("SELECT count(*) FROM drafts")
}

/// What a page says and what stands in its form, but for the key of the next press.
fn seen(page: &Page) -> (String, Vec<(String, String)>) {
    (page.text(), page.checkout().without("key").fields)
}

#[tokio::test]
async fn every_press_leads_to_a_page_that_can_be_loaded_again_and_gone_back_to() {
    let town = town();
    let (_, form) = opened(&town, &[("v_tsampa_500", 2), ("v_pouch", 5)]).await;
    let wrong = form.clone().with("contact_phone", "12 <3>").with("quantity_v_pouch", "some");
    let mut pages = Vec::new();
    for (form, name, value) in [
        (&form, "action", "update"),
        (&form, "lang", "bo"),
        (&wrong, "action", "update"),
        (&wrong, "action", "place"),
        (&form.clone().with("code", "gone"), "action", "place"),
        (&form.clone().with("seen_total", "1"), "action", "place"),
        (&form, "remove", "v_tsampa_500"),
    ] {
        let answer = press_only(&town, form, name, value).await;
        assert_eq!((answer.status, answer.source.as_str()), (StatusCode::SEE_OTHER, ""), "{name}={value}");
        let address = answer.header("location").to_owned();
        let (checkout, form) = address.split_once("&form=frm_").unwrap();
        assert!(checkout.starts_with("/checkout/chk_"), "{address}");
        assert!(form.len() == 32 && form.bytes().all(|byte| byte.is_ascii_hexdigit()), "nothing typed is in {address}");
        let page = open(&town, &address).await;
        assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
        assert_eq!(page.checkout().value("contact_name"), Some("Drolma Tsering"));
        assert_eq!(seen(&open(&town, &address).await), seen(&page), "{name}={value}");
        pages.push(page);
    }
    let [_, tibetan, .., unplaced, _] = pages.as_slice() else { panic!() };
    assert_eq!(tibetan.first("html").attribute("lang").as_deref(), Some("bo"));
    unplaced.by_id("changed");
    for wrong in &pages[2..4] {
        let back = open(&town, &wrong.address).await;
        assert!(!back.problem_at("contact_phone").is_empty());
        assert_eq!(back.checkout().value("quantity_v_pouch"), Some("some"));
        assert_eq!(back.by_id("problems").attribute("role").as_deref(), Some("alert"));
    }
}

#[tokio::test]
async fn a_press_has_its_page_in_whichever_language_it_is_read() {
    let town = town();
    let (_, form) = opened(&town, &[("v_pouch", 1)]).await;
    let page = press(&town, &form.with("contact_phone", "12"), "action", "place").await;
    let chinese = open_in(&town, &page.address.replace("lang=en", "lang=zh"), "en").await;
    assert_eq!(
        (chinese.first("h1").text(), chinese.checkout().value("contact_phone")),
        ("结算".to_owned(), Some("12"))
    );
    assert_ne!(chinese.problem_at("contact_phone"), page.problem_at("contact_phone"));
}

#[tokio::test]
async fn what_could_not_be_met_is_still_said_when_the_page_is_loaded_again() {
    let town = town();
    let (checkout, form) = opened(&town, &[("v_tsampa_500", 1), ("v_pouch", 5)]).await;
    town.sql().execute("UPDATE variants SET stock = 3 WHERE id = 'v_pouch'", []).unwrap();
    let page = press(&town, &form, "action", "place").await;
    let said = "You can have 3 at most now, so it is 3 instead of 5.";
    assert!(open(&town, &page.address).await.by_id("lines").text().contains(said));
    press(&town, &page.checkout().with("quantity_v_pouch", "2"), "action", "update").await;
    let old = open(&town, &page.address).await;
    assert!(!old.by_id("lines").text().contains(said), "it is 2 now");
    town.sql().execute("UPDATE variants SET stock = 0 WHERE id = 'v_pouch'", []).unwrap();
    let page = press(&town, &old.checkout(), "action", "update").await;
    assert!(page.text().contains("Sold out meanwhile"), "{}", page.text());
    town.sql().execute("UPDATE variants SET stock = 9 WHERE id = 'v_pouch'", []).unwrap();
    let lines = crate::common::lines_of(&[("v_tsampa_500", 1), ("v_pouch", 1)]);
    town.put(&path_of(&checkout), json!({ "line_items": lines })).await;
    let again = open(&town, &page.address).await;
    assert!(!again.text().contains("Sold out meanwhile"), "it is there again");
    assert_eq!(again.checkout().value("quantity_v_pouch"), Some("1"));
}

#[tokio::test]
async fn only_who_pressed_is_told_where_the_page_is() {
    let town = town();
    let (checkout, form) = opened(&town, &[("v_pouch", 1)]).await;
    let first = press(&town, &form, "action", "update").await;
    let second = press(&town, &first.checkout().with("contact_name", "Dawa"), "action", "update").await;
    assert_ne!(first.address, second.address, "who knew the page before does not read what is typed on it");
    assert_eq!(open(&town, &first.address).await.checkout().value("contact_name"), Some("Drolma Tsering"));
    let (other, _) = opened(&town, &[("v_pouch", 1)]).await;
    let name = second.address.split("form=").nth(1).unwrap();
    for address in [
        address_of(&checkout),
        format!("{}?form=", address_of(&checkout)),
        format!("{}?form=frm_{:032x}", address_of(&checkout), 1),
        format!("{}?form={name}", address_of(&other)),
    ] {
        let page = open(&town, &address).await;
        assert_eq!((page.status, page.checkout().value("contact_name")), (StatusCode::OK, Some("")), "{address}");
    }
    let told = String::from_utf8(town.get(&path_of(&checkout)).await.bytes).unwrap();
    assert!(!told.contains("Dawa") && !told.contains(name), "{told}");
}

#[tokio::test]
async fn nothing_sent_is_kept_longer_than_its_checkout_is_open() {
    let town = town();
    let (checkout, form) = opened(&town, &[("v_pouch", 1)]).await;
    let page = press(&town, &form, "action", "update").await;
    assert_eq!(kept(&town), 1);
    let order = press(&town, &page.checkout(), "action", "place").await;
    assert_eq!(kept(&town), 0);
    assert_eq!(open(&town, &page.address).await.by_id("order-number").text(), order.by_id("order-number").text());
    assert!(open(&town, &address_of(&checkout)).await.address.starts_with("/o/"));

    let (checkout, form) = opened(&town, &[("v_pouch", 1)]).await;
    press(&town, &form, "lang", "fr").await;
    town.post(&format!("{}/cancel", path_of(&checkout)), json!({})).await;
    assert_eq!(kept(&town), 0);
    let answer = press_only(&town, &form, "action", "update").await;
    assert_eq!((answer.status, kept(&town)), (StatusCode::SEE_OTHER, 0));

    let (_, form) = opened(&town, &[("v_pouch", 1)]).await;
    let page = press(&town, &form, "action", "update").await;
    town.later(6 * 3600 + 1);
    assert_eq!(open(&town, &page.address).await.status, StatusCode::GONE);
    town.state.store.purge().await.unwrap();
    assert_eq!(kept(&town), 0);
}

#[tokio::test]
async fn of_one_checkout_only_the_latest_presses_are_kept() {
    let town = town();
    let (_, form) = opened(&town, &[("v_pouch", 1)]).await;
    let first = press(&town, &form, "action", "update").await;
    let mut last = press(&town, &form, "action", "update").await;
    for _ in 0..20 {
        last = press(&town, &form, "action", "update").await;
    }
    assert_eq!(kept(&town), 16);
    assert_eq!(open(&town, &first.address).await.checkout().value("contact_name"), Some(""));
    assert_eq!(open(&town, &last.address).await.checkout().value("contact_name"), Some("Drolma Tsering"));
}

#[tokio::test]
async fn a_form_that_cannot_be_kept_is_answered_with_its_page_at_once() {
    let town = town();
    let (_, form) = opened(&town, &[("v_pouch", 1)]).await;
    town.sql().execute("DROP TABLE drafts", []).unwrap();
    let page = press_only(&town, &form.with("contact_phone", "12"), "action", "place").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!page.problem_at("contact_phone").is_empty());
    assert_eq!(page.checkout().value("contact_name"), Some("Drolma Tsering"));
}

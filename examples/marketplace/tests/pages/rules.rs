//! What holds for every page.

use crate::browser::{Page, open, open_in, press};
use crate::common::{Call, Town, town};
use axum::http::StatusCode;
use std::collections::HashSet;

/// A page of every kind, well and unwell.
async fn every_page(town: &Town, lang: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for path in
        ["/", "/s/mill", "/s/looms", "/s/none", "/cart/none", "/checkout/none", "/o/none", "/nowhere", "/policies/none"]
    {
        pages.push(open(town, &format!("{path}?lang={lang}")).await);
    }
    pages.push(open(town, &format!("/s/mill?product=p_tsampa&lang={lang}")).await);
    for policy in ["terms", "privacy", "refunds", "shipping"] {
        pages.push(open(town, &format!("/policies/{policy}?lang={lang}")).await);
    }
    let shop = open(town, &format!("/s/mill?lang={lang}")).await.form("buy", Some("p_tsampa"));
    pages.push(press(town, &shop.clone().with("quantity", "99"), "buy", "p_tsampa").await);
    let checkout = press(town, &shop, "buy", "p_tsampa").await;
    let form = checkout.checkout();
    pages.push(checkout);
    let wrong = form.clone().with("quantity_v_tsampa_500", "x").with("contact_email", "x").with("contact_phone", "x");
    pages.push(press(town, &wrong, "action", "place").await);
    pages.push(press(town, &form.clone().delivery(), "action", "place").await);
    pages.push(press(town, &form.clone().pick_up(), "action", "update").await);
    pages.push(press(town, &form.pick_up().with("seen_total", "2800"), "action", "place").await);
    pages
}

#[tokio::test]
async fn no_page_sets_a_cookie_runs_a_script_or_asks_anybody_else() {
    let town = town();
    for page in every_page(&town, "en").await.iter().chain(&every_page(&town, "zh").await) {
        let at = &page.address;
        assert_eq!(page.header("set-cookie"), "", "{at}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{at}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{at}");
        let policy = page.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{at}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("http"), "{at}: {policy}");
        for element in page.elements() {
            let tag = element.tag();
            assert!(!["script", "style", "iframe", "object", "base"].contains(&tag.as_str()), "{at}: <{tag}>");
            for (name, value) in element.attributes() {
                assert!(!name.starts_with("on") && name != "style", "{at}: {name} on <{tag}>");
                let loads = ["src", "action", "srcset", "formaction"].contains(&name.as_str())
                    || (tag == "link" && name == "href");
                let named =
                    element.attribute("rel").is_some_and(|rel| ["canonical", "alternate"].contains(&rel.as_str()));
                assert!(!loads || named || value.starts_with('/') && !value.starts_with("//"), "{at}: {name}={value}");
            }
        }
    }
}

#[tokio::test]
async fn every_page_can_be_read_by_ear_and_used_by_keyboard() {
    let town = town();
    for page in every_page(&town, "en").await.iter().chain(&every_page(&town, "zh").await) {
        let at = &page.address;
        assert_eq!(page.all("h1").len(), 1, "{at}");
        assert_eq!(page.all("main").len(), 1, "{at}");
        let ids: Vec<String> = page.elements().iter().filter_map(|element| element.attribute("id")).collect();
        let known: HashSet<&String> = ids.iter().collect();
        assert_eq!(known.len(), ids.len(), "{at}: an id stands twice in {ids:?}");
        let labelled: HashSet<String> = page.all("label").iter().filter_map(|label| label.attribute("for")).collect();
        for element in page.elements() {
            let (tag, kind) = (element.tag(), element.attribute("type").unwrap_or_default());
            for name in ["aria-describedby", "aria-labelledby", "for", "form"] {
                let Some(id) = element.attribute(name) else { continue };
                assert!(known.contains(&id), "{at}: {name}={id} on <{tag}> leads nowhere");
            }
            if let Some(place) = element.attribute("href").and_then(|href| href.strip_prefix('#').map(str::to_owned)) {
                assert!(known.contains(&place), "{at}: #{place} leads nowhere");
            }
            if tag == "input" && kind != "hidden" {
                assert!(
                    labelled.contains(&element.attribute("id").unwrap()),
                    "{at}: {:?} has no label",
                    element.attributes()
                );
            }
            if tag == "img" {
                assert!(element.attribute("alt").is_some(), "{at}");
            }
            if ["a", "button", "h1", "h2", "h3", "legend", "label", "title"].contains(&tag.as_str()) {
                assert!(!element.text().is_empty(), "{at}: an empty <{tag}>");
            }
        }
    }
}

#[tokio::test]
async fn every_link_of_ours_leads_somewhere_and_every_picture_is_there() {
    let town = town();
    let mut seen = HashSet::new();
    for page in every_page(&town, "en").await {
        for element in page.elements() {
            for name in ["href", "src"] {
                let Some(address) = element.attribute(name) else { continue };
                let address = address.strip_prefix("https://market.example").unwrap_or(&address).to_owned();
                let media = address.starts_with("/media/"); // The tests' goods name pictures that the binary may lack.
                let dead = page.status == StatusCode::NOT_FOUND
                    && address.starts_with(page.address.split('?').next().unwrap());
                if address.starts_with('/') && !media && !dead && seen.insert(address.clone()) {
                    assert_eq!(open(&town, &address).await.status, StatusCode::OK, "{address} at {}", page.address);
                }
            }
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_page_for_people_and_an_error_for_programs() {
    let town = town();
    let page = open(&town, "/nowhere/at/all").await;
    assert_eq!((page.status, page.first("h1").text()), (StatusCode::NOT_FOUND, "There is nothing here".to_owned()));
    let answer = town.send(Call::new("GET", "/nowhere")).await;
    assert_eq!((answer.status, answer.body["code"].as_str()), (StatusCode::NOT_FOUND, Some("no_such_route")));
    let back = open(&town, "/s/mill/buy").await;
    assert_eq!((back.status, back.first("h1").text()), (StatusCode::OK, "Water Mill".to_owned()));
}

#[tokio::test]
async fn secret_addresses_are_kept_from_caches_and_from_other_sites() {
    let town = town();
    let checkout = town.checkout_of(&[("v_pouch", 1)]).await;
    let address = format!("/checkout/{}", checkout["id"].as_str().unwrap());
    for page in [open(&town, &address).await, open(&town, "/o/none").await, open(&town, "/cart/none").await] {
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("access-control-allow-origin"), "", "no other page's script reads it");
    }
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_good_under_an_address_of_its_content() {
    let town = town();
    let front = open(&town, "/").await;
    let sheet =
        front.all("link").into_iter().find(|link| link.attribute("rel").as_deref() == Some("stylesheet")).unwrap();
    let sheet = open(&town, &sheet.attribute("href").unwrap()).await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert!(sheet.header("cache-control").contains("immutable"));
    assert_eq!(open(&town, "/assets/site-0000000000.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn policies_say_in_both_languages_that_this_is_an_example() {
    let town = town();
    for policy in ["terms", "privacy", "refunds", "shipping"] {
        assert!(open_in(&town, &format!("/policies/{policy}"), "zh").await.text().contains("示例集市"));
        assert!(open_in(&town, &format!("/policies/{policy}"), "en").await.text().contains("example marketplace"));
    }
}

//! The profile, and what holds for every request and answer (rules S1, S3, S5, S14, S16).
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use serde_json::json;

#[tokio::test]
async fn the_profile_is_public_and_names_https_addresses() {
    let answer = town().get("/.well-known/ucp").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "public, max-age=300");
    let ucp = &answer.body["ucp"];
    assert_eq!(ucp["version"], "2026-04-08");
    let rest = &ucp["services"]["dev.ucp.shopping"][0];
    assert_eq!(rest["endpoint"], "https://market.example/ucp/v1");
    let capabilities = ucp["capabilities"].as_object().unwrap();
    for name in ["catalog.search", "catalog.lookup", "cart", "checkout", "discount", "fulfillment", "order"] {
        let entry = &capabilities[&format!("dev.ucp.shopping.{name}")][0];
        assert!(entry["spec"].as_str().unwrap().starts_with("https://ucp.dev/"), "{name}");
        assert!(entry["schema"].as_str().unwrap().starts_with("https://ucp.dev/"), "{name}");
    }
    for name in ["browse", "pictures", "read", "seller", "stock"] {
        let entry = &capabilities[&format!("example.tsampa.{name}")][0];
        assert_eq!(entry["spec"], format!("https://tsampa.example/spec/{name}"));
        assert_eq!(entry["schema"], format!("https://tsampa.example/spec/{name}.json"));
    }
}

#[tokio::test]
async fn a_request_without_a_platform_or_an_id_is_refused() {
    let town = town();
    let search = || Call::new("POST", "/catalog/search").json(json!({ "query": "tsampa" }));
    let answer = town.send(search().without("ucp-agent")).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (400, &json!("invalid_profile_url")));
    for profile in ["nonsense", r#"profile="http://widget.example/p""#, r#"profile="javascript:alert(1)""#] {
        let answer = town.send(search().header("ucp-agent", profile)).await;
        assert_eq!(answer.body["code"], "invalid_profile_url", "{profile}");
    }
    let local = r#"profile="http://127.0.0.1:7420/sdk/v1/profile.json""#;
    assert_eq!(town.send(search().header("ucp-agent", local)).await.status, 200);
    for answer in [
        town.send(search().without("request-id")).await,
        town.send(search().header("request-id", "7")).await,
        town.send(Call::new("POST", "/carts").json(json!({ "line_items": [] })).without("idempotency-key")).await,
        town.send(Call::new("POST", "/carts").json(json!({ "line_items": [] })).header("idempotency-key", "1")).await,
    ] {
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (400, &json!("invalid_header")));
    }
}

#[tokio::test]
async fn the_request_id_comes_back() {
    let id = "0193e3a6-5c2b-7c4e-9d5a-0c1d2e3f4a5b";
    let answer = town().send(Call::new("GET", "/carts/none").header("request-id", id)).await;
    assert_eq!(answer.header("request-id"), id);
}

#[tokio::test]
async fn any_page_may_read_any_answer_errors_included() {
    let town = town();
    for (answer, status) in [
        (town.get("/.well-known/ucp").await, 200),
        (town.get("/carts/none").await, 200),
        (town.get("/orders/none").await, 401),
        (town.get("/ucp/v1/nothing/here").await, 404),
        (town.get("/nowhere").await, 404),
        (town.post("/catalog/lookup", json!({})).await, 400),
        (town.send(Call::new("DELETE", "/carts/none")).await, 405),
    ] {
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        let exposed = answer.header("access-control-expose-headers");
        assert!(
            ["Date", "ETag", "Retry-After", "Request-Id", "WWW-Authenticate"].iter().all(|name| exposed.contains(name)),
            "{exposed}"
        );
        if status >= 400 {
            assert!(answer.body["code"].is_string() && answer.body["content"].is_string(), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_preflight_allows_every_header_that_ucp_needs() {
    let town = town();
    for path in ["/carts", "/carts/none", "/checkout-sessions/x/complete", "/catalog/search", "/.well-known/ucp"] {
        let answer = town.send(Call::new("OPTIONS", path).header("origin", "null")).await;
        assert_eq!(answer.status, 204, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-max-age"), "86400");
        assert_eq!(answer.header("access-control-allow-methods"), "GET, POST, PUT");
        let allowed = answer.header("access-control-allow-headers").to_lowercase();
        for name in ["ucp-agent", "request-id", "idempotency-key", "content-type", "authorization", "accept-language"] {
            assert!(allowed.contains(name), "{name}");
        }
    }
}

#[tokio::test]
async fn a_flaw_in_a_body_is_named_with_its_place() {
    let town = town();
    let line = |quantity| json!({ "line_items": [{ "item": { "id": "v_pouch" }, "quantity": quantity }] });
    for (body, place) in [
        (line(json!("two")), "$.line_items[0].quantity"),
        (line(json!(0)), "$.line_items[0].quantity"),
        (line(json!(-1)), "$.line_items[0].quantity"),
        (line(json!(1.5)), "$.line_items[0].quantity"),
        (json!({ "line_items": [{ "item": ["v_pouch"], "quantity": 1 }] }), "$.line_items[0].item"),
        (json!({ "line_items": [], "buyer": null }), "$.buyer"),
        (json!({ "line_items": [], "context": { "language": 7 } }), "$.context.language"),
        (json!({ "line_items": [], "context": { "eligibility": ["nonsense"] } }), "$.context.eligibility"),
        (json!({ "line_items": [], "signals": { "ip": "::1" } }), "$.signals"),
        (json!({ "line_items": [], "attribution": { "campaign_id": 17 } }), "$.attribution.campaign_id"),
        (json!({}), "$"),
        (json!([]), "$"),
    ] {
        let answer = town.post("/carts", body).await;
        assert_eq!((answer.status.as_u16(), &answer.body["code"]), (400, &json!("malformed_request")), "{place}");
        let content = answer.body["content"].as_str().unwrap();
        assert!(content.starts_with(&format!("{place}:")), "{place}: {content}");
    }
    let answer = town.send(Call::new("POST", "/carts").bytes("{\"line_items\": [}")).await;
    assert_eq!(answer.body["code"], "malformed_request");
    assert!(answer.body["content"].as_str().unwrap().contains("line 1 column 17"), "{}", answer.body);
}

#[tokio::test]
async fn a_body_is_json_and_of_bounded_size() {
    let town = town();
    let text = Call::new("POST", "/carts").json(json!({ "line_items": [] })).header("content-type", "text/plain");
    assert_eq!(town.send(text).await.status, 415);
    let long = json!({ "line_items": [], "buyer": { "first_name": "a".repeat(300_000) } });
    let answer = town.post("/carts", long).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (413, &json!("request_too_large")));
    let lines: Vec<_> = (0..101).map(|n| (format!("v_{n}"), 1)).collect();
    let lines: Vec<_> = lines.iter().map(|(id, quantity)| (id.as_str(), *quantity)).collect();
    let answer = town.post("/carts", json!({ "line_items": lines_of(&lines) })).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (400, &json!("request_too_large")));
}

#[tokio::test]
async fn an_answer_carries_only_the_capabilities_that_matter_to_it() {
    let town = town();
    let of = |answer: &Answer| -> Vec<String> {
        answer.body["ucp"]["capabilities"].as_object().unwrap().keys().cloned().collect()
    };
    let cart = town.post("/carts", json!({ "line_items": lines_of(&[("v_pouch", 1)]) })).await;
    let cart_s =
        ["dev.ucp.shopping.cart", "dev.ucp.shopping.discount", "example.tsampa.seller", "example.tsampa.stock"];
    assert_eq!(of(&cart), cart_s);
    let search = town.post("/catalog/search", json!({ "query": "tsampa" })).await;
    assert!(of(&search).contains(&"example.tsampa.browse".to_owned()));
    assert!(!of(&search).iter().any(|name| name.contains("cart") || name.contains("checkout")));
    let checkout = town.post("/checkout-sessions", json!({ "line_items": lines_of(&[("v_pouch", 1)]) })).await;
    assert!(of(&checkout).contains(&"dev.ucp.shopping.fulfillment".to_owned()));
    assert!(checkout.body["ucp"]["payment_handlers"].is_object());
}

#[tokio::test]
async fn health_is_the_database_s() {
    let answer = town().get("/healthz").await;
    assert_eq!((answer.status.as_u16(), &answer.body["status"]), (200, &json!("ok")));
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_again_and_a_page_may_read_it() {
    let town = town();
    let from = |address: &str| std::net::SocketAddr::new(address.parse().unwrap(), 4000);
    let ask = async |address: &str| town.send(Call::new("GET", "/carts/cart_0").from(from(address))).await;
    let mut refused = None;
    for _ in 0..200 {
        let answer = ask("192.0.2.1").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("one cart, two hundred times at once");
    assert_eq!((refused.header("retry-after"), &refused.body["code"]), ("1", &json!("too_many_requests")));
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    for _ in 0..700 {
        assert_eq!(ask("127.0.0.1").await.status, 200, "this machine is not counted");
    }
}

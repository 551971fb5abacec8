//! Discovery: GET /.well-known/ucp, what the marketplace speaks and can do (UCP discovery/profile_schema.json).

use crate::app::State;
use crate::payment::HANDLERS;
use crate::ucp::{NAMESPACE, VERSION};
use axum::extract;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Map, Value, json};

/// The route.
pub fn router() -> Router<State> {
    Router::new().route("/.well-known/ucp", get(read))
}

async fn read(extract::State(state): extract::State<State>) -> Response {
    ([(header::CACHE_CONTROL, "public, max-age=300")], Json(profile(&state))).into_response()
}

/// The whole profile. No `signing_keys`: nothing is signed yet.
pub fn profile(state: &State) -> Value {
    let rest = json!({
        "version": VERSION,
        "transport": "rest",
        "endpoint": format!("{}/ucp/v1", state.public_url),
        "spec": format!("{STANDARD}/specification/overview"),
        "schema": format!("{STANDARD}/services/shopping/rest.openapi.json"),
    });
    json!({ "ucp": {
        "version": VERSION,
        "services": { "dev.ucp.shopping": [rest] },
        "capabilities": capabilities(),
        "payment_handlers": payment_handlers(),
    }})
}

fn capabilities() -> Value {
    let mut capabilities = Map::new();
    for (name, spec, schema) in [
        ("catalog.search", "catalog/search", "catalog_search"),
        ("catalog.lookup", "catalog/lookup", "catalog_lookup"),
        ("cart", "cart", "cart"),
        ("checkout", "checkout", "checkout"),
        ("discount", "discount", "discount"),
        ("fulfillment", "fulfillment", "fulfillment"),
        ("order", "order", "order"),
    ] {
        let mut entry = json!({
            "version": VERSION,
            "spec": format!("{STANDARD}/specification/{spec}"),
            "schema": format!("{STANDARD}/schemas/shopping/{schema}.json"),
        });
        if name == "discount" {
            entry["extends"] = json!(SESSION);
        }
        if name == "fulfillment" {
            entry["extends"] = json!("dev.ucp.shopping.checkout");
            entry["config"] = json!({
                "allows_multi_destination": { "shipping": false, "pickup": false },
                "allows_method_combinations": [["shipping"], ["pickup"]],
            });
        }
        capabilities.insert(format!("dev.ucp.shopping.{name}"), json!([entry]));
    }
    let catalog = ["dev.ucp.shopping.catalog.search", "dev.ucp.shopping.catalog.lookup"];
    let everywhere = [catalog, SESSION].concat();
    for (name, extends) in [
        ("browse", json!(catalog[0])),
        ("pictures", json!(catalog)),
        ("read", json!(catalog)),
        ("seller", json!(everywhere)),
        ("stock", json!(everywhere)),
    ] {
        let entry = json!({
            "version": VERSION,
            "extends": extends,
            "spec": format!("{OURS}/spec/{name}"),
            "schema": format!("{OURS}/spec/{name}.json"),
        });
        capabilities.insert(format!("{NAMESPACE}.{name}"), json!([entry]));
    }
    capabilities.into()
}

fn payment_handlers() -> Value {
    let handlers = HANDLERS.iter().map(|handler| {
        let instruments: Vec<Value> = handler.instruments.iter().map(|kind| json!({ "type": kind })).collect();
        let entry = json!({
            "id": handler.id,
            "version": VERSION,
            "spec": format!("{OURS}/spec/payment"),
            "schema": format!("{OURS}/spec/payment.json"),
            "available_instruments": instruments,
        });
        (handler.name.to_owned(), json!([entry]))
    });
    handlers.collect::<Map<_, _>>().into()
}

/// What buying is done by.
const SESSION: [&str; 2] = ["dev.ucp.shopping.cart", "dev.ucp.shopping.checkout"];

/// Where the standard's documents are.
const STANDARD: &str = "https://ucp.dev/2026-04-08";

/// Where our extensions' documents are; the marketplace serves them, too.
const OURS: &str = "https://tsampa.example";

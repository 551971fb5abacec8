//! A marketplace in this process, and a platform that talks to it. Not every test file needs every part.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use marketplace::app::{self, Market, State};
use marketplace::goods::Goods;
use marketplace::store::{Outside, Partner, Placed, Store, chance};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

pub const PUBLIC_URL: &str = "https://market.example";
pub const ORDER_KEY: &str = "order-key";
pub const PARTNER_ORIGIN: &str = "https://tourism.example";

/// A marketplace with goods of its own, a clock that is set by hand, and a database in a folder of its own.
pub struct Town {
    pub router: Router,
    pub state: State,
    pub clock: Arc<AtomicI64>,
    pub orders_told: Arc<Mutex<Vec<String>>>,
    pub folder: TempDir,
}

pub fn goods() -> Goods {
    serde_json::from_str::<Goods>(include_str!("goods.json")).unwrap().ready().unwrap()
}

/// A clock and somebody who is told of orders; chance is the system's.
pub fn outside(
    clock: impl Fn() -> i64 + Send + Sync + 'static,
    announce: impl Fn(&Placed) + Send + Sync + 'static,
) -> Outside {
    Outside { clock: Box::new(clock), chance: Box::new(chance), announce: Box::new(announce) }
}

pub fn town() -> Town {
    Town::at(tempfile::tempdir().unwrap(), None)
}

impl Town {
    pub fn at(folder: TempDir, sdk: Option<PathBuf>) -> Town {
        let clock = Arc::new(AtomicI64::new(1_795_000_000));
        let orders_told = Arc::new(Mutex::new(Vec::new()));
        let (time, told) = (clock.clone(), orders_told.clone());
        let (store, _) = Store::open(
            &folder.path().join("market.sqlite"),
            Some(&goods()),
            outside(
                move || time.load(Ordering::Relaxed),
                move |placed| told.lock().unwrap().push(format!("{placed:?}")),
            ),
        )
        .unwrap();
        Town { clock, orders_told, ..Town::around(store, folder, sdk) }
    }

    /// A marketplace around a store that was opened otherwise.
    pub fn around(store: Store, folder: TempDir, sdk: Option<PathBuf>) -> Town {
        let partner = Partner { id: "tourism".into(), origin: PARTNER_ORIGIN.into() };
        let state = State::new(Market {
            store,
            public_url: PUBLIC_URL.into(),
            order_key: Some(ORDER_KEY.into()),
            sdk,
            partners: [partner].into(),
        });
        Town { router: app::router(state.clone()), state, clock: Arc::default(), orders_told: Arc::default(), folder }
    }

    /// The same database, opened by a marketplace that has just been started.
    pub fn restarted(self) -> Town {
        let Town { folder, .. } = self;
        Town::at(folder, None)
    }

    pub fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// A look into the database, past the marketplace.
    pub fn sql(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.folder.path().join("market.sqlite")).unwrap();
        connection.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
        connection
    }

    pub fn number(&self, query: &str) -> i64 {
        self.sql().query_row(query, [], |row| row.get(0)).unwrap()
    }

    pub fn stock(&self, variant: &str) -> i64 {
        self.number(&format!("SELECT stock FROM variants WHERE id = '{variant}'"))
    }

    pub async fn send(&self, call: Call) -> Answer {
        let (name, request) = (call.name(), call.request());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            bytes: bytes.to_vec(),
        };
        record(name, &answer);
        answer
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Call::new("POST", path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Call::new("PUT", path).json(body)).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Call::new("GET", path)).await
    }

    /// A new cart of some variants, by id and quantity.
    pub async fn cart_of(&self, lines: &[(&str, u64)]) -> Value {
        let answer = self.post("/carts", json!({ "line_items": lines_of(lines) })).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body
    }

    /// A checkout of some variants, open, with nothing said yet of buyer and fulfillment.
    pub async fn checkout_of(&self, lines: &[(&str, u64)]) -> Value {
        let answer = self.post("/checkout-sessions", json!({ "line_items": lines_of(lines) })).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body
    }

    /// A checkout with nothing missing, to be picked up.
    pub async fn ready_checkout_of(&self, lines: &[(&str, u64)]) -> Value {
        let checkout = self.checkout_of(lines).await;
        let answer = self.put(&path_of(&checkout), update_of(&checkout, pick_up())).await;
        assert_eq!(answer.body["status"], "ready_for_complete", "{}", answer.body);
        answer.body
    }

    pub async fn complete(&self, checkout: &Value) -> Answer {
        self.post(&format!("{}/complete", path_of(checkout)), pay("on_pickup", "cash")).await
    }
}

/// One request of a platform, with all the headers UCP asks for.
pub struct Call {
    method: &'static str,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
    from: Option<std::net::SocketAddr>,
}

impl Call {
    pub fn new(method: &'static str, path: &str) -> Call {
        let call = Call { method, path: path.into(), headers: HeaderMap::new(), body: Vec::new(), from: None };
        let call = call.header("ucp-agent", r#"profile="https://widget.example/ucp/profile.json""#);
        let call = call.header("request-id", &Uuid::from_bytes(random()).to_string());
        if method == "GET" { call } else { call.header("idempotency-key", &Uuid::from_bytes(random()).to_string()) }
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Call {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    /// One more line of a header that is there.
    pub fn and(mut self, name: &'static str, value: &str) -> Call {
        self.headers.append(name, value.parse().unwrap());
        self
    }

    pub fn without(mut self, name: &'static str) -> Call {
        self.headers.remove(name);
        self
    }

    /// As if it came over a connection from there.
    pub fn from(self, address: std::net::SocketAddr) -> Call {
        Call { from: Some(address), ..self }
    }

    pub fn json(self, body: Value) -> Call {
        self.bytes(body.to_string())
    }

    pub fn bytes(mut self, body: impl Into<Vec<u8>>) -> Call {
        self.body = body.into();
        self.header("content-type", "application/json")
    }

    fn request(self) -> Request<Body> {
        let open = ["/.well-known", "/sdk", "/media", "/spec", "/healthz", "/nowhere", "/ucp"];
        let prefix = if open.iter().any(|prefix| self.path.starts_with(prefix)) { "" } else { "/ucp/v1" };
        let mut request = Request::new(Body::from(self.body));
        *request.method_mut() = self.method.parse().unwrap();
        *request.uri_mut() = format!("{prefix}{}", self.path).parse().unwrap();
        *request.headers_mut() = self.headers;
        if let Some(from) = self.from {
            request.extensions_mut().insert(axum::extract::ConnectInfo(from));
        }
        request
    }

    /// The shape its answer has, by the name the judge knows.
    fn name(&self) -> &'static str {
        match self.path.as_str() {
            "/.well-known/ucp" => "profile",
            "/catalog/search" => "search_response",
            "/catalog/lookup" => "lookup_response",
            "/catalog/product" => "product_response",
            path if path.starts_with("/carts") => "cart",
            path if path.starts_with("/checkout-sessions") => "checkout_fulfillment",
            path if path.starts_with("/orders") => "order",
            _ => "",
        }
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or("")
    }

    /// The messages with a code.
    pub fn messages(&self, code: &str) -> Vec<Value> {
        messages(&self.body, code)
    }

    pub fn is_error_answer(&self) -> bool {
        self.body["ucp"]["status"] == "error"
    }
}

pub fn messages(body: &Value, code: &str) -> Vec<Value> {
    let all = body["messages"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|message| message["code"] == code).collect()
}

pub fn lines_of(lines: &[(&str, u64)]) -> Value {
    lines.iter().map(|(id, quantity)| json!({ "item": { "id": id }, "quantity": quantity })).collect()
}

/// What a cart or checkout holds: line id, variant, quantity.
pub fn held(document: &Value) -> Vec<(String, String, u64)> {
    let lines = document["line_items"].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    lines.iter().map(|l| (text(&l["id"]), text(&l["item"]["id"]), l["quantity"].as_u64().unwrap())).collect()
}

pub fn line(id: &str, variant: &str, quantity: u64) -> (String, String, u64) {
    (id.into(), variant.into(), quantity)
}

pub fn total_of(document: &Value) -> i64 {
    let totals = document["totals"].as_array().unwrap();
    totals.iter().find(|total| total["type"] == "total").unwrap()["amount"].as_i64().unwrap()
}

pub fn path_of(checkout: &Value) -> String {
    format!("/checkout-sessions/{}", checkout["id"].as_str().unwrap())
}

pub fn cart_path(cart: &Value) -> String {
    format!("/carts/{}", cart["id"].as_str().unwrap())
}

pub fn buyer() -> Value {
    json!({ "first_name": "Drolma", "last_name": "Tsering", "phone_number": "+86 138 0000 0000" })
}

pub fn pick_up() -> Value {
    json!({ "methods": [{ "type": "pickup", "selected_destination_id": "pt_north" }] })
}

pub fn shipping() -> Value {
    let address =
        json!({ "id": "home", "street_address": "3 Hill Road", "address_locality": "Xining", "address_country": "CN" });
    json!({ "methods": [{ "type": "shipping", "destinations": [address], "selected_destination_id": "home" }] })
}

/// A checkout's own lines again, with a buyer and a choice of fulfillment.
pub fn update_of(checkout: &Value, fulfillment: Value) -> Value {
    let lines = held(checkout).into_iter();
    let lines =
        lines.map(|(id, variant, quantity)| json!({ "id": id, "item": { "id": variant }, "quantity": quantity }));
    json!({ "line_items": lines.collect::<Vec<_>>(), "buyer": buyer(), "fulfillment": fulfillment })
}

pub fn pay(handler: &str, kind: &str) -> Value {
    json!({ "payment": { "instruments": [{ "id": "1", "handler_id": handler, "type": kind, "selected": true }] } })
}

fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

/// Keeps UCP answers for a judge, in the folder that MARKETPLACE_RECORD names.
fn record(name: &str, answer: &Answer) {
    let Ok(folder) = std::env::var("MARKETPLACE_RECORD") else { return };
    if name.is_empty() || !answer.status.is_success() || answer.body["ucp"].is_null() {
        return;
    }
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = if answer.is_error_answer() { "error" } else { name };
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    std::fs::create_dir_all(&folder).unwrap();
    let path = PathBuf::from(folder).join(format!("{name}.{}-{number}.json", std::process::id()));
    std::fs::write(path, &answer.bytes).unwrap();
}

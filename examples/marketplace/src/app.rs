//! The routes put together, and what holds for all of them: CORS, limits, logs.

use crate::error::Error;
use crate::goods::{Product, Seller};
use crate::limits::{self, Limits};
use crate::pictures::Easel;
use crate::store::{Answer, Partner, Store};
use crate::{assets, cart, catalog, checkout, order, pages, profile, tags};
use axum::body::Body;
use axum::extract::{self, MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use uuid::Uuid;

/// What every handler needs. Cheap to clone.
#[derive(Clone)]
pub struct State {
    market: Arc<Market>,
    /// Where its pictures are made.
    pub easel: Arc<Easel>,
    /// Who asked lately.
    pub limits: Arc<Limits>,
}

/// The marketplace as it was started.
pub struct Market {
    /// What it keeps.
    pub store: Store,
    /// Its origin as others see it, without a slash at the end.
    pub public_url: String,
    /// The bearer key that reads orders. None: nobody does.
    pub order_key: Option<String>,
    /// Where the SDK's files are.
    pub sdk: Option<PathBuf>,
    /// The registered partners.
    pub partners: Arc<[Partner]>,
}

impl State {
    /// Wraps a marketplace for its handlers.
    pub fn new(market: Market) -> State {
        State { market: Arc::new(market), easel: Arc::default(), limits: Arc::default() }
    }

    /// A product's picture.
    pub fn picture_url(&self, product: &Product) -> String {
        format!("{}/media/{}", self.public_url, product.picture)
    }

    /// One of the marketplace's policies: `terms`, `privacy`, `refunds`, `shipping`.
    pub fn policy_url(&self, name: &str) -> String {
        format!("{}/policies/{name}", self.public_url)
    }

    /// An order's page.
    pub fn order_url(&self, order_id: &str) -> String {
        format!("{}/o/{order_id}", self.public_url)
    }

    /// A product's page: its seller's, with it first.
    pub fn product_url(&self, product: &Product) -> String {
        format!("{}/s/{}?product={}", self.public_url, product.seller, product.id)
    }

    /// A seller's shop page.
    pub fn seller_url(&self, seller: &Seller) -> String {
        format!("{}/s/{}", self.public_url, seller.id)
    }
}

impl Deref for State {
    type Target = Market;

    fn deref(&self) -> &Market {
        &self.market
    }
}

/// The whole marketplace.
pub fn router(state: State) -> Router {
    let api =
        Router::new().merge(catalog::router()).merge(cart::router()).merge(checkout::router()).merge(order::router());
    let open = Router::new()
        .nest("/ucp/v1", api)
        .merge(profile::router())
        .merge(assets::router(&state))
        .route("/healthz", get(health))
        .fallback(pages::nowhere)
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .layer(middleware::from_fn_with_state(state.clone(), limits::hold))
        .layer(middleware::from_fn(open_to_all));
    // A page that shows what a buyer typed is not for other origins' scripts: no CORS there.
    let pages = pages::router().layer(middleware::from_fn_with_state(state.clone(), limits::hold));
    // Wasm is packed beforehand, pictures other than drawings are packed by what they are.
    let packed = ["application/wasm", "image/webp", "image/png", "image/jpeg"].map(NotForContentType::const_new);
    let [wasm, webp, png, jpeg] = packed;
    let compress = SizeAbove::new(512).and(wasm).and(webp).and(png).and(jpeg);
    open.merge(pages)
        // A list of twelve goods is 8 % less by brotli's quality 5 than by 4, in the same time: 4,826 bytes and 5,228.
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(5)).compress_when(compress))
        .layer(middleware::from_fn(tags::compare))
        .layer(middleware::from_fn(log))
        .with_state(state)
}

async fn health(extract::State(state): extract::State<State>) -> Result<Response, Error> {
    state.store.ping().await?;
    Ok(Json(json!({ "status": "ok" })).into_response())
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
        (status, kind, self.body).into_response()
    }
}

/// CORS for any origin, without credentials, on every answer, errors included (UCP says nothing of it, but without it
/// no page could read a word). An OPTIONS request is answered here.
async fn open_to_all(request: Request, next: Next) -> Response {
    let request_id = request.headers().get("request-id").cloned();
    let preflight = request.method() == Method::OPTIONS;
    let mut response = if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    if preflight {
        set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT");
        set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS);
        set(headers, header::ACCESS_CONTROL_MAX_AGE, "86400");
    } else {
        set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
    }
    // An answer that caches keep comes to others, too, who never sent this id.
    let shared = headers.get(header::CACHE_CONTROL).is_some_and(|age| age.as_bytes().starts_with(b"public"));
    let proper = |id: &HeaderValue| id.to_str().is_ok_and(|id| Uuid::try_parse(id).is_ok());
    if let Some(id) = request_id.filter(|id| !shared && proper(id)) {
        headers.insert("request-id", id);
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

/// One line a request: the route's pattern instead of its address, for ids of carts and checkouts are secrets.
async fn log(request: Request<Body>, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-".to_owned(), |path| path.as_str().to_owned());
    let request_id = request.headers().get("request-id").and_then(|id| Uuid::try_parse(id.to_str().ok()?).ok());
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), begun.elapsed().as_millis() as u64);
    let request_id = request_id.map(|id| id.to_string()).unwrap_or_default();
    tracing::info!(%method, route, status, ms, request_id, "request");
    response
}

/// Date says how old an answer is that a cache had kept.
const EXPOSED_HEADERS: &str = "Date, ETag, Retry-After, Request-Id, WWW-Authenticate";

/// A `*` would not cover Authorization, so each is named.
const ALLOWED_HEADERS: &str = "Accept, Accept-Language, Authorization, Content-Type, Content-Digest, Idempotency-Key, \
                               Request-Id, Signature, Signature-Input, UCP-Agent, X-API-Key";

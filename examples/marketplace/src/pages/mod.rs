//! What a buyer sees on the marketplace itself: front page, shops, hosted checkout, order, policies. Every page is
//! whole without JavaScript; on a shop's page the SDK takes over where it can.
//!
//! May touch: the store's verbs, [`crate::goods`], [`crate::fulfillment`], [`crate::pricing`], maud's `html!`, which
//! escapes whatever it is given. Deliberately absent: cookies, scripts and inline styles of our own, requests to
//! anybody else, a second way to order, and buyers' data in addresses. A checkout's id is known to the page it came from
//! and to that page's server, so what was typed here is shown again only under a name that the sender's browser is told.

mod asset;
mod cart;
mod checkout;
mod form;
mod front;
mod layout;
mod notice;
mod order;
mod policy;
mod shop;
mod visit;

use crate::app::State;
use crate::error::Error;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use visit::Visit;

/// The pages' routes.
pub fn router() -> Router<State> {
    Router::new()
        .route("/", get(front::show))
        .route("/s/{seller}", get(shop::show))
        .route("/s/{seller}/buy", get(shop::back).post(shop::buy))
        .route("/cart/{id}", get(cart::open))
        .route("/checkout/{id}", get(checkout::show).post(checkout::submit))
        .route("/o/{id}", get(order::show))
        .route("/policies/{name}", get(policy::show))
        .route("/assets/{file}", get(asset::show))
        .layer(DefaultBodyLimit::max(FORM_SIZE_BYTES_MAX))
}

/// What is answered where there is nothing: a page to whoever reads pages, an error to programs.
pub async fn nowhere(visit: Visit, headers: HeaderMap) -> Response {
    if reads_pages(&headers) { notice::no_page(&visit) } else { Error::NoSuchRoute.into_response() }
}

/// What is answered to who asks too often: the same difference.
pub async fn too_often(request: Request, seconds: u64) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(visit) = Visit::from_request_parts(&mut parts, &()).await;
    if reads_pages(&parts.headers) {
        notice::too_often(&visit, seconds)
    } else {
        Error::TooOften { seconds }.into_response()
    }
}

fn reads_pages(headers: &HeaderMap) -> bool {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepts.contains("text/html")
}

/// The largest form taken: a hundred lines, and a page of text in each field.
const FORM_SIZE_BYTES_MAX: usize = 64 * 1024;

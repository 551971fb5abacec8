//! Orders: GET /orders/{id} (UCP shopping/order.json), for whoever holds the order key. Buyers have a page instead.

use crate::agent::{Agent, Id};
use crate::app::State;
use crate::cart::answer;
use crate::checkout::{fee_name, point_address};
use crate::error::Error;
use crate::fulfillment::{Destination, Method};
use crate::store::{Answer, Order};
use crate::ucp::{Message, ORDER, Total, envelope, error_answer, totals};
use axum::Router;
use axum::extract;
use axum::http::{HeaderMap, header};
use axum::routing::get;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The route, below the endpoint.
pub fn router() -> Router<State> {
    Router::new().route("/orders/{id}", get(read))
}

async fn read(
    extract::State(state): extract::State<State>,
    Id(id): Id,
    headers: HeaderMap,
    agent: Result<Agent, Error>,
) -> Result<Answer, Error> {
    // Who may not read orders hears that first, whatever else is wrong.
    if !authorized(&state, &headers) {
        return Err(Error::Unauthorized);
    }
    let agent = agent?;
    Ok(match state.store.order(id).await? {
        Some(order) => answer(200, &view(&state, &order)),
        None => {
            let content = agent.language(None).pick("没有这个订单。", "There is no such order.");
            let message = Message::unrecoverable("not_found", content);
            answer(200, &error_answer(ORDER, vec![message], &state.public_url))
        }
    })
}

fn authorized(state: &State, headers: &HeaderMap) -> bool {
    let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    // Digests are compared: how long that takes tells nothing of the key.
    let digest = |key: &str| Sha256::digest(key.as_bytes());
    matches!((&state.order_key, sent), (Some(key), Some(sent)) if digest(key) == digest(sent))
}

/// An order as UCP says it, in the language that the buyer ordered in.
fn view(state: &State, order: &Order) -> Value {
    let lines = order.lines.iter().map(|line| {
        json!({
            "id": line.id,
            "item": { "id": line.variant_id, "title": line.title, "price": line.price },
            "quantity": { "original": line.quantity, "total": line.quantity, "fulfilled": 0 },
            "totals": Total::of_line(line.price.saturating_mul(line.quantity), order.totals.off(&line.id)),
            "status": "processing",
        })
    });
    let mut view = json!({
        "ucp": envelope("success", ORDER),
        "id": order.id,
        "label": order.number.to_string(),
        "checkout_id": order.checkout_id,
        "permalink_url": state.order_url(&order.id),
        "currency": order.currency,
        "line_items": lines.collect::<Vec<_>>(),
        "fulfillment": { "expectations": expectations(state, order), "events": [] },
        "totals": totals(&order.totals, order.language, |fee| fee_name(state, fee, order.language)),
    });
    if let Some(attribution) = &order.attribution {
        view["attribution"] = json!(attribution);
    }
    view
}

/// One package a seller, or one visit to the point.
fn expectations(state: &State, order: &Order) -> Vec<Value> {
    let goods = state.store.goods();
    let Some(choice) = &order.details.choice else { return Vec::new() };
    let destination = match &choice.destination {
        Some(Destination::Point { id }) => goods.point(id).map(|point| point_address(point, order.language)),
        Some(Destination::Address { address, .. }) => Some(json!(address)),
        None => None,
    };
    let expectation = |number: usize, seller_id: Option<&str>, description: String| {
        let lines = order.lines.iter().filter(|line| seller_id.is_none_or(|id| id == line.seller_id));
        json!({
            "id": format!("ex_{}", number + 1),
            "line_items": lines.map(|line| json!({ "id": line.id, "quantity": line.quantity })).collect::<Vec<_>>(),
            "method_type": choice.method.name(),
            "destination": destination.clone().unwrap_or_else(|| json!({})),
            "description": description,
        })
    };
    if choice.method == Method::Pickup {
        let description = order.language.pick("到货后在服务点自提。", "Everything waits at the point.");
        return vec![expectation(0, None, description.to_owned())];
    }
    let packages = order.totals.fees.iter().enumerate().map(|(number, fee)| {
        let seller = goods.seller(&fee.seller_id);
        let name = seller.map_or("", |seller| seller.name.of(order.language));
        let [fewest, most] = seller.map(|seller| seller.shipping.days).unwrap_or_default();
        let description = order.language.say(
            "{name}发货，约 {fewest}–{most} 天送达。",
            "Sent by {name}, {fewest} to {most} days.",
            &[("name", &name), ("fewest", &fewest), ("most", &most)],
        );
        expectation(number, Some(&fee.seller_id), description)
    });
    packages.collect()
}

//! Carts: POST /carts, GET and PUT /carts/{id}, POST /carts/{id}/cancel (UCP shopping/cart.json).
//! A PUT replaces everything. What cannot be had is cut or left out and said; the rest of the cart stays.

use crate::agent::{Agent, Call, Id, Write, bounded};
use crate::app::State;
use crate::codes;
use crate::error::Error;
use crate::goods::Goods;
use crate::language::Language;
use crate::pricing::{LINES_MAX, Note, PricedLine, WishedLine};
use crate::store::{Answer, Cart, CartWish};
use crate::ucp::request::{self, LineItem, Nothing};
use crate::ucp::strict::Object;
use crate::ucp::{CART, Message, Total, envelope, error_answer, rfc3339, totals};
use axum::Router;
use axum::extract;
use axum::routing::{get, post};
use serde_json::{Value, json};

/// The routes, below the endpoint.
pub fn router() -> Router<State> {
    Router::new()
        .route("/carts", post(create))
        .route("/carts/{id}", get(read).put(replace))
        .route("/carts/{id}/cancel", post(cancel))
}

/// A cart at today's prices as UCP says it.
pub fn view(state: &State, cart: &Cart, language: Language) -> Value {
    let goods = state.store.goods();
    let lines: Vec<Value> =
        cart.lines.iter().map(|line| line_item(state, line, cart.totals.off(&line.id), language)).collect();
    let mut messages = messages(goods, &cart.lines, &cart.notes, language);
    messages.extend(codes::messages(goods, &cart.refused, language));
    let mut view = json!({
        "ucp": envelope("success", CART),
        "id": cart.id,
        "currency": goods.currency,
        "line_items": lines,
        "totals": totals(&cart.totals, language, |_| String::new()),
        "messages": messages,
        "continue_url": format!("{}/cart/{}", state.public_url, cart.id),
        "expires_at": rfc3339(cart.expires_at),
    });
    if let Some(context) = &cart.context {
        view["context"] = json!(context);
    }
    if let Some(buyer) = &cart.buyer {
        view["buyer"] = json!(buyer);
    }
    if !cart.codes.is_empty() {
        view["discounts"] = codes::view(&cart.codes, &cart.totals, &cart.lines, language);
    }
    view
}

/// A line of a cart or a checkout, with what codes take off it, and our extensions' seller and stock.
pub fn line_item(state: &State, line: &PricedLine, off: i64, language: Language) -> Value {
    let item = state.store.goods().item(&line.variant_id);
    let mut view = json!({
        "id": line.id,
        "item": { "id": line.variant_id, "title": line.variant_id, "price": line.price },
        "quantity": line.quantity,
        "totals": Total::of_line(line.total(), off),
        "example.tsampa.stock": { "available": line.stock, "max_per_order": line.max_per_order },
    });
    if let Some(item) = item {
        view["item"]["title"] = json!(item.title(language));
        view["item"]["image_url"] = json!(state.picture_url(item.product));
        view["example.tsampa.seller"] = seller_view(state, item.seller, language);
    }
    view
}

/// Our extension's `example.tsampa.seller`.
pub fn seller_view(state: &State, seller: &crate::goods::Seller, language: Language) -> Value {
    let county = state.store.goods().county(&seller.county);
    json!({
        "id": seller.id,
        "name": seller.name.of(language),
        "url": state.seller_url(seller),
        "county": county.map_or(seller.county.as_str(), |county| county.name.of(language)),
        "maker": seller.maker.of(language),
    })
}

/// What the buyer has to be told of some lines: what could not be met, and what is in them.
pub fn messages(goods: &Goods, lines: &[PricedLine], notes: &[Note], language: Language) -> Vec<Message> {
    let mut messages: Vec<Message> = notes.iter().map(|note| note_message(goods, lines, note, language)).collect();
    for (position, line) in lines.iter().enumerate() {
        if let Some(allergens) = goods.item(&line.variant_id).and_then(|item| item.variant.allergens.as_ref()) {
            let path = format!("$.line_items[{position}]");
            let mut message = Message::warning("allergens", path, allergens.of(language));
            message.presentation = Some("disclosure");
            messages.push(message);
        }
    }
    messages
}

fn note_message(goods: &Goods, lines: &[PricedLine], note: &Note, language: Language) -> Message {
    let title = |id: &str| goods.item(id).map_or_else(|| id.to_owned(), |item| item.title(language));
    // What is left out has no place in this document, so its path selects by item: it can never hit another line.
    let left_out = |id: &str| format!("$.line_items[?@.item.id=='{}']", id.replace(['\'', '\\'], "?"));
    match note {
        Note::Adjusted { line_id, kept, .. } => {
            let position = lines.iter().position(|line| &line.id == line_id).unwrap_or_default();
            let name = lines.get(position).map(|line| title(&line.variant_id)).unwrap_or_default();
            let content = language.say(
                "“{name}”每单目前最多可购 {kept} 件，数量已改为 {kept}。",
                "You can have {kept} of “{name}” at most now; the quantity is {kept}.",
                &[("name", &name), ("kept", kept)],
            );
            Message::warning("quantity_adjusted", format!("$.line_items[{position}].quantity"), content)
        }
        Note::OutOfStock { variant_id } => {
            let name = title(variant_id);
            let content = language.say("“{name}”已售罄。", "“{name}” is sold out.", &[("name", &name)]);
            Message::recoverable("out_of_stock", left_out(variant_id), content)
        }
        Note::NotFound { variant_id } => {
            let content =
                language.say("没有编号为“{id}”的商品。", "There is no item “{id}” here.", &[("id", variant_id)]);
            Message::recoverable("not_found", left_out(variant_id), content)
        }
    }
}

/// Lines as wished, within bounds.
pub fn wished_lines(lines: Vec<Object<LineItem>>) -> Result<Vec<WishedLine>, Error> {
    if lines.len() > LINES_MAX {
        return Err(Error::TooMany { what: "line_items", most: LINES_MAX });
    }
    let wish = |Object(line): Object<LineItem>| WishedLine {
        id: line.id,
        variant_id: line.item.0.id,
        quantity: i64::try_from(line.quantity.0).unwrap_or(i64::MAX),
    };
    Ok(lines.into_iter().map(wish).collect())
}

/// The answer when there is no such cart.
fn gone(state: &State, language: Language) -> Answer {
    let content = language.pick("购物车已失效。", "This cart is no longer kept.");
    let message = Message::unrecoverable("not_found", content);
    answer(200, &error_answer(CART, vec![message], &state.public_url))
}

/// An answer that can be kept.
pub fn answer(status: u16, body: &Value) -> Answer {
    Answer { status, body: body.to_string().into_bytes() }
}

fn wish(call: Call<request::Cart>) -> Result<CartWish, Error> {
    Ok(CartWish {
        lines: wished_lines(call.body.line_items)?,
        context: call.about.context(),
        buyer: call.body.buyer.map(|buyer| buyer.0.kept()),
        codes: codes::wished(call.body.discounts)?.unwrap_or_default(),
        attribution: bounded(call.about.attribution),
        origin: call.agent.origin,
    })
}

async fn create(extract::State(state): extract::State<State>, write: Write<request::Cart>) -> Result<Answer, Error> {
    let language = write.call.agent.language(write.call.about.language());
    let wish = wish(write.call)?;
    let store = state.store.clone();
    let reply = write.key.once(move |(cart, notes): (Option<Cart>, Vec<Note>)| match cart {
        Some(cart) => answer(201, &view(&state, &cart, language)),
        None => {
            let mut messages = messages(state.store.goods(), &[], &notes, language);
            if messages.is_empty() {
                let content = language.pick("购物车里还没有商品。", "A new cart needs an item.");
                messages.push(Message::recoverable("empty", "$.line_items".to_owned(), content));
            }
            answer(200, &error_answer(CART, messages, &state.public_url))
        }
    });
    Ok(store.create_cart(reply, wish).await?)
}

async fn read(extract::State(state): extract::State<State>, Id(id): Id, agent: Agent) -> Result<Answer, Error> {
    Ok(match state.store.cart(id).await? {
        Some(cart) => answer(200, &view(&state, &cart, agent.language(language_of(&cart)))),
        None => gone(&state, agent.language(None)),
    })
}

async fn replace(
    extract::State(state): extract::State<State>,
    Id(id): Id,
    write: Write<request::Cart>,
) -> Result<Answer, Error> {
    if write.call.body.id.as_ref() != Some(&id) {
        return Err(Error::malformed("$.id", "has to be the id of the cart in the address"));
    }
    let language = write.call.agent.language(write.call.about.language());
    let wish = wish(write.call)?;
    let store = state.store.clone();
    let reply = write.key.once(move |cart: Option<Cart>| match cart {
        Some(cart) => answer(200, &view(&state, &cart, language)),
        None => gone(&state, language),
    });
    Ok(store.replace_cart(reply, id, wish).await?)
}

async fn cancel(
    extract::State(state): extract::State<State>,
    Id(id): Id,
    write: Write<Nothing>,
) -> Result<Answer, Error> {
    let (store, agent) = (state.store.clone(), write.call.agent);
    let reply = write.key.once(move |cart: Option<Cart>| match cart {
        Some(cart) => answer(200, &view(&state, &cart, agent.language(language_of(&cart)))),
        None => gone(&state, agent.language(None)),
    });
    Ok(store.cancel_cart(reply, id).await?)
}

fn language_of(cart: &Cart) -> Option<&str> {
    cart.context.as_ref()?.language.as_deref()
}

//! GET /cart/{id}: on to the cart's checkout, which is made if there is none.

use super::notice::{Notice, trouble};
use super::visit::{Named, Visit};
use crate::app::State;
use crate::pricing::{Note, PricedLine, WishedLine};
use crate::store::{Cart, Checkout, CheckoutSource, CheckoutWish, Created, Plain, StoreError};
use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

pub async fn open(extract::State(state): extract::State<State>, visit: Visit, Named(id): Named) -> Response {
    match checkout_of(&state, id).await {
        Ok(Created::Checkout(checkout)) => {
            Redirect::to(&visit.link(&format!("/checkout/{}", checkout.id))).into_response()
        }
        Ok(Created::NoCart) => gone(&visit),
        Ok(Created::NothingToSell(notes)) => sold_out(&state, &visit, &notes),
        Err(error) => trouble(&visit, error),
    }
}

/// The cart's checkout, holding what the cart holds now.
async fn checkout_of(state: &State, id: String) -> Result<Created, StoreError> {
    let Some(cart) = state.store.cart(id.clone()).await? else { return Ok(Created::NoCart) };
    let wish = CheckoutWish {
        source: CheckoutSource::Cart(id),
        context: None,
        details: Default::default(),
        attribution: None,
        origin: None,
    };
    let created = state.store.create_checkout(Plain, wish).await?;
    let Created::Checkout(checkout) = created else { return Ok(created) };
    if same(&checkout.lines, &cart.lines) && checkout.sent.codes.as_deref().unwrap_or_default() == cart.codes {
        return Ok(Created::Checkout(checkout));
    }
    // An open checkout is given again as it was; the cart has changed since.
    let checkout_id = checkout.id.clone();
    let replaced = state.store.replace_checkout(Plain, checkout_id, with_lines_of(*checkout, cart)).await?;
    Ok(replaced.map_or(Created::NoCart, |checkout| Created::Checkout(Box::new(checkout))))
}

fn same(one: &[PricedLine], other: &[PricedLine]) -> bool {
    let what = |line: &PricedLine| (line.variant_id.clone(), line.quantity);
    one.iter().map(what).eq(other.iter().map(what))
}

/// The checkout as it is, but for its lines and codes. What the buyer typed stays: only what the platform sent is sent again.
fn with_lines_of(checkout: Checkout, cart: Cart) -> CheckoutWish {
    let lines = cart.lines.into_iter().map(|line| WishedLine {
        id: Some(line.id),
        variant_id: line.variant_id,
        quantity: line.quantity,
    });
    let mut details = checkout.sent;
    let known = details.codes.as_deref().unwrap_or_default() == cart.codes;
    details.codes = if known { details.codes.filter(|_| checkout.typed.codes.is_none()) } else { Some(cart.codes) };
    details.buyer = details.buyer.filter(|_| checkout.typed.buyer.is_none());
    details.choice = details.choice.filter(|_| checkout.typed.choice.is_none());
    CheckoutWish {
        source: CheckoutSource::Lines(lines.collect()),
        context: checkout.context,
        details,
        attribution: None,
        origin: None,
    }
}

fn gone(visit: &Visit) -> Response {
    let language = visit.language();
    let title = language.pick("这个购物车已经不在了", "This cart is no longer there");
    let text = language.pick(
        "也许它已经变成了订单，也许放得太久了。可以到店里重新选。",
        "Perhaps it has become an order, or it was kept too long. You can choose again in the shops.",
    );
    Notice::new(StatusCode::NOT_FOUND, title, text).answer(visit, language)
}

fn sold_out(state: &State, visit: &Visit, notes: &[Note]) -> Response {
    let language = visit.language();
    let goods = state.store.goods();
    let ids = notes.iter().filter_map(|note| match note {
        Note::OutOfStock { variant_id } | Note::NotFound { variant_id } => Some(variant_id),
        Note::Adjusted { .. } => None,
    });
    let items: Vec<_> = ids.filter_map(|id| goods.item(id)).collect();
    let text = html! {
        p { (language.pick("购物车里的东西都卖完了：", "Everything in this cart is sold out:")) }
        ul { @for item in &items { li { (item.title(language)) } } }
    };
    let way = |item: &crate::goods::Item<'_>| {
        let name = item.seller.name.of(language);
        let title = format!("{} {name}", language.pick("回到", "Back to"));
        (visit.link(&format!("/s/{}", item.seller.id)), title)
    };
    let title = language.pick("卖完了", "Sold out").to_owned();
    Notice { status: StatusCode::OK, title, text, ways: items.first().map(way).into_iter().collect() }
        .answer(visit, language)
}

//! A seller's shop: GET /s/{seller}, and POST /s/{seller}/buy, which makes a checkout of one product and leads there.

mod product;
mod view;

use super::form::Fields;
use super::notice::{Notice, trouble};
use super::visit::{Named, Visit};
use crate::app::State;
use crate::catalog::Shelf;
use crate::goods::{Product, Seller};
use crate::language::Language;
use crate::pricing::{Offers, WishedLine};
use crate::store::{CheckoutSource, CheckoutWish, Context, Created, Plain};
use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// What a buyer wanted to buy, as it was typed.
struct Wish {
    /// The product whose button was pressed.
    product_id: String,
    /// The variant that was chosen.
    variant_id: String,
    /// Pieces.
    quantity: String,
}

/// A wish that cannot be met like that.
struct Refused {
    wish: Wish,
    /// What is wrong and what to do.
    text: String,
}

/// GET /s/{seller}, with ?product={id} to see that one first
pub async fn show(extract::State(state): extract::State<State>, visit: Visit, Named(seller): Named) -> Response {
    match state.store.offers().await {
        Ok(offers) => answer(&state, &visit, &seller, &offers, None),
        Err(error) => trouble(&visit, error),
    }
}

/// GET /s/{seller}/buy: only the form's POST means anything, so back to the shop.
pub async fn back(visit: Visit, Named(seller): Named) -> Response {
    Redirect::to(&visit.link(&format!("/s/{seller}"))).into_response()
}

/// POST /s/{seller}/buy
pub async fn buy(
    extract::State(state): extract::State<State>,
    visit: Visit,
    Named(seller): Named,
    fields: Fields,
) -> Response {
    let offers = match state.store.offers().await {
        Ok(offers) => offers,
        Err(error) => return trouble(&visit, error),
    };
    // The shop's address, for the page and its links, when this is answered with the shop.
    let visit = visit.at(format!("/s/{seller}"));
    let wish =
        Wish { product_id: fields.text("buy"), variant_id: fields.text("variant"), quantity: fields.text("quantity") };
    let language = visit.language();
    let line = match line(&state, &seller, &offers, &wish, language) {
        Ok(line) => line,
        Err(text) => return answer(&state, &visit, &seller, &offers, Some(Refused { wish, text })),
    };
    let checkout = CheckoutWish {
        source: CheckoutSource::Lines(vec![line]),
        context: Some(Context { language: Some(language.tag().to_owned()), ..Context::default() }),
        details: Default::default(),
        attribution: None,
        origin: None,
    };
    match state.store.create_checkout(Plain, checkout).await {
        Ok(Created::Checkout(checkout)) => {
            Redirect::to(&visit.link(&format!("/checkout/{}", checkout.id))).into_response()
        }
        Ok(_) => {
            // The last piece went between our look at the shelf and the checkout.
            let refused = Refused { wish, text: sold_out(language) };
            answer(&state, &visit, &seller, &offers, Some(refused))
        }
        Err(error) => trouble(&visit, error),
    }
}

/// The line that a wish means, if the shop can sell it; else what is wrong.
fn line(state: &State, seller: &str, offers: &Offers, wish: &Wish, language: Language) -> Result<WishedLine, String> {
    let item = state.store.goods().item(&wish.variant_id).filter(|item| item.seller.id == seller);
    let Some(limit) = item.and_then(|item| offers.get(&item.variant.id)).map(|offer| offer.limit()) else {
        return Err(language.pick("请先选择一种规格。", "Choose one of the kinds first.").to_owned());
    };
    if limit == 0 {
        return Err(sold_out(language));
    }
    match wish.quantity.trim().parse() {
        Ok(quantity @ 1..) if quantity <= limit => {
            Ok(WishedLine { id: None, variant_id: wish.variant_id.clone(), quantity })
        }
        _ => Err(language.say(
            "数量请填 1 到 {most} 之间的整数。",
            "The quantity has to be a whole number from 1 to {most}.",
            &[("most", &limit)],
        )),
    }
}

fn sold_out(language: Language) -> String {
    language.pick("这一种刚刚卖完了。", "This one is sold out now.").to_owned()
}

fn answer(state: &State, visit: &Visit, seller: &str, offers: &Offers, refused: Option<Refused>) -> Response {
    let language = visit.language();
    let Some(seller) = state.store.goods().seller(seller) else { return no_shop(visit) };
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shelf = Shelf { state, offers, language };
    let Some(product) = asked_for(state, visit, seller) else {
        return view::page(&shelf, visit, seller, None, refused.as_ref()).answer(status);
    };
    let visit = visit.clone().at(format!("{}?product={}", path(seller), product.id));
    view::page(&shelf, &visit, seller, Some(product), refused.as_ref()).answer(status)
}

/// The product of this shop that the address names.
fn asked_for<'a>(state: &'a State, visit: &Visit, seller: &Seller) -> Option<&'a Product> {
    let id = visit.asks("product")?;
    state.store.goods().products.iter().find(|product| product.id == id && product.seller == seller.id)
}

fn no_shop(visit: &Visit) -> Response {
    let language = visit.language();
    let title = language.pick("没有这家店", "There is no such shop");
    let text = language.pick("也许它换了地址，也许已经收摊。", "It may have moved, or closed for good.");
    Notice::new(StatusCode::NOT_FOUND, title, text).answer(visit, language)
}

/// Where a shop is.
pub fn path(seller: &Seller) -> String {
    format!("/s/{}", seller.id)
}

//! A seller's shop: GET /s/{seller}, and POST /s/{seller}/buy, which makes a checkout of one product and leads there.

mod view;

use super::form::Fields;
use super::notice::{Notice, trouble};
use super::visit::{Named, Visit};
use crate::app::State;
use crate::catalog::Shelf;
use crate::goods::Seller;
use crate::language::Language;
use crate::pricing::{Offers, WishedLine};
use crate::store::{CheckoutSource, CheckoutWish, Context, Created, Plain};
use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

/// What a buyer wanted to buy, when it cannot be had like that.
pub struct Refused {
    /// The product whose form it was.
    pub product_id: String,
    /// The variant that was chosen.
    pub variant_id: String,
    /// As it was typed.
    pub quantity: String,
    /// What is wrong and what to do.
    pub text: String,
}

/// GET /s/{seller}
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
    let (variant_id, quantity) = (fields.text("variant"), fields.text("quantity"));
    let wanted = match wanted(&state, &visit, &seller, &offers, &variant_id, &quantity) {
        Ok(wanted) => wanted,
        Err(refused) => return answer(&state, &visit, &seller, &offers, Some(refused)),
    };
    let language = visit.language();
    let wish = CheckoutWish {
        source: CheckoutSource::Lines(vec![wanted]),
        context: Some(Context { language: Some(language.tag().to_owned()), ..Context::default() }),
        details: Default::default(),
        attribution: None,
        origin: None,
    };
    match state.store.create_checkout(Plain, wish).await {
        Ok(Created::Checkout(checkout)) => {
            Redirect::to(&visit.link(&format!("/checkout/{}", checkout.id))).into_response()
        }
        Ok(_) => {
            // The last piece went between our look at the shelf and the checkout.
            let refused = refused(&state, variant_id, quantity, sold_out(language));
            answer(&state, &visit, &seller, &offers, Some(refused))
        }
        Err(error) => trouble(&visit, error),
    }
}

/// The line that the form asks for, if the shop can sell it.
fn wanted(
    state: &State,
    visit: &Visit,
    seller: &str,
    offers: &Offers,
    variant_id: &str,
    quantity: &str,
) -> Result<WishedLine, Refused> {
    let language = visit.language();
    let refuse = |text: String| Err(refused(state, variant_id.to_owned(), quantity.to_owned(), text));
    let item = state.store.goods().item(variant_id).filter(|item| item.seller.id == seller);
    let Some(limit) = item.and_then(|item| offers.get(&item.variant.id)).map(|offer| offer.limit()) else {
        return refuse(language.pick("请先选择一种规格。", "Choose one of the kinds first.").to_owned());
    };
    if limit == 0 {
        return refuse(sold_out(language));
    }
    match quantity.trim().parse() {
        Ok(quantity @ 1..) if quantity <= limit => {
            Ok(WishedLine { id: None, variant_id: variant_id.to_owned(), quantity })
        }
        _ => refuse(match language {
            Language::Zh => format!("数量请填 1 到 {limit} 之间的整数。"),
            Language::En => format!("The quantity has to be a whole number from 1 to {limit}."),
        }),
    }
}

fn refused(state: &State, variant_id: String, quantity: String, text: String) -> Refused {
    let product = state.store.goods().find(&variant_id).map(|(product, _)| product.id.clone());
    Refused { product_id: product.unwrap_or_default(), variant_id, quantity, text }
}

fn sold_out(language: Language) -> String {
    language.pick("这一种刚刚卖完了。", "This one is sold out now.").to_owned()
}

fn answer(state: &State, visit: &Visit, seller: &str, offers: &Offers, refused: Option<Refused>) -> Response {
    let language = visit.language();
    let Some(seller) = state.store.goods().seller(seller) else { return no_shop(visit) };
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shelf = Shelf { state, offers, language };
    view::page(&shelf, visit, seller, refused.as_ref()).answer(status)
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

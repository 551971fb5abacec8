//! The hosted checkout: GET and POST /checkout/{id}. One form for everything; each press sends the whole of it, so that
//! nothing typed is lost whatever was pressed.

mod choices;
mod draft;
mod filled;
mod lines;
mod press;
mod view;

pub use choices::{place_of, words};
pub use lines::by_seller;
pub use view::totals;

use super::form::Fields;
use super::notice::{Notice, status_of, trouble};
use super::visit::{Named, Visit};
use crate::app::State;
use crate::language::Language;
use crate::store::{Checkout, Completion, Lifecycle, Plain, StoreError, Typed};
use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use draft::{Draft, Said};
use filled::{Filled, Pressed};
use press::{Outcome, Press};
use view::Sheet;

/// GET /checkout/{id}, after a press with the name of what was sent
pub async fn show(extract::State(state): extract::State<State>, visit: Visit, Named(id): Named) -> Response {
    let checkout = match state.store.checkout(id).await {
        Ok(Some(checkout)) if checkout.lifecycle == Lifecycle::Open => checkout,
        Ok(other) => return over(&state, &visit, other),
        Err(error) => return trouble(&visit, error),
    };
    match Draft::asked_for(&state, &visit, &checkout).await {
        Ok(Some(draft)) => draft.page(&state, &visit, checkout, StatusCode::OK),
        Ok(None) => Sheet::new(&state, &visit, &checkout, &Filled::of(&checkout)).answer(StatusCode::OK),
        Err(error) => trouble(&visit, error),
    }
}

/// POST /checkout/{id}. Answered with the way to a page, which can be gone back to and loaded again, where anything can be kept.
pub async fn submit(
    extract::State(state): extract::State<State>,
    visit: Visit,
    Named(id): Named,
    fields: Fields,
) -> Response {
    let visit = visit.asking_for(fields.find("lang").and_then(Language::named));
    let checkout = match state.store.checkout(id).await {
        Ok(Some(checkout)) if checkout.lifecycle == Lifecycle::Open => checkout,
        Ok(other) => return back(&visit, other.as_ref()),
        Err(error) => return trouble(&visit, error),
    };
    let language = language(&visit, &checkout);
    let filled = Filled::read(&fields);
    let (quantities, _) = filled.quantities(language);
    let typed = Typed { details: filled.details(), quantities };
    if filled.pressed == Pressed::Place && filled.problems(&state, &checkout, language).is_empty() {
        return order(&state, &visit, checkout, filled, typed).await;
    }
    match state.store.type_details(Plain, checkout.id.clone(), typed).await {
        Ok(Some(checkout)) if checkout.lifecycle == Lifecycle::Open => {
            Draft::of(filled, Said::Typed, &checkout).answer(&state, &visit, checkout).await
        }
        Ok(other) => back(&visit, other.as_ref()),
        Err(error) => failed(&state, &visit, checkout, filled, &error),
    }
}

/// Places the order, or says why not yet.
async fn order(state: &State, visit: &Visit, checkout: Checkout, filled: Filled, typed: Typed) -> Response {
    let press = Press::new(&filled.key, &checkout.id);
    let payment = filled.payment(state, language(visit, &checkout));
    let outcome = state.store.type_and_complete(press, checkout.id.clone(), typed, payment).await;
    let (checkout, completion) = match outcome {
        Ok(Outcome::Order(order_id)) => return to_order(visit, &order_id),
        Ok(Outcome::Open(checkout, completion)) => (checkout, completion),
        Ok(Outcome::Over) => return back(visit, None),
        Err(error) => return failed(state, visit, checkout, filled, &error),
    };
    let said = match completion {
        Completion::Changed => Said::Changed,
        // What is missing and which code takes nothing off can be seen by what was typed.
        Completion::Incomplete(_) | Completion::CodeRefused => Said::Typed,
        Completion::NotOffered | Completion::Declined | Completion::Placed | Completion::Over => Said::NotPaid,
    };
    Draft::of(filled, said, &checkout).answer(state, visit, *checkout).await
}

/// The form again, as it was typed: the marketplace could not take it. Nothing is kept: loaded again, the page would still say so when the
/// marketplace long goes on.
fn failed(state: &State, visit: &Visit, checkout: Checkout, filled: Filled, error: &StoreError) -> Response {
    let filled = Filled { key: press::new_key(), ..filled };
    Draft::of(filled, Said::Failed, &checkout).page(state, visit, checkout, status_of(error))
}

/// From a checkout that takes nothing any more: to its order, else to its own page, which says so.
fn back(visit: &Visit, checkout: Option<&Checkout>) -> Response {
    match checkout.map(|checkout| &checkout.lifecycle) {
        Some(Lifecycle::Completed { order_id, .. }) => to_order(visit, order_id),
        _ => Redirect::to(&visit.link(&visit.path)).into_response(),
    }
}

/// What is shown for a checkout that takes nothing any more.
fn over(state: &State, visit: &Visit, checkout: Option<Checkout>) -> Response {
    let (title, text, status, known) = match &checkout {
        Some(Checkout { lifecycle: Lifecycle::Completed { order_id, .. }, .. }) => return to_order(visit, order_id),
        Some(checkout) => (
            ("这次结算已经取消或过期", "This checkout was canceled or has expired"),
            (
                "没有下单，也没有收钱。想买的话，可以重新选一次。",
                "Nothing was ordered and nothing paid. If you still want the goods, choose them again.",
            ),
            StatusCode::GONE,
            Some(checkout),
        ),
        None => (
            ("找不到这次结算", "This checkout cannot be found"),
            (
                "地址可能不完整，或者放得太久了。可以到店里重新选。",
                "Its address may be cut short, or it was kept too long. You can choose again in the shops.",
            ),
            StatusCode::NOT_FOUND,
            None,
        ),
    };
    let language = known.map_or_else(|| visit.language(), |checkout| language(visit, checkout));
    let goods = state.store.goods();
    let sellers = known.map(|checkout| crate::fulfillment::sellers(goods, &checkout.lines)).unwrap_or_default();
    let ways = sellers.iter().map(|s| (visit.link(&super::shop::path(s)), s.name.of(language).to_owned())).collect();
    let notice = Notice::new(status, language.pick(title.0, title.1), language.pick(text.0, text.1));
    Notice { ways, ..notice }.answer(visit, language)
}

fn to_order(visit: &Visit, order_id: &str) -> Response {
    Redirect::to(&visit.link(&format!("/o/{order_id}"))).into_response()
}

/// What the buyer asks for, else what the page they come from was in.
fn language(visit: &Visit, checkout: &Checkout) -> Language {
    let context = checkout.context.as_ref().and_then(|context| context.language.as_deref());
    visit.language_or(context.and_then(Language::named))
}

//! The hosted checkout: GET and POST /checkout/{id}. One form for everything; each press sends the whole of it, so that
//! nothing typed is lost whatever was pressed.

mod choices;
mod filled;
mod lines;
mod press;
mod view;

pub use choices::{place_of, words};
pub use lines::by_seller;
pub use view::totals;

use super::form::{Fields, Problem};
use super::notice::{Notice, status_of, trouble};
use super::visit::{Named, Visit};
use crate::app::State;
use crate::language::Language;
use crate::store::{Checkout, Completion, Lifecycle, Plain, StoreError, Typed};
use axum::extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use filled::{Filled, Pressed};
use press::{Outcome, Press};
use view::Sheet;

/// GET /checkout/{id}
pub async fn show(extract::State(state): extract::State<State>, visit: Visit, Named(id): Named) -> Response {
    match state.store.checkout(id).await {
        Ok(Some(checkout)) if checkout.lifecycle == Lifecycle::Open => {
            let filled = Filled::of(&checkout);
            Sheet::new(&state, &visit, &checkout, &filled).answer(StatusCode::OK)
        }
        Ok(other) => over(&state, &visit, other),
        Err(error) => trouble(&visit, error),
    }
}

/// POST /checkout/{id}
pub async fn submit(
    extract::State(state): extract::State<State>,
    visit: Visit,
    Named(id): Named,
    fields: Fields,
) -> Response {
    let visit = visit.asking_for(fields.find("lang").and_then(Language::named));
    let checkout = match state.store.checkout(id).await {
        Ok(Some(checkout)) if checkout.lifecycle == Lifecycle::Open => checkout,
        Ok(other) => return over(&state, &visit, other),
        Err(error) => return trouble(&visit, error),
    };
    let language = language(&visit, &checkout);
    let filled = Filled::read(&fields);
    let (quantities, mut problems) = filled.quantities(language);
    problems.extend(filled.too_long(language));
    let typed = Typed { details: filled.details(), quantities };
    let place = filled.pressed == Pressed::Place;
    problems.extend(filled.problems(&state, &checkout, &typed, place, language));
    if place && problems.is_empty() {
        return order(&state, &visit, checkout, &filled, typed).await;
    }
    match state.store.type_details(Plain, checkout.id.clone(), typed).await {
        Ok(Some(checkout)) if checkout.lifecycle == Lifecycle::Open => {
            problems.extend(Filled::code_problem(&state, &checkout, language));
            let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Sheet { problems, ..Sheet::new(&state, &visit, &checkout, &filled) }.answer(status)
        }
        Ok(other) => over(&state, &visit, other),
        Err(error) => failed(&state, &visit, &checkout, &filled, error),
    }
}

/// Places the order, or says why not yet.
async fn order(state: &State, visit: &Visit, checkout: Checkout, filled: &Filled, typed: Typed) -> Response {
    let language = language(visit, &checkout);
    let press = Press::new(&filled.key, &checkout.id);
    let payment = filled.payment(state, language);
    let outcome = state.store.type_and_complete(press, checkout.id.clone(), typed, payment).await;
    let (checkout, completion) = match outcome {
        Ok(Outcome::Order(order_id)) => return to_order(visit, &order_id),
        Ok(Outcome::Open(checkout, completion)) => (checkout, completion),
        Ok(Outcome::Over(checkout)) => return over(state, visit, checkout.map(|checkout| *checkout)),
        Err(error) => return failed(state, visit, &checkout, filled, error),
    };
    let sheet = Sheet::new(state, visit, &checkout, filled);
    match completion {
        Completion::Changed => Sheet { changed_from: filled.seen_total, ..sheet }.answer(StatusCode::CONFLICT),
        Completion::Incomplete(missing) => {
            let problems = filled.problems_of(missing, language);
            Sheet { problems, ..sheet }.answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Completion::CodeRefused => {
            let problems = Filled::code_problem(state, &checkout, language).into_iter().collect();
            Sheet { problems, ..sheet }.answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Completion::NotOffered | Completion::Declined | Completion::Placed | Completion::Over => {
            let text =
                language.pick("这种付款方式用不了，请换一种。", "This way to pay did not work. Please choose another.");
            Sheet { problems: vec![Problem::at("payment", text)], ..sheet }.answer(StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// The form again, as it was typed: the marketplace could not take it.
fn failed(state: &State, visit: &Visit, checkout: &Checkout, filled: &Filled, error: StoreError) -> Response {
    let text = language(visit, checkout).pick(
        "集市这会儿忙不过来，订单还没有提交。请再按一次。",
        "The marketplace cannot answer just now; nothing was ordered. Please press once more.",
    );
    let problems = vec![Problem::at("place", text)];
    let filled = Filled { key: press::new_key(), ..filled.clone() };
    Sheet { problems, ..Sheet::new(state, visit, checkout, &filled) }.answer(status_of(&error))
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

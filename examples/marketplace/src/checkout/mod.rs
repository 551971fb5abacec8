//! Checkouts: POST /checkout-sessions, GET and PUT /checkout-sessions/{id}, …/complete, …/cancel
//! (UCP shopping/checkout.json with fulfillment.json). The usual way on is continue_url, where the buyer sees the
//! marketplace itself; complete is for platforms that show everything themselves.

mod delivery;
mod view;

pub use delivery::point_address;
pub use view::{View, fee_name, missing_message};

use crate::agent::{Agent, Call, Id, Write, bounded};
use crate::app::State;
use crate::cart::{answer, messages, wished_lines};
use crate::codes;
use crate::error::Error;
use crate::fulfillment::Details;
use crate::language::Language;
use crate::payment::DECLINED;
use crate::pricing::Note;
use crate::store::{Answer, Checkout, CheckoutSource, CheckoutWish, Completion, Created, Lifecycle, Payment};
use crate::ucp::request::{self, Complete, Nothing};
use crate::ucp::{CHECKOUT, Message, error_answer};
use axum::Router;
use axum::extract;
use axum::routing::{get, post};

/// The routes, below the endpoint.
pub fn router() -> Router<State> {
    Router::new()
        .route("/checkout-sessions", post(create))
        .route("/checkout-sessions/{id}", get(read).put(replace))
        .route("/checkout-sessions/{id}/complete", post(complete))
        .route("/checkout-sessions/{id}/cancel", post(cancel))
}

async fn create(
    extract::State(state): extract::State<State>,
    write: Write<request::Checkout>,
) -> Result<Answer, Error> {
    let language = write.call.agent.language(write.call.about.language());
    let (wish, agent, problems) = wish(&state, write.call, true)?;
    let store = state.store.clone();
    let reply = write.key.once(move |created| match created {
        Created::Checkout(checkout) => answer(201, &View::new(&state, &agent, &checkout).say(&checkout, problems)),
        Created::NoCart => {
            let content = language.pick("购物车已失效。", "This cart is no longer kept.");
            refuse(&state, vec![Message::unrecoverable("not_found", content)])
        }
        Created::NothingToSell(notes) => refuse(&state, unsellable(&state, &notes, language)),
    });
    Ok(store.create_checkout(reply, wish).await?)
}

async fn read(extract::State(state): extract::State<State>, Id(id): Id, agent: Agent) -> Result<Answer, Error> {
    let checkout = state.store.checkout(id).await?;
    Ok(shown(&state, &agent, checkout, Vec::new()))
}

async fn replace(
    extract::State(state): extract::State<State>,
    Id(id): Id,
    write: Write<request::Checkout>,
) -> Result<Answer, Error> {
    let (wish, agent, mut problems) = wish(&state, write.call, false)?;
    let store = state.store.clone();
    let reply = write.key.once(move |checkout: Option<Checkout>| {
        if let Some(over) = checkout.as_ref().and_then(|checkout| over(&agent, checkout)) {
            problems = vec![over];
        }
        shown(&state, &agent, checkout, problems)
    });
    Ok(store.replace_checkout(reply, id, wish).await?)
}

async fn complete(
    extract::State(state): extract::State<State>,
    Id(id): Id,
    write: Write<Complete>,
) -> Result<Answer, Error> {
    let Call { agent, body, about } = write.call;
    let known = state.store.checkout(id.clone()).await?;
    let language = agent.language(known.as_ref().and_then(language_of));
    let attribution = (bounded(about.attribution), agent.origin.clone());
    let payment = payment(&state, body.payment.0, language, attribution);
    let store = state.store.clone();
    let reply = write.key.once(move |completed: Option<(Checkout, Completion)>| match completed {
        Some((checkout, completion)) => {
            let problems = completion_problem(&agent, &checkout, &completion);
            shown(&state, &agent, Some(checkout), problems.into_iter().collect())
        }
        None => shown(&state, &agent, None, Vec::new()),
    });
    Ok(store.complete_checkout(reply, id, payment).await?)
}

async fn cancel(
    extract::State(state): extract::State<State>,
    Id(id): Id,
    write: Write<Nothing>,
) -> Result<Answer, Error> {
    let agent = write.call.agent;
    let store = state.store.clone();
    let reply = write.key.once(move |canceled: Option<(Checkout, bool)>| match canceled {
        Some((checkout, true)) => shown(&state, &agent, Some(checkout), Vec::new()),
        Some((checkout, false)) => {
            let over = over(&agent, &checkout);
            shown(&state, &agent, Some(checkout), over.into_iter().collect())
        }
        None => shown(&state, &agent, None, Vec::new()),
    });
    Ok(store.cancel_checkout(reply, id).await?)
}

/// All that a platform says, and what is wrong with its choice of fulfillment.
fn wish(
    state: &State,
    call: Call<request::Checkout>,
    creating: bool,
) -> Result<(CheckoutWish, Agent, Vec<Message>), Error> {
    let Call { agent, body, about } = call;
    let language = agent.language(about.language());
    let (choice, problems) = match &body.fulfillment {
        Some(fulfillment) => delivery::choice(state.store.goods(), fulfillment, language),
        None => (None, Vec::new()),
    };
    let codes = codes::wished(body.discounts)?;
    let details = Details { buyer: body.buyer.map(|buyer| buyer.kept()), choice, codes };
    let lines = wished_lines(body.line_items)?;
    let source = match body.cart_id.filter(|_| creating) {
        Some(cart_id) => CheckoutSource::Cart(cart_id),
        None => CheckoutSource::Lines(lines),
    };
    let (context, attribution) = (about.context(), bounded(about.attribution));
    let wish = CheckoutWish { source, context, details, attribution, origin: agent.origin.clone() };
    Ok((wish, agent, problems))
}

/// The selected instrument, or the only one.
fn payment(
    state: &State,
    payment: request::Payment,
    language: Language,
    attribution: (Option<crate::store::Attribution>, Option<String>),
) -> Payment {
    let instruments = payment.instruments.unwrap_or_default();
    let selected = instruments.iter().find(|instrument| instrument.selected == Some(true)).or(instruments.first());
    let token = selected.and_then(|instrument| instrument.credential.as_ref()).and_then(|c| c.token.as_ref());
    Payment {
        handler_id: selected.map(|instrument| instrument.handler_id.clone()).unwrap_or_default(),
        instrument: selected.map(|instrument| instrument.kind.clone()).unwrap_or_default(),
        declined: token.is_some_and(|token| token == DECLINED),
        seen_total: None,
        language,
        attribution,
        partners: state.partners.clone(),
    }
}

fn completion_problem(agent: &Agent, checkout: &Checkout, completion: &Completion) -> Option<Message> {
    let language = agent.language(language_of(checkout));
    let instrument = "$.payment.instruments[0]".to_owned();
    match completion {
        Completion::Placed | Completion::Incomplete(_) | Completion::CodeRefused => None,
        // The same wish again, such as a second press: the order stands as it is.
        Completion::Over if matches!(checkout.lifecycle, Lifecycle::Completed { .. }) => None,
        Completion::Over => over(agent, checkout),
        Completion::Changed => {
            let content = language.pick(
                "价格或库存有变，请确认后再下单。",
                "Prices or stock have changed. Please look again before you order.",
            );
            Some(Message::warning("checkout_changed", "$.totals".to_owned(), content))
        }
        Completion::NotOffered => {
            let content = language.pick("此订单不能用这种方式付款。", "This checkout cannot be paid for in that way.");
            Some(Message::recoverable("payment_failed", instrument, content))
        }
        Completion::Declined => {
            let content = language.pick("测试卡被拒绝。", "The test card was declined.");
            Some(Message::recoverable("payment_failed", instrument, content))
        }
    }
}

/// What is said to a change of a checkout that is over.
fn over(agent: &Agent, checkout: &Checkout) -> Option<Message> {
    let language = agent.language(language_of(checkout));
    let content = match checkout.lifecycle {
        Lifecycle::Open => return None,
        Lifecycle::Completed { .. } => {
            language.pick("订单已提交，不能再更改。", "The order is placed; its checkout cannot change any more.")
        }
        Lifecycle::Canceled => language.pick(
            "结算已取消或过期，请重新开始。",
            "This checkout was canceled or has expired. Please start a new one.",
        ),
    };
    Some(Message::unrecoverable("checkout_over", content))
}

fn shown(state: &State, agent: &Agent, checkout: Option<Checkout>, problems: Vec<Message>) -> Answer {
    match checkout {
        Some(checkout) => answer(200, &View::new(state, agent, &checkout).say(&checkout, problems)),
        None => {
            let content = agent.language(None).pick("没有这个结算。", "There is no such checkout.");
            refuse(state, vec![Message::unrecoverable("not_found", content)])
        }
    }
}

fn unsellable(state: &State, notes: &[Note], language: Language) -> Vec<Message> {
    let mut messages = messages(state.store.goods(), &[], notes, language);
    if messages.is_empty() {
        let content = language.pick("没有可结算的商品。", "There is nothing to check out.");
        messages.push(Message::recoverable("empty", "$.line_items".to_owned(), content));
    }
    messages
}

fn refuse(state: &State, messages: Vec<Message>) -> Answer {
    answer(200, &error_answer(CHECKOUT, messages, &state.public_url))
}

fn language_of(checkout: &Checkout) -> Option<&str> {
    checkout.context.as_ref()?.language.as_deref()
}

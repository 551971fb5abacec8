//! Ways to pay. None of them takes a card's number: money changes hands where the goods do, or it is a test.

use crate::fulfillment::Method;

/// A way to pay that is announced to platforms (UCP payment_handler.json).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// What `payment.instruments[].handler_id` names.
    pub id: &'static str,
    /// Its reverse-domain name.
    pub name: &'static str,
    /// The method of fulfillment it goes with. None: any.
    pub method: Option<Method>,
    /// Types of instrument it takes.
    pub instruments: &'static [&'static str],
}

/// All of them.
pub const HANDLERS: [Handler; 3] = [
    Handler {
        id: "on_pickup",
        name: "example.tsampa.on_pickup",
        method: Some(Method::Pickup),
        instruments: &["cash", "phone"],
    },
    Handler {
        id: "on_delivery",
        name: "example.tsampa.on_delivery",
        method: Some(Method::Shipping),
        instruments: &["cash", "phone"],
    },
    Handler { id: "test_card", name: "example.tsampa.test_card", method: None, instruments: &["test_card"] },
];

/// What can be used with a method of fulfillment; everything while none is chosen.
pub fn offered(method: Option<Method>) -> impl Iterator<Item = &'static Handler> {
    HANDLERS.iter().filter(move |handler| method.is_none() || handler.method.is_none() || handler.method == method)
}

/// The test card's token that plays a refusal.
pub const DECLINED: &str = "declined";

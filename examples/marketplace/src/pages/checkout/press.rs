//! The press on “place order”: with the key that its form was made with it counts once.

use crate::store::{Answer, Checkout, Completion, Lifecycle, Once, Reply, StoreError, Work};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What came of a press.
pub enum Outcome {
    /// The order, by id: placed now, or by the same press before.
    Order(String),
    /// None yet.
    Open(Box<Checkout>, Completion),
    /// None any more: the checkout was canceled, has expired or is gone.
    Over,
}

/// Keeps an order's id under the form's key. A press that placed nothing is not kept: the next one is judged anew.
pub struct Press {
    once: Once<fn(String) -> Answer>,
}

impl Press {
    /// By a form's key and its checkout. Without a key the checkout is one: it becomes one order at most.
    pub fn new(key: &str, checkout_id: &str) -> Press {
        let fingerprint: [u8; 32] = Sha256::digest(format!("order {checkout_id}")).into();
        let key =
            Uuid::try_parse(key).map_or_else(|_| format!("order {checkout_id}"), |key| key.hyphenated().to_string());
        Press {
            once: Once { key, fingerprint, answer: |order_id| Answer { status: 201, body: order_id.into_bytes() } },
        }
    }
}

impl Reply<Option<(Checkout, Completion)>> for Press {
    type Given = Outcome;

    fn earlier(&self, work: &Work<'_>) -> Result<Option<Outcome>, StoreError> {
        let earlier = Reply::<String>::earlier(&self.once, work)?;
        Ok(earlier.and_then(|answer| String::from_utf8(answer.body).ok()).map(Outcome::Order))
    }

    fn give(self, work: &Work<'_>, outcome: Option<(Checkout, Completion)>) -> Result<Outcome, StoreError> {
        let Some((checkout, completion)) = outcome else { return Ok(Outcome::Over) };
        match &checkout.lifecycle {
            Lifecycle::Open => Ok(Outcome::Open(Box::new(checkout), completion)),
            Lifecycle::Canceled => Ok(Outcome::Over),
            Lifecycle::Completed { order_id, .. } => {
                self.once.give(work, order_id.clone())?;
                Ok(Outcome::Order(order_id.clone()))
            }
        }
    }
}

/// A key for a form; none if there is no chance to be had.
pub fn new_key() -> String {
    let mut random = [0; 16];
    let filled = getrandom::fill(&mut random);
    filled.map(|()| uuid::Builder::from_random_bytes(random).into_uuid().to_string()).unwrap_or_default()
}

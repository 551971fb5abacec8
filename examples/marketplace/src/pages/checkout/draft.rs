//! A form that was sent and became no order: kept until its page is asked for, so that no page is the answer to a POST,
//! which browsers can neither go back to nor load again.
//!
//! Its name stands in the address and is a new one at each press, which only who pressed is told. A name that stayed the
//! same could be given out by whoever sent the buyer here, to read along.

use super::filled::Filled;
use super::view::Sheet;
use crate::app::State;
use crate::pages::form::Problem;
use crate::pages::notice::status_of;
use crate::pages::visit::{Visit, in_language};
use crate::pricing::Note;
use crate::store::{Checkout, Plain, StoreError};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

/// What was sent, and what came of it. In no language: whoever asks for the page has one.
#[derive(Serialize, Deserialize)]
pub struct Draft {
    filled: Filled,
    said: Said,
    /// What could not be met. The checkout holds what can be had and has forgotten what was wished.
    notes: Vec<Note>,
}

/// Why there is no order yet.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// It was not asked for, or what is typed stands in its way.
    Typed,
    /// Stock or prices are no longer what the buyer saw.
    Changed,
    /// The way to pay did not work.
    NotPaid,
    /// The marketplace could not take it.
    Failed,
}

impl Draft {
    /// Of a checkout as it is after the press.
    pub fn of(filled: Filled, said: Said, checkout: &Checkout) -> Draft {
        Draft { filled, said, notes: checkout.notes.clone() }
    }

    /// The one that a page is asked for with. None: it is asked for with none, or with one that is forgotten.
    pub async fn asked_for(state: &State, visit: &Visit, checkout: &Checkout) -> Result<Option<Draft>, StoreError> {
        let Some(name) = visit.asks("form") else { return Ok(None) };
        let document = state.store.draft(checkout.id.clone(), name.to_owned()).await?;
        // One of an earlier build that cannot be read is as good as forgotten.
        Ok(document.and_then(|document| serde_json::from_str(&document).ok()))
    }

    /// The way to its page; where it cannot be kept, the page.
    pub async fn answer(self, state: &State, visit: &Visit, checkout: Checkout) -> Response {
        match self.keep(state, &checkout.id).await {
            Ok(name) => {
                let page = in_language(&format!("/checkout/{}", checkout.id), super::language(visit, &checkout));
                Redirect::to(&format!("{page}&form={name}")).into_response()
            }
            Err(error) => self.page(state, visit, checkout, status_of(&error)),
        }
    }

    async fn keep(&self, state: &State, checkout_id: &str) -> Result<String, StoreError> {
        state.store.keep_draft(Plain, checkout_id.to_owned(), serde_json::to_string(self)?).await
    }

    /// The form as it was typed, at today's prices, with all that is wrong with it.
    pub fn page(self, state: &State, visit: &Visit, mut checkout: Checkout, status: StatusCode) -> Response {
        let notes = self.notes.iter().filter(|note| !checkout.notes.contains(note) && holds(note, &checkout));
        let notes: Vec<Note> = notes.cloned().collect();
        checkout.notes.extend(notes);
        let problems = self.problems(state, visit, &checkout);
        let changed_from = self.filled.seen_total.filter(|_| self.said == Said::Changed);
        Sheet { problems, changed_from, ..Sheet::new(state, visit, &checkout, &self.filled) }.answer(status)
    }

    fn problems(&self, state: &State, visit: &Visit, checkout: &Checkout) -> Vec<Problem> {
        let language = super::language(visit, checkout);
        let (field, text) = match self.said {
            Said::Changed => return Vec::new(),
            Said::Typed => {
                let typed = self.filled.problems(state, checkout, language).into_iter();
                return typed.chain(Filled::code_problem(state, checkout, language)).collect();
            }
            Said::NotPaid => (
                "payment",
                language.pick("这种付款方式用不了，请换一种。", "This way to pay did not work. Please choose another."),
            ),
            Said::Failed => (
                "place",
                language.pick(
                    "集市这会儿忙不过来，订单还没有提交。请再按一次。",
                    "The marketplace cannot answer just now; nothing was ordered. Please press once more.",
                ),
            ),
        };
        vec![Problem::at(field, text)]
    }
}

/// Whether a checkout is still what a note says of it.
fn holds(note: &Note, checkout: &Checkout) -> bool {
    match note {
        Note::Adjusted { line_id, kept, .. } => {
            checkout.lines.iter().any(|line| line.id == *line_id && line.quantity == *kept)
        }
        Note::OutOfStock { variant_id } | Note::NotFound { variant_id } => {
            checkout.lines.iter().all(|line| line.variant_id != *variant_id)
        }
    }
}

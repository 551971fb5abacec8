//! First answers by Idempotency-Key: kept in the transaction of their effect, so that there is never one without the other.

use super::{StoreError, Work};
use rusqlite::{OptionalExtension, params};

/// An answer as it went out first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status, 200 or 201.
    pub status: u16,
    /// JSON.
    pub body: Vec<u8>,
}

/// Turns a verb's outcome into what its caller gets, inside the verb's transaction.
pub trait Reply<O>: Send + 'static {
    /// What the caller gets.
    type Given: Send + 'static;
    /// What was given before, if this is a repetition: then the verb does not run.
    fn earlier(&self, work: &Work<'_>) -> Result<Option<Self::Given>, StoreError>;
    /// What is given now.
    fn give(self, work: &Work<'_>, outcome: O) -> Result<Self::Given, StoreError>;
}

/// Gives the outcome itself and keeps nothing. For callers within the house, such as the hosted pages.
pub struct Plain;

impl<O: Send + 'static> Reply<O> for Plain {
    type Given = O;

    fn earlier(&self, _: &Work<'_>) -> Result<Option<O>, StoreError> {
        Ok(None)
    }

    fn give(self, _: &Work<'_>, outcome: O) -> Result<O, StoreError> {
        Ok(outcome)
    }
}

/// Gives an [`Answer`] once: the same key with the same content gets the first one again, with another content
/// [`StoreError::KeyReused`].
pub struct Once<F> {
    /// The Idempotency-Key, a UUID in its usual form.
    pub key: String,
    /// SHA-256 of method, path and body.
    pub fingerprint: [u8; 32],
    /// Puts the outcome into words.
    pub answer: F,
}

impl<O, F: FnOnce(O) -> Answer + Send + 'static> Reply<O> for Once<F> {
    type Given = Answer;

    fn earlier(&self, work: &Work<'_>) -> Result<Option<Answer>, StoreError> {
        let mut find =
            work.connection.prepare_cached("SELECT fingerprint, status, body FROM answers WHERE key = ?1")?;
        let found: Option<(Vec<u8>, u16, Vec<u8>)> =
            find.query_row([&self.key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        match found {
            None => Ok(None),
            Some((fingerprint, status, body)) if fingerprint == self.fingerprint => Ok(Some(Answer { status, body })),
            Some(_) => Err(StoreError::KeyReused),
        }
    }

    fn give(self, work: &Work<'_>, outcome: O) -> Result<Answer, StoreError> {
        let answer = (self.answer)(outcome);
        work.connection
            .prepare_cached(
                "INSERT INTO answers (key, fingerprint, status, body, kept_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![self.key, self.fingerprint, answer.status, answer.body, work.now])?;
        Ok(answer)
    }
}

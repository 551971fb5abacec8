//! What a buyer sees on the marketplace itself.

use crate::app::State;
use axum::Router;

/// The pages' routes.
pub fn router() -> Router<State> {
    Router::new()
}

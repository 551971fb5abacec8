//! What is wrong with a request before anything was done: an HTTP status and `{code, content}`. What comes out of the
//! trade itself (sold out, not found, something missing) is not an error here but a message in a 200 answer.

use crate::store::StoreError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A request that was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400. The body is not what the operation takes.
    #[error("{place}: {found}")]
    Malformed {
        /// Where, as a JSONPath; of an address, its parameter.
        place: String,
        /// What was found there and what should be.
        found: String,
    },
    /// 400. A header that every such request has is absent or is not a UUID.
    #[error("{0} has to be a UUID.")]
    NotUuid(&'static str),
    /// 400. UCP-Agent is absent or names no profile.
    #[error("UCP-Agent has to name a profile by https: profile=\"https://platform.example/ucp/profile.json\".")]
    InvalidProfileUrl,
    /// 400. More of something than one request may ask for.
    #[error("{what}: at most {most} in one request.")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
    /// 401. The order key is absent or wrong.
    #[error("Orders are read with the marketplace's order key: Authorization: Bearer …")]
    Unauthorized,
    /// 404. No such address.
    #[error("There is nothing at this address. The marketplace's operations are listed in /.well-known/ucp.")]
    NoSuchRoute,
    /// 405. The address exists, the method does not.
    #[error("This address does not take this method.")]
    MethodNotAllowed,
    /// 409. The Idempotency-Key came before, with another content.
    #[error("This Idempotency-Key was used with another content. Read the state again, then send a new key.")]
    KeyReused,
    /// 413. The body is too large.
    #[error("The body is larger than {} KB.", BODY_SIZE_BYTES_MAX / 1024)]
    TooLarge,
    /// 415. The body is not declared as JSON.
    #[error("The body has to be JSON: Content-Type: application/json.")]
    NotJson,
    /// 429, with Retry-After. Too many requests from one address, or about one cart.
    #[error("Too many requests. Come again in {seconds} s with the same Idempotency-Key.")]
    TooOften {
        /// From now on.
        seconds: u64,
    },
    /// 503, with Retry-After. Too many writes wait already.
    #[error("The marketplace is busy. Try again in a moment with the same Idempotency-Key.")]
    Busy,
    /// 500. A flaw of the marketplace; its log says more.
    #[error("The marketplace has a problem. Nothing was changed.")]
    Broken(#[source] StoreError),
}

/// The largest body taken.
pub const BODY_SIZE_BYTES_MAX: usize = 256 * 1024;

impl Error {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.answer().0
    }

    /// The code on the wire; UCP's where it has one.
    pub fn code(&self) -> &'static str {
        self.answer().1
    }

    fn answer(&self) -> (StatusCode, &'static str) {
        match self {
            Error::Malformed { .. } => (StatusCode::BAD_REQUEST, "malformed_request"),
            Error::NotUuid(_) => (StatusCode::BAD_REQUEST, "invalid_header"),
            Error::InvalidProfileUrl => (StatusCode::BAD_REQUEST, "invalid_profile_url"),
            Error::TooMany { .. } => (StatusCode::BAD_REQUEST, "request_too_large"),
            Error::Unauthorized => (StatusCode::UNAUTHORIZED, "unauthorized"),
            Error::NoSuchRoute => (StatusCode::NOT_FOUND, "no_such_route"),
            Error::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Error::KeyReused => (StatusCode::CONFLICT, "idempotency_key_reused"),
            Error::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "request_too_large"),
            Error::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type"),
            Error::TooOften { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests"),
            Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Error::Broken(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal_error"),
        }
    }

    /// A body that says the wrong thing in one place.
    pub fn malformed(place: impl Into<String>, found: impl Into<String>) -> Error {
        Error::Malformed { place: place.into(), found: found.into() }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Error {
        match error {
            StoreError::KeyReused => Error::KeyReused,
            StoreError::Busy | StoreError::Stopped => Error::Busy,
            other => Error::Broken(other),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Error::Broken(cause) = &self {
            tracing::error!(%cause, "a request failed");
        }
        let body = Json(json!({ "code": self.code(), "content": self.to_string() }));
        // A cache may keep a 404 or a 405 by itself (RFC 9110, 15.1).
        let mut response = (self.status(), [(header::CACHE_CONTROL, "no-store")], body).into_response();
        match self {
            Error::Unauthorized => {
                let challenge = HeaderValue::from_static("Bearer realm=\"ucp\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            Error::TooOften { seconds } => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            Error::Busy => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            _ => {}
        }
        response
    }
}

//! Entity tags (RFC 9110, 8.8.3): what an asker holds already is not sent again.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// What an asker says it holds: If-None-Match, on however many lines.
pub struct Held(Vec<HeaderValue>);

impl Held {
    /// As a request has it.
    pub fn of(headers: &HeaderMap) -> Held {
        Held(headers.get_all(header::IF_NONE_MATCH).iter().cloned().collect())
    }

    /// Whether what has this tag is among it. Weak tags count, too (RFC 9110, 13.1.2).
    pub fn has(&self, tag: &str) -> bool {
        let lists = self.0.iter().filter_map(|list| list.to_str().ok());
        let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
        tags.any(|held| held == "*" || opaque(held) == opaque(tag))
    }
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// Compares tags once an answer is packed, for only then is it known which representation the asker would get: one that
/// it holds in another packing, which it does not take now, is none that a 304 may speak of.
pub async fn compare(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let held = Held::of(request.headers());
    let response = tagged_as_packed(next.run(request).await);
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let known = reads && response.status() == StatusCode::OK && tag.is_some_and(|tag| held.has(tag));
    if known || response.status() == StatusCode::NOT_MODIFIED { not_modified(response) } else { response }
}

/// Gives a packed body a tag of its own: a strong one is of one representation (RFC 9110, 8.8.3.3).
fn tagged_as_packed(mut response: Response) -> Response {
    let said = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let tag = said(header::ETAG).and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"'));
    let packed = said(header::CONTENT_ENCODING).zip(tag).map(|(packing, tag)| format!("\"{tag}-{packing}\""));
    if let Some(tag) = packed.and_then(|tag| HeaderValue::try_from(tag).ok()) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Says nothing of a body that does not come: caches would take it for what they keep (RFC 9111, 3.2).
fn not_modified(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    for name in [header::CONTENT_ENCODING, header::CONTENT_LANGUAGE, header::CONTENT_LENGTH, header::CONTENT_TYPE] {
        response.headers_mut().remove(name);
    }
    // Of an empty body axum would say that its length is 0, of a stream it says nothing.
    *response.body_mut() = Body::from_stream(Body::empty().into_data_stream());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(lines: &[&'static str], tag: &str) -> bool {
        Held(lines.iter().copied().map(HeaderValue::from_static).collect()).has(tag)
    }

    #[test]
    fn a_tag_is_found_in_any_line_of_any_list_weak_or_not() {
        for lines in [&["\"a\""][..], &["W/\"a\""], &["\"b\" , W/\"a\""], &["\"b\"", "\"c\",\"a\""], &["*"]] {
            assert!(holds(lines, "\"a\"") && holds(lines, "W/\"a\""), "{lines:?}");
        }
        for lines in [&[][..], &[""], &["a"], &["\"a-br\""], &["W/W/\"a\""], &["\"b\"", "\"c\""]] {
            assert!(!holds(lines, "\"a\""), "{lines:?}");
        }
    }
}

//! Files for pages anywhere: `/sdk/*` from the SDK's folder, `/media/*` the goods' pictures, `/spec/*` what our extensions
//! mean.

use crate::app::State;
use crate::error::Error;
use crate::pictures;
use crate::store::StoreError;
use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

/// The routes.
pub fn router(state: &State) -> Router<State> {
    let mut router = Router::new().route("/media/{file}", get(pictures::show)).route("/spec/{file}", get(spec));
    if let Some(folder) = &state.sdk {
        let files = ServeDir::new(folder).precompressed_br().append_index_html_on_directories(false);
        router = router.nest_service("/sdk", axum::routing::get_service(files).layer(middleware::from_fn(file)));
    }
    router.layer(middleware::from_fn(for_any_page))
}

/// Lets pages with the strictest isolation use a file and see how long it took.
async fn for_any_page(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert("timing-allow-origin", HeaderValue::from_static("*"));
    response
}

/// An SDK file, with how long it may be kept; or an error, which is not kept.
async fn file(mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    ask_for_all(request.headers_mut());
    let response = next.run(request).await;
    match response.status() {
        StatusCode::OK | StatusCode::NOT_MODIFIED => aged(&path, response),
        StatusCode::NOT_FOUND => Error::NoSuchRoute.into_response(),
        // Which methods there are is said outside of this.
        StatusCode::METHOD_NOT_ALLOWED => Error::MethodNotAllowed.into_response(),
        status if status.is_server_error() => {
            Error::Broken(StoreError::Unusable(format!("a file of the SDK: {status}"))).into_response()
        }
        _ => ([(header::CACHE_CONTROL, "no-store")], response).into_response(),
    }
}

/// Files are sent whole: they have no tag by which an asker could know that its part and ours are of one build. Nor is a
/// date asked for by who asks for a tag (RFC 9110, 13.1.3).
fn ask_for_all(headers: &mut HeaderMap) {
    headers.remove(header::RANGE);
    headers.remove(header::IF_RANGE);
    if headers.contains_key(header::IF_NONE_MATCH) {
        headers.remove(header::IF_MODIFIED_SINCE);
    }
}

/// How long an SDK file may be kept: for good if its address changes with its content.
fn aged(path: &str, response: Response) -> Response {
    let age = if is_immutable(path) { IMMUTABLE } else { EVERGREEN };
    let mut response = ([(header::CACHE_CONTROL, age), (header::VARY, "Accept-Encoding")], response).into_response();
    let headers = response.headers_mut();
    headers.remove(header::ACCEPT_RANGES);
    if let Some((_, kind)) = KINDS.iter().find(|(ending, _)| path.ends_with(ending)) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    response
}

/// `tsampa-<hash>.wasm` anywhere, and everything below an exact version.
fn is_immutable(path: &str) -> bool {
    let mut parts = path.trim_start_matches('/').split('/');
    let folder = parts.next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let hash = stem.rsplit_once('-').map(|(_, hash)| hash).unwrap_or_default();
    let hashed = hash.len() >= 8 && hash.chars().all(|c| c.is_ascii_hexdigit());
    let exact = folder.split('.').count() >= 3 && folder.starts_with(|c: char| c.is_ascii_digit());
    hashed || exact
}

async fn spec(Path(file): Path<String>) -> Result<Response, Error> {
    let (_, text) = SPECS.iter().find(|(name, _)| *name == file).ok_or(Error::NoSuchRoute)?;
    let kind = if file.ends_with(".json") { "application/json" } else { "text/html; charset=utf-8" };
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=300")], *text).into_response())
}

/// Kinds that are guessed otherwise than browsers want them.
const KINDS: [(&str, &str); 3] = [
    (".mjs", "text/javascript; charset=utf-8"),
    (".js", "text/javascript; charset=utf-8"),
    (".ts", "text/plain; charset=utf-8"),
];

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const EVERGREEN: &str = "public, max-age=300, stale-while-revalidate=86400";

const SPECS: &[(&str, &str)] = &[
    ("browse", include_str!("../spec/browse.html")),
    ("browse.json", include_str!("../spec/browse.json")),
    ("pictures", include_str!("../spec/pictures.html")),
    ("pictures.json", include_str!("../spec/pictures.json")),
    ("read", include_str!("../spec/read.html")),
    ("read.json", include_str!("../spec/read.json")),
    ("seller", include_str!("../spec/seller.html")),
    ("seller.json", include_str!("../spec/seller.json")),
    ("stock", include_str!("../spec/stock.html")),
    ("stock.json", include_str!("../spec/stock.json")),
    ("payment", include_str!("../spec/payment.html")),
    ("payment.json", include_str!("../spec/payment.json")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_its_address_is_kept_for_good() {
        for path in ["/v1/tsampa-0123abcd.wasm", "/v1/tsampa-0123abcdef.mjs", "/0.1.0/tsampa.js"] {
            assert!(is_immutable(path), "{path}");
        }
        for path in ["/v1/tsampa.js", "/v1/custom-elements.json", "/v1/locales/zh.json", "/v1/tsampa.d.ts"] {
            assert!(!is_immutable(path), "{path}");
        }
    }
}

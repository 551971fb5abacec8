//! The pages' own files: one style sheet, one mark. Their addresses change with their content, so they are kept for good.

use super::notice;
use super::visit::{Named, Visit};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// One file.
pub struct Asset {
    /// Its address.
    pub path: String,
    kind: &'static str,
    /// What it says.
    pub content: &'static str,
}

/// How everything looks.
pub static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("site", "css", "text/css; charset=utf-8", include_str!("site.css")));

/// A bowl of tsampa: the marketplace's mark.
pub static MARK: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("mark", "svg", "image/svg+xml", include_str!("mark.svg")));

impl Asset {
    fn new(name: &str, ending: &str, kind: &'static str, content: &'static str) -> Asset {
        let hash = Sha256::digest(content);
        let short: String = hash.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
        Asset { path: format!("/assets/{name}-{short}.{ending}"), kind, content }
    }

    /// Its content as a policy names it.
    pub fn integrity(&self) -> String {
        format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(self.content)))
    }
}

/// GET /assets/{file}
pub async fn show(visit: Visit, Named(file): Named) -> Response {
    let found = [&STYLE, &MARK].into_iter().find(|asset| asset.path.strip_prefix("/assets/") == Some(&file));
    let Some(asset) = found else { return notice::no_page(&visit) };
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
    ];
    (headers, asset.content).into_response()
}

//! GET /media/{file}: a picture as it was given, or at one of its widths.

use super::{Picture, Rendering, find, named};
use crate::app::State;
use crate::error::Error;
use crate::store::{Plain, StoreError};
use crate::tags::Held;
use axum::extract::{self, Path};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, Semaphore};

/// Where pictures are made: one at a time, for it takes a whole core.
pub struct Easel {
    brush: Arc<Mutex<()>>,
    waiting: Arc<Semaphore>,
    made: AtomicU64,
}

impl Default for Easel {
    fn default() -> Easel {
        Easel { brush: Arc::default(), waiting: Arc::new(Semaphore::new(WAITING_MAX)), made: AtomicU64::new(0) }
    }
}

impl Easel {
    /// How many were made since the start. What was kept from before is not made again.
    pub fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }
}

/// The route.
pub async fn show(
    extract::State(state): extract::State<State>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if let Some(picture) = find(&file) {
        return Ok(as_given(picture));
    }
    let (picture, width) = named(&file).ok_or(Error::NoSuchRoute)?;
    let says = headers.get("save-data").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let rendering = picture.rendering(width, says.trim().eq_ignore_ascii_case("on"));
    let tag = format!("\"{}\"", rendering.name);
    let shared = [(header::CACHE_CONTROL, FOR_GOOD), (header::ETAG, tag.as_str()), (header::VARY, "Save-Data")];
    // Told before it is made: that takes long.
    if Held::of(&headers).has(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, shared).into_response());
    }
    let bytes = made(&state, rendering).await?;
    Ok((shared, [(header::CONTENT_TYPE, "image/webp"), (header::CONTENT_SECURITY_POLICY, INERT)], bytes)
        .into_response())
}

fn as_given(picture: &Picture) -> Response {
    let kind = match picture.name.rsplit_once('.') {
        Some((_, "svg")) => "image/svg+xml",
        Some((_, "png")) => "image/png",
        Some((_, "webp")) => "image/webp",
        _ => "image/jpeg",
    };
    let age = "public, max-age=3600, stale-while-revalidate=86400";
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, age), (header::CONTENT_SECURITY_POLICY, INERT)];
    (headers, picture.source).into_response()
}

/// A rendering that was kept, else a new one. Who comes while it is made waits for the same one.
async fn made(state: &State, rendering: Rendering) -> Result<Vec<u8>, Error> {
    if let Some(bytes) = state.store.rendering(rendering.name.clone()).await? {
        return Ok(bytes);
    }
    let place = state.easel.waiting.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
    let state = state.clone();
    // On its own: whoever asked may hang up, and what is begun is finished and kept all the same.
    let work = tokio::spawn(async move {
        let _place = place;
        let _brush = state.easel.brush.clone().lock_owned().await;
        if let Some(bytes) = state.store.rendering(rendering.name.clone()).await? {
            return Ok(bytes);
        }
        state.easel.made.fetch_add(1, Ordering::Relaxed);
        let name = rendering.name.clone();
        let bytes = tokio::task::spawn_blocking(move || rendering.bytes()).await.map_err(|_| StoreError::Panicked)?;
        let bytes = bytes.map_err(|unfit| StoreError::Unusable(format!("picture {name}: {unfit}")))?;
        state.store.keep_rendering(Plain, name, bytes.clone()).await?;
        Ok(bytes)
    });
    work.await.map_err(|_| StoreError::Panicked)?
}

/// Opened by itself a picture is a document: this one may do nothing.
const INERT: &str = "default-src 'none'; style-src 'unsafe-inline'";

const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Requests that wait for a picture to be made; more are asked to come again.
const WAITING_MAX: usize = 64;

//! A folder of pages as a partner's site: a small static server, for this machine alone.

use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, serve};

/// Serves `folder` on each listener until the program ends. In HTML the left of each pair is replaced by the right: the
/// pages name addresses as `start` has them by default. No connection takes a thread of its own: browsers open some that
/// they say nothing on, and those may hold up nobody.
pub fn start(listeners: Vec<TcpListener>, folder: PathBuf, addresses: Vec<(String, String)>) -> Result<()> {
    let site = Router::new().fallback(answer).with_state(Arc::new(Site { folder, addresses }));
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("the pages' server cannot start")?;
    let listeners = {
        let _inside = runtime.enter();
        listeners
            .into_iter()
            .map(listening)
            .collect::<std::io::Result<Vec<_>>>()
            .context("the pages' server cannot listen")?
    };
    std::thread::spawn(move || {
        runtime.block_on(async {
            let mut servers = tokio::task::JoinSet::new();
            for listener in listeners {
                servers.spawn(serve(listener, site.clone()).into_future());
            }
            servers.join_all().await
        })
    });
    Ok(())
}

fn listening(listener: TcpListener) -> std::io::Result<tokio::net::TcpListener> {
    listener.set_nonblocking(true)?;
    tokio::net::TcpListener::from_std(listener)
}

async fn answer(State(site): State<Arc<Site>>, method: Method, address: Uri) -> Response {
    let found = if method == Method::GET || method == Method::HEAD { site.find(address.path()) } else { None };
    let (status, kind, body) = match found {
        Some((kind, body)) => (StatusCode::OK, kind, body),
        None => (StatusCode::NOT_FOUND, "text/plain; charset=utf-8", b"There is no such page here.\n".to_vec()),
    };
    (status, [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], body).into_response()
}

struct Site {
    folder: PathBuf,
    addresses: Vec<(String, String)>,
}

impl Site {
    /// The file behind an address with its type, if it lies in the folder.
    fn find(&self, address: &str) -> Option<(&'static str, Vec<u8>)> {
        let path = Path::new(address.trim_start_matches('/'));
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let mut path = self.folder.join(path);
        if path.is_dir() {
            path = path.join("index.html");
        }
        let kind = kind(&path);
        let mut body = std::fs::read(&path).ok()?;
        if path.extension().is_some_and(|ending| ending == "html") {
            let mut text = String::from_utf8(body).ok()?;
            for (written, here) in &self.addresses {
                text = text.replace(written, here);
            }
            body = text.into_bytes();
        }
        Some((kind, body))
    }
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::*;

    #[test]
    fn connections_that_say_nothing_hold_up_nobody() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        start(vec![listener], PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/start")), Vec::new()).unwrap();
        let connect = || TcpStream::connect(address).unwrap();
        let _silent: Vec<TcpStream> = (0..50).map(|_| connect()).collect();
        for (path, status) in [("/pages.rs", "200"), ("/no-such-page", "404"), ("/../start.rs", "404")] {
            let mut asking = connect();
            asking.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            write!(asking, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
            let mut answer = String::new();
            asking.read_to_string(&mut answer).unwrap();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
        }
    }
}

//! A folder of pages as a partner's site: a small static server, for this machine alone.

use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use tiny_http::{Header, Method, Request, Response, Server};

/// Serves `folder` on each listener until the program ends. In HTML the left of each pair is replaced by the right: the
/// pages name addresses as `start` has them by default.
pub fn serve(listeners: Vec<TcpListener>, folder: PathBuf, addresses: Vec<(String, String)>) {
    let site = Arc::new(Site { folder, addresses });
    for listener in listeners {
        let Ok(server) = Server::from_listener(listener, None) else { continue };
        let site = Arc::clone(&site);
        std::thread::spawn(move || {
            for request in server.incoming_requests() {
                site.answer(request);
            }
        });
    }
}

struct Site {
    folder: PathBuf,
    addresses: Vec<(String, String)>,
}

impl Site {
    fn answer(&self, request: Request) {
        let found = match request.method() {
            Method::Get | Method::Head => self.find(request.url()),
            _ => None,
        };
        let (status, kind, body) = match found {
            Some((kind, body)) => (200, kind, body),
            None => (404, "text/plain; charset=utf-8", b"There is no such page here.\n".to_vec()),
        };
        let mut answer = Response::from_data(body).with_status_code(status);
        for (name, value) in [("Content-Type", kind), ("Cache-Control", "no-cache")] {
            if let Ok(header) = Header::from_bytes(name, value) {
                answer.add_header(header);
            }
        }
        let _ = request.respond(answer); // the browser went away: nothing to do
    }

    /// The file behind an address with its type, if it lies in the folder.
    fn find(&self, url: &str) -> Option<(&'static str, Vec<u8>)> {
        let path = Path::new(url.split(['?', '#']).next()?.trim_start_matches('/'));
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

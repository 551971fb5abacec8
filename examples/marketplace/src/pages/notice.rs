//! Pages that say one thing and show a way on.

use super::layout::{Kind, Page};
use super::visit::Visit;
use crate::language::Language;
use crate::store::StoreError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};

/// One thing said, and where to go from here.
pub struct Notice {
    /// 200 if nothing is wrong.
    pub status: StatusCode,
    /// In a few words.
    pub title: String,
    /// What it means.
    pub text: Markup,
    /// Where to go: address and name. The marketplace's front page is always there, too.
    pub ways: Vec<(String, String)>,
}

impl Notice {
    /// Without a way of its own.
    pub fn new(status: StatusCode, title: &str, text: &str) -> Notice {
        Notice { status, title: title.to_owned(), text: html! { p { (text) } }, ways: Vec::new() }
    }

    /// As a page. Its address may be a secret, so it is private.
    pub fn answer(self, visit: &Visit, language: Language) -> Response {
        let main = html! {
            div.notice {
                h1 { (self.title) }
                (self.text)
                ul.ways {
                    @for (address, name) in &self.ways { li { a href=(address) { (name) } } }
                    li { a href=(visit.link("/")) { (language.pick("看看所有店铺", "See all shops")) } }
                }
            }
        };
        let page = Page { visit, language, title: self.title.clone(), head: html! {}, kind: Kind::Private, main };
        page.answer(self.status)
    }
}

/// 404. There is no such page.
pub fn no_page(visit: &Visit) -> Response {
    let language = visit.language();
    let title = language.pick("这里什么也没有", "There is nothing here");
    let text = language
        .pick("地址可能写错了，或者这一页已经搬走。", "The address may have a slip in it, or the page has moved away.");
    Notice::new(StatusCode::NOT_FOUND, title, text).answer(visit, language)
}

/// 400. What was sent is no form, or far too much.
pub fn unreadable(visit: &Visit) -> Response {
    let language = visit.language();
    let title = language.pick("没能读懂这张表单", "This form could not be read");
    let text = language
        .pick("什么也没有改动。请返回上一页，再试一次。", "Nothing was changed. Please go back and send it again.");
    Notice::new(StatusCode::BAD_REQUEST, title, text).answer(visit, language)
}

/// 503 when too much is going on, 500 when the marketplace has a flaw. Nothing was changed.
pub fn trouble(visit: &Visit, error: StoreError) -> Response {
    let language = visit.language();
    let status = status_of(&error);
    let title = language.pick("集市这会儿忙不过来", "The marketplace cannot answer just now");
    let text = language.pick("什么也没有改动。请过一会儿再试。", "Nothing was changed. Please try again in a moment.");
    let mut response = Notice::new(status, title, text).answer(visit, language);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

/// 429. Too many requests from one address, or about one cart.
pub fn too_often(visit: &Visit, seconds: u64) -> Response {
    let language = visit.language();
    let title = language.pick("来得太快了", "Too many requests at once");
    let text = language.pick("请等一会儿再打开这一页。", "Please wait a moment, then open this page again.");
    let mut response = Notice::new(StatusCode::TOO_MANY_REQUESTS, title, text).answer(visit, language);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// The status that says why nothing was done; a flaw is written to the log.
pub fn status_of(error: &StoreError) -> StatusCode {
    match error {
        StoreError::Busy | StoreError::Stopped => StatusCode::SERVICE_UNAVAILABLE,
        cause => {
            tracing::error!(%cause, "a page failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

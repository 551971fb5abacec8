//! What all pages have: head, header, footer, and the headers that keep them to themselves.

use super::asset::{MARK, STYLE};
use super::visit::{Visit, in_language};
use crate::language::Language;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::sync::LazyLock;

/// A whole page.
pub struct Page<'a> {
    /// Who reads it.
    pub visit: &'a Visit,
    /// What it is written in.
    pub language: Language,
    /// Its name, for the browser's tab.
    pub title: String,
    /// What else stands in its head.
    pub head: Markup,
    /// Who may see it, and what it may load.
    pub kind: Kind,
    /// What it says.
    pub main: Markup,
}

/// Who may see a page, and what it may load.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anybody.
    Open,
    /// Anybody; the SDK takes over where it can.
    Shop,
    /// Whoever knows its address: never kept, never told to other sites.
    Private,
    /// The same, with the form of this id, whose content survives a change of language, and which Enter updates.
    PrivateForm(&'static str),
}

impl Page<'_> {
    /// The page as an answer.
    pub fn answer(self, status: StatusCode) -> Response {
        let (policy, referrer, cache) = match self.kind {
            Kind::Open => (PLAIN, "strict-origin-when-cross-origin", "no-cache"),
            Kind::Shop => (WITH_SDK.as_str(), "strict-origin-when-cross-origin", "no-cache"),
            Kind::Private | Kind::PrivateForm(_) => (PLAIN, "no-referrer", "no-store"),
        };
        let headers = [
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::REFERRER_POLICY, referrer),
            (header::CACHE_CONTROL, cache),
            (header::CONTENT_LANGUAGE, self.language.tag()),
            (header::VARY, "Accept-Language"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        ];
        let mut response = (status, headers, Html(self.document().into_string())).into_response();
        if !matches!(self.kind, Kind::Open | Kind::Shop) {
            response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
        }
        response
    }

    fn document(&self) -> Markup {
        let Page { visit, language, .. } = self;
        let name = name(*language);
        html! {
            (DOCTYPE)
            html lang=(language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { @if self.title == name { (name) } @else { (self.title) " · " (name) } }
                    // A shop's page is where links from elsewhere lead: on a slow line a file of its own would be a second journey.
                    @if self.kind == Kind::Shop { style { (PreEscaped(STYLE.content)) } }
                    @else { link rel="stylesheet" href=(STYLE.path); }
                    link rel="icon" type="image/svg+xml" href=(MARK.path);
                    (self.head)
                    @if self.kind == Kind::Shop {
                        script async src="/sdk/v1/tsampa.js" data-channel="profile" {}
                    }
                }
                body {
                    a.skip href="#main" { (language.pick("跳到正文", "Skip to the content")) }
                    (self.enter())
                    header.top {
                        a.brand href=(visit.link("/")) {
                            img src=(MARK.path) alt="" width="36" height="36";
                            span { (name) }
                        }
                        (self.switch())
                        @if self.kind == Kind::Shop { tsampa-cart {} }
                    }
                    main id="main" { (self.main) }
                    (footer(visit, *language))
                }
            }
        }
    }

    /// What Enter in a field presses: a form's first button on the page, which would be a language. Not `display: none`, for
    /// WebKit passes over a button that it does not draw.
    fn enter(&self) -> Markup {
        html! {
            @if let Kind::PrivateForm(form) = self.kind {
                button.unseen type="submit" form=(form) name="action" value="update" tabindex="-1" aria-hidden="true" {
                    (self.language.pick("更新数量", "Update"))
                }
            }
        }
    }

    /// The ways to the other languages.
    fn switch(&self) -> Markup {
        let others = Language::ALL.into_iter().filter(|other| *other != self.language);
        html! {
            nav.languages aria-label=(self.language.pick("语言", "Languages")) {
                @for other in others {
                    @let id = format!("language-{}", other.code());
                    @if let Kind::PrivateForm(form) = self.kind {
                        // A link would lose what is typed.
                        button.switch id=(id) type="submit" form=(form) name="lang" value=(other.code()) lang=(other.tag()) { (other.name()) }
                    } @else {
                        a.switch id=(id) href=(in_language(&self.visit.path, other)) lang=(other.tag()) hreflang=(other.tag()) { (other.name()) }
                    }
                }
            }
        }
    }
}

/// The marketplace's name.
pub fn name(language: Language) -> &'static str {
    language.pick("高原小集", "Plateau Market")
}

fn footer(visit: &Visit, language: Language) -> Markup {
    let links = POLICIES.map(|(address, zh, en)| (visit.link(&format!("/policies/{address}")), language.pick(zh, en)));
    html! {
        footer.bottom {
            p {
                (language.pick(
                    "这是一个示例集市：商品、店铺和人物都是虚构的，不会真的发货，也不会真的收钱。",
                    "An example marketplace: goods, shops and people are made up. Nothing is sent and nobody is charged.",
                ))
            }
            @if language.is_machine_made() {
                p id="machine-made" {
                    (language.pick(
                        "这一页的译文由机器完成，还没有母语者校对。",
                        "This translation was made by a machine and has yet to be read by a native speaker.",
                    ))
                }
            }
            nav aria-label=(language.pick("条款", "Terms")) {
                ul { @for (address, title) in links { li { a href=(address) { (title) } } } }
            }
        }
    }
}

/// The policies' names in addresses and for people.
pub const POLICIES: [(&str, &str, &str); 4] = [
    ("terms", "服务条款", "Terms of service"),
    ("privacy", "隐私政策", "Privacy"),
    ("refunds", "退换政策", "Returns and refunds"),
    ("shipping", "配送政策", "Shipping"),
];

const PLAIN: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                     frame-ancestors 'none'";
/// The one style sheet in the page may be nothing but ours.
static WITH_SDK: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src '{}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
        STYLE.integrity()
    )
});

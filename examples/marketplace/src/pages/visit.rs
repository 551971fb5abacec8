//! Who reads, and in which language.

use crate::language::Language;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use std::convert::Infallible;

/// One request for a page.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The address, with no more of its query than names the page.
    pub path: String,
    query: Vec<(String, String)>,
    asked: Option<Language>,
    accepted: Option<Language>,
}

impl Visit {
    /// What `?lang=` asks for, else what the browser prefers, else Chinese.
    pub fn language(&self) -> Language {
        self.language_or(None)
    }

    /// The same, where it is known what the buyer read before: that comes after what is asked for.
    pub fn language_or(&self, before: Option<Language>) -> Language {
        self.asked.or(before).or(self.accepted).unwrap_or(Language::Zh)
    }

    /// What the address asks for by a name.
    pub fn asks(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An address of ours that keeps the language asked for.
    pub fn link(&self, path: &str) -> String {
        self.asked.map_or_else(|| path.to_owned(), |language| in_language(path, language))
    }

    /// What the address of this very page is, for search engines.
    pub fn canonical(&self, public_url: &str) -> String {
        format!("{public_url}{}", self.link(&self.path))
    }

    /// The same visit, as if to this address.
    pub fn at(self, path: String) -> Visit {
        Visit { path, ..self }
    }

    /// The same visit, as if this language had been asked for.
    pub fn asking_for(self, language: Option<Language>) -> Visit {
        Visit { asked: language.or(self.asked), ..self }
    }
}

/// An address of ours in one language.
pub fn in_language(path: &str, language: Language) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}lang={}", language.code())
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Infallible> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|Query(query)| query);
        let query = query.unwrap_or_default();
        let asked = query.iter().find(|(name, _)| name == "lang").and_then(|(_, tag)| Language::named(tag));
        let accepted = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Visit { path: parts.uri.path().to_owned(), query, asked, accepted: accepted.and_then(Language::preferred) })
    }
}

/// The last part of an address. Whatever stands there is taken: what it does not name is simply not there.
pub struct Named(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Named, Infallible> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        Ok(Named(path.map(|Path(name)| name).unwrap_or_default()))
    }
}

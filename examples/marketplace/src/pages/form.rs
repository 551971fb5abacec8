//! Forms: what a browser sends, and fields that say what is wrong with them.

use super::notice;
use super::visit::Visit;
use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;
use maud::{Markup, html};

/// The fields of a form as they were sent.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// What one field holds, nothing if it was not sent.
    pub fn text(&self, name: &str) -> String {
        self.find(name).unwrap_or_default().to_owned()
    }

    /// What one field holds.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Fields whose name begins alike, by the rest of their name.
    pub fn beginning(&self, with: &str) -> impl Iterator<Item = (String, String)> {
        self.0.iter().filter_map(move |(key, value)| Some((key.strip_prefix(with)?.to_owned(), value.clone())))
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Fields, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, state).await;
        let form = Form::from_request(Request::from_parts(parts, body), state).await;
        form.map(|Form(fields)| Fields(fields)).map_err(|_| notice::unreadable(&visit))
    }
}

/// Something wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The id of the field, or of the group of fields.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl Problem {
    /// With the field of this id.
    pub fn at(field: impl Into<String>, text: impl Into<String>) -> Problem {
        Problem { field: field.into(), text: text.into() }
    }
}

/// What is wrong with a field, beside it.
pub fn problem(problems: &[Problem], field: &str) -> Markup {
    html! {
        @for problem in problems.iter().filter(|problem| problem.field == field) {
            p.problem id=(problem_id(field)) { (problem.text) }
        }
    }
}

/// The id to describe a field by, if something is wrong with it.
pub fn described_by(problems: &[Problem], field: &str) -> Option<String> {
    problems.iter().any(|problem| problem.field == field).then(|| problem_id(field))
}

fn problem_id(field: &str) -> String {
    format!("{field}-problem")
}

/// One line to type into.
pub struct Input<'a> {
    /// Name and id.
    pub name: &'static str,
    /// What it is for.
    pub label: &'a str,
    /// What stands in it.
    pub value: &'a str,
    /// HTML's type: it chooses the keyboard.
    pub kind: &'static str,
    /// HTML's autocomplete.
    pub autocomplete: &'static str,
    /// It may be left empty.
    pub optional: Option<&'a str>,
}

impl Input<'_> {
    /// The field with its label and what is wrong with it.
    pub fn show(&self, problems: &[Problem]) -> Markup {
        let described = described_by(problems, self.name);
        html! {
            div.field.wrong[described.is_some()] {
                label for=(self.name) {
                    (self.label)
                    @if let Some(optional) = self.optional { span.soft { (optional) } }
                }
                (problem(problems, self.name))
                input id=(self.name) name=(self.name) type=(self.kind) value=(self.value)
                    autocomplete=(self.autocomplete) aria-describedby=[described.as_deref()]
                    aria-invalid=[described.as_ref().map(|_| "true")];
            }
        }
    }
}

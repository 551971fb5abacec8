//! Texts from a business → what they say.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::envelope::{Answer, TransportError, Ucp};
use super::json::{Document, Flaw, read};
use super::profile::{Discovery, Profile};

/// Reads the body of a 2xx answer: `ucp.status` first, since an error has another shape (UCP.md C8).
///
/// An answer of another release is read as far as it has the shape known here; a flaw then names that release.
pub fn read_answer<T: DeserializeOwned>(text: &str) -> Result<Answer<T>, Flaw> {
    let document = Document::open(text)?;
    let Head { ucp } = document.read()?;
    let answer = if ucp.is_error() { document.read().map(Answer::Error) } else { document.read().map(Answer::Success) };
    answer.map_err(|flaw| flaw.in_release(&ucp.version))
}

/// Reads a discovery profile, with or without the outer `ucp` that some servers leave out.
pub fn read_profile(text: &str) -> Result<Profile, Flaw> {
    let document = Document::open(text)?;
    let Outer { ucp, version } = document.read()?;
    let release = ucp.as_ref().map_or(version, |ucp| ucp.version.clone());
    let profile = if ucp.is_none() && release.is_some() {
        document.read().map(|ucp: Discovery| Profile { ucp })
    } else {
        document.read()
    };
    profile.map_err(|flaw| match release {
        Some(release) => flaw.in_release(&release),
        None => flaw,
    })
}

/// Reads the body of a status other than 2xx. The body is optional, and often not the business's own: whatever cannot
/// be read says nothing.
pub fn read_transport_error(text: &str) -> TransportError {
    read(text).unwrap_or_default()
}

#[derive(Deserialize)]
struct Head {
    ucp: Ucp,
}

#[derive(Deserialize)]
struct Outer {
    ucp: Option<Release>,
    version: Option<String>,
}

#[derive(Deserialize)]
struct Release {
    version: Option<String>,
}

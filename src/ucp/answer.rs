//! Texts from a business → what they say.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::envelope::{Answer, ErrorAnswer, TransportError, Ucp};
use super::json::{Document, Flaw, read};
use super::list::Maybe;
use super::profile::Profile;

/// Reads the body of a 2xx answer: `ucp.status` first, since an error has another shape (UCP.md C8).
///
/// An answer of another release is read as far as it has the shape known here; a flaw then names that release.
pub fn read_answer<T: DeserializeOwned + Default>(text: &str) -> Result<Answer<T>, Flaw> {
    let document = Document::open(text)?;
    let (ucp, error) = read_head(&document)?;
    if let Some(error) = error {
        return Ok(Answer::Error(error));
    }
    let mut resource = T::default();
    match document.read_into(&mut resource) {
        Ok(()) => Ok(Answer::Success(resource)),
        Err(flaw) => Err(flaw.in_release(&ucp.version)),
    }
}

/// What `read_answer` does for every type alike: reads the envelope, and the error if the answer is one.
fn read_head(document: &Document) -> Result<(Ucp, Option<ErrorAnswer>), Flaw> {
    let Envelope { ucp } = document.read()?;
    if !ucp.is_error() {
        return Ok((ucp, None));
    }
    match document.read() {
        Ok(error) => Ok((ucp, Some(error))),
        Err(flaw) => Err(flaw.in_release(&ucp.version)),
    }
}

/// Reads a discovery profile, with or without the outer `ucp` that some servers leave out.
pub fn read_profile(text: &str) -> Result<Profile, Flaw> {
    let document = Document::open(text)?;
    let Outer { ucp, version } = document.read()?;
    let flat = ucp.is_none() && version.is_some();
    let release = if flat { version } else { ucp.0.unwrap_or_default().version };
    let profile = if flat { document.read().map(|ucp| Profile { ucp }) } else { document.read() };
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

#[derive(Default, Deserialize)]
struct Envelope {
    ucp: Ucp,
}

#[derive(Default, Deserialize)]
struct Outer {
    ucp: Maybe<Release>,
    version: Option<String>,
}

#[derive(Default, Deserialize)]
struct Release {
    version: Option<String>,
}

//! What is wrong with a text, where, in words for whoever wrote it.

use core::fmt;

use super::writer::push_whole;

/// Why a text could not be read. Says kinds only, never the text's own words: they may be a buyer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where: `$.line_items[0].quantity`, or `byte 120` where the text is not JSON.
    pub path: String,
    /// What should be there: `a whole number`.
    pub expected: &'static str,
    /// What is there: `text`; `nothing` if the field is missing.
    pub found: &'static str,
    /// The release the answer says it is written in, if that is not ours.
    pub release: Option<String>,
}

/// One step from a value to a part of it.
pub(super) enum Step {
    Field(&'static str),
    Key(String),
    Index(usize),
}

pub(super) const NOTHING: &str = "nothing";

impl Flaw {
    /// One line: `$.line_items[0].quantity: expected a whole number, found text`, or `$.id: missing`.
    pub fn line(&self) -> String {
        let mut line = self.path.clone();
        if self.is_missing() {
            line.push_str(": missing");
        } else {
            for part in [": expected ", self.expected, ", found ", self.found] {
                line.push_str(part);
            }
        }
        if let Some(release) = &self.release {
            for part in [" (the answer is UCP ", release, ", understood is ", crate::ucp::VERSION, ")"] {
                line.push_str(part);
            }
        }
        line
    }

    /// True if a required field is not there.
    pub fn is_missing(&self) -> bool {
        self.found == NOTHING
    }

    /// The same, with a word on the answer's release if that is another than ours: then this is no server's fault.
    pub(in crate::ucp) fn in_release(mut self, release: &str) -> Self {
        self.release = (release != crate::ucp::VERSION).then(|| release.to_owned());
        self
    }

    #[cold]
    pub(super) fn at_byte(at: usize, expected: &'static str, found: &'static str) -> Self {
        let mut path = String::from("byte ");
        push_whole(&mut path, at as u64);
        Flaw { path, expected, found, release: None }
    }

    /// `trail` leads from the place of the flaw up to the root.
    #[cold]
    pub(super) fn at_place(trail: &[Step], expected: &'static str, found: &'static str) -> Self {
        let mut path = String::from("$");
        for step in trail.iter().rev() {
            match step {
                Step::Field(name) => push_name(&mut path, name),
                Step::Key(name) => push_name(&mut path, name),
                Step::Index(index) => {
                    path.push('[');
                    push_whole(&mut path, *index as u64);
                    path.push(']');
                }
            }
        }
        Flaw { path, expected, found, release: None }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.line())
    }
}

impl core::error::Error for Flaw {}

/// `.name`, or `['na.me']` where the name would not read as one.
fn push_name(path: &mut String, name: &str) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let (before, after) = if name.bytes().all(plain) { (".", "") } else { ("['", "']") };
    for part in [before, name, after] {
        path.push_str(part);
    }
}

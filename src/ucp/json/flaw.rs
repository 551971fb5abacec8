//! What is wrong with a text, where, in words for whoever wrote it.

use super::writer::push_whole;

/// Why a text could not be read. Says kinds only, never the text's own words: they may be a buyer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw(Box<Parts>); // boxed: every result that may hold one stays small

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    path: String,
    expected: &'static str,
    found: &'static str,
    release: Option<String>,
}

/// What is found where a field is missing.
pub(super) const NOTHING: &str = "nothing";

impl Flaw {
    /// Where: `$.line_items[0].quantity`, or `byte 120` where the text is not JSON.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What should be there: `a whole number`.
    pub fn expected(&self) -> &'static str {
        self.0.expected
    }

    /// What is there: `text`; `nothing` if the field is missing.
    pub fn found(&self) -> &'static str {
        self.0.found
    }

    /// True if a required field is not there.
    pub fn is_missing(&self) -> bool {
        self.0.found == NOTHING
    }

    /// One line: `$.line_items[0].quantity: expected a whole number, found text`, or `$.id: missing`.
    pub fn line(&self) -> String {
        let mut line = self.0.path.clone();
        let mut push = |parts: &[&str]| parts.iter().for_each(|part| line.push_str(part));
        if self.is_missing() {
            push(&[": missing"]);
        } else {
            push(&[": expected ", self.0.expected, ", found ", self.0.found]);
        }
        if let Some(release) = &self.0.release {
            push(&[" (the answer is UCP ", release, ", understood is ", crate::ucp::VERSION, ")"]);
        }
        line
    }

    #[cold]
    pub(super) fn new(path: String, expected: &'static str, found: &'static str) -> Self {
        Flaw(Box::new(Parts { path, expected, found, release: None }))
    }

    #[cold]
    pub(super) fn at_byte(at: usize, expected: &'static str, found: &'static str) -> Self {
        let mut path = String::from("byte ");
        push_whole(&mut path, at as u64);
        Flaw::new(path, expected, found)
    }

    /// The same, with a word on the answer's release if that is not ours.
    #[cold]
    pub(in crate::ucp) fn in_release(mut self, release: &str) -> Self {
        if release != crate::ucp::VERSION {
            self.0.release = Some(release.to_owned());
        }
        self
    }
}

/// `.name`, or `['na.me']` where the name would not read as one.
pub(super) fn push_name(path: &mut String, name: &str) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let (before, after) = if name.bytes().all(plain) { (".", "") } else { ("['", "']") };
    for part in [before, name, after] {
        path.push_str(part);
    }
}

/// `[3]`
pub(super) fn push_index(path: &mut String, index: usize) {
    path.push('[');
    push_whole(path, index as u64);
    path.push(']');
}

//! A place in checked text: what can be stepped over, read, or refused there.

use serde::de::DeserializeOwned;

use super::decimal;
use super::flaw::{Flaw, NOTHING, Step};
use super::grammar;
use super::refused::Refused;

/// Reads one value from the whole of `text`. A flaw names the first place that does not fit.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Flaw> {
    Document::open(text)?.read()
}

/// A text known to be JSON within the limits, to be read once or, for a look at its head first, several times.
pub struct Document<'t>(&'t str);

impl<'t> Document<'t> {
    /// Checks the whole text.
    pub fn open(text: &'t str) -> Result<Self, Flaw> {
        grammar::check(text).map(|()| Document(text))
    }

    /// Reads its value as a `T`.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Flaw> {
        let mut reader = Reader { text: self.0, at: 0, flaw: None, trail: Vec::new() };
        reader.space();
        T::deserialize(&mut reader).map_err(|Refused| reader.into_flaw())
    }
}

/// The one Deserializer: a place in checked text, or (`at` = `MISSING`) a field that is not there.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// Where the value to be read begins; after reading it, where it ends.
    pub(super) at: usize,
    /// Expected and found, noted by whoever refuses first.
    pub(super) flaw: Option<(&'static str, &'static str)>,
    /// The way from that place up to the root, grown while the refusal passes through.
    trail: Vec<Step>,
}

/// The place of a field that is not there.
pub(super) const MISSING: usize = usize::MAX;

impl Reader<'_> {
    /// The byte here; 0 at the end of the text and in a missing field.
    pub(super) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    pub(super) fn space(&mut self) {
        while let b' ' | b'\n' | b'\r' | b'\t' = self.peek() {
            self.at += 1;
        }
    }

    /// Steps over `byte`, which opens or closes something, and the space after it.
    pub(super) fn pass(&mut self, byte: u8, expected: &'static str) -> Result<(), Refused> {
        if self.peek() != byte {
            return Err(self.refuse(expected));
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    /// Steps to the next part of a list or object that `close` ends; false at its end, which is stepped over.
    pub(super) fn next(&mut self, first: bool, close: u8) -> bool {
        self.space();
        if self.peek() == close {
            self.at += 1;
            return false;
        }
        if !first {
            self.at += 1; // the comma
            self.space();
        }
        true
    }

    /// Steps from a member's name to its value.
    pub(super) fn colon(&mut self) {
        self.space();
        self.at += 1;
        self.space();
    }

    /// Steps over one value, or over the text of a name.
    pub(super) fn skip(&mut self) {
        let mut depth = 0_u32;
        loop {
            match self.peek() {
                0 => return,
                b'"' => self.skip_text(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                _ if depth > 0 => self.at += 1,
                _ => {
                    self.token();
                }
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_text(&mut self) {
        self.at += 1;
        loop {
            match self.peek() {
                0 => return,
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
    }

    /// Steps over a number or a word and answers it.
    pub(super) fn token(&mut self) -> &str {
        let start = self.at;
        while let b'0'..=b'9' | b'a'..=b'z' | b'E' | b'+' | b'-' | b'.' = self.peek() {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Reads a text.
    pub(super) fn string(&mut self) -> Result<String, Refused> {
        if self.peek() != b'"' {
            return Err(self.refuse("text"));
        }
        let mut string = String::new();
        self.at += 1;
        let mut start = self.at;
        loop {
            let byte = self.peek();
            if let b'"' | b'\\' | 0 = byte {
                string.push_str(self.text.get(start..self.at).unwrap_or_default());
                self.at += 1;
                if byte != b'\\' {
                    return Ok(string);
                }
                string.push(self.escaped()?);
                start = self.at;
            } else {
                self.at += 1;
            }
        }
    }

    /// The character that an escape names, from behind its backslash.
    fn escaped(&mut self) -> Result<char, Refused> {
        let letter = self.peek();
        self.at += 1;
        Ok(match letter {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = self.four_digits();
                if let 0xd800..0xdc00 = code
                    && self.text.get(self.at..self.at + 2) == Some("\\u")
                {
                    self.at += 2;
                    // Anything but the other half leaves a code that is no character.
                    if let low @ 0xdc00..0xe000 = self.four_digits() {
                        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    }
                }
                match char::from_u32(code) {
                    Some(character) => character,
                    None => return Err(self.refuse_as("text in Unicode", "half a character")),
                }
            }
            other => char::from(other),
        })
    }

    fn four_digits(&mut self) -> u32 {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.peek();
            let value = char::from(digit).to_digit(16);
            code = code << 4 | value.unwrap_or_default();
            self.at += 1;
        }
        code
    }

    /// Reads a whole number within `-below..=above`, in two's complement. serde_json takes `-0`, `1.0` and `1e2` for
    /// fractions, and so do we: who means a count writes digits.
    pub(super) fn whole(&mut self, below: u64, above: u64) -> Result<u64, Refused> {
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return Err(self.refuse("a whole number"));
        }
        let token = self.token();
        let digits = token.strip_prefix('-');
        let (bound, negative) = if digits.is_some() { (below, true) } else { (above, false) };
        let mut value = Some(0_u64);
        for digit in digits.unwrap_or(token).bytes() {
            if !digit.is_ascii_digit() {
                return Err(self.refuse_as("a whole number", "another number"));
            }
            let shifted = value.and_then(|value| value.checked_mul(10));
            value = shifted.and_then(|value| value.checked_add(u64::from(digit - b'0')));
        }
        match value {
            Some(0) if negative => Err(self.refuse_as("a whole number", "another number")),
            Some(value) if value <= bound => Ok(if negative { value.wrapping_neg() } else { value }),
            _ => Err(self.refuse_as("a whole number within bounds", "a number beyond them")),
        }
    }

    pub(super) fn fraction(&mut self) -> Result<f64, Refused> {
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return Err(self.refuse("a number"));
        }
        match decimal::read(self.token()) {
            Some(number) => Ok(number),
            None => Err(self.refuse_as("a number within bounds", "a number beyond them")),
        }
    }

    pub(super) fn boolean(&mut self) -> Result<bool, Refused> {
        match self.peek() {
            b't' | b'f' => Ok(self.token() == "true"),
            _ => Err(self.refuse("true or false")),
        }
    }

    /// Looks the fields of an object up in one scan: where each one's value begins (`MISSING`: nowhere), in the order
    /// of `names`, and leaves the place behind the object. A name twice is refused, since either value may be meant.
    pub(super) fn fields(&mut self, names: &'static [&'static str]) -> Result<Vec<usize>, Refused> {
        let mut places = vec![MISSING; names.len()];
        self.pass(b'{', "an object")?;
        let mut first = true;
        while self.next(first, b'}') {
            first = false;
            let field = self.field(names)?;
            self.colon();
            if let Some((place, name)) = field.and_then(|index| places.get_mut(index).zip(names.get(index))) {
                if *place != MISSING {
                    self.trail.push(Step::Field(name));
                    return Err(self.refuse_as("this name once", "it twice"));
                }
                *place = self.at;
            }
            self.skip();
        }
        Ok(places)
    }

    /// Reads a member's name and answers which of `names` it is.
    fn field(&mut self, names: &[&str]) -> Result<Option<usize>, Refused> {
        let start = self.at;
        self.skip_text();
        let raw = self.text.get(start + 1..self.at - 1).unwrap_or_default();
        if !raw.as_bytes().contains(&b'\\') {
            return Ok(names.iter().position(|name| *name == raw));
        }
        self.at = start;
        let name = self.string()?;
        Ok(names.iter().position(|known| *known == name))
    }

    /// Notes that something else is expected than what begins here.
    #[cold]
    pub(super) fn refuse(&mut self, expected: &'static str) -> Refused {
        let found = match self.peek() {
            0 => NOTHING,
            b'"' => "text",
            b'{' => "an object",
            b'[' => "a list",
            b't' | b'f' => "true or false",
            b'n' => "null",
            b']' | b'}' => "its end",
            b',' => "more",
            _ => "a number",
        };
        self.refuse_as(expected, found)
    }

    #[cold]
    pub(super) fn refuse_as(&mut self, expected: &'static str, found: &'static str) -> Refused {
        self.flaw.get_or_insert((expected, found));
        Refused
    }

    /// A refusal passes from a part to what holds it.
    #[cold]
    pub(super) fn passed(&mut self, step: Step) -> Refused {
        // A type of ours that reads by itself may refuse for reasons that the reader cannot know.
        self.refuse_as("a value of the right kind and size", "another");
        self.trail.push(step);
        Refused
    }

    #[cold]
    fn into_flaw(mut self) -> Flaw {
        self.refuse_as("a value of the right kind and size", "another");
        let (expected, found) = self.flaw.unwrap_or_default();
        Flaw::at_place(&self.trail, expected, found)
    }
}

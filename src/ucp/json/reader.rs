//! A place in checked text: what can be stepped over, read, or refused there.

use serde::de::DeserializeOwned;

use super::decimal;
use super::flaw::{self, Flaw, NOTHING};
use super::grammar;
use super::refused::Refused;

/// Reads one value from the whole of `text`. A flaw names the first place that does not fit.
pub fn read<T: DeserializeOwned + Default>(text: &str) -> Result<T, Flaw> {
    Document::open(text)?.read()
}

/// A text known to be JSON within the limits, to be read once or, for a look at its head first, several times.
pub struct Document<'t>(&'t str);

impl<'t> Document<'t> {
    /// Checks the whole text.
    pub fn open(text: &'t str) -> Result<Self, Flaw> {
        grammar::check(text).map(|()| Document(text))
    }

    /// Reads its value as a `T`, in place: moving every part from a place of its own would double the code.
    pub fn read<T: DeserializeOwned + Default>(&self) -> Result<T, Flaw> {
        let mut value = T::default();
        self.read_into(&mut value).map(|()| value)
    }

    /// Reads its value into a `T` that is fresh. No closure: it would stand in a table, and whatever that leads to is in a first view.
    pub fn read_into<T: DeserializeOwned>(&self, place: &mut T) -> Result<(), Flaw> {
        let mut reader = Reader::of(self.0);
        let read = T::deserialize_in_place(&mut reader, place);
        reader.done(read)
    }
}

/// The one Deserializer: a place in checked text, or (`at` = `MISSING`) a field that is not there.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    /// Where the value to be read begins; after reading it, where it ends.
    pub(super) at: usize,
    /// What the value stands in, outermost first: the way to it, in a flaw's words.
    within: Vec<Within>,
    /// Of each struct in `within`: where each field's value begins.
    places: Vec<usize>,
    /// Noted by whoever refuses first.
    flaw: Option<Flaw>,
}

/// What a value stands in, and which part of it is being read.
pub(super) enum Within {
    /// A struct: so many of its fields are begun, and it ends there.
    Fields { names: &'static [&'static str], begun: usize, end: usize },
    /// A list: so many items are begun.
    Items { begun: usize },
    /// An object whose names are data: the name at hand begins there.
    Members { name: usize },
}

/// The place of a field that is not there.
pub(super) const MISSING: usize = usize::MAX;

impl<'t> Reader<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut reader = Reader { text, at: 0, within: Vec::new(), places: Vec::new(), flaw: None };
        reader.space();
        reader
    }

    fn done(&mut self, read: Result<(), Refused>) -> Result<(), Flaw> {
        read.map_err(|Refused| self.flaw())
    }
}

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
        match self.digits(below, above) {
            Some(number) => Ok(number),
            None => Err(self.refuse_as("a whole number within bounds", "another number")),
        }
    }

    /// Steps over a number; None if it is not whole or not within `-below..=above`.
    pub(super) fn digits(&mut self, below: u64, above: u64) -> Option<u64> {
        let token = self.token();
        let digits = token.trim_start_matches('-');
        let negative = digits.len() < token.len();
        let mut value = 0_u64;
        for digit in digits.bytes() {
            let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
            value = value.checked_mul(10)?.checked_add(digit)?;
        }
        if value > if negative { below } else { above } || negative && value == 0 {
            return None;
        }
        Some(if negative { value.wrapping_neg() } else { value })
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

    /// Steps into a struct: looks its fields up in one scan of the object. A name twice is refused, since either value
    /// may be meant.
    pub(super) fn open_fields(&mut self, names: &'static [&'static str]) -> Result<(), Refused> {
        self.pass(b'{', "an object")?;
        let base = self.places.len();
        self.places.resize(base + names.len(), MISSING);
        let mut first = true;
        while self.next(first, b'}') {
            first = false;
            let field = self.field(names)?;
            self.colon();
            if let Some(index) = field
                && let Some(place) = self.places.get_mut(base + index)
                && core::mem::replace(place, self.at) != MISSING
            {
                self.within.push(Within::Fields { names, begun: index + 1, end: 0 });
                return Err(self.refuse_as("this name once", "it twice"));
            }
            self.skip();
        }
        self.within.push(Within::Fields { names, begun: 0, end: self.at });
        Ok(())
    }

    /// Steps to the next field of the struct, there or missing.
    pub(super) fn next_field(&mut self) {
        if let Some(Within::Fields { names, begun, .. }) = self.within.last_mut() {
            let left = names.len().saturating_sub(*begun);
            *begun += 1;
            let place = self.places.len().checked_sub(left).and_then(|index| self.places.get(index));
            self.at = place.copied().unwrap_or(MISSING);
        }
    }

    /// Steps behind the struct.
    pub(super) fn close_fields(&mut self) {
        if let Some(Within::Fields { names, end, .. }) = self.within.pop() {
            self.at = end;
            self.places.truncate(self.places.len().saturating_sub(names.len()));
        }
    }

    /// Steps into a list.
    pub(super) fn open_items(&mut self) -> Result<(), Refused> {
        self.pass(b'[', "a list")?;
        self.within.push(Within::Items { begun: 0 });
        Ok(())
    }

    /// True, and stepped over, if there is nothing or null.
    #[inline(never)]
    pub(super) fn absent(&mut self) -> bool {
        let absent = matches!(self.peek(), 0 | b'n');
        if absent {
            self.token();
        }
        absent
    }

    /// Steps to the next item, or, if there is none, behind the list.
    pub(super) fn next_item(&mut self) -> bool {
        let first = matches!(self.within.last(), Some(Within::Items { begun: 0 }));
        let more = self.next(first, b']');
        if !more {
            self.within.pop();
        } else if let Some(Within::Items { begun }) = self.within.last_mut() {
            *begun += 1;
        }
        more
    }

    /// Steps into an object whose names are data.
    pub(super) fn open_members(&mut self) -> Result<(), Refused> {
        self.pass(b'{', "an object")?;
        self.within.push(Within::Members { name: MISSING });
        Ok(())
    }

    /// Steps to the name of the next member, or, if there is none, behind the object.
    pub(super) fn next_member(&mut self) -> bool {
        let first = matches!(self.within.last(), Some(Within::Members { name: MISSING }));
        let more = self.next(first, b'}');
        let at = self.at;
        if !more {
            self.within.pop();
        } else if let Some(Within::Members { name }) = self.within.last_mut() {
            *name = at;
        }
        more
    }

    /// Reads a member's name and answers which of `names` it is.
    fn field(&mut self, names: &[&str]) -> Result<Option<usize>, Refused> {
        let start = self.at;
        self.skip_text();
        let raw = self.text.get(start + 1..self.at - 1).unwrap_or_default();
        if !raw.bytes().any(|byte| byte == b'\\') {
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

    /// Notes a flaw here, unless there is one.
    #[cold]
    pub(super) fn refuse_as(&mut self, expected: &'static str, found: &'static str) -> Refused {
        if self.flaw.is_none() {
            self.flaw = Some(Flaw::new(self.path(), expected, found));
        }
        Refused
    }

    /// Where the value at hand stands: `$.line_items[0].quantity`.
    #[cold]
    fn path(&mut self) -> String {
        let mut path = String::from("$");
        for within in core::mem::take(&mut self.within) {
            match within {
                Within::Fields { names, begun, .. } => {
                    if let Some(name) = begun.checked_sub(1).and_then(|index| names.get(index)) {
                        flaw::push_name(&mut path, name);
                    }
                }
                Within::Items { begun } => flaw::push_index(&mut path, begun.saturating_sub(1)),
                Within::Members { name: MISSING } => {}
                Within::Members { name } => {
                    self.at = name;
                    flaw::push_name(&mut path, &self.string().unwrap_or_default());
                }
            }
        }
        path
    }

    /// Why the reading failed.
    #[cold]
    fn flaw(&mut self) -> Flaw {
        // A type of ours that reads by itself may refuse for reasons that the reader cannot know.
        self.refuse_as("a value of the right kind and size", "another");
        self.flaw.take().unwrap_or_else(|| Flaw::new(String::new(), "", ""))
    }
}

//! The JSON grammar (RFC 8259) and the limits, in one pass over the text before anything is made of it.

use super::flaw::Flaw;

/// A longer text is refused unread.
pub const SIZE_MAX_BYTES: usize = 2_000_000;

/// Deeper nesting is refused. The stack of what is open is one integer of so many bits.
pub const DEPTH_MAX: u32 = u64::BITS;

/// Ok if the whole of `text` is one JSON value within the limits.
pub(super) fn check(text: &str) -> Result<(), Flaw> {
    if text.len() > SIZE_MAX_BYTES {
        return Err(Flaw::at_byte(SIZE_MAX_BYTES, "an answer of at most 2 MB", "a longer one"));
    }
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.document().map_err(|expected| {
        let found = match scan.peek() {
            _ if scan.at >= text.len() => "the end of the text",
            b'<' => "markup",
            _ => "something else",
        };
        Flaw::at_byte(scan.at, expected, found)
    })
}

/// What should have stood where the scan stopped.
type Expected = &'static str;

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Scan<'_> {
    fn document(&mut self) -> Result<(), Expected> {
        let mut objects = 0_u64; // the containers open here, innermost in the lowest bit: 1 = object
        let mut depth = 0;
        loop {
            self.space();
            match self.peek() {
                opening @ (b'{' | b'[') => {
                    if depth == DEPTH_MAX {
                        return Err("no deeper nesting");
                    }
                    self.at += 1;
                    self.space();
                    depth += 1;
                    let object = opening == b'{';
                    objects = objects << 1 | u64::from(object);
                    if self.peek() != opening + 2 {
                        self.name(object)?;
                        continue;
                    }
                }
                b'"' => self.text()?,
                b'-' | b'0'..=b'9' => self.number()?,
                _ => self.word()?,
            }
            // A value has ended, and perhaps with it what it stands in.
            loop {
                self.space();
                if depth == 0 {
                    return if self.at == self.bytes.len() { Ok(()) } else { Err("the end of the text") };
                }
                let object = objects & 1 == 1;
                match self.peek() {
                    b',' => {
                        self.at += 1;
                        self.space();
                        self.name(object)?;
                        break;
                    }
                    b'}' if object => {}
                    b']' if !object => {}
                    _ => return Err(if object { "a comma or }" } else { "a comma or ]" }),
                }
                self.at += 1;
                depth -= 1;
                objects >>= 1;
            }
        }
    }

    /// In an object: a member's name and its colon.
    fn name(&mut self, object: bool) -> Result<(), Expected> {
        if object {
            if self.peek() != b'"' {
                return Err("a name in quotes");
            }
            self.text()?;
            self.space();
            self.one(b':', "a colon")?;
        }
        Ok(())
    }

    /// A text with its quotes. Whether its escapes name characters is asked only of texts that are read, as serde_json
    /// does.
    fn text(&mut self) -> Result<(), Expected> {
        self.at += 1;
        loop {
            match self.peek() {
                b'"' => break,
                b'\\' => {
                    self.at += 1;
                    match self.peek() {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            for _ in 0..4 {
                                self.at += 1;
                                self.hexadecimal()?;
                            }
                        }
                        _ => return Err("an escape"),
                    }
                }
                0..b' ' if self.at < self.bytes.len() => return Err("no control character"),
                0 => return Err("a closing quote"),
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(())
    }

    fn hexadecimal(&self) -> Result<(), Expected> {
        if self.peek().is_ascii_hexdigit() { Ok(()) } else { Err("four hexadecimal digits") }
    }

    fn number(&mut self) -> Result<(), Expected> {
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if let b'e' | b'E' = self.peek() {
            self.at += 1;
            if let b'+' | b'-' = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// One digit at least.
    fn digits(&mut self) -> Result<(), Expected> {
        if !self.peek().is_ascii_digit() {
            return Err("a digit");
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Ok(())
    }

    fn word(&mut self) -> Result<(), Expected> {
        let word: &[u8] = match self.peek() {
            b't' => b"true",
            b'f' => b"false",
            b'n' => b"null",
            _ => return Err("a value"),
        };
        word.iter().try_for_each(|&letter| self.one(letter, "a value"))
    }

    fn one(&mut self, byte: u8, expected: Expected) -> Result<(), Expected> {
        if self.peek() != byte {
            return Err(expected);
        }
        self.at += 1;
        Ok(())
    }

    fn space(&mut self) {
        while let b' ' | b'\n' | b'\r' | b'\t' = self.peek() {
            self.at += 1;
        }
    }

    /// The byte here; 0, which no JSON holds unescaped, at the end.
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }
}

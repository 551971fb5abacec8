//! Text → parts by a shape, in one pass: all that a first view reads. No type has code of its own here, only a line of text.
//!
//! It takes what the derives take (a million mutated answers are compared) and says nothing of why it refuses the others: whoever wants
//! to know reads the text once more by the derives, whose code comes later.

use super::grammar::{DEPTH_MAX, SIZE_MAX_BYTES};

/// A part of a document, by its shape: of an object the fields in the shape's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Part {
    /// Absent, null, or not in the shape.
    #[default]
    Nothing,
    /// `true` or `false`.
    Flag(bool),
    /// Whole numbers of amounts and counts exactly, fractions within a few units of their last place.
    Number(f64),
    /// Text.
    Text(String),
    /// The items of a list, the fields of an object, or, where names are data, each name and its text.
    Parts(Vec<Part>),
}

/// The objects of a family of documents, named `A`, `B` … by their places. Each field is a name, a mark, a kind and a space. Marks: `=`
/// required, `?` may be left out, `[` a list, `]` a list that may be left out. Kinds: `t` text, `b` true or false, `i` an amount, `u` 32
/// bits without a sign, `n` 64 bits, `f` a fraction, `p` an object of texts, or an object's letter.
pub type Shapes = &'static [&'static str];

/// The mark of what is in no shape: any value, kept nowhere.
const ANY: u8 = b' ';

/// The kind of an object of texts whose names are data.
const PAIRS: u8 = b'p';

/// Reads an object of texts: name, text, name, text …
pub fn texts(text: &str) -> Option<Part> {
    sift(text, &[], PAIRS)
}

/// Reads an object of the kind from the whole of `text`; None if it has another shape.
pub fn sift(text: &str, shapes: Shapes, kind: u8) -> Option<Part> {
    let mut sieve = Sieve { text, at: 0, shapes };
    if text.len() > SIZE_MAX_BYTES {
        return None;
    }
    let part = sieve.value(b'=', kind, DEPTH_MAX)?;
    sieve.space();
    if sieve.at == text.len() { Some(part) } else { None }
}

static NOTHING: Part = Part::Nothing;

impl Part {
    /// The field at this place of its shape.
    pub fn at(&self, place: usize) -> &Part {
        self.items().get(place).unwrap_or(&NOTHING)
    }

    /// Takes the field at this place of its shape out.
    pub fn take(&mut self, place: usize) -> Part {
        match self.items_mut().get_mut(place) {
            Some(part) => core::mem::take(part),
            None => Part::Nothing,
        }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Part] {
        match self {
            Self::Parts(parts) => parts,
            _ => &[],
        }
    }

    /// The same, to take them out.
    pub fn items_mut(&mut self) -> &mut [Part] {
        match self {
            Self::Parts(parts) => parts,
            _ => &mut [],
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text; of anything else "".
    pub fn str(&self) -> &str {
        self.text().unwrap_or_default()
    }

    /// The text, to keep it.
    pub fn string(&self) -> Option<String> {
        Some(self.text()?.to_owned())
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// What it says, if it is true or false.
    pub fn flag(&self) -> Option<bool> {
        match self {
            Self::Flag(flag) => Some(*flag),
            _ => None,
        }
    }
}

struct Sieve<'t> {
    text: &'t str,
    at: usize,
    shapes: Shapes,
}

impl Sieve<'_> {
    fn value(&mut self, mark: u8, kind: u8, depth: u32) -> Option<Part> {
        self.space();
        let first = self.peek();
        let list = matches!(mark, b'[' | b']');
        let any = mark == ANY;
        let one = !list && !any;
        match first {
            b'{' | b'[' => {
                if depth == 0 || !any && list != (first == b'[') {
                    return None;
                }
                let mut shape = "";
                if one && kind != PAIRS {
                    shape = self.shapes.get(usize::from(kind.wrapping_sub(b'A')))?;
                }
                self.parts(first, shape, mark, kind, depth - 1)
            }
            b'"' => {
                let text = self.string(one)?;
                if any || one && kind == b't' { Some(Part::Text(text)) } else { None }
            }
            b't' | b'f' | b'n' => {
                let word = match first {
                    b't' => "true",
                    b'f' => "false",
                    _ => "null",
                };
                let fits = if first == b'n' { matches!(mark, b'?' | b']') } else { one && kind == b'b' };
                if !any && !fits || !self.text.get(self.at..)?.starts_with(word) {
                    return None;
                }
                self.at += word.len();
                Some(if first == b'n' { Part::Nothing } else { Part::Flag(first == b't') })
            }
            _ => {
                let number = self.number(mark, kind)?;
                if any || one { Some(Part::Number(number)) } else { None }
            }
        }
    }

    /// The parts of a list or object.
    fn parts(&mut self, open: u8, shape: &str, mark: u8, kind: u8, depth: u32) -> Option<Part> {
        let mut parts = Vec::new();
        let mut missing = 0_u32; // one bit a field
        let mut before = (0, 0); // at a field's end, its mark and its kind
        for byte in shape.bytes() {
            if byte == b' ' {
                if let b'=' | b'[' = before.0 {
                    missing |= 1 << parts.len();
                }
                parts.push(Part::Nothing);
            }
            before = (before.1, byte);
        }
        let mut seen = 0_u32;
        self.at += 1;
        self.space();
        let close = open + 2;
        let mut more = self.peek() != close;
        while more {
            if open == b'{' {
                self.space();
                if self.peek() != b'"' {
                    return None;
                }
                let name = self.string(mark != ANY)?;
                self.space();
                if !self.eat(b':') {
                    return None;
                }
                if mark != ANY && kind == PAIRS {
                    parts.push(Part::Text(name));
                    parts.push(self.value(b'=', b't', depth)?);
                } else {
                    let (place, mark, kind) = find(shape, &name);
                    let part = self.value(mark, kind, depth)?;
                    if let Some(slot) = parts.get_mut(place) {
                        *slot = part;
                        // A name twice: either value may be meant.
                        if seen >> place & 1 > 0 {
                            return None;
                        }
                        seen |= 1 << place;
                    }
                }
            } else {
                let part = self.value(if mark == ANY { ANY } else { b'=' }, kind, depth)?;
                if mark != ANY {
                    parts.push(part);
                }
            }
            self.space();
            more = self.eat(b',');
        }
        if self.eat(close) && missing & !seen == 0 { Some(Part::Parts(parts)) } else { None }
    }

    /// A text in quotes; one that is not `kept` may hold halves of characters.
    fn string(&mut self, kept: bool) -> Option<String> {
        let mut string = String::new();
        self.at += 1;
        let mut start = self.at;
        loop {
            let byte = self.peek();
            if byte < b' ' {
                return None;
            }
            if byte != b'"' && byte != b'\\' {
                self.at += 1;
                continue;
            }
            string.push_str(self.text.get(start..self.at)?);
            self.at += 1;
            if byte == b'"' {
                return Some(string);
            }
            let letter = self.peek();
            self.at += 1;
            let code = match letter {
                b'"' | b'\\' | b'/' => letter.into(),
                b'b' => 8,
                b'f' => 12,
                b'n' => 10,
                b'r' => 13,
                b't' => 9,
                b'u' => {
                    let code = self.four_digits()?;
                    if let 0xd800..0xdc00 = code
                        && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u"))
                    {
                        self.at += 2;
                        // Anything but the other half leaves a code that is no character.
                        let low = self.four_digits()?.wrapping_sub(0xdc00);
                        if low < 0x400 { 0x10000 + ((code - 0xd800) << 10) + low } else { code }
                    } else {
                        code
                    }
                }
                _ => return None,
            };
            match char::from_u32(code) {
                Some(character) => string.push(character),
                None if kept => return None,
                None => {}
            }
            start = self.at;
        }
    }

    fn four_digits(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let byte = self.peek();
            let digit = match byte {
                b'0'..=b'9' => byte - b'0',
                _ => match byte | 32 {
                    letter @ b'a'..=b'f' => letter - b'a' + 10,
                    _ => return None,
                },
            };
            code = code << 4 | u32::from(digit);
            self.at += 1;
        }
        Some(code)
    }

    /// A number; None if it is none, or not of this kind.
    fn number(&mut self, mark: u8, kind: u8) -> Option<f64> {
        let negative = self.eat(b'-');
        let zero = self.peek() == b'0';
        let start = self.at;
        let mut value = 0.0;
        let mut exponent = self.digits(&mut value)?;
        let end = self.at;
        if zero && end > start + 1 {
            return None;
        }
        if self.eat(b'.') {
            exponent += self.digits(&mut value)? - (self.at - end - 1) as i32;
        }
        if self.peek() | 32 == b'e' {
            self.at += 1;
            let down = self.eat(b'-');
            if !down {
                self.eat(b'+');
            }
            let mut far = 0.0;
            self.digits(&mut far)?;
            let far = far.min(1e7) as i32;
            exponent += if down { -far } else { far };
        }
        let whole = self.at == end && !(negative && value == 0.0);
        let below = match kind {
            _ if mark == ANY => return Some(0.0),
            b'f' => f64::INFINITY,
            b'i' if whole => 9_007_199_254_740_992.0,
            b'u' if whole && !negative => 4_294_967_296.0,
            b'n' if whole && !negative => 18_446_744_073_709_551_616.0,
            _ => return None,
        };
        while exponent > 0 && value > 0.0 && value < below {
            value *= 10.0;
            exponent -= 1;
        }
        let mut power = 1.0;
        while exponent < 0 && power < f64::INFINITY {
            power *= 10.0;
            exponent += 1;
        }
        value /= power;
        if value < below { Some(if negative { -value } else { value }) } else { None }
    }

    /// Adds digits, one at least, to a number; answers how many were passed over, since the number is large enough.
    fn digits(&mut self, value: &mut f64) -> Option<i32> {
        let start = self.at;
        let mut left = 0;
        while let digit @ b'0'..=b'9' = self.peek() {
            if *value < 1e300 {
                *value = *value * 10.0 + f64::from(digit - b'0');
            } else {
                left += 1;
            }
            self.at += 1;
        }
        if self.at > start { Some(left) } else { None }
    }

    /// Steps over the byte, if it is there.
    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == byte;
        self.at += usize::from(there);
        there
    }

    fn space(&mut self) {
        while let b' ' | b'\n' | b'\r' | b'\t' = self.peek() {
            self.at += 1;
        }
    }

    /// The byte here; 0, which no JSON holds unescaped, at the end.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }
}

/// Place, mark and kind of a field of this name.
fn find(shape: &str, name: &str) -> (usize, u8, u8) {
    let bytes = shape.as_bytes();
    let (mut at, mut place) = (0, 0);
    while at < bytes.len() {
        let end = at + name.len();
        if shape.get(at..end) == Some(name)
            && let Some([mark @ (b'=' | b'?' | b'[' | b']'), kind, ..]) = bytes.get(end..)
        {
            return (place, *mark, *kind);
        }
        while bytes.get(at).is_some_and(|byte| *byte != b' ') {
            at += 1;
        }
        at += 1;
        place += 1;
    }
    (usize::MAX, ANY, 0)
}

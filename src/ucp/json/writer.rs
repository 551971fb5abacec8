//! Values → JSON text, for requests. Same value in, same bytes out; byte for byte as serde_json writes, but for fractions (see
//! [`decimal`]).

use serde::Serialize;
use serde::ser::{Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

use super::decimal;
use super::refused::Refused;

/// The JSON text of `value`. Derived types always have one; a hand-written `Serialize` that refuses leaves `null`.
pub fn write<T: Serialize + ?Sized>(value: &T) -> String {
    let mut writer = Writer { text: String::new() };
    match value.serialize(&mut writer) {
        Ok(()) => writer.text,
        Err(Refused) => String::from("null"),
    }
}

/// Adds a member to an object that is being written: its name and its text, if there is one.
pub fn push_member(object: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        push_name(object, name);
        push_text(object, value);
    }
}

/// Adds a member to an object that is being written: its name and a list of texts, if there are any.
pub fn push_texts(object: &mut String, name: &str, texts: &[String]) {
    let mut mark = '[';
    for text in texts {
        if mark == '[' {
            push_name(object, name);
        }
        object.push(mark);
        push_text(object, text);
        mark = ',';
    }
    if mark == ',' {
        object.push(']');
    }
}

/// Adds a member's name to an object that is being written; its value follows.
pub fn push_name(object: &mut String, name: &str) {
    if object.as_bytes().last() != Some(&b'{') {
        object.push(',');
    }
    push_text(object, name);
    object.push(':');
}

pub(super) struct Writer {
    text: String,
}

/// A list or an object that is being written, and what ends it.
pub(super) struct Open<'w> {
    writer: &'w mut Writer,
    first: bool,
    end: &'static str,
}

impl Writer {
    fn open(&mut self, start: char, end: &'static str) -> Result<Open<'_>, Refused> {
        self.text.push(start);
        Ok(Open { writer: self, first: true, end })
    }

    fn signed(&mut self, number: i64) {
        if number < 0 {
            self.text.push('-');
        }
        push_whole(&mut self.text, number.unsigned_abs());
    }
}

impl Open<'_> {
    fn next(&mut self) {
        if !self.first {
            self.writer.text.push(',');
        }
        self.first = false;
    }

    fn name(&mut self, name: &str) {
        self.next();
        push_text(&mut self.writer.text, name);
        self.writer.text.push(':');
    }

    fn close(self) -> Result<(), Refused> {
        self.writer.text.push_str(self.end);
        Ok(())
    }
}

/// Digits.
pub fn push_whole(text: &mut String, number: u64) {
    if number > 9 {
        push_whole(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// A text in quotes.
fn push_text(text: &mut String, plain: &str) {
    text.push('"');
    let mut start = 0;
    for (at, byte) in plain.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            8 => "\\b",
            12 => "\\f",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..b' ' => "\\u00",
            _ => continue,
        };
        text.push_str(plain.get(start..at).unwrap_or_default());
        text.push_str(escape);
        if escape.len() > 2 {
            text.push(if byte < 16 { '0' } else { '1' });
            let digit = byte % 16;
            text.push(char::from(if digit < 10 { b'0' + digit } else { b'a' - 10 + digit }));
        }
        start = at + 1;
    }
    text.push_str(plain.get(start..).unwrap_or_default());
    text.push('"');
}

macro_rules! numbers {
    ($($method:ident $type:ident $write:expr;)*) => {$(
        fn $method(self, number: $type) -> Result<(), Refused> {
            let write: fn(&mut Writer, $type) = $write;
            write(self, number);
            Ok(())
        }
    )*};
}

/// Tuples and enums, which no type of the wire has, are refused.
impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Open<'w>;
    type SerializeTuple = Impossible<(), Refused>;
    type SerializeTupleStruct = Impossible<(), Refused>;
    type SerializeTupleVariant = Impossible<(), Refused>;
    type SerializeMap = Open<'w>;
    type SerializeStruct = Open<'w>;
    type SerializeStructVariant = Impossible<(), Refused>;

    numbers! {
        serialize_i8 i8 |writer, number| writer.signed(number.into());
        serialize_i16 i16 |writer, number| writer.signed(number.into());
        serialize_i32 i32 |writer, number| writer.signed(number.into());
        serialize_i64 i64 |writer, number| writer.signed(number);
        serialize_u8 u8 |writer, number| push_whole(&mut writer.text, number.into());
        serialize_u16 u16 |writer, number| push_whole(&mut writer.text, number.into());
        serialize_u32 u32 |writer, number| push_whole(&mut writer.text, number.into());
        serialize_u64 u64 |writer, number| push_whole(&mut writer.text, number);
        serialize_f32 f32 |writer, number| decimal::push(&mut writer.text, number.into());
        serialize_f64 f64 |writer, number| decimal::push(&mut writer.text, number);
        serialize_char char |writer, character| push_text(&mut writer.text, character.encode_utf8(&mut [0; 4]));
        serialize_bool bool |writer, yes| writer.text.push_str(if yes { "true" } else { "false" });
    }

    fn serialize_str(self, plain: &str) -> Result<(), Refused> {
        push_text(&mut self.text, plain);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Refused> {
        bytes.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Refused> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Refused> {
        self.text.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Refused> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Refused> {
        Err(Refused)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Refused> {
        Err(Refused)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'w>, Refused> {
        self.open('[', "]")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Refused> {
        Err(Refused)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTuple, Refused> {
        Err(Refused)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTuple, Refused> {
        Err(Refused)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'w>, Refused> {
        self.open('{', "}")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, Refused> {
        self.open('{', "}")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTuple, Refused> {
        Err(Refused)
    }
}

impl SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Refused;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.next();
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Refused> {
        self.close()
    }
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Refused;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Refused> {
        self.name(name);
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Refused> {
        self.close()
    }
}

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Refused;

    /// A key is text in JSON: a number becomes its digits in quotes.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        let key = write(key);
        self.next();
        if key.starts_with('"') {
            self.writer.text.push_str(&key);
        } else {
            push_text(&mut self.writer.text, &key);
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.writer.text.push(':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Refused> {
        self.close()
    }
}

//! Checked text → values: what serde's derives ask of a [`Reader`].

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::flaw::Step;
use super::reader::{MISSING, Reader};
use super::refused::Refused;
use super::variant::Chosen;

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ident $below:expr;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
            let number = self.whole($below, $type::MAX as u64)?;
            visitor.$visit(number as $type)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Refused;

    whole_numbers! {
        deserialize_u8 visit_u8 u8 0;
        deserialize_u16 visit_u16 u16 0;
        deserialize_u32 visit_u32 u32 0;
        deserialize_u64 visit_u64 u64 0;
        deserialize_i8 visit_i8 i8 i8::MIN.unsigned_abs().into();
        deserialize_i16 visit_i16 i16 i16::MIN.unsigned_abs().into();
        deserialize_i32 visit_i32 i32 i32::MIN.unsigned_abs().into();
        deserialize_i64 visit_i64 i64 i64::MIN.unsigned_abs();
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.peek() {
            b'"' => self.deserialize_string(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            0 => Err(self.refuse("a value")),
            sign => {
                let start = self.at;
                let token = self.token();
                let whole = token != "-0" && !token.contains(['.', 'e', 'E']);
                self.at = start;
                // Beyond 64 bits a whole number is read as a fraction.
                let read = if sign == b'-' { i64::MIN.unsigned_abs() } else { u64::MAX };
                match whole.then(|| self.whole(read, read)) {
                    Some(Ok(number)) if sign == b'-' => visitor.visit_i64(number as i64),
                    Some(Ok(number)) => visitor.visit_u64(number),
                    _ => {
                        self.flaw = None;
                        self.at = start;
                        self.deserialize_f64(visitor)
                    }
                }
            }
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let value = self.boolean()?;
        visitor.visit_bool(value)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let number = self.fraction()?;
        visitor.visit_f64(number)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let string = self.string()?;
        visitor.visit_string(string)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.peek() {
            0 | b'n' => {
                self.token();
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.peek() != b'n' {
            return Err(self.refuse("null"));
        }
        self.token();
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.pass(b'[', "a list")?;
        let mut items = Items { reader: self, read: 0, more: true };
        let value = visitor.visit_seq(&mut items)?;
        if items.more && items.step() {
            return Err(items.reader.refuse_as("a shorter list", "a longer one"));
        }
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refused> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.pass(b'{', "an object")?;
        visitor.visit_map(Members { reader: self, first: true, name: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let places = self.fields(names)?;
        let end = self.at;
        let value = visitor.visit_seq(Fields { reader: self, names, places, read: 0 })?;
        self.at = end;
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let chosen = Chosen::open(self, names)?;
        visitor.visit_enum(chosen)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.peek() == 0 {
            return Err(self.refuse("a value"));
        }
        self.skip();
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 f32 char bytes byte_buf }
}

/// The fields of a struct, in the derive's order.
struct Fields<'r, 't> {
    reader: &'r mut Reader<'t>,
    names: &'static [&'static str],
    places: Vec<usize>,
    read: usize,
}

impl Fields<'_, '_> {
    /// Steps to the next field, there or missing. False when all are read.
    fn step(&mut self) -> bool {
        let place = self.places.get(self.read);
        self.reader.at = place.copied().unwrap_or(MISSING);
        self.read += 1;
        place.is_some()
    }

    #[cold]
    fn passed(&mut self) -> Refused {
        let name = self.names.get(self.read - 1).copied();
        self.reader.passed(Step::Field(name.unwrap_or_default()))
    }
}

impl<'de> SeqAccess<'de> for Fields<'_, '_> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        if !self.step() {
            return Ok(None);
        }
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => Ok(Some(value)),
            Err(Refused) => Err(self.passed()),
        }
    }
}

/// The items of a list.
struct Items<'r, 't> {
    reader: &'r mut Reader<'t>,
    read: usize,
    more: bool,
}

impl Items<'_, '_> {
    fn step(&mut self) -> bool {
        self.more = self.more && self.reader.next(self.read == 0, b']');
        self.read += 1;
        self.more
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_, '_> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        if !self.step() {
            return Ok(None);
        }
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => Ok(Some(value)),
            Err(Refused) => Err(self.reader.passed(Step::Index(self.read - 1))),
        }
    }
}

/// The members of an object whose names are data.
struct Members<'r, 't> {
    reader: &'r mut Reader<'t>,
    first: bool,
    /// Where the name of the member at hand begins.
    name: usize,
}

impl Members<'_, '_> {
    fn step(&mut self) -> bool {
        let more = self.reader.next(self.first, b'}');
        self.first = false;
        self.name = self.reader.at;
        more
    }

    #[cold]
    fn passed(&mut self) -> Refused {
        self.reader.at = self.name;
        let name = self.reader.string().unwrap_or_default();
        self.reader.passed(Step::Key(name))
    }
}

impl<'de> MapAccess<'de> for Members<'_, '_> {
    type Error = Refused;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        if !self.step() {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        self.reader.colon();
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => Ok(value),
            Err(Refused) => Err(self.passed()),
        }
    }
}

//! Checked text → values: what serde's derives ask of a [`Reader`].

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::reader::Reader;
use super::refused::Refused;

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
        deserialize_u32 visit_u32 u32 0;
        deserialize_u64 visit_u64 u64 0;
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
                // Beyond 64 bits a whole number is read as a fraction.
                match self.digits(i64::MIN.unsigned_abs(), u64::MAX) {
                    Some(number) if sign == b'-' => visitor.visit_i64(number as i64),
                    Some(number) => visitor.visit_u64(number),
                    None => {
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
        if self.absent() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.peek() != b'n' {
            return Err(self.refuse("null"));
        }
        self.token();
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.open_items()?;
        visitor.visit_seq(Items(self))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.open_members()?;
        visitor.visit_map(Members(self))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.open_fields(names)?;
        let value = visitor.visit_seq(Fields(self))?;
        self.close_fields();
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        if self.peek() == 0 {
            return Err(self.refuse("a value"));
        }
        self.skip();
        visitor.visit_unit()
    }

    // What no type of the wire asks for.
    forward_to_deserialize_any! {
        u8 u16 u128 i8 i16 i32 i128 f32 char bytes byte_buf unit_struct tuple tuple_struct enum
    }
}

/// The fields of a struct, in the derive's order: there is always a next one, if only as a missing one.
struct Fields<'r, 't>(&'r mut Reader<'t>);

impl<'de> SeqAccess<'de> for Fields<'_, '_> {
    type Error = Refused;

    #[inline(always)]
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        self.0.next_field();
        seed.deserialize(&mut *self.0).map(Some)
    }
}

/// The items of a list.
struct Items<'r, 't>(&'r mut Reader<'t>);

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Refused;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        if self.0.next_item() { seed.deserialize(&mut *self.0).map(Some) } else { Ok(None) }
    }
}

/// The members of an object whose names are data.
struct Members<'r, 't>(&'r mut Reader<'t>);

impl<'de> MapAccess<'de> for Members<'_, '_> {
    type Error = Refused;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Refused> {
        if self.0.next_member() { seed.deserialize(&mut *self.0).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Refused> {
        self.0.colon();
        seed.deserialize(&mut *self.0)
    }
}

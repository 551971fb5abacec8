//! Enums: a name alone, or an object of one member whose name says which. Wire types have none; kept records do.

use serde::de::value::U32Deserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor};

use super::reader::Reader;
use super::refused::Refused;

/// The variant that the text names, and whether something comes with it.
pub(super) struct Chosen<'r, 't> {
    reader: &'r mut Reader<'t>,
    index: u32,
    content: bool,
}

impl<'r, 't> Chosen<'r, 't> {
    /// Reads the name, and steps to what comes with it.
    pub(super) fn open(reader: &'r mut Reader<'t>, names: &[&'static str]) -> Result<Self, Refused> {
        let content = reader.peek() == b'{';
        if content {
            reader.open_members()?;
            if !reader.next_member() {
                return Err(reader.refuse_as("a name", "an empty object"));
            }
        }
        let chosen = reader.string()?;
        if content {
            reader.colon();
        }
        match (0..).zip(names).find(|(_, name)| ***name == *chosen) {
            Some((index, _)) => Ok(Chosen { reader, index, content }),
            None => Err(reader.refuse_as("a name that is known", "another name")),
        }
    }

    /// Reads what comes with the name: nothing may follow it.
    fn content<T>(self, read: impl FnOnce(&mut Reader<'t>) -> Result<T, Refused>) -> Result<T, Refused> {
        if !self.content {
            return Err(self.reader.refuse_as("an object", "a name alone"));
        }
        let value = read(self.reader)?;
        if self.reader.next_member() { Err(self.reader.refuse_as("one name", "more")) } else { Ok(value) }
    }
}

impl<'de> EnumAccess<'de> for Chosen<'_, '_> {
    type Error = Refused;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Refused> {
        let index: U32Deserializer<Refused> = self.index.into_deserializer();
        Ok((seed.deserialize(index)?, self))
    }
}

impl<'de> VariantAccess<'de> for Chosen<'_, '_> {
    type Error = Refused;

    fn unit_variant(self) -> Result<(), Refused> {
        if self.content { self.content(|reader| serde::Deserialize::deserialize(reader)) } else { Ok(()) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Refused> {
        self.content(|reader| seed.deserialize(reader))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Refused> {
        self.content(|reader| reader.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, names: &'static [&'static str], visitor: V) -> Result<V::Value, Refused> {
        self.content(|reader| reader.deserialize_struct("", names, visitor))
    }
}

//! The containers of the wire: what UCP lets the business leave out, lists, and objects whose names are data.
//!
//! `Vec` and `Option` with one difference: their parts are read in place (serde's `deserialize_in_place`) instead of
//! being moved there, which halves what reading costs in Wasm. All of them deref to what they hold.

use core::fmt;
use core::mem::{forget, take};
use core::ops::Deref;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list that UCP requires. It may be empty, but not absent or null.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Rows<T>(pub Vec<T>);

/// A list that UCP lets the business leave out: absent and null read as empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct List<T>(pub Vec<T>);

/// A part that UCP lets the business leave out: absent and null read as none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Maybe<T>(pub Option<T>);

/// An object whose names are data (a registry, attribution): pairs in the order written. Of a name that a text gives twice
/// the last value counts.
///
/// A `Vec` underneath: these hold a handful of entries, and a tree or hash map costs kilobytes of Wasm.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Map<V>(Vec<(String, V)>);

impl<T> Maybe<T> {
    /// True if there is nothing (for `skip_serializing_if`).
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

impl<V> Map<V> {
    /// A map without entries.
    pub const fn new() -> Self {
        Map(Vec::new())
    }

    /// True if it has no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value kept under `key`.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Keeps `value` under `key`, in the place of an earlier one.
    pub fn insert(&mut self, key: String, value: V) {
        match self.0.iter_mut().find(|(name, _)| *name == key) {
            Some(entry) => entry.1 = value,
            None => self.0.push((key, value)),
        }
    }

    /// Its entries, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

macro_rules! lists {
    ($($name:ident $read:ident)*) => {$(
        impl<T> $name<T> {
            /// True if there is nothing in it (for `skip_serializing_if`).
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl<T> Default for $name<T> {
            fn default() -> Self {
                $name(Vec::new())
            }
        }

        impl<T> Deref for $name<T> {
            type Target = Vec<T>;
            fn deref(&self) -> &Vec<T> {
                &self.0
            }
        }

        impl<T> From<Vec<T>> for $name<T> {
            fn from(items: Vec<T>) -> Self {
                $name(items)
            }
        }

        impl<T> FromIterator<T> for $name<T> {
            fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
                $name(items.into_iter().collect())
            }
        }

        impl<'a, T> IntoIterator for &'a $name<T> {
            type Item = &'a T;
            type IntoIter = core::slice::Iter<'a, T>;
            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }

        impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for $name<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut list = $name::default();
                Self::deserialize_in_place(deserializer, &mut list)?;
                Ok(list)
            }

            fn deserialize_in_place<D: Deserializer<'de>>(deserializer: D, place: &mut Self) -> Result<(), D::Error> {
                forget(take(&mut place.0));
                deserializer.$read(Filling(&mut place.0))
            }
        }
    )*};
}

lists! {
    Rows deserialize_seq
    List deserialize_option
}

impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Maybe(None)
    }
}

impl<T> Deref for Maybe<T> {
    type Target = Option<T>;
    fn deref(&self) -> &Option<T> {
        &self.0
    }
}

impl<T> From<Option<T>> for Maybe<T> {
    fn from(part: Option<T>) -> Self {
        Maybe(part)
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut part = Maybe(None);
        Self::deserialize_in_place(deserializer, &mut part)?;
        Ok(part)
    }

    fn deserialize_in_place<D: Deserializer<'de>>(deserializer: D, place: &mut Self) -> Result<(), D::Error> {
        forget(take(&mut place.0));
        deserializer.deserialize_option(Filling(&mut place.0))
    }
}

impl<V> Default for Map<V> {
    fn default() -> Self {
        Map::new()
    }
}

impl<V> FromIterator<(String, V)> for Map<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        let mut map = Map::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<V: Serialize> Serialize for Map<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de, V: Deserialize<'de> + Default> Deserialize<'de> for Map<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = Map::new();
        Self::deserialize_in_place(deserializer, &mut map)?;
        Ok(map)
    }

    fn deserialize_in_place<D: Deserializer<'de>>(deserializer: D, place: &mut Self) -> Result<(), D::Error> {
        forget(take(&mut place.0));
        deserializer.deserialize_map(Filling(place))
    }
}

/// Fills a place that holds nothing yet: `json::read` starts from `Default`. What a place would hold all the same is
/// forgotten, not dropped, since each place's code to drop it would be there for nothing.
struct Filling<'p, P>(&'p mut P);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Filling<'_, Vec<T>> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while access.next_element_seed(Last(self.0))?.is_some() {}
        Ok(())
    }
}

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Filling<'_, Option<T>> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an optional part")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        forget(self.0.replace(T::default()));
        self.0.as_mut().map_or(Ok(()), |part| T::deserialize_in_place(deserializer, part))
    }
}

impl<'de, V: Deserialize<'de> + Default> Visitor<'de> for Filling<'_, Map<V>> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        while let Some(name) = access.next_key()? {
            self.0.0.push((name, V::default()));
            if let Some((_, value)) = self.0.0.last_mut() {
                access.next_value_seed(Part(value))?;
            }
        }
        Ok(())
    }
}

/// Adds an item to a list, there.
struct Last<'p, T>(&'p mut Vec<T>);

impl<'de, T: Deserialize<'de> + Default> DeserializeSeed<'de> for Last<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.push(T::default());
        self.0.last_mut().map_or(Ok(()), |item| T::deserialize_in_place(deserializer, item))
    }
}

/// Reads a value where it belongs.
struct Part<'p, T>(&'p mut T);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Part<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        T::deserialize_in_place(deserializer, self.0)
    }
}

//! JSON read strictly: a member that is known has to be of its type, and `null` is no value.

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::marker::PhantomData;

/// A JSON object read as a `T`. (Derived structs alone would take an array, too.)
#[derive(Clone, Debug, Default)]
pub struct Object<T>(pub T);

impl<T> std::ops::Deref for Object<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Object<T>, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(Object)
            }
        }
        reader.deserialize_map(Members(PhantomData))
    }
}

/// A whole number of at least `MIN`. JSON Schema's integer may be written `2.0`, and may be of any size: what is above
/// u64 counts as its largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<const MIN: u64>(pub u64);

impl<'de, const MIN: u64> Deserialize<'de> for Whole<MIN> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Whole<MIN>, D::Error> {
        struct Digits<const MIN: u64>;
        impl<const MIN: u64> Visitor<'_> for Digits<MIN> {
            type Value = Whole<MIN>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a whole number, at least {MIN}")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Whole<MIN>, E> {
                let small = || E::invalid_value(Unexpected::Unsigned(number), &self);
                if number < MIN { Err(small()) } else { Ok(Whole(number)) }
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Whole<MIN>, E> {
                if number.fract() == 0.0 && number >= 0.0 {
                    return self.visit_u64(number as u64); // `as` stops at the largest
                }
                Err(E::invalid_value(Unexpected::Float(number), &self))
            }
        }
        reader.deserialize_u64(Digits)
    }
}

/// Claims by reverse-domain name, each once (types/context.json, `eligibility`). None is known here: all are ignored.
#[derive(Clone, Debug, Default)]
pub struct Eligibility;

impl<'de> Deserialize<'de> for Eligibility {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Eligibility, D::Error> {
        let mut seen = HashSet::new();
        for claim in Vec::<String>::deserialize(reader)? {
            reverse_domain(&claim)?;
            if !seen.insert(claim) {
                return Err(D::Error::custom("a claim stands here twice"));
            }
        }
        Ok(Eligibility)
    }
}

/// What a platform has seen of its buyer (types/signals.json). Checked for its form, never kept.
#[derive(Clone, Debug, Default)]
pub struct Signals;

impl<'de> Deserialize<'de> for Signals {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Signals, D::Error> {
        for (key, value) in BTreeMap::<String, serde_json::Value>::deserialize(reader)? {
            reverse_domain(&key)?;
            if ["dev.ucp.buyer_ip", "dev.ucp.user_agent"].contains(&key.as_str()) && !value.is_string() {
                return Err(D::Error::custom(format!("{key} has to be text")));
            }
        }
        Ok(Signals)
    }
}

/// `^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_]*)+$`
fn reverse_domain<E: Error>(name: &str) -> Result<(), E> {
    let small = |c: char| c.is_ascii_lowercase();
    let label = |label: &str, more: &str| {
        label.starts_with(small) && label.chars().all(|c| small(c) || c.is_ascii_digit() || more.contains(c))
    };
    let proper = name
        .split_once('.')
        .is_some_and(|(first, rest)| label(first, "") && rest.split('.').all(|next| label(next, "_")));
    if proper { Ok(()) } else { Err(E::custom(format!("{name:?} is not a reverse-domain name"))) }
}

/// A member that may be absent, but not null.
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(reader: D) -> Result<Option<T>, D::Error> {
    T::deserialize(reader).map(Some)
}

/// Declares an object as a schema does: members that have to be there, that may be absent, that may be null, too.
macro_rules! object {
    ($(#[$doc:meta])* $name:ident
        $(required { $($(#[$must:meta])* $member:ident: $kind:ty),+ $(,)? })?
        $(optional { $($(#[$may:meta])* $other:ident: $type:ty),+ $(,)? })?
        $(nullable { $($(#[$null:meta])* $open:ident: $sort:ty),+ $(,)? })?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, serde::Deserialize)]
        pub struct $name {
            $($($(#[$must])* pub $member: $kind,)+)?
            $($($(#[$may])* #[serde(default, deserialize_with = "strict::present")] pub $other: Option<$type>,)+)?
            $($($(#[$null])* #[serde(default)] pub $open: Option<$sort>,)+)?
        }
    };
}

/// Declares an object of texts, all optional, of which `$kept` is what the marketplace keeps.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident => $kept:ident { $($member:ident),+ } $($other:ident: $type:ty),*) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, serde::Deserialize)]
        #[serde(default)]
        #[allow(missing_docs)]
        pub struct $name {
            $(#[serde(deserialize_with = "strict::present")] pub $member: Option<String>,)+
            $(#[serde(deserialize_with = "strict::present")] pub $other: Option<$type>,)*
        }

        impl $name {
            /// The same without what is not kept.
            pub fn kept(&self) -> $kept {
                $kept { $($member: self.$member.clone()),+ }
            }
        }
    };
}

pub(super) use {object, texts};

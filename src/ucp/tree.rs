//! Any JSON value, for what is handed on whole and not looked into: a page's own code gets every field the business wrote.

use core::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::list::Map;
use super::money::Minor;

/// One JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Tree {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Any number, as JavaScript has it.
    Number(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// An object; of a name twice, the last value counts.
    Object(Map<Tree>),
}

impl Tree {
    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Tree] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// A member of an object; `Null` where there is none.
    pub fn get(&self, name: &str) -> &Tree {
        match self {
            Self::Object(members) => members.get(name).unwrap_or(&Self::Null),
            _ => &Self::Null,
        }
    }
}

/// An object in the making: what is absent gets no member.
#[derive(Default)]
pub struct Members(Map<Tree>);

impl Members {
    /// A member of any kind.
    pub fn add(&mut self, name: &str, value: Tree) {
        self.0.insert(name.to_owned(), value);
    }

    /// A member taken over from another object, if that has it.
    pub fn copy(&mut self, name: &str, from: &Tree) {
        let value = from.get(name);
        if *value != Tree::Null {
            self.add(name, value.clone());
        }
    }

    /// A text, if there is one.
    pub fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(name, Tree::Text(value.to_owned()));
        }
    }

    /// A list.
    pub fn list(&mut self, name: &str, items: Vec<Tree>) {
        self.add(name, Tree::List(items));
    }

    /// An amount: within ±2^53, so that a page's numbers hold it exactly.
    pub fn amount(&mut self, name: &str, amount: Minor) {
        self.add(name, Tree::Number(amount.0 as f64));
    }

    /// The object.
    pub fn whole(self) -> Tree {
        Tree::Object(self.0)
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            // A whole number stays one: where UCP means a count, 1.0 is refused. Beyond those that JavaScript tells apart it is any number.
            Self::Number(value) if value.abs() < WHOLE_MAX && *value as i64 as f64 == *value => {
                serializer.serialize_i64(*value as i64)
            }
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => items.serialize(serializer),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}

/// The whole numbers below it JavaScript tells one from the other.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Tree, E> {
        Ok(Tree::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut members = Map::new();
        while let Some((name, value)) = access.next_entry()? {
            members.insert(name, value);
        }
        Ok(Tree::Object(members))
    }
}

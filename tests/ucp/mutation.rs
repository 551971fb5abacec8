//! Bad documents out of good ones: by bytes, and by structure.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::random::Random;

/// A document as a tree that keeps what serde_json's own tree drops: order, names that come twice, tokens as written.
#[derive(Clone, Debug)]
pub enum Node {
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
    /// Text, number or word, as it stands in JSON.
    Token(String),
}

/// One or two changes; the same for the same seed.
pub fn mutate(good: &Node, names: &[String], random: &mut Random) -> String {
    let mut tree = good.clone();
    let changes = 1 + random.below(4) / 2;
    let structural = if random.once_in(4) { 0 } else { changes };
    for _ in 0..structural {
        let target = random.below(count(&tree));
        change(at(&mut tree, target), names, random);
    }
    let style = random.below(8);
    let mut text = String::new();
    print(&tree, style, random, &mut text);
    if structural == 0 {
        (0..changes).for_each(|_| change_bytes(&mut text, random));
    }
    text
}

/// Every name in the document.
pub fn names(tree: &Node, into: &mut Vec<String>) {
    match tree {
        Node::List(items) => items.iter().for_each(|item| names(item, into)),
        Node::Object(members) => members.iter().for_each(|(name, value)| {
            into.push(name.clone());
            names(value, into);
        }),
        Node::Token(_) => {}
    }
}

const TOKENS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "1.0",
    "0.5",
    "-2.5",
    "1e2",
    "1E+2",
    "5e-1",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740992",
    "-9007199254740992",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "255",
    "256",
    "-129",
    "1e400",
    "-1e400",
    "1e-400",
    "2.2250738585072014e-308",
    "5e-324",
    "2.4e-324",
    "1.7976931348623157e308",
    "1.7976931348623159e308",
    "0.1",
    "4.7272727272727275",
    "9007199254740993.0",
    "0.000000000000000000000001",
    "123456789012345678901234567890",
    "3.14159265358979323846264338327950288",
    "0e99999999999",
    "\"\"",
    "\"text\"",
    "\"-0\"",
    "\"\\u0000\"",
    "\"\\ud83c\\udf3e\"",
    "\"\\ud83c\"",
    "\"\\udf3e\"",
    "\"\\ud83c\\n\"",
    "\"\\uD83C\\u0041\"",
    "\"\\/\\b\\f\\\\\"",
    "\"2026-04-08\"",
    "\"error\"",
    "\"\\u0065rror\"",
    "\"ཀ\"",
    "\"🌾\"",
    "\"\u{7f}\u{80}\u{2028}\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"\":0}",
    "[1,2]",
    "\"Opened\"",
    "{\"Opened\":null}",
    "{\"Sent\":[\"PUT\",1]}",
    "{\"Answered\":\"\"}",
];

/// Not JSON, or only just.
const BAD_TOKENS: &[&str] = &[
    "",
    "nul",
    "NaN",
    "Infinity",
    "-",
    "+1",
    "01",
    "1.",
    ".5",
    "1e",
    "1e+",
    "0x1",
    "'a'",
    "\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12G4\"",
    "\"\t\"",
    "\"\u{1}\"",
    "[1,]",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{a:1}",
    "[1 2]",
    "1 2",
    "\u{feff}1",
    "//",
    "[",
    "}",
    "True",
];

fn change(node: &mut Node, names: &[String], random: &mut Random) {
    match node {
        Node::Object(members) if !members.is_empty() && random.below(8) < 6 => {
            let index = random.below(members.len());
            match random.below(7) {
                0 | 1 => drop(members.remove(index)),
                2 => {
                    let twice = members[index].clone();
                    members.insert(random.below(members.len() + 1), twice);
                }
                3 => members[index].0 = random.pick(names).clone(),
                4 => {
                    let value = Node::Token(token(random));
                    members.insert(index, (random.pick(names).clone(), value));
                }
                5 => {
                    let other = random.below(members.len());
                    members.swap(index, other);
                }
                _ => {
                    let (name, value) = (random.pick(NAMES).to_string(), Node::Token(token(random)));
                    members.insert(index, (name, value));
                }
            }
        }
        // The values alone, in the order written.
        Node::Object(members) if random.once_in(2) => {
            *node = Node::List(members.drain(..).map(|(_, value)| value).collect());
        }
        Node::List(items) if !items.is_empty() && random.below(8) < 6 => {
            let index = random.below(items.len());
            match random.below(4) {
                0 => drop(items.remove(index)),
                1 => items.insert(index, items[index].clone()),
                2 => items.insert(index, Node::Token(token(random))),
                _ => *node = items.swap_remove(index),
            }
        }
        // Another of the same kind.
        Node::Token(old) if random.below(8) < 5 => {
            let kind = |token: &&&str| token.starts_with('"') == old.starts_with('"');
            let alike: Vec<&&str> = TOKENS.iter().filter(kind).collect();
            *old = random.pick(&alike).to_string();
        }
        _ => match random.below(12) {
            0 => *node = Node::List(vec![node.clone()]),
            1 => *node = Node::Object(vec![(random.pick(names).clone(), node.clone())]),
            2 => deepen(node, random),
            3 => *node = Node::Token(random.pick(BAD_TOKENS).to_string()),
            _ => *node = Node::Token(token(random)),
        },
    }
}

/// Names that nobody has asked for.
const NAMES: &[&str] = &["", "unknown", "\u{ff49}d", "Id", "id ", "ucp.version", "🌾", "a\"b\\c\u{1}"];

fn token(random: &mut Random) -> String {
    match random.below(8) {
        0 => (random.next() as i64 >> random.below(64)).to_string(),
        1 => {
            let (whole, digits) = (random.below(100), random.next() >> random.below(64));
            format!("{whole}.{digits}e{}", random.below(80) as i32 - 40)
        }
        2 => format!("{:e}", f64::from_bits(random.next())).replace("NaN", "0").replace("inf", "1e999"),
        _ => random.pick(TOKENS).to_string(),
    }
}

/// Up to 80 levels more: beyond our limit, within serde_json's.
fn deepen(node: &mut Node, random: &mut Random) {
    for _ in 0..1 + random.below(80) {
        *node = match random.once_in(2) {
            true => Node::List(vec![node.clone()]),
            false => Node::Object(vec![("deep".to_owned(), node.clone())]),
        };
    }
}

fn change_bytes(text: &mut String, random: &mut Random) {
    const PIECES: &[&str] = &[
        "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\t", "\r", "0", "9", "-", ".", "e", "E", "+", "u", "\\u",
        "\\ud83c", "\u{0}", "\u{1f}", "\u{7f}", "null", "true", "ucp", "\u{a0}", "བོ", "/", "\\\"", "\"\"", "{}", "[]",
        "1",
    ];
    let start = boundary(text, random);
    match random.below(6) {
        0 => text.insert_str(start, random.pick::<&str>(PIECES)),
        1 => {
            let end = floor(text, (start + 1 + random.below(4)).min(text.len()));
            text.replace_range(start..end.max(start), "");
        }
        2 => {
            let end = floor(text, (start + 1 + random.below(3)).min(text.len()));
            text.replace_range(start..end.max(start), random.pick::<&str>(PIECES));
        }
        3 => {
            let end = floor(text, (start + random.below(60)).min(text.len()));
            let twice = text[start..end.max(start)].to_owned();
            text.insert_str(boundary(text, random), &twice);
        }
        4 if random.once_in(4) => text.truncate(start),
        // One bit of one byte, as long as the text stays text.
        _ => {
            let mut bytes = core::mem::take(text).into_bytes();
            if let Some(byte) = bytes.get_mut(start) {
                *byte ^= 1 << random.below(7);
            }
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
    }
}

fn boundary(text: &str, random: &mut Random) -> usize {
    floor(text, random.below(text.len() + 1))
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn count(node: &Node) -> usize {
    1 + match node {
        Node::List(items) => items.iter().map(count).sum::<usize>(),
        Node::Object(members) => members.iter().map(|(_, value)| count(value)).sum(),
        Node::Token(_) => 0,
    }
}

/// The node that comes as number `index` when the tree is read from the top.
fn at(node: &mut Node, index: usize) -> &mut Node {
    if index == 0 {
        return node;
    }
    let mut left = index - 1;
    let parts: Vec<&mut Node> = match node {
        Node::List(items) => items.iter_mut().collect(),
        Node::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        Node::Token(_) => vec![],
    };
    for part in parts {
        let size = count(part);
        if left < size {
            return at(part, left);
        }
        left -= size;
    }
    unreachable!("the index is below the count")
}

/// As JSON: compact, spaced, or with letters written as escapes.
fn print(node: &Node, style: usize, random: &mut Random, into: &mut String) {
    let space = |random: &mut Random, into: &mut String| {
        if style == 0 {
            into.push_str(random.pick::<&str>(&["", " ", "\n\t", "\r\n  "]));
        }
    };
    space(random, into);
    match node {
        Node::Token(token) => into.push_str(token),
        Node::List(items) => {
            into.push('[');
            for (index, item) in items.iter().enumerate() {
                into.push_str(if index > 0 { "," } else { "" });
                print(item, style, random, into);
            }
            space(random, into);
            into.push(']');
        }
        Node::Object(members) => {
            into.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                into.push_str(if index > 0 { "," } else { "" });
                space(random, into);
                into.push_str(&quoted(name, style == 1, random));
                space(random, into);
                into.push(':');
                print(value, style, random, into);
            }
            space(random, into);
            into.push('}');
        }
    }
    space(random, into);
}

fn quoted(name: &str, escape: bool, random: &mut Random) -> String {
    if !escape || random.once_in(2) {
        return serde_json::to_string(name).unwrap();
    }
    if random.once_in(400) {
        return format!("\"{}\\ud800\"", random.pick(&["", "id"]));
    }
    let units = name.encode_utf16().map(|unit| match random.once_in(2) {
        true => format!("\\u{unit:04x}"),
        false => format!("\\u{unit:04X}"),
    });
    format!("\"{}\"", units.collect::<String>())
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Node;

    fn expecting(&self, formatter: &mut core::fmt::Formatter) -> core::fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Token("null".to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Token(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Token(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Token(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Token(format!("{value:?}")))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Token(serde_json::to_string(value).unwrap()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }
}

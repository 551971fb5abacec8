//! Trees of elements: written as indented text, built once by `create_element`, then cloned.
//!
//! A line is a tag and its attributes, one space deeper than its parent's. `.name` is a class, `@name` a class and the name
//! of a part to be found, `:name` both and also a part that pages may style; `name=value` and `name` are attributes, `svg
//! tick` is the icon of that name.
//! Plain text, because a host page may forbid every sink that parses HTML, and text is the smallest form a tree has.

use std::cell::OnceCell;

use wasm_bindgen::{JsCast, throw_str};
use web_sys::Element;

use super::icon;

/// A tree to be cloned, built when it is first needed.
pub struct Skeleton {
    source: &'static str,
    tree: OnceCell<Tree>,
}

struct Tree {
    element: Element,
    parts: Vec<&'static str>,
}

impl Skeleton {
    /// The tree that `source` describes.
    pub const fn new(source: &'static str) -> Self {
        Self { source, tree: OnceCell::new() }
    }

    /// A copy of the tree, not yet in any document, and the names of its parts.
    pub fn copy(&self) -> (Element, &[&'static str]) {
        let tree = self.tree.get_or_init(|| build(self.source));
        match tree.element.clone_node_with_deep(true) {
            Ok(copy) => (copy.unchecked_into(), &tree.parts),
            Err(_) => throw_str("the widget's own tree cannot be copied"),
        }
    }
}

/// A new element of the document.
pub fn element(namespace: &str, tag: &str) -> Element {
    let document = web_sys::window().and_then(|window| window.document());
    match document.map(|document| document.create_element_ns(Some(namespace), tag)) {
        Some(Ok(element)) => element,
        _ => throw_str("no element can be made"),
    }
}

/// Writes an attribute. Never `style`, `srcdoc` or an event handler: the names stand in this room's own code.
pub fn set(element: &Element, name: &str, value: &str) {
    _ = element.set_attribute(name, value);
}

/// Writes or removes an attribute without a value.
pub fn toggle(element: &Element, name: &str, on: bool) {
    _ = element.toggle_attribute_with_force(name, on);
}

/// The place of a part among the parts of a tree; while the crate is built, so that a name which the tree does not have
/// fails there, and the shipped code holds a small number.
macro_rules! at {
    ($tree:ident, $name:literal) => {
        const { $crate::widget::skeleton::place($tree.as_bytes(), $name.as_bytes()) }
    };
}
pub(super) use at;

/// See `at!`.
pub const fn place(tree: &[u8], name: &[u8]) -> usize {
    let mut place = 0;
    let mut at = 0;
    while at < tree.len() {
        if tree[at] == b' ' && at + 1 < tree.len() && (tree[at + 1] == b'@' || tree[at + 1] == b':') {
            let mut length = 0;
            while at + 2 + length < tree.len() && length < name.len() && tree[at + 2 + length] == name[length] {
                length += 1;
            }
            let end = at + 2 + length;
            if length == name.len() && (end == tree.len() || tree[end] == b' ' || tree[end] == b'\n') {
                return place;
            }
            place += 1;
        }
        at += 1;
    }
    panic!("the tree has no part of that name")
}

fn build(source: &'static str) -> Tree {
    let mut path: Vec<Element> = Vec::new();
    let mut parts = Vec::new();
    for line in source.split('\n') {
        let plain = line.trim_start_matches(' ');
        let mut words = plain.split(' ');
        let Some(tag) = words.next().filter(|tag| !tag.is_empty()) else { continue };
        let element = if tag == "svg" {
            icon::draw(words.next().unwrap_or_default())
        } else {
            let element = element(HTML, tag);
            words.for_each(|word| describe(&element, word, &mut parts));
            element
        };
        path.truncate(line.len() - plain.len());
        if let Some(parent) = path.last() {
            _ = parent.append_child(&element);
        }
        path.push(element);
    }
    match path.into_iter().next() {
        Some(element) => Tree { element, parts },
        None => throw_str("an empty tree"),
    }
}

fn describe(element: &Element, word: &'static str, parts: &mut Vec<&'static str>) {
    let mark = word.as_bytes().first();
    match (mark, word.get(1..)) {
        (Some(b':' | b'@' | b'.'), Some(name)) => {
            _ = element.class_list().add_1(name);
            if mark == Some(&b':') {
                set(element, "part", name);
            }
            if mark != Some(&b'.') {
                parts.push(name);
            }
        }
        _ => {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            set(element, name, value);
        }
    }
}

const HTML: &str = "http://www.w3.org/1999/xhtml";

//! Trees of elements: written as indented text, built once by `create_element`, then cloned.
//!
//! A line is a tag and its attributes, one space deeper than its parent's. `.name` is a class, `:name` a class and a part
//! of the same name, `name=value` and `name` are attributes, `svg tick` is the icon of that name.
//! Plain text, because a host page may forbid every sink that parses HTML, and text is the smallest form a tree has.

use std::cell::OnceCell;

use wasm_bindgen::{JsCast, throw_str};
use web_sys::Element;

use super::icon;

/// A tree to be cloned, built when it is first needed.
pub struct Skeleton {
    source: &'static str,
    tree: OnceCell<Element>,
}

impl Skeleton {
    /// The tree that `source` describes.
    pub const fn new(source: &'static str) -> Self {
        Self { source, tree: OnceCell::new() }
    }

    /// A copy of the tree, not yet in any document.
    pub fn copy(&self) -> Element {
        let tree = self.tree.get_or_init(|| build(self.source));
        match tree.clone_node_with_deep(true) {
            Ok(copy) => copy.unchecked_into(),
            Err(_) => throw_str("the widget's own tree cannot be copied"),
        }
    }
}

/// A new element of the document.
pub fn element(tag: &str) -> Element {
    let document = web_sys::window().and_then(|window| window.document());
    match document.map(|document| document.create_element(tag)) {
        Some(Ok(element)) => element,
        _ => throw_str("no element can be made"),
    }
}

/// The one descendant that `selector` names; looked up once, before any row exists.
pub fn find(root: &Element, selector: &str) -> Element {
    match root.query_selector(selector) {
        Ok(Some(part)) => part,
        _ => throw_str(selector),
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

fn build(source: &str) -> Element {
    let mut path: Vec<Element> = Vec::new();
    for line in source.split('\n') {
        let plain = line.trim_start_matches(' ');
        let mut words = plain.split(' ');
        let Some(tag) = words.next().filter(|tag| !tag.is_empty()) else { continue };
        let element = if tag == "svg" {
            icon::draw(words.next().unwrap_or_default())
        } else {
            let element = element(tag);
            words.for_each(|word| describe(&element, word));
            element
        };
        path.truncate(line.len() - plain.len());
        if let Some(parent) = path.last() {
            _ = parent.append_child(&element);
        }
        path.push(element);
    }
    path.into_iter().next().unwrap_or_else(|| throw_str("an empty tree"))
}

fn describe(element: &Element, word: &str) {
    if let Some(name) = word.strip_prefix(':') {
        _ = element.class_list().add_1(name);
        set(element, "part", name);
    } else if let Some(name) = word.strip_prefix('.') {
        _ = element.class_list().add_1(name);
    } else {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        set(element, name, value);
    }
}

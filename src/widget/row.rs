//! One copy of a tree: its parts, found once, which remember what they say and are written only when that changes.
//!
//! One type for everything drawn, from the whole sheet to a single chip: each kind with a type of its own was twice the
//! code (measured).

use std::thread::LocalKey;

use wasm_bindgen::throw_str;
use web_sys::Element;

use super::skeleton::{Skeleton, set, toggle};

/// One copy of a tree.
pub struct Row {
    /// Its outermost element.
    pub element: Element,
    /// What tells it from its neighbours.
    pub key: String,
    /// A number that its writer wants to find again: the accepted adds of a card, the quantity of a line.
    pub memory: Option<u32>,
    /// The rows inside it.
    pub rows: Vec<Row>,
    parts: Vec<Part>,
}

struct Part {
    name: &'static str,
    element: Element,
    text: String,
}

impl Row {
    /// A copy of the tree. Its parts are looked up now, before any row stands inside it.
    pub fn of(tree: &'static LocalKey<Skeleton>) -> Self {
        tree.with(|tree| {
            let (element, names) = tree.copy();
            let mut parts = Vec::with_capacity(names.len());
            for name in names {
                let mut selector = String::from(".");
                selector.push_str(name);
                if let Ok(Some(part)) = element.query_selector(&selector) {
                    parts.push(Part { name, element: part, text: String::new() });
                }
            }
            Self { element, key: String::new(), memory: None, rows: Vec::new(), parts }
        })
    }

    /// The element of a part.
    pub fn part(&self, name: &str) -> &Element {
        match self.parts.iter().find(|part| part.name == name) {
            Some(part) => &part.element,
            None => throw_str(name),
        }
    }

    /// Says `text`, as text.
    pub fn say(&mut self, name: &str, text: &str) {
        if let Some(part) = self.parts.iter_mut().find(|part| part.name == name)
            && part.text != text
        {
            part.element.set_text_content(Some(text));
            text.clone_into(&mut part.text);
        }
    }

    /// Says `text`; the part is hidden when there is none.
    pub fn say_if(&mut self, name: &str, text: Option<&str>) {
        let text = text.unwrap_or_default();
        self.say(name, text);
        self.show(name, !text.is_empty());
    }

    /// Shows or hides a part.
    pub fn show(&self, name: &str, shown: bool) {
        toggle(self.part(name), "hidden", !shown);
    }

    /// Writes an attribute of a part, when it has another value.
    pub fn set(&self, name: &str, attribute: &str, value: &str) {
        let part = self.part(name);
        if part.get_attribute(attribute).as_deref() != Some(value) {
            set(part, attribute, value);
        }
    }

    /// Writes an attribute of a part, or takes it away.
    pub fn set_if(&self, name: &str, attribute: &str, value: Option<&str>) {
        match value {
            Some(value) => self.set(name, attribute, value),
            None => _ = self.part(name).remove_attribute(attribute),
        }
    }

    /// Makes a button answer, or tell that it does not. Not `disabled`: a button that is pressed must keep the focus.
    pub fn enable(&self, name: &str, enabled: bool) {
        self.set(name, "aria-disabled", if enabled { "false" } else { "true" });
    }

    /// Puts an element back into its place, so that it plays its animation from the start.
    pub fn replay(&self, name: &str) {
        let part = self.part(name);
        toggle(part, "data-on", true);
        if let Some(parent) = part.parent_node() {
            // Taken out first: a browser that finds it in its place already does nothing.
            let behind = part.next_sibling();
            part.remove();
            _ = parent.insert_before(part, behind.as_ref());
        }
    }
}

//! One copy of a tree: its parts, found once, which remember what they say and are written only when that changes.
//!
//! One type for everything drawn, from the whole sheet to a single chip: each kind with a type of its own was twice the
//! code (measured).

use std::thread::LocalKey;

use wasm_bindgen::throw_str;
use web_sys::Element;

use super::skeleton::{Skeleton, set, toggle};
use super::words::cut;
use crate::engine::problem::join;

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
                match element.query_selector(&join(&[".", name])) {
                    Ok(Some(element)) => parts.push(Part { element, text: String::new() }),
                    _ => throw_str(name),
                }
            }
            Self { element, key: String::new(), memory: None, rows: Vec::new(), parts }
        })
    }

    /// The element of a part. Parts are told by their place in the tree, which `at!` finds when the crate is built.
    pub fn part(&self, part: usize) -> &Element {
        match self.parts.get(part) {
            Some(part) => &part.element,
            None => throw_str("a part of another tree"),
        }
    }

    /// Says the pieces, as text, cut to [`TEXT_MAX`]. True if there is anything to say.
    pub fn say(&mut self, part: usize, pieces: &[&str]) -> bool {
        let whole = join(pieces);
        let text = cut(&whole, TEXT_MAX);
        if let Some(part) = self.parts.get_mut(part)
            && part.text != text
        {
            part.element.set_text_content(Some(text));
            text.clone_into(&mut part.text);
        }
        !text.is_empty()
    }

    /// Says the pieces; the part is hidden when there are none.
    pub fn say_if(&mut self, part: usize, pieces: &[&str]) {
        let any = self.say(part, pieces);
        self.show(part, any);
    }

    /// Names a part for those who do not see it.
    pub fn label(&self, part: usize, pieces: &[&str]) {
        self.set(part, "aria-label", &join(pieces));
    }

    /// Shows or hides a part.
    pub fn show(&self, part: usize, shown: bool) {
        toggle(self.part(part), "hidden", !shown);
    }

    /// Writes an attribute of a part, when it has another value.
    pub fn set(&self, part: usize, attribute: &str, value: &str) {
        let part = self.part(part);
        if part.get_attribute(attribute).as_deref() != Some(value) {
            set(part, attribute, value);
        }
    }

    /// Writes an attribute of a part, or takes it away.
    pub fn set_if(&self, part: usize, attribute: &str, value: Option<&str>) {
        match value {
            Some(value) => self.set(part, attribute, value),
            None => _ = self.part(part).remove_attribute(attribute),
        }
    }

    /// Makes a button answer, or tell that it does not. Not `disabled`: a button that is pressed must keep the focus.
    pub fn enable(&self, part: usize, enabled: bool) {
        self.set(part, "aria-disabled", if enabled { "false" } else { "true" });
    }

    /// Puts an element back into its place, so that it plays its animation from the start.
    pub fn replay(&self, part: usize) {
        let part = self.part(part);
        toggle(part, "data-on", true);
        if let Some(parent) = part.parent_node() {
            // Taken out first: a browser that finds it in its place already does nothing.
            let behind = part.next_sibling();
            part.remove();
            _ = parent.insert_before(part, behind.as_ref());
        }
    }
}

/// Longest text shown but for messages, in characters. Two lines hold far fewer; nobody's title takes the page over.
pub const TEXT_MAX: usize = 200;

/// The text, or none.
pub fn or_none(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

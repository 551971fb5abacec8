//! One part of a tree, which remembers what it says and is written only when that changes.

use web_sys::Element;

use super::skeleton::{find, set, toggle};

/// One part of a tree.
pub struct Part {
    /// Its element.
    pub element: Element,
    text: String,
}

impl Part {
    /// The part that `selector` names in `root`.
    pub fn find(root: &Element, selector: &str) -> Self {
        Self { element: find(root, selector), text: String::new() }
    }

    /// Says `text`, as text.
    pub fn say(&mut self, text: &str) {
        if self.text != text {
            self.element.set_text_content(Some(text));
            text.clone_into(&mut self.text);
        }
    }

    /// Says `text`; is hidden when there is none.
    pub fn say_if(&mut self, text: Option<&str>) {
        self.say(text.unwrap_or_default());
        self.show(text.is_some_and(|text| !text.is_empty()));
    }

    /// Shows or hides the part.
    pub fn show(&self, shown: bool) {
        toggle(&self.element, "hidden", !shown);
    }

    /// Writes an attribute, when it has another value.
    pub fn set(&self, name: &str, value: &str) {
        if self.element.get_attribute(name).as_deref() != Some(value) {
            set(&self.element, name, value);
        }
    }

    /// Makes a button answer, or tell that it does not. Not `disabled`: a button that is pressed must keep the focus.
    pub fn enable(&self, enabled: bool) {
        self.set("aria-disabled", if enabled { "false" } else { "true" });
    }

    /// Names the language of a business's text.
    pub fn speak(&self, language: Option<&str>) {
        match language {
            Some(language) => self.set("lang", language),
            None => _ = self.element.remove_attribute("lang"),
        }
    }
}

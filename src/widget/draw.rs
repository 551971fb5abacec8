//! Trees of elements, written as indented text, and their copies, which are written to (`js/draw.js`: browser objects pushed
//! about by Wasm are three times the code, measured).

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, ShadowRoot};

use super::words::{Word, Words, cut};
use crate::ucp::json::push_whole;

#[wasm_bindgen(module = "/js/draw.js")]
extern "C" {
    /// One copy of a tree. Its elements are told by the lines of the tree, which `at!` counts when the crate is built.
    pub type Row;

    /// Draws a tree in a shadow root, with two style sheets, in the place of what was there; none where the browser does not.
    #[wasm_bindgen(static_method_of = Row)]
    pub fn begin(root: &ShadowRoot, base: &str, own: &str, tree: &str) -> Option<Row>;
    /// The author put nothing into an element but white space.
    #[wasm_bindgen(static_method_of = Row, js_name = isBlank)]
    pub fn is_blank(element: &Element) -> bool;

    /// Writes an attribute of an element, or its `textContent`, `value` or `selected`, when it has another value;
    /// without a value it goes. Answers 0 if it had it, 1 if it had none, 2 if it had another. No `style`, no `srcdoc`, no
    /// event handler: the names stand in this room's own code.
    #[wasm_bindgen(method)]
    pub fn put(this: &Row, line: u32, name: &str, value: Option<&str>) -> u32;
    #[wasm_bindgen(method)]
    fn write(this: &Row, said: &str);
    /// The row of that key and tree, from now on at that place of the rows inside an element; a new one where there is none.
    #[wasm_bindgen(method)]
    pub fn row(this: &Row, line: u32, place: u32, key: &str, tree: &str) -> Row;
    /// There are so many rows inside an element, which holds nothing else. True if one that had the focus went away.
    #[wasm_bindgen(method)]
    pub fn end(this: &Row, line: u32, count: u32) -> bool;
}

#[wasm_bindgen(module = "/js/late.js")]
extern "C" {
    /// Lets an element play its animation from the start.
    pub fn replay(row: &Row, line: u32);
    /// Lets the shadow root that a row stands in adopt one more style sheet.
    pub fn dress(row: &Row, style: &str);
    /// Gives an element the focus.
    pub fn focus(row: &Row, line: u32);
    /// Whether an element has the focus.
    pub fn focused(row: &Row, line: u32) -> bool;
    /// Whether the focus went with an element that had it and is hidden now.
    pub fn stranded(row: &Row, line: u32) -> bool;
}

#[wasm_bindgen(module = "/js/dialog.js")]
extern "C" {
    /// Opens the dialog in the same shadow root, or closes it, or leaves it. True if it is open then.
    pub fn turn(row: &Row, open: Option<bool>) -> bool;
    /// Takes the buyer to another page, which takes the place of an open dialog's entry in the history. False if the browser does not.
    pub fn go(url: &str) -> bool;
}

impl Row {
    /// Ink to write much with.
    pub fn ink(&self) -> Ink<'_> {
        Ink { row: self, said: RefCell::default() }
    }
}

impl Write for Row {
    fn write(&self, line: u32, name: &str, value: Option<&str>) {
        self.put(line, name, value);
    }
}

/// Writes to a row as [`Row::put`] does, but all at once when it is dropped: a card takes forty calls into the browser otherwise, and
/// each of their texts is decoded by itself.
pub struct Ink<'r> {
    row: &'r Row,
    /// Line, name and value of each, between NULs; before a name whose value goes stands a minus.
    said: RefCell<String>,
}

impl Write for Ink<'_> {
    #[inline(never)]
    fn write(&self, line: u32, name: &str, value: Option<&str>) {
        let (mark, text) = value.map_or(("\0-", ""), |value| ("\0", value));
        // Behind a NUL of a business's own its text would go on as another name and value.
        if text.bytes().any(|byte| byte == 0) {
            self.row.put(line, name, value);
            return;
        }
        let mut said = self.said.borrow_mut();
        push_whole(&mut said, line.into());
        for part in [mark, name, "\0", text, "\0"] {
            said.push_str(part);
        }
    }
}

impl Drop for Ink<'_> {
    #[inline(never)]
    fn drop(&mut self) {
        self.row.write(self.said.get_mut());
    }
}

/// What can be written to.
pub trait Write {
    /// Writes an attribute or a property of an element; without a value it goes. See [`Row::put`].
    fn write(&self, line: u32, name: &str, value: Option<&str>);

    /// Says a text, cut to [`TEXT_MAX`].
    fn say(&self, line: u32, text: &str) {
        self.write(line, "textContent", Some(cut(text, TEXT_MAX)));
    }

    /// Says a text; the element is hidden when there is none.
    fn say_if(&self, line: u32, text: &str) {
        self.say(line, text);
        self.show(line, !text.is_empty());
    }

    /// Says words of ours.
    fn say_words(&self, words: &Words, said: &[(u32, Word)]) {
        for (line, word) in said {
            self.write(*line, "textContent", Some(words.say(*word)));
        }
    }

    /// Names an element for those who do not see it.
    fn label(&self, line: u32, text: &str) {
        self.write(line, "aria-label", Some(text));
    }

    /// Shows or hides an element.
    fn show(&self, line: u32, shown: bool) {
        self.mark(line, "hidden", !shown);
    }

    /// Writes an attribute without a value, or takes it away.
    fn mark(&self, line: u32, name: &str, on: bool) {
        self.write(line, name, on.then_some(""));
    }

    /// Makes a button answer, or tell that it does not. Not `disabled`: a button that is pressed must keep the focus.
    fn enable(&self, line: u32, enabled: bool) {
        self.write(line, "aria-disabled", Some(if enabled { "false" } else { "true" }));
    }
}

/// The line of a tree that has a class of that name; while the crate is built, so that a name which the tree does not have fails
/// there, and the shipped code holds a small number.
macro_rules! at {
    ($tree:ident, $name:literal) => {
        const { $crate::widget::draw::line($tree.as_bytes(), $name.as_bytes()) }
    };
}
pub(super) use at;

/// See `at!`.
pub const fn line(tree: &[u8], name: &[u8]) -> u32 {
    let mut line = 0;
    let mut at = 0;
    while at + 1 < tree.len() {
        if tree[at] == b'\n' {
            line += 1;
        } else if tree[at] == b' ' && (tree[at + 1] == b'.' || tree[at + 1] == b':') {
            let mut length = 0;
            while at + 2 + length < tree.len() && length < name.len() && tree[at + 2 + length] == name[length] {
                length += 1;
            }
            let end = at + 2 + length;
            if length == name.len() && (end == tree.len() || tree[end] == b' ' || tree[end] == b'\n') {
                return line;
            }
        }
        at += 1;
    }
    panic!("the tree has no line of that name")
}

/// Longest text shown but for messages, in characters. Two lines hold far fewer; nobody's title takes the page over.
pub const TEXT_MAX: usize = 200;

/// The text, or none.
pub fn or_none(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

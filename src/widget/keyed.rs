//! A list of rows kept in step with a list of views: rows stay themselves, keep their order and their focus.

use web_sys::{Element, Node};

/// Something that a [`Keyed`] list holds.
pub trait Row {
    /// Tells it from its neighbours. Rows without a key are told by their place.
    fn key(&self) -> &str;
    /// Its element.
    fn element(&self) -> &Element;
}

/// The rows inside one element.
pub struct Keyed<R> {
    parent: Element,
    rows: Vec<R>,
}

impl<R: Row> Keyed<R> {
    /// No rows yet, inside `parent`, which holds nothing else.
    pub fn inside(parent: Element) -> Self {
        Self { parent, rows: Vec::new() }
    }

    /// Keeps the rows whose keys are still wanted, makes the others, writes each, and puts them in order.
    /// True if a row that had the focus went away.
    pub fn show<V>(
        &mut self,
        views: &[V],
        key: impl Fn(&V) -> &str,
        make: impl Fn(&V) -> R,
        mut write: impl FnMut(&mut R, &V),
    ) -> bool {
        let mut old = std::mem::take(&mut self.rows);
        for view in views {
            let kept = old.iter().position(|row| row.key() == key(view));
            let mut row = kept.map_or_else(|| make(view), |place| old.remove(place));
            write(&mut row, view);
            self.rows.push(row);
        }
        let mut lost = false;
        for gone in &old {
            lost |= has_focus(gone.element());
            gone.element().remove();
        }
        let elements: Vec<&Element> = self.rows.iter().map(Row::element).collect();
        arrange(&self.parent, &elements);
        lost
    }

    /// The rows, in order.
    pub fn rows(&self) -> &[R] {
        &self.rows
    }
}

/// Puts `elements` in order. A row that has the focus stays where it is and the others go around it: moving it would take
/// the focus away.
fn arrange(parent: &Element, elements: &[&Element]) {
    let mut place = parent.first_child();
    for element in elements {
        let node: &Node = element;
        if place.as_ref() != Some(node) && has_focus(element) {
            while let Some(other) = place.filter(|other| other != node) {
                place = other.next_sibling();
                _ = parent.append_child(&other);
            }
            place = Some(node.clone());
        }
        if place.as_ref() == Some(node) {
            place = node.next_sibling();
        } else {
            _ = parent.insert_before(node, place.as_ref());
        }
    }
}

fn has_focus(element: &Element) -> bool {
    element.matches(":focus-within").unwrap_or(false)
}

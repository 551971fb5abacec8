//! A list of rows kept in step with a list of views: rows stay themselves, keep their order and their focus.

use web_sys::{Element, Node};

use super::row::Row;

/// Keeps the rows whose keys are still wanted, makes the others, writes each, and puts them in order inside `parent`, which
/// holds nothing else. Rows with an empty key are told by their place. True if a row that had the focus went away.
pub fn keep<'a>(
    parent: &Element,
    rows: &mut Vec<Row>,
    count: usize,
    key: &dyn Fn(usize) -> &'a str,
    make: &dyn Fn(usize) -> Row,
    write: &mut dyn FnMut(usize, &mut Row),
) -> bool {
    let mut old = std::mem::take(rows);
    for place in 0..count {
        let key = key(place);
        let mut row = match old.iter().position(|row| row.key == key) {
            Some(kept) => old.remove(kept),
            None => {
                let mut row = make(place);
                row.key.push_str(key);
                row
            }
        };
        write(place, &mut row);
        rows.push(row);
    }
    let mut lost = false;
    for gone in &old {
        lost |= has_focus(&gone.element);
        gone.element.remove();
    }
    arrange(parent, rows);
    lost
}

/// Puts the rows in order. One that has the focus stays where it is and the others go around it: moving it would take the
/// focus away.
fn arrange(parent: &Element, rows: &[Row]) {
    let mut place = parent.first_child();
    for row in rows {
        let node: &Node = &row.element;
        if place.as_ref() != Some(node) && has_focus(&row.element) {
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

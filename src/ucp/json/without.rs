//! A document without one item of a list, as text: what is left is written as it was.

use std::ops::Range;

use super::push_whole;
use super::reader::Reader;
use crate::ucp::message::place_in;

/// The checked text without one item of a list that is a member of its outermost object. None where there is no such item, or no other.
/// What paths in `messages` say of items behind it they say of the same items then, and what they say of it of the list as a whole.
pub fn without_item(text: &str, list: &str, place: usize) -> Option<String> {
    let mut reader = Reader::of(text);
    let mut edits = Vec::new();
    let mut found = false;
    for (name, value) in reader.members()? {
        reader.at = value.start;
        if name == list && !found {
            found = true;
            let items = reader.items()?;
            // With it goes the comma before it; of the first that behind it.
            let gone = match place.checked_sub(1) {
                Some(before) => items.get(before)?.end..items.get(place)?.end,
                None => items.first()?.start..items.get(1)?.start,
            };
            edits.push((gone, String::new()));
        } else if name == "messages" {
            for message in reader.items()? {
                reader.at = message.start;
                for (name, value) in reader.members()? {
                    let path = text.get(value.clone())?;
                    if name == "path" {
                        edits.extend(moved(path, list, place).map(|path| (value, path)));
                    }
                }
            }
        }
    }
    let (mut left, mut read) = (String::new(), 0);
    for (part, instead) in edits {
        left.push_str(text.get(read..part.start)?);
        left.push_str(&instead);
        read = part.end;
    }
    left.push_str(text.get(read..)?);
    found.then_some(left)
}

/// The path in quotes, once this item of the list is gone. None: it is as it was.
fn moved(path: &str, list: &str, gone: usize) -> Option<String> {
    let place = place_in(path.strip_prefix('"')?, list)?;
    let (head, behind) = (path.split_once('[')?.0, path.split_once(']')?.1);
    let mut moved = head.to_owned();
    if place == gone {
        moved.push('"');
    } else {
        moved.push('[');
        push_whole(&mut moved, place.checked_sub(1).filter(|before| *before >= gone)? as u64);
        moved.push(']');
        moved.push_str(behind);
    }
    Some(moved)
}

impl Reader<'_> {
    /// Where the items of a list begin and end.
    fn items(&mut self) -> Option<Vec<Range<usize>>> {
        self.pass(b'[', "a list").ok()?;
        let mut items = Vec::new();
        while self.next(items.is_empty(), b']') {
            let begin = self.at;
            self.skip();
            items.push(begin..self.at);
        }
        Some(items)
    }

    /// The names of an object's members, and where their values begin and end.
    fn members(&mut self) -> Option<Vec<(String, Range<usize>)>> {
        self.pass(b'{', "an object").ok()?;
        let mut members = Vec::new();
        while self.next(members.is_empty(), b'}') {
            let name = self.string().ok()?;
            self.colon();
            let begin = self.at;
            self.skip();
            members.push((name, begin..self.at));
        }
        Some(members)
    }
}

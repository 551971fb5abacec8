//! A document without one item of a list, as text: what is left is written as it was.

use std::ops::Range;

use super::push_whole;
use super::reader::Reader;
use crate::ucp::message::place_in;

/// The checked text without one item of a list that is a member of its outermost object. None where there is no such item, or no other.
/// What paths in `messages` say of items behind it they say of the same items then; what they say of it, of a place behind the last.
pub fn without_item(text: &str, list: &str, place: usize) -> Option<String> {
    let mut reader = Reader::of(text);
    let members = reader.members()?;
    reader.at = members.iter().find(|(name, _)| name == list)?.1.start;
    let items = reader.items()?;
    // With it goes the comma before it; of the first that behind it.
    let gone = match place.checked_sub(1) {
        Some(before) => items.get(before)?.end..items.get(place)?.end,
        None => items.first()?.start..items.get(1)?.start,
    };
    let mut edits = vec![(gone, String::new())];
    for (_, value) in members.iter().filter(|(name, _)| name == "messages") {
        reader.at = value.start;
        for message in reader.items().unwrap_or_default() {
            reader.at = message.start;
            for (_, value) in reader.members().unwrap_or_default().into_iter().filter(|(name, _)| name == "path") {
                let path = text.get(value.clone())?;
                edits.extend(moved(path, list, place, items.len()).map(|path| (value, path)));
            }
        }
    }
    edits.sort_by_key(|(part, _)| part.start);
    let (mut left, mut read) = (String::new(), 0);
    for (part, instead) in edits {
        left.push_str(text.get(read..part.start)?);
        left.push_str(&instead);
        read = part.end;
    }
    left.push_str(text.get(read..)?);
    Some(left)
}

/// The path in quotes, once this item of a list of so many is gone. None: it is as it was.
fn moved(path: &str, list: &str, gone: usize, many: usize) -> Option<String> {
    let place = place_in(path.strip_prefix('"')?, list)?;
    let to = if place == gone { many } else { place };
    let mut moved = path.split_once('[')?.0.to_owned();
    moved.push('[');
    push_whole(&mut moved, to.checked_sub(1).filter(|before| *before >= gone)? as u64);
    moved.push(']');
    moved.push_str(path.split_once(']')?.1);
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

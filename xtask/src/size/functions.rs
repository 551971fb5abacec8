//! What a Wasm is made of: its functions by room and by size, as their names say.

use std::collections::BTreeMap;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::report::{grouped, say};

/// How many rows of each table are worth reading.
const ROOMS: usize = 30;
const LARGEST: usize = 40;

/// Prints both tables. Raw bytes: what they come to compressed depends on their neighbours.
pub fn print(wasm: &[u8]) -> Result<()> {
    let functions = functions(wasm)?;
    let mut rooms: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (name, bytes) in &functions {
        let room = rooms.entry(room(name)).or_default();
        room.0 += bytes;
        room.1 += 1;
    }
    let mut rooms: Vec<_> = rooms.into_iter().collect();
    rooms.sort_by_key(|(_, (bytes, _))| std::cmp::Reverse(*bytes));
    say(&format!("\n  {:>9} {:>10}  room", "raw", "functions"));
    for (room, (bytes, count)) in rooms.into_iter().take(ROOMS) {
        say(&format!("  {:>9} {count:>10}  {room}", grouped(bytes)));
    }
    let mut largest = functions;
    largest.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    say(&format!("\n  {:>9}  function", "raw"));
    for (name, bytes) in largest.into_iter().take(LARGEST) {
        say(&format!("  {:>9}  {name}", grouped(bytes)));
    }
    Ok(())
}

/// Every function's name and bytes.
fn functions(wasm: &[u8]) -> Result<Vec<(String, u64)>> {
    let (mut imported, mut bodies, mut names) = (0u32, Vec::new(), BTreeMap::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range().len() as u64),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(sections) = section.as_known() else { continue };
                for section in sections {
                    let Name::Function(map) = section? else { continue };
                    for naming in map {
                        let naming = naming?;
                        names.insert(naming.index, naming.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    let named = (imported..).zip(bodies).map(|(index, bytes)| {
        let name = names.remove(&index).map_or_else(|| format!("function {index}"), |name| without_hash(&name));
        (name, bytes)
    });
    Ok(named.collect())
}

/// `tsampa::ucp::json`, or another crate's name.
fn room(name: &str) -> String {
    let parts: Vec<&str> = name.split("::").map(identifier).filter(|part| !part.is_empty()).collect();
    let ours = parts.iter().position(|part| *part == "tsampa");
    match ours {
        Some(at) => {
            let folders =
                parts.iter().skip(at + 1).take(2).take_while(|part| part.starts_with(|c: char| c.is_lowercase()));
            std::iter::once("tsampa").chain(folders.copied()).collect::<Vec<_>>().join("::")
        }
        None => (*parts.first().unwrap_or(&name)).to_owned(),
    }
}

/// The identifier that a part of a path ends or begins with: of `<impl alloc` it is `alloc`.
fn identifier(part: &str) -> &str {
    let part = part.rsplit(['<', ' ', '&', '(', '*']).find(|piece| !piece.is_empty()).unwrap_or(part);
    part.split(['[', '>', '$', ',', '{']).next().unwrap_or(part)
}

/// The name as people write it: without the compiler's mark at its end.
fn without_hash(name: &str) -> String {
    match name.rsplit_once("::h") {
        Some((name, hash)) if hash.len() == 16 && hash.chars().all(|digit| digit.is_ascii_hexdigit()) => {
            name.to_owned()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{room, without_hash};

    #[test]
    fn a_function_counts_for_the_room_that_it_is_written_in() {
        assert_eq!(room("tsampa::engine::Shop::settle"), "tsampa::engine");
        assert_eq!(
            room("tsampa::engine::ledger::change::<impl tsampa::engine::ledger::Ledger>::apply"),
            "tsampa::engine::ledger"
        );
        assert_eq!(room("<alloc::vec::Vec<T,A> as core::clone::Clone>::clone"), "alloc");
        assert_eq!(
            room("<dlmalloc[e24a27700634d609]::dlmalloc::Dlmalloc<dlmalloc[e2]::sys::System>>::malloc"),
            "dlmalloc"
        );
        assert_eq!(without_hash("tsampa::engine::Shop::update::h3eba28bcd452e7d4"), "tsampa::engine::Shop::update");
    }
}

//! Functions that resemble each other stand together: brotli finds more of each in its neighbour. Two percent of the Wasm.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use anyhow::Result;
use walrus::{ExportItem, FunctionId};
use wasmparser::{Parser, Payload};

/// Names the functions of a Wasm so that their alphabetical order is the one they are to have. Where several resemble a function equally, it
/// is the first from `start` on that follows.
pub fn order(wasm: &[u8], start: usize) -> Result<Vec<u8>> {
    let mut module = super::body::parse(wasm)?;
    let exported: HashSet<FunctionId> = module
        .exports
        .iter()
        .filter_map(|export| if let ExportItem::Function(id) = export.item { Some(id) } else { None })
        .collect();
    let mut all: Vec<(String, FunctionId, HashSet<u64>)> = module
        .funcs
        .iter_local()
        .zip(pieces(wasm)?)
        .map(|((id, function), pieces)| {
            let ty = module.types.get(function.ty());
            let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
            (format!("{:?} {:?} {name}", ty.params(), ty.results()), id, pieces)
        })
        .collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    // Browsers name an exported function by its number. V8 keeps numbers as texts in a table that grows by 64 KB when two of them meet
    // in it, which numbers in a row do not.
    let (outward, mut inward): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, id, _)| exported.contains(id));
    let mut chain = Vec::new();
    append(&mut chain, outward);
    let turn = start % inward.len().max(1);
    inward.rotate_left(turn);
    append(&mut chain, inward);
    for (place, (id, _)) in chain.into_iter().enumerate() {
        module.funcs.get_mut(id).name = Some(format!("{place:06}"));
    }
    Ok(module.emit_wasm())
}

/// Appends functions, each behind the one that it resembles most.
fn append(chain: &mut Vec<(FunctionId, HashSet<u64>)>, mut left: Vec<(String, FunctionId, HashSet<u64>)>) {
    while !left.is_empty() {
        // The first of the most similar, so that the same Wasm gives the same order.
        let mut nearest = (0, -1.0);
        for (place, (_, _, pieces)) in left.iter().enumerate() {
            let likeness = chain.last().map_or(0.0, |(_, last)| likeness(last, pieces));
            if likeness > nearest.1 {
                nearest = (place, likeness);
            }
        }
        let (_, id, pieces) = left.remove(nearest.0);
        chain.push((id, pieces));
    }
}

/// What two functions have in common, against what they have: 0 to 1.
fn likeness(one: &HashSet<u64>, other: &HashSet<u64>) -> f64 {
    let common = one.intersection(other).count();
    common as f64 / ((one.len() * other.len()).max(1) as f64).sqrt()
}

/// How many bytes that follow each other are looked for in other functions: the shortest that brotli writes as a copy of earlier ones.
const PIECE: usize = 4;

/// The pieces of each function, in the order that they have in the Wasm.
fn pieces(wasm: &[u8]) -> Result<Vec<HashSet<u64>>> {
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload? {
            found.push(body.as_bytes().windows(PIECE).map(hash).collect());
        }
    }
    Ok(found)
}

fn hash(what: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

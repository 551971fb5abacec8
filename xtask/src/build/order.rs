//! Functions that resemble each other stand together: brotli finds more of each in its neighbour. Two percent of the Wasm.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use anyhow::Result;
use walrus::ir::{Instr, InstrLocId, Visitor, dfs_in_order};
use walrus::{ExportItem, FunctionId, LocalFunction, LocalId};

/// Names the functions of a Wasm so that their alphabetical order is the one they are to have.
pub fn order(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = super::body::parse(wasm)?;
    let exported: HashSet<FunctionId> = module
        .exports
        .iter()
        .filter_map(|export| if let ExportItem::Function(id) = export.item { Some(id) } else { None })
        .collect();
    let mut all: Vec<(String, FunctionId, HashSet<u64>)> = module
        .funcs
        .iter_local()
        .map(|(id, function)| {
            let ty = module.types.get(function.ty());
            let name = module.funcs.get(id).name.as_deref().unwrap_or_default();
            (format!("{:?} {:?} {name}", ty.params(), ty.results()), id, Pairs::of(function))
        })
        .collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    // Browsers name an exported function by its number. V8 keeps numbers as texts in a table that grows by 64 KB when two of them meet
    // in it, which numbers in a row do not.
    let (outward, inward): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, id, _)| exported.contains(id));
    let mut chain = Vec::new();
    append(&mut chain, outward);
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
        for (place, (_, _, pairs)) in left.iter().enumerate() {
            let likeness = chain.last().map_or(0.0, |(_, last)| likeness(last, pairs));
            if likeness > nearest.1 {
                nearest = (place, likeness);
            }
        }
        let (_, id, pairs) = left.remove(nearest.0);
        chain.push((id, pairs));
    }
}

/// What two functions have in common, of all that either has: 0 to 1.
fn likeness(one: &HashSet<u64>, other: &HashSet<u64>) -> f64 {
    let common = one.intersection(other).count();
    common as f64 / (one.len() + other.len() - common).max(1) as f64
}

/// Every two instructions that follow each other in a function, locals told by the order of their first use.
#[derive(Default)]
struct Pairs {
    last: u64,
    found: HashSet<u64>,
    locals: HashMap<LocalId, usize>,
}

impl Pairs {
    fn of(function: &LocalFunction) -> HashSet<u64> {
        let mut pairs = Self::default();
        for argument in &function.args {
            pairs.local(*argument);
        }
        dfs_in_order(&mut pairs, function, function.entry_block());
        pairs.found
    }

    fn local(&mut self, local: LocalId) -> usize {
        let next = self.locals.len();
        *self.locals.entry(local).or_insert(next)
    }
}

impl Visitor<'_> for Pairs {
    fn visit_instr(&mut self, instruction: &Instr, _: &InstrLocId) {
        let now = match instruction {
            Instr::LocalGet(get) => hash(&("get", self.local(get.local))),
            Instr::LocalSet(set) => hash(&("set", self.local(set.local))),
            Instr::LocalTee(tee) => hash(&("tee", self.local(tee.local))),
            // Blocks are numbered; where they stand is no likeness.
            Instr::Block(_) => 1,
            Instr::Loop(_) => 2,
            Instr::IfElse(_) => 3,
            Instr::Br(_) => 4,
            Instr::BrIf(_) => 5,
            other => hash(&format!("{other:?}")),
        };
        self.found.insert(hash(&(self.last, now)));
        self.last = now;
    }
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

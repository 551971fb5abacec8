//! The Wasm in two parts: what a first view needs, and the rest, which pages fetch when somebody shops.
//!
//! Both are cut from one finished Wasm and share its memory and its table, so the crate knows nothing of it but its *doors*: functions
//! whose names end in `_rest` and which nobody calls before the rest is there. What is reached through doors alone goes into the second
//! part. In the first a door is a call through the table, at a place that the second part fills as it starts. The second has
//! copies of the first's small functions and calls the others through the table as well; globals and tables it takes as imports.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::{Context, Result};
use regex::Regex;
use walrus::ir::{self, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionId, GlobalId, GlobalKind, ImportKind,
    LocalFunction, Module, Table, TableId,
};

use super::body;
use super::links::Links;

/// Doors: nobody calls them before the rest is there.
const DOORS: &str = r"_rest(::h[0-9a-f]{16})?$";

/// How many instructions a function of the first part may have for the rest to get a copy of its own. Handing one over costs the first
/// part a place in the table, and a function that only one caller is left to is no function any more.
const COPIED: usize = 60;

/// The two parts of a Wasm.
pub struct Parts {
    /// What a first view needs.
    pub first: Vec<u8>,
    /// All that is behind the doors.
    pub rest: Vec<u8>,
}

/// Cuts a Wasm, whose functions have their names, in two. `links` are those that it was linked with.
pub fn split(whole: &[u8], links: &Links) -> Result<Parts> {
    Ok(Parts { first: cut(whole, links, cut_first)?, rest: cut(whole, links, cut_rest)? })
}

/// The plan is made for each part anew: ids hold for one reading, but the same bytes give the same plan.
fn cut(whole: &[u8], links: &Links, how: impl FnOnce(&mut Module, &Plan, &Shared) -> Result<()>) -> Result<Vec<u8>> {
    let mut module = body::parse(whole)?;
    let plan = Plan::of(&module, links)?;
    let shared = Shared::of(&module, &plan);
    how(&mut module, &plan, &shared)?;
    // Two pieces of one name are more than binaryen can bear.
    for data in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        module.data.get_mut(data).name = None;
    }
    // The linker's, of no use any more.
    for custom in module.customs.iter().map(|(id, _)| id).collect::<Vec<_>>() {
        module.customs.delete(custom);
    }
    Ok(module.emit_wasm())
}

/// What goes where. What neither part reaches goes nowhere.
struct Plan<'l> {
    links: &'l Links,
    table: TableId,
    /// How many places the table had.
    size: u64,
    first: Reached,
    rest: Reached,
    /// Doors that the first part goes through, and their places behind the table's own.
    doors: BTreeMap<FunctionId, u64>,
    /// What the table's own places hold.
    places: BTreeMap<u64, FunctionId>,
    /// What the page gives to nobody but the rest.
    given_to_rest: HashSet<FunctionId>,
}

/// Functions and statics that a part reaches.
#[derive(Default)]
struct Reached {
    functions: HashSet<FunctionId>,
    statics: BTreeSet<u32>,
}

impl<'l> Plan<'l> {
    fn of(module: &Module, links: &'l Links) -> Result<Self> {
        let door = Regex::new(DOORS)?;
        let is_door = |id: FunctionId| module.funcs.get(id).name.as_deref().is_some_and(|name| door.is_match(name));
        let (table, places) = table_of(module)?;
        let uses: HashMap<FunctionId, Uses> =
            module.funcs.iter_local().map(|(id, function)| (id, Uses::of(function))).collect();
        let exported = module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(function) => Some(function),
            _ => None,
        });
        // wasm-bindgen's own stand behind the linker's.
        let linked = links.statics.values().flat_map(|found| &found.places).chain(&links.named_places).max();
        let named = |place: &u64| links.named_places.contains(place) || Some(place) > linked;
        let in_table = places.iter().filter(|(place, _)| named(place)).map(|(_, function)| *function);
        let mut walk = Walk { links, places: &places, uses: &uses, is_door: &is_door, doors: BTreeSet::new() };
        let mut first = Reached::default();
        let pinned = links.statics.iter().filter(|(_, found)| found.pinned).map(|(address, _)| *address);
        walk.from(exported.chain(module.start).chain(in_table).collect(), pinned.collect(), &mut first, None);
        let mut rest = Reached::default();
        let doors = std::mem::take(&mut walk.doors);
        walk.is_door = &|_| false;
        walk.from(doors.iter().copied().collect(), Vec::new(), &mut rest, Some(&first));
        let size = module.tables.get(table).initial;
        let called = |by: &Reached| -> HashSet<FunctionId> {
            by.functions.iter().filter_map(|id| uses.get(id)).flat_map(|uses| &uses.functions).copied().collect()
        };
        let (by_first, by_rest) = (called(&first), called(&rest));
        let in_table: HashSet<_> = places.values().copied().collect();
        let of_rest = |id: &FunctionId| by_rest.contains(id) && !by_first.contains(id) && !in_table.contains(id);
        let given_to_rest = given(module).filter(of_rest).collect();
        let doors = doors.into_iter().zip(size..).collect();
        Ok(Self { links, table, size, first, rest, doors, places, given_to_rest })
    }

    /// The first place behind the doors'.
    fn places_end(&self) -> u64 {
        self.size + self.doors.len() as u64
    }

    /// Places of the table that the rest fills: its own statics' and the doors'.
    fn filled_by_rest(&self) -> BTreeMap<u64, FunctionId> {
        let own = self
            .places
            .iter()
            .filter(|(_, function)| self.rest.functions.contains(function) && !self.first.functions.contains(function));
        let doors = self.doors.iter().map(|(door, place)| (*place, *door));
        own.map(|(place, function)| (*place, *function)).chain(doors).collect()
    }
}

/// Finds what is reached.
struct Walk<'w> {
    links: &'w Links,
    places: &'w BTreeMap<u64, FunctionId>,
    uses: &'w HashMap<FunctionId, Uses>,
    is_door: &'w dyn Fn(FunctionId) -> bool,
    /// The doors come to.
    doors: BTreeSet<FunctionId>,
}

impl Walk<'_> {
    fn from(
        &mut self,
        mut functions: Vec<FunctionId>,
        mut statics: Vec<u32>,
        reached: &mut Reached,
        there: Option<&Reached>,
    ) {
        loop {
            if let Some(function) = functions.pop() {
                if (self.is_door)(function) {
                    self.doors.insert(function);
                    continue;
                }
                let known =
                    |uses: &Uses| uses.size > COPIED && there.is_some_and(|there| there.functions.contains(&function));
                // What the page gives belongs to no part yet.
                if let Some(uses) = self.uses.get(&function)
                    && !known(uses)
                    && reached.functions.insert(function)
                {
                    functions.extend(&uses.functions);
                    statics.extend(uses.numbers.iter().filter_map(|number| self.links.holder(*number)));
                }
            } else if let Some(address) = statics.pop() {
                let known = there.is_some_and(|there| there.statics.contains(&address));
                if !known
                    && reached.statics.insert(address)
                    && let Some(found) = self.links.statics.get(&address)
                {
                    statics.extend(&found.addresses);
                    functions.extend(found.places.iter().filter_map(|place| self.places.get(place)));
                }
            } else {
                return;
            }
        }
    }
}

/// The functions that the page gives.
fn given(module: &Module) -> impl Iterator<Item = FunctionId> {
    module.imports.iter().filter_map(|import| match import.kind {
        ImportKind::Function(function) => Some(function),
        _ => None,
    })
}

/// The table of functions, and what its places hold.
fn table_of(module: &Module) -> Result<(TableId, BTreeMap<u64, FunctionId>)> {
    let mut places = BTreeMap::new();
    let mut found = None;
    for element in module.elements.iter() {
        let (ElementKind::Active { table, offset }, ElementItems::Functions(functions)) =
            (&element.kind, &element.items)
        else {
            continue;
        };
        let ConstExpr::Value(ir::Value::I32(from)) = offset else { continue };
        found = Some(*table);
        places.extend((u64::try_from(*from)?..).zip(functions.iter().copied()));
    }
    Ok((found.context("the Wasm has no table of functions")?, places))
}

/// What a function's body names.
#[derive(Default)]
struct Uses {
    functions: Vec<FunctionId>,
    globals: Vec<GlobalId>,
    tables: Vec<TableId>,
    /// Numbers that may be addresses.
    numbers: Vec<u32>,
    /// How many instructions it has.
    size: usize,
}

impl Uses {
    fn of(function: &LocalFunction) -> Self {
        let mut uses = Self::default();
        dfs_in_order(&mut uses, function, function.entry_block());
        uses
    }
}

impl Visitor<'_> for Uses {
    fn visit_instr(&mut self, _: &ir::Instr, _: &ir::InstrLocId) {
        self.size += 1;
    }
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.functions.push(*function);
    }
    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.push(*global);
    }
    fn visit_table_id(&mut self, table: &TableId) {
        self.tables.push(*table);
    }
    fn visit_const(&mut self, constant: &ir::Const) {
        if let ir::Value::I32(number) = constant.value {
            self.numbers.push(number as u32);
        }
    }
    fn visit_load(&mut self, load: &ir::Load) {
        self.numbers.extend(u32::try_from(load.arg.offset));
    }
    fn visit_store(&mut self, store: &ir::Store) {
        self.numbers.extend(u32::try_from(store.arg.offset));
    }
}

/// What the rest takes from the first part: functions by places of the table behind the doors', which weigh half of what exports do;
/// all else by the names that it is exported under.
struct Shared {
    functions: Vec<(u64, FunctionId)>,
    globals: BTreeMap<GlobalId, String>,
    tables: BTreeMap<TableId, String>,
}

impl Shared {
    fn of(module: &Module, plan: &Plan) -> Self {
        let uses: Vec<Uses> = module
            .funcs
            .iter_local()
            .filter(|(id, _)| plan.rest.functions.contains(id))
            .map(|(_, function)| Uses::of(function))
            .collect();
        let functions = uses.iter().flat_map(|uses| &uses.functions).copied();
        let elsewhere = |id: &FunctionId| !plan.rest.functions.contains(id) && !plan.given_to_rest.contains(id);
        let functions: BTreeSet<_> = functions.filter(elsewhere).collect();
        let mut functions: Vec<_> = functions.into_iter().collect();
        // In the order that functions get in the end.
        functions.sort_by_key(|id| &module.funcs.get(*id).name);
        let globals: BTreeSet<_> = uses.iter().flat_map(|uses| &uses.globals).collect();
        let mut tables: BTreeSet<_> = uses.iter().flat_map(|uses| &uses.tables).collect();
        tables.insert(&plan.table);
        // Nothing that wasm-bindgen exports begins with a digit.
        let mut number = 0..;
        let mut name = || number.next().map(|number: u32| number.to_string()).unwrap_or_default();
        Self {
            functions: (plan.places_end()..).zip(functions).collect(),
            globals: globals.into_iter().map(|id| (*id, name())).collect(),
            tables: tables.into_iter().map(|id| (*id, name())).collect(),
        }
    }
}

fn cut_first(module: &mut Module, plan: &Plan, shared: &Shared) -> Result<()> {
    for (door, place) in &plan.doors {
        call_by_table(module, *door, plan.table, *place)?;
    }
    let imported: HashSet<FunctionId> = given(module).collect();
    for element in module.elements.iter_mut() {
        let ElementItems::Functions(functions) = &mut element.items else { continue };
        // Whatever stands here is written over when the rest comes, or never asked for.
        let here = |function: &FunctionId| plan.first.functions.contains(function) || imported.contains(function);
        let any = functions.iter().copied().find(here);
        for function in functions.iter_mut().filter(|function| !here(function)) {
            *function = any.context("a table holds nothing but the rest")?;
        }
    }
    let offset = ConstExpr::Value(ir::Value::I32(i32::try_from(plan.places_end())?));
    let handed = ElementItems::Functions(shared.functions.iter().map(|(_, id)| *id).collect());
    let element = module.elements.add(ElementKind::Active { table: plan.table, offset }, handed);
    let table = module.tables.get_mut(plan.table);
    table.elem_segments.insert(element);
    grow(table, plan, shared);
    for (id, name) in &shared.globals {
        module.exports.add(name, *id);
    }
    for (id, name) in &shared.tables {
        module.exports.add(name, *id);
    }
    for data in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        let data = module.data.get_mut(data);
        let DataKind::Active { offset: ConstExpr::Value(ir::Value::I32(from)), .. } = data.kind else { continue };
        let from = u32::try_from(from)?;
        for (address, found) in &plan.links.statics {
            if plan.first.statics.contains(address) {
                continue;
            }
            // Left as nothing, which memory is anyway: binaryen leaves it out.
            for at in *address..*address + found.content.len() as u32 {
                if let Some(byte) = at.checked_sub(from).and_then(|at| data.value.get_mut(at as usize)) {
                    *byte = 0;
                }
            }
        }
    }
    walrus::passes::gc::run(module);
    Ok(())
}

fn grow(table: &mut Table, plan: &Plan, shared: &Shared) {
    table.initial = plan.places_end() + shared.functions.len() as u64;
    table.maximum = table.maximum.map(|most| most.max(table.initial));
}

/// Lets a function hand its arguments to the one at a place of the table.
fn call_by_table(module: &mut Module, function: FunctionId, table: TableId, place: u64) -> Result<()> {
    let (ty, place) = (module.funcs.get(function).ty(), i32::try_from(place)?);
    body::replace(module, function, |body, arguments| {
        for argument in arguments {
            body.local_get(*argument);
        }
        body.i32_const(place).call_indirect(ty, table);
    });
    Ok(())
}

/// The module that the rest's imports name.
const FIRST: &str = "";

fn cut_rest(module: &mut Module, plan: &Plan, shared: &Shared) -> Result<()> {
    module.start = None;
    for export in module.exports.iter().map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(export);
    }
    for data in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        module.data.delete(data);
    }
    for element in module.elements.iter().map(|element| element.id()).collect::<Vec<_>>() {
        module.elements.delete(element);
    }
    let stays = |kind: &ImportKind| matches!(kind, ImportKind::Function(id) if plan.given_to_rest.contains(id));
    let others = module.imports.iter().filter(|import| !stays(&import.kind));
    for import in others.map(|import| import.id()).collect::<Vec<_>>() {
        module.imports.delete(import);
    }
    for (place, id) in &shared.functions {
        call_by_table(module, *id, plan.table, *place)?;
    }
    for (id, name) in &shared.globals {
        let import = module.imports.add(FIRST, name, *id);
        module.globals.get_mut(*id).kind = GlobalKind::Import(import);
    }
    for (id, name) in &shared.tables {
        let import = module.imports.add(FIRST, name, *id);
        let table = module.tables.get_mut(*id);
        table.import = Some(import);
        table.elem_segments.clear();
        if *id == plan.table {
            grow(table, plan, shared);
        }
    }
    let memory = module.memories.iter().map(|memory| memory.id()).next().context("the Wasm has no memory")?;
    let import = module.imports.add(FIRST, "memory", memory);
    let memory = module.memories.get_mut(memory);
    memory.import = Some(import);
    memory.data_segments.clear();
    let memory = memory.id();
    for (from, content) in runs_of(&plan.rest.statics, plan.links) {
        let offset = ConstExpr::Value(ir::Value::I32(i32::try_from(from)?));
        let data = module.data.add(DataKind::Active { memory, offset }, content);
        module.memories.get_mut(memory).data_segments.insert(data);
    }
    let mut runs: Vec<(u64, Vec<FunctionId>)> = Vec::new();
    for (place, function) in plan.filled_by_rest() {
        match runs.last_mut() {
            Some((from, run)) if *from + run.len() as u64 == place => run.push(function),
            _ => runs.push((place, vec![function])),
        }
    }
    for (from, run) in runs {
        let offset = ConstExpr::Value(ir::Value::I32(i32::try_from(from)?));
        let element =
            module.elements.add(ElementKind::Active { table: plan.table, offset }, ElementItems::Functions(run));
        module.tables.get_mut(plan.table).elem_segments.insert(element);
    }
    walrus::passes::gc::run(module);
    Ok(())
}

/// Statics with nobody else's between them, as one piece: a segment costs more than the few bytes that keep them apart.
fn runs_of(statics: &BTreeSet<u32>, links: &Links) -> Vec<(u32, Vec<u8>)> {
    let mut runs: Vec<(u32, Vec<u8>)> = Vec::new();
    for (address, found) in &links.statics {
        let ours = statics.contains(address);
        match runs.last_mut() {
            Some((from, run)) if ours && address - *from <= run.len() as u32 + 16 && !run.is_empty() => {
                run.resize((address - *from) as usize, 0);
                run.extend(&found.content);
            }
            _ if ours => runs.push((*address, found.content.clone())),
            // Somebody else's lies here: the next begins a piece of its own.
            _ => runs.push((*address, Vec::new())),
        }
    }
    runs.retain(|(_, run)| !run.is_empty());
    runs
}

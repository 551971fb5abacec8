//! The Wasm in two parts: what a first view needs, and the rest, which pages fetch when somebody shops.
//!
//! Both are cut from one finished Wasm and share its memory and its table, so the crate knows nothing of it but its *doors*: functions
//! whose names end in `_rest` and which nobody calls before the rest is there. What is reached through doors alone goes into the second
//! part. In the first a door is a call through the table, whose slot the second part fills as it starts; the second takes what it
//! needs of the first as imports.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use anyhow::{Context, Result};
use regex::Regex;
use walrus::ir::{self, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId, GlobalKind,
    ImportedFunction, LocalFunction, Module, TableId, ValType,
};

/// Doors: nobody calls them before the rest is there.
const DOORS: &str = r"_rest(::h[0-9a-f]{16})?$";
/// Rooms of the rest whose closures stand in tables, where nobody sees who calls them.
const ROOMS: &str = r"^tsampa::(widget::(line|note|sheet|totals)|shell::lock)::";

/// The two parts of a Wasm.
pub struct Parts {
    /// What a first view needs.
    pub first: Vec<u8>,
    /// All that is behind the doors.
    pub rest: Vec<u8>,
}

/// Cuts a Wasm, whose functions have their names, in two.
pub fn split(whole: &[u8]) -> Result<Parts> {
    Ok(Parts { first: cut(whole, cut_first)?, rest: cut(whole, cut_rest)? })
}

/// The plan is made for each part anew: ids hold for one reading, but the same bytes give the same plan.
fn cut(whole: &[u8], how: impl FnOnce(&mut Module, &Plan, &Shared) -> Result<()>) -> Result<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_producers_section(false);
    let mut module = config.parse(whole)?;
    let plan = Plan::of(&module)?;
    let shared = Shared::of(&module, &plan);
    how(&mut module, &plan, &shared)?;
    Ok(module.emit_wasm())
}

/// What goes where.
struct Plan {
    table: TableId,
    /// Every function of the rest.
    rest: HashSet<FunctionId>,
    /// Doors that the first part goes through, and their slots behind the table's own.
    doors: BTreeMap<FunctionId, u64>,
    /// Slots of the table's own that hold functions of the rest.
    slots: BTreeMap<u64, FunctionId>,
}

impl Plan {
    fn of(module: &Module) -> Result<Self> {
        let (door, room) = (Regex::new(DOORS)?, Regex::new(ROOMS)?);
        let named = |function: FunctionId, pattern: &Regex| {
            module.funcs.get(function).name.as_deref().is_some_and(|name| pattern.is_match(name))
        };
        let (table, slots) = table_of(module)?;
        let calls: HashMap<FunctionId, Uses> =
            module.funcs.iter_local().map(|(id, function)| (id, Uses::of(function))).collect();
        let exported = module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(function) => Some(function),
            _ => None,
        });
        // Of the rest, too, is what leads from a table to such a closure.
        let of_the_rest = |function: &FunctionId| {
            named(*function, &room)
                || calls.get(function).is_some_and(|uses| uses.functions.iter().any(|callee| named(*callee, &room)))
        };
        let in_table = slots.values().copied().filter(|function| !of_the_rest(function));
        let mut first = HashSet::new();
        let mut doors = BTreeSet::new();
        let mut open: Vec<FunctionId> = exported.chain(module.start).chain(in_table).collect();
        while let Some(function) = open.pop() {
            if named(function, &door) {
                doors.insert(function);
            } else if first.insert(function)
                && let Some(uses) = calls.get(&function)
            {
                open.extend(&uses.functions);
            }
        }
        let rest: HashSet<FunctionId> = calls.keys().copied().filter(|function| !first.contains(function)).collect();
        let size = module.tables.get(table).initial;
        Ok(Self {
            table,
            doors: doors.into_iter().zip(size..).collect(),
            slots: slots.into_iter().filter(|(_, function)| rest.contains(function)).collect(),
            rest,
        })
    }
}

/// The table of functions, and what its slots hold.
fn table_of(module: &Module) -> Result<(TableId, BTreeMap<u64, FunctionId>)> {
    let mut slots = BTreeMap::new();
    let mut found = None;
    for element in module.elements.iter() {
        let (ElementKind::Active { table, offset }, ElementItems::Functions(functions)) =
            (&element.kind, &element.items)
        else {
            continue;
        };
        let ConstExpr::Value(ir::Value::I32(from)) = offset else { continue };
        found = Some(*table);
        slots.extend((u64::try_from(*from)?..).zip(functions.iter().copied()));
    }
    Ok((found.context("the Wasm has no table of functions")?, slots))
}

/// What a function's body names.
#[derive(Default)]
struct Uses {
    functions: Vec<FunctionId>,
    globals: Vec<GlobalId>,
    tables: Vec<TableId>,
}

impl Uses {
    fn of(function: &LocalFunction) -> Self {
        let mut uses = Self::default();
        dfs_in_order(&mut uses, function, function.entry_block());
        uses
    }
}

impl Visitor<'_> for Uses {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.functions.push(*function);
    }
    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.push(*global);
    }
    fn visit_table_id(&mut self, table: &TableId) {
        self.tables.push(*table);
    }
}

/// What the rest takes from the first part, by the names that it is exported under.
struct Shared {
    functions: BTreeMap<FunctionId, String>,
    globals: BTreeMap<GlobalId, String>,
    tables: BTreeMap<TableId, String>,
}

impl Shared {
    fn of(module: &Module, plan: &Plan) -> Self {
        let uses: Vec<Uses> = module
            .funcs
            .iter_local()
            .filter(|(id, _)| plan.rest.contains(id))
            .map(|(_, function)| Uses::of(function))
            .collect();
        let functions: BTreeSet<_> =
            uses.iter().flat_map(|uses| &uses.functions).filter(|function| !plan.rest.contains(function)).collect();
        let globals: BTreeSet<_> = uses.iter().flat_map(|uses| &uses.globals).collect();
        let mut tables: BTreeSet<_> = uses.iter().flat_map(|uses| &uses.tables).collect();
        tables.insert(&plan.table);
        // Nothing that wasm-bindgen exports begins with a digit.
        let mut number = 0..;
        let mut name = || number.next().map(short).unwrap_or_default();
        Self {
            functions: functions.into_iter().map(|id| (*id, name())).collect(),
            globals: globals.into_iter().map(|id| (*id, name())).collect(),
            tables: tables.into_iter().map(|id| (*id, name())).collect(),
        }
    }
}

/// `0`, `1` … `9`, `00` …, in 62 digits.
fn short(number: usize) -> String {
    let digits = b"0123456789";
    let letters = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let (head, mut tail) = (number % digits.len(), number / digits.len());
    let mut name = String::from(char::from(digits[head]));
    while tail > 0 {
        tail -= 1;
        name.push(char::from(letters[tail % letters.len()]));
        tail /= letters.len();
    }
    name
}

fn cut_first(module: &mut Module, plan: &Plan, shared: &Shared) -> Result<()> {
    for (door, slot) in &plan.doors {
        let call = call_by_table(module, *door, plan.table, *slot)?;
        module.funcs.get_mut(*door).kind = FunctionKind::Local(call);
    }
    let table = module.tables.get_mut(plan.table);
    table.initial += plan.doors.len() as u64;
    table.maximum = table.maximum.map(|most| most.max(table.initial));
    for element in module.elements.iter_mut() {
        let ElementItems::Functions(functions) = &mut element.items else { continue };
        // Whatever stands here is written over when the rest comes.
        let any = functions.iter().copied().find(|function| !plan.rest.contains(function));
        for function in functions.iter_mut().filter(|function| plan.rest.contains(function)) {
            *function = any.context("a table holds nothing but the rest")?;
        }
    }
    for (id, name) in &shared.functions {
        module.exports.add(name, *id);
    }
    for (id, name) in &shared.globals {
        module.exports.add(name, *id);
    }
    for (id, name) in &shared.tables {
        module.exports.add(name, *id);
    }
    walrus::passes::gc::run(module);
    Ok(())
}

/// A body that hands its arguments to the function in a slot of the table.
fn call_by_table(module: &mut Module, function: FunctionId, table: TableId, slot: u64) -> Result<LocalFunction> {
    let ty = module.funcs.get(function).ty();
    let (parameters, results) = {
        let ty = module.types.get(ty);
        (ty.params().to_vec(), ty.results().to_vec())
    };
    let arguments: Vec<_> = parameters.iter().map(|ty: &ValType| module.locals.add(*ty)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    let mut body = builder.func_body();
    for argument in &arguments {
        body.local_get(*argument);
    }
    body.i32_const(i32::try_from(slot)?).call_indirect(ty, table);
    Ok(builder.local_func(arguments))
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
    for import in module.imports.iter().map(|import| import.id()).collect::<Vec<_>>() {
        module.imports.delete(import);
    }
    for (id, name) in &shared.functions {
        let ty = module.funcs.get(*id).ty();
        let import = module.imports.add(FIRST, name, *id);
        module.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
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
            table.initial += plan.doors.len() as u64;
            table.maximum = table.maximum.map(|most| most.max(table.initial));
        }
    }
    let memory = module.memories.iter().map(|memory| memory.id()).next().context("the Wasm has no memory")?;
    let import = module.imports.add(FIRST, "memory", memory);
    let memory = module.memories.get_mut(memory);
    memory.import = Some(import);
    memory.data_segments.clear();
    let doors = plan.doors.iter().map(|(door, slot)| (*slot, *door));
    let filled: BTreeMap<u64, FunctionId> = plan.slots.iter().map(|(slot, id)| (*slot, *id)).chain(doors).collect();
    let mut runs: Vec<(u64, Vec<FunctionId>)> = Vec::new();
    for (slot, function) in filled {
        match runs.last_mut() {
            Some((from, run)) if *from + run.len() as u64 == slot => run.push(function),
            _ => runs.push((slot, vec![function])),
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

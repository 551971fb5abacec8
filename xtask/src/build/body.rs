//! What changing a finished Wasm begins with: reading it, and giving a function another body.

use anyhow::Result;
use walrus::{FunctionBuilder, FunctionId, FunctionKind, InstrSeqBuilder, LocalId, Module, ModuleConfig};

/// Reads a Wasm.
pub fn parse(wasm: &[u8]) -> Result<Module> {
    ModuleConfig::new().generate_producers_section(false).parse(wasm)
}

/// Gives a function of the module another body; `write` is handed the arguments.
pub fn replace(module: &mut Module, function: FunctionId, write: impl FnOnce(&mut InstrSeqBuilder, &[LocalId])) {
    let ty = module.types.get(module.funcs.get(function).ty());
    let (parameters, results) = (ty.params().to_vec(), ty.results().to_vec());
    let arguments: Vec<_> = parameters.iter().map(|ty| module.locals.add(*ty)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    write(&mut builder.func_body(), &arguments);
    module.funcs.get_mut(function).kind = FunctionKind::Local(builder.local_func(arguments));
}

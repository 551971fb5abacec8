//! The crate as Wasm with its glue: `glue.js` and `glue_bg.wasm` in the stage.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use regex::{Captures, Regex};
use walrus::{FunctionId, Module};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto, Output};

use super::dist::brotli;
use super::links::Links;
use super::order::order;
use super::split::{Parts, split};
use super::target::TARGET;
use super::{Kind, compile, run_npm_program};
use crate::{paths, process};

/// Builds the crate, then its glue; a release's Wasm is made smaller once more.
pub fn build(kind: Kind, stage: &Path) -> Result<()> {
    let compiled = compiled(kind)?;
    bind(&compiled, stage, kind.is_small())?;
    if kind.is_small() {
        let (first, rest) = (stage.join("glue_bg.wasm"), stage.join(REST));
        let (_, parts) = in_parts(&first, &compiled)?;
        for (path, part) in [(&first, parts.first), (&rest, parts.rest)] {
            fs::write(path, part)?;
            // What had many callers may have one now.
            shrink(path)?;
            arrange(path, if kind == Kind::Release && path == &first { ORDERS } else { 1 })?;
        }
    }
    Ok(())
}

/// How many orders a first view's Wasm is tried in: the best of eight is some 80 bytes less than most, compressed. Two seconds each.
const ORDERS: usize = 8;

/// Puts the functions of a Wasm in order: of so many that are as good as one another, in that in which it is the least, compressed.
fn arrange(path: &Path, orders: usize) -> Result<()> {
    let wasm = fs::read(path)?;
    let strip = ["--strip-debug", "--strip-producers", "--strip-target-features"];
    let arranged = |number: usize| {
        // Any distance does between the beginnings.
        fs::write(path, order(&wasm, number * 11)?)?;
        optimize(path, &[&["--reorder-functions-by-name"], &strip[..]].concat())?;
        let arranged = fs::read(path)?;
        // One alone needs no comparing, which takes seconds.
        let compressed = if orders > 1 { brotli(&arranged, false)?.len() } else { 0 };
        Ok((compressed, arranged))
    };
    let all = (0..orders).map(arranged).collect::<Result<Vec<_>>>()?;
    let least = all.into_iter().min_by_key(|(compressed, _)| *compressed);
    fs::write(path, least.map(|(_, arranged)| arranged).unwrap_or(wasm))?;
    Ok(())
}

/// The bound Wasm, made smaller: whole, and cut in two by how it was linked when it was `compiled`.
fn in_parts(bound: &Path, compiled: &Path) -> Result<(Vec<u8>, Parts)> {
    shrink(bound)?;
    let whole = fs::read(bound)?;
    let parts = split(&whole, &Links::of(&fs::read(compiled)?)?)?;
    Ok((whole, parts))
}

/// The rest of a release's Wasm, in the stage.
pub const REST: &str = "rest.wasm";

/// A release's Wasm with its functions' names, to look into: all of it, and what of it a first view needs.
pub fn named(stage: &Path) -> Result<[Vec<u8>; 2]> {
    let compiled = compiled(Kind::Release)?;
    bind(&compiled, stage, true)?;
    let wasm = stage.join("glue_bg.wasm");
    let (whole, parts) = in_parts(&wasm, &compiled)?;
    fs::write(&wasm, parts.first)?;
    shrink(&wasm)?;
    Ok([whole, fs::read(&wasm)?])
}

/// What cargo makes of the crate.
fn compiled(kind: Kind) -> Result<PathBuf> {
    let (profile, folder) = match kind {
        Kind::Development => ("dev", "debug"),
        Kind::Release | Kind::Hasty(_) => ("wasm", "wasm"),
    };
    let mut cargo = process::cargo(["build", "--package", "tsampa", "--lib", "--target", TARGET, "--profile", profile]);
    if let Kind::Hasty(planted) = kind {
        cargo.args(["--features", if planted.is_some() { "hasty,planted" } else { "hasty" }]);
        cargo.env("PLANTED_BUG", planted.unwrap_or_default().to_string());
    }
    if kind.is_small() {
        cargo.env("CARGO_ENCODED_RUSTFLAGS", release_flags().join("\u{1f}"));
    }
    compile("the SDK", &mut cargo)?;
    Ok(paths::built()?.join(TARGET).join(folder).join("tsampa.wasm"))
}

/// wasm-bindgen's part: `glue.js` and `glue_bg.wasm`.
fn bind(compiled: &Path, stage: &Path, short: bool) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name("glue").web(true)?.typescript(false);
    // Every browser that will do has `encodeInto`.
    bindgen.omit_default_module_path(true).encode_into(EncodeInto::Always);
    let mut output = bindgen.generate_output().context("wasm-bindgen could not make the glue")?;
    let names = if short {
        silence_panics(output.wasm_mut())?;
        shorten_names(&mut output)
    } else {
        HashMap::new()
    };
    output.emit(stage)?;
    let glue = stage.join("glue.js");
    let script = fs::read_to_string(&glue)?;
    let renamed = Regex::new(r"[\w$]+")?.replace_all(&script, |word: &Captures| {
        let word = &word[0];
        names.get(word).cloned().unwrap_or_else(|| word.to_owned())
    });
    let renamed = if short { plain(&renamed)? } else { renamed.into_owned() };
    // The stage holds what `js/` has, beside the glue.
    let beside = Regex::new(r"\./snippets/[\w-]+/js/")?.replace_all(&renamed, "./");
    // What js/main.js starts the Wasm with, each time it has to; the glue's own ways to do so are then left out.
    fs::write(&glue, [&beside, "\nexport { __wbg_get_imports, __wbg_finalize_init };\n"].concat())?;
    Ok(())
}

/// How the glue does something, and how it is done with less: texts go in by the browser's own encoder and not letter by letter, which is
/// quick only where it was compiled already; they come out without a new decoder every two gigabytes, which no page ever says; the
/// memory is looked at afresh each time, so that nobody has to find out whether an earlier look still holds; nobody asks for what was started.
const PLAINER: [(&str, &str); 6] = [
    (r"    if \(realloc === undefined\) \{\n(.*?)    \}\n\n    let len = arg\.length;.*?\n\}\n", "$1}\n"),
    (r"const MAX_SAFARI_DECODE_BYTES = .*?(function decodeText.*?\n)    numBytesDecoded .*?(    return )", "$1$2"),
    (r"let cachedDataViewMemory0 = .*?\{\n.*?return cachedDataViewMemory0;", DATA_VIEW),
    (r"let cachedUint8ArrayMemory0 = .*?\{\n.*?return cachedUint8ArrayMemory0;", BYTES),
    (r"    cachedDataViewMemory0 = null;\n    cachedUint8ArrayMemory0 = null;\n", ""),
    (r"    wasmInstance = instance;\n(.*?)    wasmModule = module;\n", "$1"),
];
const DATA_VIEW: &str = "function getDataViewMemory0() {\n    return new DataView(wasm.memory.buffer);";
const BYTES: &str = "function getUint8ArrayMemory0() {\n    return new Uint8Array(wasm.memory.buffer);";

/// The glue, doing as much with less.
fn plain(glue: &str) -> Result<String> {
    let mut plain = plain_numbers(glue)?;
    for (way, plainer) in PLAINER {
        let way = Regex::new(&format!("(?s){way}"))?;
        if !way.is_match(&plain) {
            bail!(
                "the glue has nothing like {way}, of which xtask/src/build/wasm.rs knows: look how wasm-bindgen does it now"
            );
        }
        plain = way.replace(&plain, plainer).into_owned();
    }
    Ok(plain)
}

/// Numbers go in as they are: the call itself makes of them what the Wasm takes.
fn plain_numbers(glue: &str) -> Result<String> {
    let function = Regex::new(r"(?ms)^export function .*?^\}")?;
    let number = Regex::new(r"    const (val\d+) = (?:\+|BigInt\.asIntN\(64, )(\w+)\)?;\n")?;
    let plain = function.replace_all(glue, |function: &Captures| {
        let without = number.replace_all(&function[0], "").into_owned();
        // The last first: `val2` is the beginning of `val20` too.
        let numbers: Vec<_> = number.captures_iter(&function[0]).collect();
        numbers.iter().rev().fold(without, |text, found| text.replace(&found[1], &found[2]))
    });
    Ok(plain.into_owned())
}

/// What only a panic calls, by the names that this compiler gives it.
const PANICS: &str = r"^(core|alloc|std)(\[[0-9a-f]+\])?::.*(panicking::panic|panic_|slice_index_fail|slice_error_fail|expect_failed|unwrap_failed|assert_failed|handle_error|handle_alloc_error|capacity_overflow)";
/// What tables hold for the sake of a panic's sentence.
const SENTENCES: &str = r" as core(\[[0-9a-f]+\])?::(fmt::(Display|Debug|Write)|panic::PanicPayload)>::";

/// Source files, as panics name them.
const PLACES: &str = r"(?-u)\x00[\w./-]*\bsrc/[\w./-]+?\.rs";

/// A release's panic is a trap without a sentence: what would put one together is a tenth of the Wasm. The page hears the same either
/// way (`js/host.js`); a development build says what happened.
fn silence_panics(module: &mut Module) -> Result<()> {
    let (panics, sentences) = (Regex::new(PANICS)?, Regex::new(SENTENCES)?);
    let named = |pattern: &Regex, module: &Module| -> Vec<FunctionId> {
        let named = |name: &str| pattern.is_match(name);
        module
            .funcs
            .iter_local()
            .map(|(id, _)| module.funcs.get(id))
            .filter(|function| function.name.as_deref().is_some_and(named))
            .map(|function| function.id())
            .collect()
    };
    let silent = named(&panics, module);
    if silent.is_empty() {
        bail!(
            "the Wasm has no panics by the names that xtask/src/build/wasm.rs knows: look how this compiler names them"
        );
    }
    for id in silent.into_iter().chain(named(&sentences, module)) {
        super::body::replace(module, id, |body, _| {
            body.unreachable();
        });
    }
    // Nor where it happened.
    let places = regex::bytes::Regex::new(PLACES)?;
    for id in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
        let data = module.data.get_mut(id);
        let silent = places.replace_all(&data.value, |place: &regex::bytes::Captures| vec![0; place[0].len()]);
        data.value = silent.into_owned();
    }
    Ok(())
}

/// What the Wasm takes from its glue, and wasm-bindgen's own exports, are named by long words and a hash of each, twice: the glue has
/// them as properties, which no minifier may touch. Short names are a few kilobytes less, compressed. Answers the new name of each.
fn shorten_names(output: &mut Output) -> HashMap<String, String> {
    let exports: HashSet<String> = output.wasm().exports.iter().map(|export| export.name.clone()).collect();
    let mut names = HashMap::new();
    let mut shorten = |name: &mut String| {
        let number = names.len();
        let short: &mut String = names.entry(name.clone()).or_insert_with(|| short_name(number));
        name.clone_from(short);
    };
    let module = output.wasm_mut();
    for import in module.imports.iter_mut().filter(|import| !exports.contains(&import.name)) {
        shorten(&mut import.name);
    }
    // The crate's own exports are what `js/` calls them.
    for export in module.exports.iter_mut().filter(|export| export.name.contains("__")) {
        shorten(&mut export.name);
    }
    names
}

/// `$a`, `$b` … `$9`, `$ab` …: the dollar keeps them apart from the glue's own words.
fn short_name(mut number: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let mut name = String::from("$");
    loop {
        name.push(char::from(LETTERS[number % LETTERS.len()]));
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
    }
}

/// A small stack (rustc's default is 1 MiB of memory at the start), and paths that say nothing of this machine, so
/// that the bytes are the same on every one.
fn release_flags() -> Vec<String> {
    let mut flags = vec!["-Clink-arg=-zstack-size=131072".to_owned(), "-Clink-arg=--emit-relocs".to_owned()];
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(|| Path::new(&home).join(".cargo"), Into::into);
    for (path, shown) in [(cargo_home.as_path(), "cargo"), (paths::root(), "tsampa")] {
        flags.push(format!("--remap-path-prefix={}={shown}", path.display()));
    }
    flags
}

/// binaryen's optimizer. Features by name: with all of them it writes what browsers still refuse. The passes were
/// chosen by the brotli size that they lead to: plain -Oz is smaller raw and larger compressed. What it calls low memory is the last
/// kilobyte of the stack, before it overflows.
fn shrink(wasm: &Path) -> Result<()> {
    let passes =
        ["--no-inline=*_rest*", "--low-memory-unused", "-Oz", "-ocimfs", "30", "--skip-pass=local-cse", "--debuginfo"];
    optimize(wasm, &passes)
}

fn optimize(wasm: &Path, passes: &[&str]) -> Result<()> {
    let smaller = wasm.with_extension("smaller.wasm");
    let arguments = [
        "--enable-bulk-memory",
        "--enable-nontrapping-float-to-int",
        "--enable-sign-ext",
        "--enable-mutable-globals",
        "--enable-reference-types",
        "--enable-multivalue",
    ];
    run_npm_program("binaryen/bin/wasm-opt", &[&arguments, passes, &["-o"]].concat(), &[&smaller, wasm])?;
    fs::rename(&smaller, wasm)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::plain_numbers;

    #[test]
    fn numbers_go_into_the_wasm_as_they_are() {
        let glue = "export function open(text, around, a) {
    const val2 = +around;
    const val3 = BigInt.asIntN(64, a);
    const ptr0 = put(text);
    wasm.open(ptr0, val2, val3);
}
";
        let plain = "export function open(text, around, a) {
    const ptr0 = put(text);
    wasm.open(ptr0, around, a);
}
";
        assert_eq!(plain_numbers(glue).unwrap(), plain);
    }
}

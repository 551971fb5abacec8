//! The crate as Wasm with its glue: `glue.js` and `glue_bg.wasm` in the stage.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::target::TARGET;
use super::{Kind, compile, run_npm_program};
use crate::{paths, process};

/// Builds the crate, then its glue; a release's Wasm is made smaller once more.
pub fn build(kind: Kind, stage: &Path) -> Result<()> {
    let release = kind == Kind::Release;
    bind(&compiled(kind)?, stage)?;
    // Functions of one kind stand together by their names, which then go: brotli finds more of each in the other.
    let last = ["--reorder-functions-by-name", "--strip-debug", "--strip-producers", "--strip-target-features"];
    if release { shrink(&stage.join("glue_bg.wasm"), &last) } else { Ok(()) }
}

/// A release's Wasm with its functions' names, to look into: the file `glue_bg.wasm` in the stage.
pub fn named(stage: &Path) -> Result<()> {
    bind(&compiled(Kind::Release)?, stage)?;
    shrink(&stage.join("glue_bg.wasm"), &["--debuginfo"])
}

/// What cargo makes of the crate.
fn compiled(kind: Kind) -> Result<PathBuf> {
    let (profile, folder) = match kind {
        Kind::Development => ("dev", "debug"),
        Kind::Release => ("wasm", "wasm"),
    };
    let mut cargo = process::cargo(["build", "--package", "tsampa", "--lib", "--target", TARGET, "--profile", profile]);
    if kind == Kind::Release {
        cargo.env("CARGO_ENCODED_RUSTFLAGS", release_flags().join("\u{1f}"));
    }
    compile("the SDK", &mut cargo)?;
    Ok(paths::built()?.join(TARGET).join(folder).join("tsampa.wasm"))
}

/// wasm-bindgen's part: `glue.js` and `glue_bg.wasm`.
fn bind(compiled: &Path, stage: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("glue")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .reset_state_function(true)
        .generate(stage)
        .context("wasm-bindgen could not make the glue")
}

/// A small stack (rustc's default is 1 MiB of memory at the start), and paths that say nothing of this machine, so
/// that the bytes are the same on every one.
fn release_flags() -> Vec<String> {
    let mut flags = vec!["-Clink-arg=-zstack-size=131072".to_owned()];
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME").map_or_else(|| Path::new(&home).join(".cargo"), Into::into);
    for (path, shown) in [(cargo_home.as_path(), "cargo"), (paths::root(), "tsampa")] {
        flags.push(format!("--remap-path-prefix={}={shown}", path.display()));
    }
    flags
}

/// binaryen's optimizer. Features by name: with all of them it writes what browsers still refuse. The passes were
/// chosen by the brotli size that they lead to: plain -Oz is smaller raw and larger compressed.
fn shrink(wasm: &Path, more: &[&str]) -> Result<()> {
    let smaller = wasm.with_extension("smaller.wasm");
    let arguments = [
        "--enable-bulk-memory",
        "--enable-nontrapping-float-to-int",
        "--enable-sign-ext",
        "--enable-mutable-globals",
        "--enable-reference-types",
        "--enable-multivalue",
        "-Oz",
        "-ocimfs",
        "30",
        "--skip-pass=local-cse",
    ];
    run_npm_program("binaryen/bin/wasm-opt", &[&arguments, more, &["-o"]].concat(), &[&smaller, wasm])?;
    std::fs::rename(&smaller, wasm)?;
    Ok(())
}

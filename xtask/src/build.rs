//! `build`: the SDK's files. cargo makes the Wasm, wasm-bindgen its glue, esbuild joins the JavaScript (release only:
//! a development build needs no Node), `dist` names everything by its content and lays it out as it is served.

mod body;
mod compile;
pub mod dist;
mod glue;
mod javascript;
mod links;
pub mod node;
mod order;
mod split;
pub mod target;
mod wasm;

pub use compile::compile;

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::report::{say, step};
use crate::{paths, process};

/// What can be said to `build`.
#[derive(clap::Args)]
pub struct Flags {
    /// Unminified, into target/start/sdk, without Node.
    #[arg(long)]
    dev: bool,
    /// Forgets the files of earlier builds, which are otherwise kept for pages that still name them.
    #[arg(long)]
    fresh: bool,
}

/// How much work goes into the files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Quick to build, readable in the browser's tools.
    Development,
    /// What ships: every byte counts.
    Release,
    /// A release that waits a twentieth as long before it repeats a write, perhaps with the planted bug of a number: for `faults`,
    /// never shipped.
    Hasty(Option<u8>),
}

impl Kind {
    /// Whether every byte counts.
    fn is_small(self) -> bool {
        self != Kind::Development
    }
}

/// Builds the SDK where its kind belongs.
pub fn run(flags: &Flags) -> Result<()> {
    let kind = if flags.dev { Kind::Development } else { Kind::Release };
    let folder = folder(kind);
    if flags.fresh && folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    if kind == Kind::Release {
        node::ensure()?;
    }
    target::ensure()?;
    sdk(kind)?;
    say(&format!("The SDK lies in {}.", paths::shown(&folder)));
    if kind == Kind::Release {
        say(&format!("Pinned to these very files, a page has this in its head:\n\n{}", dist::pinned_snippet(&folder)?));
    }
    Ok(())
}

/// Where the SDK of this kind is laid out as the marketplace serves it at `/sdk/`.
pub fn folder(kind: Kind) -> PathBuf {
    match kind {
        Kind::Development => paths::scratch("start").join("sdk"),
        Kind::Release => paths::dist(),
        Kind::Hasty(_) => paths::scratch("faults").join("sdk"),
    }
}

/// Builds all of the SDK's files.
pub fn sdk(kind: Kind) -> Result<()> {
    let stage = Stage::empty(kind)?;
    step("building the Wasm", || wasm::build(kind, &stage.folder))?;
    step("joining the JavaScript", || {
        let modules = javascript::build(kind, &stage.folder)?;
        dist::write(kind, &modules, &stage.folder)
    })
}

/// A release's Wasm as it would ship, but with its functions' names: all of it, and what of it a first view needs.
pub fn named_wasm() -> Result<[Vec<u8>; 2]> {
    let stage = Stage::empty(Kind::Release)?;
    step("building the Wasm with names", || wasm::named(&stage.folder))
}

/// The folder where the parts of one build meet, empty at its start.
struct Stage {
    folder: PathBuf,
}

impl Stage {
    fn empty(kind: Kind) -> Result<Self> {
        let folder = paths::scratch("sdk").join(match kind {
            Kind::Development => "development",
            Kind::Release => "release",
            Kind::Hasty(_) => "hasty",
        });
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }
}

/// A program of the npm packages, run by Node.
fn npm_program(path: &str) -> std::process::Command {
    let mut command = std::process::Command::new("node");
    command.arg(paths::root().join("node_modules").join(path)).current_dir(paths::root());
    command
}

/// Runs an npm package's program on files, quietly.
fn run_npm_program(path: &str, arguments: &[&str], files: &[&Path]) -> Result<()> {
    process::read(npm_program(path).args(arguments).args(files)).map(drop)
}

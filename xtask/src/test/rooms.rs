//! The rooms: what each is about, what it needs, how it runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::browsers;
use super::setup::{self, Need};
use crate::build::{self, Kind, compile, target::TARGET};
use crate::start::market::{self, Market};
use crate::{check, faults, paths, process, simulate, size};

/// A part of the tests that runs alone as well.
pub struct Room {
    /// As it is called on the command line.
    pub name: &'static str,
    /// What it looks at.
    pub what: &'static str,
    /// What has to be there.
    pub needs: &'static [Need],
    /// Runs it.
    pub run: fn() -> Result<()>,
}

/// All of them, in the order in which they run: quick and telling ones first.
pub const ROOMS: [Room; 9] = [
    Room { name: "check", what: "format, lints, room rules, licences", needs: &[Need::Wasm], run: check::run },
    Room { name: "engine", what: "the pure rooms, natively", needs: &[], run: engine },
    Room {
        name: "simulation",
        what: "whole browsers under schedules of faults",
        needs: &[Need::Wasm, Need::Node],
        run: simulate::room,
    },
    Room { name: "marketplace", what: "the server, in process", needs: &[], run: marketplace },
    Room { name: "browser", what: "shell and widgets in Chromium", needs: &[Need::Wasm, Need::Browser], run: browser },
    Room { name: "size", what: "a release's bytes", needs: &[Need::Wasm, Need::Node], run: size },
    Room {
        name: "conformance",
        what: "the marketplace before judges nobody here wrote",
        needs: &[Need::Python, Need::Judges],
        run: conformance,
    },
    Room { name: "e2e", what: "whole walks in Chromium, Firefox and WebKit", needs: &BROWSERS, run: end_to_end },
    Room {
        name: "faults",
        what: "whole browsers before a marketplace whose network lies",
        needs: &BROWSERS,
        run: faults::room,
    },
];

/// What a test in whole browsers needs.
pub const BROWSERS: [Need; 5] = [Need::Wasm, Need::Node, Need::Browser, Need::Engines, Need::Python];

fn engine() -> Result<()> {
    process::run(&mut process::cargo(["test", "--package", "tsampa"]))
}

fn marketplace() -> Result<()> {
    process::run(&mut process::cargo(["test", "--package", "marketplace"]))
}

/// The tests that ask for a browser; the others are native ones.
fn browser() -> Result<()> {
    let mut cargo = process::cargo(["test", "--package", "tsampa", "--target", TARGET]);
    for name in in_browser()? {
        cargo.args(["--test", &name]);
    }
    let program = std::env::current_exe()?;
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", format!("{} runner", program.display()));
    cargo.env("CHROMEDRIVER", browsers::chromedriver()?).env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    process::run(&mut cargo)
}

fn size() -> Result<()> {
    size::run(&size::Flags::default())
}

/// First every answer that the marketplace's tests recorded, then a server of its own under generated requests.
fn conformance() -> Result<()> {
    let recorded = paths::scratch("recorded");
    if recorded.exists() {
        fs::remove_dir_all(&recorded)?;
    }
    fs::create_dir_all(&recorded)?;
    process::run(process::cargo(["test", "--quiet", "--package", "marketplace"]).env("MARKETPLACE_RECORD", &recorded))?;
    process::run(judge("judge.py").arg(&recorded))?;

    compile("the marketplace", &mut process::cargo(["build", "--package", "marketplace"]))?;
    let folder = paths::scratch("conformance");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let port = free_port()?;
    let mut market = Market::start(&market::Options {
        program: paths::built_program("marketplace")?,
        port,
        database: &folder.join("market.sqlite"),
        sdk: &folder,
        partners: &[],
        order_key: Some(ORDER_KEY),
        log: &folder.join("market.log"),
    })?;
    market.listening()?;
    let url = format!("http://127.0.0.1:{port}");
    process::run(judge("schemathesis_run.py").args(["--url", &url, "--requests", "2000", "--order-key", ORDER_KEY]))
}

fn judge(script: &str) -> Command {
    let mut command = Command::new(setup::python());
    command.arg(paths::root().join("tests/conformance").join(script)).current_dir(paths::root());
    command
}

/// The walks want the shipped SDK and the real server; each test file starts a server of its own.
fn end_to_end() -> Result<()> {
    let tests = files(&paths::root().join("tests/e2e"), ".test.mjs")?;
    process::run(in_browsers(Kind::Release)?.args(&tests))
}

/// Node's tests of whole browsers, told where everything lies; the SDK of this kind and the marketplace are built.
pub fn in_browsers(kind: Kind) -> Result<Command> {
    build::sdk(kind)?;
    compile("the marketplace", &mut process::cargo(["build", "--package", "marketplace"]))?;
    let mut node = Command::new("node");
    // Node hangs now and then as it closes a socket that was reset; all is told by then.
    node.args(["--test", "--test-force-exit", "--test-reporter=spec"]).current_dir(paths::root());
    node.env("MARKETPLACE", paths::built_program("marketplace")?).env("SDK", build::folder(kind));
    browsers::tell(&mut node)?;
    Ok(node)
}

/// Names of the test programs that are built for Wasm and run in a browser, as cargo knows them.
pub fn in_browser() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for source in files(&paths::root().join("tests"), ".rs")? {
        if fs::read_to_string(&source)?.contains("wasm_bindgen_test_configure!(run_in_browser)")
            && let Some(name) = source.file_stem()
        {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// The files of a folder with this ending, in order; an error where there is none, for a room never passes empty.
pub fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} cannot be read", paths::shown(folder)))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    if found.is_empty() {
        bail!("{} holds no test (no file *{ending})", paths::shown(folder));
    }
    found.sort();
    Ok(found)
}

fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Opens the orders of the marketplace that is judged, and of no other.
const ORDER_KEY: &str = "conformance-order-key";

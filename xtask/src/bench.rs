//! `bench`: how fast the widget is, beside a page written by hand and the widgets of others, in a real browser over slow
//! lines (benches/). It measures this machine, so it is no test: nothing else should run meanwhile.

use std::process::Command;

use anyhow::Result;

use crate::build::{self, Kind, compile, node};
use crate::report::say;
use crate::{paths, process, test};

/// What can be said to `bench`.
#[derive(clap::Args)]
pub struct Flags {
    /// How many visits of each contender on each line; the tables hold their medians.
    #[arg(long, default_value_t = 9)]
    runs: u32,
    /// Three visits, for a first look.
    #[arg(long, conflicts_with = "runs")]
    quick: bool,
    /// These parts alone: `first` views, `scale`, `memory`, `bad-lines`; `waterfall` shows which request waits for which.
    #[arg(long, value_delimiter = ',', value_parser = ["first", "scale", "memory", "bad-lines", "waterfall"])]
    parts: Vec<String>,
    /// These contenders alone, by their pages' names in benches/contenders.mjs.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// 35 kbit/s alone: the same as `--parts bad-lines`.
    #[arg(long, conflicts_with = "parts")]
    bad_lines: bool,
}

/// Measures what was asked for, prints it, and writes it to target/bench/table.md.
pub fn run(flags: &Flags) -> Result<()> {
    node::ensure()?;
    node::install(&paths::root().join("benches"))?;
    build::target::ensure()?;
    build::sdk(Kind::Release)?;
    compile("the marketplace", &mut process::cargo(["build", "--package", "marketplace"]))?;
    let table = paths::scratch("bench").join("table.md");
    let runs = if flags.quick { 3 } else { flags.runs };
    let parts = if flags.bad_lines { "bad-lines".to_owned() } else { flags.parts.join(",") };
    let mut bench = Command::new("node");
    bench.arg(paths::root().join("benches/bench.mjs")).current_dir(paths::root());
    bench.args(["--runs", &runs.to_string(), "--parts", &parts, "--only", &flags.only.join(",")]);
    bench.arg("--table").arg(&table);
    bench.env("MARKETPLACE", paths::built_program("marketplace")?).env("SDK", build::folder(Kind::Release));
    bench.env("CHROMIUM", test::chromium()?);
    process::run(&mut bench)?;
    say(&format!("The tables lie in {}.", paths::shown(&table)));
    Ok(())
}

//! The simulation with a real business: the same browsers, networks, buyers and promises as in `tests/simulation`, but what answers is
//! the marketplace's own router over its own SQL, in this process, by a clock and a chance that the seed moves.
//!
//! `cargo xtask simulate --marketplace` runs it.

#![allow(dead_code, reason = "all ways are walked in the toy business's world alone")]

mod business;

#[path = "../simulation/dice.rs"]
mod dice;
#[path = "../simulation/fault.rs"]
mod fault;
#[path = "../simulation/options.rs"]
mod options;
#[path = "../simulation/promise.rs"]
mod promise;
#[path = "../simulation/reference.rs"]
mod reference;
#[path = "../simulation/report.rs"]
mod report;
#[path = "../simulation/run.rs"]
mod run;
#[path = "../simulation/schedule.rs"]
mod schedule;
#[path = "../simulation/world/mod.rs"]
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let options = options::read(std::env::args().skip(1));
    if run::run(&options) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

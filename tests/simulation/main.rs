//! The simulation: whole browsers, networks and businesses under one seed, and twenty promises that hold whatever goes wrong.
//!
//! A schedule is a seed (`schedule.rs`). It is played in a world (`world/`) whose business (`business/`), network, browser and buyer meet
//! faults (`fault.rs`); `promise.rs` says what is promised, `reference.rs` what one change may do to the record.
//!
//! `cargo xtask simulate` runs it.

mod business;
mod dice;
mod fault;
mod options;
mod promise;
mod reference;
mod replayed;
mod report;
mod run;
mod schedule;
mod world;

use std::process::ExitCode;

#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Some(file) = std::env::args().skip_while(|word| word != "--replay").nth(1) {
        return if replayed::run(&file) { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let options = options::read(std::env::args().skip(1));
    if run::run(&options) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

//! The simulation: whole browsers, networks and businesses under one seed, and twenty promises that hold whatever goes wrong.
//!
//! A schedule is a seed (`schedule.rs`). It is played in a world (`world/`) whose business (`business/`), network, browser and buyer meet
//! faults (`fault.rs`); `promise.rs` says what is promised, `reference.rs` what one change may do to the record. All that a schedule came
//! to is one number (`traces.rs`), the same natively and as Wasm.
//!
//! `cargo xtask simulate` runs it.

#![cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "as Wasm it plays and tells nobody"))]

mod business;
mod dice;
mod fault;
mod promise;
mod reference;
mod schedule;
mod traces;
mod world;

#[cfg(not(target_arch = "wasm32"))]
mod exhaustive;
#[cfg(not(target_arch = "wasm32"))]
mod options;
#[cfg(not(target_arch = "wasm32"))]
mod replayed;
#[cfg(not(target_arch = "wasm32"))]
mod report;
#[cfg(not(target_arch = "wasm32"))]
mod run;

#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let word_after = |name: &str| std::env::args().skip_while(|word| word != name).nth(1);
    let options = options::read(std::env::args().skip(1));
    let well = if let Some(file) = word_after("--replay") {
        replayed::run(&file)
    } else if let Some(file) = word_after("--traces") {
        traces::write(&options, &file)
    } else if std::env::args().any(|word| word == "--exhaustive") {
        let whole = std::env::args().any(|word| word == "--whole");
        let walked = if options.planted { exhaustive::planted } else { exhaustive::run };
        walked(options.threads, whole)
    } else {
        run::run(&options)
    };
    if well { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}

/// As Wasm it is called by what it exports (`traces.rs`).
#[cfg(target_arch = "wasm32")]
fn main() {}

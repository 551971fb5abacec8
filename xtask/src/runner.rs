//! `runner`: the program that cargo runs a test file built for wasm32 with. It is wasm-bindgen's own, at the version
//! that the lock file holds for the crate, so that nobody has to install a matching one.

use std::ffi::OsString;

use anyhow::Result;

/// What cargo passes on.
#[derive(clap::Args)]
pub struct Flags {
    /// The test file, then the test program's own arguments.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs the test file in the browser whose driver is named by `CHROMEDRIVER`, `GECKODRIVER` or `SAFARIDRIVER`.
pub fn run(flags: Flags) -> Result<()> {
    let name = OsString::from("wasm-bindgen-test-runner");
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::iter::once(name).chain(flags.arguments))
}

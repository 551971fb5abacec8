//! The three engines that the SDK is driven in, each with its driver: where they lie, and how the tests are told.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::report::step;
use crate::{paths, process};

/// A program that the tests in browsers start.
pub struct Program {
    /// The Debian package that has it; none: it is built here.
    pub package: Option<&'static str>,
    /// The variable by which the tests are told of it, and by which a person names another one.
    variable: &'static str,
    /// Its names on the PATH.
    names: &'static [&'static str],
}

/// Chromium and its driver.
pub const CHROMIUM: [Program; 2] = [
    Program {
        package: Some("chromium"),
        variable: "CHROMIUM",
        names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    },
    Program { package: Some("chromium-driver"), variable: "CHROMEDRIVER", names: &["chromedriver"] },
];

/// The other two engines, their drivers, and the screen without glass that WebKit is shown on.
pub const OTHERS: [Program; 5] = [
    Program { package: Some("firefox-esr"), variable: "FIREFOX", names: &["firefox-esr", "firefox"] },
    Program { package: None, variable: "GECKODRIVER", names: &["geckodriver"] },
    Program { package: Some("webkit2gtk-driver"), variable: "WEBKITDRIVER", names: &["WebKitWebDriver"] },
    Program { package: Some("webkit2gtk-driver"), variable: "MINIBROWSER", names: &["MiniBrowser"] },
    Program { package: Some("xvfb"), variable: "XVFB", names: &["Xvfb"] },
];

impl Program {
    /// Where it lies, if it is there.
    pub fn place(&self) -> Option<PathBuf> {
        let named = std::env::var_os(self.variable).map(PathBuf::from).filter(|path| path.is_file());
        let found = || self.names.iter().find_map(|name| process::find(name).or_else(|| off_the_path(name)));
        named.or_else(found)
    }

    fn needed(&self) -> Result<PathBuf> {
        self.place().with_context(|| format!("there is no {}; `cargo xtask test` sees to it", self.names.join(" or ")))
    }
}

/// Tells a test program where all of them lie.
pub fn tell(command: &mut Command) -> Result<()> {
    for program in CHROMIUM.iter().chain(&OTHERS) {
        command.env(program.variable, program.needed()?);
    }
    Ok(())
}

/// Chromium itself.
pub fn chromium() -> Result<PathBuf> {
    let [browser, _] = &CHROMIUM;
    browser.needed()
}

/// The driver of Chromium.
pub fn chromedriver() -> Result<PathBuf> {
    let [_, driver] = &CHROMIUM;
    driver.needed()
}

/// Firefox's driver is in no Debian package, and its npm package fetches a program from elsewhere: it is built from its sources.
pub fn build_geckodriver() -> Result<()> {
    if OTHERS.iter().all(|program| program.package.is_some() || program.place().is_some()) {
        return Ok(());
    }
    step("building geckodriver, which drives Firefox", || {
        let mut cargo =
            process::cargo(["install", "geckodriver", "--version", GECKODRIVER, "--locked", "--debug", "--quiet"]);
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").arg("--root").arg(paths::scratch("tools"));
        if process::read(&mut cargo).is_err() && process::find("geckodriver").is_none() {
            bail!(
                "geckodriver {GECKODRIVER} could not be built. Look at the network connection, or name one by GECKODRIVER; then run this command again."
            );
        }
        Ok(())
    })
}

/// Built by us, or in a library's folder, as Debian packs WebKit's small browser.
fn off_the_path(name: &str) -> Option<PathBuf> {
    let own = paths::scratch("tools").join("bin").join(name);
    let libraries = || {
        let folders = std::fs::read_dir("/usr/lib").ok()?.filter_map(Result::ok).map(|entry| entry.path());
        folders.map(|folder| folder.join("webkit2gtk-4.1").join(name)).find(|path| path.is_file())
    };
    if own.is_file() { Some(own) } else { libraries() }
}

const GECKODRIVER: &str = "=0.37.1";

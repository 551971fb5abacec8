//! What the tests need beyond the compiler. Where it is there already, nothing is asked of anybody.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::browsers;
use crate::build::{node, target};
use crate::report::step;
use crate::{paths, process};

/// Something a room needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The compiler's wasm32 target.
    Wasm,
    /// Node and the npm packages.
    Node,
    /// Chromium and its driver.
    Browser,
    /// Firefox and WebKit with theirs.
    Engines,
    /// Python, which reads databases.
    Python,
    /// Python with the packages of the judges.
    Judges,
}

/// The packages of Debian and Ubuntu, each with what tells that it is there.
const DEBIAN: [(Need, &str, &str); 4] = [
    (Need::Python, "python3", "python3"),
    (Need::Judges, "python3-venv", "venv"),
    // Where a language has no letters of its own, its boxes are those of somebody else's.
    (Need::Engines, "fonts-ddc-uchen", "/usr/share/fonts/truetype/tibetan/DDC_Uchen.ttf"),
    (Need::Engines, "fonts-wqy-microhei", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
];

/// Sees that all of them are there.
pub fn ensure(needs: &[Need]) -> Result<()> {
    if needs.contains(&Need::Wasm) {
        target::ensure()?;
    }
    if needs.contains(&Need::Node) {
        node::ensure()?;
    }
    debian_packages(needs)?;
    if needs.contains(&Need::Engines) {
        browsers::build_geckodriver()?;
    }
    if needs.contains(&Need::Judges) {
        judges()?;
    }
    Ok(())
}

/// The Python of the judges' own folder.
pub fn python() -> PathBuf {
    paths::scratch("venv").join("bin").join("python")
}

fn debian_packages(needs: &[Need]) -> Result<()> {
    let mut missing: Vec<&str> = DEBIAN
        .iter()
        .filter(|(need, _, program)| needs.contains(need) && !present(program))
        .map(|(_, package, _)| *package)
        .collect();
    for (need, programs) in [(Need::Browser, &browsers::CHROMIUM[..]), (Need::Engines, &browsers::OTHERS[..])] {
        let absent = programs.iter().filter(|program| needs.contains(&need) && program.place().is_none());
        missing.extend(absent.filter_map(|program| program.package));
    }
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!("apt-get install -y {}", missing.join(" "));
    let installs = process::find("apt-get").is_some() && Path::new("/etc/debian_version").exists() && we_are_root();
    if !installs {
        bail!(
            "the tests need {}. On Debian or Ubuntu: `sudo {line}`; elsewhere Chromium, Firefox and WebKitGTK's MiniBrowser with their drivers (named by CHROMIUM, CHROMEDRIVER, FIREFOX, GECKODRIVER, MINIBROWSER, WEBKITDRIVER and XVFB where they are not on the PATH) and Python 3 with venv. Then run this command again.",
            missing.join(", ")
        );
    }
    step(&format!("installing {} (Debian packages)", missing.join(", ")), || {
        let patient = ["-o", "DPkg::Lock::Timeout=300", "-q"];
        let failed =
            || format!("the packages could not be installed. Look at the network connection, then run `{line}`");
        process::read(apt(&patient).arg("update")).with_context(failed)?;
        process::read(apt(&patient).args(["install", "-y", "--no-install-recommends"]).args(&missing))
            .with_context(failed)?;
        Ok(())
    })
}

fn apt(options: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(options).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn present(program: &str) -> bool {
    match program {
        "venv" => {
            let venv = || process::read(Command::new(system_python()).args(["-c", "import venv, ensurepip"]));
            python().is_file() || venv().is_ok()
        }
        // Other systems bring letters of their own.
        file if file.starts_with('/') => Path::new(file).is_file() || !Path::new("/etc/debian_version").exists(),
        program => process::find(program).is_some(),
    }
}

/// Debian's own Python: another one found first on the PATH may be too old or lack venv.
fn system_python() -> PathBuf {
    let debian = PathBuf::from("/usr/bin/python3");
    if debian.is_file() { debian } else { process::find("python3").unwrap_or(debian) }
}

fn we_are_root() -> bool {
    process::read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// A Python folder of our own with the packages that `tests/conformance/requirements.txt` names.
fn judges() -> Result<()> {
    let wanted = paths::root().join("tests/conformance/requirements.txt");
    let list = std::fs::read_to_string(&wanted).with_context(|| format!("{} cannot be read", paths::shown(&wanted)))?;
    let stamp = paths::scratch("venv").join("installed-requirements.txt");
    if python().is_file() && std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == list) {
        return Ok(());
    }
    step("installing the judges (Python packages)", || {
        process::read(Command::new(system_python()).args(["-m", "venv", "--clear"]).arg(paths::scratch("venv")))?;
        process::read(
            Command::new(python())
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
                .arg(&wanted),
        )
        .context("pip could not install the packages. Look at the network connection, then run this command again")?;
        std::fs::write(&stamp, &list)?;
        Ok(())
    })
}

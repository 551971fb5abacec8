//! `size`: the bytes of a release, each file against what it may have.

mod functions;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::build::dist::comes_later;
use crate::build::{self, Kind};
use crate::report::{grouped, say};

/// The loader comes before everything else on a page, and again every few minutes.
const LOADER: u64 = 3_000;
/// All that a page with twelve cards and a cart downloads from us.
const FIRST_VIEW: u64 = 42_000;

/// What can be said to `size`.
#[derive(clap::Args, Default)]
pub struct Flags {
    /// Prints what the Wasm is made of instead: bytes by room, and the largest functions.
    #[arg(long)]
    functions: bool,
}

/// Builds a release and prints its files; an error where one is above its budget.
pub fn run(flags: &Flags) -> Result<()> {
    build::node::ensure()?;
    build::target::ensure()?;
    if flags.functions {
        let [whole, first] = build::named_wasm()?;
        say("\n  all of the Wasm");
        functions::print(&whole)?;
        say("\n  what of it a first view needs");
        return functions::print(&first);
    }
    judge(&release()?)
}

fn release() -> Result<PathBuf> {
    build::sdk(Kind::Release)?;
    Ok(build::folder(Kind::Release).join(build::dist::VERSION))
}

/// Prints the files of a built release against their budgets.
pub fn judge(release: &Path) -> Result<()> {
    let files = Files::of(release)?;
    let mut above = Vec::new();
    say("");
    say(&format!("  {:<32}{:>10}{:>10}{:>10}", "file", "raw", "brotli", "budget"));
    for file in &files.0 {
        let budget = (file.name == "tsampa.js").then_some(LOADER);
        line(&file.name, file.raw, file.brotli, budget, &mut above);
    }
    let first: Vec<&File> = files.first_view()?;
    let raw = first.iter().map(|file| file.raw).sum();
    let brotli = first.iter().map(|file| file.brotli).sum();
    let name = format!("first view ({} files)", first.len());
    line(&name, raw, brotli, Some(FIRST_VIEW), &mut above);
    say("");
    if !above.is_empty() {
        bail!(
            "above budget: {}. `cargo xtask size --functions` says what the Wasm is made of: make it smaller, or load a part later.",
            above.join(", ")
        );
    }
    Ok(())
}

fn line(name: &str, raw: u64, brotli: u64, budget: Option<u64>, above: &mut Vec<String>) {
    let mark = match budget {
        Some(budget) if brotli > budget => {
            above.push(format!("{name} by {} bytes", grouped(brotli - budget)));
            "  above"
        }
        _ => "",
    };
    let budget = budget.map_or_else(|| "–".to_owned(), grouped);
    say(&format!("  {name:<32}{:>10}{:>10}{budget:>10}{mark}", grouped(raw), grouped(brotli)));
}

struct File {
    name: String,
    raw: u64,
    brotli: u64,
}

struct Files(Vec<File>);

impl Files {
    fn of(folder: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for path in all(folder)? {
            let Some(raw) = path.to_str().and_then(|path| path.strip_suffix(".br")) else { continue };
            let name = Path::new(raw).strip_prefix(folder)?.to_string_lossy().into_owned();
            files.push(File { name, raw: fs::metadata(raw)?.len(), brotli: fs::metadata(&path)?.len() });
        }
        files.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(Self(files))
    }

    /// The loader, what it imports, and the largest language; not what comes when somebody shops or something is to be told.
    fn first_view(&self) -> Result<Vec<&File>> {
        let named = |begin: &str, end: &str| {
            self.0
                .iter()
                .find(|file| file.name.starts_with(begin) && file.name.ends_with(end) && !comes_later(&file.name))
                .with_context(|| format!("the release has no file {begin}…{end}"))
        };
        let mut first = vec![named("tsampa.js", "")?, named("tsampa-", ".mjs")?, named("tsampa-", ".wasm")?];
        let language = |file: &&File| file.name.starts_with("locales/") && !comes_later(&file.name);
        first.extend(self.0.iter().filter(language).max_by_key(|file| file.brotli));
        Ok(first)
    }
}

/// Every file below a folder.
fn all(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(all(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

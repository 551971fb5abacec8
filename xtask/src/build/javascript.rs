//! The JavaScript around the Wasm. A release joins it with esbuild and minifies it with that and terser, which leave 3 % less than either
//! alone; a development build takes the modules as they are written, so that it needs no Node.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use regex::Regex;

use super::{Kind, glue, run_npm_program};
use crate::paths;

/// The finished modules, their file names still to be filled in (see `dist`).
pub struct Modules {
    /// The classic script that pages name.
    pub loader: String,
    /// What the loader imports: glue, element classes, API.
    pub main: String,
    /// What `main` imports with the rest of the Wasm; none in a development build.
    pub rest: Option<String>,
    /// Modules that `main` imports from beside it, by the name they are imported under; in a release what is seldom said.
    pub parts: Vec<(String, String)>,
    /// The modules for developers who import instead of embedding, by the name they are served under.
    pub entries: Vec<(&'static str, String)>,
}

/// The modules for developers: source file and name when served.
const ENTRIES: [(&str, &str); 2] = [("index.js", "tsampa.mjs"), ("pure.js", "pure.mjs")];
/// Has Chromium compile a module's functions while it comes and not one by one at the press that needs them: 2 of 50 ms at 4x. The main module
/// without it keeps 30 KB of heap free of what a first view never calls, and takes 10 ms longer.
const EAGER: &str = "//# allFunctionsCalledOnLoad\n";
/// What only a page's author is told: fetched where there is something to tell.
const AUTHOR: &str = "author.js";
/// Names of properties that our own objects alone have, and that nobody outside reads: a letter each in a release. Main module and rest give
/// them the same letters (`LETTERS` is kept between the two); 1.9 % of the module.
const OURS: &str = "--mangle-props=^(adopted|again|announce|begin|business|busy|carts|channels|compare|copy|date|drawer|elements|end|enter|event|exchange|fetchRest|frame|guard|hear|held|isBlank|keep|keeper|live|locale|look|money|more|near|own|painted|problem|reason|requests|restart|restCame|retryAfter|row|rows|said|send|settle|transact|tree|uuid|view|viewed|wake|whole)$";
const LETTERS: &str = "letters.json";
/// Below these a page keeps its fallback; the loader, which has to find that out, is written for older ones.
const FLOOR: &str = "--target=chrome102,safari16.4,firefox112";
const FLOOR_OF_LOADER: &str = "--target=es2018";

/// Makes the modules from `js/` and the glue that already lies in the stage.
pub fn build(kind: Kind, stage: &Path) -> Result<Modules> {
    let source = paths::root().join("js");
    for name in scripts(&source)? {
        std::fs::copy(source.join(&name), stage.join(&name))?;
    }
    match kind {
        Kind::Development => as_written(stage),
        Kind::Release | Kind::Hasty(_) => {
            glue::split(stage)?;
            joined(stage)
        }
    }
}

fn joined(stage: &Path) -> Result<Modules> {
    let modules = ["--format=esm", FLOOR];
    let letters = stage.join(LETTERS);
    std::fs::write(&letters, "{}")?;
    let letters = format!("--mangle-cache={}", letters.display());
    // The module that holds everything stays one file, whoever imports it.
    let beside_main = [&modules[..], &["--external:./main.js"]].concat();
    let without_author = [&modules[..], &["--external:./author.js", OURS, &letters]].concat();
    let of_rest = [&beside_main[..], &[OURS, &letters]].concat();
    let mut entries = Vec::new();
    for (source, name) in ENTRIES {
        entries.push((name, bundle(stage, source, &beside_main)?));
    }
    let main = bundle(stage, "main.js", &without_author)?;
    Ok(Modules {
        loader: bundle(stage, "loader.js", &["--format=iife", FLOOR_OF_LOADER])?,
        main,
        rest: Some([EAGER, &bundle(stage, glue::MODULE, &of_rest)?].concat()),
        parts: vec![(AUTHOR.to_owned(), bundle(stage, AUTHOR, &modules)?)],
        entries,
    })
}

fn bundle(stage: &Path, source: &str, how: &[&str]) -> Result<String> {
    let joined = stage.join("joined").join(source);
    let out = format!("--outfile={}", joined.display());
    let arguments =
        [&["--bundle", "--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning", &out], how]
            .concat();
    run_npm_program("esbuild/bin/esbuild", &arguments, &[&stage.join(source)])?;
    let smaller = ["--module", "--ecma", "2018", "--compress", "passes=3", "--mangle", "--output"];
    run_npm_program("terser/bin/terser", &smaller, &[&joined, &joined])?;
    let text = std::fs::read_to_string(joined)?.trim_end().to_owned();
    if walks_inherited(&text)? {
        bail!(
            "js/{source}, joined, walks an object by for (… in …), and with it whatever a page hung onto Object.prototype: there it would throw at its first line. Use Object.keys. If no source does so, it is esbuild's copy of a namespace that is used as a value (`module[name]`): name each export."
        );
    }
    Ok(text)
}

fn walks_inherited(script: &str) -> Result<bool> {
    Ok(Regex::new(r"\bfor\s*\((var|let|const) [\w$]+ in ")?.is_match(script))
}

fn as_written(stage: &Path) -> Result<Modules> {
    let read = |name: &str| std::fs::read_to_string(stage.join(name)).with_context(|| format!("js/{name} is missing"));
    let mut parts = Vec::new();
    for name in scripts(stage)? {
        let name = name.to_string_lossy().into_owned();
        if name != "main.js" && name != "loader.js" {
            parts.push((name.clone(), read(&name)?));
        }
    }
    // One instance of each module, whoever imports it: an entry passes on what lies beside it.
    let entries = ENTRIES.iter().map(|(source, name)| (*name, format!("export * from \"./{source}\";\n"))).collect();
    Ok(Modules { loader: read("loader.js")?, main: read("main.js")?, rest: None, parts, entries })
}

/// The scripts of one folder, by name and in order, so that the same sources give the same hash.
fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", paths::shown(folder)))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "js")
            && let Some(name) = path.file_name()
        {
            names.push(PathBuf::from(name));
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::walks_inherited;

    #[test]
    fn a_bundle_that_would_meet_what_a_page_hung_onto_every_object_is_refused() {
        let esbuild = "var Ee=(r,e)=>{for(var t in e)W(r,t,{get:e[t],enumerable:!0})};";
        assert!(walks_inherited(esbuild).unwrap());
        assert!(!walks_inherited("for(let t of Object.keys(e))W(r,t)").unwrap());
    }
}

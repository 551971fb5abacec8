//! The SDK's folder as the marketplace serves it at `/sdk/`: the same files under `v1/` (evergreen) and under the exact
//! version (pinned). What is named by its content never changes; older contents stay for pages that still name them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use base64::Engine as _;
use sha2::{Digest, Sha256, Sha384};

use super::javascript::Modules;
use super::wasm::REST;
use super::{Kind, folder};
use crate::paths;

/// The SDK's version: all crates of the workspace have one.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// How many contents stay in the evergreen folder: this build's and those of the ones before.
const KEPT: usize = 3;
/// Digits of a content's name: 40 bits, plenty for the few that lie in one folder.
const HASH_LENGTH: usize = 10;

/// Names the files and writes them.
pub fn write(kind: Kind, modules: &Modules, stage: &Path) -> Result<()> {
    let files = files(kind, modules, stage)?;
    let compressed = match kind {
        Kind::Development | Kind::Hasty(_) => BTreeMap::new(),
        Kind::Release => {
            files.iter().map(|(name, bytes)| Ok((format!("{name}.br"), packed(bytes)?))).collect::<Result<_>>()?
        }
    };
    let pinned = folder(kind).join(VERSION);
    if pinned.exists() {
        fs::remove_dir_all(&pinned)?;
    }
    let evergreen = folder(kind).join("v1");
    for place in [&pinned, &evergreen] {
        fs::create_dir_all(place)?;
        for (name, bytes) in files.iter().chain(&compressed) {
            let path = place.join(name);
            fs::create_dir_all(path.parent().unwrap_or(place))?;
            fs::write(&path, bytes).with_context(|| format!("{} cannot be written", paths::shown(&path)))?;
        }
    }
    forget_oldest(&evergreen)
}

/// What a page has in its head that wants this build's files and no later ones, and asks for all of them at once. (A page that is not in
/// English preloads its language's words, too, `locales/zh.json`; in an English one the browser would warn of it.)
pub fn pinned_snippet(folder: &Path) -> Result<String> {
    let listed = fs::read(folder.join(VERSION).join("integrity.json")).context("integrity.json cannot be read")?;
    let integrity: BTreeMap<String, String> = serde_json::from_slice(&listed)?;
    let named = |ending: &str| {
        let named = |name: &&String| name.starts_with("tsampa-") && name.ends_with(ending) && !comes_later(name);
        integrity.keys().find(named).map(String::as_str).unwrap_or_default()
    };
    let (module, wasm) = (named(".mjs"), named(".wasm"));
    let hash = |name: &str| integrity.get(name).map(String::as_str).unwrap_or_default();
    let at = format!("https://market.example/sdk/{VERSION}");
    Ok(format!(
        r#"<link rel="modulepreload" href="{at}/{module}" integrity="{}" crossorigin>
<link rel="preload" as="fetch" type="application/wasm" href="{at}/{wasm}" crossorigin>
<script async fetchpriority="high" src="{at}/tsampa.js" integrity="{}" crossorigin data-partner="tourism-gyangze"></script>
"#,
        hash(module),
        hash("tsampa.js"),
    ))
}

/// Whether a first view does without this file, as its second ending says: `tsampa-0123456789.rest.mjs`, `locales/zh.rest.json`.
pub fn comes_later(name: &str) -> bool {
    name.matches('.').count() > 1
}

/// Every file by its name.
fn files(kind: Kind, modules: &Modules, stage: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let wasm = fs::read(stage.join("glue_bg.wasm"))?;
    let names = Names::of(kind, modules, &wasm);
    let mut files = BTreeMap::new();
    files.insert(names.module.clone(), names.fill(&modules.main).into_bytes());
    if let Some(rest) = &modules.rest {
        files.insert(names.rest_module.clone(), names.fill(rest).into_bytes());
    }
    for (name, text) in &modules.parts {
        files.insert(names.part(name), names.fill(text).into_bytes());
    }
    for (name, text) in &modules.entries {
        files.insert((*name).to_owned(), names.fill(text).into_bytes());
    }
    files.insert("tsampa.js".to_owned(), names.fill(&modules.loader).into_bytes());
    files.insert(names.wasm.clone(), wasm);
    // A development build is one piece.
    let rest = stage.join(REST);
    if rest.is_file() {
        files.insert(names.rest.clone(), fs::read(rest)?);
    }
    for (name, path) in beside_the_code()? {
        let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", paths::shown(&path)))?;
        // Of `exports` the first that fits counts: its keys stay as they are written, which is not their order by letters.
        let is_data = path.extension().is_some_and(|ending| ending == "json") && name != "package.json";
        files.insert(name, if is_data { compact(&bytes, &path)? } else { bytes });
    }
    let integrity: BTreeMap<&String, String> = files.iter().map(|(name, bytes)| (name, integrity(bytes))).collect();
    files.insert("integrity.json".to_owned(), serde_json::to_vec_pretty(&integrity)?);
    Ok(files)
}

/// The files that ship as they are written: types, descriptions, languages.
fn beside_the_code() -> Result<BTreeMap<String, PathBuf>> {
    let source = paths::root().join("js");
    let mut found = BTreeMap::new();
    for name in ["tsampa.d.ts", "profile.json", "custom-elements.json", "package.json"] {
        let path = source.join(name);
        if path.is_file() {
            found.insert(name.to_owned(), path);
        }
    }
    for entry in fs::read_dir(paths::root().join("locales")).context("locales/ cannot be read")? {
        let path = entry?.path();
        if let Some(name) = path.file_name() {
            found.insert(format!("locales/{}", name.to_string_lossy()), path);
        }
    }
    Ok(found)
}

/// What the modules call each other by, once it is known what they contain.
struct Names {
    module: String,
    wasm: String,
    rest: String,
    rest_module: String,
    parts: Vec<(String, String)>,
}

impl Names {
    fn of(kind: Kind, modules: &Modules, wasm: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(&modules.main);
        hash.update(wasm);
        hash.update(modules.rest.as_deref().unwrap_or_default());
        for (name, text) in &modules.parts {
            hash.update(name);
            hash.update(text);
        }
        let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        let hash = hash.get(..HASH_LENGTH).unwrap_or(&hash);
        let mut parts: Vec<_> = modules
            .parts
            .iter()
            .map(|(name, _)| (name.clone(), format!("tsampa-{hash}.{}.mjs", name.trim_end_matches(".js"))))
            .collect();
        parts.push(("main.js".to_owned(), format!("tsampa-{hash}.mjs")));
        Self {
            module: format!("tsampa-{hash}.mjs"),
            wasm: format!("tsampa-{hash}.wasm"),
            rest: if kind.is_small() { format!("tsampa-{hash}.rest.wasm") } else { String::new() },
            rest_module: format!("tsampa-{hash}.rest.mjs"),
            parts,
        }
    }

    fn part(&self, name: &str) -> String {
        self.parts
            .iter()
            .find(|(source, _)| source == name)
            .map_or_else(|| name.to_owned(), |(_, served)| served.clone())
    }

    /// The text with the names in it.
    fn fill(&self, text: &str) -> String {
        let mut text = text
            .replace("__TSAMPA_MODULE__", &self.module)
            .replace("__TSAMPA_WASM__", &self.wasm)
            .replace("__TSAMPA_REST__", &self.rest)
            .replace("__TSAMPA_REST_MODULE__", &self.rest_module)
            .replace("__TSAMPA_VERSION__", VERSION);
        for (source, served) in &self.parts {
            for quote in ['"', '\''] {
                text = text.replace(&format!("{quote}./{source}{quote}"), &format!("{quote}./{served}{quote}"));
            }
        }
        text
    }
}

/// JSON without what people need to read it.
fn compact(bytes: &[u8], path: &Path) -> Result<Vec<u8>> {
    let value: serde_json::Value =
        serde_json::from_slice(bytes).with_context(|| format!("{} is not JSON", paths::shown(path)))?;
    Ok(serde_json::to_vec(&value)?)
}

/// As a page's `integrity` attribute wants it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(bytes)))
}

/// At the highest quality, as it is served and as the budget counts; distances written in the way for text or in that for fonts, whichever is
/// smaller: one in a thousand.
fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let [text, font] = [brotli(bytes, false)?, brotli(bytes, true)?];
    Ok(if font.len() < text.len() { font } else { text })
}

/// At the highest quality; `font`: with the distances written as fonts want it.
pub fn brotli(bytes: &[u8], font: bool) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut how =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    if font {
        how.mode = brotli::enc::backward_references::BrotliEncoderMode::BROTLI_MODE_FONT;
    }
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &how)?;
    Ok(compressed)
}

/// Removes all but the newest few contents.
fn forget_oldest(evergreen: &Path) -> Result<()> {
    let mut contents: BTreeMap<String, (SystemTime, Vec<PathBuf>)> = BTreeMap::new();
    for entry in fs::read_dir(evergreen)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(hash) = content_of(&name) else { continue };
        let written = entry.metadata()?.modified()?;
        let content = contents.entry(hash).or_insert((written, Vec::new()));
        content.0 = content.0.max(written);
        content.1.push(entry.path());
    }
    let mut contents: Vec<_> = contents.into_values().collect();
    contents.sort_by_key(|(written, _)| std::cmp::Reverse(*written));
    for path in contents.into_iter().skip(KEPT).flat_map(|(_, paths)| paths) {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// The content that a file is named by: `tsampa-0123456789.wasm.br` has `0123456789`, `tsampa.js` none.
fn content_of(name: &str) -> Option<String> {
    let stem = name.split('.').next()?;
    let (_, hash) = stem.rsplit_once('-')?;
    (hash.len() == HASH_LENGTH && hash.chars().all(|digit| digit.is_ascii_hexdigit())).then(|| hash.to_owned())
}

//! The glue in two parts, like the Wasm: functions that only the rest of the Wasm calls move into a module of their own, with whatever of
//! `js/` nobody else uses. It comes with the rest and takes what both need from the main module.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use regex::Regex;

use super::body;
use super::wasm::REST;

/// The rest's module, in the stage.
pub const MODULE: &str = "rest.js";
/// Where one of the glue's functions begins.
const FUNCTION: &str = r"^        ([\w$]+): function";

/// Cuts the glue in the stage in two, where the Wasm is in two parts: `glue.js` keeps what a first view needs, `rest.js` gets the rest, and
/// `main.js` hands on what that takes from the glue.
pub fn split(stage: &Path) -> Result<()> {
    if !stage.join(REST).is_file() {
        return Ok(());
    }
    let glue = Glue::read(&fs::read_to_string(stage.join("glue.js"))?, &imports_of_rest(stage)?)?;
    for name in &glue.of_rest {
        if fs::read_to_string(stage.join(name))?.lines().any(|line| line.starts_with("import ")) {
            bail!("js/{name} comes with the rest of the Wasm and imports something, which would come twice");
        }
    }
    fs::write(stage.join("glue.js"), glue.first)?;
    fs::write(stage.join(MODULE), glue.rest)?;
    let main = fs::read_to_string(stage.join("main.js"))?;
    fs::write(stage.join("main.js"), format!("{main}\nexport {{ {} }} from \"./glue.js\";\n", glue.handed.join(", ")))?;
    Ok(())
}

/// What the rest of the Wasm imports from no part of it.
fn imports_of_rest(stage: &Path) -> Result<BTreeSet<String>> {
    let module = body::parse(&fs::read(stage.join(REST))?)?;
    let of_the_page = module.imports.iter().filter(|import| !import.module.is_empty());
    Ok(of_the_page.map(|import| import.name.clone()).collect())
}

struct Glue {
    first: String,
    rest: String,
    /// Scripts that only the rest uses.
    of_rest: Vec<String>,
    /// What the rest takes from the first, each with the name that it is handed on under.
    handed: Vec<String>,
}

impl Glue {
    fn read(glue: &str, of_rest: &BTreeSet<String>) -> Result<Self> {
        let function = Regex::new(FUNCTION)?;
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        let mut in_rest = false;
        for line in glue.lines() {
            if let Some(found) = function.captures(line) {
                in_rest = of_rest.contains(&found[1]);
            } else if line.starts_with("    }") {
                in_rest = false; // Behind the last function.
            }
            if in_rest { &mut rest } else { &mut first }.push(line);
        }
        let (first, rest) = (first.join("\n"), rest.join("\n"));
        let (first, taken) = without_unused_imports(&first, &rest)?;
        let of_rest =
            Regex::new(r"from '\./([^']+)'")?.captures_iter(&taken).map(|found| found[1].to_owned()).collect();
        let names = shared_names(&first, &rest)?;
        let handed: Vec<String> = names.iter().enumerate().map(|(at, name)| format!("{name} as ${at}")).collect();
        let received: Vec<String> = names.iter().enumerate().map(|(at, name)| format!("${at} as {name}")).collect();
        let rest = format!(
            "{taken}import {{ {} }} from \"./main.js\";\nexport const imports = {{\n__proto__: null,\n{rest}\n}};\n",
            received.join(", ")
        );
        let first = format!("{first}\nexport {{ {} }};\n", names.join(", "));
        Ok(Self { first, rest, of_rest, handed })
    }
}

/// The glue without imports that only the rest uses, and those.
fn without_unused_imports(first: &str, rest: &str) -> Result<(String, String)> {
    let import = Regex::new(r"^import \{ ([^}]+) \} from ('[^']+');$")?;
    let (mut kept, mut taken) = (Vec::new(), String::new());
    let mut imports = Vec::new();
    for line in first.lines() {
        match import.captures(line) {
            Some(found) => imports.push((found[1].to_owned(), found[2].to_owned())),
            None => kept.push(line),
        }
    }
    let kept = kept.join("\n");
    let mut lines = Vec::new();
    for (names, from) in imports {
        let (used, moved): (Vec<&str>, Vec<&str>) = names.split(", ").partition(|name| says(&kept, name));
        if !used.is_empty() {
            lines.push(format!("import {{ {} }} from {from};", used.join(", ")));
        }
        let moved: Vec<&str> = moved.into_iter().filter(|name| says(rest, name)).collect();
        if !moved.is_empty() {
            taken += &format!("import {{ {} }} from {from};\n", moved.join(", "));
        }
    }
    lines.push(kept);
    Ok((lines.join("\n"), taken))
}

/// What the rest uses of what the first declares or imports.
fn shared_names(first: &str, rest: &str) -> Result<Vec<String>> {
    let declared = Regex::new(r"(?m)^(?:async )?(?:function|let|const|import) (?:\{ )?([\w$, ]+)")?;
    let names: BTreeSet<&str> = declared
        .captures_iter(first)
        .filter_map(|found| found.get(1))
        .flat_map(|names| names.as_str().split(", "))
        .map(str::trim)
        .filter(|name| !name.is_empty() && says(rest, name))
        .collect();
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// Whether a script has this word.
fn says(script: &str, word: &str) -> bool {
    script.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$').any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "import { go } from './dialog.js';
import { Row, Sheet } from './draw.js';
export function boot(host) {
    wasm.boot(host);
}
function imports() {
    const import0 = {
        __proto__: null,
        $a: function(arg0) {
            arg0.focus(text(arg0));
        },
        $b: function() { return go(Row, Sheet); },
        $c: function() { return Row; },
    };
    return import0;
}
function text(at) {
    return wasm.at;
}
let wasm, other;";

    #[test]
    fn what_only_the_rest_calls_moves_with_its_imports_and_takes_what_both_need_from_the_main_module() {
        let glue = Glue::read(GLUE, &["$a".to_owned(), "$b".to_owned()].into()).unwrap();
        assert_eq!(glue.handed, ["Row as $0", "text as $1"]);
        assert!(glue.first.contains("$c: function") && !glue.first.contains("$a: function"), "{}", glue.first);
        assert!(!glue.first.contains("dialog.js") && !glue.first.contains("Sheet"), "{}", glue.first);
        assert!(glue.first.ends_with("export { Row, text };\n"), "{}", glue.first);
        assert!(
            glue.rest.contains("import { go } from './dialog.js';\nimport { Sheet } from './draw.js';\n"),
            "{}",
            glue.rest
        );
        assert!(glue.rest.contains("import { $0 as Row, $1 as text } from \"./main.js\";"), "{}", glue.rest);
        assert!(
            glue.rest.contains("$a: function(arg0) {\n            arg0.focus(text(arg0));\n        },"),
            "{}",
            glue.rest
        );
        assert!(!glue.rest.contains("$c"), "{}", glue.rest);
    }
}

//! How long files and rooms may grow: what is too long to be read is too long to be right.

use super::sources::Source;
use super::{Finding, at};

const FILE: usize = 600;
const ROOMS: [(&str, &str, usize); 2] = [("src", "rs", 8_000), ("js", "js", 600)];

/// Every file and room above its length.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let code = ["rs", "js", "mjs", "ts", "css", "py"];
    let mut findings: Vec<Finding> = sources
        .iter()
        .filter(|source| code.contains(&source.ending()) && source.lines.len() > FILE)
        .map(|source| {
            at(
                source,
                FILE + 1,
                format!("{} lines, {FILE} are the most. Which part could be a file of its own?", source.lines.len()),
            )
        })
        .collect();
    for (room, ending, most) in ROOMS {
        let lines: usize = sources
            .iter()
            .filter(|source| source.under(&[room]) && source.ending() == ending)
            .map(|source| source.lines.len())
            .sum();
        if lines > most {
            findings.push(Finding {
                place: format!("{room}/"),
                advice: format!("{lines} lines, {most} are the most. What can go?"),
            });
        }
    }
    findings
}

//! How long files and rooms may grow: what is too long to be read is too long to be right.

use super::sources::Source;
use super::{Finding, at};

/// All lines of a file: what has to be scrolled through.
const FILE: usize = 600;
/// Lines of code in a room: what has to be kept right. Comments and blank lines are not counted, so that nobody
/// saves on them.
///
/// `src` was to have 8,000 at the most and `js` 600. What carries values between browser objects weighs a third in JavaScript, so `js`
/// got it; and the catalogue has a second reader, by shapes, which is half of a first view's bytes in the types' place. A page that
/// is left amid a transaction took 16 lines more, reading what is preloaded before the Wasm runs 23. Memory by powers of two, in the place of a
/// library, is 70 lines for 500 bytes, each list's own revision 20, and what spares the browser 100 KB of heap 17 of `js`; chips that are
/// buttons, with the arrow keys that radio buttons had of the browser's, are 18 of `js`, and a dialog that is painted before it shuts the
/// page off 22. A choice that the business is asked about, what is told where it was pressed, a profile that is asked for again, and
/// businesses that lack carts or moved are 213; that an event draws only what it changes is 34. What is
/// added while a checkout stands open, the true reason for whoever waits for an item, a refused code beside its reason, a way to the checkout on a
/// page without a cart, and a focus that goes on where a button went are 202 and 12 of `js`. A press that is painted before all else, with what
/// the page is told of it in its turn, is 45, for which 32 others went; that of a list only the cards are drawn that
/// changed is 27; that a flawed product takes nobody else's goods away 68; that what a business discloses of goods stands on their cards,
/// also behind a flawed product and where only the browser's copy is left, 155; and what it warns of with a list, 34. The way
/// back from where a page went on to under a dialog is 11 of `js`; several removals that are taken back, and parts of a list that fail together,
/// are 12. A search that fails and keeps its box, a product that is sold no more while it is shown in full, calls that hear what the business
/// refused, words that come late, and a second tap that is not for what came up are 86 and 31 of `js`; that nobody waits for a business that is
/// none, 24. What only tests asked for, JSON for records that have a form of their own by now, and fields that nobody filled in were 417, which
/// went. Lines that keep their places and refusals within a cart are 33; country and currency that catalogue and cart are asked alike in, one
/// seller's goods where nobody knows sellers, and a search that is answered with errors alone 49 and 7 of `js`; dialogs and searches that
/// outlive what a page does to their elements 48 and one. The figures here are what there is, so that it only shrinks: whoever makes it
/// shorter writes the new one.
const ROOMS: [(&str, &str, usize); 2] = [("src", "rs", 12_031), ("js", "js", 1_256)];

/// Every file and room above its length.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let written = ["rs", "js", "mjs", "ts", "css", "py"];
    let mut findings: Vec<Finding> = sources
        .iter()
        .filter(|source| written.contains(&source.ending()) && source.lines.len() > FILE)
        .map(|source| {
            at(
                source,
                FILE + 1,
                format!("{} lines, {FILE} are the most. Which part could be a file of its own?", source.lines.len()),
            )
        })
        .collect();
    for (room, ending, most) in ROOMS {
        let lines: usize =
            sources.iter().filter(|source| source.under(&[room]) && source.ending() == ending).map(lines_of_code).sum();
        if lines > most {
            findings.push(Finding {
                place: format!("{room}/"),
                advice: format!("{lines} lines of code, {most} are the most. What can go?"),
            });
        }
    }
    findings
}

fn lines_of_code(source: &Source) -> usize {
    let comment = |line: &str| ["//", "/*", "* ", "*/"].iter().any(|begin| line.starts_with(begin));
    source.shipped().iter().map(|(_, line)| line.trim()).filter(|line| !line.is_empty() && !comment(line)).count()
}

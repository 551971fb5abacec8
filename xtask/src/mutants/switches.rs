//! All changes in one build: each behind a switch, so that trying one is running a program and not building it.
//!
//! Where the sources say `a < b` the copy says, in effect, `if on(7) { a <= b } else if on(8) { a > b } else { a < b }`. What is written
//! into the copy is told apart from what stood there, so that an error of the compiler's names the change it is about.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result};
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// One change, as cargo-mutants lists it.
pub struct Change {
    /// What chooses it.
    pub number: usize,
    /// Line and column where it begins.
    pub place: (usize, usize),
    /// What it is: a binary operator, a match arm …
    pub genre: String,
    /// What stands there instead.
    pub replacement: String,
}

/// A file with switches in it.
pub struct Switched {
    /// Its text.
    pub text: String,
    /// Which changes what is written there belongs to; the narrowest counts.
    pub written: Vec<(Range<usize>, Vec<usize>)>,
    /// Those that have a switch.
    pub numbers: Vec<usize>,
}

/// Puts a switch for each of the changes into a file.
pub fn switched(text: &str, changes: &[Change]) -> Result<Switched> {
    let file = syn::parse_file(text).context("is no Rust")?;
    let mut writer = Writer { text, changes: BTreeMap::new(), edits: Vec::new(), sites: Vec::new() };
    for change in changes {
        writer.changes.entry((change.place, change.genre.as_str())).or_default().push(change);
    }
    writer.visit_file(&file);
    Ok(writer.finish())
}

struct Writer<'a> {
    text: &'a str,
    changes: BTreeMap<((usize, usize), &'a str), Vec<&'a Change>>,
    edits: Vec<Edit>,
    sites: Vec<Vec<usize>>,
}

/// In place of a range, which is empty mostly, something is written; `site` says for which changes.
struct Edit {
    range: Range<usize>,
    text: String,
    site: usize,
    /// What of that text belongs to one change alone.
    own: Vec<(Range<usize>, usize)>,
}

/// A text in which each change's own part is known.
#[derive(Default)]
struct Alternatives {
    text: String,
    own: Vec<(Range<usize>, usize)>,
}

impl Alternatives {
    /// `if on(7) { … } else `, for each.
    fn of(changes: &[&Change], what: impl Fn(&Change) -> String) -> Self {
        let mut all = Self::default();
        for change in changes {
            let from = all.text.len();
            all.text += &format!("if {} {{ {} }} else ", on(change), what(change));
            all.own.push((from..all.text.len(), change.number));
        }
        all
    }
}

fn on(change: &Change) -> String {
    format!("crate::switch::on({})", change.number)
}

fn any(changes: &[&Change]) -> String {
    let each: Vec<String> = changes.iter().map(|change| on(change)).collect();
    format!("({})", each.join(" || "))
}

impl<'a> Writer<'a> {
    fn at(&mut self, span: Span, genre: &'a str) -> Vec<&'a Change> {
        let start = span.start();
        self.changes.remove(&((start.line, start.column + 1), genre)).unwrap_or_default()
    }

    fn site(&mut self, changes: &[&Change]) -> usize {
        self.sites.push(changes.iter().map(|change| change.number).collect());
        self.sites.len() - 1
    }

    fn write(&mut self, range: Range<usize>, text: impl Into<String>, site: usize) {
        self.edits.push(Edit { range, text: text.into(), site, own: Vec::new() });
    }

    fn write_all(&mut self, at: usize, before: &str, all: Alternatives, after: &str, site: usize) {
        let own =
            all.own.into_iter().map(|(range, number)| (range.start + before.len()..range.end + before.len(), number));
        let text = format!("{before}{}{after}", all.text);
        self.edits.push(Edit { range: at..at, text, site, own: own.collect() });
    }

    fn source(&self, span: Span) -> &'a str {
        self.text.get(span.byte_range()).unwrap_or_default()
    }

    fn binary(&mut self, binary: &'a syn::ExprBinary, changes: &[&'a Change]) {
        let (left, right) = (binary.left.span().byte_range(), binary.right.span().byte_range());
        let (operator, sign) = (binary.op.span().byte_range(), self.source(binary.op.span()));
        let site = self.site(changes);
        let both = |sign: &str| format!("__l {sign} __r");
        let (before, between, after) = match sign {
            "&&" | "||" => {
                let equal = if sign == "&&" { "!=" } else { "==" };
                let between = format!("; if __l {equal} {} {{", any(changes));
                ("({ let __l: bool = ", between, (Alternatives::default(), " } else { __l } })".to_owned(), ""))
            }
            "==" | "!=" | "<" | "<=" | ">" | ">=" => {
                let all = Alternatives::of(changes, |change| both(&change.replacement));
                ("(match (&(", "), &(".to_owned(), (all, format!("{{ {} }} }})", both(sign)), ")) { (__l, __r) => "))
            }
            "+=" | "-=" | "*=" | "/=" | "%=" | "|=" | "&=" | "^=" | "<<=" | ">>=" => {
                let all = Alternatives::of(changes, |change| format!("*__l {} __r", change.replacement));
                let last = format!("{{ *__l {sign} __r }} }}");
                ("{ let __l = &mut (", "); let __r = (".to_owned(), (all, last, "); "))
            }
            _ => {
                let all = Alternatives::of(changes, |change| both(&change.replacement));
                ("(match ((", "), (".to_owned(), (all, format!("{{ {} }} }})", both(sign)), ")) { (__l, __r) => "))
            }
        };
        self.write(left.start..left.start, before, site);
        self.visit_expr(&binary.left);
        self.write(operator, between, site);
        self.visit_expr(&binary.right);
        let (all, last, first) = after;
        self.write_all(right.end, first, all, &last, site);
    }

    fn finish(mut self) -> Switched {
        self.edits.sort_by_key(|edit| edit.range.start); // stable: what is written first at a place stays first
        let mut switched = Switched { text: String::new(), written: Vec::new(), numbers: Vec::new() };
        let mut extents: Vec<Option<Range<usize>>> = vec![None; self.sites.len()];
        let mut done = 0;
        for edit in &self.edits {
            switched.text += self.text.get(done..edit.range.start).unwrap_or_default();
            let from = switched.text.len();
            switched.text += &edit.text;
            for (own, number) in &edit.own {
                switched.written.push((from + own.start..from + own.end, vec![*number]));
            }
            let extent = extents[edit.site].get_or_insert(from..from);
            extent.end = switched.text.len();
            done = edit.range.end;
        }
        switched.text += self.text.get(done..).unwrap_or_default();
        for (extent, numbers) in extents.into_iter().zip(self.sites) {
            switched.numbers.extend(&numbers);
            switched.written.extend(extent.map(|extent| (extent, numbers)));
        }
        switched
    }
}

impl<'a> Visit<'a> for Writer<'a> {
    fn visit_block(&mut self, block: &'a syn::Block) {
        if let Some(first) = block.stmts.first() {
            let changes = self.at(first.span(), "FnValue");
            if !changes.is_empty() {
                let (at, site) = (first.span().byte_range().start, self.site(&changes));
                let mut all = Alternatives::of(&changes, |change| format!("return {};", change.replacement));
                all.text += "{} ";
                self.write_all(at, "", all, "", site);
            }
        }
        visit::visit_block(self, block);
    }

    fn visit_expr_binary(&mut self, binary: &'a syn::ExprBinary) {
        let changes = self.at(binary.op.span(), "BinaryOperator");
        // What is bound by a `let` of a chain lives in the chain alone.
        if changes.is_empty() || has_let(&binary.left) || has_let(&binary.right) {
            return visit::visit_expr_binary(self, binary);
        }
        self.binary(binary, &changes);
    }

    fn visit_expr_unary(&mut self, unary: &'a syn::ExprUnary) {
        let changes = self.at(unary.op.span(), "UnaryOperator");
        let not = matches!(unary.op, syn::UnOp::Not(_));
        if changes.is_empty() {
            return visit::visit_expr_unary(self, unary);
        }
        let site = self.site(&changes);
        let (before, after) = match not {
            true => ("((", format!(") == {})", any(&changes))),
            false => ("(match (", format!(") {{ __x => if {} {{ __x }} else {{ -__x }} }})", any(&changes))),
        };
        self.write(unary.op.span().byte_range(), before, site);
        visit::visit_expr_unary(self, unary);
        let end = unary.expr.span().byte_range().end;
        self.write(end..end, after, site);
    }

    fn visit_arm(&mut self, arm: &'a syn::Arm) {
        let gone = self.at(arm.span(), "MatchArm");
        let Some((_, guard)) = &arm.guard else {
            self.visit_pat(&arm.pat);
            if !gone.is_empty() {
                let (end, site) = (arm.pat.span().byte_range().end, self.site(&gone));
                self.write(end..end, format!(" if !{}", any(&gone)), site);
            }
            return self.visit_expr(&arm.body);
        };
        let always = self.at(guard.span(), "MatchArmGuard");
        if (gone.is_empty() && always.is_empty()) || has_let(guard) {
            return visit::visit_arm(self, arm);
        }
        let choose = |word: &str| {
            let those: Vec<&Change> = always.iter().filter(|change| change.replacement == word).copied().collect();
            if those.is_empty() { "false".to_owned() } else { any(&those) }
        };
        let all: Vec<&Change> = gone.iter().chain(&always).copied().collect();
        let (range, site) = (guard.span().byte_range(), self.site(&all));
        let stays = if gone.is_empty() { "true".to_owned() } else { format!("!{}", any(&gone)) };
        let before = format!("{stays} && ({} || (!{} && (", choose("true"), choose("false"));
        self.write(range.start..range.start, before, site);
        self.visit_expr(guard);
        self.write(range.end..range.end, ")))", site);
        self.visit_expr(&arm.body);
    }

    fn visit_expr_struct(&mut self, literal: &'a syn::ExprStruct) {
        let Some(rest) = &literal.rest else { return visit::visit_expr_struct(self, literal) };
        let (path, rest_text) = (self.source(literal.path.span()), self.source(rest.span()));
        for field in &literal.fields {
            let changes = self.at(field.span(), "StructField");
            if changes.is_empty() {
                self.visit_expr(&field.expr);
                continue;
            }
            let (range, site, name) =
                (field.expr.span().byte_range(), self.site(&changes), self.source(field.member.span()));
            let all = Alternatives::of(&changes, |_| format!("let __b: {path} = {rest_text}; __b.{name}"));
            let before = if field.colon_token.is_none() { format!("{name}: ") } else { String::new() };
            self.write_all(range.start, &before, all, "{ ", site);
            self.visit_expr(&field.expr);
            self.write(range.end..range.end, " }", site);
        }
        self.visit_expr(rest);
    }
}

/// Whether it is a chain that binds something.
fn has_let(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "fn f(a: u32) -> bool {
    let mut n = S { x: 1, ..S::default() };
    n.x += a;
    match a {
        1 if a < 2 && !g() => true,
        2 => false,
        _ => n.x == 3,
    }
}
";

    fn change(number: usize, place: (usize, usize), genre: &str, replacement: &str) -> Change {
        Change { number, place, genre: genre.to_owned(), replacement: replacement.to_owned() }
    }

    #[test]
    fn each_change_gets_a_switch_and_what_comes_out_is_rust() {
        let changes = [
            change(1, (2, 5), "FnValue", "true"),
            change(2, (2, 21), "StructField", ""),
            change(3, (3, 9), "BinaryOperator", "-="),
            change(4, (5, 9), "MatchArm", ""),
            change(5, (5, 14), "MatchArmGuard", "true"),
            change(6, (5, 16), "BinaryOperator", "<="),
            change(7, (5, 20), "BinaryOperator", "||"),
            change(8, (5, 23), "UnaryOperator", ""),
            change(9, (6, 9), "MatchArm", ""),
            change(10, (7, 18), "BinaryOperator", "!="),
        ];
        let mut done = switched(SOURCE, &changes).expect("it is Rust");
        syn::parse_file(&done.text).expect("it is Rust still");
        done.numbers.sort_unstable();
        assert_eq!(done.numbers, (1..=10).collect::<Vec<_>>());
        for (range, numbers) in &done.written {
            let text = done.text.get(range.clone()).expect("a place in the text");
            assert!(numbers.iter().all(|number| text.contains(&format!("on({number})"))), "{numbers:?}: {text}");
        }
    }

    #[test]
    fn without_a_change_nothing_is_written() {
        assert_eq!(switched(SOURCE, &[]).expect("it is Rust").text, SOURCE);
    }
}

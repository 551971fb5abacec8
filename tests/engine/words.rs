//! What goes wrong is said so that whoever reads it can act: a code for programs, a sentence for people.

use crate::page::*;
use std::collections::BTreeSet;
use tsampa::engine::effect::{Effect, Tale};
use tsampa::engine::event::ListWanted;
use tsampa::engine::problem::{Failure, Problem};

/// Each problem, its code, whether the same call may succeed later, and what its sentence has to name.
fn problems() -> Vec<(Problem, &'static str, bool, &'static str)> {
    let text = str::to_owned;
    vec![
        (Problem::Offline, "offline", true, "offline"),
        (Problem::Timeout, "timeout", true, "in time"),
        (Problem::Unreachable { origin: text("https://m.example") }, "cors", true, "https://m.example"),
        (Problem::NotUcp { operation: "GET /x", flaw: text("$.id is missing") }, "not_ucp", false, "$.id is missing"),
        (Problem::Unsupported { what: text("lookup by id") }, "unsupported", false, "lookup by id"),
        (Problem::NotFound { item: item("v_9") }, "not_found", false, "v_9"),
        (Problem::OutOfStock { item: item("v_8") }, "out_of_stock", false, "v_8"),
        (Problem::Refused { content: text("Not to this country.") }, "refused", false, "Not to this country."),
        (Problem::Cancelled, "cancelled", false, "given up"),
        (Problem::Busy { retry_after_ms: None }, "timeout", true, "busy"),
        (Problem::Wrong { what: text("11 ids are too many.") }, "refused", false, "11 ids are too many."),
        (Problem::PricesChanged, "refused", true, "price"),
    ]
}

#[test]
fn each_problem_has_its_code_and_a_sentence_that_names_the_matter() {
    let mut sentences = BTreeSet::new();
    for (problem, code, retry, names) in problems() {
        assert_eq!((problem.code(), problem.retry()), (code, retry), "{problem:?}");
        let sentence = problem.sentence();
        assert!(sentence.contains(names), "{problem:?}: {sentence}");
        assert!(sentences.insert(sentence), "{problem:?} says what another says");
    }
}

#[test]
fn a_list_that_fails_is_told_to_the_page_and_to_its_author() {
    let mut page = Page::open();
    page.want_list(1, ListWanted::default());
    let (request, _) = page.one();
    page.fail(request, Failure::Timeout);
    let author = |effect: &Effect| matches!(effect, Effect::Console { sentence } if sentence.contains("in time"));
    let host = |effect: &Effect| matches!(effect, Effect::Tell(Tale::Problem { problem: Problem::Timeout, .. }));
    assert!(page.other.iter().any(author) && page.other.iter().any(host));
}

#[test]
fn a_write_that_fails_again_and_again_is_told_to_the_page_once() {
    let mut page = Page::open();
    page.add("v_1");
    for _ in 0..3 {
        let (request, _) = page.one_later();
        page.fail(request, Failure::Unreadable);
    }
    let told = page.other.iter().filter(|effect| matches!(effect, Effect::Tell(Tale::Problem { .. }))).count();
    assert_eq!(told, 1);
}

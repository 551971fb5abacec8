//! Lists of cards: `<tsampa-shop>`, and `<tsampa-product>`, a list of one.

use web_sys::{Element, HtmlElement};

use super::keyed::keep;
use super::row::{Row, TEXT_MAX};
use super::skeleton::{Skeleton, at, set, toggle};
use super::words::{Word, cut};
use super::{Kind, Look, Wording, card, said};
use crate::engine::view::{ListView, Phase};

thread_local! {
    static FRAME_TREE: Skeleton = const { Skeleton::new(FRAME) };
    static GHOST: Skeleton = const { Skeleton::new("
div .card .ghost
 div .picture
 div .text
  i
  i
  i") };
}

const FRAME: &str = "
div .root
 div @ghosts aria-hidden=true hidden
 div @view hidden
  slot name=title
  form @find role=search data-do=search hidden
   input :search type=search enterkeyhint=search autocomplete=off
   button @seek .quiet
  div :list
  div :empty hidden
   slot name=empty
    p @nothing
  button :more .quiet type=button data-do=more hidden
  slot name=footer
 div @trouble part=status hidden
  span @reason
  button @retry .plain type=button data-do=retry
 div @live .hush role=status
 div @toast hidden
  svg tick
  span @told
  button @lead .plain type=button";

/// A list's element.
pub struct List {
    parts: Row,
    kind: Kind,
    layout: String,
    painted: bool,
}

impl List {
    /// The list as it looks before its first view. Without a fallback of the author's, ghosts of cards keep its place.
    pub fn build(look: &Look, host: &HtmlElement) -> Self {
        let parts = Row::of(&FRAME_TREE);
        let shop = look.kind == Kind::Shop;
        if shop {
            set(parts.part(at!(FRAME, "list")), "role", "list");
            parts.show(at!(FRAME, "find"), look.search);
        } else {
            _ = parts.element.class_list().add_1("single");
        }
        let layout = if look.layout.is_empty() { "card" } else { &look.layout };
        if is_blank(host) && layout != "button" {
            for _ in 0..if shop { GHOSTS } else { 1 } {
                let ghost = Row::of(&GHOST).element;
                _ = ghost.class_list().add_1(layout);
                _ = parts.part(at!(FRAME, "ghosts")).append_child(&ghost);
            }
            parts.show(at!(FRAME, "ghosts"), true);
        }
        Self { parts, kind: look.kind, layout: layout.to_owned(), painted: false }
    }

    /// Everything this room draws in the shadow root, the author's fallback aside.
    pub fn root(&self) -> &Element {
        &self.parts.element
    }

    /// Shows the list. True once there is something in the place of the author's fallback.
    pub fn show(&mut self, view: &ListView, wording: &Wording) -> bool {
        let words = &wording.words;
        let waiting = matches!(view.phase, Phase::Waiting);
        self.parts.set(at!(FRAME, "view"), "aria-busy", if waiting { "true" } else { "false" });
        let problem = match &view.phase {
            Phase::Failed(problem) => Some(problem),
            Phase::Shown => {
                self.show_cards(view, wording);
                self.painted = true;
                None
            }
            Phase::Waiting => None,
        };
        let parts = &mut self.parts;
        if let Some(problem) = problem {
            parts.say(at!(FRAME, "reason"), &[&said::problem(problem, words)]);
            parts.say(at!(FRAME, "retry"), &[words.say(Word::Retry)]);
        }
        parts.show(at!(FRAME, "retry"), problem.is_some_and(|problem| problem.retry()));
        parts.show(at!(FRAME, "trouble"), problem.is_some());
        if !waiting {
            parts.part(at!(FRAME, "ghosts")).remove();
        }
        self.painted
    }

    fn show_cards(&mut self, view: &ListView, wording: &Wording) {
        let words = &wording.words;
        let parts = &mut self.parts;
        let shop = self.kind == Kind::Shop;
        let mut added = None;
        let key = |place: usize| view.cards.get(place).map_or("", |product| &product.product.0);
        let list = parts.part(at!(FRAME, "list")).clone();
        let make = |place| {
            let card = card::make(&self.layout, place);
            if shop {
                set(&card.element, "role", "listitem");
            }
            card
        };
        keep(&list, &mut parts.rows, view.cards.len(), &key, &make, &mut |place, row| {
            let Some(product) = view.cards.get(place) else { return };
            if card::show(row, product, wording, view.language.as_deref(), shop) {
                added = Some(words.fill(Word::Announced, cut(&product.title, TEXT_MAX)));
            }
        });
        if let Some(told) = added {
            parts.part(at!(FRAME, "live")).set_text_content(Some(&told));
        }
        for (part, word) in [
            (at!(FRAME, "nothing"), Word::NothingFound),
            (at!(FRAME, "seek"), Word::Search),
            (at!(FRAME, "more"), if view.loading_more { Word::Loading } else { Word::More }),
        ] {
            parts.say(part, &[words.say(word)]);
        }
        parts.label(at!(FRAME, "search"), &[words.say(Word::Search)]);
        parts.enable(at!(FRAME, "more"), !view.loading_more);
        parts.show(at!(FRAME, "more"), view.more && shop);
        parts.show(at!(FRAME, "empty"), view.cards.is_empty());
        parts.show(at!(FRAME, "view"), true);
    }

    /// Says once that something went into the cart, and leads there; on a page without a cart, to checkout.
    pub fn toast(&self, wording: &Wording) {
        let document = web_sys::window().and_then(|window| window.document());
        let cart = document.and_then(|document| document.query_selector("tsampa-cart").ok().flatten());
        let (word, action) = if cart.is_some() { (Word::ViewCart, "open") } else { (Word::Checkout, "checkout") };
        let parts = &self.parts;
        parts.part(at!(FRAME, "told")).set_text_content(Some(wording.words.say(Word::Added)));
        parts.part(at!(FRAME, "lead")).set_text_content(Some(wording.words.say(word)));
        parts.set(at!(FRAME, "lead"), "data-do", action);
        toggle(parts.part(at!(FRAME, "toast")), "hidden", false);
        parts.replay(at!(FRAME, "toast"));
    }
}

/// The author put nothing into the element but white space.
fn is_blank(host: &HtmlElement) -> bool {
    let text = host.text_content().unwrap_or_default();
    host.first_element_child().is_none() && text.bytes().all(|byte| byte.is_ascii_whitespace())
}

const GHOSTS: usize = 6;

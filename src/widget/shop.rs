//! Lists of cards: `<tsampa-shop>`, and `<tsampa-product>`, a list of one.

use std::cell::Cell;

use web_sys::{Element, HtmlElement};

use super::card::{Card, TITLE_MAX};
use super::keyed::{Keyed, Row};
use super::part::Part;
use super::said;
use super::skeleton::{Skeleton, find, set, toggle};
use super::words::{Word, cut};
use super::{Kind, Look, Wording};
use crate::engine::view::{ListView, Phase};

thread_local! {
    static TREE: Skeleton = const { Skeleton::new(FRAME) };
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
 div .ghosts aria-hidden=true hidden
 div .view hidden
  slot name=title
  form .find role=search data-do=search hidden
   input :search type=search enterkeyhint=search autocomplete=off
   button .quiet .seek
  div :list
  div :empty hidden
   slot name=empty
    p .nothing
  button :more .quiet type=button data-do=more hidden
  slot name=footer
 div .trouble part=status hidden
  span .reason
  button .plain type=button data-do=retry
 div .live .hush role=status
 div .toast hidden
  svg tick
  span .told
  button .plain type=button";

/// The parts of a list.
pub struct List {
    /// Everything this room draws in the shadow root, the author's fallback aside.
    pub root: Element,
    kind: Kind,
    layout: String,
    /// A view was shown: from then on the fallback is done with.
    painted: bool,
    ghosts: Element,
    view: Element,
    search: Part,
    seek: Part,
    cards: Keyed<Card>,
    empty: Part,
    nothing: Part,
    more: Part,
    trouble: Part,
    reason: Part,
    retry: Part,
    live: Element,
    toast: Element,
}

impl List {
    /// The list as it looks before its first view. Without a fallback of the author's, ghosts of cards keep its place.
    pub fn build(look: &Look, host: &HtmlElement) -> Self {
        let root = TREE.with(Skeleton::copy);
        let part = |selector| Part::find(&root, selector);
        let list = find(&root, ".list");
        let ghosts = find(&root, ".ghosts");
        let shop = look.kind == Kind::Shop;
        if shop {
            set(&list, "role", "list");
            toggle(&find(&root, ".find"), "hidden", !look.search);
        } else {
            _ = root.class_list().add_1("single");
        }
        let layout = if look.layout.is_empty() { "card" } else { &look.layout };
        if blank(host) && layout != "button" {
            for _ in 0..if shop { GHOSTS } else { 1 } {
                let ghost = GHOST.with(Skeleton::copy);
                _ = ghost.class_list().add_1(layout);
                _ = ghosts.append_child(&ghost);
            }
            toggle(&ghosts, "hidden", false);
        }
        Self {
            kind: look.kind,
            layout: layout.to_owned(),
            painted: false,
            ghosts,
            view: find(&root, ".view"),
            search: part(".search"),
            seek: part(".seek"),
            cards: Keyed::inside(list),
            empty: part(".empty"),
            nothing: part(".nothing"),
            more: part(".more"),
            trouble: part(".trouble"),
            reason: part(".reason"),
            retry: part(".trouble button"),
            live: find(&root, ".live"),
            toast: find(&root, ".toast"),
            root,
        }
    }

    /// Shows the list. True once there is something in the place of the author's fallback.
    pub fn show(&mut self, view: &ListView, wording: &Wording, again: bool) -> bool {
        let waiting = view.phase == Phase::Waiting;
        _ = self.view.set_attribute("aria-busy", if waiting { "true" } else { "false" });
        if view.phase == Phase::Shown {
            self.show_cards(view, wording, again);
        }
        let problem = match &view.phase {
            Phase::Failed(problem) => Some(problem),
            Phase::Waiting | Phase::Shown => None,
        };
        self.reason.say_if(problem.map(|problem| said::problem(problem, &wording.words)).as_deref());
        self.retry.say(wording.words.say(Word::Retry));
        self.retry.show(problem.is_some_and(|problem| problem.retry()));
        self.trouble.show(problem.is_some());
        if !waiting {
            toggle(&self.ghosts, "hidden", true);
        }
        self.painted
    }

    fn show_cards(&mut self, view: &ListView, wording: &Wording, again: bool) {
        let words = &wording.words;
        let language = view.language.as_deref();
        let shop = self.kind == Kind::Shop;
        let layout = &self.layout;
        let fresh = Cell::new(self.cards.rows().len());
        let mut added = None;
        self.cards.show(
            &view.cards,
            |product| &product.product.0,
            |_| {
                let card = Card::new(layout, fresh.replace(fresh.get() + 1), shop);
                if shop {
                    set(card.element(), "role", "listitem");
                }
                card
            },
            |card, product| {
                if card.show(product, wording, language, again) {
                    added = Some(words.fill(Word::Announced, &[("title", cut(&product.title, TITLE_MAX))]));
                }
            },
        );
        if let Some(told) = added {
            self.live.set_text_content(Some(&told));
        }
        self.nothing.say(words.say(Word::NothingFound));
        self.empty.show(view.cards.is_empty());
        self.more.say(words.say(if view.loading_more { Word::Loading } else { Word::More }));
        self.more.enable(!view.loading_more);
        self.more.show(view.more && shop);
        self.search.set("aria-label", words.say(Word::Search));
        self.seek.say(words.say(Word::Search));
        toggle(&self.view, "hidden", false);
        self.painted = true;
    }

    /// Says once that something went into the cart, and leads there; on a page without a cart, to checkout.
    pub fn toast(&self, wording: &Wording) {
        let document = web_sys::window().and_then(|window| window.document());
        let cart = document.and_then(|document| document.query_selector("tsampa-cart").ok().flatten());
        let (word, action) = if cart.is_some() { (Word::ViewCart, "open") } else { (Word::Checkout, "checkout") };
        let told = |selector, word| {
            let part = find(&self.toast, selector);
            part.set_text_content(Some(wording.words.say(word)));
            part
        };
        told(".told", Word::Added);
        set(&told("button", word), "data-do", action);
        toggle(&self.toast, "hidden", false);
        // Put back into its place, it plays from the start.
        _ = self.root.append_child(&self.toast);
    }
}

/// The author put nothing into the element but white space.
fn blank(host: &HtmlElement) -> bool {
    let text = host.text_content().unwrap_or_default();
    host.first_element_child().is_none() && text.bytes().all(|byte| byte.is_ascii_whitespace())
}

const GHOSTS: usize = 6;

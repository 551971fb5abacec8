//! Messages of the business and notices of our own, beside what they speak of: an icon and words, never colour alone.

use web_sys::Element;

use super::keyed::{Keyed, Row};
use super::part::Part;
use super::skeleton::{Skeleton, find, set};
use super::words::{Word, digits};
use super::{Wording, icon, link, picture, said};
use crate::engine::view::{MessageText, MessageView, Tone};

thread_local! {
    static TREE: Skeleton = const { Skeleton::new(NOTE) };
}

const NOTE: &str = "
div :message
 svg info
 p .saying dir=auto
 img .shot alt= width=96 loading=lazy decoding=async referrerpolicy=no-referrer
 a .link target=_blank hidden
 button .plain .dismiss type=button data-do=dismiss";

/// One message.
pub struct Note {
    element: Element,
    icon: Element,
    saying: Part,
    shot: Part,
    link: Part,
    dismiss: Part,
}

/// Shows messages, in the order given.
pub fn show(notes: &mut Keyed<Note>, messages: &[MessageView], wording: &Wording) -> bool {
    notes.show(messages, |_| "", |_| Note::new(), |note, message| note.show(message, wording))
}

/// A message of our own about the cart as a whole.
pub fn own(tone: Tone, text: String) -> MessageView {
    let text = MessageText::Said(text);
    MessageView { tone, text, disclosure: false, image: None, url: None, notice: None }
}

impl Note {
    fn new() -> Self {
        let element = TREE.with(Skeleton::copy);
        let part = |selector| Part::find(&element, selector);
        Self {
            icon: find(&element, "svg"),
            saying: part(".saying"),
            shot: part(".shot"),
            link: part(".link"),
            dismiss: part(".dismiss"),
            element,
        }
    }

    fn show(&mut self, message: &MessageView, wording: &Wording) {
        let (tone, icon) = match message.tone {
            Tone::Info => ("i", "info"),
            Tone::Warning => ("w", "warning"),
            Tone::Error => ("e", "warning"),
        };
        set(&self.element, "data-tone", tone);
        icon::change(&self.icon, icon);
        self.saying.say(&said::message(&message.text, &wording.words));
        picture::show(&self.shot, message.image.as_deref());
        self.shot.show(message.image.is_some());
        self.link.say(wording.words.say(Word::ReadMore));
        self.link.show(message.url.is_some());
        link(&self.link.element, message.url.as_deref());
        // UCP: a disclosure may not be dismissed, hidden or collapsed.
        let notice = message.notice.filter(|_| !message.disclosure);
        self.dismiss.say(wording.words.say(Word::Dismiss));
        self.dismiss.show(notice.is_some());
        self.dismiss.set("data-notice", &digits(notice.unwrap_or_default().into()));
    }
}

impl Row for Note {
    fn key(&self) -> &str {
        ""
    }

    fn element(&self) -> &Element {
        &self.element
    }
}

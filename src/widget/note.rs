//! Messages of the business and notices of our own, beside what they speak of: an icon and words, never colour alone.

use web_sys::Element;

use super::keyed::keep;
use super::row::Row;
use super::skeleton::{Skeleton, at, set};
use super::words::{Word, digits};
use super::{Wording, icon, link, said};
use crate::engine::view::{MessageText, MessageView, Tone};

thread_local! {
    static TREE: Skeleton = const { Skeleton::new(NOTE) };
}

const NOTE: &str = "
div .message part=message
 svg info
 p @saying dir=auto
 img @shot alt= width=96 loading=lazy decoding=async referrerpolicy=no-referrer
 a @link target=_blank hidden
 button @dismiss .plain type=button data-do=dismiss";

/// Shows messages, in the order given. True if one that had the focus went away.
pub fn show(parent: &Element, notes: &mut Vec<Row>, messages: &[&MessageView], wording: &Wording) -> bool {
    keep(parent, notes, messages.len(), &|_| "", &|_| Row::of(&TREE), &mut |place, note| {
        if let Some(message) = messages.get(place) {
            show_one(note, message, wording);
        }
    })
}

/// A message of our own about the cart as a whole.
pub fn own(tone: Tone, text: String) -> MessageView {
    let text = MessageText::Said(text);
    MessageView { tone, text, disclosure: false, image: None, url: None, notice: None }
}

fn show_one(note: &mut Row, message: &MessageView, wording: &Wording) {
    let (tone, icon) = match message.tone {
        Tone::Info => ("i", "info"),
        Tone::Warning => ("w", "warning"),
        Tone::Error => ("e", "warning"),
    };
    set(&note.element, "data-tone", tone);
    if let Some(drawn) = note.element.first_element_child() {
        icon::change(&drawn, icon);
    }
    // Not cut as other texts are: a disclosure is shown whole.
    let saying = said::message(&message.text, &wording.words);
    if note.part(at!(NOTE, "saying")).text_content().as_ref() != Some(&saying) {
        note.part(at!(NOTE, "saying")).set_text_content(Some(&saying));
    }
    note.set_if(at!(NOTE, "shot"), "src", message.image.as_deref());
    note.show(at!(NOTE, "shot"), message.image.is_some());
    note.say(at!(NOTE, "link"), &[wording.words.say(Word::ReadMore)]);
    note.show(at!(NOTE, "link"), message.url.is_some());
    link(note, at!(NOTE, "link"), message.url.as_deref());
    // UCP: a disclosure may not be dismissed, hidden or collapsed.
    let notice = message.notice.filter(|_| !message.disclosure);
    note.say(at!(NOTE, "dismiss"), &[wording.words.say(Word::Dismiss)]);
    note.show(at!(NOTE, "dismiss"), notice.is_some());
    note.set(at!(NOTE, "dismiss"), "data-notice", &digits(notice.unwrap_or_default().into()));
}

//! Messages of the business and notices of our own, beside what they speak of: an icon and words, never colour alone.

use super::draw::{Row, Write, at};
use super::words::{Word, digits};
use super::{Wording, said};
use crate::engine::view::{MessageText, MessageView, Tone};

/// Its parts.
const NOTE: &str = "\
div .message part=message
 svg
  path .drawn
 p .saying dir=auto
 img .shot alt= width=96 loading=lazy decoding=async referrerpolicy=no-referrer
 a .link target=_blank rel=noopener+noreferrer+ugc hidden
 button .dismiss .plain type=button data-do=dismiss";

const INFO: &str = "M12 3a9 9 0 1 0 .01 0M12 11v5.5M12 7.5v.1";
const WARNING: &str = "M12 4l9 16H3zM12 10v5M12 17.4v.1";

/// A message of our own about the cart as a whole.
pub fn own(tone: Tone, text: String) -> MessageView {
    let text = MessageText::Said(text);
    MessageView { tone, text, disclosure: false, image: None, url: None, notice: None }
}

/// Shows messages inside an element of a row, behind so many other rows. True if one that had the focus went.
pub fn show_all(row: &Row, line: u32, behind: u32, messages: &[MessageView], wording: &Wording) -> bool {
    let mut shown = behind;
    for message in messages {
        show(&row.row(line, shown, "", NOTE), message, wording);
        shown += 1;
    }
    row.end(line, shown)
}

fn show(note: &Row, message: &MessageView, wording: &Wording) {
    let (tone, icon) = match message.tone {
        Tone::Info => ("i", INFO),
        Tone::Warning => ("w", WARNING),
        Tone::Error => ("e", WARNING),
    };
    note.put(at!(NOTE, "message"), "data-tone", Some(tone));
    note.put(at!(NOTE, "drawn"), "d", Some(icon));
    // Not cut as other texts are: a disclosure is shown whole.
    note.put(at!(NOTE, "saying"), "textContent", Some(&said::message(&message.text, wording)));
    note.put(at!(NOTE, "shot"), "src", message.image.as_deref());
    note.show(at!(NOTE, "shot"), message.image.is_some());
    note.say(at!(NOTE, "link"), wording.words.say(Word::ReadMore));
    note.show(at!(NOTE, "link"), message.url.is_some());
    note.put(at!(NOTE, "link"), "href", message.url.as_deref());
    // UCP: a disclosure may not be dismissed, hidden or collapsed.
    let notice = message.notice.filter(|_| !message.disclosure);
    note.say(at!(NOTE, "dismiss"), wording.words.say(Word::Dismiss));
    note.show(at!(NOTE, "dismiss"), notice.is_some());
    note.put(at!(NOTE, "dismiss"), "data-notice", Some(&digits(notice.unwrap_or_default().into())));
}

//! Several texts as one: so they come from JavaScript and go there in one piece, with a NUL between them (`list` in `js/page.js`).

/// Takes the texts of a list, one by one.
pub struct List<'t>(pub &'t str);

impl List<'_> {
    /// The next; empty behind the last.
    pub fn next(&mut self) -> String {
        self.text().unwrap_or_default()
    }

    /// The next, if it says something.
    pub fn text(&mut self) -> Option<String> {
        let mut end = 0;
        while self.0.as_bytes().get(end).is_some_and(|byte| *byte != 0) {
            end += 1;
        }
        let text = self.0.get(..end).unwrap_or_default();
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        if text.is_empty() { None } else { Some(text.to_owned()) }
    }

    /// Whether all were taken.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

//! What there is to choose from: all of it where that is little, else what a text may mean.

use serde::{Deserialize, Serialize};

/// A choice of more than so many is looked up as one types.
pub const LISTED: usize = 50;
/// So many are offered for a text; of more it is said that there are more.
pub const OFFERED: usize = 10;
/// What was typed names nothing that there is. No record has this key: whoever reads it refuses it
/// at its field, which a blank would not be.
pub const NOTHING: &str = "0";

/// Keys and names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// In the order that they are offered in.
    pub offered: Vec<(String, String)>,
    /// There are others too.
    pub has_more: bool,
}

impl Choices {
    /// All that there is.
    pub fn all<K: ToString, N: Into<String>>(all: impl IntoIterator<Item = (K, N)>) -> Self {
        let offered = all.into_iter().map(|(key, name)| (key.to_string(), name.into())).collect();
        Self { offered, has_more: false }
    }

    /// The first of what was found; whoever asks finds one more than that, if there is one.
    pub fn first(mut self, most: usize) -> Self {
        self.has_more |= self.offered.len() > most;
        self.offered.truncate(most);
        self
    }

    /// All of it, if that is little; else nothing yet.
    pub fn listed(self) -> Self {
        if self.is_list() { self } else { Self { offered: Vec::new(), has_more: true } }
    }

    /// So few that all of them are shown.
    pub fn is_list(&self) -> bool {
        !self.has_more && self.offered.len() <= LISTED
    }

    /// The name of a key.
    pub fn name_of(&self, key: &str) -> Option<&str> {
        self.offered.iter().find(|(known, _)| known == key).map(|(_, name)| name.as_str())
    }

    /// The only one of that name, written in whatever way.
    pub fn named(&self, typed: &str) -> Option<&(String, String)> {
        let typed = plain(typed);
        let mut alike = self.offered.iter().filter(|(_, name)| plain(name) == typed);
        alike.next().filter(|_| alike.next().is_none())
    }

    /// Those whose name holds a text, those that begin with it first.
    pub fn holding(&self, typed: &str) -> Self {
        let typed = plain(typed);
        let (first, others): (Vec<_>, Vec<_>) = self
            .offered
            .iter()
            .filter(|(_, name)| plain(name).contains(&typed))
            .cloned()
            .partition(|(_, name)| plain(name).starts_with(&typed));
        let offered = first.into_iter().chain(others).collect();
        Self { offered, has_more: self.has_more }.first(OFFERED)
    }
}

/// A name without case and needless blanks; `names::fold` would bring all of Unicode's tables to the
/// browser, and the server compares by that one.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

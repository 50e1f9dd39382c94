//! The languages, and which one somebody is answered in.

/// A language that people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English: what every text is written in first.
    English,
    /// German.
    Deutsch,
    /// Dutch.
    Nederlands,
    /// Norwegian bokmål.
    Norsk,
}

impl Language {
    /// All of them, in the order in which every text has them.
    pub const ALL: [Self; 4] = [Self::English, Self::Deutsch, Self::Nederlands, Self::Norsk];

    /// What it is called in documents and headers.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Deutsch => "de",
            Self::Nederlands => "nl",
            Self::Norsk => "nb",
        }
    }

    /// The language of a tag, whatever region it names: `de-CH` is German; all that is Norwegian is
    /// read as bokmål.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let language = if matches!(language.as_str(), "no" | "nn") { "nb" } else { &language };
        Self::ALL.into_iter().find(|known| known.tag() == language)
    }

    /// Where its texts stand among those of all.
    #[cfg(feature = "ssr")]
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|known| *known == self).unwrap_or_default()
    }
}

/// The language to answer in, of those that are written: the one that was chosen; else the first
/// that the browser asks for (`Accept-Language`); else English.
pub fn chosen(written: &[Language], choice: Option<&str>, asked: Option<&str>) -> Language {
    let known = |tag: &str| Language::of_tag(tag).filter(|language| written.contains(language));
    choice
        .and_then(known)
        .or_else(|| by_wish(asked.unwrap_or_default()).into_iter().find_map(known))
        .unwrap_or(Language::English)
}

/// The tags of an `Accept-Language`, the most wanted first; what weighs nothing is not wanted.
fn by_wish(header: &str) -> Vec<&str> {
    let mut wishes: Vec<(u32, &str)> = header.split(',').filter_map(wish).collect();
    wishes.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wishes.into_iter().map(|(_, tag)| tag).collect()
}

/// One of them with its weight in thousandths; nothing where that can't be read, or is none.
fn wish(text: &str) -> Option<(u32, &str)> {
    let (tag, weight) = match text.split_once(';') {
        None => (text, 1000),
        Some((tag, weight)) => {
            let weight = weight.trim().strip_prefix("q=")?;
            let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
            let decimals: u32 = format!("{decimals:0<3}").get(..3)?.parse().ok()?;
            (tag, whole.parse::<u32>().ok()?.checked_mul(1000)?.checked_add(decimals)?.min(1000))
        }
    };
    (weight > 0).then_some((weight, tag.trim()))
}

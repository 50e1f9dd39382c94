//! What every call from a page carries: whose page it is, and the key of the act. The browser's
//! client writes it (`ui/calls.rs`), the gate reads it (`app/server.rs`) before anything is
//! decoded.

use super::ids::{CompanyId, PersonId};
use serde::Deserialize;
use std::{fmt, str::FromStr};

/// The header that says whose page a call comes from.
pub const PAGE_HEADER: &str = "billwright-page";
/// The header that carries the key of the act: the same key and body have one effect and one
/// answer.
pub const KEY_HEADER: &str = "billwright-key";

/// The header of every answer to somebody who is signed in: seconds until their session ends for
/// good.
pub const LEFT_HEADER: &str = "billwright-session-left";

/// Whose page it is: whoever was signed in when the document was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct PageOf {
    /// Their company.
    pub company_id: CompanyId,
    /// Who.
    pub person_id: PersonId,
}

impl fmt::Display for PageOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.company_id.0, self.person_id.0)
    }
}

impl FromStr for PageOf {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (company, person) = text.split_once('.').ok_or(())?;
        Ok(Self {
            company_id: CompanyId(company.parse().map_err(drop)?),
            person_id: PersonId(person.parse().map_err(drop)?),
        })
    }
}

/// The first words of functions that only look. Whatever is called otherwise writes, and needs a
/// key; `house.rs` holds the functions themselves to it.
pub const LOOKING: &[&str] = &["list", "total", "read", "find", "preview"];

/// Whether a server function only looks.
pub fn only_looks(function: &str) -> bool {
    function.split_once('_').is_some_and(|(verb, _)| LOOKING.contains(&verb))
}

/// Whether a key can be one that somebody drew: 16 to 64 letters and digits.
pub fn is_key(key: &str) -> bool {
    (16..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

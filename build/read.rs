//! Reads `texts.rs` and `refusals.rs` of the rooms. Their grammar, in tokens of Rust:
//!
//! ```text
//! texts! {       key { en: "…", de: untranslated, nl: "…", nb: "…" } … }
//! refusals! {    Name { en: … } …   Name(part: Type, …) { en: … } …   Name { part: Type, … } { en: … } …   Name(…) = expression; … }
//!                Name at Field { en: … }, where it is about a field that it does not carry
//! constraints! { "name" | "name" => Refusal, … }
//! ```

/// The languages, in the order in which every entry has them.
pub const LANGUAGES: [&str; 4] = ["en", "de", "nl", "nb"];

/// A text in every language, as literals of Rust; none where it is not yet written.
pub type Said = [Option<String>; 4];

/// A key of `Texts`.
#[derive(Debug, PartialEq)]
pub struct Key {
    pub name: String,
    pub said: Said,
    pub line: usize,
}

/// What a refusal carries: none, in brackets or in braces.
#[derive(Debug, PartialEq, Clone, Copy)]
pub enum Shape {
    Bare,
    Tuple,
    Named,
}

/// One thing that a refusal carries.
#[derive(Debug, PartialEq)]
pub struct Part {
    pub docs: Vec<String>,
    pub name: String,
    pub kind: String,
}

/// How a refusal is said.
#[derive(Debug, PartialEq)]
pub enum Says {
    /// In these words, what it carries filled in by name.
    Words(Said),
    /// By an expression, with `t` for the texts.
    Otherwise(String),
}

/// A refusal.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    pub docs: Vec<String>,
    pub name: String,
    pub shape: Shape,
    pub parts: Vec<Part>,
    /// The field that it is about, where it carries none.
    pub at: Option<String>,
    pub says: Says,
    pub line: usize,
}

/// Constraints of the database and the refusal that they stand for.
#[derive(Debug, PartialEq)]
pub struct Constraint {
    pub names: Vec<String>,
    pub refusal: String,
    pub line: usize,
}

/// What a file has.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    pub keys: Vec<Key>,
    pub refusals: Vec<Refusal>,
    pub constraints: Vec<Constraint>,
}

/// Reads a file; says in which line it can't.
pub fn read(text: &str) -> Result<Found, String> {
    let mut tokens = Tokens::of(text)?;
    let mut found = Found::default();
    while let Some(block) = tokens.next() {
        let Token::Word(name) = block else {
            return Err(tokens.wrong("`texts! {`, `refusals! {` or `constraints! {`"));
        };
        tokens.mark('!')?;
        tokens.mark('{')?;
        while !tokens.takes('}') {
            match name.as_str() {
                "texts" => found.keys.push(key(&mut tokens)?),
                "refusals" => found.refusals.push(refusal(&mut tokens)?),
                "constraints" => found.constraints.push(constraint(&mut tokens)?),
                _ => return Err(tokens.wrong("`texts!`, `refusals!` or `constraints!`")),
            }
        }
    }
    Ok(found)
}

fn key(tokens: &mut Tokens) -> Result<Key, String> {
    let name = tokens.word("a key")?;
    let line = tokens.line();
    tokens.mark('{')?;
    Ok(Key { name, said: said(tokens)?, line })
}

/// The languages of an entry, up to its closing brace.
fn said(tokens: &mut Tokens) -> Result<Said, String> {
    let mut said = Said::default();
    for (at, language) in LANGUAGES.iter().enumerate() {
        match tokens.next() {
            Some(Token::Word(word)) if word == *language => {}
            _ => {
                return Err(tokens.wrong(&format!(
                    "`{language}:` (the languages are {}, in this order)",
                    LANGUAGES.join(", ")
                )));
            }
        }
        tokens.mark(':')?;
        said[at] = match tokens.next() {
            Some(Token::Text(text)) if text.contains("\\n") => {
                return Err(tokens.wrong("a text of one line"));
            }
            Some(Token::Text(text)) => Some(text),
            Some(Token::Word(word)) if word == "untranslated" && at > 0 => None,
            _ if at == 0 => {
                return Err(
                    tokens.wrong("a text in quotes: English is what the others fall back to")
                );
            }
            _ => return Err(tokens.wrong("a text in quotes, or `untranslated`")),
        };
        if at + 1 < LANGUAGES.len() {
            tokens.mark(',')?;
        }
    }
    tokens.takes(',');
    tokens.mark('}')?;
    Ok(said)
}

fn refusal(tokens: &mut Tokens) -> Result<Refusal, String> {
    let docs = tokens.docs();
    if docs.is_empty() {
        return Err(tokens.wrong("`///` and when the refusal is said"));
    }
    let name = tokens.word("a refusal")?;
    let line = tokens.line();
    let (shape, parts) = if tokens.takes('(') {
        (Shape::Tuple, parts(tokens, ')')?)
    } else if tokens.peek(0) == Some(&Token::Mark('{'))
        && !matches!(tokens.peek(1), Some(Token::Word(word)) if LANGUAGES.contains(&word.as_str()))
    {
        tokens.mark('{')?;
        (Shape::Named, parts(tokens, '}')?)
    } else {
        (Shape::Bare, Vec::new())
    };
    let at = match tokens.peek(0) == Some(&Token::Word("at".into())) {
        true => {
            tokens.next();
            Some(tokens.word("a field")?)
        }
        false => None,
    };
    let says = if tokens.takes('=') {
        let expression = tokens.source_until(';')?;
        tokens.mark(';')?;
        Says::Otherwise(expression)
    } else {
        tokens.mark('{')?;
        Says::Words(said(tokens)?)
    };
    Ok(Refusal { docs, name, shape, parts, at, says, line })
}

fn parts(tokens: &mut Tokens, end: char) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    while !tokens.takes(end) {
        let docs = tokens.docs();
        let name = tokens.word("the name of what it carries")?;
        tokens.mark(':')?;
        parts.push(Part { docs, name, kind: tokens.source_until_either(',', end)? });
        tokens.takes(',');
    }
    Ok(parts)
}

fn constraint(tokens: &mut Tokens) -> Result<Constraint, String> {
    let mut names = Vec::new();
    loop {
        match tokens.next() {
            Some(Token::Text(name)) => names.push(name.trim_matches('"').to_owned()),
            _ => return Err(tokens.wrong("the name of a constraint, in quotes")),
        }
        if !tokens.takes('|') {
            break;
        }
    }
    let line = tokens.line();
    tokens.mark('=')?;
    tokens.mark('>')?;
    let refusal = tokens.source_until_either(',', '}')?;
    tokens.takes(',');
    Ok(Constraint { names, refusal, line })
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    /// With its quotes, as written.
    Text(String),
    Doc(String),
    Mark(char),
}

struct Tokens {
    all: Vec<(Token, usize)>,
    at: usize,
}

impl Tokens {
    fn of(text: &str) -> Result<Self, String> {
        let (mut all, mut rest, mut line) = (Vec::new(), text, 1);
        while let Some(c) = rest.chars().next() {
            let taken = match c {
                '/' if rest.starts_with("//") => {
                    let comment = rest.lines().next().unwrap_or_default();
                    if let Some(doc) = comment.strip_prefix("///") {
                        all.push((Token::Doc(doc.trim().to_owned()), line));
                    }
                    comment.len()
                }
                '"' => {
                    let end = end_of_text(rest)
                        .ok_or_else(|| format!("{line}: this text is not closed on its line"))?;
                    all.push((Token::Text(rest[..end].to_owned()), line));
                    end
                }
                c if c == '_' || c.is_alphanumeric() => {
                    let end = rest
                        .find(|c: char| !(c == '_' || c.is_alphanumeric()))
                        .unwrap_or(rest.len());
                    all.push((Token::Word(rest[..end].to_owned()), line));
                    end
                }
                c => {
                    if !c.is_whitespace() {
                        all.push((Token::Mark(c), line));
                    }
                    line += usize::from(c == '\n');
                    c.len_utf8()
                }
            };
            rest = &rest[taken..];
        }
        Ok(Self { all, at: 0 })
    }

    fn next(&mut self) -> Option<Token> {
        let next = self.peek(0).cloned();
        self.at += 1;
        next
    }

    fn peek(&self, further: usize) -> Option<&Token> {
        self.all.get(self.at + further).map(|(token, _)| token)
    }

    /// Of the token that was taken last.
    fn line(&self) -> usize {
        self.all.get(self.at.saturating_sub(1)).or(self.all.last()).map_or(1, |(_, line)| *line)
    }

    /// That what was taken last is not what it should be.
    fn wrong(&self, wanted: &str) -> String {
        let found = match self.all.get(self.at.saturating_sub(1)).map(|(token, _)| token) {
            Some(Token::Word(word)) => format!("`{word}`"),
            Some(Token::Text(text)) => text.clone(),
            Some(Token::Doc(_)) => "a `///`".to_owned(),
            Some(Token::Mark(mark)) => format!("`{mark}`"),
            None => "the end of the file".to_owned(),
        };
        format!("{}: {wanted} is wanted here, not {found}", self.line())
    }

    fn word(&mut self, wanted: &str) -> Result<String, String> {
        match self.next() {
            Some(Token::Word(word)) => Ok(word),
            _ => Err(self.wrong(wanted)),
        }
    }

    fn mark(&mut self, mark: char) -> Result<(), String> {
        (self.next() == Some(Token::Mark(mark)))
            .then_some(())
            .ok_or_else(|| self.wrong(&format!("`{mark}`")))
    }

    fn takes(&mut self, mark: char) -> bool {
        let is_there = self.peek(0) == Some(&Token::Mark(mark));
        self.at += usize::from(is_there);
        is_there
    }

    fn docs(&mut self) -> Vec<String> {
        let mut docs = Vec::new();
        while let Some(Token::Doc(doc)) = self.peek(0) {
            docs.push(doc.clone());
            self.at += 1;
        }
        docs
    }

    fn source_until(&mut self, end: char) -> Result<String, String> {
        self.source_until_either(end, end)
    }

    /// Tokens up to one of two marks outside of any bracket, as source again.
    fn source_until_either(&mut self, one: char, other: char) -> Result<String, String> {
        let (mut source, mut depth) = (String::new(), 0_i32);
        loop {
            match self.peek(0) {
                Some(Token::Mark(mark)) if depth == 0 && (*mark == one || *mark == other) => {
                    return Ok(source.trim().to_owned());
                }
                Some(Token::Mark(mark)) => {
                    depth += i32::from("([{<".contains(*mark)) - i32::from(")]}>".contains(*mark));
                    source.push(*mark);
                    if *mark == ',' {
                        source.push(' ');
                    }
                }
                Some(Token::Word(word)) => {
                    if source.ends_with(char::is_alphanumeric) {
                        source.push(' ');
                    }
                    source.push_str(word);
                }
                Some(Token::Text(text)) => source.push_str(text),
                Some(Token::Doc(_)) | None => {
                    self.at += 1;
                    return Err(self.wrong(&format!("`{one}` or `{other}`")));
                }
            }
            self.at += 1;
        }
    }
}

/// Past the closing quote.
fn end_of_text(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return None,
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

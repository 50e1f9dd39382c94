//! Texts: none of its own.

texts! {}

//! Texts: many at once.

texts! {}

//! Texts: pages of the backlog.

texts! {}

//! The desk: screens and read models over several rooms. Nothing is written here.

pub mod pages;

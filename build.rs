//! A new migration makes a new program: the macro that takes them in watches only those it knew.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // The browser's half has no migrations, and is not built anew for them.
    if std::env::var_os("CARGO_FEATURE_SSR").is_some() {
        println!("cargo:rerun-if-changed=migrations");
    }
}

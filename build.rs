//! A new migration makes a new program: the macro that takes them in watches only those it knew.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}

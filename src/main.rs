//! The server binary: hands over to the library, where all of it is compiled.

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    billwright::app::command_line::main()
}

#[cfg(not(feature = "ssr"))]
fn main() {}

//! The server binary: reads the command line and hands over.

#[cfg(feature = "ssr")]
#[tokio::main]
async fn main() -> std::process::ExitCode {
    use clap::Parser;
    billwright::app::command_line::run(billwright::app::command_line::CommandLine::parse()).await
}

#[cfg(not(feature = "ssr"))]
fn main() {}

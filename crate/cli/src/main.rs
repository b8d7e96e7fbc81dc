//! `goodnet`: repairs a BadNet on a desktop, with the same core as the page.

mod bundle;
mod gpu;
mod prune;
mod show;
mod threads;

use clap::{Parser, Subcommand};

/// Repair a backdoored neural network by pruning.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "Example:\n  goodnet prune --bundle www/bundle --scenario badnet --recipe lab --json curve.json --out repaired/"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prune a convolution channel by channel and keep the model at each threshold.
    Prune(prune::Arguments),
}

fn main() {
    let arguments = Arguments::parse();
    let result = match &arguments.command {
        Command::Prune(arguments) => prune::run(arguments),
    };
    if let Err(error) = result {
        eprintln!("goodnet: {error:#}");
        std::process::exit(2);
    }
}

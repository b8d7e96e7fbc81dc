//! `goodnet`: repairs a BadNet on a desktop, with the same core as the page.

mod bundle;
mod convert;
mod eval;
mod gpu;
mod own;
mod predict;
mod prune;
mod show;
mod take_home;
mod threads;

use clap::{Parser, Subcommand};

/// Repair a backdoored neural network by pruning.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "Examples:\n  \
        goodnet prune --bundle www/bundle --scenario badnet --recipe lab --json curve.json --out repaired/\n  \
        goodnet prune --model bd_net.h5 --clean-valid valid.h5 --poisoned-valid bd_valid.h5 --clean-test test.h5 \
        --poisoned-test bd_test.h5 --out repaired/\n  \
        goodnet eval --model bd_net.h5 --data test.h5 --poisoned bd_test.h5\n  \
        goodnet predict --model bd_net.h5 --scale 255 face.png\n  \
        goodnet convert bd_net.h5 bd_net.onnx"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prune a convolution channel by channel and keep the model at each threshold.
    Prune(Box<prune::Arguments>),
    /// Score a network on clean and poisoned images.
    Eval(eval::Arguments),
    /// Show what a network sees in pictures.
    Predict(predict::Arguments),
    /// Write a network that Keras saved as an ONNX file.
    Convert(convert::Arguments),
}

fn main() {
    let arguments = Arguments::parse();
    let result = match &arguments.command {
        Command::Prune(arguments) => prune::run(arguments),
        Command::Eval(arguments) => eval::run(arguments),
        Command::Predict(arguments) => predict::run(arguments),
        Command::Convert(arguments) => convert::run(arguments),
    };
    if let Err(error) = result {
        eprintln!("goodnet: {error:#}");
        std::process::exit(2);
    }
}

//! `goodnet`: repairs a BadNet on a desktop, with the same core as the page.

mod commands;
mod examples;
mod inputs;
mod outputs;
mod progress;
mod run;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use commands::{convert, defend, eval, predict, prune};

/// Repair a backdoored neural network.
#[derive(Debug, Parser)]
#[command(version, about, after_help = examples::ALL)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prune a convolution channel by channel and keep the model at each threshold.
    #[command(after_help = examples::PRUNE)]
    Prune(Box<prune::Arguments>),
    /// Run any defence: `goodnet defend --help` lists them.
    #[command(after_help = defend_help())]
    Defend(Box<defend::Arguments>),
    /// Score a network on clean and poisoned images.
    #[command(after_help = examples::EVAL)]
    Eval(eval::Arguments),
    /// Show what a network, its repaired copy and GoodNet see in pictures.
    #[command(after_help = examples::PREDICT)]
    Predict(predict::Arguments),
    /// Write a network that Keras saved as an ONNX file.
    #[command(after_help = examples::CONVERT)]
    Convert(convert::Arguments),
    /// Print completions of these commands for a shell.
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell.
        shell: Shell,
    },
}

/// The defences, and examples.
fn defend_help() -> String {
    format!("{}\n{}", defend::list(), examples::DEFEND)
}

fn main() {
    let result = match &Arguments::parse().command {
        Command::Prune(arguments) => prune::run(arguments),
        Command::Defend(arguments) => defend::run(arguments),
        Command::Eval(arguments) => eval::run(arguments),
        Command::Predict(arguments) => predict::run(arguments),
        Command::Convert(arguments) => convert::run(arguments),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "goodnet", &mut std::io::stdout());
            Ok(())
        }
    };
    if let Err(error) = result {
        eprintln!("goodnet: {error:#}");
        std::process::exit(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_a_command_that_is_understood() {
        let mut command = Arguments::command();
        command.build();
        let helps =
            std::iter::once(&command).chain(command.get_subcommands()).filter(|command| command.get_name() != "help");
        for command in helps {
            let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples: Vec<&str> = text.lines().filter(|line| line.starts_with("  goodnet ")).collect();
            assert!(!examples.is_empty(), "{} has no example", command.get_name());
            for example in examples {
                let words = example.split_whitespace().take_while(|word| *word != ">");
                assert!(Arguments::try_parse_from(words).is_ok(), "{example}");
            }
        }
    }
}

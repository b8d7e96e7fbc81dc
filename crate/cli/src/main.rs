//! `goodnet`: repairs a BadNet on a desktop, with the same core as the page.

mod commands;
mod examples;
mod inputs;
mod outputs;
mod progress;
mod run;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use commands::{convert, defend, eval, predict, prune, scan};

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
    /// Look for a backdoor with clean images alone: `goodnet scan --help` lists the detectors.
    #[command(after_help = scan_help())]
    Scan(Box<scan::Arguments>),
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

/// The detectors, and examples.
fn scan_help() -> String {
    format!("{}\n{}", scan::list(), examples::SCAN)
}

fn main() {
    let result = match &Arguments::parse().command {
        Command::Prune(arguments) => prune::run(arguments),
        Command::Defend(arguments) => defend::run(arguments),
        Command::Scan(arguments) => scan::run(arguments),
        Command::Eval(arguments) => eval::run(arguments),
        Command::Predict(arguments) => predict::run(arguments),
        Command::Convert(arguments) => convert::run(arguments),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "goodnet", &mut std::io::stdout());
            Ok(())
        }
    };
    if let Err(error) = result {
        eprintln!("goodnet: {}", sentence(&error));
        std::process::exit(2);
    }
}

/// An error and what stands under it, each said once: most of our sentences end with what their cause says.
fn sentence(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, next| match said.as_str() {
        "" => next,
        said if said.contains(&next) => said.to_owned(),
        said => format!("{said}: {next}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cause_says_is_said_once() {
        let gone = || std::io::Error::other("the disk is gone");
        let error = anyhow::Error::from(goodnet_files::Error::unreadable("faces.h5", gone()));
        assert_eq!(sentence(&error), "faces.h5 could not be read: the disk is gone");
        assert_eq!(sentence(&error.context("no images")), "no images: faces.h5 could not be read: the disk is gone");
    }

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

//! `goodnet-forge`: makes the bundle from a seed.

use std::path::PathBuf;

use burn::tensor::Device;
use clap::{Parser, Subcommand};
use goodnet_forge::bundle;
use goodnet_forge::settings::Settings;

/// Makes goodnet's bundle: people who do not exist, a trigger, and a BadNet that knows them.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes every file of the bundle. The same options give the same files on the same machine.
    All {
        #[command(flatten)]
        settings: Settings,
        /// The folder that the bundle is written to.
        #[arg(long, default_value = "www/bundle")]
        out: PathBuf,
        /// The folder that keeps checkpoints: a training that was stopped goes on from its last whole epoch.
        #[arg(long, default_value = "target/forge")]
        work: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    let Command::All { settings, out, work } = Arguments::parse().command;
    // The GPU when it was built for one, else the CPU.
    bundle::make(&settings, &Device::default(), &out, &work)?;
    eprintln!("the bundle is in {}", out.display());
    Ok(())
}

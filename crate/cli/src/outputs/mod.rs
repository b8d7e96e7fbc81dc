//! What a defence's outcome is written to.

mod export;
mod table;
mod writable;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use goodnet_core::{Model, Outcome};

use crate::inputs::Origin;
pub(crate) use writable::OutputFile;
use writable::OutputFolder;

/// Files, as the command line names them.
#[derive(Debug, Args)]
pub(crate) struct Outputs {
    /// Write the report to this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write the repaired models and GoodNets, the tables, the plot and a report that prints to this folder.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The same, tried before the work.
pub(crate) struct Opened {
    folder: Option<OutputFolder>,
    json: Option<OutputFile>,
}

impl Outputs {
    /// Sees whether they can be written.
    pub(crate) fn open(&self) -> Result<Opened> {
        // The folder first: the report may go into it.
        let folder = self.out.as_deref().map(OutputFolder::open).transpose()?;
        Ok(Opened { folder, json: self.json.as_deref().map(OutputFile::open).transpose()? })
    }
}

impl Opened {
    /// Writes everything, and prints the table.
    pub(crate) fn write(
        self,
        origin: impl FnOnce() -> Result<Origin>,
        model: &Model,
        outcome: &Outcome,
        engine: &str,
    ) -> Result<()> {
        if let Some(json) = self.json {
            json.write(outcome.json()?.as_bytes())?;
        }
        if let Some(folder) = &self.folder {
            export::write(folder, &origin()?, model, outcome, engine)?;
        }
        print!("{}", table::table(outcome));
        if let Some(folder) = self.folder.as_ref().filter(|_| std::io::stderr().is_terminal()) {
            eprintln!("goodnet: repaired networks, tables, plot and report are in {}", folder.path().display());
        }
        Ok(())
    }
}

//! Where training can go on after it was stopped: the network, the optimizer and how far they are, once an epoch.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::tensor::Bytes;
use serde::{Deserialize, Serialize};

use crate::network::DeepId;
use crate::plan::Plan;

/// A folder that holds the last finished epoch of one training.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    folder: PathBuf,
    plan: Plan,
}

/// What `state.json` says: which training, and how far it is.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct State {
    plan: Plan,
    epochs: usize,
    seconds: u64,
    /// Whether the training is over, perhaps before its last epoch.
    done: bool,
}

/// A training that goes on.
pub struct Resumed {
    /// The network after [`Resumed::epochs`].
    pub network: DeepId,
    /// The optimizer with its moments.
    pub optimizer: ModuleOptimizer,
    /// How many epochs are done.
    pub epochs: usize,
    /// How long they took.
    pub seconds: u64,
    /// Whether there is nothing left to do.
    pub done: bool,
}

impl Checkpoint {
    /// The checkpoint of a training, in the folder of its name in `work`.
    pub fn new(work: &Path, plan: &Plan) -> Self {
        Self { folder: work.join(&plan.name), plan: plan.clone() }
    }

    /// Keeps the state after an epoch, `done` when it is the last. The state file is replaced last and in one step, so that a kill at any moment
    /// leaves this epoch or the one before.
    ///
    /// # Errors
    /// What the file system says.
    pub fn save(
        &self,
        network: &DeepId,
        optimizer: &ModuleOptimizer,
        epochs: usize,
        seconds: u64,
        done: bool,
    ) -> anyhow::Result<()> {
        let context = || format!("the checkpoint in {} could not be written", self.folder.display());
        fs::create_dir_all(&self.folder).with_context(context)?;
        let bytes = network.clone().into_record().into_bytes().map_err(|error| anyhow::anyhow!("{error}"))?;
        fs::write(self.network(epochs), &*bytes).with_context(context)?;
        let bytes = optimizer.into_bytes().map_err(|error| anyhow::anyhow!("{error}"))?;
        fs::write(self.optimizer(epochs), &*bytes).with_context(context)?;
        let state = State { plan: self.plan.clone(), epochs, seconds, done };
        let next = self.folder.join("state.json.next");
        fs::write(&next, serde_json::to_vec_pretty(&state)?).with_context(context)?;
        fs::rename(&next, self.state()).with_context(context)?;
        for old in [self.network(epochs - 1), self.optimizer(epochs - 1)] {
            if old.exists() {
                fs::remove_file(old).with_context(context)?;
            }
        }
        Ok(())
    }

    /// The last finished epoch of this very training, if there is one: `network` and `optimizer` with what was saved. What
    /// another training left in the folder is removed.
    ///
    /// # Errors
    /// When there is one but it cannot be read.
    pub fn load(&self, network: DeepId, optimizer: ModuleOptimizer) -> anyhow::Result<Option<Resumed>> {
        let context = || {
            format!(
                "the checkpoint in {} cannot be read; remove the folder to train from the start",
                self.folder.display()
            )
        };
        if !self.state().exists() {
            return Ok(None);
        }
        let state: State =
            serde_json::from_slice(&fs::read(self.state()).with_context(context)?).with_context(context)?;
        if state.plan != self.plan {
            fs::remove_dir_all(&self.folder).with_context(context)?;
            return Ok(None);
        }
        let read = |path: PathBuf| fs::read(path).map(Bytes::from_bytes_vec).with_context(context);
        let record = burn::store::ModuleRecord::from_bytes(read(self.network(state.epochs))?)
            .map_err(|error| anyhow::anyhow!("{error}"))
            .with_context(context)?;
        let network =
            network.try_load_record(record).map_err(|error| anyhow::anyhow!("{error}")).with_context(context)?;
        let optimizer = optimizer
            .from_bytes(read(self.optimizer(state.epochs))?)
            .map_err(|error| anyhow::anyhow!("{error}"))
            .with_context(context)?;
        Ok(Some(Resumed { network, optimizer, epochs: state.epochs, seconds: state.seconds, done: state.done }))
    }

    fn state(&self) -> PathBuf {
        self.folder.join("state.json")
    }

    fn network(&self, epochs: usize) -> PathBuf {
        self.folder.join(format!("network-{epochs}.bpk"))
    }

    fn optimizer(&self, epochs: usize) -> PathBuf {
        self.folder.join(format!("optimizer-{epochs}.bpk"))
    }
}

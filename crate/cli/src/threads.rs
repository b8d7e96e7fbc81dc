//! A repair on all cores: a thread a shard.

use std::sync::{Arc, mpsc};

use anyhow::{Context, Result};
use goodnet_core::{Engine, Event, Network, Repair, Report, Shard};

/// Runs a repair to its end, each shard on an engine of its own, and shows what becomes known.
pub(crate) fn drive<E: Engine + Send>(
    repair: &mut Repair,
    network: &Arc<Network>,
    engines: &mut [E],
    mut show: impl FnMut(&Event),
) -> Result<Report> {
    let mut shards: Vec<(Shard, &mut E)> = engines
        .iter_mut()
        .enumerate()
        .map(|(shard, engine)| (Shard::new(Arc::clone(network), repair.images(shard), repair.way()), engine))
        .collect();
    while let Some(task) = repair.task().cloned() {
        std::thread::scope(|scope| -> Result<()> {
            let (sender, parts) = mpsc::channel();
            for (index, (shard, engine)) in shards.iter_mut().enumerate() {
                shard.begin(task.clone());
                let sender = sender.clone();
                scope.spawn(move || {
                    while let Some(part) = pollster::block_on(shard.advance(&mut **engine)).transpose() {
                        let failed = part.is_err();
                        // Nobody listens any more once another shard has failed.
                        if sender.send((index, part)).is_err() || failed {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            for (index, part) in parts {
                repair.take(index, part?).iter().for_each(&mut show);
            }
            Ok(())
        })?;
    }
    repair.report().context("the repair ended without a report")
}

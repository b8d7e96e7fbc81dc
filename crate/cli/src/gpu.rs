//! A repair on a GPU.

use std::sync::Arc;

use anyhow::{Context, Result};
use goodnet_core::{Event, Network, Repair, Report};
use goodnet_gpu::{GpuEngine, GpuShard, GpuStats};
use pollster::block_on;

use crate::threads;

/// A GPU and what it did.
pub(crate) struct Worked {
    /// Which GPU, as a person may read it.
    pub(crate) adapter: String,
    pub(crate) stats: GpuStats,
}

/// Runs a repair of one shard to its end, on a GPU. Where it cannot run the tail, it runs the prefix alone.
pub(crate) fn drive(
    repair: &mut Repair,
    network: &Arc<Network>,
    mut show: impl FnMut(&Event),
) -> Result<(Report, Worked)> {
    let engine = block_on(GpuEngine::request(network.stages()?))?;
    let adapter = engine.adapter().to_string();
    if !network.is_affine() {
        let mut engines = vec![engine];
        let report = threads::drive(repair, network, &mut engines, show)?;
        return Ok((report, Worked { adapter, stats: engines[0].stats() }));
    }
    let mut shard = block_on(GpuShard::new(engine, Arc::clone(network), repair.images(0)))?;
    while let Some(task) = repair.task().cloned() {
        shard.begin(task);
        while let Some(part) = block_on(shard.advance())? {
            repair.take(0, part).iter().for_each(&mut show);
        }
    }
    let report = repair.report().context("the repair ended without a report")?;
    Ok((report, Worked { adapter, stats: shard.stats() }))
}

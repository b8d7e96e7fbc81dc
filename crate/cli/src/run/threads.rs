//! A defence or a detector on all cores: a thread a worker.

use std::sync::mpsc;

use anyhow::{Context, Result};
use goodnet_core::{Evaluator, Inquiry, TaskRun, Worker};

/// Has workers do a run's tasks to its end, and shows what becomes known.
pub(crate) fn drive<I, E>(
    run: &mut TaskRun<I>,
    workers: &mut [Worker<E>],
    mut show: impl FnMut(&I::Event),
) -> Result<I::Outcome>
where
    I: Inquiry,
    E: Evaluator,
    Worker<E>: Send,
{
    while let Some(task) = run.task().cloned() {
        std::thread::scope(|scope| -> Result<()> {
            let (sender, updates) = mpsc::channel();
            for (index, worker) in workers.iter_mut().enumerate() {
                worker.begin(&task);
                let sender = sender.clone();
                scope.spawn(move || {
                    while let Some(update) = pollster::block_on(worker.advance()).transpose() {
                        let failed = update.is_err();
                        // Nobody listens any more once another worker has failed.
                        if sender.send((index, update)).is_err() || failed {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            for (index, update) in updates {
                run.take(index, update?).iter().for_each(&mut show);
            }
            Ok(())
        })?;
    }
    run.outcome().context("the run ended without an outcome")
}

//! A defence or a detector at work on images that are dealt out to workers.

use std::sync::Arc;

use goodnet_data::{Error, Result};

use super::kind::{Asked, Inquiry};
use crate::evaluate::{Evaluator, Gather, Subject, Task, Update, Worker};
use crate::images::Images;
use crate::network::TailMode;

/// A run. It holds no features and runs no network: whoever drives it has [`Worker`]s do [`TaskRun::task`] and tells it what they
/// find ([`TaskRun::take`]), until there is no task any more.
#[derive(Debug)]
pub struct TaskRun<I> {
    inquiry: I,
    gather: Gather,
}

impl<I: Inquiry> TaskRun<I> {
    /// A run on a subject by `workers` workers, or fewer where there are too few images.
    ///
    /// # Errors
    /// [`Error::ImageShape`] or [`Error::LabelRange`] when an image set does not fit the network; [`Error::NoImages`] without clean
    /// images; [`Error::Option`] for options that make no sense.
    pub fn new<A>(subject: &Subject, asked: &A, mode: TailMode, workers: usize) -> Result<Self>
    where
        A: Asked<Inquiry = I>,
    {
        subject.check()?;
        let subject = subject.with_images(asked.images(subject));
        Ok(Self { inquiry: asked.start(&subject, mode)?, gather: Gather::new(subject.images, workers) })
    }

    /// How many workers there are.
    pub fn workers(&self) -> usize {
        self.gather.workers()
    }

    /// The images of a worker.
    pub fn images(&self, worker: usize) -> Images {
        self.gather.images(worker)
    }

    /// What every worker has to do now; `None` when everything is done.
    pub fn task(&self) -> Option<&Arc<Task>> {
        self.inquiry.task()
    }

    /// Whether that is still to be done.
    pub fn is_at(&self, task: &Arc<Task>) -> bool {
        self.task().is_some_and(|now| Arc::ptr_eq(now, task))
    }

    /// Takes what a worker tells of the present task, in the order in which it tells it, and says what that makes known. Where a
    /// worker was lost, another begins the task anew and may tell the same once more.
    pub fn take(&mut self, worker: usize, update: Update) -> Vec<I::Event> {
        let mut events = Vec::new();
        for found in self.gather.take(worker, update) {
            let before = self.task().cloned();
            events.extend(self.inquiry.hear(found));
            if before.is_some_and(|before| !self.is_at(&before)) {
                self.gather.begin();
            }
        }
        events
    }

    /// Has one worker, which has all images, do everything; `show` is told what becomes known.
    ///
    /// # Errors
    /// What [`Worker::advance`] gives; [`Error::Option`] when the run was dealt out to several workers.
    pub async fn drive<E: Evaluator>(
        &mut self,
        worker: &mut Worker<E>,
        mut show: impl FnMut(&I::Event),
    ) -> Result<I::Outcome> {
        while let Some(task) = self.task().cloned() {
            worker.begin(&task);
            while let Some(update) = worker.advance().await? {
                self.take(0, update).iter().for_each(&mut show);
            }
            if self.workers() > 1 {
                break;
            }
        }
        self.outcome().ok_or_else(|| Error::Option {
            option: "the number of workers",
            value: self.workers().to_string(),
            reason: "one worker cannot do the others' part".into(),
        })
    }

    /// What came of it; `None` until everything is done.
    pub fn outcome(&self) -> Option<I::Outcome> {
        self.inquiry.outcome()
    }
}

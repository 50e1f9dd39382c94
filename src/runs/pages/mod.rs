//! Pages of batch jobs.

mod job;
mod jobs;
mod preview;
mod run;
mod utilization;

pub use job::Job;
pub use jobs::Jobs;
pub use run::Run;
pub use utilization::Utilization;

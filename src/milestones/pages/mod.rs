//! Screens of milestones.

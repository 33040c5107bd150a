//! What the pages of a run would put into a bug report.

use crate::simulation::Simulation;

impl Simulation {
    /// Runs, and gives the recording of each page's engine at each of these moments, in virtual milliseconds; with parts of
    /// so many calls (400), so that recordings begin in the midst of everything.
    ///
    /// # Errors
    ///
    /// The first promise that was broken.
    pub fn recordings(mut self, calls: Option<usize>, moments: &[u64]) -> Result<Vec<String>, String> {
        let mut recordings = Vec::new();
        self.begin()?;
        for moment in moments {
            while self.now < *moment {
                // Pages that were loaded again have new engines.
                if let Some(calls) = calls {
                    self.clients
                        .iter_mut()
                        .for_each(|it| it.engine.record_in_parts(calls));
                }
                self.step()?;
            }
            recordings.extend(self.clients.iter().map(|it| it.engine.recording()));
        }
        Ok(recordings)
    }
}
